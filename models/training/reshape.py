"""Makes a net of other widths out of a trained one, as a start for `train.py --init`.

    python3 models/training/reshape.py --data DIR --checkpoint RUN/best.pt --channels 8,32,32,48 --features 16 --out START.pt

A layer that gets narrower keeps the channels from which the next layer's sums can be rebuilt best, and the next layer's
kernel is fitted anew by least squares (He et al., 2017, https://arxiv.org/abs/1707.06168). A layer that gets wider gets
channels without a say. What is lost at each width is printed: it shows which layers are wider than they need be.
"""

import environment

environment.enter(__name__)

import argparse
import json
import re
import sys
from dataclasses import asdict, replace

import numpy as np
import torch
import torch.nn.functional as F

from data import Faces, centre
from evaluate import load_net
from nets.c3ae import C3AE, CHANNELS

PATCHES = 50_000  # pieces of maps that the least squares see
DAMPING = 1e-4  # of the least squares, times the mean variance


class Rebuild:
    """The next layer's sums Y [n, outputs] from pieces of this layer's maps X [n, channels, taps], by least squares."""

    def __init__(self, pieces, kernel, gain):
        """`kernel` [outputs, channels, taps]; `gain` [outputs]: how much each sum counts."""
        x = (pieces - pieces.mean(0)).double()
        y = torch.einsum("nct,oct->no", x, kernel.double()) * gain.double()
        self.channels, self.taps = pieces.shape[1:]
        self.gain = gain.double()
        self.gram, self.cross, self.total = x.flatten(1).T @ x.flatten(1), x.flatten(1).T @ y, (y**2).sum()

    def fit(self, kept):
        """Kernel [outputs, kept, taps] over the channels `kept`, and the share of the sums' variance that is lost."""
        at = (torch.tensor(kept)[:, None] * self.taps + torch.arange(self.taps)).flatten()
        gram, cross = self.gram[at][:, at], self.cross[at]
        damped = gram + DAMPING * gram.diagonal().mean() * torch.eye(len(at), dtype=torch.double)
        solved = torch.linalg.solve(damped, cross)
        lost = (self.total - 2 * (solved * cross).sum() + (solved * (gram @ solved)).sum()) / self.total
        return (solved / self.gain).T.unflatten(1, (len(kept), self.taps)).float(), lost.item()

    def narrow(self, width):
        """(kept channels, what is lost at each width): drops one channel after the other, each time the cheapest."""
        kept, lost = list(range(self.channels)), {}
        while len(kept) > width:
            lost[len(kept) - 1], dropped = min((self.fit([c for c in kept if c != each])[1], each) for each in kept)
            kept.remove(dropped)
        return kept, lost


def pieces_of(net, x, layer, count=PATCHES):
    """Pieces [n, channels, 9] of what the convolution after `layer` (1..3) sees of x [n, crops, 3, 64, 64]."""
    trunk, parts, crops = net.trunk, [], x.flatten(0, 1).split(192)
    with torch.no_grad():
        for maps in crops:
            for i in range(1, layer + 1):
                maps = trunk.block(maps, *(getattr(trunk, f"{kind}{i}") for kind in ("conv", "bn", "se")))
            pieces = F.unfold(maps, 3).permute(0, 2, 1).flatten(0, 1)
            parts.append(pieces[torch.randperm(len(pieces))[: count // len(crops)]])
    return torch.cat(parts).unflatten(1, (-1, 9))


def narrow_layer(net, x, layer, width):
    """The net's weights with `layer` (1..3) at `width` channels."""
    weights = {name: value.clone() for name, value in net.state_dict().items()}
    trunk, here, after = net.trunk, f"trunk.{{}}{layer}.", f"trunk.conv{layer + 1}.weight"
    bn = getattr(trunk, f"bn{layer + 1}")
    gain = (bn.weight / (bn.running_var + bn.eps).sqrt()).detach()
    rebuild = Rebuild(pieces_of(net, x, layer), weights[after].flatten(2), gain)
    kept, lost = rebuild.narrow(width)
    print(f"layer {layer}, share of the next layer's sums lost:", *(f"{at}: {share:.2%}" for at, share in lost.items()))
    weights[after] = rebuild.fit(kept)[0].unflatten(2, (3, 3))
    for kind, names in (("conv", ("weight", "bias")), ("bn", ("weight", "bias", "running_mean", "running_var"))):
        for name in names:
            weights[here.format(kind) + name] = weights[here.format(kind) + name][kept]
    if getattr(trunk, f"se{layer}"):
        reduce, expand = (here.format("se") + name for name in ("reduce.weight", "expand.weight"))
        strength = weights[reduce].norm(dim=1) * weights[expand].norm(dim=0)
        hidden = strength.topk(width // 2).indices.sort().values
        weights[reduce], weights[expand] = weights[reduce][hidden][:, kept], weights[expand][kept][:, hidden]
    return weights


def with_weights(architecture, weights):
    net = C3AE(architecture)
    net.load_state_dict(weights)
    return net.eval()


def grow(weights, net):
    """`weights` of a net that is nowhere wider than `net`, in net's shapes: what is new has no say in the answer."""
    grown = net.state_dict()
    for name, new in grown.items():
        old = weights[name]
        if name == "trunk.dense.weight":  # [features, channels * 16]
            old, new = old.unflatten(1, (-1, 16)), new.unflatten(1, (-1, 16))
        elif name == "w1.weight":  # [bins, crops * features]
            crops = net.architecture.crops
            old, new = old.unflatten(1, (crops, -1)), new.unflatten(1, (crops, -1))
        if new.ndim > 1:
            inputs = 2 if name == "w1.weight" else 1
            new.narrow(inputs, old.shape[inputs], new.shape[inputs] - old.shape[inputs]).zero_()
        new[tuple(map(slice, old.shape))] = old
    return grown


def fewer_features(net, x, count):
    """The net's weights with the `count` features that move the distribution most."""
    weights, features = dict(net.state_dict()), net.architecture.features
    with torch.no_grad():
        spread = net.trunk(x.flatten(0, 1)).std(0)
    per_crop = weights["w1.weight"].unflatten(1, (-1, features))
    kept = (per_crop.pow(2).sum((0, 1)).sqrt() * spread).topk(count).indices.sort().values
    for name in ("trunk.dense.weight", "trunk.dense.bias"):
        weights[name] = weights[name][kept]
    weights["w1.weight"] = per_crop[:, :, kept].flatten(1)
    return weights


def settle(net, x):
    """Takes batch norm's statistics anew."""
    norms = [part for part in net.modules() if isinstance(part, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the plain mean
    net.train()
    with torch.no_grad():
        for part in x.split(256):
            net(part)
    return net.eval()


def reshape(net, x, channels, features):
    """A net with `channels` ("8,32,32,48") and `features`, as much as can be like `net`; x: faces [n, crops, 3, 64, 64]."""
    old, wanted = (list(map(int, text.split(","))) for text in (net.architecture.channels, channels))
    if wanted[3] < old[3]:
        sys.exit("the fourth layer can only grow")
    for layer in (3, 2, 1):
        if wanted[layer - 1] < old[layer - 1]:
            weights = narrow_layer(net, x, layer, wanted[layer - 1])
            old[layer - 1] = wanted[layer - 1]
            net = with_weights(replace(net.architecture, channels=",".join(map(str, old))), weights)
    if features < net.architecture.features:
        weights = fewer_features(net, x, features)
        net = with_weights(replace(net.architecture, features=features), weights)
    architecture = replace(net.architecture, channels=channels, features=features)
    return settle(with_weights(architecture, grow(net.state_dict(), C3AE(architecture))), x)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="folder with labels.csv and crops/")
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--channels", required=True, help="of the four 3x3 convolutions: 8,32,32,48")
    parser.add_argument("--features", type=int, required=True, help="of each crop")
    parser.add_argument("--out", required=True)
    parser.add_argument("--partial", action="store_true", help="accept labels without a crop")
    settings = parser.parse_args()
    if not re.fullmatch(CHANNELS, settings.channels):
        parser.error("--channels wants four numbers: 8,32,32,48")
    torch.manual_seed(0)
    net, checkpoint = load_net(settings.checkpoint)
    faces = Faces(settings.data, settings.partial)
    drawn = np.random.default_rng(0).choice(faces.select("train"), 1500, replace=False)
    reshaped = reshape(net.eval(), centre(faces.pixels(drawn)), settings.channels, settings.features)
    about = {key: checkpoint[key] for key in ("settings", "seen", "minutes", "step", "best", "plateau")}
    about["architecture"] = asdict(reshaped.architecture)
    weights = reshaped.state_dict()
    torch.save({"about": json.dumps(about), "net": weights, "ema": weights, "optimizer": {}}, settings.out)


if __name__ == "__main__":
    main()
