#!/bin/sh
# The desktop entry and the software description are what their tools accept.
set -eu
cd "${FROST_SOURCE_ROOT:?}"
for tool in desktop-file-validate appstreamcli; do
  if ! command -v "$tool" >/dev/null; then
    echo "desktop: skipped: $tool is not installed"
    exit 77
  fi
done
desktop-file-validate app/window/org.frostline.Frostline.desktop
appstreamcli validate --no-net app/window/org.frostline.Frostline.metainfo.xml
