/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A recorded run at any of its steps: from the nearest checkpoint, and from there by training once
 * more.  Since a state's future depends on nothing else, that is the state which was there, bit for
 * bit on the machine that recorded it.
 *
 * Going on from where the last seek ended costs only the steps between.  A replay belongs to one
 * thread at a time. */

#pragma once

#include "session/tw-session-reader.h"

G_BEGIN_DECLS

typedef struct _TwReplay TwReplay;

TwReplay *tw_replay_new (const char *path, GError **error);
void tw_replay_free (TwReplay *replay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwReplay, tw_replay_free)

/* For lists; borrowed. */
TwSessionReader *tw_replay_get_reader (TwReplay *replay);
/* Sees what was committed meanwhile. */
gboolean tw_replay_refresh (TwReplay *replay, GError **error);

#define TW_REPLAY_ALL_CHANGES G_MAXUINT64

/* Goes to the run's state after `step` steps (a step before its start is one of those that it
 * comes from), with its changes up to number `changes` that were made at or before that step.
 * Steps beyond the head are an error.  FALSE and error (also when cancelled); then it is nowhere. */
gboolean tw_replay_seek (TwReplay *replay, gint64 run, guint64 step, guint64 changes,
                         GCancellable *cancellable, GError **error);

/* After a seek.  Borrowed until the next; the gradient and update are those of the last step. */
TwRun *tw_replay_get_run (TwReplay *replay);
/* The last step; loss is NaN at step 0, and where a run of a large model just stands at a
 * checkpoint. */
const TwStepRecord *tw_replay_get_last (TwReplay *replay);
/* The run itself, to go on with; the replay is nowhere afterwards.  Caller frees. */
TwRun *tw_replay_take_run (TwReplay *replay);
/* The run (that was sought, or one it comes from) whose own step this is, and how many of its
 * changes are in the state: where a branch from here comes from. */
gint64 tw_replay_get_owner (TwReplay *replay, guint64 *n_changes);

G_END_DECLS
