"""SSR-Net (Yang et al., 2018, https://www.ijcai.org/proceedings/2018/150): an age in three stages, each a few classes that
split the range of the one before, with ranges that shift and stretch by the face."""

import torch
from torch import nn

from nets.layers import norm

OLDEST = 101  # years: the range of the first stage
CLASSES = 3  # of each stage
SHOWN = 10  # channels that a stage looks at


class Stream(nn.Module):
    """Crops → the maps of each depth; three times halved by `pool`."""

    def __init__(self, channels, activation, pool):
        super().__init__()
        self.pool = pool
        self.blocks = nn.ModuleList(
            nn.Sequential(nn.Conv2d(channels if i else 3, channels, 3), norm(channels), activation()) for i in range(4)
        )

    def forward(self, x):
        first = self.pool(self.blocks[0](x))
        second = self.pool(self.blocks[1](first))
        return first, second, self.blocks[3](self.pool(self.blocks[2](second)))


class View(nn.Module):
    """Maps of one stream → what a stage takes from them: all [n, size], and a summary [n, CLASSES]."""

    def __init__(self, channels, pool, size):
        super().__init__()
        self.show = nn.Sequential(nn.Conv2d(channels, SHOWN, 1), nn.ReLU(), pool, nn.Flatten())
        self.sum_up = nn.Sequential(nn.Dropout(0.2), nn.Linear(size, CLASSES), nn.ReLU())

    def forward(self, maps):
        shown = self.show(maps)
        return shown, self.sum_up(shown)


class Stage(nn.Module):
    """Maps of both streams → weights of the classes, their shifts [n, CLASSES] and the stretch of the range [n, 1]."""

    def __init__(self, window, side):
        super().__init__()
        size = SHOWN * side * side
        self.left = View(32, nn.AvgPool2d(window) if window > 1 else nn.Identity(), size)
        self.right = View(16, nn.MaxPool2d(window) if window > 1 else nn.Identity(), size)
        self.stretch = nn.Sequential(nn.Linear(size, 1), nn.Tanh())
        self.mix = nn.Sequential(nn.Linear(CLASSES, 2 * CLASSES), nn.ReLU())
        self.weigh = nn.Sequential(nn.Linear(2 * CLASSES, CLASSES), nn.ReLU())
        self.shift = nn.Sequential(nn.Linear(2 * CLASSES, CLASSES), nn.Tanh())

    def forward(self, left, right):
        (a, a_sum), (b, b_sum) = self.left(left), self.right(right)
        mixed = self.mix(a_sum * b_sum)
        return self.weigh(mixed), self.shift(mixed), self.stretch(a * b)


class SSRNet(nn.Module):
    """Crops [n, 3, 64, 64] → age [n, 1], years."""

    def __init__(self):
        super().__init__()
        self.left = Stream(32, nn.ReLU, nn.AvgPool2d(2))
        self.right = Stream(16, nn.Tanh, nn.MaxPool2d(2))
        self.stages = nn.ModuleList((Stage(1, 4), Stage(4, 3), Stage(8, 3)))

    def forward(self, x):
        age, width = 0, OLDEST
        for stage, left, right in zip(self.stages, reversed(self.left(x)), reversed(self.right(x))):
            weights, shifts, stretch = stage(left, right)
            width = width / (CLASSES * (1 + stretch))
            classes = torch.arange(CLASSES, device=x.device) + shifts
            age = age + (weights * classes).sum(1, keepdim=True) * width
        return age
