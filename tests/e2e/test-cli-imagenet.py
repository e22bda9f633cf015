"""The ImageNet sample: classify agrees with what PyTorch says, for the same network from files of
every format, and all of them agree with one another."""

import csv
import io
import os

from harness import check, equal, main, shared

MODELS = "models", "mobilenet_v1_075_224"
# Of the largest logit of a picture.
TOLERANCE = 1e-4
results = {}


def classify(cli, *name):
    """Five rows a picture, by the picture's name."""
    model = shared(*MODELS, *name)
    images = shared("datasets", "imagenet_sample")
    labels = shared(*MODELS, "imagenet_labels.txt")
    out, _ = cli.run("classify", model, images, "--labels", labels, "--preprocess", "tf",
                     "--top", "5", "--csv")
    found = {}
    for row in csv.DictReader(io.StringIO(out)):
        found.setdefault(os.path.basename(row["file"]), []).append(row)
    return found


def compare_with_reference(name, found):
    with open(shared("datasets", "imagenet_sample_reference.csv"), encoding="utf-8") as file:
        reference = {row["file"]: row for row in csv.DictReader(file)}
    equal(sorted(found), sorted(reference), "files")

    top1 = top5 = close = same = 0
    for file, rows in found.items():
        truth = reference[file]
        equal(len(rows), 5, file)
        top1 += rows[0]["class"] == truth["class"]
        top5 += truth["class"] in [row["class"] for row in rows]
        same += rows[0]["class"] == truth["top1"]
        close += abs(float(rows[0]["logit"]) - float(truth["logit1"])) <= 0.05
    print(f"# {name}: top-1 {top1}, top-5 {top5}, the same best class {same}, "
          f"best logit within 0.05 on {close} of {len(found)}")
    check(abs(top1 - 829) <= 2, f"top-1 {top1}, 829 +- 2 expected")
    check(abs(top5 - 951) <= 2, f"top-5 {top5}, 951 +- 2 expected")
    check(close >= 990, f"best logit within 0.05 on {close}, at least 990 expected")


def compare_with_others(name, found):
    """The five best logits; classes whose logits are that near may change places."""
    worst = 0
    for other in results.values():
        for file, rows in found.items():
            theirs = [float(row["logit"]) for row in other[file]]
            for row, logit in zip(rows, theirs):
                worst = max(worst, abs(float(row["logit"]) - logit) / abs(theirs[0]))
    print(f"# {name}: logits within {worst:.1e} of the other files'")
    check(worst <= TOLERANCE, f"{name}: logits differ by {worst:.1e} from another file's")


def test_of(*name):
    def test(cli):
        title = "/".join(name)
        found = classify(cli, *name)
        compare_with_reference(title, found)
        compare_with_others(title, found)
        results[title] = found

    test.__name__ = os.path.splitext(name[-1])[1][1:] + "_" + os.path.splitext(name[-1])[0]
    return test


if __name__ == "__main__":
    main([test_of("mobilenet_v1_075_224_unfolded.onnx"), test_of("mobilenet_v1_075_224.onnx"),
          test_of("mobilenet_v1_075_224_zip.pth"), test_of("mobilenet_v1_075_224.safetensors"),
          test_of("mobilenet_v1_075_224.h5"), test_of("tfjs", "model.json")])
