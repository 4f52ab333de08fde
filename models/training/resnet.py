"""A teacher: a residual net (He et al., 2015, https://arxiv.org/abs/1512.03385) with squeeze-and-excitation over a whole picture,
that answers as C3AE does. It never ships."""

import torch
import torch.nn.functional as F
from torch import nn

from nets.c3ae import Architecture


class Block(nn.Module):
    """Two 3x3 convolutions, gated, added to what came in; the shortcut of a smaller map is its mean."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn1, self.bn2 = nn.BatchNorm2d(outputs), nn.BatchNorm2d(outputs)
        nn.init.zeros_(self.bn2.weight)
        self.reduce, self.expand = nn.Linear(outputs, outputs // 8), nn.Linear(outputs // 8, outputs)
        self.shortcut = nn.Identity()
        if stride > 1 or inputs != outputs:
            pool = nn.AvgPool2d(stride) if stride > 1 else nn.Identity()
            self.shortcut = nn.Sequential(pool, nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        gate = torch.sigmoid(self.expand(F.relu(self.reduce(y.mean((2, 3))))))
        return F.relu(self.shortcut(x) + y * gate[:, :, None, None])


class ResNet(nn.Module):
    """Pictures [n, 3, 112, 112] in -1..1 → features, log distribution over C3AE's bins [n, bins], age [n] years."""

    def __init__(self, widths=(64, 128, 256, 512), blocks=2, dropout=0.3):
        super().__init__()
        self.architecture = Architecture()
        bins = torch.tensor(self.architecture.bins, dtype=torch.float32)
        half = widths[0] // 2
        self.stem = nn.Sequential(
            nn.Conv2d(3, half, 3, 2, 1, bias=False), nn.BatchNorm2d(half), nn.ReLU(),
            nn.Conv2d(half, widths[0], 3, 1, 1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU(),
        )  # fmt: skip
        layers, inputs = [], widths[0]
        for stage, outputs in enumerate(widths):
            for block in range(blocks):
                layers.append(Block(inputs, outputs, 2 if stage and not block else 1))
                inputs = outputs
        self.body = nn.Sequential(*layers)
        self.dropout = nn.Dropout(dropout)
        self.w1 = nn.Linear(inputs, len(bins))
        self.w2 = nn.Linear(len(bins), 1)
        with torch.no_grad():
            self.w2.weight.copy_(bins[None])
            self.w2.bias.zero_()

    def forward(self, x):
        features = self.body(self.stem(x)).mean((2, 3)).float()
        with torch.autocast(x.device.type, enabled=False):
            log_p = F.log_softmax(self.w1(self.dropout(features)), 1)
            return features, log_p, self.w2(log_p.exp())[:, 0]
