/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "live-fixture.h"

#include "model/planner/tw-planner.h"

typedef double Theta[TW_PLANNER_N_PARAMS];

/* θ of a run by itself after so many steps, with one value set after `at` of them (address NULL:
 * none). */
static void
train_alone (const TwScenario *scenario, guint64 steps, const char *address, guint64 at,
             double value, Theta theta)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRun) run = tw_run_new (scenario, &error);
  TwAddress where = { 0 };

  g_assert_no_error (error);
  if (address != NULL)
    tw_scenario_resolve (scenario, address, &where, &error);
  g_assert_no_error (error);
  for (guint64 step = 0; step <= steps; step++)
    {
      if (address != NULL && step == at)
        tw_run_set (run, where, value, &error);
      g_assert_no_error (error);
      if (step < steps)
        tw_run_step (run, NULL, &error);
      g_assert_no_error (error);
    }
  memcpy (theta, tw_run_get_theta (run), sizeof (Theta));
}

static void
assert_theta (TwLiveRun *run, const Theta theta)
{
  const TwSnapshot *snapshot = tw_live_run_get_snapshot (run);

  g_assert_cmpmem (snapshot->theta, snapshot->n_params * sizeof (double), theta, sizeof (Theta));
}

static void
assert_state (TwLiveRun *run, TwTrainerState state, guint64 step)
{
  const TwSnapshot *snapshot = tw_live_run_get_snapshot (run);

  g_assert_cmpint (snapshot->state, ==, state);
  g_assert_cmpuint (snapshot->step, ==, step);
}

static double
last_recorded_step (TwLiveRun *run)
{
  guint n_columns;
  gsize n, n_all;
  const double *rows = tw_live_run_get_rows (run, &n_all, &n, &n_columns);

  g_assert_cmpuint (n, >, 0);
  return rows[(n - 1) * n_columns + TW_COLUMN_STEP];
}

/* --- to begin with --- */

static void
test_first (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autoptr (TwLiveRun) run = fixture_run_of (scenario);
  Theta theta;
  guint n_columns;
  gsize n, n_shown;

  train_alone (scenario, 0, NULL, 0, 0, theta);
  assert_state (run, TW_TRAINER_PAUSED, 0);
  assert_theta (run, theta);
  g_assert_false (tw_live_run_is_playing (run));
  g_assert_true (tw_live_run_get_model_type (run) == &tw_planner_type);
  g_assert_nonnull (tw_live_run_get_rows (run, &n, &n_shown, &n_columns));
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (n_columns, ==, TW_COLUMN_READOUTS + tw_planner_type.n_readouts);
}

static void
test_impossible_model (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autoptr (GError) error = NULL;
  TwAddress contexts, actions;

  tw_scenario_resolve (scenario, "world.contexts", &contexts, NULL);
  tw_scenario_resolve (scenario, "world.actions", &actions, NULL);
  tw_scenario_set (scenario, contexts, 1048576, NULL);
  tw_scenario_set (scenario, actions, 64, NULL);
  g_assert_null (tw_live_run_new (scenario, 1, &error));
  g_assert_error (error, TW_MODEL_ERROR, TW_MODEL_ERROR_MEMORY);
}

/* --- commands --- */

/* Watched or not, a run is the same run, to the last bit. */
static void
test_play_to_the_end (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autoptr (TwLiveRun) run = fixture_run_of (scenario);
  const double *rows;
  guint n_columns;
  gsize n, n_shown;
  Theta theta;

  train_alone (scenario, FIXTURE_STEPS, NULL, 0, 0, theta);
  fixture_play_to_rest (run);
  assert_state (run, TW_TRAINER_FINISHED, FIXTURE_STEPS);
  assert_theta (run, theta);

  rows = tw_live_run_get_rows (run, &n, &n_shown, &n_columns);
  g_assert_cmpuint (n, ==, FIXTURE_STEPS + 1);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat (rows[i * n_columns + TW_COLUMN_STEP], ==, (double)i);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpfloat (rows[(n - 1) * n_columns + TW_COLUMN_X + i], ==,
                       tw_live_run_get_snapshot (run)->point[i]);
}

static void
test_step (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autoptr (TwLiveRun) run = fixture_run_of (scenario);
  Theta theta;

  for (guint64 step = 1; step <= 3; step++)
    {
      tw_live_run_step (run, 1);
      do
        {
          tw_live_run_sync (run);
          /* A step is no play, also while it is under way. */
          g_assert_false (tw_live_run_is_playing (run));
        }
      while (tw_live_run_get_snapshot (run)->state == TW_TRAINER_RUNNING);
      assert_state (run, TW_TRAINER_PAUSED, step);
    }
  train_alone (scenario, 3, NULL, 0, 0, theta);
  assert_theta (run, theta);
  g_assert_cmpfloat (last_recorded_step (run), ==, 3);
}

/* A limit of a step in a quarter of an hour: the first comes at once, the others when the limit
 * goes. */
static void
test_speed_and_pause (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autoptr (TwLiveRun) run = fixture_run_of (scenario);
  guint64 step;
  Theta theta;

  tw_live_run_set_speed (run, 1e-3);
  tw_live_run_play (run);
  /* Each waits for the worker, which without a limit makes a step at least. */
  for (guint i = 0; i < 20; i++)
    tw_live_run_sync (run);
  g_assert_cmpuint (tw_live_run_get_snapshot (run)->step, <=, 1);
  g_assert_cmpint (tw_live_run_get_snapshot (run)->state, ==, TW_TRAINER_RUNNING);

  tw_live_run_pause (run);
  g_assert_false (tw_live_run_is_playing (run));
  tw_live_run_sync (run);
  g_assert_false (tw_live_run_is_playing (run));
  step = tw_live_run_get_snapshot (run)->step;
  tw_live_run_sync (run);
  assert_state (run, TW_TRAINER_PAUSED, step);

  tw_live_run_set_speed (run, 0);
  fixture_play_to_rest (run);
  assert_state (run, TW_TRAINER_FINISHED, FIXTURE_STEPS);
  train_alone (scenario, FIXTURE_STEPS, NULL, 0, 0, theta);
  assert_theta (run, theta);
}

/* What is set between two steps is in force from the next one on. */
static void
test_set (void)
{
  static const struct
  {
    const char *address;
    double value;
  } cases[] = {
    { "theta.horizon", 4.25 },
    { "optimizer.learning_rate", 0.031 },
    { "pre-training.steps", 40 },
    { "world.contexts", 32 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TwScenario) scenario = fixture_scenario ();
      g_autoptr (TwLiveRun) run = fixture_run_of (scenario);
      const TwAddress address = fixture_address (run, cases[i].address);
      Theta theta;

      tw_live_run_step (run, 10);
      while (tw_live_run_get_snapshot (run)->step < 10)
        tw_live_run_sync (run);
      tw_live_run_set (run, address, cases[i].value, "test");
      tw_live_run_sync (run);
      g_assert_cmpfloat (tw_live_run_get (run, address), ==, cases[i].value);
      g_assert_null (tw_live_run_get_snapshot (run)->message);
      fixture_play_to_rest (run);
      train_alone (scenario, FIXTURE_STEPS, cases[i].address, 10, cases[i].value, theta);
      assert_theta (run, theta);
    }
}

static void
test_get (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario_with (
      "[event nudge]\nstep=7\naction=add\ntarget=theta.horizon\nvalue=0.5\n");
  g_autoptr (TwLiveRun) run = fixture_run_of (scenario);
  const TwAddress current = { TW_SECTION_STAGE, TW_CURRENT_STAGE, TW_STAGE_STEPS };
  const TwAddress beyond = { TW_SECTION_THETA, 0, 1000 };

  g_assert_cmpfloat (tw_live_run_get (run, fixture_address (run, "nudge.step")), ==, 7);
  g_assert_cmpfloat (tw_live_run_get (run, fixture_address (run, "scenario.seed")), ==, 3);
  g_assert_cmpfloat (tw_live_run_get (run, fixture_address (run, "optimizer.batch")), ==, 8);
  g_assert_cmpfloat (tw_live_run_get (run, current), ==, 40);
  g_assert_true (isnan (tw_live_run_get (run, beyond)));
  tw_live_run_step (run, 41);
  while (tw_live_run_get_snapshot (run)->step < 41)
    tw_live_run_sync (run);
  g_assert_cmpfloat (tw_live_run_get (run, current), ==, 60);
}

static void
test_refused (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();
  const TwAddress rate = fixture_address (run, "optimizer.learning_rate");
  const double before = tw_live_run_get (run, rate);

  tw_live_run_set (run, rate, -1, "test");
  tw_live_run_sync (run);
  g_assert_cmpfloat (tw_live_run_get (run, rate), ==, before);
  g_assert_nonnull (tw_live_run_get_snapshot (run)->message);
  assert_state (run, TW_TRAINER_PAUSED, 0);
}

/* --- the shown moment --- */

/* While run trains at its head, the window's loop. */
static void
await (TwLiveRun *run, gboolean (*done) (TwLiveRun *))
{
  while (!done (run))
    {
      g_main_context_iteration (NULL, TRUE);
      tw_live_run_update (run);
    }
}

static void
test_show_step (void)
{
  static const guint64 steps[] = { 30, 7, 99, 0, 50, 49, 51 };
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autoptr (TwLiveRun) run = fixture_run_of (scenario);
  Theta theta;

  fixture_play_to_rest (run);
  g_assert_true (tw_live_run_is_following (run));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gsize n, n_shown;
      guint n_columns;
      const double *rows;

      tw_live_run_show_step (run, steps[i]);
      g_assert_false (tw_live_run_is_following (run));
      g_assert_cmpuint (tw_live_run_get_wanted_step (run), ==, steps[i]);
      tw_live_run_sync (run);
      assert_state (run, TW_TRAINER_PAUSED, steps[i]);
      train_alone (scenario, steps[i], NULL, 0, 0, theta);
      assert_theta (run, theta);
      /* The whole way is there, and it says up to where it is the past. */
      rows = tw_live_run_get_rows (run, &n, &n_shown, &n_columns);
      g_assert_cmpuint (n, ==, FIXTURE_STEPS + 1);
      g_assert_cmpuint (n_shown, ==, steps[i] + 1);
      g_assert_cmpfloat (rows[(n_shown - 1) * n_columns + TW_COLUMN_X], ==,
                         tw_live_run_get_snapshot (run)->point[0]);
      /* Field and outlook are of the moment as well, and the head is where it was. */
      g_assert_cmpuint (tw_live_run_get_outlook (run)->step, ==, steps[i]);
      g_assert_cmpuint (tw_live_run_get_head (run)->step, ==, FIXTURE_STEPS);
      g_assert_cmpint (tw_live_run_get_head (run)->state, ==, TW_TRAINER_FINISHED);
    }

  tw_live_run_follow (run);
  assert_state (run, TW_TRAINER_FINISHED, FIXTURE_STEPS);
  tw_live_run_show_step (run, FIXTURE_STEPS + 5);
  g_assert_true (tw_live_run_is_following (run));
}

/* What comes of a moment that is not wanted any more is not shown. */
static void
test_follow_at_once (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();

  fixture_play_to_rest (run);
  for (guint round = 0; round < 20; round++)
    {
      tw_live_run_show_step (run, 40);
      if (round % 2 == 0)
        tw_live_run_sync (run);
      tw_live_run_follow (run);
      assert_state (run, TW_TRAINER_FINISHED, FIXTURE_STEPS);
      tw_live_run_sync (run);
      assert_state (run, TW_TRAINER_FINISHED, FIXTURE_STEPS);
    }
}

static gboolean
has_trained_some (TwLiveRun *run)
{
  return tw_live_run_get_head (run)->step > 200;
}

static gboolean
shows_20 (TwLiveRun *run)
{
  return tw_live_run_get_snapshot (run)->step == 20;
}

static gboolean
has_trained_more (TwLiveRun *run)
{
  return tw_live_run_get_head (run)->step > 2000;
}

/* Training does not mind that somebody looks at what was, nor does who looks mind the training. */
static void
test_trains_on (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autoptr (TwLiveRun) run = NULL;
  guint64 generation;

  scenario->stages[1].steps = 1000000000;
  run = fixture_run_of (scenario);
  tw_live_run_play (run);
  await (run, has_trained_some);
  tw_live_run_show_step (run, 20);
  g_assert_true (tw_live_run_is_training (run));
  g_assert_false (tw_live_run_is_playing (run));
  await (run, shows_20);
  generation = tw_live_run_get_rows_serial (run);
  await (run, has_trained_more);
  assert_state (run, TW_TRAINER_PAUSED, 20);
  g_assert_true (tw_live_run_is_training (run));
  /* A pause pauses what one sees moving, and that is nothing. */
  tw_live_run_pause (run);
  g_assert_true (tw_live_run_is_training (run));
  tw_live_run_follow (run);
  g_assert_cmpuint (tw_live_run_get_snapshot (run)->step, >, 2000);
  g_assert_true (tw_live_run_is_playing (run));
  tw_live_run_pause (run);
  g_assert_false (tw_live_run_is_training (run));
  g_assert_cmpuint (generation, !=, 0);
}

static void
test_view_problem (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();

  fixture_play_to_rest (run);
  tw_live_run_show_step (run, 70);
  tw_live_run_sync (run);
  tw_live_run_show_step (run, FIXTURE_MISSING);
  tw_live_run_sync (run);
  g_assert_cmpstr (tw_live_run_get_view_problem (run), ==, "there is no step 77");
  assert_state (run, TW_TRAINER_PAUSED, 70);
  tw_live_run_show_step (run, 71);
  tw_live_run_sync (run);
  g_assert_null (tw_live_run_get_view_problem (run));
  assert_state (run, TW_TRAINER_PAUSED, 71);
}

/* Nobody keeps this one: what was is not to be had. */
static void
test_no_earlier_moments (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autoptr (TwLiveRun) run = tw_live_run_new (scenario, 1, NULL);

  fixture_make_steps (run, 10);
  tw_live_run_show_step (run, 4);
  tw_live_run_sync (run);
  g_assert_true (tw_live_run_is_following (run));
  assert_state (run, TW_TRAINER_PAUSED, 10);
}

static void
test_single_steps (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();

  fixture_make_steps (run, 3);
  tw_live_run_step_back (run);
  tw_live_run_step_back (run);
  tw_live_run_sync (run);
  assert_state (run, TW_TRAINER_PAUSED, 1);
  tw_live_run_step (run, 1);
  tw_live_run_sync (run);
  assert_state (run, TW_TRAINER_PAUSED, 2);
  g_assert_cmpuint (tw_live_run_get_head (run)->step, ==, 3);
  tw_live_run_step (run, 1);
  g_assert_true (tw_live_run_is_following (run));
  fixture_make_steps (run, 1);
  assert_state (run, TW_TRAINER_PAUSED, 4);
  tw_live_run_show_step (run, 0);
  tw_live_run_step_back (run);
  tw_live_run_sync (run);
  assert_state (run, TW_TRAINER_PAUSED, 0);
}

/* A frame every 20 ms of a clock of its own. */
static void
tick (TwLiveRun *run, gint64 *time)
{
  *time += 20000;
  tw_live_run_tick (run, *time);
}

/* What was recorded is played up to where it ends; only who plays once more trains it on. */
static void
test_play_recording (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();
  guint64 before = 0;
  gint64 time = 1;
  guint n_frames = 0;

  fixture_make_steps (run, 50);
  tw_live_run_set_speed (run, 100);
  tw_live_run_show_step (run, 10);
  tw_live_run_play (run);
  g_assert_true (tw_live_run_is_playing (run));
  g_assert_false (tw_live_run_is_training (run));
  while (!tw_live_run_is_following (run))
    {
      tick (run, &time);
      g_assert_cmpuint (tw_live_run_get_wanted_step (run), >=, before);
      before = tw_live_run_get_wanted_step (run);
      n_frames++;
    }
  /* 40 steps at two a frame, the first frame and rounding. */
  g_assert_cmpuint (n_frames, >=, 20);
  g_assert_cmpuint (n_frames, <=, 22);
  g_assert_false (tw_live_run_is_playing (run));
  g_assert_false (tw_live_run_is_training (run));
  tw_live_run_play (run);
  g_assert_true (tw_live_run_is_training (run));
  tw_live_run_set_speed (run, 0);
  while (tw_live_run_is_playing (run))
    {
      g_main_context_iteration (NULL, TRUE);
      tw_live_run_update (run);
    }
  assert_state (run, TW_TRAINER_FINISHED, FIXTURE_STEPS);

  /* There is nothing more to train: once more from the beginning. */
  tw_live_run_play (run);
  g_assert_true (tw_live_run_is_playing (run));
  g_assert_cmpuint (tw_live_run_get_wanted_step (run), ==, 0);
  tw_live_run_pause (run);
  g_assert_false (tw_live_run_is_playing (run));
  g_assert_false (tw_live_run_tick (run, time));
  g_assert_false (tw_live_run_is_following (run));
}

static void
test_loop (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();
  guint64 first, last, before = 0;
  gint64 time = 1;
  guint n_rounds = 0;

  fixture_make_steps (run, 50);
  g_assert_false (tw_live_run_get_loop (run, &first, &last));
  tw_live_run_set_speed (run, 500);
  tw_live_run_set_loop (run, 20, 50);
  g_assert_true (tw_live_run_get_loop (run, &first, &last));
  g_assert_cmpuint (first, ==, 20);
  g_assert_cmpuint (last, ==, 50);
  /* Though the head, which could train, is shown. */
  tw_live_run_play (run);
  for (guint i = 0; i < 20; i++)
    {
      tick (run, &time);
      g_assert_false (tw_live_run_is_following (run));
      g_assert_cmpuint (tw_live_run_get_wanted_step (run), >=, 20);
      n_rounds += tw_live_run_get_wanted_step (run) < before;
      before = tw_live_run_get_wanted_step (run);
    }
  g_assert_cmpuint (n_rounds, >=, 5);
  tw_live_run_set_loop (run, 0, 0);
  for (guint i = 0; i < 10; i++)
    tick (run, &time);
  g_assert_true (tw_live_run_is_following (run));
}

/* --- changing --- */

typedef struct
{
  guint n;
  gboolean take;
  char *origin;
} Editor;

static gboolean
on_edit (TwLiveRun *run, const TwLiveEdit *edit, Editor *editor)
{
  editor->n++;
  g_free (editor->origin);
  editor->origin = g_strdup (edit->origin);
  g_assert_cmpuint (edit->n, ==, 1);
  return editor->take;
}

static void
test_edit_is_asked (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();
  const TwAddress rate = fixture_address (run, "optimizer.learning_rate");
  const double before = tw_live_run_get (run, rate);
  Editor editor = { .take = TRUE };

  g_signal_connect (run, "edit", G_CALLBACK (on_edit), &editor);
  tw_live_run_set (run, rate, 0.5, "inspector");
  tw_live_run_sync (run);
  g_assert_cmpuint (editor.n, ==, 1);
  g_assert_cmpstr (editor.origin, ==, "inspector");
  g_assert_cmpfloat (tw_live_run_get (run, rate), ==, before);

  editor.take = FALSE;
  tw_live_run_set (run, rate, 0.5, "plane");
  tw_live_run_sync (run);
  g_assert_cmpstr (editor.origin, ==, "plane");
  g_assert_cmpfloat (tw_live_run_get (run, rate), ==, 0.5);
  g_free (editor.origin);
}

static void
test_read_only (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  const TwLiveParts parts = { .run = tw_run_new (scenario, NULL),
                              .read_only = TRUE,
                              .n_threads = 1 };
  g_autoptr (TwLiveRun) run = tw_live_run_new_for_run (&parts, NULL);
  const TwAddress rate = fixture_address (run, "optimizer.learning_rate");
  const double before = tw_live_run_get (run, rate);

  g_assert_true (tw_live_run_is_read_only (run));
  tw_live_run_play (run);
  g_assert_false (tw_live_run_is_playing (run));
  tw_live_run_step (run, 1);
  tw_live_run_set (run, rate, 0.5, "inspector");
  tw_live_run_sync (run);
  assert_state (run, TW_TRAINER_PAUSED, 0);
  g_assert_cmpfloat (tw_live_run_get (run, rate), ==, before);
}

/* --- playing --- */

/* No state of before the command says otherwise, and none after the end. */
static void
test_is_playing (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  Theta theta;

  train_alone (scenario, FIXTURE_STEPS, NULL, 0, 0, theta);
  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (TwLiveRun) run = fixture_run_of (scenario);

      tw_live_run_play (run);
      g_assert_true (tw_live_run_is_playing (run));
      while (tw_live_run_is_playing (run))
        {
          tw_live_run_update (run);
          g_main_context_iteration (NULL, tw_live_run_is_playing (run));
        }
      assert_state (run, TW_TRAINER_FINISHED, FIXTURE_STEPS);
      assert_theta (run, theta);
    }
}

/* A state of before the play waits to be seen when it is given. */
static void
test_older_state_waits (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();
  const TwAddress clip = fixture_address (run, "optimizer.clip");
  gint pending;

  g_signal_connect_swapped (run, "pending", G_CALLBACK (g_atomic_int_inc), &pending);
  tw_live_run_set_speed (run, 1e-3);
  for (guint round = 0; round < 20; round++)
    {
      tw_live_run_sync (run);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      pending = 0;
      tw_live_run_set (run, clip, 1 + round, "test");
      while (pending == 0)
        g_main_context_iteration (NULL, TRUE);
      tw_live_run_play (run);
      tw_live_run_update (run);
      g_assert_true (tw_live_run_is_playing (run));
      tw_live_run_pause (run);
    }
}

/* Two presses between two frames: the last one counts. */
static void
test_pause_then_play (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();

  tw_live_run_set_speed (run, 1e-3);
  tw_live_run_play (run);
  tw_live_run_sync (run);
  g_assert_cmpint (tw_live_run_get_snapshot (run)->state, ==, TW_TRAINER_RUNNING);
  tw_live_run_pause (run);
  tw_live_run_play (run);
  g_assert_true (tw_live_run_is_playing (run));
  tw_live_run_sync (run);
  g_assert_true (tw_live_run_is_playing (run));
  g_assert_cmpint (tw_live_run_get_snapshot (run)->state, ==, TW_TRAINER_RUNNING);
}

static void
test_play_then_pause (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autoptr (TwLiveRun) run = NULL;

  scenario->stages[1].steps = 1000000000;
  run = fixture_run_of (scenario);
  for (guint round = 0; round < 20; round++)
    {
      tw_live_run_play (run);
      tw_live_run_pause (run);
      g_assert_false (tw_live_run_is_playing (run));
      tw_live_run_sync (run);
      g_assert_false (tw_live_run_is_playing (run));
      g_assert_cmpint (tw_live_run_get_snapshot (run)->state, !=, TW_TRAINER_RUNNING);
    }
}

/* A state of before a command must not say that the command had no effect: a button that shows
 * "play" would show "pause" for a moment.  Whether such a state is there when update() looks is
 * chance, hence the rounds. */
static void
test_stays_paused (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autoptr (TwLiveRun) run = NULL;

  scenario->stages[1].steps = 1000000000;
  run = fixture_run_of (scenario);
  for (guint round = 0; round < 40; round++)
    {
      tw_live_run_play (run);
      while (tw_live_run_get_snapshot (run)->state != TW_TRAINER_RUNNING)
        {
          g_main_context_iteration (NULL, TRUE);
          tw_live_run_update (run);
        }
      tw_live_run_pause (run);
      for (;;)
        {
          tw_live_run_update (run);
          g_assert_false (tw_live_run_is_playing (run));
          if (tw_live_run_get_snapshot (run)->state != TW_TRAINER_RUNNING)
            break;
          g_main_context_iteration (NULL, TRUE);
        }
    }
}

/* --- news --- */

typedef struct
{
  TwLiveRun *run;
  GThread *thread;
  guint n_pending, n_updated;
  guint flags; /* of the last update */
} News;

static void
on_pending (News *news)
{
  g_assert_true (g_thread_self () == news->thread);
  news->n_pending++;
}

static void
on_updated (News *news, guint flags)
{
  g_assert_true (g_thread_self () == news->thread);
  news->n_updated++;
  news->flags = flags;
}

static void
watch (News *news, TwLiveRun *run)
{
  *news = (News){ .run = run, .thread = g_thread_self () };
  g_signal_connect_swapped (run, "pending", G_CALLBACK (on_pending), news);
  g_signal_connect_swapped (run, "updated", G_CALLBACK (on_updated), news);
}

/* Nothing changes by itself: first ::pending on the main context, then an update brings it. */
static void
test_pending (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();
  TwLiveChange change;
  News news;

  tw_live_run_sync (run);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  watch (&news, run);
  tw_live_run_step (run, 1);
  g_assert_cmpuint (news.n_pending, ==, 0);
  while (news.n_pending == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (news.n_updated, ==, 0);
  assert_state (run, TW_TRAINER_PAUSED, 0);

  change = tw_live_run_update (run);
  g_assert_true ((change & TW_LIVE_SNAPSHOT) != 0);
  g_assert_cmpuint (news.n_updated, ==, 1);
  g_assert_cmpuint (news.flags, ==, change);
  g_assert_false ((change & TW_LIVE_SETTINGS) != 0);

  tw_live_run_sync (run);
  news.n_updated = 0;
  g_assert_cmpint (tw_live_run_update (run), ==, 0);
  g_assert_cmpuint (news.n_updated, ==, 0);
}

static void
test_settings_are_news (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();
  TwScenario *before;
  News news;

  tw_live_run_sync (run);
  before = tw_live_run_get_snapshot (run)->scenario;
  watch (&news, run);
  tw_live_run_set (run, fixture_address (run, "optimizer.clip"), 2, "test");
  do
    {
      while (news.n_pending == 0)
        g_main_context_iteration (NULL, TRUE);
      news.n_pending = 0;
      news.flags = 0;
      tw_live_run_update (run);
    }
  while ((news.flags & TW_LIVE_SNAPSHOT) == 0);
  g_assert_true ((news.flags & TW_LIVE_SETTINGS) != 0);
  g_assert_true (tw_live_run_get_snapshot (run)->scenario != before);
}

/* Every view of a frame shows the same moment: rows end where the state is.  Rows beyond it, which
 * the worker has made meanwhile, wait for the next update. */
static void
test_rows_end_at_the_state (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autoptr (TwLiveRun) run = NULL;
  guint n_updates = 0;

  scenario->stages[1].steps = 8000;
  run = fixture_run_of (scenario);
  tw_live_run_play (run);
  while (tw_live_run_is_playing (run))
    {
      TwLiveChange change;

      g_main_context_iteration (NULL, TRUE);
      change = tw_live_run_update (run);
      if ((change & TW_LIVE_SNAPSHOT) == 0)
        continue;
      n_updates++;
      g_assert_true ((change & TW_LIVE_ROWS) != 0
                     || last_recorded_step (run) == tw_live_run_get_snapshot (run)->step);
      g_assert_cmpfloat (last_recorded_step (run), ==,
                         (double)tw_live_run_get_snapshot (run)->step);
    }
  g_assert_cmpuint (n_updates, >, 1);
  assert_state (run, TW_TRAINER_FINISHED, 8040);
}

/* --- field and outlook --- */

static void
test_field_follows_view (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();
  const double ceiling = tw_live_run_get_snapshot (run)->ceiling;
  const TwField *field;

  g_assert_cmpfloat (ceiling, <, 0.9);
  tw_live_run_set_view (run, 0.5, 4, -0.25, 0.9);
  tw_live_run_sync (run);
  field = tw_live_run_get_field (run);
  g_assert_cmpfloat (field->grid.x0, ==, 0.5);
  g_assert_cmpfloat (field->grid.x1, ==, 4);
  /* Neither below what awareness can be nor above what can be reached. */
  g_assert_cmpfloat (field->grid.y0, ==, 0);
  g_assert_cmpfloat (field->grid.y1, ==, ceiling);
  g_assert_cmpuint (field->grid.nx, ==, TW_LIVE_FIELD_SIDE);
  g_assert_cmpuint (field->grid.ny, ==, TW_LIVE_FIELD_SIDE);

  tw_live_run_set_view (run, 1, 1.5, ceiling * 0.25, ceiling * 0.5);
  tw_live_run_sync (run);
  field = tw_live_run_get_field (run);
  g_assert_cmpfloat (field->grid.x0, ==, 1);
  g_assert_cmpfloat (field->grid.x1, ==, 1.5);
  g_assert_cmpfloat (field->grid.y0, ==, ceiling * 0.25);
  g_assert_cmpfloat (field->grid.y1, ==, ceiling * 0.5);
}

static void
assert_outlook_is_of_the_state (TwLiveRun *run)
{
  const TwSnapshot *snapshot = tw_live_run_get_snapshot (run);
  const TwScenario *scenario = snapshot->scenario;
  const TwOutlook *outlook = tw_live_run_get_outlook (run);
  TwModel *model =
      scenario->type->create (scenario->seed, scenario->world, scenario->settings, NULL);
  TwVerdict verdict;

  scenario->type->set_stage (model, scenario->stages[snapshot->stage].values);
  scenario->type->verdict (model, snapshot->theta, &verdict);
  g_assert_cmpuint (outlook->step, ==, snapshot->step);
  g_assert_cmpfloat (outlook->loss, ==, scenario->type->loss (model, snapshot->theta, 0, 0, NULL));
  g_assert_cmpuint (outlook->verdict.regime, ==, verdict.regime);
  tw_model_free (model);
}

/* An edit while paused is looked at, at once. */
static void
test_set_while_paused (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();
  g_autoptr (TwField) field = NULL;
  g_autoptr (TwOutlook) outlook = NULL;

  tw_live_run_sync (run);
  assert_outlook_is_of_the_state (run);
  field = tw_field_ref (tw_live_run_get_field (run));
  outlook = tw_outlook_ref (tw_live_run_get_outlook (run));

  tw_live_run_set (run, fixture_address (run, "theta.u.world"), 0.9, "test");
  tw_live_run_sync (run);
  assert_outlook_is_of_the_state (run);
  g_assert_cmpfloat (tw_live_run_get_outlook (run)->loss, !=, outlook->loss);
  g_assert_true (tw_live_run_get_field (run) != field);
  g_assert_cmpuint (tw_live_run_get_field (run)->grid.nx, ==, TW_LIVE_FIELD_SIDE);
  g_assert_cmpfloat (tw_live_run_get_field (run)->loss_min, !=, field->loss_min);
}

/* At the end of a run the last state is looked at in full, without anybody asking for it. */
static void
test_looks_at_the_end (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();

  fixture_play_to_rest (run);
  while (tw_live_run_get_outlook (run) == NULL || tw_live_run_get_field (run) == NULL
         || tw_live_run_get_outlook (run)->step != FIXTURE_STEPS
         || tw_live_run_get_field (run)->grid.nx < TW_LIVE_FIELD_SIDE)
    {
      g_main_context_iteration (NULL, TRUE);
      tw_live_run_update (run);
    }
  assert_outlook_is_of_the_state (run);
}

/* While training runs, and changes the field all the time, a finer field stays for a while.  Only
 * what comes too early is wrong; late is never. */
static void
test_finer_field_stays (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();
  const TwAddress address = fixture_address (run, "theta.u.world");
  guint n_replaced = 0;
  double value = 0.5;
  gint64 came;

  tw_live_run_set_view (run, 0, 5, 0, 1e-3); /* below the ceiling, so that the range stays */
  tw_live_run_set_speed (run, 1e-3);
  tw_live_run_play (run);
  while (tw_live_run_get_snapshot (run)->state != TW_TRAINER_RUNNING)
    {
      g_main_context_iteration (NULL, TRUE);
      tw_live_run_update (run);
    }
  /* There may be no other field to come by itself. */
  tw_live_run_set (run, address, value, "test");
  while (n_replaced < 2)
    {
      /* Ages are measured longer than they are. */
      do
        {
          came = g_get_monotonic_time ();
          g_main_context_iteration (NULL, TRUE);
        }
      while ((tw_live_run_update (run) & TW_LIVE_FIELD) == 0
             || tw_live_run_get_field (run)->grid.nx < 32);
      g_assert_cmpint (tw_live_run_get_snapshot (run)->state, ==, TW_TRAINER_RUNNING);
      for (guint n_fields = 0;;)
        {
          const guint nx = tw_live_run_get_field (run)->grid.nx;
          const gint64 before = g_get_monotonic_time ();

          /* So fast a machine that the finest is always there in time has nothing to replace. */
          if (n_fields == 40)
            return;

          tw_live_run_set (run, address, value += 1e-4, "test");
          g_main_context_iteration (NULL, TRUE);
          if ((tw_live_run_update (run) & TW_LIVE_FIELD) == 0)
            continue;
          if (tw_live_run_get_field (run)->grid.nx < nx)
            break;
          n_fields++;
          came = before;
        }
      g_assert_cmpint (g_get_monotonic_time () - came, >=, 150000);
      n_replaced++;
    }
}

/* … but another view's field takes its place at once, however coarse. */
static void
test_another_view_comes_at_once (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();

  tw_live_run_sync (run);
  tw_live_run_set_speed (run, 1e-3);
  tw_live_run_play (run);
  for (guint i = 1; i <= 5; i++)
    {
      tw_live_run_set_view (run, 0.1 * i, 5, 0, 1);
      do
        g_main_context_iteration (NULL, TRUE);
      while ((tw_live_run_update (run) & TW_LIVE_FIELD) == 0
             || tw_live_run_get_field (run)->grid.x0 != 0.1 * i);
      g_assert_cmpuint (tw_live_run_get_field (run)->grid.nx, <=, TW_LIVE_FIELD_SIDE);
    }
}

/* --- the end --- */

static void
test_freed_while_training (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();

  scenario->stages[1].steps = 1000000000;
  for (guint round = 0; round < 20; round++)
    {
      TwLiveRun *run = fixture_run_of (scenario);

      tw_live_run_play (run);
      /* With and without a look that waits for its time, and news that nobody took. */
      for (guint i = 0; i < round; i++)
        {
          g_main_context_iteration (NULL, FALSE);
          tw_live_run_update (run);
        }
      g_assert_finalize_object (run);
      g_assert_null (g_main_context_find_source_by_user_data (NULL, run));
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/live-run/first", test_first);
  g_test_add_func ("/live-run/impossible-model", test_impossible_model);
  g_test_add_func ("/live-run/play-to-the-end", test_play_to_the_end);
  g_test_add_func ("/live-run/step", test_step);
  g_test_add_func ("/live-run/speed-and-pause", test_speed_and_pause);
  g_test_add_func ("/live-run/set", test_set);
  g_test_add_func ("/live-run/get", test_get);
  g_test_add_func ("/live-run/refused", test_refused);
  g_test_add_func ("/live-run/show-step", test_show_step);
  g_test_add_func ("/live-run/follow-at-once", test_follow_at_once);
  g_test_add_func ("/live-run/trains-on", test_trains_on);
  g_test_add_func ("/live-run/view-problem", test_view_problem);
  g_test_add_func ("/live-run/no-earlier-moments", test_no_earlier_moments);
  g_test_add_func ("/live-run/single-steps", test_single_steps);
  g_test_add_func ("/live-run/play-recording", test_play_recording);
  g_test_add_func ("/live-run/loop", test_loop);
  g_test_add_func ("/live-run/edit-is-asked", test_edit_is_asked);
  g_test_add_func ("/live-run/read-only", test_read_only);
  g_test_add_func ("/live-run/is-playing", test_is_playing);
  g_test_add_func ("/live-run/older-state-waits", test_older_state_waits);
  g_test_add_func ("/live-run/pause-then-play", test_pause_then_play);
  g_test_add_func ("/live-run/play-then-pause", test_play_then_pause);
  g_test_add_func ("/live-run/stays-paused", test_stays_paused);
  g_test_add_func ("/live-run/pending", test_pending);
  g_test_add_func ("/live-run/settings-are-news", test_settings_are_news);
  g_test_add_func ("/live-run/rows-end-at-the-state", test_rows_end_at_the_state);
  g_test_add_func ("/live-run/field-follows-view", test_field_follows_view);
  g_test_add_func ("/live-run/set-while-paused", test_set_while_paused);
  g_test_add_func ("/live-run/looks-at-the-end", test_looks_at_the_end);
  g_test_add_func ("/live-run/finer-field-stays", test_finer_field_stays);
  g_test_add_func ("/live-run/another-view-comes-at-once", test_another_view_comes_at_once);
  g_test_add_func ("/live-run/freed-while-training", test_freed_while_training);
  return g_test_run ();
}
