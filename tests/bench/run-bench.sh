#!/bin/sh
# run-bench.sh BUILD [ROUNDS] - the ratios against onnxruntime and PyTorch, how long it takes to
# begin and to move the frost line, and what ten times as many images take, from a build folder that
# is set up. What is downloaded and exported for it stays in BUILD/bench.
set -eu
build=${1:?a build folder is needed}
rounds=${2:-5}
here=$(dirname "$0")
peers=$build/bench
cli=$build/app/cli/frostline-cli
window=$build/app/window/frostline
browse=$build/tests/bench/browse-project

ninja -C "$build" app/cli/frostline-cli app/window/frostline tests/bench/browse-project
if [ ! -d "$peers/node_modules/onnxruntime-node" ]; then
  npm install --ignore-scripts --no-audit --no-fund --prefix "$peers" onnxruntime-node@1.30.0
fi
for python in python3 /usr/bin/python3; do
  if "$python" -c 'import torch, torchvision, numpy, PIL' 2>/dev/null; then
    "$python" "$here/bench-networks.py" "$cli" "$peers" --rounds "$rounds"
    "$python" "$here/bench-networks.py" "$cli" "$peers" --rounds "$rounds" --train
    "$python" "$here/bench-startup.py" "$cli" "$window" "$peers/resnet50.onnx"
    "$python" "$here/bench-scale.py" "$cli" "$browse" "$peers"
    "$python" "$here/bench-line.py" "$cli" "$rounds"
    exec "$python" "$here/bench-finetune.py" "$cli" "$rounds"
  fi
done
echo "run-bench: skipped: no python3 with PyTorch; install python3-torch, python3-torchvision, python3-pil"
exit 77
