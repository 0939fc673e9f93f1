#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The counts that the test run closes with are those of what meson wrote down."""

import contextlib
import importlib.util
import io
import json
import tempfile
import unittest
from pathlib import Path

spec = importlib.util.spec_from_file_location('run_all', Path(__file__).with_name('run-all.py'))
run_all = importlib.util.module_from_spec(spec)
spec.loader.exec_module(run_all)


def test(result, stdout='', name='t'):
    return {'name': name, 'result': result, 'stdout': stdout, 'returncode': 0, 'duration': 0.1}


class Counting(unittest.TestCase):
    def counts(self, *tests):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()) as said:
            log = Path(folder) / 'testlog.json'
            if tests:
                log.write_text(''.join(json.dumps(one) + '\n' for one in tests))
            check = run_all.Check('x')
            run_all.count_meson_tests(check, log)
        self.said = said.getvalue()
        return check.passed, check.failed, check.skipped

    def test_a_plain_test_is_one(self):
        self.assertEqual(self.counts(test('OK'), test('FAIL')), (1, 1, 0))

    def test_each_line_of_a_tap_test_is_one(self):
        self.assertEqual(self.counts(test('OK', 'TAP version 13\n1..3\nok 1 /a\nok 2 /b # slow\nok 3 /c\n')), (3, 0, 0))
        self.assertEqual(self.counts(test('FAIL', 'ok 1 /a\nnot ok 2 /b\n')), (1, 1, 0))

    def test_a_crash_counts_though_every_line_was_good(self):
        self.assertEqual(self.counts(test('ERROR', 'ok 1 /a\nok 2 /b\n')), (2, 1, 0))
        self.assertEqual(self.counts(test('TIMEOUT')), (0, 1, 0))

    def test_a_skip_in_a_test_that_is_well_otherwise_is_seen(self):
        self.assertEqual(self.counts(test('OK', 'ok 1 /a\nok 2 /b # SKIP no display\n')), (1, 0, 1))
        self.assertIn('no display', self.said)
        self.assertEqual(self.counts(test('SKIP')), (0, 0, 1))
        self.assertEqual(self.counts(test('SKIP', '1..0 # SKIP nothing here\n')), (0, 0, 1))

    def test_no_test_is_a_failure(self):
        self.assertEqual(self.counts(), (0, 1, 0))

    def test_what_failed_is_printed(self):
        self.counts(test('FAIL', 'ok 1 /fine\nnot ok 2 /broken - 3 is not 4\n', 'arithmetic'))
        self.assertIn('arithmetic', self.said)
        self.assertIn('3 is not 4', self.said)


if __name__ == '__main__':
    unittest.main()
