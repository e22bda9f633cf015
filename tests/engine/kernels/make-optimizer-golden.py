#!/usr/bin/env python3
"""Writes optimizer-golden.h: three steps of SGD and of AdamW as PyTorch computes them.

    python3 make-optimizer-golden.py | clang-format > optimizer-golden.h   (python3-torch: 1.13)
"""
import torch

torch.manual_seed(5)
N = 19
STEPS = 3


def put(name, tensor):
    numbers = [f"{v:.9g}" for v in tensor.detach().flatten().tolist()]
    numbers = [n + "f" if "." in n or "e" in n else n + ".0f" for n in numbers]
    lines = [", ".join(numbers[i : i + 6]) for i in range(0, len(numbers), 6)]
    print(f"static const float {name}[] = {{")
    for line in lines:
        print(f"  {line},")
    print("};\n")


print("/* Made by make-optimizer-golden.py with PyTorch " + torch.__version__.split("a")[0] + ". */")
print("#pragma once\n")
start = torch.randn(N)
gradients = torch.randn(STEPS, N)
put("start", start)
put("gradients", gradients)
for name, make in (
    ("sgd", lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01)),
    ("adamw", lambda p: torch.optim.AdamW(p, lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.05)),
):
    w = start.clone().requires_grad_()
    optimizer = make([w])
    for step in range(STEPS):
        w.grad = gradients[step].clone()
        optimizer.step()
        put(f"{name}_{step + 1}", w)
