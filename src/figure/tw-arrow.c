/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-arrow.h"

#include <math.h>

gboolean
tw_arrow_outline (double x0, double y0, double x1, double y1, double width, double head,
                  TwPixel outline[TW_ARROW_POINTS])
{
  double length = hypot (x1 - x0, y1 - y0);
  double ux, uy, barb, half, notch;

  if (!(length > 0.01))
    return FALSE;
  ux = (x1 - x0) / length;
  uy = (y1 - y0) / length;
  barb = MIN (head, 0.62 * length);
  half = 0.40 * barb;
  width = MIN (width, 0.9 * half);
  notch = length - 0.80 * barb;
  outline[0] = (TwPixel){ x0 - uy * 0.25 * width, y0 + ux * 0.25 * width };
  outline[1] = (TwPixel){ x0 + ux * notch - uy * width / 2, y0 + uy * notch + ux * width / 2 };
  outline[2] = (TwPixel){ x1 - ux * barb - uy * half, y1 - uy * barb + ux * half };
  outline[3] = (TwPixel){ x1, y1 };
  outline[4] = (TwPixel){ x1 - ux * barb + uy * half, y1 - uy * barb - ux * half };
  outline[5] = (TwPixel){ x0 + ux * notch + uy * width / 2, y0 + uy * notch - ux * width / 2 };
  outline[6] = (TwPixel){ x0 + uy * 0.25 * width, y0 - ux * 0.25 * width };
  return TRUE;
}

void
tw_arrow_path (cairo_t *cr, double x0, double y0, double x1, double y1, double width, double head)
{
  TwPixel outline[TW_ARROW_POINTS];

  if (!tw_arrow_outline (x0, y0, x1, y1, width, head, outline))
    return;
  cairo_new_sub_path (cr);
  for (guint i = 0; i < TW_ARROW_POINTS; i++)
    cairo_line_to (cr, outline[i].x, outline[i].y);
  cairo_close_path (cr);
}
