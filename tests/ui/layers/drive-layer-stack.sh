#!/bin/sh
# Drags the frost line with a real pointer and moves it with real keys, on the display that
# run-display.sh made, and checks what the widget said it did. TAP on stdout.
#
#   tests/run-display.sh tests/ui/layers/drive-layer-stack.sh WIDGET-GALLERY

# Not -e: a check that fails is reported, and the next one still runs.
set -u

gallery=$1
if ! command -v xdotool >/dev/null 2>&1; then
  echo "1..0 # SKIP xdotool is not installed"
  exit 0
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/frost-drive.XXXXXX")
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT HUP INT TERM
failed=0
number=0
echo "1..7"

ok() { # ok CONDITION-STATUS NAME
  number=$((number + 1))
  if [ "$1" -eq 0 ]; then
    echo "ok $number - $2"
  else
    echo "not ok $number - $2"
    sed 's/^/# /' "$work/said"
    failed=1
  fi
}

start() {
  : >"$work/said"
  "$gallery" "$@" >"$work/said" 2>"$work/errors" &
  pid=$!
  wait_for '^line ' || true
  sleep 0.3
}

stop() {
  kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  pid=
}

# Ten seconds are far more than any of it takes; only a failure waits for them.
wait_for() { # wait_for PATTERN: a line that matches has been said
  tries=0
  until grep -q "$1" "$work/said"; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || return 1
    sleep 0.1
  done
}

take_line() { # the pointer onto the line
  set -- $(grep '^line ' "$work/said" | tail -n 1)
  x=$2
  y=$3
  xdotool mousemove "$x" "$y"
  sleep 0.2
}

drag_by() { # drag_by PIXELS: in steps, as a hand does
  xdotool mousedown 1
  step=0
  while [ "$step" -lt 10 ]; do
    step=$((step + 1))
    xdotool mousemove "$x" $((y + $1 * step / 10))
    sleep 0.03
  done
}

start --blocks 14 --cut 11 --height 800
take_line
drag_by 144 # three blocks of 48 pixels
wait_for '^cut 8$' && ! grep -q '^committed' "$work/said"
ok $? "dragging moves the line and commits nothing yet"
xdotool mouseup 1
wait_for '^committed 8$'
ok $? "letting go commits"

xdotool key Up
wait_for '^committed 9$'
ok $? "the line has the focus after the drag, and Up freezes one more"
xdotool key Prior
wait_for '^committed 14$'
ok $? "PageUp reaches the top"

sleep 0.3
take_line
drag_by 100
wait_for '^cut 12$'
xdotool key Escape
sleep 0.3
xdotool mouseup 1
sleep 0.3
[ "$(grep '^cut' "$work/said" | tail -n 1)" = "cut 14" ] \
  && [ "$(grep '^committed' "$work/said" | tail -n 1)" = "committed 14" ]
ok $? "Escape puts a held line back"

# 5 * 48 below the line's middle, half a line's row more to the gap behind that block.
: >"$work/said"
xdotool mousemove "$x" $((y + 5 * 48 + 17)) click 1
wait_for '^committed 9$'
ok $? "a click into a gap puts the line there"
stop

start --blocks 64 --cut 64 --height 500
take_line
xdotool mousedown 1 mousemove "$x" 300 mousemove "$x" 496
wait_for '^cut 0$'
ok $? "a line held at the edge scrolls through all of 64 blocks"
xdotool mouseup 1
stop

exit "$failed"
