#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets for Keras and TensorFlow.js: corpus/NAME/, a few small files
each, from the golden models of tests/engine/formats."""
import json
import math
import os
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
FORMATS = os.path.join(HERE, "..", "engine", "formats")
GOLDEN = os.path.join(FORMATS, "keras-golden")


def put(target, name, data):
    folder = os.path.join(HERE, "corpus", target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)


def shards(name):
    """model.json whose weights fill a shard of fuzz-tfjs-json.c: "a" or "b"."""
    with open(os.path.join(GOLDEN, name, "model.json"), encoding="utf-8") as file:
        model = json.load(file)
    group = model["weightsManifest"][0]
    size = sum((1 if "quantization" in weight else 4) * math.prod(weight["shape"])
               for weight in group["weights"])
    path, most = ("a", 256) if size <= 256 else ("b", 4096)
    group["weights"].append({"name": "rest", "shape": [most - size], "dtype": "uint8"})
    group["paths"] = [path]
    return json.dumps(model).encode()


def main():
    for name in ["nested-3", "shared-3", "arithmetic-3"]:
        with zipfile.ZipFile(os.path.join(GOLDEN, name + ".keras")) as archive:
            put("keras-json", name, archive.read("config.json"))
    for name in ["nested-tfjs", "nested-tfjs-uint8"]:
        put("tfjs-json", name, shards(name))
    for folder, name in [("keras-golden", "pixels-2"), ("h5-forms", "forms")]:
        with open(os.path.join(FORMATS, folder, name + ".h5"), "rb") as file:
            put("h5", name, file.read())


main()
