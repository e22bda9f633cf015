"""Bad input: one line that says what to do, exit code 1, nothing lost, no crash."""

import os
import shutil
import sqlite3
import subprocess

from harness import (Skip, check, equal, interrupt, main, write_pictures, write_png,
                     write_small_model, write_vector_model)


def prepare(cli, n=6, epochs=2):
    pictures = write_pictures(cli.path("pictures"), n)
    project = cli.path("project")
    model = write_small_model(cli.path("small.onnx"))
    cli.run("new", project, "--images", pictures)
    if epochs:
        cli.run("train", project, "--base", model, "--epochs", str(epochs), "--batch", "4")
    return project, pictures, model


NOBODY = 65534


def become_nobody():
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def missing_folder(cli):
    project = cli.path("project")
    cli.fail("new", project, "--images", cli.path("nowhere"), words=["nowhere"])
    check(not os.path.exists(project), "no project is left")
    cli.fail("train", project, words=["project"])
    cli.fail("evaluate", project, words=["project"])


def unreadable_folder(cli):
    pictures = write_pictures(cli.path("pictures"), 2)
    place = cli.path("place")
    os.mkdir(place)
    preexec = None
    if os.geteuid() == 0:
        # Root may read everything, so that somebody else has to try.
        os.chmod(cli.folder, 0o755)
        os.chmod(place, 0o777)
        preexec = become_nobody
    os.chmod(pictures, 0)
    try:
        cli.fail("new", os.path.join(place, "project"), "--images", pictures,
                 words=["pictures"], preexec=preexec)
    except (PermissionError, subprocess.SubprocessError) as error:
        raise Skip(f"the program cannot be run as nobody: {error}") from error
    finally:
        os.chmod(pictures, 0o700)
    equal(os.listdir(place), [], "no project is left")


def no_images(cli):
    os.mkdir(cli.path("empty"))
    with open(cli.path("empty", "notes.txt"), "w", encoding="utf-8") as file:
        file.write("no picture")
    cli.fail("new", cli.path("project"), "--images", cli.path("empty"), words=["empty"])
    check(not os.path.exists(cli.path("project")), "no project is left")
    # The same folder can be used afterwards.
    cli.run("new", cli.path("project"), "--images", write_pictures(cli.path("pictures"), 3))
    cli.fail("new", cli.path("project"), "--images", cli.path("pictures"),
             words=["project"])


def one_class_only(cli):
    pictures = write_pictures(cli.path("pictures"), 5, classes=("red",))
    model = write_small_model(cli.path("small.onnx"))
    cli.run("new", cli.path("project"), "--images", pictures)
    cli.fail("train", cli.path("project"), "--base", model, words=["class"])


def class_with_a_single_image(cli):
    pictures = write_pictures(cli.path("pictures"), 5)
    write_png(os.path.join(pictures, "lonely", "0.png"), 10, 10, 200, seed=1)
    model = write_small_model(cli.path("small.onnx"))
    cli.run("new", cli.path("project"), "--images", pictures)
    cli.fail("train", cli.path("project"), "--base", model, words=["lonely"])


def unlabelled_only(cli):
    for i in range(4):
        write_png(cli.path("flat", f"{i}.png"), 10, 200, 10, seed=i)
    model = write_small_model(cli.path("small.onnx"))
    cli.run("new", cli.path("project"), "--images", cli.path("flat"))
    cli.fail("train", cli.path("project"), "--base", model, words=["label"])


def broken_models(cli):
    project, pictures, model = prepare(cli, epochs=0)
    picture = os.path.join(pictures, "red", "0.png")
    with open(model, "rb") as file:
        data = file.read()
    cases = {"empty.onnx": b"", "text.onnx": b"this is no model\n" * 50,
             "zip.onnx": b"PK\x03\x04" + bytes(200), "random.onnx": bytes(range(256)) * 20}
    for length in (1, 20, 100, len(data) // 2, len(data) - 3):
        cases[f"cut-{length}.onnx"] = data[:length]
    for name, content in cases.items():
        path = cli.path(name)
        with open(path, "wb") as file:
            file.write(content)
        cli.fail("inspect", path, words=[name.split(".")[0]])
        cli.fail("classify", path, picture)
        cli.fail("train", project, "--base", path)
    cli.fail("inspect", cli.path("nowhere.onnx"), words=["nowhere"])
    cli.fail("inspect", cli.folder)


def flipped_bits_never_crash(cli):
    with open(write_small_model(cli.path("small.onnx")), "rb") as file:
        data = bytearray(file.read())
    path = cli.path("flipped.onnx")
    for position in range(0, min(len(data), 400), 3):
        data[position] ^= 0x55
        with open(path, "wb") as file:
            file.write(data)
        data[position] ^= 0x55
        try:
            cli.run("inspect", path)
        except AssertionError:
            cli.fail("inspect", path)


def model_without_images(cli):
    project, pictures, _ = prepare(cli, epochs=0)
    vector = write_vector_model(cli.path("vector.onnx"))
    cli.fail("inspect", vector, words=["vector"])
    cli.fail("classify", vector, os.path.join(pictures, "red", "0.png"), words=["vector"])
    cli.fail("train", project, "--base", vector, words=["vector"])


def unknown_operator(cli):
    """What lies below it is a base still, but knows no classes."""
    path = write_small_model(cli.path("odd.onnx"), operator="Hardmax")
    picture = cli.path("odd.png")
    write_png(picture, 1, 2, 3, seed=1)
    [model] = cli.json("inspect", path, "--json")
    check("act1" in model["truncated"] and "Hardmax" in model["truncated"], model["truncated"])
    cli.fail("classify", path, picture, words=["trunk", "act1", "Hardmax"])


def label_file_of_another_length(cli):
    model = write_small_model(cli.path("small.onnx"))
    picture = cli.path("x.png")
    write_png(picture, 1, 2, 3, seed=1)
    with open(cli.path("labels.txt"), "w", encoding="utf-8") as file:
        file.write("one\ntwo\n")
    cli.fail("classify", model, picture, "--labels", cli.path("labels.txt"),
             words=["labels.txt", "2 labels", "10 outputs"])
    cli.fail("classify", model, picture, "--labels", cli.path("nowhere.txt"),
             words=["nowhere.txt"])


def classes_changed_since_the_run(cli):
    project, _, _ = prepare(cli)
    base = sqlite3.connect(os.path.join(project, "project.frostline"))
    base.execute("UPDATE class SET name = 'crimson' WHERE name = 'red'")
    base.commit()
    base.close()
    cli.fail("evaluate", project, words=["green, red", "crimson", "train again"])


def no_run_yet(cli):
    project, pictures, _ = prepare(cli, epochs=0)
    for arguments in (("evaluate", project), ("export", project, cli.path("x.onnx")),
                      ("predict", project, pictures)):
        cli.fail(*arguments, words=["train"])
    check(not os.path.exists(cli.path("x.onnx")), "nothing is written")


def broken_images(cli):
    project, pictures, _ = prepare(cli)
    good = os.path.join(pictures, "red", "0.png")
    with open(good, "rb") as file:
        data = file.read()
    broken = cli.path("broken.png")
    with open(broken, "wb") as file:
        file.write(data[:len(data) // 2])
    # Named: the others are still done, and the exit code tells.
    out, line = cli.fail("predict", project, broken, good, "--csv", words=["broken.png"])
    equal(len(out.splitlines()), 3, "the good image is there")
    cli.fail("predict", project, cli.path("nowhere.png"), words=["nowhere.png"])
    # In a folder: passed over with a note.
    os.mkdir(cli.path("mixed"))
    shutil.copy(good, cli.path("mixed", "good.png"))
    shutil.copy(broken, cli.path("mixed", "broken.png"))
    out, err = cli.run("predict", project, cli.path("mixed"), "--csv")
    equal(len(out.splitlines()), 3, "the good image is there")
    check("note: " in err and "broken.png" in err, err)
    os.remove(cli.path("mixed", "good.png"))
    cli.fail("predict", project, cli.path("mixed"), words=["mixed"])
    os.mkdir(cli.path("empty"))
    cli.fail("predict", project, cli.path("empty"), words=["empty"])


def images_gone(cli):
    project, pictures, model = prepare(cli)
    for i in range(3):
        os.remove(os.path.join(pictures, "red", f"{i}.png"))
    # Training goes on without them, and says so; the labels stay.
    _, err = cli.run("train", project, "--base", model, "--epochs", "1")
    check("note: project: 3 of 12 images" in err, err)
    shutil.copytree(pictures, cli.path("moved"))
    shutil.rmtree(pictures)
    cli.fail("evaluate", project, words=["could be read"])
    cli.fail("train", project, "--base", model)
    # Back again, they count again.
    shutil.copytree(cli.path("moved"), pictures)
    _, err = cli.run("train", project, "--base", model, "--epochs", "1")
    check("note: project: 3 of 12 images" in err, err)
    cli.run("evaluate", project)


def disk_full(cli):
    project, _, _ = prepare(cli)
    target = cli.path("out", "model.onnx")
    os.mkdir(cli.path("out"))
    cli.run("export", project, target)
    with open(target, "rb") as file:
        before = file.read()
    for limit in (0, 1, 500):
        cli.fail("export", project, target, words=["space"],
                 env=full_disk(cli.path("out"), limit))
        with open(target, "rb") as file:
            equal(file.read(), before, "the old file is untouched")
        equal(os.listdir(cli.path("out")), ["model.onnx"], "nothing is left beside it")
    # The same command works as soon as there is space.
    cli.run("export", project, target)


def full_disk(folder, after):
    """The environment in which only so many bytes can be written below a folder."""
    shim = os.environ.get("FROST_DISK_FULL", "")
    check(os.path.exists(shim), "the shim is built")
    # The address sanitizer wants to be preloaded first, but need not be.
    sanitizer = ":".join(filter(None, [os.environ.get("ASAN_OPTIONS", ""),
                                       "verify_asan_link_order=0"]))
    return {"LD_PRELOAD": shim, "FROST_FULL_FOLDER": folder, "FROST_FULL_AFTER": str(after),
            "ASAN_OPTIONS": sanitizer}


def export_where_nothing_can_be_written(cli):
    project, _, _ = prepare(cli)
    cli.fail("export", project, cli.path("no", "such", "folder", "x.onnx"))
    cli.fail("export", project, cli.folder)
    cli.fail("export", project, "/proc/x.onnx")


def disk_full_while_training(cli):
    project, _, model = prepare(cli)
    cli.fail("train", project, "--base", model, "--epochs", "3", "--batch", "4",
             env=full_disk(project, 0))
    # What was there before is there still.
    cli.run("evaluate", project)


def newer_project(cli):
    project, pictures, model = prepare(cli)
    path = os.path.join(project, "project.frostline")
    base = sqlite3.connect(path)
    base.execute("PRAGMA user_version = 9999")
    base.commit()
    base.close()
    with open(path, "rb") as file:
        before = file.read()
    for arguments in (("train", project, "--base", model), ("evaluate", project),
                      ("predict", project, pictures), ("export", project, cli.path("x.onnx"))):
        cli.fail(*arguments, words=["9999", "update Frostline"])
    with open(path, "rb") as file:
        equal(file.read(), before, "not one byte is changed")


def foreign_project(cli):
    os.mkdir(cli.path("project"))
    with open(cli.path("project", "project.frostline"), "w", encoding="utf-8") as file:
        file.write("this is no database\n" * 100)
    cli.fail("evaluate", cli.path("project"), words=["project"])
    cli.fail("train", cli.path("project"), words=["project"])


def two_processes(cli):
    project, _, model = prepare(cli)
    first = cli.start("train", project, "--base", model, "--batch", "4", "--epochs", "1000000")
    try:
        for _ in range(4):
            check(first.stdout.readline() != "", "the first one trains")
        cli.fail("train", project, "--base", model, words=["project"])
        # Reading needs no lock.
        [report] = cli.json("evaluate", project, "--run", "1", "--json")
        equal(report["run"], 1, "run")
    finally:
        interrupt(first)
        first.communicate(timeout=60)
    equal(first.returncode, 0, "the first one is not disturbed")
    cli.run("train", project, "--base", model, "--epochs", "1", "--batch", "4")


def closed_pipe(cli):
    project, pictures, _ = prepare(cli)
    with open("/dev/full", "wb") as full:
        done = subprocess.run([cli.program, "predict", project, pictures, "--csv"],
                              stdout=full, stderr=subprocess.PIPE, env=cli.environment,
                              timeout=60)
    equal(done.returncode, 1, "exit code")
    check(b"standard output" in done.stderr, done.stderr)


if __name__ == "__main__":
    main([missing_folder, unreadable_folder, no_images, one_class_only,
          class_with_a_single_image, unlabelled_only, broken_models, flipped_bits_never_crash,
          model_without_images, unknown_operator, label_file_of_another_length,
          classes_changed_since_the_run, no_run_yet, broken_images, images_gone, disk_full,
          export_where_nothing_can_be_written, disk_full_while_training, newer_project,
          foreign_project, two_processes, closed_pipe])
