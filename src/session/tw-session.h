/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A session: one file with a tree of runs, everything that they did, and what was changed in them.
 * docs/SESSION.md says what is in the file.
 *
 * This is the owner's side: the tree, in memory, and commands.  Everything is written by the
 * session's recorder, one thread; no function here waits for a disk but those that say so.  To
 * read what was recorded, see tw-session-reader.h; a state at any step, tw-replay.h.
 *
 * A new session is a path and nothing else until something is to be kept (a step, a change, a name): then
 * the file is made.  What cannot be written is not lost while the program lives: trainers that
 * record are held (see TwTrainerSink), and writing is tried again once a second.
 *
 * One process writes a file; whoever opens it then reads it only, and tw_session_get_read_only_reason()
 * says so.  Opened files come from strangers: sizes, counts, ranges and texts are checked before
 * use, triggers and views in a file are never run, and no path in it is followed.
 *
 * Threads: a TwSession belongs to one thread, but for the functions that say otherwise. */

#pragma once

#include "train/tw-trainer-sink.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define TW_SESSION_SUFFIX ".thalweg"
#define TW_SESSION_MIME_TYPE "application/vnd.thalweg.session+sqlite3"
#define TW_SESSION_APPLICATION_ID 0x54574c47 /* "TWLG" */
#define TW_SESSION_VERSION 1                 /* user_version of files that are written */

#define TW_SESSION_MAX_RUNS 100000 /* more in a file are an error */
#define TW_SESSION_MAX_NAME 200    /* bytes of a run's name */
/* θ is kept at every step of models up to this many parameters; of larger ones in checkpoints. */
#define TW_SESSION_MAX_THETA 256

#define TW_SESSION_ERROR (tw_session_error_quark ())
GQuark tw_session_error_quark (void);

typedef enum
{
  TW_SESSION_ERROR_FILE,      /* cannot be made, opened, read or written */
  TW_SESSION_ERROR_FOREIGN,   /* no session */
  TW_SESSION_ERROR_NEWER,     /* made by a newer version */
  TW_SESSION_ERROR_DAMAGED,   /* something in it cannot be */
  TW_SESSION_ERROR_READ_ONLY, /* a change of a session that is only read */
  TW_SESSION_ERROR_MISSING,   /* no such run, step or checkpoint */
} TwSessionError;

/* A run of the tree.  Texts and scenario are borrowed. */
typedef struct
{
  gint64 id;              /* from 1, in the order in which they were made */
  gint64 parent;          /* 0: none */
  guint64 start;          /* step at which it begins: 0, or where it branched off */
  guint64 parent_changes; /* how many of the parent's changes it begins with */
  const char *name;
  TwScenario *scenario; /* in force at its start, before changes of its own */
  guint color;          /* index for the categorical colours, from 0 */
  gboolean hidden, deleted;
  gint64 created;       /* µs since 1970, UTC */
  guint64 head;         /* the last step recorded */
  guint64 total_steps;  /* of the scenario in force at the head */
  TwTrainerState state; /* never running in a file that was just opened */
  const char *message;  /* why it failed; else NULL */
  int regime;           /* at the last step that has scores; -1: not known */
  guint64 n_changes;    /* own ones */
} TwSessionRun;

typedef struct _TwSession TwSession;

/* A session that is not in a file yet. */
TwSession *tw_session_new (const char *path);
/* Opens a file, to write if that can be and read_only is not asked for.  Reads all runs (not what
 * they recorded); waits for the disk. */
TwSession *tw_session_open (const char *path, gboolean read_only, GError **error);
/* Writes what is left (a short wait), closes.  Sinks still in use keep the recorder alive. */
void tw_session_free (TwSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSession, tw_session_free)

const char *tw_session_get_path (TwSession *session);
/* Whether there is a file: something was kept. */
gboolean tw_session_is_stored (TwSession *session);
/* Makes the file even if nothing is to be kept yet. */
void tw_session_store (TwSession *session);
/* NULL: it can be written.  Else why not, for people.  Borrowed. */
const char *tw_session_get_read_only_reason (TwSession *session);
/* Whether it is only read because that was asked for: nothing else stood in the way when it was opened. */
gboolean tw_session_was_asked_read_only (TwSession *session);

/* --- the tree --- */

guint tw_session_get_n_runs (TwSession *session);
/* In order of id, deleted ones too.  Borrowed; what it says may change with every other call. */
const TwSessionRun *tw_session_get_run_at (TwSession *session, guint index);
/* NULL: there is none. */
const TwSessionRun *tw_session_get_run (TwSession *session, gint64 id);
/* Takes over what the recorder has learnt of heads, states and regimes.  TRUE if something changed. */
gboolean tw_session_refresh (TwSession *session);

/* A run from step 0 of scenario (name NULL: its title); or from run's state at its step, which is
 * one of parent's with the first parent_changes of its changes (name NULL: the parent's and the step).  Returns the id; 0 and error if the
 * session is only read or has too many runs. */
gint64 tw_session_add_root (TwSession *session, const TwScenario *scenario, const char *name,
                            GError **error);
gint64 tw_session_add_branch (TwSession *session, gint64 parent, guint64 parent_changes, TwRun *run,
                              const char *name, GError **error);
/* FALSE and error if the session is only read, there is no such run, or a name is empty or too
 * long.  A deleted run stays in the file until tw_session_purge(), and so do its branches. */
gboolean tw_session_rename (TwSession *session, gint64 run, const char *name, GError **error);
gboolean tw_session_set_hidden (TwSession *session, gint64 run, gboolean hidden, GError **error);
gboolean tw_session_set_deleted (TwSession *session, gint64 run, gboolean deleted, GError **error);
gboolean tw_session_set_color (TwSession *session, gint64 run, guint color, GError **error);
/* Takes runs that are deleted, and that no run that is not comes from, out of the file for good. */
gboolean tw_session_purge (TwSession *session, GError **error);

/* --- recording --- */

/* The sink for a trainer of that run, standing at its head: hand it to one trainer, which ends it.
 * NULL and error if the session is only read. */
TwTrainerSink *tw_session_record (TwSession *session, gint64 run, GError **error);

/* Called on the recorder's thread when something changed that tw_session_refresh() or
 * tw_session_get_trouble() would tell, about ten times a second.  Must return quickly, and not call
 * tw_session_set_notify(); after that was called the one of before is not called any more. */
typedef void (*TwSessionNotify) (gpointer data);
void tw_session_set_notify (TwSession *session, TwSessionNotify notify, gpointer data);

/* Why nothing can be written now, for people; NULL: it can.  Caller frees.  Any thread. */
char *tw_session_get_trouble (TwSession *session);
/* Waits until all that was done so far is committed.  FALSE and error if it cannot be written now.
 * Any thread. */
gboolean tw_session_flush (TwSession *session, GError **error);

/* Writes a whole copy to path (over a file that is there), and goes on in it; with move the old file
 * is removed.  Waits for the disk: for a thread of its own, during which the owner may go on.  On
 * failure, or when cancelled, the session is where it was, and nothing is left at path that was not
 * there.  progress (may be NULL) is called on this thread with 0 to 1. */
typedef void (*TwSessionProgress) (double fraction, gpointer data);
gboolean
tw_session_save_as (TwSession *session, const char *path, gboolean move, TwSessionProgress progress,
                    gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
