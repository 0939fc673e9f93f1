/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What holds exactly, whatever the settings (docs/MODEL.md, section 9), and what must stay finite. */

#include "core/tw-random.h"
#include "model/planner/tw-planner-state.h"
#include "model/planner/tw-planner.h"
#include "planner-plain.h"

#include <math.h>
#include <string.h>

static const TwModelType *const type = &tw_planner_type;

typedef struct
{
  double world[TW_PLANNER_N_WORLD], settings[TW_PLANNER_N_SETTINGS], stage[TW_PLANNER_N_STAGE];
  double theta[TW_PLANNER_N_PARAMS];
} Setup;

static void
setup_defaults (Setup *setup)
{
  tw_setting_table_defaults (&type->world, setup->world);
  tw_setting_table_defaults (&type->settings, setup->settings);
  tw_model_type_stage_defaults (type, "fine-tuning", setup->stage);
  tw_setting_table_defaults (&type->start, setup->theta);
  setup->world[TW_PLANNER_CONTEXTS] = 61;
}

static TwModel *
make (const Setup *setup)
{
  g_autoptr (GError) error = NULL;
  TwModel *model = type->create (1, setup->world, setup->settings, &error);

  g_assert_no_error (error);
  type->set_stage (model, setup->stage);
  return model;
}

/* a(t) of a pathway from a0 under gradient flow of 1/2 f (1 - uv)², u = v. */
static double
flow (double a0, double f, double t)
{
  return 1 / (1 + (1 / a0 - 1) * exp (-2 * f * t));
}

/* Largest distance of gradient descent at a learning rate from the flow, up to time 30. */
static double
distance_from_flow (TwModel *model, const Setup *setup, double rate)
{
  const double a0 = setup->theta[TW_PLANNER_U_WORLD] * setup->theta[TW_PLANNER_V_WORLD];
  const double f = setup->stage[TW_PLANNER_DOCS_WORLD];
  double theta[TW_PLANNER_N_PARAMS], gradient[TW_PLANNER_N_PARAMS], worst = 0;

  memcpy (theta, setup->theta, sizeof theta);
  for (guint step = 1; step * rate <= 30; step++)
    {
      type->loss (model, theta, 0, 0, gradient);
      for (int i = 0; i < TW_PLANNER_N_PARAMS; i++)
        theta[i] -= rate * gradient[i];
      worst = fmax (worst, fabs (theta[TW_PLANNER_U_WORLD] * theta[TW_PLANNER_V_WORLD]
                                 - flow (a0, f, step * rate)));
    }
  return worst;
}

static void
test_emergence_follows_the_flow (void)
{
  Setup setup;
  g_autoptr (TwModel) model = NULL;
  double errors[4];

  setup_defaults (&setup);
  setup.stage[TW_PLANNER_DOCS_WORLD] = 0.5;
  setup.stage[TW_PLANNER_ACT_WEIGHT] = 0;
  model = make (&setup);
  for (int i = 0; i < 4; i++)
    errors[i] = distance_from_flow (model, &setup, 0.1 / (1 << i));

  /* First order: half the rate, half the error. */
  for (int i = 1; i < 4; i++)
    g_assert_true (fabs (errors[i - 1] / errors[i] - 2) <= 0.15);
  g_assert_cmpfloat (errors[3], <, 0.01);

  /* Half-way at ln (1/a0 - 1) / (2 f). */
  g_assert_true (fabs (flow (0.01, 0.5, log (99) / (2 * 0.5)) - 0.5) <= 1e-12);
}

/* d ln V/d ln N = 1 + T/N, also where V itself is tiny. */
static void
test_free_value (void)
{
  for (int i = 0; i < 1000; i++)
    {
      const double log_n = g_test_rand_double_range (-2, 16);
      const double oversight = pow (10, g_test_rand_double_range (0, 4));
      double slope, up, down, ignored;
      const double value = tw_planner_free_value (0.05, log_n, oversight, &slope);

      if (value == 0)
        {
          g_assert_cmpfloat (slope, ==, 0);
          continue;
        }
      if (value < 1e-290) /* subnormal: few digits left */
        continue;
      g_assert_true (fabs (slope / value - (1 + oversight * exp (-log_n)))
                     <= 1e-12 * (1 + oversight * exp (-log_n)));
      up = tw_planner_free_value (0.05, log_n + 1e-6, oversight, &ignored);
      down = tw_planner_free_value (0.05, log_n - 1e-6, oversight, &ignored);
      if (down > 1e-280)
        g_assert_true (fabs (log (up / down) / 2e-6 - slope / value) <= 1e-5 * slope / value);
    }
}

/* Where V underflows and nothing is wanted of the reward, awareness has no effect at all. */
static void
test_awareness_pays_nothing_when_myopic (void)
{
  Setup setup;
  g_autoptr (TwModel) model = NULL;
  double gradient[TW_PLANNER_N_PARAMS];

  setup_defaults (&setup);
  model = make (&setup);
  for (int i = 0; i < 8; i++)
    setup.theta[i] = 0.9;
  setup.theta[TW_PLANNER_GOAL_REWARD] = -800;
  for (int trial = 0; trial < 100; trial++)
    {
      setup.theta[TW_PLANNER_HORIZON] = g_test_rand_double_range (-2, 0.2); /* T/N > 745 */
      setup.theta[TW_PLANNER_AWARENESS] = g_test_rand_double_range (-8, 8);
      type->loss (model, setup.theta, 0, 0, gradient);
      g_assert_true (fabs (gradient[TW_PLANNER_AWARENESS]) <= 1e-300);
    }
}

/* Deception is foresight: with v = 0 no point of the plane has it, whatever the rest. */
static void
test_no_free_value_no_deception (void)
{
  for (int trial = 0; trial < 20; trial++)
    {
      Setup setup;
      g_autoptr (TwModel) model = NULL;

      setup_defaults (&setup);
      setup.settings[TW_PLANNER_FREE_VALUE] = 0;
      model = make (&setup);
      for (int i = 0; i < TW_PLANNER_N_PARAMS; i++)
        setup.theta[i] = g_test_rand_double_range (-2, 3);
      for (double x = -1; x < 7; x += 0.5)
        for (double y = 0.02; y < 1; y += 0.07)
          {
            const double point[2] = { x, y };
            TwFieldPoint there;

            type->field_point (model, setup.theta, point, &there);
            g_assert_true (!there.reachable || there.regime != TW_PLANNER_DECEPTIVE);
          }
    }
}

static void
assert_all_finite (TwModel *model, const double *theta)
{
  double gradient[TW_PLANNER_N_PARAMS], readouts[TW_PLANNER_N_READOUTS];
  double jacobian[2 * TW_PLANNER_N_PARAMS], covariance[3], point[2];
  TwVerdict verdict;

  g_assert_true (isfinite (type->loss (model, theta, 0, 0, gradient)));
  for (int i = 0; i < TW_PLANNER_N_PARAMS; i++)
    g_assert_true (isfinite (gradient[i]));
  type->read (model, theta, readouts);
  for (int i = 0; i < TW_PLANNER_N_READOUTS; i++)
    g_assert_true (isfinite (readouts[i]));
  type->jacobian (model, theta, jacobian);
  for (int i = 0; i < 2 * TW_PLANNER_N_PARAMS; i++)
    g_assert_true (isfinite (jacobian[i]));
  type->plane (model, theta, point);
  g_assert_true (isfinite (point[0]) && isfinite (point[1]));
  type->noise (model, theta, covariance);
  g_assert_true (isfinite (covariance[0]) && isfinite (covariance[1]) && isfinite (covariance[2]));
  type->verdict (model, theta, &verdict);
  for (int i = 0; i < TW_PLANNER_N_SCORES; i++)
    g_assert_true (isfinite (verdict.scores[i]));
  g_assert_true (verdict.entropy >= -1e-12 && verdict.entropy <= log (4) + 1e-12);
}

/* Every combination of extreme values of h, s, l and of the concepts' weights, at every objective. */
static void
test_extremes_stay_finite (void)
{
  static const double horizons[] = { -1e9, -800, -5, 0, 8, 114, 800, 1e9 };
  static const double awareness[] = { -1e9, -800, 0, 40, 800, 1e9 };
  static const double directedness[] = { -1e9, -800, 0, 10, 114, 1e9 };
  static const double weights[] = { 0, 1e-160, 1, 1e3 };

  for (int objective = 0; objective < 3; objective++)
    {
      Setup setup;
      g_autoptr (TwModel) model = NULL;

      setup_defaults (&setup);
      setup.stage[TW_PLANNER_OBJECTIVE] = objective;
      setup.settings[TW_PLANNER_STRICTNESS] = 1000;
      setup.settings[TW_PLANNER_NOISE_BASE] = 1e-6;
      model = make (&setup);
      for (gsize h = 0; h < G_N_ELEMENTS (horizons); h++)
        for (gsize s = 0; s < G_N_ELEMENTS (awareness); s++)
          for (gsize l = 0; l < G_N_ELEMENTS (directedness); l++)
            for (gsize w = 0; w < G_N_ELEMENTS (weights); w++)
              {
                setup.theta[TW_PLANNER_HORIZON] = horizons[h];
                setup.theta[TW_PLANNER_AWARENESS] = awareness[s];
                setup.theta[TW_PLANNER_DIRECTEDNESS] = directedness[l];
                for (int i = 0; i < 8; i++)
                  setup.theta[i] = weights[w];
                assert_all_finite (model, setup.theta);
              }
    }
}

/* Only V and the policy's β are held: the plane and the read-outs follow their equations as far as a
 * double goes, and a parameter that is not a number does not pass for one. */
static void
test_extremes_are_read_as_they_are (void)
{
  static const double horizons[] = { -1e9, -800, -200, 200, 700, 800, 1e9 };
  Setup setup;
  g_autoptr (TwModel) model = NULL;

  setup_defaults (&setup);
  for (int i = 0; i < 8; i++)
    setup.theta[i] = 1;
  model = make (&setup);
  for (gsize i = 0; i < G_N_ELEMENTS (horizons); i++)
    {
      double point[2], jacobian[2 * TW_PLANNER_N_PARAMS], readouts[TW_PLANNER_N_READOUTS];
      double placed[TW_PLANNER_N_PARAMS];

      setup.theta[TW_PLANNER_HORIZON] = setup.theta[TW_PLANNER_DIRECTEDNESS] = horizons[i];
      type->plane (model, setup.theta, point);
      g_assert_true (fabs (point[0] - horizons[i] / log (10)) <= 1e-14 * fabs (point[0]));
      type->jacobian (model, setup.theta, jacobian);
      g_assert_true (fabs (jacobian[TW_PLANNER_HORIZON] - 1 / log (10)) <= 1e-15);
      type->read (model, setup.theta, readouts);
      g_assert_true (readouts[TW_PLANNER_READ_HORIZON] == exp (fmin (horizons[i], 709)));
      g_assert_true (readouts[TW_PLANNER_READ_DIRECTEDNESS] == exp (fmin (horizons[i], 709)));

      g_assert_true (type->place (model, setup.theta, point, placed));
      g_assert_true (fabs (placed[TW_PLANNER_HORIZON] - horizons[i]) <= 1e-14 * fabs (horizons[i]));
    }

  setup_defaults (&setup);
  for (int i = TW_PLANNER_HORIZON; i <= TW_PLANNER_DIRECTEDNESS; i++)
    {
      const double kept = setup.theta[i];

      setup.theta[i] = NAN;
      g_assert_true (isnan (type->loss (model, setup.theta, 0, 0, NULL)));
      setup.theta[i] = kept;
    }
}

/* 1 - w_k* is a sum of what is wanted else: as a difference it would have no digits where training
 * has nearly won, and V makes it large again. */
static void
test_last_unwanted_share (void)
{
  Setup setup;
  TwPlannerArrays arrays;
  g_autoptr (TwModel) model = NULL;
  double gradient[TW_PLANNER_N_PARAMS];
  long double theta[TW_PLANNER_N_PARAMS], own_error;

  setup_defaults (&setup);
  setup.settings[TW_PLANNER_FREE_VALUE] = 1e6;
  for (int i = 0; i < 8; i++)
    setup.theta[i] = 1;
  setup.theta[TW_PLANNER_GOAL_PREDICT] = 0;
  setup.theta[TW_PLANNER_GOAL_BASE] = 30;
  setup.theta[TW_PLANNER_HORIZON] = 16;
  for (int i = 0; i < TW_PLANNER_N_PARAMS; i++)
    theta[i] = setup.theta[i];
  planner_plain_world (200, 4, 1, &arrays);
  model = tw_planner_new_with_arrays (&arrays, setup.world, setup.settings, NULL);
  type->set_stage (model, setup.stage);
  {
    const PlannerPlain plain = { &arrays, setup.world[TW_PLANNER_DELAY], setup.settings,
                                 setup.stage };
    const double loss = type->loss (model, setup.theta, 0, 0, gradient);

    /* Everything is of order 1 and well conditioned; the difference would be wrong by 1e-5. */
    g_assert_true (fabsl (loss - planner_plain_loss (&plain, theta)) <= 1e-12L);
    for (guint i = 0; i < TW_PLANNER_N_PARAMS; i++)
      g_assert_true (fabsl (gradient[i] - planner_plain_slope (&plain, theta, i, &own_error))
                     <= 1e-11L);
  }
  tw_planner_arrays_clear (&arrays);
}

/* The ladder is climbed and descended without error, also on its rungs where it is flat. */
static void
test_ladder_inverse (void)
{
  for (int i = 0; i < 2000; i++)
    {
      const double lambda = i % 4 == 0 ? 1 : g_test_rand_double ();
      const double step = g_test_rand_double_range (0.1, 5);
      const double log_n =
          i % 8 == 0 ? step * g_test_rand_int_range (-3, 4) : g_test_rand_double_range (-10, 20);
      double slope;
      const double x = tw_planner_ladder_inverse (lambda, step, log_n);

      g_assert_true (fabs (tw_planner_ladder (lambda, step, x, &slope) - log_n) <= 1e-11);
    }
}

/* Any number of actions, and contexts that do not fill the last block. */
static void
test_sizes (void)
{
  for (guint n_actions = 2; n_actions <= TW_PLANNER_MAX_ACTIONS; n_actions += 1 + n_actions / 4)
    for (guint n_contexts = 1; n_contexts <= 25; n_contexts += 3)
      {
        Setup setup;
        TwPlannerArrays arrays;
        g_autoptr (TwModel) model = NULL;
        long double theta[TW_PLANNER_N_PARAMS], loss;
        TwVerdict verdict;

        setup_defaults (&setup);
        setup.theta[TW_PLANNER_HORIZON] = 7;
        for (int i = 0; i < TW_PLANNER_N_PARAMS; i++)
          theta[i] = setup.theta[i];
        planner_plain_world (n_contexts, n_actions, n_contexts, &arrays);
        model = tw_planner_new_with_arrays (&arrays, setup.world, setup.settings, NULL);
        type->set_stage (model, setup.stage);
        {
          const PlannerPlain plain = { &arrays, setup.world[TW_PLANNER_DELAY], setup.settings,
                                       setup.stage };

          loss = planner_plain_loss (&plain, theta);
        }
        g_assert_true (fabsl (type->loss (model, setup.theta, 0, 0, NULL) - loss) <= 1e-13L);
        type->verdict (model, setup.theta, &verdict);
        g_assert_true (verdict.entropy > 0 && verdict.entropy <= log (n_actions) + 1e-12);
        tw_planner_arrays_clear (&arrays);
      }
}

/* One array (rows, B, A) of a world with the contexts of a minibatch alone. */
static double *
take_contexts (const double *array, guint n_rows, const TwPlannerArrays *world,
               const guint32 *indices, guint batch)
{
  const guint n_actions = world->n_actions;
  double *taken = g_new (double, (gsize)n_rows *batch *n_actions);

  for (guint row = 0; row < n_rows; row++)
    for (guint j = 0; j < batch; j++)
      memcpy (taken + ((gsize)row * batch + j) * n_actions,
              array + ((gsize)row * world->n_contexts + indices[j]) * n_actions,
              n_actions * sizeof (double));
  return taken;
}

/* A minibatch is the contexts that the random numbers of its seed and step name, any of them, and
 * its loss that of a world of these contexts. */
static void
test_minibatch_is_its_contexts (void)
{
  static const guint batches[] = { 1, 7, 8, 13, 128 };
  const guint64 seed = 5;
  g_autofree guint *seen = NULL;
  Setup setup;
  TwPlannerArrays all;
  g_autoptr (TwModel) model = NULL;
  guint n_seen = 0;

  setup_defaults (&setup);
  setup.theta[TW_PLANNER_HORIZON] = 7;
  model = type->create (seed, setup.world, setup.settings, NULL);
  type->set_stage (model, setup.stage);
  tw_planner_dump_world (model, &all);
  seen = g_new0 (guint, all.n_contexts);

  for (guint step = 0; step < 20; step++)
    {
      const guint batch = batches[step % G_N_ELEMENTS (batches)];
      g_autofree guint32 *indices = g_new (guint32, batch);
      g_autoptr (TwModel) part = NULL;
      TwPlannerArrays some = { .n_contexts = batch, .n_actions = all.n_actions };
      double gradient[TW_PLANNER_N_PARAMS], expected[TW_PLANNER_N_PARAMS];

      for (guint j = 0; j < batch; j++)
        {
          indices[j] = tw_random_bounded (seed, TW_STREAM_MINIBATCH, step, j, all.n_contexts);
          n_seen += seen[indices[j]]++ == 0;
        }
      some.phi = take_contexts (all.phi, 3, &all, indices, batch);
      some.psi = take_contexts (all.psi, 3, &all, indices, batch);
      some.eta = take_contexts (all.eta, 1, &all, indices, batch);
      some.eta2 = take_contexts (all.eta2, 1, &all, indices, batch);
      some.etar = take_contexts (all.etar, 1, &all, indices, batch);
      part = tw_planner_new_with_arrays (&some, setup.world, setup.settings, NULL);
      type->set_stage (part, setup.stage);

      /* The same sums in the same order. */
      g_assert_true (type->loss (model, setup.theta, step, batch, gradient)
                     == type->loss (part, setup.theta, 0, 0, expected));
      g_assert_cmpmem (gradient, sizeof gradient, expected, sizeof expected);
      tw_planner_arrays_clear (&some);
    }
  /* Every context, the last one too, was in some batch. */
  g_assert_cmpuint (n_seen, ==, all.n_contexts);
  tw_planner_arrays_clear (&all);
}

static void
test_world_too_large (void)
{
  Setup setup;
  g_autoptr (GError) error = NULL;

  setup_defaults (&setup);
  setup.world[TW_PLANNER_CONTEXTS] = 1048576;
  setup.world[TW_PLANNER_ACTIONS] = 64;
  g_assert_null (type->create (1, setup.world, setup.settings, &error));
  g_assert_error (error, TW_MODEL_ERROR, TW_MODEL_ERROR_MEMORY);
  g_assert_nonnull (strstr (error->message, "allowed"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/planner/exact/emergence", test_emergence_follows_the_flow);
  g_test_add_func ("/model/planner/exact/free-value", test_free_value);
  g_test_add_func ("/model/planner/exact/myopic", test_awareness_pays_nothing_when_myopic);
  g_test_add_func ("/model/planner/exact/no-free-value", test_no_free_value_no_deception);
  g_test_add_func ("/model/planner/exact/extremes", test_extremes_stay_finite);
  g_test_add_func ("/model/planner/exact/extremes-read", test_extremes_are_read_as_they_are);
  g_test_add_func ("/model/planner/exact/last-unwanted-share", test_last_unwanted_share);
  g_test_add_func ("/model/planner/exact/ladder-inverse", test_ladder_inverse);
  g_test_add_func ("/model/planner/exact/sizes", test_sizes);
  g_test_add_func ("/model/planner/exact/minibatch", test_minibatch_is_its_contexts);
  g_test_add_func ("/model/planner/exact/too-large", test_world_too_large);
  return g_test_run ();
}
