/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A part of the inspector: a heading that opens and closes, below it a row for each value of some
 * tables.  The rows are made when they are shown for the first time. */

#pragma once

#include "app/live/tw-live-run.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_SETTING_GROUP (tw_setting_group_get_type ())
G_DECLARE_FINAL_TYPE (TwSettingGroup, tw_setting_group, TW, SETTING_GROUP, GtkWidget)

/* context: what a screen reader adds to the titles of rows ("fine-tuning"); NULL: nothing. */
GtkWidget *
tw_setting_group_new (TwLiveRun *run, const char *title, const char *context, gboolean expanded);

/* A row for each spec of a table: addresses (section, item, first_key), (…, first_key + 1), … */
void tw_setting_group_add_table (TwSettingGroup *group, TwSection section, guint item,
                                 guint first_key, const TwSettingTable *table);

/* Rows show the values that the run has, as of its last update. */
void tw_setting_group_refresh (TwSettingGroup *group);

/* Shows only rows with these words (lower case), open; "" shows all, open as they were.  Returns
 * how many rows are shown. */
guint tw_setting_group_filter (TwSettingGroup *group, const char *words);

/* Moves the focus to the editor of the first row that is shown; FALSE if there is none. */
gboolean tw_setting_group_focus (TwSettingGroup *group);

G_END_DECLS
