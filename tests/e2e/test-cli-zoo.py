"""Weights without a graph: the list of known networks, recognition, and one model from six files."""

import csv
import io
import json
import math
import os
import struct

from harness import check, equal, main, shared, write_pictures

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "engine", "formats",
                      "zoo-golden")


def write_weights(path, rows):
    """A safetensors file of small numbers; rows are (name, dimensions)."""
    header, data = {}, bytearray()
    for name, dims in rows:
        n, kind = math.prod(dims), "F32"
        if name.endswith("num_batches_tracked"):
            kind, numbers = "I64", struct.pack("<q", 7)
        else:
            start = sum(name.encode())
            numbers = struct.pack(f"<{n}f", *(((start + 31 * i) % 101 - 40) / 600 if "var" not in name
                                              else 1.0 for i in range(n)))
        header[name] = {"dtype": kind, "shape": dims,
                        "data_offsets": [len(data), len(data) + len(numbers)]}
        data += numbers
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
    return path


def golden(name):
    with open(os.path.join(GOLDEN, name + ".txt"), encoding="ascii") as file:
        for line in file:
            key, _, dims = line.strip().partition(" ")
            yield key, [int(d) for d in dims.split("x")] if dims else []


def resnet20(n_classes=10):
    """He et al. 2015 for CIFAR-10, as its files name it."""
    def norm(name, n):
        return [(f"{name}.{part}", [n]) for part in ("weight", "bias", "running_mean",
                                                      "running_var")]
    rows, inputs = [("conv1.weight", [16, 3, 3, 3])] + norm("bn1", 16), 16
    for stage in (1, 2, 3):
        for block in range(3):
            name, outputs = f"layer{stage}.{block}", 8 << stage
            rows += [(f"{name}.conv1.weight", [outputs, inputs, 3, 3])]
            rows += norm(f"{name}.bn1", outputs)
            rows += [(f"{name}.conv2.weight", [outputs, outputs, 3, 3])]
            rows += norm(f"{name}.bn2", outputs)
            inputs = outputs
    return rows + [("linear.weight", [n_classes, 64]), ("linear.bias", [n_classes])]


def listing(cli):
    out, _ = cli.run("zoo")
    lines = out.splitlines()
    check(lines[0].startswith("name"), lines[0])
    row = next(line for line in lines if line.startswith("resnet18 "))
    for word in ("11689512", "224", "69.76", "89.08", "ImageNet-1k", "BSD-3-Clause"):
        check(word in row, f"{word} in {row}")
    rows = cli.json("zoo", "--json")
    equal(len(rows), len(lines) - 1, "as many objects as lines")
    names = [row["name"] for row in rows]
    equal(names, sorted(names), "in the order of their names")
    for name in ("mobilenet_v1_075", "vit_b_16", "resnet110_cifar10"):
        check(name in names, name)


def details(cli):
    out, _ = cli.run("zoo", "resnet50")
    for word in ("https://arxiv.org/abs/1512.03385", "80.86 % top-1", "begins with 11ad3fa6",
                 "https://download.pytorch.org/models/resnet50-0676ba61.pth",
                 "--base resnet50-0676ba61.pth", "transformers"):
        check(word in out, f"{word} in {out}")
    entry, = cli.json("zoo", "resnet50", "--json")
    equal([w["sha256"] for w in entry["weights"]], ["0676ba61", "11ad3fa6"], "hashes")
    out, _ = cli.run("zoo", "tf_efficientnet_b0")
    check("--architecture tf_efficientnet_b0" in out, out)
    cli.fail("zoo", "resnet19", code=2, words=["resnet19"])
    cli.fail("zoo", "a", "b", code=2)


def recognised(cli):
    path = write_weights(cli.path("tuned.safetensors"), resnet20(3))
    out, err = cli.run("inspect", path)
    for word in ("ResNet-20 for CIFAR-10: 97 tensors reused", "safetensors",
                 "linear.weight  F32 3x64 (3 classes, resnet20_cifar10 has 10)", "32x32x3"):
        check(word in out, f"{word} in {out}")
    equal(err, "", "nothing to note")
    model, = cli.json("inspect", path, "--json")
    equal(model["outputs"], 3, "classes")
    equal(model["restored"]["architecture"], "resnet20_cifar10", "architecture")
    equal({t["fate"] for t in model["restored"]["tensors"]}, {"reused"}, "fates")
    equal(model["restored"]["hash"], None, "no hash in the name")
    equal(model["preprocessing"]["known"], True, "preprocessing")


def ambiguous(cli):
    path = write_weights(cli.path("model.safetensors"), golden("mobilenet_v3_small-timm"))
    pictures = write_pictures(cli.path("pictures"), 1)
    words = ["mobilenet_v3_small or tf_mobilenetv3_small_100", "--architecture"]
    cli.fail("inspect", path, words=words)
    cli.fail("classify", path, pictures, words=words)
    for name in ("mobilenet_v3_small", "tf_mobilenetv3_small_100"):
        out, _ = cli.run("inspect", path, "--architecture", name)
        check("210 tensors reused" in out and "names of timm" in out, out)
    cli.fail("inspect", path, "--architecture", "resnet18", words=["resnet18", "half"])
    cli.fail("inspect", path, "--architecture", "resnet19", words=["resnet19"])


def lacking(cli):
    """What is made new is said, wherever such a file is used."""
    rows = [row for row in resnet20() if not row[0].startswith("linear")]
    path = write_weights(cli.path("headless.safetensors"), rows)
    pictures = write_pictures(cli.path("pictures"), 1)
    _, err = cli.run("classify", path, pictures)
    check("95 tensors reused, 2 made new" in err, err)
    out, _ = cli.run("inspect", path)
    check("made new       linear.weight" in out, out)
    cli.fail("inspect", write_weights(cli.path("foreign.pth"), [("a.weight", [3])]),
             words=["foreign.pth", "zoo"])
    wrong = write_weights(cli.path("resnet20-12fca82f.safetensors"), resnet20())
    _, err = cli.run("inspect", wrong)
    check("its hash is not the one in its name" in err, err)


def training(cli):
    path = write_weights(cli.path("weights.safetensors"), resnet20())
    project = cli.path("project")
    cli.run("new", project, "--images", write_pictures(cli.path("pictures"), 10))
    cli.fail("train", project, "--architecture", "resnet20_cifar10", code=2, words=["--base"])
    rows = cli.json("train", project, "--base", path, "--epochs", "2", "--batch", "4", "--json")
    epochs = [row for row in rows if "epoch" in row]
    equal(len(epochs), 2, f"two epochs: {rows}")
    cli.run("export", project, cli.path("out.onnx"))
    out, _ = cli.run("inspect", cli.path("out.onnx"))
    check("2 outputs" in out, out)


def same_from_six_files(cli):
    """One MobileNet in every format gives the same logits."""
    folder = shared("models", "mobilenet_v1_075_224")
    picture = shared("datasets", "imagenet_sample")
    picture = os.path.join(picture, sorted(os.listdir(picture))[0])
    files = ["mobilenet_v1_075_224.onnx", "mobilenet_v1_075_224_unfolded.onnx",
             "mobilenet_v1_075_224_zip.pth", "mobilenet_v1_075_224.safetensors",
             "mobilenet_v1_075_224.h5", os.path.join("tfjs", "model.json")]
    expected = None
    for name in files:
        out, _ = cli.run("classify", os.path.join(folder, name), picture, "--preprocess", "tf",
                         "--csv")
        rows = list(csv.DictReader(io.StringIO(out)))
        found = [(row["class"], float(row["logit"])) for row in rows]
        expected = expected or found
        equal([c for c, _ in found], [c for c, _ in expected], f"{name}: classes")
        for (_, a), (_, b) in zip(found, expected):
            check(abs(a - b) < 1e-4 * max(abs(b), 1), f"{name}: logit {a}, not {b}")


def cifar_checkpoint(cli):
    path = shared("models", "resnet_cifar10", "resnet20-12fca82f.th")
    out, err = cli.run("inspect", path)
    for word in ("PyTorch (legacy)", "97 tensors reused", "hash verified", "10 outputs"):
        check(word in out, f"{word} in {out}")
    equal(err, "", "nothing to note")
    model, = cli.json("inspect", path, "--json")
    equal(model["restored"]["weights"], "CIFAR-10", "known weights")


if __name__ == "__main__":
    main([listing, details, recognised, ambiguous, lacking, training, same_from_six_files,
          cifar_checkpoint])
