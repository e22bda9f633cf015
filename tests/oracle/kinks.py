"""Moves a network away from its kinks. Where an activation of ReLU and its like lies so near a kink
that rounding decides on which side, whole gradients hang on it, in PyTorch as in any other program;
of a million activations some always do.

settle () changes every bias before such an activation by a little, channel by channel, so that the
kink falls into the widest gap between the values that the channel has for the given pictures: with
the running statistics of batch-norms, with those of the batch, and with those of the batch only above
a frost line in the middle.
"""
import contextlib
import functools

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
    """Replaces the activations and batch-norms of a network while it runs once. The batch holds the
    same pictures three times. Its first third is normalised by running statistics, the second by its
    own, the last by its own where the parameters named by `upper` are, and else by the running ones."""

    def __init__(self, model, upper):
        self.model, self.upper = model, upper
        self.last = None  # the module whose bias the next activation hangs on

    def normalise(self, name, module, x):
        own_statistics = False, True, name + ".weight" in self.upper
        y = torch.cat([
            F.batch_norm(third, module.running_mean.clone(), module.running_var.clone(),
                         module.weight, module.bias, own, 0, module.eps)
            for third, own in zip(x.chunk(3), own_statistics)])
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
        for name, module in self.model.named_modules():
            if isinstance(module, nn.BatchNorm2d):
                module.forward = functools.partial(self.normalise, name, module)
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


def settle(model, x, upper):
    """For pictures x [n, 3, height, width] and the names of the parameters above a frost line in the
    middle; model is in single precision and stays so."""
    model.double().eval()
    settler = Settler(model, upper)
    with torch.no_grad(), settler.installed():
        model(torch.cat([torch.from_numpy(x)] * 3).double())
    model.float()
