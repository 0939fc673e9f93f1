/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The runs of a session as a tree under the heading “Runs”: which run came from which, how far each is,
 * whether it is seen in the views, and what can be done with it.  It changes nothing itself: it tells
 * what the user asks for, and shows what it is given.
 *
 * Keyboard, on a run: Return shows it, F2 renames, Delete deletes, H hides or shows, Menu or Shift+F10
 * opens its menu.
 *
 * Property read-only: nothing can be renamed, hidden, coloured or deleted.
 *
 * ::run-activated (gint64 id): is to be shown.
 * ::rename (gint64 id, const char *name): name is not empty, and another than before.
 * ::set-hidden (gint64 id, gboolean hidden)
 * ::set-color (gint64 id, guint color)
 * ::delete (gint64 id)
 * ::compare (gint64 id): with the one that is shown.
 * ::show-changes (gint64 id) */

#pragma once

#include "app/runs/tw-run-order.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_RUN_TREE (tw_run_tree_get_type ())
G_DECLARE_FINAL_TYPE (TwRunTree, tw_run_tree, TW, RUN_TREE, GtkWidget)

GtkWidget *tw_run_tree_new (void);

/* All runs, in order of id; shown: which one the window shows (0: none).  What changed since the last
 * time is all that is drawn anew: call it as often as you like. */
void tw_run_tree_set_runs (TwRunTree *tree, const TwRunInfo *runs, guint n, gint64 shown);
/* The name of the run becomes an entry (as F2 does). */
void tw_run_tree_begin_rename (TwRunTree *tree, gint64 id);

G_END_DECLS
