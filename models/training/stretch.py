"""Undoes what a net trained on few old faces does to them: it draws their ages to the middle. From a year on, ages are stretched
by the least slope with which the mean estimate of each older group of the validation faces lies inside of the group.

    python3 models/training/stretch.py --data DIR --checkpoint RUN/last.pt --from-years 55 --out STRETCHED.pt

The net stays as it is but for the weights that make an age of the distribution.
"""

import environment

environment.enter(__name__)

import argparse
import json
import sys

import numpy as np
import torch

from data import Faces
from evaluate import load_net, predict

STEP, STEEPEST = 0.1, 2.0


def beyond(bins, from_years):
    """By how much each bin lies beyond the year, years [bins]."""
    return np.maximum(0, np.asarray(bins, float) - from_years)


def least_slope(age, distribution, low, high, bins, from_years):
    """The slope, and the mean estimates of the groups that begin after `from_years` with it; prints those of each slope tried.
    `age`, `low`, `high` [n] in years, `distribution` [n, bins]."""
    further = distribution @ beyond(bins, from_years)
    groups = [part for part in np.unique(low[low < high]) if part > from_years]
    if not groups:
        sys.exit(f"no validation face is of a group that begins after {from_years}")
    for slope in np.arange(0, STEEPEST, STEP):
        means = {int(start): float((age + slope * further)[(low == start) & (low < high)].mean()) for start in groups}
        print(f"slope {slope:.1f}, mean estimate of the group from", ", ".join(f"{at}: {mean:.1f}" for at, mean in means.items()))
        if all(mean >= start for start, mean in means.items()):
            return round(float(slope), 1), means
    sys.exit(f"no slope below {STEEPEST} is enough: {means}")


def stretched(state, bins, slope, from_years):
    """The state dict with ages so much further beyond the year."""
    more = torch.from_numpy(slope * beyond(bins, from_years)).float()
    return {name: value + more if name == "w2.weight" else value for name, value in state.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--from-years", type=float, required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--partial", action="store_true", help="some labels have no crop")
    settings = parser.parse_args()
    net, about = load_net(settings.checkpoint)
    bins = net.architecture.bins
    faces = Faces(settings.data, settings.partial)
    chosen = faces.select("val")
    age, distribution = predict(net, faces, chosen)
    if distribution is None:
        sys.exit("a net without the cascade has no such weights")
    slope, _ = least_slope(age, distribution, faces.low[chosen], faces.high[chosen], bins, settings.from_years)
    weights = stretched(net.state_dict(), bins, slope, settings.from_years)
    about = {key: about[key] for key in ("architecture", "settings", "seen", "minutes", "step", "best", "plateau")}
    torch.save({"about": json.dumps(about), "net": weights, "ema": weights, "optimizer": {}}, settings.out)


if __name__ == "__main__":
    main()
