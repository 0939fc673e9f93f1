/* SPDX-License-Identifier: GPL-3.0-or-later */

/* For each chart of the timelines a stateful action that shows or hides it, kept in the setting
 * "charts" (strv). */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Adds chart-understanding, chart-goal, chart-horizon, chart-awareness and chart-loss to map, which
 * must not outlive settings. */
void tw_chart_actions_add (GActionMap *map, GSettings *settings);

G_END_DECLS
