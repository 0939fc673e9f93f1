/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A line of the tree of runs: rail, name, what became of it, and two buttons.  Its name can be made an
 * entry.
 *
 * ::renamed (const char *name): another name than before, not empty and not too long.
 * ::hide-toggled (), ::menu-requested (): a button was pressed. */

#pragma once

#include "app/runs/tw-run-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_RUN_ROW (tw_run_row_get_type ())
G_DECLARE_FINAL_TYPE (TwRunRow, tw_run_row, TW, RUN_ROW, GtkWidget)

GtkWidget *tw_run_row_new (void);

/* Takes a reference; NULL: none. */
void tw_run_row_set_item (TwRunRow *row, TwRunItem *item);
TwRunItem *tw_run_row_get_item (TwRunRow *row);
/* Pixels from one depth to the next. */
void tw_run_row_set_indent (TwRunRow *row, int indent);
/* Nothing can be changed. */
void tw_run_row_set_read_only (TwRunRow *row, gboolean read_only);

void tw_run_row_begin_rename (TwRunRow *row);
gboolean tw_run_row_is_renaming (TwRunRow *row);

G_END_DECLS
