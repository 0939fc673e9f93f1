/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the plane's colours mean: a bar for the loss at the right, chips for regimes above. */

#pragma once

#include "figure/tw-plane-figure.h"
#include "figure/tw-plane-raster.h"

G_BEGIN_DECLS

/* Room that the key takes at the right of a plot from y0 to y1. */
double tw_plane_bar_width (const TwFigureContext *context, const TwPlaneData *data,
                           const TwLossRange *range, double y0, double y1);
/* bar: the coloured bar alone. */
void tw_plane_draw_bar (const TwFigureContext *context, const TwPlaneData *data,
                        const TwLossRange *range, const TwRect *bar);
/* In one row; chips that have no room are left away. */
void
tw_plane_draw_chips (const TwFigureContext *context, const TwPlaneData *data, const TwRect *row);

#define TW_PLANE_BAR_WIDTH 11.0
#define TW_PLANE_BAR_GAP 14.0

G_END_DECLS
