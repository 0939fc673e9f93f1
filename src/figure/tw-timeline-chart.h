/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What one chart of the timelines shows inside its plot.  Clipped by the caller to the plot. */

#pragma once

#include "figure/tw-timeline-figure.h"

G_BEGIN_DECLS

/* The range of y: as asked for, else from the data.  c: which chart of the cache it is; cache may be NULL. */
void tw_timeline_chart_range (const TwTimelineChart *chart, TwTimelineCache *cache, guint c,
                              double *y0, double *y1);
/* Of all series, stacked, in row i. */
double tw_timeline_chart_sum (const TwTimelineChart *chart, gsize i);

/* plot: what the caller has clipped to; cursor: step. */
void tw_timeline_draw_curves (const TwFigureContext *context, const TwTimelineChart *chart,
                              TwTimelineCache *cache, guint c, const TwRect *plot, const TwScale *x,
                              const TwScale *y, double cursor);

/* Colour of a series as its area has it: quieter than its line. */
TwColor tw_timeline_area_color (const TwTheme *theme, const TwTimelineSeries *series);

G_END_DECLS
