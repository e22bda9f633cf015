"""Compares one training step of the engine with PyTorch's, and its ONNX export with OpenCV.

step-oracle.py ENGINE_STEP EXCHANGE: for MobileNet v1 with its real weights (from FROST_SHARED), and
for it and networks of torchvision with weights from a seed; for the frost line at the bottom, in
the middle and below the head; with the running statistics of the batch-norms and with those of the
batch.

Arrays must agree within 1e-3. Of millions of activations some lie so near a kink of ReLU or ReLU6
that rounding decides on which side, and each of those changes whole gradients. So:
- Weights from a seed are made such that every activation is decided: its channel is let through,
  cut off below, or cut off above, with room to spare (which is checked). There the largest
  difference may be 1e-3 of the largest number, for either kind of statistics.
- The real weights, with their running statistics, are compared by the norm of the difference: 1e-3
  of the norm of the array, or as far as PyTorch's own gradient moves in double precision when the
  pictures change by 3e-6, which lets about as many activations cross as rounding does. (The
  statistics of a batch carry each of those into all the others.)
The truth is PyTorch in double precision. A gradient that is a small difference of large numbers (of
what a later batch-norm takes out again, for one) may instead be as far from it as 16 times PyTorch
in single precision is.
AdamW's first step is rate * sign (gradient), whatever the gradient's size: numbers whose gradient
is within twice the tolerance of zero, or near AdamW's epsilon, are compared with PyTorch's step
from the engine's gradient only.
"""
import copy
import math
import os
import sys
import tempfile

import numpy
import torch

import engine

try:
    import torchvision
except ImportError:
    torchvision = None
try:
    import cv2
except ImportError:
    cv2 = None
try:
    import onnx
except ImportError:
    onnx = None

TOLERANCE = 1e-3
EXPORT_TOLERANCE = 1e-4
ROUNDING = 16
NOISE = 3e-6
KINK_DISTANCE = 1e-3
ADAMW_EPSILON = 1e-8
RATE, MOMENTUM, DECAY = 0.01, 0.9, 1e-4
N_IMAGES = 6
failures = []


class SamePadding(torch.nn.Module):
    """TensorFlow's "same" at stride 2 on an even size: nothing above and left, one below and
    right."""

    def forward(self, x):
        return torch.nn.functional.pad(x, (0, 1, 0, 1))


def mobilenet_layer(inputs, outputs, kernel, stride, groups):
    layer = torch.nn.Sequential()
    if stride == 2:
        layer.add_module("pad", SamePadding())
    padding = kernel // 2 if stride == 1 else 0
    layer.add_module("conv", torch.nn.Conv2d(inputs, outputs, kernel, stride, padding,
                                             groups=groups, bias=False))
    layer.add_module("bn", torch.nn.BatchNorm2d(outputs, eps=1e-3))
    layer.add_module("relu", torch.nn.ReLU6())
    return layer


class MobileNetV1(torch.nn.Module):
    """Howard et al. 2017, table 1, at width 0.75."""

    def __init__(self):
        super().__init__()
        plan = [(1, 64), (2, 128), (1, 128), (2, 256), (1, 256), (2, 512), (1, 512), (1, 512),
                (1, 512), (1, 512), (1, 512), (2, 1024), (1, 1024)]
        channels = 24
        self.features = torch.nn.Sequential()
        self.features.add_module("conv1", mobilenet_layer(3, channels, 3, 2, 1))
        for i, (stride, outputs) in enumerate(plan, 1):
            outputs = outputs * 3 // 4
            self.features.add_module(f"dw{i}", mobilenet_layer(channels, channels, 3, stride,
                                                               channels))
            self.features.add_module(f"pw{i}", mobilenet_layer(channels, outputs, 1, 1, 1))
            channels = outputs
        self.classifier = torch.nn.Linear(channels, 1000)

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))


def decide_activations(model, size):
    """Moves every channel away from the kinks: most are let through, some never, some (where the
    activation has an upper end) always cut off."""
    norms = [m for m in model.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    convolutions = [m for m in model.modules()
                    if isinstance(m, torch.nn.Conv2d) and m.bias is not None]
    has_upper_end = any(isinstance(m, torch.nn.ReLU6) for m in model.modules())
    for module in norms:
        torch.nn.init.uniform_(module.weight, 0.2, 0.3)
        module.momentum = 1.0
    for module in convolutions:
        module.weight.data.mul_(0.2)
    for module in norms + convolutions:
        choice = torch.rand_like(module.bias)
        upper = 9.0 if has_upper_end else 3.0
        module.bias.data = torch.where(choice < 0.1, -90.0, torch.where(choice < 0.2, upper, 3.0))
    if not norms:
        return
    # The running statistics of a batch like the one to come.
    model.train()
    with torch.no_grad():
        model(torch.rand(32, 3, size, size) * 2 - 1)
    for module in norms:
        module.momentum = 0.1


def watch_kinks(model, distances):
    def hook(module, inputs):
        x = inputs[0].detach()
        distances.append(x.abs().min().item())
        if isinstance(module, torch.nn.ReLU6):
            distances.append((x - 6).abs().min().item())

    for module in model.modules():
        if isinstance(module, (torch.nn.ReLU, torch.nn.ReLU6)):
            module.register_forward_pre_hook(hook)


def export(model, size, path):
    model.eval()
    torch.onnx.export(model, torch.zeros(1, 3, size, size), path, opset_version=13,
                      training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False,
                      input_names=["input"], output_names=["logits"],
                      dynamic_axes={"input": {0: "N"}, "logits": {0: "N"}})


def largest(array):
    return numpy.abs(array).max()


def check(what, ours, theirs, size=largest, tolerance=TOLERANCE, floor=1e-30):
    """The size of the difference, relative to that of the array."""
    if ours.shape != theirs.shape:
        failures.append(f"{what}: {ours.shape} and {theirs.shape}")
        return math.inf
    scale = max(size(theirs), floor)
    difference = size(ours.astype(numpy.float64) - theirs) / scale
    if not difference <= tolerance:
        failures.append(f"{what}: differs by {difference:.2e} of {scale:.3e}")
    return difference


def prepare(reference, trainable, statistics):
    """Batch-norms below the frost line stay as they are; dropout is off in both."""
    model = copy.deepcopy(reference)
    model.eval()
    for name, module in model.named_modules():
        if isinstance(module, torch.nn.BatchNorm2d) and name + ".weight" in trainable:
            module.train(statistics == "batch")
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name in trainable)
    return model


def optimizer_step(model, kind, gradients):
    model = copy.deepcopy(model)
    parameters = {n: p for n, p in model.named_parameters() if n in gradients}
    if kind == "sgd":
        optimizer = torch.optim.SGD(parameters.values(), RATE, MOMENTUM, weight_decay=DECAY)
    else:
        optimizer = torch.optim.AdamW(parameters.values(), RATE, weight_decay=DECAY)
    for name, parameter in parameters.items():
        parameter.grad = torch.from_numpy(gradients[name].copy())
    optimizer.step()
    return {name: parameter.detach().numpy() for name, parameter in parameters.items()}


def torch_step(reference, trainable, statistics, x, labels, dtype, distances):
    """Loss, gradients and batch-norm statistics of PyTorch in float32 or float64."""
    model = prepare(reference, trainable, statistics).to(dtype)
    watch_kinks(model, distances)
    loss = torch.nn.functional.cross_entropy(model(torch.from_numpy(x).to(dtype)),
                                             torch.from_numpy(labels))
    loss.backward()
    gradients = {n: p.grad.numpy() for n, p in model.named_parameters() if p.requires_grad}
    return loss.detach().numpy(), gradients, dict(model.named_buffers())


def compare_step(title, reference, arrays, x, labels, statistics, decided):
    worst, distances = {}, []
    size = largest if decided else lambda array: numpy.linalg.norm(array.ravel())

    def note(kind, name, ours, theirs, **how):
        difference = check(f"{title}: {kind} {name}", ours, theirs, **{"size": size, **how})
        worst[kind] = max(worst.get(kind, 0), difference)

    trainable = set(arrays["gradient"])
    loss, gradients, buffers = torch_step(reference, trainable, statistics, x, labels,
                                          torch.float64, distances)
    rough = torch_step(reference, trainable, statistics, x, labels, torch.float32, [])[1]
    if decided:
        slack = {n: ROUNDING * size(rough[n] - g) for n, g in gradients.items()}
    else:
        noise = 1 + NOISE * numpy.random.default_rng(1).standard_normal(x.shape)
        moved = torch_step(reference, trainable, statistics, x * noise, labels, torch.float64,
                           [])[1]
        slack = {n: size(moved[n] - g) for n, g in gradients.items()}
    if set(gradients) != trainable or not gradients:
        failures.append(f"{title}: gradients of {set(gradients) ^ trainable}")
        return
    if decided and min(distances) < KINK_DISTANCE:
        failures.append(f"{title}: an activation is {min(distances):.1e} from its kink, the "
                        "weights of this test do not keep away from it")
    note("loss", "", arrays["loss"]["loss"], loss)
    unit = {n: max(size(g), slack[n] / TOLERANCE) for n, g in gradients.items()}
    for name, gradient in gradients.items():
        note("gradient", name, arrays["gradient"][name], gradient, floor=unit[name])
    for kind in ("sgd", "adamw"):
        theirs = optimizer_step(reference, kind, rough)
        from_ours = optimizer_step(reference, kind, arrays["gradient"])
        for name, gradient in gradients.items():
            ours = arrays[kind][name]
            note(kind + " alone", name, ours, from_ours[name], size=largest, tolerance=1e-5)
            if kind == "adamw":
                small = numpy.abs(gradient) < max(2 * TOLERANCE * unit[name], 100 * ADAMW_EPSILON)
                ours = numpy.where(small, theirs[name], ours)
            note(kind, name, ours, theirs[name])
    for name, value in arrays.get("statistics", {}).items():
        note("statistics", name, value, buffers[name].numpy())
    print(f"{title}: " + ", ".join(f"{k} {v:.1e}" for k, v in worst.items()), flush=True)


def compare_export(title, exchange_program, model_path, x, folder):
    path = os.path.join(folder, "export.onnx")
    ours = engine.exchange(exchange_program, model_path, path, x[:1], folder)
    if onnx is not None:
        onnx.checker.check_model(onnx.load(path), full_check=True)
    else:
        print(f"{title}: not checked by onnx.checker, install python3-onnx")
    if cv2 is None:
        print(f"{title}: not run by OpenCV, install python3-opencv")
        return
    net = cv2.dnn.readNetFromONNX(path)
    net.setInput(x[:1])
    difference = check(f"{title}: logits of the export in OpenCV", ours, net.forward(),
                       tolerance=EXPORT_TOLERANCE)
    print(f"{title}: export in OpenCV {difference:.1e}", flush=True)


def compare_model(programs, name, model, model_path, size, decided, folder):
    generator = numpy.random.default_rng(7)
    x = generator.uniform(-1, 1, (N_IMAGES, 3, size, size)).astype(numpy.float32)
    labels = generator.integers(0, 10, N_IMAGES)
    with torch.no_grad():
        logits = model.eval()(torch.from_numpy(x)).numpy()
    has_statistics = any(isinstance(m, torch.nn.BatchNorm2d) for m in model.modules())
    places = [f"{cut}:{statistics}"
              for statistics in (("running", "batch") if has_statistics and decided
                                 else ("running",))
              for cut in ("0", "middle", "head")]
    ours, steps = engine.run_steps(programs[0], model_path, x, labels, "update", places, folder)
    check(f"{name}: logits", ours, logits, tolerance=EXPORT_TOLERANCE)
    for step in steps:
        title = f"{name}, cut {step.cut} of {step.head_cut}, {step.statistics} statistics"
        compare_step(title, model, step.arrays, x, labels, step.statistics, decided)
    compare_export(name, programs[1], model_path, x, folder)


def main():
    programs = sys.argv[1:3]
    shared = os.path.join(os.environ.get("FROST_SHARED", ""), "models", "mobilenet_v1_075_224")
    torch.manual_seed(1)
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(shared, "mobilenet_v1_075_224_unfolded.onnx")
        if os.path.exists(path):
            model = MobileNetV1()
            model.load_state_dict(torch.load(path.replace("unfolded.onnx", "zip.pth")))
            compare_model(programs, "mobilenet_v1 (real)", model, path, 224, False, folder)
        else:
            print("mobilenet_v1 (real): left out, its weights are not in FROST_SHARED")
        models = {"mobilenet_v1": MobileNetV1()}
        if torchvision is None:
            print("networks of torchvision: left out, install python3-torchvision")
        for name in ("mobilenet_v2", "resnet18", "squeezenet1_1") if torchvision else ():
            models[name] = getattr(torchvision.models, name)(weights=None, num_classes=10)
        for name, model in models.items():
            path = os.path.join(folder, name + ".onnx")
            decide_activations(model, 96)
            export(model, 96, path)
            compare_model(programs, name, model, path, 96, True, folder)
    for failure in failures:
        print("FAILED", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
