/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of the inspector: title, symbol and unit of one value, and an editor for it that its
 * TwSettingSpec decides: an entry for numbers, a switch, a list of choices.
 *
 * A number is taken with Enter or when the entry is left; Escape takes the typing back.  What is no
 * number, or out of range, stays in the entry and is explained below it; nothing is set then.  While
 * somebody types, values that come from the run do not disturb.
 *
 * ::edited (value: double): the user set a value that the spec allows. */

#pragma once

#include "model/tw-setting.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_SETTING_ROW (tw_setting_row_get_type ())
G_DECLARE_FINAL_TYPE (TwSettingRow, tw_setting_row, TW, SETTING_ROW, GtkWidget)

/* What the row says: title, symbol (or NULL), unit, help (a tooltip) of shown, what is allowed of
 * spec.  They differ for parameters, which are titled as their starting values and may be anything
 * finite.  Both static.  context: what else a screen reader has to say to tell rows of one title
 * apart, such as the stage; NULL: nothing. */
GtkWidget *
tw_setting_row_new (const TwSettingSpec *shown, const TwSettingSpec *spec, const char *context);

/* The value that the run has. */
void tw_setting_row_set_value (TwSettingRow *row, double value);
double tw_setting_row_get_value (TwSettingRow *row);

/* Whether words (lower case) are in its title, symbol, key or help. */
gboolean tw_setting_row_matches (TwSettingRow *row, const char *words);

/* What is wrong with what was typed; NULL: nothing. */
const char *tw_setting_row_get_problem (TwSettingRow *row);

G_END_DECLS
