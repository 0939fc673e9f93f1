/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/views/tw-plane-range.h"

#include <math.h>

static void
assert_shows_something (const TwPlaneRange *range)
{
  g_assert_true (range->x0 < range->x1 && range->y0 < range->y1);
  g_assert_true (range->x0 >= -60 && range->x1 <= 60);
  g_assert_true (range->y0 >= -0.1 - 1e-15 && range->y1 <= 1.1 + 1e-15);
}

static TwPlaneRange
random_range (GRand *rand)
{
  TwPlaneRange range;

  range.x0 = g_rand_double_range (rand, -5, 5);
  range.x1 = range.x0 + exp (g_rand_double_range (rand, -5, 2));
  range.y0 = g_rand_double_range (rand, 0, 0.5);
  range.y1 = range.y0 + exp (g_rand_double_range (rand, -10, -1));
  return range;
}

static void
test_first (void)
{
  TwPlaneRange range, limited;

  tw_plane_range_init (&range);
  limited = range;
  tw_plane_range_limit (&limited);
  g_assert_true (tw_plane_range_equal (&range, &limited));
  assert_shows_something (&range);
  g_assert_cmpfloat (pow (10, range.x0), <, 1);
  g_assert_cmpfloat (pow (10, range.x1), >, 1e5);
}

/* What was under the pointer is under it afterwards: the same share of the way across. */
static void
test_zoom_keeps_the_point (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < 10000; i++)
    {
      const TwPlaneRange before = random_range (rand);
      const double factor = exp (g_rand_double_range (rand, -2, 2));
      const double u = g_rand_double (rand), v = g_rand_double (rand);
      const double x = before.x0 + u * (before.x1 - before.x0);
      const double y = before.y0 + v * (before.y1 - before.y0);
      TwPlaneRange after = before;

      tw_plane_range_zoom (&after, factor, x, y);
      /* A few roundings of numbers below 10 in size, seen in units of the range. */
      g_assert_true (fabs ((x - after.x0) / (after.x1 - after.x0) - u)
                     <= 1e-14 / (after.x1 - after.x0) + 1e-14);
      g_assert_true (fabs ((y - after.y0) / (after.y1 - after.y0) - v)
                     <= 1e-14 / (after.y1 - after.y0) + 1e-14);
      g_assert_true (fabs ((after.x1 - after.x0) * factor / (before.x1 - before.x0) - 1)
                     <= 1e-13 / (after.x1 - after.x0) + 1e-13);
    }
}

static void
test_move (void)
{
  TwPlaneRange range = { 1, 2, 0.25, 0.5 };

  tw_plane_range_move (&range, 0.5, -0.125);
  g_assert_true (tw_plane_range_equal (&range, &(TwPlaneRange){ 1.5, 2.5, 0.125, 0.375 }));
}

static void
test_limit (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  TwPlaneRange range;

  /* What is inside keeps its last bit. */
  for (guint i = 0; i < 1000; i++)
    {
      const TwPlaneRange before = random_range (rand);

      range = before;
      tw_plane_range_limit (&range);
      g_assert_true (tw_plane_range_equal (&range, &before));
    }
  /* What is moved outside comes back, as wide as it was. */
  range = (TwPlaneRange){ 100, 102, 3, 3.5 };
  tw_plane_range_limit (&range);
  assert_shows_something (&range);
  g_assert_cmpfloat_with_epsilon (range.x1 - range.x0, 2, 1e-12);
  g_assert_cmpfloat_with_epsilon (range.y1 - range.y0, 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (range.x1, 60, 1e-12);
  g_assert_cmpfloat_with_epsilon (range.y1, 1.1, 1e-12);
  /* However far away, however near. */
  for (double factor = 1e-300; factor < 1e300; factor *= 1e10)
    {
      tw_plane_range_init (&range);
      tw_plane_range_zoom (&range, factor, 2, 0.5);
      tw_plane_range_limit (&range);
      assert_shows_something (&range);
    }
}

static void
test_limit_not_finite (void)
{
  static const double bad[] = { NAN, INFINITY, -INFINITY };

  for (guint i = 0; i < 81; i++)
    {
      TwPlaneRange range = { bad[i % 3], bad[i / 3 % 3], bad[i / 9 % 3], bad[i / 27] };

      tw_plane_range_limit (&range);
      assert_shows_something (&range);
      /* One number is enough. */
      tw_plane_range_init (&range);
      (&range.x0)[i % 4] = bad[i % 3];
      tw_plane_range_limit (&range);
      assert_shows_something (&range);
    }
}

static void
test_include (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint i = 0; i < 10000; i++)
    {
      const double x = g_rand_double_range (rand, -10, 30), y = g_rand_double (rand);
      const double ceiling = g_rand_double (rand);
      TwPlaneRange first, range;

      tw_plane_range_init (&first);
      range = first;
      tw_plane_range_include (&range, x, y, ceiling);
      g_assert_true (range.x0 < x && x < range.x1);
      g_assert_true (range.y0 <= y && y < range.y1);
      g_assert_cmpfloat (range.y1, >, ceiling);
      /* Never smaller. */
      g_assert_true (range.x0 <= first.x0 && range.x1 >= first.x1);
      g_assert_true (range.y0 <= first.y0 && range.y1 >= first.y1);
    }
}

/* The axis does not creep: a run on its way moves the border only now and then. */
static void
test_include_by_steps (void)
{
  TwPlaneRange range, before;
  guint changes = 0;

  tw_plane_range_init (&range);
  for (double x = 0; x < 10; x += 0.001)
    {
      before = range;
      tw_plane_range_include (&range, x, 0.1, 0.2);
      changes += !tw_plane_range_equal (&before, &range);
    }
  g_assert_cmpuint (changes, >, 0);
  g_assert_cmpuint (changes, <=, 6);
}

static void
test_include_not_finite (void)
{
  static const double bad[] = { NAN, INFINITY, -INFINITY };
  TwPlaneRange first, range;

  tw_plane_range_init (&first);
  for (guint i = 0; i < 3; i++)
    {
      range = first;
      tw_plane_range_include (&range, bad[i], bad[i], bad[i]);
      g_assert_true (tw_plane_range_equal (&range, &first));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plane-range/first", test_first);
  g_test_add_func ("/plane-range/zoom-keeps-the-point", test_zoom_keeps_the_point);
  g_test_add_func ("/plane-range/move", test_move);
  g_test_add_func ("/plane-range/limit", test_limit);
  g_test_add_func ("/plane-range/limit-not-finite", test_limit_not_finite);
  g_test_add_func ("/plane-range/include", test_include);
  g_test_add_func ("/plane-range/include-by-steps", test_include_by_steps);
  g_test_add_func ("/plane-range/include-not-finite", test_include_not_finite);
  return g_test_run ();
}
