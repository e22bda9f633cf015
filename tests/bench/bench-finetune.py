"""Ants and bees, from files on disk to a trained network: frostline-cli against PyTorch.

bench-finetune.py FROSTLINE_CLI [ROUNDS]: in one run, alternating, two threads each.
  frozen   the base frozen, a linear head, 25 epochs of SGD (rate 0.01, momentum 0.9), batch 32.
           PyTorch once as the usual script does it (decode and forward in every epoch; 3 epochs are
           measured and the time of 25 extrapolated) and once with features cached by hand.
  whole    nothing frozen, 5 epochs at rate 0.002; 1 epoch of PyTorch is measured and extrapolated.
Every time is wall time and has the validation split in it. Ours is that of the whole command, with
an empty cache folder and the project made before; PyTorch's begins after its imports.
"""
import json
import os
import subprocess
import sys
import tempfile
import time

import peer

BATCH = 32
SUFFIXES = (".jpg", ".jpeg", ".png")


def list_split(name):
    folder = peer.shared("datasets", "hymenoptera", name)
    return [(os.path.join(folder, kind, file), label)
            for label, kind in enumerate(("ants", "bees"))
            for file in sorted(os.listdir(os.path.join(folder, kind)))
            if file.lower().endswith(SUFFIXES)]


def load(torch, numpy, image, path):
    """RGB, short side to 256, centre crop of 224, x / 127.5 - 1."""
    with image.open(path) as picture:
        # Lets libjpeg decode at a reduced size: what a careful script does.
        picture.draft("RGB", (256, 256))
        picture = picture.convert("RGB")
        share = 256 / min(picture.size)
        size = [max(round(side * share), 224) for side in picture.size]
        picture = picture.resize(size, image.BILINEAR)
        left, top = (size[0] - 224) // 2, (size[1] - 224) // 2
        pixels = numpy.asarray(picture.crop((left, top, left + 224, top + 224)), numpy.float32)
    return torch.from_numpy(pixels.transpose(2, 0, 1) / 127.5 - 1)


class Photographs:
    """A torch.utils.data.Dataset, in all but its base class."""

    def __init__(self, torch, numpy, image, split):
        self.items = list_split(split)
        self.load = lambda path: load(torch, numpy, image, path)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        path, label = self.items[i]
        return self.load(path), label


class TorchSide:
    def __init__(self):
        import numpy
        from PIL import Image
        self.torch = peer.import_torch()
        self.splits = {name: Photographs(self.torch, numpy, Image, name)
                       for name in ("train", "val")}
        self.accuracy = 0

    def batches(self, split):
        return self.torch.utils.data.DataLoader(self.splits[split], BATCH, split == "train",
                                                num_workers=peer.THREADS)

    def run_epochs(self, n, model, parameters, rate, prepare, batches, train_mode):
        """The loop of PyTorch's tutorial: train, then validate."""
        torch = self.torch
        optimizer = torch.optim.SGD(parameters, rate, 0.9)
        for _ in range(n):
            for split in ("train", "val"):
                model.train(train_mode and split == "train")
                correct = total = 0
                for x, labels in batches(split):
                    with torch.set_grad_enabled(split == "train"):
                        logits = model(prepare(x))
                        loss = torch.nn.functional.cross_entropy(logits, labels)
                    if split == "train":
                        optimizer.zero_grad()
                        loss.backward()
                        optimizer.step()
                    correct += (logits.argmax(1) == labels).sum().item()
                    total += len(labels)
            self.accuracy = correct / total

    def frozen_naive(self, epochs, measured):
        start = time.perf_counter()
        model = peer.mobilenet(self.torch, 2).eval().to(
            memory_format=self.torch.channels_last)
        for parameter in model.features.parameters():
            parameter.requires_grad_(False)
        built = time.perf_counter()
        self.run_epochs(measured, model, model.classifier.parameters(), 0.01,
                        self.in_layout, self.batches, False)
        return built - start + (time.perf_counter() - built) * epochs / measured

    def frozen_cached(self, epochs):
        torch = self.torch
        start = time.perf_counter()
        model = peer.mobilenet(torch, 2).eval().to(memory_format=torch.channels_last)
        cached = {}
        with torch.no_grad():
            for split in ("train", "val"):
                parts = [(model.flatten(model.pool(model.features(self.in_layout(x)))), labels)
                         for x, labels in self.batches(split)]
                cached[split] = torch.utils.data.TensorDataset(
                    torch.cat([x for x, _ in parts]), torch.cat([labels for _, labels in parts]))
        self.run_epochs(epochs, model.classifier, model.classifier.parameters(), 0.01,
                        lambda x: x,
                        lambda split: torch.utils.data.DataLoader(cached[split], BATCH,
                                                                  split == "train"), True)
        return time.perf_counter() - start

    def whole(self, epochs, measured):
        start = time.perf_counter()
        model = peer.mobilenet(self.torch, 2).to(memory_format=self.torch.channels_last)
        built = time.perf_counter()
        self.run_epochs(measured, model, model.parameters(), 0.002, self.in_layout, self.batches,
                        True)
        return built - start + (time.perf_counter() - built) * epochs / measured

    def in_layout(self, x):
        """PyTorch's faster layout for these networks on a processor."""
        return x.contiguous(memory_format=self.torch.channels_last)


def run_ours(program, project, *arguments):
    """Seconds and validation accuracy."""
    with tempfile.TemporaryDirectory() as cache:
        start = time.perf_counter()
        result = subprocess.run(
            [program, "train", project, "--json", "--threads", str(peer.THREADS),
             "--base", peer.shared("models", "mobilenet_v1_075_224",
                                         "mobilenet_v1_075_224_unfolded.onnx"),
             "--preprocess", "tf", "--batch", str(BATCH), *arguments],
            check=True, text=True, stdout=subprocess.PIPE,
            env=peer.untuned_environment(XDG_CACHE_HOME=cache))
        seconds = time.perf_counter() - start
    epochs = [json.loads(line) for line in result.stdout.splitlines() if '"epoch"' in line]
    epochs = [e for e in epochs if e["event"] == "epoch"]
    return seconds, epochs[-1]["val_accuracy"]


def main():
    peer.restart_untuned()
    program, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    times = {name: [] for name in ("ours frozen", "naive", "cached", "ours whole", "whole")}
    accuracy = {}
    torch_side = TorchSide()
    with tempfile.TemporaryDirectory() as folder:
        project = os.path.join(folder, "project")
        subprocess.run([program, "new", project, "--images",
                        peer.shared("datasets", "hymenoptera")], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # Photographs come from the page cache for both.
        run_ours(program, project, "--freeze", "all", "--epochs", "1")
        for _ in range(rounds):
            seconds, accuracy["ours frozen"] = run_ours(
                program, project, "--freeze", "all", "--epochs", "25", "--rate", "0.01")
            times["ours frozen"].append(seconds)
            times["naive"].append(torch_side.frozen_naive(25, 3))
            times["cached"].append(torch_side.frozen_cached(25))
            accuracy["PyTorch frozen"] = torch_side.accuracy
            seconds, accuracy["ours whole"] = run_ours(
                program, project, "--freeze", "none", "--epochs", "5", "--rate", "0.002")
            times["ours whole"].append(seconds)
            times["whole"].append(torch_side.whole(5, 1))
    peer.print_table("Ants and bees, seconds from files to a trained network", [
        ("frozen, no cache in PyTorch (3 epochs x 25/3)", times["ours frozen"], times["naive"],
         False),
        ("frozen, features cached by hand", times["ours frozen"], times["cached"], False),
        ("whole network, 5 epochs (1 epoch x 5)", times["ours whole"], times["whole"], False)])
    print("validation accuracy at the end: "
          + ", ".join(f"{name} {value:.3f}" for name, value in accuracy.items()))


if __name__ == "__main__":
    main()
