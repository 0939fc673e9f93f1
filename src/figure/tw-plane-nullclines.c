/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-plane-nullclines.h"

#include "figure/tw-contour.h"

#include <math.h>

/* Speckles of sign, shorter than this in pixels, are no nullcline. */
#define SHORTEST_LINE 28.0
/* Of the label's plate around its text. */
#define PAD 4.0

static const TwColor ink = { 0.07, 0.06, 0.12, 1 };
static const TwColor paper = { 1, 1, 1, 1 };

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

gboolean
tw_nullcline_label_covers (const TwNullcline *nullcline, double x, double y, double margin)
{
  const TwText *label = &nullcline->label;
  double dx = x - label->x;
  double dy = y - label->y;
  double along = dx * cos (label->angle) + dy * sin (label->angle);
  double across = dy * cos (label->angle) - dx * sin (label->angle);

  return label->text != NULL && fabs (along) < nullcline->label_width / 2 + PAD + margin
         && fabs (across) < nullcline->label_height / 2 + margin;
}

/* The stretch of at least width pixels that bends least, inside the plot, for a label on it.  FALSE if
 * there is none. */
static gboolean
label_place (const GArray *line, const TwRect *plot, const TwNullcline *other, double width,
             double *x, double *y, double *angle)
{
  double best = 0.985; /* chord over arc: what still looks straight */
  guint end = 0;
  double arc = 0;

  for (guint start = 0; start + 1 < line->len; start++)
    {
      const TwContourPoint *a = &g_array_index (line, TwContourPoint, start);
      const TwContourPoint *b;
      double chord, middle_x, middle_y;

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
      middle_x = (a->x + b->x) / 2;
      middle_y = (a->y + b->y) / 2;
      if (chord / arc > best && tw_rect_contains (plot, a->x, a->y)
          && tw_rect_contains (plot, b->x, b->y)
          && !(other != NULL && tw_nullcline_label_covers (other, middle_x, middle_y, width / 2)))
        {
          best = chord / arc;
          *x = middle_x;
          *y = middle_y;
          *angle = atan2 (b->y - a->y, b->x - a->x);
        }
      arc -= hypot (a[1].x - a[0].x, a[1].y - a[0].y);
    }
  return best > 0.985;
}

static void
place_label (TwNullcline *nullcline, const TwFigureContext *context, const TwRect *plot,
             const GArray *line, const char *name, const TwNullcline *other)
{
  TwText text = {
    .text = name, .size = context->theme->tick_size, .ax = 0.5, .ay = 0.5, .color = nullcline->fill
  };
  TwRect inner = { plot->x + 14, plot->y + 14, plot->width - 28, plot->height - 28 };

  tw_text_measure (context, &text, &nullcline->label_width, &nullcline->label_height);
  if (!label_place (line, &inner, other, nullcline->label_width + 2 * PAD + 8, &text.x, &text.y,
                    &text.angle))
    return;
  /* Never upside down, and upwards where it is steep, like the axis's title. */
  if (text.angle > 0.42 * G_PI)
    text.angle -= G_PI;
  else if (text.angle <= -0.58 * G_PI)
    text.angle += G_PI;
  nullcline->label = text;
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

/* Into pixels; points of lines that are long enough. */
static void
trace (TwNullcline *nullcline, const TwPlaneField *field, const TwPlaneLayout *layout,
       const double *slope, GArray *longest)
{
  /* Rounding errors of a sum over the batch have either sign; a billionth of the steepest slope lies well
   * above them. */
  g_autoptr (GArray) points = tw_contour_zero (slope, field->reachable, field->nx, field->ny,
                                               1e-9 * largest (field, slope));
  g_autoptr (GArray) line = g_array_new (FALSE, FALSE, sizeof (TwContourPoint));
  const TwContourPoint gap = { NAN, NAN };

  for (guint i = 0; i <= points->len; i++)
    {
      TwContourPoint point = gap;

      if (i < points->len)
        point = g_array_index (points, TwContourPoint, i);
      if (isnan (point.x))
        {
          if (line->len > 0 && line_length (line) >= SHORTEST_LINE)
            {
              g_array_append_vals (nullcline->points, line->data, line->len);
              g_array_append_val (nullcline->points, gap);
            }
          if (line->len > 0 && line_length (line) > line_length (longest))
            {
              g_array_set_size (longest, 0);
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
}

void
tw_nullcline_init (TwNullcline *nullcline, const TwFigureContext *context, const TwPlaneData *data,
                   const TwPlaneLayout *layout, const double *slope, const char *label,
                   gboolean dashed, const TwNullcline *other)
{
  gboolean map = data->background == TW_PLANE_LOSS;
  g_autoptr (GArray) longest = g_array_new (FALSE, FALSE, sizeof (TwContourPoint));

  *nullcline = (TwNullcline){ .points = g_array_new (FALSE, FALSE, sizeof (TwContourPoint)),
                              .dashed = dashed,
                              .fill = map ? paper : context->theme->foreground,
                              .edge = map ? ink : context->theme->panel };
  if (slope == NULL || data->field.nx == 0 || data->field.ny == 0)
    return;
  trace (nullcline, &data->field, layout, slope, longest);
  /* In a small plot labels would cover what they name. */
  if (layout->plot.width >= 300 && layout->plot.height >= 220)
    place_label (nullcline, context, &layout->plot, longest, label, other);
}

void
tw_nullcline_clear (TwNullcline *nullcline)
{
  g_clear_pointer (&nullcline->points, g_array_unref);
}

static void
draw_label (const TwNullcline *nullcline, const TwFigureContext *context)
{
  const TwText *label = &nullcline->label;
  double width = nullcline->label_width + 2 * PAD;
  double height = nullcline->label_height;
  cairo_t *cr = context->cr;

  if (label->text == NULL)
    return;
  cairo_save (cr);
  cairo_translate (cr, label->x, label->y);
  cairo_rotate (cr, label->angle);
  cairo_new_sub_path (cr);
  cairo_arc (cr, width / 2 - PAD, -height / 2 + PAD, PAD, -G_PI / 2, 0);
  cairo_arc (cr, width / 2 - PAD, height / 2 - PAD, PAD, 0, G_PI / 2);
  cairo_arc (cr, -width / 2 + PAD, height / 2 - PAD, PAD, G_PI / 2, G_PI);
  cairo_arc (cr, -width / 2 + PAD, -height / 2 + PAD, PAD, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
  tw_figure_set_color (cr, tw_color_with_alpha (nullcline->edge, 0.82));
  cairo_fill (cr);
  cairo_restore (cr);
  tw_text_draw (context, label);
}

void
tw_nullcline_draw (const TwNullcline *nullcline, const TwFigureContext *context)
{
  static const double dash[] = { 7, 5 };
  const GArray *points = nullcline->points;
  cairo_t *cr = context->cr;

  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_dash (cr, dash, nullcline->dashed ? 2 : 0, 0);
  for (guint i = 0; i < points->len; i++)
    {
      TwContourPoint point = g_array_index (points, TwContourPoint, i);

      if (!isnan (point.x))
        {
          cairo_line_to (cr, point.x, point.y);
          continue;
        }
      cairo_set_line_width (cr, context->theme->line_width + 2.2);
      tw_figure_set_color (cr, tw_color_with_alpha (nullcline->edge, 0.45));
      cairo_stroke_preserve (cr);
      cairo_set_line_width (cr, context->theme->line_width);
      tw_figure_set_color (cr, nullcline->fill);
      cairo_stroke (cr);
    }
  cairo_set_dash (cr, NULL, 0, 0);
  draw_label (nullcline, context);
}
