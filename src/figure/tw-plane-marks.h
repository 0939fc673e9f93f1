/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The present state on the plane, with its vectors.  Clipped by the caller to the plot. */

#pragma once

#include "figure/tw-plane-figure.h"

G_BEGIN_DECLS

void tw_plane_draw_present (const TwFigureContext *context, const TwPlaneData *data,
                            const TwPlaneLayout *layout);

G_END_DECLS
