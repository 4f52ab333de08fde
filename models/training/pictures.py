"""One picture of each face, put together from its crops, and the net's crops, cut from it again: what fits into a GPU's
memory, and what a teacher sees.

    python3 models/training/pictures.py --data DIR --out PACK      packs train and val for distill.py: some 1.6 KB a face

A picture is [112, 112, 3], as sharp as the tight crop: in its middle it is that crop, around it the middle crop, enlarged.
"""

import argparse
import io
import pathlib
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from zipfile import BadZipFile

import numpy as np
import torch

from data import SEEN, SIDE, Faces, Labels, crop_settings

WIDTH = 112  # pixels of a picture
INNER, OUTER = 0, 1  # the crops it is put together from: tight, middle
SEAM = 4  # pixels in which one crop turns into the other
SOFT = 0.8  # of a triangle filter's width: comes closest to the engine's resampling
MOSAIC = 16  # faces in a row and a column of a packed image: one image a face has more header than face
QUALITY = 85


def sharpness(scales):
    """Pixels of a picture per face size."""
    return SEEN / scales[INNER]


def enlarging(scales):
    """The middle crop's pixels → a picture's, one direction [112, 80]."""
    at = (torch.arange(WIDTH) + 0.5 - WIDTH / 2) / sharpness(scales) * SEEN / scales[OUTER] + SIDE / 2 - 0.5
    return (1 - (at.clamp(0, SIDE - 1)[:, None] - torch.arange(SIDE)).abs()).clamp(min=0)


def compose(pixels, scales):
    """Bytes [n, 3, 80, 80, 3] → bytes [n, 112, 112, 3]."""
    up = enlarging(scales)
    out = torch.einsum("ij,njkc,lk->nilc", up, pixels[:, OUTER].float(), up)
    edge = torch.arange(SIDE) + 0.5
    share = (torch.minimum(edge, SIDE - edge) / SEAM).clamp(max=1)
    share = torch.minimum(share[:, None], share)[:, :, None]
    start = (WIDTH - SIDE) // 2
    inner = out[:, start : start + SIDE, start : start + SIDE]
    inner += share * (pixels[:, INNER].float() - inner)
    return out.round().clamp(0, 255).byte()


def shrinking(scale, scales):
    """A picture's pixels → those of the crop of that scale, one direction [64, 112]; nothing beyond the picture."""
    step = sharpness(scales) * scale / SEEN
    centres = WIDTH / 2 + (torch.arange(SEEN) + 0.5 - SEEN / 2) * step
    away = (centres[:, None] - torch.arange(WIDTH) - 0.5).abs()
    weights = (1 - away / max(1.0, SOFT * step)).clamp(min=0)
    inside = (centres - WIDTH / 2).abs() <= WIDTH / 2
    return torch.where(inside[:, None], weights / weights.sum(1, keepdim=True), torch.zeros(()))


def upright(n, reach, device="cpu"):
    """The ends of pictures that are seen as far as `reach` face sizes [n, 6]."""
    return torch.tensor([reach, reach, reach, reach, 1.0, 0.0], device=device).expand(n, 6)


def end(x, ends, side, fill):
    """Squares [n, 3, w, w] around the face, `side` face sizes wide, with `fill` beyond their ends [n, 6]: right, left,
    bottom and top edge in face sizes from the middle, cosine and sine of their turn."""
    line = ((torch.arange(x.shape[-1], device=x.device) + 0.5) / x.shape[-1] - 0.5) * side
    right, left, bottom, top, cos, sin = ends.T[:, :, None, None]
    across, along = cos * line + sin * line[:, None], cos * line[:, None] - sin * line
    beyond = (across > right) | (across < -left) | (along > bottom) | (along < -top)
    return x.masked_fill(beyond[:, None], fill)


class Cut:
    """Pictures [n, 3, 112, 112] in -1..1 and their ends → the crops that C3AE sees [n, 3, 3, 64, 64]."""

    def __init__(self, device="cpu"):
        self.scales, fill, _ = crop_settings()
        self.fill = fill / 127.5 - 1
        self.down = [shrinking(scale, self.scales).to(device) for scale in self.scales]

    def __call__(self, pictures, ends):
        offset = pictures - self.fill
        crops = [down @ offset @ down.T + self.fill for down in self.down]
        return torch.stack([end(crop, ends, scale, self.fill) for crop, scale in zip(crops, self.scales)], 1)


@dataclass
class Pictures(Labels):
    """Pictures of many faces and what is known of them."""

    pixels: torch.Tensor  # bytes [n, 112, 112, 3]
    low: np.ndarray  # years [n], as is
    high: np.ndarray
    set: np.ndarray  # index into `sets` [n]
    train: np.ndarray  # whether of the train split [n]; the others are of val
    name: np.ndarray  # SET/FILE [n]
    sets: list

    def __len__(self):
        return len(self.pixels)

    def val(self, name):
        """Places of a set's val faces."""
        return np.flatnonzero(~self.train & (self.set == self.sets.index(name)))


def labels_of(faces, chosen):
    """All but the pixels of the Pictures of some faces of train and val."""
    return {
        "low": faces.low[chosen], "high": faces.high[chosen], "set": faces.set[chosen],
        "train": faces.split[chosen] == "train", "name": faces.name[chosen], "sets": faces.sets,
    }  # fmt: skip


def encode(pixels):
    """Up to 256 pictures as one WebP image."""
    from PIL import Image

    full = torch.zeros(MOSAIC**2, WIDTH, WIDTH, 3, dtype=torch.uint8)
    full[: len(pixels)] = pixels
    rows = full.reshape(MOSAIC, MOSAIC, WIDTH, WIDTH, 3).permute(0, 2, 1, 3, 4)
    buffer = io.BytesIO()
    Image.fromarray(rows.reshape(MOSAIC * WIDTH, MOSAIC * WIDTH, 3).numpy()).save(buffer, "WEBP", quality=QUALITY)
    return buffer.getvalue()


def decode(blob):
    """Bytes [256, 112, 112, 3]."""
    from PIL import Image

    image = np.asarray(Image.open(io.BytesIO(blob)).convert("RGB"))
    return image.reshape(MOSAIC, WIDTH, MOSAIC, WIDTH, 3).transpose(0, 2, 1, 3, 4).reshape(-1, WIDTH, WIDTH, 3)


def pack(faces, chosen, folder):
    """Writes labels.npz, sizes.npy and webp.bin."""
    scales = crop_settings()[0]
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "webp.bin", "wb") as file:
        parts = np.split(chosen, range(MOSAIC**2, len(chosen), MOSAIC**2))
        sizes = [file.write(encode(compose(faces.pixels(part), scales))) for part in parts]
    np.save(folder / "sizes.npy", sizes)
    np.savez_compressed(folder / "labels.npz", scales=scales, **labels_of(faces, chosen))


def unpack(folder):
    """The Pictures of a pack."""
    folder = pathlib.Path(folder)
    try:
        ends = np.cumsum(np.load(folder / "sizes.npy"))
        data = (folder / "webp.bin").read_bytes()
        with np.load(folder / "labels.npz") as file:
            labels = {key: file[key] for key in file.files}
        scales, labels["sets"] = tuple(labels.pop("scales").tolist()), labels["sets"].tolist()
        with ProcessPoolExecutor() as pool:
            images = list(pool.map(decode, [data[start:end] for start, end in zip([0, *ends], ends)], chunksize=4))
        pictures = Pictures(torch.from_numpy(np.concatenate(images)[: len(labels["low"])]), **labels)
    except (OSError, ValueError, KeyError, TypeError, BadZipFile) as error:
        sys.exit(f"{folder} is no whole pack of pictures.py ({type(error).__name__}: {error})")
    if scales != crop_settings()[0]:
        sys.exit(f"{folder} was packed with crops of {scales} face sizes, models.json has {crop_settings()[0]}")
    return pictures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder with labels.csv and crops/")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--partial", action="store_true", help="accept labels without a crop")
    settings = parser.parse_args()
    faces = Faces(settings.data, settings.partial)
    chosen = np.concatenate([faces.select("train"), faces.select("val")])
    if not len(chosen):
        sys.exit("the train and val splits have no faces")
    pack(faces, np.random.default_rng(1).permutation(chosen), settings.out)


if __name__ == "__main__":
    main()
