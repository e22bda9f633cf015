"""What the layers of kerasmodels.py compute, by PyTorch in double precision."""
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def nchw(x):
    return x.permute(0, 3, 1, 2)


def nhwc(x):
    return x.permute(0, 2, 3, 1)


def same(x, kernel, stride, dilation=(1, 1), value=0.0):
    """TensorFlow's padding: as many outputs as strides fit, the odd pixel at the end."""
    pads = []
    for size, k, s, d in zip(x.shape[1:3], kernel, stride, dilation):
        total = max((-(-size // s) - 1) * s + (k - 1) * d + 1 - size, 0)
        pads.append((total // 2, total - total // 2))
    return F.pad(x, (0, 0, *pads[1], *pads[0]), value=value)


def weight(layer, role):
    for name, array, _ in layer.weights:
        if name == role:
            return torch.tensor(array, dtype=torch.float64)
    return None


def activate(x, name, keras_3):
    functions = {
        "linear": lambda v: v,
        "relu": torch.relu,
        "relu6": F.relu6,
        "softmax": lambda v: torch.softmax(v, -1),
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "swish": F.silu,
        "silu": F.silu,
        "gelu": F.gelu,
        "hard_sigmoid": (lambda v: F.relu6(v + 3) / 6) if keras_3
        else (lambda v: torch.clamp(0.2 * v + 0.5, 0, 1)),
        "elu": F.elu,
        "selu": F.selu,
    }
    return functions[name](x)


def convolve(x, kernel, bias, config, groups):
    if config["padding"] == "same":
        x = same(x, config["kernel_size"], config["strides"], config["dilation_rate"])
    return nhwc(F.conv2d(nchw(x), kernel.permute(3, 2, 0, 1), bias, config["strides"], 0,
                         config["dilation_rate"], groups))


def depthwise(x, layer, bias):
    kernel = weight(layer, "depthwise_kernel")
    kernel = kernel.reshape(*kernel.shape[:2], 1, -1)
    return convolve(x, kernel, bias, layer.config, x.shape[3])


def pool(x, config, kind):
    size, stride = config["pool_size"], config["strides"]
    if kind == "MaxPooling2D":
        if config["padding"] == "same":
            x = same(x, size, stride, value=-float("inf"))
        return nhwc(F.max_pool2d(nchw(x), size, stride))
    ones = torch.ones_like(x)
    if config["padding"] == "same":
        x, ones = same(x, size, stride), same(ones, size, stride)
    mean = [F.avg_pool2d(nchw(v), size, stride) for v in (x, ones)]
    return nhwc(mean[0] / mean[1])


def normalise(x, layer):
    c = layer.config
    y = (x - weight(layer, "moving_mean")) / torch.sqrt(
        weight(layer, "moving_variance") + c["epsilon"])
    gamma, beta = weight(layer, "gamma"), weight(layer, "beta")
    return y * (1 if gamma is None else gamma) + (0 if beta is None else beta)


def statistic(layer, role):
    value = layer.config[role]
    return weight(layer, role) if value is None else torch.tensor(value)


def crop(x, config):
    (top, bottom), (left, right) = config["cropping"]
    return x[:, top:x.shape[1] - bottom, left:x.shape[2] - right]


def compute(layer, inputs, keras_3):
    """One call of a layer."""
    c, x, kind = layer.config, inputs[0], layer.kind
    activation = c.get("activation", "linear")
    if kind == "Conv2D":
        return activate(convolve(x, weight(layer, "kernel"), weight(layer, "bias"), c,
                                 c["groups"]), activation, keras_3)
    if kind == "DepthwiseConv2D":
        return activate(depthwise(x, layer, weight(layer, "bias")), activation, keras_3)
    if kind == "SeparableConv2D":
        point = weight(layer, "pointwise_kernel")[0, 0]
        return activate(depthwise(x, layer, None) @ point + weight(layer, "bias"), activation,
                        keras_3)
    if kind == "Dense":
        bias = weight(layer, "bias")
        return activate(x @ weight(layer, "kernel") + (0 if bias is None else bias),
                        activation, keras_3)
    if kind == "LayerNormalization":
        return F.layer_norm(x, x.shape[-1:], weight(layer, "gamma"), weight(layer, "beta"),
                            c["epsilon"])
    if kind == "PReLU":
        return torch.where(x > 0, x, x * weight(layer, "alpha"))
    if kind == "ReLU":
        y = torch.where(x > 0, x, x * c["negative_slope"])
        return torch.clamp(y, max=c["max_value"])
    if kind == "Normalization":
        return (x - statistic(layer, "mean")) / torch.sqrt(statistic(layer, "variance"))
    if kind == "Arithmetic":
        other = inputs[1] if len(inputs) > 1 else layer.constants["y"]
        return {"add": x + other, "subtract": x - other, "multiply": x * other,
                "truediv": x / other}[c["op"]]
    if kind == "UpSampling2D":
        if c["interpolation"] == "nearest":
            return x.repeat_interleave(c["size"][0], 1).repeat_interleave(c["size"][1], 2)
        return nhwc(F.interpolate(nchw(x), scale_factor=tuple(map(float, c["size"])),
                                  mode="bilinear", align_corners=False))
    if kind.startswith("Global"):
        y = x.mean((1, 2), True) if "Average" in kind else x.amax((1, 2), True)
        return y if c["keepdims"] else y[:, 0, 0]
    if kind.endswith("Pooling2D"):
        return pool(x, c, kind)
    simple = {
        "BatchNormalization": lambda: normalise(x, layer),
        "Activation": lambda: activate(x, activation, keras_3),
        "LeakyReLU": lambda: F.leaky_relu(x, c["alpha"]),
        "ELU": lambda: F.elu(x, c["alpha"]),
        "Softmax": lambda: torch.softmax(x, -1),
        "ZeroPadding2D": lambda: F.pad(x, (0, 0, *c["padding"][1], *c["padding"][0])),
        "Cropping2D": lambda: crop(x, c),
        "Rescaling": lambda: x * torch.tensor(c["scale"]) + torch.tensor(c["offset"]),
        "Reshape": lambda: x.reshape(x.shape[0], *c["target_shape"]),
        "Flatten": lambda: x.reshape(x.shape[0], -1),
        "Permute": lambda: x.permute(0, *c["dims"]),
        "Concatenate": lambda: torch.cat(inputs, c["axis"]),
        "Add": lambda: sum(inputs),
        "Subtract": lambda: inputs[0] - inputs[1],
        "Average": lambda: sum(inputs) / len(inputs),
        "Multiply": lambda: inputs[0] * inputs[1],
    }
    identity = ["Dropout", "SpatialDropout2D", "GaussianNoise", "RandomFlip", "RandomRotation"]
    return x if kind in identity else simple[kind]()


def evaluate(model, given, keras_3):
    """The output of a model, and what went into the softmax at its end if there is one."""
    results, logits = {}, {}
    previous = given
    for number in range(len(model.layers)):
        for layer in model.layers:
            for call, inputs in enumerate(layer.calls):
                if (layer, call) in results or any(key not in results and key[0].calls
                                                   for key in inputs):
                    continue
                values = [results.get(key, given) for key in inputs] or [previous]
                if layer.model is not None:
                    results[layer, call], logits[layer, call] = evaluate(layer.model, values[0],
                                                                         keras_3)
                    continue
                results[layer, call] = compute(layer, values, keras_3)
                logits[layer, call] = results[layer, call]
                if layer.config.get("activation") == "softmax" and layer.kind != "Activation":
                    layer.config["activation"] = "linear"
                    logits[layer, call] = compute(layer, values, keras_3)
                    layer.config["activation"] = "softmax"
                elif layer.kind == "Softmax" or layer.config.get("activation") == "softmax":
                    logits[layer, call] = values[0]
    return results[model.output], logits[model.output]


def run(model, x, keras_3):
    """Logits of one picture; probabilities are checked on the way."""
    y, logits = evaluate(model, torch.tensor(x, dtype=torch.float64), keras_3)
    assert torch.allclose(y, logits) or torch.allclose(y, torch.softmax(logits, -1))
    return logits[0]
