/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The categorical colours in a row, to choose one.  ::chosen (guint color): an index for them. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_SWATCHES (tw_swatches_get_type ())
G_DECLARE_FINAL_TYPE (TwSwatches, tw_swatches, TW, SWATCHES, GtkWidget)

GtkWidget *tw_swatches_new (void);
/* Which one has a ring, without ::chosen. */
void tw_swatches_set_selected (TwSwatches *swatches, guint color);

G_END_DECLS
