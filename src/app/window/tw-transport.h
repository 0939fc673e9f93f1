/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The transport along the bottom of the window: back to the start, play or pause, single step, how
 * far the run is, and its speed.  Its buttons are the window's actions (win.restart, win.play,
 * win.step).
 *
 * Property speed: training steps a second at most, 0: as fast as it goes. */

#pragma once

#include "app/live/tw-live-run.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_TRANSPORT (tw_transport_get_type ())
G_DECLARE_FINAL_TYPE (TwTransport, tw_transport, TW, TRANSPORT, GtkWidget)

/* Takes a reference; NULL: none.  The run is given the speed that is set here. */
void tw_transport_set_run (TwTransport *transport, TwLiveRun *run);

G_END_DECLS
