/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/views/tw-plane-range.h"

#include <math.h>

#define MAX_X 60.0
#define LEAST_WIDTH 1e-3
#define LEAST_Y (-0.1)
#define MAX_Y 1.1
#define LEAST_HEIGHT 1e-6

void
tw_plane_range_init (TwPlaneRange *range)
{
  *range = (TwPlaneRange){ -0.2, 5.2, -0.02, 0.8 };
}

void
tw_plane_range_include (TwPlaneRange *range, double x, double y, double ceiling)
{
  /* By whole decades, so that the axis does not creep. */
  if (isfinite (x) && x < range->x0 + 0.1)
    range->x0 = floor (x - 0.1) - 0.2;
  if (isfinite (x) && x > range->x1 - 0.1)
    range->x1 = ceil (x + 0.1) + 0.2;
  if (range->y1 < 1
      && ((isfinite (y) && y > range->y1 - 0.03)
          || (isfinite (ceiling) && ceiling > range->y1 - 0.05)))
    range->y1 = 1.02;
}

void
tw_plane_range_zoom (TwPlaneRange *range, double factor, double x, double y)
{
  range->x0 = x + (range->x0 - x) / factor;
  range->x1 = x + (range->x1 - x) / factor;
  range->y0 = y + (range->y0 - y) / factor;
  range->y1 = y + (range->y1 - y) / factor;
}

void
tw_plane_range_move (TwPlaneRange *range, double dx, double dy)
{
  range->x0 += dx;
  range->x1 += dx;
  range->y0 += dy;
  range->y1 += dy;
}

static void
limit (double *lo, double *hi, double least, double most, double narrowest)
{
  const double width = CLAMP (*hi - *lo, narrowest, most - least);
  const double middle = (*lo + *hi) / 2;
  const double start = CLAMP (middle - width / 2, least, most - width);

  /* Numbers that need no change keep their last bit. */
  if (*lo >= least && *hi <= most && *hi - *lo >= narrowest)
    return;
  *lo = start;
  *hi = start + width;
}

void
tw_plane_range_limit (TwPlaneRange *range)
{
  /* There is no telling where that would have been. */
  if (!isfinite (range->x1 - range->x0) || !isfinite (range->y1 - range->y0))
    tw_plane_range_init (range);
  limit (&range->x0, &range->x1, -MAX_X, MAX_X, LEAST_WIDTH);
  limit (&range->y0, &range->y1, LEAST_Y, MAX_Y, LEAST_HEIGHT);
}

gboolean
tw_plane_range_equal (const TwPlaneRange *a, const TwPlaneRange *b)
{
  return a->x0 == b->x0 && a->x1 == b->x1 && a->y0 == b->y0 && a->y1 == b->y1;
}
