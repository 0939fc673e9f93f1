/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-axis.h"

#include "figure/tw-text.h"

#include <math.h>

static double
measure_x (const char *label, gpointer data)
{
  const TwFigureContext *context = data;
  double width;

  tw_text_measure (context, &(TwText){ .text = label, .size = context->theme->tick_size }, &width,
                   NULL);
  return width;
}

static double
measure_y (const char *label, gpointer data)
{
  return *(const double *)data;
}

GArray *
tw_axis_ticks_x (const TwFigureContext *context, const TwScale *scale, double low, double high)
{
  return tw_scale_ticks (scale, 18 * context->text_scale, low, high, measure_x, (gpointer)context);
}

GArray *
tw_axis_ticks_y (const TwFigureContext *context, const TwScale *scale, double low, double high)
{
  double height = tw_text_height (context, context->theme->tick_size);
  double length = fabs (scale->p1 - scale->p0);

  /* Airy where there is room; two labels are wanted even where there is little. */
  return tw_scale_ticks (scale, CLAMP (length / 10 - height, 1, 1.4 * height), low, high, measure_y,
                         &height);
}

double
tw_axis_label_width (const TwFigureContext *context, const GArray *ticks)
{
  double widest = 0;

  for (guint i = 0; i < ticks->len; i++)
    {
      const TwTick *tick = &g_array_index (ticks, TwTick, i);

      if (tick->label[0] != '\0')
        widest = MAX (widest, measure_x (tick->label, (gpointer)context));
    }
  return widest;
}

double
tw_axis_snap (const TwFigureContext *context, double position, double line_width)
{
  double device = MAX (round (line_width * context->scale), 1);
  double offset = fmod (device, 2) == 1 ? 0.5 : 0;

  return (floor (position * context->scale - offset + 0.5) + offset) / context->scale;
}

void
tw_axis_draw_x (const TwFigureContext *context, const TwRect *plot, const GArray *ticks,
                gboolean labels)
{
  const TwTheme *theme = context->theme;
  cairo_t *cr = context->cr;
  double y = plot->y + plot->height;

  cairo_set_line_width (cr, theme->thin_width);
  tw_figure_set_color (cr, theme->axis);
  for (guint i = 0; i < ticks->len; i++)
    {
      const TwTick *tick = &g_array_index (ticks, TwTick, i);
      double x = tw_axis_snap (context, tick->pixel, theme->thin_width);

      cairo_move_to (cr, x, y);
      cairo_line_to (cr, x, y + (tick->minor ? TW_AXIS_TICK / 2 : TW_AXIS_TICK));
    }
  cairo_stroke (cr);
  for (guint i = 0; labels && i < ticks->len; i++)
    {
      const TwTick *tick = &g_array_index (ticks, TwTick, i);

      tw_text_draw (context, &(TwText){ .text = tick->label,
                                        .size = theme->tick_size,
                                        .x = tick->pixel,
                                        .y = y + TW_AXIS_TICK + TW_AXIS_GAP / 2,
                                        .ax = 0.5,
                                        .color = theme->secondary });
    }
}

void
tw_axis_draw_y (const TwFigureContext *context, const TwRect *plot, const GArray *ticks,
                gboolean labels)
{
  const TwTheme *theme = context->theme;
  cairo_t *cr = context->cr;

  cairo_set_line_width (cr, theme->thin_width);
  tw_figure_set_color (cr, theme->axis);
  for (guint i = 0; i < ticks->len; i++)
    {
      const TwTick *tick = &g_array_index (ticks, TwTick, i);
      double y = tw_axis_snap (context, tick->pixel, theme->thin_width);

      cairo_move_to (cr, plot->x, y);
      cairo_line_to (cr, plot->x - (tick->minor ? TW_AXIS_TICK / 2 : TW_AXIS_TICK), y);
    }
  cairo_stroke (cr);
  for (guint i = 0; labels && i < ticks->len; i++)
    {
      const TwTick *tick = &g_array_index (ticks, TwTick, i);

      tw_text_draw (context, &(TwText){ .text = tick->label,
                                        .size = theme->tick_size,
                                        .x = plot->x - TW_AXIS_TICK - TW_AXIS_GAP,
                                        .y = tick->pixel,
                                        .ax = 1,
                                        .ay = 0.5,
                                        .color = theme->secondary });
    }
}

void
tw_axis_draw_title (const TwFigureContext *context, const char *title, const char *unit, double x,
                    double y, double angle, double max_width)
{
  const TwTheme *theme = context->theme;
  g_autofree char *brackets =
      unit != NULL && unit[0] != '\0' ? g_strdup_printf ("(%s)", unit) : NULL;
  TwText main = { .text = title, .ay = 0.5, .angle = angle, .color = theme->foreground };
  TwText aside = { .text = brackets, .ay = 0.5, .angle = angle, .color = theme->secondary };
  double gap = 5 * context->text_scale;
  double width, unit_width, start;

  if (title == NULL || max_width <= 0)
    return;
  tw_text_measure (context, &main, &width, NULL);
  tw_text_measure (context, &aside, &unit_width, NULL);
  if (brackets == NULL || width + gap + unit_width > max_width)
    {
      /* The title matters more than its unit. */
      aside.text = NULL;
      gap = unit_width = 0;
      main.max_width = MIN (max_width, width + 1);
      width = MIN (width, max_width);
    }
  start = -(width + gap + unit_width) / 2;
  main.x = x + start * cos (angle);
  main.y = y + start * sin (angle);
  aside.x = main.x + (width + gap) * cos (angle);
  aside.y = main.y + (width + gap) * sin (angle);
  tw_text_draw (context, &main);
  tw_text_draw (context, &aside);
}
