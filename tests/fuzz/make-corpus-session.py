#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes tests/fuzz/corpus-session: what fuzz-session starts from. See there for what the bytes mean."""

import struct
import sys
from pathlib import Path

WRITE = 1
SPOIL = 2
TABLES = ['session', 'machine', 'run', 'change', 'checkpoint', 'pace', 'planner_steps', 'planner_scores',
          'planner_summary']
PAGE = 8192


def patch(where, what):
    return struct.pack('<BIB', 0, where, len(what)) + what


def cell(table, column, row, value):
    """row 255: every one."""
    return struct.pack('<BBBB', 1, TABLES.index(table), column, row) + value


def truncate(where):
    return struct.pack('<BI', 2, where)


def plant(which):
    return struct.pack('<BB', 3, which)


def null():
    return b'\0'


def integer(value):
    return struct.pack('<Bq', 1, value)


def real(value):
    return struct.pack('<Bd', 2, value)


def text(value):
    return struct.pack('<BB', 3, len(value)) + value


def blob(value):
    return struct.pack('<BB', 4, len(value)) + value


def zeros(n):
    return struct.pack('<BI', 5, n)


def main():
    folder = Path(sys.argv[1])
    cases = {
        'nothing': b'\0',
        'text': b'\0no database',
        'only-a-head': b'\0SQLite format 3\0' + struct.pack('>H', PAGE) + b'\x02\x02\0\x40\x20\x20',
        'good': bytes([SPOIL]),
        'good-written': bytes([SPOIL | WRITE]),
        'freelist': bytes([SPOIL | WRITE]) + patch(32, struct.pack('>II', 3, 1)),
        'page-size': bytes([SPOIL]) + patch(16, b'\x02\0'),
        'page-type': bytes([SPOIL]) + patch(5 * PAGE, b'\x05'),
        'cells': bytes([SPOIL | WRITE]) + patch(6 * PAGE + 3, b'\xff\xff\0\x10'),
        'cell-pointer': bytes([SPOIL]) + patch(6 * PAGE + 8, b'\0\x01\0\x02'),
        'overflow': bytes([SPOIL]) + patch(4 * PAGE - 4, b'\0\0\0\x02'),
        'short': bytes([SPOIL]) + truncate(3 * PAGE + 100),
        'no-pages': bytes([SPOIL]) + truncate(90),
        'run-id': bytes([SPOIL | WRITE]) + cell('run', 0, 2, integer(2 ** 31 - 1)),
        'run-start': bytes([SPOIL]) + cell('run', 2, 2, integer(2 ** 62)),
        'run-changes': bytes([SPOIL]) + cell('run', 3, 2, integer(-1)),
        'run-scenario': bytes([SPOIL]) + cell('run', 6, 255, text(b'[stage a]\nsteps=1000000000\n')),
        'run-total': bytes([SPOIL | WRITE]) + cell('run', 12, 255, integer(2 ** 53)),
        'change-step': bytes([SPOIL]) + cell('change', 3, 20, integer(0)),
        'change-address': bytes([SPOIL | WRITE]) + cell('change', 7, 255, text(b'world.contexts'))
        + cell('change', 9, 255, real(1)),
        'change-after': bytes([SPOIL]) + cell('change', 9, 255, real(float('inf'))),
        'checkpoint-step': bytes([SPOIL]) + cell('checkpoint', 1, 60, integer(59)),
        'checkpoint-state': bytes([SPOIL]) + cell('checkpoint', 7, 255, blob(b'TWSTATE\0\1\0\0\0\7\0\0\0planner')),
        'checkpoint-zeros': bytes([SPOIL]) + cell('checkpoint', 7, 0, zeros(100000)),
        'step-far': bytes([SPOIL | WRITE]) + cell('planner_steps', 1, 60, integer(2 ** 53)) + cell('run', 12, 255, integer(2 ** 53)),
        'step-loss': bytes([SPOIL]) + cell('planner_steps', 2, 30, text(b'low')),
        'step-theta': bytes([SPOIL]) + cell('planner_steps', 21, 255, zeros(127)),
        'score-regime': bytes([SPOIL]) + cell('planner_scores', 6, 255, blob(b'\xff')),
        'name-not-utf8': bytes([SPOIL]) + cell('run', 5, 255, text(b'\xff\xfe')),
        'name-of-lines': bytes([SPOIL]) + cell('run', 4, 255, text(b'a\nb\x1b[31m')),
        'null': bytes([SPOIL]) + cell('run', 8, 255, null()),
    }
    cases.update({f'plant-{i:02}': bytes([SPOIL | WRITE]) + plant(i) for i in range(24)})
    folder.mkdir(exist_ok=True)
    for name, case in cases.items():
        (folder / name).write_bytes(case)


if __name__ == '__main__':
    main()
