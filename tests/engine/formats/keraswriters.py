"""Serialises the models of kerasmodels.py as Keras 2, Keras 3 and TensorFlow.js do."""
import io
import json
import os
import re
import zipfile

import h5py
import numpy as np

ARITHMETIC_2 = {"truediv": "math.truediv", "subtract": "math.subtract",
                "add": "__operators__.add", "multiply": "math.multiply"}
ARITHMETIC_3 = {"truediv": "TrueDivide", "subtract": "Subtract", "add": "Add",
                "multiply": "Multiply"}
# A fixed date: the same models give the same files.
DATE = (2024, 1, 1, 0, 0, 0)


def class_of(layer, old):
    if layer.kind == "Arithmetic":
        return "TFOpLambda" if old else ARITHMETIC_3[layer.config["op"]]
    return layer.kind


def base_of(layer, form):
    """The number of the first call of a nested model in its surroundings."""
    if layer.model is None:
        return 0
    return 0 if form == "keras3" and layer.model.sequential else 1


def old_call(layer, call, form):
    """[["conv1", 0, 0, {}]] of Keras 2 and TensorFlow.js."""
    names = [[source.name, number + base_of(source, form), 0, {}]
             for source, number in layer.calls[call]]
    if layer.kind == "Arithmetic":
        if len(names) > 1:
            names[0][3]["y"] = names.pop()[:3]
        else:
            names[0][3]["y"] = layer.constants["y"]
        names[0][3]["name"] = None
        return names[0]
    return names


def new_call(layer, call, form):
    """{"args": [tensors], "kwargs": {}} of Keras 3."""
    tensors = [{"class_name": "__keras_tensor__", "config": {
        "shape": [None], "dtype": "float32",
        "keras_history": [source.name, number + base_of(source, form), 0]}}
        for source, number in layer.calls[call]]
    merges = ("Add", "Subtract", "Multiply", "Average", "Concatenate")
    if layer.kind == "Arithmetic":
        arguments = tensors + list(layer.constants.values())
    elif layer.kind in merges:
        arguments = [tensors]
    else:
        arguments = tensors
    return {"args": arguments, "kwargs": {}}


def activation_3(name):
    return {"module": "builtins", "class_name": "function", "config": name,
            "registered_name": "function"} if name == "relu6" else name


def layer_config(layer, form):
    config = {"name": layer.name, "trainable": layer.trainable}
    given = dict(layer.config)
    if form == "keras3":
        config["dtype"] = {"module": "keras", "class_name": "DTypePolicy",
                           "config": {"name": "float32"}, "registered_name": None}
        if layer.kind == "LeakyReLU":
            given["negative_slope"] = given.pop("alpha")
        if "activation" in given:
            given["activation"] = activation_3(given["activation"])
        if layer.kind == "LayerNormalization":
            given["axis"] = given["axis"][0]
    else:
        config["dtype"] = "float32"
    if layer.kind == "InputLayer":
        key = "batch_shape" if form == "keras3" else "batch_input_shape"
        given = {key: [None, *given["shape"]], "sparse": False}
    if layer.kind == "Arithmetic":
        # Keras 3's operations have a name only.
        given = {} if form == "keras3" else {"function": ARITHMETIC_2[given["op"]]}
    if layer.kind in ("Conv2D", "Dense"):
        config["kernel_initializer"] = {"class_name": "GlorotUniform", "config": {"seed": None}}
    return {**config, **given}


def layer_json(layer, form, functional):
    old = form != "keras3"
    if layer.model is not None:
        result = model_json(layer.model, form)
    else:
        result = {"class_name": class_of(layer, old), "config": layer_config(layer, form)}
        if not old:
            result.update({"module": "keras.layers", "registered_name": None})
    if functional:
        result["name"] = layer.name
        make = old_call if old else new_call
        result["inbound_nodes"] = [make(layer, call, form) for call in range(len(layer.calls))]
    return result


def model_json(model, form):
    config = {"name": model.name, "layers": [layer_json(layer, form, not model.sequential)
                                             for layer in model.layers]}
    if form != "tfjs":
        config["trainable"] = model.trainable
    if not model.sequential:
        inputs = [[layer.name, 0, 0] for layer in model.layers if layer.kind == "InputLayer"]
        last, call = model.output
        output = [last.name, call + base_of(last, form), 0]
        config["input_layers"] = inputs
        # Keras 3 leaves the list out when there is one.
        config["output_layers"] = output if form == "keras3" else [output]
    elif model.size is not None and form != "tfjs":
        config["build_input_shape"] = [None, *model.size, 3]
    kind = "Sequential" if model.sequential else "Functional"
    if form == "tfjs" and kind == "Functional":
        kind = "Model"
    result = {"class_name": kind, "config": config}
    if form == "keras3":
        result.update({"module": "keras", "registered_name": kind})
    return result


def all_layers(model):
    for layer in model.layers:
        if layer.model is not None:
            yield from all_layers(layer.model)
        else:
            yield layer


def legacy_weights(layer):
    """(layer, role, array): what is trainable first, through all layers of a nested model."""
    layers = [layer] if layer.model is None else list(all_layers(layer.model))
    found = [(inner, *w) for inner in layers for w in inner.weights]
    trains = [inner.trainable and trainable for inner, _, _, trainable in found]
    return ([f[:3] for f, t in zip(found, trains) if t]
            + [f[:3] for f, t in zip(found, trains) if not t])


def write_legacy(file, model, name_of, **packing):
    group = file.create_group("model_weights")
    group.attrs["layer_names"] = np.array([layer.name.encode() for layer in model.layers])
    group.attrs["backend"] = "tensorflow"
    for layer in sorted(model.layers, key=lambda l: l.name):
        own = group.create_group(layer.name)
        weights = legacy_weights(layer)
        names = [name_of(inner, role, number).encode()
                 for number, (inner, role, _) in enumerate(weights)]
        own.attrs["weight_names"] = np.array(names) if names else []
        for name, (_, _, array) in zip(names, weights):
            if packing and array.ndim > 1:
                own.create_dataset(name.decode(), data=array, **packing)
            else:
                own[name.decode()] = array


def write_h5(model, path, version, form, name_of, **packing):
    with h5py.File(path, "w") as file:
        file.attrs["keras_version"] = version
        file.attrs["backend"] = "tensorflow"
        file.attrs["model_config"] = json.dumps(model_json(model, form)).encode()
        write_legacy(file, model, name_of, **packing)
    return path


def keras2_h5(model, path):
    return write_h5(model, path + "-2.h5", "2.15.0", "keras2",
                    lambda layer, role, number: f"{layer.name}/{role}:0")


def keras2_h5_packed(model, path):
    """Not by Keras but by those who repack its files: chunks that do not divide the array."""
    return write_h5(model, path + "-2-packed.h5", "2.15.0", "keras2",
                    lambda layer, role, number: f"{layer.name}/{role}:0",
                    chunks=True, compression="gzip", shuffle=True)


def keras2_h5_unnamed(model, path):
    """Names that say nothing, as variables made outside of layers have: order is all there is."""
    return write_h5(model, path + "-2-unnamed.h5", "2.15.0", "keras2",
                    lambda layer, role, number: f"Variable_{number}:0")


def keras3_h5(model, path):
    return write_h5(model, path + "-3.h5", "3.8.0", "keras2",
                    lambda layer, role, number: f"{layer.name}/{role}")


def snake_case(name):
    name = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", name))
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()


def write_new(group, layers, form, doubled):
    """A group of weights for every layer; doubled as Keras 2.13 counts them."""
    used = {}
    container = group.create_group("_layer_checkpoint_dependencies" if doubled else "layers")
    for layer in layers:
        if layer.kind == "InputLayer" and doubled:
            continue
        name = snake_case(class_of(layer, False))
        for _ in range(1 + bool(doubled and layer.weights)):
            number = used.get(name, -1) + 1
            used[name] = number
            if _ == 0:
                own = container.create_group(name if number == 0 else f"{name}_{number}")
        variables = own.create_group("vars")
        weights = ([w for w in layer.weights if w[2]] + [w for w in layer.weights if not w[2]])
        for index, (_, array, _) in enumerate(weights):
            variables[str(index)] = array
        if layer.model is not None:
            write_new(own, layer.model.layers, form, doubled)


def write_archive(model, path, version, form, doubled):
    weights = io.BytesIO()
    with h5py.File(weights, "w") as file:
        write_new(file, model.layers, form, doubled)
    members = {
        "metadata.json": json.dumps({"keras_version": version, "date_saved": "2024-01-01"}),
        "config.json": json.dumps(model_json(model, form)),
        "model.weights.h5": weights.getvalue(),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            # Deflated to keep the repository small; Keras stores them.
            archive.writestr(zipfile.ZipInfo(name, DATE), content, zipfile.ZIP_DEFLATED)
    return path


def keras3(model, path):
    return write_archive(model, path + "-3.keras", "3.8.0", "keras3", False)


def keras2_archive(model, path):
    return write_archive(model, path + "-2.keras", "2.13.1", "keras2", True)


def quantize(array, dtype):
    """(bytes, "quantization", what is read back)."""
    if dtype is None:
        return array.tobytes(), None, array
    if dtype == "float16":
        half = array.astype(np.float16)
        return half.tobytes(), {"dtype": dtype, "original_dtype": "float32"}, half
    least, most = float(array.min()), float(array.max())
    scale = (most - least) / np.iinfo(dtype).max or 1.0
    codes = np.round((array - least) / scale).astype(dtype)
    return (codes.tobytes(),
            {"min": least, "scale": scale, "dtype": dtype, "original_dtype": "float32"},
            codes * scale + least)


def tfjs_files(model, dtype=None, shard=1000):
    """model.json and shards of so many bytes; what is quantized becomes the model's weight."""
    data, entries = b"", []
    for layer in all_layers(model):
        for number, (role, array, trainable) in enumerate(layer.weights):
            packed, quantization, array = quantize(array, dtype)
            layer.weights[number] = (role, array, trainable)
            entry = {"name": f"{layer.name}/{role}", "shape": list(array.shape),
                     "dtype": "float32"}
            if quantization:
                entry["quantization"] = quantization
            entries.append(entry)
            data += packed
    paths = {f"group1-shard{i // shard + 1}.bin": data[i:i + shard]
             for i in range(0, len(data), shard)}
    description = {
        "format": "layers-model", "generatedBy": "keras v2.15.0",
        "modelTopology": {"keras_version": "2.15.0", "backend": "tensorflow",
                          "model_config": model_json(model, "tfjs")},
        "weightsManifest": [{"paths": list(paths), "weights": entries}]}
    return {"model.json": json.dumps(description).encode(), **paths}


def tfjs(model, path, dtype=None):
    folder = path + ("-tfjs" if dtype is None else f"-tfjs-{dtype}")
    os.makedirs(folder, exist_ok=True)
    for name, content in tfjs_files(model, dtype).items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)
    return os.path.join(folder, "model.json")


def tfjs_zip(model, path):
    """What Teachable Machine downloads."""
    files = tfjs_files(model, shard=1 << 30)
    files["weights.bin"] = files.pop("group1-shard1.bin")
    files["model.json"] = files["model.json"].replace(b"group1-shard1.bin", b"weights.bin")
    files["metadata.json"] = json.dumps({
        "packageName": "@teachablemachine/image", "packageVersion": "0.8.4",
        "labels": ["ant", "bee", "Füchse"], "imageSize": 9}).encode()
    with zipfile.ZipFile(path + "-tfjs.zip", "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, DATE), content, zipfile.ZIP_DEFLATED)
    return path + "-tfjs.zip"


WRITERS = {
    "keras2-h5": keras2_h5,
    "keras2-h5-unnamed": keras2_h5_unnamed,
    "keras2-h5-packed": keras2_h5_packed,
    "keras3": keras3,
    "keras3-h5": keras3_h5,
    "keras2-archive": keras2_archive,
    "tfjs": tfjs,
    "tfjs-uint8": lambda model, path: tfjs(model, path, "uint8"),
    "tfjs-uint16": lambda model, path: tfjs(model, path, "uint16"),
    "tfjs-float16": lambda model, path: tfjs(model, path, "float16"),
    "tfjs-zip": tfjs_zip,
}
