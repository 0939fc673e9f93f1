/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The loops of tw-planner-kernel.h, compiled once for each instruction set.  A vector holds the
 * same (action, feature) of TW_VD_WIDTH contexts; a block is taken in TW_PLANNER_BLOCK /
 * TW_VD_WIDTH parts. */

#include "model/planner/tw-planner-kernel-isa.h"

#include "core/tw-simd.h"

#include <math.h>

/* Logarithms of this many sums of exponentials are taken at once, as the logarithm of their
 * product: each sum is at most A <= 2^6, so the product is at most 2^768. */
#define SUMS_A_LOGARITHM 128

#define CELL (TW_N_FEATURES * TW_PLANNER_BLOCK)

/* Vectors of a block that go through the loops over actions side by side.  Each waits for its own
 * exponentials and quotients most of the time, and the processor does not look far enough ahead to
 * begin with the next one by itself. */
#define SIDE_BY_SIDE (TW_PLANNER_BLOCK / TW_VD_WIDTH >= 2 ? 2 : 1)

G_STATIC_ASSERT (TW_PLANNER_MAX_ACTIONS <= 64);
G_STATIC_ASSERT (TW_PLANNER_BLOCK % (SIDE_BY_SIDE * TW_VD_WIDTH) == 0);

static inline tw_vd
feature (const double *cell, guint f)
{
  return tw_vd_load (cell + f * TW_PLANNER_BLOCK);
}

/* Σ_f weight[f] feature[f] */
static inline tw_vd
linear_value (const tw_vd *weight, const double *cell)
{
  /* Three chains instead of one, since each fma waits for the one before it. */
  tw_vd a = tw_vd_mul (weight[0], feature (cell, 0));
  tw_vd b = tw_vd_mul (weight[1], feature (cell, 1));
  tw_vd c = tw_vd_mul (weight[2], feature (cell, 2));

  for (guint f = 3; f < TW_N_FEATURES; f += 3)
    {
      a = tw_vd_fma (weight[f], feature (cell, f), a);
      b = tw_vd_fma (weight[f + 1], feature (cell, f + 1), b);
      c = tw_vd_fma (weight[f + 2], feature (cell, f + 2), c);
    }
  return tw_vd_add (tw_vd_add (a, b), c);
}

static inline void
load_weights (const TwPlannerPolicy *policy, tw_vd *weight)
{
  for (guint f = 0; f < TW_N_FEATURES; f++)
    weight[f] = tw_vd_set1 (policy->weight[f]);
}

/* Sum over all lanes of the logarithms of products (of sums of exponentials). */
static double
log_of_lanes (tw_vd products)
{
  double lanes[TW_VD_WIDTH], sum = 0;

  tw_vd_store (lanes, products);
  for (guint i = 0; i < TW_VD_WIDTH; i++)
    sum += log (lanes[i]);
  return sum;
}

typedef struct
{
  tw_vd sum[TW_N_SUMS];
  tw_vd log_product; /* of sums of exponentials whose logarithm is still to be taken */
  guint pending;     /* how many factors it has */
  double entropy;
} Totals;

/* φ̂_k* and m of an action, for a vector of contexts. */
static inline __attribute__ ((always_inline)) tw_vd
modification (const TwPlannerPolicy *policy, const double *cell, const bool learnt)
{
  const guint phi = TW_FEATURE_PHI_PREDICT + policy->objective;
  tw_vd seen = tw_vd_mul (tw_vd_set1 (policy->watched_scale), feature (cell, phi));

  if (learnt)
    seen = tw_vd_fma (tw_vd_set1 (policy->watched_noise), feature (cell, TW_FEATURE_ETA), seen);
  return tw_vd_sigmoid (
      tw_vd_mul (tw_vd_set1 (policy->strictness), tw_vd_sub (tw_vd_set1 (policy->standard), seen)));
}

/* Adds the vector of contexts at place p to totals, and writes its own sums to each if that is
 * wanted.  z: e^(βQ - top) of each action; inverse: 1 over their sum; mean: P̄. */
static inline __attribute__ ((always_inline)) void
add_gradient (const TwPlannerPolicy *policy, const double *x, guint p, guint n_actions,
              const tw_vd (*z)[SIDE_BY_SIDE], const tw_vd (*m)[SIDE_BY_SIDE], tw_vd inverse,
              tw_vd mean, Totals *totals, double *each, const bool watched, const bool learnt)
{
  const guint phi = TW_FEATURE_PHI_PREDICT + policy->objective;
  const guint psi = TW_FEATURE_PSI_PREDICT + policy->objective;
  const tw_vd discount = tw_vd_set1 (policy->payoff_discount);
  const tw_vd one = tw_vd_set1 (1.0);
  tw_vd own[TW_N_GRADIENT_SUMS];

  for (guint s = 0; s < TW_N_GRADIENT_SUMS; s++)
    own[s] = each != NULL ? tw_vd_zero () : totals->sum[s];
  for (guint a = 0; a < n_actions; a++)
    {
      const double *cell = x + a * CELL + p * TW_VD_WIDTH;
      const tw_vd gain =
          tw_vd_sub (tw_vd_fma (discount, feature (cell, psi), feature (cell, phi)), mean);
      const tw_vd g = tw_vd_mul (tw_vd_mul (z[a][p], inverse), gain);

      for (guint f = 0; f < TW_N_FEATURES; f++)
        own[f] = tw_vd_fma (g, feature (cell, f), own[f]);
      if (watched)
        own[TW_SUM_WATCHED] = tw_vd_fma (g, m[a][p], own[TW_SUM_WATCHED]);
      if (learnt)
        {
          const tw_vd slope = tw_vd_mul (g, tw_vd_mul (m[a][p], tw_vd_sub (one, m[a][p])));

          own[TW_SUM_WATCHED_PHI] = tw_vd_fma (slope, feature (cell, phi), own[TW_SUM_WATCHED_PHI]);
          own[TW_SUM_WATCHED_ETA] =
              tw_vd_fma (slope, feature (cell, TW_FEATURE_ETA), own[TW_SUM_WATCHED_ETA]);
        }
    }
  for (guint s = 0; s < TW_N_GRADIENT_SUMS; s++)
    {
      if (each != NULL)
        {
          tw_vd_store (each + s * TW_PLANNER_BLOCK + p * TW_VD_WIDTH, own[s]);
          own[s] = tw_vd_add (totals->sum[s], own[s]);
        }
      totals->sum[s] = own[s];
    }
}

/* Adds what is no part of the gradient: payoff, score and entropy of one vector of contexts. */
static inline __attribute__ ((always_inline)) void
add_rest (tw_vd total, tw_vd inverse, tw_vd mean, tw_vd score, tw_vd spread, Totals *totals)
{
  totals->sum[TW_SUM_PAYOFF] = tw_vd_add (totals->sum[TW_SUM_PAYOFF], mean);
  totals->sum[TW_SUM_SCORE] = tw_vd_fma (score, inverse, totals->sum[TW_SUM_SCORE]);

  /* Entropy of a context = ln Σ e - Σ π (z - top). */
  totals->sum[TW_SUM_ENTROPY] = tw_vd_fnma (spread, inverse, totals->sum[TW_SUM_ENTROPY]);
  totals->log_product = tw_vd_mul (totals->log_product, total);
  if (++totals->pending == SUMS_A_LOGARITHM)
    {
      totals->entropy += log_of_lanes (totals->log_product);
      totals->log_product = tw_vd_set1 (1.0);
      totals->pending = 0;
    }
}

/* SIDE_BY_SIDE vectors of contexts: adds to totals, and writes own sums to each if that is wanted.
 * The two last arguments are constants where this is called, so that no iteration pays for what it
 * does not need. */
static inline __attribute__ ((always_inline)) void
gradient_lanes (const TwPlannerPolicy *policy, const tw_vd *weight, const double *x,
                guint n_actions, Totals *totals, double *each, const bool watched,
                const bool learnt)
{
  const guint phi = TW_FEATURE_PHI_PREDICT + policy->objective;
  const guint psi = TW_FEATURE_PSI_PREDICT + policy->objective;
  const tw_vd discount = tw_vd_set1 (policy->payoff_discount);
  const tw_vd beta = tw_vd_set1 (policy->beta);
  tw_vd z[TW_PLANNER_MAX_ACTIONS][SIDE_BY_SIDE], m[TW_PLANNER_MAX_ACTIONS][SIDE_BY_SIDE];
  tw_vd top[SIDE_BY_SIDE], total[SIDE_BY_SIDE], payoff[SIDE_BY_SIDE];
  tw_vd score[SIDE_BY_SIDE], spread[SIDE_BY_SIDE];

  for (guint p = 0; p < SIDE_BY_SIDE; p++)
    {
      top[p] = tw_vd_set1 (-INFINITY);
      total[p] = payoff[p] = score[p] = spread[p] = tw_vd_zero ();
    }

  for (guint a = 0; a < n_actions; a++)
    for (guint p = 0; p < SIDE_BY_SIDE; p++)
      {
        const double *cell = x + a * CELL + p * TW_VD_WIDTH;
        tw_vd q = linear_value (weight, cell);

        if (watched)
          {
            m[a][p] = modification (policy, cell, learnt);
            q = tw_vd_fnma (tw_vd_set1 (policy->foresight), m[a][p], q);
          }
        z[a][p] = tw_vd_mul (beta, q);
        top[p] = tw_vd_max (top[p], z[a][p]);
      }

  for (guint a = 0; a < n_actions; a++)
    for (guint p = 0; p < SIDE_BY_SIDE; p++)
      {
        const double *cell = x + a * CELL + p * TW_VD_WIDTH;
        const tw_vd below = tw_vd_sub (z[a][p], top[p]);
        const tw_vd e = tw_vd_exp (below);

        total[p] = tw_vd_add (total[p], e);
        spread[p] = tw_vd_fma (e, below, spread[p]);
        payoff[p] = tw_vd_fma (e, tw_vd_fma (discount, feature (cell, psi), feature (cell, phi)),
                               payoff[p]);
        score[p] = tw_vd_fma (e,
                              tw_vd_fma (discount, feature (cell, TW_FEATURE_PSI_BASE),
                                         feature (cell, TW_FEATURE_PHI_BASE)),
                              score[p]);
        z[a][p] = e;
      }

  for (guint p = 0; p < SIDE_BY_SIDE; p++)
    {
      const tw_vd inverse = tw_vd_div (tw_vd_set1 (1.0), total[p]);
      const tw_vd mean = tw_vd_mul (payoff[p], inverse);
      add_gradient (policy, x, p, n_actions, z, m, inverse, mean, totals, each, watched, learnt);
      add_rest (total[p], inverse, mean, score[p], spread[p], totals);
    }
}

static inline __attribute__ ((always_inline)) void
gradient_loop (const TwPlannerPolicy *policy, const double *blocks, gsize n_blocks, guint n_actions,
               double *sums, double *each, const bool watched, const bool learnt)
{
  tw_vd weight[TW_N_FEATURES];
  Totals totals;

  load_weights (policy, weight);
  for (guint s = 0; s < TW_N_SUMS; s++)
    totals.sum[s] = tw_vd_zero ();
  totals.log_product = tw_vd_set1 (1.0);
  totals.pending = 0;
  totals.entropy = 0;

  for (gsize i = 0; i < n_blocks; i++)
    for (guint lane = 0; lane < TW_PLANNER_BLOCK; lane += SIDE_BY_SIDE * TW_VD_WIDTH)
      gradient_lanes (policy, weight, blocks + i * n_actions * CELL + lane, n_actions, &totals,
                      each == NULL ? NULL : each + i * TW_N_GRADIENT_SUMS * TW_PLANNER_BLOCK + lane,
                      watched, learnt);

  for (guint s = 0; s < TW_N_SUMS; s++)
    sums[s] = tw_vd_reduce_add (totals.sum[s]);
  sums[TW_SUM_ENTROPY] += totals.entropy + log_of_lanes (totals.log_product);
}

void
TW_ISA_NAME (tw_planner_gradient) (const TwPlannerPolicy *policy, const double *blocks,
                                   gsize n_blocks, guint n_actions, double *sums, double *each)
{
  /* Without foresight (V has underflowed, or S or 1 - w_k* is 0) m has no effect on π, and every
   * derivative through it is multiplied by 0 later. */
  if (policy->foresight == 0 && each == NULL)
    gradient_loop (policy, blocks, n_blocks, n_actions, sums, NULL, false, false);
  else if (policy->objective == TW_GOAL_BASE)
    gradient_loop (policy, blocks, n_blocks, n_actions, sums, each, true, true);
  else
    gradient_loop (policy, blocks, n_blocks, n_actions, sums, each, true, false);
}

double
TW_ISA_NAME (tw_planner_score) (const TwPlannerPolicy *policy, const double *blocks, gsize n_blocks,
                                guint n_actions)
{
  const tw_vd discount = tw_vd_set1 (policy->payoff_discount);
  const tw_vd beta = tw_vd_set1 (policy->beta);
  tw_vd weight[TW_N_FEATURES], z[TW_PLANNER_MAX_ACTIONS];
  tw_vd sum = tw_vd_zero ();

  load_weights (policy, weight);
  for (gsize i = 0; i < n_blocks; i++)
    for (guint lane = 0; lane < TW_PLANNER_BLOCK; lane += TW_VD_WIDTH)
      {
        const double *x = blocks + i * n_actions * CELL + lane;
        tw_vd top = tw_vd_set1 (-INFINITY);
        tw_vd total = tw_vd_zero (), score = tw_vd_zero ();

        for (guint a = 0; a < n_actions; a++)
          {
            z[a] = tw_vd_mul (beta, linear_value (weight, x + a * CELL));
            top = tw_vd_max (top, z[a]);
          }
        for (guint a = 0; a < n_actions; a++)
          {
            const double *cell = x + a * CELL;
            const tw_vd e = tw_vd_exp (tw_vd_sub (z[a], top));

            total = tw_vd_add (total, e);
            score = tw_vd_fma (e,
                               tw_vd_fma (discount, feature (cell, TW_FEATURE_PSI_BASE),
                                          feature (cell, TW_FEATURE_PHI_BASE)),
                               score);
          }
        sum = tw_vd_add (sum, tw_vd_div (score, total));
      }
  return tw_vd_reduce_add (sum);
}
