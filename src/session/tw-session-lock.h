/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who writes a session: one holder a file, among all processes, for as long as it lives.  The lock is
 * one of the kernel's on the file itself, so that it goes with its process however that ends.
 * SQLite's own locks last for one transaction, and would let two programs write in turn.
 *
 * Closing any descriptor of a file drops all POSIX locks that this process has on it, SQLite's too.  So
 * connections are counted here, and a lock's descriptor is closed with the last of them.
 *
 * Thread-safe. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TwSessionLock TwSessionLock;

/* NULL and error (TW_SESSION_ERROR_READ_ONLY) if the file is held by another, or cannot be. */
TwSessionLock *tw_session_lock_new (const char *path, GError **error);
void tw_session_lock_free (TwSessionLock *lock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSessionLock, tw_session_lock_free)

/* Whether somebody holds it, here or in another process. */
gboolean tw_session_lock_is_held (const char *path);

/* A connection to the file begins; what is returned ends it.  Caller frees. */
char *tw_session_lock_enter (const char *path);
void tw_session_lock_leave (const char *key);

G_END_DECLS
