/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-scale.h"

#include <math.h>

static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (int i = 0; i < 3000; i++)
    {
      TwScaleKind kind = g_rand_int_range (rand, 0, 3);
      double d0 = g_rand_double_range (rand, -4, 4);
      double d1 = d0 + g_rand_double_range (rand, 0.1, 9);
      double pixel = g_rand_double_range (rand, -50, 900);
      gboolean up = g_rand_boolean (rand);
      TwScale scale;

      if (kind == TW_SCALE_LOG)
        {
          d0 = pow (10, d0);
          d1 = pow (10, d1);
        }
      tw_scale_init (&scale, kind, d0, d1, up ? 700 : 20, up ? 20 : 700);
      g_assert_false (!(fabs (tw_scale_to_pixel (&scale, d0) - scale.p0) <= 1e-9));
      g_assert_false (!(fabs (tw_scale_to_pixel (&scale, d1) - scale.p1) <= 1e-9));
      g_assert_false (
          !(fabs (tw_scale_to_pixel (&scale, tw_scale_to_data (&scale, pixel)) - pixel) <= 1e-6));
    }
}

/* Whatever is asked for, the scale is usable. */
static void
test_repairs (void)
{
  static const double odd[] = { NAN,   INFINITY, -INFINITY, 0,    -0.0,     1,     -1,
                                1e308, -1e308,   5e-324,    1e15, 1e15 + 1, 1e-200 };

  for (guint kind = 0; kind < 3; kind++)
    for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
      for (guint j = 0; j < G_N_ELEMENTS (odd); j++)
        {
          TwScale scale;

          tw_scale_init (&scale, kind, odd[i], odd[j], 0, 100);
          g_assert_cmpfloat (scale.d0, <, scale.d1);
          g_assert_true (isfinite (scale.d0) && isfinite (scale.d1));
          g_assert_true (kind != TW_SCALE_LOG || scale.d0 > 0);
          for (guint k = 1; k < G_N_ELEMENTS (odd); k++)
            g_assert_cmpfloat (fabs (tw_scale_to_pixel (&scale, odd[k])), <=, 1e6);
          g_assert_true (isnan (tw_scale_to_pixel (&scale, NAN)));
        }
}

static void
test_nice_range (void)
{
  double lo = 0.03;
  double hi = 0.97;

  tw_nice_range (TW_SCALE_LINEAR, &lo, &hi);
  g_assert_cmpfloat (lo, ==, 0);
  g_assert_cmpfloat (hi, ==, 1);
  lo = 3;
  hi = 2000;
  tw_nice_range (TW_SCALE_LOG, &lo, &hi);
  g_assert_cmpfloat (fabs (lo - 1), <=, 1e-12);
  g_assert_cmpfloat (fabs (hi - 10000), <=, 1e-8);
  lo = hi = NAN;
  tw_nice_range (TW_SCALE_LINEAR, &lo, &hi);
  g_assert_cmpfloat (lo, <, hi);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scale/round-trip", test_round_trip);
  g_test_add_func ("/scale/repairs", test_repairs);
  g_test_add_func ("/scale/nice-range", test_nice_range);
  return g_test_run ();
}
