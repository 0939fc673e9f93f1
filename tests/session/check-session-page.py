#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds docs/SESSION.md to a file that was recorded now.

tables: every table and column that the file has is on the page, in order and with its type, and nothing
else; and what it says of the planner's read-outs, scores and regimes is what the program says.
sh, python: every example runs and prints something.
"""

import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

# The packages that the examples need are those of the distribution.
PYTHON = '/usr/bin/python3'


def tables_of_page(page):
    """{table: [(column, type, meaning)]} of the sections under "Tables"."""
    part = page.split('\n## Tables\n')[1].split('\n## ')[0]
    return {section.split('\n')[0].strip(): re.findall(r'^\| `([^`]+)` \| (\w*) *\| (.*) \|$', section, re.M)
            for section in part.split('\n### ')[1:]}


def tables_of_file(path):
    with sqlite3.connect(f'file:{path}?mode=ro', uri=True) as session:
        names = [row[0] for row in session.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: [(row[1], row[2]) for row in session.execute(f'PRAGMA table_info("{name}")')]
                for name in names}


def check_tables(page, path, said):
    on_page, in_file = tables_of_page(page), tables_of_file(path)
    wrong = []
    if set(on_page) != set(in_file):
        wrong.append(f'tables: the page has {sorted(on_page)}, the file {sorted(in_file)}')
    for name in sorted(set(on_page) & set(in_file)):
        columns = [(column, kind) for column, kind, _ in on_page[name]]
        if columns != in_file[name]:
            wrong.append(f'{name}: the page has {columns}, the file {in_file[name]}')
    for line in said.splitlines():
        table, name, meaning = line.split('\t')
        if table == 'regime':
            rows = [row for row in on_page['planner_scores'] if row[0] == 'regime']
            if not rows or f'`{name}`' not in rows[0][2]:
                wrong.append(f'planner_scores: regime: “{name}” is missing')
        elif (name, 'REAL', meaning) not in on_page[table]:
            wrong.append(f'{table}: {name} should say “{meaning}”')
    with sqlite3.connect(f'file:{path}?mode=ro', uri=True) as session:
        for pragma in ('application_id', 'user_version'):
            value = session.execute(f'PRAGMA {pragma}').fetchone()[0]
            if f'| `{pragma}` | {value}' not in page:
                wrong.append(f'{pragma} is {value}')
        for column, table in (('reason', 'checkpoint'), ('state', 'run')):
            meaning = [row[2] for row in on_page[table] if row[0] == column][0]
            for value, in session.execute(f'SELECT DISTINCT {column} FROM {table}'):
                if f'`{value}`' not in meaning:
                    wrong.append(f'{table}.{column}: “{value}” is missing')
    print('\n'.join(wrong) or f'{len(in_file)} tables, as on the page')
    return 1 if wrong or not said else 0


def check_examples(page, folder, language):
    blocks = re.findall(rf'^```{language}\n(.*?)^```$', page, re.M | re.S)
    command = {'sh': ['sh', '-eu', '-c'], 'python': [PYTHON, '-W', 'error', '-c']}[language]
    failed = 0
    for block in blocks:
        done = subprocess.run([*command, block], cwd=folder, text=True, capture_output=True)
        good = done.returncode == 0 and done.stdout.strip() and not done.stderr
        failed += not good
        print(f'----- {"ok" if good else f"failed, exit status {done.returncode}"}\n{block}\n{done.stdout}{done.stderr}')
    print(f'{len(blocks)} examples, {failed} failed')
    return 1 if failed or not blocks else 0


def lacking(part):
    if part == 'sh' and not shutil.which('sqlite3'):
        return 'sqlite3 (package sqlite3)'
    if part == 'python' and subprocess.run([PYTHON, '-c', 'import pandas'], capture_output=True).returncode:
        return 'pandas (package python3-pandas)'
    return None


def main():
    page, recorder, part = Path(sys.argv[1]).read_text(), sys.argv[2], sys.argv[3]
    if lacking(part):
        print(f'{lacking(part)} is not installed')
        return 77
    with tempfile.TemporaryDirectory() as folder:
        path = f'{folder}/example.thalweg'
        said = subprocess.run([recorder, path], check=True, text=True, capture_output=True).stdout
        return check_tables(page, path, said) if part == 'tables' else check_examples(page, folder, part)


if __name__ == '__main__':
    sys.exit(main())
