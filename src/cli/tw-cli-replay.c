/* SPDX-License-Identifier: GPL-3.0-or-later */

/* thalweg-cli replay: what a session has recorded of a run, its state at any step, or whether all of
 * it can be computed once more. */

#include "cli/tw-cli-json.h"
#include "cli/tw-cli-outcome.h"
#include "cli/tw-cli-report.h"
#include "cli/tw-cli-rows.h"
#include "cli/tw-cli-session.h"
#include "cli/tw-cli-verify.h"

#include "session/tw-replay.h"
#include "session/tw-verify.h"

#include <math.h>

typedef struct
{
  TwCliOptions shared;
  char *run, *from, *to, *every, *at, *tolerance;
  gboolean verify;
} ReplayOptions;

static void
replay_options_clear (ReplayOptions *options)
{
  tw_cli_options_clear (&options->shared);
  g_free (options->run);
  g_free (options->from);
  g_free (options->to);
  g_free (options->every);
  g_free (options->at);
  g_free (options->tolerance);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ReplayOptions, replay_options_clear)

/* --- rows --- */

static gboolean
read_range (const ReplayOptions *options, const TwSessionRun *run, TwCliRange *range,
            GError **error)
{
  *range = (TwCliRange){ .from = run->start, .to = run->head, .every = 1 };
  return (options->from == NULL
          || tw_cli_parse_count ("--from", options->from, 0, run->head, &range->from, error))
         && (options->to == NULL
             || tw_cli_parse_count ("--to", options->to, range->from, run->head, &range->to, error))
         && (options->every == NULL
             || tw_cli_parse_count ("--every", options->every, 1, G_MAXINT64, &range->every,
                                    error));
}

static int
replay_rows (const ReplayOptions *options, const char *path)
{
  GError *error = NULL;
  g_autoptr (TwSessionReader) reader = tw_session_reader_new (path, &error);
  const TwSessionRun *run = reader != NULL ? tw_cli_find_run (reader, options->run, &error) : NULL;
  TwCliRange range;

  if (run == NULL || !read_range (options, run, &range, &error)
      || !tw_cli_print_rows (reader, run, &range, options->shared.json, &error))
    return tw_cli_fail ("replay", error);
  return TW_CLI_DONE;
}

/* --- one state --- */

static void
print_state_json (const TwCliOutcome *outcome, const char *path, gint64 run)
{
  g_auto (TwJsonWriter) json = { 0 };

  tw_json_writer_init (&json, TRUE);
  tw_json_begin (&json, '{');
  tw_cli_json_text (&json, "session", path);
  tw_cli_json_integer (&json, "run", run);
  tw_cli_outcome_json (outcome, &json);
  tw_cli_outcome_json_program (&json);
  tw_json_end (&json, '{');
  tw_cli_json_print (&json);
}

static void
print_state_text (const TwCliOutcome *outcome)
{
  const TwModelType *type = outcome->model->type;

  tw_cli_outcome_print (outcome);
  tw_cli_write ("\n");
  for (gsize i = 0; i < type->n_params (outcome->model); i++)
    {
      g_autofree char *title = g_strconcat ("theta.", type->param_name (outcome->model, i), NULL);

      tw_cli_report_line (title, outcome->theta[i], "");
    }
}

static gboolean
seek (TwReplay *replay, const ReplayOptions *options, gint64 *id, GError **error)
{
  const TwSessionRun *run = tw_cli_find_run (tw_replay_get_reader (replay), options->run, error);
  guint64 step;

  if (run == NULL || !tw_cli_parse_count ("--at", options->at, 0, run->head, &step, error))
    return FALSE;
  *id = run->id;
  return tw_replay_seek (replay, run->id, step, TW_REPLAY_ALL_CHANGES, NULL, error);
}

static int
replay_state (const ReplayOptions *options, const char *path)
{
  g_auto (TwCliOutcome) outcome = { 0 };
  GError *error = NULL;
  g_autoptr (TwReplay) replay = tw_replay_new (path, &error);
  gint64 id;

  if (replay == NULL || !seek (replay, options, &id, &error))
    return tw_cli_fail ("replay", error);
  tw_cli_outcome_init (&outcome, tw_replay_get_run (replay), id);
  if (options->shared.json)
    print_state_json (&outcome, path, id);
  else
    print_state_text (&outcome);
  return TW_CLI_DONE;
}

/* --- the command --- */

static gboolean
parse_tolerance (const char *text, double *tolerance, GError **error)
{
  char *end;

  *tolerance = TW_VERIFY_TOLERANCE;
  if (text == NULL)
    return TRUE;
  *tolerance = g_ascii_strtod (text, &end);
  if (end != text && *end == '\0' && *tolerance >= 0 && isfinite (*tolerance))
    return TRUE;
  g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
               "--tolerance: “%s” is not a number from 0 up", text);
  return FALSE;
}

static gboolean
check_together (const ReplayOptions *options, GError **error)
{
  const gboolean rows = options->from != NULL || options->to != NULL || options->every != NULL;

  if (options->verify + (options->at != NULL) + rows > 1)
    g_set_error_literal (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
                         "--verify, --at, and a range (--from, --to, --every) exclude each other");
  else if (options->tolerance != NULL && !options->verify)
    g_set_error_literal (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
                         "--tolerance: only --verify compares");
  else
    return TRUE;
  return FALSE;
}

static int
replay_main (char **arguments)
{
  g_auto (ReplayOptions) options = { 0 };
  const char *path;
  double tolerance;
  GError *error = NULL;
  const GOptionEntry own[] = {
    { "run", 0, 0, G_OPTION_ARG_STRING, &options.run,
      "Which run: number or name (default: the last; with --verify all)", "RUN" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &options.from,
      "First step (default: where the run begins)", "N" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &options.to, "Last step (default: the run's last)", "N" },
    { "every", 0, 0, G_OPTION_ARG_STRING, &options.every,
      "At least N steps from one row to the next", "N" },
    { "at", 0, 0, G_OPTION_ARG_STRING, &options.at,
      "Compute the state after N steps and print all of it", "N" },
    { "verify", 0, 0, G_OPTION_ARG_NONE, &options.verify,
      "Compute everything once more and compare", NULL },
    { "tolerance", 0, 0, G_OPTION_ARG_STRING, &options.tolerance,
      "How far a parameter may be off where another machine computed it (default: 1e-9)", "X" },
    G_OPTION_ENTRY_NULL,
  };

  if (!tw_cli_options_parse (&options.shared, &tw_cli_replay, 0, own, arguments, &error))
    return tw_cli_fail ("replay", error);
  if (options.shared.help)
    return TW_CLI_DONE;
  path = tw_cli_options_session (&options.shared, &error);
  if (path == NULL || !check_together (&options, &error)
      || !parse_tolerance (options.tolerance, &tolerance, &error))
    return tw_cli_fail ("replay", error);
  if (options.verify)
    return tw_cli_verify (path, options.run, tolerance, options.shared.json);
  return (options.at != NULL ? replay_state : replay_rows) (&options, path);
}

const TwCliCommand tw_cli_replay = {
  .name = "replay",
  .usage = "SESSION",
  .summary = "Print the recorded steps of a run, its state at any step, or verify them",
  .details =
      "Without --at and --verify the recorded steps are printed, one a line.\n\n"
      "--verify computes runs once more and compares with every checkpoint: bit for bit where this "
      "program on\nthis machine made it, else to the tolerance, which is of a parameter from one "
      "checkpoint to the next,\ntimes the greater of 1 and its size. The exit status is 1 if a run "
      "differs.\n\n"
      "Examples:\n"
      "  thalweg-cli replay mine.thalweg --every 100\n"
      "  thalweg-cli replay mine.thalweg --run 2 --at 1250 --json\n"
      "  thalweg-cli replay mine.thalweg --verify",
  .main = replay_main,
};
