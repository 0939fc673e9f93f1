/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/planner/tw-planner-state.h"

#include "core/tw-root.h"

#include <math.h>
#include <string.h>

#define LN_10 2.302585092994045684

/* e^-x is 0 beyond this, and so are its products with powers of x. */
#define UNDERFLOW_AT 746.0

static double
sigmoid (double x)
{
  /* Each branch keeps the exponential from overflowing. */
  if (x >= 0)
    return 1.0 / (1.0 + exp (-x));
  else
    {
      const double e = exp (x);

      return e / (1.0 + e);
    }
}

/* κ = 1/(1 + (σ/â)²) and dκ/dâ = (2/σ) r/(1 + r²)² with r = â/σ: neither overflows for large â. */
static void
understanding (double a, double noise, double *kappa, double *slope)
{
  const double inverse = noise / a;
  const double ratio = a / noise;
  const double rest = 1.0 / (1.0 + ratio * ratio); /* 1 - κ */

  *kappa = a == 0 ? 0.0 : 1.0 / (1.0 + inverse * inverse);
  *slope = 2.0 / noise * ratio * rest * rest;
}

static void
init_concepts (TwPlannerState *state, const double *settings, const double *theta)
{
  const double generalize = settings[TW_PLANNER_GENERALIZE];
  const double sigma_base = settings[TW_PLANNER_NOISE_BASE];
  double radius;

  for (int c = 0; c < TW_N_CONCEPTS; c++)
    state->a_hat[c] = theta[TW_PLANNER_U_WORLD + c] * theta[TW_PLANNER_V_WORLD + c];
  if (generalize != 0)
    {
      state->a_hat[TW_CONCEPT_SELF] += generalize * state->a_hat[TW_CONCEPT_WORLD];
      state->a_hat[TW_CONCEPT_UPDATE] += generalize * state->a_hat[TW_CONCEPT_WORLD];
    }

  for (int c = 0; c < TW_N_CONCEPTS; c++)
    understanding (state->a_hat[c], settings[TW_PLANNER_NOISE_WORLD + c], &state->kappa[c],
                   &state->d_kappa_a[c]);

  /* b = â/r and sqrt(1 - b²) = σ/r with r² = â² + σ²; both derivatives stay bounded, where
   * differentiating sqrt(1 - b²) by b would not. */
  radius = hypot (state->a_hat[TW_CONCEPT_BASE], sigma_base);
  state->b = state->a_hat[TW_CONCEPT_BASE] / radius;
  state->c_b = sigma_base / radius;
  state->d_b_a = state->c_b * state->c_b / radius;
  state->d_c_b_a = -state->b * state->c_b / radius;
}

static void
init_goals (TwPlannerState *state, const double *theta)
{
  const double *g = theta + TW_PLANNER_GOAL_PREDICT;
  double top = g[0], sum = 0;

  for (int k = 1; k < TW_N_GOALS; k++)
    top = fmax (top, g[k]);
  for (int k = 0; k < TW_N_GOALS; k++)
    sum += state->w[k] = exp (g[k] - top);
  for (int k = 0; k < TW_N_GOALS; k++)
    state->w[k] /= sum;
}

double
tw_planner_free_value (double v, double log_n, double oversight, double *slope)
{
  const double wait = oversight * exp (-log_n); /* T/N */
  const double value = wait > UNDERFLOW_AT ? 0.0 : v * exp (log_n - wait);

  *slope = value == 0 ? 0.0 : value * (1.0 + wait);
  return value;
}

double
tw_planner_ladder (double lambda, double step, double x, double *slope)
{
  double angle;

  if (lambda == 0)
    {
      *slope = 1.0;
      return x;
    }

  angle = 2.0 * G_PI * x / step;
  *slope = 1.0 - lambda * cos (angle);
  return x - lambda * step / (2.0 * G_PI) * sin (angle);
}

typedef struct
{
  double lambda, step, log_n;
} Ladder;

static double
ladder_excess (double x, gpointer data)
{
  const Ladder *ladder = data;
  double slope;

  return tw_planner_ladder (ladder->lambda, ladder->step, x, &slope) - ladder->log_n;
}

double
tw_planner_ladder_inverse (double lambda, double step, double log_n)
{
  Ladder ladder = { lambda, step, log_n };
  /* The sine moves ln N by no more than this; the margin pays for rounding at the ends. */
  const double reach = lambda * step / (2.0 * G_PI) + 1e-9 * (1.0 + fabs (log_n));
  double x = log_n;

  if (lambda == 0)
    return log_n;

  tw_root_find (ladder_excess, &ladder, log_n - reach, log_n + reach, 1e-14 * (1.0 + fabs (log_n)),
                &x);
  return x;
}

/* The smaller of the two; NaN stays, as fmin() would not have it. */
static double
at_most (double x, double limit)
{
  return x > limit ? limit : x;
}

static void
init_horizon (TwPlannerState *state, const double *settings, double delay, const double *theta)
{
  const double x =
      theta[TW_PLANNER_HORIZON] + settings[TW_PLANNER_ENTANGLE] * theta[TW_PLANNER_SHARED];
  double held, d_held, wait;

  state->log_n = tw_planner_ladder (settings[TW_PLANNER_LADDER], settings[TW_PLANNER_LADDER_STEP],
                                    x, &state->d_log_n_x);
  state->n = exp (at_most (state->log_n, TW_PLANNER_LOG_LARGEST));

  held = -at_most (-at_most (state->log_n, TW_PLANNER_LOG_LIMIT), TW_PLANNER_LOG_LIMIT);
  d_held = held == state->log_n ? 1.0 : 0.0;
  wait = delay * exp (-held);
  state->discount = exp (-wait);
  state->d_discount_log_n = wait > UNDERFLOW_AT ? 0.0 : d_held * state->discount * wait;
  state->v = tw_planner_free_value (settings[TW_PLANNER_FREE_VALUE], held,
                                    settings[TW_PLANNER_OVERSIGHT], &state->d_v_log_n);
  state->d_v_log_n *= d_held;
}

static void
init_awareness (TwPlannerState *state, const double *settings, const double *theta)
{
  const double x =
      theta[TW_PLANNER_AWARENESS] + settings[TW_PLANNER_ENTANGLE] * theta[TW_PLANNER_SHARED];
  const double unused = sigmoid (-x); /* 1 - σ(x_s), exact near 1 */
  double miss = unused;               /* 1 - S, built up so that it is exact near S = 1 */

  state->sigma = sigmoid (x);
  state->s = state->sigma;
  for (int c = TW_CONCEPT_SELF; c <= TW_CONCEPT_UPDATE; c++)
    {
      const double ratio = state->a_hat[c] / settings[TW_PLANNER_NOISE_WORLD + c];

      miss = 1.0 / (1.0 + ratio * ratio) + state->kappa[c] * miss;
      state->s *= state->kappa[c];
    }

  state->ceiling = state->kappa[TW_CONCEPT_SELF] * state->kappa[TW_CONCEPT_UPDATE];
  state->d_s_x = state->ceiling * state->sigma * unused;
  state->c_s = sqrt (miss * (1.0 + state->s));
  /* S/c_S diverges at S = 1, but every ∂S vanishes faster there: the product's limit is 0. */
  state->d_c_s_s = state->c_s > 0 ? -state->s / state->c_s : 0.0;
}

void
tw_planner_state_init (TwPlannerState *state, const double *settings, double delay,
                       const double *theta)
{
  const double l = theta[TW_PLANNER_DIRECTEDNESS];

  init_concepts (state, settings, theta);
  init_goals (state, theta);
  init_horizon (state, settings, delay, theta);
  init_awareness (state, settings, theta);

  state->directedness = exp (at_most (l, TW_PLANNER_LOG_LARGEST));
  state->beta = exp (at_most (l, TW_PLANNER_LOG_LIMIT));
  state->d_beta_l = l > TW_PLANNER_LOG_LIMIT ? 0.0 : state->beta;
}

void
tw_planner_state_jacobian (const TwPlannerState *state, const double *settings, const double *theta,
                           double *jacobian)
{
  const double entangle = settings[TW_PLANNER_ENTANGLE];
  const double generalize = settings[TW_PLANNER_GENERALIZE];
  double *x = jacobian, *y = jacobian + TW_PLANNER_N_PARAMS;
  double d_s_world = 0;

  memset (jacobian, 0, 2 * TW_PLANNER_N_PARAMS * sizeof *jacobian);

  x[TW_PLANNER_HORIZON] = state->d_log_n_x / LN_10;
  x[TW_PLANNER_SHARED] = entangle * state->d_log_n_x / LN_10;

  y[TW_PLANNER_AWARENESS] = state->d_s_x;
  y[TW_PLANNER_SHARED] = entangle * state->d_s_x;
  for (int c = TW_CONCEPT_SELF; c <= TW_CONCEPT_UPDATE; c++)
    {
      const int other = c == TW_CONCEPT_SELF ? TW_CONCEPT_UPDATE : TW_CONCEPT_SELF;
      const double d_s_a = state->kappa[other] * state->sigma * state->d_kappa_a[c];

      y[TW_PLANNER_U_WORLD + c] = d_s_a * theta[TW_PLANNER_V_WORLD + c];
      y[TW_PLANNER_V_WORLD + c] = d_s_a * theta[TW_PLANNER_U_WORLD + c];
      d_s_world += generalize * d_s_a;
    }
  y[TW_PLANNER_U_WORLD] = d_s_world * theta[TW_PLANNER_V_WORLD];
  y[TW_PLANNER_V_WORLD] = d_s_world * theta[TW_PLANNER_U_WORLD];
}
