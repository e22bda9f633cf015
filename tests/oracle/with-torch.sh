#!/bin/sh
# with-torch.sh SCRIPT ARGUMENT… - runs a Python script under the first interpreter that has PyTorch
# (Debian's python3-torch belongs to /usr/bin/python3, which need not be the first on the PATH).
# Without one the test is skipped: exit code 77.
for python in python3 /usr/bin/python3
do
  if "$python" -c 'import torch' 2>/dev/null
  then
    exec "$python" "$@"
  fi
done
echo "oracle: skipped: no python3 with PyTorch; install python3-torch to compare with it"
exit 77
