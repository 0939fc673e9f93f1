/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one thread that writes a session's file.  What is to be kept is put into its queue; it writes in
 * transactions that are committed at least every 50 ms.
 *
 * What has been taken from the queue stays in memory until it is committed, so that nothing is lost
 * when a disk is full or fails: the transaction is rolled back, the connection opened anew, and all of it
 * written once more, a second later and again every second.  Meanwhile is_held() is true.
 *
 * Not for other layers.  All functions may be called on any thread. */

#pragma once

#include "session/tw-session-lock.h"
#include "session/tw-session-tree.h"

G_BEGIN_DECLS

typedef struct _TwRecorder TwRecorder;

/* lock is taken; NULL: the file is made when something is kept that is worth one. */
TwRecorder *tw_recorder_new (const char *path, TwSessionLock *lock);
TwRecorder *tw_recorder_ref (TwRecorder *recorder);
/* The last one writes what is left, tries once more if that fails, and ends the thread. */
void tw_recorder_unref (TwRecorder *recorder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRecorder, tw_recorder_unref)

/* --- what is to be kept --- */

typedef enum
{
  TW_RECORD_RUN,    /* a new run */
  TW_RECORD_COLUMN, /* a value of a run */
  TW_RECORD_PURGE,  /* a run is to go */
  TW_RECORD_BEGIN,  /* a trainer begins at the run's head: one row, that is kept if there is none */
  TW_RECORD_ROWS,   /* rows; one of a step that has one takes its place */
  TW_RECORD_CHANGE, /* values that were set together, and the row of after */
  TW_RECORD_CHECKPOINT, /* a state */
  TW_RECORD_STATE,      /* how a run stands */
  TW_RECORD_PACE,       /* every how many-th step is recorded from now on */
  TW_RECORD_SCORES,     /* scores that are to be computed */
} TwRecordKind;

typedef struct
{
  char *address;
  double before, after;
} TwRecordedEdit;

typedef struct _TwRecord TwRecord;

struct _TwRecord
{
  TwRecord *next; /* the recorder's */
  TwRecordKind kind;
  gint64 run;
  const TwModelType *type;
  gsize size; /* bytes, about */

  TwTreeRun *tree; /* RUN */

  const char *column; /* COLUMN: static, one of name, hidden, deleted, color */
  char *text; /* COLUMN: value (NULL: number); CHANGE: origin; CHECKPOINT: label; STATE: message */
  gint64 number; /* COLUMN: value; CHANGE: its number; PACE: every how many-th */

  guint64 step;    /* CHANGE, CHECKPOINT, PACE, SCORES, BEGIN */
  guint64 changes; /* CHECKPOINT: in it */
  gint64 time;     /* CHANGE: µs since 1970 */
  guint64 total;   /* STATE: steps of the scenario in force */
  TwTrainerState state;

  gsize n_rows, n_theta;
  double *rows; /* BEGIN, ROWS, CHANGE: (n_rows, 1 + n_values + n_theta): step, values, θ */

  TwRecordedEdit *edits; /* CHANGE: (n_edits) */
  guint n_edits;

  const char *reason; /* CHECKPOINT: static */
  GBytes *bytes;      /* CHECKPOINT */

  TwScenario *scenario; /* SCORES: in force */
  guint stage;          /* SCORES: under way */
  double *theta;        /* SCORES: (n_params) */
};

TwRecord *tw_record_new (TwRecordKind kind, gint64 run, const TwModelType *type);
void tw_record_free (TwRecord *record);

/* Takes record.  substantial: worth making a file for. */
void tw_recorder_put (TwRecorder *recorder, TwRecord *record, gboolean substantial);

/* The run's head and number of changes as of all that was put in, where that is more than what is there. */
void tw_recorder_get_put (TwRecorder *recorder, gint64 run, guint64 *head, guint64 *n_changes);

/* --- how it stands --- */

/* No more should be put in now: it cannot write, or is far behind.  Cheap. */
gboolean tw_recorder_is_held (TwRecorder *recorder);
/* Bytes that wait.  Cheap. */
gsize tw_recorder_get_backlog (TwRecorder *recorder);
/* Why it cannot write, or NULL.  Caller frees. */
char *tw_recorder_get_trouble (TwRecorder *recorder);
gboolean tw_recorder_is_stored (TwRecorder *recorder);
/* Makes the file even if nothing in it is worth one. */
void tw_recorder_store (TwRecorder *recorder);
/* Waits until what was put in so far is committed. */
gboolean tw_recorder_flush (TwRecorder *recorder, GError **error);

/* What was committed of a run that was recorded.  FALSE: nothing yet. */
typedef struct
{
  guint64 head, total, n_changes;
  TwTrainerState state;
  char *message; /* caller frees */
  int regime;
  gboolean has_state, has_regime;
} TwRecorderProgress;

gboolean tw_recorder_get_progress (TwRecorder *recorder, gint64 run, TwRecorderProgress *progress);
void tw_recorder_set_notify (TwRecorder *recorder, TwSessionNotify notify, gpointer data);

/* --- moving --- */

/* Commits what it can, closes the file and writes nothing until tw_recorder_resume(). */
void tw_recorder_suspend (TwRecorder *recorder);
/* Goes on: in a file at path, locked by lock (taken); lock NULL: in a new one at path; path NULL: where it was. */
void tw_recorder_resume (TwRecorder *recorder, const char *path, TwSessionLock *lock);

G_END_DECLS
