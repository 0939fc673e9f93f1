#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when po/POTFILES misses a file with a text to be translated, or names one without."""

import re
import sys
from pathlib import Path

MARKS = {
    '.c': re.compile(r'\b(?:N?C?_|(?:n|d|p|dn|dp)gettext|g_dp?n?gettext2?)\s*\('),
    '.h': re.compile(r'\b(?:N?C?_|ngettext)\s*\('),
    '.ui': re.compile(r'translatable="(?:yes|true)"'),
    '.in': re.compile(r'^(?:Name|Comment|Keywords|GenericName)=|<(?:summary|p|caption)>', re.M),
}
COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*', re.S)


def marked(path):
    # org.thalweg.Thalweg.desktop.in and the metainfo's .xml.in are merged with translations.
    text = path.read_text(errors='replace')
    if path.suffix in ('.c', '.h'):
        text = '\n'.join(line for line in COMMENT.sub('', text).split('\n')
                         if not line.lstrip().startswith('#'))
    return bool(MARKS[path.suffix].search(text))


def main():
    source = Path(sys.argv[1])
    lines = (source / 'po/POTFILES').read_text().splitlines()
    listed = [line.strip() for line in lines if line.strip() and not line.startswith('#')]
    want = {str(path.relative_to(source)) for folder in ('src', 'ui', 'data')
            for path in (source / folder).rglob('*')
            if path.is_file() and path.suffix in MARKS and marked(path)}
    wrong = ([f'po/POTFILES: {name} is missing, it has texts to be translated'
              for name in sorted(want - set(listed))] +
             [f'po/POTFILES: {name} is not there or has no text to be translated'
              for name in sorted(set(listed) - want)])
    if listed != sorted(set(listed)):
        wrong.append('po/POTFILES: the names are not sorted, each once')
    print('\n'.join(wrong) or f'{len(listed)} files, all listed')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
