"""docs/model-families.md, as family-oracle.py finds it: the same text from the same findings,
whatever the machine, so that it can be kept and compared."""
import os

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs",
                    "model-families.md")
COLUMNS = ("import", "forward", "backward", "ten steps", "export round trip")

HEAD = """# Model families

Written by `tests/oracle/family-oracle.py --write`, checked by `./test oracle`; not to be edited.

Every family of torchvision 0.14, at reduced width or depth, with weights from a seed, exported by
`torch.onnx` 1.13 for operator sets 11, 13 and 17: folded with any number of pictures, folded for
one picture, and unfolded as it is trained. The truth is PyTorch in double precision.

- **import**: all nine files load.
- **forward**: logits within 1e-4 of the largest one.
- **backward**: the gradient of every parameter within 1e-3 of its largest number, with the frost
  line at the input, in the middle and below the head, and batch-norms with running statistics and
  with those of the batch.
- **ten steps**: the losses of ten steps of SGD with momentum and of AdamW within 1e-3, at the same
  three places.
- **export round trip**: our ONNX file passes `onnx.checker`, gives PyTorch's logits within 1e-4
  when it is computed by PyTorch's functions, and the same within 1e-6 when it is loaded again.
- **old**: the folded file for operator sets 9 and 10 loads, and gives the same logits; `-` where
  PyTorch cannot export it for either.
- **OpenCV**: whether OpenCV 4.6 of Debian 12 reads our file; where it does, logits within 1e-4.
- **cuts**: places for the frost line.

Where PyTorch's own answer in single precision, or to pictures that differ in the sixth digit, is
further from the truth than that, so may ours be, but not the losses; the test computes it for each
number. Each curve has a rate at which it is calm: noise in the fifth digit of the pictures moves no
loss by more than 2e-4, and the last is at least a twentieth away from the first.

"""


def cell(found, column):
    texts = found.failures.get(column, {})
    if texts:
        text, titles = next(iter(texts.items()))
        return f"no: {text.split(': differs by')[0]} ({titles[0]})".replace("|", "\\|")
    if column != "import" and "import" in found.failures and not found.compared:
        return "-"
    return "yes"


def text_of(results):
    """results: (family, Findings) in the order of the table."""
    lines = ["| family | " + " | ".join(COLUMNS) + " | old | OpenCV | cuts |",
             "|" + "---|" * (len(COLUMNS) + 4)]
    for name, found in results:
        cells = [cell(found, column) for column in COLUMNS]
        opencv = "-" if cells[-1] == "-" else "yes" if found.opencv is None else "no"
        old = "-" if len(found.not_exported) == 2 else cell(found, "old")
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {old} | {opencv} | {found.cuts} |")
    return HEAD + "\n".join(lines) + "\n"


def write(results):
    with open(PATH, "w", encoding="utf-8") as file:
        file.write(text_of(results))


def is_current(results):
    try:
        with open(PATH, encoding="utf-8") as file:
            return file.read() == text_of(results)
    except FileNotFoundError:
        return False
