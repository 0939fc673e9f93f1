/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* --- folders --- */

#define MEMORY "/dev/shm"
#define MEMORY_ROOM (G_GUINT64_CONSTANT (256) * 1024 * 1024)

void
fixture_use_memory (void)
{
  struct statvfs status;

  if (g_getenv ("TMPDIR") == NULL && g_access (MEMORY, W_OK) == 0 && statvfs (MEMORY, &status) == 0
      && (guint64)status.f_bavail * status.f_frsize >= MEMORY_ROOM)
    g_setenv ("TMPDIR", MEMORY, TRUE);
}

char *
fixture_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("tw-session-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *
list_folder (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static void
remove_tree (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      g_autoptr (GPtrArray) names = list_folder (path);

      for (guint i = 0; i < names->len; i++)
        {
          g_autofree char *child = g_build_filename (path, names->pdata[i], NULL);

          remove_tree (child);
        }
    }
  g_assert_cmpint (g_remove (path), ==, 0);
}

void
fixture_folder_free (char *folder)
{
  remove_tree (folder);
  g_free (folder);
}

static gboolean
belongs_to_sqlite (const char *name)
{
  return g_str_has_suffix (name, "-wal") || g_str_has_suffix (name, "-shm")
         || g_str_has_suffix (name, "-journal");
}

static char *
describe_file (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize length;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return g_strdup ("no plain file");
  if (!g_file_get_contents (path, &bytes, &length, NULL))
    return g_strdup ("not to be read");
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)bytes, length);
}

char *
fixture_folder_listing (const char *folder)
{
  g_autoptr (GPtrArray) names = list_folder (folder);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, names->pdata[i], NULL);
      g_autofree char *what = NULL;

      if (belongs_to_sqlite (names->pdata[i]))
        continue;
      what = describe_file (path);
      g_string_append_printf (text, "%s %s\n", (char *)names->pdata[i], what);
    }
  return g_string_free (text, FALSE);
}

/* --- scenarios --- */

TwScenario *
fixture_scenario (guint64 early, guint64 late)
{
  g_autofree char *text =
      g_strdup_printf ("[scenario]\ntitle=A test\nseed=7\n"
                       "[world]\ncontexts=64\n"
                       "[stage early]\nsteps=%" G_GUINT64_FORMAT "\nobjective=predict\n"
                       "[stage late]\nsteps=%" G_GUINT64_FORMAT "\nobjective=base\n",
                       early, late);
  g_autoptr (GError) error = NULL;
  TwScenario *scenario = tw_scenario_load_text (text, strlen (text), "test.ini", &error);

  g_assert_no_error (error);
  return scenario;
}

char *
fixture_plain_hash (const TwScenario *scenario, guint64 steps)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRun) run = tw_run_new (scenario, &error);
  TwStepRecord record;

  g_assert_no_error (error);
  for (guint64 i = 0; i < steps; i++)
    {
      tw_run_step (run, &record, &error);
      g_assert_no_error (error);
    }
  return tw_run_state_hash (run);
}

/* --- recording --- */

TwTrainer *
fixture_start (TwSession *session, gint64 run, const TwScenario *scenario)
{
  g_autoptr (GError) error = NULL;
  TwTrainerSink *sink = tw_session_record (session, run, &error);
  TwRun *fresh;
  TwTrainer *trainer;

  g_assert_no_error (error);
  fresh = tw_run_new (scenario, &error);
  g_assert_no_error (error);
  trainer = tw_trainer_new_for_run (fresh, NULL, NULL, sink, NULL, NULL, &error);
  g_assert_no_error (error);
  return trainer;
}

TwTrainer *
fixture_continue (TwSession *session, gint64 run)
{
  const char *path = tw_session_get_path (session);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwReplay) replay = NULL;
  g_autoptr (TwHistory) history = NULL;
  const TwSessionRun *recorded;
  TwStepRecord last;
  TwTrainerSink *sink;
  TwTrainer *trainer;
  TwRun *state;

  tw_session_flush (session, &error);
  g_assert_no_error (error);
  replay = tw_replay_new (path, &error);
  g_assert_no_error (error);
  recorded = tw_session_reader_get_run (tw_replay_get_reader (replay), run);
  g_assert_nonnull (recorded);
  tw_replay_seek (replay, run, recorded->head, TW_REPLAY_ALL_CHANGES, NULL, &error);
  g_assert_no_error (error);
  last = *tw_replay_get_last (replay);
  history = tw_history_new (recorded->scenario->type, 1 << 12);
  tw_session_reader_load_history (tw_replay_get_reader (replay), run, history, &error);
  g_assert_no_error (error);
  state = tw_replay_take_run (replay);

  sink = tw_session_record (session, run, &error);
  g_assert_no_error (error);
  trainer = tw_trainer_new_for_run (state, &last, history, sink, NULL, NULL, &error);
  g_assert_no_error (error);
  return trainer;
}

void
fixture_step (TwTrainer *trainer, guint64 n)
{
  tw_trainer_step (trainer, n);
  tw_trainer_wait (trainer);
}

void
fixture_play (TwTrainer *trainer)
{
  tw_trainer_play (trainer);
  tw_trainer_wait (trainer);
}

static TwSnapshot *
snapshot_now (TwTrainer *trainer)
{
  tw_trainer_sync (trainer);
  return tw_trainer_take_snapshot (trainer);
}

void
fixture_set (TwTrainer *trainer, const char *address, double value, const char *origin)
{
  g_autoptr (TwSnapshot) before = snapshot_now (trainer);
  g_autoptr (TwSnapshot) after = NULL;
  g_autoptr (GError) error = NULL;
  TwAddress where;

  tw_scenario_resolve (before->scenario, address, &where, &error);
  g_assert_no_error (error);
  tw_trainer_set_many (trainer, &where, &value, 1, origin);
  after = snapshot_now (trainer);
  g_assert_cmpstr (after->message, ==, NULL);
}

guint64
fixture_get_step (TwTrainer *trainer)
{
  g_autoptr (TwSnapshot) snapshot = snapshot_now (trainer);

  return snapshot->step;
}

void
fixture_record (const char *path, const TwScenario *scenario, guint64 steps)
{
  g_autoptr (TwSession) session = tw_session_new (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwTrainer) trainer = NULL;
  const gint64 run = tw_session_add_root (session, scenario, NULL, &error);

  g_assert_no_error (error);
  trainer = fixture_start (session, run, scenario);
  fixture_step (trainer, steps);
  g_clear_pointer (&trainer, tw_trainer_free);
  tw_session_flush (session, &error);
  g_assert_no_error (error);
}

void
fixture_record_good (const char *path)
{
  g_autoptr (TwScenario) scenario = fixture_scenario (30, 30);
  g_autoptr (TwSession) session = tw_session_new (path);
  g_autoptr (TwTrainer) trainer = NULL, branch = NULL;
  g_autoptr (TwReplay) replay = NULL;
  g_autoptr (GError) error = NULL;
  guint64 changes;

  g_assert_cmpint (tw_session_add_root (session, scenario, NULL, &error), ==, 1);
  trainer = fixture_start (session, 1, scenario);
  fixture_step (trainer, 20);
  fixture_set (trainer, "theta.horizon", 1, "test");
  fixture_step (trainer, 40);
  tw_trainer_mark (trainer, "the end");
  tw_trainer_sync (trainer);
  tw_session_flush (session, &error);
  g_assert_no_error (error);
  replay = tw_replay_new (path, &error);
  g_assert_no_error (error);
  tw_replay_seek (replay, 1, 40, TW_REPLAY_ALL_CHANGES, NULL, &error);
  g_assert_no_error (error);
  tw_replay_get_owner (replay, &changes);
  g_assert_cmpint (
      tw_session_add_branch (session, 1, changes, tw_replay_get_run (replay), "a branch", &error),
      ==, 2);
  g_clear_pointer (&replay, tw_replay_free);
  branch = fixture_continue (session, 2);
  fixture_step (branch, 10);
}

char *
fixture_recorded_hash (const char *path, gint64 run, guint64 step, guint64 changes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwReplay) replay = tw_replay_new (path, &error);

  g_assert_no_error (error);
  tw_replay_seek (replay, run, step, changes, NULL, &error);
  g_assert_no_error (error);
  return tw_run_state_hash (tw_replay_get_run (replay));
}

/* --- from outside --- */

static sqlite3 *
open_database (const char *path)
{
  sqlite3 *db = NULL;

  if (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
    g_error ("%s: %s", path, sqlite3_errmsg (db));
  sqlite3_busy_timeout (db, 10000);
  return db;
}

void
fixture_sql (const char *path, const char *sql)
{
  sqlite3 *db = open_database (path);

  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s: %s", path, sql, sqlite3_errmsg (db));
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

/* The first row of a query; the caller finalizes. */
static sqlite3_stmt *
first_row (sqlite3 *db, const char *query)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (db, query, -1, &statement, NULL) != SQLITE_OK
      || sqlite3_step (statement) != SQLITE_ROW)
    g_error ("%s: %s", query, sqlite3_errmsg (db));
  return statement;
}

gint64
fixture_sql_int (const char *path, const char *query)
{
  sqlite3 *db = open_database (path);
  sqlite3_stmt *statement = first_row (db, query);
  const gint64 result = sqlite3_column_int64 (statement, 0);

  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  return result;
}

void
fixture_check_integrity (const char *path)
{
  sqlite3 *db = open_database (path);
  sqlite3_stmt *statement = first_row (db, "PRAGMA integrity_check");

  g_assert_cmpstr ((const char *)sqlite3_column_text (statement, 0), ==, "ok");
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}
