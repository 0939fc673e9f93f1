/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-timeline-figure.h"

#include "figure/tw-axis.h"
#include "figure/tw-text.h"
#include "figure/tw-timeline-cache.h"
#include "figure/tw-timeline-chart.h"

#include <math.h>
#include <string.h>

#define TITLES_FROM_WIDTH 180
#define LABELS_FROM 70
#define LEGEND_FROM 380
#define LEGEND_MARK 14.0
#define LEGEND_GAP 7.0
#define LEAST_CHART 22.0

void
tw_timeline_data_init (TwTimelineData *data)
{
  *data = (TwTimelineData){ .x1 = 1, .cursor = NAN, .show_legend = TRUE };
}

void
tw_timeline_series_init (TwTimelineSeries *series)
{
  *series = (TwTimelineSeries){ .mark = NAN, .color = { 0.5, 0.5, 0.5, 1 } };
}

void
tw_timeline_chart_init (TwTimelineChart *chart)
{
  *chart = (TwTimelineChart){ .y0 = NAN, .y1 = NAN };
}

static gboolean
has_labels (const TwFigureContext *context)
{
  return context->width >= LABELS_FROM && context->height >= LABELS_FROM;
}

static gboolean
has_titles (const TwFigureContext *context)
{
  return context->width >= TITLES_FROM_WIDTH && context->height >= LABELS_FROM;
}

/* A strip above the first chart for the stages' names, so that no curve runs through them. */
static double
strip_height (const TwFigureContext *context, const TwTimelineData *data)
{
  if (data->n_stages == 0 || !has_titles (context))
    return 0;
  return tw_text_height (context, context->theme->tick_size) + 2;
}

static double
heading_height (const TwFigureContext *context, const TwTimelineData *data)
{
  if (data->title == NULL || !has_titles (context))
    return 0;
  return tw_text_height (context, context->theme->title_size) + TW_AXIS_SPACE;
}

static void
legend_value (const TwTimelineChart *chart, const TwTimelineSeries *series, double cursor,
              char *out, gsize size)
{
  double value = tw_timeline_series_at (series, isnan (cursor) ? INFINITY : cursor);

  if (series->value != NULL)
    g_strlcpy (out, series->value, size);
  else if (series->n == 0 || isnan (value))
    out[0] = '\0';
  else
    {
      value = chart->scale == TW_SCALE_EXPONENT ? pow (10, value) : value;
      /* Shares and understandings have three decimals each, so that they compare in their column; what an axis
       * from 0 to 1 would not show is 0 there. */
      if ((chart->y0 == 0 && chart->y1 == 1) || (fabs (value) >= 0.0005 && fabs (value) < 1))
        tw_format_number (value, 3, out, size);
      else
        tw_format_value (value, 3, out, size);
    }
}

/* Widths of the legend's two columns.  Values have a fixed room, so that the plot does not move while they
 * change; names, which can be cut short, what is left. */
static void
legend_columns (const TwFigureContext *context, const TwTimelineData *data, double *names,
                double *values)
{
  double size = context->theme->tick_size;

  *names = 0;
  tw_text_measure (context,
                   &(TwText){ .text = "\xe2\x88\x92"
                                      "0.0000",
                              .size = size },
                   values, NULL);
  for (guint c = 0; c < data->n_charts; c++)
    for (guint s = 0; s < data->charts[c].n_series; s++)
      {
        const TwTimelineSeries *series = &data->charts[c].series[s];
        double width;

        if (series->name == NULL)
          continue;
        tw_text_measure (context, &(TwText){ .text = series->name, .size = size }, &width, NULL);
        *names = MAX (*names, width);
        if (series->value == NULL)
          continue;
        tw_text_measure (context, &(TwText){ .text = series->value, .size = size }, &width, NULL);
        *values = MAX (*values, width);
      }
  *values = MIN (*values, context->width * 0.2);
  *names = MIN (*names, context->width * 0.3 - *values);
}

static double
legend_width (const TwFigureContext *context, const TwTimelineData *data)
{
  double names, values;

  if (!data->show_legend || context->width < LEGEND_FROM * context->text_scale
      || context->height < LABELS_FROM)
    return 0;
  legend_columns (context, data, &names, &values);
  return names > 0 ? LEGEND_MARK + LEGEND_GAP + names + LEGEND_GAP + values : 0;
}

/* The lowest label of a chart and the highest of the next, half of each in the gap, just do not touch. */
static double
chart_gap (const TwFigureContext *context)
{
  return has_labels (context) ? tw_text_height (context, context->theme->tick_size) : 2;
}

/* What a chart's rows in the legend take; 0 without a legend. */
static double
legend_height (const TwFigureContext *context, const TwTimelineData *data, guint c)
{
  double line = tw_text_height (context, context->theme->tick_size) + 1;
  guint rows = 0;

  if (!(legend_width (context, data) > 0))
    return 0;
  for (guint s = 0; s < data->charts[c].n_series; s++)
    rows += data->charts[c].series[s].name != NULL;
  /* The first row begins a little above the plot, and the last may end in the gap. */
  return rows > 0 ? rows * line - 4 : 0;
}

static double
weight_of (const TwTimelineData *data, guint c)
{
  return data->charts[c].weight > 0 ? data->charts[c].weight : 1;
}

/* Heights by weight, but none so low that its legend loses rows if the others can spare it.  Charts that
 * get less than their legend by weight get just that, and the others share what is left. */
static void
share_heights (const TwFigureContext *context, const TwTimelineData *data, guint n, double room,
               double *heights)
{
  double total = 0, needed = 0;
  gboolean fixed[TW_TIMELINE_MAX_CHARTS] = { FALSE };
  gboolean again = TRUE;

  for (guint c = 0; c < n; c++)
    {
      total += weight_of (data, c);
      needed += MAX (legend_height (context, data, c), LEAST_CHART);
    }
  for (guint c = 0; c < n; c++)
    heights[c] = room * weight_of (data, c) / total;
  while (again && needed <= room)
    {
      double left = room;

      again = FALSE;
      total = 0;
      for (guint c = 0; c < n; c++)
        {
          double least = MAX (legend_height (context, data, c), LEAST_CHART);

          if (!fixed[c] && heights[c] < least)
            {
              fixed[c] = again = TRUE;
              heights[c] = least;
            }
          left -= fixed[c] ? heights[c] : 0;
          total += fixed[c] ? 0 : weight_of (data, c);
        }
      for (guint c = 0; c < n; c++)
        if (!fixed[c])
          heights[c] = left * weight_of (data, c) / total;
    }
}

/* As many charts as have room. */
static void
stack_charts (const TwFigureContext *context, const TwTimelineData *data, TwTimelineCache *cache,
              double top, double bottom, TwTimelineLayout *layout)
{
  guint n = MIN (data->n_charts, TW_TIMELINE_MAX_CHARTS);
  double heights[TW_TIMELINE_MAX_CHARTS];
  double gap = chart_gap (context);
  double y = top;

  while (n > 1 && (bottom - top - (n - 1) * gap) / n < LEAST_CHART)
    n--;
  layout->n_charts = bottom - top >= 1 ? n : 0;
  if (layout->n_charts == 0)
    return;
  share_heights (context, data, layout->n_charts, bottom - top - (n - 1) * gap, heights);
  for (guint c = 0; c < layout->n_charts; c++)
    {
      double y0, y1;

      layout->plots[c].y = y;
      layout->plots[c].height = MAX (heights[c], 1);
      y += layout->plots[c].height + gap;
      tw_timeline_chart_range (&data->charts[c], cache, c, &y0, &y1);
      tw_scale_init (&layout->y[c], data->charts[c].scale, y0, y1,
                     layout->plots[c].y + layout->plots[c].height, layout->plots[c].y);
    }
}

static double
title_width (const TwFigureContext *context, const char *title, double size)
{
  double width;

  tw_text_measure (context, &(TwText){ .text = title, .size = size }, &width, NULL);
  return width;
}

/* How long a title beside its chart may be. */
static double
title_room (const TwFigureContext *context, const TwRect *plot)
{
  return plot->height + chart_gap (context) - 2;
}

/* The largest size at which all titles have room, down to the smallest that can be read. */
static double
title_size (const TwFigureContext *context, const TwTimelineData *data,
            const TwTimelineLayout *layout)
{
  const TwTheme *theme = context->theme;
  const double sizes[] = { theme->font_size, theme->tick_size, 0.85 * theme->tick_size };
  guint i = 0;

  for (guint c = 0; c < layout->n_charts; c++)
    while (i + 1 < G_N_ELEMENTS (sizes)
           && title_width (context, data->charts[c].title, sizes[i])
                  > title_room (context, &layout->plots[c]))
      i++;
  return sizes[i];
}

static GArray *
chart_ticks (const TwFigureContext *context, const TwTimelineLayout *layout, guint c)
{
  const TwRect *plot = &layout->plots[c];
  double half = tw_text_height (context, context->theme->tick_size) / 2;

  return tw_axis_ticks_y (context, &layout->y[c], plot->y - half, plot->y + plot->height + half);
}

static void
make_layout (const TwFigureContext *context, const TwTimelineData *data, TwTimelineCache *cache,
             TwTimelineLayout *layout)
{
  gboolean labels = has_labels (context);
  double tick = tw_text_height (context, context->theme->tick_size);
  double line = tw_text_height (context, 0);
  double legend = legend_width (context, data);
  double top = 2 + heading_height (context, data) + strip_height (context, data);
  double bottom = context->height - 2;
  double left = 2;
  double right = context->width - 2;

  memset (layout, 0, sizeof *layout);
  if (labels)
    {
      top += strip_height (context, data) > 0 ? 0 : tick / 2;
      bottom -= TW_AXIS_TICK + TW_AXIS_GAP / 2 + tick;
      if (has_titles (context) && data->x_title != NULL && context->height >= 130)
        bottom -= line;
    }
  stack_charts (context, data, cache, top, MAX (bottom, top), layout);
  if (labels)
    {
      double widest = 0;

      for (guint c = 0; c < layout->n_charts; c++)
        {
          g_autoptr (GArray) ticks = chart_ticks (context, layout, c);

          widest = MAX (widest, tw_axis_label_width (context, ticks));
        }
      left = TW_AXIS_SPACE + widest + TW_AXIS_TICK + TW_AXIS_GAP;
      if (has_titles (context))
        left += line + TW_AXIS_SPACE / 2;
      right = context->width - MIN (16 * context->text_scale, context->width / 12);
    }
  if (legend > 0)
    {
      right = context->width - legend - TW_AXIS_SPACE - 16;
      layout->legend = (TwRect){ right + 16, top, legend, MAX (bottom - top, 0) };
    }
  if (right - left < 1)
    layout->n_charts = 0;
  for (guint c = 0; c < layout->n_charts; c++)
    {
      layout->plots[c].x = left;
      layout->plots[c].width = right - left;
    }
  tw_scale_init (&layout->x, data->log_steps ? TW_SCALE_LOG : TW_SCALE_LINEAR,
                 data->log_steps ? MAX (data->x0, 1) : data->x0, data->x1, left, MAX (right, left));
}

void
tw_timeline_figure_layout (const TwFigureContext *context, const TwTimelineData *data,
                           TwTimelineLayout *layout)
{
  make_layout (context, data, NULL, layout);
}

int
tw_timeline_layout_hit (const TwTimelineLayout *layout, double px, double py, double *step)
{
  if (step != NULL)
    *step = tw_scale_clamp (&layout->x, tw_scale_to_data (&layout->x, px));
  for (guint c = 0; c < layout->n_charts; c++)
    if (tw_rect_contains (&layout->plots[c], px, py))
      return (int)c;
  return -1;
}

/* From strip to the bottom of the last chart. */
static TwRect
whole_area (const TwFigureContext *context, const TwTimelineData *data,
            const TwTimelineLayout *layout)
{
  const TwRect *first = &layout->plots[0];
  const TwRect *last = &layout->plots[layout->n_charts - 1];
  double strip = strip_height (context, data);

  return (TwRect){ first->x, first->y - strip, first->width,
                   last->y + last->height - first->y + strip };
}

/* FALSE where nothing of the stage is in view. */
static gboolean
stage_span (const TwTimelineStage *stage, const TwTimelineLayout *layout, double *left,
            double *right)
{
  *left = tw_scale_to_pixel (&layout->x, stage->start);
  *right = tw_scale_to_pixel (&layout->x, stage->end);
  if (isnan (*left) || isnan (*right))
    return FALSE;
  *left = CLAMP (*left, layout->x.p0, layout->x.p1);
  *right = CLAMP (*right, layout->x.p0, layout->x.p1);
  return *right > *left;
}

static void
draw_bands (const TwFigureContext *context, const TwTimelineData *data,
            const TwTimelineLayout *layout)
{
  const TwTheme *theme = context->theme;
  cairo_t *cr = context->cr;
  double strip = strip_height (context, data);

  for (guint c = 0; c < layout->n_charts; c++)
    {
      const TwRect *plot = &layout->plots[c];

      cairo_rectangle (cr, plot->x, plot->y, plot->width, plot->height);
      tw_figure_set_color (cr, theme->panel);
      cairo_fill (cr);
    }
  for (guint i = 0; i < data->n_stages; i++)
    {
      double left, right;

      if (!stage_span (&data->stages[i], layout, &left, &right))
        continue;
      tw_figure_set_color (cr, theme->bands[i % TW_THEME_N_BANDS]);
      for (guint c = 0; c < layout->n_charts; c++)
        {
          double lift = c == 0 ? strip : 0;

          cairo_rectangle (cr, left, layout->plots[c].y - lift, right - left,
                           layout->plots[c].height + lift);
        }
      cairo_fill (cr);
    }
}

/* The name of a stage as it stands in the strip. */
static TwText
stage_text (const TwFigureContext *context, const TwTimelineStage *stage, double left, double right)
{
  return (TwText){ .text = stage->name,
                   .size = context->theme->tick_size,
                   .x = left + 6,
                   .ay = 0.5,
                   .max_width = right - left - 10,
                   .color = context->theme->band_text };
}

static void
draw_stage_names (const TwFigureContext *context, const TwTimelineData *data,
                  const TwTimelineLayout *layout)
{
  const TwTheme *theme = context->theme;
  TwRect area = whole_area (context, data, layout);
  cairo_t *cr = context->cr;
  double strip = strip_height (context, data);

  for (guint i = 0; i < data->n_stages; i++)
    {
      double left, right;

      if (!stage_span (&data->stages[i], layout, &left, &right))
        continue;
      if (left > layout->x.p0 + 0.5)
        {
          double x = tw_axis_snap (context, left, theme->thin_width);

          cairo_move_to (cr, x, area.y);
          cairo_line_to (cr, x, area.y + area.height);
          cairo_set_line_width (cr, theme->thin_width);
          tw_figure_set_color (cr, theme->band_edge);
          cairo_stroke (cr);
        }
      if (strip > 0 && right - left > 20)
        {
          TwText text = stage_text (context, &data->stages[i], left, right);

          text.y = area.y + strip / 2;
          tw_text_draw (context, &text);
        }
    }
}

/* Whether left … right of the strip is clear of the stages' names. */
static gboolean
strip_is_free (const TwFigureContext *context, const TwTimelineData *data,
               const TwTimelineLayout *layout, double left, double right)
{
  for (guint i = 0; i < data->n_stages; i++)
    {
      double start, end, width;
      TwText text;

      if (!stage_span (&data->stages[i], layout, &start, &end) || end - start <= 20)
        continue;
      text = stage_text (context, &data->stages[i], start, end);
      tw_text_measure (context, &text, &width, NULL);
      if (left < text.x + width + 8 && right > start)
        return FALSE;
    }
  return TRUE;
}

/* Beside its mark, in the strip if there is one; returns where it ends, or free_from if it has no room. */
static double
draw_mark_label (const TwFigureContext *context, const TwTimelineData *data,
                 const TwTimelineLayout *layout, const TwTimelineMark *mark, double free_from)
{
  double strip = strip_height (context, data);
  TwText text = { .text = mark->label,
                  .size = context->theme->tick_size,
                  .x = tw_scale_to_pixel (&layout->x, mark->step) + 7,
                  .y = layout->plots[0].y - strip / 2,
                  .ay = strip > 0 ? 0.5 : 0,
                  .color = context->theme->secondary };
  double width;

  if (mark->label == NULL || !has_titles (context) || text.x < free_from)
    return free_from;
  tw_text_measure (context, &text, &width, NULL);
  if (text.x + width > layout->x.p1 - 2
      || (strip > 0 && !strip_is_free (context, data, layout, text.x, text.x + width)))
    return free_from;
  tw_text_draw (context, &text);
  return text.x + width + 8;
}

static void
draw_marks (const TwFigureContext *context, const TwTimelineData *data,
            const TwTimelineLayout *layout)
{
  static const double dash[] = { 2, 3 };
  const TwRect *first = &layout->plots[0];
  TwRect area = whole_area (context, data, layout);
  cairo_t *cr = context->cr;
  double free_from = -INFINITY;

  for (guint i = 0; i < data->n_marks; i++)
    {
      const TwTimelineMark *mark = &data->marks[i];
      double x = tw_scale_to_pixel (&layout->x, mark->step);

      if (!(x >= layout->x.p0 && x <= layout->x.p1))
        continue;
      cairo_move_to (cr, x - 4, first->y);
      cairo_line_to (cr, x + 4, first->y);
      cairo_line_to (cr, x, first->y + 6);
      cairo_close_path (cr);
      tw_figure_set_color (cr, mark->color);
      cairo_fill (cr);
      x = tw_axis_snap (context, x, context->theme->thin_width);
      cairo_move_to (cr, x, first->y);
      cairo_line_to (cr, x, area.y + area.height);
      cairo_set_line_width (cr, context->theme->thin_width);
      cairo_set_dash (cr, dash, 2, 0);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0);
      free_from = draw_mark_label (context, data, layout, mark, free_from);
    }
}

static void
draw_cursor (const TwFigureContext *context, const TwTimelineData *data,
             const TwTimelineLayout *layout)
{
  TwRect area = whole_area (context, data, layout);
  cairo_t *cr = context->cr;
  double x;

  if (!isfinite (data->cursor))
    return;
  x = tw_scale_to_pixel (&layout->x, tw_scale_clamp (&layout->x, data->cursor));
  x = tw_axis_snap (context, x, 1.5 * context->theme->thin_width);
  cairo_move_to (cr, x, area.y);
  cairo_line_to (cr, x, area.y + area.height);
  cairo_set_line_width (cr, 1.5 * context->theme->thin_width);
  tw_figure_set_color (cr, context->theme->foreground);
  cairo_stroke (cr);
}

static void
draw_chart (const TwFigureContext *context, const TwTimelineData *data, TwTimelineCache *cache,
            const TwTimelineLayout *layout, guint c)
{
  const TwTheme *theme = context->theme;
  const TwRect *plot = &layout->plots[c];
  /* Curves at the ends of the range keep their whole width. */
  TwRect around = { plot->x, plot->y - 2, plot->width, plot->height + 4 };
  cairo_t *cr = context->cr;
  g_autoptr (GArray) ticks = chart_ticks (context, layout, c);

  cairo_set_line_width (cr, theme->thin_width);
  for (guint i = 0; i < ticks->len; i++)
    if (!g_array_index (ticks, TwTick, i).minor)
      {
        double y = tw_axis_snap (context, g_array_index (ticks, TwTick, i).pixel, 1);

        cairo_move_to (cr, plot->x, y);
        cairo_line_to (cr, plot->x + plot->width, y);
      }
  tw_figure_set_color (cr, tw_color_with_alpha (theme->grid, 0.9));
  cairo_stroke (cr);
  cairo_save (cr);
  cairo_rectangle (cr, around.x, around.y, around.width, around.height);
  cairo_clip (cr);
  tw_timeline_draw_curves (context, &data->charts[c], cache, c, &around, &layout->x, &layout->y[c],
                           data->cursor);
  cairo_restore (cr);
  tw_axis_draw_y (context, plot, ticks, has_labels (context));
  cairo_move_to (cr, tw_axis_snap (context, plot->x, theme->thin_width), plot->y);
  cairo_line_to (cr, tw_axis_snap (context, plot->x, theme->thin_width), plot->y + plot->height);
  tw_figure_set_color (cr, theme->axis);
  cairo_stroke (cr);
  if (has_titles (context))
    {
      double size = title_size (context, data, layout);
      double room = title_room (context, plot);

      /* A stump says less than nothing. */
      if (title_width (context, data->charts[c].title, size) < 1.35 * room)
        tw_text_draw (context, &(TwText){ .text = data->charts[c].title,
                                          .size = size,
                                          .x = tw_text_height (context, 0) / 2 + 2,
                                          .y = plot->y + plot->height / 2,
                                          .ax = 0.5,
                                          .ay = 0.5,
                                          .angle = -G_PI / 2,
                                          .max_width = room,
                                          .color = theme->foreground });
    }
}

static void
draw_legend_mark (const TwFigureContext *context, const TwTimelineChart *chart,
                  const TwTimelineSeries *series, double x, double y)
{
  static const double dash[] = { 4, 2.6 };
  cairo_t *cr = context->cr;

  if (chart->kind == TW_CHART_AREAS)
    {
      tw_figure_set_color (cr, tw_timeline_area_color (context->theme, series));
      cairo_rectangle (cr, x + 2, y - 5, 10, 10);
      cairo_fill (cr);
      return;
    }
  tw_figure_set_color (cr, tw_color_with_alpha (series->color, series->faded ? 0.55 : 1));
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + LEGEND_MARK, y);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_line_width (cr, context->theme->line_width * (series->faded ? 0.8 : 1.2));
  cairo_set_dash (cr, dash, series->dashed ? 2 : 0, 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
draw_legend (const TwFigureContext *context, const TwTimelineData *data,
             const TwTimelineLayout *layout, guint c)
{
  const TwTimelineChart *chart = &data->charts[c];
  const TwTheme *theme = context->theme;
  const TwRect *plot = &layout->plots[c];
  double line = tw_text_height (context, theme->tick_size) + 1;
  double x = layout->legend.x;
  double y = plot->y + line / 2 - 2;
  double names, values;

  legend_columns (context, data, &names, &values);
  for (guint k = 0; k < chart->n_series; k++)
    {
      /* A stack reads from the top. */
      guint s = chart->kind == TW_CHART_AREAS ? chart->n_series - 1 - k : k;
      const TwTimelineSeries *series = &chart->series[s];
      char value[64];

      if (series->name == NULL)
        continue;
      if (y + line / 2 > plot->y + plot->height + line / 2 + 2)
        break;
      legend_value (chart, series, data->cursor, value, sizeof value);
      draw_legend_mark (context, chart, series, x, y);
      tw_text_draw (context, &(TwText){ .text = series->name,
                                        .size = theme->tick_size,
                                        .x = x + LEGEND_MARK + LEGEND_GAP,
                                        .y = y,
                                        .ay = 0.5,
                                        .max_width = names + 1,
                                        .color = theme->foreground });
      tw_text_draw (context, &(TwText){ .text = value,
                                        .size = theme->tick_size,
                                        .x = x + layout->legend.width,
                                        .y = y,
                                        .ax = 1,
                                        .ay = 0.5,
                                        .color = theme->secondary });
      y += line;
    }
}

static void
draw_x_axis (const TwFigureContext *context, const TwTimelineData *data,
             const TwTimelineLayout *layout)
{
  const TwRect *last = &layout->plots[layout->n_charts - 1];
  g_autoptr (GArray) ticks = tw_axis_ticks_x (context, &layout->x, 1, context->width - 1);
  cairo_t *cr = context->cr;
  double y = tw_axis_snap (context, last->y + last->height, context->theme->thin_width);

  cairo_move_to (cr, last->x, y);
  cairo_line_to (cr, last->x + last->width, y);
  cairo_set_line_width (cr, context->theme->thin_width);
  tw_figure_set_color (cr, context->theme->axis);
  cairo_stroke (cr);
  tw_axis_draw_x (context, last, ticks, has_labels (context));
  if (data->x_title != NULL && has_titles (context) && context->height >= 130)
    tw_axis_draw_title (context, data->x_title, NULL, last->x + last->width / 2,
                        context->height - tw_text_height (context, 0) / 2, 0, last->width);
}

void
tw_timeline_figure_draw (const TwFigureContext *context, const TwTimelineData *data)
{
  tw_timeline_figure_draw_cached (context, data, NULL);
}

void
tw_timeline_figure_draw_cached (const TwFigureContext *context, const TwTimelineData *data,
                                TwTimelineCache *cache)
{
  cairo_t *cr = context->cr;
  TwTimelineLayout layout;

  if (cache != NULL)
    tw_timeline_cache_update (cache, data);
  make_layout (context, data, cache, &layout);
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, 0, 0, context->width, context->height);
  cairo_clip (cr);
  if (!context->transparent)
    {
      tw_figure_set_color (cr, context->theme->background);
      cairo_paint (cr);
    }
  if (heading_height (context, data) > 0)
    tw_text_draw (context, &(TwText){ .text = data->title,
                                      .size = context->theme->title_size,
                                      .bold = TRUE,
                                      .x = TW_AXIS_SPACE,
                                      .max_width = context->width - 2 * TW_AXIS_SPACE,
                                      .color = context->theme->foreground });
  if (layout.n_charts > 0)
    {
      draw_bands (context, data, &layout);
      draw_stage_names (context, data, &layout);
      draw_cursor (context, data, &layout);
      for (guint c = 0; c < layout.n_charts; c++)
        {
          draw_chart (context, data, cache, &layout, c);
          if (layout.legend.width > 0)
            draw_legend (context, data, &layout, c);
        }
      draw_marks (context, data, &layout);
      draw_x_axis (context, data, &layout);
    }
  cairo_restore (cr);
}
