#!/usr/bin/env python3
"""Writes window-golden.h: windows at borders, and batch statistics of tokens, as PyTorch has them.

    python3 make-window-golden.py | clang-format > window-golden.h   (python3-torch of Debian 12: 1.13)

Images are written as NHWC, convolution weights as [kernel_h, kernel_w, cin / groups, cout].
"""
import torch
import torch.nn.functional as F


def put(name, tensor):
    numbers = [f"{v:.9g}" for v in tensor.detach().flatten().tolist()]
    numbers = [n + "f" if "." in n or "e" in n else n + ".0f" for n in numbers]
    print(f"static const float {name}[] = {{ {', '.join(numbers)} }};\n")


def nhwc(x):
    return x.permute(0, 2, 3, 1)


def leaf(*shape):
    return torch.randn(*shape).requires_grad_()


def both(name, x, y, layout=nhwc):
    """Runs backward from a random dy; x's gradient is that of this y alone."""
    x.grad = None
    dy = torch.randn_like(y)
    y.backward(dy)
    put(name + "_y", layout(y))
    put(name + "_dy", layout(dy))
    put(name + "_dx", layout(x.grad))


print("/* Made by make-window-golden.py with PyTorch " + torch.__version__.split("a")[0] + ". */")
print("#pragma once\n")

# One image 4x3x6, three groups, kernel 2x3, stride 1x2, dilation 2x1; padding 1 at the top, 4 left,
# 3 below, none right, which is more than the kernel on one side.
torch.manual_seed(1)
x, w, b = leaf(1, 6, 4, 3), leaf(3, 2, 2, 3), leaf(3)
put("border_x", nhwc(x))
put("border_w", w.permute(2, 3, 1, 0))
put("border_b", b)
both("border", x, F.conv2d(F.pad(x, (4, 0, 1, 3)), w, b, stride=(1, 2), dilation=(2, 1), groups=3))
put("border_dw", w.grad.permute(2, 3, 1, 0))
put("border_db", b.grad)

# One image 7x6x2: kernel 3x2, stride 2x3, padding 1, dilation 2x3, ceil_mode.
torch.manual_seed(2)
x = leaf(1, 2, 7, 6)
put("holes_x", nhwc(x))
both("holes", x, F.max_pool2d(x, (3, 2), (2, 3), 1, (2, 3), ceil_mode=True))

# One image 4x2x2: kernel 2x3, stride 3x2, padding 1x0, ceil_mode. By rows a third window would begin
# in the lower padding and is dropped; by columns the first one already hangs over.
torch.manual_seed(3)
x = leaf(1, 2, 4, 2)
put("edge_x", nhwc(x))
both("edge_max", x, F.max_pool2d(x, (2, 3), (3, 2), (1, 0), ceil_mode=True))
both("edge_mean", x, F.avg_pool2d(x, (2, 3), (3, 2), (1, 0), True, False))
both("edge_counted", x, F.avg_pool2d(x, (2, 3), (3, 2), (1, 0), True, True))

# Three images of 4 tokens of 2 numbers by the statistics of the batch.
torch.manual_seed(4)
norm = torch.nn.BatchNorm1d(2, eps=1e-3)
x = leaf(3, 2, 4)
with torch.no_grad():
    norm.weight.copy_(torch.randn(2))
    norm.bias.copy_(torch.randn(2))


def tokens(t):
    return t.permute(0, 2, 1)


put("tokens_x", tokens(x))
put("tokens_w", norm.weight)
put("tokens_b", norm.bias)
both("tokens", x, norm(x), tokens)
put("tokens_dw", norm.weight.grad)
put("tokens_db", norm.bias.grad)
