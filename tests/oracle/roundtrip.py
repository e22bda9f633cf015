"""Our export of an imported model: valid by onnx.checker, the same numbers in a computation that is
not ours and in OpenCV where it can read it, and the same model when it is loaded again."""
import os

import onnx

import engine
import evaluator
from reference import largest

# What it cannot read is told in the table.
os.environ["OPENCV_LOG_LEVEL"] = "SILENT"
try:
    import cv2
    cv2.setNumThreads(1)
except ImportError:
    cv2 = None

COLUMN = "export round trip"
TOLERANCE = 1e-4
# Loaded again, nothing but the order of a sum may differ.
AGAIN_TOLERANCE = 1e-6


def opencv_outputs(path, image):
    """Outputs, or the reason why there are none."""
    if cv2 is None:
        return "OpenCV is not installed"
    try:
        net = cv2.dnn.readNetFromONNX(path)
        net.setInput(image)
        return net.forward()
    except cv2.error as problem:
        return " ".join(problem.err.split())


def check_round_trip(found, title, program, path, reference, names, folder):
    """names: parameters that the export has to have under these names."""
    image, theirs = reference.x[:1], reference.logits()[:1]
    ours, again = (os.path.join(folder, name) for name in ("ours.onnx", "again.onnx"))
    if largest(evaluator.evaluate(onnx.load(path), image) - theirs) > TOLERANCE * largest(theirs):
        found.fail(COLUMN, title, "evaluator.py is wrong about PyTorch's own export")
        return
    try:
        first = engine.exchange(program, path, ours, image, folder)
        second = engine.exchange(program, ours, again, image, folder)
    except engine.EngineError as problem:
        found.fail(COLUMN, title, str(problem).replace(path, "export").replace(ours, "reload"))
        return
    model = onnx.load(ours)
    try:
        onnx.checker.check_model(model, full_check=True)
    except Exception as problem:  # checker and shape inference have several
        found.fail(COLUMN, title, f"onnx.checker: {problem}")
        return
    missing = set(names) - {i.name for i in model.graph.initializer}
    if missing:
        found.fail(COLUMN, title, f"{len(missing)} parameters are not in the export: "
                                  f"{sorted(missing)[:4]}")
    found.compare(COLUMN, title, "logits of the export, computed by evaluator.py",
                  evaluator.evaluate(model, image), theirs, TOLERANCE)
    found.compare(COLUMN, title, "logits of the export, loaded again", second, first,
                  AGAIN_TOLERANCE)
    outputs = opencv_outputs(ours, image)
    if isinstance(outputs, str):
        found.opencv = outputs
    else:
        found.compare(COLUMN, title, "logits of the export in OpenCV", outputs, theirs, TOLERANCE)
