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
