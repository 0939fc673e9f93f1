/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The moments of a recorded run for a viewer: from its session's file. */

#pragma once

#include "app/live/tw-viewer.h"
#include "app/session/tw-shared-session.h"

G_BEGIN_DECLS

extern const TwViewerSource tw_replay_source;

/* For tw_viewer_new() with the functions above.  Takes a reference, and keeps it until the source is freed;
 * the run counts as one with a trainer from now until then. */
gpointer tw_replay_source_new (TwSharedSession *session, gint64 run);

G_END_DECLS
