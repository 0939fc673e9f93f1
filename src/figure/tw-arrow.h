/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The shape of an arrow: tapered, its tail a point and its head a barb. */

#pragma once

#include "figure/tw-decimate.h"

#include <cairo.h>

G_BEGIN_DECLS

#define TW_ARROW_POINTS 7

/* The corners of the outline that tw_arrow_path() adds.  FALSE if the arrow is too short to have one. */
gboolean tw_arrow_outline (double x0, double y0, double x1, double y1, double width, double head,
                           TwPixel outline[TW_ARROW_POINTS]);

/* Adds the closed outline of an arrow from (x0, y0) to its tip (x1, y1) to the path; width is the shaft's
 * where it meets the head, whose length and width are multiples of it.  Short arrows have small heads. */
void
tw_arrow_path (cairo_t *cr, double x0, double y0, double x1, double y1, double width, double head);

G_END_DECLS
