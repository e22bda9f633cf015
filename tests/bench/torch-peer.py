"""torch-peer.py NAME BATCH SIZE THREADS LAYOUT: images a second of PyTorch's fine-tune step, forward,
backward and SGD with momentum, on random pixels; for each line of standard input that many steps,
and the peak memory in MB behind it. LAYOUT is NCHW or NHWC (channels_last).
"""
import sys
import time
import warnings

import torch

import networks


def main():
    name, batch, size, threads, layout = sys.argv[1:]
    batch, size = int(batch), int(size)
    warnings.filterwarnings("ignore")
    torch.set_num_threads(int(threads))
    model = networks.make(name).train()
    x = torch.rand(batch, 3, size, size) * 2 - 1
    if layout == "NHWC":
        model = model.to(memory_format=torch.channels_last)
        x = x.contiguous(memory_format=torch.channels_last)
    labels = torch.randint(0, 1000, (batch,))
    optimizer = torch.optim.SGD(model.parameters(), 1e-5, 0.9)

    def step():
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(x), labels).backward()
        optimizer.step()

    step()
    print("ready", flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        for _ in range(int(line)):
            step()
        seconds = time.perf_counter() - start
        with open("/proc/self/status", encoding="ascii") as status:
            peak = next(int(text.split()[1]) for text in status if text.startswith("VmHWM"))
        print(int(line) * batch / seconds, peak * 1.024e-3, flush=True)


if __name__ == "__main__":
    main()
