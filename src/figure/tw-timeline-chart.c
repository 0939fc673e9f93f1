/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-timeline-chart.h"

#include "figure/tw-axis.h"
#include "figure/tw-decimate.h"
#include "figure/tw-stroke.h"
#include "figure/tw-text.h"
#include "figure/tw-timeline-cache.h"

#include <math.h>

static gsize
stride_of (const TwTimelineSeries *series)
{
  return series->stride == 0 ? 1 : series->stride;
}

double
tw_timeline_series_at (const TwTimelineSeries *series, double step)
{
  gsize stride = stride_of (series);
  gsize i;

  if (series->x == NULL || series->y == NULL || series->n == 0 || isnan (step))
    return NAN;
  /* Nothing is known of a step that has not been made; a rounding error behind the last is none. */
  if (isfinite (step) && step > series->x[(series->n - 1) * stride] * (1 + 1e-9))
    return NAN;
  for (i = tw_upper_bound (series->x, series->n, stride, step); i > 0; i--)
    if (isfinite (series->y[(i - 1) * stride]))
      return series->y[(i - 1) * stride];
  return NAN;
}

static void
extend_by_lines (const TwTimelineChart *chart, TwTimelineCache *cache, guint c, double *lo,
                 double *hi)
{
  for (guint s = 0; s < chart->n_series; s++)
    {
      const TwTimelineSeries *series = &chart->series[s];
      gsize stride = stride_of (series);

      if (cache != NULL)
        {
          tw_curve_cache_range (tw_timeline_cache_curve (cache, c, s), series,
                                chart->scale == TW_SCALE_LOG, lo, hi);
          continue;
        }
      for (gsize i = 0; series->y != NULL && i < series->n; i++)
        {
          double value = series->y[i * stride];

          if (!isfinite (value) || (chart->scale == TW_SCALE_LOG && value <= 0))
            continue;
          *lo = MIN (*lo, value);
          *hi = MAX (*hi, value);
        }
    }
}

static inline double
chart_sum (const TwTimelineChart *chart, gsize i)
{
  double sum = 0;

  for (guint s = 0; s < chart->n_series; s++)
    if (chart->series[s].y != NULL && i < chart->series[s].n
        && isfinite (chart->series[s].y[i * stride_of (&chart->series[s])]))
      sum += MAX (chart->series[s].y[i * stride_of (&chart->series[s])], 0);
  return sum;
}

double
tw_timeline_chart_sum (const TwTimelineChart *chart, gsize i)
{
  return chart_sum (chart, i);
}

static void
extend_by_areas (const TwTimelineChart *chart, TwTimelineCache *cache, guint c, double *lo,
                 double *hi)
{
  *lo = 0;
  if (cache != NULL && chart->n_series > 0)
    tw_curve_cache_sum (tw_timeline_cache_curve (cache, c, 0), chart, hi);
  else
    for (gsize i = 0; chart->n_series > 0 && i < chart->series[0].n; i++)
      {
        double sum = chart_sum (chart, i);

        *hi = MAX (*hi, sum);
      }
}

void
tw_timeline_chart_range (const TwTimelineChart *chart, TwTimelineCache *cache, guint c, double *y0,
                         double *y1)
{
  double lo = INFINITY;
  double hi = -INFINITY;

  if (isnan (chart->y0) || isnan (chart->y1))
    {
      if (chart->kind == TW_CHART_AREAS)
        extend_by_areas (chart, cache, c, &lo, &hi);
      else
        extend_by_lines (chart, cache, c, &lo, &hi);
      if (!(lo <= hi))
        lo = hi = NAN;
      /* Less than a decade would make much of nothing; whole ones have their names on the axis. */
      if (chart->scale == TW_SCALE_EXPONENT && hi - lo < 1)
        {
          const double least = lo;

          lo = floor (least + 0.02);
          hi = ceil (hi - 0.02);
          if (hi <= lo)
            {
              lo -= 1;
              hi = lo + 2;
            }
        }
      tw_nice_range (chart->scale == TW_SCALE_EXPONENT ? TW_SCALE_LINEAR : chart->scale, &lo, &hi);
    }
  *y0 = isnan (chart->y0) ? lo : chart->y0;
  *y1 = isnan (chart->y1) ? hi : chart->y1;
}

static void
stroke_line (const TwFigureContext *context, const TwTimelineSeries *series, const TwScale *x,
             const TwScale *y, double width, const double dash[2], TwColor color)
{
  cairo_t *cr = context->cr;
  g_autoptr (GArray) points =
      tw_decimate (series->x, series->y, series->n, stride_of (series), x, y, context->scale);

  /* Where a curve is dense noise nobody sees its joins, and round ones take most of the time. */
  cairo_set_line_join (cr, points->len > 1000 ? CAIRO_LINE_JOIN_BEVEL : CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, dash != NULL ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (cr, width);
  cairo_set_dash (cr, dash, dash != NULL ? 2 : 0, 0);
  tw_figure_set_color (cr, color);
  tw_stroke_points (cr, (const TwPixel *)(void *)points->data, points->len, dash != NULL);
  cairo_set_dash (cr, NULL, 0, 0);
}

/* curve NULL: as vectors. */
static void
draw_line (const TwFigureContext *context, const TwTimelineSeries *series, TwCurveCache *curve,
           const TwRect *plot, const TwScale *x, const TwScale *y)
{
  static const double dashes[] = { 6, 4 };
  const double *dash = series->dashed ? dashes : NULL;
  double width = context->theme->line_width * (series->faded ? 0.6 : 0.9);
  TwColor color = tw_color_mix (context->theme->panel, series->color, series->faded ? 0.55 : 1);

  if (series->x == NULL || series->y == NULL || series->n == 0)
    return;
  if (curve == NULL)
    stroke_line (context, series, x, y, width, dash, color);
  else
    tw_stroke_mask_paint (
        tw_curve_cache_mask (curve, series, plot, x, y, context->scale, width, dash), context->cr,
        color);
}

TwColor
tw_timeline_area_color (const TwTheme *theme, const TwTimelineSeries *series)
{
  return tw_color_mix (theme->panel, series->color, theme->high_contrast ? 0.9 : 0.72);
}

/* Mixtures change slowly: the value at each pixel column's right edge stands for the column.  The sum of all
 * is painted first and the lower ones over it, so that no seams show between them. */
static void
draw_areas (const TwFigureContext *context, const TwTimelineChart *chart, const TwScale *x,
            const TwScale *y)
{
  const TwTimelineSeries *first = &chart->series[0];
  cairo_t *cr = context->cr;
  double base = tw_scale_to_pixel (y, y->kind == TW_SCALE_LINEAR ? 0 : y->d0);
  double begin, end;
  int n;
  g_autofree double *sums = NULL; /* (n_series, n) */

  if (chart->n_series == 0 || first->n == 0 || first->x == NULL)
    return;
  begin = MAX (tw_scale_to_pixel (x, first->x[0]), x->p0);
  end = MIN (tw_scale_to_pixel (x, first->x[(first->n - 1) * stride_of (first)]), x->p1);
  n = (int)CLAMP (ceil (end - begin) + 1, 0, 32768);
  if (n < 2)
    return;
  sums = g_new0 (double, (gsize)chart->n_series *n);
  for (int i = 0; i < n; i++)
    {
      double step = tw_scale_to_data (x, MIN (begin + i, end));
      double sum = 0;

      for (guint s = 0; s < chart->n_series; s++)
        {
          double value = tw_timeline_series_at (&chart->series[s], step * (1 + 1e-12));

          sum += isfinite (value) && value > 0 ? value : 0;
          sums[(gsize)s * n + i] = tw_scale_to_pixel (y, sum);
        }
    }
  for (guint s = chart->n_series; s-- > 0;)
    {
      cairo_move_to (cr, begin, base);
      for (int i = 0; i < n; i++)
        cairo_line_to (cr, MIN (begin + i, end), sums[(gsize)s * n + i]);
      cairo_line_to (cr, end, base);
      cairo_close_path (cr);
      tw_figure_set_color (cr, tw_timeline_area_color (context->theme, &chart->series[s]));
      cairo_fill (cr);
    }
}

static void
draw_thresholds (const TwFigureContext *context, const TwTimelineChart *chart, const TwScale *x,
                 const TwScale *y)
{
  static const double dash[] = { 3, 3 };
  cairo_t *cr = context->cr;

  for (guint i = 0; i < chart->n_thresholds; i++)
    {
      double level = tw_scale_to_pixel (y, chart->thresholds[i]);

      if (isnan (level))
        continue;
      level = tw_axis_snap (context, level, context->theme->thin_width);
      cairo_move_to (cr, x->p0, level);
      cairo_line_to (cr, x->p1, level);
    }
  cairo_set_line_width (cr, context->theme->thin_width);
  cairo_set_dash (cr, dash, 2, 0);
  tw_figure_set_color (cr, context->theme->secondary);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
draw_diamond (const TwFigureContext *context, const TwTimelineSeries *series, const TwScale *x,
              const TwScale *y)
{
  cairo_t *cr = context->cr;
  double px = tw_scale_to_pixel (x, series->mark);
  double py = tw_scale_to_pixel (y, tw_timeline_series_at (series, series->mark));

  if (isnan (px) || isnan (py))
    return;
  cairo_move_to (cr, px, py - 5.5);
  cairo_line_to (cr, px + 5.5, py);
  cairo_line_to (cr, px, py + 5.5);
  cairo_line_to (cr, px - 5.5, py);
  cairo_close_path (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  tw_figure_set_color (cr, context->theme->panel);
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, 1.6);
  tw_figure_set_color (cr, series->color);
  cairo_stroke (cr);
}

static void
draw_cursor_dot (const TwFigureContext *context, const TwTimelineSeries *series, const TwScale *x,
                 const TwScale *y, double cursor)
{
  cairo_t *cr = context->cr;
  double py = tw_scale_to_pixel (y, tw_timeline_series_at (series, cursor));

  if (isnan (py) || series->faded)
    return;
  cairo_arc (cr, tw_scale_to_pixel (x, cursor), py, 4, 0, 2 * G_PI);
  tw_figure_set_color (cr, context->theme->panel);
  cairo_fill (cr);
  cairo_arc (cr, tw_scale_to_pixel (x, cursor), py, 2.8, 0, 2 * G_PI);
  tw_figure_set_color (cr, series->color);
  cairo_fill (cr);
}

void
tw_timeline_draw_curves (const TwFigureContext *context, const TwTimelineChart *chart,
                         TwTimelineCache *cache, guint c, const TwRect *plot, const TwScale *x,
                         const TwScale *y, double cursor)
{
  if (chart->kind == TW_CHART_AREAS)
    {
      draw_areas (context, chart, x, y);
      draw_thresholds (context, chart, x, y);
      return;
    }
  draw_thresholds (context, chart, x, y);
  for (int faded = 1; faded >= 0; faded--)
    for (guint s = 0; s < chart->n_series; s++)
      if ((chart->series[s].faded != FALSE) == faded)
        draw_line (context, &chart->series[s],
                   cache != NULL ? tw_timeline_cache_curve (cache, c, s) : NULL, plot, x, y);
  for (guint s = 0; s < chart->n_series; s++)
    {
      draw_diamond (context, &chart->series[s], x, y);
      draw_cursor_dot (context, &chart->series[s], x, y, cursor);
    }
}
