/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/tw-root.h"

#include <math.h>

static double
cubic (double x, gpointer data)
{
  const double *root = data;

  return pow (x - *root, 3) + (x - *root);
}

static double
flat (double x, gpointer data)
{
  return x - sin (x); /* slope 0 at its root */
}

static double
broken (double x, gpointer data)
{
  return NAN;
}

static void
test_finds (void)
{
  for (int i = 0; i < 500; i++)
    {
      double wanted = g_test_rand_double_range (-10, 10), found = NAN;

      g_assert_true (tw_root_find (cubic, &wanted, -11, 12, 1e-12, &found));
      g_assert_true (fabs (found - wanted) <= 1e-12);
    }
}

static void
test_ends_and_flat (void)
{
  double root = 3, found = NAN;

  g_assert_true (tw_root_find (cubic, &root, 3, 5, 1e-12, &found));
  g_assert_cmpfloat (found, ==, 3);
  g_assert_true (tw_root_find (cubic, &root, -5, 3, 1e-12, &found));
  g_assert_cmpfloat (found, ==, 3);
  /* A triple root: x - sin x = x³/6, which is 0 to rounding within 1e-5 of it. */
  g_assert_true (tw_root_find (flat, NULL, -2, 3, 1e-12, &found));
  g_assert_true (fabs (found) <= 1e-5);
}

static void
test_refuses (void)
{
  double root = 3, found = 42;

  g_assert_false (tw_root_find (cubic, &root, 4, 5, 1e-12, &found));
  g_assert_false (tw_root_find (cubic, &root, 5, 1, 1e-12, &found));
  g_assert_false (tw_root_find (broken, NULL, 0, 1, 1e-12, &found));
  g_assert_cmpfloat (found, ==, 42);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/root/finds", test_finds);
  g_test_add_func ("/core/root/ends-and-flat", test_ends_and_flat);
  g_test_add_func ("/core/root/refuses", test_refuses);
  return g_test_run ();
}
