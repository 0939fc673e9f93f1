/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-plane-marks.h"

#include "figure/tw-arrow.h"
#include "figure/tw-stroke.h"
#include "figure/tw-text.h"

#include <math.h>

static const TwColor ink = { 0.07, 0.06, 0.12, 1 };
static const TwColor paper = { 1, 1, 1, 1 };

/* More segments than this take longer to stroke than a frame lasts. */
#define MAX_SEGMENTS 12000

/* The trail in pixels, without points nearer to the last one than least: what is left out lies within a
 * line's width.  The last point always stays. */
static void
thin_trail (const TwPlaneTrail *trail, const TwPlaneLayout *layout, double least, GArray *out)
{
  gsize stride = trail->stride == 0 ? 1 : trail->stride;
  TwPixel last = { NAN, NAN };
  TwPixel gap = { NAN, NAN };

  g_array_set_size (out, 0);
  for (gsize i = 0; i < trail->n; i++)
    {
      TwPixel p = { tw_scale_to_pixel (&layout->x, trail->x[i * stride]),
                    tw_scale_to_pixel (&layout->y, trail->y[i * stride]) };

      if (!isfinite (trail->x[i * stride]) || !isfinite (trail->y[i * stride]))
        {
          if (!isnan (last.x))
            g_array_append_val (out, gap);
          last = gap;
          continue;
        }
      if (i + 1 < trail->n
          && (p.x - last.x) * (p.x - last.x) + (p.y - last.y) * (p.y - last.y) < least * least)
        continue;
      g_array_append_val (out, p);
      last = p;
    }
}

static void
ring (cairo_t *cr, double x, double y, double radius, TwColor color)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius + 1.6, 0, 2 * G_PI);
  tw_figure_set_color (cr, paper);
  cairo_fill (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  tw_figure_set_color (cr, color);
  cairo_fill (cr);
  cairo_arc (cr, x, y, radius - 2.2, 0, 2 * G_PI);
  tw_figure_set_color (cr, paper);
  cairo_fill (cr);
}

static void
disc (cairo_t *cr, double x, double y, double radius, TwColor color)
{
  cairo_arc (cr, x, y, radius + 1.6, 0, 2 * G_PI);
  tw_figure_set_color (cr, paper);
  cairo_fill (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  tw_figure_set_color (cr, color);
  cairo_fill (cr);
}

static void
draw_trail (const TwFigureContext *context, const TwPlaneTrail *trail, const TwPlaneLayout *layout,
            GArray *points)
{
  static const double dash[] = { 6, 4 };
  cairo_t *cr = context->cr;
  double width = context->theme->line_width * (trail->faded ? 0.8 : 1.25);
  const TwPixel *line;
  TwPixel first, last;

  for (double least = 1.2; least < 50; least *= 2)
    {
      thin_trail (trail, layout, least, points);
      if (points->len <= MAX_SEGMENTS)
        break;
    }
  if (points->len == 0)
    return;
  line = (const TwPixel *)(void *)points->data;
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (cr, width + 2.4);
  tw_figure_set_color (cr, paper);
  tw_stroke_points (cr, line, points->len, FALSE);
  cairo_set_line_width (cr, width);
  cairo_set_line_cap (cr, trail->dashed ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
  cairo_set_dash (cr, dash, trail->dashed ? 2 : 0, 0);
  tw_figure_set_color (cr, tw_color_mix (paper, trail->color, trail->faded ? 0.8 : 1));
  tw_stroke_points (cr, line, points->len, trail->dashed);
  cairo_set_dash (cr, NULL, 0, 0);
  first = g_array_index (points, TwPixel, 0);
  last = g_array_index (points, TwPixel, points->len - 1);
  if (trail->start_ring && !isnan (first.x))
    ring (cr, first.x, first.y, 4.6, trail->color);
  if (trail->end_dot && !isnan (last.x))
    disc (cr, last.x, last.y, 3.6, trail->color);
}

void
tw_plane_draw_trails (const TwFigureContext *context, const TwPlaneData *data,
                      const TwPlaneLayout *layout)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (TwPixel));

  /* The current ones on top. */
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < data->n_trails; i++)
      if ((pass == 0) == (data->trails[i].faded != FALSE))
        draw_trail (context, &data->trails[i], layout, points);
}

/* Pixels per unit of data; y down. */
static void
units (const TwPlaneLayout *layout, double *px, double *py)
{
  *px = (layout->x.p1 - layout->x.p0) / (layout->x.d1 - layout->x.d0);
  *py = (layout->y.p1 - layout->y.p0) / (layout->y.d1 - layout->y.d0);
}

/* Half-axes (a >= b) and angle of the ellipse of covariance (xx, xy, yy). */
static void
ellipse_axes (double xx, double xy, double yy, double *a, double *b, double *angle)
{
  double middle = (xx + yy) / 2;
  double radius = hypot ((xx - yy) / 2, xy);

  *a = sqrt (MAX (middle + radius, 0));
  *b = sqrt (MAX (middle - radius, 0));
  *angle = 0.5 * atan2 (2 * xy, xx - yy);
}

/* How vector, velocity and noise are magnified together, and the noise ellipse in pixels before that. */
typedef struct
{
  double factor;      /* 0: no vector */
  double dx, dy;      /* of the tip as drawn */
  double a, b, angle; /* a 0: no ellipse; as drawn */
} Magnified;

static Magnified
magnify (const TwPlaneLayout *layout, const TwPlaneData *data)
{
  Magnified m = { 0 };
  double px, py, dx, dy, length, drawn;
  gboolean noisy =
      isfinite (data->noise[0]) && isfinite (data->noise[1]) && isfinite (data->noise[2]);

  units (layout, &px, &py);
  dx = px * data->vector[0];
  dy = py * data->vector[1];
  length = hypot (dx, dy);
  if (!isfinite (length) || !(length > 1e-12))
    return m;
  /* asinh over 2 pixels a unit of time: linear at rest, a factor e for every ln e of the range. */
  drawn = TW_PLANE_VECTOR_MIN + 15 * asinh (length / 2);
  drawn = MIN (drawn, TW_PLANE_VECTOR_MAX);
  m.factor = drawn / length;
  if (noisy)
    {
      ellipse_axes (px * px * data->noise[0], px * py * data->noise[1], py * py * data->noise[2],
                    &m.a, &m.b, &m.angle);
      if (m.a * m.factor > TW_PLANE_NOISE_MAX)
        {
          m.factor = TW_PLANE_NOISE_MAX / m.a;
          drawn = MAX (m.factor * length, TW_PLANE_VECTOR_MIN);
        }
      m.a *= m.factor;
      m.b *= m.factor;
      if (!isfinite (m.a) || !isfinite (m.b))
        m.a = m.b = 0;
    }
  m.dx = dx / length * drawn;
  m.dy = dy / length * drawn;
  return m;
}

gboolean
tw_plane_layout_vector (const TwPlaneLayout *layout, const TwPlaneData *data, double *dx,
                        double *dy)
{
  Magnified m = magnify (layout, data);

  *dx = m.dx;
  *dy = m.dy;
  return m.factor > 0;
}

static void
draw_noise (const TwFigureContext *context, const TwPlaneData *data, double x, double y,
            const Magnified *m)
{
  gboolean map = data->background == TW_PLANE_LOSS;
  TwColor fill = map ? paper : data->point_color;
  TwColor line = map ? paper : context->theme->foreground;
  TwColor edge = map ? ink : context->theme->panel;
  cairo_t *cr = context->cr;

  if (!(m->a > 0.5))
    return;
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, m->angle);
  cairo_scale (cr, m->a, MAX (m->b, 1));
  cairo_arc (cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_restore (cr);
  tw_figure_set_color (cr, tw_color_with_alpha (fill, map ? 0.38 : 0.22));
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, 2.6);
  tw_figure_set_color (cr, tw_color_with_alpha (edge, 0.40));
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, 1.3);
  tw_figure_set_color (cr, tw_color_with_alpha (line, 0.95));
  cairo_stroke (cr);
}

/* From the point's rim to the tip. */
static void
draw_vector (cairo_t *cr, double x, double y, double dx, double dy, double rim, double width,
             double head, TwColor fill)
{
  double length = hypot (dx, dy);

  if (!(length > rim + 2))
    return;
  tw_arrow_path (cr, x + dx / length * rim, y + dy / length * rim, x + dx, y + dy, width, head);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 2.4);
  tw_figure_set_color (cr, tw_color_with_alpha (paper, 0.9));
  cairo_stroke_preserve (cr);
  tw_figure_set_color (cr, fill);
  cairo_fill (cr);
}

static void
draw_point (const TwFigureContext *context, const TwPlaneData *data, double x, double y,
            double radius)
{
  cairo_t *cr = context->cr;

  if (data->point_active)
    {
      cairo_arc (cr, x, y, radius + 8, 0, 2 * G_PI);
      tw_figure_set_color (cr, tw_color_with_alpha (paper, 0.35));
      cairo_fill_preserve (cr);
      cairo_set_line_width (cr, 1.5);
      tw_figure_set_color (cr, context->theme->accent);
      cairo_stroke (cr);
    }
  cairo_arc (cr, x, y, radius + 3.4, 0, 2 * G_PI);
  tw_figure_set_color (cr, tw_color_with_alpha (ink, 0.55));
  cairo_fill (cr);
  cairo_arc (cr, x, y, radius + 2.6, 0, 2 * G_PI);
  tw_figure_set_color (cr, paper);
  cairo_fill (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  tw_figure_set_color (cr, data->point_color);
  cairo_fill (cr);
}

void
tw_plane_draw_present (const TwFigureContext *context, const TwPlaneData *data,
                       const TwPlaneLayout *layout)
{
  cairo_t *cr = context->cr;
  Magnified m = magnify (layout, data);
  double radius = data->point_active ? 7.0 : 6.0;
  double x = tw_scale_to_pixel (&layout->x, data->point[0]);
  double y = tw_scale_to_pixel (&layout->y, data->point[1]);
  double px, py;

  if (!isfinite (data->point[0]) || !isfinite (data->point[1]))
    return;
  if (m.factor > 0)
    {
      units (layout, &px, &py);
      draw_noise (context, data, x + m.dx, y + m.dy, &m);
      if (isfinite (data->velocity[0]) && isfinite (data->velocity[1]))
        {
          double vx = px * data->velocity[0] * m.factor;
          double vy = py * data->velocity[1] * m.factor;
          double most = TW_PLANE_VECTOR_MAX / MAX (hypot (vx, vy), 1e-9);

          draw_vector (cr, x, y, vx * MIN (most, 1), vy * MIN (most, 1), radius, 2.2, 9,
                       data->point_color);
        }
      draw_vector (cr, x, y, m.dx, m.dy, radius, 3.6, 13, ink);
    }
  draw_point (context, data, x, y, radius);
}
