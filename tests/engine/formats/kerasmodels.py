"""The models of the Keras golden tests: layers with their configurations and random weights."""
import numpy as np


class Layer:
    """One layer; inputs are lists of (layer, call), one list a call."""

    def __init__(self, kind, name, config=None, weights=(), calls=()):
        self.kind, self.name = kind, name
        self.config = dict(config or {})
        self.weights = list(weights)  # (role, array, trainable)
        self.calls = list(calls)
        self.trainable = self.config.pop("trainable", True)
        self.model = None  # of a nested one
        self.constants = {}  # call → {position: number}


class Model:
    def __init__(self, name, size, sequential=False, trainable=True):
        self.name, self.size, self.sequential = name, size, sequential
        self.trainable = trainable
        self.layers, self.output = [], None
        self.random = np.random.default_rng(sum(map(ord, name)))

    def add(self, kind, name, inputs=None, config=None, weights=(), **constants):
        """inputs: a layer, a list of them; None = the one before."""
        layer = Layer(kind, name, config, weights)
        if inputs is None:
            inputs = [self.layers[-1]] if self.layers else []
        if not isinstance(inputs, list):
            inputs = [inputs]
        if kind != "InputLayer":
            layer.calls.append([i if isinstance(i, tuple) else (i, 0) for i in inputs])
        layer.constants = constants
        self.layers.append(layer)
        self.output = (layer, 0)
        return layer

    def again(self, layer, inputs):
        """Another call of a layer that is there."""
        layer.calls.append([i if isinstance(i, tuple) else (i, 0) for i in inputs])
        self.output = (layer, len(layer.calls) - 1)
        return self.output

    def input(self, channels=3):
        return self.add("InputLayer", self.name + "_input",
                        config={"shape": [*self.size, channels]})

    def normal(self, *shape, scale=0.4):
        return self.random.normal(0, scale, shape).astype(np.float32)

    def positive(self, *shape):
        return self.random.uniform(0.5, 1.5, shape).astype(np.float32)

    # Layers with weights.
    def conv(self, name, cin, filters, size, inputs=None, bias=True, groups=1, **config):
        size = size if isinstance(size, (list, tuple)) else (size, size)
        weights = [("kernel", self.normal(*size, cin // groups, filters), True)]
        if bias:
            weights.append(("bias", self.normal(filters), True))
        return self.add("Conv2D", name, inputs, {
            "filters": filters, "kernel_size": list(size), "strides": [1, 1],
            "padding": "valid", "data_format": "channels_last", "dilation_rate": [1, 1],
            "groups": groups, "activation": "linear", "use_bias": bias, **config}, weights)

    def depthwise(self, name, cin, size, multiplier=1, inputs=None, bias=True, **config):
        weights = [("depthwise_kernel", self.normal(size, size, cin, multiplier), True)]
        if bias:
            weights.append(("bias", self.normal(cin * multiplier), True))
        return self.add("DepthwiseConv2D", name, inputs, {
            "kernel_size": [size, size], "strides": [1, 1], "padding": "valid",
            "data_format": "channels_last", "dilation_rate": [1, 1],
            "depth_multiplier": multiplier, "activation": "linear", "use_bias": bias,
            **config}, weights)

    def separable(self, name, cin, filters, size, multiplier=1, inputs=None, **config):
        weights = [("depthwise_kernel", self.normal(size, size, cin, multiplier), True),
                   ("pointwise_kernel", self.normal(1, 1, cin * multiplier, filters), True),
                   ("bias", self.normal(filters), True)]
        return self.add("SeparableConv2D", name, inputs, {
            "filters": filters, "kernel_size": [size, size], "strides": [1, 1],
            "padding": "valid", "data_format": "channels_last", "dilation_rate": [1, 1],
            "depth_multiplier": multiplier, "activation": "linear", "use_bias": True,
            **config}, weights)

    def norm(self, name, c, inputs=None, scale=True, center=True, axis=-1, **config):
        weights = [("gamma", self.positive(c), True)] if scale else []
        weights += [("beta", self.normal(c), True)] if center else []
        weights += [("moving_mean", self.normal(c), False),
                    ("moving_variance", self.positive(c), False)]
        return self.add("BatchNormalization", name, inputs, {
            "axis": axis, "momentum": 0.99, "epsilon": 0.001, "center": center,
            "scale": scale, **config}, weights)

    def dense(self, name, cin, units, inputs=None, bias=True, **config):
        weights = [("kernel", self.normal(cin, units), True)]
        if bias:
            weights.append(("bias", self.normal(units), True))
        return self.add("Dense", name, inputs,
                        {"units": units, "activation": "linear", "use_bias": bias, **config},
                        weights)

    def pool(self, kind, name, size, inputs=None, strides=None, padding="valid"):
        return self.add(kind, name, inputs, {
            "pool_size": [size, size], "padding": padding,
            "strides": [strides or size, strides or size], "data_format": "channels_last"})

    def global_pool(self, kind, name, inputs=None, keepdims=False):
        return self.add(kind, name, inputs, {"data_format": "channels_last",
                                             "keepdims": keepdims})

    def nested(self, model, inputs=None):
        layer = self.add("Functional", model.name, inputs)
        layer.kind = "Sequential" if model.sequential else "Functional"
        layer.model, layer.trainable = model, model.trainable
        return layer


def image(size):
    """The picture of the tests, exact in float32; the C side makes the same."""
    i = np.arange(size[0] * size[1] * 3)
    return (i * 7919 % 256).reshape(1, *size, 3) / 64 - 2


def conv():
    """Convolutions, every way to pad."""
    m = Model("conv", (13, 10), sequential=True)
    m.input()
    m.conv("same_2", 3, 8, (3, 4), padding="same", strides=[2, 2], activation="relu6")
    m.norm("norm", 8)
    m.conv("grouped", 8, 8, 3, padding="same", groups=2, bias=False, dilation_rate=[2, 2])
    m.norm("unscaled", 8, scale=False, epsilon=0.01)
    m.depthwise("depthwise", 8, 3, multiplier=2, padding="same", strides=[2, 2])
    m.norm("uncentred", 16, center=False)
    m.separable("separable", 16, 6, 3, multiplier=2, padding="same", activation="relu")
    m.add("ZeroPadding2D", "pad", config={"padding": [[0, 1], [2, 1]],
                                          "data_format": "channels_last"})
    m.conv("valid_2", 6, 5, 3, strides=[2, 2], activation="relu")
    m.add("Flatten", "flatten", config={"data_format": "channels_last"})
    m.dense("classes", 20, 4, activation="softmax")
    return m


def pool():
    """Poolings and what moves pixels."""
    m = Model("pool", (11, 14))
    m.input()
    first = m.conv("first", 3, 6, 1)
    highest = m.pool("MaxPooling2D", "highest", 3, first, 2, "same")
    mean = m.pool("AveragePooling2D", "mean", 3, first, 2, "same")
    both = m.add("Concatenate", "both", [highest, mean], {"axis": -1})
    small = m.pool("MaxPooling2D", "small", 2, both)
    m.add("UpSampling2D", "near", small, {"size": [2, 3], "interpolation": "nearest",
                                          "data_format": "channels_last"})
    m.add("UpSampling2D", "smooth", None, {"size": [2, 2], "interpolation": "bilinear",
                                           "data_format": "channels_last"})
    m.add("Cropping2D", "crop", None, {"cropping": [[1, 2], [0, 3]],
                                       "data_format": "channels_last"})
    last = m.pool("AveragePooling2D", "last", 2)
    a = m.global_pool("GlobalAveragePooling2D", "average", last)
    b = m.global_pool("GlobalMaxPooling2D", "maximum", last, keepdims=True)
    b = m.add("Reshape", "vector", b, {"target_shape": [12]})
    m.add("Concatenate", "features", [a, b], {"axis": 1})
    m.dense("classes", 24, 3)
    m.add("Softmax", "probabilities", config={"axis": -1})
    return m


def activation():
    """Every activation, as a layer and as an argument."""
    m = Model("activation", (5, 4))
    m.input()
    x = m.conv("first", 3, 5, 1)
    outputs = []
    for i, name in enumerate(["relu", "relu6", "sigmoid", "tanh", "swish", "gelu", "hard_sigmoid",
                              "elu", "selu", "linear", "softmax"]):
        outputs.append(m.add("Activation", f"activation_{i}", x, {"activation": name}))
    outputs += [
        m.add("ReLU", "relu_6", x, {"max_value": 6.0, "negative_slope": 0.0, "threshold": 0.0}),
        m.add("ReLU", "relu_slope", x,
              {"max_value": 0.5, "negative_slope": 0.125, "threshold": 0.0}),
        m.add("LeakyReLU", "leaky", x, {"alpha": 0.1}),
        m.add("ELU", "elu", x, {"alpha": 0.7}),
        m.add("PReLU", "prelu", x, {"shared_axes": [1, 2]},
              [("alpha", m.normal(1, 1, 5), True)]),
        m.add("PReLU", "prelu_all", x, {"shared_axes": None},
              [("alpha", m.normal(5, 4, 5), True)]),
    ]
    m.add("Concatenate", "all", outputs, {"axis": -1})
    m.global_pool("GlobalAveragePooling2D", "average")
    m.dense("hidden", 85, 6, activation="tanh")
    m.dense("classes", 6, 4, bias=False, activation="softmax")
    return m


def merge():
    """Squeeze and excitation, sums, joins, shapes; what is at work in training only."""
    m = Model("merge", (6, 8))
    m.input()
    x = m.conv("first", 3, 4, 3, padding="same", activation="relu")
    m.global_pool("GlobalAveragePooling2D", "squeeze", x)
    m.add("Reshape", "pixel", config={"target_shape": [1, 1, -1]})
    m.conv("reduce", 4, 2, 1, activation="relu")
    gate = m.conv("excite", 2, 4, 1, activation="sigmoid")
    scaled = m.add("Multiply", "scale", [x, gate])
    m.add("Dropout", "dropout", scaled, {"rate": 0.3})
    m.add("SpatialDropout2D", "spatial", config={"rate": 0.3})
    noisy = m.add("GaussianNoise", "noise", config={"stddev": 0.3})
    total = m.add("Add", "total", [x, noisy, scaled])
    difference = m.add("Subtract", "difference", [total, x])
    mean = m.add("Average", "mean", [difference, x])
    m.add("LayerNormalization", "layer_norm", mean,
          {"axis": [3], "epsilon": 0.001, "center": True, "scale": True},
          [("gamma", m.positive(4), True), ("beta", m.normal(4), True)])
    turned = m.add("Permute", "turn", config={"dims": [2, 1, 3]})
    m.add("Concatenate", "tall", [turned, turned], {"axis": 1})
    m.dense("pixels", 4, 3, activation="relu")
    m.add("Reshape", "rows", config={"target_shape": [-1, 18]})
    m.add("Flatten", "flatten", config={"data_format": "channels_last"})
    m.dense("classes", 288, 3)
    m.add("Activation", "probabilities", config={"activation": "softmax"})
    return m


def pixels():
    """Rescaling and Normalization on the pixels, learned and given."""
    m = Model("pixels", (4, 5))
    m.input()
    m.add("Rescaling", "rescale", config={"scale": 1 / 127.5, "offset": -1.0})
    m.add("Normalization", "learned", config={"axis": [-1], "mean": None, "variance": None,
                                              "invert": False},
          weights=[("mean", m.normal(3), False), ("variance", m.positive(3), False),
                   ("count", np.array(17, np.int64), False)])
    m.add("Normalization", "given", config={"axis": [-1], "mean": [0.1, 0.2, 0.3],
                                            "variance": [0.5, 1.0, 2.0], "invert": False})
    m.add("Rescaling", "colours", config={"scale": [0.5, 1.0, 2.0], "offset": [0.0, 1.0, -1.0]})
    m.conv("first", 3, 4, 2, activation="relu")
    m.global_pool("GlobalMaxPooling2D", "maximum")
    m.dense("classes", 4, 3)
    return m


def base(name, size, trainable=True):
    m = Model(name, size, trainable=trainable)
    m.input()
    frozen = {} if trainable else {"trainable": False}
    m.conv("Conv1", 3, 4, 3, padding="same", strides=[2, 2], bias=False, **frozen)
    m.norm("bn_Conv1", 4, **frozen)
    m.add("ReLU", "Conv1_relu", config={"max_value": 6.0, "negative_slope": 0.0,
                                        "threshold": 0.0})
    m.depthwise("expanded", 4, 3, padding="same", bias=False, **frozen)
    m.norm("expanded_bn", 4, **frozen)
    return m


def nested():
    """As Teachable Machine nests: a Sequential of (model + pooling) and (two dense layers)."""
    features = Model("sequential_1", (9, 9), sequential=True)
    features.nested(base("model1", (9, 9)))
    features.global_pool("GlobalAveragePooling2D", "average")
    head = Model("sequential_3", None, sequential=True)
    head.dense("dense_Dense1", 4, 6, activation="relu", batch_input_shape=[None, 4])
    head.dense("dense_Dense2", 6, 3, bias=False, activation="softmax")
    m = Model("sequential_4", (9, 9), sequential=True)
    m.nested(features)
    m.nested(head)
    return m


def transfer():
    """The transfer learning of Keras' guides: augmentation, a frozen base, a head. Half of the
    base is trainable again."""
    augmentation = Model("augmentation", (9, 9), sequential=True)
    augmentation.add("RandomFlip", "flip", config={"mode": "horizontal"})
    augmentation.add("RandomRotation", "rotation", config={"factor": 0.1})
    m = Model("transfer", (9, 9))
    x = m.input()
    m.nested(augmentation, x)
    half = base("mobile", (9, 9), trainable=False)
    half.layers[-1].trainable = half.layers[-2].trainable = True
    m.nested(half)
    m.conv("after", 4, 4, 1)
    m.global_pool("GlobalAveragePooling2D", "pool")
    m.dense("classes", 4, 3, activation="softmax")
    return m


def shared():
    """A layer and a model that are called twice."""
    m = Model("shared", (9, 9))
    x = m.input()
    twice = m.conv("twice", 3, 3, 3, x, padding="same", activation="relu")
    second = m.again(twice, [(twice, 0)])
    branch = m.nested(base("branch", (9, 9)), [second])
    other = m.again(branch, [x])
    m.add("Add", "sum", [(branch, 0), other])
    m.global_pool("GlobalAveragePooling2D", "pool")
    m.dense("classes", 4, 3)
    return m


def arithmetic():
    """x / 127.5 - 1 and a hard swish, written between the layers."""
    m = Model("arithmetic", (6, 5))
    m.input()
    m.add("Arithmetic", "divide", config={"op": "truediv"}, y=127.5)
    m.add("Arithmetic", "subtract", config={"op": "subtract"}, y=1.0)
    x = m.conv("first", 3, 4, 3)
    m.add("Arithmetic", "plus", x, config={"op": "add"}, y=3.0)
    m.add("ReLU", "relu_6", config={"max_value": 6.0, "negative_slope": 0.0, "threshold": 0.0})
    gate = m.add("Arithmetic", "sixth", config={"op": "multiply"}, y=1 / 6)
    m.add("Arithmetic", "gated", [x, gate], config={"op": "multiply"})
    m.global_pool("GlobalAveragePooling2D", "pool")
    m.dense("classes", 4, 3)
    return m


MODELS = [
    ("conv", conv, ["keras2-h5", "tfjs"]),
    ("pool", pool, ["tfjs"]),
    ("activation", activation, ["tfjs", "keras3"]),
    ("merge", merge, ["tfjs", "keras3"]),
    ("pixels", pixels, ["keras2-h5", "keras3"]),
    ("nested", nested, ["keras2-h5", "keras3", "tfjs", "tfjs-uint8", "tfjs-uint16",
                        "tfjs-float16", "tfjs-zip"]),
    ("transfer", transfer, ["keras2-h5", "keras2-h5-unnamed", "keras3", "keras3-h5", "keras2-archive"]),
    ("shared", shared, ["keras2-h5", "keras2-h5-packed", "keras3", "tfjs"]),
    ("arithmetic", arithmetic, ["keras2-h5", "keras3"]),
]
