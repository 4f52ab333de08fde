"""The paper's FG-NET protocol (section 4.5): ten times 30 pictures at random test a net that the others trained.

    python3 models/training/fgnet.py --images DIR --runs RUNS [--start "RUNS/C3AE full-0.final.pt"]      run again to resume

DIR has labels.csv and crops/ of FG-NET's pictures (`npm run crops -- --data DIR`); other sets in it are left alone. Each
split trains the full net twice: from scratch, and from `--start`, the last weights of compare.py's row "C3AE full".
Nothing trained here ships. RUNS holds a checkpoint of each unfinished split, paper/fgnet.jsonl has a line for each other.
"""

import environment

environment.enter(__name__, "avx2")

import argparse
import functools
import os
import pathlib
import statistics

import numpy as np
import torch

from compare import BY_NAME, Course, Run, checkpoint, crew, faces_of, pick_device, train
from paper import results

SPLITS = 10
TESTED = 30  # pictures (section 4.5)
FACES = 100_000  # that a net sees
RATES = {"scratch": 2e-3, "pre-trained": 5e-4}


def split(faces, seed):
    """Training and test faces. By pictures, as the paper has it: a person may be on both sides."""
    chosen = np.flatnonzero(faces.set == faces.sets.index("fgnet"))
    shuffled = np.random.default_rng(seed).permutation(chosen)
    return np.sort(shuffled[TESTED:]), np.sort(shuffled[:TESTED])


def measure(images, runs, weights, job):
    """The line of `job`, (kind, seed): a net that is trained on a split's faces and tested on the others."""
    kind, seed = job
    faces = faces_of(images)
    trained, tested = split(faces, seed)
    course = Course(faces, trained, {"fgnet": tested}, {"fgnet": 1.0}, seed)
    start = weights if kind == "pre-trained" else None
    run = Run(BY_NAME["C3AE full"], seed, f"fgnet {kind}-{seed}", FACES, RATES[kind], start)
    errors, _ = train(run, course, runs, pick_device())
    sizes = {"trained": len(trained), "tested": len(tested), "faces": FACES}
    return checkpoint(runs, run), {"kind": kind, "split": seed, **sizes, "mae": errors["fgnet"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", required=True, help="folder with labels.csv and crops/")
    parser.add_argument("--runs", type=pathlib.Path, required=True, help="folder for checkpoints")
    parser.add_argument("--start", type=pathlib.Path, help="weights to go on from")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="splits at a time (default: %(default)s)")
    settings = parser.parse_args()
    settings.runs.mkdir(parents=True, exist_ok=True)
    weights = torch.load(settings.start, map_location="cpu") if settings.start else None
    if "fgnet" not in faces_of(settings.images).sets:
        parser.error(f"{settings.images}: no crops of the set fgnet")
    done = {(line["kind"], line["split"]) for line in results.read(results.SPLITS)}
    kinds = list(RATES) if weights else ["scratch"]
    todo = [(kind, seed) for kind in kinds for seed in range(SPLITS) if (kind, seed) not in done]
    with crew(settings.jobs) as pool:
        for path, line in pool.imap_unordered(functools.partial(measure, settings.images, settings.runs, weights), todo):
            results.write([*results.read(results.SPLITS), line], results.SPLITS)
            path.unlink(missing_ok=True)
            print(f"{line['kind']}, split {line['split']}: {line['mae']:.2f} years", flush=True)
    for kind in kinds:
        errors = [line["mae"] for line in results.read(results.SPLITS) if line["kind"] == kind]
        print(f"{kind}: {statistics.mean(errors):.2f} ± {statistics.stdev(errors):.2f} years")


if __name__ == "__main__":
    main()
