"""What a comparison found: failures by column of the table, and the largest differences."""
import collections

import numpy

from reference import largest

# A comparison that lets this much pass proves nothing: the network has to be made otherwise.
WIDEST = 0.05
MOST_TOLD = 8


def squeeze(shape):
    return tuple(n for n in shape if n != 1)


class Findings:
    def __init__(self):
        self.failures = collections.defaultdict(dict)  # column → text → titles
        self.worst = collections.defaultdict(float)
        self.compared = self.widened = self.cuts = 0
        self.opencv = None  # why OpenCV does not read our export
        self.not_exported = []  # operator sets that PyTorch cannot export it for
        self.seconds = 0

    def fail(self, column, title, text):
        self.failures[column].setdefault(text, []).append(title)

    def compare(self, column, title, what, ours, theirs, tolerance, slack=lambda: 0, zero=0):
        """By the largest difference, relative to the largest number; what is below zero is zero.
        slack() is asked for only when it is needed."""
        self.compared += 1
        if ours.shape != theirs.shape:
            if squeeze(ours.shape) != squeeze(theirs.shape):
                self.fail(column, title,
                          f"{what}: has shape {ours.shape}, PyTorch's {theirs.shape}")
                return
            ours = ours.reshape(theirs.shape)
        scale = max(largest(theirs), zero, 1e-30)
        difference = largest(ours.astype(numpy.float64) - theirs) / scale
        if difference <= tolerance:
            self.worst[column] = max(self.worst[column], difference)
            return
        allowed = slack() / scale
        if difference <= min(allowed, WIDEST if largest(theirs) > zero else 1):
            self.widened += 1
            return
        self.fail(column, title, f"{what}: differs by {difference:.1e} of {scale:.2e}, "
                                 f"{max(tolerance, allowed):.1e} is allowed")

    def report(self, number, name):
        """A line of TAP, and what failed."""
        worst = ", ".join(f"{column} {value:.1e}" for column, value in self.worst.items())
        print(f"{'not ok' if self.failures else 'ok'} {number} - {name}: {worst}; {self.compared} "
              f"arrays, {self.widened} by PyTorch's own error; {self.seconds:.0f} s")
        for column, texts in self.failures.items():
            for text, titles in list(texts.items())[:MOST_TOLD]:
                text = text.replace("\n", "\n#   ")
                print(f"# FAILED {name}: {column}: {text} ({', '.join(titles)})")
            if len(texts) > MOST_TOLD:
                print(f"# FAILED {name}: {column}: and {len(texts) - MOST_TOLD} more")
        print(end="", flush=True)
