"""The fast CPU path of a training step: fused.c, compiled with the machine's C compiler and called through ctypes.

Most of a step on a CPU is memory traffic between batch norm, ReLU and pooling on large maps; fused, a step is several
times as fast. It needs gcc or clang; `load()` returns None where there is none, and nets/c3ae.py then runs plain torch.
Maps have a multiple of 8 channels.
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


def moments(total, square, count):
    mean = total / count
    return mean, (square / count - mean * mean).clamp_(min=0)


def statistics(z):
    """Mean and (biased) variance per channel of z [n, c, h, w] bfloat16, as float64 [c]."""
    n, c, h, w = z.shape
    total, square = torch.zeros(c, dtype=torch.float64), torch.zeros(c, dtype=torch.float64)
    call("statistics", z, n, h * w, c, total, square)
    return moments(total, square, n * h * w)


def convolve(x, kernel):
    """The first convolution: x [n, 3, h, w] float32, kernel [c, 3, 3, 3] → z [n, c, h - 2, w - 2] bfloat16, which carries
    no gradient (NormReluPool takes x and kernel for that), and its mean and variance as of `statistics`."""
    n, _, h, w = x.shape
    c = len(kernel)
    z = torch.empty((n, c, h - 2, w - 2), dtype=torch.bfloat16, memory_format=torch.channels_last)
    total, square = torch.zeros(c, dtype=torch.float64), torch.zeros(c, dtype=torch.float64)
    call("convolve", x, kernel.detach().flatten(1).t().contiguous(), n, h, w, c, z, total, square)
    return z, *moments(total, square, n * (h - 2) * (w - 2))


class NormReluPool(torch.autograd.Function):
    """z [n, c, h, w] bfloat16 → 2x2 mean of relu(batch norm(z)), and that map's mean per face [n, c] float32.
    `mean`, `variance` [c] float64; the gradient takes them as z's own statistics. With x and kernel of `convolve`, the
    gradient goes to the kernel instead of z."""

    @staticmethod
    def forward(ctx, z, gamma, beta, mean, variance, eps, x=None, kernel=None):
        n, c, h, w = z.shape
        rstd = (variance + eps).rsqrt()
        scale = (gamma.double() * rstd).float()
        shift = (beta.double() - mean * gamma.double() * rstd).float()
        y = torch.empty((n, c, h // 2, w // 2), dtype=torch.bfloat16, memory_format=torch.channels_last)
        means = torch.empty(n, c)
        call("forward", z, n, h, w, c, scale, shift, y, means)
        ctx.save_for_backward(z, scale, shift, mean, rstd, x)
        return y, means

    @staticmethod
    def backward(ctx, dy, dmeans):
        z, scale, shift, mean, rstd, x = ctx.saved_tensors
        n, c, h, w = z.shape
        dy, dmeans = channels_last(dy), dmeans.float().contiguous()
        total, totalz = torch.zeros(c, dtype=torch.float64), torch.zeros(c, dtype=torch.float64)
        call("backward_sums", z, dy, dmeans, n, h, w, c, scale, shift, total, totalz)
        dgamma = (totalz - mean * total) * rstd
        c2 = -scale * rstd * dgamma / (n * h * w)
        c1 = -scale * total / (n * h * w) - c2 * mean
        dz = dkernel = None
        if x is None:
            dz = torch.empty_like(z)
            call("backward", z, dy, dmeans, n, h, w, c, scale, shift, c1.float(), c2.float(), dz)
        else:
            dkernel = torch.zeros(27, c, dtype=torch.float64)
            call("backward_kernel", x, z, dy, dmeans, n, h, w, c, scale, shift, c1.float(), c2.float(), dkernel)
            dkernel = dkernel.t().reshape(c, 3, 3, 3).float()
        return dz, dgamma.float(), total.float(), None, None, None, None, dkernel


class Scale(torch.autograd.Function):
    """p [n, c, h, w] bfloat16 times s [n, c] float32."""

    @staticmethod
    def forward(ctx, p, s):
        s = s.float().contiguous()
        q = torch.empty_like(p)
        call("scale_forward", p, s, p.shape[0], p.shape[2] * p.shape[3], p.shape[1], q)
        ctx.save_for_backward(p, s)
        return q

    @staticmethod
    def backward(ctx, dq):
        p, s = ctx.saved_tensors
        dq = channels_last(dq)
        dp, ds = torch.empty_like(p), torch.empty_like(s)
        call("scale_backward", p, dq, s, p.shape[0], p.shape[2] * p.shape[3], p.shape[1], dp, ds)
        return dp, ds
