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

typedef struct
{
  const double *x, *y;
  gsize stride;
  const TwScale *sx, *sy;
  GArray *out;
} Curve;

static void
add_point (const Curve *curve, gsize i)
{
  TwPixel pixel = { tw_scale_to_pixel (curve->sx, curve->x[i * curve->stride]),
                    tw_scale_to_pixel (curve->sy, curve->y[i * curve->stride]) };

  g_array_append_val (curve->out, pixel);
}

static void
add_gap (const Curve *curve)
{
  TwPixel gap = { NAN, NAN };

  g_array_append_val (curve->out, gap);
}

/* ends: the curve ends here, or has a gap next. */
static void
add_column (const Curve *curve, const TwDecimatorColumn *column, gboolean ends)
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

void
tw_decimator_init (TwDecimator *decimator, const TwScale *sx, const TwScale *sy,
                   double columns_per_pixel)
{
  *decimator = (TwDecimator){ .sx = *sx, .sy = *sy, .columns_per_pixel = columns_per_pixel };
}

void
tw_decimator_advance (TwDecimator *decimator, const double *x, const double *y, gsize n,
                      gsize stride, GArray *out)
{
  const TwScale *sx = &decimator->sx;
  Curve curve = { x, y, stride, sx, &decimator->sy, out };
  gsize end = MIN (tw_upper_bound (x, n, stride, sx->d1) + 1, n);
  TwDecimatorColumn column = decimator->column;
  gboolean open = decimator->open;
  double border = decimator->border;
  gsize i = decimator->next;

  /* The two points just outside let the curve run into the edges. */
  if (!decimator->started && end > 0)
    {
      i = tw_upper_bound (x, n, stride, sx->d0);
      i = i > 0 ? i - 1 : 0;
      decimator->started = TRUE;
    }
  for (; i < end; i++)
    {
      double value = y[i * stride];

      if (!isfinite (value) || !isfinite (x[i * stride]))
        {
          if (open)
            {
              add_column (&curve, &column, TRUE);
              add_gap (&curve);
            }
          open = FALSE;
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
      column = (TwDecimatorColumn){ i, i, i, i, !open };
      open = TRUE;
      /* One logarithm a column, not one a point. */
      border = tw_scale_to_data (
          sx, (floor (tw_scale_to_pixel (sx, x[i * stride]) * decimator->columns_per_pixel) + 1)
                  / decimator->columns_per_pixel);
    }
  decimator->column = column;
  decimator->open = open;
  decimator->border = border;
  decimator->next = i;
}

void
tw_decimator_end (const TwDecimator *decimator, const double *x, const double *y, gsize stride,
                  GArray *out)
{
  Curve curve = { x, y, stride, &decimator->sx, &decimator->sy, out };

  if (decimator->open)
    add_column (&curve, &decimator->column, TRUE);
}

GArray *
tw_decimate (const double *x, const double *y, gsize n, gsize stride, const TwScale *sx,
             const TwScale *sy, double columns_per_pixel)
{
  GArray *out = g_array_new (FALSE, FALSE, sizeof (TwPixel));
  TwDecimator decimator;

  tw_decimator_init (&decimator, sx, sy, columns_per_pixel);
  tw_decimator_advance (&decimator, x, y, n, stride, out);
  tw_decimator_end (&decimator, x, y, stride, out);
  return out;
}
