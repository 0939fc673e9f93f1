/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-stroke.h"

#include <math.h>

#define PIECE 20

/* Points that lie on the line between their neighbours are left out.  A run of them is bounded, so that a
 * slow bend is followed all the same. */
#define LONGEST_RUN 16

static gboolean
is_between (const TwPixel *a, const TwPixel *p, const TwPixel *b)
{
  double length = hypot (b->x - a->x, b->y - a->y);
  double off = (b->x - a->x) * (p->y - a->y) - (b->y - a->y) * (p->x - a->x);
  double along = (b->x - a->x) * (p->x - a->x) + (b->y - a->y) * (p->y - a->y);

  return fabs (off) <= 0.06 * length && along >= 0 && along <= length * length;
}

void
tw_stroke_points (cairo_t *cr, const TwPixel *points, guint n, gboolean dashed)
{
  const TwPixel *drawn = NULL; /* the last point in the path; NULL after a gap */
  guint run = 0;
  guint in_piece = 0;

  for (guint i = 0; i < n; i++)
    {
      const TwPixel *p = &points[i];

      if (isnan (p->y))
        {
          cairo_new_sub_path (cr);
          drawn = NULL;
          continue;
        }
      if (drawn != NULL && ++run < LONGEST_RUN && i + 1 < n && !isnan (p[1].y)
          && is_between (drawn, p, p + 1))
        continue;
      cairo_line_to (cr, p->x, p->y);
      if (drawn == NULL)
        cairo_line_to (cr, p->x, p->y);
      drawn = p;
      run = 0;
      if (++in_piece < PIECE || dashed)
        continue;
      cairo_stroke (cr);
      cairo_move_to (cr, p->x, p->y);
      in_piece = 0;
    }
  cairo_stroke (cr);
}
