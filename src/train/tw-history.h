/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was recorded of a run, step by step, in memory that is bounded.
 *
 * Row r is the state after row_step(r) steps: loss, gradient norm, update norm of the step that
 * led there (NaN in row 0), plane point, then every read-out.  When capacity rows are there, every
 * second one is dropped and from then on only every stride-th step is kept (stride a power of
 * two); first and newest row always stay.
 *
 * Thread-safe: one writer (the trainer's worker), any number of readers; a lock is held only while
 * rows are copied. */

#pragma once

#include "train/tw-run.h"

G_BEGIN_DECLS

typedef enum
{
  TW_COLUMN_STEP,
  TW_COLUMN_LOSS,
  TW_COLUMN_GRADIENT_NORM,
  TW_COLUMN_UPDATE_NORM,
  TW_COLUMN_X,
  TW_COLUMN_Y,
  TW_COLUMN_READOUTS, /* this and what follows: type->readouts, in order */
} TwHistoryColumn;

typedef struct _TwHistory TwHistory;

TwHistory *tw_history_new (const TwModelType *type, gsize capacity); /* capacity: even, >= 4 rows */
TwHistory *tw_history_ref (TwHistory *history);
void tw_history_unref (TwHistory *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwHistory, tw_history_unref)

guint tw_history_get_n_columns (const TwHistory *history);

/* The row of the run as it is; last: its last step.  row (TW_COLUMN_READOUTS + read-outs) is overwritten. */
void tw_history_fill_row (TwRun *run, const TwStepRecord *last, double *row);

/* Writer's side: rows (n, n_columns), steps rising.  tw_history_wants() says if a step would be
 * kept, so that nobody computes a row in vain. */
gboolean tw_history_wants (const TwHistory *history, guint64 step);
/* A row of the newest row's step takes its place: the state was edited at that step.  A row that is
 * not wanted is kept until the next one comes. */
void tw_history_append (TwHistory *history, const double *rows, gsize n);
/* Forgets rows after step, for a branch from there.  With one row or none left the stride is 1
 * again. */
void tw_history_truncate (TwHistory *history, guint64 step);

/* Readers' side.  The generation changes whenever rows that were there changed or went (thinning,
 * truncation), so that a reader who has rows 0 … n-1 of the same generation need only fetch the
 * rest. */
gsize tw_history_get_length (TwHistory *history, guint64 *generation, guint64 *stride);
/* Copies columns (n_columns of them, each TwHistoryColumn or beyond) of rows first … to out
 * (n, n_columns), at most n rows; returns how many.  They are of the generation asked for before if
 * tw_history_get_length() still gives it afterwards. */
gsize tw_history_read (TwHistory *history, gsize first, gsize n, const guint *columns,
                       guint n_columns, double *out);

G_END_DECLS
