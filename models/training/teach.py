"""Asks teachers about every training face, for `train.py --teacher`: the mean answer of all checkpoints to several views
of the face, slightly turned, moved, zoomed or mirrored.

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
    nets = [load_net(path, fast=True)[0] for path in settings.checkpoint]
    if len({tuple(net.architecture.bins) for net in nets}) > 1:
        sys.exit("these checkpoints have different bins")
    faces = Faces(settings.data, settings.partial)
    chosen = faces.select("train", conflicts=True)
    views = views_of(settings.views)
    answers, start = [], time.monotonic()
    for part in np.array_split(chosen, max(1, len(chosen) // 4096)):
        ages, distributions = zip(*(predict(net, faces, part, see=view) for net in nets for view in views))
        answers.append((np.mean(ages, 0), np.mean(distributions, 0)))
        done = sum(len(age) for age, _ in answers)
        print(f"{done / len(chosen):6.1%}  {done / (time.monotonic() - start):4.0f} faces/s", flush=True)
    age, distribution = map(np.concatenate, zip(*answers))
    np.savez(settings.out, name=faces.name[chosen], age=age, distribution=distribution)


if __name__ == "__main__":
    main()
