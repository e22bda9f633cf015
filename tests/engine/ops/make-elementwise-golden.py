#!/usr/bin/env python3
"""Writes elementwise-golden.h: small cases of the elementwise ops as PyTorch computes them.

    python3 make-elementwise-golden.py | clang-format > elementwise-golden.h   (PyTorch 1.13)
"""
import torch

torch.manual_seed(5)


def put(name, tensor):
    numbers = [f"{v:.9g}" for v in tensor.detach().flatten().tolist()]
    numbers = [n + "f" if "." in n or "e" in n else n + ".0f" for n in numbers]
    lines = [", ".join(numbers[i : i + 6]) for i in range(0, len(numbers), 6)]
    print(f"static const float {name}[] = {{")
    for line in lines:
        print(f"  {line},")
    print("};\n")


print("/* Made by make-elementwise-golden.py with PyTorch "
      + torch.__version__.split("a")[0] + ". */")
print("#pragma once\n")

# Two images of two windows, three heads and five numbers; an operand of one image, 2x1x5, and one
# of a parameter, 1x3x1. Numbers near zero are pushed away, for the division.
away = lambda x: torch.where(x < 0, x - 0.5, x + 0.5).detach().requires_grad_()
a = away(torch.randn(2, 2, 3, 5))
b = away(torch.randn(2, 2, 1, 5))
w = away(torch.randn(1, 1, 3, 1))
dy = torch.randn(2, 2, 3, 5)
put("pair_a", a)
put("pair_b", b)
put("pair_w", w)
put("pair_dy", dy)
for name, function in (("add", torch.add), ("sub", torch.sub), ("mul", torch.mul),
                       ("div", torch.div)):
    for other, which in ((b, ""), (w, "_w")):
        a.grad = other.grad = None
        y = function(a, other)
        y.backward(dy)
        put(f"{name}{which}_y", y)
        put(f"{name}{which}_da", a.grad)
        put(f"{name}{which}_db", other.grad)

# One image of twelve numbers, or their sizes where a function wants none below zero.
F = torch.nn.functional
x = (torch.randn(12) * 3).requires_grad_()
with torch.no_grad():
    x[3], x[8] = -9, 11
positive = x.detach().abs().requires_grad_()
dy = torch.randn(12)
put("one_x", x)
put("one_positive", positive)
put("one_dy", dy)
for name, function, argument in (
        ("leaky_relu", lambda v: F.leaky_relu(v, 0.1), x), ("elu", lambda v: F.elu(v, 0.7), x),
        ("sigmoid", torch.sigmoid, x), ("tanh", torch.tanh, x),
        ("hard_sigmoid", F.hardsigmoid, x), ("hard_swish", F.hardswish, x), ("silu", F.silu, x),
        ("gelu", F.gelu, x), ("gelu_tanh", lambda v: F.gelu(v, approximate="tanh"), x),
        ("erf", torch.erf, x), ("exp", torch.exp, x), ("abs", torch.abs, x),
        ("cube", lambda v: v.pow(3), x), ("log", torch.log, positive),
        ("sqrt", torch.sqrt, positive), ("power", lambda v: v.pow(-1.3), positive)):
    argument.grad = None
    y = function(argument)
    y.backward(dy)
    put(name + "_y", y)
    put(name + "_dx", argument.grad)

# Two images of two pixels and three channels, a slope a channel.
x = torch.randn(2, 3, 2, 1, requires_grad=True)
slope = torch.tensor([0.25, -0.5, 0.1], requires_grad=True)
y = F.prelu(x, slope)
dy = torch.randn_like(y)
y.backward(dy)
nhwc = lambda v: v.permute(0, 2, 3, 1)
put("prelu_x", nhwc(x))
put("prelu_slope", slope)
put("prelu_y", nhwc(y))
put("prelu_dy", nhwc(dy))
put("prelu_dx", nhwc(x.grad))
put("prelu_dslope", slope.grad)
