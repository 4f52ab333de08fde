"""Judges a checkpoint on crops, per set and per decade. (The shipped engine on whole pictures: `npm run evaluate`.)

    python3 models/training/evaluate.py --data DIR --checkpoint RUN/best.pt --split val --out val.json
"""

import environment

environment.enter(__name__)

import argparse
import json
import os
import pathlib
import sys

import numpy as np
import torch

from augment import Augment
from data import CROPS, Faces, centre, crop_settings
from nets.c3ae import C3AE, Architecture


def predict(net, faces, chosen, crop=None, batch=256, see=centre):
    """Ages [n] and distributions over the bins [n, bins] (None without a cascade), numpy.
    `see`: from a batch of bytes, and which crop they are of, to what the net sees."""
    net.eval()
    device = next(net.parameters()).device
    ages, distributions = [], []
    with torch.no_grad():
        for start in range(0, len(chosen), batch):
            x = see(faces.pixels(chosen[start : start + batch], crop), crop).to(device)
            _, log_p, age = net(x)
            ages.append(age)
            if log_p is not None:
                distributions.append(log_p.exp())
    return tuple(torch.cat(parts).float().cpu().numpy() if parts else None for parts in (ages, distributions))


def figures(age, low, high):
    """n; for exact ages MAE, bias (years) and CS@5 (share within five years); for groups exact and within one."""
    out = {"n": len(age)}
    exact = low == high
    if exact.any():
        off = age[exact] - low[exact]
        out |= {"mae": np.abs(off).mean(), "bias": off.mean(), "cs5": (np.abs(off) <= 5).mean()}
    if not exact.all():
        age, low, high = age[~exact], low[~exact], high[~exact]
        groups = sorted(set(zip(low, high)))
        starts = np.array([start for start, _ in groups])
        answer = np.searchsorted(starts, age, side="right") - 1
        off = np.abs(answer - np.searchsorted(starts, low))
        out |= {"exact": ((low <= age) & (age < high + 1)).mean(), "withinOne": (off <= 1).mean()}
    return {key: value if key == "n" else round(float(value), 4) for key, value in out.items()}


def judge(net, faces, split, crop=None, limit=None, decades=False, views=(centre,), sets=None):
    """{set: figures} of a split without conflicting labels, by the mean answer to `views` (predict's `see`); `limit`
    takes a fixed random part of each set."""
    report = {}
    for name in sets or faces.sets:
        chosen = faces.select(split, name=name)
        if limit and len(chosen) > limit:
            chosen = np.sort(np.random.default_rng(0).permutation(chosen)[:limit])
        if not len(chosen):
            continue
        age = np.mean([predict(net, faces, chosen, crop, see=see)[0] for see in views], 0)
        low, high = faces.low[chosen], faces.high[chosen]
        report[name] = figures(age, low, high)
        if decades:
            starts = np.unique(low // 10 * 10).astype(int)
            report[name]["decades"] = {
                f"{start}-{start + 9}": figures(age[at], low[at], high[at])
                for start in starts
                for at in [(low >= start) & (low < start + 10)]
            }
    return report


def score(report):
    """What the best checkpoint is chosen by, lower is better: the sum over sets of the MAE in years, or of ten times
    the share of groups missed."""
    return sum(f["mae"] if "mae" in f else 10 * (1 - f["exact"]) for f in report.values())


def load_net(path, weights="ema", fast=False):
    """The net of a checkpoint, its averaged weights or the last step's, and all the checkpoint holds."""
    try:
        checkpoint = torch.load(path, map_location="cpu", weights_only=True)
        checkpoint |= json.loads(checkpoint.pop("about"))
        net = C3AE(Architecture(**checkpoint["architecture"]), fast)
        net.load_state_dict(checkpoint[weights])
    except OSError as error:
        sys.exit(f"{path}: {error.strerror}")
    except Exception as error:  # torch raises many kinds for a file that is no checkpoint
        sys.exit(f"{path} is not a checkpoint of this net ({type(error).__name__})")
    return net, checkpoint


def sides(scales, pixels, crop):
    """Sides of all crops, or of the one of that index, in face sizes [n, crops]."""
    return torch.tensor(scales if crop is None else scales[crop : crop + 1]).expand(pixels.shape[:2])


def old_look():
    """The training's look of scanned prints, the same for every net: how a net fares far from clean pictures."""
    scales, fill, reach = crop_settings()
    augment, random = Augment(fill, light=0, reach=reach), torch.Generator().manual_seed(0)
    return lambda pixels, crop: augment.as_old_prints(pixels, sides(scales, pixels, crop), random)


def views_of(count):
    """From bytes to what the net sees: as it is, and `count` - 1 times moved."""
    if count == 1:
        return [centre]
    scales, fill, reach = crop_settings()
    augment, random = Augment(fill, geometry=0.6, reach=reach), torch.Generator().manual_seed(0)

    def moved(pixels, crop):
        return augment.move(pixels, sides(scales, pixels, crop), random)

    return [centre] + [moved] * (count - 1)


def print_table(report):
    columns = ("n", "mae", "bias", "cs5", "exact", "withinOne")
    print(f"{'':20}" + "".join(f"{column:>10}" for column in columns))
    for name, row in report.items():
        for label, part in ((name, row), *((f"  {k}", v) for k, v in row.get("decades", {}).items())):
            print(f"{label:20}" + "".join(f"{part.get(column, ''):>10}" for column in columns))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder with labels.csv and crops/")
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--split", default="val")
    parser.add_argument("--crop", choices=CROPS, default="middle", help="which crop a net of one crop sees")
    parser.add_argument("--views", type=int, default=1, help="average over so many, turned, moved, zoomed or mirrored")
    parser.add_argument("--old", action="store_true", help="give every face the look of an old print, scanned")
    parser.add_argument("--partial", action="store_true", help="accept labels without a crop")
    parser.add_argument("--out", help="write the figures here as JSON")
    settings = parser.parse_args()
    torch.set_num_threads(os.cpu_count())
    net, _ = load_net(settings.checkpoint)
    faces = Faces(settings.data, settings.partial)
    crop = None if net.architecture.context else CROPS.index(settings.crop)
    views = [old_look()] if settings.old else views_of(settings.views)
    report = judge(net, faces, settings.split, crop, decades=True, views=views)
    if not report:
        raise SystemExit(f"no face in split {settings.split}")
    print_table(report)
    if settings.out:
        pathlib.Path(settings.out).write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
