/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recomputing finds what was changed in a file and nothing else; comparing says where two runs part. */

#include "session-fixture.h"

#include "session/tw-run-compare.h"
#include "session/tw-verify.h"

#include <sqlite3.h>

#include <math.h>
#include <string.h>

typedef struct
{
  char *folder, *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = fixture_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "verify.thalweg", NULL);
  fixture_record_good (fixture->path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->path);
  fixture_folder_free (fixture->folder);
}

static GPtrArray *
verify (Fixture *fixture, gint64 run)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *results =
      tw_verify (fixture->path, run, TW_VERIFY_TOLERANCE, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return results;
}

/* A file whose checkpoints were made by a program that is not this one. */
static void
pretend_other_machine (Fixture *fixture)
{
  fixture_sql (fixture->path, "UPDATE machine SET kernels = 'abacus'");
}

/* Adds to a parameter in the state of run 1 at its mark, and makes the hash fit. */
static void
shift_parameter (Fixture *fixture, const char *name, double by)
{
  g_autoptr (TwScenario) scenario = fixture_scenario (30, 30);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRun) run = tw_run_new (scenario, &error);
  g_autoptr (TwSessionReader) reader = tw_session_reader_new (fixture->path, &error);
  TwSessionCheckpoint *checkpoint = NULL;
  g_autoptr (GBytes) state = NULL;
  g_autoptr (GBytes) shifted = NULL;
  g_autofree char *hash = NULL, *address = g_strconcat ("theta.", name, NULL);
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;
  TwAddress where;

  g_assert_no_error (error);
  state = tw_session_reader_read_state (reader, 1, 60, 1, &checkpoint, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (checkpoint->step, ==, 60);
  tw_session_checkpoint_free (checkpoint);
  tw_run_load_state (run, state, &error);
  g_assert_no_error (error);
  g_assert_true (tw_scenario_resolve (scenario, address, &where, &error));
  g_assert_true (tw_run_set (run, where, tw_run_get (run, where) + by, &error));
  shifted = tw_run_save_state (run);
  hash = tw_run_state_hash (run);
  g_clear_pointer (&reader, tw_session_reader_free);

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db,
                                       "UPDATE checkpoint SET state = ?, hash = ?"
                                       " WHERE run = 1 AND step = 60",
                                       -1, &statement, NULL),
                   ==, SQLITE_OK);
  sqlite3_bind_blob64 (statement, 1, g_bytes_get_data (shifted, NULL), g_bytes_get_size (shifted),
                       SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, hash, -1, SQLITE_STATIC);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_DONE);
  g_assert_cmpint (sqlite3_changes (db), ==, 1);
  sqlite3_finalize (statement);
  sqlite3_close (db);
}

/* --- verifying --- */

static void
test_sound (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) results = verify (fixture, 0);
  guint64 n_checkpoints = 0;

  g_assert_cmpuint (results->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      const TwVerification *result = results->pdata[i];

      g_assert_cmpint (result->run, ==, i + 1);
      g_assert_true (result->matches);
      g_assert_true (result->same_machine);
      g_assert_cmpfloat (result->deviation, ==, 0);
      g_assert_cmpuint (result->n_steps, ==, i == 0 ? 60 : 10);
      g_assert_null (result->expected);
      n_checkpoints += result->n_checkpoints;
    }
  g_assert_cmpint ((gint64)n_checkpoints, ==,
                   fixture_sql_int (fixture->path, "SELECT count (*) FROM checkpoint"));
}

static void
test_one_run (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) results = verify (fixture, 2);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (results->len, ==, 1);
  g_assert_cmpint (((TwVerification *)results->pdata[0])->run, ==, 2);
  g_assert_null (tw_verify (fixture->path, 3, 1, NULL, NULL, NULL, &error));
  g_assert_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_MISSING);
}

/* Somebody changed what the audit log says: the first checkpoint behind it does not fit. */
static void
test_changed_log (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) results = NULL;
  const TwVerification *result;

  fixture_sql (fixture->path, "UPDATE change SET after = 1.25");
  results = verify (fixture, 1);
  result = results->pdata[0];
  g_assert_false (result->matches);
  g_assert_cmpint ((gint64)result->step, ==,
                   fixture_sql_int (fixture->path, "SELECT min (step) FROM checkpoint"
                                                   " WHERE run = 1 AND changes = 1"));
  g_assert_nonnull (result->expected);
  g_assert_nonnull (result->found);
  g_assert_cmpstr (result->expected, !=, result->found);
  g_assert_cmpstr (result->parameter, ==, "horizon");
}

/* On the machine that made it not one bit may differ. */
static void
test_smallest_difference (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) results = NULL;
  const TwVerification *result;

  shift_parameter (fixture, "u.world", 1e-15);
  results = verify (fixture, 1);
  result = results->pdata[0];
  g_assert_false (result->matches);
  g_assert_cmpuint (result->step, ==, 60);
  g_assert_cmpstr (result->parameter, ==, "u.world");
}

static void
test_other_machine (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) results = NULL;

  pretend_other_machine (fixture);
  results = verify (fixture, 0);
  for (guint i = 0; i < results->len; i++)
    {
      const TwVerification *result = results->pdata[i];

      g_assert_true (result->matches);
      g_assert_false (result->same_machine);
    }
}

/* On another machine small differences are none, and large ones are. */
static void
test_tolerance (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    double shift;
    gboolean matches;
  } cases[] = { { 1e-13, TRUE }, { 1e-4, FALSE } };

  pretend_other_machine (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) results = NULL;
      const TwVerification *result;

      shift_parameter (fixture, "awareness", cases[i].shift);
      results = verify (fixture, 1);
      result = results->pdata[0];
      g_assert_cmpint (result->matches, ==, cases[i].matches);
      g_assert_cmpfloat (result->deviation, >, 0);
      /* Relative to the greater of 1 and the value, which is about 2. */
      g_assert_cmpfloat (result->deviation, <=, 1.01 * cases[i].shift);
      if (!cases[i].matches)
        g_assert_cmpstr (result->parameter, ==, "awareness");
    }
}

/* --- comparing --- */

/* θ of a run at its recorded steps from `from` on: (n, n_params). */
static double *
read_theta (Fixture *fixture, gint64 run, guint64 from, gsize n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSessionReader) reader = tw_session_reader_new (fixture->path, &error);
  const TwModelType *type = tw_model_type_find ("planner");
  g_autofree double *rows = g_new (double, n *(TW_COLUMN_READOUTS + type->n_readouts));
  double *theta = g_new (double, n *TW_SESSION_MAX_THETA);
  gssize found;

  g_assert_no_error (error);
  found = tw_session_reader_read_rows (reader, run, from, from + n - 1, n, rows, theta, &error);
  g_assert_no_error (error);
  g_assert_cmpint (found, ==, (gssize)n);
  return theta;
}

static void
test_compare (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRunComparison) comparison = NULL;
  g_autoptr (TwSession) session = tw_session_open (fixture->path, FALSE, &error);
  g_autoptr (TwTrainer) trainer = NULL;
  g_autofree double *a = NULL, *b = NULL;
  const gsize n_params = tw_model_type_find ("planner")->start.n;

  /* Run 2, which branched off at 40, is the same up to its head at 50, and there it is changed. */
  g_assert_no_error (error);
  trainer = fixture_continue (session, 2);
  fixture_set (trainer, "late.dev_horizon", 50, "test");
  fixture_set (trainer, "theta.awareness", 0, "test");
  fixture_step (trainer, 10);
  g_clear_pointer (&trainer, tw_trainer_free);
  g_clear_pointer (&session, tw_session_free);

  comparison = tw_run_compare (fixture->path, 1, 2, 1000, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (comparison->common, ==, 1);
  g_assert_cmpuint (comparison->common_step, ==, 40);
  g_assert_cmpuint (comparison->last, ==, 60);
  g_assert_true (comparison->differ);
  g_assert_cmpuint (comparison->first_step, ==, 50);
  g_assert_cmpuint (comparison->settings->len, ==, 1);
  {
    const TwRunDifference *difference = comparison->settings->pdata[0];

    g_assert_cmpstr (difference->address, ==, "late.dev_horizon");
    g_assert_cmpfloat (difference->a, ==, 1);
    g_assert_cmpfloat (difference->b, ==, 50);
  }
  g_assert_cmpuint (comparison->parameters->len, >, 0);
  g_assert_cmpfloat (comparison->steps[comparison->n_steps - 1], ==, 60);

  a = read_theta (fixture, 1, 40, 21);
  b = read_theta (fixture, 2, 40, 21);
  for (gsize i = 0; i < comparison->n_steps; i++)
    {
      const gsize row = (gsize)(comparison->steps[i] - 40);
      double sum = 0;

      if (comparison->steps[i] < 50)
        {
          g_assert_cmpfloat (comparison->theta_distance[i], ==, 0);
          continue;
        }
      for (gsize k = 0; k < n_params; k++)
        sum += pow (a[row * n_params + k] - b[row * n_params + k], 2);
      /* A sum of 16 squares, in whatever order. */
      if (!(fabs (comparison->theta_distance[i] - sqrt (sum)) <= 1e-14 * sqrt (sum)))
        g_error ("step %g: distance %.17g and not %.17g", comparison->steps[i],
                 comparison->theta_distance[i], sqrt (sum));
    }
}

static void
test_compare_with_itself (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRunComparison) comparison = tw_run_compare (fixture->path, 1, 2, 10, NULL, &error);

  /* A branch without a change does not differ. */
  g_assert_no_error (error);
  g_assert_false (comparison->differ);
  g_assert_cmpuint (comparison->last, ==, 50);
  g_assert_cmpuint (comparison->settings->len, ==, 0);
  g_assert_cmpuint (comparison->parameters->len, ==, 0);
  g_assert_cmpuint (comparison->n_steps, <=, 10);
  g_assert_cmpfloat (comparison->steps[comparison->n_steps - 1], ==, 50);
}

#define ADD(name, test) g_test_add (name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_use_memory ();
  ADD ("/session/verify/sound", test_sound);
  ADD ("/session/verify/one-run", test_one_run);
  ADD ("/session/verify/changed-log", test_changed_log);
  ADD ("/session/verify/smallest-difference", test_smallest_difference);
  ADD ("/session/verify/other-machine", test_other_machine);
  ADD ("/session/verify/tolerance", test_tolerance);
  ADD ("/session/compare/changed", test_compare);
  ADD ("/session/compare/unchanged", test_compare_with_itself);
  return g_test_run ();
}
