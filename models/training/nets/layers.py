"""Layers as Keras has them: batch norm's constants, and padding so that a stride of two halves an even side."""

import torch.nn.functional as F
from torch import nn

EPSILON, MOMENTUM = 1e-3, 0.01  # the defaults of its layers; its momentum is one minus PyTorch's


def norm(channels):
    return nn.BatchNorm2d(channels, eps=EPSILON, momentum=MOMENTUM)


class Same(nn.Module):
    """`layer` of kernel 3 after padding "same": with a stride of two, on the right and at the bottom alone."""

    def __init__(self, layer, fill=0.0):
        super().__init__()
        self.layer, self.fill = layer, fill

    def forward(self, x):
        strided = (self.layer.stride if isinstance(self.layer.stride, int) else self.layer.stride[0]) > 1
        before = int(not strided or x.shape[-1] % 2)
        return self.layer(F.pad(x, (before, 1, before, 1), value=self.fill))


def depthwise(channels, stride=1, bias=False):
    return Same(nn.Conv2d(channels, channels, 3, stride, groups=channels, bias=bias))


def pointwise(channels, out, bias=False):
    return nn.Conv2d(channels, out, 1, bias=bias)


class Means(nn.Module):
    """Maps [n, channels, h, w] → their means [n, channels]."""

    def forward(self, x):
        return x.mean((2, 3))
