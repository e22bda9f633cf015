"""Runs engine-step and reads what it wrote."""
import collections
import math
import os
import subprocess

import numpy

# cut, head_cut: numbers; arrays: kind → name → array.
Step = collections.namedtuple("Step", "cut head_cut statistics arrays")


class EngineError(Exception):
    """The engine refused a model, in its own words."""


def run_tool(command):
    """Standard output of one of our programs; a crash is not a refusal and says so."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["no message"]
        crash = f"ended by signal {-done.returncode}: " if done.returncode < 0 else ""
        raise EngineError(crash + lines[-1])
    return done.stdout


def run_steps(program, model_path, x, labels, what, places, folder):
    """x [n, channels, height, width]; what and places are those of
    engine-step.c. Returns the logits and a Step
    for each place."""
    paths = [os.path.join(folder, name) for name in ("x", "labels", "arrays")]
    x.transpose(0, 2, 3, 1).astype("<f4").tofile(paths[0])
    labels.astype("<i4").tofile(paths[1])
    text = run_tool([program, model_path, paths[0], paths[1], str(len(labels)), paths[2], what,
                     *places])
    data, start, logits, steps = numpy.fromfile(paths[2], "<f4"), 0, None, []
    for line in text.splitlines():
        kind, name, *dims = line.split()
        if kind == "at":
            steps.append(Step(int(name), int(dims[0]), dims[1], {}))
            continue
        shape = tuple(int(d) for d in dims)
        end = start + math.prod(shape)
        array = data[start:end].reshape(shape)
        if kind == "logits":
            logits = array
        else:
            steps[-1].arrays.setdefault(kind, {})[name] = array
        start = end
    assert start == len(data) and len(steps) == len(places)
    return logits, steps


def exchange(program, source, target, image, folder):
    """Loads source, writes it again as target, returns the outputs for one image."""
    paths = [os.path.join(folder, name) for name in ("image", "outputs")]
    image.astype("<f4").tofile(paths[0])
    run_tool([program, source, target, *paths])
    return numpy.fromfile(paths[1], "<f4")[numpy.newaxis]
