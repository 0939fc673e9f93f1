/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/session/tw-document.h"

#include "live-fixture.h"
#include "model/planner/tw-planner.h"
#include "session/tw-session-reader.h"

#include <glib/gstdio.h>

typedef double Theta[TW_PLANNER_N_PARAMS];

/* --- helpers --- */

static TwLiveRun *
live_of (TwDocument *document)
{
  return tw_document_get_live (document);
}

/* The window's loop. */
static void
turn (TwDocument *document)
{
  g_main_context_iteration (NULL, TRUE);
  if (live_of (document) != NULL)
    tw_live_run_update (live_of (document));
}

#define UNTIL(document, condition)                                                                 \
  G_STMT_START                                                                                     \
  {                                                                                                \
    while (!(condition))                                                                           \
      turn (document);                                                                             \
  }                                                                                                \
  G_STMT_END

static guint64
shown_step (TwDocument *document)
{
  return tw_live_run_get_snapshot (live_of (document))->step;
}

static guint64
head_step (TwDocument *document)
{
  return tw_live_run_get_head (live_of (document))->step;
}

static void
tell (TwDocument *document, const char *text)
{
  g_test_message ("%s", text);
}

static TwDocument *
new_document (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autoptr (GError) error = NULL;
  TwDocument *document = tw_document_new (scenario, &error);

  g_assert_no_error (error);
  g_signal_connect (document, "notice", G_CALLBACK (tell), NULL);
  return document;
}

static gboolean
go_round (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* What was under way comes back to the main loop first. */
static void
await_closed (const char *path)
{
  const guint timer = g_timeout_add (5, go_round, NULL);

  while (tw_shared_session_is_open (path))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
}

static void
close_document (TwDocument *document)
{
  g_autofree char *path = g_strdup (tw_document_get_path (document));

  g_object_add_weak_pointer (G_OBJECT (document), (gpointer *)&document);
  tw_document_close (document);
  g_object_unref (document);
  await_closed (path);
  /* Whoever was asked for something has answered, and nobody has a reference. */
  while (document != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static TwDocument *
open_document (const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tw_document_open (path, NULL, on_opened, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return tw_document_open_finish (result, error);
}

static TwDocument *
reopen (TwDocument *document)
{
  g_autofree char *path = g_strdup (tw_document_get_path (document));
  g_autoptr (GError) error = NULL;

  close_document (document);
  document = open_document (path, &error);
  g_assert_no_error (error);
  return document;
}

static void
make_steps (TwDocument *document, guint64 n)
{
  fixture_make_steps (live_of (document), n);
}

static void
play_to_end (TwDocument *document)
{
  tw_live_run_play (live_of (document));
  UNTIL (document, tw_live_run_get_head (live_of (document))->state == TW_TRAINER_FINISHED);
}

/* Shows an earlier moment. */
static void
look_at (TwDocument *document, guint64 step)
{
  tw_live_run_show_step (live_of (document), step);
  UNTIL (document, shown_step (document) == step);
}

static void
set (TwDocument *document, const char *address, double value)
{
  tw_live_run_set (live_of (document), fixture_address (live_of (document), address), value,
                   "inspector");
}

static double
get (TwDocument *document, const char *address)
{
  return tw_live_run_get (live_of (document), fixture_address (live_of (document), address));
}

/* θ of a run by itself, with one value set after `at` steps. */
static void
assert_trained_alone (TwDocument *document, const char *address, guint64 at, double value)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autoptr (TwRun) run = tw_run_new (scenario, NULL);
  const TwSnapshot *snapshot = tw_live_run_get_snapshot (live_of (document));
  TwAddress where;

  while (tw_run_get_step (run) < snapshot->step)
    {
      if (address != NULL && tw_run_get_step (run) == at)
        {
          g_assert_true (tw_scenario_resolve (scenario, address, &where, NULL));
          g_assert_true (tw_run_set (run, where, value, NULL));
        }
      g_assert_true (tw_run_step (run, NULL, NULL));
    }
  g_assert_cmpmem (snapshot->theta, snapshot->n_params * sizeof (double), tw_run_get_theta (run),
                   sizeof (Theta));
}

typedef struct
{
  guint n;
  char *text, *label, *action;
} Notices;

static void
on_notice (Notices *notices, const char *text, const char *label, const char *action)
{
  notices->n++;
  g_free (notices->text);
  g_free (notices->label);
  g_free (notices->action);
  notices->text = g_strdup (text);
  notices->label = g_strdup (label);
  notices->action = g_strdup (action);
}

static void
listen (TwDocument *document, Notices *notices)
{
  *notices = (Notices){ 0 };
  g_signal_connect_swapped (document, "notice", G_CALLBACK (on_notice), notices);
}

static void
notices_clear (Notices *notices)
{
  g_free (notices->text);
  g_free (notices->label);
  g_free (notices->action);
}

static const TwSessionRun *
run_of (TwDocument *document, gint64 id)
{
  return tw_session_get_run (tw_document_get_session (document), id);
}

/* --- files --- */

/* One that nobody touched leaves nothing behind. */
static void
test_untouched (void)
{
  TwDocument *document = new_document ();
  g_autofree char *path = g_strdup (tw_document_get_path (document));
  g_autofree char *folder = tw_document_dup_folder ();

  g_assert_true (tw_document_is_untouched (document));
  g_assert_false (tw_document_is_saved (document));
  g_assert_true (g_str_has_prefix (path, folder));
  g_assert_true (g_str_has_suffix (path, " Small.thalweg"));
  g_assert_cmpstr (tw_document_get_title (document), ==, "Small");
  g_assert_null (tw_document_get_undo_title (document));
  close_document (document);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* From the first step on there is a file, in which everything is, and one goes on where one was. */
static void
test_reopen (void)
{
  TwDocument *document = new_document ();

  make_steps (document, 30);
  g_assert_false (tw_document_is_untouched (document));
  document = reopen (document);
  g_assert_cmpuint (head_step (document), ==, 30);
  g_assert_true (tw_live_run_is_following (live_of (document)));
  g_assert_null (tw_document_get_read_only_reason (document));
  g_assert_false (tw_document_is_saved (document));
  g_assert_cmpstr (tw_document_get_title (document), ==, "Small");
  assert_trained_alone (document, NULL, 0, 0);
  /* The rows of before are there as well, and any moment. */
  {
    guint n_columns;
    gsize n, n_shown;

    tw_live_run_get_rows (live_of (document), &n, &n_shown, &n_columns);
    g_assert_cmpuint (n, ==, 31);
  }
  look_at (document, 11);
  assert_trained_alone (document, NULL, 0, 0);
  tw_live_run_follow (live_of (document));
  play_to_end (document);
  g_assert_cmpuint (head_step (document), ==, FIXTURE_STEPS);
  assert_trained_alone (document, NULL, 0, 0);
  document = reopen (document);
  g_assert_cmpint (tw_live_run_get_head (live_of (document))->state, ==, TW_TRAINER_FINISHED);
  close_document (document);
}

static void
test_no_session (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "no-session.thalweg", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "nothing of the kind", -1, NULL));
  g_assert_null (open_document (path, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, path));
  g_unlink (path);
  g_clear_error (&error);
  g_assert_null (open_document (path, &error));
  g_assert_nonnull (error);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static void
save_as (TwDocument *document, const char *path)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  tw_document_save_as (document, path, NULL, NULL, NULL, on_saved, &result);
  UNTIL (document, result != NULL);
  g_assert_true (tw_document_save_as_finish (document, result, &error));
  g_assert_no_error (error);
}

static void
test_save_as (void)
{
  TwDocument *document = new_document ();
  g_autofree char *folder = g_dir_make_tmp ("thalweg-XXXXXX", NULL);
  g_autofree char *first = g_build_filename (folder, "far-sighted.thalweg", NULL);
  g_autofree char *second = g_build_filename (folder, "other.thalweg", NULL);
  g_autofree char *unsaved = g_strdup (tw_document_get_path (document));

  make_steps (document, 20);
  save_as (document, first);
  g_assert_cmpstr (tw_document_get_path (document), ==, first);
  g_assert_true (tw_document_is_saved (document));
  g_assert_cmpstr (tw_document_get_title (document), ==, "far-sighted");
  /* It was only there until it was saved. */
  g_assert_false (g_file_test (unsaved, G_FILE_TEST_EXISTS));
  /* It goes on there, and what was can be looked at there. */
  make_steps (document, 10);
  look_at (document, 25);
  assert_trained_alone (document, NULL, 0, 0);
  save_as (document, second);
  g_assert_true (g_file_test (first, G_FILE_TEST_EXISTS));
  save_as (document, second);
  document = reopen (document);
  g_assert_cmpuint (head_step (document), ==, 30);
  close_document (document);
  g_unlink (first);
  g_unlink (second);
  g_rmdir (folder);
}

/* --- scenarios --- */

static void
test_choose (void)
{
  TwDocument *document = new_document ();
  g_autoptr (TwScenario) other = fixture_scenario_with ("[model]\noversight=77\n");
  g_autoptr (GError) error = NULL;
  g_autofree char *before = g_strdup (tw_document_get_path (document));

  /* In the place of all, as long as nothing was done. */
  g_assert_true (tw_document_choose (document, other, &error));
  g_assert_cmpuint (tw_session_get_n_runs (tw_document_get_session (document)), ==, 1);
  g_assert_cmpfloat (get (document, "model.oversight"), ==, 77);
  g_assert_true (tw_document_is_untouched (document));
  g_assert_false (g_file_test (before, G_FILE_TEST_EXISTS));
  make_steps (document, 5);

  /* Beside what was done. */
  {
    g_autoptr (TwScenario) third = fixture_scenario ();

    g_assert_true (tw_document_choose (document, third, &error));
    g_assert_cmpint (tw_document_get_shown (document), ==, 2);
    g_assert_cmpuint (head_step (document), ==, 0);
    /* And in the place of a run that nobody touched. */
    g_assert_true (tw_document_choose (document, other, &error));
    g_assert_cmpint (tw_document_get_shown (document), ==, 3);
    g_assert_true (run_of (document, 2)->deleted);
    g_assert_false (run_of (document, 1)->deleted);
  }
  tw_document_show (document, 1);
  UNTIL (document, tw_document_get_shown (document) == 1);
  g_assert_cmpuint (head_step (document), ==, 5);
  close_document (document);
}

static void
test_impossible (void)
{
  TwDocument *document = new_document ();
  g_autoptr (TwScenario) large = fixture_scenario ();
  g_autoptr (GError) error = NULL;

  tw_scenario_set_text (large, "world.contexts=1048576", NULL);
  tw_scenario_set_text (large, "world.actions=64", NULL);
  g_assert_false (tw_document_choose (document, large, &error));
  g_assert_error (error, TW_MODEL_ERROR, TW_MODEL_ERROR_MEMORY);
  g_clear_error (&error);
  g_assert_cmpint (tw_document_get_shown (document), ==, 1);
  g_assert_null (tw_document_new (large, &error));
  g_assert_error (error, TW_MODEL_ERROR, TW_MODEL_ERROR_MEMORY);
  close_document (document);
}

/* --- branches --- */

/* What is set at an earlier moment is set on a branch, and the run stays as it was. */
static void
test_edit_earlier (void)
{
  TwDocument *document = new_document ();
  Notices notices;

  listen (document, &notices);
  play_to_end (document);
  look_at (document, 25);
  set (document, "theta.horizon", 4.5);
  /* The next one before it is there goes to it, too. */
  set (document, "optimizer.learning_rate", 0.05);
  UNTIL (document, tw_document_get_shown (document) == 2);
  g_assert_cmpuint (tw_session_get_n_runs (tw_document_get_session (document)), ==, 2);
  g_assert_cmpint (run_of (document, 2)->parent, ==, 1);
  g_assert_cmpuint (run_of (document, 2)->start, ==, 25);
  g_assert_cmpstr (run_of (document, 2)->name, ==, "Horizon 4.5");
  g_assert_cmpstr (notices.text, ==, "New run “Horizon 4.5” from step 25");
  g_assert_cmpstr (notices.label, ==, "Undo");
  g_assert_cmpstr (notices.action, ==, "win.undo");
  UNTIL (document, get (document, "theta.horizon") == 4.5
                       && get (document, "optimizer.learning_rate") == 0.05);
  /* And from now on in place. */
  set (document, "optimizer.learning_rate", 0.1);
  UNTIL (document, get (document, "optimizer.learning_rate") == 0.1);
  g_assert_cmpuint (tw_session_get_n_runs (tw_document_get_session (document)), ==, 2);
  {
    guint n_columns;
    gsize n, n_shown;

    /* It has the way of the run that it comes from. */
    tw_live_run_get_rows (live_of (document), &n, &n_shown, &n_columns);
    g_assert_cmpuint (n, ==, 26);
  }
  play_to_end (document);
  assert_trained_alone (document, "theta.horizon", 25, 4.5);
  look_at (document, 12);
  assert_trained_alone (document, NULL, 0, 0);

  tw_document_show (document, 1);
  UNTIL (document, tw_document_get_shown (document) == 1);
  tw_live_run_follow (live_of (document));
  g_assert_cmpuint (head_step (document), ==, FIXTURE_STEPS);
  assert_trained_alone (document, NULL, 0, 0);
  notices_clear (&notices);
  close_document (document);
}

/* A branch without a change becomes what its parent became. */
static void
test_branch (void)
{
  TwDocument *document = new_document ();

  tw_document_branch (document);
  UNTIL (document, tw_document_get_shown (document) == 2);
  g_assert_cmpuint (run_of (document, 2)->start, ==, 0);
  make_steps (document, 30);
  tw_document_branch (document);
  UNTIL (document, tw_document_get_shown (document) == 3);
  g_assert_cmpstr (run_of (document, 3)->name, ==, "Branch at 30");
  play_to_end (document);
  assert_trained_alone (document, NULL, 0, 0);
  document = reopen (document);
  g_assert_cmpint (tw_document_get_shown (document), ==, 3);
  assert_trained_alone (document, NULL, 0, 0);
  close_document (document);
}

/* --- undo --- */

static void
test_undo_in_place (void)
{
  TwDocument *document = new_document ();
  const double before = get (document, "theta.horizon");

  make_steps (document, 10);
  {
    const double horizon = get (document, "theta.horizon");

    set (document, "theta.horizon", 5);
    UNTIL (document, get (document, "theta.horizon") == 5);
    g_assert_cmpstr (tw_document_get_undo_title (document), ==, "Horizon 5");
    tw_document_undo (document);
    UNTIL (document, get (document, "theta.horizon") == horizon);
    g_assert_null (tw_document_get_undo_title (document));
    g_assert_cmpstr (tw_document_get_redo_title (document), ==, "Horizon 5");
    tw_document_redo (document);
    UNTIL (document, get (document, "theta.horizon") == 5);
    tw_document_undo (document);
    UNTIL (document, get (document, "theta.horizon") == horizon);
  }
  g_assert_cmpuint (tw_session_get_n_runs (tw_document_get_session (document)), ==, 1);
  /* As if nothing had been. */
  play_to_end (document);
  assert_trained_alone (document, NULL, 0, 0);
  g_assert_cmpfloat (get (document, "theta.horizon"), !=, before);
  close_document (document);
}

/* Training has gone on: a setting is set back from now on, a parameter had its value then, which only
 * a branch from then can leave out. */
static void
test_undo_later (void)
{
  TwDocument *document = new_document ();
  const double rate = get (document, "optimizer.learning_rate");
  Notices notices;

  listen (document, &notices);
  make_steps (document, 10);
  set (document, "theta.horizon", 5);
  make_steps (document, 5);
  set (document, "optimizer.learning_rate", 0.01);
  make_steps (document, 5);
  tw_document_undo (document);
  UNTIL (document, get (document, "optimizer.learning_rate") == rate);
  g_assert_cmpuint (head_step (document), ==, 20);
  g_assert_cmpint (tw_document_get_shown (document), ==, 1);

  tw_document_undo (document);
  UNTIL (document, tw_document_get_shown (document) == 2);
  g_assert_cmpuint (head_step (document), ==, 10);
  g_assert_cmpint (run_of (document, 2)->parent, ==, 1);
  g_assert_cmpuint (run_of (document, 2)->parent_changes, ==, 0);
  g_assert_nonnull (strstr (notices.text, "from step 10, before the change"));
  assert_trained_alone (document, NULL, 0, 0);
  play_to_end (document);
  assert_trained_alone (document, NULL, 0, 0);

  tw_document_redo (document);
  UNTIL (document, tw_document_get_shown (document) == 1);
  g_assert_true (run_of (document, 2)->deleted);
  g_assert_cmpuint (head_step (document), ==, 20);
  tw_document_undo (document);
  UNTIL (document, tw_document_get_shown (document) == 2);
  g_assert_false (run_of (document, 2)->deleted);
  notices_clear (&notices);
  close_document (document);
}

static void
test_undo_branch (void)
{
  TwDocument *document = new_document ();

  make_steps (document, 50);
  look_at (document, 20);
  set (document, "theta.horizon", 5);
  UNTIL (document, tw_document_get_shown (document) == 2);
  tw_document_undo (document);
  UNTIL (document, tw_document_get_shown (document) == 1);
  g_assert_true (run_of (document, 2)->deleted);
  UNTIL (document, shown_step (document) == 20);
  tw_document_redo (document);
  UNTIL (document, tw_document_get_shown (document) == 2);
  g_assert_false (run_of (document, 2)->deleted);
  UNTIL (document, get (document, "theta.horizon") == 5);
  close_document (document);
}

static void
test_undo_tree (void)
{
  TwDocument *document = new_document ();
  Notices notices;

  listen (document, &notices);
  make_steps (document, 5);
  tw_document_branch (document);
  UNTIL (document, tw_document_get_shown (document) == 2);
  tw_document_rename (document, 2, "Another");
  tw_document_set_hidden (document, 1, TRUE);
  tw_document_set_color (document, 2, 5);
  g_assert_cmpuint (tw_live_run_get_color (live_of (document)), ==, 5);
  tw_document_delete (document, 2);
  UNTIL (document, tw_document_get_shown (document) == 1);
  g_assert_cmpstr (notices.text, ==, "“Another” was deleted");

  tw_document_undo (document);
  g_assert_false (run_of (document, 2)->deleted);
  UNTIL (document, tw_document_get_shown (document) == 2);
  tw_document_undo (document);
  g_assert_cmpuint (run_of (document, 2)->color, !=, 5);
  tw_document_undo (document);
  g_assert_false (run_of (document, 1)->hidden);
  tw_document_undo (document);
  g_assert_cmpstr (run_of (document, 2)->name, ==, "Branch at 5");
  for (guint i = 0; i < 4; i++)
    tw_document_redo (document);
  UNTIL (document, tw_document_get_shown (document) == 1);
  g_assert_cmpstr (run_of (document, 2)->name, ==, "Another");
  g_assert_true (run_of (document, 1)->hidden);
  g_assert_cmpuint (run_of (document, 2)->color, ==, 5);
  g_assert_true (run_of (document, 2)->deleted);

  /* The last one stays, and says so; what cannot be is said, too. */
  tw_document_delete (document, 1);
  g_assert_false (run_of (document, 1)->deleted);
  g_assert_cmpstr (notices.text, ==, "The only run of a session stays");
  tw_document_rename (document, 1, "");
  g_assert_cmpstr (run_of (document, 1)->name, ==, "Small");
  notices_clear (&notices);
  close_document (document);
}

/* --- showing --- */

/* The former run pauses; and many runs, of which only some are kept ready, are all there. */
static void
test_show (void)
{
  g_autoptr (TwScenario) endless = fixture_scenario ();
  TwDocument *document;

  endless->stages[1].steps = 1000000000;
  document = tw_document_new (endless, NULL);
  g_signal_connect (document, "notice", G_CALLBACK (tell), NULL);
  for (gint64 id = 1; id <= 8; id++)
    {
      /* Long runs would take a sanitizer long. */
      tw_live_run_set_speed (live_of (document), 1000);
      tw_live_run_play (live_of (document));
      UNTIL (document, head_step (document) > 60 * (guint64)id);
      tw_document_branch (document);
      UNTIL (document, tw_document_get_shown (document) == id + 1);
      g_assert_false (tw_live_run_is_training (live_of (document)));
    }
  for (gint64 id = 8; id >= 1; id--)
    {
      tw_document_show (document, id);
      UNTIL (document, tw_document_get_shown (document) == id);
      g_assert_cmpuint (head_step (document), >, 60 * (guint64)id);
      UNTIL (document, tw_live_run_get_head (live_of (document))->state == TW_TRAINER_PAUSED);
    }
  close_document (document);
}

/* Who still looks at a session keeps it; the last one to go says so. */
static void
on_session_closed (gpointer n_closed)
{
  ++*(guint *)n_closed;
}

static void
test_shared (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "shared.thalweg", NULL);
  TwSharedSession *shared, *other;
  guint n_closed = 0;

  shared = tw_shared_session_new (tw_session_new (path), NULL, on_session_closed, &n_closed);
  other = tw_shared_session_ref (shared);
  g_assert_true (tw_shared_session_is_open (path));
  tw_shared_session_begin_run (shared, 3);
  tw_shared_session_wait_run (shared, 2);
  tw_shared_session_end_run (other, 3);
  tw_shared_session_wait_run (shared, 3);
  tw_shared_session_release (shared);
  g_assert_true (tw_shared_session_is_open (path));
  tw_shared_session_unref (other);
  await_closed (path);
  while (n_closed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (tw_shared_session_is_open (path));
  tw_shared_session_wait_closed (path);
}

/* Somebody closes while something is under way. */
static void
test_close_at_once (void)
{
  for (guint round = 0; round < 6; round++)
    {
      TwDocument *document = new_document ();
      g_autofree char *path = g_strdup (tw_document_get_path (document));

      make_steps (document, 20);
      if (round % 3 == 0)
        tw_document_branch (document);
      else if (round % 3 == 1)
        tw_live_run_show_step (live_of (document), 5);
      else
        tw_live_run_play (live_of (document));
      tw_document_close (document);
      g_object_unref (document);
      await_closed (path);
    }
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *inside = g_build_filename (path, name, NULL);

      remove_folder (inside);
    }
  g_remove (path);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = NULL;
  int status;

  /* Not G_TEST_OPTION_ISOLATE_DIRS, which leaks. */
  g_test_init (&argc, &argv, NULL);
  home = g_dir_make_tmp ("thalweg-XXXXXX", NULL);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_add_func ("/document/untouched", test_untouched);
  g_test_add_func ("/document/reopen", test_reopen);
  g_test_add_func ("/document/no-session", test_no_session);
  g_test_add_func ("/document/save-as", test_save_as);
  g_test_add_func ("/document/choose", test_choose);
  g_test_add_func ("/document/impossible", test_impossible);
  g_test_add_func ("/document/edit-earlier", test_edit_earlier);
  g_test_add_func ("/document/branch", test_branch);
  g_test_add_func ("/document/undo-in-place", test_undo_in_place);
  g_test_add_func ("/document/undo-later", test_undo_later);
  g_test_add_func ("/document/undo-branch", test_undo_branch);
  g_test_add_func ("/document/undo-tree", test_undo_tree);
  g_test_add_func ("/document/show", test_show);
  g_test_add_func ("/document/shared", test_shared);
  g_test_add_func ("/document/close-at-once", test_close_at_once);
  status = g_test_run ();
  remove_folder (home);
  return status;
}
