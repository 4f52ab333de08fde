"""The fast CPU path of a training step: fused.c, compiled with the machine's C compiler and called through ctypes.

Most of a step on a CPU is memory traffic between batch norm, ReLU and pooling on large maps; fused, a step is about
twice as fast. It needs gcc or clang; `load()` returns None where there is none, and net.py then runs plain torch.
"""

import torch

import native


def load():
    """The compiled library, or None without a C compiler."""
    return native.load("fused")


def call(name, *arguments):
    native.call(load(), name, *arguments)


def channels_last(x):
    return x.to(torch.bfloat16).contiguous(memory_format=torch.channels_last)


def statistics(z):
    """Mean and (biased) variance per channel of z [n, 32, h, w] bfloat16, as float64 [32]."""
    n, c, h, w = z.shape
    total, square = torch.zeros(c, dtype=torch.float64), torch.zeros(c, dtype=torch.float64)
    call("statistics", z, n, h * w, total, square)
    mean = total / (n * h * w)
    return mean, (square / (n * h * w) - mean * mean).clamp_(min=0)


class NormReluPool(torch.autograd.Function):
    """z [n, 32, h, w] bfloat16 → 2x2 mean of relu(batch norm(z)), and that map's mean per face [n, 32] float32.
    `mean`, `variance` [32] float64; the gradient takes them as z's own statistics."""

    @staticmethod
    def forward(ctx, z, gamma, beta, mean, variance, eps):
        n, c, h, w = z.shape
        rstd = (variance + eps).rsqrt()
        scale = (gamma.double() * rstd).float()
        shift = (beta.double() - mean * gamma.double() * rstd).float()
        y = torch.empty((n, c, h // 2, w // 2), dtype=torch.bfloat16, memory_format=torch.channels_last)
        means = torch.empty(n, c)
        call("forward", z, n, h, w, scale, shift, y, means)
        ctx.save_for_backward(z, scale, shift, mean, rstd)
        return y, means

    @staticmethod
    def backward(ctx, dy, dmeans):
        z, scale, shift, mean, rstd = ctx.saved_tensors
        n, c, h, w = z.shape
        dy, dmeans = channels_last(dy), dmeans.float().contiguous()
        total, totalz = torch.zeros(c, dtype=torch.float64), torch.zeros(c, dtype=torch.float64)
        call("backward_sums", z, dy, dmeans, n, h, w, scale, shift, total, totalz)
        dgamma = (totalz - mean * total) * rstd
        c2 = -scale * rstd * dgamma / (n * h * w)
        c1 = -scale * total / (n * h * w) - c2 * mean
        dz = torch.empty_like(z)
        call("backward", z, dy, dmeans, n, h, w, scale, shift, c1.float(), c2.float(), dz)
        return dz, dgamma.float(), total.float(), None, None, None


class Scale(torch.autograd.Function):
    """p [n, 32, h, w] bfloat16 times s [n, 32] float32."""

    @staticmethod
    def forward(ctx, p, s):
        s = s.float().contiguous()
        q = torch.empty_like(p)
        call("scale_forward", p, s, p.shape[0], p.shape[2] * p.shape[3], q)
        ctx.save_for_backward(p, s)
        return q

    @staticmethod
    def backward(ctx, dq):
        p, s = ctx.saved_tensors
        dq = channels_last(dq)
        dp, ds = torch.empty_like(p), torch.empty_like(s)
        call("scale_backward", p, dq, s, p.shape[0], p.shape[2] * p.shape[3], dp, ds)
        return dp, ds
