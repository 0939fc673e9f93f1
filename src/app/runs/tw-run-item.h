/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A run as a list shows it.  ::changed () tells that something of it is another.  Main thread only. */

#pragma once

#include "app/runs/tw-run-order.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define TW_TYPE_RUN_ITEM (tw_run_item_get_type ())
G_DECLARE_FINAL_TYPE (TwRunItem, tw_run_item, TW, RUN_ITEM, GObject)

/* info is copied, but for its texts, which are the item's own; deleted and index mean nothing here. */
TwRunItem *tw_run_item_new (const TwRunInfo *info, const TwRunLine *line, gboolean shown);
/* TRUE, and ::changed, if anything is another than before. */
gboolean
tw_run_item_update (TwRunItem *item, const TwRunInfo *info, const TwRunLine *line, gboolean shown);

const TwRunInfo *tw_run_item_get_info (TwRunItem *item);
const TwRunLine *tw_run_item_get_line (TwRunItem *item);
/* Whether it is the one that the window shows. */
gboolean tw_run_item_get_shown (TwRunItem *item);

/* "step 600: horizon → 1 500 · deceptive", translated.  Caller frees. */
char *tw_run_item_describe (TwRunItem *item);

G_END_DECLS
