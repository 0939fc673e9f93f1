/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From what θ means to a policy, and from the kernel's sums to loss and gradient: the chain rule
 * of docs/MODEL.md, section 5.  Thread-safe; nothing fails. */

#pragma once

#include "model/planner/tw-planner-kernel.h"
#include "model/planner/tw-planner-state.h"

G_BEGIN_DECLS

/* What of a stage the policy and the loss need. */
typedef struct
{
  guint objective;                 /* k* */
  double act_weight;               /* α */
  double payoff_discount;          /* e^(-D/N_dev) */
  double documents[TW_N_CONCEPTS]; /* f_c */
} TwPlannerStage;

/* values (TW_PLANNER_N_STAGE), delay D in steps. */
void tw_planner_stage_init (TwPlannerStage *stage, const double *values, double delay);

/* The policy of training: under oversight, with foresight. */
void tw_planner_policy_init (TwPlannerPolicy *policy, const TwPlannerState *state,
                             const TwPlannerStage *stage, const double *settings);
/* The same agent where nobody watches: no foresight, and the reward it imagines is noise. */
void tw_planner_policy_init_deployed (TwPlannerPolicy *policy, const TwPlannerState *state,
                                      const TwPlannerStage *stage, const double *settings);

/* L from the payoff's sum over n contexts. */
double tw_planner_loss_from_sums (const TwPlannerState *state, const TwPlannerStage *stage,
                                  const double *sums, gsize n);

/* ∂/∂θ of -α/n Σ_i P̄_i, from the kernel's sums over n contexts: gradient (TW_PLANNER_N_PARAMS) is
 * overwritten.  Linear in sums. */
void tw_planner_act_gradient (const TwPlannerState *state, const TwPlannerStage *stage,
                              const double *settings, const double *theta, const double *sums,
                              gsize n, double *gradient);

/* Adds ∂/∂θ of 1/2 Σ_c f_c (1 - â_c)² to gradient. */
void
tw_planner_add_document_gradient (const TwPlannerState *state, const TwPlannerStage *stage,
                                  const double *settings, const double *theta, double *gradient);

G_END_DECLS
