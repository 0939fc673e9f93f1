#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A recorded session is known for one by what is in it, and another database is not."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from pathlib import Path

SPACE = '{http://www.freedesktop.org/standards/shared-mime-info}'


def value_of(match):
    """The bytes that a match of the type "string" or "big32" asks for."""
    if match.get('type') == 'string':
        return match.get('value').encode().decode('unicode_escape').encode('latin-1')
    assert match.get('type') == 'big32', match.attrib
    return int(match.get('value'), 16).to_bytes(4, 'big')


def fits(match, data):
    offset, value = int(match.get('offset')), value_of(match)
    inner = match.findall(f'{SPACE}match')
    return data[offset:offset + len(value)] == value and (not inner or any(fits(one, data) for one in inner))


def main():
    description, recorder = Path(sys.argv[1]), sys.argv[2]
    mime_type = xml.parse(description).getroot().find(f'{SPACE}mime-type')
    matches = mime_type.find(f'{SPACE}magic').findall(f'{SPACE}match')
    with tempfile.TemporaryDirectory() as folder:
        session, other = f'{folder}/session', f'{folder}/other'
        subprocess.run([recorder, session], check=True, stdout=subprocess.DEVNULL)
        database = sqlite3.connect(other)
        database.execute('CREATE TABLE t (a)')
        database.commit()
        database.close()
        assert any(fits(match, Path(session).read_bytes()) for match in matches)
        assert not any(fits(match, Path(other).read_bytes()) for match in matches)
        # The tool that reads the description when Thalweg is installed finds nothing wrong with it.
        if shutil.which('update-mime-database'):
            packages = Path(folder) / 'mime/packages'
            packages.mkdir(parents=True)
            shutil.copy(description, packages)
            done = subprocess.run(['update-mime-database', packages.parent], capture_output=True, text=True,
                                  env={**os.environ, 'XDG_DATA_HOME': folder})
            assert done.returncode == 0 and not done.stderr, done
            assert (packages.parent / (mime_type.get('type') + '.xml')).exists()


if __name__ == '__main__':
    main()
