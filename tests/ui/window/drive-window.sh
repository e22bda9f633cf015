#!/bin/sh
# The first minutes of a user, with a real pointer and real keys on the display that
# run-display.sh made: start page, sample, labels, undo, close, open again. After each step
# the project on the disk is read by another process. TAP on stdout.
#
#   tests/run-display.sh tests/ui/window/drive-window.sh FROSTLINE PROJECT-STATE

frostline=$1
state=$2
n_checks=17
. "$(dirname "$0")/drive.sh"

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
drag 330 190 100 190
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
