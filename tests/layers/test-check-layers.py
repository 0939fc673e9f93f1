#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layer check finds each way of breaking the rules, in a scratch project that breaks it."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECK = Path(__file__).resolve().parent / 'check-layers.py'

# Stand-ins for the libraries' headers, so that none of them has to be installed.
SYSTEM = {
    'include/sqlite3.h': '',
    'include/cblas.h': '',
    'include/strange.h': '',
    'include/gsl/gsl_math.h': '',
    'include/glib-2.0/glib.h': '#include <stdio.h>\n',
    'include/gtk-4.0/gtk/gtk.h': '',
    'include/cairo/cairo.h': '',
    'include/pango-1.0/pango/pango.h': '#include <harfbuzz/hb.h>\n',
    'include/harfbuzz/hb.h': '',
}

# A project that breaks no rule.
CLEAN = {
    'src/core/c.h': '#include <glib.h>\n',
    'src/core/c.c': '#include "config.h"\n#include "core/c.h"\n#include <cblas.h>\n#include <math.h>\n',
    'src/model/m.h': '#include "core/c.h"\n',
    'src/model/m.c': '#include "model/m.h"\n',
    'src/figure/f.c': '#include <pango/pango.h>\n#include <cairo/cairo.h>\n',
    'src/session/s.c': '#include <sqlite3.h>\n#include "model/m.h"\n',
    'src/app/a.h': '',
    'src/app/a.c': '#include <gtk/gtk.h>\n#include "app/a.h"\n#include "model/m.h"\n',
}


class Project:
    """A project with its files written, built by ninja with the compiler's dependency files."""

    def __init__(self, root, changes, after=''):
        self.source = root / 'project'
        self.build = self.source / '_build'
        for name, text in SYSTEM.items():
            self.write(root / 'usr' / name, text)
        self.files = {**CLEAN, **changes}
        for name, text in self.files.items():
            self.write(self.source / name, text)
        self.write(self.build / 'config.h', '')
        includes = ' '.join(f'-isystem {root}/usr/include{sub}' for sub in
                            ('', '/glib-2.0', '/gtk-4.0', '/pango-1.0'))
        sources = [name for name in self.files if name.endswith('.c')]
        self.write(self.build / 'build.ninja', '\n'.join(
            ['rule cc', f'  command = cc -I../src -I. {includes} -MD -MF $out.d -c $in -o $out{after}',
             '  deps = gcc', '  depfile = $out.d'] +
            [f'build {name}.o: cc ../{name}' for name in sources]) + '\n')
        subprocess.run([os.environ.get('NINJA', 'ninja'), '-C', self.build], check=True,
                       capture_output=True)

    @staticmethod
    def write(path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def check(self, *arguments):
        return subprocess.run([sys.executable, CHECK, self.source, self.build, *arguments],
                              capture_output=True, text=True)


class CheckLayers(unittest.TestCase):
    def run_on(self, changes, *arguments, **options):
        with tempfile.TemporaryDirectory() as root:
            return Project(Path(root), changes, **options).check(*arguments)

    def assert_reports(self, changes, *words):
        result = self.run_on(changes)
        self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
        self.assertTrue(any(all(word in line for word in words)
                            for line in result.stdout.splitlines()), result.stdout)

    def test_a_clean_project_passes(self):
        result = self.run_on({})
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn('0 violations', result.stdout)

    def test_a_lower_layer(self):
        self.assert_reports({'src/core/c.c': '#include "model/m.h"\n'},
                            'src/core/c.c', 'core may not use model', 'm.h')

    def test_through_the_folder_above(self):
        self.assert_reports({'src/model/m.c': '#include "../app/a.h"\n'},
                            'src/model/m.c', 'model may not use app', 'a.h')

    def test_through_another_header(self):
        self.assert_reports({'src/model/m.h': '#include "app/a.h"\n',
                             'src/session/s.c': '#include "model/m.h"\n'},
                            'src/session/s.c', 'session may not use app', 'src/app/a.h')

    def test_through_a_symbolic_name_of_another_layer(self):
        self.assert_reports({'src/model/x.h': '#include "../core/../app/a.h"\n'},
                            'src/model/x.h', 'model may not use app')

    def test_a_system_header_that_lies_among_the_c_library(self):
        self.assert_reports({'src/model/m.c': '#include <sqlite3.h>\n'},
                            'src/model/m.c', 'model may not use sqlite', 'include/sqlite3.h')

    def test_the_window_in_a_figure(self):
        self.assert_reports({'src/figure/f.c': '#include <gtk/gtk.h>\n'},
                            'src/figure/f.c', 'figure may not use gtk', 'gtk.h')

    def test_blas_outside_core(self):
        self.assert_reports({'src/model/m.c': '#include <cblas.h>\n'},
                            'src/model/m.c', 'model may not use openblas', 'cblas.h')

    def test_gsl_outside_core(self):
        self.assert_reports({'src/session/s.c': '#include <gsl/gsl_math.h>\n'},
                            'src/session/s.c', 'session may not use gsl', 'gsl_math.h')

    def test_session_and_figure_do_not_know_each_other(self):
        self.assert_reports({'src/session/s.h': '', 'src/figure/f.c': '#include "session/s.h"\n'},
                            'src/figure/f.c', 'figure may not use session')

    def test_a_library_that_nobody_named(self):
        self.assert_reports({'src/app/a.c': '#include <strange.h>\n'},
                            'src/app/a.c', 'unknown library', 'strange.h')

    def test_a_header_that_nobody_includes(self):
        self.assert_reports({'src/core/lonely.h': '#include <gtk/gtk.h>\n'},
                            'src/core/lonely.h', 'core may not use gtk')

    def test_a_branch_that_is_not_compiled(self):
        self.assert_reports({'src/model/m.c': '#if 0\n# include <sqlite3.h>\n#endif\n'},
                            'src/model/m.c', 'model may not use sqlite')

    def test_an_include_that_names_no_file(self):
        self.assert_reports({'src/app/a.c': '#define A <stdio.h>\n#include A\n'},
                            'src/app/a.c', 'does not name a file')

    def test_a_folder_that_is_no_layer(self):
        self.assert_reports({'src/util/u.c': '#include <stdio.h>\n'}, 'src/util/u.c', 'no layer')

    def test_a_source_that_is_not_built(self):
        with tempfile.TemporaryDirectory() as root:
            project = Project(Path(root), {})
            project.write(project.source / 'src/core/new.c', '')
            result = project.check()
            self.assertEqual(result.returncode, 1)
            self.assertIn('src/core/new.c: the build did not compile it', result.stdout)
            project.write(project.source / 'src/app/new.c', '')
            self.assertNotIn('app/new.c', project.check('--without', 'gl,app').stdout)

    def test_what_the_compiler_lists_before_the_source(self):
        # As clang does with -fsanitize=address.
        lists = '/usr/lib/llvm-14/lib/clang/14.0.6/share/asan_ignorelist.txt'
        result = self.run_on({}, after=f" && sed -i 's|: |: {lists} |' $out.d")
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_nothing_built_is_no_pass(self):
        with tempfile.TemporaryDirectory() as root:
            project = Project(Path(root), {})
            (project.build / '.ninja_deps').unlink()
            self.assertEqual(project.check('--without', ','.join(
                ('core', 'model', 'figure', 'session', 'app'))).returncode, 1)


if __name__ == '__main__':
    unittest.main()
