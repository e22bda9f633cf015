"""Six networks, the engine against onnxruntime (forward) and PyTorch (fine-tune step), in one run.

bench-networks.py FROSTLINE_CLI FOLDER [--rounds N] [--threads N] [--train] [NAME …]. Files are
kept in FOLDER. Both sides get random pixels, batch 32, the same threads, no tuning variables, and
take turns, each for some seconds a round: the ratio of a round is ours by the peer's. PyTorch runs
in both memory layouts; the faster one counts. Peak memory is that of the whole process, of each
side. The share is that of the machine's sgemm (2048 x 2048, numpy's OpenBLAS, the same threads).
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

import numpy

import peer

BATCH = 32
# Seconds of each side a round, about.
SECONDS = 2.5


class Peer:
    """A process that runs so many batches a line and says how fast."""

    def __init__(self, command, **environment):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, env=peer.untuned_environment(**environment))
        if self.process.stdout.readline().strip() != "ready":
            sys.exit(f"bench-networks: {command[0]} {command[1]} did not start")
        self.runs, self.peak = 1, 0
        self.runs = max(1, round(SECONDS * self.measure() / BATCH))

    def measure(self):
        self.process.stdin.write(f"{self.runs}\n")
        self.process.stdin.flush()
        speed, peak = self.process.stdout.readline().split()
        self.peak = max(self.peak, float(peak))
        return float(speed)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Engine:
    def __init__(self, program, path, options):
        self.command = [program, "bench", path, "--batch", str(BATCH), "--json", *options]
        self.runs, self.peak, self.multiply_adds = 1, 0, 0
        self.runs = max(1, round(SECONDS * self.measure() / BATCH))

    def measure(self):
        out = subprocess.run([*self.command, "--runs", str(self.runs)], check=True, text=True,
                             stdout=subprocess.PIPE, env=peer.untuned_environment())
        result = json.loads(out.stdout)
        self.peak = max(self.peak, result["peak_mb"])
        return result["images_per_second"]


def sgemm_peak(threads):
    """GFLOP/s: the best of some."""
    code = ("import numpy, time; a = numpy.random.rand(2048, 2048).astype('f'); best = 9\n"
            "for _ in range(9):\n"
            "    t = time.perf_counter(); a @ a; best = min(best, time.perf_counter() - t)\n"
            "print(2 * 2048 ** 3 / best / 1e9)")
    environment = peer.untuned_environment(OPENBLAS_NUM_THREADS=str(threads))
    return float(subprocess.run([sys.executable, "-c", code], check=True, text=True,
                                stdout=subprocess.PIPE, env=environment).stdout)


def multiply_adds(program, path):
    out = subprocess.run([program, "inspect", path, "--json"], check=True, text=True,
                         stdout=subprocess.PIPE)
    return sum(block["multiply_adds"] for block in json.loads(out.stdout)["blocks"])


def compare(ours, peers, rounds):
    """The figures of each round: ours, then those of the peer that is faster at the median."""
    mine, theirs = [], [[] for _ in peers]
    for _ in range(rounds):
        mine.append(ours.measure())
        for speeds, other in zip(theirs, peers):
            speeds.append(other.measure())
    best = max(range(len(peers)), key=lambda i: statistics.median(theirs[i]))
    return mine, theirs[best], peers[best].peak


def start_peers(name, path, options):
    import networks
    size, threads = str(networks.SIZE), str(options.threads)
    here = os.path.dirname(os.path.abspath(__file__))
    if options.train:
        return [Peer([sys.executable, os.path.join(here, "torch-peer.py"), name, str(BATCH), size,
                      threads, layout]) for layout in ("NCHW", "NHWC")]
    return [Peer(["node", os.path.join(here, "onnxruntime-peer.js"), path, str(BATCH), size, size,
                  threads], NODE_PATH=os.path.join(options.folder, "node_modules"))]


def measure_network(name, options, peak):
    import networks
    path = networks.export(name, options.folder, options.train)
    ours = Engine(options.program, path, ["--threads", str(options.threads)]
                  + (["--train"] if options.train else []))
    peers = start_peers(name, path, options)
    mine, theirs, their_peak = compare(ours, peers, options.rounds)
    for other in peers:
        other.close()
    ratios = [a / b for a, b in zip(mine, theirs)]
    speed = statistics.median(mine)
    flops = 2 * multiply_adds(options.program, path) * (3 if options.train else 1)
    print(f"| {name} | {speed:.1f} | {statistics.median(theirs):.1f} "
          f"| {statistics.median(ratios):.2f} ({min(ratios):.2f} – {max(ratios):.2f}) "
          f"| {ours.peak:.0f} | {their_peak:.0f} | {100 * speed * flops / 1e9 / peak:.0f} % |",
          flush=True)


def main():
    peer.restart_untuned()
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=peer.THREADS)
    parser.add_argument("--train", action="store_true")
    parser.add_argument("names", nargs="*")
    options = parser.parse_intermixed_args()
    os.makedirs(options.folder, exist_ok=True)
    import networks

    peak = sgemm_peak(options.threads)
    what = "Fine-tune step against PyTorch" if options.train else "Forward against onnxruntime"
    print(f"\n{what}, batch {BATCH}, {options.threads} threads, sgemm {peak:.0f} GFLOP/s\n\n"
          "| network | ours, images/s | peer | ratio: median (range) | our peak MB | peer's "
          "| of sgemm |\n|---|---|---|---|---|---|---|", flush=True)
    for name in options.names or networks.NAMES:
        measure_network(name, options, peak)


if __name__ == "__main__":
    main()
