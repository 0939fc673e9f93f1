/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/window/tw-window.h"

#include "app/gallery/tw-gallery.h"
#include "app/runs/tw-change-log.h"
#include "app/runs/tw-run-compare-window.h"
#include "app/runs/tw-session-properties.h"
#include "app/tw-preferences.h"
#include "app/views/tw-plane-view.h"
#include "app/window/tw-transport.h"
#include "live-fixture.h"
#include "widget-fixture.h"

#include <glib/gstdio.h>

#define UNTIL(condition)                                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
  }                                                                                                \
  G_STMT_END

static void
reset_preferences (void)
{
  GSettings *settings = tw_preferences_get ();
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) keys = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    g_settings_reset (settings, keys[i]);
}

static TwWindow *
show_window (void)
{
  GtkWidget *window = tw_window_new (NULL);

  gtk_window_present (GTK_WINDOW (window));
  return g_object_ref (TW_WINDOW (window));
}

static TwWindow *
new_window (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autoptr (GError) error = NULL;
  TwWindow *window;

  reset_preferences ();
  window = show_window ();
  tw_window_load (window, scenario, &error);
  g_assert_no_error (error);
  fixture_settle (GTK_WIDGET (window));
  return window;
}

static void
close_window (TwWindow *window)
{
  gtk_window_close (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (window);
}

static const TwSnapshot *
snapshot_of (TwWindow *window)
{
  return tw_live_run_get_snapshot (tw_window_get_run (window));
}

static void
act (TwWindow *window, const char *name)
{
  g_autofree char *full = g_strconcat ("win.", name, NULL);

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), full, NULL));
}

static gboolean
can (TwWindow *window, const char *name)
{
  return g_action_get_enabled (g_action_map_lookup_action (G_ACTION_MAP (window), name));
}

static void
assert_actions (TwWindow *window, gboolean play, gboolean step, gboolean first)
{
  g_assert_cmpint (can (window, "play"), ==, play);
  g_assert_cmpint (can (window, "step"), ==, step);
  g_assert_cmpint (can (window, "first"), ==, first);
}

static void
make_steps (TwWindow *window, guint64 n)
{
  const guint64 end = snapshot_of (window)->step + n;

  for (guint64 i = snapshot_of (window)->step; i < end; i++)
    {
      act (window, "step");
      UNTIL (snapshot_of (window)->step == i + 1 && can (window, "step"));
    }
}

/* Whether a text stands in the window, in a label. */
static gboolean
says (gpointer window, const char *text)
{
  g_autoptr (GPtrArray) labels = fixture_find_all (window, GTK_TYPE_LABEL);

  for (guint i = 0; i < labels->len; i++)
    if (strstr (gtk_label_get_text (labels->pdata[i]), text) != NULL)
      return TRUE;
  return FALSE;
}

/* Whether a label has just this text. */
static gboolean
says_just (gpointer window, const char *text)
{
  g_autoptr (GPtrArray) labels = fixture_find_all (window, GTK_TYPE_LABEL);

  for (guint i = 0; i < labels->len; i++)
    if (strcmp (gtk_label_get_text (labels->pdata[i]), text) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_trouble (TwWindow *window)
{
  return gtk_info_bar_get_revealed (fixture_part (window, "trouble_bar"));
}

static gpointer
find_dialog (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (ADW_IS_MESSAGE_DIALOG (toplevel))
        return toplevel;
    }
  return NULL;
}

/* --- loading --- */

static void
test_load (void)
{
  TwWindow *window = new_window ();

  g_assert_cmpuint (snapshot_of (window)->step, ==, 0);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Small");
  g_assert_cmpstr (fixture_label (window, "title"), ==, "Small");
  g_assert_cmpstr (fixture_label (window, "subtitle"), ==, "pre-training");
  g_assert_cmpstr (tw_gallery_get_chosen (fixture_part (window, "gallery"))->title, ==, "Small");
  assert_actions (window, TRUE, TRUE, FALSE);
  g_assert_false (has_trouble (window));
  /* Space is to play from the beginning. */
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == fixture_part (window, "plane"));
  close_window (window);
}

static void
test_load_impossible (void)
{
  TwWindow *window = new_window ();
  TwLiveRun *run = tw_window_get_run (window);
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autoptr (GError) error = NULL;

  tw_scenario_set_text (scenario, "world.contexts=1048576", NULL);
  tw_scenario_set_text (scenario, "world.actions=64", NULL);
  g_assert_false (tw_window_load (window, scenario, &error));
  g_assert_error (error, TW_MODEL_ERROR, TW_MODEL_ERROR_MEMORY);
  g_assert_true (tw_window_get_run (window) == run);
  g_assert_cmpstr (fixture_label (window, "title"), ==, "Small");
  close_window (window);
}

static void
test_user_chooses (void)
{
  TwWindow *window = new_window ();
  GtkListBox *list = fixture_part (fixture_part (window, "gallery"), "list");

  gtk_list_box_select_row (list, gtk_list_box_get_row_at_index (list, 2));
  g_assert_cmpstr (snapshot_of (window)->scenario->name, ==,
                   tw_gallery_get_chosen (fixture_part (window, "gallery"))->name);
  g_assert_cmpstr (snapshot_of (window)->scenario->title, !=, "Small");
  g_assert_cmpstr (fixture_label (window, "title"), ==, snapshot_of (window)->scenario->title);
  close_window (window);
}

static void
test_open_file (void)
{
  static const char text[] = "[scenario]\ntitle=From a file\n[stage only]\nsteps=5\n";
  TwWindow *window = new_window ();
  TwLiveRun *run = tw_window_get_run (window);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "test-window.ini", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  AdwMessageDialog *dialog;

  g_assert_true (g_file_set_contents (path, "[scenario]\nnonsense=1\n", -1, NULL));
  tw_window_open_file (window, file);
  dialog = find_dialog ();
  g_assert_nonnull (dialog);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "nonsense"));
  g_assert_true (tw_window_get_run (window) == run);
  gtk_window_destroy (GTK_WINDOW (dialog));

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  tw_window_open_file (window, file);
  g_assert_null (find_dialog ());
  g_assert_cmpstr (fixture_label (window, "title"), ==, "From a file");
  g_assert_cmpstr (fixture_label (window, "subtitle"), ==, "only");
  g_assert_cmpuint (snapshot_of (window)->total_steps, ==, 5);
  g_unlink (path);
  close_window (window);
}

/* What a file says is text and no markup, in a toast as well. */
static void
test_title_is_text (void)
{
  static const char text[] =
      "[scenario]\ntitle=a < b & <i>c</i>\n[world]\ncontexts=64\n[stage s]\nsteps=5\n";
  TwWindow *window = new_window ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TwScenario) odd = tw_scenario_load_text (text, strlen (text), "odd.ini", &error);

  g_assert_no_error (error);
  g_assert_true (tw_window_load (window, odd, NULL));
  g_assert_cmpstr (fixture_label (window, "title"), ==, "a < b & <i>c</i>");
  make_steps (window, 1);
  tw_document_rename (tw_window_get_document (window), 1, "<b>d</b>");
  act (window, "branch");
  UNTIL (tw_document_get_shown (tw_window_get_document (window)) == 2);
  tw_document_delete (tw_window_get_document (window), 1);
  UNTIL (says (window, "“<b>d</b>” was deleted"));
  close_window (window);
}

/* --- the session --- */

static TwDocument *
document_of (TwWindow *window)
{
  return tw_window_get_document (window);
}

/* Another scenario takes the place of a run that nobody touched, and stands beside one that somebody did. */
static void
test_runs (void)
{
  TwWindow *window = new_window ();
  g_autoptr (TwScenario) other = tw_scenario_find ("aligned", NULL);
  TwLiveRun *first = tw_window_get_run (window);

  make_steps (window, 3);
  g_assert_true (tw_window_load (window, other, NULL));
  g_assert_cmpint (tw_document_get_shown (document_of (window)), ==, 2);
  g_assert_cmpstr (tw_gallery_get_chosen (fixture_part (window, "gallery"))->name, ==, "aligned");
  g_assert_cmpuint (snapshot_of (window)->step, ==, 0);
  g_assert_true (says (window, "Small"));

  g_signal_emit_by_name (fixture_part (window, "runs"), "run-activated", (gint64)1);
  g_assert_true (tw_window_get_run (window) == first);
  g_assert_cmpuint (snapshot_of (window)->step, ==, 3);
  g_assert_cmpstr (tw_gallery_get_chosen (fixture_part (window, "gallery"))->title, ==, "Small");
  /* It can go on. */
  make_steps (window, 1);
  close_window (window);
}

static double
horizon_of (TwWindow *window)
{
  TwLiveRun *run = tw_window_get_run (window);

  return tw_live_run_get (run, fixture_address (run, "theta.horizon"));
}

static void
set_horizon (TwWindow *window, double value)
{
  TwLiveRun *run = tw_window_get_run (window);

  tw_live_run_set (run, fixture_address (run, "theta.horizon"), value, "inspector");
}

/* An edit at an earlier moment makes a run, and says so; undo takes it away. */
static void
test_edit_earlier (void)
{
  TwWindow *window = new_window ();
  gpointer branch = fixture_part (window, "branch_button");

  make_steps (window, 5);
  g_assert_false (can (window, "undo"));
  g_assert_false (gtk_widget_has_css_class (branch, "suggested-action"));
  tw_live_run_show_step (tw_window_get_run (window), 2);
  UNTIL (snapshot_of (window)->step == 2);
  g_assert_true (gtk_widget_has_css_class (branch, "suggested-action"));
  UNTIL (says (window, "pre-training · step 2 · "));
  set_horizon (window, 3);
  UNTIL (tw_document_get_shown (document_of (window)) == 2);
  UNTIL (horizon_of (window) == 3);
  UNTIL (says (window, "New run “Horizon 3” from step 2"));
  g_assert_cmpstr (fixture_label (window, "subtitle"), ==, "Horizon 3 · pre-training");
  g_assert_cmpstr (fixture_label (window, "title"), ==, "Small");
  act (window, "undo");
  UNTIL (tw_document_get_shown (document_of (window)) == 1);
  UNTIL (snapshot_of (window)->step == 2);
  g_assert_true (can (window, "redo"));
  act (window, "redo");
  UNTIL (tw_document_get_shown (document_of (window)) == 2);
  close_window (window);
}

static void
test_undo (void)
{
  TwWindow *window = new_window ();
  const double before = horizon_of (window);

  set_horizon (window, 3);
  UNTIL (horizon_of (window) == 3);
  g_assert_true (can (window, "undo"));
  act (window, "undo");
  UNTIL (horizon_of (window) == before);
  g_assert_false (can (window, "undo"));
  act (window, "redo");
  UNTIL (horizon_of (window) == 3);
  close_window (window);
}

static char *
path_of (TwWindow *window)
{
  return g_strdup (tw_document_get_path (document_of (window)));
}

/* Opened here if nothing was done here, else in a window of its own; and never twice. */
static void
test_open_session (void)
{
  TwWindow *window = new_window ();
  TwWindow *other;
  g_autofree char *path = path_of (window);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  make_steps (window, 7);
  close_window (window);
  tw_shared_session_wait_closed (path);

  window = new_window ();
  tw_window_open_file (window, file);
  UNTIL (g_strcmp0 (tw_document_get_path (document_of (window)), path) == 0);
  g_assert_cmpuint (snapshot_of (window)->step, ==, 7);
  g_assert_cmpstr (fixture_label (window, "title"), ==, "Small");
  g_assert_true (tw_window_find (path) == window);

  other = new_window ();
  make_steps (other, 1);
  tw_window_open_file (other, file);
  fixture_settle (GTK_WIDGET (other));
  g_assert_cmpstr (tw_document_get_path (document_of (other)), !=, path);
  close_window (window);
  tw_shared_session_wait_closed (path);
  tw_window_open_file (other, file);
  UNTIL (tw_window_find (path) != NULL);
  window = g_object_ref (tw_window_find (path));
  g_assert_true (window != other);
  close_window (window);
  close_window (other);
}

static void
test_open_damaged (void)
{
  TwWindow *window = new_window ();
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "damaged.thalweg", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  TwDocument *before = document_of (window);

  g_assert_true (g_file_set_contents (path, "SQLite format 3", -1, NULL));
  tw_window_open_file (window, file);
  UNTIL (find_dialog () != NULL);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (find_dialog ()), path));
  g_assert_true (document_of (window) == before);
  gtk_window_destroy (GTK_WINDOW (find_dialog ()));
  g_unlink (path);
  close_window (window);
}

static gpointer
find_toplevel (GType type)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (toplevel, type))
        return toplevel;
    }
  return NULL;
}

/* Log, properties and comparison say what is in the file; a line of the log leads to its moment. */
static void
test_reports (void)
{
  TwWindow *window = new_window ();
  gpointer log, report;
  g_autofree char *csv = NULL;

  make_steps (window, 4);
  g_assert_false (can (window, "compare"));
  set_horizon (window, 3);
  UNTIL (horizon_of (window) == 3);
  make_steps (window, 2);
  act (window, "change-log");
  log = find_toplevel (TW_TYPE_CHANGE_LOG);
  g_assert_nonnull (log);
  for (;;)
    {
      g_free (csv);
      csv = tw_change_log_to_csv (log);
      if (strstr (csv, "theta.horizon") != NULL)
        break;
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_nonnull (strstr (csv, ",inspector,theta.horizon,"));
  g_signal_emit_by_name (log, "step-activated", (gint64)1, (guint64)4);
  UNTIL (snapshot_of (window)->step == 4);
  gtk_window_destroy (log);

  act (window, "branch");
  UNTIL (tw_document_get_shown (document_of (window)) == 2);
  g_assert_true (can (window, "compare"));
  act (window, "compare");
  report = find_toplevel (TW_TYPE_RUN_COMPARE_WINDOW);
  UNTIL (says (report, "Branch at 4"));
  gtk_window_destroy (report);
  act (window, "properties");
  report = find_toplevel (TW_TYPE_SESSION_PROPERTIES);
  UNTIL (says_just (report, "8")); /* rows of the steps 0 … 6, and the branch's of step 4 */
  gtk_window_destroy (report);
  /* Closed before anything was read. */
  act (window, "change-log");
  act (window, "properties");
  act (window, "compare");
  gtk_window_destroy (find_toplevel (TW_TYPE_CHANGE_LOG));
  gtk_window_destroy (find_toplevel (TW_TYPE_SESSION_PROPERTIES));
  gtk_window_destroy (find_toplevel (TW_TYPE_RUN_COMPARE_WINDOW));
  close_window (window);
}

/* What was recorded is played; who plays once more trains it on. */
static void
test_play_recording (void)
{
  TwWindow *window = new_window ();

  make_steps (window, 20);
  g_settings_set_double (tw_preferences_get (), "speed", 100);
  act (window, "first");
  UNTIL (snapshot_of (window)->step == 0);
  g_assert_false (can (window, "first"));
  act (window, "play");
  g_assert_true (tw_live_run_is_playing (tw_window_get_run (window)));
  UNTIL (tw_live_run_is_following (tw_window_get_run (window)));
  UNTIL (snapshot_of (window)->step == 20);
  g_assert_false (tw_live_run_is_playing (tw_window_get_run (window)));
  act (window, "play");
  UNTIL (snapshot_of (window)->step > 20);
  act (window, "play");
  UNTIL (can (window, "step"));
  g_assert_true (fixture_press_key (window, GDK_KEY_comma, 0));
  g_assert_false (tw_live_run_is_following (tw_window_get_run (window)));
  g_assert_true (fixture_press_key (window, GDK_KEY_End, 0));
  g_assert_true (tw_live_run_is_following (tw_window_get_run (window)));
  g_assert_true (fixture_press_key (window, GDK_KEY_Home, 0));
  UNTIL (snapshot_of (window)->step == 0);
  close_window (window);
}

/* --- training --- */

static void
test_states (void)
{
  TwWindow *window = new_window ();
  AdwButtonContent *content = fixture_part (window, "play_content");

  make_steps (window, 1);
  assert_actions (window, TRUE, TRUE, TRUE);

  g_settings_set_double (tw_preferences_get (), "speed", 1e-3);
  act (window, "play");
  /* At once, before the worker has heard of it. */
  assert_actions (window, TRUE, FALSE, TRUE);
  g_assert_cmpstr (adw_button_content_get_label (content), ==, "Pause");
  act (window, "play");
  assert_actions (window, TRUE, TRUE, TRUE);
  g_assert_cmpstr (adw_button_content_get_label (content), ==, "Play");

  g_settings_set_double (tw_preferences_get (), "speed", 0);
  act (window, "play");
  UNTIL (snapshot_of (window)->state == TW_TRAINER_FINISHED);
  assert_actions (window, TRUE, FALSE, TRUE);
  g_assert_cmpstr (fixture_label (window, "subtitle"), ==, "finished");
  g_assert_cmpstr (adw_button_content_get_label (content), ==, "Play");

  act (window, "first");
  UNTIL (snapshot_of (window)->step == 0);
  assert_actions (window, TRUE, TRUE, FALSE);
  UNTIL (says (window, "pre-training · step 0"));
  close_window (window);
}

/* Played in the window as elsewhere, to the last bit. */
static void
test_same_run (void)
{
  TwWindow *window = new_window ();
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autoptr (TwRun) run = tw_run_new (scenario, NULL);

  while (!tw_run_is_done (run))
    tw_run_step (run, NULL, NULL);
  act (window, "play");
  UNTIL (snapshot_of (window)->state == TW_TRAINER_FINISHED);
  g_assert_cmpmem (snapshot_of (window)->theta, snapshot_of (window)->n_params * sizeof (double),
                   tw_run_get_theta (run), tw_run_get_n_params (run) * sizeof (double));
  close_window (window);
}

static void
test_keys (void)
{
  TwWindow *window = new_window ();

  g_assert_true (fixture_press_key (window, GDK_KEY_period, 0));
  UNTIL (snapshot_of (window)->step == 1 && can (window, "step"));
  g_settings_set_double (tw_preferences_get (), "speed", 1e-3);
  g_assert_true (fixture_press_key (window, GDK_KEY_space, 0));
  g_assert_true (tw_live_run_is_playing (tw_window_get_run (window)));
  g_assert_true (fixture_press_key (window, GDK_KEY_space, 0));
  g_assert_false (tw_live_run_is_playing (tw_window_get_run (window)));
  g_assert_false (fixture_press_key (window, GDK_KEY_space, GDK_CONTROL_MASK));
  g_assert_false (tw_live_run_is_playing (tw_window_get_run (window)));
  close_window (window);
}

/* A number that is not finite stops the run; the window says so as long as it is so. */
static void
test_trouble (void)
{
  TwWindow *window = new_window ();
  TwLiveRun *run = tw_window_get_run (window);

  make_steps (window, 1);
  tw_live_run_set (run, fixture_address (run, "theta.u.world"), 1e200, "test");
  act (window, "play");
  UNTIL (snapshot_of (window)->state == TW_TRAINER_FAILED);
  g_assert_true (has_trouble (window));
  g_assert_nonnull (strstr (fixture_label (window, "trouble"), snapshot_of (window)->message));
  assert_actions (window, FALSE, FALSE, TRUE);
  /* What was can be looked at, but it stays so. */
  act (window, "first");
  UNTIL (snapshot_of (window)->step == 0);
  g_assert_true (has_trouble (window));
  assert_actions (window, TRUE, TRUE, FALSE);
  /* An edit is a way out. */
  act (window, "follow");
  tw_live_run_set (run, fixture_address (run, "theta.u.world"), 0.5, "test");
  UNTIL (snapshot_of (window)->state == TW_TRAINER_PAUSED);
  g_assert_false (has_trouble (window));
  assert_actions (window, TRUE, TRUE, TRUE);
  close_window (window);
}

/* An edit that was refused is said, and is no trouble. */
static void
test_complaint (void)
{
  TwWindow *window = new_window ();
  TwLiveRun *run = tw_window_get_run (window);
  g_autofree char *message = NULL;

  tw_live_run_set (run, fixture_address (run, "optimizer.learning_rate"), -1, "test");
  UNTIL (snapshot_of (window)->message != NULL);
  message = g_strdup (snapshot_of (window)->message);
  UNTIL (says (window, message));
  g_assert_false (has_trouble (window));
  assert_actions (window, TRUE, TRUE, FALSE);
  close_window (window);
}

/* --- views and preferences --- */

static void
test_enlarge (void)
{
  static const struct
  {
    const char *view;
    gboolean plane, timelines;
  } cases[] = { { "plane", TRUE, FALSE }, { "timelines", FALSE, TRUE }, { "", TRUE, TRUE } };
  TwWindow *window = new_window ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_action_group_change_action_state (G_ACTION_GROUP (window), "enlarge",
                                          g_variant_new_string (cases[i].view));
      g_assert_cmpint (gtk_widget_get_visible (fixture_part (window, "plane_card")), ==,
                       cases[i].plane);
      g_assert_cmpint (gtk_widget_get_visible (fixture_part (window, "timeline_card")), ==,
                       cases[i].timelines);
    }
  g_signal_emit_by_name (fixture_part (window, "enlarge_plane"), "clicked");
  g_assert_false (gtk_widget_get_visible (fixture_part (window, "timeline_card")));
  g_signal_emit_by_name (fixture_part (window, "enlarge_plane"), "clicked");
  g_assert_true (gtk_widget_get_visible (fixture_part (window, "timeline_card")));
  close_window (window);
}

static void
test_zoom (void)
{
  TwWindow *window = new_window ();
  TwPlaneView *plane = fixture_part (window, "plane");
  double before[4], after[4];

  g_assert_false (gtk_widget_get_visible (fixture_part (window, "fit_button")));
  tw_plane_view_get_range (plane, before);
  act (window, "zoom-in");
  tw_plane_view_get_range (plane, after);
  g_assert_cmpfloat (after[1] - after[0], <, before[1] - before[0]);
  g_assert_true (gtk_widget_get_visible (fixture_part (window, "fit_button")));
  act (window, "zoom-out");
  act (window, "zoom-out");
  tw_plane_view_get_range (plane, after);
  g_assert_cmpfloat (after[1] - after[0], >, before[1] - before[0]);
  act (window, "zoom-fit");
  tw_plane_view_get_range (plane, after);
  g_assert_cmpmem (before, sizeof before, after, sizeof after);
  g_assert_false (gtk_widget_get_visible (fixture_part (window, "fit_button")));
  close_window (window);
}

/* Actions, the setting behind them and what is shown go together. */
static void
test_preferences (void)
{
  static const char *const switches[] = { "show-arrows", "show-nullclines", "show-noise" };
  GSettings *settings = tw_preferences_get ();
  TwWindow *window = new_window ();
  gpointer plane = fixture_part (window, "plane");
  g_autofree char *ground = NULL;
  gboolean on;

  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    {
      act (window, switches[i]);
      g_assert_false (g_settings_get_boolean (settings, switches[i]));
      g_object_get (plane, switches[i], &on, NULL);
      g_assert_false (on);
    }
  act (window, "log-steps");
  g_object_get (fixture_part (window, "timelines"), "log-steps", &on, NULL);
  g_assert_true (on);
  g_action_group_activate_action (G_ACTION_GROUP (window), "ground",
                                  g_variant_new_string ("regime"));
  g_object_get (plane, "ground", &ground, NULL);
  g_assert_cmpstr (ground, ==, "regime");
  g_object_set (fixture_part (window, "transport"), "speed", 50.0, NULL);
  g_assert_cmpfloat (g_settings_get_double (settings, "speed"), ==, 50);
  close_window (window);
}

/* What a window had when it was closed, the next one has. */
static void
test_next_window (void)
{
  TwWindow *window = new_window ();
  int width, height;
  gboolean on;

  act (window, "show-gallery");
  act (window, "show-noise");
  gtk_window_set_default_size (GTK_WINDOW (window), 1400, 740);
  fixture_settle (GTK_WIDGET (window));
  close_window (window);

  window = show_window ();
  g_assert_false (adw_flap_get_reveal_flap (fixture_part (window, "gallery_flap")));
  g_assert_true (adw_flap_get_reveal_flap (fixture_part (window, "inspector_flap")));
  gtk_window_get_default_size (GTK_WINDOW (window), &width, &height);
  g_assert_cmpint (width, ==, 1400);
  g_assert_cmpint (height, ==, 740);
  g_object_get (fixture_part (window, "plane"), "show-noise", &on, NULL);
  g_assert_false (on);
  close_window (window);
}

/* Asking for the search opens the inspector. */
static void
test_search (void)
{
  TwWindow *window = new_window ();

  act (window, "show-inspector");
  g_assert_false (adw_flap_get_reveal_flap (fixture_part (window, "inspector_flap")));
  act (window, "search");
  g_assert_true (adw_flap_get_reveal_flap (fixture_part (window, "inspector_flap")));
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)),
                                         fixture_part (window, "inspector")));
  close_window (window);
}

static void
test_closed_while_training (void)
{
  for (guint round = 0; round < 3; round++)
    {
      TwWindow *window = new_window ();
      g_autoptr (TwScenario) scenario = fixture_scenario ();
      TwLiveRun *run;

      scenario->stages[1].steps = 1000000000;
      g_assert_true (tw_window_load (window, scenario, NULL));
      run = g_object_ref (tw_window_get_run (window));
      act (window, "play");
      UNTIL (snapshot_of (window)->step > 100);
      close_window (window);
      g_assert_finalize_object (run);
    }
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/window/load", test_load);
  g_test_add_func ("/window/load-impossible", test_load_impossible);
  g_test_add_func ("/window/user-chooses", test_user_chooses);
  g_test_add_func ("/window/open-file", test_open_file);
  g_test_add_func ("/window/title-is-text", test_title_is_text);
  g_test_add_func ("/window/runs", test_runs);
  g_test_add_func ("/window/edit-earlier", test_edit_earlier);
  g_test_add_func ("/window/undo", test_undo);
  g_test_add_func ("/window/open-session", test_open_session);
  g_test_add_func ("/window/open-damaged", test_open_damaged);
  g_test_add_func ("/window/reports", test_reports);
  g_test_add_func ("/window/play-recording", test_play_recording);
  g_test_add_func ("/window/states", test_states);
  g_test_add_func ("/window/same-run", test_same_run);
  g_test_add_func ("/window/keys", test_keys);
  g_test_add_func ("/window/trouble", test_trouble);
  g_test_add_func ("/window/complaint", test_complaint);
  g_test_add_func ("/window/enlarge", test_enlarge);
  g_test_add_func ("/window/zoom", test_zoom);
  g_test_add_func ("/window/preferences", test_preferences);
  g_test_add_func ("/window/next-window", test_next_window);
  g_test_add_func ("/window/search", test_search);
  g_test_add_func ("/window/closed-while-training", test_closed_while_training);
  return g_test_run ();
}
