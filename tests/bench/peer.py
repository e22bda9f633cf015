"""What the benchmarks share: the environment of both sides, PyTorch's network, the table.

The peer is Debian's PyTorch. Weights and photographs are those of FROST_SHARED.
"""
import os
import statistics
import sys
import warnings

THREADS = 2
TUNING = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS",
          "MKL_NUM_THREADS", "FROST_CPU")


def untuned_environment(**more):
    """Variables that tune one side are unset for both."""
    environment = {k: v for k, v in os.environ.items() if k not in TUNING}
    environment.update(more)
    return environment


def restart_untuned():
    """Libraries read those variables when they are loaded, so before PyTorch is."""
    if any(name in os.environ for name in TUNING):
        os.execve(sys.executable, [sys.executable] + sys.argv, untuned_environment())


def shared_folder():
    return os.environ.get("FROST_SHARED") or os.path.join(
        os.path.dirname(__file__), "..", "..", "..", "shared")


def shared(*parts):
    path = os.path.join(shared_folder(), *parts)
    if not os.path.exists(path):
        print(f"skipped: {path} is not there")
        sys.exit(77)
    return path


def import_torch():
    try:
        import torch
    except ImportError:
        print("skipped: no PyTorch; run this under the python3 of python3-torch")
        sys.exit(77)
    # torch.jit resizes a buffer of its own and says so.
    warnings.filterwarnings("ignore", category=UserWarning)
    torch.set_num_threads(THREADS)
    return torch


def mobilenet(torch, n_classes=1000):
    """MobileNet v1 at width 0.75 (Howard et al. 2017) with the shared weights; a new head where
    n_classes is another number."""

    def layer(inputs, outputs, kernel, stride, groups):
        parts = torch.nn.Sequential()
        if stride == 2:
            # TensorFlow's "same": one pixel below and right.
            parts.add_module("pad", torch.nn.ZeroPad2d((0, 1, 0, 1)))
        parts.add_module("conv", torch.nn.Conv2d(inputs, outputs, kernel, stride,
                                                 kernel // 2 if stride == 1 else 0,
                                                 groups=groups, bias=False))
        parts.add_module("bn", torch.nn.BatchNorm2d(outputs, eps=1e-3))
        parts.add_module("relu", torch.nn.ReLU6(inplace=True))
        return parts

    channels = 24
    features = torch.nn.Sequential()
    features.add_module("conv1", layer(3, channels, 3, 2, 1))
    strides = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)
    widths = (64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024)
    for i, (stride, width) in enumerate(zip(strides, widths), 1):
        features.add_module(f"dw{i}", layer(channels, channels, 3, stride, channels))
        features.add_module(f"pw{i}", layer(channels, width * 3 // 4, 1, 1, 1))
        channels = width * 3 // 4
    model = torch.nn.Sequential()
    model.add_module("features", features)
    model.add_module("pool", torch.nn.AdaptiveAvgPool2d(1))
    model.add_module("flatten", torch.nn.Flatten())
    model.add_module("classifier", torch.nn.Linear(channels, 1000))
    model.load_state_dict(torch.load(shared("models", "mobilenet_v1_075_224",
                                            "mobilenet_v1_075_224_zip.pth")))
    if n_classes != 1000:
        model.classifier = torch.nn.Linear(channels, n_classes)
    return model


def print_table(title, rows):
    """Rows: what, ours, theirs (lists of seconds or of images a second), ratio higher is better."""
    print(f"\n{title}\n{'':42} {'ours':>10} {'PyTorch':>10} {'ratio':>8}  ratios")
    for what, ours, theirs, more_is_better in rows:
        ratios = [(o / t if more_is_better else t / o) for o, t in zip(ours, theirs)]
        each = " ".join(f"{r:.2f}" for r in sorted(ratios))
        print(f"{what:42} {statistics.median(ours):10.2f} {statistics.median(theirs):10.2f} "
              f"{statistics.median(ratios):8.2f}  {each}", flush=True)
