/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-plane-arrows.h"

#include "figure/tw-arrow.h"
#include "figure/tw-plane-raster.h"
#include "figure/tw-stroke-mask.h"

#include <math.h>
#include <stdlib.h>

/* Pixels from one arrow to the next. */
#define ARROW_SPACING 30.0
#define HALO_WIDTH 1.8
/* Between arrows and labels; pixels. */
#define LABEL_MARGIN 4.0

static const TwColor ink = { 0.07, 0.06, 0.12, 1 };
static const TwColor paper = { 1, 1, 1, 1 };

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

/* FALSE if the arrow stands still. */
static gboolean
arrow_outline (const Arrow *arrow, double slow, double full, TwPixel outline[TW_ARROW_POINTS])
{
  double speed = hypot (arrow->dx, arrow->dy);
  double length = 0.86 * ARROW_SPACING * MIN (asinh (speed / slow) / full, 1);
  double hx, hy;

  if (!(speed > 0) || !isfinite (speed))
    return FALSE;
  length = MAX (length, 4.5);
  hx = arrow->dx / speed * length / 2;
  hy = arrow->dy / speed * length / 2;
  return tw_arrow_outline (arrow->x - hx, arrow->y - hy, arrow->x + hx, arrow->y + hy, 1.9, 7.5,
                           outline);
}

static void
outline_path (cairo_t *cr, const TwPixel outline[TW_ARROW_POINTS])
{
  for (guint k = 0; k < TW_ARROW_POINTS; k++)
    cairo_line_to (cr, outline[k].x, outline[k].y);
  cairo_close_path (cr);
}

/* Tail, middle and tip are nearer to each other than a label is high: none crosses it unseen. */
static gboolean
is_covered (const TwPixel outline[TW_ARROW_POINTS], const TwNullcline *nullclines, guint n)
{
  const TwPixel *tail = &outline[0];
  const TwPixel *tip = &outline[3];

  for (guint i = 0; i < n; i++)
    for (int k = 0; k <= 2; k++)
      if (tw_nullcline_label_covers (&nullclines[i], tail->x + k * (tip->x - tail->x) / 2,
                                     tail->y + k * (tip->y - tail->y) / 2, LABEL_MARGIN))
        return TRUE;
  return FALSE;
}

/* The outlines of all arrows on one ground that no label covers. */
static GArray *
outlines_on (const GArray *arrows, gboolean dark_ground, double slow, double full,
             const TwNullcline *nullclines, guint n)
{
  GArray *outlines = g_array_new (FALSE, FALSE, TW_ARROW_POINTS * sizeof (TwPixel));

  for (guint i = 0; i < arrows->len; i++)
    {
      const Arrow *arrow = &g_array_index (arrows, Arrow, i);
      TwPixel outline[TW_ARROW_POINTS];

      if (arrow->dark_ground == dark_ground && arrow_outline (arrow, slow, full, outline)
          && !is_covered (outline, nullclines, n))
        g_array_append_vals (outlines, outline, 1);
    }
  return outlines;
}

static const TwPixel *
outline_at (const GArray *outlines, guint i)
{
  return (const TwPixel *)(void *)outlines->data + (gsize)i * TW_ARROW_POINTS;
}

static void
draw_halos (const TwFigureContext *context, const GArray *outlines, const TwRect *plot,
            TwColor color)
{
  g_autoptr (TwStrokeMask) mask = tw_stroke_mask_new (plot, context->scale);
  TwStrokePen pen;

  tw_stroke_pen_init (&pen, HALO_WIDTH, context->scale);
  for (guint i = 0; i < outlines->len; i++)
    {
      const TwPixel *outline = outline_at (outlines, i);
      TwStrokeEnd end = TW_STROKE_BEGIN;

      end.last = outline[TW_ARROW_POINTS - 1];
      tw_stroke_mask_add (mask, &pen, outline, TW_ARROW_POINTS, NULL, &end);
    }
  tw_stroke_mask_paint (mask, context->cr, color);
}

void
tw_plane_draw_arrows (const TwFigureContext *context, const TwPlaneData *data,
                      const TwPlaneLayout *layout, const TwNullcline *nullclines, guint n,
                      gboolean raster)
{
  g_autoptr (GArray) arrows = collect_arrows (context, data, layout);
  gboolean plain = data->background != TW_PLANE_LOSS;
  cairo_t *cr = context->cr;
  double slow, full;

  speed_scale (arrows, &slow, &full);
  if (!(full > 0))
    return;
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, HALO_WIDTH);
  for (int dark = 0; dark < 2; dark++)
    {
      g_autoptr (GArray) outlines = outlines_on (arrows, dark, slow, full, nullclines, n);
      TwColor fill = dark ? paper : ink;
      TwColor halo = dark ? ink : paper;

      if (plain)
        {
          fill = context->theme->foreground;
          halo = context->theme->panel;
        }
      fill.alpha = context->theme->high_contrast ? 1.0 : plain ? 0.7 : 0.86;
      halo.alpha = 0.38;
      if (raster && outlines->len > 0)
        draw_halos (context, outlines, &layout->plot, halo);
      /* One by one: cairo takes far longer for hundreds of outlines in one path. */
      for (guint i = 0; i < outlines->len; i++)
        {
          outline_path (cr, outline_at (outlines, i));
          tw_figure_set_color (cr, halo);
          if (!raster)
            cairo_stroke_preserve (cr);
          tw_figure_set_color (cr, fill);
          cairo_fill (cr);
        }
    }
}
