/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The transport along the bottom of the window: to the beginning, a step back, play or pause, a step on,
 * the scrubber, where the run is, and its speed.  Its buttons are the window's actions (win.first,
 * win.step-back, win.play, win.step, win.follow).
 *
 * Property speed: steps a second at most, of training and of playing; 0: as fast as it goes. */

#pragma once

#include "app/live/tw-live-run.h"
#include "app/window/tw-scrubber.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_TRANSPORT (tw_transport_get_type ())
G_DECLARE_FINAL_TYPE (TwTransport, tw_transport, TW, TRANSPORT, GtkWidget)

/* Takes a reference; NULL: none.  The run is given the speed that is set here. */
void tw_transport_set_run (TwTransport *transport, TwLiveRun *run);

/* For branches and marks, which a run does not know; steps and stages are the transport's. */
TwScrubber *tw_transport_get_scrubber (TwTransport *transport);

G_END_DECLS
