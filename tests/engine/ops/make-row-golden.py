#!/usr/bin/env python3
"""Writes row-golden.h: products, normalisations and reductions as PyTorch computes them.

    python3 make-row-golden.py | clang-format > row-golden.h   (python3-torch of Debian 12: 1.13)

Each case has a generator of its own, so that a new one leaves the others as they are.
Images are written as NHWC, a linear layer's weight as [in, out].
"""
import torch
import torch.nn.functional as F


def seed(number):
    torch.manual_seed(number)


def put(name, tensor):
    numbers = [f"{v:.9g}" for v in tensor.detach().flatten().tolist()]
    numbers = [n + "f" if "." in n or "e" in n else n + ".0f" for n in numbers]
    lines = [", ".join(numbers[i : i + 6]) for i in range(0, len(numbers), 6)]
    print(f"static const float {name}[] = {{")
    for line in lines:
        print(f"  {line},")
    print("};\n")


def nhwc(x):
    return x.permute(0, 2, 3, 1)


def run(name, y, **variables):
    """Runs backward from a random dy and writes everything down."""
    layout = nhwc if y.dim() == 4 and name in IMAGES else lambda v: v
    dy = torch.randn_like(y)
    y.backward(dy)
    put(name + "_y", layout(y))
    put(name + "_dy", layout(dy))
    for key, v in variables.items():
        change = layout if v.dim() == 4 else lambda t: t
        if key == "w" and name == "linear":
            change = lambda t: t.t()
        put(f"{name}_{key}", change(v))
        put(f"{name}_d{key}", change(v.grad))


IMAGES = {"instance", "lrn"}


def leaf(*shape, scale=1.0, shift=0.0):
    return (torch.randn(*shape) * scale + shift).requires_grad_()


print("/* Made by make-row-golden.py with PyTorch " + torch.__version__.split("a")[0] + ". */")
print("#pragma once\n")

# Two images of two heads, queries 3x5 by keys 4x5 turned around.
seed(1)
a, b = leaf(2, 2, 3, 5), leaf(2, 2, 4, 5)
run("mat_mul", a @ b.transpose(-1, -2), a=a, b=b)

# Two images of 3x4 tokens.
seed(2)
x, w, b = leaf(2, 3, 4), leaf(5, 4), leaf(5)
run("linear", F.linear(x, w, b), x=x, w=w, b=b)
