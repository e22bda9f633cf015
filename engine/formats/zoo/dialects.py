"""What other programs call the tensors of the same network.

A dialect is used when the tensor "when" is in a file. Its rules are regular expressions, each
replaced in every name, one after the other; what is left is the name in the graph. "NAME#k" is
the k-th part of NAME: the parts are joined along the first dimension. Where a dialect's weights
come with another preprocessing or epsilon, it says so.

The names are those of timm 0.6 to 1.0 and of transformers 4; a row of each family is tested.
"""
import re

HALF = [0.5, 0.5, 0.5]


def resnet(entry):
    """timm calls them as torchvision does."""
    rules = [[r"^resnet\.embedder\.embedder\.convolution\.", "conv1."],
             [r"^resnet\.embedder\.embedder\.normalization\.", "bn1."],
             [r"^classifier\.1\.", "fc."],
             [r"\.shortcut\.convolution\.", ".downsample.0."],
             [r"\.shortcut\.normalization\.", ".downsample.1."]]
    for i in range(3):
        rules += [[rf"\.layer\.{i}\.convolution\.", f".conv{i + 1}."],
                  [rf"\.layer\.{i}\.normalization\.", f".bn{i + 1}."]]
    for i in range(4):
        rules.append([rf"^resnet\.encoder\.stages\.{i}\.layers\.", f"layer{i + 1}."])
    return [{"name": "transformers", "when": "resnet.embedder.embedder.convolution.weight",
             "rules": rules}]


def densenet(entry):
    """Files from before torchvision 0.3 have a dot in the names of the layers."""
    return [{"name": "torchvision before 0.3",
             "when": "features.denseblock1.denselayer1.norm.1.weight",
             "rules": [[r"\.(norm|conv)\.([12])\.", r".\1\2."]]}]


def convnext(entry):
    timm, author, hub = [], [], []
    for i in range(4):
        stage, down = f"features.{2 * i + 1}.", f"features.{2 * i}."
        timm += [[rf"^stages\.{i}\.blocks\.", stage], [rf"^stages\.{i}\.downsample\.", down]]
        author += [[rf"^stages\.{i}\.", stage], [rf"^downsample_layers\.{i}\.", down]]
        hub += [[rf"^convnext\.encoder\.stages\.{i}\.layers\.", stage],
                [rf"^convnext\.encoder\.stages\.{i}\.downsampling_layer\.", down]]
    timm += [[r"^stem\.", "features.0."], [r"^head\.norm\.", "classifier.0."],
             [r"^head\.fc\.", "classifier.2."], [r"\.conv_dw\.", ".block.0."],
             [r"\.norm\.", ".block.2."], [r"\.mlp\.fc1\.", ".block.3."],
             [r"\.mlp\.fc2\.", ".block.5."], [r"\.gamma$", ".layer_scale"]]
    author += [[r"^norm\.", "classifier.0."], [r"^head\.", "classifier.2."],
               [r"\.dwconv\.", ".block.0."], [r"\.norm\.", ".block.2."],
               [r"\.pwconv1\.", ".block.3."], [r"\.pwconv2\.", ".block.5."],
               [r"\.gamma$", ".layer_scale"]]
    hub += [[r"^convnext\.embeddings\.patch_embeddings\.", "features.0.0."],
            [r"^convnext\.embeddings\.layernorm\.", "features.0.1."],
            [r"^convnext\.layernorm\.", "classifier.0."], [r"^classifier\.(weight|bias)$",
                                                           r"classifier.2.\1"],
            [r"\.dwconv\.", ".block.0."], [r"\.layernorm\.", ".block.2."],
            [r"\.pwconv1\.", ".block.3."], [r"\.pwconv2\.", ".block.5."],
            [r"\.layer_scale_parameter$", ".layer_scale"]]
    return [{"name": "timm", "when": "stem.0.weight", "rules": timm},
            {"name": "ConvNeXt's authors", "when": "downsample_layers.0.0.weight",
             "rules": author},
            {"name": "transformers", "when": "convnext.embeddings.layernorm.weight",
             "rules": hub}]


def vit(entry):
    layer = r"encoder.layers.encoder_layer_\1."
    old = [[r"\.mlp\.linear_1\.", ".mlp.0."], [r"\.mlp\.linear_2\.", ".mlp.3."]]
    timm = [[r"^cls_token$", "class_token"], [r"^pos_embed$", "encoder.pos_embedding"],
            [r"^patch_embed\.proj\.", "conv_proj."], [r"^norm\.", "encoder.ln."],
            [r"^head\.", "heads.head."], [r"^blocks\.(\d+)\.", layer],
            [r"\.norm([12])\.", r".ln_\1."], [r"\.attn\.qkv\.", ".self_attention.in_proj_"],
            [r"\.attn\.proj\.", ".self_attention.out_proj."], [r"\.mlp\.fc1\.", ".mlp.0."],
            [r"\.mlp\.fc2\.", ".mlp.3."]]
    hub = [[r"^vit\.embeddings\.cls_token$", "class_token"],
           [r"^vit\.embeddings\.position_embeddings$", "encoder.pos_embedding"],
           [r"^vit\.embeddings\.patch_embeddings\.projection\.", "conv_proj."],
           [r"^vit\.layernorm\.", "encoder.ln."], [r"^classifier\.", "heads.head."],
           [r"^vit\.encoder\.layer\.(\d+)\.", layer],
           [r"\.layernorm_before\.", ".ln_1."], [r"\.layernorm_after\.", ".ln_2."],
           [r"\.attention\.output\.dense\.", ".self_attention.out_proj."],
           [r"\.intermediate\.dense\.", ".mlp.0."], [r"\.output\.dense\.", ".mlp.3."]]
    for part, name in enumerate(("query", "key", "value")):
        hub.append([rf"\.attention\.attention\.{name}\.(\w+)$",
                    rf".self_attention.in_proj_\1#{part}"])
    return [{"name": "torchvision before 0.14",
             "when": "encoder.layers.encoder_layer_0.mlp.linear_1.weight", "rules": old},
            {"name": "timm", "when": "cls_token", "rules": timm, "mean": HALF,
             "deviation": HALF},
            {"name": "transformers", "when": "vit.embeddings.cls_token", "rules": hub,
             "mean": HALF, "deviation": HALF, "epsilon": 1e-12}]


def swin(entry):
    old, new = [], []
    for i in range(4):
        blocks = [rf"^layers\.{i}\.blocks\.", f"features.{2 * i + 1}."]
        old += [blocks, [rf"^layers\.{i}\.downsample\.", f"features.{2 * i + 2}."]]
        new += [blocks, [rf"^layers\.{i}\.downsample\.", f"features.{2 * i}."]]
    both = [[r"^patch_embed\.proj\.", "features.0.0."], [r"^patch_embed\.norm\.", "features.0.2."],
            [r"\.mlp\.fc1\.", ".mlp.0."], [r"\.mlp\.fc2\.", ".mlp.3."]]
    return [{"name": "Swin's authors", "when": "layers.0.downsample.norm.weight",
             "rules": old + both},
            {"name": "timm", "when": "layers.3.downsample.norm.weight",
             "rules": new + both + [[r"^head\.fc\.", "head."]]}]


# How torchvision numbers the blocks that timm numbers by stage: first feature of each stage.
STAGES = {
    "mobilenet_v2": [1, 2, 4, 7, 11, 14, 17],
    "mobilenet_v3_large": [1, 2, 4, 7, 11, 13],
    "mobilenet_v3_small": [1, 2, 4, 7, 9],
}
BLOCKS = {
    "mobilenet_v2": [1, 2, 3, 4, 3, 3, 1],
    "mobilenet_v3_large": [1, 2, 3, 4, 2, 3],
    "mobilenet_v3_small": [1, 2, 3, 2, 3],
}


def inverted(entry, squeezed):
    """The parts of a block with expansion; squeezed: with squeeze and excitation."""
    if entry.startswith("mobilenet_v2"):
        return [("conv_pw", "conv.0.0"), ("bn1", "conv.0.1"), ("conv_dw", "conv.1.0"),
                ("bn2", "conv.1.1"), ("conv_pwl", "conv.2"), ("bn3", "conv.3")]
    last = 3 if squeezed else 2
    return [("conv_pw", "block.0.0"), ("bn1", "block.0.1"), ("conv_dw", "block.1.0"),
            ("bn2", "block.1.1"), ("conv_pwl", f"block.{last}.0"), ("bn3", f"block.{last}.1"),
            ("se.conv_reduce", "block.2.fc1"), ("se.conv_expand", "block.2.fc2")]


def separable(entry, squeezed):
    """The parts of a block without expansion."""
    if entry.startswith("mobilenet_v2"):
        return [("conv_dw", "conv.0.0"), ("bn1", "conv.0.1"), ("conv_pw", "conv.1"),
                ("bn2", "conv.2")]
    last = 2 if squeezed else 1
    return [("conv_dw", "block.0.0"), ("bn1", "block.0.1"), ("conv_pw", f"block.{last}.0"),
            ("bn2", f"block.{last}.1"), ("se.conv_reduce", "block.1.fc1"),
            ("se.conv_expand", "block.1.fc2")]


def parts(stage, rows):
    """Rules for the parts of the blocks of one stage; the blocks themselves follow."""
    return [[rf"^(blocks\.{stage}\.\d+)\.{re.escape(old)}\.", rf"\1.{new}."] for old, new in rows]


def mobilenet(entry):
    """MobileNet v2 and v3; squeeze and excitation where torchvision's tables have it."""
    squeezed = {"mobilenet_v2": [], "mobilenet_v3_large": [2, 4, 5],
                "mobilenet_v3_small": [0, 2, 3, 4]}[entry]
    rules = parts(0, separable(entry, 0 in squeezed))
    stages = STAGES[entry]
    for i in range(1, len(stages)):
        rules += parts(i, inverted(entry, i in squeezed))
    for i, first in enumerate(stages):
        for k in range(BLOCKS[entry][i]):
            rules.append([rf"^blocks\.{i}\.{k}\.", f"features.{first + k}."])
    last = stages[-1] + BLOCKS[entry][-1]
    rules += [[r"^conv_stem\.", "features.0.0."], [r"^bn1\.", "features.0.1."]]
    if entry == "mobilenet_v2":
        rules += [[r"^conv_head\.", f"features.{last}.0."], [r"^bn2\.", f"features.{last}.1."],
                  [r"^classifier\.(weight|bias)$", r"classifier.1.\1"]]
        return [{"name": "timm", "when": "conv_stem.weight", "rules": rules}]
    rules += [[rf"^blocks\.{len(stages)}\.0\.conv\.", f"features.{last}.0."],
              [rf"^blocks\.{len(stages)}\.0\.bn1\.", f"features.{last}.1."],
              [r"^conv_head\.", "classifier.0."],
              [r"^classifier\.(weight|bias)$", r"classifier.3.\1"]]
    return [{"name": "timm", "when": "conv_stem.weight", "rules": rules, "epsilon": 1e-5}]


def efficientnet(entry):
    """B0 to B4: stage i of timm is feature i + 1."""
    rules = parts(0, separable(entry, True))
    for i in range(1, 7):
        rules += parts(i, inverted(entry, True))
    for i in range(7):
        rules.append([rf"^blocks\.{i}\.", f"features.{i + 1}."])
    rules += [[r"^conv_stem\.", "features.0.0."], [r"^bn1\.", "features.0.1."],
              [r"^conv_head\.", "features.8.0."], [r"^bn2\.", "features.8.1."],
              [r"^classifier\.(weight|bias)$", r"classifier.1.\1"]]
    return [{"name": "timm", "when": "conv_stem.weight", "rules": rules}]


FAMILIES = {"ResNet": resnet, "ResNeXt": resnet, "Wide ResNet": resnet, "DenseNet": densenet,
            "ConvNeXt": convnext, "Vision Transformer": vit, "Swin Transformer": swin}


def of(entry, family):
    if entry in STAGES:
        return mobilenet(entry)
    if entry.removeprefix("tf_").startswith("efficientnet_b"):
        return efficientnet(entry)
    return FAMILIES[family](entry) if family in FAMILIES else []
