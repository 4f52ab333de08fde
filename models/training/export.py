"""Writes what ships: models/c3ae.bin, its description under `age` in models/models.json, and the range's factors.

    python3 models/training/export.py --checkpoint RUN/best.pt --data DIR [--version 2025.01.31] [--oracle]

c3ae.bin is float32, little-endian, C order, in tfjs's layouts (HWIO kernels, [in, out] matrices, NHWC flattening), batch
norm folded into the convolutions. `--oracle` also writes tests/fixtures/c3ae-oracle.json for the TypeScript test.
"""

import environment

environment.enter(__name__)

import argparse
import datetime
import hashlib
import json
import os
import pathlib
import re

import numpy as np
import torch

from calibrate import calibrate
from data import Faces
from evaluate import load_net
from train import parse_mix, trained_sets

ROOT = pathlib.Path(__file__).parents[2]
# 8191 is prime, so that no crop, row or column repeats another: an exchange of them shows.
PIXELS = "pixel(face, i) = (i * 7919 + face * 104729) mod 8191 mod 256, i over [3 crops, 64 rows, 64 columns, 3 RGB]"


def folded(conv, bn):
    """Kernel HWIO and bias of a convolution with the batch norm after it (evaluation statistics)."""
    gain = bn.weight / torch.sqrt(bn.running_var + bn.eps)
    return (conv.weight * gain[:, None, None, None]).permute(2, 3, 1, 0), (conv.bias - bn.running_mean) * gain + bn.bias


def tensors(net):
    """{name: tensor} in tfjs's layouts, in the order of the file."""
    a = net.architecture
    if a.residual or not (a.se and a.cascade and a.context):
        raise SystemExit("only the full net ships: this checkpoint is of an ablation")
    trunk, out = net.trunk, {}
    for i in (1, 2, 3, 4):
        out[f"conv{i}.kernel"], out[f"conv{i}.bias"] = folded(getattr(trunk, f"conv{i}"), getattr(trunk, f"bn{i}"))
        if i < 4:
            se = getattr(trunk, f"se{i}")
            out[f"se{i}.reduce"], out[f"se{i}.expand"] = se.reduce.weight.T, se.expand.weight.T
    out["conv5.kernel"] = trunk.conv5.weight.permute(2, 3, 1, 0)
    out["conv5.bias"] = trunk.conv5.bias if trunk.conv5.bias is not None else torch.zeros(len(trunk.conv5.weight))
    # torch flattens channel by channel, tfjs pixel by pixel
    per_pixel = trunk.dense.weight.unflatten(1, (-1, 4, 4))
    out["dense.kernel"] = per_pixel.permute(2, 3, 1, 0).flatten(0, 2)
    out["dense.bias"] = trunk.dense.bias
    for name in ("w1", "w2"):
        out[f"{name}.kernel"], out[f"{name}.bias"] = getattr(net, name).weight.T, getattr(net, name).bias
    return {name: tensor.detach().float().contiguous() for name, tensor in out.items()}


def oracle(net):
    """What torch computes for two faces made by a formula."""
    i = np.arange(3 * 64 * 64 * 3)
    pixels = np.stack([(i * 7919 + face * 104729) % 8191 % 256 for face in range(2)]).reshape(2, 3, 64, 64, 3)
    x = torch.from_numpy(pixels.astype(np.float32) / 127.5 - 1).permute(0, 1, 4, 2, 3)
    with torch.no_grad():
        features, log_p, age = net.eval()(x)
    faces = [
        {"features": f, "distribution": p, "age": a}
        for f, p, a in zip(features.tolist(), log_p.exp().tolist(), age.tolist())
    ]
    return {"input": PIXELS, "normalised": "pixel / 127.5 - 1", "tolerance": 1e-4, "faces": faces}


def dump(value):
    """JSON with lists of plain values, and records in lists, on one line."""
    text = json.dumps(value, indent=2)
    text = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda match: f"[{' '.join(match[1].split())}]", text)
    return re.sub(r'\{\s+"name": "[^"]*",\s+"shape"[^{}]*\}', lambda match: " ".join(match[0].split()), text) + "\n"


def write(net, range_entry, models, version):
    """c3ae.bin and the `age` entry of models.json; the crops are those of the default model, by which nets
    are trained; the other entries stay, or come from there."""
    entries, parts, offset = [], [], 0
    for name, tensor in tensors(net).items():
        entries.append({"name": name, "shape": list(tensor.shape), "offset": offset})
        parts.append(tensor.numpy().astype("<f4").tobytes())
        offset += tensor.numel()
    blob = b"".join(parts)
    (models / "c3ae.bin").write_bytes(blob)
    path = models / "models.json"
    default = json.loads((ROOT / "models" / "models.json").read_text())
    description = (json.loads(path.read_text()) if path.exists() else default) | {"crops": default["crops"]}
    description["age"] = {
        "name": models.name if models.name.startswith("c3ae") else "c3ae", "version": version, "file": "c3ae.bin", "bytes": len(blob),
        "sha256": hashlib.sha256(blob).hexdigest(), "binsYears": net.architecture.bins,
        "mirror": net.architecture.mirror, "tensors": entries,
        "range": range_entry,
    }  # fmt: skip
    path.write_text(dump(description))
    print(f"{models / 'c3ae.bin'}: {len(blob):,} bytes, {offset:,} numbers")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--data", required=True, help="folder with labels.csv and crops/, for the range")
    parser.add_argument("--models", type=pathlib.Path, default=ROOT / "models")
    parser.add_argument("--version", default=datetime.date.today().strftime("%Y.%m.%d"))
    parser.add_argument("--oracle", action="store_true", help="also write the fixture of the TypeScript test")
    parser.add_argument("--oracle-out", type=pathlib.Path, default=ROOT / "tests" / "fixtures" / "c3ae-oracle.json")
    parser.add_argument("--partial", action="store_true", help="accept labels without a crop")
    settings = parser.parse_args()
    net, checkpoint = load_net(settings.checkpoint)
    net.eval()
    tensors(net)  # an ablation stops here, before the long part
    torch.set_num_threads(os.cpu_count())
    faces = Faces(settings.data, settings.partial)
    trained = trained_sets(faces, parse_mix(checkpoint["settings"]["mix"]))
    settings.models.mkdir(exist_ok=True)
    write(net, calibrate(net, faces, trained), settings.models, settings.version)
    if settings.oracle:
        settings.oracle_out.write_text(dump(oracle(net)))


if __name__ == "__main__":
    main()
