/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-plane-marks.h"

#include "figure/tw-arrow.h"
#include "figure/tw-text.h"

#include <math.h>

static const TwColor ink = { 0.07, 0.06, 0.12, 1 };
static const TwColor paper = { 1, 1, 1, 1 };

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
