/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A line of the audit log: one value that was changed, and every column of it as text and in order.
 * No display. */

#pragma once

#include "session/tw-audit.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define TW_TYPE_CHANGE_ITEM (tw_change_item_get_type ())
G_DECLARE_FINAL_TYPE (TwChangeItem, tw_change_item, TW, CHANGE_ITEM, GObject)

typedef enum
{
  TW_CHANGE_NUMBER,
  TW_CHANGE_RUN, /* its name */
  TW_CHANGE_STEP,
  TW_CHANGE_TIME, /* local */
  TW_CHANGE_WHO,
  TW_CHANGE_ORIGIN,
  TW_CHANGE_ADDRESS,
  TW_CHANGE_BEFORE,
  TW_CHANGE_AFTER,
  TW_N_CHANGE_COLUMNS,
} TwChangeColumn;

/* Everything is copied. */
TwChangeItem *tw_change_item_new (const TwAuditRun *run, const TwSessionChange *change);

gint64 tw_change_item_get_run (TwChangeItem *item);
guint64 tw_change_item_get_step (TwChangeItem *item);
/* As a line of the table has it. */
const char *tw_change_item_get_text (TwChangeItem *item, TwChangeColumn column);
/* More about it: the setting's title, a value with all its digits; NULL: nothing. */
const char *tw_change_item_get_help (TwChangeItem *item, TwChangeColumn column);
/* Negative, 0, positive, as strcmp(); of equal ones, as they were made. */
int tw_change_item_compare (TwChangeItem *a, TwChangeItem *b, TwChangeColumn column);
/* Whether every word of text is found in some column or what is said of it; case does not matter. */
gboolean tw_change_item_matches (TwChangeItem *item, const char *text);

G_END_DECLS
