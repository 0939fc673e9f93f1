/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tw-application.h"

#include "app/tw-preferences.h"
#include "app/window/tw-window.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <string.h>

struct _TwApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_FINAL_TYPE (TwApplication, tw_application, ADW_TYPE_APPLICATION)

/* --- scenarios from the command line --- */

/* What is no shipped scenario's name is a file, beside where the command was given. */
static TwScenario *
find_scenario (GApplicationCommandLine *line, const char *argument, GError **error)
{
  g_auto (GStrv) shipped = tw_scenario_list ();
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (g_strv_contains ((const char *const *)shipped, argument))
    return tw_scenario_find (argument, error);
  file = g_application_command_line_create_file_for_arg (line, argument);
  path = g_file_get_path (file);
  if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    return tw_scenario_load_file (path, error);
  /* It says what there is instead. */
  return tw_scenario_find (argument, error);
}

static gboolean
apply_options (TwScenario *scenario, GVariantDict *options, GError **error)
{
  g_autofree const char **sets = NULL;
  const char *seed;

  if (g_variant_dict_lookup (options, "set", "^a&s", &sets))
    for (guint i = 0; sets[i] != NULL; i++)
      if (!tw_scenario_set_text (scenario, sets[i], error))
        {
          g_prefix_error (error, "--set: ");
          return FALSE;
        }
  if (g_variant_dict_lookup (options, "seed", "&s", &seed))
    {
      g_autofree char *assignment = g_strconcat ("scenario.seed=", seed, NULL);

      if (!tw_scenario_set_text (scenario, assignment, error))
        {
          g_prefix_error (error, "--seed: ");
          return FALSE;
        }
    }
  return TRUE;
}

/* So that it is not taken for the shipped one of its name. */
static void
note_changes (TwScenario *scenario, GVariantDict *options)
{
  g_autofree const char **sets = NULL;
  g_autofree char *list = NULL;
  g_autofree char *assignment = NULL;
  const char *seed;

  if (g_variant_dict_lookup (options, "set", "^a&s", &sets))
    list = g_strjoinv (", ", (char **)sets);
  if (g_variant_dict_lookup (options, "seed", "&s", &seed))
    {
      g_autofree char *before = g_steal_pointer (&list);

      list = g_strconcat (before != NULL ? before : "", before != NULL ? ", " : "", "seed=", seed,
                          NULL);
    }
  if (list == NULL)
    return;
  assignment = g_strdup_printf ("scenario.subtitle=%s: %s", _ ("Changed"), list);
  /* A list that is too long for a subtitle is left away. */
  tw_scenario_set_text (scenario, assignment, NULL);
}

static gboolean
open_scenario (TwApplication *application, TwScenario *scenario, GError **error)
{
  GtkWidget *window = tw_window_new (ADW_APPLICATION (application));

  if (!tw_window_load (TW_WINDOW (window), scenario, error))
    {
      gtk_window_destroy (GTK_WINDOW (window));
      return FALSE;
    }
  gtk_window_present (GTK_WINDOW (window));
  return TRUE;
}

/* A command that opens a session: it ends when that is open. */
typedef struct
{
  TwApplication *application;
  GApplicationCommandLine *line;
} Opening;

static void
on_session_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  Opening *opening = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwDocument) document = tw_document_open_finish (result, &error);

  if (document != NULL)
    {
      GtkWidget *window = tw_window_new (ADW_APPLICATION (opening->application));

      tw_window_set_document (TW_WINDOW (window), document);
      gtk_window_present (GTK_WINDOW (window));
    }
  else
    {
      g_application_command_line_printerr (opening->line, "thalweg: %s\n", error->message);
      g_application_command_line_set_exit_status (opening->line, 1);
    }
  g_application_release (G_APPLICATION (opening->application));
  g_object_unref (opening->line);
  g_free (opening);
}

static int
open_session (TwApplication *application, GApplicationCommandLine *line, const char *path)
{
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  TwWindow *window = tw_window_find (path);
  Opening *opening;

  if (g_variant_dict_contains (options, "set") || g_variant_dict_contains (options, "seed"))
    {
      g_application_command_line_printerr (
          line, _ ("thalweg: --set and --seed go with scenarios, and %s is a session\n"), path);
      return 2;
    }
  if (window != NULL)
    {
      gtk_window_present (GTK_WINDOW (window));
      return 0;
    }
  opening = g_new (Opening, 1);
  *opening = (Opening){ application, g_object_ref (line) };
  g_application_hold (G_APPLICATION (application));
  tw_document_open (path, NULL, on_session_opened, opening);
  return 0;
}

/* NULL: it is no session.  Caller frees. */
static char *
session_path (GApplicationCommandLine *line, const char *argument)
{
  g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (line, argument);

  return tw_window_is_session_file (argument) ? g_file_get_path (file) : NULL;
}

static int
open_argument (TwApplication *application, GApplicationCommandLine *line, const char *argument)
{
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  g_autoptr (TwScenario) scenario = NULL;
  g_autofree char *session = session_path (line, argument);
  g_autoptr (GError) error = NULL;
  int status = 1;

  if (session != NULL)
    return open_session (application, line, session);
  scenario = find_scenario (line, argument, &error);
  if (scenario != NULL && apply_options (scenario, options, &error))
    {
      note_changes (scenario, options);
      if (open_scenario (application, scenario, &error))
        return 0;
    }
  else if (scenario != NULL)
    status = 2;
  g_application_command_line_printerr (line, "thalweg: %s\n", error->message);
  return status;
}

static int
tw_application_command_line (GApplication *gapplication, GApplicationCommandLine *line)
{
  TwApplication *application = TW_APPLICATION (gapplication);
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  g_autofree const char **scenarios = NULL;
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (application));
  int status = 0;

  g_variant_dict_lookup (options, G_OPTION_REMAINING, "^a&ay", &scenarios);
  if (scenarios == NULL && active != NULL && !g_variant_dict_contains (options, "set")
      && !g_variant_dict_contains (options, "seed"))
    {
      gtk_window_present (active);
      return 0;
    }
  if (scenarios == NULL)
    return open_argument (application, line, "default");
  for (guint i = 0; scenarios[i] != NULL; i++)
    {
      const int opened = open_argument (application, line, scenarios[i]);

      status = MAX (status, opened);
    }
  return status;
}

static void
tw_application_activate (GApplication *gapplication)
{
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (gapplication));
  g_autoptr (TwScenario) scenario = NULL;
  g_autoptr (GError) error = NULL;

  if (active != NULL)
    {
      gtk_window_present (active);
      return;
    }
  scenario = tw_scenario_find ("default", &error);
  if (scenario == NULL || !open_scenario (TW_APPLICATION (gapplication), scenario, &error))
    g_printerr ("thalweg: %s\n", error->message);
}

/* --- actions --- */

static void
on_new_window (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwScenario) scenario = tw_scenario_find ("default", &error);

  if (scenario == NULL || !open_scenario (application, scenario, &error))
    g_warning ("%s", error->message);
}

static void
on_about (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  adw_show_about_window (
      gtk_application_get_active_window (application), "application-name", "Thalweg",
      "application-icon", TW_APP_ID, "version", TW_VERSION, "developer-name",
      _ ("The Thalweg authors"), "license-type", GTK_LICENSE_GPL_3_0, "comments",
      _ ("Watch a model train, and see where the gradient leads."), "translator-credits",
      /* Translators: your names, one a line. */
      _ ("translator-credits"), NULL);
}

static void
on_shortcuts (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/thalweg/Thalweg/ui/tw-shortcuts.ui");
  GtkWindow *shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (shortcuts, gtk_application_get_active_window (application));
  gtk_window_set_destroy_with_parent (shortcuts, TRUE);
  gtk_window_present (shortcuts);
}

static void
on_quit (GSimpleAction *action, GVariant *parameter, gpointer application)
{
  GList *windows;

  /* Closed rather than destroyed, so that each keeps what it has to remember. */
  while ((windows = gtk_application_get_windows (application)) != NULL)
    {
      GtkWindow *window = windows->data;

      gtk_window_close (window);
      if (gtk_application_get_windows (application) != NULL
          && gtk_application_get_windows (application)->data == window)
        gtk_window_destroy (window);
    }
}

/* Somebody logs out, or stops the program: what was done in the last moments is still written.  A second
 * signal does what it does elsewhere. */
static gboolean
on_signal (gpointer application)
{
  on_quit (NULL, NULL, application);
  return G_SOURCE_REMOVE;
}

static void
follow_style (GSettings *preferences)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT,
                                            ADW_COLOR_SCHEME_FORCE_DARK };

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      schemes[g_settings_get_enum (preferences, "style")]);
}

static void
add_shortcuts (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *keys[3];
  } shortcuts[] = {
    { "app.quit", { "<Control>q" } },
    { "app.new-window", { "<Control>n" } },
    { "app.shortcuts", { "<Control>question" } },
    { "window.close", { "<Control>w" } },
    { "win.open", { "<Control>o" } },
    { "win.save", { "<Control>s" } },
    { "win.save-as", { "<Control><Shift>s" } },
    { "win.undo", { "<Control>z" } },
    { "win.redo", { "<Control><Shift>z" } },
    { "win.branch", { "<Control>b" } },
    { "win.play", { "<Control>space" } },
    { "win.step", { "<Control>period" } },
    { "win.search", { "<Control>f" } },
    { "win.show-gallery", { "F9" } },
    { "win.show-inspector", { "F8" } },
    { "win.zoom-in", { "<Control>plus", "<Control>equal" } },
    { "win.zoom-out", { "<Control>minus" } },
    { "win.zoom-fit", { "<Control>0" } },
    { "win.fullscreen", { "F11" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (application, shortcuts[i].action, shortcuts[i].keys);
}

static void
tw_application_startup (GApplication *gapplication)
{
  static const GActionEntry entries[] = {
    { .name = "new-window", .activate = on_new_window },
    { .name = "about", .activate = on_about },
    { .name = "shortcuts", .activate = on_shortcuts },
    { .name = "quit", .activate = on_quit },
  };
  GSettings *preferences = tw_preferences_get ();
  g_autoptr (GAction) style = g_settings_create_action (preferences, "style");

  G_APPLICATION_CLASS (tw_application_parent_class)->startup (gapplication);
  gtk_window_set_default_icon_name (TW_APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (gapplication), entries, G_N_ELEMENTS (entries),
                                   gapplication);
  g_action_map_add_action (G_ACTION_MAP (gapplication), style);
  g_signal_connect_object (preferences, "changed::style", G_CALLBACK (follow_style), gapplication,
                           0);
  follow_style (preferences);
  add_shortcuts (GTK_APPLICATION (gapplication));
  g_unix_signal_add (SIGTERM, on_signal, gapplication);
  g_unix_signal_add (SIGHUP, on_signal, gapplication);
  g_unix_signal_add (SIGINT, on_signal, gapplication);
}

/* --- the object --- */

static int
tw_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;
  g_print ("thalweg " TW_VERSION "\n");
  return 0;
}

static void
tw_application_class_init (TwApplicationClass *class)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (class);

  application_class->startup = tw_application_startup;
  application_class->activate = tw_application_activate;
  application_class->command_line = tw_application_command_line;
  application_class->handle_local_options = tw_application_handle_local_options;
}

static void
tw_application_init (TwApplication *application)
{
  static const GOptionEntry options[] = {
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, NULL, N_ ("Change a value of the scenario"),
      N_ ("SECTION.KEY=VALUE") },
    { "seed", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Use another seed"), N_ ("N") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL,
      N_ ("[SCENARIO|SESSION…]") },
    G_OPTION_ENTRY_NULL,
  };

  g_application_add_main_option_entries (G_APPLICATION (application), options);
  g_application_set_option_context_summary (
      G_APPLICATION (application),
      _ ("Opens a window on each SCENARIO, a file or the name of a shipped one (default), and each "
         "SESSION, a file whose name ends in .thalweg."));
}

TwApplication *
tw_application_new (void)
{
  return g_object_new (TW_TYPE_APPLICATION, "application-id", TW_APP_ID, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE, "resource-base-path",
                       "/org/thalweg/Thalweg", NULL);
}
