"""C3AE (Zhang et al., 2019, https://arxiv.org/abs/1904.05059): the age net, with the switches of the paper's ablations."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn

import fused

CHANNELS = r"[1-9]\d*(,[1-9]\d*){3}"  # how the widths of the layers are written


@dataclass(frozen=True)
class Architecture:
    """What decides the shapes of the weights; a checkpoint carries it."""

    context: bool = True  # three crops (tight, middle, wide) or one
    se: bool = True  # squeeze-and-excitation after each pooled block
    residual: bool = False  # shortcuts around the convolutions (an ablation of the paper)
    mirror: bool = True  # once trained, take the mean features of the face and its mirror image
    cascade: bool = True  # age through the distribution over bins, or straight from the features
    bins_step: int = 10  # years between bins (K)
    bins_last: int = 100  # the last bin, years
    conv5_bias: bool = True
    features: int = 12  # of each crop
    channels: str = "32,32,32,32"  # (Table 1) of the four 3x3 convolutions; the fifth has as many as the fourth
    dropout: float = 0.0  # before the dense layer

    @property
    def crops(self):
        return 3 if self.context else 1

    @property
    def bins(self):
        """Ages of the bins, years."""
        return list(range(0, self.bins_last + 1, self.bins_step))


class Squeeze(nn.Module):
    """Per-channel gate in 0..1 from a map's means, [n, channels] → the same; factor 2, no biases."""

    def __init__(self, channels):
        super().__init__()
        self.reduce = nn.Linear(channels, channels // 2, bias=False)
        self.expand = nn.Linear(channels // 2, channels, bias=False)

    def forward(self, means):
        return torch.sigmoid(self.expand(F.relu(self.reduce(means))))


class Trunk(nn.Module):
    """Crops [n, 3, 64, 64], RGB in -1..1 → features [n, 12 or as many as wanted] (Table 1)."""

    def __init__(self, architecture):
        super().__init__()
        self.residual = architecture.residual
        self.dropout = architecture.dropout
        a, b, c, d = map(int, architecture.channels.split(","))
        self.conv1 = nn.Conv2d(3, a, 3)
        self.conv2 = nn.Conv2d(a, b, 3)
        self.conv3 = nn.Conv2d(b, c, 3)
        self.conv4 = nn.Conv2d(c, d, 3)
        self.conv5 = nn.Conv2d(d, d, 1, bias=architecture.conv5_bias)
        for conv in (self.conv1, self.conv2, self.conv3, self.conv4):
            # Batch norm takes any constant away again: the gradient is rounding noise, and Adam would walk along it.
            nn.init.zeros_(conv.bias).requires_grad_(False)
        self.bn1, self.bn2, self.bn3, self.bn4 = map(nn.BatchNorm2d, (a, b, c, d))
        self.se1, self.se2, self.se3 = (Squeeze(channels) if architecture.se else None for channels in (a, b, c))
        self.dense = nn.Linear(16 * d, architecture.features)

    def forward(self, x, fast=False):
        blocks = ((self.conv1, self.bn1, self.se1), (self.conv2, self.bn2, self.se2), (self.conv3, self.bn3, self.se3))
        if fast:
            for conv, bn, se in blocks:
                x = fused_block(x, conv, bn, se)
            x = convolve(x, self.conv4).float()
            x = F.relu(self.bn4(x))
        else:
            x = x.contiguous(memory_format=torch.channels_last)
            for conv, bn, se in blocks:
                x = self.block(x, conv, bn, se)
            x = self.norm_relu(x, self.conv4, self.bn4)
        y = F.relu(self.conv5(x))
        x = y + x if self.residual else y  # [n, channels, 4, 4]
        return self.dense(F.dropout(x.flatten(1), self.dropout, self.training))

    def norm_relu(self, x, conv, bn):
        y = bn(conv(x))
        if self.residual and conv is not self.conv1:
            y = y + x[:, :, 1:-1, 1:-1]
        return F.relu(y)

    def block(self, x, conv, bn, se):
        x = F.avg_pool2d(self.norm_relu(x, conv, bn), 2)
        return x if se is None else x * se(x.mean((2, 3)))[:, :, None, None]


def convolve(x, conv):
    weight = conv.weight.bfloat16().contiguous(memory_format=torch.channels_last)
    return F.conv2d(x, weight, conv.bias.bfloat16())


def fused_block(x, conv, bn, se):
    """Trunk.block in bfloat16 through fused.c; running statistics as nn.BatchNorm2d keeps them."""
    first = ()
    if conv.in_channels == 3:
        x = x.contiguous()
        z, mean, variance = fused.convolve(x, conv.weight)
        first = (x, conv.weight)
    else:
        z = fused.channels_last(convolve(x, conv))
        mean, variance = fused.statistics(z) if bn.training else (None, None)
    if bn.training:
        count = z.numel() / z.shape[1]
        with torch.no_grad():
            bn.running_mean.lerp_(mean.float(), bn.momentum)
            bn.running_var.lerp_(variance.float() * (count / (count - 1)), bn.momentum)
            bn.num_batches_tracked += 1
    else:
        mean, variance = bn.running_mean.double(), bn.running_var.double()
    x, means = fused.NormReluPool.apply(z, bn.weight, bn.bias, mean, variance, bn.eps, *first)
    return x if se is None else fused.Scale.apply(x, se(means))


class C3AE(nn.Module):
    """Faces → features, log distribution over bins, age. `fast` takes the fused bfloat16 path on a CPU that has it."""

    def __init__(self, architecture=Architecture(), fast=False):
        super().__init__()
        self.architecture = architecture
        fits = all(int(channels) % 8 == 0 for channels in architecture.channels.split(","))
        self.fast = fast and fits and not architecture.residual and fused.load() is not None
        self.trunk = Trunk(architecture)
        width = architecture.features * architecture.crops
        self.register_buffer("bins", torch.tensor(architecture.bins, dtype=torch.float32), persistent=False)
        if architecture.cascade:
            self.w1 = nn.Linear(width, len(architecture.bins))
            self.w2 = nn.Linear(len(architecture.bins), 1)
            with torch.no_grad():
                self.w2.weight.copy_(self.bins[None])
                self.w2.bias.zero_()
        else:
            self.predict = nn.Linear(width, 1)
            nn.init.constant_(self.predict.bias, 35.0)  # about the mean age: saves the first epochs

    def forward(self, x):
        """x [n, crops, 3, 64, 64] in -1..1 → features [n, f], log distribution [n, bins] or None, age [n] years. With
        `mirror` and outside of training the features are means over the face and its mirror image."""
        n, crops = x.shape[:2]
        if crops != self.architecture.crops:
            raise ValueError(f"this net takes {self.architecture.crops} crops a face, not {crops}")
        sides = (x, x.flip(-1)) if self.architecture.mirror and not self.training else (x,)
        seen = [self.trunk(side.flatten(0, 1), self.fast and not x.is_cuda) for side in sides]
        features = torch.stack(seen).float().mean(0).reshape(n, -1)
        with torch.autocast(x.device.type, enabled=False):  # bfloat16 knows no ages between 64 and 64.5 years
            if not self.architecture.cascade:
                return features, None, self.predict(features)[:, 0]
            log_p = F.log_softmax(self.w1(features), dim=1)
            return features, log_p, self.w2(log_p.exp())[:, 0]


def plain(**changes):
    """The plain net of the paper: one crop, seen once, no SE, age straight from the features."""
    return Architecture(**{"context": False, "se": False, "mirror": False, "cascade": False, **changes})
