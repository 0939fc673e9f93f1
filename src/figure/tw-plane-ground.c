/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-plane-ground.h"

#include "figure/tw-arrow.h"
#include "figure/tw-axis.h"
#include "figure/tw-contour.h"
#include "figure/tw-plane-raster.h"
#include "figure/tw-text.h"

#include <math.h>
#include <stdlib.h>

/* Pixels from one arrow to the next. */
#define ARROW_SPACING 30.0
/* Speckles of sign, shorter than this in pixels, are no nullcline. */
#define SHORTEST_LINE 28.0

static const TwColor ink = { 0.07, 0.06, 0.12, 1 };
static const TwColor paper = { 1, 1, 1, 1 };

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

/* What colour is under a point: arrows are dark on bright ground and bright on dark. */
typedef struct
{
  const TwPlaneData *data;
  const TwTheme *theme;
  const TwColormap *map;
  TwLossRange range;
  gboolean ranged;
} Ground;

static TwColor
ground_at (const Ground *ground, double x, double y)
{
  const TwPlaneField *field = &ground->data->field;
  double loss;

  if (ground->data->background != TW_PLANE_LOSS || !ground->ranged)
    return ground->theme->panel;
  loss = tw_plane_sample (field, field->loss, x, y);
  if (isnan (loss))
    return ground->theme->panel;
  return tw_colormap_color (ground->map,
                            (loss - ground->range.lo) / (ground->range.hi - ground->range.lo));
}

typedef struct
{
  double x, y;   /* pixels, centre */
  double dx, dy; /* pixels per unit of time */
  gboolean dark_ground;
} Arrow;

static GArray *
collect_arrows (const TwFigureContext *context, const TwPlaneData *data,
                const TwPlaneLayout *layout)
{
  const TwRect *plot = &layout->plot;
  const TwPlaneField *field = &data->field;
  Ground ground = { .data = data,
                    .theme = context->theme,
                    .map = tw_colormap_get (data->colormap) };
  GArray *arrows = g_array_new (FALSE, FALSE, sizeof (Arrow));
  int nx = MAX ((int)(plot->width / ARROW_SPACING), 1);
  int ny = MAX ((int)(plot->height / ARROW_SPACING), 1);
  double px = plot->width / (layout->x.d1 - layout->x.d0);
  double py = plot->height / (layout->y.d1 - layout->y.d0);

  ground.ranged = tw_plane_loss_range (field, &ground.range);
  for (int j = 0; j < ny; j++)
    for (int i = 0; i < nx; i++)
      {
        Arrow arrow = { .x = plot->x + (i + 0.5) * plot->width / nx,
                        .y = plot->y + (j + 0.5) * plot->height / ny };
        double x = tw_scale_to_data (&layout->x, arrow.x);
        double y = tw_scale_to_data (&layout->y, arrow.y);

        arrow.dx = px * tw_plane_sample (field, field->vx, x, y);
        arrow.dy = -py * tw_plane_sample (field, field->vy, x, y);
        if (!isfinite (arrow.dx) || !isfinite (arrow.dy) || (data->ceiling < y))
          continue;
        arrow.dark_ground = tw_color_to_oklab (ground_at (&ground, x, y)).lightness < 0.66;
        g_array_append_val (arrows, arrow);
      }
  return arrows;
}

static int
compare (const void *a, const void *b)
{
  double p = *(const double *)a;
  double q = *(const double *)b;

  return (p > q) - (p < q);
}

/* Speeds span many orders of magnitude.  asinh of the speed over a slow one (the first quartile) is linear for
 * slow arrows and logarithmic for fast ones; the fastest have full length. */
static void
speed_scale (const GArray *arrows, double *slow, double *full)
{
  g_autofree double *speeds = g_new (double, arrows->len + 1);
  guint n = 0;

  for (guint i = 0; i < arrows->len; i++)
    {
      const Arrow *arrow = &g_array_index (arrows, Arrow, i);
      double speed = hypot (arrow->dx, arrow->dy);

      if (speed > 0 && isfinite (speed))
        speeds[n++] = speed;
    }
  *slow = *full = 0;
  if (n == 0)
    return;
  qsort (speeds, n, sizeof *speeds, compare);
  /* At most four decades: below them there is nothing to see. */
  *slow = MAX (speeds[n / 4], speeds[n - 1] * 1e-4);
  *full = asinh (speeds[(guint)(0.98 * (n - 1))] / *slow);
}

static void
arrow_outline (cairo_t *cr, const Arrow *arrow, double slow, double full)
{
  double speed = hypot (arrow->dx, arrow->dy);
  double length = 0.86 * ARROW_SPACING * MIN (asinh (speed / slow) / full, 1);
  double hx, hy;

  if (!(speed > 0) || !isfinite (speed))
    return;
  length = MAX (length, 4.5);
  hx = arrow->dx / speed * length / 2;
  hy = arrow->dy / speed * length / 2;
  tw_arrow_path (cr, arrow->x - hx, arrow->y - hy, arrow->x + hx, arrow->y + hy, 1.9, 7.5);
}

static void
draw_arrows (const TwFigureContext *context, const TwPlaneData *data, const TwPlaneLayout *layout)
{
  g_autoptr (GArray) arrows = collect_arrows (context, data, layout);
  gboolean plain = data->background != TW_PLANE_LOSS;
  cairo_t *cr = context->cr;
  double slow, full;

  speed_scale (arrows, &slow, &full);
  if (!(full > 0))
    return;
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (int dark = 0; dark < 2; dark++)
    {
      TwColor fill = dark ? paper : ink;
      TwColor halo = dark ? ink : paper;

      if (plain)
        {
          fill = context->theme->foreground;
          halo = context->theme->panel;
        }
      fill.alpha = context->theme->high_contrast ? 1.0 : plain ? 0.7 : 0.86;
      halo.alpha = 0.38;
      cairo_set_line_width (cr, 1.8);
      /* One by one: cairo takes far longer for hundreds of outlines in one path. */
      for (guint i = 0; i < arrows->len; i++)
        {
          if (g_array_index (arrows, Arrow, i).dark_ground != dark)
            continue;
          arrow_outline (cr, &g_array_index (arrows, Arrow, i), slow, full);
          tw_figure_set_color (cr, halo);
          cairo_stroke_preserve (cr);
          tw_figure_set_color (cr, fill);
          cairo_fill (cr);
        }
    }
}

static double
line_length (const GArray *line)
{
  double length = 0;

  for (guint i = 1; i < line->len; i++)
    length += hypot (
        g_array_index (line, TwContourPoint, i).x - g_array_index (line, TwContourPoint, i - 1).x,
        g_array_index (line, TwContourPoint, i).y - g_array_index (line, TwContourPoint, i - 1).y);
  return length;
}

/* The stretch of at least width pixels that bends least, inside the plot, for a label along it.  FALSE if
 * there is none. */
static gboolean
label_place (const GArray *line, const TwRect *plot, double width, double *x, double *y,
             double *angle)
{
  double best = 0.985; /* chord over arc: what still looks straight */
  guint end = 0;
  double arc = 0;

  for (guint start = 0; start + 1 < line->len; start++)
    {
      const TwContourPoint *a = &g_array_index (line, TwContourPoint, start);
      const TwContourPoint *b;
      double chord;

      end = MAX (end, start);
      while (end + 1 < line->len && arc < width)
        {
          const TwContourPoint *p = &g_array_index (line, TwContourPoint, end);

          arc += hypot (p[1].x - p[0].x, p[1].y - p[0].y);
          end++;
        }
      if (arc < width)
        return best > 0.985;
      b = &g_array_index (line, TwContourPoint, end);
      chord = hypot (b->x - a->x, b->y - a->y);
      if (chord / arc > best && tw_rect_contains (plot, a->x, a->y)
          && tw_rect_contains (plot, b->x, b->y))
        {
          best = chord / arc;
          *x = (a->x + b->x) / 2;
          *y = (a->y + b->y) / 2;
          *angle = atan2 (b->y - a->y, b->x - a->x);
        }
      arc -= hypot (a[1].x - a[0].x, a[1].y - a[0].y);
    }
  return best > 0.985;
}

static void
draw_line_label (const TwFigureContext *context, const GArray *line, const TwRect *plot,
                 const char *label, TwColor fill, TwColor edge)
{
  TwText text = { .text = label,
                  .size = context->theme->tick_size,
                  .bold = TRUE,
                  .ax = 0.5,
                  .ay = 1.1,
                  .color = fill,
                  .halo = tw_color_with_alpha (edge, 0.75) };
  TwRect inner = { plot->x + 14, plot->y + 14, plot->width - 28, plot->height - 28 };
  double width;

  tw_text_measure (context, &text, &width, NULL);
  if (!label_place (line, &inner, width + 16, &text.x, &text.y, &text.angle))
    return;
  /* Never upside down, and upwards where it is steep, like the axis's title. */
  if (text.angle > 0.44 * G_PI)
    text.angle -= G_PI;
  else if (text.angle <= -0.56 * G_PI)
    text.angle += G_PI;
  tw_text_draw (context, &text);
}

static void
stroke_nullcline (const TwFigureContext *context, const GArray *line, gboolean dashed, TwColor fill,
                  TwColor edge)
{
  static const double dash[] = { 7, 5 };
  cairo_t *cr = context->cr;

  for (guint i = 0; i < line->len; i++)
    cairo_line_to (cr, g_array_index (line, TwContourPoint, i).x,
                   g_array_index (line, TwContourPoint, i).y);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_dash (cr, dash, dashed ? 2 : 0, 0);
  cairo_set_line_width (cr, context->theme->line_width + 2.2);
  tw_figure_set_color (cr, tw_color_with_alpha (edge, 0.45));
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, context->theme->line_width);
  tw_figure_set_color (cr, fill);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static double
largest (const TwPlaneField *field, const double *values)
{
  double most = 0;

  for (gsize k = 0; k < (gsize)field->nx * field->ny; k++)
    if ((field->reachable == NULL || field->reachable[k]) && isfinite (values[k]))
      most = MAX (most, fabs (values[k]));
  return most;
}

static void
draw_nullcline (const TwFigureContext *context, const TwPlaneData *data,
                const TwPlaneLayout *layout, const double *slope, const char *label,
                gboolean dashed)
{
  const TwPlaneField *field = &data->field;
  gboolean map = data->background == TW_PLANE_LOSS;
  TwColor fill = map ? paper : context->theme->foreground;
  TwColor edge = map ? ink : context->theme->panel;
  g_autoptr (GArray) points = NULL;
  g_autoptr (GArray) line = g_array_new (FALSE, FALSE, sizeof (TwContourPoint));
  g_autoptr (GArray) longest = g_array_new (FALSE, FALSE, sizeof (TwContourPoint));

  if (slope == NULL || field->nx == 0 || field->ny == 0)
    return;
  /* Rounding errors of a sum over the batch have either sign; a billionth of the steepest slope lies well
   * above them. */
  points = tw_contour_zero (slope, field->reachable, field->nx, field->ny,
                            1e-9 * largest (field, slope));
  for (guint i = 0; i <= points->len; i++)
    {
      TwContourPoint point = { NAN, NAN };

      if (i < points->len)
        point = g_array_index (points, TwContourPoint, i);
      if (isnan (point.x))
        {
          if (line_length (line) >= SHORTEST_LINE)
            stroke_nullcline (context, line, dashed, fill, edge);
          if (line_length (line) > line_length (longest))
            {
              g_array_set_size (longest, 0);
              if (line->len > 0)
                g_array_append_vals (longest, line->data, line->len);
            }
          g_array_set_size (line, 0);
          continue;
        }
      point.x = tw_scale_to_pixel (
          &layout->x, field->x0 + (point.x + 0.5) * (field->x1 - field->x0) / field->nx);
      point.y = tw_scale_to_pixel (
          &layout->y, field->y0 + (point.y + 0.5) * (field->y1 - field->y0) / field->ny);
      g_array_append_val (line, point);
    }
  /* In a small plot labels would cover what they name. */
  if (layout->plot.width >= 300 && layout->plot.height >= 220)
    draw_line_label (context, longest, &layout->plot, label, fill, edge);
}

static void
hatch (const TwFigureContext *context, const TwRect *area)
{
  cairo_t *cr = context->cr;
  const double spacing = 7;

  cairo_save (cr);
  cairo_rectangle (cr, area->x, area->y, area->width, area->height);
  tw_figure_set_color (cr, tw_color_with_alpha (context->theme->panel, 0.86));
  cairo_fill_preserve (cr);
  cairo_clip (cr);
  for (double c = floor ((area->x + area->y) / spacing) * spacing;
       c < area->x + area->y + area->width + area->height; c += spacing)
    {
      cairo_move_to (cr, c - area->y, area->y);
      cairo_line_to (cr, c - area->y - area->height, area->y + area->height);
    }
  cairo_set_line_width (cr, context->theme->thin_width * 0.8);
  tw_figure_set_color (cr, tw_color_with_alpha (context->theme->axis, 0.42));
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

static void
draw_ceiling (const TwFigureContext *context, const TwPlaneData *data, const TwPlaneLayout *layout)
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
  hatch (context, &area);
  y = tw_axis_snap (context, y, 1.5);
  cairo_move_to (cr, plot->x, y);
  cairo_line_to (cr, plot->x + plot->width, y);
  cairo_set_line_width (cr, 1.5 * context->theme->thin_width);
  cairo_set_dash (cr, dash, 2, 0);
  tw_figure_set_color (cr, context->theme->foreground);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
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
                      const TwPlaneLayout *layout)
{
  const TwRect *plot = &layout->plot;
  const TwPlaneField *field = &data->field;
  gboolean known = field->nx > 0 && field->ny > 0 && field->x1 > field->x0 && field->y1 > field->y0;

  tw_figure_set_color (context->cr, context->theme->panel);
  cairo_rectangle (context->cr, plot->x, plot->y, plot->width, plot->height);
  cairo_fill (context->cr);
  draw_grid (context, layout);
  if (known)
    {
      draw_raster (context, data, layout);
      if (data->show_arrows && field->vx != NULL && field->vy != NULL)
        draw_arrows (context, data, layout);
    }
  draw_ceiling (context, data, layout);
  if (known && data->show_nullclines)
    {
      draw_nullcline (context, data, layout, field->slope_h, "∂L/∂h = 0", FALSE);
      draw_nullcline (context, data, layout, field->slope_s, "∂L/∂s = 0", TRUE);
    }
}
