#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when something that was built without the window still needs GTK or GL.

Looks at what every program and library of the build loads, directly or through another library,
and at what every object included.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

LIBRARIES = re.compile(r'lib(gtk-|adwaita|epoxy|graphene|GL|EGL|OpenGL|GLdispatch|gdk)[^/ ]*\.so[.\d]*')
HEADERS = re.compile(r'/(gtk-\d[.\d]*|libadwaita-1|epoxy|graphene-1\.0|gdk-pixbuf-2\.0|GL|EGL)/')


def is_elf(path):
    with path.open('rb') as file:
        return file.read(4) == b'\x7fELF'


def main():
    build = Path(sys.argv[1])
    programs = [path for path in build.rglob('*')
                if path.is_file() and os.access(path, os.X_OK) and is_elf(path)]
    found = set()
    for program in programs:
        loads = subprocess.run(['ldd', program], capture_output=True, text=True).stdout
        found |= {f'{program.relative_to(build)} loads {match[0]}'
                  for match in LIBRARIES.finditer(loads)}
    includes = subprocess.run([os.environ.get('NINJA', 'ninja'), '-C', build, '-t', 'deps'],
                              check=True, capture_output=True, text=True).stdout
    found |= {f'an object includes {line.strip()}' for line in includes.splitlines()
              if HEADERS.search(line)}
    print('\n'.join(sorted(found)))
    print(f'{len(programs)} programs, {len(found)} traces of GTK or GL')
    # A build in which there is nothing to look at proves nothing.
    return 1 if found or not programs else 0


if __name__ == '__main__':
    sys.exit(main())
