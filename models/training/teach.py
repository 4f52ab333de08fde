"""Asks teachers about every training face, for `train.py --teacher`: the mean answer of all checkpoints to several views
of the face, slightly turned, moved, zoomed or mirrored. A net that was trained with `--fold` answers only for the faces
that it never saw: what it says of them is not what it learned by heart.

    python3 models/training/teach.py --data DIR --checkpoint RUN/best.pt … --out teacher.npz
"""

import environment

environment.enter(__name__)

import argparse
import os
import pathlib
import sys
import time

import numpy as np
import torch

from data import Faces
from evaluate import load_net, predict, views_of


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder with labels.csv and crops/")
    parser.add_argument("--checkpoint", required=True, nargs="+")
    parser.add_argument("--views", type=int, default=8)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--partial", action="store_true", help="accept labels without a crop")
    settings = parser.parse_args(arguments)
    torch.set_num_threads(os.cpu_count())
    loaded = [load_net(path, fast=True) for path in settings.checkpoint]
    if len({tuple(net.architecture.bins) for net, _ in loaded}) > 1:
        sys.exit("these checkpoints have different bins")
    faces = Faces(settings.data, settings.partial)
    chosen = faces.select("train", conflicts=True)
    folds = [checkpoint["settings"].get("fold", "") for _, checkpoint in loaded]
    answers_for = np.array([faces.unseen(fold)[chosen] if fold else np.ones(len(chosen), bool) for fold in folds])
    asked = answers_for.sum(0)
    if not asked.all():
        sys.exit(f"{(asked == 0).sum()} faces have no teacher that never saw them: give the checkpoints of all folds")
    age, distribution = np.zeros(len(chosen)), np.zeros((len(chosen), len(loaded[0][0].architecture.bins)))
    views, done, start = views_of(settings.views), 0, time.monotonic()
    for (net, _), mine in zip(loaded, answers_for):
        at = np.flatnonzero(mine)
        for part in np.array_split(at, max(1, len(at) // 4096)):
            ages, distributions = zip(*(predict(net, faces, chosen[part], see=view) for view in views))
            age[part] += np.mean(ages, 0)
            distribution[part] += np.mean(distributions, 0)
            done += len(part)
            print(f"{done / asked.sum():6.1%}  {done / (time.monotonic() - start):4.0f} faces/s", flush=True)
    age, distribution = (age / asked).astype(np.float32), (distribution / asked[:, None]).astype(np.float32)
    np.savez(settings.out, name=faces.name[chosen], age=age, distribution=distribution)


if __name__ == "__main__":
    main()
