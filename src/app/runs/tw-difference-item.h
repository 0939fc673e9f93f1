/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A setting or a parameter that two runs have otherwise, as a line of a table.  No display. */

#pragma once

#include "session/tw-run-compare.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define TW_TYPE_DIFFERENCE_ITEM (tw_difference_item_get_type ())
G_DECLARE_FINAL_TYPE (TwDifferenceItem, tw_difference_item, TW, DIFFERENCE_ITEM, GObject)

typedef enum
{
  TW_DIFFERENCE_ADDRESS,
  TW_DIFFERENCE_A,
  TW_DIFFERENCE_B,
  TW_DIFFERENCE_BY, /* b - a; "" where they are no numbers */
  TW_N_DIFFERENCE_COLUMNS,
} TwDifferenceColumn;

/* a and b: the runs' scenarios, for what values mean; may be NULL. */
TwDifferenceItem *tw_difference_item_new (const TwRunDifference *difference, const TwScenario *a,
                                          const TwScenario *b);

const char *tw_difference_item_get_text (TwDifferenceItem *item, TwDifferenceColumn column);
/* The setting's title or the value with all its digits; NULL: nothing more to say. */
const char *tw_difference_item_get_help (TwDifferenceItem *item, TwDifferenceColumn column);

G_END_DECLS
