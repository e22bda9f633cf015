#!/bin/sh
# Runs one test program on a display of its own: an X server without a screen, a session bus,
# and software drawing, so that the result does not depend on the machine.
#
#   tests/run-display.sh PROGRAM [ARGUMENT...]
#
# Exit code of the program. Without the server or the bus, a TAP plan that skips everything.
set -eu

for tool in xvfb-run dbus-run-session; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "1..0 # SKIP $tool is not installed"
    exit 0
  fi
done

# Settings, caches and the recent files of whoever runs this stay out of it.
home=$(mktemp -d "${TMPDIR:-/tmp}/frost-display.XXXXXX")
trap 'rm -rf "$home"' EXIT HUP INT TERM
mkdir -m 700 "$home/runtime"

export XDG_CONFIG_HOME="$home/config" XDG_CACHE_HOME="$home/cache" \
  XDG_DATA_HOME="$home/data" XDG_STATE_HOME="$home/state" XDG_RUNTIME_DIR="$home/runtime"
export GDK_BACKEND=x11 GSK_RENDERER=cairo GDK_DEBUG=gl-disable GTK_A11Y="${GTK_A11Y:-test}"
export GSETTINGS_BACKEND=memory G_DEBUG="${G_DEBUG:-fatal-criticals}"
export NO_AT_BRIDGE=1
unset WAYLAND_DISPLAY GTK_THEME

status=0
xvfb-run -a -s "-screen 0 1280x900x24 -noreset" dbus-run-session -- "$@" || status=$?
exit "$status"
