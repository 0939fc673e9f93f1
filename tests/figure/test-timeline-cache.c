/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sample-figures.h"

#include <math.h>
#include <string.h>

#define WIDTH 700
#define HEIGHT 360
#define N 6000

static cairo_surface_t *
draw (const TwTimelineData *data, TwTimelineCache *cache, double scale)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)(WIDTH * scale), (int)(HEIGHT * scale));
  cairo_t *cr = cairo_create (surface);
  g_auto (TwFigureContext) context = { 0 };

  cairo_scale (cr, scale, scale);
  tw_figure_context_init (&context, cr, tw_theme_get (TW_THEME_LIGHT), WIDTH, HEIGHT, scale);
  tw_timeline_figure_draw_cached (&context, data, cache);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static guint32
pixel (cairo_surface_t *surface, int x, int y)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  guint32 value;

  memcpy (&value, data + y * cairo_image_surface_get_stride (surface) + 4 * x, 4);
  return value & 0xffffff;
}

/* Share of the pixels that differ, by more than least. */
static double
difference (cairo_surface_t *a, cairo_surface_t *b, double least)
{
  int width = cairo_image_surface_get_width (a);
  int height = cairo_image_surface_get_height (a);
  int n = 0;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      if (pixel (a, x, y) != pixel (b, x, y))
        n += tw_color_distance (tw_color_from_rgb (pixel (a, x, y)),
                                tw_color_from_rgb (pixel (b, x, y)))
             >= least;
  return n / (double)(width * height);
}

/* With a cache of its own, once: what a cache with a past has to give. */
static void
assert_as_fresh (const TwTimelineData *data, TwTimelineCache *cache)
{
  g_autoptr (TwTimelineCache) fresh = tw_timeline_cache_new ();
  cairo_surface_t *a = draw (data, cache, 1);
  cairo_surface_t *b = draw (data, fresh, 1);

  g_assert_cmpfloat (difference (a, b, 0), ==, 0);
  cairo_surface_destroy (a);
  cairo_surface_destroy (b);
}

static void
test_like_vectors (void)
{
  for (gsize n = 500; n <= 50000; n *= 10)
    for (double scale = 1; scale <= 2; scale++)
      {
        g_autoptr (SampleTimeline) timeline = sample_timeline_new (n);
        g_autoptr (TwTimelineCache) cache = tw_timeline_cache_new ();
        cairo_surface_t *a = draw (&timeline->data, cache, scale);
        cairo_surface_t *b = draw (&timeline->data, NULL, scale);

        /* Antialiasing at the rims of curves, above all where they are noise. */
        g_assert_cmpfloat (difference (a, b, 0.12), <, 3e-3);
        cairo_surface_destroy (a);
        cairo_surface_destroy (b);
      }
}

/* Some rows a frame, with gaps, spikes that widen the range, and columns of pixels half full. */
static void
test_grows (void)
{
  g_autoptr (SampleTimeline) timeline = sample_timeline_new (N);
  g_autoptr (TwTimelineCache) cache = tw_timeline_cache_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  timeline->y[7][700] = NAN;
  timeline->y[0][1500] = timeline->y[3][1501] = INFINITY;
  timeline->y[7][3000] = 4;
  timeline->y[5][4000] = 0.9;
  timeline->charts[1].y1 = NAN;
  for (gsize n = 0; n < N; n += g_rand_int_range (rand, 1, 350))
    {
      for (guint s = 0; s < SAMPLE_SERIES; s++)
        timeline->series[s].n = n;
      timeline->series[5].n = MIN (n, 3500); /* one ends earlier than the others */
      timeline->data.cursor = timeline->x[MAX (n, 1) - 1];
      assert_as_fresh (&timeline->data, cache);
    }
}

/* The range that the axis takes from the data is that without a cache. */
static void
test_range (void)
{
  g_autoptr (SampleTimeline) timeline = sample_timeline_new (N);
  g_autoptr (TwTimelineCache) cache = tw_timeline_cache_new ();

  timeline->charts[1].y1 = NAN;
  timeline->charts[3].y0 = timeline->charts[3].y1 = NAN;
  timeline->y[7][2000] = 40;
  timeline->y[8][2100] = -7;
  timeline->y[4][2200] = 30;
  for (gsize n = 1900; n < 2500; n += 100)
    {
      cairo_surface_t *a, *b;

      for (guint s = 0; s < SAMPLE_SERIES; s++)
        timeline->series[s].n = n;
      a = draw (&timeline->data, cache, 1);
      b = draw (&timeline->data, NULL, 1);
      /* Another range would move all of a curve, the labels and the grid. */
      g_assert_cmpfloat (difference (a, b, 0.12), <, 3e-3);
      cairo_surface_destroy (a);
      cairo_surface_destroy (b);
    }
}

static void
test_changes (void)
{
  g_autoptr (SampleTimeline) timeline = sample_timeline_new (N);
  g_autoptr (TwTimelineCache) cache = tw_timeline_cache_new ();
  TwTimelineChart *charts = timeline->charts;

  assert_as_fresh (&timeline->data, cache);
  for (int i = 1000; i < 3000; i++)
    timeline->y[7][i] = -0.1;
  timeline->series[7].serial = 77;
  assert_as_fresh (&timeline->data, cache);
  timeline->series[7].serial = 0;
  for (int round = 0; round < 2; round++)
    {
      for (int i = 1000; i < 3000; i++)
        timeline->y[7][i] = round;
      assert_as_fresh (&timeline->data, cache);
    }
  timeline->series[0].n = 900; /* fewer */
  assert_as_fresh (&timeline->data, cache);
  timeline->data.x1 = 700; /* another view */
  assert_as_fresh (&timeline->data, cache);
  timeline->data.x0 = 300;
  assert_as_fresh (&timeline->data, cache);
  timeline->data.log_steps = TRUE;
  assert_as_fresh (&timeline->data, cache);
  charts[2].scale = TW_SCALE_LOG; /* only what is positive counts */
  assert_as_fresh (&timeline->data, cache);
  charts[0].series++;
  charts[0].n_series--; /* the others move up */
  assert_as_fresh (&timeline->data, cache);
  charts[1].kind = TW_CHART_LINES;
  charts[1].y1 = NAN;
  assert_as_fresh (&timeline->data, cache);
  charts[1].kind = TW_CHART_AREAS;
  assert_as_fresh (&timeline->data, cache);
  timeline->series[1].dashed = timeline->series[2].faded = TRUE;
  assert_as_fresh (&timeline->data, cache);
  timeline->data.n_charts = 2;
  assert_as_fresh (&timeline->data, cache);
  timeline->data.charts = charts + 2;
  assert_as_fresh (&timeline->data, cache);
}

static void
test_odd_data (void)
{
  static const double odd[] = { NAN, INFINITY, -INFINITY, 1e300, -1e300, 0, 5e-324 };
  g_autoptr (SampleTimeline) timeline = sample_timeline_new (60);
  g_autoptr (TwTimelineCache) cache = tw_timeline_cache_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (13);
  TwTimelineData empty;

  tw_timeline_data_init (&empty);
  assert_as_fresh (&empty, cache);
  for (guint trial = 0; trial < 60; trial++)
    {
      for (int k = 0; k < 3; k++)
        {
          guint s = (guint)g_rand_int_range (rand, 0, SAMPLE_SERIES);

          timeline->y[s][g_rand_int_range (rand, 0, 60)] = odd[g_rand_int_range (rand, 0, 7)];
          timeline->series[s].serial = 100 + trial;
        }
      timeline->series[trial % SAMPLE_SERIES].n = trial;
      timeline->data.x1 = trial % 5 == 0 ? 1e-9 : 2100;
      assert_as_fresh (&timeline->data, cache);
    }
  timeline->series[7].x = NULL;
  timeline->series[8].y = timeline->series[4].y = NULL;
  assert_as_fresh (&timeline->data, cache);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timeline-cache/like-vectors", test_like_vectors);
  g_test_add_func ("/timeline-cache/grows", test_grows);
  g_test_add_func ("/timeline-cache/range", test_range);
  g_test_add_func ("/timeline-cache/changes", test_changes);
  g_test_add_func ("/timeline-cache/odd-data", test_odd_data);
  return g_test_run ();
}
