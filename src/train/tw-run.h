/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A run: one model being trained, a step at a time, on the caller's thread.
 *
 * A step of number k (from 0): events of step k happen; stage and learning rate are those of k;
 * minibatch, loss, gradient, clip, update.  Then `step` is k + 1.  State = (θ, optimiser, step,
 * settings in force); all randomness is addressed by (seed, step), so equal states have equal
 * futures, bit for bit, whatever the number of threads.
 *
 * A ramp of d steps from step k makes d even moves, before the steps k … k + d - 1, from the value
 * that is found before step k; the last move gives exactly the event's value.  Between moves
 * training and edits go on; a move does not mind them.  A target in "stage" is in the stage that is
 * under way when the ramp begins.
 *
 * The optimiser's state is forgotten where a stage begins (optimizer.reset), and when
 * optimizer.method changes, because one method's averages mean nothing to another.
 *
 * Not thread-safe: a run belongs to one thread at a time. */

#pragma once

#include "model/tw-model.h"
#include "train/tw-optimizer.h"
#include "train/tw-scenario.h"

#include <math.h>

G_BEGIN_DECLS

#define TW_RUN_ERROR (tw_run_error_quark ())
GQuark tw_run_error_quark (void);

typedef enum
{
  TW_RUN_ERROR_NOT_FINITE, /* loss, gradient, a parameter or the optimiser's state */
  TW_RUN_ERROR_STATE,      /* bytes that are no state of this run */
  TW_RUN_ERROR_EVENT,      /* an event that cannot happen */
  TW_RUN_ERROR_EDIT,       /* an edit that a run does not take now */
} TwRunError;

/* What a step did.  Belongs to the run; overwritten by the next step. */
typedef struct
{
  guint64 step;         /* its number, from 0 */
  double loss;          /* minibatch, before the update */
  double gradient_norm; /* before clipping */
  double update_norm;   /* of delta */
  double rate;          /* learning rate */
} TwStepRecord;

/* Of a run whose last step is not known, or before the first. */
#define TW_NO_STEP_RECORD                                                                          \
  ((TwStepRecord){ .loss = NAN, .gradient_norm = NAN, .update_norm = NAN, .rate = NAN })

typedef struct _TwRun TwRun;

/* A run standing at step 0 of a copy of the scenario.  NULL and error if the model cannot be made. */
TwRun *tw_run_new (const TwScenario *scenario, GError **error);
void tw_run_free (TwRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRun, tw_run_free)

/* One training step.  FALSE and TW_RUN_ERROR_NOT_FINITE, naming quantity and step, if a number is
 * not finite, or TW_RUN_ERROR_EVENT, naming event and step: the state and what the getters give are
 * then as before the step, and record is left alone.  Must not be called when done. */
gboolean tw_run_step (TwRun *run, TwStepRecord *record, GError **error);
gboolean tw_run_is_done (const TwRun *run);

guint64 tw_run_get_step (const TwRun *run);        /* steps made */
guint tw_run_get_stage (const TwRun *run);         /* of the next step; the last one when done */
const double *tw_run_get_theta (const TwRun *run); /* (n_params) */
const double *
tw_run_get_gradient (const TwRun *run); /* (n_params) last minibatch, clipped; 0 before the first */
const double *tw_run_get_delta (const TwRun *run); /* (n_params) last update; 0 before the first */
/* (n_params) where the last update started from, after the events of its step; θ before the first */
const double *tw_run_get_origin (const TwRun *run);
gsize tw_run_get_n_params (const TwRun *run);
/* The model, with the stage under way set; borrowed. */
TwModel *tw_run_get_model (TwRun *run);
/* Settings in force now: the scenario's, with events and edits applied.  Borrowed: take a
 * reference to keep it, and it stays as it is, since a change then makes a new one. */
TwScenario *tw_run_get_scenario (TwRun *run);
/* Rises with every change to what tw_run_get_scenario() says. */
guint64 tw_run_get_generation (const TwRun *run);

/* Value at an address now (also theta and the current stage). */
double tw_run_get (TwRun *run, TwAddress address);
/* Sets a parameter or setting from the next step on.  FALSE and error if it is not allowed, or the
 * model cannot be so configured; the run is then as it was.  start.* and the seed cannot be
 * set after step 0; at step 0 they take effect at once. */
gboolean tw_run_set (TwRun *run, TwAddress address, double value, GError **error);
/* Sets n values at once: all or none, and only the whole has to go together. */
gboolean tw_run_set_many (TwRun *run, const TwAddress *addresses, const double *values, guint n,
                          GError **error);

/* Everything the future depends on, as bytes (documented in tw-run-state.c), and back; and its
 * SHA-256 in hexadecimal.  Caller frees.  Loading takes bytes from anywhere: FALSE and
 * TW_RUN_ERROR_STATE, and the run as it was, if they are no state of a run of this scenario.
 * Gradient and update are 0 afterwards. */
GBytes *tw_run_save_state (TwRun *run);
gboolean tw_run_load_state (TwRun *run, GBytes *state, GError **error);
char *tw_run_state_hash (TwRun *run);

/* θ as it is when a stage of the scenario begins: trains a run up to there and not further.  Its θ
 * is tw_run_get_theta().  NULL and error if training fails on the way or there is no
 * such stage. */
TwRun *tw_run_new_at_stage (const TwScenario *scenario, const char *stage, GError **error);

G_END_DECLS
