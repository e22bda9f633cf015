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
    layout = nhwc if name in IMAGES else lambda v: v
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

# Two images of three rows, of which one lies far from zero.
seed(3)
x = (torch.randn(2, 3, 5) * 4 + torch.tensor([0.0, 80.0, -3.0])[:, None]).requires_grad_()
run("softmax", torch.softmax(x, -1), x=x)

# Two images 3x2x3, normalised over the last two axes.
seed(4)
x, w, b = leaf(2, 3, 2, 3, scale=2, shift=1), leaf(2, 3), leaf(2, 3)
run("layer", F.layer_norm(x, (2, 3), w, b, 1e-3), x=x, w=w, b=b)

# Two images 2x3x3.
seed(5)
x, w, b = leaf(2, 3, 2, 3, scale=2, shift=1), leaf(3), leaf(3)
run("instance", F.instance_norm(x, weight=w, bias=b, eps=1e-3), x=x, w=w, b=b)

# Two images 2x3x7, five channels around; PyTorch has ONNX' window for odd sizes.
seed(6)
x = leaf(2, 7, 2, 3, scale=2)
run("lrn", F.local_response_norm(x, 5, alpha=0.3, beta=0.6, k=1.5), x=x)

# Two images 3x2x3 over the first and the last axis.
seed(7)
x = leaf(2, 3, 2, 3)
run("mean", x.mean((1, 3), keepdim=True), x=x)
x.grad = None
run("sum", x.sum((1, 3), keepdim=True), x=x)
# The same with zeros alone in one of the sums.
with torch.no_grad():
    x[1, :, 1, :] = 0
x.grad = None
run("l2", torch.linalg.vector_norm(x, 2, (1, 3), keepdim=True), x=x)
