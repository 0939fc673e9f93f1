/* SPDX-License-Identifier: GPL-3.0-or-later */

/* thalweg-cli replay --verify: recomputes runs and says whether they are what was recorded. */

#include "cli/tw-cli-verify.h"

#include "cli/tw-cli-json.h"
#include "cli/tw-cli-report.h"
#include "cli/tw-cli-session.h"
#include "cli/tw-cli-training.h"

#include "session/tw-verify.h"

typedef struct
{
  TwSessionReader *reader;
  TwFingerprint *here;
  GPtrArray *machines; /* TwFingerprint */
  GPtrArray *results;  /* TwVerification */
  double tolerance;
} Report;

static void
report_clear (Report *report)
{
  g_clear_pointer (&report->results, g_ptr_array_unref);
  g_clear_pointer (&report->machines, g_ptr_array_unref);
  g_clear_pointer (&report->here, tw_fingerprint_free);
  g_clear_pointer (&report->reader, tw_session_reader_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Report, report_clear)

/* --- other machines --- */

static const TwFingerprint *
find_machine (const Report *report, gint64 id)
{
  for (guint i = 0; i < report->machines->len; i++)
    {
      const TwFingerprint *machine = g_ptr_array_index (report->machines, i);

      if (machine->id == id)
        return machine;
    }
  return NULL;
}

/* Those that computed checkpoints of the run and are not this one: TwFingerprint, borrowed. */
static GPtrArray *
other_machines (const Report *report, gint64 run, GError **error)
{
  g_autoptr (GPtrArray) checkpoints =
      tw_session_reader_read_checkpoints (report->reader, run, error);
  GPtrArray *others;

  if (checkpoints == NULL)
    return NULL;
  others = g_ptr_array_new ();
  for (guint i = 0; i < checkpoints->len; i++)
    {
      const TwSessionCheckpoint *checkpoint = g_ptr_array_index (checkpoints, i);
      const TwFingerprint *machine = find_machine (report, checkpoint->machine);

      if (machine != NULL && !tw_fingerprint_equal (machine, report->here)
          && !g_ptr_array_find (others, machine, NULL))
        g_ptr_array_add (others, (gpointer)machine);
    }
  return others;
}

static char *
describe_machines (GPtrArray *machines)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < machines->len; i++)
    {
      g_autofree char *one = tw_fingerprint_describe (g_ptr_array_index (machines, i));
      g_autofree char *plain = tw_cli_plain (one);

      g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", plain);
    }
  return g_string_free (text, FALSE);
}

/* --- printing --- */

static char *
describe_difference (const TwVerification *result)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "DIFFERS at step %" G_GUINT64_FORMAT, result->step);
  if (result->changes > 0)
    g_string_append_printf (text, " after change %" G_GUINT64_FORMAT, result->changes);
  if (result->expected != NULL && result->found != NULL)
    g_string_append_printf (text, ": expected %s, found %s", result->expected, result->found);
  if (result->parameter != NULL)
    g_string_append_printf (text, ", most in theta.%s, by %.3g", result->parameter,
                            result->deviation);
  return g_string_free (text, FALSE);
}

static char *
describe_result (const TwVerification *result, GPtrArray *others)
{
  g_autofree char *machines = describe_machines (others);
  g_autofree char *difference = NULL;

  if (result->matches && result->same_machine)
    return g_strdup ("identical");
  if (result->matches)
    return g_strdup_printf ("within %.3g (other machine: %s)", result->deviation, machines);
  difference = describe_difference (result);
  if (result->same_machine)
    return g_steal_pointer (&difference);
  return g_strdup_printf ("%s (other machine: %s)", difference, machines);
}

static gboolean
print_line (const Report *report, const TwVerification *result, GError **error)
{
  const TwSessionRun *run = tw_session_reader_get_run (report->reader, result->run);
  g_autoptr (GPtrArray) others = other_machines (report, result->run, error);
  g_autofree char *steps = tw_cli_count (result->n_steps, "step");
  g_autofree char *checkpoints = tw_cli_count (result->n_checkpoints, "checkpoint");
  g_autofree char *name = NULL, *verdict = NULL;

  if (others == NULL)
    return FALSE;
  name = tw_cli_plain (run != NULL ? run->name : "");
  verdict = describe_result (result, others);
  tw_cli_print ("run %" G_GINT64_FORMAT " (%s): %s, %s: %s\n", result->run, name, steps,
                checkpoints, verdict);
  return TRUE;
}

static void
add_position (TwJsonWriter *json, const TwVerification *result)
{
  tw_json_name (json, "differs");
  if (result->matches)
    {
      tw_json_null (json);
      return;
    }
  tw_json_begin (json, '{');
  tw_cli_json_integer (json, "step", (gint64)result->step);
  tw_cli_json_integer (json, "changes", (gint64)result->changes);
  tw_cli_json_text (json, "expected", result->expected);
  tw_cli_json_text (json, "found", result->found);
  tw_cli_json_text (json, "parameter", result->parameter);
  tw_json_end (json, '{');
}

static gboolean
add_result (TwJsonWriter *json, const Report *report, const TwVerification *result, GError **error)
{
  const TwSessionRun *run = tw_session_reader_get_run (report->reader, result->run);
  g_autoptr (GPtrArray) others = other_machines (report, result->run, error);

  if (others == NULL)
    return FALSE;
  tw_json_begin (json, '{');
  tw_cli_json_integer (json, "run", result->run);
  tw_cli_json_text (json, "name", run != NULL ? run->name : NULL);
  tw_cli_json_integer (json, "steps", (gint64)result->n_steps);
  tw_cli_json_integer (json, "checkpoints", (gint64)result->n_checkpoints);
  tw_json_name (json, "matches");
  tw_json_boolean (json, result->matches);
  tw_json_name (json, "same_machine");
  tw_json_boolean (json, result->same_machine);
  tw_json_name (json, "other_machines");
  tw_json_begin (json, '[');
  for (guint i = 0; i < others->len; i++)
    {
      const TwFingerprint *machine = g_ptr_array_index (others, i);

      tw_json_integer (json, machine->id);
    }
  tw_json_end (json, '[');
  tw_cli_json_number (json, "deviation", result->deviation);
  add_position (json, result);
  tw_json_end (json, '{');
  return TRUE;
}

static gboolean
all_match (const Report *report)
{
  for (guint i = 0; i < report->results->len; i++)
    if (!((TwVerification *)g_ptr_array_index (report->results, i))->matches)
      return FALSE;
  return TRUE;
}

static gboolean
print_json (const Report *report, const char *path, GError **error)
{
  g_auto (TwJsonWriter) json = { 0 };

  tw_json_writer_init (&json, TRUE);
  tw_json_begin (&json, '{');
  tw_cli_json_text (&json, "session", path);
  tw_cli_json_number (&json, "tolerance", report->tolerance);
  tw_json_name (&json, "matches");
  tw_json_boolean (&json, all_match (report));
  tw_json_name (&json, "runs");
  tw_json_begin (&json, '[');
  for (guint i = 0; i < report->results->len; i++)
    if (!add_result (&json, report, g_ptr_array_index (report->results, i), error))
      return FALSE;
  tw_json_end (&json, '[');
  tw_json_end (&json, '{');
  tw_cli_json_print (&json);
  return TRUE;
}

static gboolean
print_text (const Report *report, GError **error)
{
  for (guint i = 0; i < report->results->len; i++)
    if (!print_line (report, g_ptr_array_index (report->results, i), error))
      return FALSE;
  return TRUE;
}

/* --- verifying --- */

typedef struct
{
  TwCliProgress bar;
  GCancellable *cancellable;
} Watch;

static void
on_progress (double fraction, gint64 run, gpointer data)
{
  Watch *watch = data;
  g_autofree char *what = g_strdup_printf ("recomputing run %" G_GINT64_FORMAT, run);

  if (tw_cli_stop_signal () != 0)
    g_cancellable_cancel (watch->cancellable);
  tw_cli_progress_update (&watch->bar, fraction, what);
}

static GPtrArray *
verify (const char *path, gint64 run, double tolerance, GError **error)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Watch watch = { .cancellable = cancellable };
  GPtrArray *results;

  tw_cli_catch_signals ();
  tw_cli_progress_init (&watch.bar);
  results = tw_verify (path, run, tolerance, on_progress, &watch, cancellable, error);
  tw_cli_progress_end (&watch.bar);
  return results;
}

static gboolean
prepare (Report *report, const char *path, const char *word, gint64 *id, GError **error)
{
  const TwSessionRun *run = NULL;

  report->reader = tw_session_reader_new (path, error);
  if (report->reader == NULL)
    return FALSE;
  if (word != NULL)
    run = tw_cli_find_run (report->reader, word, error);
  if (word != NULL && run == NULL)
    return FALSE;
  *id = run != NULL ? run->id : 0;
  report->here = tw_fingerprint_new ();
  report->machines = tw_session_reader_read_machines (report->reader, error);
  return report->machines != NULL;
}

int
tw_cli_verify (const char *path, const char *word, double tolerance, gboolean json)
{
  g_auto (Report) report = { .tolerance = tolerance };
  GError *error = NULL;
  gint64 id;

  if (!prepare (&report, path, word, &id, &error))
    return tw_cli_fail ("replay", error);
  report.results = verify (path, id, tolerance, &error);
  if (report.results == NULL)
    {
      const int signal = tw_cli_stop_signal ();
      const int status = tw_cli_fail ("replay", error);

      return signal != 0 ? TW_CLI_SIGNAL + signal : status;
    }
  if (!(json ? print_json (&report, path, &error) : print_text (&report, &error)))
    return tw_cli_fail ("replay", error);
  return all_match (&report) ? TW_CLI_DONE : TW_CLI_FAILED;
}
