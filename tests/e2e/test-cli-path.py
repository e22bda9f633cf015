"""From a folder of pictures to an exported model, with the program and nothing else."""

import csv
import io
import json
import math
import os
import shutil
import sqlite3
import subprocess

from harness import (Skip, check, equal, interrupt, main, write_pictures, write_png,
                     write_small_model)


def prepare(cli, n=10):
    pictures = write_pictures(cli.path("pictures"), n)
    project = cli.path("project")
    cli.run("new", project, "--images", pictures, "--seed", "3")
    return project, pictures, write_small_model(cli.path("small.onnx"))


def train(cli, project, model, *options):
    return cli.json("train", project, "--base", model, "--preprocess", "tf", "--batch", "4",
                    "--rate", "0.1", "--json", *options)


def help_and_version(cli):
    out, _ = cli.run("--help")
    for command in ("inspect", "classify", "new", "train", "evaluate", "predict", "export"):
        check(command in out, f"{command} in the help")
        text, _ = cli.run(command, "--help")
        check(f"frostline-cli {command}" in text, text)
    out, _ = cli.run("--version")
    check(out.startswith("frostline-cli "), out)


def no_display_library(cli):
    if shutil.which("ldd") is None:
        raise Skip("there is no ldd")
    libraries = subprocess.run(["ldd", cli.program], capture_output=True, text=True).stdout
    check("libgio" in libraries, libraries)
    # cairo, which draws the sample set, brings some of X along; no toolkit.
    for word in ("gtk", "gdk", "adwaita"):
        check(word not in libraries, f"{word} is not linked:\n{libraries}")


def progress_on_a_terminal_only(cli):
    project, pictures, model = prepare(cli)
    train(cli, project, model, "--epochs", "1")
    try:
        leader, follower = os.openpty()
    except OSError as error:
        raise Skip(f"no pseudo-terminal can be had: {error.strerror}") from error
    process = subprocess.Popen([cli.program, "predict", project, pictures, "--csv"],
                               stdout=subprocess.PIPE, stderr=follower, env=cli.environment)
    os.close(follower)
    out, _ = process.communicate(timeout=60)
    shown = os.read(leader, 65536).decode()
    os.close(leader)
    equal(process.returncode, 0, shown)
    check("\r" in shown and "Classifying" in shown, f"progress: {shown!r}")
    check(shown.endswith("\r\x1b[K"), f"the line is cleared in the end: {shown!r}")
    check(b"Classifying" not in out, "stdout holds results only")


def wrong_usage(cli):
    cli.fail(code=2, words=["command"])
    cli.fail("conjure", code=2, words=["conjure"])
    cli.fail("inspect", code=2, words=["inspect"])
    cli.fail("inspect", "--wrong", "x", code=2, words=["--wrong"])
    cli.fail("new", cli.path("p"), code=2, words=["--images"])
    cli.fail("new", cli.path("p"), "--images", "a", "--sample", code=2)
    cli.fail("new", cli.path("p"), "--images", "a", "--val-fraction", "2", code=2)
    cli.fail("train", cli.path("p"), "--freeze", "some", code=2, words=["--freeze some"])
    cli.fail("train", cli.path("p"), "--epochs", "0", code=2, words=["epochs"])
    cli.fail("train", cli.path("p"), "--rate", "fast", code=2, words=["fast"])
    cli.fail("train", cli.path("p"), "--optimizer", "x", code=2, words=["sgd or adamw"])
    cli.fail("train", cli.path("p"), "--schedule", "x", code=2)
    cli.fail("train", cli.path("p"), "--augment", "x", code=2)
    cli.fail("train", cli.path("p"), "--views", "33", code=2, words=["1 to 32"])
    cli.fail("train", cli.path("p"), "--augment", "flip", "--views", "4", code=2, words=["crop"])
    cli.fail("train", cli.path("p"), "--views", "4", "--refresh", "-1", code=2,
             words=["--refresh -1"])
    cli.fail("train", cli.path("p"), "--views", "4", "--refresh", "often", code=2, words=["often"])
    cli.fail("train", cli.path("p"), "--views", "4", "--refresh", "9999999", code=2,
             words=["refresh"])
    for augment in ("none", "flip"):
        cli.fail("train", cli.path("p"), "--augment", augment, "--refresh", "5", code=2,
                 words=["--refresh 5", "--augment crop with 3 views"])
    cli.fail("train", cli.path("p"), "--move", "3", code=2, words=["EPOCH:CUT"])
    cli.fail("train", cli.path("p"), "--move", "0:1", code=2)
    cli.fail("train", cli.path("p"), "--epochs", "4", "--move", "5:1", code=2, words=["1 to 4"])
    cli.fail("evaluate", cli.path("p"), "--split", "x", code=2)
    cli.fail("predict", cli.path("p"), code=2)
    cli.fail("export", cli.path("p"), code=2)
    model = write_small_model(cli.path("small.onnx"))
    cli.fail("classify", model, "x.png", "--preprocess", "magic", code=2, words=["magic"])
    cli.fail("classify", model, "x.png", "--resize", "4", code=2, words=["16 pixels"])
    cli.fail("classify", model, "x.png", "--top", "0", code=2)


def inspect(cli):
    model = write_small_model(cli.path("small.onnx"))
    [info] = cli.json("inspect", model, "--json")
    equal(info["input"], [16, 16, 3], "input")
    equal(info["outputs"], 10, "outputs")
    equal(info["parameters"], 6 * 27 + 70, "parameters")
    equal([b["cut"] for b in info["blocks"]], list(range(1, len(info["blocks"]) + 1)), "cuts")
    equal(info["blocks"][-1]["shape"], [10], "shape of the output")
    equal(sum(b["parameters"] for b in info["blocks"]), info["parameters"], "the sum")
    equal(info["preprocessing"]["known"], False, "known")
    out, _ = cli.run("inspect", model)
    lines = [line.split() for line in out.splitlines()]
    check(any(line[:2] == ["0", "input"] for line in lines), out)
    equal(len([line for line in lines if line and line[0].isdigit()]),
          len(info["blocks"]) + 1, "one line a block")


def whole_path(cli):
    project, pictures, model = prepare(cli)
    events = train(cli, project, model, "--epochs", "15", "--seed", "1")
    start, epochs, done = events[0], events[1:-1], events[-1]
    equal(start["event"], "start", "first event")
    equal(start["classes"], ["green", "red"], "classes")
    equal((start["n_train"], start["n_val"]), (16, 4), "split of 20 %")
    equal([e["epoch"] for e in epochs], list(range(1, 16)), "epochs")
    for key in ("train_loss", "train_accuracy", "val_loss", "val_accuracy", "seconds"):
        check(all(math.isfinite(e[key]) for e in epochs), key)
    check(epochs[-1]["train_loss"] < epochs[0]["train_loss"], "the loss falls")
    equal(done["event"], "done", "last event")
    equal((done["run"], done["status"]), (start["run"], "done"), "run")
    check(done["val_accuracy"] >= 0.9, f"accuracy {done['val_accuracy']}")

    [report] = cli.json("evaluate", project, "--json")
    equal(report["n"], 4, "images of the split")
    equal(report["accuracy"], done["val_accuracy"], "what was kept is the best epoch")
    equal(sum(map(sum, report["confusion"])), 4, "confusion")
    [report] = cli.json("evaluate", project, "--split", "train", "--run", "1", "--json")
    equal(report["n"], 16, "images of the training split")
    out, _ = cli.run("evaluate", project)
    check("precision" in out and "confusion" in out, out)

    out, _ = cli.run("predict", project, pictures, "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    equal(len(rows), 2 * 20, "two classes an image")
    equal(list(rows[0]), ["file", "rank", "class", "label", "logit", "probability"], "head")
    right = sum(1 for row in rows if row["rank"] == "1"
                and os.path.basename(os.path.dirname(row["file"])) == row["label"])
    check(right >= 18, f"{right} of 20 right")

    exported = cli.path("exported.onnx")
    cli.run("export", project, exported)
    [info] = cli.json("inspect", exported, "--json")
    equal(info["classes"], ["green", "red"], "class names in the file")
    equal(info["preprocessing"]["known"], True, "preprocessing in the file")
    again, err = cli.run("classify", exported, pictures, "--csv")
    equal(err, "", "nothing has to be assumed")
    equal(again, out, "classify with the exported file is predict")


def same_seed_same_curve(cli):
    project, _, model = prepare(cli)
    curves = []
    for seed in ("7", "7", "8"):
        events = train(cli, project, model, "--epochs", "4", "--seed", seed, "--freeze", "none",
                       "--augment", "flip", "--threads", "2")
        curves.append([(e["train_loss"], e["val_loss"]) for e in events if e["event"] == "epoch"])
    equal(curves[0], curves[1], "one seed, one curve")
    check(curves[0] != curves[2], "another seed, another curve")


def moves_and_views(cli):
    """The line moves while it trains, and views take turns: twice the same, the second time from the
    cache."""
    project, _, model = prepare(cli)
    curves = []
    for _ in range(2):
        events = train(cli, project, model, "--epochs", "6", "--freeze", "all", "--views", "3",
                       "--move", "3:none", "--move", "5:1", "--threads", "2")
        start = events[0]
        equal(start["views"], 3, "views")
        check(start["feature_bytes"] == (3 * 16 + 4) * start["feature_bytes"] // 52 > 0, "bytes")
        moves = [e for e in events if e["event"] == "line"]
        equal([(m["after_epoch"], m["cut"]) for m in moves], [(2, 0), (4, 1)], "moves")
        check(all(m["seconds"] > 0 and m["cut_name"] for m in moves), "what is said of a move")
        epochs = [e for e in events if e["event"] == "epoch"]
        equal(len(epochs), 6, "no epoch is lost")
        curves.append([(e["train_loss"], e["val_loss"]) for e in epochs])
    equal(curves[0], curves[1], "one seed, one curve")
    out, _ = cli.run("train", project, "--base", model, "--preprocess", "tf", "--epochs", "2",
                     "--move", "2:none", "--augment", "crop")
    check("4 views" in out and "frost line moved to cut 0" in out, out)
    cli.fail("train", project, "--base", model, "--move", "2:99", words=["99"])


def views_drawn_anew(cli):
    """One seed is one curve, also where the line moves; other views are another one; the folder of
    caches has what stays and nothing else."""
    project, _, model = prepare(cli)
    curves = {}
    for refresh in ("2", "2", "0"):
        events = train(cli, project, model, "--epochs", "7", "--freeze", "1", "--augment", "crop",
                       "--refresh", refresh, "--move", "4:none", "--move", "6:1", "--threads", "2")
        start = events[0]
        equal((start["views"], start["refresh"]), (4, int(refresh)), "views")
        # Two generations of the two views that are drawn, of 16 images.
        equal(start["refresh_bytes"] * 68, start["feature_bytes"] * (64 if refresh == "2" else 0),
              "bytes")
        curve = [(e["train_loss"], e["val_loss"]) for e in events if e["event"] == "epoch"]
        equal(curve, curves.setdefault(refresh, curve), "one seed, one curve")
    equal(curves["2"][:2], curves["0"][:2], "until the first views are drawn anew")
    check(curves["2"][2:] != curves["0"][2:], "other views, another curve")
    files = os.listdir(cli.path("cache", "frostline", "features"))
    check(len(files) <= 2 and not any(f.startswith("views") for f in files), str(files))

    base = sqlite3.connect(os.path.join(project, "project.frostline"))
    settings = [json.loads(row[0]) for row in base.execute("SELECT settings FROM run ORDER BY id")]
    base.close()
    equal([s["refresh"] for s in settings], [2, 2, 0], "kept with the run")
    out, _ = cli.run("train", project, "--base", model, "--preprocess", "tf", "--epochs", "3",
                     "--augment", "crop", "--refresh", "2")
    check("Views drawn anew: " in out and "every 2 epochs" in out, out)

    # Also when there is no time to clear up.
    process = cli.start("train", project, "--base", model, "--batch", "4", "--epochs", "1000000",
                        "--augment", "crop", "--refresh", "1")
    for _ in range(8):
        check(process.stdout.readline() != "", "training goes on")
    process.kill()
    process.communicate(timeout=60)
    equal([f for f in os.listdir(cli.path("cache", "frostline", "features"))
           if f.startswith("views")], [], "files of views")


def options(cli):
    project, _, model = prepare(cli)
    events = train(cli, project, model, "--epochs", "2", "--freeze", "1", "--optimizer",
                   "adamw", "--weight-decay", "0.01", "--schedule", "cosine")
    equal(events[0]["cut"], 1, "cut")
    check(events[2]["rate"] < events[1]["rate"], "cosine falls")
    cli.fail("train", project, "--base", model, "--freeze", "99", words=["99"])
    # A second folder is another project; the first one's runs are its own.
    cli.fail("evaluate", project, "--run", "99", words=["run 99"])


def without_json(cli):
    project, _, model = prepare(cli)
    out, err = cli.run("train", project, "--base", model, "--epochs", "2", "--batch", "4")
    equal(len([l for l in out.splitlines() if l.startswith("epoch")]), 2, "a line an epoch")
    # Not a terminal: no progress, but the assumption is said, in one line.
    equal(len(err.splitlines()), 1, f"one note: {err}")
    check("note: small" in err and "--preprocess" in err, err)
    check("\r" not in err and "\x1b" not in err, "no progress line in a pipe")


def numbers_are_c_numbers(cli):
    project, pictures, model = prepare(cli)
    train(cli, project, model, "--epochs", "2")
    locales = subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout.split()
    comma = [l for l in locales if l.startswith(("de_", "fr_"))]
    env = {"LC_ALL": comma[0] if comma else "C.UTF-8"}
    out, _ = cli.run("predict", project, os.path.join(pictures, "red", "0.png"), "--csv",
                     env=env)
    for row in csv.DictReader(io.StringIO(out)):
        float(row["logit"])
        equal(len(row["logit"].split(".")[1]), 5, "digits of a logit")


def ctrl_c_keeps_what_was_trained(cli):
    project, _, model = prepare(cli)
    process = cli.start("train", project, "--base", model, "--preprocess", "tf", "--batch",
                        "4", "--epochs", "1000000")
    lines = 0
    while lines < 5:
        check(process.stdout.readline() != "", "training goes on")
        lines += 1
    interrupt(process)
    out, err = process.communicate(timeout=60)
    equal(process.returncode, 0, f"stopped with something kept: {err}")
    equal(err, "", "nothing went wrong")
    check("stopped" in out.splitlines()[-1], out[-200:])
    [report] = cli.json("evaluate", project, "--json")
    equal(report["n"], 4, "what was kept can be used")


def killed_run_is_closed(cli):
    project, _, model = prepare(cli)
    process = cli.start("train", project, "--base", model, "--batch", "4", "--epochs",
                        "1000000")
    for _ in range(5):
        process.stdout.readline()
    process.kill()
    process.communicate(timeout=60)
    # The next one may write at once, and closes what the killed one left open.
    train(cli, project, model, "--epochs", "1")
    base = sqlite3.connect(os.path.join(project, "project.frostline"))
    statuses = [row[0] for row in base.execute("SELECT status FROM run ORDER BY id")]
    base.close()
    equal(len(statuses), 2, "runs")
    check(0 not in statuses, f"no run is left running: {statuses}")


def names_with_commas_and_quotes(cli):
    project, _, model = prepare(cli)
    train(cli, project, model, "--epochs", "1")
    odd = cli.path('a, "b"', "c\nd.png")
    write_png(odd, 190, 60, 90, seed=5)
    out, _ = cli.run("predict", project, odd, "--csv", "--top", "1")
    [row] = csv.DictReader(io.StringIO(out, newline=""))
    equal(row["file"], odd, "file name")


def labels_from_a_file(cli):
    model = write_small_model(cli.path("small.onnx"))
    picture = cli.path("x.png")
    write_png(picture, 100, 100, 100, seed=1)
    labels = cli.path("labels.txt")
    with open(labels, "w", encoding="utf-8") as file:
        file.write("\r\n".join(f"class {i}, käfer" for i in range(10)) + "\r\n")
    out, _ = cli.run("classify", model, picture, "--labels", labels, "--csv", "--top", "99")
    rows = list(csv.DictReader(io.StringIO(out)))
    equal(len(rows), 10, "all outputs")
    for row in rows:
        equal(row["label"], f"class {row['class']}, käfer", "label")
    logits = [float(row["logit"]) for row in rows]
    equal(logits, sorted(logits, reverse=True), "best first")
    check(abs(sum(float(row["probability"]) for row in rows) - 1) < 1e-4, "probabilities")


def sample_set(cli):
    project = cli.path("sample")
    out, _ = cli.run("new", project, "--sample", "--seed", "2")
    check("backpack" in out and "mug" in out and "sunglasses" in out, out)
    model = write_small_model(cli.path("small.onnx"))
    events = train(cli, project, model, "--epochs", "1")
    check(events[0]["n_train"] >= 3 * 48, "at least 60 pictures a class, 20 % validate")


def sample_with_the_builtin_base(cli):
    """A fresh machine does the whole job without a download."""
    project = cli.path("sample")
    cli.run("new", project, "--sample")
    try:
        events = cli.json("train", project, "--json")
    except AssertionError as error:
        if "none built in" in str(error):
            raise Skip("this build has no built-in base model") from error
        raise
    print(f"# last epoch {events[-2]['val_accuracy']:.4f}, best {events[-1]['val_accuracy']:.4f},"
          f" {events[-1]['seconds']:.1f} s")
    # Three classes: chance is 0.33.
    check(events[-1]["val_accuracy"] >= 0.6, f"it learns: {events[-1]}")
    cli.run("export", project, cli.path("sample.onnx"))


if __name__ == "__main__":
    main([help_and_version, no_display_library, progress_on_a_terminal_only, wrong_usage,
          inspect, whole_path, same_seed_same_curve, moves_and_views,
          views_drawn_anew, options,
          without_json, numbers_are_c_numbers, ctrl_c_keeps_what_was_trained,
          killed_run_is_closed, names_with_commas_and_quotes, labels_from_a_file, sample_set,
          sample_with_the_builtin_base])
