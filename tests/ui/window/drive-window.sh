#!/bin/sh
# The first minutes of a user, with a real pointer and real keys on the display that
# run-display.sh made: start page, sample, labels, undo, close, open again. After each step
# the project on the disk is read by another process. TAP on stdout.
#
#   tests/run-display.sh tests/ui/window/drive-window.sh FROSTLINE PROJECT-LABELS

# Not -e: a check that fails is reported, and the next one still runs.
set -u

frostline=$1
labels=$2
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
echo "1..17"

ok() { # ok STATUS NAME
  number=$((number + 1))
  if [ "$1" -eq 0 ]; then
    echo "ok $number - $2"
  else
    echo "not ok $number - $2"
    sed 's/^/# /' "$HOME/errors"
    "$labels" "$project" 2>&1 | head -n 6 | sed 's/^/# /'
    failed=1
  fi
}

# Twenty seconds are far more than any of it takes; only a failure waits for them.
wait_for() { # wait_for COMMAND...
  tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 200 ] || return 1
    sleep 0.1
  done
}

shown() { # shown TITLE: a visible window has it
  xdotool search --onlyvisible --name "$1"
}

has() { # has LINE...: the project says all of them
  "$labels" "$project" >"$HOME/said" 2>/dev/null || return 1
  for line in "$@"; do
    grep -Fxq "$line" "$HOME/said" || return 1
  done
}

start() { # start TITLE [ARGUMENT...]
  title=$1
  shift
  "$frostline" "$@" 2>"$HOME/errors" &
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

start '^Frostline$'
ok $? "the window opens on the start page"

keys alt+t
wait_for shown '^Sample – Frostline$'
ok $? "Try the Sample draws the pictures and opens the project"

sleep 1
xdotool mousemove 330 190 click 1
sleep 0.3
keys 2
wait_for has 'backpack-0001.jpg mug' 'backpack-0002.jpg backpack'
ok $? "a digit labels the selected image"

# The correction went on to the next image; three from there are one step.
keys shift+Right shift+Right 3
wait_for has 'backpack-0002.jpg sunglasses' 'backpack-0003.jpg sunglasses' \
  'backpack-0004.jpg sunglasses' 'backpack-0005.jpg backpack'
ok $? "a digit labels the whole selection, after going on to the next image"

keys ctrl+z
wait_for has 'backpack-0001.jpg mug' 'backpack-0002.jpg backpack' \
  'backpack-0003.jpg backpack' 'backpack-0004.jpg backpack'
ok $? "one undo takes the three back"

keys ctrl+z
wait_for has 'backpack-0001.jpg backpack'
ok $? "and the next one the first"

keys ctrl+shift+z
wait_for has 'backpack-0001.jpg mug'
ok $? "redo repeats it"

xdotool mousemove 330 190 click 1
sleep 0.3
keys BackSpace
wait_for has 'backpack-0001.jpg -'
ok $? "Backspace takes the label away"

keys x
wait_for has 'backpack-0001.jpg - excluded'
ok $? "X excludes"
keys x
wait_for has 'backpack-0001.jpg -'
ok $? "X again includes"

xdotool mousemove 500 190 click 1
sleep 0.3
keys n 1
wait_for has 'backpack-0001.jpg backpack'
ok $? "N goes to the image without a label"

keys ctrl+f 3 3 3
sleep 0.7
has 'backpack-0001.jpg backpack' 'backpack-0002.jpg backpack'
ok $? "digits typed into the search label nothing"

# Escape empties the search and goes back to the grid; Space opens, Right moves on.
keys Escape
sleep 0.7
xdotool mousemove 330 190 click 1
sleep 0.3
keys space Right
sleep 0.5
keys 3
wait_for has 'backpack-0001.jpg backpack' 'backpack-0002.jpg sunglasses'
ok $? "the image shown large is labelled by the same keys"
keys Escape

# Onto the third class, in steps, as a hand moves.
xdotool mousemove 500 190 click 1
sleep 0.3
xdotool mousemove 330 190 click 1
sleep 0.3
xdotool mousedown 1
for step in 1 2 3 4 5 6 7 8 9 10; do
  xdotool mousemove $((330 - step * 23)) 190
  sleep 0.05
done
sleep 0.3
xdotool mouseup 1
wait_for has 'backpack-0001.jpg sunglasses'
ok $? "a tile dragged onto a class gets its label"
keys ctrl+z
wait_for has 'backpack-0001.jpg backpack'

finish
ok $? "Ctrl+Q ends the program"

start '^Sample – Frostline$' "$project"
ok $? "the project opens from the command line"
keys ctrl+z
wait_for has 'backpack-0002.jpg backpack'
ok $? "the history outlived the window"
finish

exit "$failed"
