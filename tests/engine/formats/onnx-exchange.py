"""Models of other programs in, ours out: the same numbers everywhere.

onnx-exchange.py TOOL. torchvision's networks with random weights are exported by PyTorch at
several operator sets, loaded and run here, exported here, checked by onnx.checker, and run by
OpenCV. Outputs must agree within 1e-4 of the largest one. Skipped (77) without
python3-torchvision, python3-onnx and python3-opencv.
"""

import os
import subprocess
import sys
import tempfile
import warnings

try:
    import cv2
    import numpy
    import onnx
    import torch
    import torchvision
except ImportError as problem:
    print(f"skipped: {problem}")
    sys.exit(77)

warnings.filterwarnings("ignore")


class View(torch.nn.Module):
    """Flattens more than one pixel, in the old way, and ends in a softmax."""

    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 8, 5, stride=4)
        self.fc = torch.nn.Linear(8 * 27 * 27, 7)

    def forward(self, x):
        y = torch.nn.functional.max_pool2d(torch.relu(self.conv(x)), 3, 2)
        return self.fc(y.view(y.size(0), -1))


class Softened(torch.nn.Module):
    def __init__(self, logits):
        super().__init__()
        self.logits = logits

    def forward(self, x):
        return torch.softmax(self.logits(x), 1)


class Padded(torch.nn.Module):
    """TensorFlow's padding, batch-norm after it, no bias, a mean over height and width."""

    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 16, 3, stride=2, bias=False)
        self.bn = torch.nn.BatchNorm2d(16)
        self.fc = torch.nn.Linear(16, 7, bias=False)

    def forward(self, x):
        y = torch.nn.functional.pad(x, (0, 1, 0, 1))
        y = torch.nn.functional.relu6(self.bn(self.conv(y)))
        return self.fc(y.mean([2, 3]))


def with_statistics(model):
    """Statistics that are not 0 and 1, or a mistake in them would not show."""
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.uniform_(module.bias, -0.2, 0.2)
            torch.nn.init.uniform_(module.running_mean, -0.2, 0.2)
            torch.nn.init.uniform_(module.running_var, 0.5, 1.5)
    return model.eval()


def check(tool, folder, name, model, exported, opset, dynamic, folded, image):
    path = os.path.join(folder, f"{name}.onnx")
    ours = os.path.join(folder, "ours.onnx")
    output = os.path.join(folder, "output")
    torch.onnx.export(
        exported, image, path, opset_version=opset, input_names=["input"],
        output_names=["output"], do_constant_folding=folded,
        dynamic_axes={"input": {0: "N"}, "output": {0: "N"}} if dynamic else None,
        training=torch.onnx.TrainingMode.EVAL if folded
        else torch.onnx.TrainingMode.PRESERVE)
    line = subprocess.run(
        [tool, path, ours, os.path.join(folder, "input"), output], check=True,
        stdout=subprocess.PIPE, text=True).stdout.strip()

    found = numpy.fromfile(output, numpy.float32)
    expected = model(image).detach().numpy().ravel()
    onnx.checker.check_model(onnx.load(ours), full_check=True)
    net = cv2.dnn.readNetFromONNX(ours)
    net.setInput(image.numpy())
    opened = net.forward().ravel()
    scale = abs(expected).max()
    here = abs(found - expected).max() / scale
    there = abs(opened - found).max() / scale
    print(f"{name} opset {opset}: {line}; off by {here:.1e} here, {there:.1e} in OpenCV")

    parameters = sum(p.numel() for p in model.state_dict().values() if p.ndim > 0)
    if not folded and int(line.split()[1]) != parameters:
        sys.exit(f"{name}: has {line.split()[1]} parameters, PyTorch {parameters}")
    if not (here < 1e-4 and there < 1e-4):
        sys.exit(f"{name}: differs")


def main():
    tool = sys.argv[1]
    torch.manual_seed(1)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    zoo = torchvision.models
    models = {
        "view": View(), "padded": Padded(), "mobilenet_v2": zoo.mobilenet_v2(),
        "resnet18": zoo.resnet18(), "squeezenet1_1": zoo.squeezenet1_1(),
    }
    with tempfile.TemporaryDirectory() as folder:
        image = torch.rand(1, 3, 224, 224) * 2 - 1
        image.numpy().tofile(os.path.join(folder, "input"))
        for name, model in models.items():
            model = with_statistics(model)
            # opset, symbolic batch, constants folded by PyTorch
            for opset, dynamic, folded in ((9, True, True), (11, False, True), (13, True, False),
                                           (17, True, True)):
                exported = Softened(model) if name == "view" else model
                check(tool, folder, name, model, exported, opset, dynamic, folded, image)


main()
