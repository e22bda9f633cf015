#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets for files of tensors: corpus/NAME/, a few small files each,
from tests/engine/formats/tensor-golden. What the first byte of a seed means, its target says."""
import json
import os
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
GOLDEN = os.path.join(HERE, "..", "engine", "formats", "tensor-golden")


def put(target, name, data):
    folder = os.path.join(HERE, "corpus", target)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)


def golden(name):
    with open(os.path.join(GOLDEN, name), "rb") as file:
        return file.read()


def main():
    for name in ("zip", "zip-protocol4", "zip-checkpoint", "zip-strided"):
        archive = zipfile.ZipFile(os.path.join(GOLDEN, name + ".pth"))
        pickle = archive.read(f"{name}/data.pkl")
        put("pickle", name, pickle)
        length = len(pickle).to_bytes(2, "little")
        for kind in (0, 2, 16 + 4):
            put("torch-zip", f"{name}-{kind}", bytes([kind]) + length + pickle + bytes(range(96)))
    put("torch-zip", "whole", b"\1" + golden("zip-parameters.pth"))
    for name in ("legacy", "legacy-protocol1", "legacy-checkpoint"):
        put("torch-legacy", name, b"\1" + golden(name + ".pth"))
    put("torch-legacy", "behind-the-head", b"\0" + golden("legacy-strided.pth")[21:])
    header = json.dumps({
        "__metadata__": {"format": "pt"},
        "a": {"dtype": "F16", "shape": [2, 3], "data_offsets": [0, 12]},
        "b": {"dtype": "I64", "shape": [], "data_offsets": [12, 20]},
        "c": {"dtype": "BOOL", "shape": [0], "data_offsets": [20, 20]}}).encode()
    whole = len(header).to_bytes(8, "little") + header + bytes(range(20))
    put("safetensors", "whole", b"\1" + whole)
    # As many 127ths of the bytes as come nearest to the header, filled up with spaces.
    body = header.ljust(127 * 2) + bytes(20)
    put("safetensors", "measured", bytes([2 * (127 * 254 // len(body) + 1)]) + body)


if __name__ == "__main__":
    main()
