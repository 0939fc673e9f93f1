/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-ticks.h"

#include <math.h>
#include <string.h>

#define THIN "\xe2\x80\x89"

static double
measure (const char *label, gpointer data)
{
  return 6.5 * g_utf8_strlen (label, -1);
}

static void
check (const TwScale *scale, double gap, double low, double high)
{
  g_autoptr (GArray) ticks = tw_scale_ticks (scale, gap, low, high, measure, NULL);
  double end = -INFINITY;
  double value = -INFINITY;
  gboolean down = scale->p1 < scale->p0;

  g_assert_cmpuint (ticks->len, <=, 128);
  for (guint i = 0; i < ticks->len; i++)
    {
      const TwTick *tick = &g_array_index (ticks, TwTick, i);

      g_assert_cmpfloat (tick->value, >, value);
      value = tick->value;
      g_assert_cmpfloat (tick->value, >=, scale->d0);
      g_assert_cmpfloat (tick->value, <=, scale->d1);
      g_assert_false (!(fabs (tick->pixel - tw_scale_to_pixel (scale, tick->value)) <= 1e-9));
    }
  for (guint i = 0; i < ticks->len; i++)
    {
      const TwTick *tick = &g_array_index (ticks, TwTick, down ? ticks->len - 1 - i : i);
      double half = measure (tick->label, NULL) / 2;

      g_assert_true (g_utf8_validate (tick->label, -1, NULL));
      if (tick->label[0] == '\0')
        continue;
      g_assert_false (tick->minor);
      g_assert_cmpfloat (tick->pixel - half, >=, end + gap - 1e-9);
      g_assert_cmpfloat (tick->pixel - half, >=, low - 0.5);
      g_assert_cmpfloat (tick->pixel + half, <=, high + 0.5);
      end = tick->pixel + half;
    }
}

static void
test_never_overlap (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (int i = 0; i < 4000; i++)
    {
      TwScaleKind kind = g_rand_int_range (rand, 0, 3);
      double magnitude = pow (10, g_rand_double_range (rand, -9, 9));
      double d0 = g_rand_double_range (rand, -1, 1) * magnitude;
      double d1 = d0 + g_rand_double (rand) * magnitude * pow (10, g_rand_int_range (rand, -6, 1));
      double length = pow (10, g_rand_double_range (rand, 0, 3.5));
      gboolean up = g_rand_boolean (rand);
      TwScale scale;

      if (kind == TW_SCALE_EXPONENT)
        {
          d0 = g_rand_double_range (rand, -8, 8);
          d1 = d0 + pow (10, g_rand_double_range (rand, -3, 2));
        }
      else if (kind == TW_SCALE_LOG)
        d0 = fabs (d0);
      tw_scale_init (&scale, kind, d0, d1, up ? length : 0, up ? 0 : length);
      check (&scale, 8, -10, length + 10);
    }
}

/* Labels say the value: read back they give it, to the decimals shown. */
static void
test_labels_true (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (int i = 0; i < 500; i++)
    {
      double d0 = g_rand_double_range (rand, -1000, 1000);
      TwScale scale;
      g_autoptr (GArray) ticks = NULL;

      tw_scale_init (&scale, TW_SCALE_LINEAR, d0, d0 + pow (10, g_rand_double_range (rand, -2, 3)),
                     0, 600);
      ticks = tw_scale_ticks (&scale, 20, -100, 700, measure, NULL);
      g_assert_cmpuint (ticks->len, >=, 2);
      for (guint k = 0; k < ticks->len; k++)
        {
          const TwTick *tick = &g_array_index (ticks, TwTick, k);
          g_autoptr (GString) plain = g_string_new (tick->label);

          g_string_replace (plain, THIN, "", 0);
          g_string_replace (plain, "\xe2\x88\x92", "-", 0);
          g_assert_false (!(fabs (g_ascii_strtod (plain->str, NULL) - tick->value) <= 1e-6));
        }
    }
}

static void
test_decades (void)
{
  static const char *const expected[] = {
    "1", "10", "100", "1" THIN "000", "10" THIN "000", "100" THIN "000"
  };
  TwScale scale;
  g_autoptr (GArray) ticks = NULL;
  guint n = 0;
  guint minor = 0;

  tw_scale_init (&scale, TW_SCALE_EXPONENT, -0.2, 5, 0, 520);
  ticks = tw_scale_ticks (&scale, 8, -100, 700, measure, NULL);
  for (guint i = 0; i < ticks->len; i++)
    {
      const TwTick *tick = &g_array_index (ticks, TwTick, i);

      if (tick->minor)
        {
          minor++;
          continue;
        }
      g_assert_cmpuint (n, <, G_N_ELEMENTS (expected));
      g_assert_cmpstr (tick->label, ==, expected[n]);
      g_assert_false (!(fabs (tick->value - n) <= 1e-12));
      n++;
    }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (expected));
  g_assert_cmpuint (minor, ==, 3 + 5 * 8); /* 0.7, 0.8, 0.9 too (0.63 is the end) */
}

/* Less than a decade in view: round numbers, at their logarithmic places. */
static void
test_zoomed (void)
{
  TwScale scale;
  g_autoptr (GArray) ticks = NULL;
  gboolean found = FALSE;

  tw_scale_init (&scale, TW_SCALE_EXPONENT, log10 (150), log10 (450), 0, 500);
  ticks = tw_scale_ticks (&scale, 20, 0, 500, measure, NULL);
  for (guint i = 0; i < ticks->len; i++)
    if (strcmp (g_array_index (ticks, TwTick, i).label, "200") == 0)
      {
        found = TRUE;
        g_assert_false (!(fabs (g_array_index (ticks, TwTick, i).value - log10 (200)) <= 1e-12));
      }
  g_assert_true (found);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ticks/never-overlap", test_never_overlap);
  g_test_add_func ("/ticks/labels-true", test_labels_true);
  g_test_add_func ("/ticks/decades", test_decades);
  g_test_add_func ("/ticks/zoomed", test_zoomed);
  return g_test_run ();
}
