"""Moves a network away from its kinks. Where an activation of ReLU and its like lies so near a kink
that rounding decides on which side, whole gradients hang on it, in PyTorch as in any other program;
of a million activations some always do.

settle () changes every bias before such an activation by a little, channel by channel, so that the
kink falls into the widest gap between the values that the channel has for the given pictures, with
the running statistics of batch-norms and with those of the batch.
"""
import contextlib

import numpy
import torch
import torch.nn.functional as F
from torch import nn

# How far a bias may move; a channel's values spread over about 1.
REACH = 0.1
KINKS = {"relu": (0,), "hardtanh": (0, 6), "hardswish": (-3, 3), "hardsigmoid": (-3, 3)}


def widest_gap(values, kinks):
    """The shift of at most REACH that leaves the most room between values + shift and the kinks."""
    points = numpy.concatenate([kink - values for kink in kinks])
    points = points[numpy.abs(points) < REACH]
    points = numpy.sort(numpy.concatenate([points, [-REACH, REACH]]))
    widest = numpy.argmax(numpy.diff(points))
    return (points[widest] + points[widest + 1]) / 2


class Settler:
    """Replaces the activations and batch-norms of a network while it runs once. The first half of the
    batch is normalised by running statistics, the second half, the same pictures, by its own."""

    def __init__(self, model):
        self.model = model
        self.last = None  # the module whose bias the next activation hangs on

    def normalise(self, module, x):
        running, own = x.chunk(2)
        y = torch.cat([
            F.batch_norm(running, module.running_mean, module.running_var, module.weight,
                         module.bias, False, 0, module.eps),
            F.batch_norm(own, None, None, module.weight, module.bias, True, 0, module.eps)])
        self.last = module
        return y

    def remember(self, module, inputs, output):
        self.last = module

    def activate(self, name, function, x, *arguments, **options):
        last = self.last
        axis = 1 if x.ndim == 4 else x.ndim - 1
        if last is not None and last.bias.shape[0] == x.shape[axis]:
            values = x.detach().movedim(axis, 0).flatten(1).numpy()
            shift = torch.tensor([widest_gap(v, KINKS[name]) for v in values])
            last.bias.data += shift
            x = x + (shift.reshape(-1, 1, 1) if x.ndim == 4 else shift)
        self.last = None
        return function(x, *arguments, **options)

    @contextlib.contextmanager
    def installed(self):
        functions = {name: getattr(F, name) for name in KINKS}
        hooks, norms = [], []
        for module in self.model.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.forward = lambda x, module=module: self.normalise(module, x)
                norms.append(module)
            elif isinstance(module, (nn.Conv2d, nn.Linear)) and module.bias is not None:
                hooks.append(module.register_forward_hook(self.remember))
        for name, function in functions.items():
            setattr(F, name, lambda x, *rest, name=name, function=function, **options:
                    self.activate(name, function, x, *rest, **options))
        try:
            yield
        finally:
            for name, function in functions.items():
                setattr(F, name, function)
            for hook in hooks:
                hook.remove()
            for module in norms:
                del module.forward


def settle(model, x):
    """For pictures x [n, 3, height, width]; model is in single precision and stays so."""
    model.double().eval()
    settler = Settler(model)
    with torch.no_grad(), settler.installed():
        model(torch.cat([torch.from_numpy(x)] * 2).double())
    model.float()
