/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tw-application.h"

#include "app/tw-preferences.h"
#include "app/window/tw-window.h"
#include "live-fixture.h"
#include "widget-fixture.h"

typedef void (*Look) (GtkApplication *application);

typedef struct
{
  TwApplication *application;
  Look look;
} Visit;

/* The windows are there, and the loop runs. */
static gboolean
visit (gpointer data)
{
  Visit *visit = data;

  /* None was opened, and it has ended already. */
  if (gtk_application_get_windows (GTK_APPLICATION (visit->application)) == NULL)
    return G_SOURCE_REMOVE;
  if (visit->look != NULL)
    visit->look (GTK_APPLICATION (visit->application));
  visit->look = NULL;
  g_action_group_activate_action (G_ACTION_GROUP (visit->application), "quit", NULL);
  return G_SOURCE_REMOVE;
}

/* Runs `thalweg arguments`, looks at it once it has opened its windows, quits; the exit status. */
static int
run (const char *const *arguments, Look look)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  Visit data = { tw_application_new (), look };
  guint idle;
  int status;

  g_ptr_array_add (argv, (gpointer) "thalweg");
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer)arguments[i]);
  g_application_set_flags (G_APPLICATION (data.application),
                           g_application_get_flags (G_APPLICATION (data.application))
                               | G_APPLICATION_NON_UNIQUE);
  idle = g_idle_add (visit, &data);
  status =
      g_application_run (G_APPLICATION (data.application), (int)argv->len, (char **)argv->pdata);
  if (g_main_context_find_source_by_id (NULL, idle) != NULL)
    g_source_remove (idle);
  /* Whoever wanted to look has. */
  g_assert_null (status == 0 ? data.look : NULL);
  g_assert_finalize_object (data.application);
  return status;
}

/* The window of this title; NULL: none. */
static TwWindow *
find (GtkApplication *application, const char *title)
{
  for (GList *at = gtk_application_get_windows (application); at != NULL; at = at->next)
    if (g_str_equal (gtk_window_get_title (at->data), title))
      return TW_WINDOW (at->data);
  return NULL;
}

static guint
n_windows (GtkApplication *application)
{
  return g_list_length (gtk_application_get_windows (application));
}

static const TwScenario *
scenario_of (TwWindow *window)
{
  g_assert_nonnull (window);
  return tw_live_run_get_snapshot (tw_window_get_run (window))->scenario;
}

/* --- what is opened --- */

static void
look_at_default (GtkApplication *application)
{
  TwWindow *window = find (application, "Pre-training, then fine-tuning");

  g_assert_cmpuint (n_windows (application), ==, 1);
  g_assert_cmpstr (scenario_of (window)->name, ==, "default");
  g_assert_cmpuint (tw_live_run_get_snapshot (tw_window_get_run (window))->step, ==, 0);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window)));
}

static void
test_default (void)
{
  g_assert_cmpint (run ((const char *const[]){ NULL }, look_at_default), ==, 0);
}

static void
look_at_both (GtkApplication *application)
{
  g_assert_cmpuint (n_windows (application), ==, 2);
  g_assert_cmpstr (scenario_of (find (application, "Deceptive"))->name, ==, "deceptive");
  g_assert_cmpstr (scenario_of (find (application, "Small"))->name, ==, "small");
  for (guint i = 0; i < 2; i++)
    {
      const TwScenario *scenario = scenario_of (find (application, i == 0 ? "Deceptive" : "Small"));

      g_assert_cmpuint (scenario->seed, ==, 77);
      g_assert_cmpfloat (scenario->optimizer[TW_OPT_CLIP], ==, 3.5);
      g_assert_cmpfloat (scenario->optimizer[TW_OPT_BATCH], ==, 9);
    }
}

/* A name and a file, each in its window; options are for all of them. */
static void
test_two (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "small.ini", NULL);
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autofree char *text = tw_scenario_to_text (scenario);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (
      run ((const char *const[]){ "deceptive", path, "--seed=77", "--set", "optimizer.clip=3.5",
                                  "--set", "optimizer.batch=9", NULL },
           look_at_both),
      ==, 0);
}

static void
look_at_the_good_one (GtkApplication *application)
{
  g_assert_cmpuint (n_windows (application), ==, 1);
  g_assert_nonnull (find (application, "Aligned"));
}

/* --- what cannot be opened --- */

/* In a process of its own, because of what it writes to standard error. */
static void
in_subprocess (const char *const *arguments, int status, Look look, const char *pattern)
{
  if (g_test_subprocess ())
    {
      g_assert_cmpint (run (arguments, look), ==, status);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr (pattern);
}

static void
test_unknown (void)
{
  in_subprocess ((const char *const[]){ "no-such-scenario", NULL }, 1, NULL,
                 "*thalweg: *no-such-scenario*");
}

/* The other one is opened all the same, and the program ends well when that is closed. */
static void
test_one_of_two (void)
{
  in_subprocess ((const char *const[]){ "no-such-scenario", "aligned", NULL }, 0,
                 look_at_the_good_one, "*thalweg: *no-such-scenario*");
}

static void
test_wrong_set (void)
{
  in_subprocess ((const char *const[]){ "--set", "optimizer.clip=much", NULL }, 2, NULL,
                 "*thalweg: --set: *much*");
}

static void
test_wrong_seed (void)
{
  in_subprocess ((const char *const[]){ "--seed=-1", NULL }, 2, NULL, "*thalweg: --seed: *-1*");
}

static void
test_impossible_model (void)
{
  in_subprocess (
      (const char *const[]){ "--set", "world.contexts=1048576", "--set", "world.actions=64", NULL },
      1, NULL, "*thalweg: *too large*");
}

static void
test_version (void)
{
  if (g_test_subprocess ())
    {
      g_assert_cmpint (run ((const char *const[]){ "--version", NULL }, NULL), ==, 0);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*thalweg " TW_VERSION "*");
}

/* --- actions --- */

static void
act (GtkApplication *application, const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (application), name, NULL);
}

static void
look_at_new_window (GtkApplication *application)
{
  act (application, "new-window");
  g_assert_cmpuint (n_windows (application), ==, 2);
  g_assert_nonnull (find (application, "Aligned"));
  g_assert_nonnull (find (application, "Pre-training, then fine-tuning"));
  /* Started once more without a word, it shows what is there. */
  g_application_activate (G_APPLICATION (application));
  g_assert_cmpuint (n_windows (application), ==, 2);
}

static void
test_new_window (void)
{
  g_assert_cmpint (run ((const char *const[]){ "aligned", NULL }, look_at_new_window), ==, 0);
}

static void
look_at_dialogs (GtkApplication *application)
{
  const guint before = g_list_model_get_n_items (gtk_window_get_toplevels ());

  act (application, "about");
  act (application, "shortcuts");
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, before + 2);
}

/* The templates are whole, and quitting takes them along. */
static void
test_dialogs (void)
{
  g_assert_cmpint (run ((const char *const[]){ "aligned", NULL }, look_at_dialogs), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 0);
}

static void
look_at_styles (GtkApplication *application)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  g_action_group_activate_action (G_ACTION_GROUP (application), "style",
                                  g_variant_new_string ("dark"));
  g_assert_true (adw_style_manager_get_dark (manager));
  g_assert_cmpint (g_settings_get_enum (tw_preferences_get (), "style"), ==, 2);
  g_action_group_activate_action (G_ACTION_GROUP (application), "style",
                                  g_variant_new_string ("light"));
  g_assert_false (adw_style_manager_get_dark (manager));
  g_settings_reset (tw_preferences_get (), "style");
  g_assert_cmpint (adw_style_manager_get_color_scheme (manager), ==, ADW_COLOR_SCHEME_DEFAULT);
}

static void
test_style (void)
{
  g_assert_cmpint (run ((const char *const[]){ "aligned", NULL }, look_at_styles), ==, 0);
}

static gboolean
has_action (GtkApplication *application, TwWindow *window, const char *name)
{
  const char *dot = strchr (name, '.');

  if (g_str_has_prefix (name, "app."))
    return g_action_group_has_action (G_ACTION_GROUP (application), dot + 1);
  if (g_action_group_has_action (G_ACTION_GROUP (window), dot + 1))
    return TRUE;
  /* Those of the class. */
  for (guint i = 0;; i++)
    {
      const char *own, *property;
      const GVariantType *type;
      GType owner;

      if (!gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (window), i, &owner, &own, &type,
                                          &property))
        return FALSE;
      if (g_str_equal (own, name))
        return TRUE;
    }
}

/* A key that does nothing is a promise that is not kept; so are two things on one key. */
static void
look_at_keys (GtkApplication *application)
{
  TwWindow *window = find (application, "Aligned");
  g_auto (GStrv) actions = gtk_application_list_action_descriptions (application);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_assert_cmpuint (g_strv_length (actions), >, 10);
  for (guint i = 0; actions[i] != NULL; i++)
    {
      g_auto (GStrv) keys = gtk_application_get_accels_for_action (application, actions[i]);

      if (!has_action (application, window, actions[i]))
        g_error ("a key for %s, which is no action", actions[i]);
      for (guint k = 0; keys[k] != NULL; k++)
        g_assert_true (g_hash_table_add (seen, g_strdup (keys[k])));
    }
}

static void
test_keys (void)
{
  g_assert_cmpint (run ((const char *const[]){ "aligned", NULL }, look_at_keys), ==, 0);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/application/default", test_default);
  g_test_add_func ("/application/two", test_two);
  g_test_add_func ("/application/unknown", test_unknown);
  g_test_add_func ("/application/one-of-two", test_one_of_two);
  g_test_add_func ("/application/wrong-set", test_wrong_set);
  g_test_add_func ("/application/wrong-seed", test_wrong_seed);
  g_test_add_func ("/application/impossible-model", test_impossible_model);
  g_test_add_func ("/application/version", test_version);
  g_test_add_func ("/application/new-window", test_new_window);
  g_test_add_func ("/application/dialogs", test_dialogs);
  g_test_add_func ("/application/style", test_style);
  g_test_add_func ("/application/keys", test_keys);
  return g_test_run ();
}
