/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-timeline-chart.h"
#include "sample-figures.h"

#include <math.h>
#include <string.h>

#define WIDTH 900
#define HEIGHT 400

static TwColor
color_at (cairo_surface_t *surface, double x, double y)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  guint32 value;

  memcpy (&value, data + (int)y * cairo_image_surface_get_stride (surface) + 4 * (int)x, 4);
  return tw_color_from_rgb (value & 0xffffff);
}

static void
layout_of (const TwTimelineData *data, int width, int height, TwTimelineLayout *layout)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 1, 1);
  cairo_t *cr = cairo_create (surface);
  g_auto (TwFigureContext) context = { 0 };

  tw_figure_context_init (&context, cr, tw_theme_get (TW_THEME_LIGHT), width, height, 1);
  tw_timeline_figure_layout (&context, data, layout);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static cairo_surface_t *
draw (const TwTimelineData *data)
{
  return sample_render (sample_draw_timeline, data, TW_THEME_LIGHT, WIDTH, HEIGHT, 1);
}

static void
test_series_at (void)
{
  static const double x[] = { 0, 10, 20, 30 };
  static const double y[] = { 1, NAN, 3, 4 };
  TwTimelineSeries series;

  tw_timeline_series_init (&series);
  g_assert_true (isnan (tw_timeline_series_at (&series, 5)));
  series.x = x;
  series.y = y;
  series.n = 4;
  g_assert_true (isnan (tw_timeline_series_at (&series, -1)));
  g_assert_cmpfloat (tw_timeline_series_at (&series, 0), ==, 1);
  g_assert_cmpfloat (tw_timeline_series_at (&series, 19), ==, 1);
  g_assert_cmpfloat (tw_timeline_series_at (&series, 20), ==, 3);
  g_assert_cmpfloat (tw_timeline_series_at (&series, 30), ==, 4);
  g_assert_cmpfloat (tw_timeline_series_at (&series, INFINITY), ==, 4);
  g_assert_true (isnan (tw_timeline_series_at (&series, 31)));
}

static void
test_hit (void)
{
  g_autoptr (SampleTimeline) timeline = sample_timeline_new (100);
  TwTimelineLayout layout;
  double step;

  layout_of (&timeline->data, WIDTH, HEIGHT, &layout);
  g_assert_cmpuint (layout.n_charts, ==, 4);
  for (guint c = 0; c < layout.n_charts; c++)
    {
      const TwRect *plot = &layout.plots[c];

      g_assert_cmpint (
          tw_timeline_layout_hit (&layout, plot->x + 1, plot->y + plot->height / 2, &step), ==, c);
      if (c > 0)
        g_assert_cmpfloat (plot->y, >=, plot[-1].y + plot[-1].height);
    }
  for (double wanted = 0; wanted <= 2100; wanted += 70)
    {
      tw_timeline_layout_hit (&layout, tw_scale_to_pixel (&layout.x, wanted), -5, &step);
      g_assert_false (!(fabs (step - wanted) <= 1e-6));
    }
  g_assert_cmpint (tw_timeline_layout_hit (&layout, -100, -100, &step), ==, -1);
  g_assert_cmpfloat (step, ==, 0);
}

/* Curve, cursor and stack have their colours where their numbers put them. */
static void
test_pixels (void)
{
  g_autoptr (SampleTimeline) timeline = sample_timeline_new (2000);
  TwTimelineLayout layout;
  cairo_surface_t *surface = draw (&timeline->data);
  double px;

  layout_of (&timeline->data, WIDTH, HEIGHT, &layout);
  px = tw_scale_to_pixel (&layout.x, 1000);
  g_assert_cmpfloat (
      tw_color_distance (color_at (surface, px, tw_scale_to_pixel (&layout.y[0], 0.8)),
                         timeline->series[2].color),
      <, 0.12);
  /* Goals at 1000: predict 0.15 below, base above. */
  g_assert_cmpfloat (
      tw_color_distance (color_at (surface, px, tw_scale_to_pixel (&layout.y[1], 0.05)),
                         timeline->series[4].color),
      <, 0.25);
  g_assert_cmpfloat (
      tw_color_distance (color_at (surface, px, tw_scale_to_pixel (&layout.y[1], 0.6)),
                         timeline->series[5].color),
      <, 0.25);
  /* Nothing is drawn after the last recorded step but the band. */
  px = tw_scale_to_pixel (&layout.x, 1800);
  g_assert_cmpfloat (
      tw_color_distance (color_at (surface, px, tw_scale_to_pixel (&layout.y[1], 0.7)),
                         tw_theme_get (TW_THEME_LIGHT)->bands[1]),
      <, 0.02);
  px = tw_scale_to_pixel (&layout.x, 1310);
  g_assert_cmpfloat (
      tw_color_luminance (color_at (surface, px, tw_scale_to_pixel (&layout.y[3], 1.5))), <, 0.3);
  cairo_surface_destroy (surface);
}

/* One point in a million is seen. */
static void
test_spike (void)
{
  g_autoptr (SampleTimeline) timeline = sample_timeline_new (1000000);
  TwTimelineLayout layout;
  cairo_surface_t *surface;
  double px, py;
  double nearest = 1;

  timeline->charts[2].y0 = -1;
  timeline->charts[2].y1 = 1;
  timeline->data.n_marks = 0;
  timeline->y[7][500000] = 0.9;
  surface = draw (&timeline->data);
  layout_of (&timeline->data, WIDTH, HEIGHT, &layout);
  px = tw_scale_to_pixel (&layout.x, timeline->x[500000]);
  py = tw_scale_to_pixel (&layout.y[2], 0.7);
  for (int dx = -2; dx <= 2; dx++)
    nearest = MIN (nearest,
                   tw_color_distance (color_at (surface, px + dx, py), timeline->series[7].color));
  g_assert_cmpfloat (nearest, <, 0.1);
  cairo_surface_destroy (surface);
}

static void
test_log_steps (void)
{
  g_autoptr (SampleTimeline) timeline = sample_timeline_new (500);
  TwTimelineLayout layout;

  timeline->data.log_steps = TRUE;
  layout_of (&timeline->data, WIDTH, HEIGHT, &layout);
  g_assert_cmpfloat (layout.x.d0, ==, 1);
  g_assert_cmpfloat (tw_scale_to_pixel (&layout.x, 0), ==, layout.plots[0].x);
  cairo_surface_destroy (draw (&timeline->data));
}

/* A horizon that hardly moves must not look as if it did: an axis of powers has a decade at least. */
static void
test_narrow_decades (void)
{
  static const double ends[][4] = {
    { -0.002, 0, -1, 1 }, { 3.44, 3.5, 3, 4 }, { 2.99, 3.01, 2, 4 }, { -1.5, 2, -1.5, 2 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      const double x[] = { 0, 1 };
      TwTimelineSeries series;
      TwTimelineChart chart;
      double y0, y1;

      tw_timeline_series_init (&series);
      series.x = x;
      series.y = ends[i];
      series.n = 2;
      tw_timeline_chart_init (&chart);
      chart.scale = TW_SCALE_EXPONENT;
      chart.series = &series;
      chart.n_series = 1;
      tw_timeline_chart_range (&chart, NULL, 0, &y0, &y1);
      g_assert_cmpfloat (y0, <=, ends[i][2]);
      g_assert_cmpfloat (y0, >=, ends[i][2] - 0.6);
      g_assert_cmpfloat (y1, >=, ends[i][3]);
      g_assert_cmpfloat (y1, <=, ends[i][3] + 0.6);
    }
}

/* Five rows of legend beside a chart of little weight: it gets the room, as long as there is some. */
static void
test_legend_room (void)
{
  static const double x[] = { 0, 1 };
  TwTimelineSeries series[5];
  TwTimelineChart charts[3];
  TwTimelineData data;
  TwTimelineLayout layout;

  tw_timeline_data_init (&data);
  for (guint i = 0; i < 5; i++)
    {
      tw_timeline_series_init (&series[i]);
      series[i].name = "row";
      series[i].x = series[i].y = x;
      series[i].n = 2;
    }
  for (guint c = 0; c < 3; c++)
    {
      tw_timeline_chart_init (&charts[c]);
      charts[c].series = series;
      charts[c].n_series = c == 0 ? 5 : 1;
      charts[c].weight = c == 2 ? 3 : 1;
    }
  data.charts = charts;
  data.n_charts = 3;
  layout_of (&data, WIDTH, 240, &layout);
  g_assert_cmpuint (layout.n_charts, ==, 3);
  g_assert_cmpfloat (layout.plots[0].height, >=, 5 * 14);
  g_assert_cmpfloat (layout.plots[2].height, >, 2.5 * layout.plots[1].height);
  g_assert_cmpfloat (layout.plots[2].y + layout.plots[2].height, <, 240);
  /* Without a legend weights alone count. */
  data.show_legend = FALSE;
  layout_of (&data, WIDTH, 240, &layout);
  g_assert_cmpfloat (fabs (layout.plots[0].height - layout.plots[1].height), <, 1e-6);
}

static void
test_sizes (void)
{
  static const int sizes[] = { 1, 2, 5, 13, 34, 69, 70, 71, 131, 179, 181, 260, 379, 381, 700 };
  g_autoptr (SampleTimeline) timeline = sample_timeline_new (300);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (sizes); j++)
      {
        TwTimelineLayout layout;

        cairo_surface_destroy (sample_render (sample_draw_timeline, &timeline->data,
                                              TW_THEME_HIGH_CONTRAST_DARK, sizes[i], sizes[j], 1));
        layout_of (&timeline->data, sizes[i], sizes[j], &layout);
        for (guint c = 0; c < layout.n_charts; c++)
          {
            g_assert_cmpfloat (layout.plots[c].x + layout.plots[c].width, <=, sizes[i]);
            g_assert_cmpfloat (layout.plots[c].y + layout.plots[c].height, <=, sizes[j] + 1);
          }
      }
}

/* With large text too the legend leaves room for the plots, or is not there. */
static void
test_large_text (void)
{
  g_autoptr (SampleTimeline) timeline = sample_timeline_new (100);

  for (int width = 300; width <= 1400; width += 50)
    for (double text_scale = 1; text_scale <= 2; text_scale += 0.5)
      {
        cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, HEIGHT);
        cairo_t *cr = cairo_create (surface);
        g_auto (TwFigureContext) context = { 0 };
        TwTimelineLayout layout;

        tw_figure_context_init (&context, cr, tw_theme_get (TW_THEME_LIGHT), width, HEIGHT, 1);
        context.text_scale = text_scale;
        tw_timeline_figure_layout (&context, &timeline->data, &layout);
        tw_timeline_figure_draw (&context, &timeline->data);
        g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
        g_assert_cmpfloat (layout.plots[0].width, >=, 0.36 * width);
        g_assert_cmpint (layout.legend.width > 0, ==, width >= 380 * text_scale);
        /* Labels of neighbouring axes, half of each in the gap, do not touch. */
        for (guint c = 1; c < layout.n_charts; c++)
          g_assert_cmpfloat (layout.plots[c].y - layout.plots[c - 1].y - layout.plots[c - 1].height,
                             >=, 12 * text_scale);
        cairo_destroy (cr);
        cairo_surface_destroy (surface);
      }
}

static void
test_odd_data (void)
{
  static const double odd[] = { NAN, INFINITY, -INFINITY, 1e300, -1e300, 0, 5e-324 };
  g_autoptr (SampleTimeline) timeline = sample_timeline_new (60);
  g_autoptr (GRand) rand = g_rand_new_with_seed (13);
  TwTimelineData empty;

  tw_timeline_data_init (&empty);
  cairo_surface_destroy (draw (&empty));
  for (int trial = 0; trial < 200; trial++)
    {
      double *slots[] = { &timeline->data.x0,       &timeline->data.x1,
                          &timeline->data.cursor,   &timeline->charts[0].y0,
                          &timeline->charts[1].y1,  &timeline->stages[0].end,
                          &timeline->marks[0].step, &timeline->series[1].mark };
      double *slot = slots[g_rand_int_range (rand, 0, G_N_ELEMENTS (slots))];
      double kept = *slot;

      for (int k = 0; k < 3; k++)
        timeline->y[g_rand_int_range (rand, 0, SAMPLE_SERIES)][g_rand_int_range (rand, 0, 60)] =
            odd[g_rand_int_range (rand, 0, G_N_ELEMENTS (odd))];
      timeline->charts[2].scale = g_rand_int_range (rand, 0, 3);
      timeline->data.log_steps = g_rand_boolean (rand);
      *slot = odd[g_rand_int_range (rand, 0, G_N_ELEMENTS (odd))];
      cairo_surface_destroy (draw (&timeline->data));
      *slot = kept;
    }
  for (guint s = 0; s < SAMPLE_SERIES; s++)
    timeline->series[s].n = 0;
  cairo_surface_destroy (draw (&timeline->data));
}

static void
test_stays_inside (void)
{
  g_autoptr (SampleTimeline) timeline = sample_timeline_new (200);
  g_autofree char *long_word = g_strnfill (300, 'M');
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 600, 400);
  cairo_t *cr = cairo_create (surface);

  timeline->charts[0].title = timeline->series[0].name = timeline->stages[0].name = long_word;
  timeline->marks[0].label = timeline->data.x_title = timeline->data.title = long_word;
  cairo_translate (cr, 50, 40);
  {
    g_auto (TwFigureContext) context = { 0 };

    tw_figure_context_init (&context, cr, tw_theme_get (TW_THEME_DARK), 480, 300, 1);
    tw_timeline_figure_draw (&context, &timeline->data);
  }
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  for (int j = 0; j < 400; j++)
    for (int i = 0; i < 600; i++)
      if (i < 50 || j < 40 || i >= 530 || j >= 340)
        g_assert_cmpfloat (tw_color_luminance (color_at (surface, i, j)), ==, 0);
  g_assert_cmpfloat (tw_color_luminance (color_at (surface, 51, 41)), >, 0);
  cairo_surface_destroy (surface);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/timeline-figure/series-at", test_series_at);
  g_test_add_func ("/timeline-figure/hit", test_hit);
  g_test_add_func ("/timeline-figure/pixels", test_pixels);
  g_test_add_func ("/timeline-figure/spike", test_spike);
  g_test_add_func ("/timeline-figure/log-steps", test_log_steps);
  g_test_add_func ("/timeline-figure/narrow-decades", test_narrow_decades);
  g_test_add_func ("/timeline-figure/legend-room", test_legend_room);
  g_test_add_func ("/timeline-figure/sizes", test_sizes);
  g_test_add_func ("/timeline-figure/large-text", test_large_text);
  g_test_add_func ("/timeline-figure/odd-data", test_odd_data);
  g_test_add_func ("/timeline-figure/stays-inside", test_stays_inside);
  return g_test_run ();
}
