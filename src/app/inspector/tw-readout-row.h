/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A row of the inspector that shows a number: its title, the value, its unit. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_READOUT_ROW (tw_readout_row_get_type ())
G_DECLARE_FINAL_TYPE (TwReadoutRow, tw_readout_row, TW, READOUT_ROW, GtkWidget)

/* title, unit: translated; unit "" where there is none. */
GtkWidget *tw_readout_row_new (const char *title, const char *unit);

/* NaN: not known. */
void tw_readout_row_set_value (TwReadoutRow *row, double value);

G_END_DECLS
