/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The paths of runs over the plane.  Clipped by the caller to the plot. */

#pragma once

#include "figure/tw-plane-figure.h"

G_BEGIN_DECLS

/* What of the trails is drawn already, so that a trail that grew costs no more than what it grew by. */
typedef struct _TwTrailCache TwTrailCache;

TwTrailCache *tw_trail_cache_new (void);
void tw_trail_cache_free (TwTrailCache *cache);

/* cache NULL: as vectors. */
void tw_plane_draw_trails (const TwFigureContext *context, const TwPlaneData *data,
                           const TwPlaneLayout *layout, TwTrailCache *cache);

G_END_DECLS
