/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Made-up data in the shape of real runs, for tests and sample pictures. */

#pragma once

#include "figure/tw-plane-figure.h"
#include "figure/tw-timeline-figure.h"

G_BEGIN_DECLS

#define SAMPLE_SERIES 9

typedef struct
{
  TwPlaneData data;
  TwPlaneTrail trails[2];
  TwPlaneRegime regimes[3];
  double *loss, *vx, *vy, *slope_h, *slope_s;
  guint8 *regime, *reachable;
  double *x[2], *y[2];
} SamplePlane;

typedef struct
{
  TwTimelineData data;
  TwTimelineChart charts[4];
  TwTimelineSeries series[SAMPLE_SERIES];
  TwTimelineStage stages[2];
  TwTimelineMark marks[1];
  double *x, *y[SAMPLE_SERIES];
} SampleTimeline;

SamplePlane *sample_plane_new (guint nx, guint ny, gsize n_points);
void sample_plane_free (SamplePlane *plane);
void sample_plane_set_theme (SamplePlane *plane, TwThemeKind kind);
SampleTimeline *sample_timeline_new (gsize n_points);
void sample_timeline_free (SampleTimeline *timeline);
void sample_timeline_set_theme (SampleTimeline *timeline, TwThemeKind kind);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SamplePlane, sample_plane_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SampleTimeline, sample_timeline_free)

typedef void (*SampleDraw) (const TwFigureContext *context, gconstpointer data, gpointer cache);
void sample_draw_plane (const TwFigureContext *context, gconstpointer data, gpointer cache);
void sample_draw_timeline (const TwFigureContext *context, gconstpointer data, gpointer cache);

/* An image surface of the figure; its status is checked. */
cairo_surface_t *sample_render (SampleDraw draw, gconstpointer data, TwThemeKind kind, int width,
                                int height, double scale);

G_END_DECLS
