/* SPDX-License-Identifier: GPL-3.0-or-later */

/* thalweg-cli compare: two runs of a session side by side. */

#include "cli/tw-cli-json.h"
#include "cli/tw-cli-report.h"
#include "cli/tw-cli-session.h"

#include "session/tw-audit.h"
#include "session/tw-run-compare.h"

#include <math.h>

#define POINTS "11" /* distances that are printed by default */
#define MAX_POINTS 65536

typedef struct
{
  const TwSessionRun *a, *b;
  const TwRunComparison *comparison;
} Pair;

/* --- as text --- */

static void
print_run (const TwSessionRun *run)
{
  g_autofree char *name = tw_cli_plain (run->name);

  tw_cli_print ("run %" G_GINT64_FORMAT " (%s)", run->id, name);
}

static void
print_course (const TwRunComparison *comparison)
{
  if (comparison->common != 0)
    tw_cli_print ("the same run up to step %" G_GUINT64_FORMAT " of run %" G_GINT64_FORMAT "\n",
                  comparison->common_step, comparison->common);
  else
    tw_cli_write ("no step in common\n");
  if (comparison->differ)
    tw_cli_print ("what was recorded differs from step %" G_GUINT64_FORMAT " on\n",
                  comparison->first_step);
  else
    tw_cli_print ("what was recorded is the same up to step %" G_GUINT64_FORMAT
                  ", the last that both have\n",
                  comparison->last);
}

static char *
format_value (const TwSessionRun *run, const TwRunDifference *difference, double value)
{
  g_autofree char *text = NULL;

  if (isnan (value))
    return g_strdup ("none");
  /* Seventeen digits are for programs. */
  if (g_str_has_prefix (difference->address, "theta."))
    return g_strdup_printf ("%.6g", value);
  text = tw_audit_format_value (run->scenario, difference->address, value);
  return tw_cli_plain (text);
}

static void
print_differences (const char *heading, GPtrArray *differences, const Pair *pair)
{
  g_autofree char *run_a = g_strdup_printf ("run %" G_GINT64_FORMAT, pair->a->id);
  g_autofree char *run_b = g_strdup_printf ("run %" G_GINT64_FORMAT, pair->b->id);

  if (differences->len > 0)
    tw_cli_print ("\n  %-32s %16s %16s\n", heading, run_a, run_b);
  for (guint i = 0; i < differences->len; i++)
    {
      const TwRunDifference *difference = g_ptr_array_index (differences, i);
      g_autofree char *a = format_value (pair->a, difference, difference->a);
      g_autofree char *b = format_value (pair->b, difference, difference->b);
      g_autofree char *address = tw_cli_plain (difference->address);

      tw_cli_print ("  %-32s %16s %16s\n", address, a, b);
    }
}

static void
print_distances (const TwRunComparison *comparison)
{
  tw_cli_print ("\n  %10s %16s %16s\n", "step", "distance in θ", "on the plane");
  for (gsize i = 0; i < comparison->n_steps; i++)
    tw_cli_print ("  %10.0f %15.6g %16.6g\n", comparison->steps[i], comparison->theta_distance[i],
                  comparison->plane_distance[i]);
}

static void
print_text (const Pair *pair)
{
  print_run (pair->a);
  tw_cli_write (" and ");
  print_run (pair->b);
  tw_cli_write ("\n");
  print_course (pair->comparison);
  print_differences ("settings", pair->comparison->settings, pair);
  print_differences ("parameters", pair->comparison->parameters, pair);
  if (pair->comparison->n_steps > 0)
    print_distances (pair->comparison);
}

/* --- as JSON --- */

static void
add_differences (TwJsonWriter *json, const char *name, GPtrArray *differences)
{
  tw_json_name (json, name);
  tw_json_begin (json, '[');
  for (guint i = 0; i < differences->len; i++)
    {
      const TwRunDifference *difference = g_ptr_array_index (differences, i);

      tw_json_begin (json, '{');
      tw_cli_json_text (json, "address", difference->address);
      tw_cli_json_number (json, "a", difference->a);
      tw_cli_json_number (json, "b", difference->b);
      tw_json_end (json, '{');
    }
  tw_json_end (json, '[');
}

static void
add_distances (TwJsonWriter *json, const TwRunComparison *comparison)
{
  tw_json_name (json, "distances");
  tw_json_begin (json, '[');
  for (gsize i = 0; i < comparison->n_steps; i++)
    {
      tw_json_begin (json, '{');
      tw_cli_json_integer (json, "step", (gint64)comparison->steps[i]);
      tw_cli_json_number (json, "theta", comparison->theta_distance[i]);
      tw_cli_json_number (json, "plane", comparison->plane_distance[i]);
      tw_json_end (json, '{');
    }
  tw_json_end (json, '[');
}

static void
add_integer_if (TwJsonWriter *json, const char *name, gboolean known, guint64 value)
{
  tw_json_name (json, name);
  if (known)
    tw_json_integer (json, (gint64)value);
  else
    tw_json_null (json);
}

static void
print_json (const Pair *pair, const char *path)
{
  g_auto (TwJsonWriter) json = { 0 };
  const TwRunComparison *comparison = pair->comparison;

  tw_json_writer_init (&json, TRUE);
  tw_json_begin (&json, '{');
  tw_cli_json_text (&json, "session", path);
  tw_cli_json_integer (&json, "a", comparison->a);
  tw_cli_json_integer (&json, "b", comparison->b);
  add_integer_if (&json, "common_run", comparison->common != 0, (guint64)comparison->common);
  add_integer_if (&json, "common_step", comparison->common != 0, comparison->common_step);
  tw_cli_json_integer (&json, "last_step", (gint64)comparison->last);
  add_integer_if (&json, "first_difference", comparison->differ, comparison->first_step);
  add_differences (&json, "settings", comparison->settings);
  add_differences (&json, "parameters", comparison->parameters);
  add_distances (&json, comparison);
  tw_json_end (&json, '{');
  tw_cli_json_print (&json);
}

/* --- the command --- */

static int
compare (const char *path, char **runs, guint64 points, gboolean json)
{
  g_autoptr (TwRunComparison) comparison = NULL;
  GError *error = NULL;
  g_autoptr (TwSessionReader) reader = tw_session_reader_new (path, &error);
  Pair pair = { 0 };

  if (reader != NULL)
    pair.a = tw_cli_find_run (reader, runs[0], &error);
  if (pair.a != NULL)
    pair.b = tw_cli_find_run (reader, runs[1], &error);
  if (pair.b != NULL)
    comparison = tw_run_compare (path, pair.a->id, pair.b->id, points, NULL, &error);
  if (comparison == NULL)
    return tw_cli_fail ("compare", error);
  pair.comparison = comparison;
  if (json)
    print_json (&pair, path);
  else
    print_text (&pair);
  return TW_CLI_DONE;
}

static int
compare_main (char **arguments)
{
  g_auto (TwCliOptions) shared = { 0 };
  g_auto (GStrv) runs = NULL;
  g_autofree char *text = NULL;
  guint64 points;
  const char *path;
  GError *error = NULL;
  const GOptionEntry own[] = {
    { "run", 0, 0, G_OPTION_ARG_STRING_ARRAY, &runs, "Number or name of a run; give two", "RUN" },
    { "points", 0, 0, G_OPTION_ARG_STRING, &text,
      "Print distances at N steps at most (default: " POINTS ")", "N" },
    G_OPTION_ENTRY_NULL,
  };

  if (!tw_cli_options_parse (&shared, &tw_cli_compare, 0, own, arguments, &error))
    return tw_cli_fail ("compare", error);
  if (shared.help)
    return TW_CLI_DONE;
  path = tw_cli_options_session (&shared, &error);
  if (path == NULL
      || !tw_cli_parse_count ("--points", text != NULL ? text : POINTS, 2, MAX_POINTS, &points,
                              &error))
    return tw_cli_fail ("compare", error);
  if (runs == NULL || g_strv_length (runs) != 2)
    return tw_cli_fail ("compare", g_error_new_literal (TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
                                                        "two runs are compared: give --run twice"));
  return compare (path, runs, points, shared.json);
}

const TwCliCommand tw_cli_compare = {
  .name = "compare",
  .usage = "SESSION",
  .summary = "Print what two runs of a session have in common and how far apart they are",
  .details = "Settings and parameters are those at the last step that both have. Distances are "
             "Euclidean: of all\nparameters, and on the plane of log10 of the horizon and "
             "awareness.\n\n"
             "Example:\n"
             "  thalweg-cli compare mine.thalweg --run 1 --run 2",
  .main = compare_main,
};
