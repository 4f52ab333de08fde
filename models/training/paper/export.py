"""Writes nets as lists of tfjs operations, so that the benchmark can time them: `compare.py --export DIR`.

Of each net a file DIR/NN.json: its name, parameters and multiply-accumulates, `steps`, their float32 `weights` in base64, and
what PyTorch answers to a made-up picture. Steps say all shapes as tfjs has them: height and width come after the batch, and
channels last. Batch norm is folded into the convolution before it; activations are part of what they follow.
"""

import base64
import json
import math

import numpy as np
import torch
from torch import nn

from nets.counts import macs, parameters

ACTIVATIONS = {"relu": "relu", "relu_": "relu", "hardtanh": "relu6", "hardtanh_": "relu6", "sigmoid": "sigmoid", "tanh": "tanh"}
ARITHMETIC = {"add": "add", "add_": "add", "mul": "mul", "div": "div"}


class OneCrop(nn.Module):
    """A row of compare.py that takes one crop, without what would be a batch of crops: [n, 3, 64, 64] → [n, 1]."""

    def __init__(self, row):
        super().__init__()
        trunk = row.trunk
        self.trunk = trunk.net if hasattr(trunk, "net") else trunk.trunk
        self.head = getattr(row.head, "dense", nn.Identity())

    def forward(self, x):
        return self.head(self.trunk(x))


def made_up_picture():
    """[1, 3, 64, 64] of -1..1: value i, row by row and pixel by pixel, is (7919 i mod 8191 mod 256) / 127.5 - 1."""
    values = np.arange(64 * 64 * 3) * 7919 % 8191 % 256 / 127.5 - 1
    return torch.tensor(values.reshape(1, 64, 64, 3), dtype=torch.float32).permute(0, 3, 1, 2)


def placed(shape):
    """A shape as tfjs has it: height and width, the last two, come after the batch."""
    return list(shape) if len(shape) < 4 else [shape[0], *shape[-2:], *shape[1:-2]]


def any_batch(shape):
    """The same for a batch of any size, which tfjs has as -1."""
    return [-1, *placed(shape)[1:]]


def place(axis, rank):
    """Where an axis is in tfjs."""
    return placed(range(rank)).index(axis % rank)


def padding_name(around, side, kernel, stride):
    """As TensorFlow calls it: nothing, or so much that the side shrinks by the stride alone, the odd pixel after the end."""
    if around == [[0, 0]] * 2:
        return "valid"
    total = max(0, (math.ceil(side / stride) - 1) * stride + kernel - side)
    assert around == [[total // 2, total - total // 2]] * 2, around
    return "same"


class Writer:
    """Runs a traced net, operation by operation, and notes what depends on its input."""

    def __init__(self):
        self.steps, self.weights, self.size = [], [], 0
        self.made_by = {}  # id of a tensor that depends on the input → index of the step that gives it, -1 for the input itself
        self.kept = []  # so that no id is given twice

    def store(self, tensor):
        values = tensor.detach().float().contiguous().numpy()
        self.weights.append(values)
        start, self.size = self.size, self.size + values.size
        return {"offset": start, "shape": list(values.shape)}

    def note(self, out, step):
        self.kept.append(out)
        self.made_by[id(out)] = len(self.steps)
        self.steps.append(step)

    def source(self, tensor):
        return self.made_by[id(tensor)]

    def is_last(self, tensor):
        return self.source(tensor) == len(self.steps) - 1

    def extend(self, tensor, out, **more):
        """Makes `out` what the last step gives, with `more` of its own."""
        self.steps[-1].update(more)
        self.kept.append(out)
        self.made_by[id(out)] = len(self.steps) - 1

    def convolution(self, out, x, kernel, bias, stride, padding, _, transposed, __, groups, *rest):
        depthwise = groups > 1
        assert not transposed and groups in (1, x.shape[1])
        around, source, shape = [[padding[0]] * 2, [padding[1]] * 2], self.source(x), x.shape
        if self.steps and self.is_last(x) and self.steps[-1]["op"] == "pad" and self.steps[-1]["value"] == 0:
            step = self.steps.pop()
            around, (source,), shape = step["around"], step["of"], step["before"]
        pad = padding_name(around, shape[-1], kernel.shape[-1], stride[0])
        bias = torch.zeros(len(kernel)) if bias is None else bias
        step = {"op": "depthwise" if depthwise else "conv", "of": [source], "stride": stride[0], "pad": pad}
        self.note(out, {**step, "raw": (kernel, bias, depthwise)})

    def batch_norm(self, out, x, gain, shift, mean, variance, _, __, epsilon, *rest):
        gain = gain / torch.sqrt(variance + epsilon)
        shift = shift - mean * gain
        if self.is_last(x) and "raw" in self.steps[-1] and "activation" not in self.steps[-1]:
            kernel, bias, depthwise = self.steps[-1]["raw"]
            self.extend(x, out, raw=(kernel * gain[:, None, None, None], bias * gain + shift, depthwise))
        else:
            self.note(out, {"op": "scale", "of": [self.source(x)], "gain": self.store(gain), "shift": self.store(shift)})

    def matrix(self, out, x, kernel, bias):
        weights = {"kernel": self.store(kernel.T)} | ({} if bias is None else {"bias": self.store(bias)})
        self.note(out, {"op": "dense", "of": [self.source(x)], **weights})

    def activation(self, out, x, kind):
        fused = self.is_last(x) and self.steps[-1]["op"] in ("conv", "depthwise", "dense") and "activation" not in self.steps[-1]
        if fused and kind != "tanh":  # which tfjs has no fused kind of
            self.extend(x, out, activation=kind)
        else:
            self.note(out, {"op": kind, "of": [self.source(x)]})

    def pool(self, op, out, x, size, stride, *rest):
        self.note(out, {"op": op, "of": [self.source(x)], "size": size[0], "stride": (stride or size)[0]})

    def arithmetic(self, op, out, a, b):
        constants = [v if isinstance(v, (int, float)) else self.store(v) for v in (a, b) if id(v) not in self.made_by]
        of = [self.source(v) for v in (a, b) if id(v) in self.made_by]
        reverse = {"reverse": True} if id(a) not in self.made_by else {}
        self.note(out, {"op": op, "of": of, "constants": constants, **reverse})

    def reshape(self, out, x):
        flattens = x.dim() > 3 and out.dim() == 2 and x.shape[-1] > 1
        self.note(out, {"op": "flatten" if flattens else "reshape", "of": [self.source(x)], "shape": any_batch(out.shape)})

    def run(self, name, out, args):
        x = args[0]
        if name in ("_convolution", "conv2d"):
            self.convolution(out, *(args if name == "_convolution" else [*args[:5], None, False, None, *args[6:]]))
        elif name == "batch_norm":
            self.batch_norm(out, *args)
        elif name == "linear":
            self.matrix(out, *args)
        elif name in ACTIVATIONS:
            self.activation(out, x, ACTIVATIONS[name])
        elif name in ("max_pool2d", "avg_pool2d"):
            self.pool(name[:3] + "Pool", out, *args)
        elif name == "mean":
            assert args[1] == [2, 3] and not args[2]
            self.note(out, {"op": "means", "of": [self.source(x)]})
        elif name == "sum":
            self.note(out, {"op": "sum", "of": [self.source(x)], "axis": args[1][0]})
        elif name in ARITHMETIC:
            self.arithmetic(ARITHMETIC[name], out, *args[:2])
        elif name == "reciprocal":
            self.arithmetic("div", out, 1, x)
        elif name == "cat":
            self.note(out, {"op": "concat", "of": list(map(self.source, x)), "axis": place(args[1], out.dim())})
        elif name in ("pad", "constant_pad_nd"):
            left, right, top, bottom = args[1]
            value = args[3] if name == "pad" else args[2]
            around = [[top, bottom], [left, right]]
            self.note(out, {"op": "pad", "of": [self.source(x)], "around": around, "value": max(value or 0, -1e30), "before": x.shape})
        elif name == "slice" and out.shape == x.shape or name in ("contiguous", "dropout"):
            self.made_by[id(out)] = self.source(x)
            self.kept.append(out)
        elif name == "slice":
            axis, start = args[1], args[2] or 0
            begin = [0] * x.dim()
            begin[axis] = start % x.shape[axis]
            self.note(out, {"op": "slice", "of": [self.source(x)], "begin": placed(begin), "shape": any_batch(out.shape)})
        elif name == "transpose":
            order = list(range(x.dim()))
            order[args[1]], order[args[2]] = order[args[2]], order[args[1]]
            axes = [place(axis, x.dim()) for axis in placed(order)]
            self.note(out, {"op": "transpose", "of": [self.source(x)], "axes": axes})
        elif name in ("flatten", "unflatten", "reshape", "view", "unsqueeze"):
            self.reshape(out, x)
        else:
            raise NotImplementedError(name)

    def finish(self):
        for step in self.steps:
            step.pop("before", None)
            if "raw" in step:
                kernel, bias, depthwise = step.pop("raw")
                step["kernel"] = self.store(kernel.permute(2, 3, 0, 1) if depthwise else kernel.permute(2, 3, 1, 0))
                step["bias"] = self.store(bias)
        return self.steps, np.concatenate([values.ravel() for values in self.weights])


def steps_of(net, x):
    """(steps, weights, answer) of a net for a batch like x [n, 3, h, w]."""
    graph = torch.jit.freeze(torch.jit.trace(net.eval(), x), optimize_numerics=False).graph
    writer = Writer()
    values = {}
    for value, given in zip(graph.inputs(), (None, x)):
        values[value.debugName()] = given
    writer.made_by[id(x)] = -1
    with torch.no_grad():
        for node in graph.nodes():
            args = [values[value.debugName()] for value in node.inputs()]
            kind = node.kind()
            if kind == "prim::Constant":
                out = node.output().toIValue()
            elif kind in ("prim::ListConstruct", "prim::TupleConstruct"):
                out = args
            elif kind == "prim::NumToTensor":
                out = args[0]
            elif kind in ("aten::Int", "aten::ScalarImplicit"):
                out = int(args[0])
            else:
                name = kind.removeprefix("aten::")
                named = torch._C.parse_schema(node.schema()).arguments
                alone = {about.name: arg for about, arg in zip(named, args) if about.kwarg_only}
                args = args[: len(args) - len(alone)]
                out = getattr(torch.ops.aten, name)(*args, **alone)
                flat = [a for arg in args for a in (arg if isinstance(arg, list) else [arg])]
                if isinstance(out, torch.Tensor) and any(id(a) in writer.made_by for a in flat):
                    writer.run(name, out, args)
            values[node.output().debugName()] = out
    steps, weights = writer.finish()
    answer = values[graph.return_node().inputsAt(0).debugName()]
    return steps, weights, answer


def write(rows, folder):
    folder.mkdir(parents=True, exist_ok=True)
    x = made_up_picture()
    for number, row in enumerate(rows):
        torch.manual_seed(0)
        built = row.build()
        # Statistics that differ from one another: else a batch norm that is not there would not show.
        with torch.no_grad():
            built.train()(x[:, None].repeat(4, 1, 1, 1, 1) + torch.randn(4, 1, 3, 64, 64))
        net = OneCrop(built)
        steps, weights, answer = steps_of(net, x)
        description = {
            "name": row.name, "parameters": parameters(built), "macs": sum(macs(built, (1, 1, 3, 64, 64)).values()),
            "steps": steps, "weights": base64.b64encode(weights.astype("<f4").tobytes()).decode(), "answer": answer.flatten().tolist(),
        }  # fmt: skip
        (folder / f"{number:02}.json").write_text(json.dumps(description))
