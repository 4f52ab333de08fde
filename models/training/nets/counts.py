"""What a net costs: parameters as the paper counts them, and multiply-accumulates."""

import torch
from torch import nn


def parameters(net):
    """Weights, biases and four numbers a channel of batch norm, two of them its statistics."""
    statistics = sum(b.numel() for name, b in net.named_buffers() if "running" in name)
    return sum(p.numel() for p in net.parameters()) + statistics


def macs(net, crops=(1, 3, 64, 64)):
    """{name of a layer: multiply-accumulates} of the convolutions and dense layers, for one input of the shape `crops`."""
    return per_layer(net, crops, (nn.Conv2d, nn.Linear), lambda layer, out: layer.weight[0].numel() * out.numel())


def normed(net, crops=(1, 3, 64, 64)):
    """{name of a layer: values} that leave batch norm, for one input of the shape `crops`."""
    return per_layer(net, crops, nn.BatchNorm2d, lambda _, out: out.numel())


def per_layer(net, crops, kinds, count):
    """{name of a layer: sum of `count(layer, output)` over its calls} for the layers of some `kinds`."""
    found, hooks = {}, []

    def note(name):
        def hook(layer, _, out):
            found[name] = found.get(name, 0) + count(layer, out)

        return hook

    for name, layer in net.named_modules():
        if isinstance(layer, kinds):
            hooks.append(layer.register_forward_hook(note(name)))
    was_training = net.training
    with torch.no_grad():
        net.eval()(torch.zeros(crops))
    net.train(was_training)
    for hook in hooks:
        hook.remove()
    return found
