"""Crops cut by the engine (`npm run crops -- --data DIR`), joined with DIR/labels.csv, and the sampler over them.

DIR/crops/*.u8 holds records of [3 crops, 80, 80, 3] RGB bytes: tight, middle, wide. The centre 64x64 is what the net
sees at run time, but for what `centre` greys; the margin of 8 is room for augment.py. The *.csv beside it names the face of each record.
"""

import csv
import json
import math
import pathlib
import re
import sys
import zlib

import numpy as np
import torch

MODELS = pathlib.Path(__file__).parents[1] / "models.json"
SIDE, SEEN = 80, 64  # pixels of a stored crop, and of what the net sees
MARGIN = (SIDE - SEEN) // 2
RECORD = 3 * SIDE * SIDE * 3
CROPS = ("tight", "middle", "wide")
OPEN_FROM = 100  # years: a group that reaches so far has no end …
DRAWN_TO = 85  # … and ages drawn from it go so far


class Labels:
    """`low` and `high` of many faces, whole years; equal where the age is known, a group's bounds elsewhere."""

    def labels(self, faces, rng=None):
        """low, high [n], years. With `rng`, a numpy Generator, a group without an end becomes an age drawn from it."""
        low, high = self.low[faces], self.high[faces]
        if rng is not None:
            open_ones, ages = self.is_open(faces), self.ages(faces, rng)
            low, high = np.where(open_ones, ages, low), np.where(open_ones, ages, high)
        return torch.from_numpy(low), torch.from_numpy(high)

    def is_open(self, faces):
        """Which labels are groups without an end [n]."""
        return (self.low[faces] < self.high[faces]) & (self.high[faces] >= OPEN_FROM)

    def ages(self, faces, rng):
        """Whole years [n]; of a group one drawn from it, each as likely."""
        low, high = self.low[faces], self.high[faces]
        last = np.where(self.is_open(faces), np.maximum(low, DRAWN_TO), high)
        return rng.integers(low.astype(int), last.astype(int), endpoint=True).astype(np.float32)


class Faces(Labels):
    """Labelled crops. Per face: name (SET/FILE), set (index into `sets`), low and high (years), split, conflict, cluster,
    cover (the face's side over the shorter side of its picture)."""

    def __init__(self, folder, partial=False):
        folder = pathlib.Path(folder)
        labels = read_labels(folder / "labels.csv")
        self.shards, rows = [], []
        stems = sorted((folder / "crops").glob("*.u8"))
        if not stems:
            sys.exit(f"no crops in {folder / 'crops'}: cut them with `npm run crops -- --data {folder}`")
        cut = set()
        for path in stems:
            cuts = read_cuts(path.with_suffix(".csv"))
            count = min(path.stat().st_size // RECORD, len(cuts))
            self.shards.append(np.memmap(path, np.uint8, "r", shape=(count, 3, SIDE, SIDE, 3)) if count else None)
            for row, (name, cover) in enumerate(cuts[:count]):
                if name in labels and name not in cut:
                    cut.add(name)
                    rows.append((len(self.shards) - 1, row, "/".join(name), cover, *labels[name]))
        missing = len(labels) - len(cut)
        if missing:
            example = "/".join(next(name for name in labels if name not in cut))
            text = f"{missing} of {len(labels)} labels have no crop, {example} for one"
            if missing > 0.03 * len(labels) and not partial:  # a detector misses a few, and that is no fault
                sys.exit(f"{text}: finish `npm run crops`, or give --partial")
            print(text, file=sys.stderr)
        if not rows:
            sys.exit("no crop has a label")
        shard, row, files, cover, names, low, high, splits, conflict, clusters = zip(*rows)
        self.shard, self.row = np.array(shard), np.array(row)
        self.name = np.array(files)
        self.sets = sorted(set(names))
        self.set = np.array([self.sets.index(name) for name in names])
        self.cover = np.array(cover, np.float32)
        self.low, self.high = np.array(low, np.float32), np.array(high, np.float32)
        self.split, self.conflict, self.cluster = np.array(splits), np.array(conflict), np.array(clusters)

    def __len__(self):
        return len(self.row)

    def select(self, split, conflicts=False, name=None):
        """Indices of a split's faces, of one set or all; conflicting labels only on request."""
        keep = (self.split == split) & (conflicts | ~self.conflict)
        if name is not None:
            keep &= self.set == self.sets.index(name)
        return np.flatnonzero(keep)

    def unseen(self, fold):
        """Which faces a net that was trained with `--fold` k/n never saw [len(self)]: about an n-th of the clusters."""
        left_out, count = parse_fold(fold)
        return np.array([zlib.crc32(cluster.encode()) % count == left_out for cluster in self.cluster])

    def pixels(self, faces, crop=None):
        """Bytes of some faces [n, 3, 80, 80, 3], or of one crop each (crop: index or [n]) [n, 1, 80, 80, 3]."""
        shape = (len(faces), 3 if crop is None else 1, SIDE, SIDE, 3)
        out = np.empty(shape, np.uint8)
        crops = np.broadcast_to(0 if crop is None else crop, len(faces))
        for i, (face, at) in enumerate(zip(faces, crops)):
            record = self.shards[self.shard[face]][self.row[face]]
            out[i] = record if crop is None else record[at : at + 1]
        return torch.from_numpy(out)


def parse_fold(text):
    """k/n, counted from 0: (k, n)."""
    parts = re.fullmatch(r"(\d+)/(\d+)", text)
    left_out, count = map(int, parts.groups()) if parts else (0, 0)
    if left_out >= count or count < 2:
        sys.exit(f"--fold {text}: want 0/3, 1/3 or 2/3, for instance")
    return left_out, count


class Teacher:
    """What a teacher said of the faces (`teach.py`): ages, distributions over the bins."""

    def __init__(self, path, faces, bins):
        try:
            with np.load(path) as file:
                name, age, distribution = file["name"], file["age"], file["distribution"]
        except (OSError, ValueError, KeyError) as error:
            sys.exit(f"{path} is no file of teach.py ({type(error).__name__})")
        if distribution.shape != (len(name), bins):
            sys.exit(f"{path}: distributions over {distribution.shape[-1]} bins, the net has {bins}")
        place = {n: i for i, n in enumerate(name)}
        row = np.array([place.get(n, -1) for n in faces.name])
        if (row[faces.select("train")] < 0).any():
            sys.exit(f"{path} does not know all training faces: run teach.py again")
        self.age, self.distribution, self.row = torch.from_numpy(age), torch.from_numpy(distribution), row

    def answers(self, drawn):
        """age [n], distribution [n, bins] of the faces `drawn`."""
        at = torch.from_numpy(self.row[drawn])
        return self.age[at], self.distribution[at]


def read_rows(path, columns):
    try:
        with open(path, newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            absent = [c for c in columns if c not in (reader.fieldnames or [])]
            if absent:
                sys.exit(f"{path}: no column {', '.join(absent)}")
            return [row for row in reader]
    except OSError as error:
        sys.exit(f"{path}: {error.strerror}")


def read_labels(path):
    """{(set, file): (set, low, high, split, conflict, cluster)}"""
    labels = {}
    rows = read_rows(path, ("set", "file", "low", "high", "split"))
    for line, row in enumerate(rows, 2):
        try:
            low, high = int(row["low"]), int(row["high"])
        except (TypeError, ValueError):
            sys.exit(f"{path}, line {line}: low and high are whole years")
        if not 0 <= low <= high <= 120:
            sys.exit(f"{path}, line {line}: age {low}..{high} is outside of 0..120")
        cluster = row.get("cluster") or "/".join((row["set"], row["file"]))
        key = (row["set"], row["file"])
        labels[key] = (row["set"], low, high, row["split"], row.get("note") == "conflict", cluster)
    return labels


def read_cuts(path):
    """((set, file), cover) of the complete rows: a run that was cut off leaves half a row."""
    rows = read_rows(path, ("set", "file", "cover"))
    if rows and not path.read_bytes().endswith(b"\n"):
        rows.pop()
    try:
        return [((row["set"], row["file"]), float(row["cover"])) for row in rows]
    except (TypeError, ValueError):
        sys.exit(f"{path}: cover is a number")


def crop_settings(path=MODELS):
    """(scales, fill, reach) from models.json: sides of the crops in face sizes, the grey outside of the picture, and how
    far the net sees from the face's middle in face sizes."""
    try:
        crops = json.loads(path.read_text())["crops"]
    except (OSError, KeyError):
        return (0.9, 1.3, 1.9), 128, math.inf
    return tuple(crops["scales"]), crops["fill"], crops.get("reach", math.inf)


def centre(pixels, crop=None):
    """Bytes [n, crops, 80, 80, 3], all crops or the one of that index, → what the engine feeds the net:
    [n, crops, 3, 64, 64] float in -1..1."""
    scales, fill, reach = crop_settings()
    scales = scales if crop is None else scales[crop : crop + 1]
    seen = pixels[:, :, MARGIN:-MARGIN, MARGIN:-MARGIN].clone()
    away = ((torch.arange(SEEN) + 0.5) / SEEN - 0.5).abs()
    for i, scale in enumerate(scales):
        beyond = away * scale > reach
        seen[:, i, beyond] = fill
        seen[:, i, :, beyond] = fill
    return (seen.float() / 127.5 - 1).permute(0, 1, 4, 2, 3)


class Sampler:
    """Endless draws from the training faces; what the n-th draw is depends on the seed and n alone.

    Weights: `mix` multiplies a set's share, `balance` p gives a label the weight count(label)^-p within its set.
    A chunk is a systematic sample, so that a face does not come twice before its turn.
    """

    def __init__(self, faces, chosen, mix, balance, seed, chunk=16384):
        self.faces, self.chosen, self.seed, self.chunk = faces, chosen, seed, chunk
        weight = np.zeros(len(chosen))
        for index, name in enumerate(faces.sets):
            inside = np.flatnonzero(faces.set[chosen] == index)
            label = faces.low[chosen[inside]] * 128 + faces.high[chosen[inside]]
            _, which, count = np.unique(label, return_inverse=True, return_counts=True)
            share = count[which] ** -float(balance)
            if len(inside):
                weight[inside] = share / share.mean() * mix.get(name, 1)
        if not weight.sum():
            sys.exit("--mix leaves nothing to train on")
        self.steps = np.cumsum(weight) / weight.sum()
        self.current = (-1, None)

    def draw(self, start, count):
        """Indices of draws start .. start+count-1."""
        out = []
        while count:
            number, offset = divmod(start, self.chunk)
            if self.current[0] != number:
                rng = np.random.default_rng((self.seed, number))
                at = (np.arange(self.chunk) + rng.random(self.chunk)) / self.chunk
                picked = self.chosen[np.searchsorted(self.steps, at).clip(max=len(self.chosen) - 1)]
                self.current = (number, rng.permutation(picked))
            out.append(self.current[1][offset : offset + count])
            start, count = start + len(out[-1]), count - len(out[-1])
        return np.concatenate(out)
