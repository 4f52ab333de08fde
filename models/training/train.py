"""Trains C3AE on crops. Runs again to resume; `RUN` stays outside of the repository.

    python3 models/training/train.py --data DIR --out RUN --minutes 75                    the net that ships
    python3 models/training/train.py --data DIR --out RUN --net plain --faces 2e6         the paper's plain net
    torchrun --nproc_per_node 4 models/training/train.py …                                several processes or GPUs

RUN holds last.pt, best.pt (by validation), log.csv (plot.py draws it) and settings.json.
"""

import environment

environment.enter(__name__)

import argparse
import copy
import csv
import json
import math
import os
import pathlib
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields

import numpy as np
import torch
import torch.distributed as dist

from augment import Augment
from data import CROPS, Faces, Sampler, Teacher, crop_settings
from evaluate import judge, load_net, print_table, score
from loss import loss, years_off
from nets.c3ae import C3AE, CHANNELS, Architecture, plain

TIGHT = {"aaf": 0.5}  # chance to cut a picture tight, where it is not the usual one
TIGHT_ELSEWHERE = 0.25


@dataclass
class Settings:
    data: str = ""  # folder with labels.csv and crops/
    out: str = ""  # folder of the run
    net: str = "full"  # full | plain
    se: str = ""  # on | off; as the net has it unless given, like the next five
    residual: str = ""  # on | off
    mirror: str = ""  # on | off
    cascade: str = ""  # on | off
    context: str = ""  # on | off
    crop: str = "middle"  # what a net of one crop sees: tight | middle | wide | any
    bins_step: int = 10  # years between bins (K)
    features: int = 12  # of each crop
    channels: str = Architecture.channels  # of the four 3x3 convolutions; more makes a teacher
    dropout: float = 0.0
    alpha: float = 10.0  # weight of the divergence (equation 6)
    l1: float = 1e-4  # weight of |W1|
    minutes: float = 0.0  # length of the run, in minutes of training …
    faces: float = 0.0  # … or in faces: then a resumed run is the same run
    batch: int = 128
    lr: float = 4e-3
    schedule: str = "cosine"  # cosine | plateau (section 4.2)
    patience: int = 10  # validations without progress before plateau divides the rate by ten
    warmup: float = 0.02  # share of the run
    decay: float = 1e-4  # AdamW's weight decay
    ema: float = 0.999  # averaging of the weights that are judged and exported
    mix: str = "utkface=1,aaf=1,fairface=0.5"  # how often a set's faces are drawn
    age_balance: float = 0.3  # a label is drawn like its count to the power of minus this
    open_groups: str = "free"  # free: a group without an end costs nothing inside | drawn: an age from it at each look
    fold: str = ""  # k/n: leaves out about an n-th of the faces, for teach.py to ask about; nor may --init or --teacher know them
    conflicts: str = "drop"  # drop | keep faces whose labels contradict each other
    augment: float = 1.0  # share of faces that are augmented
    geometry: float = 1.0  # multiplies the turns, zooms and shifts
    old: float = 0.3  # share of faces made to look like old prints, scanned
    light: float = 0.3  # share of faces lit from one side, above or below
    teacher: str = ""  # file of teach.py to learn from, besides the labels
    taught: float = 0.7  # the teacher's share of the loss …
    taught_exact: float = -1.0  # … where the age is known, if it is to be another
    init: str = ""  # checkpoint to take the fitting weights from
    every: float = 100_000  # faces between validations
    limit: int = 1500  # faces a set in these validations
    partial: bool = False  # accept labels without a crop
    seed: int = 1
    threads: int = 0  # all cores unless given


def parse(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    choices = {
        **{key: ("on", "off") for key in ("se", "residual", "mirror", "cascade", "context")},
        "net": ("full", "plain"), "crop": (*CROPS, "any"), "schedule": ("cosine", "plateau"), "conflicts": ("drop", "keep"),
        "open_groups": ("free", "drawn"),
    }  # fmt: skip
    for field in fields(Settings):
        flag = "--" + field.name.replace("_", "-")
        if field.type is bool:
            parser.add_argument(flag, action="store_true")
        else:
            required = field.name in ("data", "out")
            parser.add_argument(
                flag, type=field.type, default=field.default, required=required, choices=choices.get(field.name),
                help=f"default {field.default}" if field.default not in ("", 0) else None,
            )  # fmt: skip
    settings = Settings(**vars(parser.parse_args(arguments)))
    if (settings.minutes > 0) == (settings.faces > 0):
        parser.error("give --minutes or --faces")
    if not re.fullmatch(CHANNELS, settings.channels):
        parser.error("--channels wants four numbers: 32,64,128,128")
    if settings.batch < 2:
        parser.error("--batch is 2 or more")
    return settings


def architecture_of(settings):
    wanted = {name: getattr(settings, name) for name in ("bins_step", "dropout", "features", "channels")}
    for name in ("se", "residual", "mirror", "cascade", "context"):
        if getattr(settings, name):
            wanted[name] = getattr(settings, name) == "on"
    return plain(**wanted) if settings.net == "plain" else Architecture(**wanted)


def parse_mix(text):
    try:
        return {name: float(share) for name, share in (part.split("=") for part in text.split(",") if part)}
    except ValueError:
        sys.exit(f"--mix {text}: want set=share,set=share")


def trained_sets(faces, mix):
    """The sets that a net learns from, and is chosen and calibrated by."""
    return [name for name in faces.sets if mix.get(name, 1) > 0 and len(faces.select("train", name=name))]


def rate(settings, progress, plateau):
    """Learning rate at `progress` 0..1 of the run."""
    warm = min(1.0, (progress + 1e-6) / settings.warmup) if settings.warmup else 1.0
    if settings.schedule == "plateau":
        return settings.lr * warm * plateau["factor"]
    return settings.lr * warm * 0.5 * (1 + math.cos(math.pi * min(progress, 1)))


def step_plateau(plateau, value, patience):
    """Divides the rate by ten after `patience` validations without a better score (lower is better)."""
    if value < plateau["best"]:
        plateau.update(best=value, waited=0)
    else:
        plateau["waited"] += 1
        if plateau["waited"] > patience:
            plateau.update(factor=plateau["factor"] / 10, waited=0)


def decayed(net, decay):
    """Parameter groups: kernels and matrices decay; biases, batch norm and the ages of the bins (W2) do not."""
    groups = {decay: [], 0.0: []}
    for name, p in net.named_parameters():
        if p.requires_grad:
            groups[decay if p.ndim > 1 and not name.startswith("w2.") else 0.0].append(p)
    return [{"params": members, "weight_decay": value} for value, members in groups.items()]


def average(ema, net, decay):
    """ema = decay * ema + (1 - decay) * net, batch norm's statistics too."""
    pairs = [(a, b) for a, b in zip(ema.state_dict().values(), net.state_dict().values()) if a.is_floating_point()]
    mine, theirs = map(list, zip(*pairs))
    torch._foreach_mul_(mine, decay)
    torch._foreach_add_(mine, theirs, alpha=1 - decay)


def warm_start(net, path):
    """Takes the weights of a checkpoint whose shapes fit (reshape.py makes others fit)."""
    other, about = load_net(path)
    mine = net.state_dict()
    fitting = {name: value for name, value in other.state_dict().items() if name in mine and mine[name].shape == value.shape}
    if not fitting:
        sys.exit(f"{path}: no weight fits this net")
    net.load_state_dict(fitting, strict=False)
    print(f"{len(fitting)} of {len(mine)} tensors from {path}, which saw {about['seen']:,} faces")


def save(path, state):
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)


class Log:
    """log.csv: one row a validation; rows after the checkpoint that a run resumes from are dropped."""

    def __init__(self, path, faces):
        self.path = path
        self.rows = []
        if path.exists():
            with open(path, newline="") as file:
                self.rows = [row for row in csv.DictReader(file) if float(row["faces"]) <= faces]

    def add(self, row):
        self.rows.append(row)
        part = self.path.with_suffix(".part")
        with open(part, "w", newline="") as file:
            writer = csv.DictWriter(file, list(dict.fromkeys(key for row in self.rows for key in row)))
            writer.writeheader()
            writer.writerows(self.rows)
        part.replace(self.path)


def flat(report):
    return {f"{name}_{key}": value for name, part in report.items() for key, value in part.items() if key != "n"}


def train(settings, stop_at=math.inf):
    """Runs to the end of the budget, or to a checkpoint after `stop_at` faces."""
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if torch.cuda.is_available() else torch.device("cpu")
    if world > 1 and settings.schedule == "plateau":
        sys.exit("--schedule plateau is for one process")
    if world > 1:
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    torch.set_num_threads(settings.threads or max(1, os.cpu_count() // world))
    out = pathlib.Path(settings.out)
    out.mkdir(parents=True, exist_ok=True)

    faces = Faces(settings.data, settings.partial)
    mix = parse_mix(settings.mix)
    chosen = faces.select("train", settings.conflicts == "keep")
    if settings.fold:
        chosen = chosen[~faces.unseen(settings.fold)[chosen]]
    if not len(chosen) or not any(len(faces.select("val", name=name)) for name in trained_sets(faces, mix)):
        sys.exit("the train or the val split has no faces")
    sampler = Sampler(faces, chosen, mix, settings.age_balance, settings.seed)
    judged = trained_sets(faces, mix)
    scales, fill, reach = crop_settings()
    scales = torch.tensor(scales)
    tight = torch.tensor([TIGHT.get(name, TIGHT_ELSEWHERE) for name in faces.sets])
    augment = Augment(fill, settings.old, settings.light, settings.geometry, settings.augment, reach)

    torch.manual_seed(settings.seed)
    architecture = architecture_of(settings)
    net = C3AE(architecture, fast=device.type == "cpu").to(device)
    if settings.init:
        warm_start(net, settings.init)
    ema = copy.deepcopy(net)
    learned = [p for p in net.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(decayed(net, settings.decay), settings.lr, foreach=True)
    if settings.teacher and not architecture.cascade:
        sys.exit("--teacher needs the cascade")
    teacher = Teacher(settings.teacher, faces, len(architecture.bins)) if settings.teacher else None
    one_crop = None if architecture.context else CROPS.index("middle" if settings.crop == "any" else settings.crop)

    seen, minutes, step, best = 0, 0.0, 0, math.inf
    plateau = {"factor": 1.0, "best": math.inf, "waited": 0}
    if (out / "last.pt").exists():
        last = load_net(out / "last.pt")[1]
        if Architecture(**last["architecture"]) != architecture:
            sys.exit(f"{out / 'last.pt'} is of another architecture: {last['architecture']}")
        if last["settings"].get("fold", "") != settings.fold:
            sys.exit(f"{out / 'last.pt'} was trained with another --fold")
        net.load_state_dict(last["net"])
        ema.load_state_dict(last["ema"])
        optimizer.load_state_dict({**optimizer.state_dict(), "state": last["optimizer"]})
        seen, minutes, step, best, plateau = (last[key] for key in ("seen", "minutes", "step", "best", "plateau"))
        print(f"resumes at {seen:,} faces, {minutes:.1f} minutes")
    elif rank == 0:
        (out / "settings.json").write_text(json.dumps(asdict(settings), indent=2) + "\n")
    log = Log(out / "log.csv", seen)

    def state():
        about = {
            "architecture": asdict(architecture), "settings": asdict(settings), "seen": seen, "minutes": minutes,
            "step": step, "best": best, "plateau": plateau,
        }  # fmt: skip
        return {
            "about": json.dumps(about),  # torch 1.13 refuses plain floats in a file it is to trust no further than weights
            "net": net.state_dict(),
            "ema": ema.state_dict(),
            "optimizer": optimizer.state_dict()["state"],
        }

    def read(start):
        """One batch of bytes and labels; every process takes its own draws."""
        drawn = sampler.draw(start + rank * settings.batch, settings.batch)
        crop = one_crop
        if one_crop is not None and settings.crop == "any":
            crop = np.random.default_rng((settings.seed, start, rank)).integers(0, 3, len(drawn))
        sides = scales.expand(len(drawn), 3) if crop is None else scales[crop].expand(len(drawn))[:, None]
        taught = teacher.answers(drawn) if teacher else None
        exact = torch.from_numpy(faces.low[drawn] == faces.high[drawn])
        share = torch.where(exact & (settings.taught_exact >= 0), settings.taught_exact, settings.taught)
        rng = None
        if settings.open_groups == "drawn":
            rng = np.random.default_rng((settings.seed, start, rank))
            share[torch.from_numpy(faces.is_open(drawn))] = 0  # no teacher knows more of them
        low, high = faces.labels(drawn, rng)
        return faces.pixels(drawn, crop), sides, tight[faces.set[drawn]], taught, share, low, high

    def progress():
        return seen / settings.faces if settings.faces else minutes / settings.minutes

    def validate(limit):
        report = judge(ema, faces, "val", one_crop, limit, sets=judged)
        parts = torch.stack(sums).sum(0) if sums else torch.full((4,), math.nan)
        row = {"faces": seen, "minutes": round(minutes, 2), "lr": f"{optimizer.param_groups[0]['lr']:.2e}"}
        for name, value in zip(("loss", "kl", "years", "train_mae"), (parts[:4] / max(1, len(sums))).tolist()):
            row[name] = round(value, 3)
        row |= {"score": round(score(report), 4), **flat(report)}
        left = minutes / max(progress(), 1e-6) * (1 - progress())
        figures = "  ".join(f"{k} {v.get('mae', v.get('exact')):.3f}" for k, v in report.items())
        print(
            f"{progress():6.1%} {seen:>9,} faces  {minutes:5.1f} min, {max(left, 0):5.1f} left",
            f"{seen / 60 / max(minutes, 1e-3):4.0f}/s  loss {row['loss']:.3f}  train {row['train_mae']:.2f}",
            f"{figures}  score {row['score']:.3f}", sep="  ", flush=True,
        )  # fmt: skip
        log.add(row)
        return row["score"]

    reader = ThreadPoolExecutor(1)
    ahead = reader.submit(read, seen)
    sums = []
    clock, saved, shown = time.monotonic(), time.monotonic(), seen // settings.every
    while progress() < 1 and seen < stop_at:
        pixels, sides, chance, taught, share, low, high = ahead.result()
        ahead = reader.submit(read, seen + settings.batch * world)
        seed = (settings.seed << 40) + step * world + rank
        x = augment(pixels, sides, chance, torch.Generator().manual_seed(seed))
        x, low, high, share = x.to(device), low.to(device), high.to(device), share.to(device)
        taught = taught and tuple(part.to(device) for part in taught)
        torch.manual_seed(seed)  # dropout's

        for group in optimizer.param_groups:
            group["lr"] = rate(settings, progress(), plateau)
        net.train()
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda"):
            _, log_p, age = net(x)
        total, kl, years = loss(net, log_p, age, low, high, settings.alpha, settings.l1, taught, share)
        optimizer.zero_grad(set_to_none=True)
        total.backward()
        if world > 1:
            for p in learned:
                dist.all_reduce(p.grad)
                p.grad /= world
        optimizer.step()
        step += 1
        seen += settings.batch * world
        average(ema, net, min(settings.ema, (1 + step) / (10 + step)))

        exact = low == high
        mae = years_off(age.detach()[exact], low[exact], high[exact]).mean() if exact.any() else years
        sums.append(torch.stack((total.detach(), kl, years, mae)).cpu())
        now = time.monotonic()
        minutes, clock = minutes + (now - clock) / 60, now
        if world > 1 and settings.minutes:  # all stop at the same step
            agreed = torch.tensor(minutes, device=device)
            dist.broadcast(agreed, 0)
            minutes = agreed.item()
        if rank == 0 and seen // settings.every != shown and progress() < 1:
            value = validate(settings.limit)
            step_plateau(plateau, value, settings.patience)
            sums, shown = [], seen // settings.every
            if value < best:
                best = value
                save(out / "best.pt", state())
        if rank == 0 and time.monotonic() - saved > 180:
            save(out / "last.pt", state())
            saved = time.monotonic()
    if rank == 0 and progress() < 1:
        save(out / "last.pt", state())
    elif rank == 0:
        value = validate(settings.limit)
        save(out / "last.pt", state())
        if value < best:
            save(out / "best.pt", state())
        print_table(judge(ema, faces, "val", one_crop))
    reader.shutdown()


if __name__ == "__main__":
    train(parse())
