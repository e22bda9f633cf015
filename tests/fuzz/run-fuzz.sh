#!/usr/bin/env bash
# Builds the libFuzzer targets in build/fuzz and runs each for a while; what crashes, hangs or takes
# more memory than a small file may is a failure.
#
#   run-fuzz.sh [--seconds N] [--jobs N] [TARGET ...]     20 seconds, 2 at a time, all of them
#
# What was found interesting stays in build/fuzz/corpus for the next time, what fails in
# build/fuzz/found; build/fuzz/tests/fuzz/fuzz-TARGET FILE runs it again.
set -euo pipefail
cd "$(dirname "$0")/../.."
export FROST_SOURCE_ROOT=$PWD

seconds=20 jobs=2
while [ $# -gt 0 ]; do
  case $1 in
  --seconds) seconds=$2 && shift 2 ;;
  --jobs) jobs=$2 && shift 2 ;;
  *) break ;;
  esac
done

build=build/fuzz
if ! command -v clang >/dev/null; then
  echo "fuzz: skipped: clang is not installed"
  exit 77
fi
mkdir -p build
if [ ! -f $build/build.ninja ]; then
  CC=clang meson setup $build --buildtype=debugoptimized -Dfuzz=true -Db_lundef=false \
    -Db_sanitize=address,undefined \
    -Dc_args="-fsanitize=fuzzer-no-link -fno-sanitize-recover=undefined -Wno-unknown-warning-option \
      -include $PWD/tests/fuzz/gcc-builtins.h" >$build.log
fi
ninja -C $build fuzz >$build.log || { cat $build.log && exit 1; }

if [ $# -eq 0 ]; then
  for target in $build/tests/fuzz/fuzz-*; do
    [ -f "$target" ] && [ -x "$target" ] && set -- "$@" "${target##*/fuzz-}"
  done
fi

# An input of 64 kB may take twice that and 64 MB: a single allocation beyond is a failure.
run_one() {
  local build=$1 seconds=$2 name=$3 corpus=$1/corpus/$3 seeds
  mkdir -p "$corpus" "$build/found"
  if [ -x "$build/tests/fuzz/seeds-$name" ]; then "$build/tests/fuzz/seeds-$name" "$corpus"; fi
  seeds=tests/fuzz/corpus/$name
  [ -d "$seeds" ] || seeds=
  if ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=1 \
    "$build/tests/fuzz/fuzz-$name" -max_total_time="$seconds" -max_len=65536 -timeout=10 \
    -rss_limit_mb=2048 -malloc_limit_mb=72 -artifact_prefix="$build/found/$name-" \
    "$corpus" $seeds >"$build/fuzz-$name.log" 2>&1; then
    echo "ok $name: $(grep -o 'Done .*' "$build/fuzz-$name.log")"
  else
    echo "not ok $name"
    grep -vE '^#[0-9]+\s+(NEW|REDUCE|pulse|INITED)' "$build/fuzz-$name.log" | tail -60
  fi
}
export -f run_one
# Each writes its lines at once, so that two at a time do not mix.
printf '%s\0' "$@" |
  xargs -0 -P "$jobs" -I NAME bash -c 'lines=$(run_one "$@"); echo "$lines"' _ $build "$seconds" NAME |
  tee $build/fuzz.log
passed=$(grep -c '^ok ' $build/fuzz.log || true)
failed=$(grep -c '^not ok ' $build/fuzz.log || true)
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" -eq 0 ]
