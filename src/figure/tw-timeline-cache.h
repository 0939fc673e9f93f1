/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What of the timelines' curves was looked at and drawn in earlier frames. */

#pragma once

#include "figure/tw-stroke-mask.h"
#include "figure/tw-timeline-figure.h"

G_BEGIN_DECLS

/* Of one series. */
typedef struct _TwCurveCache TwCurveCache;

/* Once a frame before the others: finds out which curves go on from where they were, and forgets the rest. */
void tw_timeline_cache_update (TwTimelineCache *cache, const TwTimelineData *data);
/* Of the series s of the chart c of the data that it was updated with. */
TwCurveCache *tw_timeline_cache_curve (TwTimelineCache *cache, guint c, guint s);

/* Widens *lo … *hi by the series, finite values only (positive: and > 0). */
void tw_curve_cache_range (TwCurveCache *curve, const TwTimelineSeries *series, gboolean positive,
                           double *lo, double *hi);
/* Raises *hi to the largest sum of the series of a chart, whose first has curve. */
void tw_curve_cache_sum (TwCurveCache *curve, const TwTimelineChart *chart, double *hi);

/* The curve inside plot; dash NULL: none.  Owned by the cache. */
TwStrokeMask *tw_curve_cache_mask (TwCurveCache *curve, const TwTimelineSeries *series,
                                   const TwRect *plot, const TwScale *x, const TwScale *y,
                                   double scale, double width, const double dash[2]);

G_END_DECLS
