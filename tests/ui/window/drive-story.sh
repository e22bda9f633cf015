#!/bin/sh
# The whole story with a real pointer and real keys on the display that run-display.sh made:
# the sample, some labels, the frost line moved, a run that is watched and stopped, the model
# exported. Other processes say what came of it. TAP on stdout.
#
#   tests/run-display.sh tests/ui/window/drive-story.sh FROSTLINE PROJECT-STATE FROSTLINE-CLI

frostline=$1
state=$2
cli=$3
n_checks=16
. "$(dirname "$0")/drive.sh"
exported="$HOME/story model.onnx"

# The pill of the line in the Model view when all 11 blocks of the built-in base are frozen,
# and what a block takes.
line_x=444
line_y=121
pitch=48

epochs_beyond() { # epochs_beyond N: the newest run has more epochs on the disk
  "$state" "$project" 2>/dev/null | sed -n 's/^run .* epochs \([0-9]*\) of.*/\1/p' | head -n 1 |
    { read -r done && [ "$done" -gt "$1" ]; }
}

ran() { # ran PATTERN: the newest run looks like it
  "$state" "$project" 2>/dev/null | grep '^run ' | head -n 1 | grep -q "$1"
}

start '^Frostline$'
ok $? "the window opens on the start page"

keys alt+t
wait_for shown '^Sample – Frostline$'
ok $? "Try the Sample opens a project"

# Labels.
sleep 1
xdotool mousemove 330 190 click 1
sleep 0.3
keys shift+Right shift+Right 2
wait_for has 'backpack-0001.jpg mug' 'backpack-0003.jpg mug' 'backpack-0004.jpg backpack'
ok $? "a digit labels the three selected images"
keys ctrl+z
wait_for has 'backpack-0001.jpg backpack' 'backpack-0002.jpg backpack' 'backpack-0003.jpg backpack'
ok $? "one undo takes all three back"

# The frost line. A view that was not drawn yet when the pointer came is met a second time.
keys alt+2
for attempt in 1 2 3 4 5; do
  xdotool key End
  drag "$line_x" "$line_y" "$line_x" $((line_y + 2 * pitch))
  wait_up_to 3 said 'frost line: 9 of 11 frozen' && break
done
said 'frost line: 9 of 11 frozen'
ok $? "the pointer drags the frost line down two blocks"
keys Down
wait_for said 'frost line: 8 of 11 frozen'
ok $? "Down moves it one more"
keys Up Up
wait_for said 'frost line: 10 of 11 frozen'
ok $? "Up moves it back, two from there"

# A run that lasts until it is stopped. The view gives the focus to its button when training
# can start, and from there it goes on to the epochs.
keys alt+3
wait_for said 'training: Ready'
keys alt+3 Tab ctrl+a
xdotool type --delay 50 500
keys ctrl+Return
wait_for ran '^run running cut 10 epochs [0-9]* of 500'
ok $? "Ctrl+Return trains above the line, for the epochs that were just typed"
wait_for epochs_beyond 0
ok $? "an epoch is on the disk"
wait_for epochs_beyond 3
ok $? "and more of them while it runs"
keys ctrl+period
wait_for ran '^run stopped cut 10 epochs .* model$'
ok $? "Ctrl+period ends the run, and its best model is kept"

# Away with it. Without a window manager nobody gives the new window the keyboard.
keys alt+4
xdotool key ctrl+e
wait_for shown '^Export the Model$'
ok $? "Ctrl+E asks for a place"
xdotool windowfocus "$(xdotool search --onlyvisible --name '^Export the Model$' | head -n 1)"
sleep 0.7
keys ctrl+a
xdotool type --delay 20 "$exported"
keys Return
wait_for test -s "$exported"
ok $? "the file is written where the typed path says"

wait_for "$cli" inspect "$exported"
"$cli" inspect "$exported" 2>&1 | grep -q '3 outputs'
ok $? "the command line finds three outputs in it"
"$cli" classify --csv --top 1 "$exported" "$HOME/Frostline/Sample/images/mug/mug-0001.jpg" \
  >"$HOME/classified" 2>&1
tail -n 1 "$HOME/classified" | grep -E -q ',(backpack|mug|sunglasses),'
ok $? "and the names of the classes: $(tail -n 1 "$HOME/classified" | sed 's/.*jpg,//')"

xdotool windowfocus "$window"
finish
ok $? "Ctrl+Q ends the program"

exit "$failed"
