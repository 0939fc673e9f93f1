#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a file includes what its layer may not.

Two looks at the same question. What the compiler really opened for every object, as ninja wrote
it down, shows every header however it was reached: through "../app/x.h", through another header,
through a system header. What the sources say in their #include lines shows those that this build
left out: a header that nobody includes, a branch of an #if. layers.toml beside this file has the
rules.
"""

import argparse
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
INCLUDE = re.compile(r'^\s*#\s*include(?:_next)?\s*(.*)$')


class Rules:
    def __init__(self, path):
        table = tomllib.loads(path.read_text())
        self.layers = table['layer']
        self.libraries = table['library']
        self.system = table['system']

    def library_of_path(self, path):
        """The library that a file outside the project belongs to; None for the system's own."""
        parts = Path(path).parts
        folders, name = parts[:-1], parts[-1]
        # The folder nearest to the file decides: /usr/include/gtk-4.0/gdk/x11 is GTK's.
        for folder in reversed(folders):
            for library, marks in self.libraries.items():
                if folder in marks.get('folders', []):
                    return library
        if any(mark in path for mark in self.system['compiler']):
            return None
        for library, marks in self.libraries.items():
            if name in marks.get('headers', []):
                return library
        if name in self.system['headers']:
            return None
        below = folders[len(folders) - folders[::-1].index('include'):] if 'include' in folders else ()
        return None if set(below) & set(self.system['folders']) else 'unknown library'

    def library_of_name(self, name):
        """The same for a header as an #include line names it."""
        for library, marks in self.libraries.items():
            if name in marks.get('headers', []) or name.startswith(tuple(marks.get('prefixes', []))):
                return library
        if name in self.system['headers'] or name.split('/')[0] in self.system['folders']:
            return None
        return 'unknown library'


class Checker:
    def __init__(self, rules, source, build):
        self.rules = rules
        self.src = (source / 'src').resolve()
        self.source = source.resolve()
        self.build = build.resolve()
        self.violations = set()
        self.compiled = set()  # the sources that the compiler saw, resolved

    def layer_of(self, path):
        """The layer of a project's file, also of a generated one; '' for config.h and the like,
        None for a file outside the project."""
        # The build folder may lie inside the source folder: ask for it first.
        for root in (self.build / 'src', self.src):
            if path.is_relative_to(root):
                parts = path.relative_to(root).parts
                return parts[0] if len(parts) > 1 else ''
        if path.is_relative_to(self.build) or path.is_relative_to(self.source):
            return ''
        return None

    def judge(self, layer, file, header, target, library):
        """Records a violation if `file` of `layer` may not have `header`, which belongs to the
        layer `target` or, where that is None, to `library`."""
        rule = self.rules.layers.get(layer)
        if rule is None:
            self.violations.add(f'{file}: {layer} is no layer that layers.toml knows')
        elif target is not None:
            if target not in ('', layer) and target not in rule['layers']:
                self.violations.add(f'{file}: {layer} may not use {target}, but gets {header}')
        elif library is not None and library not in rule['libraries']:
            self.violations.add(f'{file}: {layer} may not use {library}, but gets {header}')

    def short(self, path):
        return path.relative_to(self.source) if path.is_relative_to(self.source) else path

    def check_objects(self):
        """Every header of every object, by `ninja -t deps`."""
        text = subprocess.run([os.environ.get('NINJA', 'ninja'), '-C', self.build, '-t', 'deps'],
                              check=True, capture_output=True, text=True).stdout
        for block in text.split('\n\n'):
            first, *rest = block.strip().split('\n')
            output, _, state = first.partition(': #deps')
            if not rest or 'VALID' not in state or not output.startswith('src/'):
                continue
            files = [(self.build / line.strip()).resolve() for line in rest]
            # Clang names a sanitizer's list of exceptions before the source.
            source = next((file for file in files if file.suffix == '.c'), files[0])
            if not source.exists():
                continue  # an object that an earlier state of the sources left behind
            self.compiled.add(source)
            layer = self.layer_of(source) or output.split('/')[1]
            for file in files:
                target = self.layer_of(file)
                library = None if target is not None else self.rules.library_of_path(str(file))
                self.judge(layer, self.short(source), self.short(file), target, library)

    def resolve(self, file, name):
        """The project's file that an #include of `name` in `file` means, or None."""
        for folder in (file.parent, self.src, self.build, self.build / 'src'):
            if (folder / name).is_file():
                return (folder / name).resolve()
        return None

    def check_text(self):
        """Every #include line of every source and header under src."""
        for file in sorted(self.src.rglob('*')):
            if file.suffix not in ('.c', '.h', '.inc') or file.parent == self.src:
                continue
            layer = self.layer_of(file.resolve())
            for line in file.read_text().splitlines():
                match = INCLUDE.match(line)
                if match:
                    self.check_include(layer, file, match[1])

    def check_include(self, layer, file, what):
        named = re.match(r'["<]([^">]+)[">]', what)
        if not named:
            self.violations.add(f'{self.short(file)}: #include {what} does not name a file')
            return
        found = self.resolve(file, named[1])
        target = self.layer_of(found) if found else None
        library = None
        if target is None:
            # A header that is generated in another build, such as that of a resource bundle.
            first = named[1].split('/')[0]
            if first in self.rules.layers and '/' in named[1]:
                target = first
            else:
                library = self.rules.library_of_name(named[1])
        self.judge(layer, self.short(file), named[1], target, library)

    def check_complete(self, without):
        """A source that the compiler did not see has escaped the first look."""
        for file in sorted(self.src.rglob('*.c')):
            layer = self.layer_of(file.resolve())
            if layer and layer not in without and file.resolve() not in self.compiled:
                self.violations.add(f'{self.short(file)}: the build did not compile it')


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('source', type=Path, help='the project')
    parser.add_argument('build', type=Path, help='a folder in which all of it has been built')
    parser.add_argument('--rules', type=Path, default=HERE / 'layers.toml')
    parser.add_argument('--without', default='', help='layers that this build leaves out: gl,app')
    arguments = parser.parse_args()

    checker = Checker(Rules(arguments.rules), arguments.source, arguments.build)
    checker.check_objects()
    checker.check_text()
    checker.check_complete(arguments.without.split(','))
    for violation in sorted(checker.violations):
        print(violation)
    print(f'{len(checker.compiled)} objects, {len(checker.violations)} violations')
    return 1 if checker.violations or not checker.compiled else 0


if __name__ == '__main__':
    sys.exit(main())
