/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/planner/tw-planner.h"
#include "train/tw-trainer.h"
#include "tw-quadratic.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

static TwTrainer *
new_trainer (const TwScenario *scenario)
{
  g_autoptr (GError) error = NULL;
  TwTrainer *trainer = tw_trainer_new (scenario, NULL, NULL, &error);

  g_assert_no_error (error);
  return trainer;
}

/* After every command given. */
static TwSnapshot *
look (TwTrainer *trainer)
{
  TwSnapshot *snapshot;

  tw_trainer_sync (trainer);
  snapshot = tw_trainer_take_snapshot (trainer);
  g_assert_nonnull (snapshot);
  return snapshot;
}

static void
set (TwTrainer *trainer, const TwScenario *scenario, const char *address, double value)
{
  tw_trainer_set (trainer, tw_quadratic_address (scenario, address), value);
}

/* θ at the end of a run by itself, with one value set after so many steps (address NULL: none). */
static void
train_alone (const TwScenario *scenario, guint64 steps, const char *address, guint64 at,
             double value, double theta[3])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRun) run = tw_run_new (scenario, &error);

  g_assert_no_error (error);
  while (tw_run_get_step (run) < steps && !tw_run_is_done (run))
    {
      if (address != NULL && tw_run_get_step (run) == at)
        tw_run_set (run, tw_quadratic_address (scenario, address), value, &error);
      g_assert_no_error (error);
      tw_run_step (run, NULL, &error);
      g_assert_no_error (error);
    }
  memcpy (theta, tw_run_get_theta (run), 3 * sizeof *theta);
}

static void
assert_theta (const TwSnapshot *snapshot, const double theta[3])
{
  g_assert_cmpmem (snapshot->theta, snapshot->n_params * sizeof *theta, theta, 3 * sizeof *theta);
}

static gsize
read_steps (TwTrainer *trainer, double *rows, gsize n)
{
  static const guint columns[] = { TW_COLUMN_STEP };

  return tw_history_read (tw_trainer_get_history (trainer), 0, n, columns, 1, rows);
}

/* --- snapshots --- */

static void
test_first (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (10, 20);
  g_autoptr (TwTrainer) trainer = new_trainer (scenario);
  g_autoptr (TwSnapshot) snapshot = tw_trainer_take_snapshot (trainer);
  double row[16];

  g_assert_nonnull (snapshot);
  g_assert_null (tw_trainer_take_snapshot (trainer));
  g_assert_cmpint (snapshot->state, ==, TW_TRAINER_PAUSED);
  g_assert_cmpuint (snapshot->step, ==, 0);
  g_assert_cmpuint (snapshot->total_steps, ==, 30);
  g_assert_true (tw_scenario_equal (snapshot->scenario, scenario));
  g_assert_true (isnan (snapshot->last.loss));
  g_assert_null (snapshot->message);
  g_assert_cmpfloat (snapshot->steps_per_second, ==, 0);
  assert_theta (snapshot, scenario->start);
  g_assert_cmpfloat (snapshot->velocity[0], ==, 0);

  for (guint i = 0; i < 16; i++)
    row[i] = 99;
  g_assert_cmpuint (read_steps (trainer, row, 16), ==, 1);
  g_assert_cmpfloat (row[0], ==, 0);
}

static void
test_contents (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (10, 20);
  g_autoptr (TwTrainer) trainer = new_trainer (scenario);
  g_autoptr (TwSnapshot) snapshot = NULL;
  double theta[3];

  tw_trainer_step (trainer, 13);
  tw_trainer_wait (trainer);
  snapshot = tw_trainer_take_snapshot (trainer);
  train_alone (scenario, 13, NULL, 0, 0, theta);
  assert_theta (snapshot, theta);
  g_assert_cmpint (snapshot->state, ==, TW_TRAINER_PAUSED);
  g_assert_cmpuint (snapshot->step, ==, 13);
  g_assert_cmpuint (snapshot->stage, ==, 1);
  g_assert_cmpuint (snapshot->stage_first, ==, 10);
  g_assert_cmpuint (snapshot->last.step, ==, 12);
  g_assert_true (isfinite (snapshot->last.loss));
  g_assert_cmpfloat (snapshot->readouts[2], ==, theta[0] + theta[1] + theta[2]);
  g_assert_cmpfloat (snapshot->point[0], ==, theta[0]);
  g_assert_cmpfloat (snapshot->point[1], ==, 2 * theta[1]);
  g_assert_cmpfloat (snapshot->velocity[0], ==, snapshot->delta[0]);
  g_assert_cmpfloat (snapshot->velocity[1], ==, 2 * snapshot->delta[1]);
  g_assert_cmpfloat (snapshot->ceiling, ==, theta[2]);
  g_assert_cmpfloat_with_epsilon (snapshot->delta[0], -0.1 * snapshot->gradient[0], 1e-16);
}

static void
test_commands (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (10, 20);
  g_autoptr (TwTrainer) trainer = new_trainer (scenario);
  g_autoptr (TwSnapshot) first = tw_trainer_take_snapshot (trainer);
  g_autoptr (TwSnapshot) second = NULL;

  g_assert_cmpuint (tw_trainer_get_n_commands (trainer), ==, 0);
  g_assert_cmpuint (first->commands, ==, 0);
  tw_trainer_step (trainer, 3);
  tw_trainer_pause (trainer);
  g_assert_cmpuint (tw_trainer_get_n_commands (trainer), ==, 2);
  tw_trainer_wait (trainer);
  second = tw_trainer_take_snapshot (trainer);
  g_assert_cmpuint (second->commands, ==, 2);
}

static void
test_outlives (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (10, 20);
  TwTrainer *trainer = new_trainer (scenario);
  g_autoptr (TwSnapshot) snapshot = look (trainer);

  tw_trainer_play (trainer);
  tw_trainer_free (trainer);
  assert_theta (snapshot, scenario->start);
  g_assert_true (tw_scenario_equal (snapshot->scenario, scenario));
}

static void
test_new_fails (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (10, 20);
  g_autoptr (GError) error = NULL;

  scenario->world[TW_QUADRATIC_SIZE] = 13;
  g_assert_null (tw_trainer_new (scenario, NULL, NULL, &error));
  g_assert_error (error, TW_MODEL_ERROR, TW_MODEL_ERROR_SETTINGS);
}

static void
count (gpointer data)
{
  atomic_fetch_add ((atomic_int *)data, 1);
}

/* Once for each snapshot that begins to wait, however many take its place. */
static void
test_notify (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (10, 20);
  atomic_int times = 0;
  TwTrainer *trainer = tw_trainer_new (scenario, count, &times, NULL);

  for (int i = 0; i < 5; i++)
    tw_trainer_step (trainer, 1);
  tw_trainer_wait (trainer);
  tw_snapshot_unref (tw_trainer_take_snapshot (trainer));
  tw_trainer_step (trainer, 1);
  tw_trainer_wait (trainer);
  tw_trainer_free (trainer);
  g_assert_cmpint (atomic_load (&times), ==, 2);
}

/* --- commands --- */

/* However it is driven, the run is the same run. */
static void
test_same_run (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (3000, 2000);
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  double theta[3];

  scenario->optimizer[TW_OPT_METHOD] = TW_METHOD_ADAM;
  train_alone (scenario, 5000, NULL, 0, 0, theta);
  for (int run = 0; run < 6; run++)
    {
      g_autoptr (TwTrainer) trainer = new_trainer (scenario);
      g_autoptr (TwSnapshot) snapshot = NULL;

      for (int i = 0; i < 60; i++)
        switch (g_rand_int_range (rand, 0, 6))
          {
          case 0:
            tw_trainer_play (trainer);
            break;
          case 1:
            tw_trainer_pause (trainer);
            break;
          case 2:
            tw_trainer_step (trainer, (guint64)g_rand_int_range (rand, 0, 100));
            break;
          case 3:
            tw_trainer_set_speed (trainer, g_rand_double_range (rand, -1, 1) * 1e5);
            break;
          case 4:
            tw_trainer_wait (trainer), tw_trainer_step (trainer, 1);
            break;
          default:
            g_usleep (200);
          }
      tw_trainer_set_speed (trainer, 0);
      tw_trainer_play (trainer);
      tw_trainer_wait (trainer);
      snapshot = tw_trainer_take_snapshot (trainer);
      g_assert_cmpint (snapshot->state, ==, TW_TRAINER_FINISHED);
      g_assert_cmpuint (snapshot->step, ==, 5000);
      assert_theta (snapshot, theta);
    }
}

static void
check_velocity (const TwSnapshot *snapshot, TwRun *run)
{
  TwModel *model = tw_run_get_model (run);
  double jacobian[2][TW_PLANNER_N_PARAMS];

  model->type->jacobian (model, tw_run_get_origin (run), &jacobian[0][0]);
  for (int row = 0; row < 2; row++)
    {
      double velocity = 0;

      for (int i = 0; i < TW_PLANNER_N_PARAMS; i++)
        velocity += jacobian[row][i] * tw_run_get_delta (run)[i];
      g_assert_cmpfloat (velocity, !=, 0);
      g_assert_cmpfloat_with_epsilon (snapshot->velocity[row], velocity, 1e-12 * fabs (velocity));
    }
}

/* The planner itself, with edits on the way; and its numbers in a snapshot are those of the model. */
static void
test_planner (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwScenario) scenario = tw_scenario_find ("default", &error);
  g_autoptr (TwTrainer) trainer = NULL;
  g_autoptr (TwSnapshot) snapshot = NULL;
  g_autoptr (TwRun) run = NULL;
  double readouts[TW_PLANNER_N_READOUTS], point[2];

  g_assert_no_error (error);
  tw_scenario_set_text (scenario, "world.contexts=512", &error);
  g_assert_no_error (error);
  trainer = new_trainer (scenario);
  tw_trainer_step (trainer, 700);
  tw_trainer_wait (trainer);
  set (trainer, scenario, "theta.horizon", 6);
  set (trainer, scenario, "model.oversight", 300);
  tw_trainer_play (trainer);
  tw_trainer_wait (trainer);
  snapshot = look (trainer);
  g_assert_cmpint (snapshot->state, ==, TW_TRAINER_FINISHED);

  run = tw_run_new (scenario, &error);
  while (!tw_run_is_done (run))
    {
      if (tw_run_get_step (run) == 700)
        {
          tw_run_set (run, tw_quadratic_address (scenario, "theta.horizon"), 6, &error);
          tw_run_set (run, tw_quadratic_address (scenario, "model.oversight"), 300, &error);
        }
      tw_run_step (run, NULL, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpmem (snapshot->theta, sizeof (double) * TW_PLANNER_N_PARAMS, tw_run_get_theta (run),
                   sizeof (double) * tw_run_get_n_params (run));
  scenario->type->read (tw_run_get_model (run), tw_run_get_theta (run), readouts);
  scenario->type->plane (tw_run_get_model (run), tw_run_get_theta (run), point);
  g_assert_cmpmem (snapshot->readouts, sizeof readouts, readouts, sizeof readouts);
  g_assert_cmpmem (snapshot->point, sizeof point, point, sizeof point);
  g_assert_cmpfloat (snapshot->ceiling, ==, readouts[TW_PLANNER_READ_CEILING]);
  check_velocity (snapshot, run);
}

static void
test_steps (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (1000, 1000);
  g_autoptr (TwTrainer) trainer = new_trainer (scenario);

  for (guint64 i = 1; i <= 5; i++)
    {
      g_autoptr (TwSnapshot) snapshot = NULL;

      tw_trainer_step (trainer, 1);
      tw_trainer_wait (trainer);
      snapshot = tw_trainer_take_snapshot (trainer);
      g_assert_cmpuint (snapshot->step, ==, i);
      g_assert_cmpint (snapshot->state, ==, TW_TRAINER_PAUSED);
    }
  for (int i = 0; i < 10; i++)
    tw_trainer_step (trainer, 7);
  tw_trainer_step (trainer, 0);
  tw_trainer_wait (trainer);
  {
    g_autoptr (TwSnapshot) snapshot = look (trainer);

    g_assert_cmpuint (snapshot->step, ==, 75);
  }
}

/* Commands that are given while step 10 is under way. */
static TwTrainer *hooked;
static TwAddress hooked_address;

static void
pause_in_step_10 (guint64 step)
{
  if (step == 10)
    tw_trainer_pause (hooked);
}

static void
set_in_step_10 (guint64 step)
{
  if (step == 10)
    tw_trainer_set (hooked, hooked_address, 7);
}

static void
test_pause_within_a_step (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (1000000000, 1000);

  tw_quadratic_hook = pause_in_step_10;
  for (int i = 0; i < 4; i++)
    {
      g_autoptr (TwSnapshot) snapshot = NULL;

      hooked = new_trainer (scenario);
      if (i % 2 == 0)
        tw_trainer_play (hooked);
      else
        tw_trainer_step (hooked, 1000000000);
      tw_trainer_wait (hooked);
      snapshot = look (hooked);
      g_assert_cmpint (snapshot->state, ==, TW_TRAINER_PAUSED);
      g_assert_cmpuint (snapshot->step, ==, 11);
      tw_trainer_free (hooked);
    }
  tw_quadratic_hook = NULL;
}

static void
test_set_within_a_step (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (1000, 1000);
  g_autoptr (TwSnapshot) snapshot = NULL;
  double theta[3];

  train_alone (scenario, 2000, "theta.a", 11, 7, theta);
  hooked_address = tw_quadratic_address (scenario, "theta.a");
  hooked = new_trainer (scenario);
  tw_trainer_sync (hooked);
  tw_quadratic_hook = set_in_step_10;
  tw_trainer_play (hooked);
  tw_trainer_wait (hooked);
  snapshot = look (hooked);
  assert_theta (snapshot, theta);
  tw_trainer_free (hooked);
  g_clear_pointer (&snapshot, tw_snapshot_unref);

  /* A wait is for the edit too, though the steps end before it. */
  hooked = new_trainer (scenario);
  tw_trainer_step (hooked, 11);
  tw_trainer_wait (hooked);
  snapshot = tw_trainer_take_snapshot (hooked);
  g_assert_cmpuint (snapshot->step, ==, 11);
  g_assert_cmpfloat (snapshot->theta[0], ==, 7);
  tw_trainer_free (hooked);
  tw_quadratic_hook = NULL;
}

/* At a step an hour, what is not interruptible would hang here. */
static void
test_pause_between_slow_steps (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (1000, 1000);
  g_autoptr (TwTrainer) trainer = new_trainer (scenario);
  g_autoptr (TwSnapshot) running = NULL, paused = NULL, faster = NULL;

  tw_trainer_set_speed (trainer, 1.0 / 3600);
  tw_trainer_play (trainer);
  do
    {
      g_clear_pointer (&running, tw_snapshot_unref);
      running = tw_trainer_take_snapshot (trainer);
      g_usleep (1000);
    }
  while (running == NULL || running->step == 0);
  g_assert_cmpuint (running->step, ==, 1);
  g_assert_cmpint (running->state, ==, TW_TRAINER_RUNNING);
  tw_trainer_pause (trainer);
  paused = look (trainer);
  g_assert_cmpint (paused->state, ==, TW_TRAINER_PAUSED);
  g_assert_cmpuint (paused->step, ==, 1);

  tw_trainer_play (trainer);
  tw_trainer_sync (trainer);
  tw_trainer_set_speed (trainer, 0);
  tw_trainer_wait (trainer);
  faster = tw_trainer_take_snapshot (trainer);
  g_assert_cmpuint (faster->step, ==, 2000);
}

static void
test_set_paused (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (1000, 1000);
  g_autoptr (TwTrainer) trainer = new_trainer (scenario);
  g_autoptr (TwSnapshot) before = NULL, after = NULL, later = NULL;
  static const guint columns[] = { TW_COLUMN_STEP, TW_COLUMN_X, TW_COLUMN_READOUTS + 2 };
  double rows[64][3], theta[3];

  tw_trainer_step (trainer, 20);
  tw_trainer_wait (trainer);
  before = look (trainer);
  set (trainer, scenario, "theta.a", 7);
  after = look (trainer);
  g_assert_cmpuint (after->step, ==, 20);
  g_assert_cmpuint (after->serial, >, before->serial);
  g_assert_cmpfloat (after->theta[0], ==, 7);
  g_assert_cmpfloat (after->point[0], ==, 7);
  g_assert_cmpfloat (after->readouts[0], ==, 7);
  g_assert_cmpfloat (before->theta[0], !=, 7);
  g_assert_null (after->message);

  /* One row a step, and the edited one as it is now. */
  g_assert_cmpuint (
      tw_history_read (tw_trainer_get_history (trainer), 0, 64, columns, 3, &rows[0][0]), ==, 21);
  g_assert_cmpfloat (rows[20][0], ==, 20);
  g_assert_cmpfloat (rows[20][1], ==, 7);
  g_assert_cmpfloat (rows[20][2], ==, after->readouts[2]);

  set (trainer, scenario, "model.noise", 0.75);
  later = look (trainer);
  g_assert_cmpuint (later->generation, >, after->generation);
  g_assert_cmpfloat (later->scenario->settings[TW_QUADRATIC_NOISE], ==, 0.75);
  g_assert_cmpfloat (after->scenario->settings[TW_QUADRATIC_NOISE], ==, 0.1);

  set (trainer, scenario, "model.noise", 0.1);
  tw_trainer_play (trainer);
  tw_trainer_wait (trainer);
  g_clear_pointer (&later, tw_snapshot_unref);
  later = look (trainer);
  train_alone (scenario, 2000, "theta.a", 20, 7, theta);
  assert_theta (later, theta);
}

static void
test_set_running (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (1000000000, 1);
  g_autoptr (TwTrainer) trainer = new_trainer (scenario);
  g_autoptr (TwSnapshot) during = NULL, after = NULL;

  tw_trainer_play (trainer);
  set (trainer, scenario, "model.noise", 0);
  set (trainer, scenario, "stage.target", 250);
  during = look (trainer);
  g_assert_cmpint (during->state, ==, TW_TRAINER_RUNNING);
  g_assert_cmpfloat (during->scenario->stages[0].values[0], ==, 250);
  do
    {
      g_clear_pointer (&after, tw_snapshot_unref);
      g_usleep (500);
      after = tw_trainer_take_snapshot (trainer);
    }
  while (after == NULL || !(fabs (after->theta[1] - 250) <= 1e-9));
  g_assert_cmpint (after->state, ==, TW_TRAINER_RUNNING);
}

static void
test_set_fails (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (1000, 1000);
  g_autoptr (TwTrainer) trainer = new_trainer (scenario);
  const TwAddress addresses[] = { tw_quadratic_address (scenario, "theta.a"),
                                  tw_quadratic_address (scenario, "world.size") };
  const double values[] = { 3, 13 };
  g_autoptr (TwSnapshot) bad = NULL, still = NULL, good = NULL;

  tw_trainer_set_many (trainer, addresses, values, 2, "");
  bad = look (trainer);
  g_assert_nonnull (bad->message);
  g_assert_nonnull (strstr (bad->message, "13 does not go"));
  g_assert_cmpfloat (bad->theta[0], ==, 0);
  tw_trainer_step (trainer, 1);
  tw_trainer_wait (trainer);
  still = look (trainer);
  g_assert_cmpstr (still->message, ==, bad->message);
  set (trainer, scenario, "theta.a", 3);
  good = look (trainer);
  g_assert_null (good->message);
}

/* --- ends --- */

static void
test_finished (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (10, 10);
  g_autoptr (TwTrainer) trainer = new_trainer (scenario);
  g_autoptr (TwSnapshot) snapshot = NULL;
  double rows[64];

  tw_trainer_play (trainer);
  tw_trainer_wait (trainer);
  tw_trainer_play (trainer);
  tw_trainer_step (trainer, 5);
  snapshot = look (trainer);
  g_assert_cmpint (snapshot->state, ==, TW_TRAINER_FINISHED);
  g_assert_cmpuint (snapshot->step, ==, 20);
  g_assert_cmpfloat (snapshot->steps_per_second, ==, 0);
  g_assert_cmpuint (read_steps (trainer, rows, 64), ==, 21);

  set (trainer, scenario, "theta.a", 5);
  g_clear_pointer (&snapshot, tw_snapshot_unref);
  snapshot = look (trainer);
  g_assert_cmpint (snapshot->state, ==, TW_TRAINER_FINISHED);
  g_assert_cmpfloat (snapshot->point[0], ==, 5);

  set (trainer, scenario, "late.steps", 15);
  g_clear_pointer (&snapshot, tw_snapshot_unref);
  snapshot = look (trainer);
  g_assert_cmpint (snapshot->state, ==, TW_TRAINER_PAUSED);
  g_assert_cmpuint (snapshot->total_steps, ==, 25);
  tw_trainer_play (trainer);
  tw_trainer_wait (trainer);
  g_clear_pointer (&snapshot, tw_snapshot_unref);
  snapshot = look (trainer);
  g_assert_cmpint (snapshot->state, ==, TW_TRAINER_FINISHED);
  g_assert_cmpuint (snapshot->step, ==, 25);
  g_assert_cmpuint (read_steps (trainer, rows, 64), ==, 26);
}

/* Shortened under way, it ends there. */
static void
test_shortened (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (1000000000, 10);
  g_autoptr (TwTrainer) trainer = new_trainer (scenario);
  g_autoptr (TwSnapshot) snapshot = NULL;

  tw_trainer_play (trainer);
  do
    {
      g_clear_pointer (&snapshot, tw_snapshot_unref);
      snapshot = look (trainer);
    }
  while (snapshot->step < 100);
  set (trainer, scenario, "early.steps", 50);
  tw_trainer_wait (trainer);
  g_clear_pointer (&snapshot, tw_snapshot_unref);
  snapshot = look (trainer);
  g_assert_cmpint (snapshot->state, ==, TW_TRAINER_FINISHED);
  g_assert_cmpuint (snapshot->total_steps, ==, 60);
  g_assert_cmpuint (snapshot->step, >=, 100);
}

static void
test_failed (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (100, 100);
  g_autoptr (TwTrainer) trainer = NULL;
  g_autoptr (TwSnapshot) snapshot = NULL;
  const char *const message = "the gradient of b is not finite (-inf) at step 30";
  double rows[300];

  scenario->settings[TW_QUADRATIC_FAULT] = TW_QUADRATIC_GRADIENT_INF;
  scenario->settings[TW_QUADRATIC_FAULT_STEP] = 30;
  trainer = new_trainer (scenario);
  tw_trainer_play (trainer);
  tw_trainer_wait (trainer);
  tw_trainer_play (trainer);
  snapshot = look (trainer);
  g_assert_cmpint (snapshot->state, ==, TW_TRAINER_FAILED);
  g_assert_cmpstr (snapshot->message, ==, message);
  g_assert_cmpuint (snapshot->step, ==, 30);
  g_assert_true (isfinite (snapshot->gradient[1]));
  g_assert_cmpuint (read_steps (trainer, rows, 300), ==, 31);

  /* An edit that is refused leaves it failed. */
  set (trainer, scenario, "model.fault", 99);
  g_clear_pointer (&snapshot, tw_snapshot_unref);
  snapshot = look (trainer);
  g_assert_cmpint (snapshot->state, ==, TW_TRAINER_FAILED);
  g_assert_cmpstr (snapshot->message, !=, message);

  set (trainer, scenario, "model.fault", 0);
  g_clear_pointer (&snapshot, tw_snapshot_unref);
  snapshot = look (trainer);
  g_assert_cmpint (snapshot->state, ==, TW_TRAINER_PAUSED);
  g_assert_null (snapshot->message);
  tw_trainer_play (trainer);
  tw_trainer_wait (trainer);
  g_clear_pointer (&snapshot, tw_snapshot_unref);
  snapshot = look (trainer);
  g_assert_cmpint (snapshot->state, ==, TW_TRAINER_FINISHED);
  g_assert_cmpuint (read_steps (trainer, rows, 300), ==, 201);
}

/* --- pace --- */

/* Never faster than it is told to be; how exactly on average is a matter of
 * tests/train/test-pace.c. */
static void
test_speed (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (1000000000, 10);
  const double speeds[] = { 50, 2000, 40000 };

  for (gsize i = 0; i < G_N_ELEMENTS (speeds); i++)
    {
      g_autoptr (TwTrainer) trainer = new_trainer (scenario);
      g_autoptr (TwSnapshot) snapshot = NULL;
      double seconds;
      gint64 begin;

      tw_trainer_set_speed (trainer, speeds[i]);
      begin = g_get_monotonic_time ();
      tw_trainer_play (trainer);
      do
        {
          g_clear_pointer (&snapshot, tw_snapshot_unref);
          g_usleep (1000);
          snapshot = look (trainer);
        }
      while ((double)snapshot->step < 0.1 * speeds[i]);
      seconds = (double)(g_get_monotonic_time () - begin) / 1e6;
      /* The first is due at once. */
      g_assert_cmpfloat ((double)snapshot->step, <=, 1 + speeds[i] * seconds);
    }
}

/* --- threads --- */

/* What is seen never goes back, and every snapshot is whole, whatever goes on. */
static void
test_stress (void)
{
  atomic_int times = 0; /* first, so that it outlives the trainer */
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (1000000000, 10);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autoptr (TwTrainer) trainer = NULL;
  g_autoptr (TwSnapshot) newest = NULL;

  /* A ramp changes settings in place under way: what a snapshot holds must not change. */
  tw_quadratic_add_event (scenario, "ramp", 0, TW_EVENT_RAMP, "model.noise", 1000, 900000000);
  trainer = tw_trainer_new (scenario, count, &times, NULL);
  newest = look (trainer);
  for (int i = 0; i < 3000; i++)
    {
      g_autoptr (TwSnapshot) snapshot = tw_trainer_take_snapshot (trainer);
      static const guint columns[] = { TW_COLUMN_STEP, TW_COLUMN_X, TW_COLUMN_READOUTS };
      double row[3];

      if (snapshot != NULL)
        {
          g_assert_cmpuint (snapshot->serial, >, newest->serial);
          g_assert_cmpuint (snapshot->step, >=, newest->step);
          g_assert_cmpfloat (snapshot->point[0], ==, snapshot->theta[0]);
          g_assert_cmpfloat (snapshot->readouts[1], ==, snapshot->theta[1]);
          g_assert_cmpfloat (snapshot->scenario->settings[TW_QUADRATIC_NOISE], >=,
                             newest->scenario->settings[TW_QUADRATIC_NOISE]);
          tw_snapshot_unref (newest);
          newest = g_steal_pointer (&snapshot);
        }
      switch (g_rand_int_range (rand, 0, 12))
        {
        case 0:
          tw_trainer_pause (trainer);
          break;
        case 1:
          tw_trainer_step (trainer, (guint64)g_rand_int_range (rand, 1, 50));
          break;
        case 2:
          set (trainer, scenario, "theta.b", g_rand_double (rand));
          break;
        case 3:
          set (trainer, scenario, "world.size", g_rand_int_range (rand, 10, 16));
          break;
        case 4:
          tw_trainer_set_speed (trainer, g_rand_double_range (rand, 1e4, 1e6));
          break;
        case 5:
          tw_trainer_set_speed (trainer, 0);
          break;
        case 6:
          tw_trainer_sync (trainer);
          break;
        case 7:
          if (tw_history_get_length (tw_trainer_get_history (trainer), NULL, NULL) > 0
              && tw_history_read (
                     tw_trainer_get_history (trainer),
                     tw_history_get_length (tw_trainer_get_history (trainer), NULL, NULL) - 1, 1,
                     columns, 3, row)
                     == 1)
            g_assert_cmpfloat (row[1], ==, row[2]);
          break;
        default:
          tw_trainer_play (trainer);
        }
    }
  tw_trainer_sync (trainer);
  g_assert_cmpint (atomic_load (&times), >, 1);
}

/* --- the sink --- */

/* Writes down what it is told, one word a call. */
typedef struct
{
  TwTrainerSink table;
  GString *told;
  guint64 hold_at; /* no step from here on */
  gboolean ended;
  double last_row[16];
} Witness;

static void
witness_begin (TwTrainerSink *sink, TwRun *run, const TwStepRecord *last, const double *row)
{
  Witness *witness = (Witness *)sink;

  g_string_append_printf (witness->told, "begin%" G_GUINT64_FORMAT " ", tw_run_get_step (run));
  g_assert_cmpfloat (row[TW_COLUMN_STEP], ==, (double)tw_run_get_step (run));
}

static gboolean
witness_may_step (TwTrainerSink *sink, char **why)
{
  Witness *witness = (Witness *)sink;

  if (witness->hold_at > 0)
    {
      witness->hold_at--;
      return TRUE;
    }
  *why = g_strdup ("no room");
  return FALSE;
}

static gboolean
witness_wants (TwTrainerSink *sink, guint64 step)
{
  return step % 2 == 0;
}

static void
witness_step (TwTrainerSink *sink, TwRun *run, const TwStepRecord *last, const double *row)
{
  Witness *witness = (Witness *)sink;

  g_assert_cmpuint (last->step + 1, ==, tw_run_get_step (run));
  if (witness_wants (sink, tw_run_get_step (run)))
    g_assert_nonnull (row);
  if (row != NULL)
    {
      g_assert_cmpfloat (row[TW_COLUMN_STEP], ==, (double)tw_run_get_step (run));
      g_assert_cmpfloat (row[TW_COLUMN_LOSS], ==, last->loss);
    }
  g_string_append_printf (witness->told, "step%" G_GUINT64_FORMAT " ", tw_run_get_step (run));
}

static void
witness_edit (TwTrainerSink *sink, TwRun *run, const TwEdit *edits, guint n, const char *origin,
              const TwStepRecord *last, const double *row)
{
  Witness *witness = (Witness *)sink;

  g_string_append_printf (witness->told, "edit%" G_GUINT64_FORMAT ":%s", tw_run_get_step (run),
                          origin);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (witness->told, ",%s=%g->%g", edits[i].address, edits[i].before,
                            edits[i].after);
  g_string_append (witness->told, " ");
}

static void
witness_mark (TwTrainerSink *sink, TwRun *run, const char *label)
{
  g_string_append_printf (((Witness *)sink)->told, "mark%" G_GUINT64_FORMAT ":%s ",
                          tw_run_get_step (run), label);
}

static void
witness_rest (TwTrainerSink *sink, TwRun *run, const TwStepRecord *last, const double *row,
              TwTrainerState state, const char *message)
{
  Witness *witness = (Witness *)sink;

  if (state == TW_TRAINER_RUNNING)
    return;
  g_assert_cmpfloat (row[TW_COLUMN_STEP], ==, (double)tw_run_get_step (run));
  g_string_append_printf (witness->told, "rest%" G_GUINT64_FORMAT "/%d ", tw_run_get_step (run),
                          state);
}

static void
witness_end (TwTrainerSink *sink)
{
  ((Witness *)sink)->ended = TRUE;
}

static void
witness_init (Witness *witness)
{
  *witness = (Witness){
    .table = { witness_begin, witness_may_step, witness_wants, witness_step, witness_edit,
               witness_mark, witness_rest, witness_end },
    .told = g_string_new (NULL),
    .hold_at = G_MAXUINT64,
  };
}

static TwTrainer *
new_watched (const TwScenario *scenario, guint64 steps, Witness *witness)
{
  g_autoptr (GError) error = NULL;
  TwRun *run = tw_run_new (scenario, &error);
  TwTrainer *trainer;

  g_assert_no_error (error);
  while (tw_run_get_step (run) < steps)
    tw_run_step (run, NULL, NULL);
  trainer = tw_trainer_new_for_run (run, NULL, NULL, &witness->table, NULL, NULL, &error);
  g_assert_no_error (error);
  return trainer;
}

static void
test_sink (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (3, 2);
  g_autoptr (TwTrainer) trainer = NULL;
  Witness witness;

  witness_init (&witness);
  trainer = new_watched (scenario, 1, &witness);
  tw_trainer_step (trainer, 2);
  tw_trainer_wait (trainer);
  tw_trainer_set_many (trainer,
                       (TwAddress[]){ tw_quadratic_address (scenario, "theta.a"),
                                      tw_quadratic_address (scenario, "optimizer.learning_rate") },
                       (double[]){ 0.5, 0.25 }, 2, "inspector");
  /* What changes nothing is no change. */
  set (trainer, scenario, "optimizer.learning_rate", 0.25);
  tw_trainer_mark (trainer, "here");
  tw_trainer_sync (trainer);
  tw_trainer_play (trainer);
  tw_trainer_wait (trainer);
  g_clear_pointer (&trainer, tw_trainer_free);
  g_assert_true (witness.ended);
  g_test_message ("%s", witness.told->str);
  g_assert_nonnull (strstr (witness.told->str, "begin1 "));
  g_assert_nonnull (strstr (witness.told->str, "begin1 step2 step3 "));
  g_assert_nonnull (strstr (witness.told->str, ",optimizer.learning_rate="));
  g_assert_nonnull (strstr (witness.told->str, "->0.25 "));
  g_assert_nonnull (strstr (witness.told->str, "edit3:inspector,theta.a="));
  g_assert_null (strstr (witness.told->str, "edit3: "));
  g_assert_nonnull (strstr (witness.told->str, "mark3:here "));
  g_assert_true (g_str_has_suffix (witness.told->str, "step4 step5 rest5/2 "));
  g_string_free (witness.told, TRUE);
}

/* Who keeps the run can hold it, and it goes on from there when there is room. */
static void
test_held (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (10, 20);
  g_autoptr (TwTrainer) trainer = NULL;
  g_autoptr (TwSnapshot) held = NULL;
  g_autoptr (TwSnapshot) end = NULL;
  Witness witness;
  double theta[3];

  witness_init (&witness);
  witness.hold_at = 7;
  trainer = new_watched (scenario, 0, &witness);
  tw_trainer_play (trainer);
  tw_trainer_wait (trainer);
  held = look (trainer);
  g_assert_cmpint (held->state, ==, TW_TRAINER_PAUSED);
  g_assert_cmpuint (held->step, ==, 7);
  g_assert_cmpstr (held->message, ==, "no room");

  tw_trainer_sync (trainer);
  witness.hold_at = G_MAXUINT64;
  tw_trainer_play (trainer);
  tw_trainer_wait (trainer);
  end = look (trainer);
  g_assert_cmpint (end->state, ==, TW_TRAINER_FINISHED);
  g_assert_null (end->message);
  train_alone (scenario, 30, NULL, 0, 0, theta);
  assert_theta (end, theta);
  g_clear_pointer (&trainer, tw_trainer_free);
  g_string_free (witness.told, TRUE);
}

/* A run that stands somewhere goes on, and its rows after those of before. */
static void
test_goes_on (void)
{
  g_autoptr (TwScenario) scenario = tw_quadratic_scenario (10, 20);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwHistory) history = tw_history_new (scenario->type, 64);
  g_autoptr (TwTrainer) trainer = NULL;
  g_autoptr (TwSnapshot) first = NULL;
  TwRun *run = tw_run_new (scenario, &error);
  double row[16] = { 0 }, rows[64], theta[3];
  TwStepRecord last;

  tw_history_append (history, row, 1);
  while (tw_run_get_step (run) < 12)
    tw_run_step (run, &last, NULL);
  trainer = tw_trainer_new_for_run (run, &last, history, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  first = tw_trainer_take_snapshot (trainer);
  g_assert_cmpuint (first->step, ==, 12);
  g_assert_cmpfloat (first->last.loss, ==, last.loss);
  tw_trainer_play (trainer);
  tw_trainer_wait (trainer);
  g_assert_cmpuint (read_steps (trainer, rows, 64), ==, 20);
  g_assert_cmpfloat (rows[0], ==, 0);
  for (guint i = 1; i < 20; i++)
    g_assert_cmpfloat (rows[i], ==, 11 + i);
  {
    g_autoptr (TwSnapshot) end = look (trainer);

    train_alone (scenario, 30, NULL, 0, 0, theta);
    assert_theta (end, theta);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trainer/first", test_first);
  g_test_add_func ("/trainer/contents", test_contents);
  g_test_add_func ("/trainer/commands", test_commands);
  g_test_add_func ("/trainer/outlives", test_outlives);
  g_test_add_func ("/trainer/new-fails", test_new_fails);
  g_test_add_func ("/trainer/notify", test_notify);
  g_test_add_func ("/trainer/same-run", test_same_run);
  g_test_add_func ("/trainer/planner", test_planner);
  g_test_add_func ("/trainer/steps", test_steps);
  g_test_add_func ("/trainer/pause-within-a-step", test_pause_within_a_step);
  g_test_add_func ("/trainer/set-within-a-step", test_set_within_a_step);
  g_test_add_func ("/trainer/pause-between-slow-steps", test_pause_between_slow_steps);
  g_test_add_func ("/trainer/set-paused", test_set_paused);
  g_test_add_func ("/trainer/set-running", test_set_running);
  g_test_add_func ("/trainer/set-fails", test_set_fails);
  g_test_add_func ("/trainer/finished", test_finished);
  g_test_add_func ("/trainer/shortened", test_shortened);
  g_test_add_func ("/trainer/failed", test_failed);
  g_test_add_func ("/trainer/speed", test_speed);
  g_test_add_func ("/trainer/stress", test_stress);
  g_test_add_func ("/trainer/sink", test_sink);
  g_test_add_func ("/trainer/held", test_held);
  g_test_add_func ("/trainer/goes-on", test_goes_on);
  return g_test_run ();
}
