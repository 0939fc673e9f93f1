/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Save as: a whole copy, and going on in it, with a trainer at work all the while or not; and that
 * nothing is lost or left lying about when it does not work out. */

#include "plain-run.h"
#include "session-fixture.h"

#include <glib/gstdio.h>

#include <string.h>
#include <unistd.h>

#define LONG_STEPS 20000 /* of which a copy is not made in one go */

typedef struct
{
  char *folder, *path, *other;
  TwScenario *scenario;
  TwSession *session;
  TwTrainer *trainer;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = fixture_folder_new ();
  fixture->path = g_build_filename (fixture->folder, "from.thalweg", NULL);
  fixture->other = g_build_filename (fixture->folder, "to.thalweg", NULL);
  fixture->scenario = fixture_scenario (300, data != NULL ? LONG_STEPS : 500);
  fixture->session = tw_session_new (fixture->path);
  g_assert_cmpint (tw_session_add_root (fixture->session, fixture->scenario, NULL, &error), ==, 1);
  g_assert_no_error (error);
  fixture->trainer = fixture_start (fixture->session, 1, fixture->scenario);
}

static void
close_session (Fixture *fixture)
{
  g_clear_pointer (&fixture->trainer, tw_trainer_free);
  g_clear_pointer (&fixture->session, tw_session_free);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_session (fixture);
  tw_scenario_unref (fixture->scenario);
  g_free (fixture->path);
  g_free (fixture->other);
  fixture_folder_free (fixture->folder);
}

static void
save (Fixture *fixture, const char *path, gboolean move)
{
  g_autoptr (GError) error = NULL;

  tw_session_save_as (fixture->session, path, move, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tw_session_get_path (fixture->session), ==, path);
}

static void
flush (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  tw_session_flush (fixture->session, &error);
  g_assert_no_error (error);
}

/* The whole run of so many steps is in the file, and the file is sound. */
static void
check_run (Fixture *fixture, const char *path, guint64 steps)
{
  g_autoptr (PlainRun) plain = plain_run_new (1, fixture->scenario);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSessionReader) reader = tw_session_reader_new (path, &error);

  g_assert_no_error (error);
  plain_run_step (plain, steps);
  plain_run_check (plain, reader);
  g_clear_pointer (&reader, tw_session_reader_free);
  fixture_check_integrity (path);
}

static guint
count_files (Fixture *fixture)
{
  g_autofree char *listing = fixture_folder_listing (fixture->folder);
  guint n = 0;

  for (const char *c = listing; *c != '\0'; c++)
    n += *c == '\n';
  return n;
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  fixture_step (fixture->trainer, 100);
  save (fixture, fixture->other, FALSE);
  fixture_step (fixture->trainer, 100);
  flush (fixture);
  /* What comes after is in the new file only, and the old one is nobody's any more. */
  check_run (fixture, fixture->other, 200);
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (TwSession) old = tw_session_open (fixture->path, FALSE, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (tw_session_get_read_only_reason (old), ==, NULL);
  }
  close_session (fixture);
  check_run (fixture, fixture->path, 100);
  check_run (fixture, fixture->other, 200);
}

static void
test_move (Fixture *fixture, gconstpointer data)
{
  fixture_step (fixture->trainer, 100);
  save (fixture, fixture->other, TRUE);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  fixture_step (fixture->trainer, 100);
  close_session (fixture);
  check_run (fixture, fixture->other, 200);
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

/* The new file is locked as the old one was. */
static void
test_lock_follows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSession) second = NULL;

  fixture_step (fixture->trainer, 10);
  save (fixture, fixture->other, TRUE);
  second = tw_session_open (fixture->other, FALSE, &error);
  g_assert_no_error (error);
  g_assert_nonnull (tw_session_get_read_only_reason (second));
}

static void
test_over_a_file (Fixture *fixture, gconstpointer data)
{
  g_assert_true (g_file_set_contents (fixture->other, "an old file", -1, NULL));
  fixture_step (fixture->trainer, 100);
  save (fixture, fixture->other, FALSE);
  fixture_step (fixture->trainer, 5);
  close_session (fixture);
  check_run (fixture, fixture->other, 105);
}

/* A session that is not in a file yet only gets another path. */
static void
test_before_there_is_a_file (Fixture *fixture, gconstpointer data)
{
  save (fixture, fixture->other, TRUE);
  fixture_step (fixture->trainer, 30);
  close_session (fixture);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  check_run (fixture, fixture->other, 30);
}

static void
test_onto_itself (Fixture *fixture, gconstpointer data)
{
  const gboolean moves[] = { FALSE, TRUE };
  g_autofree char *link = g_build_filename (fixture->folder, "link.thalweg", NULL);
  guint64 steps = 0;

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      g_autoptr (GError) error = NULL;

      fixture_step (fixture->trainer, 50);
      steps += 50;
      /* Nothing to do, or a refusal; in no case is it lost. */
      tw_session_save_as (fixture->session, fixture->path, moves[i], NULL, NULL, NULL, &error);
      g_clear_error (&error);
      if (i == 0)
        g_assert_cmpint (symlink (fixture->path, link), ==, 0);
      tw_session_save_as (fixture->session, link, moves[i], NULL, NULL, NULL, &error);
      g_clear_error (&error);
    }
  fixture_step (fixture->trainer, 50);
  steps += 50;
  {
    g_autofree char *path = g_strdup (tw_session_get_path (fixture->session));

    close_session (fixture);
    check_run (fixture, path, steps);
  }
}

static void
test_onto_another_session (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSession) other = NULL;

  fixture_record (fixture->other, fixture->scenario, 20);
  other = tw_session_open (fixture->other, FALSE, &error);
  g_assert_no_error (error);
  fixture_step (fixture->trainer, 50);
  /* Somebody is recording there. */
  g_assert_false (
      tw_session_save_as (fixture->session, fixture->other, FALSE, NULL, NULL, NULL, &error));
  g_assert_error (error, TW_SESSION_ERROR, error->code);
  g_test_message ("%s", error->message);
  fixture_step (fixture->trainer, 50);
  g_clear_pointer (&other, tw_session_free);
  close_session (fixture);
  check_run (fixture, fixture->path, 100);
  check_run (fixture, fixture->other, 20);
  g_assert_cmpuint (count_files (fixture), ==, 2);
}

/* Where nothing can be made: the session is where it was, and goes on. */
static void
test_no_place (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (fixture->folder, "missing", "to.thalweg", NULL);
  g_autofree char *taken = g_build_filename (fixture->folder, "taken", NULL);
  const char *const places[] = { nowhere, taken, "/proc/to.thalweg" };

  g_assert_cmpint (g_mkdir (taken, 0700), ==, 0);
  fixture_step (fixture->trainer, 50);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (
          tw_session_save_as (fixture->session, places[i], TRUE, NULL, NULL, NULL, &error));
      g_assert_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_FILE);
      g_assert_nonnull (strstr (error->message, places[i]));
      g_assert_cmpstr (tw_session_get_path (fixture->session), ==, fixture->path);
    }
  fixture_step (fixture->trainer, 50);
  close_session (fixture);
  check_run (fixture, fixture->path, 100);
  g_assert_cmpuint (count_files (fixture), ==, 2);
}

static void
cancel_half_way (double fraction, gpointer data)
{
  g_assert_cmpfloat (fraction, >=, 0);
  g_assert_cmpfloat (fraction, <, 1);
  g_cancellable_cancel (data);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) early = g_cancellable_new (), half = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  fixture_step (fixture->trainer, LONG_STEPS - 100);
  g_cancellable_cancel (early);
  g_assert_false (
      tw_session_save_as (fixture->session, fixture->other, TRUE, NULL, NULL, early, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (tw_session_save_as (fixture->session, fixture->other, TRUE, cancel_half_way, half,
                                      half, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (tw_session_get_path (fixture->session), ==, fixture->path);
  fixture_step (fixture->trainer, 50);
  close_session (fixture);
  check_run (fixture, fixture->path, LONG_STEPS - 50);
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

typedef struct
{
  Fixture *fixture;
  gint done;
} Saving;

static gpointer
save_on_thread (gpointer data)
{
  Saving *saving = data;
  g_autoptr (GError) error = NULL;

  tw_session_save_as (saving->fixture->session, saving->fixture->other, TRUE, NULL, NULL, NULL,
                      &error);
  g_assert_no_error (error);
  g_atomic_int_set (&saving->done, 1);
  return NULL;
}

/* The owner goes on while another thread saves; no step is missing in the end. */
static void
test_while_training (Fixture *fixture, gconstpointer data)
{
  Saving saving = { fixture, 0 };
  g_autoptr (TwSnapshot) snapshot = NULL;
  GThread *thread;

  tw_trainer_set_speed (fixture->trainer, 4000);
  fixture_step (fixture->trainer, 100);
  tw_trainer_play (fixture->trainer);
  thread = g_thread_new ("save", save_on_thread, &saving);
  while (!g_atomic_int_get (&saving.done))
    {
      g_clear_pointer (&snapshot, tw_snapshot_unref);
      snapshot = tw_trainer_take_snapshot (fixture->trainer);
      g_usleep (1000);
    }
  g_thread_join (thread);
  tw_trainer_set_speed (fixture->trainer, 0);
  tw_trainer_wait (fixture->trainer);
  /* It may have been held while the file was moved; then it is asked once more. */
  fixture_play (fixture->trainer);
  g_assert_cmpuint (fixture_get_step (fixture->trainer), ==, 800);
  close_session (fixture);
  check_run (fixture, fixture->other, 800);
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

/* A session in which nothing was done takes the place of a file: whole, or not at all. */
static void
test_untouched_over_a_file (Fixture *fixture, gconstpointer data)
{
  fixture_record (fixture->other, fixture->scenario, 50);
  save (fixture, fixture->other, FALSE);
  fixture_step (fixture->trainer, 20);
  flush (fixture);
  check_run (fixture, fixture->other, 20);
}

/* A session without any run is stored where that is asked for. */
static void
test_store (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "empty.thalweg", NULL);
  g_autoptr (TwSession) session = tw_session_new (path);
  g_autoptr (GError) error = NULL;

  g_assert_true (tw_session_flush (session, &error));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  tw_session_store (session);
  g_assert_true (tw_session_flush (session, &error));
  g_assert_true (tw_session_is_stored (session));
  g_assert_cmpint (fixture_sql_int (path, "SELECT count(*) FROM run"), ==, 0);
}

/* The copy of a session that was only read has the runs that its writer added meanwhile; and moving it does not
 * take the file from under its writer. */
static void
test_copy_of_a_reader (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSession) reader = NULL;
  gint64 id;

  fixture_step (fixture->trainer, 10);
  flush (fixture);
  reader = tw_session_open (fixture->path, FALSE, &error);
  g_assert_no_error (error);
  g_assert_nonnull (tw_session_get_read_only_reason (reader));
  id = tw_session_add_root (fixture->session, fixture->scenario, "later", &error);
  g_assert_cmpint (id, ==, 2);
  flush (fixture);

  g_assert_true (tw_session_save_as (reader, fixture->other, TRUE, NULL, NULL, NULL, &error));
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  g_assert_true (tw_session_rename (reader, 2, "renamed", &error));
  g_assert_cmpint (tw_session_add_root (reader, fixture->scenario, NULL, &error), ==, 3);
  g_assert_true (tw_session_flush (reader, &error));
  g_assert_no_error (error);
  g_assert_cmpint (fixture_sql_int (fixture->other, "SELECT count(*) FROM run"), ==, 3);
  g_assert_cmpint (fixture_sql_int (fixture->path, "SELECT count(*) FROM run"), ==, 2);
}

#define ADD(name, test) g_test_add (name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/session/save/copy", test_copy);
  ADD ("/session/save/move", test_move);
  ADD ("/session/save/lock-follows", test_lock_follows);
  ADD ("/session/save/over-a-file", test_over_a_file);
  ADD ("/session/save/before-there-is-a-file", test_before_there_is_a_file);
  ADD ("/session/save/onto-itself", test_onto_itself);
  ADD ("/session/save/onto-another-session", test_onto_another_session);
  ADD ("/session/save/no-place", test_no_place);
  ADD ("/session/save/untouched-over-a-file", test_untouched_over_a_file);
  ADD ("/session/save/store", test_store);
  ADD ("/session/save/copy-of-a-reader", test_copy_of_a_reader);
  g_test_add ("/session/save/cancelled", Fixture, "long", set_up, test_cancelled, tear_down);
  ADD ("/session/save/while-training", test_while_training);
  return g_test_run ();
}
