/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/views/tw-plane-arrays.h"

#include <math.h>

#define NX 5
#define NY 3

static TwFieldPoint points[NX * NY];
static TwField field = { .grid = { 1, 2, 0.25, 0.75, NX, NY }, .points = points };

static void
fill_field (double salt)
{
  for (guint k = 0; k < NX * NY; k++)
    points[k] = (TwFieldPoint){ .loss = k + salt,
                                .vector = { k + 0.25, k + 0.5 },
                                .slope = { -1.0 * k, k - 7.0 },
                                .regime = k % 4,
                                .reachable = k % 3 != 0 };
}

static void
test_set (void)
{
  TwPlaneArrays arrays = { 0 };

  fill_field (0.125);
  tw_plane_arrays_set (&arrays, &field);
  g_assert_cmpuint (arrays.field.nx, ==, NX);
  g_assert_cmpuint (arrays.field.ny, ==, NY);
  g_assert_cmpfloat (arrays.field.x0, ==, 1);
  g_assert_cmpfloat (arrays.field.x1, ==, 2);
  g_assert_cmpfloat (arrays.field.y0, ==, 0.25);
  g_assert_cmpfloat (arrays.field.y1, ==, 0.75);
  for (guint k = 0; k < NX * NY; k++)
    {
      g_assert_cmpfloat (arrays.field.loss[k], ==, points[k].loss);
      g_assert_cmpfloat (arrays.field.vx[k], ==, points[k].vector[0]);
      g_assert_cmpfloat (arrays.field.vy[k], ==, points[k].vector[1]);
      g_assert_cmpfloat (arrays.field.slope_h[k], ==, points[k].slope[0]);
      g_assert_cmpfloat (arrays.field.slope_s[k], ==, points[k].slope[1]);
      g_assert_cmpuint (arrays.field.regime[k], ==, points[k].regime);
      g_assert_cmpuint (arrays.field.reachable[k], ==, points[k].reachable);
    }
  /* It is a copy. */
  fill_field (5);
  g_assert_cmpfloat (arrays.field.loss[3], ==, 3.125);
  tw_plane_arrays_clear (&arrays);
}

/* Whoever keeps pictures of a field sees by the serial that it is another one, also after it was
 * away. */
static void
test_serial (void)
{
  TwPlaneArrays arrays = { 0 };
  guint64 serial;

  tw_plane_arrays_set (&arrays, &field);
  serial = arrays.field.serial;
  tw_plane_arrays_set (&arrays, &field);
  g_assert_cmpuint (arrays.field.serial, >, serial);
  serial = arrays.field.serial;
  tw_plane_arrays_set (&arrays, NULL);
  g_assert_cmpuint (arrays.field.nx, ==, 0);
  g_assert_null (arrays.field.loss);
  g_assert_cmpuint (arrays.field.serial, >, serial);
  serial = arrays.field.serial;
  tw_plane_arrays_clear (&arrays);
  tw_plane_arrays_set (&arrays, &field);
  g_assert_cmpuint (arrays.field.serial, >, serial);
  tw_plane_arrays_clear (&arrays);
}

static void
test_find (void)
{
  const double nothing[] = { NAN, INFINITY, -INFINITY };

  /* The middle of each cell, and just inside its corners. */
  for (guint j = 0; j < NY; j++)
    for (guint i = 0; i < NX; i++)
      {
        double middle[2];

        tw_grid_point (&field.grid, i, j, middle);
        for (int dx = -1; dx <= 1; dx++)
          for (int dy = -1; dy <= 1; dy++)
            g_assert_true (
                tw_plane_arrays_find (&field, middle[0] + dx * 0.0999, middle[1] + dy * 0.0833)
                == &points[j * NX + i]);
      }
  g_assert_true (tw_plane_arrays_find (&field, 1, 0.25) == &points[0]);
  g_assert_null (tw_plane_arrays_find (&field, 0.999, 0.5));
  g_assert_null (tw_plane_arrays_find (&field, 2, 0.5));
  g_assert_null (tw_plane_arrays_find (&field, 1.5, 0.2499));
  g_assert_null (tw_plane_arrays_find (&field, 1.5, 0.75));
  for (guint i = 0; i < 3; i++)
    {
      g_assert_null (tw_plane_arrays_find (&field, nothing[i], 0.5));
      g_assert_null (tw_plane_arrays_find (&field, 1.5, nothing[i]));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plane-arrays/set", test_set);
  g_test_add_func ("/plane-arrays/serial", test_serial);
  g_test_add_func ("/plane-arrays/find", test_find);
  return g_test_run ();
}
