/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A run on a worker thread of its own.  Commands go in through a queue and take effect between two
 * steps, in order; snapshots come out, newest wins, at most one waiting.
 *
 * Commands are taken at once, not after the steps that an earlier one asked for: a pause ends a
 * tw_trainer_step() under way.  Finished, the run can still be edited; if its stages are
 * lengthened it is paused and can go on.
 *
 * The history has a row of step 0; an edit replaces the row of its step.
 *
 * Thread-safe: every function here may be called from any one thread at a time (the owner's); the
 * notify callback is called on the worker.  Nothing here waits for the worker but
 * tw_trainer_free(), tw_trainer_sync() and tw_trainer_wait(). */

#pragma once

#include "train/tw-trainer-sink.h"

G_BEGIN_DECLS

/* The run at one moment.  Immutable; shared by reference; outlives the trainer. */
typedef struct
{
  TwScenario *scenario; /* settings in force */
  guint64 serial;       /* rises from one snapshot of a trainer to the next */
  guint64 generation;   /* rises with every change to scenario, for cheap comparison */
  guint64 commands;     /* how many commands of the trainer are in effect */
  guint64 step, total_steps;
  guint stage; /* index; and its first step */
  guint64 stage_first;
  TwTrainerState state;
  char *message; /* why it failed, or what was wrong with the last edit; else NULL */
  gsize n_params;
  double *theta;           /* (n_params) */
  double *gradient;        /* (n_params) last minibatch, clipped */
  double *delta;           /* (n_params) last update */
  double *readouts;        /* (type->n_readouts) */
  double point[2];         /* on the plane */
  double velocity[2];      /* J Δθ of the last update, J at the θ it started from */
  double ceiling;          /* of y */
  TwStepRecord last;       /* the last step; loss is NaN before the first */
  double steps_per_second; /* over the last half second or so; 0 when paused */
  /*< private >*/
  gatomicrefcount refs;
} TwSnapshot;

TwSnapshot *tw_snapshot_ref (TwSnapshot *snapshot);
void tw_snapshot_unref (TwSnapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwSnapshot, tw_snapshot_unref)

typedef struct _TwTrainer TwTrainer;

/* Called on the worker when a snapshot begins to wait, not when a newer one takes its place.  Must
 * return quickly and not call the trainer. */
typedef void (*TwTrainerNotify) (gpointer data);

/* Starts the worker, paused at step 0.  The first snapshot waits before this returns. */
TwTrainer *
tw_trainer_new (const TwScenario *scenario, TwTrainerNotify notify, gpointer data, GError **error);
/* The same for a run that stands anywhere (taken, also on failure).  last: its last step, NULL if that
 * is not known.  history: rows of before, up to the run's step, or NULL for none; the trainer takes a
 * reference and goes on in it.  sink: who is told of everything, or NULL; see tw-trainer-sink.h. */
TwTrainer *
tw_trainer_new_for_run (TwRun *run, const TwStepRecord *last, TwHistory *history,
                        TwTrainerSink *sink, TwTrainerNotify notify, gpointer data, GError **error);
/* Stops and joins the worker (within one step). */
void tw_trainer_free (TwTrainer *trainer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwTrainer, tw_trainer_free)

void tw_trainer_play (TwTrainer *trainer);
void tw_trainer_pause (TwTrainer *trainer); /* within one step */
/* n steps, the first at once, then pauses; further steps asked for while it does are added. */
void tw_trainer_step (TwTrainer *trainer, guint64 n);
void tw_trainer_set_speed (TwTrainer *trainer, double steps_per_second); /* 0: as fast as it goes */
/* Sets a value between two steps.  What is wrong with it comes in the next snapshot's message. */
void tw_trainer_set (TwTrainer *trainer, TwAddress address, double value);
/* Sets several at once: no step and no snapshot between them.  origin: what sets them, for the sink;
 * a few words ("inspector"), "" if there is nothing to say. */
void tw_trainer_set_many (TwTrainer *trainer, const TwAddress *addresses, const double *values,
                          guint n, const char *origin);
/* Has the sink keep this moment under a name. */
void tw_trainer_mark (TwTrainer *trainer, const char *label);

/* How many commands were given so far: a snapshot with as many in effect shows what the last one
 * did. */
guint64 tw_trainer_get_n_commands (TwTrainer *trainer);

/* The newest snapshot if one waits, else NULL.  Caller unrefs. */
TwSnapshot *tw_trainer_take_snapshot (TwTrainer *trainer);
/* What was recorded; borrowed, thread-safe. */
TwHistory *tw_trainer_get_history (TwTrainer *trainer);

/* Waits until every command given before has taken effect, and a snapshot of after that waits. */
void tw_trainer_sync (TwTrainer *trainer);
/* Waits until it pauses, finishes or fails. */
void tw_trainer_wait (TwTrainer *trainer);

G_END_DECLS
