"""Files of weights, ours read by PyTorch and PyTorch's read by us: the same numbers bit for bit.

weights-oracle.py TOOL, run by with-torch.sh. Ours: networks of torchvision (or a small one) go in
as ONNX and come back as .pth, read with weights_only=True and loaded strictly into the network they
came from, and as .safetensors, read here from the format's description. PyTorch's: random dictionaries of
random types, views and nestings, in both containers and at every pickle protocol.
"""
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import warnings

import numpy
import torch

try:
    import torchvision
except ImportError:
    torchvision = None

warnings.filterwarnings("ignore")
TYPES = {"F16": torch.float16, "BF16": torch.bfloat16, "F32": torch.float32, "F64": torch.float64,
         "I8": torch.int8, "I16": torch.int16, "I32": torch.int32, "I64": torch.int64,
         "U8": torch.uint8, "BOOL": torch.bool}
NAMES = {dtype: name for name, dtype in TYPES.items()}
N_RANDOM_FILES = 200
failures = []


def check(what, condition):
    if not condition:
        failures.append(what)
        print("FAILED", what)


def bits(tensor):
    return tensor.detach().contiguous().flatten().view(torch.uint8) if tensor.dim() else \
        tensor.detach().reshape(1).view(torch.uint8)


def same(a, b):
    return a.dtype == b.dtype and a.shape == b.shape and torch.equal(bits(a), bits(b))


def read_safetensors(path):
    with open(path, "rb") as file:
        data = file.read()
    size, = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + size])
    check("metadata", header.pop("__metadata__") == {"format": "pt"})
    body, end, tensors = data[8 + size:], 0, {}
    for name, info in header.items():
        begin, stop = info["data_offsets"]
        check(f"{name}: begins where the last one ended", begin == end)
        end = stop
        dtype = TYPES[info["dtype"]]
        raw = torch.frombuffer(bytearray(body[begin:stop]), dtype=dtype)
        tensors[name] = raw.reshape(info["shape"])
    check("the data are covered", end == len(body))
    return tensors


class Small(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 8, 3, bias=False)
        self.bn = torch.nn.BatchNorm2d(8)
        self.fc = torch.nn.Linear(8, 5)

    def forward(self, x):
        return self.fc(torch.relu(self.bn(self.conv(x))).mean((2, 3)))


def networks():
    yield "small", Small()
    for name in ("resnet18", "mobilenet_v2", "squeezenet1_1") if torchvision else ():
        yield name, getattr(torchvision.models, name)(weights=None, num_classes=10)
    if torchvision is not None:
        models = torchvision.models
        yield "vit", models.VisionTransformer(64, 16, 1, 2, 16, 32, num_classes=5)
        block = models.convnext.CNBlockConfig
        yield "convnext", models.ConvNeXt([block(8, 16, 1), block(16, None, 1)], num_classes=5)
        yield "densenet", models.DenseNet(8, (2, 2), 16, num_classes=5)
    else:
        print("networks of torchvision: left out, install python3-torchvision")


def compare_ours(tool, name, network, folder):
    network.eval()
    onnx = os.path.join(folder, name + ".onnx")
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.running_mean)
            torch.nn.init.uniform_(module.running_var, 0.5, 2)
    # All different: of equal ones the exporter keeps one, under a name of its own.
    for parameter in network.parameters():
        if parameter.dim() == 1:
            torch.nn.init.uniform_(parameter)
    torch.onnx.export(network, torch.zeros(1, 3, 64, 64), onnx, opset_version=13,
                      training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False)
    for precision in ("float", "half"):
        expected = {key: tensor.half() if precision == "half" and tensor.is_floating_point()
                    else tensor for key, tensor in network.state_dict().items()}
        for ending in (".pth", ".safetensors"):
            path = os.path.join(folder, name + ending)
            subprocess.run([tool, "save", onnx, path, precision], check=True)
            read = (torch.load(path, weights_only=True) if ending == ".pth"
                    else read_safetensors(path))
            what = f"{name}{ending}, {precision}"
            check(f"{what}: names", set(read) == set(expected))
            for key in set(read) & set(expected):
                check(f"{what}: {key}", same(read[key], expected[key]))
            network.load_state_dict(read, strict=True)
        print(f"{name}, {precision}: {len(expected)} tensors", flush=True)


def random_tensor(choice):
    dtype = choice.choice(list(TYPES.values()))
    shape = [choice.randint(1, 5) for _ in range(choice.randint(0, 4))]
    numbers = torch.randint(-100, 100, shape) if shape else torch.tensor(choice.randint(0, 99))
    tensor = (numbers / 8 if dtype.is_floating_point else numbers).to(dtype)
    for _ in range(choice.randint(0, 3) if shape else 0):
        kind = choice.randint(0, 4)
        axis = choice.randrange(tensor.dim()) if tensor.dim() else 0
        if kind == 0 and tensor.dim():
            tensor = tensor.transpose(axis, choice.randrange(tensor.dim()))
        elif kind == 1 and tensor.dim():
            tensor = tensor.narrow(axis, choice.randint(0, tensor.shape[axis] - 1), 1)
        elif kind == 2 and tensor.dim():
            tensor = tensor[(slice(None),) * axis + (slice(None, None, 2),)]
        elif kind == 3 and tensor.dim():
            tensor = tensor.select(axis, tensor.shape[axis] - 1)
        elif kind == 4:
            tensor = tensor.unsqueeze(0).expand(2, *tensor.shape)
    return tensor


def random_file(choice):
    tensors = {f"t{i}.{choice.choice(['weight', 'größe', 'a b'])}": random_tensor(choice)
               for i in range(choice.randint(1, 6))}
    tensors["tied.weight"] = next(iter(tensors.values()))
    prefix = choice.choice(["", "module.", "_orig_mod.", "module._orig_mod.module."])
    content = {prefix + key: value for key, value in tensors.items()}
    nesting = choice.choice([None, "state_dict", "model", "model_state_dict", "net", "weights"])
    if nesting:
        content = {"epoch": 4, nesting: content, "best": torch.tensor(0.5), "lr": [0.1, None]}
    return tensors, content


def compare_theirs(tool, folder):
    choice = random.Random(17)
    path, numbers = os.path.join(folder, "random.pth"), os.path.join(folder, "numbers")
    for i in range(N_RANDOM_FILES):
        tensors, content = random_file(choice)
        legacy = choice.random() < 0.5
        protocol = choice.choice([1, 2, 3, 4, 5])
        torch.save(content, path, pickle_protocol=protocol,
                   _use_new_zipfile_serialization=not legacy)
        what = f"random file {i}, protocol {protocol}, {'legacy' if legacy else 'zip'}"
        run = subprocess.run([tool, "dump", path, numbers], capture_output=True, text=True)
        check(f"{what}: {run.stderr}", run.returncode == 0)
        if run.returncode != 0:
            continue
        ours, start = numpy.fromfile(numbers, numpy.float32), 0
        lines = run.stdout.splitlines()
        check(f"{what}: tensors", len(lines) == len(tensors))
        for line, (name, tensor) in zip(lines, tensors.items()):
            dims = "x".join(str(d) for d in tensor.shape)
            check(f"{what}: \"{line}\"", line == f"{name} {NAMES[tensor.dtype]} {dims}".rstrip())
            expected = tensor.float().flatten().numpy()
            got = ours[start:start + expected.size]
            check(f"{what}: {name}", numpy.array_equal(got, expected))
            start += expected.size
        check(f"{what}: nothing more", start == ours.size)
    print(f"{N_RANDOM_FILES} random files of PyTorch {torch.__version__}")


def main():
    tool = sys.argv[1]
    torch.manual_seed(1)
    with tempfile.TemporaryDirectory() as folder:
        for name, network in networks():
            compare_ours(tool, name, network, folder)
        compare_theirs(tool, folder)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
