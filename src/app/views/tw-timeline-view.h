/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The timelines of a live run as a widget: charts over one step axis, stages as bands, events as
 * marks.  The pointer, or with the keyboard Left and Right, moves a cursor at which the legend shows
 * the values; while the run shows an earlier moment the cursor rests there.  A click or a drag, or with
 * the keyboard Return at the cursor, shows that moment.
 *
 * Properties: charts (strv: ids of those that are shown, see tw-chart-set.h), log-steps;
 * note (read-only): the step under the cursor, or else the one that is shown. */

#pragma once

#include "app/live/tw-live-run.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_TIMELINE_VIEW (tw_timeline_view_get_type ())
G_DECLARE_FINAL_TYPE (TwTimelineView, tw_timeline_view, TW, TIMELINE_VIEW, GtkWidget)

GtkWidget *tw_timeline_view_new (void);

/* Takes a reference; NULL: nothing is shown. */
void tw_timeline_view_set_run (TwTimelineView *view, TwLiveRun *run);

const char *tw_timeline_view_get_note (TwTimelineView *view);

G_END_DECLS
