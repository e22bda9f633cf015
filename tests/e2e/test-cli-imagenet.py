"""The ImageNet sample: classify agrees with what PyTorch says, for every model file."""

import csv
import io
import os

from harness import check, equal, main, shared

MODELS = "models", "mobilenet_v1_075_224"


def compare(cli, *name):
    model = shared(*MODELS, *name)
    images = shared("datasets", "imagenet_sample")
    labels = shared(*MODELS, "imagenet_labels.txt")
    with open(shared("datasets", "imagenet_sample_reference.csv"), encoding="utf-8") as file:
        reference = {row["file"]: row for row in csv.DictReader(file)}

    out, _ = cli.run("classify", model, images, "--labels", labels, "--preprocess", "tf",
                     "--top", "5", "--csv")
    found = {}
    for row in csv.DictReader(io.StringIO(out)):
        found.setdefault(os.path.basename(row["file"]), []).append(row)
    equal(sorted(found), sorted(reference), "files")

    top1 = top5 = close = same = 0
    for file, rows in found.items():
        truth = reference[file]
        equal(len(rows), 5, file)
        top1 += rows[0]["class"] == truth["class"]
        top5 += truth["class"] in [row["class"] for row in rows]
        same += rows[0]["class"] == truth["top1"]
        close += abs(float(rows[0]["logit"]) - float(truth["logit1"])) <= 0.05
    print(f"# {name[-1]}: top-1 {top1}, top-5 {top5}, the same best class {same}, "
          f"best logit within 0.05 on {close} of {len(found)}")
    check(abs(top1 - 829) <= 2, f"top-1 {top1}, 829 +- 2 expected")
    check(abs(top5 - 951) <= 2, f"top-5 {top5}, 951 +- 2 expected")
    check(close >= 990, f"best logit within 0.05 on {close}, at least 990 expected")


def unfolded(cli):
    compare(cli, "mobilenet_v1_075_224_unfolded.onnx")


def folded(cli):
    compare(cli, "mobilenet_v1_075_224.onnx")


def keras(cli):
    compare(cli, "mobilenet_v1_075_224.h5")


def tensorflow_js(cli):
    compare(cli, "tfjs", "model.json")


if __name__ == "__main__":
    main([unfolded, folded, keras, tensorflow_js])
