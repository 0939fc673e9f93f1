/* SPDX-License-Identifier: GPL-3.0-or-later */

/* First-order optimisers: g (clipped) and a learning rate in, θ moved.  Not thread-safe: one
 * optimiser belongs to one run.  Nothing fails; numbers that are not finite go through. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TW_METHOD_GRADIENT_DESCENT, /* full batch:  θ ← θ - η g */
  TW_METHOD_SGD,              /* minibatch:   θ ← θ - η g */
  TW_METHOD_MOMENTUM,         /* m ← μ m + g;  θ ← θ - η m */
  TW_METHOD_ADAM,             /* Kingma and Ba 2015, bias-corrected */
  TW_METHOD_ADAMW,    /* Loshchilov and Hutter 2019: θ ← θ - η (adam + weight_decay θ) */
  TW_METHOD_LANGEVIN, /* SGD plus sqrt(2 η T) normal, T: temperature */
} TwMethod;

typedef enum
{
  TW_SCHEDULE_CONSTANT,
  TW_SCHEDULE_COSINE, /* η falls to final_fraction of it over the stage, half a cosine */
  TW_SCHEDULE_LINEAR, /* the same in a straight line */
} TwSchedule;

/* Indices into tw_optimizer_table(), and so into TwScenario.optimizer. */
typedef enum
{
  TW_OPT_METHOD,
  TW_OPT_LEARNING_RATE,
  TW_OPT_BATCH, /* contexts a minibatch */
  TW_OPT_CLIP,  /* largest global norm of the gradient; 0: no clipping */
  TW_OPT_SCHEDULE,
  TW_OPT_WARMUP, /* steps over which η rises evenly at the start of a stage, any schedule */
  TW_OPT_FINAL_FRACTION,
  TW_OPT_MOMENTUM,
  TW_OPT_BETA1,
  TW_OPT_BETA2,
  TW_OPT_EPSILON,
  TW_OPT_WEIGHT_DECAY,
  TW_OPT_TEMPERATURE,
  TW_OPT_RESET, /* forget the optimiser's state at the border of a stage */
  TW_N_OPT
} TwOptKey;

typedef struct
{
  gsize n;        /* parameters */
  guint64 t;      /* updates since the last reset, for Adam's bias correction */
  double *first;  /* (n) momentum, or Adam's first moment */
  double *second; /* (n) Adam's second moment */
} TwOptimizer;

void tw_optimizer_init (TwOptimizer *optimizer, gsize n);
void tw_optimizer_clear (TwOptimizer *optimizer);
void tw_optimizer_reset (TwOptimizer *optimizer);
/* Overwrites the state of to, which has as many parameters, with that of from. */
void tw_optimizer_copy_state (TwOptimizer *to, const TwOptimizer *from);

/* η at step (from 0) of a stage of steps: the schedule's, which would reach final_fraction at
 * step = steps, times (step + 1) / warmup while that is below 1. */
double tw_optimizer_rate (const double *settings, guint64 step, guint64 steps);

/* Euclidean norm of v (n); squares that overflow or underflow do no harm.  NaN if there is one. */
double tw_optimizer_norm (const double *v, gsize n);

/* Scales gradient (n) so that its norm is at most clip (0: leaves it; so are numbers that are not
 * finite).  Returns the norm before. */
double tw_optimizer_clip (double *gradient, gsize n, double clip);

/* Moves theta (n) by one update and writes what was added to it to delta (n).  seed and step
 * address Langevin's noise.  gradient is only read. */
void tw_optimizer_update (TwOptimizer *optimizer, const double *settings, double rate,
                          const double *gradient, guint64 seed, guint64 step, double *theta,
                          double *delta);

G_END_DECLS
