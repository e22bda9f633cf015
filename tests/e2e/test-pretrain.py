"""The tool that makes the built-in base model, on a corpus of one picture a class: what it writes
is a model file of the size promised, and the same command writes the same bytes."""
import os
import subprocess

from harness import check, equal, main

LARGEST = 2 * 1024 * 1024
QUICK = ("--per-class", "1", "--val-per-class", "1", "--epochs", "1", "--threads", "2")


def pretrain(*arguments):
    return subprocess.run([os.environ["FROSTLINE_PRETRAIN"], *arguments], capture_output=True,
                          text=True, timeout=600)


def same_command_same_file(cli):
    contents = []
    for name in ("a.onnx", "b.onnx"):
        done = pretrain(*QUICK, "--seed", "3", cli.path(name))
        equal(done.returncode, 0, done.stderr)
        with open(cli.path(name), "rb") as file:
            contents.append(file.read())
    check(contents[0] == contents[1], "one seed and thread count gave two models")
    check(len(contents[0]) <= LARGEST, f"{len(contents[0])} bytes, at most {LARGEST}")
    out, _ = cli.run("inspect", cli.path("a.onnx"))
    check("128x128x3" in out and "classifier" in out, out)


def wrong_usage(cli):
    done = pretrain()
    equal(done.returncode, 2, done.stderr)
    equal(done.stderr.count("\n"), 1, "lines on stderr")


def missing_folder(cli):
    done = pretrain(*QUICK, cli.path("missing", "a.onnx"))
    equal(done.returncode, 1, done.stderr)
    check("missing" in done.stderr.splitlines()[-1], done.stderr)


if __name__ == "__main__":
    main([same_command_same_file, wrong_usage, missing_folder])
