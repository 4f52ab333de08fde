"""Trains teachers on whole pictures, and C3AE to answer as they do on the very same view of a face, on a GPU.

    python3 models/training/distill.py --pack PACK --out RUN --compile --start scratch scratch scratch

Teacher and student see the same draw each time, faces melted into each other among them, for long: teaching that is
patient and consistent (Beyer et al., 2021, https://arxiv.org/abs/2106.05237). All students see the same draws. RUN then
holds teacher-N.pt, student-N.pt (a checkpoint as train.py writes it) and answers.npz, the teachers' answers to the
training faces, for `train.py --teacher`. A second run takes the teachers that RUN holds.
"""

import argparse
import collections
import copy
import json
import math
import pathlib
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

import numpy as np
import torch

from augment import Draws
from data import Sampler, crop_settings
from evaluate import figures, score
from loss import divergence, loss, years_off
from nets.c3ae import C3AE, CHANNELS, Architecture
from pictures import WIDTH, Cut, end, sharpness, unpack, upright
from render import render
from resnet import ResNet
from train import TIGHT, TIGHT_ELSEWHERE, average, decayed, parse_mix, save, warm_start

OLDEST = 120  # years


class Views:
    """Endless batches of training pictures, drawn ahead on the CPU and rendered where the pictures are."""

    def __init__(self, pictures, settings, seed):
        self.pictures, self.settings, self.seed = pictures, settings, seed
        chosen = np.flatnonzero(pictures.train)
        self.sampler = Sampler(pictures, chosen, parse_mix(settings.mix), settings.age_balance, seed)
        scales, _, self.reach = crop_settings()
        self.sharpness = sharpness(scales)
        self.tight = torch.tensor([TIGHT.get(name, TIGHT_ELSEWHERE) for name in pictures.sets])
        self.workers = ThreadPoolExecutor(6)
        self.ahead, self.step = collections.deque(), 0

    def plan(self, drawn, step):
        """All that chance decides about the faces `drawn`, on the CPU: rows for `render`, then what `take` returns last."""
        random = torch.Generator().manual_seed((self.seed << 40) + step)
        s = self.settings
        draws = Draws(s.old, s.light, s.geometry, s.augment, self.reach)  # one a thread: it keeps its generator
        rows = torch.cat(draws.rows(len(drawn), 3, self.tight[self.pictures.set[drawn]], random), 1)
        chance, other = torch.rand(2, len(drawn), generator=random)
        melt = other * (chance < s.melted)
        exact = torch.from_numpy(self.pictures.low[drawn] == self.pictures.high[drawn])
        share = torch.where(exact, s.taught_exact, s.taught)
        rng = None
        if s.open_groups == "drawn":
            rng = np.random.default_rng((self.seed, step))
            share[torch.from_numpy(self.pictures.is_open(drawn))] = 0  # no teacher knows more of them
        share[melt > 0] = 1  # of two faces in one nobody else knows the age
        return rows.pin_memory() if torch.cuda.is_available() else rows, *self.pictures.labels(drawn, rng), melt, share

    def take(self, batch):
        """x [n, 3, 112, 112] and its ends, low, high [n] years, the share [n] of the face before each in it, and the
        teachers' share [n] of a student's loss."""
        while len(self.ahead) < 8:
            drawn = self.sampler.draw(self.step * batch, batch)
            self.ahead.append((drawn, self.workers.submit(self.plan, drawn, self.step)))
            self.step += 1
        drawn, planned = self.ahead.popleft()
        rows, *rest = planned.result()
        device = self.pictures.pixels.device
        x, ends = render(self.pictures.pixels[torch.from_numpy(drawn).to(device)], rows, self.sharpness)
        low, high, melt, share = (part.to(device) for part in rest)
        if self.settings.melted:
            x = torch.lerp(x, x.roll(1, 0), melt[:, None, None, None])
        return x, ends, low, high, melt, share


class Whole:
    """Pictures [n, 3, 112, 112] in -1..1 and their ends → what a teacher sees: the same, grey beyond the ends."""

    def __init__(self):
        scales, fill, _ = crop_settings()
        self.side, self.fill = WIDTH / sharpness(scales), fill / 127.5 - 1

    def __call__(self, pictures, ends):
        return end(pictures, ends, self.side, self.fill).contiguous(memory_format=torch.channels_last)


def bfloat16(device):
    return torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda")


def answers(net, pictures, places, see, batch=1024):
    """age [n], distribution [n, bins], numpy: the mean over unchanged pictures and their mirror images. `see`: Whole or Cut."""
    net.eval()
    device = pictures.pixels.device
    ages, distributions = [], []
    with torch.no_grad():
        for start in range(0, len(places), batch):
            pixels = pictures.pixels[torch.from_numpy(places[start : start + batch]).to(device)]
            x = see(pixels.permute(0, 3, 1, 2) / 127.5 - 1, upright(len(pixels), crop_settings()[2], device))
            with bfloat16(device):
                seen = [net(side) for side in (x, x.flip(-1))]
            ages.append(torch.stack([age for _, _, age in seen]).mean(0))
            distributions.append(torch.stack([log_p.exp() for _, log_p, _ in seen]).mean(0))
    return torch.cat(ages).cpu().numpy(), torch.cat(distributions).cpu().numpy()


def judge(net, pictures, sets, see):
    """{set: figures} of val."""
    report = {}
    for name in sets:
        places = pictures.val(name)
        age, _ = answers(net, pictures, places, see)
        report[name] = figures(age, pictures.low[places], pictures.high[places])
    return report


def brief(report):
    parts = (f"{name} {row['mae']:.3f} ({row['bias']:+.2f})" if "mae" in row else f"{name} {row['exact']:.3f}" for name, row in report.items())
    return "  ".join([*parts, f"score {score(report):.3f}"])


class Learner:
    """A net with its optimizer and the mean of its weights."""

    def __init__(self, net, lr, decay, ema, device):
        self.net, self.lr, self.ema_decay = net.to(device), lr, ema
        self.ema = copy.deepcopy(self.net)
        fused = {"fused": True} if device.type == "cuda" else {}
        self.optimizer = torch.optim.AdamW(decayed(self.net, decay), lr, **fused)
        self.steps = 0

    def step(self, total, progress):
        for group in self.optimizer.param_groups:
            group["lr"] = self.lr * min(1, (progress + 1e-6) / 0.03) * 0.5 * (1 + math.cos(math.pi * min(progress, 1)))
        self.optimizer.zero_grad(set_to_none=True)
        total.backward()
        self.optimizer.step()
        self.steps += 1
        average(self.ema, self.net, min(self.ema_decay, (1 + self.steps) / (10 + self.steps)))


class Clock:
    """Progress 0..1 of so many minutes, and when a line is due, every so many seconds."""

    def __init__(self, minutes, every):
        self.start, self.seconds, self.every, self.said = time.monotonic(), minutes * 60, every, time.monotonic()

    def progress(self):
        return (time.monotonic() - self.start) / self.seconds

    def rate(self, seen):
        return f"{seen:,} faces, {seen / (time.monotonic() - self.start):,.0f}/s"

    def due(self):
        now = time.monotonic()
        if now - self.said < self.every:
            return False
        self.said = now
        return True


def melted_loss(net, log_p, age, low, high, melt, alpha):
    """The loss of C3AE, of a face that is by `melt` the one before it (mixup, Zhang et al., 2018,
    https://arxiv.org/abs/1710.09412) by the ages of both; mean over the batch."""

    def of(low, high):
        return alpha * divergence(log_p, low, high, net.architecture.bins_step) + years_off(age, low, high)

    return ((1 - melt) * of(low, high) + melt * of(low.roll(1), high.roll(1))).mean()


def teacher_of(settings):
    widths = tuple(map(int, settings.widths.split(",")))
    return ResNet(widths, settings.blocks).to(memory_format=torch.channels_last)


def load_teacher(path, settings, device):
    teacher = teacher_of(settings).to(device)
    try:
        teacher.load_state_dict(torch.load(path, map_location=device, weights_only=True))
    except Exception as error:  # torch raises many kinds
        sys.exit(f"{path} is no teacher of these --widths and --blocks ({type(error).__name__})")
    return teacher.eval()


def train_teacher(pictures, settings, seed, sets):
    torch.manual_seed(seed)
    device = pictures.pixels.device
    learner = Learner(teacher_of(settings), settings.teacher_lr, 0.05, 0.999, device)
    net = torch.compile(learner.net) if settings.compile else learner.net
    views, see = Views(pictures, settings, seed), Whole()
    clock, seen = Clock(settings.teacher_minutes / settings.teachers, settings.every), 0
    while (progress := clock.progress()) < 1:
        x, ends, low, high, melt, _ = views.take(settings.teacher_batch)
        learner.net.train()
        with bfloat16(device):
            _, log_p, age = net(see(x, ends))
        total = melted_loss(learner.net, log_p, age, low, high, melt, settings.alpha)
        learner.step(total, progress)
        seen += len(x)
        if clock.due():
            report = brief(judge(learner.ema, pictures, sets, see))
            print(f"teacher {seed} {progress:6.1%} {clock.rate(seen)}  loss {total.item():.2f}  {report}", flush=True)
    print(f"teacher {seed} {clock.rate(seen)}  {brief(judge(learner.ema, pictures, sets, see))}", flush=True)
    return learner.ema.eval()


def begin(settings):
    """The students as they start."""
    nets = []
    for number, start in enumerate(settings.start):
        torch.manual_seed(settings.seed + number)
        nets.append(C3AE(Architecture(channels=settings.channels, features=settings.features)))
        if start != "scratch":
            warm_start(nets[-1], start)
    return nets


def train_students(students, teachers, pictures, settings, sets):
    device = pictures.pixels.device
    learners = [Learner(net, settings.lr, settings.decay, settings.ema, device) for net in students]
    nets = [torch.compile(learner.net) if settings.compile else learner.net for learner in learners]
    asked = [torch.compile(teacher) if settings.compile else teacher for teacher in teachers]
    views, whole, cut = Views(pictures, settings, settings.seed), Whole(), Cut(device)
    clock, seen = Clock(settings.minutes, settings.every), 0
    while (progress := clock.progress()) < 1:
        x, ends, low, high, melt, share = views.take(settings.batch)
        with torch.no_grad():
            picture, crops = whole(x, ends), cut(x, ends)
            with bfloat16(device):
                said = [teacher(picture) for teacher in asked]
            taught = (
                torch.stack([age for _, _, age in said]).mean(0),
                torch.stack([log_p.exp() for _, log_p, _ in said]).mean(0),
            )
        low, high = low.masked_fill(melt > 0, 0), high.masked_fill(melt > 0, OLDEST)
        for learner, net in zip(learners, nets):
            learner.net.train()
            with bfloat16(device):
                _, log_p, age = net(crops)
            learner.step(loss(learner.net, log_p, age, low, high, settings.alpha, settings.l1, taught, share)[0], progress)
        seen += len(x)
        if clock.due():
            reports = [brief(judge(learner.ema, pictures, sets, cut)) for learner in learners]
            print(f"students {progress:6.1%} {clock.rate(seen)}", *reports, sep="\n    ", flush=True)
            save_students(learners, settings, seen)
    for number, learner in enumerate(learners):
        print(f"student {number} {clock.rate(seen)}  {brief(judge(learner.ema, pictures, sets, cut))}", flush=True)
    save_students(learners, settings, seen)


def save_students(learners, settings, seen):
    """student-N.pt, for the other scripts: no run resumes from it."""
    for number, learner in enumerate(learners):
        about = {
            "architecture": asdict(learner.ema.architecture), "settings": vars(settings) | {"out": str(settings.out)},
            "seen": seen, "minutes": settings.minutes, "step": learner.steps, "best": math.inf, "plateau": {},
        }  # fmt: skip
        weights = ({name: value.cpu() for name, value in net.state_dict().items()} for net in (learner.net, learner.ema))
        save(settings.out / f"student-{number}.pt", dict(zip(("net", "ema"), weights), about=json.dumps(about), optimizer={}))


def parse(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", required=True, help="folder of pictures.py")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--teachers", type=int, default=2)
    parser.add_argument("--teacher-minutes", type=float, default=8, help="of all of them together")
    parser.add_argument("--teacher-batch", type=int, default=512)
    parser.add_argument("--teacher-lr", type=float, default=1.5e-3)
    parser.add_argument("--widths", default="64,128,256,512", help="of the teacher's stages")
    parser.add_argument("--blocks", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=13.4, help="of the students together")
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--lr", type=float, default=6e-3)
    parser.add_argument("--decay", type=float, default=1e-4)
    parser.add_argument("--ema", type=float, default=0.9995)
    parser.add_argument("--start", nargs="+", default=["scratch"], help="a checkpoint, or scratch, for each student")
    parser.add_argument("--channels", default="8,32,32,48")
    parser.add_argument("--features", type=int, default=16)
    parser.add_argument("--alpha", type=float, default=10)
    parser.add_argument("--l1", type=float, default=1e-4)
    parser.add_argument("--taught", type=float, default=0.85, help="the teachers' share of the loss …")
    parser.add_argument("--taught-exact", type=float, default=0.7, help="… where the age is known")
    parser.add_argument("--melted", type=float, default=0.25, help="share of faces melted into another")
    parser.add_argument("--mix", default="utkface=1,aaf=1.4,fairface=1.2")
    parser.add_argument("--age-balance", type=float, default=0.6)
    parser.add_argument("--open-groups", choices=("free", "drawn"), default="free", help="as train.py has it")
    parser.add_argument("--augment", type=float, default=0.9)
    parser.add_argument("--geometry", type=float, default=0.6)
    parser.add_argument("--old", type=float, default=0.2)
    parser.add_argument("--light", type=float, default=0.3)
    parser.add_argument("--every", type=float, default=45, help="seconds between validations")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--compile", action="store_true", help="faster, but for the first minute")
    settings = parser.parse_args(arguments)
    for name in ("teachers", "teacher_minutes", "teacher_batch", "blocks", "minutes", "batch"):
        if getattr(settings, name) <= 0:
            parser.error(f"--{name.replace('_', '-')} is more than 0")
    if settings.compile and not hasattr(torch, "compile"):
        parser.error("--compile needs PyTorch 2 or later")
    if not re.fullmatch(CHANNELS, settings.channels):
        parser.error("--channels wants four numbers: 8,32,32,48")
    if not re.fullmatch(CHANNELS, settings.widths) or min(map(int, settings.widths.split(","))) < 8:
        parser.error("--widths wants four numbers of 8 or more: 64,128,256,512")
    return settings


def run(pictures, settings):
    """The teachers, but those that RUN holds, their answers, the students."""
    students = begin(settings)  # first: a bad checkpoint is told before the teachers take their time
    mix = parse_mix(settings.mix)
    sets = [name for name in pictures.sets if mix.get(name, 1) > 0 and len(pictures.val(name))]
    if not sets or not pictures.train.any():
        sys.exit("the train or the val split has no faces")
    settings.out.mkdir(parents=True, exist_ok=True)
    teachers = []
    for number in range(settings.teachers):
        path = settings.out / f"teacher-{number}.pt"
        if path.exists():
            teachers.append(load_teacher(path, settings, pictures.pixels.device))
        else:
            teachers.append(train_teacher(pictures, settings, settings.seed + number, sets))
            save(path, teachers[-1].state_dict())
    places = np.flatnonzero(pictures.train)
    told = [answers(teacher, pictures, places, Whole()) for teacher in teachers]
    age, distribution = (np.mean(parts, 0).astype(np.float32) for parts in zip(*told))
    np.savez(settings.out / "answers.npz", name=pictures.name[places], age=age, distribution=distribution)
    train_students(students, teachers, pictures, settings, sets)


def main(arguments=None):
    settings = parse(arguments)
    if not torch.cuda.is_available():
        sys.exit("distill.py needs a GPU; train.py --teacher does without")
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = torch.backends.cudnn.benchmark = True
    begun = time.monotonic()
    pictures = unpack(settings.pack)
    print(f"{len(pictures):,} pictures in {time.monotonic() - begun:.0f} s", flush=True)
    pictures.pixels = pictures.pixels.to("cuda")
    run(pictures, settings)


if __name__ == "__main__":
    main()
