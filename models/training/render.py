"""augment.c once more, for whole pictures on a GPU: the same draws (augment.py), done before crops are cut.

Places and edges are in face sizes from the middle. Resolution, blur, noise, grain and compression are those of the tight
crop's pixels; the wider crops get what shrinking leaves of it. What is erased is so in all crops, by the picture's
width. Beyond the picture its last pixels go on.
"""

import torch
import torch.nn.functional as F

from data import SEEN
from pictures import WIDTH

COLUMNS = {
    "turn": 2, "mirror": 1, "shift": 2, "still": 1, "resolution": 1, "blur": 1, "light": 2, "matrix": 9, "offset": 3,
    "gamma": 1, "noise": 1, "grain": 1, "grain_side": 1, "step": 1, "edges": 4, "cut": 2, "erase": 1, "erase_at": 2,
    "erase_size": 2, "erase_grey": 1,
}  # fmt: skip
MOST_LIGHT = 1.1  # of the exponent


def named(rows):
    """{name: columns [n, k]}"""
    return dict(zip(COLUMNS, rows.split(list(COLUMNS.values()), 1)))


def taps(place, count):
    """Bilinear reading at `place` [n, m] of the first `count` [n, 1] of 112 values: weights [n, m, 112]."""
    place = place.clamp(min=0).minimum(count - 1)
    return (1 - (place[:, :, None] - torch.arange(WIDTH, device=place.device)).abs()).clamp(min=0)


def between(side):
    """`side` values [n, 1] spread over a picture's width: weights [n, 112, 112], of which the first `side` columns count."""
    middles = torch.arange(WIDTH, device=side.device) + 0.5
    return taps(middles * side / WIDTH - 0.5, side)


def filters(resolution, blur):
    """Down to `resolution` [n, 1] pixels and up again, then towards the mean of three neighbours by `blur` (away from it
    below zero): [n, 112, 112]."""
    side = (resolution.floor() * WIDTH / SEEN).round()
    middles = torch.arange(WIDTH, device=side.device) + 0.5
    read = taps(middles * WIDTH / side - 0.5, torch.full_like(side, WIDTH))  # [n, side, 112]
    through = between(side) @ read
    above, below = through[:, [0, *range(WIDTH - 1)]], through[:, [*range(1, WIDTH), WIDTH - 1]]
    return through + blur[:, :, None] * ((above + through + below) / 3 - through)


def cosines(device):
    """The cosine transform of 8 values [8, 8]."""
    i = torch.arange(8.0, device=device)
    return torch.cos(torch.pi / 8 * (i + 0.5) * i[:, None]) * torch.where(i == 0, 0.125, 0.25).sqrt()[:, None]


def compress(x, step):
    """JPEG's loss: the cosine transform of 8x8 blocks, rounded the more coarsely the finer the pattern."""
    transform = cosines(x.device)
    blocks = x.reshape(len(x), 3, WIDTH // 8, 8, WIDTH // 8, 8)
    i = torch.arange(8.0, device=x.device)
    size = step[:, :, None, None, None, None] * (1 + i[:, None, None] + i)
    patterns = torch.einsum("ui,ncaibj,vj->ncaubv", transform, blocks, transform)
    patterns = (patterns / size).round() * size
    return torch.einsum("ui,ncaubv,vj->ncaibj", transform, patterns, transform).reshape(x.shape)


def render(pixels, rows, sharpness):
    """Bytes [n, 112, 112, 3], `sharpness` pixels per face size, and the draws' rows [n, 39], these on the CPU →
    [n, 3, 112, 112] in -1..1, and what pictures.py ends it by [n, 6]. Noise and grain are drawn by the device."""
    n, device = len(pixels), pixels.device
    on_cpu, p = named(rows), named(rows.to(device, non_blocking=True))
    cos, sin = p["turn"].T
    mirror = p["mirror"][:, 0]
    shift = p["shift"] * sharpness
    shift = torch.where(p["still"] > 0, shift.round(), shift) * 2 / WIDTH
    theta = torch.stack((cos * mirror, -sin, shift[:, 0], sin * mirror, cos, shift[:, 1]), 1).reshape(n, 2, 3)
    grid = F.affine_grid(theta, (n, 3, WIDTH, WIDTH), align_corners=False)
    x = F.grid_sample(pixels.permute(0, 3, 1, 2).float(), grid, padding_mode="border", align_corners=False)

    def those(wanted):
        at = wanted.flatten().nonzero()[:, 0].to(device)
        return at, {key: value[at] for key, value in p.items()}

    at, q = those((on_cpu["resolution"] < SEEN) | (on_cpu["blur"] != 0))
    if len(at):
        through = filters(q["resolution"], q["blur"])[:, None]
        x[at] = through @ x[at] @ through.transpose(2, 3)

    line = (torch.arange(WIDTH, device=device) + 0.5 - WIDTH / 2) / sharpness
    at, q = those((on_cpu["light"] != 0).any(1))
    if len(at):
        falls = q["light"][:, :1, None] * line + q["light"][:, 1:, None] * line[:, None]
        x[at] = (x[at] * falls.clamp(-MOST_LIGHT, MOST_LIGHT).exp()[:, None]).clamp(max=255)

    x = torch.baddbmm(p["offset"][:, :, None], p["matrix"].reshape(n, 3, 3), x.flatten(2)).reshape(x.shape)
    at, q = those(on_cpu["gamma"] != 1)
    if len(at):
        x[at] = 2 * ((x[at] + 1) / 2).clamp(0, 1) ** q["gamma"][:, :, None, None] - 1
    at, q = those(on_cpu["noise"] > 0)
    if len(at):
        x[at] += q["noise"][:, :, None, None] * torch.randn_like(x[at])
    at, q = those(on_cpu["grain"] > 0)
    if len(at):
        spread = between((q["grain_side"] * WIDTH / SEEN).floor())
        coarse = torch.randn(len(at), WIDTH, WIDTH, device=device)
        x[at] += (q["grain"][:, :, None] * (spread @ coarse @ spread.transpose(1, 2)))[:, None]
    at, q = those(on_cpu["step"] > 0)
    if len(at):
        x[at] = compress(x[at], q["step"])
    x = x.clamp(-1, 1)

    unit = line * sharpness / WIDTH
    column, row = p["erase_at"].T[:, :, None, None]
    width, height = p["erase_size"].T[:, :, None, None]
    erased = ((unit - column).abs() < width / 2) & ((unit[:, None] - row).abs() < height / 2) & (p["erase"][:, :, None] >= 0)
    return torch.where(erased[:, None], p["erase_grey"][:, :, None, None], x), torch.cat((p["edges"], p["cut"]), 1)
