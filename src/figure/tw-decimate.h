/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A long curve as the few points that differ on the screen: of each pixel column the lowest and the highest in
 * the order in which they come (one of them where they are less than 0.2 pixels apart), and the ends of the
 * curve and of its gaps exactly.  No spike is lost. */

#pragma once

#include "figure/tw-scale.h"

G_BEGIN_DECLS

/* A NaN in y is a gap. */
typedef struct
{
  double x, y; /* pixels */
} TwPixel;

/* x rising, both read every stride doubles.  columns_per_pixel: 1, or the device's scale factor.  Points
 * left and right of the scale's range are left out but for the nearest ones.  Returns TwPixel; free
 * with g_array_unref(). */
GArray *tw_decimate (const double *x, const double *y, gsize n, gsize stride, const TwScale *sx,
                     const TwScale *sy, double columns_per_pixel);

/* The same for a curve that grows at its end: each part is decimated once. */

/* A stretch of points in one pixel column: indices, lowest and highest by value. */
typedef struct
{
  gsize first, last, lowest, highest;
  gboolean begins; /* the curve begins here, or goes on after a gap */
} TwDecimatorColumn;

typedef struct
{
  TwScale sx, sy;
  double columns_per_pixel;
  /*< private >*/
  gboolean started, open;
  gsize next; /* the first point not looked at */
  TwDecimatorColumn column;
  double border; /* the x at which the next column begins */
} TwDecimator;

void tw_decimator_init (TwDecimator *decimator, const TwScale *sx, const TwScale *sy,
                        double columns_per_pixel);
/* Takes points up to n, of which those it had before are as they were (wherever in memory), and appends the
 * TwPixel that will stay whatever comes. */
void tw_decimator_advance (TwDecimator *decimator, const double *x, const double *y, gsize n,
                           gsize stride, GArray *out);
/* Appends the rest, as if no more points came. */
void tw_decimator_end (const TwDecimator *decimator, const double *x, const double *y, gsize stride,
                       GArray *out);

/* First index whose x is > value (n if none is). */
gsize tw_upper_bound (const double *x, gsize n, gsize stride, double value);

G_END_DECLS
