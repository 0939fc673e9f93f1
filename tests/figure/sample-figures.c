/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sample-figures.h"

#include <math.h>

#define CEILING 0.66

/* A myopic basin, a ridge at a few hundred steps, a far-sighted basin whose edge moves with awareness. */
static double
sample_loss (double x, double y)
{
  double basin = 1 / (1 + exp (-(x - 2.9 + 0.6 * y) * 5));

  return -0.45 + 0.35 * exp (-(x - 2.2) * (x - 2.2) * 2.2) - 0.55 * basin * (0.3 + y)
         - 0.05 * exp (-x * x);
}

static double
slope (double x, double y, gboolean along_x)
{
  const double step = 1e-4;

  if (along_x)
    return -(sample_loss (x + step, y) - sample_loss (x - step, y)) / (2 * step);
  return -(sample_loss (x, y + step) - sample_loss (x, y - step)) / (2 * step);
}

static void
fill_field (SamplePlane *plane)
{
  TwPlaneField *field = &plane->data.field;

  for (guint j = 0; j < field->ny; j++)
    for (guint i = 0; i < field->nx; i++)
      {
        guint k = j * field->nx + i;
        double x = field->x0 + (i + 0.5) * (field->x1 - field->x0) / field->nx;
        double y = field->y0 + (j + 0.5) * (field->y1 - field->y0) / field->ny;

        plane->reachable[k] = y < CEILING;
        plane->loss[k] = plane->reachable[k] ? sample_loss (x, y) : NAN;
        plane->slope_h[k] = slope (x, y, TRUE);
        plane->slope_s[k] = slope (x, y, FALSE) - 0.02 * (x < 3);
        plane->vx[k] = plane->slope_h[k] * 0.2;
        plane->vy[k] = plane->slope_s[k] * 0.05;
        plane->regime[k] = x > 3.1 - 0.6 * y ? 1 : x < 0.4 ? 2 : 0;
      }
  field->loss = plane->loss;
  field->vx = plane->vx;
  field->vy = plane->vy;
  field->slope_h = plane->slope_h;
  field->slope_s = plane->slope_s;
  field->regime = plane->regime;
  field->reachable = plane->reachable;
  field->serial = 1;
}

static void
fill_trails (SamplePlane *plane, gsize n)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (gsize i = 0; i < n; i++)
    {
      double t = i / (n - 1.0);
      double noise = g_rand_double_range (rand, -0.004, 0.004);

      plane->x[0][i] = 3.2 + 0.9 * pow (t, 0.6) - 0.1 * (1 - t) + noise;
      plane->y[0][i] = 0.03 + 0.43 * (1 - exp (-6 * t)) + noise;
      plane->x[1][i] = 0.35 + 1.7 * t * t + noise;
      plane->y[1][i] = 0.48 - 0.46 * t * t * t + 0.5 * noise;
    }
  for (guint i = 0; i < 2; i++)
    {
      plane->trails[i].x = plane->x[i];
      plane->trails[i].y = plane->y[i];
      plane->trails[i].n = n;
      plane->trails[i].serial = i + 1;
      plane->trails[i].start_ring = TRUE;
    }
  plane->trails[0].name = "far-sighted";
  plane->trails[1].name = "start";
  plane->trails[1].faded = TRUE;
  plane->trails[1].end_dot = TRUE;
}

SamplePlane *
sample_plane_new (guint nx, guint ny, gsize n_points)
{
  SamplePlane *plane = g_new0 (SamplePlane, 1);
  TwPlaneData *data = &plane->data;
  gsize n = (gsize)nx * ny;

  tw_plane_data_init (data);
  data->x_title = "goal horizon";
  data->x_unit = "steps";
  data->y_title = "situational awareness";
  data->value_title = "loss";
  data->x0 = -0.2;
  data->y1 = 0.8;
  data->field = (TwPlaneField){ .x0 = -0.2, .x1 = 5, .y1 = 0.8, .nx = nx, .ny = ny };
  data->ceiling = CEILING;
  data->ceiling_label = "knowledge ceiling: what it knows of itself";
  plane->loss = g_new (double, n);
  plane->vx = g_new (double, n);
  plane->vy = g_new (double, n);
  plane->slope_h = g_new (double, n);
  plane->slope_s = g_new (double, n);
  plane->regime = g_new (guint8, n);
  plane->reachable = g_new (guint8, n);
  for (guint i = 0; i < 2; i++)
    {
      plane->x[i] = g_new (double, n_points);
      plane->y[i] = g_new (double, n_points);
    }
  fill_field (plane);
  fill_trails (plane, n_points);
  data->trails = plane->trails;
  data->n_trails = 2;
  data->point[0] = plane->x[0][n_points - 1];
  data->point[1] = plane->y[0][n_points - 1];
  data->vector[0] = 0.05;
  data->vector[1] = 0.012;
  data->noise[0] = 2.5e-4;
  data->noise[1] = 3e-5;
  data->noise[2] = 1.6e-5;
  data->regimes = plane->regimes;
  data->n_regimes = 3;
  sample_plane_set_theme (plane, TW_THEME_LIGHT);
  return plane;
}

void
sample_plane_free (SamplePlane *plane)
{
  g_free (plane->loss);
  g_free (plane->vx);
  g_free (plane->vy);
  g_free (plane->slope_h);
  g_free (plane->slope_s);
  g_free (plane->regime);
  g_free (plane->reachable);
  for (guint i = 0; i < 2; i++)
    {
      g_free (plane->x[i]);
      g_free (plane->y[i]);
    }
  g_free (plane);
}

void
sample_plane_set_theme (SamplePlane *plane, TwThemeKind kind)
{
  const TwTheme *theme = tw_theme_get (kind);

  plane->trails[0].color = plane->data.point_color = theme->series[1];
  plane->trails[1].color = theme->series[0];
  plane->regimes[0] = (TwPlaneRegime){ "aligned", theme->series[2] };
  plane->regimes[1] = (TwPlaneRegime){ "deceptive", theme->series[1] };
  plane->regimes[2] = (TwPlaneRegime){ "undirected", theme->series[7] };
}

static double
rise (double t, double onset, double width)
{
  return 1 / (1 + exp (-(t - onset) / width));
}

static void
fill_series (SampleTimeline *timeline, gsize n)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);

  for (gsize i = 0; i < n; i++)
    {
      double t = 1500.0 * i / (n - 1.0);
      double noise = g_rand_double_range (rand, -0.01, 0.01);
      double **y = timeline->y;

      timeline->x[i] = t;
      y[0][i] = 0.8 * rise (t, 38, 8);
      y[1][i] = 0.8 * rise (t, 71, 9) + 0.1 * rise (t, 640, 10) + 0.3 * noise;
      y[2][i] = 0.8 * rise (t, 655, 9);
      y[3][i] = 0.47 * rise (t, 680, 15);
      y[4][i] = 0.8 - 0.65 * rise (t, 660, 60);
      y[5][i] = 1 - y[4][i] - 0.04;
      y[6][i] = 0.04;
      y[7][i] = -0.3 - 0.5 * rise (t, 80, 30) + 0.4 * rise (t, 600, 2) - 0.45 * rise (t, 690, 40)
                + 6 * noise;
      y[8][i] = 3 + 0.9 * rise (t, 700, 90) + noise;
    }
}

SampleTimeline *
sample_timeline_new (gsize n_points)
{
  static const char *const names[SAMPLE_SERIES] = {
    "world", "base goal", "self",       "awareness used", "predict",
    "base",  "reward",    "batch loss", "goal horizon"
  };
  static const double half[] = { 0.5 };
  SampleTimeline *timeline = g_new0 (SampleTimeline, 1);
  TwTimelineData *data = &timeline->data;

  tw_timeline_data_init (data);
  timeline->x = g_new (double, n_points);
  for (guint s = 0; s < SAMPLE_SERIES; s++)
    {
      timeline->y[s] = g_new (double, n_points);
      tw_timeline_series_init (&timeline->series[s]);
      timeline->series[s].name = names[s];
      timeline->series[s].x = timeline->x;
      timeline->series[s].y = timeline->y[s];
      timeline->series[s].n = n_points;
      timeline->series[s].serial = s + 1;
    }
  fill_series (timeline, n_points);
  timeline->series[3].dashed = TRUE;
  timeline->series[0].mark = 38;
  timeline->series[1].mark = 71;
  timeline->series[2].mark = 655;
  for (guint c = 0; c < 4; c++)
    tw_timeline_chart_init (&timeline->charts[c]);
  timeline->charts[0].title = "understood";
  timeline->charts[0].y0 = 0;
  timeline->charts[0].y1 = 1;
  timeline->charts[0].weight = 1.6;
  timeline->charts[0].series = timeline->series;
  timeline->charts[0].n_series = 4;
  timeline->charts[0].thresholds = half;
  timeline->charts[0].n_thresholds = 1;
  timeline->charts[1].title = "goals";
  timeline->charts[1].kind = TW_CHART_AREAS;
  timeline->charts[1].y1 = 1;
  timeline->charts[1].series = timeline->series + 4;
  timeline->charts[1].n_series = 3;
  timeline->charts[2].title = "loss";
  timeline->charts[2].series = timeline->series + 7;
  timeline->charts[2].n_series = 1;
  timeline->charts[3].title = "horizon";
  timeline->charts[3].scale = TW_SCALE_EXPONENT;
  timeline->charts[3].y0 = 0;
  timeline->charts[3].y1 = 5;
  timeline->charts[3].series = timeline->series + 8;
  timeline->charts[3].n_series = 1;
  timeline->stages[0] = (TwTimelineStage){ "pre-training", 0, 600 };
  timeline->stages[1] = (TwTimelineStage){ "fine-tuning", 600, 2100 };
  timeline->marks[0].step = 900;
  timeline->marks[0].label = "horizon × 2.5";
  data->charts = timeline->charts;
  data->n_charts = 4;
  data->stages = timeline->stages;
  data->n_stages = 2;
  data->marks = timeline->marks;
  data->n_marks = 1;
  data->x1 = 2100;
  data->x_title = "step";
  data->cursor = 1310;
  sample_timeline_set_theme (timeline, TW_THEME_LIGHT);
  return timeline;
}

void
sample_timeline_free (SampleTimeline *timeline)
{
  g_free (timeline->x);
  for (guint s = 0; s < SAMPLE_SERIES; s++)
    g_free (timeline->y[s]);
  g_free (timeline);
}

void
sample_timeline_set_theme (SampleTimeline *timeline, TwThemeKind kind)
{
  static const guint colors[SAMPLE_SERIES] = { 4, 2, 5, 7, 0, 2, 6, 0, 1 };

  for (guint s = 0; s < SAMPLE_SERIES; s++)
    timeline->series[s].color = tw_theme_get (kind)->series[colors[s]];
  timeline->marks[0].color = tw_theme_get (kind)->accent;
}

void
sample_draw_plane (const TwFigureContext *context, gconstpointer data, gpointer cache)
{
  tw_plane_figure_draw (context, data, cache);
}

void
sample_draw_timeline (const TwFigureContext *context, gconstpointer data, gpointer cache)
{
  tw_timeline_figure_draw_cached (context, data, cache);
}

cairo_surface_t *
sample_render (SampleDraw draw, gconstpointer data, TwThemeKind kind, int width, int height,
               double scale)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)(width * scale), (int)(height * scale));
  cairo_t *cr = cairo_create (surface);

  cairo_scale (cr, scale, scale);
  {
    g_auto (TwFigureContext) context = { 0 };

    tw_figure_context_init (&context, cr, tw_theme_get (kind), width, height, scale);
    draw (&context, data, NULL);
  }
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  return surface;
}
