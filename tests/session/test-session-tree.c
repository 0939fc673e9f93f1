/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tree of runs, when there is a file, and who may write it. */

#include "session-fixture.h"

#include <glib/gstdio.h>

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *program;

typedef struct
{
  char *folder, *path;
  TwScenario *scenario;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = fixture_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "tree.thalweg", NULL);
  fixture->scenario = fixture_scenario (30, 30);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  tw_scenario_unref (fixture->scenario);
  g_free (fixture->path);
  fixture_folder_free (fixture->folder);
}

static TwSession *
open_session (const char *path)
{
  g_autoptr (GError) error = NULL;
  TwSession *session = tw_session_open (path, FALSE, &error);

  g_assert_no_error (error);
  return session;
}

static gint64
add_root (TwSession *session, const TwScenario *scenario)
{
  g_autoptr (GError) error = NULL;
  const gint64 id = tw_session_add_root (session, scenario, NULL, &error);

  g_assert_no_error (error);
  return id;
}

static gint64
add_branch (TwSession *session, gint64 parent, guint64 step)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwReplay) replay = NULL;
  guint64 changes;
  gint64 owner, id;

  tw_session_flush (session, &error);
  g_assert_no_error (error);
  replay = tw_replay_new (tw_session_get_path (session), &error);
  g_assert_no_error (error);
  tw_replay_seek (replay, parent, step, TW_REPLAY_ALL_CHANGES, NULL, &error);
  g_assert_no_error (error);
  owner = tw_replay_get_owner (replay, &changes);
  id =
      tw_session_add_branch (session, owner, changes, tw_replay_get_run (replay), "branch", &error);
  g_assert_no_error (error);
  return id;
}

static void
check_no_file (Fixture *fixture)
{
  g_autofree char *listing = fixture_folder_listing (fixture->folder);

  g_assert_cmpstr (listing, ==, "");
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

/* --- when there is a file --- */

/* A window that was only looked at leaves nothing behind. */
static void
test_no_file_before_a_step (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwSession) session = tw_session_new (fixture->path);
  g_autoptr (TwTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (tw_session_get_path (session), ==, fixture->path);
  g_assert_cmpstr (tw_session_get_read_only_reason (session), ==, NULL);
  g_assert_cmpint (add_root (session, fixture->scenario), ==, 1);
  trainer = fixture_start (session, 1, fixture->scenario);
  tw_trainer_sync (trainer);
  /* Longer than a commit takes to come. */
  g_usleep (200000);
  g_assert_false (tw_session_is_stored (session));
  check_no_file (fixture);
  g_assert_true (tw_session_flush (session, &error));
  g_assert_no_error (error);
  g_clear_pointer (&trainer, tw_trainer_free);
  g_clear_pointer (&session, tw_session_free);
  check_no_file (fixture);
}

static void
test_file_from_first_step (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwSession) session = tw_session_new (fixture->path);
  g_autoptr (TwTrainer) trainer = NULL;

  add_root (session, fixture->scenario);
  trainer = fixture_start (session, 1, fixture->scenario);
  fixture_step (trainer, 1);
  fixture_wait_for (tw_session_is_stored (session));
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
}

static void
test_file_from_first_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwSession) session = tw_session_new (fixture->path);
  g_autoptr (TwTrainer) trainer = NULL;
  const TwSessionRun *run;

  add_root (session, fixture->scenario);
  trainer = fixture_start (session, 1, fixture->scenario);
  fixture_set (trainer, "start.horizon", 1, "inspector");
  g_clear_pointer (&trainer, tw_trainer_free);
  g_clear_pointer (&session, tw_session_free);
  session = open_session (fixture->path);
  run = tw_session_get_run (session, 1);
  g_assert_cmpuint (run->head, ==, 0);
  g_assert_cmpuint (run->n_changes, ==, 1);
}

static void
test_file_from_a_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwSession) session = tw_session_new (fixture->path);
  g_autoptr (GError) error = NULL;

  add_root (session, fixture->scenario);
  g_assert_true (tw_session_rename (session, 1, "my run", &error));
  g_clear_pointer (&session, tw_session_free);
  session = open_session (fixture->path);
  g_assert_cmpstr (tw_session_get_run (session, 1)->name, ==, "my run");
}

/* A file that is there already is no place for a new session, and is left alone. */
static void
test_file_in_the_way (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwSession) session = tw_session_new (fixture->path);
  g_autoptr (TwTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *trouble = NULL, *contents = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "something dear", -1, NULL));
  add_root (session, fixture->scenario);
  trainer = fixture_start (session, 1, fixture->scenario);
  fixture_step (trainer, 1);
  g_assert_false (tw_session_flush (session, &error));
  g_assert_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_FILE);
  trouble = tw_session_get_trouble (session);
  g_assert_nonnull (trouble);
  g_assert_nonnull (strstr (trouble, "tree.thalweg"));
  g_clear_pointer (&trainer, tw_trainer_free);
  g_clear_pointer (&session, tw_session_free);
  g_assert_true (g_file_get_contents (fixture->path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "something dear");
}

/* --- the tree --- */

static void
check_run (TwSession *session, gint64 id, gint64 parent, guint64 start, guint64 head,
           const char *name)
{
  const TwSessionRun *run = tw_session_get_run (session, id);

  g_assert_nonnull (run);
  g_assert_cmpint (run->id, ==, id);
  g_assert_cmpint (run->parent, ==, parent);
  g_assert_cmpuint (run->start, ==, start);
  g_assert_cmpuint (run->head, ==, head);
  g_assert_cmpuint (run->total_steps, ==, 60);
  g_assert_cmpstr (run->name, ==, name);
}

static void
check_tree (TwSession *session)
{
  g_assert_cmpuint (tw_session_get_n_runs (session), ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (tw_session_get_run_at (session, i)->id, ==, i + 1);
  check_run (session, 1, 0, 0, 40, "A test");
  check_run (session, 2, 1, 40, 60, "branch");
  check_run (session, 3, 1, 10, 10, "branch");
  check_run (session, 4, 2, 50, 50, "branch");
  g_assert_cmpint (tw_session_get_run (session, 1)->state, ==, TW_TRAINER_PAUSED);
  g_assert_cmpint (tw_session_get_run (session, 2)->state, ==, TW_TRAINER_FINISHED);
  g_assert_null (tw_session_get_run (session, 0));
  g_assert_null (tw_session_get_run (session, 5));
  g_assert_null (tw_session_get_run (session, -1));
}

/* Four runs: 1 to step 40, 2 from its head to the end, 3 from its step 10, 4 from step 50 of 2. */
static TwSession *
make_tree (Fixture *fixture)
{
  TwSession *session = tw_session_new (fixture->path);
  TwTrainer *trainer;

  add_root (session, fixture->scenario);
  trainer = fixture_start (session, 1, fixture->scenario);
  fixture_step (trainer, 40);
  g_assert_cmpint (add_branch (session, 1, 40), ==, 2);
  tw_trainer_free (trainer);
  trainer = fixture_continue (session, 2);
  fixture_step (trainer, 20);
  tw_trainer_free (trainer);
  /* A step before a branch's start is one of the run that it comes from. */
  g_assert_cmpint (add_branch (session, 2, 10), ==, 3);
  g_assert_cmpint (add_branch (session, 2, 50), ==, 4);
  return session;
}

static void
flush (TwSession *session)
{
  g_autoptr (GError) error = NULL;

  tw_session_flush (session, &error);
  g_assert_no_error (error);
  tw_session_refresh (session);
}

static void
test_tree (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwSession) session = make_tree (fixture);
  g_autofree char *parent = NULL, *branch = NULL, *plain = NULL;

  flush (session);
  check_tree (session);
  g_clear_pointer (&session, tw_session_free);
  session = open_session (fixture->path);
  check_tree (session);
  g_assert_true (tw_scenario_equal (tw_session_get_run (session, 1)->scenario, fixture->scenario));

  /* With no change in it a branch is its parent, and ends as a run that was never interrupted. */
  parent = fixture_recorded_hash (fixture->path, 1, 40, TW_REPLAY_ALL_CHANGES);
  branch = fixture_recorded_hash (fixture->path, 2, 40, TW_REPLAY_ALL_CHANGES);
  g_assert_cmpstr (branch, ==, parent);
  g_clear_pointer (&branch, g_free);
  branch = fixture_recorded_hash (fixture->path, 2, 60, TW_REPLAY_ALL_CHANGES);
  plain = fixture_plain_hash (fixture->scenario, 60);
  g_assert_cmpstr (branch, ==, plain);
}

static void
test_describing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwSession) session = make_tree (fixture);
  g_autoptr (GError) error = NULL;
  const TwSessionRun *run;

  g_assert_true (tw_session_rename (session, 2, "Größer & <b>", &error));
  g_assert_true (tw_session_set_hidden (session, 2, TRUE, &error));
  g_assert_true (tw_session_set_color (session, 2, 7, &error));
  g_assert_true (tw_session_set_deleted (session, 3, TRUE, &error));
  g_assert_true (tw_session_set_deleted (session, 4, TRUE, &error));
  g_assert_true (tw_session_set_deleted (session, 4, FALSE, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      run = tw_session_get_run (session, 2);
      g_assert_cmpstr (run->name, ==, "Größer & <b>");
      g_assert_true (run->hidden);
      g_assert_cmpuint (run->color, ==, 7);
      g_assert_true (tw_session_get_run (session, 3)->deleted);
      g_assert_false (tw_session_get_run (session, 4)->deleted);
      g_clear_pointer (&session, tw_session_free);
      session = open_session (fixture->path);
    }
}

static void
test_refusing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwSession) session = make_tree (fixture);
  g_autofree char *long_name = g_strnfill (TW_SESSION_MAX_NAME + 1, 'n');
  g_autofree char *longest_name = g_strnfill (TW_SESSION_MAX_NAME, 'n');
  g_autoptr (GError) error = NULL;

  g_assert_false (tw_session_rename (session, 1, "", &error));
  g_assert_error (error, TW_SESSION_ERROR, error->code);
  g_clear_error (&error);
  g_assert_false (tw_session_rename (session, 1, long_name, &error));
  g_assert_nonnull (strstr (error->message, "200"));
  g_clear_error (&error);
  g_assert_true (tw_session_rename (session, 1, longest_name, &error));
  g_assert_no_error (error);
  g_assert_false (tw_session_rename (session, 9, "nine", &error));
  g_assert_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_false (tw_session_set_deleted (session, 0, TRUE, &error));
  g_assert_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_null (tw_session_record (session, 9, &error));
  g_assert_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_MISSING);
  g_clear_error (&error);
  flush (session);
  g_assert_cmpstr (tw_session_get_run (session, 1)->name, ==, longest_name);
}

/* Only what is deleted goes, and nothing that something else comes from. */
static void
test_purging (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwSession) session = make_tree (fixture);
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL, *after = NULL;

  flush (session);
  before = fixture_recorded_hash (fixture->path, 4, 50, TW_REPLAY_ALL_CHANGES);
  g_assert_true (tw_session_set_deleted (session, 2, TRUE, &error));
  g_assert_true (tw_session_set_deleted (session, 3, TRUE, &error));
  g_assert_true (tw_session_purge (session, &error));
  g_assert_no_error (error);
  flush (session);
  /* 4 comes from 2. */
  g_assert_cmpuint (tw_session_get_n_runs (session), ==, 3);
  g_assert_null (tw_session_get_run (session, 3));
  after = fixture_recorded_hash (fixture->path, 4, 50, TW_REPLAY_ALL_CHANGES);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (fixture_sql_int (fixture->path,
                                    "SELECT (SELECT count (*) FROM run WHERE id = 3)"
                                    " + (SELECT count (*) FROM planner_steps WHERE run = 3)"
                                    " + (SELECT count (*) FROM checkpoint WHERE run = 3)"),
                   ==, 0);

  g_assert_true (tw_session_set_deleted (session, 4, TRUE, &error));
  g_assert_true (tw_session_purge (session, &error));
  g_assert_no_error (error);
  flush (session);
  g_assert_cmpuint (tw_session_get_n_runs (session), ==, 1);
  g_assert_cmpint (fixture_sql_int (fixture->path, "SELECT count (*) FROM planner_steps"), ==, 41);
  /* A number that was used is not used again: somebody may have written it down. */
  g_assert_cmpint (add_root (session, fixture->scenario), >, 4);
  g_clear_pointer (&session, tw_session_free);
  fixture_check_integrity (fixture->path);
}

/* --- who may write --- */

static void
check_only_read (TwSession *session)
{
  g_autoptr (GError) error = NULL;
  const char *reason = tw_session_get_read_only_reason (session);
  const TwSessionRun *run = tw_session_get_run (session, 1);

  g_assert_nonnull (reason);
  g_test_message ("%s", reason);
  g_assert_nonnull (run);
  g_assert_cmpint (tw_session_add_root (session, run->scenario, NULL, &error), ==, 0);
  g_assert_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_false (tw_session_rename (session, 1, "no", &error));
  g_assert_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_null (tw_session_record (session, 1, &error));
  g_assert_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_false (tw_session_purge (session, &error));
  g_assert_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_READ_ONLY);
}

/* Two in one process: two windows. */
static void
test_second_in_process (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwSession) first = NULL;
  g_autoptr (TwSession) second = NULL;
  g_autofree char *other_name = g_build_filename (fixture->folder, "link.thalweg", NULL);

  fixture_record (fixture->path, fixture->scenario, 10);
  first = open_session (fixture->path);
  g_assert_cmpstr (tw_session_get_read_only_reason (first), ==, NULL);
  second = open_session (fixture->path);
  check_only_read (second);
  g_clear_pointer (&second, tw_session_free);
  /* It is the same file by whatever name. */
  g_assert_cmpint (symlink (fixture->path, other_name), ==, 0);
  second = open_session (other_name);
  check_only_read (second);
  g_clear_pointer (&second, tw_session_free);
  /* That the second has gone takes nothing from the first. */
  second = open_session (fixture->path);
  check_only_read (second);
  g_clear_pointer (&second, tw_session_free);
  g_clear_pointer (&first, tw_session_free);
  first = open_session (fixture->path);
  g_assert_cmpstr (tw_session_get_read_only_reason (first), ==, NULL);
}

static void
test_read_only_on_request (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSession) session = NULL;
  g_autoptr (TwSession) writer = NULL;

  fixture_record (fixture->path, fixture->scenario, 10);
  session = tw_session_open (fixture->path, TRUE, &error);
  g_assert_no_error (error);
  check_only_read (session);
  /* Who only reads is in nobody's way. */
  writer = open_session (fixture->path);
  g_assert_cmpstr (tw_session_get_read_only_reason (writer), ==, NULL);
}

/* What a reader has is what was committed when it looked; a refresh brings the rest. */
static void
test_reading_while_recording (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwSession) session = tw_session_new (fixture->path);
  g_autoptr (TwSession) second = NULL;
  g_autoptr (TwTrainer) trainer = NULL;

  add_root (session, fixture->scenario);
  trainer = fixture_start (session, 1, fixture->scenario);
  fixture_step (trainer, 10);
  flush (session);
  second = open_session (fixture->path);
  check_only_read (second);
  g_assert_cmpuint (tw_session_get_run (second, 1)->head, ==, 10);
  fixture_step (trainer, 10);
  flush (session);
  g_assert_cmpuint (tw_session_get_run (session, 1)->head, ==, 20);
}

/* --- another process --- */

/* Opens the file, says whether it may write, and waits. */
static int
hold (const char *path)
{
  g_autoptr (TwSession) session = open_session (path);

  printf ("%s\n", tw_session_get_read_only_reason (session) == NULL ? "writes" : "reads");
  fflush (stdout);
  pause ();
  return 1;
}

typedef struct
{
  GPid pid;
  int output;
} Child;

static Child
start_holder (const char *path, const char *expected)
{
  char *arguments[] = { program, (char *)"hold", (char *)path, NULL };
  g_autoptr (GError) error = NULL;
  char line[32] = "";
  gsize n = 0;
  Child child;

  g_spawn_async_with_pipes (NULL, arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                            &child.pid, NULL, &child.output, NULL, &error);
  g_assert_no_error (error);
  while (n < sizeof line - 1 && strchr (line, '\n') == NULL)
    {
      g_assert_cmpint (read (child.output, line + n, 1), ==, 1);
      n++;
    }
  g_assert_true (g_str_has_prefix (line, expected));
  return child;
}

static void
kill_holder (Child child)
{
  int status;

  kill (child.pid, SIGKILL);
  g_assert_cmpint (waitpid (child.pid, &status, 0), ==, child.pid);
  close (child.output);
}

static void
test_second_process (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwSession) session = NULL;
  Child first, second;

  fixture_record (fixture->path, fixture->scenario, 10);
  first = start_holder (fixture->path, "writes");
  session = open_session (fixture->path);
  check_only_read (session);
  second = start_holder (fixture->path, "reads");
  kill_holder (second);
  g_clear_pointer (&session, tw_session_free);
  session = open_session (fixture->path);
  check_only_read (session);
  g_clear_pointer (&session, tw_session_free);
  /* However it ends, the lock ends with it. */
  kill_holder (first);
  session = open_session (fixture->path);
  g_assert_cmpstr (tw_session_get_read_only_reason (session), ==, NULL);
  second = start_holder (fixture->path, "reads");
  kill_holder (second);
}

/* Readers come and go in the process that writes; each closes descriptors of the file, which must not
 * cost it the lock. */
static void
test_readers_cost_no_lock (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TwSession) session = NULL;
  Child second;

  fixture_record (fixture->path, fixture->scenario, 10);
  session = open_session (fixture->path);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwSessionReader) reader = tw_session_reader_new (fixture->path, &error);
      g_autoptr (TwSession) other = open_session (fixture->path);

      g_assert_no_error (error);
      g_assert_cmpuint (tw_session_reader_get_n_runs (reader), ==, 1);
      g_assert_nonnull (tw_session_get_read_only_reason (other));
    }
  second = start_holder (fixture->path, "reads");
  kill_holder (second);
}

#define ADD(name, test) g_test_add (name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "hold") == 0)
    return hold (argv[2]);
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  ADD ("/session/no-file-before-a-step", test_no_file_before_a_step);
  ADD ("/session/file-from-first-step", test_file_from_first_step);
  ADD ("/session/file-from-first-change", test_file_from_first_change);
  ADD ("/session/file-from-a-name", test_file_from_a_name);
  ADD ("/session/file-in-the-way", test_file_in_the_way);
  ADD ("/session/tree", test_tree);
  ADD ("/session/describing", test_describing);
  ADD ("/session/refusing", test_refusing);
  ADD ("/session/purging", test_purging);
  ADD ("/session/second-in-process", test_second_in_process);
  ADD ("/session/read-only-on-request", test_read_only_on_request);
  ADD ("/session/reading-while-recording", test_reading_while_recording);
  ADD ("/session/second-process", test_second_process);
  ADD ("/session/readers-cost-no-lock", test_readers_cost_no_lock);
  return g_test_run ();
}
