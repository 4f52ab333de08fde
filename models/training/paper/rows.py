"""What the paper compares: nets (Tables 2, 3 and 5), ablations of C3AE (Table 4, Figures 4 and 5), heads, weights of the divergence and longer runs."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Callable

import torch
from torch import nn

from heads import Expectation, Given, LabelDistribution, MeanVariance, Ordinal, Ranking, Regression, TwoPoints
from nets.c3ae import Architecture, Trunk
from nets.densenet import densenet
from nets.mobilenet import mobilenet_v1, mobilenet_v2
from nets.shufflenet import shufflenet_v2
from nets.ssrnet import SSRNet

ALPHAS = (5, 8, 12, 15)  # weights of the divergence, besides 10
RANKS = range(5, 90, 10)  # years at which Ranking-CNN has a net


class Single(nn.Module):
    """A net that takes one crop."""

    def __init__(self, net):
        super().__init__()
        self.net = net

    def forward(self, x):
        return self.net(x[:, 0])


class Crops(nn.Module):
    """C3AE's trunk on each crop [n, crops, 3, 64, 64]: features [n, crops * 12]. In float32 as all nets, so
    that no two rows differ by their precision."""

    def __init__(self, **switches):
        super().__init__()
        self.trunk = Trunk(Architecture(**switches))

    def forward(self, x):
        return self.trunk(x.flatten(0, 1)).reshape(len(x), -1)


class Several(nn.Module):
    """Nets of their own beside each other."""

    def __init__(self, build, count):
        super().__init__()
        self.nets = nn.ModuleList(build() for _ in range(count))

    def forward(self, x):
        return torch.cat([net(x) for net in self.nets], 1)


class Aged(nn.Module):
    """A trunk and a head: crops → the head's answer."""

    def __init__(self, trunk, head):
        super().__init__()
        self.trunk, self.head = trunk, head
        self.age, self.loss = head.age, head.loss

    def forward(self, x):
        return self.head(self.trunk(x))


@dataclass(frozen=True)
class Row:
    group: str  # nets | ablation | heads | alpha | longer
    name: str
    build: Callable
    crops: int = 1
    seeds: int = 3
    base: str = "C3AE plain"  # the row that it is held against
    times: int = 1  # how much longer than other rows it runs


def single(build, features):
    return lambda: Aged(Single(build()), Regression(features))


def c3ae(head, crops=1, **switches):
    """The plain net unless `switches` say more."""
    switches = {"se": False, **switches}
    return lambda: Aged(Crops(**switches), head(12 * crops))


full = partial(c3ae, head=TwoPoints, crops=3, se=True)
of_full = partial(Row, base="C3AE full")

SHORT = (
    Row("nets", "C3AE plain", c3ae(Regression)),
    Row("nets", "C3AE plain + SE", c3ae(Regression, se=True)),
    Row("nets", "C3AE plain + residual", c3ae(Regression, residual=True)),
    Row("nets", "SSR-Net", lambda: Aged(Single(SSRNet()), Given())),
    *(
        Row("nets", f"MobileNet-V2 ({alpha}, {expansion})", single(partial(mobilenet_v2, alpha, expansion), 12))
        for alpha in (0.25, 0.5, 0.75)
        for expansion in (4, 6)
    ),
    *(
        Row("nets", f"ShuffleNet-V2 ({ra}, {fa})", single(partial(shufflenet_v2, ra, fa), 12))
        for ra in (0.25, 0.5, 0.75)
        for fa in (0.5, 1)
    ),
    Row("nets", "MobileNet-V1", single(mobilenet_v1, 32)),
    Row("nets", "DenseNet", single(densenet, 32), seeds=1),
    of_full("ablation", "C3AE full", full(), crops=3),
    of_full("ablation", "full - SE", full(se=False), crops=3),
    of_full("ablation", "full + residual", full(residual=True), crops=3),
    of_full("ablation", "full - cascade", c3ae(Regression, crops=3, se=True), crops=3),
    of_full("ablation", "full - context", c3ae(TwoPoints, se=True)),
    Row("heads", "MR-CNN", c3ae(partial(Regression, squared=True))),
    Row("heads", "DEX", c3ae(Expectation)),
    Row("heads", "OR-CNN", c3ae(Ordinal)),
    Row("heads", "label distribution (Geng)", c3ae(LabelDistribution)),
    Row("heads", "label distribution (Gao)", c3ae(partial(LabelDistribution, joint=True))),
    Row("heads", "mean-variance", c3ae(MeanVariance)),
    Row("heads", "two-points", c3ae(TwoPoints)),
    Row(
        "heads", "Ranking-CNN",
        lambda: Aged(Several(partial(Crops, se=False), len(RANKS)), Ranking(12 * len(RANKS), RANKS)),
    ),
    *(of_full("alpha", f"C3AE full, alpha {alpha}", full(head=partial(TwoPoints, alpha=alpha)), crops=3) for alpha in ALPHAS),
)  # fmt: skip
LONGER = (
    "C3AE plain", "two-points", "SSR-Net", "MobileNet-V2 (0.5, 6)", "MobileNet-V2 (0.75, 6)", "ShuffleNet-V2 (0.5, 1)",
    "ShuffleNet-V2 (0.75, 1)",
)  # fmt: skip


def longer(row, times):
    """A row with so many times the faces, held against its base with as many."""
    return replace(row, group="longer", name=f"{row.name}, {times} times", base=f"{row.base}, {times} times", seeds=1, times=times)


ROWS = SHORT + tuple(longer(row, 4) for row in SHORT if row.name in LONGER)
