"""The paper's FG-NET protocol (section 4.5): ten times 30 pictures at random test a net that the others trained.

    python3 models/training/fgnet.py --images DIR [--start "RUNS/C3AE full-0.final.pt"]      run again to resume

DIR has labels.csv and crops/ of FG-NET's pictures (`npm run crops -- --data DIR`); other sets in it are left alone. Each
split trains the full net twice: from scratch, and from `--start`, the last weights of compare.py's row "C3AE full".
Nothing trained here ships. paper/fgnet.jsonl has a line for each split.
"""

import environment

environment.enter(__name__)

import argparse
import copy
import os
import pathlib
import statistics

import numpy as np
import torch

import compare
from paper import results
from paper.rows import ROWS
from train import average, decayed

SPLITS = 10
TESTED = 30  # pictures (section 4.5)
EPOCHS = {"scratch": 200, "pre-trained": 40}
RATES = {"scratch": 2e-3, "pre-trained": 5e-4}
ROW = next(row for row in ROWS if row.name == "C3AE full")


def split(faces, seed):
    """Training and test faces. By pictures, as the paper has it: a person may be on both sides."""
    chosen = np.flatnonzero(faces.set == faces.sets.index("fgnet"))
    shuffled = np.random.default_rng(seed).permutation(chosen)
    return np.sort(shuffled[TESTED:]), np.sort(shuffled[:TESTED])


def fit(course, train_faces, seed, kind, start, device):
    """The averaged net after all epochs."""
    net, ema, _ = compare.start(ROW, seed, device)
    if start is not None:
        net.load_state_dict(start)
        ema = copy.deepcopy(net)
    optimizer = torch.optim.AdamW(decayed(net, compare.DECAY), RATES[kind])
    batch = min(compare.BATCH // 2, len(train_faces))
    steps = EPOCHS[kind] * len(train_faces) // batch
    order = np.concatenate([np.random.default_rng((seed, epoch)).permutation(train_faces) for epoch in range(EPOCHS[kind])])
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = compare.rate(step / steps) * RATES[kind] / compare.RATE
        x, ages = course.see(order[step * batch : (step + 1) * batch], (seed << 20) + step, ROW.crops)
        compare.step(net, optimizer, x, ages, device)
        average(ema, net, min(0.99, (1 + step) / (10 + step)))
    return ema


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", required=True, help="folder with labels.csv and crops/")
    parser.add_argument("--start", type=pathlib.Path, help="weights to go on from")
    settings = parser.parse_args()
    torch.set_num_threads(os.cpu_count())
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    course = compare.Course(settings.images)
    start = torch.load(settings.start, map_location=device) if settings.start else None
    lines = results.read(results.SPLITS)
    for kind in EPOCHS if start else ["scratch"]:
        for seed in range(SPLITS):
            if any(line["kind"] == kind and line["split"] == seed for line in lines):
                continue
            train_faces, tested = split(course.faces, seed)
            net = fit(course, train_faces, seed, kind, start if kind == "pre-trained" else None, device)
            mae = course.judge(net, ROW.crops, device, {"fgnet": tested})["fgnet"]["mae"]
            lines.append({"kind": kind, "split": seed, "trained": len(train_faces), "tested": len(tested), "mae": mae})
            results.write(lines, results.SPLITS)
            print(f"{kind}, split {seed}: {mae:.2f} years", flush=True)
        errors = [line["mae"] for line in lines if line["kind"] == kind]
        print(f"{kind}: {statistics.mean(errors):.2f} ± {statistics.stdev(errors):.2f} years")


if __name__ == "__main__":
    main()
