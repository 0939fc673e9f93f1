/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-decimate.h"

#include <math.h>

#define N 100000

typedef struct
{
  double x[N], y[N];
} Curve;

static Curve *
noise_new (guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  Curve *curve = g_new (Curve, 1);

  for (int i = 0; i < N; i++)
    {
      curve->x[i] = i;
      curve->y[i] = g_rand_double (rand);
    }
  return curve;
}

static void
scales (TwScale *sx, TwScale *sy)
{
  tw_scale_init (sx, TW_SCALE_LINEAR, 0, N - 1, 0, 500);
  tw_scale_init (sy, TW_SCALE_LINEAR, 0, 10, 200, 0);
}

/* In each pixel column the drawn points reach exactly as far as the data. */
static void
test_envelope (void)
{
  g_autofree Curve *curve = noise_new (11);
  g_autoptr (GArray) points = NULL;
  double lo[501], hi[501], drawn_lo[501], drawn_hi[501];
  TwScale sx, sy;

  curve->y[54321] = 9.5;
  scales (&sx, &sy);
  for (int c = 0; c < 501; c++)
    {
      lo[c] = drawn_lo[c] = INFINITY;
      hi[c] = drawn_hi[c] = -INFINITY;
    }
  points = tw_decimate (curve->x, curve->y, N, 1, &sx, &sy, 1);
  g_assert_cmpuint (points->len, <=, 2 * 501 + 2);
  for (int i = 0; i < N; i++)
    {
      int c = (int)tw_scale_to_pixel (&sx, curve->x[i]);
      double p = tw_scale_to_pixel (&sy, curve->y[i]);

      lo[c] = MIN (lo[c], p);
      hi[c] = MAX (hi[c], p);
    }
  for (guint i = 0; i < points->len; i++)
    {
      const TwPixel *p = &g_array_index (points, TwPixel, i);

      drawn_lo[(int)p->x] = MIN (drawn_lo[(int)p->x], p->y);
      drawn_hi[(int)p->x] = MAX (drawn_hi[(int)p->x], p->y);
      if (i > 0)
        g_assert_cmpfloat (p->x, >=, p[-1].x);
    }
  for (int c = 0; c < 501; c++)
    {
      g_assert_false (!(fabs (drawn_lo[c] - lo[c]) <= 1e-9));
      g_assert_false (!(fabs (drawn_hi[c] - hi[c]) <= 1e-9));
    }
}

static void
test_ends_and_gaps (void)
{
  static const double x[] = { 0, 1, 2, 3, 4, 5 };
  static const double y[] = { 1, NAN, 2, INFINITY, 3, 4 };
  g_autoptr (GArray) points = NULL;
  TwScale sx, sy;
  guint gaps = 0;

  tw_scale_init (&sx, TW_SCALE_LINEAR, 0, 5, 0, 500);
  tw_scale_init (&sy, TW_SCALE_LINEAR, 0, 4, 400, 0);
  points = tw_decimate (x, y, G_N_ELEMENTS (x), 1, &sx, &sy, 1);
  g_assert_cmpuint (points->len, ==, 6);
  for (guint i = 0; i < points->len; i++)
    gaps += isnan (g_array_index (points, TwPixel, i).y);
  g_assert_cmpuint (gaps, ==, 2);
  g_assert_cmpfloat (g_array_index (points, TwPixel, 0).y, ==, 300);
  g_assert_cmpfloat (g_array_index (points, TwPixel, 5).x, ==, 500);
  g_assert_cmpfloat (g_array_index (points, TwPixel, 5).y, ==, 0);
}

/* Zoomed in, only what is in view and its neighbours is drawn. */
static void
test_zoom (void)
{
  g_autofree Curve *curve = noise_new (12);
  g_autoptr (GArray) points = NULL;
  TwScale sx, sy;

  scales (&sx, &sy);
  tw_scale_init (&sx, TW_SCALE_LINEAR, 1000.5, 1010.5, 0, 500);
  points = tw_decimate (curve->x, curve->y, N, 1, &sx, &sy, 1);
  g_assert_cmpuint (points->len, ==, 12);
  g_assert_cmpfloat (g_array_index (points, TwPixel, 0).x, <, 0);
  g_assert_cmpfloat (g_array_index (points, TwPixel, 11).x, >, 500);
}

static void
test_stride (void)
{
  static const double rows[] = { 0, 5, -1, 1, 6, -1, 2, 7, -1 };
  g_autoptr (GArray) points = NULL;
  TwScale sx, sy;

  tw_scale_init (&sx, TW_SCALE_LINEAR, 0, 2, 0, 200);
  tw_scale_init (&sy, TW_SCALE_LINEAR, 0, 10, 100, 0);
  points = tw_decimate (rows, rows + 1, 3, 3, &sx, &sy, 1);
  g_assert_cmpuint (points->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_false (!(fabs (g_array_index (points, TwPixel, i).y - (50 - 10.0 * i)) <= 1e-9));
}

/* A curve that grows gives in pieces what it gives at once. */
static void
test_grows (void)
{
  g_autofree Curve *curve = noise_new (14);
  g_autoptr (GArray) at_once = NULL;
  g_autoptr (GArray) pieces = g_array_new (FALSE, FALSE, sizeof (TwPixel));
  g_autoptr (GRand) rand = g_rand_new_with_seed (15);
  TwDecimator decimator;
  TwScale sx, sy;

  scales (&sx, &sy);
  curve->y[0] = curve->y[300] = curve->y[301] = curve->y[70000] = NAN;
  for (int zoomed = 0; zoomed < 2; zoomed++)
    {
      if (zoomed)
        tw_scale_init (&sx, TW_SCALE_LINEAR, 2000.5, 90000.5, 0, 500);
      g_array_set_size (pieces, 0);
      tw_decimator_init (&decimator, &sx, &sy, 2);
      for (gsize n = 2500; n < N; n += g_rand_int_range (rand, 1, 400))
        {
          guint length;

          tw_decimator_advance (&decimator, curve->x, curve->y, n, 1, pieces);
          /* Looking at the end changes nothing. */
          length = pieces->len;
          tw_decimator_end (&decimator, curve->x, curve->y, 1, pieces);
          g_array_set_size (pieces, length);
        }
      tw_decimator_advance (&decimator, curve->x, curve->y, N, 1, pieces);
      tw_decimator_end (&decimator, curve->x, curve->y, 1, pieces);
      g_clear_pointer (&at_once, g_array_unref);
      at_once = tw_decimate (curve->x, curve->y, N, 1, &sx, &sy, 2);
      g_assert_cmpuint (at_once->len, >, 1000);
      g_assert_cmpmem (at_once->data, at_once->len * sizeof (TwPixel), pieces->data,
                       pieces->len * sizeof (TwPixel));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decimate/envelope", test_envelope);
  g_test_add_func ("/decimate/ends-and-gaps", test_ends_and_gaps);
  g_test_add_func ("/decimate/zoom", test_zoom);
  g_test_add_func ("/decimate/stride", test_stride);
  g_test_add_func ("/decimate/grows", test_grows);
  return g_test_run ();
}
