/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How far apart two runs are, step by step: two charts over the steps that both have, in their parameters
 * and on the plane.  The pointer, or Left and Right, moves a cursor at which the legend shows the
 * values. */

#pragma once

#include "session/tw-run-compare.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_DISTANCE_VIEW (tw_distance_view_get_type ())
G_DECLARE_FINAL_TYPE (TwDistanceView, tw_distance_view, TW, DISTANCE_VIEW, GtkWidget)

/* Borrowed until another is given or the view goes; NULL: nothing is shown. */
void tw_distance_view_set (TwDistanceView *view, const TwRunComparison *comparison);

G_END_DECLS
