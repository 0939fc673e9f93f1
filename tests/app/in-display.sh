#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# in-display.sh [--tap] COMMAND…: runs a command on a display, a session bus and in home folders of
# its own, alike everywhere, so that no test opens a window on anybody's desktop or reads or writes
# anybody's settings.  Exit status: that of the command, or 77 where the programs that make a display
# are missing (with --tap: 0, after saying in TAP that all is skipped).

tap=false
if [ "$1" = --tap ]; then
  tap=true
  shift
fi

for program in xvfb-run dbus-run-session; do
  if ! command -v "$program" >/dev/null; then
    $tap && echo "1..0 # SKIP $program is not installed" && exit 0
    echo "in-display.sh: skipped, because $program is not installed" >&2
    exit 77
  fi
done

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir -p "$scratch/home" "$scratch/config" "$scratch/data" "$scratch/cache" "$scratch/state" "$scratch/tmp"
mkdir -m 700 "$scratch/runtime"

# Some xvfb-run's put what is said on standard error into standard output, where TAP is expected: it
# goes past them on 3. GSK draws with cairo, since its GL renderer costs 20 to 40 ms a frame with Mesa's rasteriser.
env -u WAYLAND_DISPLAY -u DBUS_SESSION_BUS_ADDRESS -u GTK_THEME -u GTK_MODULES -u GDK_SCALE \
  -u GDK_DPI_SCALE -u GTK_DEBUG -u GDK_DEBUG -u GSK_DEBUG -u LANGUAGE \
  HOME="$scratch/home" XDG_CONFIG_HOME="$scratch/config" XDG_DATA_HOME="$scratch/data" \
  XDG_CACHE_HOME="$scratch/cache" XDG_STATE_HOME="$scratch/state" XDG_RUNTIME_DIR="$scratch/runtime" \
  TMPDIR="$scratch/tmp" GSETTINGS_BACKEND=memory GDK_BACKEND=x11 GSK_RENDERER=cairo \
  LIBGL_ALWAYS_SOFTWARE=1 GALLIUM_DRIVER=llvmpipe ADW_DISABLE_PORTAL=1 LC_ALL=C.UTF-8 \
  OPENBLAS_NUM_THREADS=1 \
  xvfb-run -a -s '-screen 0 1440x900x24' sh -c 'exec dbus-run-session -- "$@" 2>&3 3>&-' sh "$@" 3>&2
