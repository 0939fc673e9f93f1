/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-plane-ground.h"

#include "figure/tw-axis.h"
#include "figure/tw-plane-arrows.h"
#include "figure/tw-plane-nullclines.h"
#include "figure/tw-plane-raster.h"
#include "figure/tw-stroke-mask.h"
#include "figure/tw-text.h"

#include <math.h>

static void
draw_raster (const TwFigureContext *context, const TwPlaneData *data, const TwPlaneLayout *layout)
{
  const TwRect *plot = &layout->plot;
  cairo_t *cr = context->cr;
  /* Half the device's pixels: the field is smooth, and the painting interpolates. */
  double factor = data->background == TW_PLANE_LOSS ? 0.5 : 1;
  int width = (int)ceil (plot->width * context->scale * factor);
  int height = (int)ceil (plot->height * context->scale * factor);
  cairo_surface_t *surface = tw_plane_raster (data, layout, context->theme, width, height);

  if (surface == NULL)
    return;
  cairo_save (cr);
  cairo_rectangle (cr, plot->x, plot->y, plot->width, plot->height);
  cairo_clip (cr);
  cairo_translate (cr, plot->x, plot->y);
  cairo_scale (cr, plot->width / width, plot->height / height);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BILINEAR);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (surface);
}

static void
hatch (const TwFigureContext *context, const TwRect *area, gboolean raster)
{
  cairo_t *cr = context->cr;
  const double spacing = 7;
  double width = context->theme->thin_width * 0.8;
  g_autoptr (TwStrokeMask) mask = raster ? tw_stroke_mask_new (area, context->scale) : NULL;
  TwColor color = tw_color_with_alpha (context->theme->axis, 0.42);
  TwStrokePen pen;

  cairo_save (cr);
  cairo_rectangle (cr, area->x, area->y, area->width, area->height);
  tw_figure_set_color (cr, tw_color_with_alpha (context->theme->panel, 0.8));
  cairo_fill_preserve (cr);
  cairo_clip (cr);
  tw_stroke_pen_init (&pen, width, context->scale);
  for (double c = floor ((area->x + area->y) / spacing) * spacing;
       c < area->x + area->y + area->width + area->height; c += spacing)
    {
      TwPixel ends[] = { { c - area->y, area->y },
                         { c - area->y - area->height, area->y + area->height } };
      TwStrokeEnd end = TW_STROKE_BEGIN;

      if (raster)
        tw_stroke_mask_add (mask, &pen, ends, 2, NULL, &end);
      cairo_move_to (cr, ends[0].x, ends[0].y);
      cairo_line_to (cr, ends[1].x, ends[1].y);
    }
  cairo_set_line_width (cr, width);
  tw_figure_set_color (cr, color);
  if (raster)
    {
      cairo_new_path (cr);
      tw_stroke_mask_paint (mask, cr, color);
    }
  else
    cairo_stroke (cr);
  cairo_restore (cr);
}

/* Above the line if there is room, else below. */
static void
draw_ceiling_label (const TwFigureContext *context, const char *label, const TwRect *plot, double y)
{
  const TwTheme *theme = context->theme;
  cairo_t *cr = context->cr;
  TwText text = { .text = label,
                  .size = theme->tick_size,
                  .ax = 1,
                  .ay = 0.5,
                  .max_width = plot->width - 24,
                  .color = theme->foreground };
  double width, height;

  if (label == NULL || plot->width < 80)
    return;
  tw_text_measure (context, &text, &width, &height);
  if (y - plot->y < height + 8 && plot->y + plot->height - y < height + 8)
    return;
  text.x = plot->x + plot->width - 10;
  text.y = y - plot->y >= height + 8 ? y - 4 - height / 2 : y + 5 + height / 2;
  cairo_rectangle (cr, text.x - width - 5, text.y - height / 2, width + 10, height);
  tw_figure_set_color (cr, tw_color_with_alpha (theme->panel, 0.9));
  cairo_fill (cr);
  tw_text_draw (context, &text);
}

/* In the middle of what is out of reach, on a plate. */
static void
draw_hint (const TwFigureContext *context, const char *hint, const TwRect *plot, double bottom)
{
  cairo_t *cr = context->cr;
  TwText text = { .text = hint,
                  .x = plot->x + plot->width / 2,
                  .y = plot->y + (bottom - plot->y) / 2,
                  .ax = 0.5,
                  .ay = 0.5,
                  .max_width = plot->width - 32,
                  .color = context->theme->foreground };
  double width, height;

  tw_text_measure (context, &text, &width, &height);
  if (bottom - plot->y < 3 * height)
    return;
  width = MIN (width, text.max_width);
  cairo_rectangle (cr, text.x - width / 2 - 10, text.y - height / 2 - 5, width + 20, height + 10);
  tw_figure_set_color (cr, tw_color_with_alpha (context->theme->panel, 0.92));
  cairo_fill (cr);
  tw_text_draw (context, &text);
}

/* Whether next to nothing of the plane that is in view can be reached. */
static gboolean
is_out_of_reach (const TwPlaneData *data, const TwPlaneLayout *layout)
{
  double zero = MAX (0, layout->y.d0);

  return data->ceiling < layout->y.d1
         && fabs (tw_scale_to_pixel (&layout->y, data->ceiling)
                  - tw_scale_to_pixel (&layout->y, zero))
                < TW_PLANE_LEAST_BAND;
}

static void
draw_ceiling (const TwFigureContext *context, const TwPlaneData *data, const TwPlaneLayout *layout,
              gboolean raster)
{
  static const double dash[] = { 8, 4 };
  const TwRect *plot = &layout->plot;
  cairo_t *cr = context->cr;
  double y = tw_scale_to_pixel (&layout->y, data->ceiling);
  TwRect area;

  if (!(data->ceiling < layout->y.d1))
    return;
  y = MIN (y, plot->y + plot->height);
  area = (TwRect){ plot->x, plot->y, plot->width, y - plot->y };
  hatch (context, &area, raster);
  y = tw_axis_snap (context, y, 1.5);
  cairo_move_to (cr, plot->x, y);
  cairo_line_to (cr, plot->x + plot->width, y);
  cairo_set_line_width (cr, 1.5 * context->theme->thin_width);
  cairo_set_dash (cr, dash, 2, 0);
  tw_figure_set_color (cr, context->theme->foreground);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  if (data->unreachable_hint != NULL && is_out_of_reach (data, layout))
    draw_hint (context, data->unreachable_hint, plot, y);
  else
    draw_ceiling_label (context, data->ceiling_label, plot, y);
}

static void
draw_grid (const TwFigureContext *context, const TwPlaneLayout *layout)
{
  const TwRect *plot = &layout->plot;
  g_autoptr (GArray) xs = tw_axis_ticks_x (context, &layout->x, -1e6, 1e6);
  g_autoptr (GArray) ys = tw_axis_ticks_y (context, &layout->y, -1e6, 1e6);
  cairo_t *cr = context->cr;

  for (guint i = 0; i < xs->len; i++)
    if (!g_array_index (xs, TwTick, i).minor)
      {
        double x = tw_axis_snap (context, g_array_index (xs, TwTick, i).pixel, 1);

        cairo_move_to (cr, x, plot->y);
        cairo_line_to (cr, x, plot->y + plot->height);
      }
  for (guint i = 0; i < ys->len; i++)
    {
      double y = tw_axis_snap (context, g_array_index (ys, TwTick, i).pixel, 1);

      cairo_move_to (cr, plot->x, y);
      cairo_line_to (cr, plot->x + plot->width, y);
    }
  cairo_set_line_width (cr, context->theme->thin_width);
  tw_figure_set_color (cr, context->theme->grid);
  cairo_stroke (cr);
}

void
tw_plane_draw_ground (const TwFigureContext *context, const TwPlaneData *data,
                      const TwPlaneLayout *layout, gboolean raster)
{
  const TwRect *plot = &layout->plot;
  const TwPlaneField *field = &data->field;
  gboolean known = field->nx > 0 && field->ny > 0 && field->x1 > field->x0 && field->y1 > field->y0;
  TwNullcline nullclines[2];
  /* In a band of a few pixels a nullcline would be a speck. */
  guint n = known && data->show_nullclines && !is_out_of_reach (data, layout) ? 2 : 0;

  tw_figure_set_color (context->cr, context->theme->panel);
  cairo_rectangle (context->cr, plot->x, plot->y, plot->width, plot->height);
  cairo_fill (context->cr);
  draw_grid (context, layout);
  if (n > 0)
    {
      tw_nullcline_init (&nullclines[0], context, data, layout, field->slope_h, "∂L/∂h = 0", FALSE,
                         NULL);
      tw_nullcline_init (&nullclines[1], context, data, layout, field->slope_s, "∂L/∂s = 0", TRUE,
                         &nullclines[0]);
    }
  if (known)
    {
      draw_raster (context, data, layout);
      if (data->show_arrows && field->vx != NULL && field->vy != NULL)
        tw_plane_draw_arrows (context, data, layout, nullclines, n, raster);
    }
  draw_ceiling (context, data, layout, raster);
  for (guint i = 0; i < n; i++)
    {
      tw_nullcline_draw (&nullclines[i], context);
      tw_nullcline_clear (&nullclines[i]);
    }
}
