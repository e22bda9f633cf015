"""The networks that are measured: torchvision's architectures with random weights, which are as
fast as others, and the shared MobileNet v1; and their ONNX files."""
import os
import warnings

import torch
import torchvision

import peer

NAMES = ("mobilenet_v1_075", "mobilenet_v2", "mobilenet_v3_small", "squeezenet1_1", "resnet18",
         "resnet50")
SIZE = 224


def make(name):
    torch.manual_seed(1)
    if name == "mobilenet_v1_075":
        return peer.mobilenet(torch)
    return getattr(torchvision.models, name)()


def export(name, folder, trainable):
    """With nothing folded, as it is trained; or as anybody exports it to run."""
    path = os.path.join(folder, f"{name}{'-trainable' if trainable else ''}.onnx")
    if os.path.exists(path):
        return path
    mode = torch.onnx.TrainingMode
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(make(name).eval(), torch.zeros(1, 3, SIZE, SIZE), path + ".part",
                          opset_version=13, do_constant_folding=not trainable,
                          training=mode.PRESERVE if trainable else mode.EVAL,
                          input_names=["input"], output_names=["logits"],
                          dynamic_axes={"input": {0: "N"}, "logits": {0: "N"}})
    os.rename(path + ".part", path)
    return path
