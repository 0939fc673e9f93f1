#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds Thalweg in every way that is tested, runs all tests, and counts.

Every check runs whatever became of the others, the cheap ones first. The last line says
'N passed, N failed'. Where CI is set to true, a test that was skipped has failed: a machine that
lacks something must not look like one on which all is well.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILDS = ROOT / '_build'
LOGS = BUILDS / 'logs'
CI = os.environ.get('CI') == 'true'
# Sanitizers make programs slower by this, at most.
PATIENCE = '6'

SANITIZER_ENVIRONMENT = {
    'ASAN_OPTIONS': 'detect_stack_use_after_return=1:strict_string_checks=1',
    'UBSAN_OPTIONS': 'print_stacktrace=1:halt_on_error=1',
    'TSAN_OPTIONS': f'halt_on_error=1:second_deadlock_stack=1:suppressions={ROOT}/tests/setup/tsan.supp',
    'LSAN_OPTIONS': f'suppressions={ROOT}/tests/setup/lsan.supp',
}


class Check:
    """One row of the table: what was run, what became of it, how long it took."""

    def __init__(self, name):
        self.name = name
        self.passed = self.failed = self.skipped = 0
        self.seconds = 0.0
        self.log = LOGS / f'{name}.log'

    def run(self, command, environment=None, timeout=1800):
        """Runs a command with its output in the log; True if it succeeded."""
        env = {**os.environ, **(environment or {})}
        with self.log.open('a') as log:
            log.write(f'$ {" ".join(map(str, command))}\n')
            log.flush()
            try:
                done = subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL,
                                      stdout=log, stderr=subprocess.STDOUT, timeout=timeout)
                return done.returncode == 0
            except (OSError, subprocess.TimeoutExpired) as error:
                log.write(f'{error}\n')
                return False

    def count(self, good):
        """Counts one thing that either is so or not."""
        if good:
            self.passed += 1
        else:
            self.failed += 1
        return good

    def fail(self, message):
        self.failed += 1
        print(f'{self.name}: {message}')

    def skip(self, message):
        self.skipped += 1
        print(f'{self.name}: SKIPPED {message}')

    def print_log(self, lines):
        print(''.join(self.log.open(errors='replace').readlines()[-lines:]), end='')


# ---- Counting meson's tests -------------------------------------------------------------------

TAP_LINE = re.compile(r'^(not )?ok\b(?:[^#\n]|#(?! ?(?:SKIP|TODO)))*(?:# ?(SKIP|TODO)\b(.*))?', re.M)


def count_meson_tests(check, testlog):
    """Adds up what `meson test` wrote down, each line of a TAP test as one."""
    tests = [json.loads(line) for line in testlog.open()] if testlog.exists() else []
    for test in tests:
        result = test['result']
        lines = list(TAP_LINE.finditer(test.get('stdout') or ''))
        skipped = [line for line in lines if line[2] == 'SKIP']
        passed = [line for line in lines if not line[1] and line[2] != 'SKIP']
        failed = [line for line in lines if line[1] and line[2] not in ('SKIP', 'TODO')]
        if result == 'SKIP' and not skipped:
            check.skip(f"{test['name']}: what it needs is not there")
            continue
        for line in skipped:
            check.skip(f"{test['name']}: {(line[3] or '').strip() or 'no reason given'}")
        bad = result not in ('OK', 'SKIP', 'EXPECTEDFAIL')
        check.passed += len(passed) or (0 if bad or lines else 1)
        check.failed += len(failed)
        if bad:
            check.failed += 0 if failed else 1
            print_failed_test(check, test)
    if not tests:
        check.fail('no test ran')


def print_failed_test(check, test):
    print(f"\n===== {check.name}: {test['name']}: {test['result']}, "
          f"exit status {test.get('returncode')}, {test['duration']:.1f} s =====")
    for stream in ('stdout', 'stderr'):
        lines = (test.get(stream) or '').rstrip().splitlines()
        # A long list of what succeeded says nothing about what failed.
        lines = [line for line in lines if not line.startswith('ok ')][-120:]
        if lines:
            print(f'--- {stream} ---')
            print('\n'.join(lines))


def meson_test(check, build, selection, wrapper=(), environment=None):
    log = build / 'meson-logs/testlog.json'
    log.unlink(missing_ok=True)
    good = check.run([*wrapper, 'meson', 'test', '-C', build, '--no-rebuild', '--print-errorlogs',
                      *selection], environment)
    before = check.failed
    count_meson_tests(check, log)
    if not good and check.failed == before:
        check.fail(f'meson test failed; see {check.log}')
        check.print_log(40)


def build(check, name, options, compiler, environment=None):
    """Configures and builds; the build's folder, or None if that failed."""
    folder = BUILDS / name
    env = {'CC': compiler, **(environment or {})}
    setup = ['meson', 'setup', folder, *options]
    if (folder / 'build.ninja').exists():
        setup.append('--reconfigure')
    if check.count(check.run(setup, env) and check.run(['meson', 'compile', '-C', folder], env)):
        return folder
    print(f'\n===== {check.name}: the build failed =====')
    check.print_log(80)
    return None


# ---- The checks -------------------------------------------------------------------------------

def check_format(check):
    program = shutil.which('clang-format-14') or shutil.which('clang-format')
    version = subprocess.run([program, '--version'], capture_output=True, text=True).stdout if program else ''
    if 'version 14.' not in version:
        check.skip(f'clang-format 14 decides, and here is {version.strip() or "none"}')
        return
    files = sorted(path for folder in ('src', 'tests') for path in (ROOT / folder).rglob('*.[ch]'))
    if not check.count(bool(files) and check.run([program, '--dry-run', '-Werror', *files])):
        print('\n===== format: clang-format -i makes these right =====')
        lines = check.log.read_text().splitlines()
        print('\n'.join(line for line in lines if 'error:' in line) or '\n'.join(lines[-20:]))


def check_gcc(check):
    """All of it with gcc, warnings as errors; the window's tests make displays of their own."""
    folder = build(check, 'gcc', ['-Dbuildtype=debugoptimized', '-Dwerror=true'], 'gcc')
    if folder:
        # What needs no display gets none, so that it cannot come to need one.
        without_display = ['env', '-u', 'DISPLAY', '-u', 'WAYLAND_DISPLAY']
        meson_test(check, folder, ['--no-suite', 'gui'], without_display)
        meson_test(check, folder, ['--suite', 'gui', '--num-processes', '1'], without_display)


def check_address(check):
    """Without the window, as if GTK and GL were not installed, under ASan and UBSan; with the
    fuzz targets, which the next check runs."""
    folder = build(check, 'address', ['-Dbuildtype=debug', '-Doptimization=1', '-Dgui=false', '-Dwerror=true',
                                      '-Db_sanitize=address,undefined', '-Db_lundef=false',
                                      '-Dfuzzers=true'], 'clang',
                   {'PKG_CONFIG': str(ROOT / 'tests/setup/pkg-config-without-gtk')})
    if folder:
        meson_test(check, folder, ['--no-suite', 'gui', '--no-suite', 'fuzz', '--timeout-multiplier', PATIENCE],
                   environment=SANITIZER_ENVIRONMENT)


def check_fuzz(check):
    """Each fuzz target for half a minute, from the files that it starts from."""
    if check.count((BUILDS / 'address/build.ninja').exists()):
        meson_test(check, BUILDS / 'address', ['--suite', 'fuzz'], environment=SANITIZER_ENVIRONMENT)


def check_thread(check):
    """The threads of trainer, analyses and recorder, and of a live run of all, under TSan."""
    # TSan's fixed map of the address space and much randomisation of it do not go together.
    still = ['setarch', '-R']
    if not shutil.which('setarch') or subprocess.run([*still, 'true'], capture_output=True).returncode:
        still = []
    folder = build(check, 'thread', ['-Dbuildtype=debug', '-Doptimization=1', '-Dgui=false',
                                     '-Db_sanitize=thread', '-Db_lundef=false'], 'clang')
    if folder:
        meson_test(check, folder, ['--suite', 'train', '--suite', 'analysis', '--suite', 'session', '--suite', 'app',
                                    '--timeout-multiplier', PATIENCE],
                   still, SANITIZER_ENVIRONMENT)


CHECKS = {'format': check_format, 'gcc': check_gcc, 'address': check_address, 'fuzz': check_fuzz,
          'thread': check_thread}


def main():
    parser = argparse.ArgumentParser(prog='./bootstrap test', description=__doc__.split('\n')[0])
    parser.add_argument('checks', nargs='*', metavar='CHECK', help=f'one of {", ".join(CHECKS)}; all by default')
    parser.add_argument('--list', action='store_true', help='list the checks')
    arguments = parser.parse_args()
    if arguments.list:
        print('\n'.join(CHECKS))
        return 0
    if set(arguments.checks) - set(CHECKS):
        parser.error(f'the checks are {", ".join(CHECKS)}')

    LOGS.mkdir(parents=True, exist_ok=True)
    rows = []
    for name in (name for name in CHECKS if name in (arguments.checks or CHECKS)):
        check = Check(name)
        check.log.unlink(missing_ok=True)
        print(f'{name} …', flush=True)
        start = time.monotonic()
        CHECKS[name](check)
        check.seconds = time.monotonic() - start
        if CI:
            check.failed, check.skipped = check.failed + check.skipped, 0
        rows.append(check)
        sys.stdout.flush()

    print(f'\n{"check":10} {"passed":>8} {"failed":>8} {"skipped":>8} {"seconds":>8}')
    for row in rows:
        print(f'{row.name:10} {row.passed:8} {row.failed:8} {row.skipped:8} {row.seconds:8.0f}')
    passed, failed, skipped = (sum(getattr(row, what) for row in rows) for what in ('passed', 'failed', 'skipped'))
    print(f'\n{passed} passed, {failed} failed' + (f', {skipped} skipped' if skipped else ''))
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
