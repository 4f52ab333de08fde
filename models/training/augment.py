"""What training does to a batch of crops, all faces at once: geometry, tight pictures, look, erasing.

    python3 models/training/augment.py --data DIR --out sheet.png      a contact sheet, to look at
"""

import argparse
import json
import math
import pathlib

import torch
import torch.nn.functional as F

from data import SEEN, SIDE, Faces

MODELS = pathlib.Path(__file__).parents[1] / "models.json"
LUMA = torch.tensor([0.299, 0.587, 0.114])
EIGHTH = torch.arange(8)
DCT = torch.cos(math.pi / 8 * (EIGHTH + 0.5) * EIGHTH[:, None]) * torch.where(EIGHTH == 0, 0.125, 0.25)[:, None].sqrt()
COSINE = torch.block_diag(*[DCT] * (SEEN // 8))  # the transform of every 8 rows or columns
FREQUENCY = (EIGHTH + EIGHTH[:, None]).repeat(SEEN // 8, SEEN // 8)
BLUR = F.avg_pool1d(F.pad(torch.eye(SEEN)[None], (1, 1), mode="replicate"), 3, 1)[0].T  # mean of three neighbours
SEPIA = torch.tensor([0.10, 0.0, -0.14])  # a warm cast, in units of the -1..1 scale


def crop_settings(path=MODELS):
    """(scales, fill): sides of the crops in face sizes and the grey outside of the picture, from models.json."""
    try:
        crops = json.loads(path.read_text())["crops"]
    except (OSError, KeyError):
        return (0.9, 1.3, 1.9), 128
    return tuple(crops["scales"]), crops["fill"]


class Augment:
    """Bytes [n, crops, 80, 80, 3] → [n, crops, 3, 64, 64] float in -1..1.

    `scales` [n, crops]: sides of the crops in face sizes; `tight` [n]: chance of a picture that ends near the face;
    `old`: share of faces that get the look of an old print, scanned: faded, tinted, grainy, soft or sharpened.
    """

    def __init__(self, fill, old=0.3):
        self.fill = fill / 127.5 - 1
        self.old = old
        at = (torch.arange(SEEN) + 0.5) / SEEN - 0.5
        self.x, self.y = at.view(1, 1, 1, SEEN), at.view(1, 1, SEEN, 1)  # places in a crop, -0.5..0.5 of its side

    def __call__(self, pixels, scales, tight, random):
        """`random`: the torch.Generator that decides everything."""
        self.random = random
        n, k = pixels.shape[:2]
        x = self.look(self.warp(pixels, scales).view(n, k, 3, SEEN, SEEN))
        self.cut(x, scales, tight)
        self.erase(x)
        return x

    def look(self, x):
        """Colours, sharpness, noise and compression; [n, crops, 3, 64, 64], 0..255 → -1..1."""
        n, k = x.shape[:2]
        old = torch.rand(n, generator=self.random) < self.old
        x = self.soften(x.view(n, k * 3, SEEN, SEEN), old)
        x = self.colours(x.view(n * k, 3, SEEN * SEEN), k, old).view(n, k, 3, SEEN, SEEN)
        self.gamma(x)
        self.noise(x, old)
        self.compress(x, old)
        return x.clamp_(-1, 1)

    def uniform(self, low, high, *shape):
        return torch.rand(*shape, generator=self.random) * (high - low) + low

    def some(self, n, share):
        """Indices of about `share` of n faces; a share for all or [n]."""
        return torch.nonzero(torch.rand(n, generator=self.random) < share)[:, 0]

    def warp(self, pixels, scales, plain=0.3):
        """Shift, zoom, turn, mirror, the same face in all its crops; `plain` of them move by whole pixels only."""
        n, k = pixels.shape[:2]
        planes = pixels.flatten(0, 1).permute(0, 3, 1, 2).to(torch.float32, memory_format=torch.contiguous_format)
        still = (torch.rand(n, generator=self.random) < plain)[:, None]
        angle = self.uniform(-math.pi / 18, math.pi / 18, n, 1) * ~still
        zoom = torch.where(still, torch.ones(n, 1), self.uniform(-0.12, 0.12, n, 1).exp())
        mirror = torch.randint(0, 2, (n, 1), generator=self.random) * 2.0 - 1
        shift = self.uniform(-0.06, 0.06, n, 2)[:, None] / scales[:, :, None]  # in crop sides
        shift = torch.where(still[:, None], (shift * SEEN).round() / SEEN, shift)
        cos, sin = zoom * angle.cos(), zoom * angle.sin()

        def rows(column):
            return column.expand(n, k).reshape(-1, 1, 1, 1)

        to_grid = 2 * SEEN / SIDE  # crop sides → grid_sample's -1..1 over the stored crop
        u = rows(cos * mirror) * self.x - rows(sin) * self.y + rows(shift[..., 0])
        v = rows(sin * mirror) * self.x + rows(cos) * self.y + rows(shift[..., 1])
        grid = torch.stack((u[:, 0] * to_grid, v[:, 0] * to_grid), -1)
        return F.grid_sample(planes, grid, padding_mode="border", align_corners=False)

    def soften(self, x, old):
        """Low resolution for some faces, for others a slight blur or a scanner's sharpening."""
        low = self.some(len(x), torch.where(old, 0.3, 0.15))
        if len(low):
            side = int(SEEN / self.uniform(1.3, 3.0, 1).item())
            through = F.interpolate(F.interpolate(torch.eye(SEEN)[None], side, mode="linear"), SEEN, mode="linear")[0]
            x[low] = through.T @ x[low] @ through
        soft = self.some(len(x), torch.where(old, 0.6, 0.15))
        if len(soft):
            through = torch.lerp(torch.eye(SEEN), BLUR, self.uniform(-0.4, 1.0, len(soft), 1, 1, 1))
            x[soft] = through @ x[soft] @ through.transpose(2, 3)
        return x

    def colours(self, x, k, old):
        """Brightness, contrast, saturation, cast, grey and sepia as one 3x3 matrix a face; 0..255 → -1..1."""
        n = len(x) // k
        old = old.view(n, 1, 1)
        contrast = torch.where(old, self.uniform(-0.7, 0.3, n, 1, 1), self.uniform(-0.25, 0.25, n, 1, 1)).exp()
        saturation = self.uniform(0.5, 1.4, n, 1, 1)
        grey = torch.rand(n, 1, 1, generator=self.random) < torch.where(old, 0.4, 0.15)
        saturation = torch.where(grey, torch.zeros(()), saturation)
        cast = (self.uniform(-0.1, 0.1, n, 3, 1) * torch.where(old, 1.5, 1.0)).exp()
        sepia = self.uniform(0, 1, n, 1, 1) * (torch.rand(n, 1, 1, generator=self.random) < 0.4)
        tint = torch.where(old, self.uniform(-0.12, 0.12, n, 3, 1), torch.zeros(()))
        cast, tint = torch.where(grey, torch.ones(()), cast), torch.where(grey, sepia * SEPIA[:, None], tint)
        offset = self.uniform(-0.2, 0.2, n, 1, 1) + tint
        matrix = contrast * cast * (saturation * torch.eye(3) + (1 - saturation) * LUMA)  # [n, 3, 3] on -1..1
        offset = offset - matrix.sum(2, keepdim=True)
        return torch.baddbmm(offset.repeat_interleave(k, 0), matrix.repeat_interleave(k, 0) / 127.5, x)

    def gamma(self, x):
        some = self.some(len(x), 0.25)
        if len(some):
            power = self.uniform(-0.35, 0.35, len(some), 1, 1, 1, 1).exp()
            x[some] = x[some].add_(1).mul_(0.5).clamp_(1e-3, 1).pow_(power).mul_(2).sub_(1)

    def noise(self, x, old):
        """A sensor's noise, or a print's grain: coarser, and the same in all colours."""
        some = self.some(len(x), 0.12)
        if len(some):
            strength = self.uniform(0.01, 0.12, len(some), 1, 1, 1, 1)
            x[some] += strength * torch.randn((len(some), *x.shape[1:]), generator=self.random)
        some = self.some(len(x), torch.where(old, 0.4, 0.0))
        if len(some):
            side = int(self.uniform(SEEN / 3, SEEN, 1).item())
            grain = torch.randn((len(some), x.shape[1], side, side), generator=self.random)
            grain = F.interpolate(grain, size=(SEEN, SEEN), mode="bilinear", align_corners=False)[:, :, None]
            x[some] += self.uniform(0.01, 0.1, len(some), 1, 1, 1, 1) * grain

    def compress(self, x, old):
        """JPEG's loss: an 8x8 cosine transform, rounded the more coarsely the finer the pattern."""
        some = self.some(len(x), torch.where(old, 0.3, 0.12))
        n = len(some)
        if not n:
            return
        steps = (1 + FREQUENCY) * self.uniform(0.01, 0.06, n, 1, 1, 1, 1)
        kept = torch.round(COSINE @ x[some] @ COSINE.T / steps) * steps
        x[some] = COSINE.T @ kept @ COSINE

    def cut(self, x, scales, tight):
        """The picture ends 0.55..1 face sizes from the centre, some sides not at all; beyond it lies the fill.
        Without it the net learns which data set is cut tight, not how old people look."""
        some = torch.nonzero(torch.rand(len(x), generator=self.random) < tight)[:, 0]
        if not len(some):
            return
        side = scales[some].view(len(some), -1, 1, 1)
        angle = self.uniform(-math.pi / 18, math.pi / 18, len(some), 1, 1, 1)
        edge = self.uniform(0.55, 1.0, 4, len(some), 1, 1, 1)
        edge[torch.rand(edge.shape, generator=self.random) < 0.25] = 9.0
        across = (angle.cos() * self.x + angle.sin() * self.y) * side  # [some, crops, 64, 64], face sizes
        along = (angle.cos() * self.y - angle.sin() * self.x) * side
        outside = (across > edge[0]) | (across < -edge[1]) | (along > edge[2]) | (along < -edge[3])
        x[some] = x[some].masked_fill_(outside[:, :, None], self.fill)

    def erase(self, x, share=0.25):
        """Random erasing (section 4.2): a rectangle of one grey in one crop, or in all."""
        some = self.some(len(x), share)
        n, k = len(some), x.shape[1]
        if not n:
            return
        area, ratio = self.uniform(0.02, 0.15, n), self.uniform(-1, 1, n).exp()
        half = (torch.stack(((area * ratio).sqrt(), (area / ratio).sqrt())) / 2).view(2, n, 1, 1, 1)
        middle = self.uniform(-0.5, 0.5, 2, n, 1, 1, 1)
        inside = ((self.x - middle[0]).abs() < half[0]) & ((self.y - middle[1]).abs() < half[1])  # [n, 1, 64, 64]
        crop = torch.randint(0, k + 1, (n,), generator=self.random)  # k stands for all of them
        inside = inside & ((crop[:, None] == torch.arange(k)) | (crop[:, None] == k)).view(n, k, 1, 1)
        x[some] = torch.where(inside[:, :, None], self.uniform(-1, 1, n, 1, 1, 1, 1), x[some])


def main():
    from PIL import Image

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder with labels.csv and crops/")
    parser.add_argument("--out", default="sheet.png")
    settings = parser.parse_args()
    faces = Faces(settings.data, partial=True)
    scales, fill = crop_settings()
    random = torch.Generator().manual_seed(0)
    chosen = torch.randperm(len(faces), generator=random)[:64].numpy()
    x = Augment(fill)(faces.pixels(chosen), torch.tensor(scales).expand(len(chosen), 3), torch.tensor(0.4), random)
    rows = len(x) // 4
    sheet = x[: rows * 4].reshape(rows, 12, 3, SEEN, SEEN).permute(0, 3, 1, 4, 2).reshape(rows * SEEN, 12 * SEEN, 3)
    Image.fromarray(((sheet + 1) * 127.5).round().byte().numpy()).save(settings.out)


if __name__ == "__main__":
    main()
