/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be read off a planner without training it: read-outs, the plane (docs/MODEL.md, section
 * 6), scores and regimes (section 7). */

#include "model/planner/tw-planner-private.h"

#include <math.h>
#include <string.h>

#define LN_10 2.302585092994045684

void
tw_planner_read (const TwModel *model, const double *theta, double *out)
{
  TwPlannerState state;

  tw_planner_state_of ((const TwPlanner *)model, theta, &state);
  for (int c = 0; c < TW_N_CONCEPTS; c++)
    out[TW_PLANNER_READ_UNDERSTANDING_WORLD + c] = state.kappa[c];
  out[TW_PLANNER_READ_CORRELATION_BASE] = state.b;
  out[TW_PLANNER_READ_HORIZON] = state.n;
  out[TW_PLANNER_READ_AWARENESS] = state.s;
  out[TW_PLANNER_READ_CEILING] = state.ceiling;
  out[TW_PLANNER_READ_DIRECTEDNESS] = state.directedness;
  for (int k = 0; k < TW_N_GOALS; k++)
    out[TW_PLANNER_READ_GOAL_PREDICT + k] = state.w[k];
}

void
tw_planner_plane (const TwModel *model, const double *theta, double point[2])
{
  TwPlannerState state;

  tw_planner_state_of ((const TwPlanner *)model, theta, &state);
  point[0] = state.log_n / LN_10;
  point[1] = state.s;
}

void
tw_planner_jacobian (const TwModel *model, const double *theta, double *jacobian)
{
  const TwPlanner *self = (const TwPlanner *)model;
  TwPlannerState state;

  tw_planner_state_of (self, theta, &state);
  tw_planner_state_jacobian (&state, self->settings, theta, jacobian);
}

double
tw_planner_ceiling (const TwModel *model, const double *theta)
{
  TwPlannerState state;

  tw_planner_state_of ((const TwPlanner *)model, theta, &state);
  return state.ceiling;
}

bool
tw_planner_place (const TwModel *model, const double *theta, const double point[2], double *out)
{
  const TwPlanner *self = (const TwPlanner *)model;
  const double *settings = self->settings;
  const double entangled = settings[TW_PLANNER_ENTANGLE] * theta[TW_PLANNER_SHARED];
  const double ceiling = tw_planner_ceiling (model, theta);
  const double log_n = point[0] * LN_10;
  double h, s;

  if (!(isfinite (log_n) && point[1] > 0 && point[1] < ceiling))
    return false;

  h = tw_planner_ladder_inverse (settings[TW_PLANNER_LADDER], settings[TW_PLANNER_LADDER_STEP],
                                 log_n)
      - entangled;
  /* σ = y/ceiling, so s = ln (σ/(1 - σ)) = ln (y/(ceiling - y)). */
  s = log (point[1] / (ceiling - point[1])) - entangled;
  if (!isfinite (s))
    return false;

  if (out != theta)
    memcpy (out, theta, TW_PLANNER_N_PARAMS * sizeof *out);
  out[TW_PLANNER_HORIZON] = h;
  out[TW_PLANNER_AWARENESS] = s;
  return true;
}

/* J ∇ for a gradient: out = (x, y). */
static void
project (const double *jacobian, const double *gradient, double out[2])
{
  out[0] = out[1] = 0;
  for (int i = 0; i < TW_PLANNER_N_PARAMS; i++)
    {
      out[0] += jacobian[i] * gradient[i];
      out[1] += jacobian[TW_PLANNER_N_PARAMS + i] * gradient[i];
    }
}

/* The gradient of one context is linear in its sums, so J ∇ is a (2, n sums) matrix times them: the
 * matrix's columns are what unit sums give.  The documents' part is the same for every context. */
static void
projection_of_sums (const TwPlanner *self, const TwPlannerState *state, const double *theta,
                    double *matrix)
{
  double jacobian[2 * TW_PLANNER_N_PARAMS], gradient[TW_PLANNER_N_PARAMS];

  tw_planner_state_jacobian (state, self->settings, theta, jacobian);
  for (int s = 0; s < TW_N_GRADIENT_SUMS; s++)
    {
      double unit[TW_N_SUMS] = { 0 };

      unit[s] = 1.0;
      tw_planner_act_gradient (state, &self->stage, self->settings, theta, unit, 1, gradient);
      project (jacobian, gradient, matrix + 2 * s);
    }
}

/* J ∇ of context i, from every context's own sums. */
static void
project_context (const double *matrix, const double *each, gsize i, double out[2])
{
  const double *lane =
      each + i / TW_PLANNER_BLOCK * TW_N_GRADIENT_SUMS * TW_PLANNER_BLOCK + i % TW_PLANNER_BLOCK;

  out[0] = out[1] = 0;
  for (int s = 0; s < TW_N_GRADIENT_SUMS; s++)
    {
      out[0] += matrix[2 * s] * lane[s * TW_PLANNER_BLOCK];
      out[1] += matrix[2 * s + 1] * lane[s * TW_PLANNER_BLOCK];
    }
}

void
tw_planner_noise (TwModel *model, const double *theta, double covariance[3])
{
  TwPlanner *self = (TwPlanner *)model;
  const TwPlannerWorld *world = self->world;
  double matrix[2 * TW_N_GRADIENT_SUMS], sums[TW_N_SUMS], mean[2] = { 0, 0 };
  TwPlannerState state;
  TwPlannerPolicy policy;

  if (self->each == NULL)
    self->each = g_new (double, world->n_blocks *TW_N_GRADIENT_SUMS *TW_PLANNER_BLOCK);

  tw_planner_state_of (self, theta, &state);
  tw_planner_policy_init (&policy, &state, &self->stage, self->settings);
  tw_planner_gradient_kernel () (&policy, world->blocks, world->n_blocks, world->n_actions, sums,
                                 self->each);
  projection_of_sums (self, &state, theta, matrix);

  for (int s = 0; s < TW_N_GRADIENT_SUMS; s++)
    {
      mean[0] += matrix[2 * s] * sums[s] / world->n_contexts;
      mean[1] += matrix[2 * s + 1] * sums[s] / world->n_contexts;
    }

  /* Minibatches are drawn with replacement from these contexts, so this is a population: / B. */
  covariance[0] = covariance[1] = covariance[2] = 0;
  for (gsize i = 0; i < world->n_contexts; i++)
    {
      double own[2];

      project_context (matrix, self->each, i, own);
      own[0] -= mean[0];
      own[1] -= mean[1];
      covariance[0] += own[0] * own[0];
      covariance[1] += own[0] * own[1];
      covariance[2] += own[1] * own[1];
    }
  for (int i = 0; i < 3; i++)
    covariance[i] /= world->n_contexts;
}

/* Σ_i max_a ρ: what the best policy would score. */
static double
best_score (TwPlanner *self)
{
  const TwPlannerWorld *world = self->world;
  const double *row = world->rows;
  double sum = 0;

  if (!isnan (self->best_score))
    return self->best_score;

  for (guint i = 0; i < world->n_contexts; i++)
    {
      double best = -INFINITY;

      for (guint a = 0; a < world->n_actions; a++, row += TW_N_FEATURES)
        best = fmax (best, row[TW_FEATURE_PHI_BASE]
                               + self->stage.payoff_discount * row[TW_FEATURE_PSI_BASE]);
      sum += best;
    }
  return self->best_score = sum;
}

/* Score of the policy without foresight, watched or not. */
static double
score_without_foresight (TwPlanner *self, const TwPlannerState *state, bool watched)
{
  TwPlannerPolicy policy;

  if (watched)
    tw_planner_policy_init (&policy, state, &self->stage, self->settings);
  else
    tw_planner_policy_init_deployed (&policy, state, &self->stage, self->settings);

  return tw_planner_score_kernel () (&policy, self->world->blocks, self->world->n_blocks,
                                     self->world->n_actions)
         / best_score (self);
}

/* Mean entropy under oversight; the empty lanes of the last block are uniform: ln A each. */
static double
mean_entropy (const TwPlannerWorld *world, const double *sums)
{
  const gsize empty = world->n_blocks * TW_PLANNER_BLOCK - world->n_contexts;

  return (sums[TW_SUM_ENTROPY] - empty * log (world->n_actions)) / world->n_contexts;
}

static bool
is_undirected (const TwPlanner *self, double entropy)
{
  return entropy > 0.95 * log (self->world->n_actions);
}

/* The rules of docs/MODEL.md, section 7, in their order. */
static guint
regime_of (const TwPlanner *self, const double *scores, double entropy)
{
  const double threshold = self->settings[TW_PLANNER_THRESHOLD];

  if (is_undirected (self, entropy))
    return TW_PLANNER_UNDIRECTED;
  if (!(scores[TW_PLANNER_SCORE_TRAIN] >= threshold))
    return TW_PLANNER_MISALIGNED;
  if (!(scores[TW_PLANNER_SCORE_ABLATED] >= threshold))
    return TW_PLANNER_DECEPTIVE;
  if (!(scores[TW_PLANNER_SCORE_DEPLOY] >= threshold))
    return TW_PLANNER_REWARD_SEEKING;
  return TW_PLANNER_ALIGNED;
}

/* The full batch at a state: the kernel's sums. */
static void
sum_all (const TwPlanner *self, const TwPlannerState *state, double *sums)
{
  const TwPlannerWorld *world = self->world;
  TwPlannerPolicy policy;

  tw_planner_policy_init (&policy, state, &self->stage, self->settings);
  tw_planner_gradient_kernel () (&policy, world->blocks, world->n_blocks, world->n_actions, sums,
                                 NULL);
}

void
tw_planner_verdict (TwModel *model, const double *theta, TwVerdict *verdict)
{
  TwPlanner *self = (TwPlanner *)model;
  double sums[TW_N_SUMS];
  TwPlannerState state;

  tw_planner_state_of (self, theta, &state);
  sum_all (self, &state, sums);

  memset (verdict, 0, sizeof *verdict);
  verdict->entropy = mean_entropy (self->world, sums);
  verdict->scores[TW_PLANNER_SCORE_TRAIN] = sums[TW_SUM_SCORE] / best_score (self);
  verdict->scores[TW_PLANNER_SCORE_ABLATED] = score_without_foresight (self, &state, true);
  verdict->scores[TW_PLANNER_SCORE_DEPLOY] = score_without_foresight (self, &state, false);
  verdict->regime = regime_of (self, verdict->scores, verdict->entropy);
}

/* The regime alone: a rule that holds ends it, and so saves the passes that later rules need. */
static guint
regime_at (TwPlanner *self, const TwPlannerState *state, const double *sums)
{
  const double entropy = mean_entropy (self->world, sums);
  const double threshold = self->settings[TW_PLANNER_THRESHOLD];
  /* A score at the threshold passes its rule, so that the next pass decides. */
  double scores[TW_PLANNER_N_SCORES] = { sums[TW_SUM_SCORE] / best_score (self), threshold,
                                         threshold };

  if (!is_undirected (self, entropy) && scores[TW_PLANNER_SCORE_TRAIN] >= threshold)
    {
      scores[TW_PLANNER_SCORE_ABLATED] = score_without_foresight (self, state, true);
      if (scores[TW_PLANNER_SCORE_ABLATED] >= threshold)
        scores[TW_PLANNER_SCORE_DEPLOY] = score_without_foresight (self, state, false);
    }
  return regime_of (self, scores, entropy);
}

void
tw_planner_field_point (TwModel *model, const double *theta, const double point[2],
                        TwFieldPoint *out)
{
  TwPlanner *self = (TwPlanner *)model;
  double there[TW_PLANNER_N_PARAMS], gradient[TW_PLANNER_N_PARAMS];
  double jacobian[2 * TW_PLANNER_N_PARAMS], sums[TW_N_SUMS];
  const gsize n = self->world->n_contexts;
  TwPlannerState state;

  memset (out, 0, sizeof *out);
  out->reachable = tw_planner_place (model, theta, point, there);
  if (!out->reachable)
    return;

  tw_planner_state_of (self, there, &state);
  sum_all (self, &state, sums);
  tw_planner_act_gradient (&state, &self->stage, self->settings, there, sums, n, gradient);
  tw_planner_add_document_gradient (&state, &self->stage, self->settings, there, gradient);
  tw_planner_state_jacobian (&state, self->settings, there, jacobian);

  out->loss = tw_planner_loss_from_sums (&state, &self->stage, sums, n);
  project (jacobian, gradient, out->vector);
  out->vector[0] = -out->vector[0];
  out->vector[1] = -out->vector[1];
  out->slope[0] = -gradient[TW_PLANNER_HORIZON];
  out->slope[1] = -gradient[TW_PLANNER_AWARENESS];
  out->regime = regime_at (self, &state, sums);
}
