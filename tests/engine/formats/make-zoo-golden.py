"""make-zoo-golden.py FOLDER: names and shapes as torchvision, timm and transformers have them, one
"NAME DIMS" a line, and zoo-golden.h, logits of PyTorch. Run by hand with Debian's
python3-torchvision.

The names of timm and transformers are written out here as those programs make them, and not by
the rules that the zoo has for them.
"""
import os
import sys

import torch
import torchvision


def dims(value):
    return "x".join(map(str, value.shape))


def state_of(name):
    return torchvision.models.get_model(name, weights=None).state_dict()


def write(folder, name, rows):
    with open(os.path.join(folder, name + ".txt"), "w", encoding="ascii") as file:
        for key, shape in rows:
            file.write(f"{key} {shape}".rstrip() + "\n")


def norm(name, n):
    return [(f"{name}.weight", n), (f"{name}.bias", n), (f"{name}.running_mean", n),
            (f"{name}.running_var", n), (f"{name}.num_batches_tracked", "")]


def timm_mobilenet_v3_small():
    """timm's mobilenetv3_small_100: channels, expansion, kernel and squeeze by block."""
    rows = [("conv_stem.weight", "16x3x3x3")] + norm("bn1", 16)
    rows += [("blocks.0.0.conv_dw.weight", "16x1x3x3")] + norm("blocks.0.0.bn1", 16)
    rows += [("blocks.0.0.se.conv_reduce.weight", "8x16x1x1"),
             ("blocks.0.0.se.conv_reduce.bias", 8),
             ("blocks.0.0.se.conv_expand.weight", "16x8x1x1"),
             ("blocks.0.0.se.conv_expand.bias", 16),
             ("blocks.0.0.conv_pw.weight", "16x16x1x1")] + norm("blocks.0.0.bn2", 16)
    inputs = 16
    for stage, blocks in enumerate([[(72, 3, 0, 24), (88, 3, 0, 24)],
                                    [(96, 5, 24, 40), (240, 5, 64, 40), (240, 5, 64, 40)],
                                    [(120, 5, 32, 48), (144, 5, 40, 48)],
                                    [(288, 5, 72, 96), (576, 5, 144, 96), (576, 5, 144, 96)]], 1):
        for number, (wide, kernel, squeezed, outputs) in enumerate(blocks):
            block = f"blocks.{stage}.{number}"
            rows += [(f"{block}.conv_pw.weight", f"{wide}x{inputs}x1x1")]
            rows += norm(f"{block}.bn1", wide)
            rows += [(f"{block}.conv_dw.weight", f"{wide}x1x{kernel}x{kernel}")]
            rows += norm(f"{block}.bn2", wide)
            if squeezed:
                rows += [(f"{block}.se.conv_reduce.weight", f"{squeezed}x{wide}x1x1"),
                         (f"{block}.se.conv_reduce.bias", squeezed),
                         (f"{block}.se.conv_expand.weight", f"{wide}x{squeezed}x1x1"),
                         (f"{block}.se.conv_expand.bias", wide)]
            rows += [(f"{block}.conv_pwl.weight", f"{outputs}x{wide}x1x1")]
            rows += norm(f"{block}.bn3", outputs)
            inputs = outputs
    rows += [("blocks.5.0.conv.weight", "576x96x1x1")] + norm("blocks.5.0.bn1", 576)
    return rows + [("conv_head.weight", "1024x576x1x1"), ("conv_head.bias", 1024),
                   ("classifier.weight", "1000x1024"), ("classifier.bias", 1000)]


def linear(name, outputs, inputs):
    return [(f"{name}.weight", f"{outputs}x{inputs}"), (f"{name}.bias", outputs)]


def layer_norm(name):
    return [(f"{name}.weight", 768), (f"{name}.bias", 768)]


def transformers_vit():
    """ViTForImageClassification of vit-base-patch16-224."""
    rows = [("vit.embeddings.cls_token", "1x1x768"),
            ("vit.embeddings.position_embeddings", "1x197x768"),
            ("vit.embeddings.patch_embeddings.projection.weight", "768x3x16x16"),
            ("vit.embeddings.patch_embeddings.projection.bias", 768)]
    for i in range(12):
        layer = f"vit.encoder.layer.{i}"
        for part in ("query", "key", "value"):
            rows += linear(f"{layer}.attention.attention.{part}", 768, 768)
        rows += linear(f"{layer}.attention.output.dense", 768, 768)
        rows += linear(f"{layer}.intermediate.dense", 3072, 768)
        rows += linear(f"{layer}.output.dense", 768, 3072)
        rows += layer_norm(f"{layer}.layernorm_before") + layer_norm(f"{layer}.layernorm_after")
    return rows + layer_norm("vit.layernorm") + linear("classifier", 1000, 768)


def timm_vit():
    """timm's vit_base_patch16_224."""
    rows = [("cls_token", "1x1x768"), ("pos_embed", "1x197x768"),
            ("patch_embed.proj.weight", "768x3x16x16"), ("patch_embed.proj.bias", 768)]
    for i in range(12):
        block = f"blocks.{i}"
        rows += layer_norm(f"{block}.norm1") + linear(f"{block}.attn.qkv", 2304, 768)
        rows += linear(f"{block}.attn.proj", 768, 768) + layer_norm(f"{block}.norm2")
        rows += linear(f"{block}.mlp.fc1", 3072, 768) + linear(f"{block}.mlp.fc2", 768, 3072)
    return rows + layer_norm("norm") + linear("head", 1000, 768)


def string_hash(text):
    """GLib's g_str_hash."""
    h = 5381
    for byte in text.encode():
        h = (h * 33 + byte) & 0xffffffff
    return h


def numbers(name, count):
    """As weights-writer.c makes them."""
    i = (string_hash(name) + 7919 * torch.arange(count)) % (1 << 32) % 1009
    return (i + 1 if "var" in name else i - 504).float() / 8192


def write_logits(folder):
    model = torchvision.models.squeezenet1_1(weights=None).eval()
    with torch.no_grad():
        for key, value in model.state_dict().items():
            value.copy_(numbers(key, value.numel()).view(value.shape))
        x = numbers("input", 224 * 224 * 3).view(1, 224, 224, 3).permute(0, 3, 1, 2) * 16
        y = model(x)[0]
    with open(os.path.join(folder, "zoo-golden.h"), "w", encoding="ascii") as file:
        file.write("/* PyTorch's logits of squeezenet1_1 with the numbers of weights-writer.c, for "
                   "an image of\n * 16 times those of \"input\": written by make-zoo-golden.py. */\n"
                   "#pragma once\n\n#define ZOO_GOLDEN_N 12\n\n"
                   "/* clang-format off */\nstatic const float zoo_golden_logits[ZOO_GOLDEN_N] = {")
        for i in range(12):
            file.write(("\n  " if i % 4 == 0 else " ") + f"{float(y[i * 83]):.8e}f,")
        file.write("\n};\n/* clang-format on */\n")


def main():
    folder = sys.argv[1]
    lists = os.path.join(folder, "zoo-golden")
    os.makedirs(lists, exist_ok=True)
    for name in ("squeezenet1_1", "mobilenet_v3_small", "resnet18"):
        write(lists, name, [(k, dims(v)) for k, v in state_of(name).items()])
    write(lists, "mobilenet_v3_small-timm", timm_mobilenet_v3_small())
    write(lists, "vit_b_16-transformers", transformers_vit())
    write(lists, "vit_b_16-timm", timm_vit())
    write_logits(folder)


if __name__ == "__main__":
    main()
