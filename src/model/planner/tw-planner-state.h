/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What θ means to a planner: every quantity of docs/MODEL.md, section 3, with the derivatives that
 * the chain rule needs.  Plain arithmetic of a handful of numbers; thread-safe; nothing fails.
 *
 * Extremes stay finite: what the policy is made of takes ln N as held within ±TW_PLANNER_LOG_LIMIT
 * and l as at most TW_PLANNER_LOG_LIMIT, with derivative 0 beyond, so that V(N) and β are at most
 * 1e56 and their products are finite.  ln N itself is not held, and what is read of N and β ends
 * only where a double does. */

#pragma once

#include "model/planner/tw-planner.h"

G_BEGIN_DECLS

#define TW_PLANNER_LOG_LIMIT 115.0
#define TW_PLANNER_LOG_LARGEST 709.0 /* e^709 is 8e307; e^710 is not finite */

/* θ in, these out.  Names as in docs/MODEL.md; "d_a_b" is ∂a/∂b. */
typedef struct
{
  double a_hat[TW_N_CONCEPTS];     /* â_c */
  double kappa[TW_N_CONCEPTS];     /* κ_c = â²/(â² + σ²) */
  double d_kappa_a[TW_N_CONCEPTS]; /* ∂κ_c/∂â_c */

  double b, c_b;         /* correlation of the idea of the base goal; sqrt(1 - b²) */
  double d_b_a, d_c_b_a; /* ∂b/∂â_base, ∂c_b/∂â_base */

  double w[TW_N_GOALS]; /* goal shares, sum 1 */

  double log_n, d_log_n_x;           /* ln N; ∂ln N/∂x_h */
  double n;                          /* N, steps, at most e^TW_PLANNER_LOG_LARGEST */
  double discount, d_discount_log_n; /* e^(-D/N); its derivative by ln N */
  double v, d_v_log_n;               /* V(N); its derivative by ln N */

  double ceiling; /* κ_self κ_update */
  double sigma;   /* σ(x_s) */
  double s, c_s;  /* S; sqrt(1 - S²) */
  double d_s_x;   /* ∂S/∂x_s */
  double d_c_s_s; /* ∂c_S/∂S, 0 where c_S is */

  double beta, d_beta_l; /* β = e^l of the policy; ∂β/∂l */
  double directedness;   /* β as it is read, at most e^TW_PLANNER_LOG_LARGEST */
} TwPlannerState;

/* settings (TW_PLANNER_N_SETTINGS), delay D in steps. */
void tw_planner_state_init (TwPlannerState *state, const double *settings, double delay,
                            const double *theta);

/* V(N) = v N e^(-T/N) and its derivative by ln N, V (1 + T/N); both 0 where e^(-T/N) underflows. */
double tw_planner_free_value (double v, double log_n, double oversight, double *slope);

/* ln N as a function of x_h: x - λ (Δ/2π) sin(2π x/Δ), and its derivative; and its inverse (it is
 * monotone for λ in [0, 1]). */
double tw_planner_ladder (double lambda, double step, double x, double *slope);
double tw_planner_ladder_inverse (double lambda, double step, double log_n);

/* J, the Jacobian of (log10 N, S): jacobian (2, TW_PLANNER_N_PARAMS), overwritten. */
void tw_planner_state_jacobian (const TwPlannerState *state, const double *settings,
                                const double *theta, double *jacobian);

G_END_DECLS
