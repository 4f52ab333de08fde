"""What training does to a batch of crops: geometry, tight pictures, look, erasing. Drawn here, done by augment.c;
to whole pictures, on a GPU, by render.py.

    python3 models/training/augment.py --data DIR --out sheet.png      a contact sheet, to look at
"""

import argparse
import math
import sys

import torch

import native
from data import SEEN, Faces, crop_settings

LUMA = torch.tensor([0.299, 0.587, 0.114])
SEPIA = torch.tensor([0.10, 0.0, -0.14])  # a warm cast, in units of the -1..1 scale
TURN = math.pi / 18  # ten degrees
MIRROR = 2  # the column
EDGES = -8  # the four edges' columns, counted from the end
REACH_JITTER = 0.06  # face sizes
NEVER = 9.0  # face sizes: an edge that far cuts nothing


def identity(n, reach=NEVER):
    """What changes nothing, for each part of a row, but for what the net never sees."""
    zero, one, edge, pixels = (torch.full((n, 1), value) for value in (0.0, 1.0, min(reach, NEVER), float(SEEN)))
    matrix, offset = torch.eye(3).flatten().expand(n, 9) / 127.5, -torch.ones(n, 3)
    return {
        "place": (one, zero, one, zero.expand(n, 2), one),
        "look": (pixels, zero, zero.expand(n, 2), matrix, offset, one, zero, zero, pixels, zero),
        "cover": (edge.expand(n, 4), one, zero, -one, zero.expand(n, 2), zero, zero, zero),
    }


class Draws:
    """Draws what happens to each face of a batch.

    `old`: share of faces that get the look of an old print, scanned: faded,
    tinted, grainy, soft or sharpened; `light`: share of faces lit from one side, above or below; `geometry`: multiplies turn, zoom and shift; `share`: of faces that are changed at
    all, but for mirroring; `reach`: about how far the net sees from the middle, in face sizes.
    """

    def __init__(self, old=0.3, light=0.3, geometry=1.0, share=1.0, reach=math.inf):
        self.old, self.light, self.geometry, self.share, self.reach = old, light, geometry, share, reach

    def rows(self, n, k, tight, random):
        """The parameters of n faces of k crops each, a list of columns in the order of augment.c. `tight` [n]: chance of
        a picture that ends near the face; `random`: the torch.Generator that decides everything."""
        self.random = random
        changed = self.chance(n, self.share)
        drawn = (*self.place(n), *self.look(n), *self.cover(n, k, tight))
        columns = [torch.where(changed, new, old) for new, old in zip(drawn, sum(identity(n).values(), ()))]
        columns[MIRROR] = drawn[MIRROR]
        reach = self.reach + self.uniform(-REACH_JITTER, REACH_JITTER, n, 4) * changed
        columns[EDGES] = torch.minimum(columns[EDGES], reach)
        return columns

    def uniform(self, low, high, *shape):
        return torch.rand(*shape, generator=self.random) * (high - low) + low

    def chance(self, n, share):
        """True for about `share` of n faces [n, 1]; one share for all, or [n, 1]."""
        return torch.rand(n, 1, generator=self.random) < share

    def some(self, n, share, low, high, otherwise):
        """Uniform in low..high for about `share` of the faces, `otherwise` for the rest [n, 1]."""
        return torch.where(self.chance(n, share), self.uniform(low, high, n, 1), torch.tensor(otherwise))

    def place(self, n):
        """Turn, zoom, mirror and shift; three in ten stay sharp: they move by whole pixels only."""
        still = self.chance(n, 0.3)
        turn, zoom, shift = TURN * self.geometry, 0.12 * self.geometry, 0.06 * self.geometry
        angle = self.uniform(-turn, turn, n, 1) * ~still
        zoom = torch.where(still, torch.tensor(1.0), self.uniform(-zoom, zoom, n, 1).exp())
        mirror = torch.where(self.chance(n, 0.5), 1.0, -1.0)
        return zoom * angle.cos(), zoom * angle.sin(), mirror, self.uniform(-shift, shift, n, 2), still.float()

    def look(self, n):
        """Resolution, blur or a scanner's sharpening, light from one side, colours, noise or a print's grain, compression."""
        old = self.chance(n, self.old)

        def share(of_old, of_others):
            return torch.where(old, of_old, of_others)

        resolution = SEEN / self.some(n, share(0.3, 0.15), 1.3, 3.0, 1.0)
        blur = self.some(n, share(0.6, 0.15), -0.4, 1.0, 0.0)
        light = self.uniform(-1, 1, n, 2) * self.chance(n, self.light)
        matrix, offset = self.colours(n, old)
        gamma = torch.where(self.chance(n, 0.25), self.uniform(-0.35, 0.35, n, 1), torch.tensor(0.0)).exp()
        noise = self.some(n, 0.12, 0.01, 0.12, 0.0)
        grain = self.some(n, share(0.4, 0.0), 0.01, 0.1, 0.0)
        grain_side = self.uniform(SEEN / 3, SEEN, n, 1)
        step = self.some(n, share(0.3, 0.12), 0.01, 0.06, 0.0)
        return resolution, blur, light, matrix, offset, gamma, noise, grain, grain_side, step

    def colours(self, n, old):
        """Brightness, contrast, saturation, cast, grey and sepia as a matrix [n, 9] from 0..255 and an offset [n, 3]."""
        contrast = torch.where(old, self.uniform(-0.7, 0.3, n, 1), self.uniform(-0.25, 0.25, n, 1)).exp()
        saturation = self.uniform(0.5, 1.4, n, 1)
        grey = self.chance(n, torch.where(old, 0.4, 0.15))
        sepia = self.uniform(0, 1, n, 1) * self.chance(n, 0.4)
        cast = (self.uniform(-0.1, 0.1, n, 3) * torch.where(old, 1.5, 1.0)).exp()
        tint = self.uniform(-0.12, 0.12, n, 3) * old
        saturation = torch.where(grey, torch.tensor(0.0), saturation)[:, :, None]
        cast = torch.where(grey, torch.tensor(1.0), cast)
        matrix = saturation * torch.eye(3) + (1 - saturation) * LUMA  # [n, 3, 3] on -1..1
        matrix = matrix * (contrast * cast)[:, :, None]
        offset = self.uniform(-0.2, 0.2, n, 1) + torch.where(grey, sepia * SEPIA, tint) - matrix.sum(2)
        return matrix.flatten(1) / 127.5, offset

    def cover(self, n, k, tight):
        """The picture's edges 0.55..1 face sizes from the middle, some sides not at all, and random erasing (section
        4.2) in one crop or in all. Without the first the net learns which set is cut tight, not how old people look."""
        edge = self.uniform(0.55, 1.0, n, 4)
        edge[torch.rand(n, 4, generator=self.random) < 0.25] = NEVER
        edge[~self.chance(n, tight[:, None])[:, 0]] = NEVER
        angle = self.uniform(-TURN, TURN, n, 1)
        crop = torch.where(self.chance(n, 0.25), torch.randint(0, k + 1, (n, 1), generator=self.random), torch.tensor(-1))
        area, ratio = self.uniform(0.02, 0.15, n, 1), self.uniform(-1, 1, n, 1).exp()
        return (
            edge, angle.cos(), angle.sin(), crop.float(), self.uniform(-0.5, 0.5, n, 2), (area * ratio).sqrt(),
            (area / ratio).sqrt(), self.uniform(-1, 1, n, 1),
        )  # fmt: skip


class Augment(Draws):
    """Bytes [n, crops, 80, 80, 3] → [n, crops, 3, 64, 64] float in -1..1, on the CPU. `fill`: grey beyond the picture, 0..255."""

    def __init__(self, fill, *draws, **named_draws):
        super().__init__(*draws, **named_draws)
        self.fill = torch.tensor(fill / 127.5 - 1)
        self.library = native.load("augment")
        if self.library is None:
            sys.exit("training needs a C compiler (gcc or clang)")

    def __call__(self, pixels, scales, tight, random):
        """`scales` [n, crops]: sides of the crops in face sizes; `tight` and `random` as in `rows`."""
        return self.run(pixels, scales, self.rows(*pixels.shape[:2], tight, random))

    def move(self, pixels, scales, random):
        """Turn, zoom, mirror and shift alone."""
        self.random = random
        n = len(pixels)
        neutral = identity(n, self.reach)
        return self.run(pixels, scales, (*self.place(n), *neutral["look"], *neutral["cover"]))

    def as_old_prints(self, pixels, scales, random):
        """Every face as an old print, nothing else changed."""
        self.random, old, self.old = random, self.old, 1
        n = len(pixels)
        neutral, look = identity(n, self.reach), self.look(n)
        self.old = old
        return self.run(pixels, scales, (*neutral["place"], *look, *neutral["cover"]))

    def run(self, pixels, scales, columns):
        rows = torch.cat(columns, 1).contiguous()
        assert rows.shape[1] == self.library.parameters()
        n, k = pixels.shape[:2]
        seeds = torch.randint(2**62, (n,), generator=self.random)
        out = torch.empty(n, k, 3, SEEN, SEEN)
        scales = scales.float().contiguous()
        native.call(self.library, "augment", pixels.contiguous(), rows, scales, seeds, n, k, self.fill, out)
        return out


def main():
    from PIL import Image

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder with labels.csv and crops/")
    parser.add_argument("--out", default="sheet.png")
    settings = parser.parse_args()
    faces = Faces(settings.data, partial=True)
    scales, fill, reach = crop_settings()
    random = torch.Generator().manual_seed(0)
    chosen = torch.randperm(len(faces), generator=random)[:64].numpy()
    x = Augment(fill, reach=reach)(faces.pixels(chosen), torch.tensor(scales).expand(len(chosen), 3), torch.full((len(chosen),), 0.4), random)
    rows = len(x) // 4
    sheet = x[: rows * 4].reshape(rows, 12, 3, SEEN, SEEN).permute(0, 3, 1, 4, 2).reshape(rows * SEEN, 12 * SEEN, 3)
    Image.fromarray(((sheet + 1) * 127.5).round().byte().numpy()).save(settings.out)


if __name__ == "__main__":
    main()
