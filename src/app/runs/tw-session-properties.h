/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a session is: its file, how large it is and what for, what computed it. */

#pragma once

#include "session/tw-fingerprint.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TW_TYPE_SESSION_PROPERTIES (tw_session_properties_get_type ())
G_DECLARE_FINAL_TYPE (TwSessionProperties, tw_session_properties, TW, SESSION_PROPERTIES, AdwWindow)

/* Borrowed for the call. */
typedef struct
{
  const char *path;             /* of the file */
  gboolean stored;              /* FALSE: there is no file yet, and size and created mean nothing */
  gboolean saved;               /* FALSE: it is where unsaved sessions are kept */
  const char *read_only_reason; /* NULL: it can be written */
  guint64 size;                 /* bytes */
  gint64 created;               /* µs since 1970, UTC; 0: not known */
  guint n_runs;
  guint64 n_steps;   /* recorded, in all runs */
  guint64 n_changes; /* values changed, in all runs */
  guint64 n_checkpoints;
  GPtrArray *machines;          /* TwFingerprint; NULL: not known */
  const TwFingerprint *machine; /* of this process; NULL: not known */
} TwSessionFacts;

/* parent: for which it is transient; may be NULL. */
TwSessionProperties *tw_session_properties_new (GtkWindow *parent);
void tw_session_properties_set (TwSessionProperties *properties, const TwSessionFacts *facts);

G_END_DECLS
