/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Timelines: charts above one another that share one step axis, with stages as bands, events as marks and
 * a cursor at the present step.  The axis shows the whole planned run, and curves grow into it.
 *
 * Of many points a pixel column, lowest and highest are drawn: no spike is ever lost. */

#pragma once

#include "figure/tw-figure.h"

G_BEGIN_DECLS

typedef enum
{
  TW_CHART_LINES,
  TW_CHART_AREAS, /* series stacked in order, the first at the bottom (a mixture) */
} TwChartKind;

typedef struct
{
  const char *name; /* in the legend; NULL: not in it */
  TwColor color;
  gboolean dashed;
  gboolean faded;  /* of another run: thinner and paler */
  const double *x; /* (n) steps, rising */
  const double *y; /* (n); gaps where not finite */
  gsize n;
  gsize stride;      /* doubles from one point to the next, in x and y; 0 means 1 */
  double mark;       /* step of a diamond on the curve (half-way step of an onset); NaN: none */
  const char *value; /* in the legend instead of the number at the cursor; NULL: the number */
  /* For the cache: stays as long as points are only added at the end, is another when others changed or went or
   * it is another series.  0: nothing is known, and all points are looked at anew. */
  guint64 serial;
} TwTimelineSeries;

typedef struct
{
  const char *title; /* rotated beside the axis */
  TwChartKind kind;
  TwScaleKind scale; /* TW_SCALE_LINEAR, TW_SCALE_LOG, or TW_SCALE_EXPONENT (data are log10) */
  double y0, y1;     /* NaN: from the data (either one) */
  double weight;     /* share of the height; 0 means 1 */
  const TwTimelineSeries *series;
  guint n_series;
  const double *thresholds; /* (n_thresholds) horizontal dashed lines */
  guint n_thresholds;
} TwTimelineChart;

typedef struct
{
  const char *name;
  double start, end; /* steps */
} TwTimelineStage;

typedef struct
{
  double step;
  const char *label; /* NULL: none */
  TwColor color;
} TwTimelineMark;

typedef struct
{
  const char *title;   /* above; NULL: none */
  const char *x_title; /* "step"; NULL: none */
  double x0, x1;       /* steps */
  gboolean log_steps;  /* from max (x0, 1); step 0 then sits at the left end */
  const TwTimelineChart *charts;
  guint n_charts; /* at most TW_TIMELINE_MAX_CHARTS are drawn */
  const TwTimelineStage *stages;
  guint n_stages;
  const TwTimelineMark *marks;
  guint n_marks;
  double cursor;        /* step; NaN: none */
  gboolean show_legend; /* at the right, with values at the cursor (or the last ones); needs room */
} TwTimelineData;

/* Zeros, NaNs, 0 … 1 steps, legend shown. */
void tw_timeline_data_init (TwTimelineData *data);
void tw_timeline_series_init (TwTimelineSeries *series);
void tw_timeline_chart_init (TwTimelineChart *chart);

#define TW_TIMELINE_MAX_CHARTS 12

typedef struct
{
  guint n_charts; /* drawn: the last ones go where there is no room for all */
  TwRect plots[TW_TIMELINE_MAX_CHARTS];
  TwScale y[TW_TIMELINE_MAX_CHARTS];
  TwScale x;
  TwRect legend; /* column at the right; empty if there is none */
} TwTimelineLayout;

void tw_timeline_figure_layout (const TwFigureContext *context, const TwTimelineData *data,
                                TwTimelineLayout *layout);
/* The chart at the pixel or -1; *step is limited to the axis and set in any case. */
int tw_timeline_layout_hit (const TwTimelineLayout *layout, double px, double py, double *step);

void tw_timeline_figure_draw (const TwFigureContext *context, const TwTimelineData *data);

/* What need not be done again each frame: curves go on from where they were as long as their serials, the
 * size and the ranges are the same.  One a widget. */
typedef struct _TwTimelineCache TwTimelineCache;
TwTimelineCache *tw_timeline_cache_new (void);
void tw_timeline_cache_free (TwTimelineCache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwTimelineCache, tw_timeline_cache_free)

/* The same picture but for antialiasing; cr's device pixels must be 1 / scale units, from a whole one.  cache
 * may be NULL. */
void tw_timeline_figure_draw_cached (const TwFigureContext *context, const TwTimelineData *data,
                                     TwTimelineCache *cache);

/* The value of a series at a step: of the last finite row not after it; NaN if there is none, and after the
 * last row.  INFINITY: the latest. */
double tw_timeline_series_at (const TwTimelineSeries *series, double step);

G_END_DECLS
