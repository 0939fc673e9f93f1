/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The descent on the plane as a grid of arrows. */

#pragma once

#include "figure/tw-plane-nullclines.h"

G_BEGIN_DECLS

/* Arrows that would lie under one of the n labels are left out.  raster: what is drawn to has pixels, to
 * which halos may be painted instead of stroked. */
void tw_plane_draw_arrows (const TwFigureContext *context, const TwPlaneData *data,
                           const TwPlaneLayout *layout, const TwNullcline *nullclines, guint n,
                           gboolean raster);

G_END_DECLS
