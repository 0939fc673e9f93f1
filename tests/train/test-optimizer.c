/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/tw-random.h"
#include "train/tw-optimizer.h"
#include "train/tw-scenario.h"

#include "optimizer-reference.h"

#include <math.h>
#include <string.h>

static void
defaults (double *settings)
{
  tw_setting_table_defaults (tw_optimizer_table (), settings);
  settings[TW_OPT_CLIP] = 0;
}

/* The gradients of tests/reference/optimizers.py. */
static void
reference_gradient (const double *theta, double *gradient)
{
  for (int i = 0; i < N_PARAMS; i++)
    gradient[i] = curvature[i] * theta[i] + 0.1 * theta[i] * theta[i] * theta[i] - 0.5;
}

static void
check_against (const double *settings, const double (*expected)[N_PARAMS], double tolerance)
{
  TwOptimizer optimizer;
  double theta[N_PARAMS], gradient[N_PARAMS], delta[N_PARAMS];
  int kept = 0;

  tw_optimizer_init (&optimizer, N_PARAMS);
  memcpy (theta, start, sizeof theta);
  for (int step = 0; step < N_STEPS; step++)
    {
      reference_gradient (theta, gradient);
      tw_optimizer_clip (gradient, N_PARAMS, settings[TW_OPT_CLIP]);
      tw_optimizer_update (&optimizer, settings,
                           tw_optimizer_rate (settings, (guint64)step, N_STEPS), gradient, 1,
                           (guint64)step, theta, delta);
      if (kept == N_KEPT || step != kept_steps[kept])
        continue;
      for (int i = 0; i < N_PARAMS; i++)
        if (!(fabs (theta[i] - expected[kept][i]) <= tolerance * fabs (expected[kept][i])))
          g_error ("step %d, parameter %d: %.17g, PyTorch has %.17g", step, i, theta[i],
                   expected[kept][i]);
      kept++;
    }
  g_assert_cmpint (kept, ==, N_KEPT);
  tw_optimizer_clear (&optimizer);
}

/* 1e-12: fifty updates of a few roundings each, and parameters that pass near 0. */
#define TOLERANCE 1e-12

static void
test_reference_methods (void)
{
  double s[TW_N_OPT];

  defaults (s);
  s[TW_OPT_LEARNING_RATE] = 0.01;
  s[TW_OPT_METHOD] = TW_METHOD_SGD;
  check_against (s, sgd, TOLERANCE);
  s[TW_OPT_METHOD] = TW_METHOD_GRADIENT_DESCENT;
  check_against (s, sgd, TOLERANCE);

  s[TW_OPT_METHOD] = TW_METHOD_MOMENTUM;
  s[TW_OPT_LEARNING_RATE] = 0.005;
  s[TW_OPT_MOMENTUM] = 0.9;
  check_against (s, momentum, TOLERANCE);

  s[TW_OPT_METHOD] = TW_METHOD_ADAM;
  s[TW_OPT_LEARNING_RATE] = 0.05;
  s[TW_OPT_WEIGHT_DECAY] = 0.1;
  check_against (s, adam, TOLERANCE);
  s[TW_OPT_METHOD] = TW_METHOD_ADAMW;
  check_against (s, adamw, TOLERANCE);

  s[TW_OPT_METHOD] = TW_METHOD_ADAM;
  s[TW_OPT_LEARNING_RATE] = 0.02;
  s[TW_OPT_BETA1] = 0.5;
  s[TW_OPT_BETA2] = 0.9;
  s[TW_OPT_EPSILON] = 1e-3;
  check_against (s, adam_odd, TOLERANCE);
}

static void
test_reference_schedules (void)
{
  double s[TW_N_OPT];

  defaults (s);
  s[TW_OPT_LEARNING_RATE] = 0.01;
  s[TW_OPT_FINAL_FRACTION] = 0.1;
  s[TW_OPT_SCHEDULE] = TW_SCHEDULE_COSINE;
  check_against (s, cosine, TOLERANCE);
  s[TW_OPT_SCHEDULE] = TW_SCHEDULE_LINEAR;
  check_against (s, linear, TOLERANCE);

  /* PyTorch adds 1e-6 to the norm that it divides by. */
  s[TW_OPT_SCHEDULE] = TW_SCHEDULE_CONSTANT;
  s[TW_OPT_CLIP] = 1;
  check_against (s, clipped, 1e-4);
}

static void
test_rate (void)
{
  static const TwSchedule schedules[] = { TW_SCHEDULE_CONSTANT, TW_SCHEDULE_COSINE,
                                          TW_SCHEDULE_LINEAR };
  double s[TW_N_OPT];

  defaults (s);
  s[TW_OPT_LEARNING_RATE] = 0.5;
  s[TW_OPT_FINAL_FRACTION] = 0.2;
  for (gsize i = 0; i < G_N_ELEMENTS (schedules); i++)
    {
      double before = INFINITY;

      s[TW_OPT_SCHEDULE] = schedules[i];
      s[TW_OPT_WARMUP] = 0;
      g_assert_cmpfloat (tw_optimizer_rate (s, 0, 100), ==, 0.5);
      for (guint64 step = 0; step <= 100; step++)
        {
          const double rate = tw_optimizer_rate (s, step, 100);

          g_assert_cmpfloat (rate, <=, before);
          before = rate;
        }
      /* Past the end, which an edit of the stage's steps can bring about, it stays. */
      g_assert_cmpfloat (tw_optimizer_rate (s, 1000, 100), ==, before);
      if (schedules[i] != TW_SCHEDULE_CONSTANT)
        g_assert_cmpfloat_with_epsilon (before, 0.1, 1e-15);

      s[TW_OPT_WARMUP] = 10;
      g_assert_cmpfloat (tw_optimizer_rate (s, 0, 100), ==, 0.5 / 10);
      s[TW_OPT_WARMUP] = 1;
      g_assert_cmpfloat (tw_optimizer_rate (s, 0, 100), ==, 0.5);
    }

  s[TW_OPT_SCHEDULE] = TW_SCHEDULE_CONSTANT;
  s[TW_OPT_WARMUP] = 4;
  for (guint64 step = 0; step < 8; step++)
    g_assert_cmpfloat_with_epsilon (tw_optimizer_rate (s, step, 100),
                                    0.5 * MIN (1.0, ((double)step + 1) / 4), 1e-16);
}

static void
test_clip (void)
{
  const double sizes[] = { 1e-320, 1e-200, 1e-3, 1.0, 1e3, 1e200, 1e308 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      double g[4] = { 0.5 * sizes[i], -0.5 * sizes[i], 0.5 * sizes[i], 0.5 * sizes[i] };
      const double norm = tw_optimizer_clip (g, 4, 0.25);
      const double expected = MIN (0.25, sizes[i]);

      /* Subnormal numbers have few digits. */
      g_assert_true (fabs (norm / sizes[i] - 1) <= (sizes[i] < 1e-300 ? 1e-2 : 1e-15));
      g_assert_true (fabs (tw_optimizer_norm (g, 4) / expected - 1)
                     <= (sizes[i] < 1e-300 ? 1e-2 : 1e-15));
      g_assert_cmpfloat (g[1], ==, -g[0]);
    }
}

static void
test_clip_extremes (void)
{
  double huge[3] = { G_MAXDOUBLE, G_MAXDOUBLE, -G_MAXDOUBLE };
  double zero[2] = { 0, -0.0 };
  double odd[3] = { 1, NAN, INFINITY };
  double infinite[2] = { -INFINITY, 2 };
  double small[2] = { 3, 4 };

  /* The norm overflows; what is clipped to it does not. */
  g_assert_true (isinf (tw_optimizer_clip (huge, 3, 1)));
  g_assert_cmpfloat_with_epsilon (tw_optimizer_norm (huge, 3), 1, 1e-15);

  g_assert_cmpfloat (tw_optimizer_clip (zero, 2, 1), ==, 0);
  g_assert_cmpfloat (zero[0], ==, 0);

  g_assert_true (isnan (tw_optimizer_clip (odd, 3, 1)));
  g_assert_true (odd[0] == 1 && isnan (odd[1]) && isinf (odd[2]));
  g_assert_true (isinf (tw_optimizer_clip (infinite, 2, 1)));
  g_assert_true (infinite[0] == -INFINITY && infinite[1] == 2);

  g_assert_cmpfloat (tw_optimizer_clip (small, 2, 0), ==, 5);
  g_assert_cmpfloat (small[0], ==, 3);
  g_assert_cmpfloat (tw_optimizer_clip (small, 2, 5), ==, 5);
  g_assert_cmpfloat (small[1], ==, 4);
}

/* Without force, many Langevin steps of rate η spread as 2 η T a step. */
static void
test_langevin (void)
{
  enum
  {
    N = 1000,
    STEPS = 100
  };
  g_autofree double *theta = g_new0 (double, N), *zero = g_new0 (double, N);
  g_autofree double *delta = g_new (double, N), *first = g_new (double, N);
  double s[TW_N_OPT], sum = 0, squares = 0;
  TwOptimizer optimizer;

  defaults (s);
  s[TW_OPT_METHOD] = TW_METHOD_LANGEVIN;
  s[TW_OPT_TEMPERATURE] = 0.3;
  tw_optimizer_init (&optimizer, N);
  for (guint64 step = 0; step < STEPS; step++)
    {
      tw_optimizer_update (&optimizer, s, 0.01, zero, 7, step, theta, delta);
      if (step == 0)
        memcpy (first, delta, N * sizeof *first);
    }
  for (int i = 0; i < N; i++)
    {
      sum += theta[i];
      squares += theta[i] * theta[i];
      /* The noise is that of the address, so that a replay has it again. */
      g_assert_cmpfloat_with_epsilon (
          first[i], sqrt (2 * 0.01 * 0.3) * tw_random_normal (7, TW_STREAM_LANGEVIN, 0, (guint64)i),
          1e-15);
    }
  /* Variance 0.6 over 1000 parameters: standard errors 0.025 of the mean and 0.027 of the
   * variance. */
  g_assert_cmpfloat_with_epsilon (sum / N, 0, 0.1);
  g_assert_cmpfloat_with_epsilon (squares / N, 0.6, 0.11);
  tw_optimizer_clear (&optimizer);
}

/* delta is what was added, and the gradient is only read, whatever the method. */
static void
test_contract (void)
{
  for (int method = 0; method <= TW_METHOD_LANGEVIN; method++)
    {
      double s[TW_N_OPT], theta[3] = { 1, -2, 3 }, before[3], delta[3];
      double gradient[3] = { 0.5, 1e-3, -4 };
      TwOptimizer optimizer, copy;

      defaults (s);
      s[TW_OPT_METHOD] = method;
      tw_optimizer_init (&optimizer, 3);
      tw_optimizer_init (&copy, 3);
      for (guint64 step = 0; step < 20; step++)
        {
          memcpy (before, theta, sizeof theta);
          tw_optimizer_update (&optimizer, s, 0.1, gradient, 1, step, theta, delta);
          for (int i = 0; i < 3; i++)
            g_assert_cmpfloat (theta[i], ==, before[i] + delta[i]);
        }
      g_assert_cmpfloat (gradient[2], ==, -4);

      tw_optimizer_copy_state (&copy, &optimizer);
      g_assert_cmpuint (copy.t, ==, 20);
      g_assert_cmpmem (copy.first, sizeof theta, optimizer.first, sizeof theta);
      g_assert_cmpmem (copy.second, sizeof theta, optimizer.second, sizeof theta);
      tw_optimizer_reset (&optimizer);
      g_assert_cmpuint (optimizer.t, ==, 0);
      for (int i = 0; i < 3; i++)
        g_assert_true (optimizer.first[i] == 0 && optimizer.second[i] == 0);
      tw_optimizer_clear (&optimizer);
      tw_optimizer_clear (&copy);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/optimizer/contract", test_contract);
  g_test_add_func ("/optimizer/rate", test_rate);
  g_test_add_func ("/optimizer/clip", test_clip);
  g_test_add_func ("/optimizer/clip-extremes", test_clip_extremes);
  g_test_add_func ("/optimizer/langevin", test_langevin);
  g_test_add_func ("/optimizer/pytorch/methods", test_reference_methods);
  g_test_add_func ("/optimizer/pytorch/schedules", test_reference_schedules);
  return g_test_run ();
}
