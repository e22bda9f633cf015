"""Writes the zoo: for each known network NAME.json, what is known about it, and NAME.onnx.gz, its
graph without weights.

make-zoo.py [NAME...]: run by hand with Debian's python3-torchvision and python3-onnx, in the
folder that the files go to; the build only packs them. A new network is a row in MODELS, and, when
torchvision has not got it, a class in architectures.py.
"""
import json
import math
import os
import re
import sys
import warnings

import torch
import torchvision
from torchvision.models import swin_transformer

import architectures
import dialects
import skeleton

HERE = os.path.dirname(os.path.abspath(__file__))
IMAGENET = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
TORCHVISION_LICENCE = "BSD-3-Clause; trained on ImageNet-1k, whose terms apply to the weights"
SWAG_LICENCE = "CC-BY-NC-4.0 (SWAG)"

# Family: source, operator set, tensors of its files that the graph has no use for.
FAMILIES = {
    "AlexNet": ("https://arxiv.org/abs/1404.5997", 13, []),
    "ConvNeXt": ("https://arxiv.org/abs/2201.03545", 17, []),
    "DenseNet": ("https://arxiv.org/abs/1608.06993", 13, []),
    "EfficientNet": ("https://arxiv.org/abs/1905.11946", 13, []),
    "EfficientNetV2": ("https://arxiv.org/abs/2104.00298", 13, []),
    "GoogLeNet": ("https://arxiv.org/abs/1409.4842", 13, [r"^aux[12]\."]),
    "Inception": ("https://arxiv.org/abs/1512.00567", 13, [r"^AuxLogits\."]),
    "MNASNet": ("https://arxiv.org/abs/1807.11626", 13, []),
    "MobileNet": ("https://arxiv.org/abs/1704.04861", 13, []),
    "MobileNetV2": ("https://arxiv.org/abs/1801.04381", 13, []),
    "MobileNetV3": ("https://arxiv.org/abs/1905.02244", 13, []),
    "RegNet": ("https://arxiv.org/abs/2003.13678", 13, []),
    "ResNet": ("https://arxiv.org/abs/1512.03385", 13, []),
    "ResNet for CIFAR-10": ("https://arxiv.org/abs/1512.03385", 13, []),
    "ResNeXt": ("https://arxiv.org/abs/1611.05431", 13, []),
    "ShuffleNetV2": ("https://arxiv.org/abs/1807.11164", 13, []),
    "SqueezeNet": ("https://arxiv.org/abs/1602.07360", 13, []),
    "Swin Transformer": ("https://arxiv.org/abs/2103.14030", 17,
                         [r"relative_position_index$", r"attn_mask$"]),
    "VGG": ("https://arxiv.org/abs/1409.1556", 13, []),
    "Vision Transformer": ("https://arxiv.org/abs/2010.11929", 17, [r"^vit\.pooler\."]),
    "Wide ResNet": ("https://arxiv.org/abs/1605.07146", 13, []),
}

# Name, title, family.
TORCHVISION = [
    ("alexnet", "AlexNet", "AlexNet"),
    ("convnext_tiny", "ConvNeXt tiny", "ConvNeXt"),
    ("convnext_small", "ConvNeXt small", "ConvNeXt"),
    ("convnext_base", "ConvNeXt base", "ConvNeXt"),
    ("densenet121", "DenseNet-121", "DenseNet"),
    ("densenet169", "DenseNet-169", "DenseNet"),
    ("densenet201", "DenseNet-201", "DenseNet"),
    ("efficientnet_b0", "EfficientNet-B0", "EfficientNet"),
    ("efficientnet_b1", "EfficientNet-B1", "EfficientNet"),
    ("efficientnet_b2", "EfficientNet-B2", "EfficientNet"),
    ("efficientnet_b3", "EfficientNet-B3", "EfficientNet"),
    ("efficientnet_b4", "EfficientNet-B4", "EfficientNet"),
    ("efficientnet_v2_s", "EfficientNetV2 small", "EfficientNetV2"),
    ("googlenet", "GoogLeNet", "GoogLeNet"),
    ("inception_v3", "Inception v3", "Inception"),
    ("mnasnet0_5", "MNASNet, width 0.5", "MNASNet"),
    ("mnasnet0_75", "MNASNet, width 0.75", "MNASNet"),
    ("mnasnet1_0", "MNASNet, width 1.0", "MNASNet"),
    ("mnasnet1_3", "MNASNet, width 1.3", "MNASNet"),
    ("mobilenet_v2", "MobileNet v2", "MobileNetV2"),
    ("mobilenet_v3_small", "MobileNet v3 small", "MobileNetV3"),
    ("mobilenet_v3_large", "MobileNet v3 large", "MobileNetV3"),
    ("regnet_x_400mf", "RegNetX 400MF", "RegNet"),
    ("regnet_x_800mf", "RegNetX 800MF", "RegNet"),
    ("regnet_x_1_6gf", "RegNetX 1.6GF", "RegNet"),
    ("regnet_x_3_2gf", "RegNetX 3.2GF", "RegNet"),
    ("regnet_y_400mf", "RegNetY 400MF", "RegNet"),
    ("regnet_y_800mf", "RegNetY 800MF", "RegNet"),
    ("regnet_y_1_6gf", "RegNetY 1.6GF", "RegNet"),
    ("regnet_y_3_2gf", "RegNetY 3.2GF", "RegNet"),
    ("resnet18", "ResNet-18", "ResNet"),
    ("resnet34", "ResNet-34", "ResNet"),
    ("resnet50", "ResNet-50", "ResNet"),
    ("resnet101", "ResNet-101", "ResNet"),
    ("resnet152", "ResNet-152", "ResNet"),
    ("resnext50_32x4d", "ResNeXt-50, 32 x 4d", "ResNeXt"),
    ("resnext101_32x8d", "ResNeXt-101, 32 x 8d", "ResNeXt"),
    ("shufflenet_v2_x0_5", "ShuffleNet v2, width 0.5", "ShuffleNetV2"),
    ("shufflenet_v2_x1_0", "ShuffleNet v2, width 1.0", "ShuffleNetV2"),
    ("shufflenet_v2_x1_5", "ShuffleNet v2, width 1.5", "ShuffleNetV2"),
    ("shufflenet_v2_x2_0", "ShuffleNet v2, width 2.0", "ShuffleNetV2"),
    ("squeezenet1_0", "SqueezeNet 1.0", "SqueezeNet"),
    ("squeezenet1_1", "SqueezeNet 1.1", "SqueezeNet"),
    ("swin_t", "Swin tiny", "Swin Transformer"),
    ("swin_s", "Swin small", "Swin Transformer"),
    ("swin_b", "Swin base", "Swin Transformer"),
    ("vgg11", "VGG-11", "VGG"),
    ("vgg11_bn", "VGG-11 with batch normalisation", "VGG"),
    ("vgg13", "VGG-13", "VGG"),
    ("vgg13_bn", "VGG-13 with batch normalisation", "VGG"),
    ("vgg16", "VGG-16", "VGG"),
    ("vgg16_bn", "VGG-16 with batch normalisation", "VGG"),
    ("vgg19", "VGG-19", "VGG"),
    ("vgg19_bn", "VGG-19 with batch normalisation", "VGG"),
    ("vit_b_16", "ViT-B/16", "Vision Transformer"),
    ("vit_b_32", "ViT-B/32", "Vision Transformer"),
    ("wide_resnet50_2", "Wide ResNet-50-2", "Wide ResNet"),
]

# Width, top-1 and top-5 accuracy as the authors published them.
MOBILENET_V1 = [("025", 0.25, 49.8, 74.2), ("050", 0.5, 63.3, 84.9), ("075", 0.75, 68.4, 88.2),
                ("100", 1.0, 70.9, 89.9)]
# Depth, first digits of the file's hash, test error on CIFAR-10 as published with the weights.
CIFAR = [(20, "12fca82f", 8.27), (32, "d509ac18", 7.37), (44, "014dd654", 6.90),
         (56, "4bfd9763", 6.61), (110, "1d1ed7c2", 6.32)]

# Networks whose weights TensorFlow trained, as timm carries them: "same" padding as TensorFlow
# does it and another epsilon. Name, the network of torchvision, title, file, mean and deviation.
TIMM = "https://github.com/huggingface/pytorch-image-models/releases/download/v0.1-weights/"
TENSORFLOW = [
    ("tf_efficientnet_b0", "efficientnet_b0", "EfficientNet-B0 of TensorFlow",
     "tf_efficientnet_b0_ns-c0e6a31c.pth", *IMAGENET),
    ("tf_mobilenetv3_large_100", "mobilenet_v3_large", "MobileNet v3 large of TensorFlow",
     "tf_mobilenetv3_large_100-427764d5.pth", dialects.HALF, dialects.HALF),
    ("tf_mobilenetv3_small_100", "mobilenet_v3_small", "MobileNet v3 small of TensorFlow",
     "tf_mobilenetv3_small_100-37f49e2b.pth", dialects.HALF, dialects.HALF),
]


def hash_in(url):
    """The hexadecimal digits at the end of a file's name begin its SHA-256."""
    match = re.search(r"-([0-9a-f]{8,})\.", os.path.basename(url))
    return match[1][:8] if match else None


def torchvision_weights(name, size):
    rows = []
    for weights in torchvision.models.get_model_weights(name):
        transforms = weights.transforms()
        metrics = weights.meta["_metrics"].get("ImageNet-1K")
        # Not those for detection, which have no head, or for another input.
        if math.isnan(metrics["acc@1"]) or transforms.crop_size != [size]:
            continue
        assert (transforms.mean, transforms.std) == IMAGENET
        rows.append({
            "name": weights.name, "data": "ImageNet-1k", "top1": metrics["acc@1"],
            "top5": metrics["acc@5"], "resize": transforms.resize_size[0],
            "interpolation": transforms.interpolation.value, "url": weights.url,
            "sha256": hash_in(weights.url),
            "licence": SWAG_LICENCE if "license" in weights.meta else TORCHVISION_LICENCE})
    return rows


def entry(name, title, family, size, outputs, mean, deviation, weights):
    source, _, ignored = FAMILIES[family]
    return {"name": name, "title": title, "family": family, "source": source, "input": size,
            "outputs": outputs, "mean": mean, "deviation": deviation,
            "ignored": [r"\.num_batches_tracked$"] + ignored, "weights": weights,
            "dialects": dialects.of(name, family)}


def from_torchvision(name, title, family):
    weights = torchvision.models.get_model_weights(name)
    size = weights.IMAGENET1K_V1.transforms().crop_size[0]
    # Both normalise their input once more inside, which comes to x * 2 - 1.
    mean, deviation = ([0.5] * 3, [0.5] * 3) if name in ("googlenet", "inception_v3") else IMAGENET
    more = {"aux_logits": True, "init_weights": False} if mean[0] == 0.5 else {}
    model = torchvision.models.get_model(name, weights=None, **more)
    row = entry(name, title, family, size, 1000, mean, deviation,
                torchvision_weights(name, size))
    return row, model, lambda graph: None


def mobilenet_v1(text, width, top1, top5):
    name = f"mobilenet_v1_{text}"
    digits = {0.5: "0.50"}.get(width, str(width))
    weights = [{"name": "TensorFlow.js", "data": "ImageNet-1k", "top1": top1, "top5": top5,
                "resize": 256, "interpolation": "bilinear",
                "url": "https://storage.googleapis.com/tfjs-models/tfjs/"
                       f"mobilenet_v1_{digits}_224/model.json",
                "sha256": None, "licence": "Apache-2.0"}]
    row = entry(name, f"MobileNet v1, width {width}", "MobileNet", 224, 1000, [0.5] * 3,
                [0.5] * 3, weights)
    return row, architectures.MobileNetV1(width), lambda graph: None


def cifar(depth, digits, test_error):
    name = f"resnet{depth}"
    weights = [{"name": "CIFAR-10", "data": "CIFAR-10", "top1": round(100 - test_error, 2),
                "top5": None, "resize": 32, "interpolation": "bilinear",
                "url": "https://github.com/akamaster/pytorch_resnet_cifar10/raw/master/"
                       f"pretrained_models/{name}-{digits}.th",
                "sha256": digits, "licence": "BSD-2-Clause"}]
    row = entry(f"{name}_cifar10", f"ResNet-{depth} for CIFAR-10", "ResNet for CIFAR-10", 32,
                10, *IMAGENET, weights)
    return row, architectures.CifarResNet(depth), lambda graph: None


def same_padding(graph):
    """TensorFlow's: at stride 2 on an even size there is one pixel more below and right. Its
    batch normalisation adds 1e-3."""
    for node in graph.node:
        attributes = {a.name: a for a in node.attribute}
        if node.op_type == "Conv" and list(attributes["strides"].ints) == [2, 2]:
            kernel = attributes["kernel_shape"].ints[0]
            attributes["pads"].ints[:] = [(kernel - 2) // 2] * 2 + [(kernel - 1) // 2] * 2
        if node.op_type == "BatchNormalization":
            attributes["epsilon"].f = 1e-3


def tensorflow(name, base, title, file, mean, deviation):
    family = next(f for n, _, f in TORCHVISION if n == base)
    row, model, _ = from_torchvision(base, title, family)
    row.update(name=name, mean=mean, deviation=deviation, native=False, weights=[{
        "name": "timm", "data": "ImageNet-1k", "top1": None, "top5": None, "resize": 256,
        "interpolation": "bicubic" if "efficient" in name else "bilinear", "url": TIMM + file,
        "sha256": hash_in(file), "licence": "Apache-2.0"}])
    for dialect in row["dialects"]:
        dialect.pop("epsilon", None)
    return row, model, same_padding


def makers():
    for name, title, family in TORCHVISION:
        yield name, from_torchvision, (name, title, family)
    for row in MOBILENET_V1:
        yield f"mobilenet_v1_{row[0]}", mobilenet_v1, row
    for row in CIFAR:
        yield f"resnet{row[0]}_cifar10", cifar, row
    for row in TENSORFLOW:
        yield row[0], tensorflow, row


def layout(value, indent=0, width=96):
    """JSON with a line for what fits into one."""
    text = json.dumps(value)
    if len(text) + indent <= width or not isinstance(value, (list, dict)):
        return text
    if isinstance(value, dict):
        parts = [f"{json.dumps(k)}: " + layout(v, indent + 1, width) for k, v in value.items()]
    else:
        parts = [layout(v, indent + 1, width) for v in value]
    space = "\n" + " " * (indent + 1)
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return opening + space + ("," + space).join(parts) + "\n" + " " * indent + closing


def write(row, model, change):
    opset = FAMILIES[row["family"]][1]
    packed, head, count = skeleton.make(model, row["input"], opset, change)
    row.update(parameters=count, head=head)
    path = os.path.join(HERE, row["name"])
    with open(path + ".onnx.gz", "wb") as file:
        file.write(packed)
    with open(path + ".json", "w", encoding="ascii") as file:
        file.write(layout(row) + "\n")
    print(f"{row['name']}: {count} parameters, {len(packed)} bytes", flush=True)


def main():
    warnings.filterwarnings("ignore")
    swin_transformer.shifted_window_attention = architectures.swin_attention
    torch.manual_seed(1)
    for name, make, arguments in makers():
        if len(sys.argv) == 1 or name in sys.argv[1:]:
            write(*make(*arguments))


if __name__ == "__main__":
    main()
