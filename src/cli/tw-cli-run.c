/* SPDX-License-Identifier: GPL-3.0-or-later */

/* thalweg-cli run: trains a scenario, or goes on with a recorded run, and says what came out. */

#include "cli/tw-cli-json.h"
#include "cli/tw-cli-options.h"
#include "cli/tw-cli-recorded.h"
#include "cli/tw-cli-recording.h"
#include "cli/tw-cli-session.h"

#include "session/tw-replay.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <string.h>

typedef struct
{
  TwCliOptions shared;
  char *steps, *output, *name, *run, *wait, *mark;
  guint64 seconds; /* of --wait */
} RunOptions;

static void
run_options_clear (RunOptions *options)
{
  tw_cli_options_clear (&options->shared);
  g_free (options->steps);
  g_free (options->output);
  g_free (options->name);
  g_free (options->run);
  g_free (options->wait);
  g_free (options->mark);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunOptions, run_options_clear)

/* --- not recorded --- */

static void
print_json (const TwCliTraining *training, const TwCliOutcome *outcome)
{
  g_auto (TwJsonWriter) json = { 0 };

  tw_json_writer_init (&json, TRUE);
  tw_json_begin (&json, '{');
  tw_cli_outcome_json (outcome, &json);
  tw_cli_training_json (training, &json);
  tw_cli_outcome_json_program (&json);
  tw_json_end (&json, '{');
  tw_cli_json_print (&json);
}

static int
report (TwCliTraining *training, TwRun *run, gboolean json)
{
  g_auto (TwCliOutcome) outcome = { 0 };

  tw_cli_outcome_init (&outcome, run, 0);
  if (json)
    print_json (training, &outcome);
  else
    {
      tw_cli_outcome_print (&outcome);
      tw_cli_training_print_speed (training);
    }
  return tw_cli_training_status (training, "run");
}

static int
run_unrecorded (const RunOptions *options, const TwScenario *scenario)
{
  g_auto (TwCliTraining) training = { 0 };
  g_autoptr (TwRun) run = NULL;
  GError *error = NULL;

  if (!tw_cli_training_init (&training, 0, tw_scenario_total_steps (scenario), options->steps,
                             &error))
    return tw_cli_fail ("run", error);
  run = tw_run_new (scenario, &error);
  if (run == NULL)
    return tw_cli_fail ("run", error);

  tw_cli_catch_signals ();
  tw_cli_train (&training, run);
  return report (&training, run, options->shared.json);
}

/* --- recorded --- */

/* run: taken. */
static int
record (const RunOptions *options, TwSession *session, gint64 id, TwRun *run,
        const TwStepRecord *last, TwCliTraining *training)
{
  g_autoptr (TwCliRecording) recording = NULL;
  GError *error = NULL;

  recording = tw_cli_recording_new (session, id, run, last, "run", options->seconds, &error);
  if (recording == NULL)
    return tw_cli_fail ("run", error);
  tw_cli_recording_set_mark (recording, options->mark);
  tw_cli_catch_signals ();
  if (!tw_cli_recording_train (recording, training, &error))
    return tw_cli_fail ("run", error);
  g_clear_pointer (&recording, tw_cli_recording_free);
  return tw_cli_report_recorded (tw_session_get_path (session), id, training, "run",
                                 options->shared.json);
}

/* The file is made by the first step that is recorded: what would then fail each second is asked
 * for before. */
static gboolean
check_place (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_access (folder, W_OK | X_OK) == 0)
    return TRUE;
  g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_FAILED, "cannot make “%s”: folder “%s”: %s", path,
               folder, g_strerror (errno));
  return FALSE;
}

/* The session that -o names, made if there is no such file. */
static TwSession *
open_output (const char *path, GError **error)
{
  GStatBuf status;

  if (g_lstat (path, &status) == 0)
    return tw_cli_session_open (path, error);
  return check_place (path, error) ? tw_session_new (path) : NULL;
}

static int
run_recorded (const RunOptions *options, const TwScenario *scenario)
{
  g_auto (TwCliTraining) training = { 0 };
  g_autoptr (TwSession) session = NULL;
  g_autoptr (TwRun) run = NULL;
  GError *error = NULL;
  gint64 id;

  if (!tw_cli_training_init (&training, 0, tw_scenario_total_steps (scenario), options->steps,
                             &error))
    return tw_cli_fail ("run", error);
  run = tw_run_new (scenario, &error);
  if (run == NULL)
    return tw_cli_fail ("run", error);
  session = open_output (options->output, &error);
  if (session == NULL)
    return tw_cli_fail ("run", error);
  id = tw_session_add_root (session, scenario, options->name, &error);
  if (id == 0)
    return tw_cli_fail ("run", error);
  /* Who asks for a file gets one, also with --steps 0. */
  tw_session_store (session);
  return record (options, session, id, g_steal_pointer (&run), NULL, &training);
}

/* --- going on --- */

static gboolean
refuse (const char *option, const char *reason, GError **error)
{
  g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE, "%s: %s", option, reason);
  return FALSE;
}

static gboolean
check_no_change (const RunOptions *options, GError **error)
{
  const char *settled = "a recorded run goes on with the settings it has; see thalweg-cli branch";

  if (options->shared.sets != NULL)
    return refuse ("--set", settled, error);
  if (options->shared.seed != NULL)
    return refuse ("--seed", settled, error);
  if (options->output != NULL)
    return refuse ("--output", "a recorded run goes on in its own file", error);
  if (options->name != NULL)
    return refuse ("--name", "a recorded run keeps its name", error);
  return TRUE;
}

static gboolean
seek_head (TwReplay *replay, const char *word, gint64 *id, GError **error)
{
  const TwSessionRun *run = tw_cli_find_run (tw_replay_get_reader (replay), word, error);

  if (run == NULL || !tw_cli_check_alive (run, error))
    return FALSE;
  *id = run->id;
  return tw_replay_seek (replay, run->id, run->head, TW_REPLAY_ALL_CHANGES, NULL, error);
}

static int
run_on (const RunOptions *options, const char *path)
{
  g_auto (TwCliTraining) training = { 0 };
  g_autoptr (TwSession) session = NULL;
  g_autoptr (TwReplay) replay = NULL;
  TwStepRecord last;
  GError *error = NULL;
  TwRun *run;
  gint64 id;

  if (!check_no_change (options, &error))
    return tw_cli_fail ("run", error);
  session = tw_cli_session_open (path, &error);
  replay = session != NULL ? tw_replay_new (path, &error) : NULL;
  if (replay == NULL || !seek_head (replay, options->run, &id, &error))
    return tw_cli_fail ("run", error);
  run = tw_replay_get_run (replay);
  if (!tw_cli_training_init (&training, tw_run_get_step (run),
                             tw_scenario_total_steps (tw_run_get_scenario (run)), options->steps,
                             &error))
    return tw_cli_fail ("run", error);
  last = *tw_replay_get_last (replay);
  return record (options, session, id, tw_replay_take_run (replay), &last, &training);
}

/* --- the command --- */

static gboolean
is_shipped (const char *word)
{
  g_auto (GStrv) names = tw_scenario_list ();

  return g_strv_contains ((const char *const *)names, word);
}

/* The session that is to go on; NULL: a scenario is named. */
static const char *
find_session (const RunOptions *options)
{
  char **words = options->shared.words;

  if (words == NULL || words[1] != NULL || is_shipped (words[0]) || !tw_cli_is_session (words[0]))
    return NULL;
  return words[0];
}

static gboolean
check_options (RunOptions *options, gboolean recorded, GError **error)
{
  if (!tw_cli_check_name ("--name", options->name, error)
      || !tw_cli_check_name ("--mark", options->mark, error))
    return FALSE;
  if (!recorded && options->mark != NULL)
    return refuse ("--mark", "only a recorded run can be marked: give --output FILE too", error);
  if (!recorded && options->name != NULL)
    return refuse ("--name", "only a recorded run has a name: give --output FILE too", error);
  if (!recorded && options->wait != NULL)
    return refuse ("--wait", "only what records waits for room: give --output FILE too", error);
  return tw_cli_parse_wait (options->wait, &options->seconds, error);
}

static int
run_main (char **arguments)
{
  g_auto (RunOptions) options = { 0 };
  g_autoptr (TwScenario) scenario = NULL;
  const char *path;
  GError *error = NULL;
  const GOptionEntry own[] = {
    { "steps", 0, 0, G_OPTION_ARG_STRING, &options.steps,
      "Make N steps (default: all that are left)", "N" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      "Record in this session, made if there is none", "FILE" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &options.name,
      "What the run is called in the session (default: its title)", "TEXT" },
    { "run", 0, 0, G_OPTION_ARG_STRING, &options.run,
      "Which run of a session goes on: number or name (default: the last)", "RUN" },
    { "mark", 0, 0, G_OPTION_ARG_STRING, &options.mark,
      "Keep the state in which it ends under a name", "TEXT" },
    { "wait", 0, 0, G_OPTION_ARG_STRING, &options.wait,
      "How long to wait for room on the disk (default: 60)", "SECONDS" },
    G_OPTION_ENTRY_NULL,
  };

  if (!tw_cli_options_parse (&options.shared, &tw_cli_run, TW_CLI_TAKES_SCENARIO, own, arguments,
                             &error))
    return tw_cli_fail ("run", error);
  if (options.shared.help)
    return TW_CLI_DONE;
  path = find_session (&options);
  if (!check_options (&options, path != NULL || options.output != NULL, &error))
    return tw_cli_fail ("run", error);
  if (path != NULL)
    return run_on (&options, path);

  scenario = tw_cli_options_load (&options.shared, &error);
  if (scenario == NULL
      || (options.run != NULL
          && !refuse ("--run", "a scenario has no runs, only a session has", &error)))
    return tw_cli_fail ("run", error);
  return options.output != NULL ? run_recorded (&options, scenario)
                                : run_unrecorded (&options, scenario);
}

const TwCliCommand tw_cli_run = {
  .name = "run",
  .usage = "SCENARIO | SESSION",
  .summary = "Train a scenario, or go on with a recorded run, and print what came out",
  .details =
      "SCENARIO is a file, or the name of a shipped scenario such as “default”. SESSION is a file "
      "that\n--output or the window has recorded: one of its runs goes on where it stands.\n\n"
      "SIGINT and SIGTERM stop after the step under way and print what there is; a second "
      "one ends the\nprogram at once. The exit status is then 128 plus the signal's number. What "
      "was recorded stays, and\ncan be gone on with.\n\n"
      "Examples:\n"
      "  thalweg-cli run default --set start.horizon=8\n"
      "  thalweg-cli run deceptive -o mine.thalweg --name 'as shipped'\n"
      "  thalweg-cli run mine.thalweg --run 1 --steps 100 --mark 'before the jump'",
  .main = run_main,
};
