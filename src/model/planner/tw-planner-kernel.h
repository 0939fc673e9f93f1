/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The planner's inner loops, over blocks of contexts, for each instruction set.
 *
 * A policy's value of an action is linear in the nine features of a (context, action), less the
 * foresight term:
 *
 *   Q = Σ_f weight[f] feature[f]  -  foresight σ(strictness (standard - φ̂_k*))
 *   φ̂_k* = watched_scale φ_k* + watched_noise η          (k*: the stage's objective)
 *   π = softmax_a (β Q)
 *
 * so three policies (train, ablated, deploy) are three sets of weights and one loop serves all.
 * With P = φ_k* + payoff_discount ψ_k*, P̄ = Σ_a π P and g = π (P - P̄) = ∂P̄/∂(βQ), every
 * component of the gradient is a linear function of a few sums of g times something: the loop
 * gathers those sums, tw-planner-gradient.c does the chain rule.
 *
 * Thread-safe; memory is only read but for the outputs.  Sums are over all lanes of all blocks, in
 * a fixed order that depends on the instruction set alone. */

#pragma once

#include "model/planner/tw-planner-world.h"

G_BEGIN_DECLS

typedef struct
{
  double weight[TW_N_FEATURES];
  double foresight; /* S (1 - w_k*) V; not read by the score kernel */
  double strictness, standard;
  double watched_scale, watched_noise; /* of φ̂_k* */
  double beta;
  guint objective;        /* k*: predict, base or proxy */
  double payoff_discount; /* e^(-D/N_dev) */
} TwPlannerPolicy;

/* What the gradient kernel sums.  g as above; m = σ(strictness (standard - φ̂_k*)). */
typedef enum
{
  TW_SUM_FEATURES,                /* nine: Σ g feature[f] */
  TW_SUM_WATCHED = TW_N_FEATURES, /* Σ g m */
  TW_SUM_WATCHED_PHI,             /* Σ g m (1 - m) φ_k*, 0 unless k* is base */
  TW_SUM_WATCHED_ETA,             /* Σ g m (1 - m) η, 0 unless k* is base */
  TW_SUM_PAYOFF,                  /* Σ_i P̄_i */
  TW_SUM_SCORE,                   /* Σ_i Σ_a π ρ, ρ = φ_base + payoff_discount ψ_base */
  TW_SUM_ENTROPY,                 /* Σ_i entropy of π, nats; lanes of zeros count ln A */
  TW_N_SUMS
} TwPlannerSum;

/* Those that the gradient is made of; the rest are by-products. */
#define TW_N_GRADIENT_SUMS TW_SUM_PAYOFF

/* sums (TW_N_SUMS) is overwritten.  each: NULL, or (n_blocks, TW_N_GRADIENT_SUMS,
 * TW_PLANNER_BLOCK), the same sums for every context by itself. */
typedef void (*TwPlannerGradientKernel) (const TwPlannerPolicy *policy, const double *blocks,
                                         gsize n_blocks, guint n_actions, double *sums,
                                         double *each);

/* Σ_i Σ_a π ρ of a policy without foresight. */
typedef double (*TwPlannerScoreKernel) (const TwPlannerPolicy *policy, const double *blocks,
                                        gsize n_blocks, guint n_actions);

/* For the instruction set in use now (tw_cpu_isa()). */
TwPlannerGradientKernel tw_planner_gradient_kernel (void);
TwPlannerScoreKernel tw_planner_score_kernel (void);

G_END_DECLS
