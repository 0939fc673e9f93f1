/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/planner/tw-planner-gradient.h"

#include <math.h>
#include <string.h>

void
tw_planner_stage_init (TwPlannerStage *stage, const double *values, double delay)
{
  stage->objective = (guint)values[TW_PLANNER_OBJECTIVE];
  stage->act_weight = values[TW_PLANNER_ACT_WEIGHT];
  stage->payoff_discount = exp (-delay / values[TW_PLANNER_DEV_HORIZON]);
  for (int c = 0; c < TW_N_CONCEPTS; c++)
    stage->documents[c] = values[TW_PLANNER_DOCS_WORLD + c];
}

/* 1 - w_k, as the sum of the other shares: exact also where w_k rounds to 1. */
static double
unwanted_share (const double *w, guint k)
{
  double sum = 0;

  for (guint j = 0; j < TW_N_GOALS; j++)
    sum += j == k ? 0.0 : w[j];
  return sum;
}

static void
init_policy (TwPlannerPolicy *policy, const TwPlannerState *state, const TwPlannerStage *stage,
             const double *settings)
{
  const double d = state->discount;
  const double *w = state->w;
  double *weight = policy->weight;

  weight[TW_FEATURE_PHI_PREDICT] = w[TW_GOAL_PREDICT];
  weight[TW_FEATURE_PSI_PREDICT] = w[TW_GOAL_PREDICT] * d;
  weight[TW_FEATURE_PHI_BASE] = w[TW_GOAL_BASE] * state->b;
  weight[TW_FEATURE_PSI_BASE] = w[TW_GOAL_BASE] * state->b * d;
  weight[TW_FEATURE_ETA] = w[TW_GOAL_BASE] * state->c_b;
  weight[TW_FEATURE_ETA_LATER] = w[TW_GOAL_BASE] * state->c_b * d;
  weight[TW_FEATURE_PHI_PROXY] = w[TW_GOAL_PROXY];
  weight[TW_FEATURE_PSI_PROXY] = w[TW_GOAL_PROXY] * d;

  policy->foresight = 0;
  policy->strictness = settings[TW_PLANNER_STRICTNESS];
  policy->standard = settings[TW_PLANNER_STANDARD];
  policy->watched_scale = stage->objective == TW_GOAL_BASE ? state->b : 1.0;
  policy->watched_noise = stage->objective == TW_GOAL_BASE ? state->c_b : 0.0;
  policy->beta = state->beta;
  policy->objective = stage->objective;
  policy->payoff_discount = stage->payoff_discount;
}

void
tw_planner_policy_init (TwPlannerPolicy *policy, const TwPlannerState *state,
                        const TwPlannerStage *stage, const double *settings)
{
  const double reward = state->w[TW_GOAL_REWARD];

  init_policy (policy, state, stage, settings);
  policy->weight[TW_FEATURE_ETA_REWARD] = reward * state->c_s;
  policy->weight[TW_FEATURE_PHI_PREDICT + stage->objective] += reward * state->s;
  policy->foresight = state->s * unwanted_share (state->w, stage->objective) * state->v;
}

void
tw_planner_policy_init_deployed (TwPlannerPolicy *policy, const TwPlannerState *state,
                                 const TwPlannerStage *stage, const double *settings)
{
  init_policy (policy, state, stage, settings);
  policy->weight[TW_FEATURE_ETA_REWARD] = state->w[TW_GOAL_REWARD];
}

double
tw_planner_loss_from_sums (const TwPlannerState *state, const TwPlannerStage *stage,
                           const double *sums, gsize n)
{
  double loss = -stage->act_weight * sums[TW_SUM_PAYOFF] / n;

  for (int c = 0; c < TW_N_CONCEPTS; c++)
    if (stage->documents[c] != 0) /* 0 × ∞ would be a loss that nobody asked for */
      loss += 0.5 * stage->documents[c] * (1.0 - state->a_hat[c]) * (1.0 - state->a_hat[c]);

  return loss;
}

/* Adds ∂/∂â_c to the gradient of the weights behind it: â_self and â_update also hear of a_world. */
static void
add_concept_gradient (const double *d_a_hat, const double *settings, const double *theta,
                      double *gradient)
{
  const double generalize = settings[TW_PLANNER_GENERALIZE];

  for (int c = 0; c < TW_N_CONCEPTS; c++)
    {
      double d_a = d_a_hat[c];

      if (c == TW_CONCEPT_WORLD && generalize != 0)
        d_a += generalize * (d_a_hat[TW_CONCEPT_SELF] + d_a_hat[TW_CONCEPT_UPDATE]);
      gradient[TW_PLANNER_U_WORLD + c] += d_a * theta[TW_PLANNER_V_WORLD + c];
      gradient[TW_PLANNER_V_WORLD + c] += d_a * theta[TW_PLANNER_U_WORLD + c];
    }
}

void
tw_planner_add_document_gradient (const TwPlannerState *state, const TwPlannerStage *stage,
                                  const double *settings, const double *theta, double *gradient)
{
  double d_a_hat[TW_N_CONCEPTS];

  for (int c = 0; c < TW_N_CONCEPTS; c++)
    d_a_hat[c] = stage->documents[c] == 0 ? 0.0 : -stage->documents[c] * (1.0 - state->a_hat[c]);
  add_concept_gradient (d_a_hat, settings, theta, gradient);
}

/* With R = Σ_i P̄_i and g = ∂R/∂(βQ), so that ∂R/∂Q = β g, and sums [x] = Σ g x:
 *
 *   Q = Σ_k w_k q_k - S (1 - w*) V m
 *   q_predict = φ_p + d ψ_p              q_base = b (φ_b + d ψ_b) + c_b (η + d η')
 *   q_proxy   = φ_x + d ψ_x              q_reward = S φ* + c_S η_r
 *
 *   ∂R/∂g_j  = β w_j ([q_j] - Σ_k w_k [q_k])  +  β S V [m] w* (1 - w* if j is k*, else -w_j)
 *   ∂R/∂d    = β (w_p [ψ_p] + w_b (b [ψ_b] + c_b [η']) + w_x [ψ_x])
 *   ∂R/∂V    = -β S (1 - w*) [m]
 *   ∂R/∂S    = β (w_r ([φ*] + ∂c_S/∂S [η_r]) - (1 - w*) V [m])
 *   ∂R/∂β    = [Q]
 *
 * If k* is base, m hears of b and c_b too: with F = S (1 - w*) V and ∂m/∂φ̂ = -strictness m (1 - m),
 *
 *   ∂R/∂b    = β (w_b ([φ_b] + d [ψ_b]) + F strictness [m (1 - m) φ_b])
 *   ∂R/∂c_b  = β (w_b ([η] + d [η'])    + F strictness [m (1 - m) η])
 *
 * then down the chain: d and V to ln N to x_h to h and z; S to x_s to s and z, and to κ_self and
 * κ_update; b and c_b to â_base.  L has -α/n R. */
void
tw_planner_act_gradient (const TwPlannerState *state, const TwPlannerStage *stage,
                         const double *settings, const double *theta, const double *sums, gsize n,
                         double *gradient)
{
  const guint k = stage->objective;
  const double *w = state->w;
  const double d = state->discount, beta = state->beta;
  const double entangle = settings[TW_PLANNER_ENTANGLE];
  const double unwanted = unwanted_share (w, k);
  const double foresight = state->s * unwanted * state->v;
  const double m = sums[TW_SUM_WATCHED];
  const double wanted = sums[TW_FEATURE_PHI_PREDICT + k];
  const double scale = -stage->act_weight / n;
  const double idea = sums[TW_FEATURE_PHI_BASE] + d * sums[TW_FEATURE_PSI_BASE];
  const double confusion = sums[TW_FEATURE_ETA] + d * sums[TW_FEATURE_ETA_LATER];
  const double q[TW_N_GOALS] = {
    [TW_GOAL_PREDICT] = sums[TW_FEATURE_PHI_PREDICT] + d * sums[TW_FEATURE_PSI_PREDICT],
    [TW_GOAL_BASE] = state->b * idea + state->c_b * confusion,
    [TW_GOAL_PROXY] = sums[TW_FEATURE_PHI_PROXY] + d * sums[TW_FEATURE_PSI_PROXY],
    [TW_GOAL_REWARD] = state->s * wanted + state->c_s * sums[TW_FEATURE_ETA_REWARD],
  };
  double d_a_hat[TW_N_CONCEPTS] = { 0 };
  double d_b, d_c_b, d_discount, d_v, d_s, d_x_h, d_x_s;
  double mean = 0;

  memset (gradient, 0, TW_PLANNER_N_PARAMS * sizeof *gradient);

  for (int j = 0; j < TW_N_GOALS; j++)
    mean += w[j] * q[j];
  for (int j = 0; j < TW_N_GOALS; j++)
    gradient[TW_PLANNER_GOAL_PREDICT + j] =
        scale * beta
        * (w[j] * (q[j] - mean)
           + state->s * state->v * m * w[k] * (j == (int)k ? unwanted : -w[j]));

  gradient[TW_PLANNER_DIRECTEDNESS] = scale * state->d_beta_l * (mean - foresight * m);

  d_discount =
      beta
      * (w[TW_GOAL_PREDICT] * sums[TW_FEATURE_PSI_PREDICT]
         + w[TW_GOAL_BASE]
               * (state->b * sums[TW_FEATURE_PSI_BASE] + state->c_b * sums[TW_FEATURE_ETA_LATER])
         + w[TW_GOAL_PROXY] * sums[TW_FEATURE_PSI_PROXY]);
  d_v = -beta * state->s * unwanted * m;
  d_x_h =
      scale * state->d_log_n_x * (d_discount * state->d_discount_log_n + d_v * state->d_v_log_n);
  gradient[TW_PLANNER_HORIZON] = d_x_h;

  d_s = scale * beta
        * (w[TW_GOAL_REWARD] * (wanted + state->d_c_s_s * sums[TW_FEATURE_ETA_REWARD])
           - unwanted * state->v * m);
  d_x_s = d_s * state->d_s_x;
  gradient[TW_PLANNER_AWARENESS] = d_x_s;
  gradient[TW_PLANNER_SHARED] = entangle * (d_x_h + d_x_s);

  d_b = w[TW_GOAL_BASE] * idea;
  d_c_b = w[TW_GOAL_BASE] * confusion;
  if (k == TW_GOAL_BASE)
    {
      const double strict = foresight * settings[TW_PLANNER_STRICTNESS];

      d_b += strict * sums[TW_SUM_WATCHED_PHI];
      d_c_b += strict * sums[TW_SUM_WATCHED_ETA];
    }
  d_a_hat[TW_CONCEPT_BASE] = scale * beta * (d_b * state->d_b_a + d_c_b * state->d_c_b_a);
  d_a_hat[TW_CONCEPT_SELF] =
      d_s * state->sigma * state->kappa[TW_CONCEPT_UPDATE] * state->d_kappa_a[TW_CONCEPT_SELF];
  d_a_hat[TW_CONCEPT_UPDATE] =
      d_s * state->sigma * state->kappa[TW_CONCEPT_SELF] * state->d_kappa_a[TW_CONCEPT_UPDATE];
  add_concept_gradient (d_a_hat, settings, theta, gradient);
}
