#!/usr/bin/env python3
"""Writes op-golden.h: small cases of some ops as PyTorch computes them.

    python3 make-op-golden.py | clang-format > op-golden.h   (python3-torch of Debian 12: 1.13)

Images are written as NHWC, convolution weights as [kernel_h, kernel_w, cin / groups, cout].
"""
import torch
import torch.nn.functional as F

torch.manual_seed(3)


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


print("/* Made by make-op-golden.py with PyTorch " + torch.__version__.split("a")[0] + ". */")
print("#pragma once\n")

# Two images 5x6x4, kernel 3x2, two groups, stride 2x1, padding 1x2, dilation 1x2.
x = torch.randn(2, 4, 5, 6, requires_grad=True)
w = torch.randn(6, 2, 3, 2, requires_grad=True)
b = torch.randn(6, requires_grad=True)
y = F.conv2d(x, w, b, stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2)
dy = torch.randn_like(y)
y.backward(dy)
put("conv_x", nhwc(x))
put("conv_w", w.permute(2, 3, 1, 0))
put("conv_b", b)
put("conv_y", nhwc(y))
put("conv_dy", nhwc(dy))
put("conv_dx", nhwc(x.grad))
put("conv_dw", w.grad.permute(2, 3, 1, 0))
put("conv_db", b.grad)

# Four images 2x3x3 by the statistics of the batch.
bn = torch.nn.BatchNorm2d(3, eps=1e-3, momentum=0.1)
x = (torch.randn(4, 3, 2, 3) * 2 + 1).requires_grad_()
with torch.no_grad():
    bn.weight.copy_(torch.randn(3))
    bn.bias.copy_(torch.randn(3))
    bn.running_mean.copy_(torch.randn(3))
    bn.running_var.copy_(torch.rand(3) + 0.5)
put("bn_w", bn.weight)
put("bn_b", bn.bias)
put("bn_mean", bn.running_mean)
put("bn_var", bn.running_var)
y = bn(x)
dy = torch.randn_like(y)
y.backward(dy)
put("bn_x", nhwc(x))
put("bn_y", nhwc(y))
put("bn_dy", nhwc(dy))
put("bn_dx", nhwc(x.grad))
put("bn_dw", bn.weight.grad)
put("bn_db", bn.bias.grad)
put("bn_new_mean", bn.running_mean)
put("bn_new_var", bn.running_var)

# One image 6x5x2: kernel 3, stride 2, padding 1, ceil_mode.
x = torch.randn(1, 2, 6, 5, requires_grad=True)
y = F.max_pool2d(x, 3, 2, 1, ceil_mode=True)
dy = torch.randn_like(y)
y.backward(dy)
put("pool_x", nhwc(x))
put("max_y", nhwc(y))
put("max_dy", nhwc(dy))
put("max_dx", nhwc(x.grad))
for name, counted in (("average", False), ("counted", True)):
    x.grad = None
    y = F.avg_pool2d(x, 3, 2, 1, ceil_mode=True, count_include_pad=counted)
    y.backward(dy)
    put(name + "_y", nhwc(y))
    put(name + "_dx", nhwc(x.grad))

# Three rows of five logits, the second without a label; gradient of the mean.
x = (torch.randn(3, 5) * 3).requires_grad_()
loss = F.cross_entropy(x, torch.tensor([2, -1, 4]), ignore_index=-1)
loss.backward()
put("loss_x", x)
put("loss_dx", x.grad)
put("loss_mean", loss)
put("loss_softmax", torch.softmax(x, 1))
