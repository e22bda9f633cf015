"""torchvision's families against PyTorch: import, logits, gradients, training, export round trip.

family-oracle.py ENGINE_STEP EXCHANGE [--write | --full | FAMILY …]. Every network of families.py is
exported by torch.onnx for operator sets 11, 13 and 17 in three forms:
- usual: constants and batch-norms folded, any number of pictures,
- fixed: the same for one picture, where shapes are numbers,
- trainable: nothing folded, names as in the state_dict;
and for operator sets 9 and 10 in the usual one, as far as PyTorch can.

Of each: logits within 1e-4 of the largest one. Of the trainable form, with the frost line at the
bottom, in the middle and below the head, and with the running statistics of batch-norms and those
of the batch: the gradient of every trainable parameter within 1e-3 of its largest number, and the
losses of ten steps of SGD with momentum and of AdamW within 1e-3. The truth is PyTorch in double
precision. Where PyTorch's own answer in single precision, or to pictures that differ in the sixth
digit, is further from it than that, so may ours be (Reference.slack), but not the losses; and gradients
have this allowance only where the truth is zero, before a batch-norm, elsewhere at most 2e-3 where
PyTorch's single precision is off itself. How often is told.
Our own export of each is checked by roundtrip.py.

docs/model-families.md must say what was found; --write writes it. --full compares the logits of the
published networks at their own size instead.
"""
import multiprocessing
import os
import sys
import tempfile
import time
import traceback
import warnings

# One thread a process: OpenBLAS reads this when it is loaded.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import numpy
import torch

try:
    import onnx
    import torchvision
except ImportError as problem:
    print(f"1..0 # SKIP {problem}: install python3-torchvision and python3-onnx")
    sys.exit(0)

import engine
import families
import table
from findings import Findings
from reference import LEAST_CHANGE, Reference, ZERO, change_of, draw_reference, largest
from roundtrip import check_round_trip

OPSETS = (11, 13, 17)
# Only loaded and run, as far as PyTorch can still export for them.
OLD_OPSETS = (9, 10)
FORMS = ("usual", "fixed", "trainable")
N_IMAGES = 4
N_PROCESSES = 2
LOGITS_TOLERANCE = 1e-4
TOLERANCE = 1e-3
LONG = ("inception_v3", "googlenet", "swin", "swin_v2", "resnext", "wide_resnet", "alexnet")


def zero_symbolic(graph, value):
    """aten::zero, which PyTorch 1.13 cannot export (swin_v2), as later versions write it."""
    shape = graph.op("Shape", value)
    return graph.op("ConstantOfShape", shape, value_t=torch.zeros(1))


def export(model, size, form, opset, path):
    fixed = form == "fixed"
    torch.onnx.export(
        model, torch.zeros(1, 3, size, size), path, opset_version=opset,
        training=torch.onnx.TrainingMode.PRESERVE if form == "trainable"
        else torch.onnx.TrainingMode.EVAL,
        do_constant_folding=form != "trainable", input_names=["input"], output_names=["logits"],
        dynamic_axes=None if fixed else {"input": {0: "N"}, "logits": {0: "N"}})


def trainable_parameters(model, size, folder):
    """The names of the parameters that the engine trains with its frost line in the middle, and those
    with the line below the head."""
    path = os.path.join(folder, "model.onnx")
    export(model, size, "trainable", OPSETS[0], path)
    x, labels = numpy.zeros((1, 3, size, size), numpy.float32), numpy.zeros(1, numpy.int64)
    steps = engine.run_steps(sys.argv[1], path, x, labels, "step",
                             ["middle:running", "head:running"], folder)[1]
    known = {n for n, _ in model.named_parameters()}
    return {cut: frozenset(known & set(step.arrays.get("gradient", {})))
            for cut, step in zip(("middle", "head"), steps)}


def check_gradients(found, title, reference, step, names):
    place = names, step.statistics
    gradients = reference.step(*place)[1]
    zero = ZERO * max(largest(g) for g in gradients.values())
    for name in sorted(names):
        gradient = lambda **how: reference.step(*place, **how)[1][name]
        slack = lambda: reference.slack(gradient)
        if largest(gradients[name]) > zero:
            slack = lambda: min(reference.rounding(gradient),
                                2 * TOLERANCE * largest(gradients[name]))
        found.compare("backward", title, f"gradient of {name}", step.arrays["gradient"][name],
                      gradients[name], TOLERANCE, slack, zero)


def check_curves(found, title, reference, step, names):
    for kind, curve in step.arrays["curve"].items():
        rate = reference.rate(names, step.statistics, kind)
        place = names, step.statistics, kind, rate
        theirs = reference.curve(*place)
        if change_of(theirs) < LEAST_CHANGE:
            found.fail("ten steps", title, f"PyTorch's loss hardly moves with {kind}: "
                                           f"{theirs[0]} to {theirs[-1]}")
        found.compare("ten steps", title, f"losses with {kind} at rate {rate}", curve, theirs,
                      TOLERANCE)


def check_step(found, title, reference, step):
    """Loss, gradients, statistics and curves at one place of the frost line."""
    arrays, known = step.arrays, set(reference.parameters)
    names = frozenset(arrays.get("gradient", {}))
    if names - known:
        found.fail("backward", title, f"trains {sorted(names - known)[:4]}, which are no "
                                      "parameters of PyTorch's")
    names &= known
    if step.cut == 0 and names != known:
        missing = sorted(known - names)
        found.fail("backward", title, f"{len(missing)} parameters have no gradient: "
                                      f"{missing[:4]}")
    if not names:
        found.fail("backward", title, "nothing is trainable")
        return
    place = names, step.statistics
    loss, _, buffers = reference.step(*place)
    found.compare("backward", title, "loss", arrays["loss"]["loss"], numpy.array(loss),
                  TOLERANCE, lambda: reference.slack(
                      lambda **how: numpy.array(reference.step(*place, **how)[0])))
    check_gradients(found, title, reference, step, names)
    for name, value in arrays.get("statistics", {}).items():
        if name in buffers:
            found.compare("backward", title, name, value, buffers[name], TOLERANCE,
                          lambda: reference.slack(
                              lambda **how: reference.step(*place, **how)[2][name]))
    check_curves(found, title, reference, step, names)


def places_of(reference, trainable):
    """As engine-step wants them, each with a rate for either optimizer."""
    names = {"0": frozenset(reference.parameters), **trainable}
    return [f"{cut}:{statistics}:{reference.rate(names[cut], statistics, 'sgd')}"
            f":{reference.rate(names[cut], statistics, 'adamw')}"
            for cut in names for statistics in ("running", "batch")[:1 + reference.has_norms]]


def check_file(found, reference, places, form, opset, size, folder):
    title = f"opset {opset} {form}"
    path = os.path.join(folder, "model.onnx")
    trainable = form == "trainable"
    export(reference.model, size, form, opset, path)
    try:
        logits, steps = engine.run_steps(sys.argv[1], path, reference.x, reference.labels, "curve",
                                         places if trainable else [], folder)
    except engine.EngineError as problem:
        found.fail("import", title, str(problem).replace(path + ": ", ""))
        return
    found.compare("forward", title, "logits", logits, reference.logits(), LOGITS_TOLERANCE,
                  lambda: reference.slack(reference.logits))
    for step in steps:
        found.cuts = step.head_cut + 1
        check_step(found, f"{title} cut {step.cut}/{step.head_cut} {step.statistics}", reference,
                   step)
    if form != "fixed":
        check_round_trip(found, title, sys.argv[2], path, reference,
                         reference.parameters if trainable else (), folder)


def check_old_file(found, reference, opset, size, folder):
    title = f"opset {opset}"
    path = os.path.join(folder, "model.onnx")
    try:
        export(reference.model, size, "usual", opset, path)
    except torch.onnx.errors.OnnxExporterError:
        found.not_exported.append(opset)
        return
    try:
        logits = engine.run_steps(sys.argv[1], path, reference.x, reference.labels, "step", [],
                                  folder)[0]
    except engine.EngineError as problem:
        found.fail("old", title, str(problem).replace(path + ": ", ""))
        return
    found.compare("old", title, "logits", logits, reference.logits(), LOGITS_TOLERANCE,
                  lambda: reference.slack(reference.logits))


def check_family(name):
    found, begin = Findings(), time.process_time()
    try:
        size = families.FAMILIES[name].size
        with tempfile.TemporaryDirectory() as folder:
            model = families.make(name)
            trainable = trainable_parameters(model, size, folder)
            reference = draw_reference(model, size, N_IMAGES, families.N_CLASSES,
                                       trainable["middle"])
            places = places_of(reference, trainable)
            for opset in OPSETS:
                for form in FORMS:
                    check_file(found, reference, places, form, opset, size, folder)
            for opset in OLD_OPSETS:
                check_old_file(found, reference, opset, size, folder)
    except Exception:
        found.fail("import", "all", f"the test itself broke: {traceback.format_exc()}")
    found.seconds = time.process_time() - begin
    return found


def check_full(constructor):
    """A published network with weights from a seed, one picture."""
    found, begin = Findings(), time.process_time()
    try:
        model, size = families.make_full(constructor)
        x = numpy.random.default_rng(3).uniform(-1, 1, (1, 3, size, size)).astype(numpy.float32)
        reference = Reference(model, x, numpy.zeros(1, numpy.int64))
        with tempfile.TemporaryDirectory() as folder:
            check_file(found, reference, (), "usual", 13, size, folder)
    except Exception:
        found.fail("import", "all", f"the test itself broke: {traceback.format_exc()}")
    found.seconds = time.process_time() - begin
    return found


def start():
    """In every process: results do not depend on how many there are."""
    torch.set_num_threads(1)
    torch.onnx.register_custom_op_symbolic("aten::zero", zero_symbolic, 11)
    warnings.filterwarnings("ignore")


def main():
    names = [name for name in sys.argv[3:] if not name.startswith("--")]
    full = "--full" in sys.argv
    whole = not names and not full
    if not names:
        names = [c for family in families.FAMILIES.values() for c in family.full] if full \
            else list(families.FAMILIES)
    check = check_full if full else check_family
    results = []
    print(f"1..{len(names) + whole}", flush=True)
    with multiprocessing.Pool(N_PROCESSES, start) as pool:
        # The longest first, so that none of them runs alone at the end.
        order = sorted(names, key=lambda name: LONG.index(name) if name in LONG else len(LONG))
        running = {name: pool.apply_async(check, (name,)) for name in order}
        for name in names:
            found = running[name].get()
            results.append((name, found))
            found.report(len(results), name)
    failed = any(found.failures for _, found in results)
    if "--write" in sys.argv:
        table.write(results)
    if whole:
        current = table.is_current(results)
        print(f"{'ok' if current else 'not ok'} {len(results) + 1} - docs/model-families.md says "
              "what was found")
        failed = failed or not current
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
