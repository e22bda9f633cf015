"""ONNX's own tests of its operators (onnx.backend.test, as python3-onnx generates them) in the
engine.

node-oracle.py NODE_RUN [TEST …]. Every test whose operators the importer knows is run in all the
forms that a network could have it in:
- "input i": that input is computed from the image, the others are constants of the file;
- "all inputs": each is a part of the image;
- "constant": none is, so that it is folded, and added to a zero of the image; some operators the
  importer has in this form only.
What is left out is listed with the reason: tests about other types than the engine has or about
training. What the engine may refuse, in words, is stated too: REFUSED, and weights that are
computed from the image (WEIGHTS), which no network of images has. Anything else that is refused or
differs has failed.
"""
import collections
import contextlib
import fnmatch
import io
import os
import subprocess
import sys
import tempfile

import numpy

# ONNX 1.12 still asks numpy 1.24 for these.
for alias, kind in (("float", float), ("int", int), ("bool", bool), ("object", object)):
    if alias not in numpy.__dict__:
        setattr(numpy, alias, kind)

try:
    import onnx
    from onnx import TensorProto, helper, numpy_helper
    from onnx.backend.test.case.node import collect_testcases
except ImportError as problem:
    print(f"1..0 # SKIP {problem}: install python3-onnx")
    sys.exit(0)

RELATIVE, ABSOLUTE = 1e-4, 1e-6
# Their first dimension counts images, which the engine runs one by one.
BY_IMAGE = {"AveragePool", "BatchNormalization", "Conv", "GlobalAveragePool", "GlobalMaxPool",
            "InstanceNormalization", "LRN", "MaxPool", "Resize", "Upsample"}
# Inputs that say how to compute, not what: the engine may want to know them when it loads.
WEIGHTS = {"BatchNormalization": (1, 2, 3, 4), "Clip": (1, 2), "Conv": (1, 2),
           "Dropout": (1, 2), "Gemm": (1, 2), "InstanceNormalization": (1, 2),
           "LayerNormalization": (1, 2), "PRelu": (1,), "Pad": (2,), "Pow": (1,),
           "Resize": (1, 2), "ScatterND": (2,), "Upsample": (1,)}
# All their results are compared; of others the first, which is all that networks read.
SEVERAL_RESULTS = {"Split"}
FOLDABLE_TYPES = (numpy.float32, numpy.int64, numpy.int32, numpy.bool_)
# Why the engine refuses a test, and in which form.
REFUSED = {
    "pooling over one or three dimensions, images have two": (
        ("test_averagepool_[13]d_*", "*"), ("test_maxpool_[13]d_*", "*")),
    "constants that are several images": (
        ("test_lrn*", "constant"), ("test_instancenorm_epsilon", "constant")),
    "powers by other than one number": (
        ("test_pow", "input x"), ("test_pow_example", "input x"),
        ("test_pow_bcast_array", "input x"), ("test_pow_types_float32_*", "input x")),
    "windows, which ONNX computes with a pi of five digits": (
        ("test_*window*expanded", "constant"),),
    "resizing by other than nearest and linear": (
        ("test_resize_*cubic*", "*"), ("test_resize_tf_crop_and_resize", "*")),
}
NOT_COMPUTED = "is not computed by a layer"


def run_cases():
    """The tests of ONNX, which are noisy while they are made."""
    with contextlib.redirect_stdout(io.StringIO()), numpy.errstate(all="ignore"):
        return collect_testcases(None)


def data_of(case):
    """Inputs and outputs; some are numpy's scalars."""
    return [[numpy.asarray(a) if isinstance(a, (numpy.generic, float, int)) else a for a in arrays]
            for arrays in case.data_sets[0]]


def reason_to_leave_out(case, known):
    """Why a test is not about this engine; None when it is."""
    nodes = case.model.graph.node
    unknown = {n.op_type for n in nodes if n.op_type not in known}
    if unknown:
        return "unknown operator"
    inputs, outputs = data_of(case)
    for array in inputs + outputs:
        if not isinstance(array, numpy.ndarray):
            return "values that are no tensors"
    for array in inputs:
        if array.dtype.type not in FOLDABLE_TYPES:
            return f"numbers of type {array.dtype}"
    if all(array.dtype.type not in FOLDABLE_TYPES for array in outputs):
        return f"numbers of type {outputs[0].dtype}"
    if any(array.size == 0 for array in outputs):
        return "results without a number in them"
    if any(a.name == "training_mode" and a.i for n in nodes for a in n.attribute):
        return "training"
    if nodes[0].op_type == "Dropout" and len(inputs) == 3 and inputs[2] and inputs[1] != 0:
        return "training"
    return None


def is_weight(case, name):
    return any(name in [n.input[i] for i in WEIGHTS.get(n.op_type, ()) if i < len(n.input)]
               for n in case.model.graph.node)


def forms_of(case, folded):
    """Which inputs are computed from the image, form by form."""
    if any(n.op_type in folded for n in case.model.graph.node):
        return {"constant": []}
    inputs, outputs = data_of(case)
    floats = [info.name for info, array in zip(case.model.graph.input, inputs)
              if array.dtype == numpy.float32 and array.size > 0]
    forms = {}
    if outputs[0].dtype == numpy.float32:
        forms = {f"input {name}": [name] for name in floats}
        computed = [name for name in floats if not is_weight(case, name)]
        if len(computed) > 1:
            forms["all inputs"] = computed
    forms["constant"] = []
    return forms


def results_of(case):
    """Those to be compared, with what they should be."""
    several = case.model.graph.node[0].op_type in SEVERAL_RESULTS
    pairs = [(info.name, array) for info, array in zip(case.model.graph.output, data_of(case)[1])]
    return pairs if several else pairs[:1]


def opset_of(case):
    """Tests carry the version in which their operator was last changed; it is the same up to the
    first that importers still read."""
    version = max(o.version for o in case.model.opset_import if o.domain in ("", "ai.onnx"))
    return max(version, 9)


def make_model(case, computed, output, split, doubled):
    """The test's graph as a part of a network, and its input. split: the first dimension of the
    only computed input counts images. doubled: the result is times two."""
    source = case.model.graph
    arrays = dict(zip([i.name for i in source.input], data_of(case)[0]))
    nodes, result = [], output
    initializers = [numpy_helper.from_array(a, n) for n, a in arrays.items() if n not in computed]
    initializers += list(source.initializer)

    def constant(name, numbers):
        initializers.append(numpy_helper.from_array(numpy.array(numbers, numpy.int64), name))
        return name

    if len(computed) == 1:
        image = arrays[computed[0]]
        name, shape = computed[0], list(image.shape)
        if split:
            shape[0] = 1
    else:
        name = "the image"
        parts = [arrays[n].ravel() for n in computed] or [numpy.zeros(1, numpy.float32)]
        image, start = numpy.concatenate(parts), 0
        shape = [image.size]
        for part in computed:
            end = start + arrays[part].size
            nodes.append(helper.make_node(
                "Slice", [name, constant(f"{part} start", [start]), constant(f"{part} end", [end]),
                          constant(f"{part} axis", [0])], [f"{part} part"]))
            nodes.append(helper.make_node(
                "Reshape", [f"{part} part", constant(f"{part} shape", arrays[part].shape)],
                [part]))
            start = end
    nodes += source.node
    if not computed:
        nodes.append(helper.make_node("Cast", [output], ["as float"], to=TensorProto.FLOAT))
        result = "with the image"
        nodes.append(helper.make_node("Add", ["as float", name], [result]))
    if doubled:
        initializers.append(numpy_helper.from_array(numpy.array(2, numpy.float32), "two"))
        nodes.append(helper.make_node("Mul", [result, "two"], ["doubled"]))
        result = "doubled"
    graph = helper.make_graph(
        nodes, "node", [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(result, TensorProto.FLOAT, None)], initializers)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset_of(case))]), image


def run(program, model, image, n, folder):
    """The numbers that the engine gives, or the line in which it refuses."""
    paths = [os.path.join(folder, name) for name in ("model.onnx", "input", "output")]
    onnx.save(model, paths[0])
    image.astype("<f4").tofile(paths[1])
    done = subprocess.run([program, paths[0], paths[1], str(n), paths[2]], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode < 0:
        return f"ended by signal {-done.returncode}: {done.stderr.strip()}"
    if done.returncode > 0:
        return "refused: " + done.stderr.strip()
    return numpy.fromfile(paths[2], "<f4")


def check_form(program, case, computed, folder):
    """None, or what is wrong."""
    split = (len(computed) == 1 and computed[0] == case.model.graph.input[0].name
             and case.model.graph.node[0].op_type in BY_IMAGE)
    for name, expected in results_of(case):
        for scale in (1, 2):
            # A node that moves no numbers is no layer: it is given one to stand before.
            model, image = make_model(case, computed, name, split, scale == 2)
            found = run(program, model, image, image.shape[0] if split else 1, folder)
            if not isinstance(found, str) or NOT_COMPUTED not in found:
                break
        if isinstance(found, str):
            return found
        expected = scale * expected.astype(numpy.float64).ravel()
        if found.size != expected.size:
            return f"{name} has {found.size} numbers, not {expected.size}"
        same = numpy.isclose(found, expected, RELATIVE, ABSOLUTE, equal_nan=True)
        if not same.all():
            worst = numpy.argmax(~same)
            return f"{name}: number {worst} is {found[worst]}, not {expected[worst]}"
    return None


def may_be_refused(case, form, computed):
    """The reason, or None."""
    for reason, patterns in REFUSED.items():
        for test, forms in patterns:
            if fnmatch.fnmatchcase(case.name, test) and fnmatch.fnmatchcase(form, forms):
                return reason
    return "weights computed from the image" if any(is_weight(case, n) for n in computed) else None


def check_case(program, case, forms, folder, left_out):
    """Failures of a test, (form, text)."""
    failures = []
    for form, computed in forms.items():
        problem = check_form(program, case, computed, folder)
        reason = may_be_refused(case, form, computed)
        if problem is not None and reason is not None and "signal" not in problem:
            left_out[reason].append(f"{case.name} ({form})")
        elif problem is not None:
            failures.append((form, problem))
    return failures


def main():
    program, wanted = sys.argv[1], sys.argv[2:]
    cases = [c for c in run_cases() if not wanted or c.name in wanted]
    operators = sorted({n.op_type for c in cases for n in c.model.graph.node})
    known = dict(line.split() for line in subprocess.run(
        [program, "--knows", *operators], stdout=subprocess.PIPE, text=True,
        check=True).stdout.splitlines())
    folded = {name for name, how in known.items() if how == "constant"}
    left_out, results = collections.defaultdict(list), []
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            reason = reason_to_leave_out(case, known)
            if reason is not None:
                left_out[reason].append(case.name)
                continue
            results.append((case.name, check_case(program, case, forms_of(case, folded), folder,
                                                  left_out)))
    print(f"1..{len(results)}")
    for number, (name, failures) in enumerate(results, 1):
        print(f"{'not ok' if failures else 'ok'} {number} - {name}")
        for form, text in failures:
            print(f"# FAILED {name}, {form}: {text}")
    for reason, names in left_out.items():
        shown = f"{len(names)} tests" if reason == "unknown operator" else ", ".join(names)
        print(f"# left out, {reason}: {shown}")
    failed = sum(bool(failures) for _, failures in results)
    print(f"# {len(results)} tests of ONNX apply, {len(results) - failed} passed, {failed} failed")
    return 1 if failed or not results else 0


if __name__ == "__main__":
    sys.exit(main())
