#!/bin/sh
# Takes the pictures of docs/ again: the sample project in the window, in light and dark. No
# test; it needs ImageMagick and takes half a minute.
#
#   tests/run-display.sh tests/ui/window/take-pictures.sh FROSTLINE PROJECT-STATE FOLDER

frostline=$1
state=$2
pictures=$3
. "$(dirname "$0")/drive.sh"

# As on a GNOME desktop, where nothing is caught in the middle of a movement.
mkdir -p "$XDG_CONFIG_HOME/gtk-4.0"
cat >"$XDG_CONFIG_HOME/gtk-4.0/settings.ini" <<EOT
[Settings]
gtk-font-name=Cantarell 11
gtk-enable-animations=0
EOT

# The exported file's place is to be read in a picture.
models="${TMPDIR:-/tmp}/models"
mkdir -p "$models"

rest() { # the pointer out of the way, and time to draw
  xdotool mousemove 1279 899
  sleep 1.5
}

snap() { # snap NAME: without the frame that a window has where there is no compositor
  import -silent -window root -crop 1270x850+5+5 +repage -depth 8 -dither None -colors 240 \
    "PNG8:$pictures/$1.png"
}

take() { # take NAME
  rest
  snap "$1"
}

sample_some() { # some of each class
  keys ctrl+f
  xdotool type -- -001
  sleep 1.5
}

ran() { # ran PATTERN: the newest run looks like it
  "$state" "$project" 2>/dev/null | grep '^run ' | head -n 1 | grep -q "$1"
}

start '^Frostline$'
keys alt+t
wait_for shown '^Sample – Frostline$'
sleep 1

sample_some
xdotool mousemove 490 190 click 1
sleep 0.3
keys shift+Right shift+Right
take images

keys alt+2 End Down Down
take model

keys alt+3
wait_for said 'training: Ready'
keys alt+3 Tab ctrl+a
xdotool type 40
xdotool mousemove 1224 241 click 1 mousemove 1279 899
keys ctrl+Return
wait_for ran 'epochs 2[4-9] of'
snap train
wait_for ran '^run done'

keys alt+4
sleep 1
keys ctrl+e
wait_for shown '^Export the Model$'
xdotool windowfocus "$(xdotool search --onlyvisible --name '^Export the Model$' | head -n 1)"
sleep 0.7
keys ctrl+a
xdotool type --delay 20 "$models/sample.onnx"
keys Return
wait_for test -s "$models/sample.onnx"
xdotool windowfocus "$window"
sleep 3
take export

keys ctrl+w
take start
finish

export ADW_DEBUG_COLOR_SCHEME=prefer-dark
start '^Sample – Frostline$' "$project"
sample_some
take images-dark
keys alt+3
take train-dark
finish
rm -rf "$models"
