#!/bin/sh
# clang-format 14 would change nothing.
set -eu
cd "${FROST_SOURCE_ROOT:?}"
if ! command -v clang-format >/dev/null; then
  echo "format: skipped: clang-format is not installed"
  exit 77
fi
find app engine data ui tests -name '*.[ch]' -print0 | xargs -0 clang-format --dry-run -Werror
