# What the scripts that drive the window share: a home of their own, TAP, waiting for what
# must come, and the program started and ended. To be sourced, after $frostline and $state are
# set to the two programs and $n_checks to the number of checks.

# Not -e: a check that fails is reported, and the next one still runs.
set -u

if ! command -v xdotool >/dev/null 2>&1; then
  echo "1..0 # SKIP xdotool is not installed"
  exit 0
fi

HOME=$(mktemp -d "${TMPDIR:-/tmp}/frost-drive.XXXXXX")
export HOME
project="$HOME/Frostline/Sample"
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; rm -rf "$HOME"' EXIT HUP INT TERM
failed=0
number=0
: >"$HOME/errors"
[ "${n_checks:-0}" -eq 0 ] || echo "1..$n_checks"

ok() { # ok STATUS NAME
  number=$((number + 1))
  if [ "$1" -eq 0 ]; then
    echo "ok $number - $2"
  else
    echo "not ok $number - $2"
    sed 's/^/# /' "$HOME/errors"
    "$state" "$project" 2>&1 | grep -e '^run ' -e '-000[1-4][.]' | tail -n 16 | sed 's/^/# /'
    failed=1
  fi
}

# A loaded machine takes its time; only a failure waits for all of it.
wait_for() { # wait_for COMMAND...
  wait_up_to 60 "$@"
}

wait_up_to() { # wait_up_to SECONDS COMMAND...
  tries=$(($1 * 10))
  shift
  until "$@" >/dev/null 2>&1; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.1
  done
}

shown() { # shown TITLE: a visible window has it
  xdotool search --onlyvisible --name "$1"
}

has() { # has LINE...: the project on the disk says all of them
  "$state" "$project" >"$HOME/stated" 2>/dev/null || return 1
  for line in "$@"; do
    grep -Fxq "$line" "$HOME/stated" || return 1
  done
}

said() { # said PATTERN: the program's debug messages have a line like it
  grep -q "$1" "$HOME/said"
}

start() { # start TITLE [ARGUMENT...]
  title=$1
  shift
  G_MESSAGES_DEBUG=Frostline "$frostline" "$@" >"$HOME/said" 2>"$HOME/errors" &
  pid=$!
  wait_for shown "$title" || return 1
  window=$(xdotool search --onlyvisible --name "$title" | head -n 1)
  xdotool windowmove "$window" 0 0 windowsize "$window" 1280 860 windowfocus "$window"
  sleep 0.7
}

finish() { # asks it to quit; its exit code
  xdotool key ctrl+q
  wait "$pid"
  status=$?
  pid=
  return "$status"
}

keys() { # keys KEY...: as fast as a person, so that each meets what the last one led to
  for key in "$@"; do
    xdotool key "$key"
    sleep 0.2
  done
}

drag() { # drag X Y TO-X TO-Y: in steps, as a hand moves
  xdotool mousemove "$1" "$2"
  sleep 0.2
  xdotool mousedown 1
  for step in 1 2 3 4 5 6 7 8 9 10; do
    xdotool mousemove $(($1 + ($3 - $1) * step / 10)) $(($2 + ($4 - $2) * step / 10))
    sleep 0.05
  done
  sleep 0.3
  xdotool mouseup 1
}
