"""How long training stands still when the frost line is moved in a running job.

bench-line.py FROSTLINE_CLI [ROUNDS]: ants and bees, MobileNet v1 0.75, batch 32, two threads. The
line goes up, down to the middle and down to the pixels; told is the time from the command to the end
of the first step at the new depth, and without that step. A step is an epoch by its number of steps,
where an image that is only validated counts a third.
"""
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile

import peer

BATCH = 32
# (name, the cut before, the cut after)
MOVES = (("up, half to head", 8, 14), ("down, head to half", 14, 8),
         ("down, head to pixels", 14, 0))


def run(program, project, before, after):
    """Seconds to the end of the first step, and of a step."""
    with tempfile.TemporaryDirectory() as cache:
        result = subprocess.run(
            [program, "train", project, "--json", "--threads", str(peer.THREADS), "--base",
             peer.shared("models", "mobilenet_v1_075_224", "mobilenet_v1_075_224_unfolded.onnx"),
             "--preprocess", "tf", "--batch", str(BATCH), "--epochs", "5", "--rate", "0.001",
             "--freeze", str(before), "--move", f"3:{after}"],
            check=True, text=True, stdout=subprocess.PIPE,
            env=peer.untuned_environment(XDG_CACHE_HOME=cache))
    events = [json.loads(line) for line in result.stdout.splitlines()]
    start = next(e for e in events if e["event"] == "start")
    line = next(e for e in events if e["event"] == "line")
    last = [e for e in events if e["event"] == "epoch"][-1]
    n_train, n_val = start["n_train"], start["n_val"]
    step = last["seconds"] * n_train / (n_train + n_val / 3) / math.ceil(n_train / BATCH)
    return line["seconds"], step


def main():
    peer.restart_untuned()
    program, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
    print("\nThe frost line moves in a running job\n")
    print("| move | ms to the end of the first step: median (range) | a step | without it | goal |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        project = os.path.join(folder, "project")
        subprocess.run([program, "new", project, "--images",
                        peer.shared("datasets", "hymenoptera")], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for name, before, after in MOVES:
            figures = [run(program, project, before, after) for _ in range(rounds)]
            first = [1000 * f for f, _ in figures]
            step = statistics.median(1000 * s for _, s in figures)
            print(f"| {name} | {statistics.median(first):.0f} ({min(first):.0f} – "
                  f"{max(first):.0f}) | {step:.0f} | {statistics.median(first) - step:.0f} | 200 |",
                  flush=True)


if __name__ == "__main__":
    main()
