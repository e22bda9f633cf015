"""Ten times as many images: what a project of 10,000 and one of 100,000 take an image.

bench-scale.py FROSTLINE_CLI BROWSE_PROJECT FOLDER [--counts N M] [--base MODEL]: small JPEGs, none
like the other, are made below FOLDER and removed afterwards. Measured are the import; opening the
project, filtering it and scrolling through it, by BROWSE_PROJECT; one pass of features through the
frozen network; and one epoch on their cache. Times are wall time by the number of images, medians
of some but for the features; scrolling is that of 1,200 tiles, which should not depend on the
project. Peak memory is that of the whole process. The network is the shared MobileNet, else the
built-in one.
"""
import argparse
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time

import peer

ROUNDS = 3
CLASSES = ("bright", "dark")


def make_images(folder, n):
    """Two pictures over and over; a comment makes each file, and so each image, another."""
    try:
        from PIL import Image
    except ImportError:
        print("skipped: no PIL; run this under the python3 of python3-pil")
        sys.exit(77)
    numbers = random.Random(1)
    pictures = []
    for name in CLASSES:
        os.makedirs(os.path.join(folder, name))
        coarse = Image.frombytes("RGB", (8, 6), numbers.randbytes(8 * 6 * 3))
        data = io.BytesIO()
        coarse.resize((96, 72), Image.BICUBIC).save(data, "JPEG", quality=85)
        pictures.append(data.getvalue())
    for i in range(n):
        picture, comment = pictures[i % 2], b"%08d" % i
        path = os.path.join(folder, CLASSES[i % 2], f"photograph-{i:06}.jpg")
        with open(path, "wb") as file:
            file.write(picture[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
                       + picture[2:])


def run(command, cache):
    """Seconds, peak MB, what it printed."""
    with tempfile.TemporaryFile("w+") as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL,
                                   env=peer.untuned_environment(XDG_CACHE_HOME=cache))
        # Not wait(): the usage is that of this child alone.
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"bench-scale: {command[0]} {command[1]} failed")
        out.seek(0)
        return seconds, usage.ru_maxrss * 1.024e-3, out.read()


def middle(results):
    return sorted(results)[len(results) // 2]


def train(program, project, base):
    command = [program, "train", project, "--json", "--freeze", "all", "--epochs", "1",
               "--threads", str(peer.THREADS)]
    return command + (["--base", base, "--preprocess", "tf"] if base else [])


def measure(options, n, folder):
    """Of each part: seconds (of all images), peak MB."""
    images, cache = os.path.join(folder, "images"), os.path.join(folder, "cache")
    make_images(images, n)
    projects = [os.path.join(folder, f"project-{i}") for i in range(ROUNDS)]
    figures = {"import": middle([run([options.program, "new", project, "--images", images],
                                     cache)[:2] for project in projects])}
    project = projects[0]

    browsed = json.loads(run([options.browse, project], cache)[2])
    figures["open"] = browsed["open"] / 1e6, browsed["open_mb"]
    figures["filter, four times"] = browsed["filter"] / 1e6, browsed["filter_mb"]

    command = train(options.program, project, options.base)
    cold, cold_mb, _ = run(command, cache)
    warm, warm_mb, out = middle([run(command, cache) for _ in range(ROUNDS)])
    events = map(json.loads, out.splitlines())
    epoch = next(event["seconds"] for event in events if event["event"] == "epoch")
    figures["features, one pass"] = cold - warm, cold_mb
    figures["run on the cache, until its first step"] = warm - epoch, warm_mb
    figures["epoch on the cache"] = epoch, warm_mb
    return figures, browsed["scroll"]


def main():
    peer.restart_untuned()
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("browse")
    parser.add_argument("folder")
    parser.add_argument("--counts", type=int, nargs=2, default=(10000, 100000))
    parser.add_argument("--base")
    options = parser.parse_args()
    if options.base is None:
        shared = os.path.join(peer.shared_folder(), "models", "mobilenet_v1_075_224",
                              "mobilenet_v1_075_224_unfolded.onnx")
        options.base = shared if os.path.exists(shared) else None

    results, scrolls = [], []
    for n in options.counts:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            figures, scroll = measure(options, n, folder)
            results.append(figures)
            scrolls.append(scroll)
    few, many = options.counts
    print(f"\nScale, {os.path.basename(options.base) if options.base else 'the built-in base'}\n\n"
          f"| what | µs an image at {few:,} | at {many:,} | ratio | peak MB at {few:,} "
          f"| at {many:,} |\n|---|---|---|---|---|---|")
    for what in results[0]:
        (a, a_mb), (b, b_mb) = (figures[what] for figures in results)
        print(f"| {what} | {1e6 * a / few:.2f} | {1e6 * b / many:.2f} "
              f"| {b / many / (a / few):.2f} | {a_mb:.0f} | {b_mb:.0f} |")
    print(f"| scroll, µs in all | {scrolls[0]} | {scrolls[1]} | {scrolls[1] / scrolls[0]:.2f} "
          "| | |", flush=True)


if __name__ == "__main__":
    main()
