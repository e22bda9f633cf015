"""ONNX's own cases for every operator that can be folded: their inputs become constants, and what
folding makes of them is compared with what ONNX expects."""
import os
import subprocess
import sys
import tempfile
import warnings

warnings.simplefilter("ignore")

try:
    import numpy
    import onnx
    from onnx import numpy_helper
    import onnx.backend.test.case.node as node_cases
except ImportError as missing:
    print(f"fold-nodes: skipped: {missing}")
    sys.exit(77)

# Names that ONNX 1.12 uses and NumPy no longer has.
for name, kind in {"float": float, "int": int, "bool": bool, "object": object}.items():
    if name not in vars(numpy):
        setattr(numpy, name, kind)

# Cases that are about what constants never are.
LEFT_OUT = {
    "uint64": "unsigned integers of 64 bits are refused",
    "string": "texts are refused",
    "training_dropout": "dropout while training",
    "window": "ONNX computes these with a pi of five digits",
}


def collect():
    """Every case, also where some module of ONNX does not work with this NumPy."""
    import importlib
    import pkgutil
    for _, name, _ in pkgutil.iter_modules(node_cases.__path__):
        try:
            importlib.import_module(f"{node_cases.__name__}.{name}")
        except Exception as problem:  # pylint: disable=broad-except
            print(f"# {name}: {type(problem).__name__}: {problem}")
    return node_cases._NodeTestCases  # pylint: disable=protected-access


def as_constant(case):
    """The case as one model without inputs, or None where it has something that is no tensor."""
    inputs, outputs = case.data_sets[0]
    model = onnx.ModelProto()
    model.CopyFrom(case.model)
    pairs = [(info, info.name, value) for info, value in zip(model.graph.input, inputs)]
    pairs += [(info, "expected/" + info.name, value)
              for info, value in zip(model.graph.output, outputs)]
    for (info, name, value) in pairs:
        if isinstance(value, onnx.TensorProto):
            tensor = onnx.TensorProto()
            tensor.CopyFrom(value)
            tensor.name = name
        elif isinstance(value, (numpy.ndarray, numpy.generic)) and value.dtype != object:
            tensor = numpy_helper.from_array(numpy.ascontiguousarray(value).reshape(value.shape),
                                             name)
        else:
            return None
        # NumPy has no bfloat16, its bits come as uint16.
        if info.type.tensor_type.elem_type == onnx.TensorProto.BFLOAT16:
            tensor.data_type = onnx.TensorProto.BFLOAT16
        model.graph.initializer.append(tensor)
    del model.graph.input[:]
    return model


def main():
    tool = sys.argv[1]
    names, passed, skipped, failed = [], 0, {}, 0
    with tempfile.TemporaryDirectory() as folder:
        for case in collect():
            reason = next((why for part, why in LEFT_OUT.items() if part in case.name.lower()),
                          None)
            model = as_constant(case) if reason is None else None
            if model is None:
                reason = reason or "not of tensors"
                skipped.setdefault(reason, []).append(case.name)
                continue
            path = os.path.join(folder, f"{len(names)}.onnx")
            with open(path, "wb") as file:
                file.write(model.SerializeToString())
            names.append((case.name, path))
        output = subprocess.run([tool] + [path for _, path in names], check=True,
                                stdout=subprocess.PIPE, text=True).stdout.splitlines()
    assert len(output) == len(names)
    for (name, _), line in zip(names, output):
        if line == "ok":
            passed += 1
        elif line.startswith("skip "):
            skipped.setdefault("no folding of " + line[5:], []).append(name)
        else:
            failed += 1
            print(f"{name}: {line}")
    for reason, cases in sorted(skipped.items()):
        print(f"# {len(cases)} cases: {reason}")
    print(f"fold-nodes: {passed} cases passed, {failed} failed, "
          f"{sum(map(len, skipped.values()))} skipped")
    return failed > 0 or passed < 300


sys.exit(main())
