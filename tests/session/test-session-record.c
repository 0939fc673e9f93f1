/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is in a file after a run was recorded, and that it is all that there was. */

#include "plain-run.h"
#include "session-fixture.h"

#include "session/tw-fingerprint.h"

#include <sqlite3.h>

#include <math.h>
#include <string.h>

typedef struct
{
  char *folder, *path;
  TwScenario *scenario;
  TwSession *session;
  TwTrainer *trainer;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = fixture_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "record.thalweg", NULL);
  fixture->scenario = fixture_scenario (300, 500);
  fixture->session = tw_session_new (fixture->path);
  g_assert_cmpint (tw_session_add_root (fixture->session, fixture->scenario, NULL, &error), ==, 1);
  g_assert_no_error (error);
  fixture->trainer = fixture_start (fixture->session, 1, fixture->scenario);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->trainer, tw_trainer_free);
  g_clear_pointer (&fixture->session, tw_session_free);
  tw_scenario_unref (fixture->scenario);
  g_free (fixture->path);
  fixture_folder_free (fixture->folder);
}

static void
close_session (Fixture *fixture)
{
  g_clear_pointer (&fixture->trainer, tw_trainer_free);
  g_clear_pointer (&fixture->session, tw_session_free);
}

static TwSessionReader *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  TwSessionReader *reader = tw_session_reader_new (path, &error);

  g_assert_no_error (error);
  return reader;
}

static void
flush (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  tw_session_flush (fixture->session, &error);
  g_assert_no_error (error);
}

/* --- everything is there --- */

static void
test_whole_run (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PlainRun) plain = plain_run_new (1, fixture->scenario);
  g_autoptr (TwSessionReader) reader = NULL;

  fixture_play (fixture->trainer);
  close_session (fixture);
  plain_run_step (plain, 800);
  reader = read_file (fixture->path);
  plain_run_check (plain, reader);
  g_assert_cmpint (tw_session_reader_get_run (reader, 1)->state, ==, TW_TRAINER_FINISHED);
  fixture_check_integrity (fixture->path);
}

/* Pauses, steps and speeds are how one watches; a run does not know of them. */
static void
test_speeds_change_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PlainRun) plain = plain_run_new (1, fixture->scenario);
  g_autoptr (TwSessionReader) reader = NULL;
  const double speeds[] = { 0, 700, 0, 20000, 5000 };

  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    {
      tw_trainer_set_speed (fixture->trainer, speeds[i]);
      fixture_step (fixture->trainer, 1);
      tw_trainer_play (fixture->trainer);
      g_usleep (3000);
      tw_trainer_pause (fixture->trainer);
      tw_trainer_sync (fixture->trainer);
    }
  tw_trainer_set_speed (fixture->trainer, 0);
  fixture_play (fixture->trainer);
  close_session (fixture);
  plain_run_step (plain, 800);
  reader = read_file (fixture->path);
  plain_run_check (plain, reader);
}

/* An edit's row takes the place of the one that its step had. */
static void
test_edits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PlainRun) plain = plain_run_new (1, fixture->scenario);
  g_autoptr (TwSessionReader) reader = NULL;
  const gint64 before = g_get_real_time ();
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) error = NULL;
  const double values[] = { 1, -0.3, 2 };

  fixture_step (fixture->trainer, 130);
  plain_run_step (plain, 130);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      fixture_set (fixture->trainer, "theta.horizon", values[i], "plane");
      g_assert_true (plain_run_set (plain, "theta.horizon", values[i], "plane"));
    }
  fixture_step (fixture->trainer, 70);
  plain_run_step (plain, 70);
  close_session (fixture);
  reader = read_file (fixture->path);
  plain_run_check (plain, reader);

  changes = tw_session_reader_read_changes (reader, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (changes->len, ==, 3);
  for (guint i = 0; i < changes->len; i++)
    {
      const TwSessionChange *change = changes->pdata[i];

      g_assert_cmpint (change->time, >=, before);
      g_assert_cmpint (change->time, <=, g_get_real_time ());
    }
}

/* Values that were set together are one change; those that were so already are none. */
static void
test_edits_together (Fixture *fixture, gconstpointer data)
{
  const char *const addresses[] = { "theta.horizon", "theta.awareness", "optimizer.learning_rate",
                                    "early.dev_horizon" };
  const double values[] = { 1.5, -2, 0.25, 8 };
  TwAddress where[4];
  g_autoptr (TwSessionReader) reader = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 4; i++)
    tw_scenario_resolve (fixture->scenario, addresses[i], &where[i], &error);
  g_assert_no_error (error);
  /* "stage" is the one under way, and written down by its name. */
  where[3].item = TW_CURRENT_STAGE;
  tw_trainer_set_many (fixture->trainer, where, values, 4, "command line");
  fixture_set (fixture->trainer, "theta.horizon", 0, "inspector");
  fixture_set (fixture->trainer, "theta.horizon", 0, "inspector");
  close_session (fixture);

  reader = read_file (fixture->path);
  changes = tw_session_reader_read_changes (reader, 1, &error);
  g_assert_no_error (error);
  /* Awareness was -2 before. */
  g_assert_cmpuint (changes->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      const TwSessionChange *change = changes->pdata[i];

      g_assert_cmpuint (change->number, ==, i < 3 ? 1 : 2);
      g_assert_cmpuint (change->step, ==, 0);
      g_assert_cmpstr (change->origin, ==, i < 3 ? "command line" : "inspector");
      if (i < 3)
        {
          const guint k = i == 0 ? 0 : i + 1;

          g_assert_cmpstr (change->address, ==, addresses[k]);
          g_assert_cmpfloat (change->after, ==, values[k]);
        }
    }
  g_assert_cmpuint (tw_session_reader_get_run (reader, 1)->n_changes, ==, 2);
}

/* The state after every number of changes at one step can be gone to. */
static void
test_changes_one_by_one (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PlainRun) plain = plain_run_new (1, fixture->scenario);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwReplay) replay = NULL;

  fixture_step (fixture->trainer, 50);
  plain_run_step (plain, 50);
  for (guint i = 0; i < 4; i++)
    {
      fixture_set (fixture->trainer, "theta.awareness", i + 0.5, "inspector");
      plain_run_set (plain, "theta.awareness", i + 0.5, "inspector");
    }
  fixture_step (fixture->trainer, 50);
  plain_run_step (plain, 50);
  close_session (fixture);
  replay = tw_replay_new (fixture->path, &error);
  g_assert_no_error (error);
  for (guint i = 0; i <= 4; i++)
    plain_run_check_state (plain, replay, 50, 4 - i);
  plain_run_check_state (plain, replay, 49, 0);
  plain_run_check_state (plain, replay, 51, 4);
  plain_run_check_state (plain, replay, 100, 4);
}

/* --- going to and fro --- */

static void
test_seeking (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PlainRun) plain = plain_run_new (1, fixture->scenario);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwReplay) replay = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  const guint64 steps[] = { 800, 0, 1, 799, 300, 299, 301, 800, 400, 400 };

  fixture_play (fixture->trainer);
  close_session (fixture);
  plain_run_step (plain, 800);
  replay = tw_replay_new (fixture->path, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      const TwStepRecord *last;
      const gint64 step = (gint64)steps[i];
      const double *row = g_hash_table_lookup (plain->rows, &step);

      plain_run_check_state (plain, replay, steps[i], 0);
      last = tw_replay_get_last (replay);
      if (steps[i] == 0)
        g_assert_true (isnan (last->loss));
      else
        {
          g_assert_cmpuint (last->step, ==, steps[i] - 1);
          g_assert_cmpfloat (last->loss, ==, row[TW_COLUMN_LOSS]);
        }
    }
  g_assert_false (tw_replay_seek (replay, 1, 801, 0, NULL, &error));
  g_assert_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_false (tw_replay_seek (replay, 2, 0, 0, NULL, &error));
  g_assert_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_MISSING);
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  g_assert_false (tw_replay_seek (replay, 1, 555, 0, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  plain_run_check_state (plain, replay, 555, 0);
}

/* --- branches --- */

static void
test_branch_without_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PlainRun) plain = plain_run_new (1, fixture->scenario);
  g_autoptr (PlainRun) plain_branch = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwReplay) replay = NULL;
  g_autoptr (TwTrainer) trainer = NULL;
  g_autoptr (TwSessionReader) reader = NULL;
  g_autofree char *parent = NULL, *branch = NULL;
  guint64 changes;

  fixture_step (fixture->trainer, 100);
  fixture_set (fixture->trainer, "theta.horizon", 2, "plane");
  fixture_play (fixture->trainer);
  flush (fixture);
  replay = tw_replay_new (fixture->path, &error);
  g_assert_no_error (error);
  tw_replay_seek (replay, 1, 417, TW_REPLAY_ALL_CHANGES, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_replay_get_owner (replay, &changes), ==, 1);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpint (
      tw_session_add_branch (fixture->session, 1, 1, tw_replay_get_run (replay), "branch", &error),
      ==, 2);
  g_assert_no_error (error);
  trainer = fixture_continue (fixture->session, 2);
  fixture_play (trainer);
  g_clear_pointer (&trainer, tw_trainer_free);
  close_session (fixture);

  parent = fixture_recorded_hash (fixture->path, 1, 800, TW_REPLAY_ALL_CHANGES);
  branch = fixture_recorded_hash (fixture->path, 2, 800, TW_REPLAY_ALL_CHANGES);
  g_assert_cmpstr (branch, ==, parent);
  plain_run_step (plain, 100);
  plain_run_set (plain, "theta.horizon", 2, "plane");
  plain_run_step (plain, 700);
  plain_branch = plain_run_new_branch (2, plain, 417, 1);
  plain_run_step (plain_branch, 383);
  reader = read_file (fixture->path);
  plain_run_check (plain, reader);
  plain_run_check (plain_branch, reader);
}

/* The history of a branch begins with its parent's rows, up to where it branched off. */
static void
test_history_of_a_branch (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PlainRun) plain = plain_run_new (1, fixture->scenario);
  g_autoptr (PlainRun) plain_branch = NULL;
  g_autoptr (TwHistory) history = tw_history_new (fixture->scenario->type, 4096);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwReplay) replay = NULL;
  g_autoptr (TwTrainer) trainer = NULL;
  g_autoptr (TwSessionReader) reader = NULL;
  const guint columns[] = { TW_COLUMN_STEP, TW_COLUMN_LOSS, TW_COLUMN_X, TW_COLUMN_READOUTS + 5 };
  double rows[301][4];

  fixture_step (fixture->trainer, 300);
  flush (fixture);
  replay = tw_replay_new (fixture->path, &error);
  g_assert_no_error (error);
  tw_replay_seek (replay, 1, 200, TW_REPLAY_ALL_CHANGES, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (
      tw_session_add_branch (fixture->session, 1, 0, tw_replay_get_run (replay), "branch", &error),
      ==, 2);
  g_assert_no_error (error);
  trainer = fixture_continue (fixture->session, 2);
  fixture_set (trainer, "theta.horizon", 3, "plane");
  fixture_step (trainer, 100);
  g_clear_pointer (&trainer, tw_trainer_free);
  close_session (fixture);

  plain_run_step (plain, 300);
  plain_branch = plain_run_new_branch (2, plain, 200, 0);
  plain_run_set (plain_branch, "theta.horizon", 3, "plane");
  plain_run_step (plain_branch, 100);
  reader = read_file (fixture->path);
  g_assert_true (tw_session_reader_load_history (reader, 2, history, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tw_history_read (history, 0, 301, columns, 4, rows[0]), ==, 301);
  for (gint64 step = 0; step <= 300; step++)
    {
      const PlainRun *owner = step < 200 ? plain : plain_branch;
      const double *expected = g_hash_table_lookup (owner->rows, &step);

      g_assert_cmpfloat (rows[step][0], ==, (double)step);
      if (step > 0)
        g_assert_cmpfloat (rows[step][1], ==, expected[TW_COLUMN_LOSS]);
      g_assert_cmpfloat (rows[step][2], ==, expected[TW_COLUMN_X]);
      g_assert_cmpfloat (rows[step][3], ==, expected[TW_COLUMN_READOUTS + 5]);
    }
}

/* --- checkpoints and marks --- */

static gboolean
has_checkpoint (GPtrArray *checkpoints, guint64 step, const char *reason)
{
  for (guint i = 0; i < checkpoints->len; i++)
    {
      const TwSessionCheckpoint *checkpoint = checkpoints->pdata[i];

      if (checkpoint->step == step && (reason == NULL || strcmp (checkpoint->reason, reason) == 0))
        return TRUE;
    }
  return FALSE;
}

static void
test_checkpoints (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwSessionReader) reader = NULL;
  g_autoptr (GPtrArray) checkpoints = NULL, machines = NULL, marks = NULL;
  g_autoptr (TwFingerprint) here = tw_fingerprint_new ();
  g_autoptr (GError) error = NULL;

  fixture_step (fixture->trainer, 57);
  tw_trainer_mark (fixture->trainer, "odd moment");
  fixture_play (fixture->trainer);
  close_session (fixture);
  reader = read_file (fixture->path);
  checkpoints = tw_session_reader_read_checkpoints (reader, 1, &error);
  g_assert_no_error (error);
  g_assert_true (has_checkpoint (checkpoints, 0, "start"));
  g_assert_true (has_checkpoint (checkpoints, 57, "mark"));
  g_assert_true (has_checkpoint (checkpoints, 300, "stage"));
  g_assert_true (has_checkpoint (checkpoints, 800, NULL));

  marks = tw_session_reader_read_marks (reader, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (marks->len, ==, 1);
  g_assert_cmpstr (((TwSessionCheckpoint *)marks->pdata[0])->label, ==, "odd moment");

  machines = tw_session_reader_read_machines (reader, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (machines->len, ==, 1);
  g_assert_true (tw_fingerprint_equal (machines->pdata[0], here));
  for (guint i = 0; i < checkpoints->len; i++)
    g_assert_cmpint (((TwSessionCheckpoint *)checkpoints->pdata[i])->machine, ==,
                     ((TwFingerprint *)machines->pdata[0])->id);
}

static void
test_states (Fixture *fixture, gconstpointer data)
{
  g_autoptr (PlainRun) plain = plain_run_new (1, fixture->scenario);
  g_autoptr (TwSessionReader) reader = NULL;
  g_autoptr (GPtrArray) checkpoints = NULL;
  g_autoptr (GError) error = NULL;

  fixture_play (fixture->trainer);
  close_session (fixture);
  plain_run_step (plain, 800);
  reader = read_file (fixture->path);
  checkpoints = tw_session_reader_read_checkpoints (reader, 1, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < checkpoints->len; i++)
    {
      const TwSessionCheckpoint *listed = checkpoints->pdata[i];
      TwSessionCheckpoint *found = NULL;
      g_autoptr (GBytes) state =
          tw_session_reader_read_state (reader, 1, listed->step, 0, &found, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (found->step, ==, listed->step);
      g_assert_cmpstr (found->hash, ==, listed->hash);
      g_assert_cmpuint (g_bytes_get_size (state), ==, listed->size);
      g_assert_true (g_bytes_equal (state, plain_run_get_state (plain, listed->step, 0)));
      tw_session_checkpoint_free (found);
    }
}

/* --- summaries --- */

typedef struct
{
  double minimum, maximum, sum;
  guint n;
} Extent;

static void
extend (Extent *extent, double value)
{
  if (!isfinite (value))
    return;
  extent->minimum = extent->n == 0 ? value : MIN (extent->minimum, value);
  extent->maximum = extent->n == 0 ? value : MAX (extent->maximum, value);
  extent->sum += value;
  extent->n++;
}

static double
double_at (sqlite3_stmt *statement, int column, guint index)
{
  const guint8 *bytes = sqlite3_column_blob (statement, column);
  guint64 bits;
  double value;

  g_assert_cmpint (sqlite3_column_bytes (statement, column), >=, (int)(8 * (index + 1)));
  memcpy (&bits, bytes + 8 * index, 8);
  bits = GUINT64_FROM_LE (bits);
  memcpy (&value, &bits, 8);
  return value;
}

static void
check_bucket (sqlite3_stmt *bucket, sqlite3 *db)
{
  const gint64 size = sqlite3_column_int64 (bucket, 0), first = sqlite3_column_int64 (bucket, 1);
  sqlite3_stmt *rows = NULL;
  Extent extents[64] = { 0 };
  gint64 n = 0;
  guint n_values;

  g_assert_cmpint (sqlite3_prepare_v2 (
                       db, "SELECT * FROM planner_steps WHERE run = 1 AND step >= ? AND step < ?",
                       -1, &rows, NULL),
                   ==, SQLITE_OK);
  sqlite3_bind_int64 (rows, 1, first);
  sqlite3_bind_int64 (rows, 2, first + size);
  /* Between run and step before them, and θ behind. */
  n_values = (guint)sqlite3_column_count (rows) - 3;
  while (sqlite3_step (rows) == SQLITE_ROW)
    {
      for (guint i = 0; i < n_values; i++)
        if (sqlite3_column_type (rows, 2 + (int)i) != SQLITE_NULL)
          extend (&extents[i], sqlite3_column_double (rows, 2 + (int)i));
      n++;
    }
  sqlite3_finalize (rows);
  g_assert_cmpint (sqlite3_column_int64 (bucket, 2), ==, n);
  for (guint i = 0; i < n_values; i++)
    {
      const double mean = extents[i].sum / extents[i].n;

      g_assert_cmpuint (extents[i].n, >, 0);
      g_assert_cmpfloat (double_at (bucket, 3, i), ==, extents[i].minimum);
      g_assert_cmpfloat (double_at (bucket, 4, i), ==, extents[i].maximum);
      /* Where a number is missing, as the loss of step 0, and the run was gone on with since, the mean
       * is one of means: nobody wrote down how many numbers were behind them. */
      if (extents[i].n != n)
        continue;
      /* Added up in another order: a rounding each. */
      if (!(fabs (double_at (bucket, 5, i) - mean)
            <= 1e-13 * (double)n * MAX (fabs (extents[i].minimum), fabs (extents[i].maximum))))
        g_error ("bucket of %" G_GINT64_FORMAT " from %" G_GINT64_FORMAT
                 ", value %u: mean %.17g and not %.17g",
                 size, first, i, double_at (bucket, 5, i), mean);
    }
}

/* Edits replace rows, and a run is gone on with twice: what is summed up is what stayed. */
static void
test_summaries (Fixture *fixture, gconstpointer data)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *buckets = NULL;
  guint n = 0, n_large = 0;

  fixture_step (fixture->trainer, 63);
  fixture_set (fixture->trainer, "theta.horizon", 2, "test");
  fixture_set (fixture->trainer, "theta.horizon", 1, "test");
  fixture_step (fixture->trainer, 1);
  fixture_set (fixture->trainer, "theta.horizon", 3, "test");
  fixture_step (fixture->trainer, 100);
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&fixture->trainer, tw_trainer_free);
      fixture->trainer = fixture_continue (fixture->session, 1);
      fixture_set (fixture->trainer, "theta.awareness", i, "test");
      fixture_step (fixture->trainer, 28 + i);
    }
  fixture_play (fixture->trainer);
  close_session (fixture);

  g_assert_cmpint (sqlite3_open_v2 (fixture->path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db,
                                       "SELECT size, first, n, minimum, maximum, mean"
                                       " FROM planner_summary WHERE run = 1 ORDER BY size, first",
                                       -1, &buckets, NULL),
                   ==, SQLITE_OK);
  while (sqlite3_step (buckets) == SQLITE_ROW)
    {
      check_bucket (buckets, db);
      n++;
      n_large += sqlite3_column_int64 (buckets, 0) == 512;
    }
  sqlite3_finalize (buckets);
  sqlite3_close (db);
  /* 801 rows: 12 complete buckets of 64, one of 512. */
  g_assert_cmpuint (n, ==, 13);
  g_assert_cmpuint (n_large, ==, 1);
}

#define LONG_STEPS 60000

/* A long run's history is made of summaries: few rows, and every extreme among them. */
static void
test_history_from_summaries (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario (LONG_STEPS / 2, LONG_STEPS / 2);
  const guint n_columns = TW_COLUMN_READOUTS + scenario->type->n_readouts;
  g_autofree double *rows = g_new (double, (gsize)(LONG_STEPS + 1) * n_columns);
  g_autofree double *kept_rows = g_new (double, (gsize)(LONG_STEPS + 1) * n_columns);
  g_autofree guint *columns = g_new (guint, n_columns);
  g_autoptr (TwHistory) history = tw_history_new (scenario->type, 1 << 16);
  char *folder = fixture_folder_new ();
  g_autofree char *path = g_build_filename (folder, "long.thalweg", NULL);
  g_autoptr (TwSessionReader) reader = NULL;
  g_autoptr (GError) error = NULL;
  gssize n;
  gsize n_kept;

  fixture_record (path, scenario, LONG_STEPS);
  reader = read_file (path);
  n = tw_session_reader_read_rows (reader, 1, 0, G_MAXUINT64, LONG_STEPS + 1, rows, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n, >, LONG_STEPS / 2);
  g_assert_true (tw_session_reader_load_history (reader, 1, history, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < n_columns; i++)
    columns[i] = i;
  n_kept = tw_history_read (history, 0, LONG_STEPS + 1, columns, n_columns, kept_rows);
  g_assert_cmpuint (n_kept, <, LONG_STEPS / 10);
  g_assert_cmpuint (n_kept, >, LONG_STEPS / 100);
  g_assert_cmpfloat (kept_rows[0], ==, 0);
  g_assert_cmpfloat (kept_rows[(n_kept - 1) * n_columns], ==, LONG_STEPS);
  for (guint column = 1; column < n_columns; column++)
    {
      Extent all = { 0 }, kept = { 0 };

      for (gssize i = 0; i < n; i++)
        extend (&all, rows[(gsize)i * n_columns + column]);
      for (gsize i = 0; i < n_kept; i++)
        extend (&kept, kept_rows[i * n_columns + column]);
      /* Of x and y the means are kept, so that the trail is not torn. */
      if (column == TW_COLUMN_X || column == TW_COLUMN_Y)
        {
          g_assert_cmpfloat (kept.minimum, >=, all.minimum);
          g_assert_cmpfloat (kept.maximum, <=, all.maximum);
          continue;
        }
      g_assert_cmpfloat (kept.minimum, ==, all.minimum);
      g_assert_cmpfloat (kept.maximum, ==, all.maximum);
    }
  g_clear_pointer (&reader, tw_session_reader_free);
  fixture_folder_free (folder);
}

/* --- states of a run --- */

static void
test_failed_run (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwSession) session = NULL;
  g_autoptr (GError) error = NULL;
  const TwSessionRun *run;

  fixture_step (fixture->trainer, 20);
  fixture_set (fixture->trainer, "optimizer.clip", 0, "test");
  fixture_set (fixture->trainer, "optimizer.learning_rate", 1e6, "test");
  fixture_set (fixture->trainer, "early.act_weight", 1e6, "test");
  fixture_set (fixture->trainer, "theta.horizon", 1e300, "test");
  fixture_play (fixture->trainer);
  {
    g_autoptr (TwSnapshot) snapshot = NULL;

    tw_trainer_sync (fixture->trainer);
    snapshot = tw_trainer_take_snapshot (fixture->trainer);
    g_assert_cmpint (snapshot->state, ==, TW_TRAINER_FAILED);
  }
  close_session (fixture);
  session = tw_session_open (fixture->path, FALSE, &error);
  g_assert_no_error (error);
  run = tw_session_get_run (session, 1);
  g_assert_cmpint (run->state, ==, TW_TRAINER_FAILED);
  g_assert_nonnull (run->message);
  g_test_message ("%s", run->message);
  g_assert_cmpuint (run->head, >=, 20);
}

static void
count (gpointer data)
{
  g_atomic_int_inc ((gint *)data);
}

static void
test_notifying (Fixture *fixture, gconstpointer data)
{
  gint n = 0;

  tw_session_set_notify (fixture->session, count, &n);
  fixture_step (fixture->trainer, 10);
  fixture_wait_for (g_atomic_int_get (&n) > 0);
  fixture_wait_for (tw_session_refresh (fixture->session)
                    || tw_session_get_run (fixture->session, 1)->head == 10);
  fixture_wait_for ((tw_session_refresh (fixture->session),
                     tw_session_get_run (fixture->session, 1)->head == 10));
  tw_session_set_notify (fixture->session, NULL, NULL);
}

/* The regime of the last scores is known of a run, also when it is opened again. */
static void
test_regime (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwSessionReader) reader = NULL;
  g_autoptr (GArray) scores = NULL;
  g_autoptr (GError) error = NULL;
  const TwSessionScores *last;

  fixture_play (fixture->trainer);
  close_session (fixture);
  reader = read_file (fixture->path);
  scores = tw_session_reader_read_scores (reader, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (scores->len, >, 1);
  last = &g_array_index (scores, TwSessionScores, scores->len - 1);
  g_assert_cmpuint (last->step, ==, 800);
  g_assert_cmpint (tw_session_reader_get_run (reader, 1)->regime, ==, (int)last->verdict.regime);
}

#define ADD(name, test) g_test_add (name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/session/record/whole-run", test_whole_run);
  ADD ("/session/record/speeds-change-nothing", test_speeds_change_nothing);
  ADD ("/session/record/edits", test_edits);
  ADD ("/session/record/edits-together", test_edits_together);
  ADD ("/session/record/changes-one-by-one", test_changes_one_by_one);
  ADD ("/session/record/seeking", test_seeking);
  ADD ("/session/record/branch-without-change", test_branch_without_change);
  ADD ("/session/record/history-of-a-branch", test_history_of_a_branch);
  ADD ("/session/record/checkpoints", test_checkpoints);
  ADD ("/session/record/states", test_states);
  ADD ("/session/record/summaries", test_summaries);
  g_test_add_func ("/session/record/history-from-summaries", test_history_from_summaries);
  ADD ("/session/record/failed-run", test_failed_run);
  ADD ("/session/record/notifying", test_notifying);
  ADD ("/session/record/regime", test_regime);
  return g_test_run ();
}
