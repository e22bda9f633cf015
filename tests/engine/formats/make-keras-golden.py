#!/usr/bin/env python3
"""Writes keras-golden/ and keras-golden.h: small Keras models in the forms that Keras 2, Keras 3 and
TensorFlow.js write, with the logits that PyTorch computes from the same weights.

    /usr/bin/python3 make-keras-golden.py        (python3-torch and python3-h5py of Debian 12)

The models are described here and serialised by hand, after get_config of Keras 2.15 and 3.8; Keras
itself is not needed. What layers compute is in kerasreference.py, in double precision.
"""
import os
import subprocess

from kerasmodels import MODELS, image
from kerasreference import run
from keraswriters import WRITERS

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "keras-golden")


def main():
    lines = ["/* Made by make-keras-golden.py with PyTorch. */", "#pragma once", "",
             "typedef struct", "{", "  const char *file;",
             "  int n; /* logits */", "  const float *logits;", "} KerasGolden;", ""]
    table = []
    for name, build, forms in MODELS:
        for form in forms:
            model = build()
            keras_3 = form.startswith("keras3")
            # Writing first: a quantized weight is another afterwards.
            file = WRITERS[form](model, os.path.join(FOLDER, name))
            logits = run(model, image(model.size), keras_3)
            symbol = f"{name}_{form}".replace("-", "_")
            numbers = ", ".join(f"{v:.9g}f" if "." in f"{v:.9g}" else f"{v:.9g}.0f"
                                for v in logits.tolist())
            lines.append(f"static const float {symbol}[] = {{ {numbers} }};")
            table.append(f'  {{ "{os.path.relpath(file, FOLDER)}", {len(logits)}, {symbol} }},')
    lines += ["", "static const KerasGolden keras_golden[] = {"] + table + ["};", ""]
    text = subprocess.run(["clang-format", "--assume-filename", os.path.join(HERE, "x.h")],
                          input="\n".join(lines), text=True, capture_output=True, check=True)
    with open(os.path.join(HERE, "keras-golden.h"), "w", encoding="utf-8") as file:
        file.write(text.stdout)


if __name__ == "__main__":
    main()
