/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-contour.h"

#include <math.h>

#define NX 40
#define NY 30

static guint
n_lines (const GArray *points)
{
  guint n = points->len > 0 ? 1 : 0;

  for (guint i = 0; i < points->len; i++)
    n += isnan (g_array_index (points, TwContourPoint, i).x);
  return n;
}

static void
fill_circle (double *values, double radius)
{
  for (int j = 0; j < NY; j++)
    for (int i = 0; i < NX; i++)
      values[j * NX + i] = hypot (i - 19.3, j - 14.7) - radius;
}

static void
test_circle (void)
{
  double values[NX * NY];
  g_autoptr (GArray) points = NULL;
  const TwContourPoint *p;

  fill_circle (values, 9.2);
  points = tw_contour_zero (values, NULL, NX, NY, 0);
  g_assert_cmpuint (n_lines (points), ==, 1);
  g_assert_cmpuint (points->len, >, 40);
  p = (const TwContourPoint *)(void *)points->data;
  /* Closed, and off the circle by no more than a chord across a cell is. */
  g_assert_cmpfloat (p[0].x, ==, p[points->len - 1].x);
  g_assert_cmpfloat (p[0].y, ==, p[points->len - 1].y);
  for (guint i = 0; i < points->len; i++)
    g_assert_false (!(fabs (hypot (p[i].x - 19.3, p[i].y - 14.7) - 9.2) <= 0.02));
}

static void
test_open_line (void)
{
  double values[NX * NY];
  g_autoptr (GArray) points = NULL;

  for (int k = 0; k < NX * NY; k++)
    values[k] = k % NX - 7.25;
  points = tw_contour_zero (values, NULL, NX, NY, 0);
  g_assert_cmpuint (n_lines (points), ==, 1);
  g_assert_cmpuint (points->len, ==, NY);
  for (guint i = 0; i < points->len; i++)
    g_assert_false (!(fabs (g_array_index (points, TwContourPoint, i).x - 7.25) <= 1e-12));
}

/* What is not known, or zero to rounding, has no line. */
static void
test_unknown (void)
{
  double values[NX * NY];
  guint8 valid[NX * NY];
  g_autoptr (GArray) none = NULL;
  g_autoptr (GArray) rounding = NULL;
  g_autoptr (GArray) half = NULL;

  for (int k = 0; k < NX * NY; k++)
    {
      values[k] = k % NX < 20 ? ((k * 7 + k / NX) % 2 ? 1e-18 : -1e-18) : 1;
      valid[k] = 0;
    }
  none = tw_contour_zero (values, valid, NX, NY, 0);
  g_assert_cmpuint (none->len, ==, 0);
  rounding = tw_contour_zero (values, NULL, NX, NY, 1e-9);
  g_assert_cmpuint (rounding->len, ==, 0);
  fill_circle (values, 9.2);
  for (int k = 0; k < NX * 15; k++)
    values[k] = NAN;
  half = tw_contour_zero (values, NULL, NX, NY, 0);
  g_assert_cmpuint (n_lines (half), ==, 1);
  for (guint i = 0; i < half->len; i++)
    g_assert_cmpfloat (g_array_index (half, TwContourPoint, i).y, >=, 15);
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  double values[NX * NY];

  for (int trial = 0; trial < 50; trial++)
    {
      g_autoptr (GArray) points = NULL;

      for (int k = 0; k < NX * NY; k++)
        values[k] = g_rand_double_range (rand, -1, 1);
      points = tw_contour_zero (values, NULL, NX, NY, 0);
      for (guint i = 1; i < points->len; i++)
        {
          const TwContourPoint *p = &g_array_index (points, TwContourPoint, i);

          /* Neighbours on a line lie in one cell. */
          g_assert_true (isnan (p->x) || isnan (p[-1].x)
                         || (fabs (p->x - p[-1].x) <= 1 && fabs (p->y - p[-1].y) <= 1));
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/contour/circle", test_circle);
  g_test_add_func ("/contour/open-line", test_open_line);
  g_test_add_func ("/contour/unknown", test_unknown);
  g_test_add_func ("/contour/random", test_random);
  return g_test_run ();
}
