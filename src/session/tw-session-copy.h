/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Copying a session's file while it is not written.  Not for other layers.  Any thread. */

#pragma once

#include "session/tw-session-lock.h"
#include "session/tw-session.h"

G_BEGIN_DECLS

/* Copies from to path, and returns the lock on the copy.  It is made beside path under another name and
 * takes its place when it is whole, so that a file that was there stays until then. */
TwSessionLock *tw_session_copy_file (const char *from, const char *path, TwSessionProgress progress,
                                     gpointer data, GCancellable *cancellable, GError **error);
/* Removes a session's file, and SQLite's that go with it. */
void tw_session_remove_file (const char *path);

G_END_DECLS
