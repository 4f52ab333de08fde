"""MobileNet (Howard et al., 2017, https://arxiv.org/abs/1704.04861) and MobileNet-V2 (Sandler et al., 2018,
https://arxiv.org/abs/1801.04381) with the widths and the heads that the paper's parameter counts tell."""

from torch import nn

from nets.layers import Means, Same, depthwise, norm, pointwise

# channels, stride of each separable convolution
V1 = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1))
# channels, repetitions, stride of the first; the very first is not expanded
V2 = ((16, 1, 1), (24, 2, 2), (32, 3, 2), (64, 4, 2), (96, 3, 1), (160, 3, 2), (320, 1, 1))


def eighths(channels):
    """The next multiple of eight, and not more than a tenth below."""
    rounded = max(8, int(channels + 4) // 8 * 8)
    return rounded if rounded >= 0.9 * channels else rounded + 8


def mobilenet_v1(alpha=0.25):
    """Crops [n, 3, 64, 64] → features [n, 32]; SSR-Net's authors' head, from whom the paper has this row of Table 5."""
    channels = int(32 * alpha)
    layers = [Same(nn.Conv2d(3, channels, 3, 2, bias=False)), norm(channels), nn.ReLU6()]
    for wanted, stride in V1:
        out = int(wanted * alpha)
        layers += [depthwise(channels, stride), norm(channels), nn.ReLU6(), pointwise(channels, out), norm(out), nn.ReLU6()]
        channels = out
    head = [pointwise(channels, 20, bias=True), nn.ReLU(), nn.Flatten(), nn.Dropout(0.2), nn.Linear(20 * 4, 32), nn.ReLU()]
    return nn.Sequential(*layers, *head)


class InvertedResidual(nn.Module):
    """Widens, looks at each channel alone, narrows again; with a shortcut where the shapes allow it."""

    def __init__(self, channels, out, stride, expansion):
        super().__init__()
        wide = channels * expansion
        widen = [pointwise(channels, wide), norm(wide), nn.ReLU6()] if expansion > 1 else []
        look = [depthwise(wide, stride), norm(wide), nn.ReLU6()]
        self.path = nn.Sequential(*widen, *look, pointwise(wide, out), norm(out))
        self.shortcut = stride == 1 and channels == out

    def forward(self, x):
        return x + self.path(x) if self.shortcut else self.path(x)


def mobilenet_v2(alpha, expansion):
    """Crops [n, 3, 64, 64] → features [n, 12]. `alpha`: share of the channels (α_pw); `expansion`: α_exp."""
    channels = eighths(32 * alpha)
    layers = [Same(nn.Conv2d(3, channels, 3, 2, bias=False)), norm(channels), nn.ReLU6()]
    for row, (wanted, repetitions, stride) in enumerate(V2):
        out = eighths(wanted * alpha)
        for i in range(repetitions):
            layers.append(InvertedResidual(channels, out, 1 if i else stride, expansion if row else 1))
            channels = out
    return nn.Sequential(*layers, pointwise(channels, 128), norm(128), nn.ReLU6(), Means(), nn.Linear(128, 12))
