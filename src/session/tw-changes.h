/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes recorded changes once more, while a run is recomputed.  Not for other layers. */

#pragma once

#include "session/tw-session-reader.h"

G_BEGIN_DECLS

/* The changes after the first *n_done, up to number `most`, that were made where the run stands; *n_done
 * counts them.  reader and id: whose they are.  FALSE and error if one cannot be made. */
gboolean tw_changes_apply (TwSessionReader *reader, gint64 id, GPtrArray *changes, TwRun *run,
                           guint64 most, guint64 *n_done, GError **error);
/* tw_run_load_state() of a state that the file has of the run. */
gboolean
tw_changes_load (TwSessionReader *reader, gint64 id, TwRun *run, GBytes *state, GError **error);

G_END_DECLS
