/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/tw-cli-options.h"

#include <string.h>

void
tw_cli_options_clear (TwCliOptions *options)
{
  g_strfreev (options->words);
  g_strfreev (options->sets);
  g_strfreev (options->thetas);
  g_free (options->seed);
  g_free (options->stage);
  g_free (options->start_of);
  memset (options, 0, sizeof *options);
}

static void
add_entries (GOptionContext *context, TwCliOptions *options, guint takes)
{
  const GOptionEntry all[] = {
    { "help", 'h', 0, G_OPTION_ARG_NONE, &options->help, "Show this", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, "Print JSON", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->words, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  const GOptionEntry scenario[] = {
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->sets,
      "Set a value of the scenario, such as start.horizon=8; may repeat", "SECTION.KEY=VALUE" },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &options->seed, "Take this seed", "N" },
    G_OPTION_ENTRY_NULL,
  };
  const GOptionEntry state[] = {
    { "stage", 0, 0, G_OPTION_ARG_STRING, &options->stage,
      "Whose objective and data are used (default: the first, or that of --start-of)", "NAME" },
    { "start-of", 0, 0, G_OPTION_ARG_STRING, &options->start_of,
      "Take the parameters that a run has when this stage begins (default: those of the start)",
      "STAGE" },
    { "theta", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->thetas, "Set one parameter; may repeat",
      "NAME=VALUE" },
    G_OPTION_ENTRY_NULL,
  };

  g_option_context_add_main_entries (context, all, NULL);
  if (takes & TW_CLI_TAKES_SCENARIO)
    g_option_context_add_main_entries (context, scenario, NULL);
  if (takes & TW_CLI_TAKES_STATE)
    g_option_context_add_main_entries (context, state, NULL);
}

/* GLib heads its help with the program's name, which is not all of ours. */
static void
print_help (GOptionContext *context, const TwCliCommand *command)
{
  g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);
  const char *rest = strstr (help, "\n\n");

  tw_cli_print ("Usage:\n  thalweg-cli %s [OPTION…]%s%s\n\n%s\n%s", command->name,
                command->usage[0] != '\0' ? " " : "", command->usage, command->summary,
                rest != NULL ? rest + 1 : help);
}

gboolean
tw_cli_options_parse (TwCliOptions *options, const TwCliCommand *command, guint takes,
                      const GOptionEntry *own, char **arguments, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (GStrv) words = g_strdupv (arguments);
  GError *cause = NULL;

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_description (context, command->details);
  add_entries (context, options, takes);
  if (own != NULL)
    g_option_context_add_main_entries (context, own, NULL);
  if (!g_option_context_parse_strv (context, &words, &cause))
    {
      /* GLib says neither which argument it was nor that it was one. */
      if (cause->domain == G_CONVERT_ERROR)
        return tw_cli_usage_error (error, "an option's value is not in the locale's encoding",
                                   cause);
      g_propagate_error (error, cause);
      return FALSE;
    }
  if (options->help)
    print_help (context, command);
  return TRUE;
}

static gboolean
apply (TwScenario *scenario, const char *option, const char *assignment, GError **error)
{
  GError *cause = NULL;

  if (tw_scenario_set_text (scenario, assignment, &cause))
    return TRUE;
  return tw_cli_usage_error (error, option, cause);
}

TwScenario *
tw_cli_options_load (const TwCliOptions *options, GError **error)
{
  const guint n_words = options->words != NULL ? g_strv_length (options->words) : 0;
  g_autoptr (TwScenario) scenario = NULL;

  if (n_words != 1)
    {
      g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
                   n_words == 0 ? "no scenario: give a file or the name of a shipped one"
                                : "one scenario is enough, but “%s” came after it",
                   n_words == 0 ? "" : options->words[1]);
      return NULL;
    }
  scenario = tw_scenario_find (options->words[0], error);
  if (scenario == NULL)
    return NULL;
  for (char **set = options->sets; set != NULL && *set != NULL; set++)
    if (!apply (scenario, "--set", *set, error))
      return NULL;
  if (options->seed != NULL)
    {
      g_autofree char *assignment = g_strconcat ("scenario.seed=", options->seed, NULL);

      if (!apply (scenario, "--seed", assignment, error))
        return NULL;
    }
  return g_steal_pointer (&scenario);
}

gboolean
tw_cli_parse_count (const char *what, const char *text, guint64 minimum, guint64 maximum,
                    guint64 *value, GError **error)
{
  GError *cause = NULL;

  if (g_ascii_string_to_unsigned (text, 10, minimum, maximum, value, &cause))
    return TRUE;
  g_clear_error (&cause);
  g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
               "%s: “%s” is not a whole number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT,
               what, text, minimum, maximum);
  return FALSE;
}

gboolean
tw_cli_parse_assignment (const TwScenario *scenario, const char *option, const char *text,
                         TwAddress *address, double *value, GError **error)
{
  const gboolean theta = g_str_equal (option, "--theta");
  const char *equals = strchr (text, '=');
  g_autofree char *name = NULL, *address_text = NULL;
  GError *cause = NULL;

  if (equals == NULL)
    {
      g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE, "%s: “%s” is not of the form %s=VALUE",
                   option, text, theta ? "NAME" : "ADDRESS");
      return FALSE;
    }
  name = g_strstrip (g_strndup (text, equals - text));
  address_text = g_strconcat (theta ? "theta." : "", name, NULL);
  if (!tw_scenario_resolve (scenario, address_text, address, &cause)
      || !tw_setting_parse (tw_scenario_spec (scenario, *address), equals + 1, value, &cause))
    return tw_cli_usage_error (error, option, cause);
  return TRUE;
}
