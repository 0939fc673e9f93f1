/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/planner/tw-planner.h"
#include "train/tw-run.h"
#include "tw-quadratic.h"

#include <math.h>
#include <string.h>

static TwRun *
new_run (const TwScenario *scenario)
{
  g_autoptr (GError) error = NULL;
  TwRun *run = tw_run_new (scenario, &error);

  g_assert_no_error (error);
  return run;
}

static TwStepRecord
step (TwRun *run)
{
  g_autoptr (GError) error = NULL;
  TwStepRecord record;

  tw_run_step (run, &record, &error);
  g_assert_no_error (error);
  return record;
}

/* Until that many steps are made, or to the end. */
static void
train_to (TwRun *run, guint64 end)
{
  while (tw_run_get_step (run) < end && !tw_run_is_done (run))
    step (run);
}

static void
set (TwRun *run, const char *address, double value)
{
  g_autoptr (GError) error = NULL;

  tw_run_set (run, tw_quadratic_address (tw_run_get_scenario (run), address), value, &error);
  g_assert_no_error (error);
}

static double
get (TwRun *run, const char *address)
{
  return tw_run_get (run, tw_quadratic_address (tw_run_get_scenario (run), address));
}

static void
assert_refused (TwRun *run, const char *address, double value, const char *pattern)
{
  g_autofree char *before = tw_run_state_hash (run), *after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (
      tw_run_set (run, tw_quadratic_address (tw_run_get_scenario (run), address), value, &error));
  g_assert_nonnull (error);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("“%s” is not like “%s”", error->message, pattern);
  after = tw_run_state_hash (run);
  g_assert_cmpstr (before, ==, after);
}

static void
assert_same_state (TwRun *a, TwRun *b)
{
  g_autofree char *hash_a = tw_run_state_hash (a), *hash_b = tw_run_state_hash (b);

  g_assert_cmpstr (hash_a, ==, hash_b);
}

static TwScenario *
planner_scenario (void)
{
  g_autoptr (GError) error = NULL;
  TwScenario *scenario = tw_scenario_find ("default", &error);

  g_assert_no_error (error);
  tw_scenario_set_text (scenario, "world.contexts=256", &error);
  tw_scenario_set_text (scenario, "pre-training.steps=60", &error);
  tw_scenario_set_text (scenario, "fine-tuning.steps=60", &error);
  tw_scenario_set_text (scenario, "optimizer.batch=16", &error);
  g_assert_no_error (error);
  return scenario;
}

/* --- what a step is --- */

/* SGD by hand, from the model's own loss. */
static void
test_step (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (5, 5);
  g_autoptr (TwRun) run = new_run (scenario);
  double theta[3] = { 0, 0.5, 3 };

  for (guint64 k = 0; k < 10; k++)
    {
      TwModel *model = tw_run_get_model (run);
      double gradient[3], norm = 0;
      const double loss = scenario->type->loss (model, theta, k, 128, gradient);
      const TwStepRecord record = step (run);

      g_assert_cmpuint (record.step, ==, k);
      g_assert_cmpfloat (record.loss, ==, loss);
      g_assert_cmpfloat (record.rate, ==, 0.1);
      g_assert_cmpmem (tw_run_get_origin (run), sizeof theta, theta, sizeof theta);
      g_assert_cmpmem (tw_run_get_gradient (run), sizeof theta, gradient, sizeof theta);
      for (int i = 0; i < 3; i++)
        {
          norm += gradient[i] * gradient[i];
          g_assert_cmpfloat (tw_run_get_delta (run)[i], ==, -0.1 * gradient[i]);
          theta[i] += -0.1 * gradient[i];
        }
      g_assert_cmpfloat_with_epsilon (record.gradient_norm, sqrt (norm), 1e-15 * sqrt (norm));
      g_assert_cmpfloat_with_epsilon (record.update_norm, 0.1 * sqrt (norm), 1e-15);
      g_assert_cmpmem (tw_run_get_theta (run), sizeof theta, theta, sizeof theta);
      g_assert_cmpuint (tw_run_get_stage (run), ==, k >= 4);
    }
  g_assert_true (tw_run_is_done (run));
}

static void
test_before_first (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (5, 5);
  g_autoptr (TwRun) run = new_run (scenario);

  for (int i = 0; i < 3; i++)
    {
      g_assert_cmpfloat (tw_run_get_theta (run)[i], ==, scenario->start[i]);
      g_assert_cmpfloat (tw_run_get_origin (run)[i], ==, scenario->start[i]);
      g_assert_cmpfloat (tw_run_get_gradient (run)[i], ==, 0);
      g_assert_cmpfloat (tw_run_get_delta (run)[i], ==, 0);
    }
  g_assert_cmpuint (tw_run_get_n_params (run), ==, 3);
}

/* Clipping and schedule reach the update, and the schedule starts again with the stage. */
static void
test_clip_and_schedule (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (10, 20);
  g_autoptr (TwRun) run = NULL;

  scenario->optimizer[TW_OPT_CLIP] = 0.5;
  scenario->optimizer[TW_OPT_SCHEDULE] = TW_SCHEDULE_LINEAR;
  run = new_run (scenario);
  for (guint64 k = 0; k < 30; k++)
    {
      const TwStepRecord record = step (run);
      const double rate = 0.1 * (k < 10 ? 1 - (double)k / 10 : 1 - (double)(k - 10) / 20);

      g_assert_cmpfloat_with_epsilon (record.rate, rate, 1e-15);
      g_assert_cmpfloat_with_epsilon (record.update_norm, rate * MIN (0.5, record.gradient_norm),
                                      1e-15);
    }
}

static void
test_full_batch (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (5, 5);
  g_autoptr (TwRun) run = NULL;

  scenario->settings[TW_QUADRATIC_NOISE] = 100;
  scenario->optimizer[TW_OPT_METHOD] = TW_METHOD_GRADIENT_DESCENT;
  run = new_run (scenario);
  step (run);
  g_assert_cmpfloat (tw_run_get_theta (run)[0], ==, 0.1);
}

/* --- replay --- */

/* Saved anywhere, under every optimiser, with ramps under way: what is loaded has the same future. */
static void
check_replay (TwScenario *scenario, GRand *rand)
{
  const guint64 total = tw_scenario_total_steps (scenario);
  g_autoptr (TwRun) whole = new_run (scenario);

  train_to (whole, total);
  for (int i = 0; i < 4; i++)
    {
      const guint64 at = (guint64)g_rand_int_range (rand, 0, (gint32)total + 1);
      g_autoptr (TwRun) begun = new_run (scenario), other = new_run (scenario);
      g_autoptr (GBytes) state = NULL;
      g_autoptr (GError) error = NULL;

      train_to (begun, at);
      state = tw_run_save_state (begun);
      train_to (other, (guint64)g_rand_int_range (rand, 0, (gint32)total));
      tw_run_load_state (other, state, &error);
      g_assert_no_error (error);
      assert_same_state (begun, other);
      train_to (other, total);
      assert_same_state (whole, other);
    }
}

static void
test_replay (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (int method = 0; method <= TW_METHOD_LANGEVIN; method++)
    for (int reset = 0; reset <= 1; reset++)
      {
        g_autoptr (TwScenario) planner = planner_scenario ();
        g_autoptr (TwScenario) quadratic = tw_quadratic_scenario (100, 100);

        planner->optimizer[TW_OPT_METHOD] = quadratic->optimizer[TW_OPT_METHOD] = method;
        planner->optimizer[TW_OPT_RESET] = quadratic->optimizer[TW_OPT_RESET] = reset;
        quadratic->optimizer[TW_OPT_SCHEDULE] = TW_SCHEDULE_COSINE;
        quadratic->optimizer[TW_OPT_WARMUP] = 30;
        tw_quadratic_add_event (quadratic, "slide", 20, TW_EVENT_RAMP, "stage.target", 5, 130);
        tw_quadratic_add_event (quadratic, "jump", 90, TW_EVENT_ADD, "theta.b", 2, 0);
        tw_quadratic_add_event (quadratic, "grow", 90, TW_EVENT_SET, "world.size", 99, 0);
        tw_quadratic_add_event (quadratic, "steer", 80, TW_EVENT_RAMP, "theta.a", -3, 40);
        tw_quadratic_add_event (quadratic, "method", 120, TW_EVENT_SET, "optimizer.method",
                                TW_METHOD_MOMENTUM, 0);
        check_replay (planner, rand);
        check_replay (quadratic, rand);
      }
}

/* Edits are part of the state, and so is the order into which they put events. */
static void
test_replay_edits (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (20, 30);
  g_autoptr (TwRun) a = NULL, b = NULL;
  g_autoptr (GBytes) state = NULL;
  g_autoptr (GError) error = NULL;

  tw_quadratic_add_event (scenario, "one", 10, TW_EVENT_RAMP, "model.curvature", 3, 30);
  tw_quadratic_add_event (scenario, "two", 12, TW_EVENT_SET, "model.noise", 0.5, 0);
  tw_quadratic_add_event (scenario, "three", 40, TW_EVENT_SET, "theta.c", -0.5, 0);
  a = new_run (scenario);
  b = new_run (scenario);
  set (a, "scenario.seed", 77);
  set (a, "start.b", -4);
  train_to (a, 11);
  set (a, "model.curvature", 1.5);
  set (a, "three.step", 11);
  set (a, "late.steps", 45);
  set (a, "stage.target", 2.5);
  set (a, "one.duration", 35);
  train_to (a, 15);
  set (a, "theta.a", 9);
  state = tw_run_save_state (a);
  tw_run_load_state (b, state, &error);
  g_assert_no_error (error);
  assert_same_state (a, b);
  g_assert_cmpfloat (get (b, "early.target"), ==, 2.5);
  g_assert_cmpfloat (get (b, "late.steps"), ==, 45);
  train_to (a, 65);
  train_to (b, 65);
  g_assert_cmpuint (tw_run_get_step (b), ==, 65);
  assert_same_state (a, b);
}

static void
test_hash_tells (void)
{
  static const char *const addresses[] = {
    "theta.a",    "model.noise", "world.size", "optimizer.momentum", "early.target",
    "late.steps", "one.value",   "start.a",    "scenario.seed"
  };
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (20, 30);
  g_autoptr (TwRun) plain = NULL;
  g_autofree char *hash = NULL;

  tw_quadratic_add_event (scenario, "one", 10, TW_EVENT_RAMP, "model.curvature", 3, 30);
  plain = new_run (scenario);
  hash = tw_run_state_hash (plain);
  g_assert_cmpuint (strlen (hash), ==, 64);
  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (TwRun) run = new_run (scenario);
      g_autofree char *other = NULL;

      set (run, addresses[i], get (run, addresses[i]) == 1 ? 2 : 1);
      other = tw_run_state_hash (run);
      g_assert_cmpstr (hash, !=, other);
    }
}

/* --- bytes from a stranger --- */

static void
test_bad_state (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (20, 30);
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (TwRun) run = NULL, other = NULL;
  g_autoptr (GBytes) state = NULL;
  g_autofree char *hash = NULL;
  gsize size, accepted = 0;
  const guint8 *data;

  tw_quadratic_add_event (scenario, "one", 5, TW_EVENT_RAMP, "model.curvature", 3, 30);
  scenario->optimizer[TW_OPT_METHOD] = TW_METHOD_ADAM;
  run = new_run (scenario);
  other = new_run (scenario);
  train_to (run, 15);
  state = tw_run_save_state (run);
  data = g_bytes_get_data (state, &size);
  hash = tw_run_state_hash (other);

  for (gsize length = 0; length < size; length++)
    {
      g_autoptr (GBytes) part = g_bytes_new (data, length);
      g_autoptr (GError) error = NULL;
      g_autofree char *after = NULL;

      g_assert_false (tw_run_load_state (other, part, &error));
      g_assert_error (error, TW_RUN_ERROR, TW_RUN_ERROR_STATE);
      after = tw_run_state_hash (other);
      g_assert_cmpstr (hash, ==, after);
    }

  /* Any change is refused, or is another state that can be saved again and trained. */
  for (int i = 0; i < 4000; i++)
    {
      g_autofree guint8 *wrong = g_memdup2 (data, size);
      g_autoptr (GBytes) bytes = NULL, again = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (TwRun) fresh = new_run (scenario);

      for (int j = g_rand_int_range (rand, 1, 4); j > 0; j--)
        wrong[g_rand_int_range (rand, 0, (gint32)size)] = (guint8)g_rand_int_range (rand, 0, 256);
      bytes = g_bytes_new (wrong, size);
      if (!tw_run_load_state (fresh, bytes, &error))
        {
          g_assert_nonnull (error);
          continue;
        }
      accepted++;
      again = tw_run_save_state (fresh);
      g_assert_true (g_bytes_equal (bytes, again));
      for (int k = 0; k < 3 && !tw_run_is_done (fresh); k++)
        tw_run_step (fresh, NULL, NULL);
    }
  g_assert_cmpuint (accepted, >, 100);
}

static void
test_state_of_other (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (20, 30);
  g_autoptr (TwScenario) planner = planner_scenario ();
  g_autoptr (TwRun) a = new_run (scenario), b = new_run (planner);
  g_autoptr (GBytes) state = tw_run_save_state (a);
  g_autoptr (GBytes) junk = g_bytes_new_static ("a text of no meaning whatever", 29);
  g_autoptr (GBytes) longer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *more = g_malloc0 (g_bytes_get_size (state) + 1);

  g_assert_false (tw_run_load_state (b, state, &error));
  g_assert_error (error, TW_RUN_ERROR, TW_RUN_ERROR_STATE);
  g_clear_error (&error);
  g_assert_false (tw_run_load_state (a, junk, &error));
  g_assert_error (error, TW_RUN_ERROR, TW_RUN_ERROR_STATE);
  g_clear_error (&error);
  memcpy (more, g_bytes_get_data (state, NULL), g_bytes_get_size (state));
  longer = g_bytes_new (more, g_bytes_get_size (state) + 1);
  g_assert_false (tw_run_load_state (a, longer, &error));
  g_assert_error (error, TW_RUN_ERROR, TW_RUN_ERROR_STATE);
}

/* --- events --- */

static void
test_events (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (20, 20);
  g_autoptr (TwRun) run = NULL;

  tw_quadratic_add_event (scenario, "set", 3, TW_EVENT_SET, "model.curvature", 7, 0);
  tw_quadratic_add_event (scenario, "add", 3, TW_EVENT_ADD, "model.curvature", 0.5, 0);
  tw_quadratic_add_event (scenario, "theta", 4, TW_EVENT_ADD, "theta.a", 10, 0);
  tw_quadratic_add_event (scenario, "rate", 0, TW_EVENT_SET, "optimizer.learning_rate", 0.01, 0);
  tw_quadratic_add_event (scenario, "stage", 25, TW_EVENT_SET, "stage.target", 4, 0);
  run = new_run (scenario);
  g_assert_cmpfloat (get (run, "optimizer.learning_rate"), ==, 0.1);
  g_assert_cmpfloat (step (run).rate, ==, 0.01);
  train_to (run, 3);
  g_assert_cmpfloat (get (run, "model.curvature"), ==, 1);
  step (run);
  g_assert_cmpfloat (get (run, "model.curvature"), ==, 7.5);
  {
    const double before = get (run, "theta.a");

    step (run);
    g_assert_cmpfloat (tw_run_get_origin (run)[0], ==, before + 10);
  }
  train_to (run, 26);
  g_assert_cmpfloat (get (run, "late.target"), ==, 4);
  g_assert_cmpfloat (get (run, "early.target"), ==, 1);
}

/* duration even moves, one before each step, the last exactly to the value. */
static void
test_ramp (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (20, 20);
  g_autoptr (TwRun) run = NULL;

  tw_quadratic_add_event (scenario, "ramp", 5, TW_EVENT_RAMP, "model.curvature", 0.1, 7);
  tw_quadratic_add_event (scenario, "theta", 10, TW_EVENT_RAMP, "theta.c", 1.0 / 3, 11);
  tw_quadratic_add_event (scenario, "short", 15, TW_EVENT_RAMP, "model.noise", 0.7, 1);
  tw_quadratic_add_event (scenario, "across", 18, TW_EVENT_RAMP, "stage.target", 9, 4);
  run = new_run (scenario);
  train_to (run, 5);
  for (int move = 1; move <= 7; move++)
    {
      step (run);
      g_assert_cmpfloat_with_epsilon (get (run, "model.curvature"), 1 + (0.1 - 1) * move / 7,
                                      1e-15);
      /* Edits besides do not disturb it, nor does one of the value that it moves. */
      if (move == 3)
        set (run, "optimizer.momentum", 0.5);
      if (move == 4)
        set (run, "model.curvature", 800);
    }
  g_assert_cmpfloat (get (run, "model.curvature"), ==, 0.1);
  train_to (run, 16);
  g_assert_cmpfloat (get (run, "model.noise"), ==, 0.7);
  train_to (run, 21);
  g_assert_cmpfloat (tw_run_get_origin (run)[2], ==, 1.0 / 3);
  train_to (run, 22);
  g_assert_cmpfloat (tw_run_get_origin (run)[2], !=, 1.0 / 3);
  /* It stays with the stage in which it began. */
  g_assert_cmpfloat (get (run, "early.target"), ==, 9);
  g_assert_cmpfloat (get (run, "late.target"), ==, -1);
  /* Done: an edit afterwards stays. */
  set (run, "model.curvature", 0.25);
  train_to (run, 40);
  g_assert_cmpfloat (get (run, "model.curvature"), ==, 0.25);
}

/* A holder of the settings in force keeps them as they were. */
static void
test_scenario_immutable (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (20, 20);
  g_autoptr (TwScenario) held = NULL, copy = NULL;
  g_autoptr (TwRun) run = NULL;
  guint64 generation;

  tw_quadratic_add_event (scenario, "ramp", 5, TW_EVENT_RAMP, "model.curvature", 0.1, 7);
  run = new_run (scenario);
  train_to (run, 7);
  held = tw_scenario_ref (tw_run_get_scenario (run));
  generation = tw_run_get_generation (run);
  copy = tw_scenario_copy (held);
  train_to (run, 9);
  g_assert_cmpuint (tw_run_get_generation (run), >, generation);
  set (run, "model.noise", 0.9);
  g_assert_true (tw_scenario_equal (held, copy));
  g_assert_false (tw_scenario_equal (held, tw_run_get_scenario (run)));
  g_assert_false (tw_scenario_equal (scenario, tw_run_get_scenario (run)));
}

static void
test_event_fails (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (20, 20);
  g_autoptr (TwRun) run = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL, *after = NULL;

  tw_quadratic_add_event (scenario, "method", 6, TW_EVENT_SET, "optimizer.method", TW_METHOD_ADAM,
                          0);
  tw_quadratic_add_event (scenario, "fine", 6, TW_EVENT_ADD, "theta.a", 1, 0);
  tw_quadratic_add_event (scenario, "low", 6, TW_EVENT_ADD, "model.curvature", -2, 0);
  scenario->optimizer[TW_OPT_METHOD] = TW_METHOD_MOMENTUM;
  run = new_run (scenario);
  train_to (run, 6);
  before = tw_run_state_hash (run);
  for (int i = 0; i < 2; i++)
    {
      g_assert_false (tw_run_step (run, NULL, &error));
      g_assert_error (error, TW_RUN_ERROR, TW_RUN_ERROR_EVENT);
      g_assert_nonnull (strstr (error->message, "event low (model.curvature)"));
      g_assert_nonnull (strstr (error->message, "at step 6"));
      g_clear_error (&error);
      after = tw_run_state_hash (run);
      g_assert_cmpstr (before, ==, after);
      g_clear_pointer (&after, g_free);
    }
  set (run, "model.curvature", 2);
  step (run);
  g_assert_cmpfloat (get (run, "model.curvature"), ==, 0);
}

/* --- numbers that are not finite --- */

static void
check_fault (TwQuadraticFault fault, double rate, const char *message)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (20, 20);
  g_autoptr (TwRun) run = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL, *after = NULL;
  TwStepRecord record = { .step = 99 };
  double gradient[3], delta[3], origin[3];

  scenario->optimizer[TW_OPT_METHOD] = TW_METHOD_MOMENTUM;
  tw_quadratic_add_event (scenario, "fault", 23, TW_EVENT_SET, "model.fault", fault, 0);
  tw_quadratic_add_event (scenario, "rate", 23, TW_EVENT_SET, "optimizer.learning_rate", rate, 0);
  tw_quadratic_add_event (scenario, "add", 23, TW_EVENT_ADD, "theta.a", 1, 0);
  tw_quadratic_add_event (scenario, "ramp", 22, TW_EVENT_RAMP, "model.noise", 1, 9);
  run = new_run (scenario);
  train_to (run, 23);
  before = tw_run_state_hash (run);
  memcpy (gradient, tw_run_get_gradient (run), sizeof gradient);
  memcpy (delta, tw_run_get_delta (run), sizeof delta);
  memcpy (origin, tw_run_get_origin (run), sizeof origin);

  for (int i = 0; i < 2; i++)
    {
      g_assert_false (tw_run_step (run, &record, &error));
      g_assert_error (error, TW_RUN_ERROR, TW_RUN_ERROR_NOT_FINITE);
      g_assert_cmpstr (error->message, ==, message);
      g_clear_error (&error);
      after = tw_run_state_hash (run);
      g_assert_cmpstr (before, ==, after);
      g_clear_pointer (&after, g_free);
      g_assert_cmpuint (record.step, ==, 99);
      g_assert_cmpmem (tw_run_get_gradient (run), sizeof gradient, gradient, sizeof gradient);
      g_assert_cmpmem (tw_run_get_delta (run), sizeof delta, delta, sizeof delta);
      g_assert_cmpmem (tw_run_get_origin (run), sizeof origin, origin, sizeof origin);
    }
}

static void
test_not_finite (void)
{
  check_fault (TW_QUADRATIC_LOSS_NAN, 0.1, "the loss is not finite (nan) at step 23");
  check_fault (TW_QUADRATIC_GRADIENT_INF, 0.1, "the gradient of b is not finite (-inf) at step 23");
  check_fault (TW_QUADRATIC_GRADIENT_HUGE, 1e6, "the parameter c is not finite (-inf) at step 23");
}

/* Adam's second moment overflows before any parameter does. */
static void
test_moment_not_finite (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (20, 20);
  g_autoptr (TwRun) run = NULL;
  g_autoptr (GError) error = NULL;

  scenario->optimizer[TW_OPT_METHOD] = TW_METHOD_ADAM;
  scenario->settings[TW_QUADRATIC_FAULT] = TW_QUADRATIC_GRADIENT_HUGE;
  run = new_run (scenario);
  g_assert_false (tw_run_step (run, NULL, &error));
  g_assert_error (error, TW_RUN_ERROR, TW_RUN_ERROR_NOT_FINITE);
  g_assert_nonnull (strstr (error->message, "second moment of c is not finite (inf) at step 0"));
}

/* --- edits --- */

static void
test_set (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (20, 20);
  g_autoptr (TwRun) run = new_run (scenario);

  train_to (run, 5);
  set (run, "theta.b", 12.5);
  g_assert_cmpfloat (get (run, "theta.b"), ==, 12.5);
  set (run, "stage.target", 3);
  g_assert_cmpfloat (get (run, "early.target"), ==, 3);
  g_assert_cmpfloat (get (run, "stage.target"), ==, 3);
  g_assert_cmpfloat (get (run, "late.target"), ==, -1);
  set (run, "model.noise", 0);
  step (run);
  g_assert_cmpfloat (tw_run_get_gradient (run)[1], ==, 9.5);

  assert_refused (run, "theta.a", NAN, "theta.a: *");
  assert_refused (run, "theta.a", INFINITY, "theta.a: *");
  assert_refused (run, "model.curvature", -1, "model.curvature: *");
  assert_refused (run, "world.size", 1.5, "world.size: *");
  assert_refused (run, "world.size", 13, "*13 does not go with this*");
  assert_refused (run, "start.a", 1, "start.a: *after step 0*theta.NAME*");
  assert_refused (run, "scenario.seed", 1, "scenario.seed: *after step 0*");
  assert_refused (run, "early.steps", 0, "early.steps: *");
}

/* At step 0 the start takes effect at once, and leaves alone what was set besides. */
static void
test_set_start (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (20, 20);
  g_autoptr (TwRun) run = new_run (scenario);
  g_autoptr (TwRun) reseeded = NULL;

  set (run, "theta.a", 5);
  set (run, "start.b", 7);
  g_assert_cmpfloat (get (run, "theta.a"), ==, 5);
  g_assert_cmpfloat (get (run, "theta.b"), ==, 7);
  g_assert_cmpfloat (tw_run_get_origin (run)[1], ==, 7);
  set (run, "theta.a", 0);
  set (run, "start.b", 0.5);

  set (run, "scenario.seed", 42);
  scenario->seed = 42;
  reseeded = new_run (scenario);
  train_to (run, 9);
  train_to (reseeded, 9);
  assert_same_state (run, reseeded);
}

static void
test_set_many (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (20, 20);
  g_autoptr (TwRun) run = new_run (scenario);
  const TwAddress addresses[] = { tw_quadratic_address (scenario, "theta.a"),
                                  tw_quadratic_address (scenario, "world.size"),
                                  tw_quadratic_address (scenario, "early.target") };
  const double bad[] = { 1, 13, 2 }, good[] = { 1, 14, 2 };
  g_autofree char *before = tw_run_state_hash (run), *after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (tw_run_set_many (run, addresses, bad, 3, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  after = tw_run_state_hash (run);
  g_assert_cmpstr (before, ==, after);
  g_assert_true (tw_run_set_many (run, addresses, good, 3, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (get (run, "theta.a"), ==, 1);
  g_assert_cmpfloat (get (run, "world.size"), ==, 14);
  g_assert_cmpfloat (get (run, "early.target"), ==, 2);
}

/* Events change places under an edit; those that are meant are found all the same. */
static void
test_set_many_events (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (20, 20);
  g_autoptr (TwRun) run = NULL;
  TwAddress addresses[2];
  const double values[] = { 15, 0.75 };
  g_autoptr (GError) error = NULL;

  tw_quadratic_add_event (scenario, "one", 5, TW_EVENT_SET, "model.noise", 0.5, 0);
  tw_quadratic_add_event (scenario, "two", 8, TW_EVENT_SET, "theta.a", 100, 0);
  run = new_run (scenario);
  addresses[0] = tw_quadratic_address (scenario, "one.step");
  addresses[1] = tw_quadratic_address (scenario, "one.value");
  tw_run_set_many (run, addresses, values, 2, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (get (run, "one.value"), ==, 0.75);
  g_assert_cmpfloat (get (run, "two.value"), ==, 100);
  train_to (run, 15);
  g_assert_cmpfloat (get (run, "model.noise"), ==, 0.1);
  step (run);
  g_assert_cmpfloat (get (run, "model.noise"), ==, 0.75);
}

static void
test_edit_stage_steps (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (10, 10);
  g_autoptr (TwRun) run = new_run (scenario);

  train_to (run, 20);
  g_assert_true (tw_run_is_done (run));
  g_assert_cmpuint (tw_run_get_stage (run), ==, 1);
  set (run, "late.steps", 15);
  g_assert_false (tw_run_is_done (run));
  step (run);
  set (run, "early.steps", 30);
  g_assert_cmpuint (tw_run_get_stage (run), ==, 0);
  set (run, "model.noise", 0);
  set (run, "theta.a", 1);
  step (run);
  g_assert_cmpfloat (tw_run_get_gradient (run)[0], ==, 0); /* the target of the early stage */
  set (run, "early.steps", 5);
  set (run, "late.steps", 5);
  g_assert_true (tw_run_is_done (run));
}

/* The optimiser forgets at the border of a stage, if it is to, and when the method changes. */
static void
test_reset (void)
{
  for (int reset = 0; reset <= 1; reset++)
    {
      g_autoptr (TwScenario) scenario = tw_quadratic_scenario (10, 10);
      g_autoptr (TwRun) run = NULL;

      scenario->optimizer[TW_OPT_METHOD] = TW_METHOD_MOMENTUM;
      scenario->optimizer[TW_OPT_RESET] = reset;
      run = new_run (scenario);
      train_to (run, 11);
      g_assert_cmpint (tw_run_get_delta (run)[0] == -0.1 * tw_run_get_gradient (run)[0], ==, reset);
      step (run);
      g_assert_cmpfloat (tw_run_get_delta (run)[0], !=, -0.1 * tw_run_get_gradient (run)[0]);
      set (run, "optimizer.method", TW_METHOD_SGD);
      set (run, "optimizer.method", TW_METHOD_MOMENTUM);
      step (run);
      g_assert_cmpfloat (tw_run_get_delta (run)[0], ==, -0.1 * tw_run_get_gradient (run)[0]);
    }
}

/* --- the start of a stage --- */

static void
test_at_stage (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (10, 10);
  g_autoptr (TwRun) run = new_run (scenario);
  g_autoptr (TwRun) early = NULL, late = NULL;
  g_autoptr (GError) error = NULL;

  tw_quadratic_add_event (scenario, "at border", 10, TW_EVENT_SET, "theta.a", 100, 0);
  early = tw_run_new_at_stage (scenario, "early", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tw_run_get_step (early), ==, 0);
  late = tw_run_new_at_stage (scenario, "late", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tw_run_get_step (late), ==, 10);
  g_assert_cmpuint (tw_run_get_stage (late), ==, 1);
  train_to (run, 10);
  g_assert_cmpmem (tw_run_get_theta (run), 24, tw_run_get_theta (late), 24);

  g_assert_null (tw_run_new_at_stage (scenario, "no such", &error));
  g_assert_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_KEY);
  g_assert_nonnull (strstr (error->message, "early, late"));
  g_clear_error (&error);

  scenario->settings[TW_QUADRATIC_FAULT] = TW_QUADRATIC_LOSS_NAN;
  scenario->settings[TW_QUADRATIC_FAULT_STEP] = 4;
  g_assert_null (tw_run_new_at_stage (scenario, "late", &error));
  g_assert_error (error, TW_RUN_ERROR, TW_RUN_ERROR_NOT_FINITE);
}

static void
test_new_fails (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (10, 10);
  g_autoptr (GError) error = NULL;

  scenario->world[TW_QUADRATIC_SIZE] = 13;
  g_assert_null (tw_run_new (scenario, &error));
  g_assert_error (error, TW_MODEL_ERROR, TW_MODEL_ERROR_SETTINGS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/before-first", test_before_first);
  g_test_add_func ("/run/step", test_step);
  g_test_add_func ("/run/clip-and-schedule", test_clip_and_schedule);
  g_test_add_func ("/run/full-batch", test_full_batch);
  g_test_add_func ("/run/new-fails", test_new_fails);
  g_test_add_func ("/run/replay", test_replay);
  g_test_add_func ("/run/replay-edits", test_replay_edits);
  g_test_add_func ("/run/hash-tells", test_hash_tells);
  g_test_add_func ("/run/bad-state", test_bad_state);
  g_test_add_func ("/run/state-of-other", test_state_of_other);
  g_test_add_func ("/run/events", test_events);
  g_test_add_func ("/run/ramp", test_ramp);
  g_test_add_func ("/run/scenario-immutable", test_scenario_immutable);
  g_test_add_func ("/run/event-fails", test_event_fails);
  g_test_add_func ("/run/not-finite", test_not_finite);
  g_test_add_func ("/run/moment-not-finite", test_moment_not_finite);
  g_test_add_func ("/run/set", test_set);
  g_test_add_func ("/run/set-start", test_set_start);
  g_test_add_func ("/run/set-many", test_set_many);
  g_test_add_func ("/run/set-many-events", test_set_many_events);
  g_test_add_func ("/run/edit-stage-steps", test_edit_stage_steps);
  g_test_add_func ("/run/reset", test_reset);
  g_test_add_func ("/run/at-stage", test_at_stage);
  return g_test_run ();
}
