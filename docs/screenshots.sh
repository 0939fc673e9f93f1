#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# docs/screenshots.sh BUILD: takes the pictures of the documentation from the program in a build folder,
# on a display of its own. Needs xdotool, ImageMagick and what the tests of the window need.

set -eu
cd "$(dirname "$0")/.."
export THALWEG_DATADIR="$PWD/data"

take() { # BUILD SCENARIO STYLE FILE
  tests/app/in-display.sh sh -c '
    mkdir -p "$XDG_CONFIG_HOME/glib-2.0/settings"
    printf "[org/thalweg/Thalweg]\nstyle=\"%s\"\n" "$3" | tr "\"" "\047" \
      >"$XDG_CONFIG_HOME/glib-2.0/settings/keyfile"
    GSETTINGS_BACKEND=keyfile "$1/src/app/thalweg" "$2" &
    sleep 4
    xdotool key space
    sleep 13
    import -window root -strip "$4"
    kill $!' sh "$1" "$2" "$3" "$4"
}

take "$1" deceptive light docs/window.png
take "$1" default dark docs/window-dark.png
