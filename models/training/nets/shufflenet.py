"""ShuffleNet-V2 (Ma et al., 2018, https://arxiv.org/abs/1807.11164) as opconty/keras-shufflenetV2 builds it, which the
paper names: there `bottleneck_ratio`, the paper's α_fa, narrows each unit and also picks the widths."""

import torch
from torch import nn

from nets.layers import Means, Same, depthwise, norm, pointwise

FIRST = {0.5: 48, 1: 116}  # channels of the first stage, by α_fa
UNITS = (4, 8, 4)  # of each stage, the strided one among them


def shuffle(x):
    """[n, c, h, w]: the channels of the two halves in turn."""
    return x.unflatten(1, (2, -1)).transpose(1, 2).flatten(1, 2)


class Unit(nn.Module):
    """A strided unit sees all channels on both sides; others leave half of them as they are."""

    def __init__(self, channels, out, stride):
        super().__init__()
        self.kept = 0 if stride == 2 else channels // 2
        inner = channels - self.kept
        self.look = nn.Sequential(
            pointwise(inner, out, bias=True), norm(out), nn.ReLU(), depthwise(out, stride, bias=True), norm(out),
            pointwise(out, out, bias=True), norm(out), nn.ReLU(),
        )  # fmt: skip
        self.other = nn.Sequential()
        if stride == 2:
            self.other = nn.Sequential(
                depthwise(channels, 2, bias=True), norm(channels), pointwise(channels, out, bias=True), norm(out), nn.ReLU()
            )
        self.channels = out + (self.kept or out)

    def forward(self, x):
        kept, inner = (x[:, : self.kept], x[:, self.kept :]) if self.kept else (x, x)
        return shuffle(torch.cat((self.look(inner), self.other(kept)), 1))


def shufflenet_v2(ra, fa):
    """Crops [n, 3, 64, 64] → features [n, 12]. `ra`, `fa`: the paper's α_ra and α_fa, that code's `scale_factor` and
    `bottleneck_ratio`."""
    channels = int(24 * ra)
    layers = [Same(nn.Conv2d(3, channels, 3, 2, bias=False)), nn.ReLU(), Same(nn.MaxPool2d(3, 2), -torch.inf)]
    for stage, units in enumerate(UNITS):
        out = int(int(FIRST[fa] * 2**stage * ra) * fa)
        for i in range(units):
            unit = Unit(channels, out, 1 if i else 2)
            layers.append(unit)
            channels = unit.channels
    return nn.Sequential(*layers, pointwise(channels, 1024, bias=True), nn.ReLU(), Means(), nn.Linear(1024, 12))
