#!/bin/sh
# run-bench.sh BUILD [ROUNDS] - the ratios against PyTorch, from a build folder that is set up.
set -eu
build=${1:?a build folder is needed}
rounds=${2:-5}
here=$(dirname "$0")
ninja -C "$build" tests/bench/bench-forward app/cli/frostline-cli
for python in python3 /usr/bin/python3
do
  if "$python" -c 'import torch, numpy, PIL' 2>/dev/null
  then
    "$python" "$here/bench-forward.py" "$build/tests/bench/bench-forward" "$rounds"
    exec "$python" "$here/bench-finetune.py" "$build/app/cli/frostline-cli" "$rounds"
  fi
done
echo "run-bench: skipped: no python3 with PyTorch; install python3-torch, python3-numpy, python3-pil"
exit 77
