"""Makes torch-golden/: small networks with what is special about each of torchvision's families, as
torch.onnx exports them, with what PyTorch makes of a picture.

    python3 make-torch-golden.py torch-golden   (python3-torch 1.13, python3-torchvision 0.14)

NAME.onnx is the network; NAME.golden starts with lines "kind name dimensions", one for each array,
and an empty line; the arrays follow as raw little-endian floats: input [n, height, width,
channels], labels, logits, loss, and the gradient of every parameter, in double precision rounded.
Batch-norms use their running statistics.
"""
import collections
import os
import sys
import warnings

import numpy
import torch
from torch import nn
from torchvision import models
from torchvision.models import convnext, densenet, mobilenetv3, shufflenetv2, swin_transformer
from torchvision.ops import Conv2dNormActivation

N_IMAGES, N_CLASSES = 2, 5
Network = collections.namedtuple("Network", "size opset any_number build")


class Pooled(nn.Module):
    """A picture made small, a block of one family, a mean over pixels, logits."""

    def __init__(self, channels, block, outputs):
        super().__init__()
        self.stem = Conv2dNormActivation(3, channels, 3, 2)
        self.block = block
        self.head = nn.Linear(outputs, N_CLASSES)

    def forward(self, x):
        return self.head(torch.flatten(nn.functional.adaptive_avg_pool2d(
            self.block(self.stem(x)), 1), 1))


class Branches(nn.Module):
    """Inception's: 1 x 5 and 5 x 1 convolutions, an average over a padded window, side by side."""

    def __init__(self):
        super().__init__()
        self.wide = Conv2dNormActivation(8, 6, (1, 5))
        self.high = Conv2dNormActivation(6, 6, (5, 1))
        self.pooled = Conv2dNormActivation(8, 4, 1)

    def forward(self, x):
        average = nn.functional.avg_pool2d(x, 3, 1, 1)
        largest = nn.functional.max_pool2d(x, 3, 2)
        largest = nn.functional.interpolate(largest, x.shape[2:])
        return torch.cat([self.high(self.wide(x)), self.pooled(average), largest], 1)


class ChannelMix(nn.Module):
    """What GoogLeNet and Inception do to a picture first, then AlexNet's layers."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 6, 5, 2, 2), nn.LeakyReLU(0.1),
            nn.MaxPool2d(3, 2, ceil_mode=True), nn.Conv2d(6, 8, 3, 2, dilation=2, padding=2),
            nn.ELU(), nn.AdaptiveAvgPool2d(1))
        self.classifier = nn.Linear(8, N_CLASSES)

    def forward(self, x):
        parts = [torch.unsqueeze(x[:, i], 1) * scale + shift
                 for i, (scale, shift) in enumerate(((0.9, -0.1), (1.1, 0.2), (0.8, 0.0)))]
        return self.classifier(torch.flatten(self.features(torch.cat(parts, 1)), 1))


def make_shuffle():
    return nn.Sequential(shufflenetv2.InvertedResidual(8, 16, 2),
                         shufflenetv2.InvertedResidual(16, 16, 1))


def make_squeeze():
    row = mobilenetv3.InvertedResidualConfig
    norm = nn.BatchNorm2d
    return nn.Sequential(mobilenetv3.InvertedResidual(row(8, 3, 16, 8, True, "HS", 1, 1, 1), norm),
                         mobilenetv3.InvertedResidual(row(8, 5, 24, 16, True, "RE", 2, 1, 1), norm))


def make_dense():
    block = densenet._DenseBlock(3, 8, 2, 4, 0)
    return nn.Sequential(block, densenet._Transition(20, 10))


def make_vit():
    return models.VisionTransformer(image_size=16, patch_size=8, num_layers=2, num_heads=2,
                                    hidden_dim=12, mlp_dim=16, num_classes=N_CLASSES)


def make_swin():
    """Windows of 2 x 2 among 4 x 4, the second block's shifted by one; then merged."""
    return models.SwinTransformer([2, 2], 8, [2, 1], [2, 2], [2, 2], mlp_ratio=2,
                                  num_classes=N_CLASSES)


def make_convnext():
    setting = [convnext.CNBlockConfig(8, 12, 1), convnext.CNBlockConfig(12, None, 1)]
    return models.ConvNeXt(setting, num_classes=N_CLASSES)


NETWORKS = {
    "alexnet-layers": Network(24, 13, True, ChannelMix),
    "convnext-opset-11": Network(24, 11, True, make_convnext),
    "densenet-block": Network(16, 11, True, lambda: Pooled(8, make_dense(), 10)),
    "efficientnet-block": Network(16, 13, True, lambda: Pooled(
        8, models.efficientnet.MBConv(models.efficientnet.MBConvConfig(2, 3, 1, 8, 8, 1), 0,
                                      nn.BatchNorm2d), 8)),
    "inception-branches": Network(18, 13, False, lambda: Pooled(8, Branches(), 18)),
    "mobilenet-v3-opset-11": Network(16, 11, True, lambda: Pooled(8, make_squeeze(), 16)),
    "mobilenet-v3-opset-17": Network(16, 17, True, lambda: Pooled(8, make_squeeze(), 16)),
    "shufflenet-block": Network(16, 13, True, lambda: Pooled(8, make_shuffle(), 16)),
    "swin": Network(8, 13, False, make_swin),
    "vit-opset-11": Network(16, 11, True, make_vit),
    "vit-opset-17": Network(16, 17, True, make_vit),
}


def awaken(model):
    """Nothing is zero or one, or a mistake in it would not show."""
    for module in model.modules():
        for name, parameter in module.named_parameters(recurse=False):
            if parameter.ndim > 1 and name in ("weight", "in_proj_weight"):
                nn.init.kaiming_normal_(parameter)
            elif name == "weight" or name == "layer_scale":
                nn.init.uniform_(parameter, 0.5, 1.5)
            else:
                nn.init.uniform_(parameter, -0.3, 0.3)
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.running_mean, -0.2, 0.2)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
    return model.eval()


def write_golden(path, arrays):
    with open(path, "wb") as file:
        for kind, name, array in arrays:
            file.write(" ".join([kind, name] + [str(n) for n in array.shape]).encode() + b"\n")
        file.write(b"\n")
        for _, _, array in arrays:
            file.write(array.astype("<f4").tobytes())


def make(name, network, folder):
    torch.manual_seed(5)
    model = awaken(network.build())
    x = torch.rand(N_IMAGES, 3, network.size, network.size) * 2 - 1
    labels = torch.arange(N_IMAGES) * 2 + 1
    torch.onnx.export(
        model, x[:1], os.path.join(folder, name + ".onnx"), opset_version=network.opset,
        training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False,
        input_names=["input"], output_names=["logits"],
        dynamic_axes={"input": {0: "N"}, "logits": {0: "N"}} if network.any_number else None)
    model.double()
    logits = model(x.double())
    loss = nn.functional.cross_entropy(logits, labels)
    loss.backward()
    write_golden(os.path.join(folder, name + ".golden"), [
        ("input", "input", x.permute(0, 2, 3, 1).numpy()), ("labels", "labels", labels.numpy()),
        ("logits", "logits", logits.detach().numpy()), ("loss", "loss", loss.detach().numpy())]
        + [("gradient", n, p.grad.numpy()) for n, p in model.named_parameters()])


def main():
    warnings.filterwarnings("ignore")
    os.makedirs(sys.argv[1], exist_ok=True)
    torch.set_num_threads(1)
    for name, network in NETWORKS.items():
        make(name, network, sys.argv[1])


main()
