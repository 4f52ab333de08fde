"""DenseNet (Huang et al., 2017, https://arxiv.org/abs/1608.06993) with the head of SSR-Net's authors, from whom the paper
has this row of Table 5: three blocks of layers that each see all before them."""

import torch
from torch import nn

from nets.layers import Means, Same, norm, pointwise

GROWTH = 12  # channels that a layer adds
EPSILON = 1.1e-5


def preactivated(channels):
    bn = norm(channels)
    bn.eps = EPSILON
    return [bn, nn.ReLU()]


class Grow(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.look = nn.Sequential(*preactivated(channels), Same(nn.Conv2d(channels, GROWTH, 3, bias=False)))

    def forward(self, x):
        return torch.cat((x, self.look(x)), 1)


def densenet(layers_a_block=5):
    """Crops [n, 3, 64, 64] → features [n, 32]. Five layers a block is depth 19, the deeper of that code's two."""
    channels = 2 * GROWTH
    layers = [Same(nn.Conv2d(3, channels, 3, bias=False))]
    for block in range(3):
        for _ in range(layers_a_block):
            layers.append(Grow(channels))
            channels += GROWTH
        if block < 2:
            layers += [*preactivated(channels), pointwise(channels, channels), nn.AvgPool2d(2)]
    head = [nn.Linear(channels, 128), nn.ReLU(), nn.Dropout(0.2), nn.Linear(128, 32), nn.ReLU()]
    return nn.Sequential(*layers, *preactivated(channels), Means(), *head)
