/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every component of the hand-derived gradient against differences of a plain implementation of
 * the loss, over wide ranges of θ and of every setting. */

#include "core/tw-cpu.h"
#include "model/planner/tw-planner.h"
#include "planner-plain.h"

#include <math.h>

#define N_THETAS 1000

typedef struct
{
  TwPlannerArrays arrays;
  double world[TW_PLANNER_N_WORLD], settings[TW_PLANNER_N_SETTINGS], stage[TW_PLANNER_N_STAGE];
  double theta[TW_PLANNER_N_PARAMS];
} Case;

static double
between (double low, double high)
{
  return g_test_rand_double_range (low, high);
}

static void
draw_settings (Case *c)
{
  tw_setting_table_defaults (&tw_planner_type.world, c->world);
  tw_setting_table_defaults (&tw_planner_type.settings, c->settings);
  tw_setting_table_defaults (&tw_planner_type.stage, c->stage);

  c->world[TW_PLANNER_DELAY] = between (0, 50);
  c->settings[TW_PLANNER_OVERSIGHT] = pow (10, between (0, 4));
  c->settings[TW_PLANNER_FREE_VALUE] = g_test_rand_bit () ? between (0, 0.2) : 0.05;
  c->settings[TW_PLANNER_STRICTNESS] = between (0, 10);
  c->settings[TW_PLANNER_STANDARD] = between (-1, 1);
  for (int i = 0; i < TW_N_CONCEPTS; i++)
    c->settings[TW_PLANNER_NOISE_WORLD + i] = pow (10, between (-1, 1));
  c->settings[TW_PLANNER_GENERALIZE] = g_test_rand_bit () ? between (0, 2) : 0;
  c->settings[TW_PLANNER_ENTANGLE] = g_test_rand_bit () ? between (-2, 2) : 0;
  c->settings[TW_PLANNER_LADDER] = g_test_rand_bit () ? between (0, 1) : 0;
  c->settings[TW_PLANNER_LADDER_STEP] = between (0.5, 4);

  c->stage[TW_PLANNER_OBJECTIVE] = g_test_rand_int_range (0, 3);
  c->stage[TW_PLANNER_ACT_WEIGHT] = between (0, 2);
  c->stage[TW_PLANNER_DEV_HORIZON] = pow (10, between (-1, 5));
  for (int i = 0; i < TW_N_CONCEPTS; i++)
    c->stage[TW_PLANNER_DOCS_WORLD + i] = between (0, 1);
}

static void
draw_theta (double *theta)
{
  for (int i = 0; i < 2 * TW_N_CONCEPTS; i++)
    theta[TW_PLANNER_U_WORLD + i] = between (-2, 2);
  for (int k = 0; k < TW_N_GOALS; k++)
    theta[TW_PLANNER_GOAL_PREDICT + k] = between (-4, 4);
  theta[TW_PLANNER_HORIZON] = between (-2, 16);
  theta[TW_PLANNER_AWARENESS] = between (-12, 6);
  theta[TW_PLANNER_DIRECTEDNESS] = between (-2, 5);
  theta[TW_PLANNER_SHARED] = between (-2, 2);
}

static TwModel *
make_model (Case *c, guint64 seed)
{
  TwModel *model;

  planner_plain_world ((guint)g_test_rand_int_range (1, 12), (guint)g_test_rand_int_range (2, 6),
                       seed, &c->arrays);
  draw_settings (c);
  model = tw_planner_new_with_arrays (&c->arrays, c->world, c->settings, NULL);
  model->type->set_stage (model, c->stage);
  return model;
}

static void
check_component (const Case *c, const PlannerPlain *plain, const long double *theta, guint index,
                 double component, guint *n_checked)
{
  long double own_error;
  const long double slope = planner_plain_slope (plain, theta, index, &own_error);

  /* Where β V is 1e7 and more the loss bends within 1e-8 of θ, and differences say nothing; the
   * stored values of test-planner-values.c cover that. */
  if (own_error > 1e-7L * fabsl (slope) && own_error > 3e-10L)
    return;

  (*n_checked)++;
  if (fabsl (component - slope) <= 1e-6L * fabsl (slope) || fabsl (component - slope) <= 1e-9L)
    return;

  g_error ("∂L/∂%s is %.17g, differences give %.17Lg ± %.2Lg (h %g, s %g, l %g, objective %g)",
           tw_planner_type.start.specs[index].key, component, slope, own_error,
           c->theta[TW_PLANNER_HORIZON], c->theta[TW_PLANNER_AWARENESS],
           c->theta[TW_PLANNER_DIRECTEDNESS], c->stage[TW_PLANNER_OBJECTIVE]);
}

static void
test_differences (void)
{
  guint n_checked = 0;

  for (guint trial = 0; trial < N_THETAS; trial++)
    {
      Case c;
      g_autoptr (TwModel) model = make_model (&c, trial);
      const PlannerPlain plain = { &c.arrays, c.world[TW_PLANNER_DELAY], c.settings, c.stage };
      double gradient[TW_PLANNER_N_PARAMS];
      long double theta[TW_PLANNER_N_PARAMS], loss;

      draw_theta (c.theta);
      for (int i = 0; i < TW_PLANNER_N_PARAMS; i++)
        theta[i] = c.theta[i];

      loss = planner_plain_loss (&plain, theta);
      g_assert_true (fabsl (model->type->loss (model, c.theta, 0, 0, gradient) - loss)
                     <= 1e-6L * (1 + fabsl (loss)));
      for (guint i = 0; i < TW_PLANNER_N_PARAMS; i++)
        check_component (&c, &plain, theta, i, gradient[i], &n_checked);
      tw_planner_arrays_clear (&c.arrays);
    }

  /* So that the exception above cannot swallow the test. */
  g_test_message ("%u of %u components checked", n_checked, N_THETAS * TW_PLANNER_N_PARAMS);
  g_assert_cmpuint (n_checked, >, N_THETAS * TW_PLANNER_N_PARAMS * 95 / 100);
}

/* The instruction sets agree to rounding, which β Q of up to 1e8 magnifies. */
static void
test_instruction_sets_agree (void)
{
  const TwIsa before = tw_cpu_isa ();

  for (guint trial = 0; trial < 200; trial++)
    {
      Case c;
      g_autoptr (TwModel) model = make_model (&c, trial);
      double plain[TW_PLANNER_N_PARAMS], fast[TW_PLANNER_N_PARAMS], loss;

      draw_theta (c.theta);
      g_assert_true (tw_cpu_force_isa (TW_ISA_PLAIN));
      loss = model->type->loss (model, c.theta, 0, 0, plain);
      for (int isa = TW_ISA_PLAIN + 1; isa < TW_N_ISAS; isa++)
        {
          if (!tw_cpu_force_isa ((TwIsa)isa))
            continue;
          g_assert_true (fabs (model->type->loss (model, c.theta, 0, 0, fast) - loss)
                         <= 1e-7 * (1 + fabs (loss)));
          for (guint i = 0; i < TW_PLANNER_N_PARAMS; i++)
            g_assert_true (fabs (fast[i] - plain[i]) <= 1e-6 * fabs (plain[i]) + 1e-8);
        }
      tw_planner_arrays_clear (&c.arrays);
    }
  g_assert_true (tw_cpu_force_isa (before));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/planner/gradient/differences", test_differences);
  g_test_add_func ("/model/planner/gradient/instruction-sets-agree", test_instruction_sets_agree);
  return g_test_run ();
}
