"""Trains every net and every age head that the paper compares, each on the same faces, and writes what came of it.

    python3 models/training/compare.py --data DIR --runs RUNS                      run again to resume
    python3 models/training/compare.py --data DIR --runs RUNS --only heads alpha   some groups, or some rows
    python3 models/training/compare.py --list                                      the rows, and what they cost
    python3 models/training/compare.py --report                                    writes docs/paper.md alone
    python3 models/training/compare.py --against two-points --only heads           what lies between rows, seed by seed
    python3 models/training/compare.py --export DIR                                the nets, untrained, for `npm run bench -- --part nets`

All rows of one seed see the same draws of UTKFace's and AAF's training faces, with one recipe. What is judged is the average of the
last weights, on the val faces, by which nothing but the recipe was chosen, with C3AE plain alone. RUNS holds a checkpoint of
each unfinished row; a finished one is a line of paper/results.jsonl, and at the end docs/paper.md has them all. As many
rows train at a time as there are processor cores: nets this small hardly gain from a second core.
"""

import environment

environment.enter(__name__, "avx2")

import argparse
import copy
import functools
import json
import math
import multiprocessing
import os
import pathlib
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch

from augment import Augment
from data import CROPS, Faces, Sampler, centre, crop_settings
from evaluate import figures
from heads import OLDEST
from nets.counts import macs, parameters
from paper import export, report, results
from paper.rows import ROWS, Row
from train import average, decayed, save

FACES = 300_000  # that a row sees, the longer ones several times as many
BATCH = 128
RATE = 2e-3  # learning rate (section 4.2), to nothing by a cosine
WARM = 0.02  # share of the run in which it comes up
DECAY = 1e-4  # of all matrices and kernels, the ages of the bins (W2) among them
AVERAGE = 0.999
TIGHT = 0.25  # share of faces whose picture ends near them
KEPT_S = 60  # between checkpoints
POINTS = 10  # of a row's curve
MIX = {"utkface": 1.0, "aaf": 1.0}
BY_NAME = {row.name: row for row in ROWS}


@dataclass(frozen=True)
class Run:
    """A row that is trained once."""

    row: Row
    seed: int
    name: str  # of its checkpoint
    faces: int  # that it sees
    rate: float = RATE
    start: dict | None = None  # weights to go on from


class Course:
    """The batches that a run sees, bytes of faces and their ages by how many faces were seen before, and the faces that
    judge it. `trained`: indices of faces; `judged`: {name: indices}; `mix`: weights of the sets; `seed`: of the draws."""

    def __init__(self, faces, trained, judged, mix, seed):
        self.faces, self.judged, self.seed = faces, judged, seed
        self.scales, fill, self.reach = crop_settings()
        self.augment = Augment(fill, old=0, light=0, reach=self.reach)
        self.sampler = Sampler(faces, trained, mix, 0, seed)

    def batch(self, seen, crops):
        """x [BATCH, crops, 3, 64, 64], ages [BATCH], augmented."""
        drawn = self.sampler.draw(seen, BATCH)
        crop = None if crops == 3 else CROPS.index("middle")
        scales = torch.tensor(self.scales if crop is None else self.scales[crop : crop + 1]).expand(len(drawn), -1)
        random = torch.Generator().manual_seed((self.seed << 32) + seen)
        x = self.augment(self.faces.pixels(drawn, crop), scales, torch.full((len(drawn),), TIGHT), random)
        # Not all heads know what is beyond.
        return x, torch.from_numpy(self.faces.low[drawn]).clamp(max=OLDEST)

    def judge(self, net, crops, device):
        """{name: mean absolute error, years}."""
        net.eval()
        crop = None if crops == 3 else CROPS.index("middle")
        errors = {}
        for name, chosen in self.judged.items():
            ages = []
            with torch.no_grad():
                for start in range(0, len(chosen), 256):
                    x = centre(self.faces.pixels(chosen[start : start + 256], crop), crop).to(device)
                    ages.append(net.age(net(x)).float().cpu())
            low = self.faces.low[chosen]
            errors[name] = figures(torch.cat(ages).numpy(), low, low)["mae"]
        return errors


def warmed(progress):
    """Share of the highest learning rate at a share of the run."""
    return min(1.0, (progress + 1e-6) / WARM) * 0.5 * (1 + math.cos(math.pi * progress))


def step(net, optimizer, x, ages, device):
    """One update; returns the mean error in years."""
    net.train()
    answer, ages = net(x.to(device)), ages.to(device)
    optimizer.zero_grad(set_to_none=True)
    net.loss(answer, ages).backward()
    optimizer.step()
    return (net.age(answer.detach()) - ages).abs().mean().item()


def start(run, device):
    torch.manual_seed(run.seed)
    net = run.row.build()
    if run.start is not None:
        net.load_state_dict(run.start)
    net.to(device, memory_format=torch.channels_last)
    return net, copy.deepcopy(net), torch.optim.AdamW(decayed(net, DECAY), run.rate)


def crew(jobs):
    """A pool of processes of one thread each, a new one for each call: those that trained keep their memory. What was
    cached before is theirs, too."""
    return multiprocessing.get_context("fork").Pool(jobs, enlist, maxtasksperchild=1)


def enlist():
    torch.set_num_threads(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process hears it and ends the others


def orphaned():
    """Whether this is one of a crew whose first process was killed."""
    first = multiprocessing.parent_process()
    return first is not None and not first.is_alive()


@functools.lru_cache
def faces_of(folder):
    return Faces(folder, partial=True)


@functools.lru_cache
def course_of(folder, seed):
    """The training faces of all rows, drawn alike by all with this seed, and the val faces of each set."""
    faces = faces_of(folder)
    names = [name for name in faces.sets if name in MIX]
    trained = [faces.select("train", name=name) for name in names]
    return Course(faces, np.concatenate(trained), {name: faces.select("val", name=name) for name in names}, MIX, seed)


def pick_device():
    # Asked by each process itself: CUDA does not live on in a fork.
    torch.backends.cudnn.allow_tf32 = False  # rows differ by less than it rounds
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def checkpoint(runs, run):
    return runs / f"{run.name}.pt"


def train(run, course, runs, device, others_s=0.0):
    """Goes on with a run to its end and returns the errors of its last average, {name: years}, and those on the way: means
    over the names. `runs`: folder; `others_s`: what the runs after it will take."""
    path = checkpoint(runs, run)
    net, ema, optimizer = start(run, device)
    seen, took_s, curve = 0, 0.0, []
    if path.exists():
        last = torch.load(path, map_location="cpu")
        if (last["faces"], last["rate"]) != (run.faces, run.rate):
            raise ValueError(f"{path} is of a run of {last['faces']:,} faces at a rate of {last['rate']}: remove it")
        net.load_state_dict(last["net"])
        ema.load_state_dict(last["ema"])
        optimizer.load_state_dict(last["optimizer"])
        seen, took_s, curve = last["seen"], last["took_s"], last["curve"]
    crops = run.row.crops
    reader = ThreadPoolExecutor(1)
    ahead = reader.submit(course.batch, seen, crops)
    clock = kept = shown = time.monotonic()
    off, errors = [], {}
    while seen < run.faces:
        if orphaned():
            sys.exit()
        x, ages = ahead.result()
        ahead = reader.submit(course.batch, seen + BATCH, crops)
        for group in optimizer.param_groups:
            group["lr"] = run.rate * warmed(seen / run.faces)
        torch.manual_seed((run.seed << 32) + seen)  # dropout's
        off.append(step(net, optimizer, x, ages, device))
        seen += BATCH
        average(ema, net, min(AVERAGE, (1 + seen / BATCH) / (10 + seen / BATCH)))
        if seen >= run.faces * (len(curve) + 1) / POINTS:
            errors = course.judge(ema, crops, device)
            curve.append(round(sum(errors.values()) / len(errors), 3))
        now = time.monotonic()
        took_s, clock = took_s + now - clock, now
        if now - shown > 20:
            left_s = took_s / seen * (run.faces - seen)
            print(
                f"{run.name}  {seen / run.faces:4.0%}  {seen / took_s:5.0f} faces/s  {sum(off) / len(off):5.2f} years off",
                f"{left_s / 60:5.1f} min left, {(left_s + others_s) / 3600:.1f} h in all", sep="  ", flush=True,
            )  # fmt: skip
            shown, off = now, []
        if now - kept > KEPT_S and seen < run.faces:
            state = {"net": net.state_dict(), "ema": ema.state_dict(), "optimizer": optimizer.state_dict()}
            save(path, {**state, "faces": run.faces, "rate": run.rate, "seen": seen, "took_s": took_s, "curve": curve})
            kept = now
    reader.shutdown()
    if not all(map(math.isfinite, errors.values())):
        raise ArithmeticError(f"{run.name}: the error is not a number")
    save(path.with_suffix(".final.pt"), ema.state_dict())
    return errors, curve


def pace(data, name):
    """Seconds a face of a row."""
    row, course, device = BY_NAME[name], course_of(data, 0), pick_device()
    net, _, optimizer = start(Run(row, 0, name, FACES), device)
    step(net, optimizer, *course.batch(0, row.crops), device)
    began = time.monotonic()
    for _ in range(2):
        step(net, optimizer, *course.batch(BATCH, row.crops), device)
    return (time.monotonic() - began) / 2 / BATCH


def measure(data, runs, job):
    """The line of `job`: a row's name, its seed, and the seconds that the rows after it will take."""
    name, seed, others_s = job
    row = BY_NAME[name]
    run, device = Run(row, seed, f"{name}-{seed}", FACES * row.times), pick_device()
    errors, curve = train(run, course_of(data, seed), runs, device, others_s)
    path = checkpoint(runs, run)
    net, shape = row.build(), (1, row.crops, 3, 64, 64)
    return path, {
        "row": name, "seed": seed, "faces": run.faces, "device": device.type, "parameters": parameters(net),
        "macs": sum(macs(net, shape).values()), **errors, "curve": curve,
    }  # fmt: skip


def measure_all(todo, data, runs, jobs):
    """Trains `todo`, [(row's name, seed)], several at a time, and keeps each one's line as it is ready."""
    names = sorted({name for name, _ in todo})
    faces_of(data)
    with crew(jobs) as pool:
        paces = dict(zip(names, pool.map(functools.partial(pace, data), names)))
        # By seed, and of each the longest first, so that none is left to run alone.
        todo = sorted(todo, key=lambda job: (job[1], -paces[job[0]] * BY_NAME[job[0]].times))
        costs_s = [paces[name] * FACES * BY_NAME[name].times / jobs for name, _ in todo]
        queue = [(name, seed, sum(costs_s[i + 1 :])) for i, (name, seed) in enumerate(todo)]
        for path, line in pool.imap_unordered(functools.partial(measure, data, runs), queue):
            print(json.dumps(line), flush=True)
            results.write([*results.read(results.ROWS), line], results.ROWS)
            path.unlink(missing_ok=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder with labels.csv and crops/")
    parser.add_argument("--runs", type=pathlib.Path, help="folder for checkpoints")
    parser.add_argument("--only", nargs="*", default=[], help="groups, or names of rows")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="rows that train at a time (default: %(default)s)")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--report", action="store_true", help="write docs/paper.md from what is finished, and train nothing")
    parser.add_argument("--against", help="print how far rows are from this one, seed by seed, and train nothing")
    parser.add_argument("--export", type=pathlib.Path, help="folder for the nets")
    settings = parser.parse_args()
    if settings.export:
        export.write([row for row in ROWS if row.group == "nets"], settings.export)
        return
    if settings.report:
        report.write()
        return
    groups = {row.group for row in ROWS}
    unknown = {*settings.only, settings.against} - {*groups, *BY_NAME, None}
    if unknown:
        parser.error(f"there are {', '.join(sorted(groups))}, and the rows of --list; not {', '.join(sorted(unknown))}")
    rows = [row for row in ROWS if not settings.only or {row.group, row.name} & set(settings.only)]
    if settings.against:
        report.against([row.name for row in rows], settings.against)
        return
    if settings.list:
        for row in rows:
            net = row.build()
            cost = sum(macs(net, (1, row.crops, 3, 64, 64)).values())
            print(f"{row.group:9} {row.name:33} {parameters(net):>10,} parameters {cost / 1e6:>7.1f} million MACs  {row.seeds} seeds")
        return
    if not settings.data or not settings.runs:
        parser.error("give --data and --runs")
    settings.runs.mkdir(parents=True, exist_ok=True)
    done = {(line["row"], line["seed"]) for line in results.read(results.ROWS)}
    todo = [(row.name, seed) for seed in range(3) for row in rows if seed < row.seeds and (row.name, seed) not in done]
    if todo:
        measure_all(todo, settings.data, settings.runs, settings.jobs)
    report.write()


if __name__ == "__main__":
    main()
