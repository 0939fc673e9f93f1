/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The planner's loss in the plainest way, straight from docs/MODEL.md, in long double: what the
 * fast code is held to.  Slow. */

#pragma once

#include "model/planner/tw-planner.h"

G_BEGIN_DECLS

/* World by arrays; delay and settings as in the planner's tables; stage (TW_PLANNER_N_STAGE); theta
 * (TW_PLANNER_N_PARAMS).  No range of ln N or l is held here. */
typedef struct
{
  const TwPlannerArrays *arrays;
  double delay;
  const double *settings;
  const double *stage;
} PlannerPlain;

long double planner_plain_loss (const PlannerPlain *plain, const long double *theta);

/* ∂L/∂θ_index by Ridders' extrapolation of central differences (Adv. Eng. Software 4, 1982); error is his
 * estimate of its own error. */
long double planner_plain_slope (const PlannerPlain *plain, const long double *theta, guint index,
                                 long double *error);

/* A small world of normals from a seed, and its release. */
void planner_plain_world (guint n_contexts, guint n_actions, guint64 seed, TwPlannerArrays *arrays);

G_END_DECLS
