#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what the audit log is exported as with Python's csv and json, which know nothing of it.

Usage: test-audit.py PRINT_AUDIT
Prints TAP.  Standard library only.
"""

import csv
import io
import json
import subprocess
import sys

NAMES = ["run", "name", "number", "step", "time", "who", "origin", "address", "before", "after"]
LONG = "Ada, \"the\" first\r\nand only"
# What audit-sample.h has, written down once more; times counted by hand from 1 700 000 000 s.
CHANGES = [
    (1, 600, "2023-11-14T22:13:20.000001Z", "ada", "theta.horizon", 0.1, 8.72),
    (1, 600, "2023-11-14T22:13:20.000001Z", "ada", "optimizer.batch", 128, 64),
    (2, 601, "2023-11-14T22:13:21.000000Z", LONG, "optimizer.method", "sgd", "adam"),
    (3, 2**53 - 1, "1969-12-31T23:59:59.999999Z", "Ünal \u2009\t\x01\\", "optimizer.method", "adam", 17),
    (4, 0, "", "", "no.such", None, 1e-300),
    (5, 1, "", "ada", "theta.awareness", None, -0.0),
    (6, 2, "1970-01-01T00:00:00.000000Z", "=1+1", "world.contexts", 64.5, 128),
    (7, 3, "1970-01-01T00:00:00.000000Z", "ada", "optimizer.reset", True, False),
]
# Without a scenario all are numbers.
PLAIN = {"sgd": 1, "adam": 3, True: 1, False: 0}


def expected():
    for run, name in (3, "far-sighted"), (5, 'two\nlines, "quoted"'):
        for number, step, time, who, address, *values in CHANGES:
            if run == 5:
                values = [PLAIN[v] if isinstance(v, (str, bool)) else v for v in values]
            yield [run, name, number, step, time, who, "inspector", address, *values]


def exported(kind):
    return subprocess.run([sys.argv[1], kind], stdout=subprocess.PIPE, check=True).stdout


def same_text(text, value):
    """A cell and the value that it should hold."""
    if value is None:
        return text == ""
    if isinstance(value, bool):
        return text == str(value).lower()
    if isinstance(value, str):
        return text == value
    return repr(float(text)) == repr(float(value))


def test_csv():
    data = exported("csv")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
    wanted = list(expected())
    assert rows[0] == NAMES, rows[0]
    assert len(rows) == len(wanted) + 1, len(rows)
    for row, values in zip(rows[1:], wanted):
        assert len(row) == len(NAMES), row
        for text, value in zip(row, values):
            assert same_text(text, value), (text, value)


def test_csv_lines():
    data = exported("csv")
    assert data.endswith(b"\r\n")
    # Every line end is CR LF, but for the one that a name has, which is quoted.
    assert data.replace(b"\r\n", b"").count(b"\n") == len(CHANGES), data


def test_json():
    def no_constant(word):
        raise AssertionError("not JSON: " + word)

    records = json.loads(exported("json"), parse_constant=no_constant)
    wanted = list(expected())
    assert len(records) == len(wanted), len(records)
    for record, values in zip(records, wanted):
        assert list(record) == NAMES, list(record)
        for name, value in zip(NAMES, values):
            found = record[name]
            assert isinstance(found, bool) == isinstance(value, bool), (name, found)
            assert found == value and str(found).startswith("-") == str(value).startswith("-"), (
                name,
                found,
                value,
            )


def main():
    tests = [test_csv, test_csv_lines, test_json]
    failed = 0
    print("1..%d" % len(tests))
    for number, test in enumerate(tests, 1):
        try:
            test()
            print("ok %d %s" % (number, test.__name__))
        except Exception as problem:  # noqa: BLE001: whatever it is, the others are to run
            failed = 1
            print("not ok %d %s # %r" % (number, test.__name__, problem))
    return failed


if __name__ == "__main__":
    sys.exit(main())
