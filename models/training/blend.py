"""The weighted mean of the weights of nets that went on from one another (Wortsman et al., 2022,
https://arxiv.org/abs/2203.05482): what lies between two runs that give different things up.

    python3 models/training/blend.py EVEN/best.pt=0.6 RUN/best.pt=0.4 --out BLEND.pt
"""

import environment

environment.enter(__name__)

import argparse
import json
import sys

import torch

from evaluate import load_net


def blend(states, shares):
    """Mean of state dicts, by `shares`, which sum to 1."""
    mean = {}
    for name, first in states[0].items():
        parts = [state[name] for state in states]
        if any(part.shape != first.shape for part in parts):
            sys.exit(f"{name} has another shape in each net")
        mean[name] = sum(s * p for s, p in zip(shares, parts)) if first.is_floating_point() else first
    return mean


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", nargs="+", help="CHECKPOINT=SHARE")
    parser.add_argument("--out", required=True)
    settings = parser.parse_args()
    try:
        paths, shares = zip(*((path, float(share)) for path, share in (each.rsplit("=", 1) for each in settings.checkpoint)))
    except ValueError:
        parser.error("want CHECKPOINT=SHARE …")
    if abs(sum(shares) - 1) > 1e-6:
        parser.error("the shares sum to 1")
    nets, abouts = zip(*map(load_net, paths))
    if len({about["settings"].get("fold", "") for about in abouts}) > 1:
        sys.exit("these nets left out different folds")
    weights = blend([net.state_dict() for net in nets], shares)
    about = {key: abouts[0][key] for key in ("architecture", "settings", "seen", "minutes", "step", "best", "plateau")}
    torch.save({"about": json.dumps(about), "net": weights, "ema": weights, "optimizer": {}}, settings.out)


if __name__ == "__main__":
    main()
