/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Thalweg's window on one session: scenarios and runs, plane, timelines, transport and inspector around
 * the run that is shown.
 *
 * Actions (win.): play, step, step-back, first, follow, branch, undo, redo, compare, change-log,
 * properties, open, open-path, save, save-as, focus-plane, search, show-gallery,
 * show-inspector, ground, show-arrows, show-nullclines, show-noise, log-steps, chart-ID for every chart,
 * zoom-in, zoom-out, zoom-fit, enlarge ("", "plane", "timelines"), fullscreen, close. */

#pragma once

#include "app/session/tw-document.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TW_TYPE_WINDOW (tw_window_get_type ())
G_DECLARE_FINAL_TYPE (TwWindow, tw_window, TW, WINDOW, AdwApplicationWindow)

GtkWidget *tw_window_new (AdwApplication *application);

/* Loads a scenario: a new run at its step 0, in the session that the window has, or in a new one.
 * FALSE and error, and the window as it was, if the model cannot be made. */
gboolean tw_window_load (TwWindow *window, TwScenario *scenario, GError **error);
/* Takes a reference; the window closes the document with itself, or when it gets another. */
void tw_window_set_document (TwWindow *window, TwDocument *document);
TwDocument *tw_window_get_document (TwWindow *window); /* NULL before the first; borrowed */

/* Opens a session or a scenario: here if nothing was done here, else in a new window; the window that has it
 * already comes to the front.  What is wrong is said in the window. */
void tw_window_open_file (TwWindow *window, GFile *file);
/* The window that has the session of this file; NULL: none. */
TwWindow *tw_window_find (const char *path);
gboolean tw_window_is_session_file (const char *path);

/* The run that is shown; NULL before the first.  Borrowed. */
TwLiveRun *tw_window_get_run (TwWindow *window);

G_END_DECLS
