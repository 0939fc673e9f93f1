/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The planner: sixteen parameters, exact mathematics.  docs/MODEL.md derives what is computed here.
 *
 * An agent with a goal mixture, a goal horizon and situational awareness chooses among A actions
 * in each of B contexts; training rewards one goal and watches; the agent may foresee that it will
 * be changed.  Nothing in the loss asks for deception: it comes out, or not, of the agent's planning. */

#pragma once

#include "model/tw-model.h"

G_BEGIN_DECLS

extern const TwModelType tw_planner_type;

/* Parameters, in order. */
typedef enum
{
  TW_PLANNER_U_WORLD,
  TW_PLANNER_U_BASE,
  TW_PLANNER_U_SELF,
  TW_PLANNER_U_UPDATE,
  TW_PLANNER_V_WORLD,
  TW_PLANNER_V_BASE,
  TW_PLANNER_V_SELF,
  TW_PLANNER_V_UPDATE,
  TW_PLANNER_GOAL_PREDICT,
  TW_PLANNER_GOAL_BASE,
  TW_PLANNER_GOAL_PROXY,
  TW_PLANNER_GOAL_REWARD,
  TW_PLANNER_HORIZON,      /* h, log steps */
  TW_PLANNER_AWARENESS,    /* s, logit */
  TW_PLANNER_DIRECTEDNESS, /* l, log of the inverse temperature */
  TW_PLANNER_SHARED,       /* z */
  TW_PLANNER_N_PARAMS
} TwPlannerParam;

typedef enum
{
  TW_CONCEPT_WORLD,
  TW_CONCEPT_BASE,
  TW_CONCEPT_SELF,
  TW_CONCEPT_UPDATE,
  TW_N_CONCEPTS
} TwConcept;
typedef enum
{
  TW_GOAL_PREDICT,
  TW_GOAL_BASE,
  TW_GOAL_PROXY,
  TW_GOAL_REWARD,
  TW_N_GOALS
} TwGoal;

/* [world] */
typedef enum
{
  TW_PLANNER_ACTIONS,
  TW_PLANNER_CONTEXTS,
  TW_PLANNER_CORR_PREDICT,
  TW_PLANNER_CORR_PROXY,
  TW_PLANNER_TRADEOFF,
  TW_PLANNER_DELAY,
  TW_PLANNER_N_WORLD
} TwPlannerWorldKey;

/* [model] */
typedef enum
{
  TW_PLANNER_OVERSIGHT,
  TW_PLANNER_FREE_VALUE,
  TW_PLANNER_STRICTNESS,
  TW_PLANNER_STANDARD,
  TW_PLANNER_NOISE_WORLD,
  TW_PLANNER_NOISE_BASE,
  TW_PLANNER_NOISE_SELF,
  TW_PLANNER_NOISE_UPDATE,
  TW_PLANNER_GENERALIZE,
  TW_PLANNER_ENTANGLE,
  TW_PLANNER_LADDER,
  TW_PLANNER_LADDER_STEP,
  TW_PLANNER_THRESHOLD,
  TW_PLANNER_N_SETTINGS
} TwPlannerSetting;

/* [stage NAME] */
typedef enum
{
  TW_PLANNER_OBJECTIVE,
  TW_PLANNER_ACT_WEIGHT,
  TW_PLANNER_DEV_HORIZON,
  TW_PLANNER_DOCS_WORLD,
  TW_PLANNER_DOCS_BASE,
  TW_PLANNER_DOCS_SELF,
  TW_PLANNER_DOCS_UPDATE,
  TW_PLANNER_N_STAGE
} TwPlannerStageKey;

/* Read-outs, in order. */
typedef enum
{
  TW_PLANNER_READ_UNDERSTANDING_WORLD,
  TW_PLANNER_READ_UNDERSTANDING_BASE,
  TW_PLANNER_READ_UNDERSTANDING_SELF,
  TW_PLANNER_READ_UNDERSTANDING_UPDATE, /* κ_c */
  TW_PLANNER_READ_CORRELATION_BASE,     /* b */
  TW_PLANNER_READ_HORIZON,              /* N, steps */
  TW_PLANNER_READ_AWARENESS,            /* S */
  TW_PLANNER_READ_CEILING,              /* κ_self κ_update */
  TW_PLANNER_READ_DIRECTEDNESS,         /* β */
  TW_PLANNER_READ_GOAL_PREDICT,
  TW_PLANNER_READ_GOAL_BASE,
  TW_PLANNER_READ_GOAL_PROXY,
  TW_PLANNER_READ_GOAL_REWARD, /* w_k */
  TW_PLANNER_N_READOUTS
} TwPlannerReadout;

/* Scores and regimes, in order; a regime's rule is tried before the next one's. */
typedef enum
{
  TW_PLANNER_SCORE_TRAIN,   /* under oversight */
  TW_PLANNER_SCORE_ABLATED, /* under oversight, the foresight term removed */
  TW_PLANNER_SCORE_DEPLOY,  /* no oversight */
  TW_PLANNER_N_SCORES
} TwPlannerScore;

typedef enum
{
  TW_PLANNER_UNDIRECTED,
  TW_PLANNER_MISALIGNED,
  TW_PLANNER_DECEPTIVE,
  TW_PLANNER_REWARD_SEEKING,
  TW_PLANNER_ALIGNED,
  TW_PLANNER_N_REGIMES
} TwPlannerRegime;

#define TW_PLANNER_MAX_ACTIONS 64
#define TW_PLANNER_MAX_CELLS (1 << 22) /* contexts × actions of a world */

/* The world's arrays, for export and for checks by others: phi, psi (3, B, A) in the order
 * predict, base, proxy; eta, eta2, etar (B, A).  Row-major copies; caller frees each. */
typedef struct
{
  guint n_contexts, n_actions;
  double *phi, *psi, *eta, *eta2, *etar;
} TwPlannerArrays;

/* A planner with this world instead of one drawn from a seed; otherwise like create(), whose world's
 * actions, contexts and correlations are ignored until they change.  For checks. */
TwModel *tw_planner_new_with_arrays (const TwPlannerArrays *arrays, const double *world,
                                     const double *settings, GError **error);

/* model must be a planner. */
void tw_planner_dump_world (const TwModel *model, TwPlannerArrays *arrays);
void tw_planner_arrays_clear (TwPlannerArrays *arrays);

G_END_DECLS
