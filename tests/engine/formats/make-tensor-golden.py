#!/usr/bin/env python3
"""Writes tensor-golden/*.pth and tensor-golden.h: files as PyTorch writes them, and what is in them.

    python3 make-tensor-golden.py    (python3-torch of Debian 12: 1.13)

Every file is as small as its point allows. The header lists the tensors in the file's order as
PyTorch itself reads them back, row-major.
"""
import argparse
import collections
import os
import subprocess

import numpy
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
TYPES = {torch.float16: "F16", torch.bfloat16: "BF16", torch.float32: "F32", torch.float64: "F64",
         torch.int8: "I8", torch.int16: "I16", torch.int32: "I32", torch.int64: "I64",
         torch.uint8: "U8", torch.bool: "BOOL"}


def every_type():
    tensors = collections.OrderedDict()
    for i, (dtype, name) in enumerate(TYPES.items()):
        numbers = (torch.arange(6) * 5 + i * 3) % 17
        if dtype.is_floating_point:
            numbers = numbers / 4 - 2
        elif dtype == torch.bool:
            numbers = numbers % 3
        elif dtype != torch.uint8:
            numbers = numbers - 8
        tensors[f"layer.{name.lower()}"] = numbers.reshape(2, 3).to(dtype)
    tensors["scalar"] = torch.tensor(7)
    tensors["empty"] = torch.zeros(0, 3)
    return tensors


def strided():
    base = torch.arange(24.0)
    return {
        "whole": base.reshape(2, 3, 4),
        "transposed": base.reshape(4, 6).t(),
        "permuted": base.reshape(2, 3, 4).permute(2, 0, 1),
        "narrowed": base.reshape(4, 6)[1:3, 2:5],
        "stepped": base[3::5],
        "row": base.reshape(4, 6)[2],
        "column": base.reshape(4, 6)[:, 5],
        "expanded": base[5:6].expand(3, 2),
        "channels_last": torch.arange(16.0).reshape(1, 4, 2, 2).contiguous(
            memory_format=torch.channels_last),
        "half_transposed": torch.arange(6).half().reshape(2, 3).t(),
        # So far apart that what lies between is not worth reading.
        "sparse": torch.arange(160.0)[3::52],
    }


def checkpoint():
    """What training loops save: a wrapped model beside much else."""
    model = torch.nn.Sequential(collections.OrderedDict(
        conv=torch.nn.Conv2d(1, 2, 2), bn=torch.nn.BatchNorm2d(2)))
    for i, parameter in enumerate(model.parameters()):
        parameter.data = torch.arange(parameter.numel(), dtype=torch.float32).reshape(
            parameter.shape) + i
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    model(torch.ones(2, 1, 4, 4)).sum().backward()
    optimizer.step()
    schedule = torch.optim.lr_scheduler.MultiStepLR(optimizer, [30, 60])
    weights = collections.OrderedDict(
        ("module._orig_mod." + name, tensor) for name, tensor in model.state_dict().items())
    return {
        "epoch": 3, "arch": "tiny", "state_dict": weights, "best_acc1": torch.tensor(71.5),
        "optimizer": optimizer.state_dict(), "scheduler": schedule.state_dict(),
        "args": argparse.Namespace(lr=0.1, data="photos", seed=None, big=2**70),
        "loss": numpy.float64(0.25), "history": [0.5, 0.25], "done": False, "tags": {"a", "b"},
    }, weights


def parameters():
    """Parameters themselves, as saving a dictionary by hand does, one with an attribute."""
    marked = torch.nn.Parameter(torch.arange(2.0))
    marked.no_decay = True
    noted = torch.arange(4.0) - 1
    noted.note = "a tensor may have attributes too"
    return {"weight": torch.nn.Parameter(torch.arange(3.0) / 2), "marked": marked,
            "noted": noted}


def main():
    folder = os.path.join(HERE, "tensor-golden")
    os.makedirs(folder, exist_ok=True)
    nested, weights = checkpoint()
    legacy = {"_use_new_zipfile_serialization": False}
    files = [
        ("zip", every_type(), None, {}),
        ("legacy", every_type(), None, legacy),
        ("zip-protocol4", every_type(), None, {"pickle_protocol": 4}),
        ("legacy-protocol1", every_type(), None, {**legacy, "pickle_protocol": 1}),
        ("legacy-protocol3", every_type(), None, {**legacy, "pickle_protocol": 3}),
        ("legacy-protocol5", every_type(), None, {**legacy, "pickle_protocol": 5}),
        ("zip-strided", strided(), None, {}),
        ("legacy-strided", strided(), None, legacy),
        ("zip-checkpoint", nested, weights, {}),
        ("legacy-checkpoint", nested, weights, legacy),
        ("zip-parameters", parameters(), None, {}),
    ]
    text = ["/* Made by make-tensor-golden.py with PyTorch " + torch.__version__.split("a")[0]
            + ". */", "#pragma once", "", '#include "engine/formats/tensor-file.h"', "",
            "typedef struct\n{\n  const char *file, *name;\n  FrostStoredType type;",
            "  int rank;\n  int64_t dim[4];\n  float numbers[24];\n} TensorGolden;", "",
            "static const TensorGolden golden[] = {"]
    for name, content, flat, options in files:
        path = os.path.join(folder, name + ".pth")
        torch.save(content, path, **options)
        for key, tensor in (flat or content).items():
            tensor = tensor.detach()
            key = key.replace("module._orig_mod.", "")
            dims = ", ".join(str(d) for d in tensor.shape) or "0"
            numbers = ", ".join(f"{v:.9g}" for v in tensor.double().flatten().tolist()) or "0"
            text.append(f'{{ "{name}.pth", "{key}", FROST_STORED_{TYPES[tensor.dtype]}, '
                        f"{tensor.dim()}, {{ {dims} }}, {{ {numbers} }} }},")
    text.append("};\n")
    style = subprocess.run(["clang-format", "--assume-filename=tensor-golden.h"], cwd=HERE,
                           input="\n".join(text), capture_output=True, text=True, check=True)
    with open(os.path.join(HERE, "tensor-golden.h"), "w", encoding="utf-8") as header:
        header.write(style.stdout)


if __name__ == "__main__":
    main()
