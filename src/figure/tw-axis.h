/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Axes of a plot: how much room they take and how they are drawn. */

#pragma once

#include "figure/tw-figure.h"
#include "figure/tw-ticks.h"

G_BEGIN_DECLS

#define TW_AXIS_TICK 4.0  /* length of a tick */
#define TW_AXIS_GAP 4.0   /* between tick and label */
#define TW_AXIS_SPACE 6.0 /* between labels and title, and to the figure's edge */

/* Ticks whose labels stay between low and high.  Free with g_array_unref(). */
GArray *
tw_axis_ticks_x (const TwFigureContext *context, const TwScale *scale, double low, double high);
GArray *
tw_axis_ticks_y (const TwFigureContext *context, const TwScale *scale, double low, double high);
/* Width of the widest label. */
double tw_axis_label_width (const TwFigureContext *context, const GArray *ticks);

/* Below the plot, and left of it; labels FALSE: ticks only. */
void tw_axis_draw_x (const TwFigureContext *context, const TwRect *plot, const GArray *ticks,
                     gboolean labels);
void tw_axis_draw_y (const TwFigureContext *context, const TwRect *plot, const GArray *ticks,
                     gboolean labels);

/* "title (unit)" with the unit quieter; anchor is the centre of its box; max_width limits it. */
void tw_axis_draw_title (const TwFigureContext *context, const char *title, const char *unit,
                         double x, double y, double angle, double max_width);

/* A position at which a line of this width (user units) is sharp on the device. */
double tw_axis_snap (const TwFigureContext *context, double position, double line_width);

G_END_DECLS
