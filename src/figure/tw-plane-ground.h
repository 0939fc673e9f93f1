/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What lies still on the plane while its field holds: colour, arrows, nullclines, the ceiling.  Clipped by
 * the caller to the plot. */

#pragma once

#include "figure/tw-plane-figure.h"

G_BEGIN_DECLS

/* raster: what is drawn to has pixels and will not be scaled. */
void tw_plane_draw_ground (const TwFigureContext *context, const TwPlaneData *data,
                           const TwPlaneLayout *layout, gboolean raster);

G_END_DECLS
