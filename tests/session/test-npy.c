/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-npy.h"

#include <glib/gstdio.h>

#include <math.h>
#include <string.h>

/* Reads the parts of a file of version 1.0 by its specification: length of the header, the header
 * as text, and where the data begin. */
static char *
parse (GBytes *bytes, const guint8 **data, gsize *n_bytes)
{
  gsize size;
  const guint8 *raw = g_bytes_get_data (bytes, &size);
  gsize length;

  g_assert_cmpuint (size, >=, 10);
  g_assert_cmpmem (raw, 8, "\x93NUMPY\x01\x00", 8);
  length = raw[8] + 256u * raw[9];
  g_assert_cmpuint (size, >=, 10 + length);
  g_assert_cmpint (raw[10 + length - 1], ==, '\n');
  g_assert_cmpuint ((10 + length) % 64, ==, 0);
  *data = raw + 10 + length;
  *n_bytes = size - 10 - length;
  return g_strchomp (g_strndup ((const char *)raw + 10, length));
}

static void
check_shape (const gsize *shape, guint n_dimensions, gsize n, const char *expected)
{
  g_autofree double *values = g_new (double, n + 1);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *header = NULL;
  g_autofree char *wanted = NULL;
  const guint8 *data;
  gsize n_bytes;

  for (gsize i = 0; i < n; i++)
    values[i] = 1.0 / (double)(i + 3);
  bytes = tw_npy_format (values, shape, n_dimensions);
  header = parse (bytes, &data, &n_bytes);
  wanted = g_strdup_printf ("{'descr': '<f8', 'fortran_order': False, 'shape': %s, }", expected);
  g_assert_cmpstr (header, ==, wanted);
  g_assert_cmpuint (n_bytes, ==, n * 8);
  for (gsize i = 0; i < n; i++)
    {
      guint64 bits = 0;
      double value;

      for (int k = 7; k >= 0; k--)
        bits = bits << 8 | data[8 * i + k];
      memcpy (&value, &bits, sizeof value);
      g_assert_cmpfloat (value, ==, values[i]);
    }
}

static void
test_shapes (void)
{
  check_shape (NULL, 0, 1, "()");
  check_shape ((const gsize[]){ 5 }, 1, 5, "(5,)");
  check_shape ((const gsize[]){ 0 }, 1, 0, "(0,)");
  check_shape ((const gsize[]){ 2, 3 }, 2, 6, "(2, 3)");
  check_shape ((const gsize[]){ 3, 4096, 4 }, 3, 49152, "(3, 4096, 4)");
  check_shape ((const gsize[]){ 1, 1, 1, 1, 1, 1, 1, 2 }, 8, 2, "(1, 1, 1, 1, 1, 1, 1, 2)");
}

static char *
scratch (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("tw-npy-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

/* A file that was there is replaced whole, and nothing else is left beside it. */
static void
test_replaces (void)
{
  static const double one[] = { 1, 2, 3 }, two[] = { NAN, -INFINITY };
  g_autofree char *folder = scratch ();
  g_autofree char *path = g_build_filename (folder, "a.npy", NULL);
  g_autoptr (GBytes) expected = tw_npy_format (two, (const gsize[]){ 2 }, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autofree char *contents = NULL;
  gsize length;
  guint files = 0;

  g_assert_true (tw_npy_write (path, one, (const gsize[]){ 3 }, 1, &error));
  g_assert_no_error (error);
  g_assert_true (tw_npy_write (path, two, (const gsize[]){ 2 }, 1, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &contents, &length, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (contents, length, g_bytes_get_data (expected, NULL),
                   g_bytes_get_size (expected));

  dir = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);
  while (g_dir_read_name (dir) != NULL)
    files++;
  g_assert_cmpuint (files, ==, 1);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_fails (void)
{
  static const double one[] = { 1 };
  g_autofree char *folder = scratch ();
  g_autofree char *path = g_build_filename (folder, "missing", "a.npy", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (tw_npy_write (path, one, NULL, 0, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, "missing"));
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* NumPy itself reads what we wrote, where it is installed; the structure is checked above anyway. */
static void
test_numpy (void)
{
  static const double values[] = { 0.1, -2, 1e-300, 4, 5, 1.0 / 3 };
  g_autofree char *folder = scratch ();
  g_autofree char *path = g_build_filename (folder, "a.npy", NULL);
  const char *script = "import sys\n"
                       "try: import numpy\n"
                       "except ImportError: sys.exit(77)\n"
                       "a = numpy.load(sys.argv[1])\n"
                       "assert a.dtype == numpy.float64 and a.shape == (2, 3), a\n"
                       "assert a.tolist() == [[0.1, -2, 1e-300], [4, 5, 1 / 3]], a\n";
  const char *arguments[] = { "/usr/bin/python3", "-c", script, path, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_assert_true (tw_npy_write (path, values, (const gsize[]){ 2, 3 }, 2, &error));
  g_assert_no_error (error);
  if (!g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL,
                     &status, NULL))
    g_test_message ("no python3: NumPy not asked");
  else if (!g_spawn_check_wait_status (status, &error))
    {
      if (g_error_matches (error, G_SPAWN_EXIT_ERROR, 77))
        g_test_message ("no NumPy: not asked");
      else
        g_assert_no_error (error);
    }
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/npy/shapes", test_shapes);
  g_test_add_func ("/npy/replaces", test_replaces);
  g_test_add_func ("/npy/fails", test_fails);
  g_test_add_func ("/npy/numpy", test_numpy);
  return g_test_run ();
}
