"""The two-points label and the loss of C3AE (equations 2 to 6), for exact ages and for age groups.

A label is low..high in whole years; low == high is an exact age. A group costs nothing while the answer is inside it.
"""

import torch


def two_points(age, bins):
    """The label of an exact age [n] over bins (equations 2, 3): its two neighbours share the weight. [n, bins]"""
    step, last = bins[1] - bins[0], len(bins) - 1
    place = (age / step).clamp(0, last)
    return (1 - (place[:, None] - torch.arange(last + 1.0, device=age.device)).abs()).clamp(min=0)


def divergence(log_p, low, high, step):
    """Smallest KL(y || p) over the labels y that low..high allows [n]; log_p [n, bins], `step` years between bins.

    Without further limits the best label is p itself cut to the allowed bins, and costs -log of their mass. Between
    two bins the label of an age is one number, the upper weight: it is kept to what ages low..high can give.
    """
    last = log_p.shape[1] - 1
    low, high = (low / step).clamp(0, last), (high / step).clamp(0, last)  # in bins
    first, final = low.floor(), high.ceil()
    at = torch.arange(last + 1, device=log_p.device)
    allowed = (at >= first[:, None]) & (at <= final[:, None])
    mass = log_p.masked_fill(~allowed, -torch.inf).logsumexp(1)
    log_lower = log_p.gather(1, first.long()[:, None])[:, 0]
    log_upper = log_p.gather(1, final.long()[:, None])[:, 0]
    # The best weight is a constant here: at the minimum its own derivative does not matter.
    upper = (log_upper - mass).exp().detach()
    upper = torch.minimum(torch.maximum(upper, low - first), high - first)
    between = (
        torch.special.xlogy(upper, upper) - upper * log_upper + torch.special.xlogy(1 - upper, 1 - upper)
        - (1 - upper) * log_lower
    )
    return torch.where(final - first == 1, between, -mass)


def years_off(age, low, high):
    """|age - low| for an exact age; for a group the distance to [low, high + 1), nothing inside. [n] years"""
    end = torch.where(low == high, high, high + 1)
    return (low - age).clamp(min=0) + (age - end).clamp(min=0)


def distillation(log_p, age, taught_p, taught_age, low, high, alpha):
    """alpha * KL(teacher || net) + years between the two ages (Hinton et al., 2015, https://arxiv.org/abs/1503.02531) [n];
    an age group limits the teacher's age."""
    taught_age = torch.where(low == high, taught_age, torch.minimum(torch.maximum(taught_age, low), high + 1))
    kl = (torch.special.xlogy(taught_p, taught_p) - taught_p * log_p).sum(1)
    return alpha * kl + (age - taught_age).abs()


def loss(net, log_p, age, low, high, alpha, l1, taught=None, share=0.0):
    """alpha * KL + years off + l1 * |W1| (equation 6), mean over the batch; also its first two parts, as scalars.
    `taught`, the teacher's (ages, distributions), gets `share` (one, or one a face [n]) of the weight of the first two."""
    years = years_off(age, low, high)
    if log_p is None:
        return years.mean(), years.new_zeros(()), years.detach().mean()
    kl = divergence(log_p, low, high, net.architecture.bins_step)
    total = alpha * kl + years
    if taught is not None:
        taught_age, taught_p = taught
        total = (1 - share) * total + share * distillation(log_p, age, taught_p, taught_age, low, high, alpha)
    return total.mean() + l1 * net.w1.weight.abs().sum(), kl.detach().mean(), years.detach().mean()
