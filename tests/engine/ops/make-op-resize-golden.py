#!/usr/bin/env python3
"""Writes op-resize-golden.h: images resized by PyTorch, and by the reference behind ONNX' backend tests.

    python3 make-op-resize-golden.py | clang-format > op-resize-golden.h
    (python3-torch 1.13 and python3-onnx 1.12 of Debian 12)

Images are written as HWC. ONNX has no gradients: dy and dx are NULL there.
"""
import numpy
import torch
import torch.nn.functional as F

# onnx 1.12 is older than numpy 1.24, which took these names away.
for name in ("float", "int", "bool", "object"):
    if name not in numpy.__dict__:
        setattr(numpy, name, getattr(__builtins__, name))

import onnx.helper
import onnx.backend.test.case.node as node_cases
import onnx.backend.test.case.node.resize  # noqa: F401, adds its cases

HALF, PYTORCH, CORNERS, ASYMMETRIC = (
    "FROST_COORDINATES_" + mode
    for mode in ("HALF_PIXEL", "PYTORCH_HALF_PIXEL", "ALIGN_CORNERS", "ASYMMETRIC")
)
table = []


def number(v):
    text = f"{v:.9g}"
    return text + "f" if "." in text or "e" in text else text + ".0f"


def put(name, values):
    numbers = [number(v) for v in values]
    print(f"static const float {name}[] = {{ {', '.join(numbers)} }};\n")
    return name


def hwc(image):
    return image.permute(1, 2, 0).flatten().tolist()


def row(name, x, y, linear, coordinates, nearest, scale, arrays):
    sizes = [*x.shape[1:], x.shape[0], *y.shape[1:]]
    fields = [f'"{name}"', *map(str, sizes), "TRUE" if linear else "FALSE", coordinates]
    fields += ["FROST_NEAREST_" + nearest, number(scale[0]), number(scale[1])]
    table.append("{ " + ", ".join(fields + arrays) + " },")


def torch_case(name, shape, mode, coordinates, size=None, scale=None, align=None):
    torch.manual_seed(len(table) + 1)
    x = torch.randn(1, *shape).mul(100).round().div(128).requires_grad_()
    options = {} if align is None else {"align_corners": align}
    y = F.interpolate(x, size=size, scale_factor=scale, mode=mode, **options)
    dy = torch.randn_like(y).mul(100).round().div(128)
    y.backward(dy)
    arrays = [
        put(f"{name}_{part}", hwc(t.detach()[0]))
        for part, t in (("x", x), ("y", y), ("dy", dy), ("dx", x.grad))
    ]
    # What ONNX calls pytorch_half_pixel differs for an output of one pixel, from PyTorch too.
    # PyTorch's align_corners only looks at the sizes.
    given = (0, 0) if scale is None or align else scale
    row(name, x[0], y[0], mode == "bilinear", coordinates, "FLOOR", given, arrays)


def onnx_case(case):
    node = case.model.graph.node[0]
    a = {v.name: onnx.helper.get_attribute_value(v) for v in node.attribute}
    mode = a["mode"].decode()
    coordinates = a.get("coordinate_transformation_mode", b"half_pixel").decode()
    if mode == "cubic" or coordinates == "tf_crop_and_resize":
        return
    inputs, outputs = case.data_sets[0]
    x, y = (torch.from_numpy(v[0].astype(numpy.float32)) for v in (inputs[0], outputs[0]))
    scale = inputs[-1][2:] if node.input[-1] == "scales" else (0, 0)
    name = case.name.replace("test_resize", "onnx")
    arrays = [put(name + "_x", hwc(x)), put(name + "_y", hwc(y)), "NULL", "NULL"]
    nearest = a.get("nearest_mode", b"round_prefer_floor").decode().upper()
    coordinates = "FROST_COORDINATES_" + coordinates.upper()
    row(name, x, y, mode == "linear", coordinates, nearest, scale, arrays)


print("/* Made by make-op-resize-golden.py with PyTorch " + torch.__version__.split("a")[0])
print(f" * and ONNX {onnx.__version__}. */")
print('#pragma once\n\n#include "engine/ops/op.h"\n')

torch_case("nearest_up", (2, 3, 2), "nearest", ASYMMETRIC, scale=(2, 3))
torch_case("nearest_odd", (2, 5, 3), "nearest", ASYMMETRIC, size=(3, 7))
torch_case("nearest_down", (1, 7, 9), "nearest", ASYMMETRIC, scale=(0.6, 0.45))
torch_case("linear_up", (2, 2, 3), "bilinear", HALF, size=(5, 4), align=False)
torch_case("linear_down", (1, 7, 9), "bilinear", PYTORCH, size=(3, 4), align=False)
torch_case("linear_scale", (9, 3, 2), "bilinear", PYTORCH, scale=(0.7, 1.6), align=False)
torch_case("linear_one", (2, 3, 4), "bilinear", HALF, size=(1, 3), align=False)
torch_case("corners_up", (2, 2, 3), "bilinear", CORNERS, size=(5, 4), align=True)
torch_case("corners_down", (2, 5, 4), "bilinear", CORNERS, size=(3, 1), align=True)
torch_case("corners_scale", (1, 3, 4), "bilinear", CORNERS, scale=(1.7, 2), align=True)
for case in node_cases._NodeTestCases:
    if case.model.graph.node[0].op_type == "Resize":
        onnx_case(case)

print("static const struct\n{\n  const char *name;\n  int h, w, c, oh, ow;")
print("  gboolean linear;\n  FrostCoordinates coordinates;\n  FrostNearest nearest;")
print("  float scale_h, scale_w;\n  const float *x, *y, *dy, *dx;\n} resize_cases[] = {")
print("\n".join(table) + "\n};")
