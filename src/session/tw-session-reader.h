/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads what a session's file has recorded, with a connection of its own, read only: also while the
 * session is being recorded.  What is not committed yet is not there (see tw_session_flush()).
 *
 * A reader belongs to one thread at a time.  Errors are TW_SESSION_ERROR; a message names file,
 * table, run and step. */

#pragma once

#include "session/tw-session.h"

G_BEGIN_DECLS

typedef struct _TwSessionReader TwSessionReader;

TwSessionReader *tw_session_reader_new (const char *path, GError **error);
void tw_session_reader_free (TwSessionReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSessionReader, tw_session_reader_free)

/* --- runs --- */

/* As in tw_session_get_run(), as of the last tw_session_reader_refresh(), which new() does. */
guint tw_session_reader_get_n_runs (TwSessionReader *reader);
const TwSessionRun *tw_session_reader_get_run_at (TwSessionReader *reader, guint index);
const TwSessionRun *tw_session_reader_get_run (TwSessionReader *reader, gint64 id);
gboolean tw_session_reader_refresh (TwSessionReader *reader, GError **error);

/* --- rows --- */

/* Appends to history (empty, of the run's model) the rows of the run and of those it comes from, as
 * far as each goes.  Where there are more than some 45,000 they come from summaries: of each bucket two
 * rows, at its first step and in its middle, with least and greatest value of every column but x and
 * y, which are means. */
gboolean tw_session_reader_load_history (TwSessionReader *reader, gint64 run, TwHistory *history,
                                         GError **error);
/* The rows first … last of the run itself, at most capacity of them, to rows (n, n_columns as in
 * tw-history.h) and, if it is not NULL, theta (n, n_params), where it was kept (NaN where not).
 * Returns how many, or -1 and error. */
gssize
tw_session_reader_read_rows (TwSessionReader *reader, gint64 run, guint64 first, guint64 last,
                             gsize capacity, double *rows, double *theta, GError **error);

/* --- scores --- */

typedef struct
{
  guint64 step;
  TwVerdict verdict;
} TwSessionScores;

/* Of the run itself, by step: GArray of TwSessionScores.  Caller unrefs. */
GArray *tw_session_reader_read_scores (TwSessionReader *reader, gint64 run, GError **error);

/* --- changes: the audit log --- */

/* One value that was changed.  Values that were set together have the same number. */
typedef struct
{
  guint64 number; /* from 1, in order, in each run */
  guint64 step;   /* before the training step of this number */
  gint64 time;    /* µs since 1970, UTC */
  char *who;      /* user's name */
  char *origin;   /* "inspector", "plane", "command line", "undo", "redo" */
  char *address;  /* "fine-tuning.dev_horizon" */
  double before, after;
} TwSessionChange;

void tw_session_change_free (TwSessionChange *change);
/* Of the run itself, in order: GPtrArray of TwSessionChange, which frees them.  Caller unrefs. */
GPtrArray *tw_session_reader_read_changes (TwSessionReader *reader, gint64 run, GError **error);

/* --- checkpoints and marks --- */

typedef struct
{
  guint64 step;
  guint64 changes; /* how many of the run's changes are in it */
  char *reason;    /* "start", "branch", "stage", "interval", "mark", "end" */
  char *label;     /* a mark's name; else NULL */
  char *hash;      /* SHA-256 of the state, hexadecimal */
  gint64 machine;  /* id of the fingerprint of where it was computed */
  gsize size;      /* bytes of the state */
} TwSessionCheckpoint;

void tw_session_checkpoint_free (TwSessionCheckpoint *checkpoint);
/* Of the run itself, by step and changes, without the states: GPtrArray of TwSessionCheckpoint. */
GPtrArray *tw_session_reader_read_checkpoints (TwSessionReader *reader, gint64 run, GError **error);
/* Those that somebody gave a name, of the run itself. */
GPtrArray *tw_session_reader_read_marks (TwSessionReader *reader, gint64 run, GError **error);
/* The state of the last checkpoint at or before step with at most that many of the run's changes; hash
 * and place to checkpoint (clear it with tw_session_checkpoint_free()).  The hash was checked. */
GBytes *
tw_session_reader_read_state (TwSessionReader *reader, gint64 run, guint64 step, guint64 changes,
                              TwSessionCheckpoint **checkpoint, GError **error);

/* --- how much there is --- */

typedef struct
{
  guint64 n_rows, n_scores, n_changes, n_checkpoints;
  guint64 every; /* every how many-th step is recorded at the head; 1: each */
} TwSessionSizes;

/* Of the run itself.  Counts rows: time grows with them. */
gboolean tw_session_reader_read_sizes (TwSessionReader *reader, gint64 run, TwSessionSizes *sizes,
                                       GError **error);
/* What computed it: GPtrArray of TwFingerprint (tw-fingerprint.h), by id. */
GPtrArray *tw_session_reader_read_machines (TwSessionReader *reader, GError **error);

G_END_DECLS
