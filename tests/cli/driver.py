# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests that drive the real thalweg-cli have in common.

They are called with THALWEG_CLI SOURCE_ROOT [TEST]… and print TAP.  Standard library only.
"""

import inspect
import json
import os
import subprocess
import sys
import tempfile
import traceback

CLI, SOURCE = map(os.path.abspath, sys.argv[1:3])


def call(*words, timeout=120, **how):
    """Runs it; standard input is empty, output is bytes."""
    how.setdefault("stdout", subprocess.PIPE)
    return subprocess.run(
        [CLI, *words], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=timeout, **how
    )


def good(*words, **how):
    result = call(*words, **how)
    assert result.returncode == 0, (words, result.returncode, result.stderr)
    return result


def strict(text):
    """JSON as the standard has it: no NaN, no name twice."""

    def no_constant(word):
        raise AssertionError("not JSON: " + word)

    def once(pairs):
        assert len(dict(pairs)) == len(pairs), pairs
        return dict(pairs)

    return json.loads(text, parse_constant=no_constant, object_pairs_hook=once)


def document(*words, **how):
    result = good(*words, "--json", **how)
    assert result.stderr == b"", result.stderr
    return strict(result.stdout)


def complains(words, statuses, *expected, **how):
    """One line on standard error with all of expected in it, nothing on standard output."""
    result = call(*words, **how)
    error = result.stderr.decode()
    assert result.returncode in statuses, (words, result.returncode, error)
    assert result.stdout == b"", (words, result.stdout)
    assert error.count("\n") == 1 and error.endswith("\n"), (words, error)
    assert error.startswith("thalweg-cli"), error
    for text in expected:
        assert text in error, (words, text, error)
    assert len(error) < 2000, len(error)
    return error


class Scratch:
    """A folder, and files in it."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def file(self, name, contents):
        with open(self.path(name), "wb") as out:
            out.write(contents if isinstance(contents, bytes) else contents.encode())
        return self.path(name)


def main(names):
    """Runs the test_… functions among names, or those that were asked for."""
    tests = [(n, f) for n, f in names.items() if n.startswith("test_") and inspect.isfunction(f)]
    only = sys.argv[3:]
    tests = [t for t in tests if not only or t[0] in only]
    print("1..%d" % len(tests))
    failed = False
    for number, (name, function) in enumerate(tests, 1):
        try:
            function()
            print("ok %d - %s" % (number, name), flush=True)
        except Exception:
            failed = True
            print("not ok %d - %s" % (number, name))
            print("# " + traceback.format_exc().replace("\n", "\n# "), flush=True)
    sys.exit(failed)
