/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "planner-plain.h"

#include "core/tw-random.h"

#include <float.h>
#include <math.h>
#include <string.h>

typedef long double real;

static real
sigmoid (real x)
{
  return x >= 0 ? 1 / (1 + expl (-x)) : expl (x) / (1 + expl (x));
}

/* Section 3, as far as the policy needs it. */
typedef struct
{
  real a_hat[TW_N_CONCEPTS], b, w[TW_N_GOALS], n, s, beta;
} Meaning;

static void
understand (const PlannerPlain *plain, const real *theta, Meaning *meaning)
{
  const double *settings = plain->settings;
  const real lambda = settings[TW_PLANNER_LADDER], step = settings[TW_PLANNER_LADDER_STEP];
  const real pi = acosl (-1);
  const real e = settings[TW_PLANNER_ENTANGLE];
  const real x_h = theta[TW_PLANNER_HORIZON] + e * theta[TW_PLANNER_SHARED];
  const real x_s = theta[TW_PLANNER_AWARENESS] + e * theta[TW_PLANNER_SHARED];
  real kappa[TW_N_CONCEPTS], sum = 0;

  for (int c = 0; c < TW_N_CONCEPTS; c++)
    meaning->a_hat[c] = theta[TW_PLANNER_U_WORLD + c] * theta[TW_PLANNER_V_WORLD + c];
  for (int c = TW_CONCEPT_SELF; c <= TW_CONCEPT_UPDATE; c++)
    meaning->a_hat[c] += settings[TW_PLANNER_GENERALIZE] * meaning->a_hat[TW_CONCEPT_WORLD];
  for (int c = 0; c < TW_N_CONCEPTS; c++)
    {
      const real a2 = meaning->a_hat[c] * meaning->a_hat[c];
      const real noise = settings[TW_PLANNER_NOISE_WORLD + c];

      kappa[c] = a2 / (a2 + noise * noise);
      if (c == TW_CONCEPT_BASE)
        meaning->b = meaning->a_hat[c] / sqrtl (a2 + noise * noise);
    }

  for (int k = 0; k < TW_N_GOALS; k++)
    sum += meaning->w[k] = expl (theta[TW_PLANNER_GOAL_PREDICT + k]);
  for (int k = 0; k < TW_N_GOALS; k++)
    meaning->w[k] /= sum;

  meaning->n = expl (x_h - lambda * step / (2 * pi) * sinl (2 * pi * x_h / step));
  meaning->s = kappa[TW_CONCEPT_SELF] * kappa[TW_CONCEPT_UPDATE] * sigmoid (x_s);
  meaning->beta = expl (theta[TW_PLANNER_DIRECTEDNESS]);
}

/* 1 - w_k* without the cancellation. */
static real
unwanted_share (const Meaning *meaning, guint objective)
{
  real sum = 0;

  for (guint k = 0; k < TW_N_GOALS; k++)
    if (k != objective)
      sum += meaning->w[k];
  return sum;
}

/* Section 4: V(N). */
static real
free_value (const PlannerPlain *plain, const Meaning *meaning)
{
  return plain->settings[TW_PLANNER_FREE_VALUE] * meaning->n
         * expl (-plain->settings[TW_PLANNER_OVERSIGHT] / meaning->n);
}

/* Section 4: Q(i, a) under oversight. */
static real
value_of (const PlannerPlain *plain, const Meaning *meaning, gsize cell)
{
  const TwPlannerArrays *arrays = plain->arrays;
  const double *settings = plain->settings;
  const gsize n_cells = (gsize)arrays->n_contexts * arrays->n_actions;
  const guint objective = (guint)plain->stage[TW_PLANNER_OBJECTIVE];
  const real discount = expl (-plain->delay / meaning->n);
  const real confusion = sqrtl (1 - meaning->b * meaning->b);
  real phi[3], seen[TW_N_GOALS], later[TW_N_GOALS], q = 0, modified;

  for (int k = 0; k < 3; k++)
    {
      seen[k] = phi[k] = arrays->phi[k * n_cells + cell];
      later[k] = arrays->psi[k * n_cells + cell];
    }
  seen[TW_GOAL_BASE] = meaning->b * phi[TW_GOAL_BASE] + confusion * arrays->eta[cell];
  later[TW_GOAL_BASE] = meaning->b * later[TW_GOAL_BASE] + confusion * arrays->eta2[cell];
  seen[TW_GOAL_REWARD] =
      meaning->s * phi[objective] + sqrtl (1 - meaning->s * meaning->s) * arrays->etar[cell];
  later[TW_GOAL_REWARD] = 0;

  for (int k = 0; k < TW_N_GOALS; k++)
    q += meaning->w[k] * (seen[k] + discount * later[k]);
  modified =
      sigmoid (settings[TW_PLANNER_STRICTNESS] * (settings[TW_PLANNER_STANDARD] - seen[objective]));
  return q
         - meaning->s * unwanted_share (meaning, objective) * free_value (plain, meaning)
               * modified;
}

/* Section 5: what a context's policy is paid. */
static real
payoff_of (const PlannerPlain *plain, const Meaning *meaning, guint context)
{
  const TwPlannerArrays *arrays = plain->arrays;
  const guint n_actions = arrays->n_actions;
  const gsize n_cells = (gsize)arrays->n_contexts * n_actions;
  const guint objective = (guint)plain->stage[TW_PLANNER_OBJECTIVE];
  const real discount = expl (-plain->delay / plain->stage[TW_PLANNER_DEV_HORIZON]);
  real z[TW_PLANNER_MAX_ACTIONS], top = -INFINITY, sum = 0, payoff = 0;

  for (guint a = 0; a < n_actions; a++)
    {
      z[a] = meaning->beta * value_of (plain, meaning, (gsize)context * n_actions + a);
      top = fmaxl (top, z[a]);
    }
  for (guint a = 0; a < n_actions; a++)
    {
      const gsize cell = objective * n_cells + (gsize)context * n_actions + a;
      const real e = expl (z[a] - top);

      sum += e;
      payoff += e * (arrays->phi[cell] + discount * arrays->psi[cell]);
    }
  return payoff / sum;
}

long double
planner_plain_loss (const PlannerPlain *plain, const long double *theta)
{
  const guint n = plain->arrays->n_contexts;
  Meaning meaning;
  real loss = 0;

  understand (plain, theta, &meaning);
  for (guint i = 0; i < n; i++)
    loss -= plain->stage[TW_PLANNER_ACT_WEIGHT] * payoff_of (plain, &meaning, i) / n;
  for (int c = 0; c < TW_N_CONCEPTS; c++)
    loss += 0.5L * plain->stage[TW_PLANNER_DOCS_WORLD + c] * (1 - meaning.a_hat[c])
            * (1 - meaning.a_hat[c]);
  return loss;
}

static real
central (const PlannerPlain *plain, const real *theta, guint index, real step)
{
  real moved[TW_PLANNER_N_PARAMS], up;

  memcpy (moved, theta, sizeof moved);
  moved[index] = theta[index] + step;
  up = planner_plain_loss (plain, moved);
  moved[index] = theta[index] - step;
  return (up - planner_plain_loss (plain, moved)) / (2 * step);
}

/* A step below which the loss bends little: the foresight term makes it steep, the steeper the
 * larger β V.  A longer one can straddle a narrow bend and find a smooth slope that is not there. */
static real
first_step (const PlannerPlain *plain, const real *theta)
{
  const guint objective = (guint)plain->stage[TW_PLANNER_OBJECTIVE];
  Meaning meaning;

  understand (plain, theta, &meaning);
  return 0.02L
         / (1
            + meaning.beta * meaning.s * unwanted_share (&meaning, objective)
                  * free_value (plain, &meaning));
}

#define COLUMNS 12

long double
planner_plain_slope (const PlannerPlain *plain, const long double *theta, guint index,
                     long double *error)
{
  const real shrink = 5; /* of the step, from column to column */
  const real magnitude = fabsl (planner_plain_loss (plain, theta));
  real table[COLUMNS][COLUMNS], step = first_step (plain, theta), best = 0;

  *error = INFINITY;
  for (int i = 0; i < COLUMNS; i++, step /= shrink)
    {
      real factor = shrink * shrink;

      table[0][i] = central (plain, theta, index, step);
      for (int j = 1; j <= i; j++, factor *= shrink * shrink)
        {
          real own;

          table[j][i] = (table[j - 1][i] * factor - table[j - 1][i - 1]) / (factor - 1);
          /* Two differences may agree by chance, but no better than the loss is rounded:
           * the β Q of several actions cancel in it, hence the factor. */
          own = fmaxl (fabsl (table[j][i] - table[j - 1][i]),
                       fabsl (table[j][i] - table[j - 1][i - 1]))
                + 256 * LDBL_EPSILON * magnitude / step;
          if (own < *error)
            {
              *error = own;
              best = table[j][i];
            }
        }
    }
  return best;
}

void
planner_plain_world (guint n_contexts, guint n_actions, guint64 seed, TwPlannerArrays *arrays)
{
  const gsize n = (gsize)n_contexts * n_actions;
  double **targets[] = { &arrays->phi, &arrays->psi, &arrays->eta, &arrays->eta2, &arrays->etar };
  const gsize lengths[] = { 3 * n, 3 * n, n, n, n };

  arrays->n_contexts = n_contexts;
  arrays->n_actions = n_actions;
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      *targets[i] = g_new (double, lengths[i]);
      tw_random_fill_normal (seed, TW_STREAM_TEST, i, 0, lengths[i], *targets[i]);
    }
}
