/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-arrow.h"

#include <math.h>

void
tw_arrow_path (cairo_t *cr, double x0, double y0, double x1, double y1, double width, double head)
{
  double length = hypot (x1 - x0, y1 - y0);
  double ux, uy, barb, half, notch;

  if (!(length > 0.01))
    return;
  ux = (x1 - x0) / length;
  uy = (y1 - y0) / length;
  barb = MIN (head, 0.62 * length);
  half = 0.40 * barb;
  width = MIN (width, 0.9 * half);
  notch = length - 0.80 * barb;
  cairo_move_to (cr, x0 - uy * 0.25 * width, y0 + ux * 0.25 * width);
  cairo_line_to (cr, x0 + ux * notch - uy * width / 2, y0 + uy * notch + ux * width / 2);
  cairo_line_to (cr, x1 - ux * barb - uy * half, y1 - uy * barb + ux * half);
  cairo_line_to (cr, x1, y1);
  cairo_line_to (cr, x1 - ux * barb + uy * half, y1 - uy * barb - ux * half);
  cairo_line_to (cr, x0 + ux * notch + uy * width / 2, y0 + uy * notch - ux * width / 2);
  cairo_line_to (cr, x0 + uy * 0.25 * width, y0 - ux * 0.25 * width);
  cairo_close_path (cr);
}
