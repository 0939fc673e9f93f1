/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A session that threads share: the document, which owns it on the main thread, and workers that
 * look at what it recorded.  Who lets go of it last closes it, on whatever thread that is, so that
 * nobody waits for a disk; and who wants to open the same file again can wait for that.
 *
 * All functions here are thread-safe; what of a TwSession itself other threads may call, its header says. */

#pragma once

#include "session/tw-session-reader.h"

G_BEGIN_DECLS

typedef struct _TwSharedSession TwSharedSession;

/* Takes session.  When it has been closed, wake (taken) is unreferenced, and closed is called in the
 * default main context; both may be NULL. */
TwSharedSession *
tw_shared_session_new (TwSession *session, GSource *wake, GSourceOnceFunc closed, gpointer data);
TwSharedSession *tw_shared_session_ref (TwSharedSession *shared);
/* The last one closes the session, which waits for the disk: not for the main thread, unless nothing was
 * kept; see tw_shared_session_release(). */
void tw_shared_session_unref (TwSharedSession *shared);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSharedSession, tw_shared_session_unref)
/* Unrefs on a thread of its own. */
void tw_shared_session_release (TwSharedSession *shared);

TwSession *tw_shared_session_get (TwSharedSession *shared);
/* Waits until a step of a run is in the file, and reader, of that file, sees it.  A trainer shows a step a
 * little before it hands the step on to be kept; where it is never kept, reading it says so.  FALSE and error
 * if nothing can be written or read. */
gboolean tw_shared_session_wait_step (TwSharedSession *shared, TwSessionReader *reader, gint64 run,
                                      guint64 step, GError **error);
/* Where its file is.  Caller frees.  The owner says when it has moved. */
char *tw_shared_session_dup_path (TwSharedSession *shared);
void tw_shared_session_set_path (TwSharedSession *shared, const char *path);

/* A trainer for a run begins and has ended; and waiting until none is there, for one that was asked to end:
 * only then another one may go on with the run. */
void tw_shared_session_begin_run (TwSharedSession *shared, gint64 run);
void tw_shared_session_end_run (TwSharedSession *shared, gint64 run);
void tw_shared_session_wait_run (TwSharedSession *shared, gint64 run);

/* Whether a session of this program has its file at path, or is about to leave it. */
gboolean tw_shared_session_is_open (const char *path);
/* Waits until no session of this program has its file at path; for one that is being closed. */
void tw_shared_session_wait_closed (const char *path);

G_END_DECLS
