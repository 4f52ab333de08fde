"""The ways to say an age that the paper compares: each takes features [n, f] and has an `age` and a `loss` of its own.

`forward` gives an answer, `age(answer)` years [n], `loss(answer, age)` a scalar; ages are whole years 0..100.
"""

import torch
import torch.nn.functional as F
from torch import nn

from loss import divergence

OLDEST = 100  # years
MEAN, SPREAD = 35.0, 20.0  # years, about those of the ages: a regression would take epochs to grow weights for them


class Given(nn.Module):
    """For a net that says the age itself (SSR-Net): its only feature, [n, 1]; the absolute error."""

    def forward(self, features):
        return features[:, 0]

    def age(self, answer):
        return answer

    def loss(self, answer, age):
        return (answer - age).abs().mean()


class Regression(Given):
    """One number and the absolute error (the paper's plain nets); squared for MR-CNN (Niu et al., 2016, CVPR)."""

    def __init__(self, features, squared=False):
        super().__init__()
        self.dense, self.squared = nn.Linear(features, 1), squared

    def forward(self, features):
        return MEAN + SPREAD * self.dense(features)[:, 0]

    def loss(self, answer, age):
        return (answer - age).square().mean() if self.squared else super().loss(answer, age)


class Years(nn.Module):
    """A distribution over the years 0..100; the age is its mean."""

    def __init__(self, features):
        super().__init__()
        self.dense = nn.Linear(features, OLDEST + 1)
        self.register_buffer("years", torch.arange(OLDEST + 1.0), persistent=False)

    def forward(self, features):
        return F.log_softmax(self.dense(features), 1)

    def age(self, answer):
        return answer.exp() @ self.years


class Expectation(Years):
    """DEX (Rothe et al., 2015, ICCV workshops): a class for each year."""

    def loss(self, answer, age):
        return F.nll_loss(answer, age.long())


class MeanVariance(Expectation):
    """Pan et al., 2018, CVPR: besides, the mean is to be right and the variance small; weights of that paper."""

    def loss(self, answer, age):
        mean = self.age(answer)
        variance = (answer.exp() * (self.years - mean[:, None]).square()).sum(1)
        return super().loss(answer, age) + 0.2 * (mean - age).square().mean() / 2 + 0.05 * variance.mean()


class LabelDistribution(Years):
    """Geng et al., 2013, TPAMI: neighbouring ages share the label, by a normal distribution; with `joint` as Gao et al.,
    2018, IJCAI: and the mean is to be right. The divergence is a sum over the years, as its formula has it.
    The normal distribution ends at 0 and at 100 years, so that the mean of a one-year-old's label is 1.8."""

    def __init__(self, features, joint=False, spread=2.0):
        super().__init__(features)
        self.joint, self.spread = joint, spread  # years

    def loss(self, answer, age):
        label = F.softmax(-((self.years - age[:, None]) / self.spread).square() / 2, 1)
        total = F.kl_div(answer, label, reduction="batchmean")
        return total + (self.age(answer) - age).abs().mean() if self.joint else total


class Ordinal(nn.Module):
    """OR-CNN (Niu et al., 2016, CVPR): for each year whether the face is older; the age is how often the answer is
    yes. All years weigh alike."""

    def __init__(self, features):
        super().__init__()
        self.dense = nn.Linear(features, OLDEST)
        self.register_buffer("years", torch.arange(float(OLDEST)), persistent=False)

    def forward(self, features):
        return self.dense(features)

    def age(self, answer):
        return (answer > 0).sum(1).float()

    def loss(self, answer, age):
        older = (age[:, None] > self.years).float()
        return F.binary_cross_entropy_with_logits(answer, older, reduction="none").sum(1).mean()


class Ranking(nn.Module):
    """Ranking-CNN (Chen et al., 2017, CVPR): a net of its own for each of some ages, which says whether the face is at
    least so old.
    Features are those nets', [n, count * f]; the age is in the middle between two, or as far between middles as an answer
    is sure."""

    def __init__(self, features, ages):
        super().__init__()
        self.count = len(ages)
        self.dense = nn.Conv1d(self.count, self.count, features // self.count, groups=self.count)
        self.register_buffer("ages", torch.tensor(ages, dtype=torch.float32), persistent=False)

    def forward(self, features):
        return self.dense(features.unflatten(1, (self.count, -1)))[:, :, 0]

    def age(self, answer):
        ends = self.ages[:1] / 2, self.ages[-1:] + (self.ages[-1] - self.ages[-2]) / 2
        middles = torch.cat((ends[0], (self.ages[1:] + self.ages[:-1]) / 2, ends[1]))
        return middles[0] + torch.sigmoid(answer) @ torch.diff(middles)

    def loss(self, answer, age):
        older = (age[:, None] >= self.ages).float()
        return F.binary_cross_entropy_with_logits(answer, older, reduction="none").sum(1).mean()


class TwoPoints(nn.Module):
    """C3AE (equations 2 to 6): the age lies between two of a few bins, and is a weighted sum of all."""

    def __init__(self, features, step=10, last=OLDEST, alpha=10.0, l1=1e-4):
        super().__init__()
        bins = torch.arange(0.0, last + 1, step)
        self.step, self.alpha, self.l1 = step, alpha, l1
        self.w1, self.w2 = nn.Linear(features, len(bins)), nn.Linear(len(bins), 1)
        with torch.no_grad():
            self.w2.weight.copy_(bins[None])
            self.w2.bias.zero_()

    def forward(self, features):
        return F.log_softmax(self.w1(features), 1)

    def age(self, answer):
        return self.w2(answer.exp())[:, 0]

    def loss(self, answer, age):
        kl = divergence(answer, age, age, self.step)
        return (self.alpha * kl + (self.age(answer) - age).abs()).mean() + self.l1 * self.w1.weight.abs().sum()
