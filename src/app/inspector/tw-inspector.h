/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The inspector: what a live run is now (regime, read-outs, scores), its parameters, and every
 * setting of its scenario, all of them editable while it runs or is paused.  Rows come from the
 * model's and the trainer's tables; no key is named here. */

#pragma once

#include "app/live/tw-live-run.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_INSPECTOR (tw_inspector_get_type ())
G_DECLARE_FINAL_TYPE (TwInspector, tw_inspector, TW, INSPECTOR, GtkWidget)

/* Takes a reference; NULL: empty. */
void tw_inspector_set_run (TwInspector *inspector, TwLiveRun *run);

/* Moves the focus to the search entry. */
void tw_inspector_search (TwInspector *inspector);

G_END_DECLS
