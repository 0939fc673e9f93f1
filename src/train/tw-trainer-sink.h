/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is told of everything that a trainer does: the border between training and keeping.  A sink
 * fills this table; train knows nothing else of it.
 *
 * Every function is called on the trainer's worker (begin() on the owner's thread, before there is
 * a worker), between two steps, and must return quickly: what takes time belongs to another
 * thread.  run is lent for the call, and last: its last step, with NaN for what is not known.  A row is
 * as in tw-history.h, of the run as it is; it is lent too. */

#pragma once

#include "train/tw-history.h"
#include "train/tw-run.h"

G_BEGIN_DECLS

/* One value that was set, as it was and as it is. */
typedef struct
{
  const char *address; /* as text, as the run's scenario had it before: "fine-tuning.dev_horizon" */
  double before, after;
} TwEdit;

typedef enum
{
  TW_TRAINER_PAUSED,
  TW_TRAINER_RUNNING,
  TW_TRAINER_FINISHED, /* all stages done */
  TW_TRAINER_FAILED,   /* a number was not finite; see message.  After an edit it is paused. */
} TwTrainerState;

typedef struct _TwTrainerSink TwTrainerSink;

struct _TwTrainerSink
{
  /* The run as it stands when the trainer is made. */
  void (*begin) (TwTrainerSink *sink, TwRun *run, const TwStepRecord *last, const double *row);
  /* Whether the next step may be made.  If not, the trainer pauses, and why (which the caller frees)
   * is its complaint.  Called before every step. */
  gboolean (*may_step) (TwTrainerSink *sink, char **why);
  /* Whether step() wants the row of the state after that many steps. */
  gboolean (*wants) (TwTrainerSink *sink, guint64 step);
  /* A step was made.  row: NULL if it was not wanted. */
  void (*step) (TwTrainerSink *sink, TwRun *run, const TwStepRecord *last, const double *row);
  /* n values were set together, at the run's step.  origin: what set them, a few words
   * ("inspector"). */
  void (*edit) (TwTrainerSink *sink, TwRun *run, const TwEdit *edits, guint n, const char *origin,
                const TwStepRecord *last, const double *row);
  /* This moment is to be kept under a name. */
  void (*mark) (TwTrainerSink *sink, TwRun *run, const char *label);
  /* The worker is about to wait: at rest (state not TW_TRAINER_RUNNING), or for the next
   * step.  message: why it failed, or NULL. */
  void (*rest) (TwTrainerSink *sink, TwRun *run, const TwStepRecord *last, const double *row,
                TwTrainerState state, const char *message);
  /* The last call: the trainer goes, and the sink may. */
  void (*end) (TwTrainerSink *sink);
};

G_END_DECLS
