/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-plane-key.h"

#include "figure/tw-axis.h"
#include "figure/tw-text.h"

#include <math.h>

/* Height of the point at an end where losses go on beyond the range of the colours. */
#define TIP (0.7 * TW_PLANE_BAR_WIDTH)

/* Between the points: they lie inside of y0 … y1, so that the lower one keeps clear of the x axis's labels. */
static void
bar_scale (const TwLossRange *range, double y0, double y1, TwScale *scale)
{
  tw_scale_init (scale, TW_SCALE_LINEAR, range->lo, range->hi, y1 - (range->below ? TIP : 0),
                 y0 + (range->above ? TIP : 0));
}

double
tw_plane_bar_width (const TwFigureContext *context, const TwPlaneData *data,
                    const TwLossRange *range, double y0, double y1)
{
  g_autoptr (GArray) ticks = NULL;
  TwScale scale;
  double widest;
  double title;

  bar_scale (range, y0, y1, &scale);
  /* Room for "−0.00" at least, so that the plot does not jump when the numbers change. */
  tw_text_measure (context,
                   &(TwText){ .text = "\xe2\x88\x92"
                                      "0.00",
                              .size = context->theme->tick_size },
                   &widest, NULL);
  tw_text_measure (context,
                   &(TwText){ .text = data->value_title, .size = context->theme->tick_size },
                   &title, NULL);
  ticks = tw_axis_ticks_y (context, &scale, y0 - 8, y1 + 8);
  widest = MAX (widest, tw_axis_label_width (context, ticks)) + TW_AXIS_TICK + TW_AXIS_GAP;
  return TW_PLANE_BAR_GAP + TW_PLANE_BAR_WIDTH
         + MAX (widest, MIN (title, widest + 16) - TW_PLANE_BAR_WIDTH);
}

static void
bar_outline (cairo_t *cr, const TwRect *bar, const TwScale *scale, const TwLossRange *range)
{
  cairo_move_to (cr, bar->x, scale->p1);
  if (range->above)
    cairo_line_to (cr, bar->x + bar->width / 2, bar->y);
  cairo_line_to (cr, bar->x + bar->width, scale->p1);
  cairo_line_to (cr, bar->x + bar->width, scale->p0);
  if (range->below)
    cairo_line_to (cr, bar->x + bar->width / 2, bar->y + bar->height);
  cairo_line_to (cr, bar->x, scale->p0);
  cairo_close_path (cr);
}

void
tw_plane_draw_bar (const TwFigureContext *context, const TwPlaneData *data,
                   const TwLossRange *range, const TwRect *bar)
{
  const TwTheme *theme = context->theme;
  const TwColormap *map = tw_colormap_get (data->colormap);
  cairo_t *cr = context->cr;
  g_autoptr (GArray) ticks = NULL;
  cairo_pattern_t *pattern;
  TwScale scale;
  double right = bar->x + bar->width;

  bar_scale (range, bar->y, bar->y + bar->height, &scale);
  pattern = cairo_pattern_create_linear (0, scale.p0, 0, scale.p1);
  for (guint i = 0; i <= 32; i++)
    {
      TwColor color = tw_colormap_color (map, i / 32.0);

      cairo_pattern_add_color_stop_rgb (pattern, i / 32.0, color.red, color.green, color.blue);
    }
  bar_outline (cr, bar, &scale, range);
  cairo_set_source (cr, pattern);
  cairo_fill_preserve (cr);
  cairo_pattern_destroy (pattern);
  tw_figure_set_color (cr, tw_color_with_alpha (theme->axis, 0.8));
  cairo_set_line_width (cr, 0.8 * theme->thin_width);
  cairo_stroke (cr);
  ticks = tw_axis_ticks_y (context, &scale, bar->y - 8, bar->y + bar->height + 8);
  for (guint i = 0; i < ticks->len; i++)
    {
      const TwTick *tick = &g_array_index (ticks, TwTick, i);

      cairo_move_to (cr, right, tw_axis_snap (context, tick->pixel, theme->thin_width));
      cairo_rel_line_to (cr, TW_AXIS_TICK, 0);
      cairo_set_line_width (cr, theme->thin_width);
      tw_figure_set_color (cr, theme->axis);
      cairo_stroke (cr);
      tw_text_draw (context, &(TwText){ .text = tick->label,
                                        .size = theme->tick_size,
                                        .x = right + TW_AXIS_TICK + TW_AXIS_GAP,
                                        .y = tick->pixel,
                                        .ay = 0.5,
                                        .color = theme->secondary });
    }
  tw_text_draw (context, &(TwText){ .text = data->value_title,
                                    .size = theme->tick_size,
                                    .x = bar->x,
                                    .y = bar->y - 4,
                                    .ay = 1,
                                    .max_width = context->width - bar->x,
                                    .color = theme->foreground });
}

/* Returns where the next chip may begin. */
static double
draw_chip (const TwFigureContext *context, const TwRect *row, double x, const char *name,
           TwColor color, gboolean line)
{
  const TwTheme *theme = context->theme;
  cairo_t *cr = context->cr;
  double middle = row->y + row->height / 2;
  double mark = line ? 16 : 11;
  double end = row->x + row->width;
  double width;

  if (name == NULL || x + mark + 30 > end)
    return x;
  width = tw_text_draw (context, &(TwText){ .text = name,
                                            .size = theme->tick_size,
                                            .x = x + mark + 5,
                                            .y = middle,
                                            .ay = 0.5,
                                            .max_width = end - x - mark - 5,
                                            .color = theme->foreground });
  if (width == 0)
    return x;
  tw_figure_set_color (cr, color);
  if (line)
    {
      cairo_move_to (cr, x, middle);
      cairo_rel_line_to (cr, mark, 0);
      cairo_set_line_width (cr, theme->line_width * 1.25);
      cairo_stroke (cr);
    }
  else
    {
      cairo_rectangle (cr, x, middle - mark / 2, mark, mark);
      cairo_fill_preserve (cr);
      tw_figure_set_color (cr, theme->axis);
      cairo_set_line_width (cr, 0.8 * theme->thin_width);
      cairo_stroke (cr);
    }
  return x + mark + 5 + MIN (width, end) + 14;
}

void
tw_plane_draw_chips (const TwFigureContext *context, const TwPlaneData *data, const TwRect *row)
{
  double x = row->x;

  for (guint i = 0; data->background == TW_PLANE_REGIME && i < data->n_regimes; i++)
    x = draw_chip (context, row, x, data->regimes[i].name,
                   tw_plane_regime_color (data, context->theme, i), FALSE);
  for (guint i = 0; i < data->n_trails; i++)
    x = draw_chip (context, row, x, data->trails[i].name, data->trails[i].color, TRUE);
}
