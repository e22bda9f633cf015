"""A network as an ONNX file without its weights: what the importer reads and a tensor file fills.

The initializers are called as in the state_dict and have no data; nodes whose inputs are all
constant are computed here, where that does not make the file larger.
"""
import gzip
import io

import numpy
import onnx
import torch
from onnx import numpy_helper

# A constant may become this large without having had as many bytes of inputs.
LARGEST_CONSTANT = 2048


def randomise(model):
    """The exporter merges initializers of the same numbers, so that no two may be alike."""
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for value in model.state_dict().values():
            if value.dtype.is_floating_point:
                value.copy_(torch.rand(value.shape, generator=generator) + 0.5)


def export(model, size, opset):
    buffer = io.BytesIO()
    torch.onnx.export(model, torch.zeros(1, 3, size, size), buffer, opset_version=opset,
                      do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE,
                      input_names=["input"], output_names=["logits"])
    return onnx.load_from_string(buffer.getvalue())


def attribute(node, name, default=None):
    for a in node.attribute:
        if a.name == name:
            value = onnx.helper.get_attribute_value(a)
            return numpy_helper.to_array(value) if a.type == a.TENSOR else value
    return default


def fold_slice(node, x, starts, ends, axes=None, steps=None):
    axes = range(len(starts)) if axes is None else axes
    steps = [1] * len(starts) if steps is None else steps
    where = [slice(None)] * x.ndim
    for start, end, axis, step in zip(starts, ends, axes, steps):
        end = None if step < 0 and end < -x.shape[axis] else int(end)
        where[int(axis)] = slice(int(start), end, int(step))
    return x[tuple(where)]


def fold_reshape(node, x, shape):
    return x.reshape([x.shape[i] if d == 0 else int(d) for i, d in enumerate(shape)])


def fold_scatter(node, x, indices, updates):
    x = x.copy()
    x[tuple(numpy.moveaxis(indices, -1, 0))] = updates
    return x


def fold_cast(node, x):
    return x.astype(onnx.mapping.TENSOR_TYPE_TO_NP_TYPE[attribute(node, "to")])


def fold_divide(node, a, b):
    return a // b if a.dtype.kind == "i" else a / b


FOLDS = {
    "Constant": lambda node: attribute(node, "value"),
    "ConstantOfShape": lambda node, s: numpy.full([int(d) for d in s],
                                                  attribute(node, "value")[0]),
    "Identity": lambda node, x: x,
    "Cast": fold_cast,
    "Gather": lambda node, x, i: numpy.take(x, i, axis=attribute(node, "axis", 0)),
    "Unsqueeze": lambda node, x, axes: numpy.expand_dims(x, tuple(int(a) for a in axes)),
    "Concat": lambda node, *x: numpy.concatenate(x, axis=attribute(node, "axis")),
    "Slice": fold_slice,
    "Reshape": fold_reshape,
    "Transpose": lambda node, x: x.transpose(attribute(node, "perm")),
    "Expand": lambda node, x, s: x * numpy.ones([int(d) for d in s], x.dtype),
    "Range": lambda node, a, b, step: numpy.arange(a, b, step),
    "Where": lambda node, c, a, b: numpy.where(c, a, b),
    "Equal": lambda node, a, b: a == b,
    "Not": lambda node, a: ~a,
    "Add": lambda node, a, b: a + b,
    "Sub": lambda node, a, b: a - b,
    "Mul": lambda node, a, b: a * b,
    "Div": fold_divide,
    "Mod": lambda node, a, b: numpy.mod(a, b),
    "ScatterND": fold_scatter,
}


def shapes_of(model):
    """Static shapes by value, as far as they are known."""
    graph = onnx.shape_inference.infer_shapes(model).graph
    shapes = {}
    for info in list(graph.value_info) + list(graph.input) + list(graph.output):
        dims = [d.dim_value if d.HasField("dim_value") else -1
                for d in info.type.tensor_type.shape.dim]
        if info.type.tensor_type.HasField("shape") and min(dims, default=1) > 0:
            shapes[info.name] = dims
    return shapes


def fold_once(model, constants):
    """One pass; returns how many nodes became constants."""
    shapes, kept = shapes_of(model), []
    for node in model.graph.node:
        inputs = [constants.get(name) for name in node.input if name]
        value = None
        if node.op_type == "Shape" and node.input[0] in shapes:
            value = numpy.array(shapes[node.input[0]], numpy.int64)
        elif node.op_type in FOLDS and all(i is not None for i in inputs):
            value = numpy.asarray(FOLDS[node.op_type](node, *inputs))
            if inputs and value.nbytes > max(LARGEST_CONSTANT, sum(i.nbytes for i in inputs)):
                value = None
        if value is None:
            kept.append(node)
        else:
            constants[node.output[0]] = value
    folded = len(model.graph.node) - len(kept)
    del model.graph.node[:]
    model.graph.node.extend(kept)
    for name in {n for node in kept for n in node.input if n in constants}:
        if name not in {i.name for i in model.graph.initializer}:
            model.graph.initializer.append(numpy_helper.from_array(constants[name], name))
    return folded


def merge_equal(graph, parameters):
    """Constants of the same numbers become one; a Pad of nothing becomes its input."""
    values = {i.name: numpy_helper.to_array(i) for i in graph.initializer
              if i.name not in parameters}
    first, same = {}, {}
    for name, value in values.items():
        same[name] = first.setdefault((value.dtype.str, value.shape, value.tobytes()), name)
    for node in graph.node:
        if node.op_type == "Pad" and not values.get(node.input[1], numpy.ones(1)).any():
            same[node.output[0]] = same.get(node.input[0], node.input[0])
        for i, name in enumerate(node.input):
            node.input[i] = same.get(name, name)


def drop_unused(graph):
    wanted, kept = {graph.output[0].name}, []
    for node in reversed(graph.node):
        if any(name in wanted for name in node.output):
            kept.insert(0, node)
            wanted.update(node.input)
    del graph.node[:]
    graph.node.extend(kept)
    initializers = [i for i in graph.initializer if i.name in wanted]
    del graph.initializer[:]
    graph.initializer.extend(initializers)


def rename(graph, parameters):
    """Short names for values and constants; nodes keep theirs, blocks are named by them."""
    names = {"": ""}
    for name in list(parameters) + [graph.input[0].name, graph.output[0].name]:
        names[name] = name
    for node in graph.node:
        for field in (node.input, node.output):
            for i, name in enumerate(field):
                field[i] = names.setdefault(name, str(len(names)))
    for initializer in graph.initializer:
        initializer.name = names[initializer.name]


def find_head(graph, parameters):
    """The parameters of the last node that has any: it says how many classes there are."""
    for node in reversed(graph.node):
        head = [name for name in node.input if name in parameters]
        if head:
            return head
    raise ValueError("the graph has no parameters")


def make(model, size, opset, change):
    """Bytes of the packed skeleton after change (graph), the head's parameters, how many numbers
    all trainable ones have."""
    model.eval()
    randomise(model)
    proto = export(model, size, opset)
    state = model.state_dict()
    # Whole numbers (indices of Swin's windows) are part of the graph; all else is weights.
    parameters = {k for k, v in state.items() if v.dtype.is_floating_point}
    constants = {i.name: numpy_helper.to_array(i) for i in proto.graph.initializer
                 if i.name not in parameters}
    while fold_once(proto, constants):
        pass
    merge_equal(proto.graph, parameters)
    drop_unused(proto.graph)
    onnx.checker.check_model(proto, full_check=True)
    rename(proto.graph, parameters)
    change(proto.graph)
    for node in proto.graph.node:
        node.ClearField("doc_string")
    for initializer in proto.graph.initializer:
        if initializer.name in parameters:
            for field in ("raw_data", "float_data"):
                initializer.ClearField(field)
    del proto.graph.value_info[:]
    trained = {name for name, _ in model.named_parameters()}
    count = sum(numpy.prod(i.dims) for i in proto.graph.initializer if i.name in trained)
    packed = gzip.compress(proto.SerializeToString(), mtime=0)
    return packed, find_head(proto.graph, parameters), int(count)
