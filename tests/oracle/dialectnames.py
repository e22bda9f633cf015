"""The names that other programs have for the tensors of torchvision's networks, written out by
going through the network: the zoo's rules go the other way.

Each function takes a network and gives {torchvision's name or (name, part): other name}.
"""
import re


def from_prefixes(model, rows):
    """rows: (torchvision's prefix, the other's); the longest that fits is replaced."""
    names = {}
    for name in model.state_dict():
        fitting = [row for row in rows if name.startswith(row[0])]
        if fitting:
            old, new = max(fitting, key=lambda row: len(row[0]))
            name_there = new + name[len(old):]
        else:
            name_there = name
        names[name] = name_there
    return names


def densenet_old(model):
    return {name: re.sub(r"(norm|conv)(\d)\.(?=\w+$)", r"\1.\2.", name)
            if "denselayer" in name else name for name in model.state_dict()}


def resnet_transformers(model):
    rows = [("conv1.", "resnet.embedder.embedder.convolution."),
            ("bn1.", "resnet.embedder.embedder.normalization."), ("fc.", "classifier.1.")]
    for stage in range(1, 5):
        for number, block in enumerate(getattr(model, f"layer{stage}")):
            old = f"layer{stage}.{number}."
            new = f"resnet.encoder.stages.{stage - 1}.layers.{number}."
            for k in range(1, 4 if hasattr(block, "conv3") else 3):
                rows += [(f"{old}conv{k}.", f"{new}layer.{k - 1}.convolution."),
                         (f"{old}bn{k}.", f"{new}layer.{k - 1}.normalization.")]
            rows += [(f"{old}downsample.0.", f"{new}shortcut.convolution."),
                     (f"{old}downsample.1.", f"{new}shortcut.normalization.")]
    return from_prefixes(model, rows)


def convnext(model, stem, down, block, parts, scale, norm, head):
    rows = [("features.0.0.", stem[0]), ("features.0.1.", stem[1]),
            ("classifier.0.", norm), ("classifier.2.", head)]
    for stage in range(4):
        rows.append((f"features.{2 * stage}.", down.format(stage)) if stage > 0 else rows[0])
        for number in range(len(model.features[2 * stage + 1])):
            old, new = f"features.{2 * stage + 1}.{number}.", block.format(stage, number)
            rows += [(old + f"block.{k}.", new + part) for k, part in zip((0, 2, 3, 5), parts)]
            rows.append((old + "layer_scale", new + scale))
    return from_prefixes(model, rows)


def convnext_timm(model):
    return convnext(model, ("stem.0.", "stem.1."), "stages.{}.downsample.",
                    "stages.{}.blocks.{}.", ("conv_dw.", "norm.", "mlp.fc1.", "mlp.fc2."),
                    "gamma", "head.norm.", "head.fc.")


def convnext_authors(model):
    return convnext(model, ("downsample_layers.0.0.", "downsample_layers.0.1."),
                    "downsample_layers.{}.", "stages.{}.{}.",
                    ("dwconv.", "norm.", "pwconv1.", "pwconv2."), "gamma", "norm.", "head.")


def convnext_transformers(model):
    return convnext(model, ("convnext.embeddings.patch_embeddings.",
                            "convnext.embeddings.layernorm."),
                    "convnext.encoder.stages.{}.downsampling_layer.",
                    "convnext.encoder.stages.{}.layers.{}.",
                    ("dwconv.", "layernorm.", "pwconv1.", "pwconv2."), "layer_scale_parameter",
                    "convnext.layernorm.", "classifier.")


def vit_old(model):
    return {name: name.replace("mlp.0.", "mlp.linear_1.").replace("mlp.3.", "mlp.linear_2.")
            for name in model.state_dict()}


def vit_timm(model):
    rows = [("class_token", "cls_token"), ("encoder.pos_embedding", "pos_embed"),
            ("conv_proj.", "patch_embed.proj."), ("encoder.ln.", "norm."),
            ("heads.head.", "head.")]
    for i in range(len(model.encoder.layers)):
        old, new = f"encoder.layers.encoder_layer_{i}.", f"blocks.{i}."
        rows += [(old + "ln_1.", new + "norm1."), (old + "ln_2.", new + "norm2."),
                 (old + "self_attention.in_proj_", new + "attn.qkv."),
                 (old + "self_attention.out_proj.", new + "attn.proj."),
                 (old + "mlp.0.", new + "mlp.fc1."), (old + "mlp.3.", new + "mlp.fc2.")]
    return from_prefixes(model, rows)


def vit_transformers(model):
    rows = [("class_token", "vit.embeddings.cls_token"),
            ("encoder.pos_embedding", "vit.embeddings.position_embeddings"),
            ("conv_proj.", "vit.embeddings.patch_embeddings.projection."),
            ("encoder.ln.", "vit.layernorm."), ("heads.head.", "classifier.")]
    for i in range(len(model.encoder.layers)):
        old, new = f"encoder.layers.encoder_layer_{i}.", f"vit.encoder.layer.{i}."
        rows += [(old + "ln_1.", new + "layernorm_before."),
                 (old + "ln_2.", new + "layernorm_after."),
                 (old + "self_attention.out_proj.", new + "attention.output.dense."),
                 (old + "mlp.0.", new + "intermediate.dense."),
                 (old + "mlp.3.", new + "output.dense.")]
    names = from_prefixes(model, rows)
    for i in range(len(model.encoder.layers)):
        for kind in ("weight", "bias"):
            name = f"encoder.layers.encoder_layer_{i}.self_attention.in_proj_{kind}"
            del names[name]
            for part, word in enumerate(("query", "key", "value")):
                names[name, part] = (f"vit.encoder.layer.{i}.attention.attention.{word}.{kind}")
    return names


def swin(model, down):
    rows = [("features.0.0.", "patch_embed.proj."), ("features.0.2.", "patch_embed.norm.")]
    for stage in range(4):
        if stage < 3:
            rows.append((f"features.{2 * stage + 2}.", f"layers.{stage + down}.downsample."))
        for number in range(len(model.features[2 * stage + 1])):
            old = f"features.{2 * stage + 1}.{number}."
            new = f"layers.{stage}.blocks.{number}."
            rows += [(old, new), (old + "mlp.0.", new + "mlp.fc1."),
                     (old + "mlp.3.", new + "mlp.fc2.")]
    return rows


def swin_authors(model):
    return from_prefixes(model, swin(model, 0))


def swin_timm(model):
    return from_prefixes(model, swin(model, 1) + [("head.", "head.fc.")])


def inverted_rows(old, new, block):
    """A block of MobileNet v3 or EfficientNet, found out from its layers."""
    layers = list(block)
    expanded = len(layers[0]) == 3 and layers[0][0].kernel_size == (1, 1)
    names = ["conv_pw", "bn1"] if expanded else ["conv_dw", "bn1"]
    rows = [(f"{old}0.0.", f"{new}{names[0]}."), (f"{old}0.1.", f"{new}{names[1]}.")]
    if expanded:
        rows += [(f"{old}1.0.", f"{new}conv_dw."), (f"{old}1.1.", f"{new}bn2.")]
    for i, layer in enumerate(layers):
        if hasattr(layer, "fc1"):
            rows += [(f"{old}{i}.fc1.", f"{new}se.conv_reduce."),
                     (f"{old}{i}.fc2.", f"{new}se.conv_expand.")]
    last = len(layers) - 1
    names = ["conv_pwl", "bn3"] if expanded else ["conv_pw", "bn2"]
    return rows + [(f"{old}{last}.0.", f"{new}{names[0]}."),
                   (f"{old}{last}.1.", f"{new}{names[1]}.")]


def efficientnet_timm(model):
    rows = [("features.0.0.", "conv_stem."), ("features.0.1.", "bn1."),
            ("features.8.0.", "conv_head."), ("features.8.1.", "bn2."),
            ("classifier.1.", "classifier.")]
    for stage in range(1, 8):
        for number, block in enumerate(model.features[stage]):
            rows += inverted_rows(f"features.{stage}.{number}.block.",
                                  f"blocks.{stage - 1}.{number}.", block.block)
    return from_prefixes(model, rows)


def by_width(blocks, width):
    """(stage, number) of each block as timm counts: a stage ends where the width changes."""
    places, stage, number = [], 0, -1
    for i, block in enumerate(blocks):
        new_stage = i > 0 and width(block) != width(blocks[i - 1])
        stage, number = (stage + 1, 0) if new_stage else (stage, number + 1)
        places.append((stage, number))
    return places


def mobilenet_v3_timm(model):
    n = len(model.features) - 1
    rows = [("features.0.0.", "conv_stem."), ("features.0.1.", "bn1."),
            ("classifier.0.", "conv_head."), ("classifier.3.", "classifier.")]
    blocks = [model.features[i] for i in range(1, n)]
    places = by_width(blocks, lambda b: b.block[-1][0].out_channels)
    for i, (block, (stage, number)) in enumerate(zip(blocks, places), 1):
        rows += inverted_rows(f"features.{i}.block.", f"blocks.{stage}.{number}.", block.block)
    last = places[-1][0] + 1
    rows += [(f"features.{n}.0.", f"blocks.{last}.0.conv."),
             (f"features.{n}.1.", f"blocks.{last}.0.bn1.")]
    return from_prefixes(model, rows)


def mobilenet_v2_timm(model):
    rows = [("features.0.0.", "conv_stem."), ("features.0.1.", "bn1."),
            ("features.18.0.", "conv_head."), ("features.18.1.", "bn2."),
            ("classifier.1.", "classifier.")]
    blocks = [model.features[i] for i in range(1, 18)]
    for i, (stage, number) in enumerate(by_width(blocks, lambda b: b.out_channels), 1):
        old, new = f"features.{i}.conv.", f"blocks.{stage}.{number}."
        if i == 1:
            rows += [(old + "0.0.", new + "conv_dw."), (old + "0.1.", new + "bn1."),
                     (old + "1.", new + "conv_pw."), (old + "2.", new + "bn2.")]
        else:
            rows += [(old + "0.0.", new + "conv_pw."), (old + "0.1.", new + "bn1."),
                     (old + "1.0.", new + "conv_dw."), (old + "1.1.", new + "bn2."),
                     (old + "2.", new + "conv_pwl."), (old + "3.", new + "bn3.")]
    return from_prefixes(model, rows)
