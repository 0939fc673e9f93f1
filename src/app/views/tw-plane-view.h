/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The plane as a widget: field, trail and shown state of a live run, paler what came after it; pan,
 * zoom, numbers under the pointer.
 *
 * Dragging the point moves it, which changes the parameters behind it (Escape: not); dragging elsewhere
 * pans, scrolling and pinching zoom around the pointer, a double click fits.  With the keyboard: arrows
 * pan, with Shift they move the point, plus and minus zoom, 0 fits.  While it is fitted the view
 * follows the run: its range grows so that state and knowledge ceiling are in it.
 *
 * Properties: ground ("loss", "regime", "plain"), show-arrows, show-nullclines, show-noise;
 * note (read-only): what is under the pointer, or else what the view shows, in one line;
 * fitted (read-only).
 *
 * ::refused (const char *why): the point cannot go there. */

#pragma once

#include "app/live/tw-live-run.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_PLANE_VIEW (tw_plane_view_get_type ())
G_DECLARE_FINAL_TYPE (TwPlaneView, tw_plane_view, TW, PLANE_VIEW, GtkWidget)

GtkWidget *tw_plane_view_new (void);

/* Takes a reference; NULL: an empty plane. */
void tw_plane_view_set_run (TwPlaneView *view, TwLiveRun *run);

/* Around the middle; factor > 1 comes nearer. */
void tw_plane_view_zoom (TwPlaneView *view, double factor);
void tw_plane_view_fit (TwPlaneView *view);

/* The range in view: x0, x1 (log10 of what the axis says), y0, y1. */
void tw_plane_view_get_range (TwPlaneView *view, double range[4]);

const char *tw_plane_view_get_note (TwPlaneView *view);

G_END_DECLS
