/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The left end of a line of the tree of runs: the dot in the run's colour, and the lines that lead to it
 * and past it.  Decoration: screen readers are told in words. */

#pragma once

#include "app/runs/tw-run-order.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_RUN_RAIL (tw_run_rail_get_type ())
G_DECLARE_FINAL_TYPE (TwRunRail, tw_run_rail, TW, RUN_RAIL, GtkWidget)

/* color: index for the categorical colours; indent: pixels from one depth to the next; hollow: a ring
 * instead of a dot. */
void
tw_run_rail_set (TwRunRail *rail, const TwRunLine *line, guint color, gboolean hollow, int indent);

G_END_DECLS
