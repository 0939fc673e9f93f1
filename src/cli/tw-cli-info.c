/* SPDX-License-Identifier: GPL-3.0-or-later */

/* thalweg-cli info: what is in a session's file. */

#include "cli/tw-cli-json.h"
#include "cli/tw-cli-report.h"
#include "cli/tw-cli-session.h"
#include "cli/tw-cli-tree.h"

#include "session/tw-audit.h"
#include "session/tw-fingerprint.h"

#include <sys/stat.h>

/* --- all there is to say --- */

typedef struct
{
  TwSessionReader *reader;
  TwCliRunInfo *runs; /* (n_runs), in order of id */
  guint n_runs;
  GPtrArray *machines; /* TwFingerprint */
  TwFingerprint *here;
  guint64 bytes; /* of the file, and of what waits beside it to be moved into it */
  char *reason;  /* why it cannot be written; NULL: it can */
} Info;

static void
info_clear (Info *info)
{
  for (guint i = 0; i < info->n_runs; i++)
    g_clear_pointer (&info->runs[i].marks, g_ptr_array_unref);
  g_clear_pointer (&info->runs, g_free);
  g_clear_pointer (&info->machines, g_ptr_array_unref);
  g_clear_pointer (&info->here, tw_fingerprint_free);
  g_clear_pointer (&info->reason, g_free);
  g_clear_pointer (&info->reader, tw_session_reader_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Info, info_clear)

static guint64
file_size (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  struct stat status;
  guint64 bytes = 0;

  if (stat (path, &status) == 0)
    bytes += (guint64)status.st_size;
  if (stat (log, &status) == 0)
    bytes += (guint64)status.st_size;
  return bytes;
}

/* Why the session could not be written now, if so. */
static gboolean
read_reason (Info *info, const char *path, GError **error)
{
  g_autoptr (TwSession) session = tw_session_open (path, TRUE, error);

  if (session == NULL)
    return FALSE;
  if (!tw_session_was_asked_read_only (session))
    info->reason = g_strdup (tw_session_get_read_only_reason (session));
  return TRUE;
}

static gboolean
read_runs (Info *info, GError **error)
{
  info->n_runs = tw_session_reader_get_n_runs (info->reader);
  info->runs = g_new0 (TwCliRunInfo, MAX (info->n_runs, 1));
  for (guint i = 0; i < info->n_runs; i++)
    {
      TwCliRunInfo *run = &info->runs[i];

      run->run = tw_session_reader_get_run_at (info->reader, i);
      run->marks = tw_session_reader_read_marks (info->reader, run->run->id, error);
      if (run->marks == NULL
          || !tw_session_reader_read_sizes (info->reader, run->run->id, &run->sizes, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_info (Info *info, const char *path, GError **error)
{
  if (!read_reason (info, path, error))
    return FALSE;
  info->reader = tw_session_reader_new (path, error);
  if (info->reader == NULL)
    return FALSE;
  info->here = tw_fingerprint_new ();
  info->bytes = file_size (path);
  info->machines = tw_session_reader_read_machines (info->reader, error);
  return info->machines != NULL && read_runs (info, error);
}

static guint64
count_rows (const Info *info)
{
  guint64 n = 0;

  for (guint i = 0; i < info->n_runs; i++)
    n += info->runs[i].sizes.n_rows;
  return n;
}

static double
bytes_a_row (const Info *info)
{
  const guint64 n = count_rows (info);

  return n > 0 ? (double)info->bytes / (double)n : 0;
}

/* --- as text --- */

static void
print_machines (const Info *info)
{
  if (info->machines->len > 0)
    tw_cli_write ("\ncomputed by\n");
  for (guint i = 0; i < info->machines->len; i++)
    {
      const TwFingerprint *machine = g_ptr_array_index (info->machines, i);
      g_autofree char *text = tw_fingerprint_describe (machine);
      g_autofree char *plain = tw_cli_plain (text);

      tw_cli_print ("  %" G_GINT64_FORMAT "  %s%s\n", machine->id, plain,
                    tw_fingerprint_equal (machine, info->here) ? " (this one)" : "");
    }
}

static void
print_marks (const Info *info)
{
  gboolean any = FALSE;

  for (guint i = 0; i < info->n_runs; i++)
    for (guint k = 0; k < info->runs[i].marks->len; k++)
      {
        const TwSessionCheckpoint *mark = g_ptr_array_index (info->runs[i].marks, k);
        g_autofree char *label = tw_cli_plain (mark->label);

        tw_cli_print ("%s  run %" G_GINT64_FORMAT ", step %" G_GUINT64_FORMAT ": %s\n",
                      any ? "" : "\nmarks\n", info->runs[i].run->id, mark->step, label);
        any = TRUE;
      }
}

static void
print_text (const Info *info, const char *path)
{
  g_autofree char *file = tw_cli_plain (path);
  g_autofree char *size = g_format_size (info->bytes);
  g_autofree char *runs = tw_cli_count (info->n_runs, "run");
  g_autofree char *rows = tw_cli_count (count_rows (info), "row");
  g_autofree char *reason = info->reason != NULL ? tw_cli_plain (info->reason) : NULL;

  tw_cli_print ("%s: %s, %s, %s, %.0f bytes a row\n", file, size, runs, rows, bytes_a_row (info));
  if (reason != NULL)
    tw_cli_print ("read only: %s\n", reason);
  tw_cli_write ("\n");
  tw_cli_print_tree (info->runs, info->n_runs);
  print_marks (info);
  print_machines (info);
}

/* --- as JSON --- */

static void
add_machine (TwJsonWriter *json, const Info *info, const TwFingerprint *machine)
{
  tw_json_begin (json, '{');
  tw_cli_json_integer (json, "id", machine->id);
  tw_cli_json_text (json, "version", machine->version);
  tw_cli_json_text (json, "build", machine->build);
  tw_cli_json_text (json, "kernels", machine->kernels);
  tw_cli_json_text (json, "blas", machine->blas);
  tw_cli_json_text (json, "libc", machine->libc);
  tw_cli_json_text (json, "system", machine->system);
  tw_json_name (json, "this");
  tw_json_boolean (json, tw_fingerprint_equal (machine, info->here));
  tw_json_end (json, '{');
}

static void
print_json (const Info *info, const char *path)
{
  g_auto (TwJsonWriter) json = { 0 };

  tw_json_writer_init (&json, TRUE);
  tw_json_begin (&json, '{');
  tw_cli_json_text (&json, "session", path);
  tw_json_name (&json, "read_only");
  tw_json_boolean (&json, info->reason != NULL);
  tw_cli_json_text (&json, "reason", info->reason);
  tw_cli_json_integer (&json, "bytes", (gint64)info->bytes);
  tw_cli_json_integer (&json, "rows", (gint64)count_rows (info));
  tw_cli_json_number (&json, "bytes_a_row", bytes_a_row (info));
  tw_json_name (&json, "machines");
  tw_json_begin (&json, '[');
  for (guint i = 0; i < info->machines->len; i++)
    add_machine (&json, info, g_ptr_array_index (info->machines, i));
  tw_json_end (&json, '[');
  tw_json_name (&json, "runs");
  tw_json_begin (&json, '[');
  for (guint i = 0; i < info->n_runs; i++)
    tw_cli_run_info_json (&info->runs[i], &json);
  tw_json_end (&json, '[');
  tw_json_end (&json, '{');
  tw_cli_json_print (&json);
}

static int
show_info (const char *path, gboolean json)
{
  g_auto (Info) info = { 0 };
  GError *error = NULL;

  if (!read_info (&info, path, &error))
    return tw_cli_fail ("info", error);
  (json ? print_json : print_text) (&info, path);
  return TW_CLI_DONE;
}

/* --- the audit log --- */

static void
audit_run_clear (gpointer data)
{
  TwAuditRun *run = data;

  g_clear_pointer (&run->changes, g_ptr_array_unref);
}

/* Of one run, or of all: GArray of TwAuditRun. */
static GArray *
read_changes (TwSessionReader *reader, const TwSessionRun *only, GError **error)
{
  g_autoptr (GArray) runs = g_array_new (FALSE, TRUE, sizeof (TwAuditRun));

  g_array_set_clear_func (runs, audit_run_clear);
  for (guint i = 0; i < tw_session_reader_get_n_runs (reader); i++)
    {
      const TwSessionRun *run = tw_session_reader_get_run_at (reader, i);
      TwAuditRun entry = { run->id, run->name, run->scenario, NULL };

      if (only != NULL && run != only)
        continue;
      entry.changes = tw_session_reader_read_changes (reader, run->id, error);
      if (entry.changes == NULL)
        return NULL;
      g_array_append_val (runs, entry);
    }
  return g_steal_pointer (&runs);
}

static char *
format_time (gint64 time)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);

  return moment != NULL ? g_date_time_format (moment, "%Y-%m-%d %H:%M:%S") : g_strdup ("?");
}

static void
print_change (const TwAuditRun *run, const TwSessionChange *change)
{
  g_autofree char *before = tw_audit_format_value (run->scenario, change->address, change->before);
  g_autofree char *after = tw_audit_format_value (run->scenario, change->address, change->after);
  g_autofree char *time = format_time (change->time);
  g_autofree char *text = NULL, *plain = NULL;

  text = g_strdup_printf ("run %" G_GINT64_FORMAT ", step %" G_GUINT64_FORMAT
                          ", change %" G_GUINT64_FORMAT ": %s %s → %s, %s UTC by %s, %s",
                          run->run, change->step, change->number, change->address, before, after,
                          time, change->who, change->origin);
  plain = tw_cli_plain (text);
  tw_cli_print ("%s\n", plain);
}

static void
print_changes (const GArray *runs)
{
  for (guint i = 0; i < runs->len; i++)
    {
      const TwAuditRun *run = &g_array_index (runs, TwAuditRun, i);

      for (guint k = 0; k < run->changes->len; k++)
        print_change (run, g_ptr_array_index (run->changes, k));
    }
}

static int
show_changes (const char *path, const char *word, gboolean csv, gboolean json)
{
  GError *error = NULL;
  g_autoptr (TwSessionReader) reader = tw_session_reader_new (path, &error);
  const TwSessionRun *run = NULL;
  g_autoptr (GArray) runs = NULL;
  g_autofree char *text = NULL;

  if (reader != NULL && word != NULL)
    run = tw_cli_find_run (reader, word, &error);
  if (error == NULL)
    runs = read_changes (reader, run, &error);
  if (runs == NULL)
    return tw_cli_fail ("info", error);
  if (!csv && !json)
    {
      print_changes (runs);
      return TW_CLI_DONE;
    }
  text = (csv ? tw_audit_to_csv : tw_audit_to_json) ((const TwAuditRun *)(void *)runs->data,
                                                     runs->len);
  tw_cli_write (text);
  if (json)
    tw_cli_write ("\n");
  return TW_CLI_DONE;
}

/* --- a run's scenario --- */

static int
show_scenario (const char *path, const char *word)
{
  GError *error = NULL;
  g_autoptr (TwSessionReader) reader = tw_session_reader_new (path, &error);
  const TwSessionRun *run = reader != NULL ? tw_cli_find_run (reader, word, &error) : NULL;
  g_autofree char *text = NULL;

  if (run == NULL)
    return tw_cli_fail ("info", error);
  text = tw_scenario_to_text (run->scenario);
  tw_cli_write (text);
  return TW_CLI_DONE;
}

/* --- the command --- */

static gboolean
check_together (const TwCliOptions *shared, gboolean changes, gboolean csv, const char *scenario,
                const char *run, GError **error)
{
  if (scenario != NULL && (changes || shared->json))
    g_set_error_literal (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
                         "--scenario prints a scenario's text and goes with neither --changes nor "
                         "--json");
  else if ((csv || run != NULL) && !changes)
    g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE, "%s: goes with --changes",
                 csv ? "--csv" : "--run");
  else if (csv && shared->json)
    g_set_error_literal (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
                         "--csv and --json exclude each other");
  else
    return TRUE;
  return FALSE;
}

static int
info_main (char **arguments)
{
  g_auto (TwCliOptions) shared = { 0 };
  g_autofree char *run = NULL, *scenario = NULL;
  gboolean changes = FALSE, csv = FALSE;
  const char *path;
  GError *error = NULL;
  const GOptionEntry own[] = {
    { "changes", 0, 0, G_OPTION_ARG_NONE, &changes,
      "Print who changed what, when, from what to what", NULL },
    { "run", 0, 0, G_OPTION_ARG_STRING, &run, "With --changes: of this run only, by number or name",
      "RUN" },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &csv, "With --changes: as comma-separated values", NULL },
    { "scenario", 0, 0, G_OPTION_ARG_STRING, &scenario,
      "Print the scenario of this run, as a file that can be run", "RUN" },
    G_OPTION_ENTRY_NULL,
  };

  if (!tw_cli_options_parse (&shared, &tw_cli_info, 0, own, arguments, &error))
    return tw_cli_fail ("info", error);
  if (shared.help)
    return TW_CLI_DONE;
  path = tw_cli_options_session (&shared, &error);
  if (path == NULL || !check_together (&shared, changes, csv, scenario, run, &error))
    return tw_cli_fail ("info", error);
  if (scenario != NULL)
    return show_scenario (path, scenario);
  return changes ? show_changes (path, run, csv, shared.json) : show_info (path, shared.json);
}

const TwCliCommand tw_cli_info = {
  .name = "info",
  .usage = "SESSION",
  .summary = "Print what is in a session: its runs, sizes, marks, and what computed them",
  .details = "The file is not changed, and may be one that is being recorded.\n\n"
             "Examples:\n"
             "  thalweg-cli info mine.thalweg\n"
             "  thalweg-cli info mine.thalweg --changes --csv > changes.csv\n"
             "  thalweg-cli info mine.thalweg --scenario 1 > mine.ini",
  .main = info_main,
};
