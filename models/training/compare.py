"""Trains every net and every age head that the paper compares, each on the same faces, and writes what came of it.

    python3 models/training/compare.py --data DIR --runs RUNS                      run again to resume
    python3 models/training/compare.py --data DIR --runs RUNS --only heads alpha   some groups, or some rows
    python3 models/training/compare.py --list                                      the rows, and what they cost
    python3 models/training/compare.py --report                                    writes docs/paper.md alone
    python3 models/training/compare.py --export DIR                                the nets, untrained, for `npm run bench -- --part nets`

All rows see the same draws of UTKFace's and AAF's training faces, with one recipe. What is judged is the average of the
last weights, on the val faces, by which nothing but the recipe was chosen, with C3AE plain alone. RUNS holds a checkpoint of each unfinished row; a finished one
is a line of paper/results.jsonl, and at the end docs/paper.md has them all.
"""

import environment

environment.enter(__name__)

import argparse
import copy
import json
import math
import os
import pathlib
import time
from concurrent.futures import ThreadPoolExecutor

import torch

from augment import Augment
from data import CROPS, Faces, Sampler, centre, crop_settings
from evaluate import figures
from heads import OLDEST
from nets.counts import macs, parameters
from paper import export, report, results
from paper.rows import ROWS
from train import average, decayed, save

FACES = 300_000  # that each row sees
BATCH = 128
RATE = 2e-3  # learning rate (section 4.2), to nothing by a cosine
WARM = 0.02  # share of the run in which it comes up
DECAY = 1e-4
AVERAGE = 0.999
TIGHT = 0.25  # share of faces whose picture ends near them
KEPT_S = 60  # between checkpoints
POINTS = 10  # of a row's curve
MIX = {"utkface": 1.0, "aaf": 1.0}


class Course:
    """The batches that all rows see: bytes of faces and their ages, by how many faces were seen before."""

    def __init__(self, folder):
        self.faces = Faces(folder, partial=True)
        self.scales, fill, self.reach = crop_settings()
        self.augment = Augment(fill, old=0, light=0, reach=self.reach)
        self.trained = [name for name in self.faces.sets if name in MIX]
        chosen = [i for name in self.trained for i in self.faces.select("train", name=name)]
        self.sampler = Sampler(self.faces, torch.tensor(chosen).numpy(), MIX, 0, 0)

    def batch(self, seen, crops):
        """x [BATCH, crops, 3, 64, 64], ages [BATCH]."""
        return self.see(self.sampler.draw(seen, BATCH), seen, crops)

    def see(self, drawn, seed, crops):
        """x [n, crops, 3, 64, 64], ages [n] of the faces `drawn`, augmented as `seed` has it."""
        crop = None if crops == 3 else CROPS.index("middle")
        scales = torch.tensor(self.scales if crop is None else self.scales[crop : crop + 1]).expand(len(drawn), -1)
        random = torch.Generator().manual_seed(seed)
        x = self.augment(self.faces.pixels(drawn, crop), scales, torch.full((len(drawn),), TIGHT), random)
        # Not all heads know what is beyond.
        return x, torch.from_numpy(self.faces.low[drawn]).clamp(max=OLDEST)

    def judge(self, net, crops, device, parts=None):
        """{name: figures} of the val faces of each set, or of `parts`, {name: faces}."""
        net.eval()
        crop = None if crops == 3 else CROPS.index("middle")
        report = {}
        for name, chosen in (parts or {name: self.faces.select("val", name=name) for name in self.trained}).items():
            ages = []
            with torch.no_grad():
                for start in range(0, len(chosen), 256):
                    x = centre(self.faces.pixels(chosen[start : start + 256], crop), crop).to(device)
                    ages.append(net.age(net(x)).float().cpu())
            low = self.faces.low[chosen]
            report[name] = figures(torch.cat(ages).numpy(), low, low)
        return report


def rate(progress):
    return RATE * min(1.0, (progress + 1e-6) / WARM) * 0.5 * (1 + math.cos(math.pi * progress))


def step(net, optimizer, x, ages, device):
    """One update; returns the mean error in years."""
    net.train()
    answer, ages = net(x.to(device)), ages.to(device)
    optimizer.zero_grad(set_to_none=True)
    net.loss(answer, ages).backward()
    optimizer.step()
    return (net.age(answer.detach()) - ages).abs().mean().item()


def start(row, seed, device):
    torch.manual_seed(seed)
    net = row.build().to(device, memory_format=torch.channels_last)
    return net, copy.deepcopy(net), torch.optim.AdamW(decayed(net, DECAY), RATE)


def pace(row, course, device):
    """Seconds a face."""
    net, ema, optimizer = start(row, 0, device)
    x, ages = course.batch(0, row.crops)
    step(net, optimizer, x, ages, device)
    began = time.monotonic()
    for _ in range(2):
        step(net, optimizer, *course.batch(BATCH, row.crops), device)
    return (time.monotonic() - began) / 2 / BATCH


def train(row, seed, course, runs, device, others_s):
    """Runs a row to its end and returns its line; `others_s`: what the rows after it will take."""
    path = runs / f"{row.name}-{seed}.pt".replace("/", "_")
    net, ema, optimizer = start(row, seed, device)
    seen, took_s, curve = 0, 0.0, []
    if path.exists():
        last = torch.load(path, map_location=device)
        net.load_state_dict(last["net"])
        ema.load_state_dict(last["ema"])
        optimizer.load_state_dict(last["optimizer"])
        seen, took_s, curve = last["seen"], last["took_s"], last["curve"]
    reader = ThreadPoolExecutor(1)
    ahead = reader.submit(course.batch, seen, row.crops)
    clock = kept = shown = time.monotonic()
    off = []
    while seen < FACES:
        x, ages = ahead.result()
        ahead = reader.submit(course.batch, seen + BATCH, row.crops)
        for group in optimizer.param_groups:
            group["lr"] = rate(seen / FACES)
        torch.manual_seed((seed << 32) + seen)  # dropout's
        off.append(step(net, optimizer, x, ages, device))
        seen += BATCH
        average(ema, net, min(AVERAGE, (1 + seen / BATCH) / (10 + seen / BATCH)))
        if seen >= FACES * (len(curve) + 1) / POINTS:
            report = course.judge(ema, row.crops, device)
            curve.append(round(sum(f["mae"] for f in report.values()) / len(report), 3))
        now = time.monotonic()
        took_s, clock = took_s + now - clock, now
        if now - shown > 20:
            left_s = took_s / seen * (FACES - seen)
            print(
                f"{row.name} {seed}  {seen / FACES:4.0%}  {seen / took_s:5.0f} faces/s  {sum(off) / len(off):5.2f} years off",
                f"{left_s / 60:5.1f} min left, {(left_s + others_s) / 3600:.1f} h in all", sep="  ", flush=True,
            )  # fmt: skip
            shown, off = now, []
        if now - kept > KEPT_S and seen < FACES:
            state = {"net": net.state_dict(), "ema": ema.state_dict(), "optimizer": optimizer.state_dict()}
            save(path, {**state, "seen": seen, "took_s": took_s, "curve": curve})
            kept = now
    reader.shutdown()
    save(path.with_suffix(".final.pt"), ema.state_dict())
    path.unlink(missing_ok=True)
    return {
        "row": row.name, "seed": seed, "faces": FACES, "device": device.type, "parameters": parameters(net),
        "macs": sum(macs(row.build(), (1, row.crops, 3, 64, 64)).values()), **{name: f["mae"] for name, f in report.items()},
        "curve": curve,
    }  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder with labels.csv and crops/")
    parser.add_argument("--runs", type=pathlib.Path, help="folder for checkpoints")
    parser.add_argument("--only", nargs="*", default=[], help="groups, or names of rows")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--report", action="store_true", help="write docs/paper.md from what is finished, and train nothing")
    parser.add_argument("--export", type=pathlib.Path, help="folder for the nets")
    settings = parser.parse_args()
    if settings.export:
        export.write([row for row in ROWS if row.group == "nets"], settings.export)
        return
    if settings.report:
        report.write()
        return
    rows = [row for row in ROWS if not settings.only or {row.group, row.name} & set(settings.only)]
    if not rows:
        parser.error(f"--only knows {', '.join(sorted({row.group for row in ROWS}))}, and the rows of --list")
    if settings.list:
        for row in rows:
            net = row.build()
            cost = sum(macs(net, (1, row.crops, 3, 64, 64)).values())
            print(f"{row.group:9} {row.name:28} {parameters(net):>10,} parameters {cost / 1e6:>7.1f} million MACs  {row.seeds} seeds")
        return
    if not settings.data or not settings.runs:
        parser.error("give --data and --runs")
    settings.runs.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(os.cpu_count())
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    course = Course(settings.data)
    done = {(line["row"], line["seed"]) for line in results.read(results.ROWS)}
    todo = [(row, seed) for seed in range(3) for row in rows if seed < row.seeds and (row.name, seed) not in done]
    paces = {row.name: pace(row, course, device) for row in {row.name: row for row, _ in todo}.values()}
    for i, (row, seed) in enumerate(todo):
        others_s = sum(paces[other.name] * FACES for other, _ in todo[i + 1 :])
        line = train(row, seed, course, settings.runs, device, others_s)
        print(json.dumps(line), flush=True)
        results.write([*results.read(results.ROWS), line], results.ROWS)
    report.write()


if __name__ == "__main__":
    main()
