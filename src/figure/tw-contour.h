/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The zero line of a function on a grid, by marching squares with linear interpolation. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In grid units: (0, 0) is the first sample, (nx - 1, ny - 1) the last.  A line's points follow each
 * other; between two lines stands a point that is NaN. */
typedef struct
{
  double x, y;
} TwContourPoint;

/* values (ny, nx).  An edge is crossed where its ends have opposite signs, both larger than zero_level in
 * size: where a slope is zero to rounding there is no line to draw.  Cells with a corner that is not
 * finite or not in valid (NULL: all are) have none.  Returns TwContourPoint; free with g_array_unref(). */
GArray *
tw_contour_zero (const double *values, const guint8 *valid, guint nx, guint ny, double zero_level);

G_END_DECLS
