/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which charts the timelines can show of a model, worked out from its read-outs: one for each group
 * of read-outs that share a name up to the dot (understanding.*, goal.*), one for each coordinate of
 * the plane, and the loss. */

#pragma once

#include "figure/tw-timeline-figure.h"
#include "model/tw-model.h"

G_BEGIN_DECLS

#define TW_CHART_MAX_SERIES 8

typedef struct
{
  char *id;    /* "understanding", "goal", "horizon", "awareness", "loss": for settings */
  char *title; /* for people, short: beside the axis */
  TwChartKind kind;
  TwScaleKind scale;
  double y0, y1;                      /* NaN: from the data */
  double weight;                      /* share of the height */
  guint n_series;                     /* at most TW_CHART_MAX_SERIES */
  guint columns[TW_CHART_MAX_SERIES]; /* of the history: TwHistoryColumn and beyond */
  char *names[TW_CHART_MAX_SERIES];   /* in the legend */
  guint colors[TW_CHART_MAX_SERIES];  /* index of the theme's series */
  gboolean dashed[TW_CHART_MAX_SERIES];
} TwChartSpec;

typedef struct
{
  TwChartSpec *charts; /* (n) in the order in which they stand */
  guint n;
} TwChartSet;

TwChartSet *tw_chart_set_new (const TwModelType *type);
void tw_chart_set_free (TwChartSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwChartSet, tw_chart_set_free)

G_END_DECLS
