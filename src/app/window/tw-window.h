/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Thalweg's window: gallery, plane, timelines, transport and inspector around one live run.
 *
 * Actions (win.): play, step, restart, set-undone, go-back, focus-plane, open, search, show-gallery, show-inspector, ground,
 * show-arrows, show-nullclines, show-noise, log-steps, chart-ID for every chart, zoom-in, zoom-out,
 * zoom-fit, enlarge ("", "plane", "timelines"), fullscreen, close. */

#pragma once

#include "app/live/tw-live-run.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TW_TYPE_WINDOW (tw_window_get_type ())
G_DECLARE_FINAL_TYPE (TwWindow, tw_window, TW, WINDOW, AdwApplicationWindow)

GtkWidget *tw_window_new (AdwApplication *application);

/* Loads a scenario: a new run at its step 0, paused.  FALSE and error, and the window as it was, if
 * the model cannot be made. */
gboolean tw_window_load (TwWindow *window, TwScenario *scenario, GError **error);

/* Reads a scenario from a file and loads it; what is wrong with it is said in the window. */
void tw_window_open_file (TwWindow *window, GFile *file);

/* The run that is shown; NULL before the first.  Borrowed. */
TwLiveRun *tw_window_get_run (TwWindow *window);

G_END_DECLS
