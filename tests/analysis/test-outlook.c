/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analysis-fixture.h"
#include "analysis/tw-outlook.h"

#include <string.h>

/* The covariance that half-axes a, b and the angle of a describe. */
static void
compose (double a, double b, double angle, double covariance[3])
{
  double c = cos (angle), s = sin (angle);

  covariance[0] = a * a * c * c + b * b * s * s;
  covariance[1] = (a * a - b * b) * c * s;
  covariance[2] = a * a * s * s + b * b * c * c;
}

static void
test_ellipse_is_eigendecomposition (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (int i = 0; i < 10000; i++)
    {
      double scale = pow (10, g_rand_double_range (rand, -120, 120));
      double covariance[3], back[3], a, b, angle;

      compose (scale, scale * pow (10, g_rand_double_range (rand, -6, 0)),
               g_rand_double_range (rand, -G_PI_2, G_PI_2), covariance);
      tw_noise_ellipse (covariance, &a, &b, &angle);
      g_assert_true (a >= b && b >= 0);
      g_assert_true (fabs (angle) <= G_PI_2);
      compose (a, b, angle, back);
      /* Backward stable: right to rounding of the largest entry. */
      for (int k = 0; k < 3; k++)
        g_assert_true (fabs (back[k] - covariance[k]) <= 1e-14 * scale * scale);
    }
}

/* Closed forms: circle, axis-parallel, perfectly correlated, nothing, and a thin one whose small
 * axis a difference of the two terms would lose. */
static void
test_ellipse_examples (void)
{
  double a, b, angle;

  tw_noise_ellipse ((double[]){ 4, 0, 4 }, &a, &b, &angle);
  g_assert_true (a == 2 && b == 2);
  tw_noise_ellipse ((double[]){ 1, 0, 9 }, &a, &b, &angle);
  g_assert_true (a == 3 && b == 1 && fabs (fabs (angle) - G_PI_2) <= 1e-15);
  tw_noise_ellipse ((double[]){ 2, -2, 2 }, &a, &b, &angle);
  g_assert_true (a == 2 && b == 0 && fabs (angle + G_PI_4) <= 1e-15);
  tw_noise_ellipse ((double[]){ 0, 0, 0 }, &a, &b, &angle);
  g_assert_true (a == 0 && b == 0 && isfinite (angle));
  tw_noise_ellipse ((double[]){ 1, 0, 1e-30 }, &a, &b, &angle);
  assert_close (b, 1e-15, 1e-12);
}

static void
test_outlook_is_the_models (void)
{
  g_autoptr (TwModel) model = fixture_model (64);
  const TwModelType *type = model->type;
  double theta[TW_PLANNER_N_PARAMS], gradient[TW_PLANNER_N_PARAMS], noise[3], point[2];
  TwVerdict verdict;
  TwFieldPoint here;
  g_autoptr (TwOutlook) outlook = NULL;

  fixture_theta (model, theta);
  outlook = tw_outlook_compute (model, theta, 12, 32);
  g_assert_cmpuint (outlook->step, ==, 12);
  g_assert_cmpuint (outlook->n_params, ==, TW_PLANNER_N_PARAMS);
  g_assert_true (outlook->loss == type->loss (model, theta, 0, 0, gradient));
  g_assert_cmpmem (outlook->gradient, sizeof gradient, gradient, sizeof gradient);
  type->plane (model, theta, point);
  g_assert_true (outlook->point[0] == point[0] && outlook->point[1] == point[1]);
  type->noise (model, theta, noise);
  for (int k = 0; k < 3; k++)
    g_assert_true (outlook->noise[k] == noise[k] / 32);
  type->verdict (model, theta, &verdict);
  for (guint k = 0; k < type->n_scores; k++)
    g_assert_true (outlook->verdict.scores[k] == verdict.scores[k]);
  g_assert_cmpuint (outlook->verdict.regime, ==, verdict.regime);

  /* The field's vector at the present point is this one.  place() goes there and back through
   * logarithms, which costs some digits. */
  type->field_point (model, theta, point, &here);
  assert_close (outlook->vector[0], here.vector[0], 1e-9);
  assert_close (outlook->vector[1], here.vector[1], 1e-9);
}

static void
test_no_noise_without_minibatch (void)
{
  g_autoptr (TwModel) model = fixture_model (16);
  double theta[TW_PLANNER_N_PARAMS];
  g_autoptr (TwOutlook) outlook = NULL;

  fixture_theta (model, theta);
  outlook = tw_outlook_compute (model, theta, 0, 0);
  for (int k = 0; k < 3; k++)
    g_assert_true (outlook->noise[k] == 0);
}

/* What the noise ellipse claims, held against what it is about: gradients of 20,000 minibatches.
 * A covariance from n samples scatters by about sqrt (2/n) = 1 % (more with heavy tails): 5 %. */
static void
test_noise_is_that_of_minibatches (void)
{
  enum
  {
    BATCH = 16,
    SAMPLES = 20000
  };
  g_autoptr (TwModel) model = fixture_model (256);
  const TwModelType *type = model->type;
  double theta[TW_PLANNER_N_PARAMS], gradient[TW_PLANNER_N_PARAMS], vector[2];
  double jacobian[2 * TW_PLANNER_N_PARAMS], sum[2] = { 0 }, square[3] = { 0 }, scale;
  g_autoptr (TwOutlook) outlook = NULL;

  fixture_theta (model, theta);
  theta[TW_PLANNER_HORIZON] = 7;
  outlook = tw_outlook_compute (model, theta, 0, BATCH);
  type->jacobian (model, theta, jacobian);
  for (guint64 step = 0; step < SAMPLES; step++)
    {
      type->loss (model, theta, step, BATCH, gradient);
      tw_outlook_project (jacobian, gradient, TW_PLANNER_N_PARAMS, vector);
      for (int k = 0; k < 2; k++)
        {
          vector[k] -= outlook->vector[k];
          sum[k] += vector[k] / SAMPLES;
        }
      square[0] += vector[0] * vector[0] / SAMPLES;
      square[1] += vector[0] * vector[1] / SAMPLES;
      square[2] += vector[1] * vector[1] / SAMPLES;
    }
  g_assert_true (outlook->noise[0] > 0 && outlook->noise[2] > 0);
  scale = sqrt (outlook->noise[0] * outlook->noise[2]);
  assert_close (square[0], outlook->noise[0], 0.05);
  assert_close (square[2], outlook->noise[2], 0.05);
  g_assert_true (fabs (square[1] - outlook->noise[1]) <= 0.05 * scale);
  /* The minibatches' mean is the full batch: within five standard errors. */
  for (int k = 0; k < 2; k++)
    g_assert_true (fabs (sum[k]) <= 5 * sqrt (outlook->noise[2 * k] / SAMPLES));
}

static void
test_references (void)
{
  g_autoptr (TwModel) model = fixture_model (8);
  double theta[TW_PLANNER_N_PARAMS];
  TwOutlook *outlook;

  fixture_theta (model, theta);
  outlook = tw_outlook_compute (model, theta, 5, 8);
  g_assert_true (tw_outlook_ref (outlook) == outlook);
  tw_outlook_unref (outlook);
  g_assert_cmpuint (outlook->step, ==, 5);
  tw_outlook_unref (outlook);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outlook/ellipse-is-eigendecomposition", test_ellipse_is_eigendecomposition);
  g_test_add_func ("/outlook/ellipse-examples", test_ellipse_examples);
  g_test_add_func ("/outlook/is-the-models", test_outlook_is_the_models);
  g_test_add_func ("/outlook/no-noise-without-minibatch", test_no_noise_without_minibatch);
  g_test_add_func ("/outlook/noise-is-that-of-minibatches", test_noise_is_that_of_minibatches);
  g_test_add_func ("/outlook/references", test_references);
  return g_test_run ();
}
