"""Networks of the zoo that torchvision has not: MobileNet v1 and the ResNets for CIFAR-10.

Module names are those of the files that people have, since the names in the graph come from them.
"""
import torch
from torch import nn
from torch.nn import functional


class SamePadding(nn.Module):
    """TensorFlow's "same" for a kernel of 3 at stride 2 on an even size: one pixel below and
    right."""

    def forward(self, x):
        return functional.pad(x, (0, 1, 0, 1))


def mobilenet_layer(inputs, outputs, kernel, stride, groups=1):
    layer = nn.Sequential()
    if stride == 2:
        layer.add_module("pad", SamePadding())
    padding = kernel // 2 if stride == 1 else 0
    layer.add_module("conv", nn.Conv2d(inputs, outputs, kernel, stride, padding, groups=groups,
                                       bias=False))
    layer.add_module("bn", nn.BatchNorm2d(outputs, eps=1e-3))
    layer.add_module("relu", nn.ReLU6())
    return layer


class MobileNetV1(nn.Module):
    """Howard et al. 2017, table 1, with every width multiplied."""

    LAYERS = [(1, 64), (2, 128), (1, 128), (2, 256), (1, 256), (2, 512), (1, 512), (1, 512),
              (1, 512), (1, 512), (1, 512), (2, 1024), (1, 1024)]

    def __init__(self, width):
        super().__init__()
        channels = int(32 * width)
        self.features = nn.Sequential()
        self.features.add_module("conv1", mobilenet_layer(3, channels, 3, 2))
        for i, (stride, full) in enumerate(self.LAYERS, 1):
            outputs = int(full * width)
            self.features.add_module(f"dw{i}", mobilenet_layer(channels, channels, 3, stride,
                                                               channels))
            self.features.add_module(f"pw{i}", mobilenet_layer(channels, outputs, 1, 1))
            channels = outputs
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(channels, 1000)

    def forward(self, x):
        return self.classifier(torch.flatten(self.pool(self.features(x)), 1))


class Shortcut(nn.Module):
    """He et al. 2015, option A: every second pixel, new channels are zeros on both sides."""

    def __init__(self, added):
        super().__init__()
        self.added = added

    def forward(self, x):
        return functional.pad(x[:, :, ::2, ::2],
                              (0, 0, 0, 0, self.added // 2, self.added // 2))


class CifarBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.relu2 = nn.ReLU()
        self.shortcut = Shortcut(outputs - inputs) if stride == 2 else None

    def forward(self, x):
        y = self.bn2(self.conv2(self.relu1(self.bn1(self.conv1(x)))))
        return self.relu2(y + (x if self.shortcut is None else self.shortcut(x)))


class CifarResNet(nn.Module):
    """He et al. 2015, section 4.2: 6 n + 2 layers on 32 x 32 pixels."""

    def __init__(self, depth):
        super().__init__()
        n = (depth - 2) // 6
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.relu = nn.ReLU()
        inputs = 16
        for i, outputs in enumerate((16, 32, 64), 1):
            blocks = [CifarBlock(inputs if k == 0 else outputs, outputs,
                                 2 if k == 0 and i > 1 else 1) for k in range(n)]
            setattr(self, f"layer{i}", nn.Sequential(*blocks))
            inputs = outputs
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.linear = nn.Linear(64, 10)

    def forward(self, x):
        y = self.layer3(self.layer2(self.layer1(self.relu(self.bn1(self.conv1(x))))))
        return self.linear(torch.flatten(self.pool(y), 1))


def window_mask(size, window, shift):
    """Liu et al. 2021, figure 4: after the cyclic shift, pixels of other regions are masked."""
    region = torch.zeros(size, dtype=torch.int64)
    region[size - window:] = 1
    region[size - shift:] = 2
    region = (region[:, None] * 3 + region[None, :]).view(size // window, window,
                                                          size // window, window)
    region = region.permute(0, 2, 1, 3).reshape(-1, window * window)
    return torch.where(region[:, None, :] == region[:, :, None], 0.0, -100.0)


def swin_attention(x, qkv_weight, proj_weight, relative_position_bias, window_size, num_heads,
                   shift_size, attention_dropout=0.0, dropout=0.0, qkv_bias=None,
                   proj_bias=None, logit_scale=None):
    """What torchvision's shifted_window_attention computes for the sizes of ImageNet, in fewer
    nodes: windows divide the image, nothing is dropped and the mask is a constant."""
    size, channels, window = int(x.shape[1]), int(x.shape[3]), window_size[0]
    shift = shift_size[0] if window < size else 0
    side, pixels, width = size // window, window * window, channels // num_heads
    assert size % window == 0 and logit_scale is None
    if shift > 0:
        x = torch.roll(x, (-shift, -shift), (1, 2))
    x = x.reshape(side, window, side, window, channels).permute(0, 2, 1, 3, 4)
    x = functional.linear(x.reshape(side * side, pixels, channels), qkv_weight, qkv_bias)
    x = x.reshape(side * side, pixels, 3, num_heads, width).permute(2, 0, 3, 1, 4)
    weights = (x[0] * width ** -0.5) @ x[1].transpose(-2, -1) + relative_position_bias
    if shift > 0:
        weights = weights + MASKS[size, window, shift]
    x = torch.softmax(weights, -1) @ x[2]
    x = functional.linear(x.transpose(1, 2).reshape(side * side, pixels, channels),
                          proj_weight, proj_bias)
    x = x.reshape(side, side, window, window, channels).permute(0, 2, 1, 3, 4)
    x = x.reshape(1, size, size, channels)
    return torch.roll(x, (shift, shift), (1, 2)) if shift > 0 else x


# Made beforehand, so that the exporter sees constants and not how they are computed.
MASKS = {(size, 7, 3): window_mask(size, 7, 3).unsqueeze(1) for size in (56, 28, 14)}
