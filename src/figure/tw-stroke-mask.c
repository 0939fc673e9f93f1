/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-stroke-mask.h"

#include "figure/tw-text.h"

#include <math.h>
#include <string.h>

/* In pixels of the mask; empty where x0 >= x1. */
typedef struct
{
  int x0, y0, x1, y1;
} Box;

struct _TwStrokeMask
{
  cairo_surface_t *surface; /* A8, pixels (height, stride) */
  guint8 *pixels;
  int width, height, stride;
  double left, top, scale; /* units, units, pixels a unit */
  Box drawn;               /* nothing lies outside */
  Box tail;
  Box drawn_before_tail;
  guint8 *kept; /* (tail's height, tail's width), or NULL */
};

void
tw_stroke_pen_init (TwStrokePen *pen, double width, double scale)
{
  double radius = MAX (width * scale, 0) / 2;

  pen->radius = radius;
  pen->reach = radius + 0.5;
  pen->steps = (float)(TW_STROKE_PEN_STEPS / (pen->reach * pen->reach));
  for (int i = 0; i < TW_STROKE_PEN_STEPS; i++)
    {
      double distance = sqrt ((i + 0.5) / pen->steps);
      double coverage = CLAMP (pen->reach - distance, 0, MIN (2 * radius, 1));

      pen->coverage[i] = (guint8)(coverage * 255 + 0.5);
    }
  pen->coverage[TW_STROKE_PEN_STEPS] = 0;
}

TwStrokeMask *
tw_stroke_mask_new (const TwRect *area, double scale)
{
  TwStrokeMask *mask = g_new0 (TwStrokeMask, 1);
  double left = floor (area->x * scale);
  double top = floor (area->y * scale);

  mask->scale = scale;
  mask->left = left / scale;
  mask->top = top / scale;
  mask->width = (int)CLAMP (ceil ((area->x + area->width) * scale) - left, 1, 32767);
  mask->height = (int)CLAMP (ceil ((area->y + area->height) * scale) - top, 1, 32767);
  mask->surface = cairo_image_surface_create (CAIRO_FORMAT_A8, mask->width, mask->height);
  mask->pixels = cairo_image_surface_get_data (mask->surface);
  mask->stride = cairo_image_surface_get_stride (mask->surface);
  /* A surface that could not be made has no pixels: nothing is drawn then. */
  if (mask->pixels == NULL)
    mask->width = mask->height = 0;
  cairo_surface_set_device_scale (mask->surface, scale, scale);
  return mask;
}

void
tw_stroke_mask_free (TwStrokeMask *mask)
{
  if (mask == NULL)
    return;
  cairo_surface_destroy (mask->surface);
  g_free (mask->kept);
  g_free (mask);
}

void
tw_stroke_mask_clear (TwStrokeMask *mask)
{
  const Box *box = &mask->drawn;

  g_clear_pointer (&mask->kept, g_free);
  if (box->x0 < box->x1)
    {
      cairo_surface_flush (mask->surface);
      for (int y = box->y0; y < box->y1; y++)
        memset (mask->pixels + (gsize)y * mask->stride + box->x0, 0, box->x1 - box->x0);
      cairo_surface_mark_dirty (mask->surface);
    }
  mask->drawn = (Box){ 0 };
}

static void
extend (Box *box, const Box *more)
{
  if (more->x0 >= more->x1 || more->y0 >= more->y1)
    return;
  if (box->x0 >= box->x1)
    {
      *box = *more;
      return;
    }
  box->x0 = MIN (box->x0, more->x0);
  box->y0 = MIN (box->y0, more->y0);
  box->x1 = MAX (box->x1, more->x1);
  box->y1 = MAX (box->y1, more->y1);
}

/* A segment in pixels of the mask. */
typedef struct
{
  double x0, y0, x1, y1;
  gboolean square; /* its ends are cut off square, not round */
} Segment;

/* Cuts away what lies further from the mask than reach (Liang and Barsky); FALSE if nothing is left.  Near
 * the mask floats are exact enough. */
static gboolean
clip_segment (const TwStrokeMask *mask, double reach, Segment *segment)
{
  double x0 = segment->x0;
  double y0 = segment->y0;
  double dx = segment->x1 - x0;
  double dy = segment->y1 - y0;
  double step[4] = { -dx, dx, -dy, dy };
  double room[4] = { x0 + reach, mask->width + reach - x0, y0 + reach, mask->height + reach - y0 };
  double t0 = 0;
  double t1 = 1;

  for (int i = 0; i < 4; i++)
    {
      if (step[i] == 0 && room[i] < 0)
        return FALSE;
      if (step[i] < 0)
        t0 = MAX (t0, room[i] / step[i]);
      else if (step[i] > 0)
        t1 = MIN (t1, room[i] / step[i]);
    }
  if (!(t0 <= t1))
    return FALSE;
  segment->x0 = x0 + t0 * dx;
  segment->y0 = y0 + t0 * dy;
  segment->x1 = x0 + t1 * dx;
  segment->y1 = y0 + t1 * dy;
  return TRUE;
}

/* Of coordinates that lie near the mask, which is at the positive side of 0: (int) cuts off towards 0, which
 * is floor() there, and one more is at least ceil(); both are calls where there is no SSE4.1. */
static Box
segment_box (const TwStrokeMask *mask, const Segment *s, double reach)
{
  return (Box){ MAX ((int)(MIN (s->x0, s->x1) - reach), 0),
                MAX ((int)(MIN (s->y0, s->y1) - reach), 0),
                MIN ((int)(MAX (s->x0, s->x1) + reach) + 1, mask->width),
                MIN ((int)(MAX (s->y0, s->y1) + reach) + 1, mask->height) };
}

/* One row, pixels from … to - 1: x, y from the segment's start to the first pixel's centre, (dx, dy) its
 * direction, by_square 1 / length² (0 for a point). */
static void
cover_row (guint8 *row, int from, int to, const TwStrokePen *pen, float x, float y, float dx,
           float dy, float by_square)
{
  float steps = pen->steps;

  for (int i = from; i < to; i++, x += 1)
    {
      float t = (x * dx + y * dy) * by_square;
      float ex, ey;
      int step;

      t = t > 0 ? t : 0;
      t = t < 1 ? t : 1;
      ex = x - t * dx;
      ey = y - t * dy;
      step = (int)((ex * ex + ey * ey) * steps);
      /* No branch: which pixels are inside cannot be foreseen. */
      step = MIN (step, TW_STROKE_PEN_STEPS);
      row[i] = MAX (row[i], pen->coverage[step]);
    }
}

/* The same with square ends: coverage across times coverage along. */
static void
cover_row_square (guint8 *row, int from, int to, const TwStrokePen *pen, float x, float y, float dx,
                  float dy, float by_square)
{
  float length = sqrtf (dx * dx + dy * dy);

  for (int i = from; i < to; i++, x += 1)
    {
      float t = (x * dx + y * dy) * by_square;
      float along = CLAMP (t * length + 0.5f, 0, 1) * CLAMP ((1 - t) * length + 0.5f, 0, 1);
      float ex = x - t * dx;
      float ey = y - t * dy;
      int step = (int)((ex * ex + ey * ey) * pen->steps);

      step = MIN (step, TW_STROKE_PEN_STEPS);
      row[i] = MAX (row[i], (guint8)(pen->coverage[step] * along + 0.5f));
    }
}

static void
cover_segment (TwStrokeMask *mask, const TwStrokePen *pen, Segment s)
{
  double dx, dy, square, by_square, by_dy, reach_t;
  Box box;

  if (!clip_segment (mask, 2 * pen->reach, &s))
    return;
  box = segment_box (mask, &s, pen->reach);
  if (box.x0 >= box.x1 || box.y0 >= box.y1)
    return;
  extend (&mask->drawn, &box);
  dx = s.x1 - s.x0;
  dy = s.y1 - s.y0;
  square = dx * dx + dy * dy;
  by_square = square > 0 ? 1 / square : 0;
  /* How far a row goes on along the segment; a flat one is whole in each row. */
  by_dy = fabs (dy) > 1e-9 ? 1 / dy : 0;
  reach_t = by_dy == 0 ? 1 : fabs (pen->reach * by_dy);
  for (int y = box.y0; y < box.y1; y++)
    {
      guint8 *row = mask->pixels + (gsize)y * mask->stride;
      double centre = y + 0.5 - s.y0;
      double a = s.x0 + dx * CLAMP (centre * by_dy - reach_t, 0, 1);
      double b = s.x0 + dx * CLAMP (centre * by_dy + reach_t, 0, 1);
      int from = MAX ((int)(MIN (a, b) - pen->reach), box.x0);
      int to = MIN ((int)(MAX (a, b) + pen->reach) + 1, box.x1);
      float x = (float)(from + 0.5 - s.x0);

      if (s.square)
        cover_row_square (row, from, to, pen, x, (float)centre, (float)dx, (float)dy,
                          (float)by_square);
      else
        cover_row (row, from, to, pen, x, (float)centre, (float)dx, (float)dy, (float)by_square);
    }
}

static Segment
to_mask (const TwStrokeMask *mask, TwPixel a, TwPixel b)
{
  double scale = mask->scale;

  return (Segment){ (a.x - mask->left) * scale, (a.y - mask->top) * scale,
                    (b.x - mask->left) * scale, (b.y - mask->top) * scale, FALSE };
}

static TwPixel
between (TwPixel a, TwPixel b, double t)
{
  return (TwPixel){ a.x + t * (b.x - a.x), a.y + t * (b.y - a.y) };
}

/* The dashes between a and b, *phase into their pattern.  A dash that goes on around a corner is drawn
 * straight on for as long as a round join would reach, but no further than it is long. */
static void
cover_dashes (TwStrokeMask *mask, const TwStrokePen *pen, TwPixel a, TwPixel b,
              const double dash[2], double *phase)
{
  double period = dash[0] + dash[1];
  double length = hypot (b.x - a.x, b.y - a.y);
  double join = pen->radius / mask->scale;
  double at = 0;

  if (!(length > 0) || !(dash[0] > 0) || !(dash[1] > 0))
    return;
  /* Who is that far into a picture sees no dashes. */
  if (length > 1e5)
    {
      cover_segment (mask, pen, to_mask (mask, a, b));
      return;
    }
  while (at < length)
    {
      gboolean on = *phase < dash[0];
      double rest = (on ? dash[0] : period) - *phase;
      double next = MIN (at + rest, length);

      if (on)
        {
          double from = at - MIN (join, *phase);
          double to = next + MIN (join, rest - (next - at));
          Segment s = to_mask (mask, between (a, b, from / length), between (a, b, to / length));

          s.square = TRUE;
          cover_segment (mask, pen, s);
        }
      if (at + rest > length)
        *phase += length - at;
      else
        *phase = on ? dash[0] : 0;
      at += rest;
    }
}

void
tw_stroke_mask_add (TwStrokeMask *mask, const TwStrokePen *pen, const TwPixel *points, guint n,
                    const double dash[2], TwStrokeEnd *end)
{
  if (mask->pixels == NULL)
    return;
  cairo_surface_flush (mask->surface);
  for (guint i = 0; i < n; i++)
    {
      TwPixel p = points[i];

      if (isnan (p.x) || isnan (p.y))
        {
          *end = TW_STROKE_BEGIN;
          continue;
        }
      if (dash != NULL && !isnan (end->last.y))
        cover_dashes (mask, pen, end->last, p, dash, &end->phase);
      else if (dash == NULL && !isnan (end->last.y))
        cover_segment (mask, pen, to_mask (mask, end->last, p));
      else if (dash == NULL && (i + 1 == n || isnan (points[i + 1].y)))
        cover_segment (mask, pen, to_mask (mask, p, p));
      end->last = p;
    }
  cairo_surface_mark_dirty (mask->surface);
}

void
tw_stroke_mask_begin_tail (TwStrokeMask *mask, const TwStrokePen *pen, const TwPixel *points,
                           guint n, const TwStrokeEnd *end)
{
  TwPixel last = end->last;
  int width;

  tw_stroke_mask_drop_tail (mask);
  mask->drawn_before_tail = mask->drawn;
  mask->tail = (Box){ 0 };
  for (guint i = 0; i < n; i++)
    {
      TwPixel from = isnan (last.y) ? points[i] : last;

      last = points[i];
      if (!isnan (last.y))
        {
          Segment s = to_mask (mask, from, last);
          Box box;

          if (!clip_segment (mask, 2 * pen->reach, &s))
            continue;
          box = segment_box (mask, &s, pen->reach);
          extend (&mask->tail, &box);
        }
    }
  width = mask->tail.x1 - mask->tail.x0;
  if (width <= 0)
    return;
  mask->kept = g_malloc ((gsize)width * (mask->tail.y1 - mask->tail.y0));
  for (int y = mask->tail.y0; y < mask->tail.y1; y++)
    memcpy (mask->kept + (gsize)(y - mask->tail.y0) * width,
            mask->pixels + (gsize)y * mask->stride + mask->tail.x0, width);
}

void
tw_stroke_mask_drop_tail (TwStrokeMask *mask)
{
  int width = mask->tail.x1 - mask->tail.x0;

  if (mask->kept == NULL)
    return;
  cairo_surface_flush (mask->surface);
  for (int y = mask->tail.y0; y < mask->tail.y1; y++)
    memcpy (mask->pixels + (gsize)y * mask->stride + mask->tail.x0,
            mask->kept + (gsize)(y - mask->tail.y0) * width, width);
  cairo_surface_mark_dirty (mask->surface);
  mask->drawn = mask->drawn_before_tail;
  g_clear_pointer (&mask->kept, g_free);
}

void
tw_stroke_mask_paint (TwStrokeMask *mask, cairo_t *cr, TwColor color)
{
  const Box *box = &mask->drawn;

  if (box->x0 >= box->x1)
    return;
  cairo_save (cr);
  cairo_rectangle (cr, mask->left + box->x0 / mask->scale, mask->top + box->y0 / mask->scale,
                   (box->x1 - box->x0) / mask->scale, (box->y1 - box->y0) / mask->scale);
  cairo_clip (cr);
  tw_figure_set_color (cr, color);
  cairo_mask_surface (cr, mask->surface, mask->left, mask->top);
  cairo_restore (cr);
}
