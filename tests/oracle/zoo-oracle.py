"""Every network of the zoo against PyTorch: weights from a seed, saved as PyTorch saves them, must be
recognised and give PyTorch's logits; so must the same weights under the names of other programs.

zoo-oracle.py ZOO_FORWARD ZOO_FOLDER [NAME...]: the architectures are torchvision's, and for those
that it has not, those of the zoo's own architectures.py, which the files in FROST_SHARED prove.
"""
import gc
import importlib.util
import os
import subprocess
import sys
import tempfile

import numpy
import torch
import torchvision

import dialectnames

TOLERANCE = 1e-4
failures = []

# Names of other programs by network; what those have another epsilon for.
DIALECTS = {
    "densenet121": ["densenet_old"],
    "resnet18": ["resnet_transformers"],
    "resnet50": ["resnet_transformers"],
    "convnext_tiny": ["convnext_timm", "convnext_authors", "convnext_transformers"],
    "vit_b_16": ["vit_old", "vit_timm", "vit_transformers"],
    "swin_t": ["swin_authors", "swin_timm"],
    "efficientnet_b0": ["efficientnet_timm"],
    "efficientnet_b4": ["efficientnet_timm"],
    "mobilenet_v2": ["mobilenet_v2_timm"],
    "mobilenet_v3_small": ["mobilenet_v3_timm"],
    "mobilenet_v3_large": ["mobilenet_v3_timm"],
}
EPSILON = {"mobilenet_v3_timm": 1e-5, "vit_transformers": 1e-12}
# Two networks have these names: the one that is meant has to be named.
AMBIGUOUS = {("efficientnet_b0", "efficientnet_timm"), ("mobilenet_v3_small", "mobilenet_v3_timm"),
             ("mobilenet_v3_large", "mobilenet_v3_timm")}
TENSORFLOW = {"tf_efficientnet_b0": ("efficientnet_b0", "efficientnet_timm"),
              "tf_mobilenetv3_small_100": ("mobilenet_v3_small", "mobilenet_v3_timm"),
              "tf_mobilenetv3_large_100": ("mobilenet_v3_large", "mobilenet_v3_timm")}


def load_zoo(folder):
    """make-zoo.py as a module: its list of networks and their own architectures."""
    sys.path.insert(0, folder)
    spec = importlib.util.spec_from_file_location("make_zoo",
                                                  os.path.join(folder, "make-zoo.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def randomise(model):
    """So that every tensor matters and nothing overflows."""
    generator = torch.Generator().manual_seed(5)
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.running_mean.normal_(0, 0.2, generator=generator)
                module.running_var.uniform_(0.5, 2, generator=generator)
            if isinstance(module, (torch.nn.BatchNorm2d, torch.nn.LayerNorm)):
                module.weight.uniform_(0.5, 1.5, generator=generator)
                module.bias.normal_(0, 0.2, generator=generator)
        for name, parameter in model.named_parameters():
            if name.endswith(("layer_scale", "class_token", "relative_position_bias_table",
                              "heads.head.weight", "heads.head.bias")):
                parameter.normal_(0, 0.5, generator=generator)
    if hasattr(model, "transform_input"):
        model.transform_input = False  # the zoo prepares the picture that way


def set_epsilon(model, epsilon):
    for module in model.modules():
        if isinstance(module, (torch.nn.BatchNorm2d, torch.nn.LayerNorm)):
            module.eps = epsilon


class SamePadding(torch.nn.Module):
    """TensorFlow's for an even size at stride 2, before a convolution without padding."""

    def __init__(self, conv):
        super().__init__()
        self.conv = conv
        total = conv.kernel_size[0] - 2
        self.pads = (total // 2, total - total // 2) * 2
        conv.padding = (0, 0)

    def forward(self, x):
        return self.conv(torch.nn.functional.pad(x, self.pads))


def pad_like_tensorflow(model):
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, torch.nn.Conv2d) and child.stride == (2, 2):
                setattr(module, name, SamePadding(child))
    set_epsilon(model, 1e-3)


def rename(model, names):
    """The state_dict under other names; parts are rows of a tensor."""
    state = {}
    for name, other in names.items():
        whole, part = name if isinstance(name, tuple) else (name, None)
        tensor = model.state_dict()[whole]
        if part is not None:
            rows = tensor.shape[0] // 3
            tensor = tensor[part * rows:(part + 1) * rows].clone()
        # ConvNeXt's scale is a vector elsewhere.
        state[other] = tensor.flatten() if other.endswith(("gamma", "parameter")) else tensor
    return state


def check(program, title, state, architecture, x, logits, expected, folder):
    path = os.path.join(folder, "weights.pth")
    paths = [os.path.join(folder, name) for name in ("x", "y")]
    torch.save(state, path)
    x.permute(0, 2, 3, 1).numpy().astype("<f4").tofile(paths[0])
    done = subprocess.run([program, path, architecture or "-", *paths], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        failures.append(f"{title}: {done.returncode}: {done.stderr.strip()}")
        return
    facts = done.stdout.split("\n")[0].split()
    weights = [k for k in state if not k.endswith(("num_batches_tracked",
                                                   "relative_position_index"))
               and not k.startswith(("aux", "AuxLogits"))]
    y = numpy.fromfile(paths[1], "<f4").reshape(logits.shape)
    difference = float(abs(y - logits).max() / abs(logits).max())
    print(f"{title}: {facts[0]}, {facts[1]} reused, {facts[4]} ignored, {difference:.1e}",
          flush=True)
    if facts[0] != expected:
        failures.append(f"{title}: taken for {facts[0]}")
    # Query, key and value of transformers are three tensors there and one here.
    parts = sum(".attention.attention." in k for k in weights) * 2 // 3
    if [int(n) for n in facts[1:4]] != [len(weights) - parts, 0, 0]:
        failures.append(f"{title}: {facts[1:]} tensors, {len(weights) - parts} are to be reused")
    if int(facts[4]) != len(state) - len(weights):
        failures.append(f"{title}: {facts[4]} tensors are ignored")
    if not difference <= TOLERANCE:
        failures.append(f"{title}: logits differ by {difference:.1e}")


def check_network(program, name, row, model, folder):
    randomise(model)
    x = torch.randn(2, 3, row["input"], row["input"], generator=torch.Generator().manual_seed(7))
    with torch.no_grad():
        logits = model.eval()(x).numpy()
    if name not in TENSORFLOW:
        check(program, name, model.state_dict(), None, x, logits, name, folder)
    for dialect in DIALECTS.get(name, ()):
        if dialect in EPSILON:
            set_epsilon(model, EPSILON[dialect])
            with torch.no_grad():
                logits = model(x).numpy()
        state = rename(model, getattr(dialectnames, dialect)(model))
        named = name if (name, dialect) in AMBIGUOUS else None
        check(program, f"{name}, {dialect}", state, named, x, logits, name, folder)


def check_tensorflow(program, name, row, folder):
    base, dialect = TENSORFLOW[name]
    model = torchvision.models.get_model(base, weights=None)
    randomise(model)
    state = rename(model, getattr(dialectnames, dialect)(model))
    pad_like_tensorflow(model)
    x = torch.randn(2, 3, row["input"], row["input"], generator=torch.Generator().manual_seed(7))
    with torch.no_grad():
        logits = model.eval()(x).numpy()
    check(program, name, state, name, x, logits, name, folder)


def main():
    program, zoo = sys.argv[1], load_zoo(sys.argv[2])
    torch.set_num_threads(2)
    with tempfile.TemporaryDirectory() as folder:
        for name, make, arguments in zoo.makers():
            if len(sys.argv) > 3 and name not in sys.argv[3:]:
                continue
            torch.manual_seed(3)
            row, model, _ = make(*arguments)
            if name in TENSORFLOW:
                check_tensorflow(program, name, row, folder)
            else:
                check_network(program, name, row, model, folder)
            del model
            gc.collect()
    for failure in failures:
        print("FAILED", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
