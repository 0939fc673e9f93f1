#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What ./bootstrap would install and start, on machines that are only pretended: the package
# managers, sudo, id, meson and pkg-config on PATH are stand-ins which write down how they were
# called, and PATH holds nothing else but a few tools. Prints TAP.

set -u
SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
COUNT=0

# ---- The pretended machine --------------------------------------------------------------------

stand_in() { # NAME, the body on standard input
  { printf '#!%s\n' "$BASH" && cat; } >"$M/fake/$1"
  chmod +x "$M/fake/$1"
}

# Makes a machine in $M: os-release from the arguments, nothing installed, no root, no sudo.
machine() { # OS-RELEASE-LINE…
  M=$(mktemp -d "$SCRATCH/machine.XXXXXX")
  mkdir "$M/fake" "$M/tree" "$M/tree/data"
  cp "$SOURCE/bootstrap" "$M/tree/"
  printf '%s\n' "$@" >"$M/os-release"
  : >"$M/installed"
  : >"$M/calls"
  echo 1000 >"$M/uid"
  echo yes >"$M/gtk"
  local tool
  for tool in bash env cat dirname mkdir tail grep chmod true; do
    ln -s "$(type -P $tool)" "$M/fake/$tool"
  done
  stand_in id <<<'cat "$M/uid"'
  stand_in meson <<'END'
echo "meson $*" >>"$M/calls"
[ "$1" = setup ] || exit 0
for where in src/cli/thalweg-cli src/app/thalweg; do
  mkdir -p "$2/${where%/*}"
  printf '#!%s\necho "${0##*/} $*" >>"$M/calls"\n' "$BASH" >"$2/$where"
  chmod +x "$2/$where"
done
: >"$2/build.ninja"
END
  stand_in pkg-config <<'END'
case $1 in
  --modversion) echo 4.6.9 ;;
  *) [ "$(cat "$M/gtk")" = yes ] ;;
esac
END
}

has_apt() {
  stand_in dpkg-query <<'END'
for package; do :; done
grep -qx "$package" "$M/installed" && echo installed
END
  stand_in apt-cache <<<'grep -qx "$2" "$M/known" 2>/dev/null || [ ! -e "$M/known" ]'
  stand_in apt-get <<'END'
echo "apt-get $* (${DEBIAN_FRONTEND:-})" >>"$M/calls"
[ ! -e "$M/offline" ] || exit 100
install=no
for word; do
  [ $install = no ] || case $word in -*) ;; *) echo "$word" >>"$M/installed" ;; esac
  [ "$word" != install ] || install=yes
done
END
}

has_dnf() {
  stand_in rpm <<'END'
for package; do :; done
grep -qx "$package" "$M/installed"
END
  stand_in dnf <<'END'
echo "dnf $*" >>"$M/calls"
[ ! -e "$M/offline" ] || exit 1
END
}

has_sudo() {
  stand_in sudo <<'END'
echo "sudo $*" >>"$M/calls"
[ ! -e "$M/refused" ] || exit 1
[ "$1" != -n ] || shift
exec "$@"
END
}

installs_all() { # BOOTSTRAP'S ARRAYS…
  local array
  for array; do
    (eval "$(sed -n "/^$array=(/,/)\$/p" "$SOURCE/bootstrap")" &&
      eval "printf '%s\\n' \"\${${array}[@]%%|*}\"") >>"$M/installed"
  done
}

bootstrap() { # ARGUMENT…
  env -i M="$M" PATH="$M/fake" THALWEG_OS_RELEASE="$M/os-release" ${SHOWN:+DISPLAY=:9} \
    "$M/tree/bootstrap" "$@" </dev/null >"$M/out" 2>"$M/err"
  STATUS=$?
}

# ---- Saying what is so -----------------------------------------------------------------------

check() { # DESCRIPTION COMMAND…
  local description=$1
  shift
  COUNT=$((COUNT + 1))
  if "$@"; then
    echo "ok $COUNT - $description"
  else
    echo "not ok $COUNT - $description"
    sed 's/^/# /' "$M/calls" "$M/err"
  fi
}

exits() { [ "$STATUS" -eq "$1" ]; }
calls() { grep -qE -- "$1" "$M/calls"; }
never_calls() { ! calls "$1"; }
says() { grep -qE -- "$1" "$M/err"; }

# ---- The cases -------------------------------------------------------------------------------

machine 'ID=debian' 'VERSION_ID="12"'
has_apt
has_sudo
bootstrap run
check 'Debian: without a display it succeeds' exits 0
check 'Debian: the lists come first, through sudo' calls '^sudo .*apt-get .*update'
check 'Debian: installs the compiler and the libraries' calls '^apt-get .*install.* gcc .*libgsl-dev'
check 'Debian: asks nothing' calls '^apt-get .* -y .*install.*\(noninteractive\)$'
check 'Debian: without a display nothing of the window' never_calls 'libgtk-4-dev'
check 'Debian: without a display it configures without the window' calls '^meson setup .*-Dgui=false'
check 'Debian: a release build' calls '^meson setup .*-Dbuildtype=release'
check 'Debian: trains the default scenario' calls '^thalweg-cli run default$'
check 'Debian: says why there is no window' says 'no display'

: >"$M/calls"
bootstrap run deceptive --seed 3
check 'once all is there nothing is installed' never_calls 'apt-get|sudo'
check 'a built tree is not configured again' never_calls '^meson setup'
check 'options are handed on' calls '^thalweg-cli run deceptive --seed 3$'

machine 'ID=ubuntu' 'ID_LIKE=debian' 'VERSION_ID="24.04"'
has_apt
echo 0 >"$M/uid"
installs_all APT_BUILD
SHOWN=yes bootstrap run
check 'Ubuntu: root needs no sudo' exits 0
check 'Ubuntu: only what is missing is installed' never_calls 'install.* gcc'
check 'Ubuntu: with a display the window is needed' calls '^apt-get .*install.* libgtk-4-dev'
check 'Ubuntu: with a display the window is built' calls '^meson setup .*-Dgui=true'
check 'Ubuntu: with a display the application starts' calls '^thalweg default$'

machine 'ID=ubuntu' 'ID_LIKE=debian'
has_apt
echo 0 >"$M/uid"
printf 'clang-format\n' >"$M/known"
installs_all APT_BUILD APT_GUI
bootstrap install-deps
check 'an alternative that apt does not know is passed over' calls 'install.* clang-format '
check 'no alternative is handed to apt as it is written' never_calls '\|'

check 'PyTorch is installed to be compared with' calls 'install.* python3-torch'

machine 'ID=ubuntu' 'ID_LIKE=debian'
has_apt
installs_all APT_BUILD APT_GUI APT_TEST
bootstrap install-deps
check 'no PyTorch to be had: goes on' exits 0
check 'no PyTorch to be had: says so' says 'without the comparison'

machine 'ID=fedora' 'VERSION_ID=41'
has_dnf
has_sudo
bootstrap build
check 'Fedora: builds' exits 0
check 'Fedora: installs with dnf through sudo' calls '^sudo -n dnf -y .*install gcc .*openblas-devel'
check 'Fedora: build means the window too' calls '^sudo -n dnf -y .*install gtk4-devel'
check 'Fedora: no apt' never_calls 'apt'

machine 'ID=debian'
has_apt
has_sudo
touch "$M/offline"
bootstrap run
check 'offline: fails' exits 1
check 'offline: names what is needed' says 'building needs: gcc .*meson'
check 'offline: builds nothing' never_calls '^meson'

machine 'ID=debian'
has_apt
bootstrap run
check 'neither root nor sudo: fails' exits 1
check 'neither root nor sudo: says so and names the packages' says 'neither root nor|gcc'
check 'neither root nor sudo: does not try' never_calls 'apt-get'

bootstrap install-deps
check 'neither root nor sudo: names all that testing needs at once' \
  says 'Have these installed.*: gcc .*libgtk-4-dev .*xvfb'

machine 'ID=debian'
has_apt
has_sudo
touch "$M/refused"
bootstrap run
check 'sudo refuses: fails' exits 1
check 'sudo refuses: says so' says 'sudo did not let you'
check 'sudo refuses: names the packages' says 'Have these installed.*: gcc .*meson'
check 'sudo refuses: does not try' never_calls 'apt-get'

machine 'ID=debian'
has_apt
installs_all APT_BUILD APT_GUI
SHOWN=yes bootstrap run
check 'neither root nor sudo is no matter when all is there' exits 0
check 'neither root nor sudo: the application starts' calls '^thalweg default$'

machine 'ID=debian'
has_apt
echo no >"$M/gtk"
installs_all APT_BUILD APT_GUI
SHOWN=yes bootstrap run
check 'an old GTK: falls back' exits 0
check 'an old GTK: says what is needed and what there is' says 'gtk4 >= 4.8.*4\.6\.9'
check 'an old GTK: builds without the window' calls '^meson setup .*-Dgui=false'
check 'an old GTK: trains' calls '^thalweg-cli run default$'

machine 'ID=debian'
has_apt
installs_all APT_BUILD
SHOWN=yes bootstrap run
check 'no GTK and no way to install it: falls back' exits 0
check 'no GTK and no way to install it: names it' says 'libgtk-4-dev'
check 'no GTK and no way to install it: trains' calls '^thalweg-cli run default$'

machine 'ID=plan9'
echo no >"$M/gtk"
bootstrap run
check 'unknown: fails' exits 1
check 'unknown: lists the packages' says 'libopenblas-dev'
check 'unknown: names what was not found' says 'Not found: .*gsl'

machine 'ID=arch'
for tool in cc ninja msgfmt; do
  stand_in $tool <<<:
done
bootstrap run
check 'unknown, but everything is there: builds and trains' calls '^thalweg-cli run default$'

machine 'ID=debian'
has_apt
bootstrap frobnicate
check 'an unknown command is wrong usage' exits 2
bootstrap --help
check 'help succeeds' exits 0
check 'help goes to standard output' grep -q 'install-deps' "$M/out"
check 'help installs nothing' never_calls .

echo "1..$COUNT"
