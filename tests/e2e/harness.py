"""What the end-to-end tests of the command line share: TAP, running the program, pictures,
and a small model file. Python's standard library only."""

import json
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import traceback
import zlib


class Skip(Exception):
    """Raised by a test that cannot run here, with the reason."""


class Cli:
    """The program under test, with a home of its own."""

    def __init__(self):
        self.program = os.environ["FROSTLINE_CLI"]
        self.folder = tempfile.mkdtemp(prefix="frost-e2e-")
        self.environment = dict(os.environ, XDG_CACHE_HOME=self.path("cache"),
                                XDG_STATE_HOME=self.path("state"), LC_ALL="C.UTF-8")

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *arguments, code=0, env=None, preexec=None, cwd=None):
        """Runs a command and insists on its exit code; returns stdout and stderr as text."""
        done = subprocess.run([self.program, *arguments], capture_output=True, timeout=600,
                              env=dict(self.environment, **(env or {})), preexec_fn=preexec,
                              cwd=cwd)
        out = done.stdout.decode("utf-8", "surrogateescape")
        err = done.stderr.decode("utf-8", "surrogateescape")
        if done.returncode != code:
            raise AssertionError(f"{arguments}: exit code {done.returncode}, not {code}\n"
                                 f"stdout: {out}\nstderr: {err}")
        return out, err

    def fail(self, *arguments, code=1, words=(), env=None, preexec=None):
        """A command that must fail with one line on stderr that holds these words."""
        out, err = self.run(*arguments, code=code, env=env, preexec=preexec)
        lines = [line for line in err.splitlines() if ": note: " not in line]
        equal(len(lines), 1, f"one line on stderr for {arguments}: {err!r}")
        check(lines[0].startswith("frostline-cli: "), lines[0])
        # object: what, needed
        check(lines[0].count(": ") >= 2, f"an object and what is wrong: {lines[0]}")
        for word in words:
            check(word in lines[0], f"{word!r} in {lines[0]!r}")
        return out, lines[0]

    def json(self, *arguments):
        out, _ = self.run(*arguments)
        return [json.loads(line, parse_constant=reject) for line in out.splitlines()]

    def start(self, *arguments):
        return subprocess.Popen([self.program, *arguments], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, env=self.environment, text=True)


def reject(text):
    raise AssertionError(f"{text} is no JSON")


def check(condition, text):
    if not condition:
        raise AssertionError(text)


def equal(found, expected, text):
    if found != expected:
        raise AssertionError(f"{text}: {found!r}, not {expected!r}")


def interrupt(process):
    process.send_signal(signal.SIGINT)


def shared(*parts):
    """A file beside the project, or the test is skipped."""
    root = os.environ.get("FROST_SHARED", "")
    path = os.path.join(root, *parts)
    if not root or not os.path.exists(path):
        raise Skip(f"{'/'.join(parts)} is not beside the project (FROST_SHARED)")
    return path


def main(tests):
    """Runs functions that take a Cli, as TAP."""
    print(f"1..{len(tests)}", flush=True)
    failed = 0
    for number, test in enumerate(tests, 1):
        name = test.__name__.replace("_", "-")
        cli = Cli()
        try:
            test(cli)
            print(f"ok {number} {name}", flush=True)
        except Skip as reason:
            print(f"ok {number} {name} # SKIP {reason}", flush=True)
        except Exception:
            failed += 1
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            print(f"not ok {number} {name}", flush=True)
        finally:
            cli.close()
    sys.exit(1 if failed else 0)


# Pictures

def write_png(path, red, green, blue, seed, side=24):
    """One colour with noise. Every seed gives other bytes."""
    rand = random.Random(seed)
    rows = bytearray()
    for _ in range(side):
        rows.append(0)
        for _ in range(side):
            for level in (red, green, blue):
                rows.append(max(0, min(255, level + rand.randrange(-30, 30))))

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n"
                   + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
                   + chunk(b"IDAT", zlib.compress(bytes(rows))) + chunk(b"IEND", b""))


COLOURS = {"green": (60, 190, 90), "red": (190, 60, 90), "yellow": (200, 200, 40)}


def write_pictures(folder, n, classes=("green", "red")):
    for name in classes:
        for i in range(n):
            write_png(os.path.join(folder, name, f"{i}.png"), *COLOURS[name],
                      seed=f"{name}{i}")
    return folder


# A model file: the few protobuf fields of ONNX that a small network needs
# (onnx.proto of ONNX 1.12: ModelProto, GraphProto, NodeProto, TensorProto, ValueInfoProto).

def varint(value):
    data = bytearray()
    while value > 127:
        data.append(value & 127 | 128)
        value >>= 7
    data.append(value)
    return bytes(data)


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    if isinstance(value, str):
        value = value.encode()
    return varint(number << 3 | 2) + varint(len(value)) + value


def ints_attribute(name, values):
    return field(5, field(1, name) + b"".join(field(8, v) for v in values) + field(20, 7))


def int_attribute(name, value):
    return field(5, field(1, name) + field(3, value) + field(20, 2))


def node(kind, name, inputs, output, *attributes):
    return field(1, b"".join(field(1, i) for i in inputs) + field(2, output) + field(3, name)
                 + field(4, kind) + b"".join(attributes))


def tensor(name, dims, seed):
    rand = random.Random(seed)
    count = 1
    for dim in dims:
        count *= dim
    data = b"".join(struct.pack("<f", rand.uniform(-0.5, 0.5)) for _ in range(count))
    return field(5, b"".join(field(1, d) for d in dims) + field(2, 1) + field(8, name)
                 + field(9, data))


def value_info(number, name, dims):
    shape = b"".join(field(1, field(2, d) if isinstance(d, str) else field(1, d))
                     for d in dims)
    return field(number, field(1, name) + field(2, field(1, field(1, 1) + field(2, shape))))


def write_model(path, graph):
    data = field(1, 7) + field(8, field(1, "") + field(2, 13)) + field(7, graph)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
    return path


def write_small_model(path, n_outputs=10, operator="Relu"):
    """Convolution, activation, global pooling, linear; input 3 x 16 x 16."""
    return write_model(path, b"".join([
        node("Conv", "conv1", ["x", "conv1.weight"], "a",
             ints_attribute("kernel_shape", [3, 3]), ints_attribute("pads", [1, 1, 1, 1])),
        node(operator, "act1", ["a"], "b"),
        node("GlobalAveragePool", "pool", ["b"], "c"),
        node("Flatten", "flatten", ["c"], "d"),
        node("Gemm", "fc", ["d", "fc.weight", "fc.bias"], "y", int_attribute("transB", 1)),
        field(2, "small"),
        tensor("conv1.weight", [6, 3, 3, 3], 1),
        tensor("fc.weight", [n_outputs, 6], 2),
        tensor("fc.bias", [n_outputs], 3),
        value_info(11, "x", ["n", 3, 16, 16]),
        value_info(12, "y", ["n", n_outputs]),
    ]))


def write_vector_model(path):
    """A model of ten numbers, not of images."""
    return write_model(path, b"".join([
        node("Gemm", "fc", ["x", "fc.weight", "fc.bias"], "y", int_attribute("transB", 1)),
        field(2, "vector"),
        tensor("fc.weight", [4, 10], 2),
        tensor("fc.bias", [4], 3),
        value_info(11, "x", ["n", 10]),
        value_info(12, "y", ["n", 4]),
    ]))
