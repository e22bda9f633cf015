"""torchvision's classification families, each as small as its constructor lets it be.

FAMILIES maps a family to a Family: how it is made, and for how large a picture. The graphs are
those of the published networks; only width, depth and the number of classes are less. make (name)
gives one with weights from a seed in which nothing is degenerate: no bias, scale or embedding is
zero or one, no layer scale tiny, and the running statistics of batch-norms are those of a batch.
"""
import collections
import functools
import importlib
import zlib

import torch
from torch import nn
from torchvision import models
from torchvision.models import (convnext, efficientnet, inception, mobilenetv3, regnet, resnet,
                                swin_transformer, vgg)

# The package's attribute of this name is the constructor.
googlenet = importlib.import_module("torchvision.models.googlenet")

N_CLASSES = 10

# full: the constructors of the whole family in torchvision, for a check at their own size.
Family = collections.namedtuple("Family", "size build full", defaults=((),))


def make_alexnet():
    """A quarter of the width; the constructor has no say in it."""
    model = models.AlexNet(N_CLASSES)
    model.features = nn.Sequential(
        nn.Conv2d(3, 16, 11, 4, 2), nn.ReLU(True), nn.MaxPool2d(3, 2),
        nn.Conv2d(16, 48, 5, padding=2), nn.ReLU(True), nn.MaxPool2d(3, 2),
        nn.Conv2d(48, 96, 3, padding=1), nn.ReLU(True),
        nn.Conv2d(96, 64, 3, padding=1), nn.ReLU(True),
        nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(True), nn.MaxPool2d(3, 2))
    model.classifier = nn.Sequential(
        nn.Dropout(), nn.Linear(64 * 6 * 6, 64), nn.ReLU(True),
        nn.Dropout(), nn.Linear(64, 64), nn.ReLU(True), nn.Linear(64, N_CLASSES))
    return model


def make_vgg(batch_norm):
    """VGG-11 with an eighth of the width and one pooling less, for 7 x 7 from 112 pixels."""
    plan = [8, "M", 16, 16, "M", 32, 32, "M", 64, 64, "M"]
    model = vgg.VGG(vgg.make_layers(plan, batch_norm), N_CLASSES)
    model.classifier = nn.Sequential(
        nn.Linear(64 * 7 * 7, 64), nn.ReLU(True), nn.Dropout(),
        nn.Linear(64, 64), nn.ReLU(True), nn.Dropout(), nn.Linear(64, N_CLASSES))
    return model


def make_convnext():
    setting = [convnext.CNBlockConfig(16, 32, 2), convnext.CNBlockConfig(32, 48, 1),
               convnext.CNBlockConfig(48, None, 1)]
    return models.ConvNeXt(setting, num_classes=N_CLASSES)


def narrow(block, inputs, outputs, **options):
    """A convolution of an Inception network with an eighth of the width."""
    return block(inputs if inputs == 3 else inputs // 8, outputs // 8, **options)


def make_googlenet():
    """Without the blocks that have as many channels after as before."""
    conv = functools.partial(narrow, googlenet.BasicConv2d)
    model = models.GoogLeNet(
        N_CLASSES, aux_logits=False, transform_input=True, init_weights=False,
        blocks=[conv, functools.partial(googlenet.Inception, conv_block=conv),
                googlenet.InceptionAux])
    model.inception4b = model.inception4c = model.inception5a = nn.Identity()
    model.fc = nn.Linear(1024 // 8, N_CLASSES)
    return model


def make_inception():
    """One block of each kind."""
    conv = functools.partial(narrow, inception.BasicConv2d)
    blocks = [inception.InceptionA, inception.InceptionB, inception.InceptionC,
              inception.InceptionD, inception.InceptionE]
    model = models.Inception3(
        N_CLASSES, aux_logits=False, transform_input=True, init_weights=False,
        inception_blocks=[conv] + [functools.partial(b, conv_block=conv) for b in blocks]
        + [inception.InceptionAux])
    model.Mixed_5d = model.Mixed_6c = model.Mixed_6d = model.Mixed_6e = nn.Identity()
    model.Mixed_7c = nn.Identity()
    model.fc = nn.Linear(2048 // 8, N_CLASSES)
    return model


def make_mobilenet_v3(arch, kept, last_channel):
    setting = mobilenetv3._mobilenet_v3_conf(arch, width_mult=0.5)[0]
    return models.MobileNetV3([setting[i] for i in kept], last_channel, N_CLASSES)


def make_efficientnet():
    block = functools.partial(efficientnet.MBConvConfig, width_mult=0.5, depth_mult=0.5)
    setting = [block(1, 3, 1, 32, 16, 1), block(6, 3, 2, 16, 24, 2), block(6, 5, 2, 24, 40, 2),
               block(6, 3, 1, 40, 48, 2)]
    return models.EfficientNet(setting, 0.2, num_classes=N_CLASSES)


def make_efficientnet_v2():
    fused, plain = efficientnet.FusedMBConvConfig, efficientnet.MBConvConfig
    setting = [fused(1, 3, 1, 8, 8, 1), fused(4, 3, 2, 8, 16, 2), plain(4, 3, 2, 16, 24, 2),
               plain(6, 3, 1, 24, 32, 2)]
    return models.EfficientNet(setting, 0.2, num_classes=N_CLASSES, last_channel=128,
                               norm_layer=functools.partial(nn.BatchNorm2d, eps=1e-3))


def make_mnasnet():
    """Two blocks of every stack at most."""
    model = models.MNASNet(0.35, N_CLASSES)
    for i, layer in enumerate(model.layers):
        if isinstance(layer, nn.Sequential):
            model.layers[i] = layer[:2]
    return model


def make_regnet(se_ratio):
    params = regnet.BlockParams(depths=[1, 2, 1], widths=[16, 32, 48], group_widths=[8, 8, 8],
                                bottleneck_multipliers=[1.0] * 3, strides=[2, 2, 2],
                                se_ratio=se_ratio)
    return models.RegNet(params, N_CLASSES, stem_width=16)


def make_vit():
    return models.VisionTransformer(image_size=64, patch_size=16, num_layers=3, num_heads=4,
                                    hidden_dim=64, mlp_dim=128, num_classes=N_CLASSES)


def make_swin():
    """Windows of 4 in 8 x 8 tokens: shifted in the first stage; in the second one window is all."""
    return models.SwinTransformer([4, 4], 24, [2, 2], [3, 6], [4, 4], num_classes=N_CLASSES)


def make_swin_v2():
    return models.SwinTransformer(
        [4, 4], 24, [2, 2], [3, 6], [4, 4], num_classes=N_CLASSES,
        block=swin_transformer.SwinTransformerBlockV2,
        downsample_layer=swin_transformer.PatchMergingV2)


def make_resnet(block, **options):
    """Without the last stage, which has most of the parameters."""
    model = models.ResNet(block, [1, 2, 1, 1], N_CLASSES, **options)
    model.layer4 = nn.Identity()
    model.fc = nn.Linear(256 * block.expansion, N_CLASSES)
    return model


FAMILIES = {
    "alexnet": Family(224, make_alexnet, ("alexnet",)),
    "convnext": Family(64, make_convnext, ("convnext_tiny",)),
    "densenet": Family(64, lambda: models.DenseNet(8, (2, 3, 2), 16, num_classes=N_CLASSES),
                       ("densenet121",)),
    "efficientnet": Family(64, make_efficientnet, ("efficientnet_b0",)),
    "efficientnet_v2": Family(64, make_efficientnet_v2, ("efficientnet_v2_s",)),
    "googlenet": Family(64, make_googlenet, ("googlenet",)),
    "inception_v3": Family(107, make_inception, ("inception_v3",)),
    "mnasnet": Family(64, make_mnasnet, ("mnasnet0_5", "mnasnet1_0")),
    "mobilenet_v2": Family(
        64, lambda: models.MobileNetV2(N_CLASSES, 0.5, [[1, 16, 1, 1], [6, 24, 2, 2],
                                                        [6, 32, 2, 2], [6, 64, 2, 2]]),
        ("mobilenet_v2",)),
    "mobilenet_v3_large": Family(
        64, lambda: make_mobilenet_v3("mobilenet_v3_large", (0, 1, 3, 4, 6, 7, 10), 64),
        ("mobilenet_v3_large",)),
    "mobilenet_v3_small": Family(
        64, lambda: make_mobilenet_v3("mobilenet_v3_small", (0, 1, 2, 3, 4, 6), 64),
        ("mobilenet_v3_small",)),
    "regnet_x": Family(64, lambda: make_regnet(None), ("regnet_x_400mf",)),
    "regnet_y": Family(64, lambda: make_regnet(0.25), ("regnet_y_400mf",)),
    "resnet": Family(64, lambda: make_resnet(resnet.BasicBlock), ("resnet18", "resnet50")),
    "resnet (bottleneck)": Family(64, lambda: make_resnet(resnet.Bottleneck, width_per_group=16)),
    "resnext": Family(64, lambda: make_resnet(resnet.Bottleneck, groups=8, width_per_group=4),
                      ("resnext50_32x4d",)),
    "wide_resnet": Family(64, lambda: make_resnet(resnet.Bottleneck, width_per_group=32),
                          ("wide_resnet50_2",)),
    "shufflenet_v2": Family(64, lambda: models.ShuffleNetV2([1, 2, 1], [16, 32, 48, 64, 96],
                                                            N_CLASSES), ("shufflenet_v2_x1_0",)),
    "squeezenet 1.0": Family(65, lambda: models.SqueezeNet("1_0", N_CLASSES), ("squeezenet1_0",)),
    "squeezenet 1.1": Family(65, lambda: models.SqueezeNet("1_1", N_CLASSES), ("squeezenet1_1",)),
    "swin": Family(32, make_swin, ("swin_t",)),
    "swin_v2": Family(32, make_swin_v2, ("swin_v2_t",)),
    "vgg": Family(112, lambda: make_vgg(False), ("vgg11",)),
    "vgg_bn": Family(112, lambda: make_vgg(True), ("vgg11_bn",)),
    "vit": Family(64, make_vit, ("vit_b_16",)),
}


def awaken(model, size):
    """Gives every parameter a value that shows: a mistake with a zero bias or a scale of one would
    not. Weights let through what comes in, or logits would hardly depend on the picture."""
    for module in model.modules():
        for name, parameter in module.named_parameters(recurse=False):
            data = parameter.data
            if isinstance(module, (nn.BatchNorm2d, nn.LayerNorm)) and name == "weight":
                nn.init.uniform_(data, 0.5, 1.5)
            elif name == "layer_scale":
                nn.init.uniform_(data, 0.5, 1.0)
            elif data.ndim == 1:
                data.add_(torch.empty_like(data).uniform_(-0.2, 0.2))
            elif name in ("weight", "in_proj_weight"):
                nn.init.kaiming_normal_(data)
            elif name != "logit_scale":
                nn.init.normal_(data, std=0.3)
    x = torch.rand(32, 3, size, size) * 2 - 1
    set_statistics(model.eval(), x)
    # Logits of the size that a network's are before it is trained.
    layers = [m for m in model.modules() if isinstance(m, nn.Linear)]
    if layers:
        with torch.no_grad():
            layers[-1].weight /= model(x).std()
    return model


def set_statistics(model, x):
    """The running statistics of batch-norms become those of a batch."""
    norms = [m for m in model.modules() if isinstance(m, nn.BatchNorm2d)]
    momentum = [m.momentum for m in norms]
    for module in norms:
        module.momentum = 1.0
        module.train()
    if norms:
        with torch.no_grad():
            model(x)
    for module, value in zip(norms, momentum):
        module.momentum = value
        module.eval()


def make(name):
    """The same weights in every process."""
    torch.manual_seed(zlib.crc32(name.encode()))
    family = FAMILIES[name]
    model = awaken(family.build(), family.size)
    if name.startswith("squeezenet"):
        # A ReLU follows the last layer: logits that are all cut off teach nothing.
        model.classifier[1].bias.data += 1.0
    return model


def make_full(constructor):
    torch.manual_seed(zlib.crc32(constructor.encode()))
    model = getattr(models, constructor)(
        **({"init_weights": False, "transform_input": True}
           if constructor in ("googlenet", "inception_v3") else {}))
    size = 299 if constructor == "inception_v3" else 224
    return awaken(model, size), size
