"""Computes an ONNX model with PyTorch's functions, straight from the text of the operators'
versions 9 to 17: what our exports are checked by. family-oracle.py lets it compute PyTorch's own
exports first, so that it is itself proven on every network.

Numbers are computed in double precision whatever the file says, whole numbers as they are.
"""
import math

import numpy
import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper

DTYPES = {onnx.TensorProto.FLOAT: torch.float64, onnx.TensorProto.DOUBLE: torch.float64,
          onnx.TensorProto.INT64: torch.int64, onnx.TensorProto.INT32: torch.int32,
          onnx.TensorProto.BOOL: torch.bool}


def to_tensor(proto):
    array = torch.from_numpy(numpy.array(numpy_helper.to_array(proto)))
    return array.double() if array.is_floating_point() else array


def windows(a, x, value):
    """Pads x [n, c, h, w] for a window with ONNX' attributes; returns it, kernel, stride, dilation
    and how far the last windows reach beyond (ceil_mode)."""
    kernel = a["kernel_shape"]
    stride, dilation = a.get("strides", [1, 1]), a.get("dilations", [1, 1])
    pads = list(a.get("pads", [0, 0, 0, 0]))
    if a.get("auto_pad", "NOTSET") in ("SAME_UPPER", "SAME_LOWER"):
        for i in (0, 1):
            out = math.ceil(x.shape[2 + i] / stride[i])
            all_ = max(0, (out - 1) * stride[i] + (kernel[i] - 1) * dilation[i] + 1
                       - x.shape[2 + i])
            half = all_ // 2 if a["auto_pad"] == "SAME_UPPER" else all_ - all_ // 2
            pads[i], pads[2 + i] = half, all_ - half
    x = F.pad(x, (pads[1], pads[3], pads[0], pads[2]), value=value)
    beyond = [0, 0]
    if a.get("ceil_mode", 0):
        for i in (0, 1):
            reach = (kernel[i] - 1) * dilation[i] + 1
            out = math.ceil((x.shape[2 + i] - reach) / stride[i]) + 1
            if (out - 1) * stride[i] >= x.shape[2 + i] - pads[2 + i]:
                out -= 1
            beyond[i] = max(0, (out - 1) * stride[i] + reach - x.shape[2 + i])
    return x, kernel, stride, dilation, beyond


def conv(a, x, w, b=None):
    a = {"kernel_shape": list(w.shape[2:]), **a}
    x, _, stride, dilation, _ = windows(a, x, 0)
    return F.conv2d(x, w, b, stride, 0, dilation, a.get("group", 1))


def max_pool(a, x):
    x, kernel, stride, dilation, beyond = windows(a, x, -math.inf)
    x = F.pad(x, (0, beyond[1], 0, beyond[0]), value=-math.inf)
    return F.max_pool2d(x, kernel, stride, 0, dilation)


def average_pool(a, x):
    counted = torch.ones_like(x)
    padded, kernel, stride, _, beyond = windows(a, x, 0)
    # What lies beyond the padding counts in no case.
    counted = windows(a, counted, 1 if a.get("count_include_pad", 0) else 0)[0]
    padded = F.pad(padded, (0, beyond[1], 0, beyond[0]))
    counted = F.pad(counted, (0, beyond[1], 0, beyond[0]))
    return F.avg_pool2d(padded, kernel, stride) / F.avg_pool2d(counted, kernel, stride)


def gemm(a, x, w, b=None):
    x = x.T if a.get("transA", 0) else x
    w = w.T if a.get("transB", 0) else w
    y = a.get("alpha", 1.0) * (x @ w)
    return y if b is None else y + a.get("beta", 1.0) * b


def clip(a, x, low=None, high=None):
    low = a.get("min") if low is None else low.item()
    high = a.get("max") if high is None else high.item()
    return x if low is None and high is None else torch.clamp(x, low, high)


def div(a, x, y):
    return x / y if x.is_floating_point() else torch.div(x, y, rounding_mode="trunc")


def axes_of(a, given):
    """Axes moved from the attributes to the inputs with operator set 13."""
    return a.get("axes") if given is None else given.tolist()


def reduce(function):
    def work(a, x, axes=None):
        axes = axes_of(a, axes)
        return function(x, list(range(x.ndim)) if axes is None else axes,
                        bool(a.get("keepdims", 1)))
    return work


def softmax(a, x, opset):
    if opset >= 13:
        return torch.softmax(x, a.get("axis", -1))
    axis = a.get("axis", 1) % x.ndim
    return torch.softmax(x.flatten(axis), axis).reshape(x.shape)


def layer_norm(a, x, scale, bias=None):
    axis = a.get("axis", -1) % x.ndim
    return F.layer_norm(x, x.shape[axis:], scale, bias, a.get("epsilon", 1e-5))


def slice_(a, x, starts=None, ends=None, axes=None, steps=None):
    starts = a["starts"] if starts is None else starts.tolist()
    ends = a["ends"] if ends is None else ends.tolist()
    axes = axes_of(a, axes)
    steps = [1] * len(starts) if steps is None else steps.tolist()
    index = [slice(None)] * x.ndim
    for i, axis in enumerate(range(len(starts)) if axes is None else axes):
        n = x.shape[axis]
        places = range(n)[slice(starts[i], None if steps[i] < 0 and ends[i] < -n else ends[i],
                                steps[i])]
        index[axis] = torch.tensor(list(places), dtype=torch.int64)
        x = x.index_select(axis, index[axis])
    return x


def split(a, x, sizes=None):
    axis, sizes = a.get("axis", 0), a.get("split") if sizes is None else sizes.tolist()
    if sizes is None:
        sizes = [x.shape[axis] // a["n_outputs"]] * a["n_outputs"]
    return torch.split(x, sizes, axis)


def pad(a, x, pads=None, value=None):
    pads = a["pads"] if pads is None else pads.tolist()
    value = a.get("value", 0.0) if value is None else value.item()
    mode = a.get("mode", "constant")
    n = x.ndim
    if mode == "constant":
        return F.pad(x, [pads[k] for i in reversed(range(n)) for k in (i, n + i)], value=value)
    pairs = [(pads[i], pads[n + i]) for i in range(n)]
    return torch.from_numpy(numpy.pad(x.numpy(), pairs, mode))


def reshape(a, x, shape):
    return x.reshape([x.shape[i] if n == 0 and not a.get("allowzero", 0) else n
                      for i, n in enumerate(shape.tolist())])


def flatten(a, x):
    axis = a.get("axis", 1)
    return x.reshape(math.prod(x.shape[:axis % (x.ndim + 1)]), -1)


def squeeze(a, x, axes=None):
    axes = axes_of(a, axes)
    return x.reshape([n for i, n in enumerate(x.shape)
                      if not (n == 1 if axes is None else i in [k % x.ndim for k in axes])])


def unsqueeze(a, x, axes=None):
    axes = axes_of(a, axes)
    for axis in sorted(k % (x.ndim + len(axes)) for k in axes):
        x = x.unsqueeze(axis)
    return x


def gather(a, x, index):
    axis = a.get("axis", 0) % x.ndim
    index = torch.where(index < 0, index + x.shape[axis], index)
    y = x.index_select(axis, index.flatten().long())
    return y.reshape(list(x.shape[:axis]) + list(index.shape) + list(x.shape[axis + 1:]))


def scatter_nd(a, x, index, updates):
    x = x.clone()
    x[tuple(index.movedim(-1, 0))] = updates
    return x


def expand(a, x, shape):
    return x.expand(torch.broadcast_shapes(tuple(x.shape), tuple(shape.tolist()))).clone()


def resize(a, x, *inputs):
    """Only as torch.nn.functional.interpolate has it."""
    scales, sizes = (list(inputs) + [None] * 3)[1:3]
    size = sizes.tolist()[2:] if sizes is not None and sizes.numel() else \
        [int(n * s) for n, s in zip(x.shape[2:], scales.tolist()[2:])]
    if a.get("mode") == "linear":
        return F.interpolate(x, size, mode="bilinear", align_corners=a.get(
            "coordinate_transformation_mode") == "align_corners")
    exact = a.get("coordinate_transformation_mode") != "asymmetric"
    return F.interpolate(x, size, mode="nearest-exact" if exact else "nearest")


def lrn(a, x):
    return F.local_response_norm(x, a["size"], a.get("alpha", 1e-4), a.get("beta", 0.75),
                                 a.get("bias", 1.0))


def constant(a):
    return to_tensor(a["value"]) if "value" in a else torch.tensor(
        a.get("value_float", a.get("value_int", a.get("value_ints", a.get("value_floats")))))


OPERATORS = {
    "Abs": lambda a, x: x.abs(), "Add": lambda a, x, y: x + y, "AveragePool": average_pool,
    "BatchNormalization": lambda a, x, w, b, mean, variance: F.batch_norm(
        x, mean, variance, w, b, False, 0, a.get("epsilon", 1e-5)),
    "Cast": lambda a, x: x.to(DTYPES[a["to"]]), "Clip": clip,
    "Concat": lambda a, *x: torch.cat(x, a["axis"]), "Constant": constant,
    "ConstantOfShape": lambda a, shape: to_tensor(a["value"]).expand(shape.tolist()).clone()
    if "value" in a else torch.zeros(shape.tolist(), dtype=torch.float64),
    "Conv": conv, "Div": div, "Dropout": lambda a, x, *_: x,
    "Elu": lambda a, x: F.elu(x, a.get("alpha", 1.0)), "Equal": lambda a, x, y: x == y,
    "Erf": lambda a, x: torch.erf(x), "Exp": lambda a, x: x.exp(), "Expand": expand,
    "Flatten": flatten, "Gather": gather, "Gemm": gemm,
    "GlobalAveragePool": lambda a, x: x.mean((2, 3), True),
    "GlobalMaxPool": lambda a, x: x.amax((2, 3), True),
    "HardSigmoid": lambda a, x: torch.clamp(a.get("alpha", 0.2) * x + a.get("beta", 0.5), 0, 1),
    "HardSwish": lambda a, x: x * torch.clamp(x / 6 + 0.5, 0, 1),
    "Identity": lambda a, x: x,
    "InstanceNormalization": lambda a, x, w, b: F.instance_norm(x, None, None, w, b, True, 0, a.get(
        "epsilon", 1e-5)),
    "LRN": lrn, "LayerNormalization": layer_norm,
    "LeakyRelu": lambda a, x: F.leaky_relu(x, a.get("alpha", 0.01)),
    "Log": lambda a, x: x.log(), "MatMul": lambda a, x, y: x @ y, "MaxPool": max_pool,
    "Mod": lambda a, x, y: torch.remainder(x, y), "Mul": lambda a, x, y: x * y,
    "Neg": lambda a, x: -x, "Not": lambda a, x: ~x,
    "PRelu": lambda a, x, slope: torch.where(x < 0, slope * x, x), "Pad": pad,
    "Pow": lambda a, x, y: x ** y,
    "Range": lambda a, start, end, step: torch.arange(start.item(), end.item(), step.item()),
    "ReduceL2": reduce(lambda x, axes, keep: x.square().sum(axes, keep).sqrt()),
    "ReduceMean": reduce(lambda x, axes, keep: x.mean(axes, keep)),
    "ReduceSum": reduce(lambda x, axes, keep: x.sum(axes, keep)),
    "Relu": lambda a, x: x.relu(), "Reshape": reshape, "Resize": resize,
    "ScatterND": scatter_nd, "Shape": lambda a, x: torch.tensor(x.shape),
    "Sigmoid": lambda a, x: x.sigmoid(), "Slice": slice_, "Split": split,
    "Sqrt": lambda a, x: x.sqrt(), "Squeeze": squeeze, "Sub": lambda a, x, y: x - y,
    "Tanh": lambda a, x: x.tanh(),
    "Transpose": lambda a, x: x.permute(a.get("perm", list(range(x.ndim))[::-1])).contiguous(),
    "Unsqueeze": unsqueeze, "Where": lambda a, c, x, y: torch.where(c, x, y),
}


def attributes_of(node):
    values = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    return {k: v.decode() if isinstance(v, bytes) else v for k, v in values.items()}


def evaluate(model, x):
    """The first output of a loaded model for an array."""
    opset = next(o.version for o in model.opset_import if o.domain in ("", "ai.onnx"))
    values = {"": None, **{i.name: to_tensor(i) for i in model.graph.initializer}}
    name = next(i.name for i in model.graph.input if i.name not in values)
    values[name] = torch.from_numpy(x).double()
    for node in model.graph.node:
        a = attributes_of(node)
        inputs = [values[i] for i in node.input]
        if node.op_type == "Softmax":
            outputs = softmax(a, *inputs, opset)
        elif node.op_type == "Split":
            outputs = split({"n_outputs": len(node.output), **a}, *inputs)
        else:
            outputs = OPERATORS[node.op_type](a, *inputs)
        if not isinstance(outputs, tuple):
            outputs = (outputs,)
        values.update(zip(node.output, outputs))
    return values[model.graph.output[0].name].numpy()
