/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Long polylines, stroked fast.  cairo tessellates a path as one polygon, whose cost grows faster than its
 * number of segments where the line crosses itself, as noise does; piece by piece it stays linear. */

#pragma once

#include "figure/tw-decimate.h"

#include <cairo.h>

G_BEGIN_DECLS

/* Strokes n points with cr's line and source; NaN in y is a gap; a point alone becomes a dot (round caps).  The
 * source should be opaque: pieces overlap where they meet.  dashed: in one piece, so that dashes go on. */
void tw_stroke_points (cairo_t *cr, const TwPixel *points, guint n, gboolean dashed);

G_END_DECLS
