"""The range that ships: conformalized quantile regression (Romano et al., 2019, https://arxiv.org/abs/1905.03222).

How far the ends lie from the age is linear in the distribution and its spread, fitted to training faces, half of them
made to look like old prints; factors by predicted age then make it hold on validation faces, close-ups and others apart.
`src/engine/range.ts` is the other half.
"""

import zlib

import numpy as np
import torch

from evaluate import old_look, predict

COVERAGE = 0.8
OLDEST = 116
AGES = list(range(5, 86, 10))  # where the factors are given, years
CLOSE_UP_FROM = 0.85  # of the shorter side of the picture, that the face takes
BAND, BAND_MIN = 5.0, 100  # a factor comes from faces within so many years, and from no fewer of them
REACH_MIN = 0.5  # years
TRAIN_FACES = 12_000
TAIL = (1 - COVERAGE) / 2


def spread_of(distribution, bins):
    """Standard deviation of distributions [n, bins] over ages in years [n]."""
    bins = np.asarray(bins, np.float64)
    return np.sqrt((distribution * (bins - (distribution @ bins)[:, None]) ** 2).sum(1))


def inputs_of(distribution, bins):
    return np.concatenate((distribution, spread_of(distribution, bins)[:, None]), 1)


def regress(inputs, deviation, steps=1500):
    """Weights of the two linear quantiles TAIL and 1 - TAIL of `deviation` [n] (years) given inputs [n, m]: [2, m]."""
    x, y = torch.from_numpy(inputs).float(), torch.from_numpy(deviation).float()[:, None]
    level = torch.tensor([TAIL, 1 - TAIL])
    weights = torch.zeros(2, x.shape[1], requires_grad=True)
    optimizer = torch.optim.Adam([weights], 0.1)
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = 0.1 * (1 - step / steps)
        error = y - x @ weights.T
        loss = torch.maximum(level * error, (level - 1) * error).mean()  # pinball
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return weights.detach().numpy()


def reaches(inputs, weights):
    """Years below and above the age, before the factors."""
    return np.maximum(REACH_MIN, -(inputs @ weights[0])), np.maximum(REACH_MIN, inputs @ weights[1])


def band(age, centre):
    """Which faces speak for the ages about `centre`."""
    reach = BAND
    while (inside := np.abs(age - centre) <= reach).sum() < BAND_MIN and not inside.all():
        reach += 2.5
    return inside


def conformal(ratio, share):
    """What so large a share of further faces' ratios do not exceed, and no less than 0.05."""
    at = int(np.ceil(share * (len(ratio) + 1))) - 1  # the + 1 is the finite-sample correction
    return max(0.05, float(np.sort(ratio)[min(len(ratio) - 1, at)]))


def factors(age, below, above):
    """Of both reaches at AGES, [2] lists, from ratios of deviation to reach: each end holds as often, and both together in
    COVERAGE of the faces, also where the youngest cannot be too old for their range."""
    out = []
    for centre in AGES:
        part = band(age, centre)
        each = [conformal(ratio[part], 1 - TAIL) for ratio in (below, above)]
        both = conformal(np.maximum(below[part] / each[0], above[part] / each[1]), COVERAGE)
        out.append([both * factor for factor in each])
    return list(zip(*out))


def fit(age, true, inputs, weights, close_up):
    """The factors of both reaches, [2] lists, of close-ups (True) and of other faces (False); of all for a kind without any."""
    below, above = reaches(inputs, weights)
    out = {}
    for kind in (True, False):
        part = close_up == kind
        part = part if part.any() else ~part
        out[kind] = factors(age[part], ((age - true) / below)[part], ((true - age) / above)[part])
    return out


def ends(age, inputs, weights, scales, close_up):
    """low, high [n] as range.ts computes them."""
    below, above = (
        reach * np.where(close_up, *(np.interp(age, AGES, scales[kind][side]) for kind in (True, False)))
        for side, reach in enumerate(reaches(inputs, weights))
    )
    low, high = ((age + reach).clip(0, OLDEST) for reach in (-below, above))
    return np.minimum(age, low), np.maximum(age, high)


def calibrate(net, faces, sets):
    """The `range` entry of models.json, from the faces of `sets`: those with exact ages, if there are any. Prints the
    coverage of each half of val by the factors of the other half."""
    bins = net.architecture.bins
    known = np.isin(faces.set, [faces.sets.index(name) for name in sets])
    exact = faces.low == faces.high
    if (known & exact)[faces.select("val")].any():
        known &= exact
    train, val = (chosen[known[chosen]] for chosen in (faces.select("train"), faces.select("val")))
    if len(train) < 2 or len(val) < 2:
        raise SystemExit(f"no faces of {', '.join(sets)} in train or val to calibrate the range with")
    train = np.random.default_rng(0).permutation(train)[:TRAIN_FACES]
    asked = [predict(net, faces, train), predict(net, faces, train, see=old_look())]
    deviation = np.concatenate([faces.ages(train, np.random.default_rng(0)) - age for age, _ in asked])
    weights = regress(np.concatenate([inputs_of(p, bins) for _, p in asked]), deviation)

    age, p = predict(net, faces, val)
    inputs, true = inputs_of(p, bins), faces.ages(val, np.random.default_rng(0))
    close_up = faces.cover[val] >= CLOSE_UP_FROM
    half = np.array([zlib.crc32(cluster.encode()) % 2 == 0 for cluster in faces.cluster[val]])
    low, high = np.empty_like(true), np.empty_like(true)
    for mine in (half, ~half):
        scales = fit(age[mine], true[mine], inputs[mine], weights, close_up[mine])
        low[~mine], high[~mine] = ends(age[~mine], inputs[~mine], weights, scales, close_up[~mine])
    covered = (low <= true) & (true <= high)
    for index in np.unique(faces.set[val]):
        part = faces.set[val] == index
        decades = [
            f"{start}s {covered[inside].mean():.1%}"
            for start in range(0, 100, 10)
            if (inside := part & (age >= start) & (age < start + 10)).sum() >= BAND_MIN
        ]
        print(f"range, halves apart: {faces.sets[index]} {covered[part].mean():.1%} of {part.sum()},", end=" ")
        print(f"{(high - low)[part].mean():.1f} years wide; by predicted age {', '.join(decades)}")
    scales = fit(age, true, inputs, weights, close_up)
    usual = [float(np.median(spread_of(p, bins)[band(age, centre)])) for centre in AGES]

    def rounded(values):
        return [round(float(value), 3) for value in values]

    return {
        "coverage": COVERAGE, "low": rounded(weights[0]), "high": rounded(weights[1]), "ageYears": AGES,
        "closeUpFrom": CLOSE_UP_FROM,
        **{name: dict(zip(("low", "high"), map(rounded, scales[kind]))) for name, kind in (("closeUp", True), ("other", False))},
        "spreadYears": rounded(usual),
    }  # fmt: skip
