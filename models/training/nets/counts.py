"""What a net costs: parameters as the paper counts them, and multiply-accumulates."""

import torch
from torch import nn


def parameters(net):
    """Weights, biases and four numbers a channel of batch norm, two of them its statistics."""
    statistics = sum(b.numel() for name, b in net.named_buffers() if "running" in name)
    return sum(p.numel() for p in net.parameters()) + statistics


def macs(net, crops=(1, 3, 64, 64)):
    """{name of a layer: multiply-accumulates} of the convolutions and dense layers, for one input of the shape `crops`."""
    found, hooks = {}, []

    def note(name):
        def hook(layer, _, out):
            per_output = layer.weight[0].numel()
            found[name] = found.get(name, 0) + per_output * out.numel()

        return hook

    for name, layer in net.named_modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            hooks.append(layer.register_forward_hook(note(name)))
    was_training = net.training
    with torch.no_grad():
        net.eval()(torch.zeros(crops))
    net.train(was_training)
    for hook in hooks:
        hook.remove()
    return found
