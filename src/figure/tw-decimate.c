/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-decimate.h"

#include <math.h>

gsize
tw_upper_bound (const double *x, gsize n, gsize stride, double value)
{
  gsize lo = 0;
  gsize hi = n;

  while (lo < hi)
    {
      gsize middle = lo + (hi - lo) / 2;

      if (x[middle * stride] > value)
        hi = middle;
      else
        lo = middle + 1;
    }
  return lo;
}

/* A stretch of points in one pixel column: indices, lowest and highest by value. */
typedef struct
{
  gsize first, last, lowest, highest;
  gboolean begins; /* the curve begins here, or goes on after a gap */
} Column;

typedef struct
{
  const double *x, *y;
  gsize stride;
  const TwScale *sx, *sy;
  GArray *out;
} Curve;

static void
add_point (Curve *curve, gsize i)
{
  TwPixel pixel = { tw_scale_to_pixel (curve->sx, curve->x[i * curve->stride]),
                    tw_scale_to_pixel (curve->sy, curve->y[i * curve->stride]) };

  g_array_append_val (curve->out, pixel);
}

static void
add_gap (Curve *curve)
{
  TwPixel gap = { NAN, NAN };

  if (curve->out->len > 0 && !isnan (g_array_index (curve->out, TwPixel, curve->out->len - 1).y))
    g_array_append_val (curve->out, gap);
}

/* ends: the curve ends here, or has a gap next. */
static void
add_column (Curve *curve, const Column *column, gboolean ends)
{
  gsize early = MIN (column->lowest, column->highest);
  gsize late = MAX (column->lowest, column->highest);
  double height = tw_scale_to_pixel (curve->sy, curve->y[column->lowest * curve->stride])
                  - tw_scale_to_pixel (curve->sy, curve->y[column->highest * curve->stride]);

  if (column->begins && column->first != early)
    add_point (curve, column->first);
  add_point (curve, early);
  /* Less than this nobody sees. */
  if (late != early && !(fabs (height) < 0.2))
    add_point (curve, late);
  if (ends && column->last != early && (column->last != late || fabs (height) < 0.2))
    add_point (curve, column->last);
}

GArray *
tw_decimate (const double *x, const double *y, gsize n, gsize stride, const TwScale *sx,
             const TwScale *sy, double columns_per_pixel)
{
  Curve curve = { x, y, stride, sx, sy, g_array_new (FALSE, FALSE, sizeof (TwPixel)) };
  gsize first = tw_upper_bound (x, n, stride, sx->d0);
  gsize end = tw_upper_bound (x, n, stride, sx->d1);
  gboolean open = FALSE;
  double border = 0; /* the x at which the next column begins */
  Column column = { 0 };

  /* The two points just outside let the curve run into the edges. */
  first = first > 0 ? first - 1 : 0;
  end = MIN (end + 1, n);
  for (gsize i = first; i < end; i++)
    {
      double value = y[i * stride];

      if (!isfinite (value) || !isfinite (x[i * stride]))
        {
          if (open)
            add_column (&curve, &column, TRUE);
          open = FALSE;
          add_gap (&curve);
          continue;
        }
      if (open && x[i * stride] < border)
        {
          if (value < y[column.lowest * stride])
            column.lowest = i;
          if (value > y[column.highest * stride])
            column.highest = i;
          column.last = i;
          continue;
        }
      if (open)
        add_column (&curve, &column, FALSE);
      column = (Column){ i, i, i, i, !open };
      open = TRUE;
      /* One logarithm a column, not one a point. */
      border = tw_scale_to_data (
          sx, (floor (tw_scale_to_pixel (sx, x[i * stride]) * columns_per_pixel) + 1)
                  / columns_per_pixel);
    }
  if (open)
    add_column (&curve, &column, TRUE);
  return curve.out;
}
