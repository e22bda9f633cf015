"""Images a second of the frozen forward pass, the engine against PyTorch, in one run.

bench-forward.py BENCH_FORWARD [ROUNDS]: MobileNet v1 at 224 x 224, batch 32, two threads each,
alternating; the medians of the rounds. PyTorch has its batch-norms folded by torch.jit's freezing
and runs in both memory layouts; the faster one counts.
"""
import statistics
import subprocess
import sys
import time

import peer

BATCH = 32


def measure_torch(torch, model, x):
    start = time.perf_counter()
    with torch.no_grad():
        model(x)
    return len(x) / (time.perf_counter() - start)


def main():
    peer.restart_untuned()
    torch = peer.import_torch()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 7
    path = peer.shared("models", "mobilenet_v1_075_224",
                             "mobilenet_v1_075_224_unfolded.onnx")
    model = peer.mobilenet(torch).eval()
    x = torch.rand(BATCH, 3, 224, 224) * 2 - 1
    peers = {}
    for name, layout in (("NCHW", torch.contiguous_format), ("NHWC", torch.channels_last)):
        images = x.contiguous(memory_format=layout)
        copy = peer.mobilenet(torch).eval().to(memory_format=layout)
        with torch.no_grad():
            traced = torch.jit.optimize_for_inference(torch.jit.trace(copy, images))
        peers[name + " plain"] = (model if layout == torch.contiguous_format else copy, images)
        peers[name + " optimized"] = (traced, images)
    for network, images in peers.values():
        for _ in range(2):
            measure_torch(torch, network, images)
    ours, theirs = [], {name: [] for name in peers}
    for _ in range(rounds):
        out = subprocess.run([sys.argv[1], path, "head", str(BATCH), "3",
                              str(peer.THREADS)], check=True, text=True,
                             stdout=subprocess.PIPE, env=peer.untuned_environment())
        ours.append(statistics.median(float(line) for line in out.stdout.split()))
        for name, (network, images) in peers.items():
            theirs[name].append(measure_torch(torch, network, images))
    peer.print_table("MobileNet v1-0.75 forward, images a second",
                           [(name, ours, speeds, True) for name, speeds in theirs.items()])


if __name__ == "__main__":
    main()
