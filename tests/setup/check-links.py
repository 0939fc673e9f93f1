#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a page of the documentation points at a file or a heading that is not there."""

import re
import sys
from pathlib import Path

LINK = re.compile(r'\[[^\]]*\]\(([^)\s]+)\)')
CODE = re.compile(r'```.*?```|`[^`\n]*`', re.S)
HEADING = re.compile(r'^#+ +(.*?) *$', re.M)


def anchors(page):
    """The anchors that readers of Markdown make of a page's headings."""
    return {re.sub(r'[^\w\- ]', '', heading.lower()).replace(' ', '-')
            for heading in HEADING.findall(page.read_text())}


def main():
    source = Path(sys.argv[1])
    pages = [*source.glob('*.md'), *source.glob('docs/**/*.md'), *source.glob('src/**/*.md')]
    wrong, links = [], 0
    for page in sorted(pages):
        for target in LINK.findall(CODE.sub('', page.read_text())):
            if re.match(r'[a-z]+:', target):
                continue
            links += 1
            name, _, anchor = target.partition('#')
            file = page.parent / name if name else page
            if not file.exists():
                wrong.append(f'{page.relative_to(source)}: {target} is not there')
            elif anchor and anchor not in anchors(file):
                wrong.append(f'{page.relative_to(source)}: {target}: no such heading')
    print('\n'.join(wrong) or f'{links} links in {len(pages)} pages, all there')
    return 1 if wrong or not links else 0


if __name__ == '__main__':
    sys.exit(main())
