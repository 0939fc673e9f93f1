/* SPDX-License-Identifier: GPL-3.0-or-later */

/* thalweg-cli branch: a new run of a session from any step of another, with something changed. */

#include "cli/tw-cli-recorded.h"
#include "cli/tw-cli-recording.h"
#include "cli/tw-cli-session.h"

#include "session/tw-replay.h"

typedef struct
{
  TwCliOptions shared;
  char *run, *step, *steps, *name, *wait;
  gboolean no_train;
  guint64 seconds; /* of --wait */
} BranchOptions;

static void
branch_options_clear (BranchOptions *options)
{
  tw_cli_options_clear (&options->shared);
  g_free (options->run);
  g_free (options->step);
  g_free (options->steps);
  g_free (options->name);
  g_free (options->wait);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BranchOptions, branch_options_clear)

/* --- what is changed --- */

typedef struct
{
  GArray *addresses; /* TwAddress */
  GArray *values;    /* double, one an address */
} Changes;

static void
changes_init (Changes *changes)
{
  changes->addresses = g_array_new (FALSE, FALSE, sizeof (TwAddress));
  changes->values = g_array_new (FALSE, FALSE, sizeof (double));
}

static void
changes_clear (Changes *changes)
{
  g_clear_pointer (&changes->addresses, g_array_unref);
  g_clear_pointer (&changes->values, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Changes, changes_clear)

/* What is said twice is set once, to what was said last. */
static void
add_change (Changes *changes, TwAddress address, double value)
{
  for (guint i = 0; i < changes->addresses->len; i++)
    {
      const TwAddress *known = &g_array_index (changes->addresses, TwAddress, i);

      if (known->section == address.section && known->item == address.item
          && known->key == address.key)
        {
          g_array_index (changes->values, double, i) = value;
          return;
        }
    }
  g_array_append_val (changes->addresses, address);
  g_array_append_val (changes->values, value);
}

static gboolean
add_text (Changes *changes, const TwScenario *scenario, const char *option, const char *text,
          GError **error)
{
  TwAddress address;
  double value;

  if (!tw_cli_parse_assignment (scenario, option, text, &address, &value, error))
    return FALSE;
  add_change (changes, address, value);
  return TRUE;
}

static gboolean
add_texts (Changes *changes, const TwScenario *scenario, const char *option, char **texts,
           GError **error)
{
  for (char **text = texts; text != NULL && *text != NULL; text++)
    if (!add_text (changes, scenario, option, *text, error))
      return FALSE;
  return TRUE;
}

static gboolean
add_seed (Changes *changes, TwRun *run, const char *seed, GError **error)
{
  g_autofree char *text = g_strconcat ("scenario.seed=", seed, NULL);

  if (tw_run_get_step (run) > 0)
    {
      g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
                   "--seed: only a branch from step 0 can have another seed, not one from step "
                   "%" G_GUINT64_FORMAT,
                   tw_run_get_step (run));
      return FALSE;
    }
  return add_text (changes, tw_run_get_scenario (run), "--seed", text, error);
}

/* Reads the options and makes the changes in run: what it does not take is known before there is
 * anything in the file. */
static gboolean
try_changes (Changes *changes, TwRun *run, const BranchOptions *options, GError **error)
{
  const TwScenario *scenario = tw_run_get_scenario (run);
  GError *cause = NULL;

  if (!add_texts (changes, scenario, "--set", options->shared.sets, error)
      || !add_texts (changes, scenario, "--theta", options->shared.thetas, error)
      || (options->shared.seed != NULL && !add_seed (changes, run, options->shared.seed, error)))
    return FALSE;
  if (changes->addresses->len == 0
      || tw_run_set_many (run, (const TwAddress *)(void *)changes->addresses->data,
                          (const double *)(void *)changes->values->data, changes->addresses->len,
                          &cause))
    return TRUE;
  return tw_cli_usage_error (error, "what is set does not go together", cause);
}

/* --- the branch --- */

typedef struct
{
  TwSession *session;
  TwReplay *replay; /* at the step, before the changes */
  Changes changes;
  TwCliTraining training;
} Branch;

static void
branch_clear (Branch *branch)
{
  changes_clear (&branch->changes);
  g_clear_pointer (&branch->replay, tw_replay_free);
  g_clear_pointer (&branch->session, tw_session_free);
  tw_cli_training_clear (&branch->training);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Branch, branch_clear)

static gboolean
parse_step (const TwSessionRun *run, const char *text, guint64 *step, GError **error)
{
  if (text != NULL)
    return tw_cli_parse_count ("--step", text, 0, run->head, step, error);
  g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
               "no step to branch from: give --step N, 0 to %" G_GUINT64_FORMAT
               " for run %" G_GINT64_FORMAT,
               run->head, run->id);
  return FALSE;
}

/* Goes there twice: the first time to see what the changes and --steps come to. */
static gboolean
prepare (Branch *branch, const BranchOptions *options, GError **error)
{
  TwSessionReader *reader = tw_replay_get_reader (branch->replay);
  const TwSessionRun *run = tw_cli_find_run (reader, options->run, error);
  TwRun *trial;
  gint64 id;
  guint64 step;

  if (run == NULL || !tw_cli_check_alive (run, error)
      || !parse_step (run, options->step, &step, error))
    return FALSE;
  id = run->id;
  if (!tw_replay_seek (branch->replay, id, step, TW_REPLAY_ALL_CHANGES, NULL, error))
    return FALSE;
  trial = tw_replay_get_run (branch->replay);
  if (!try_changes (&branch->changes, trial, options, error)
      || !tw_cli_training_init (&branch->training, step,
                                tw_scenario_total_steps (tw_run_get_scenario (trial)),
                                options->no_train ? "0" : options->steps, error))
    return FALSE;
  tw_run_free (tw_replay_take_run (branch->replay));
  return tw_replay_seek (branch->replay, id, step, TW_REPLAY_ALL_CHANGES, NULL, error);
}

static int
make (Branch *branch, const BranchOptions *options)
{
  g_autoptr (TwCliRecording) recording = NULL;
  TwStepRecord last = *tw_replay_get_last (branch->replay);
  guint64 n_changes;
  const gint64 parent = tw_replay_get_owner (branch->replay, &n_changes);
  GError *error = NULL;
  gint64 id;

  id = tw_session_add_branch (branch->session, parent, n_changes,
                              tw_replay_get_run (branch->replay), options->name, &error);
  if (id == 0)
    return tw_cli_fail ("branch", error);
  recording = tw_cli_recording_new (branch->session, id, tw_replay_take_run (branch->replay), &last,
                                    "branch", options->seconds, &error);
  if (recording == NULL)
    return tw_cli_fail ("branch", error);
  tw_cli_catch_signals ();
  if (!tw_cli_recording_set (recording, (const TwAddress *)(void *)branch->changes.addresses->data,
                             (const double *)(void *)branch->changes.values->data,
                             branch->changes.addresses->len, &error)
      || !tw_cli_recording_train (recording, &branch->training, &error))
    return tw_cli_fail ("branch", error);
  g_clear_pointer (&recording, tw_cli_recording_free);
  return tw_cli_report_recorded (tw_session_get_path (branch->session), id, &branch->training,
                                 "branch", options->shared.json);
}

static gboolean
check_options (BranchOptions *options, GError **error)
{
  if (options->no_train && options->steps != NULL)
    {
      g_set_error_literal (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
                           "--steps: with --no-train there are none");
      return FALSE;
    }
  return tw_cli_check_name ("--name", options->name, error)
         && tw_cli_parse_wait (options->wait, &options->seconds, error);
}

static int
branch_main (char **arguments)
{
  g_auto (BranchOptions) options = { 0 };
  g_auto (Branch) branch = { 0 };
  const char *path;
  GError *error = NULL;
  const GOptionEntry own[] = {
    { "run", 0, 0, G_OPTION_ARG_STRING, &options.run,
      "Which run to branch from: number or name (default: the last)", "RUN" },
    { "step", 0, 0, G_OPTION_ARG_STRING, &options.step, "After how many of its steps", "N" },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.shared.sets,
      "Change a setting there, such as optimizer.learning_rate=0.01; may repeat", "ADDRESS=VALUE" },
    { "theta", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.shared.thetas,
      "Change a parameter there; may repeat", "NAME=VALUE" },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &options.shared.seed, "Take this seed; only with --step 0",
      "N" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &options.name,
      "What the new run is called (default: its parent's name and the step)", "TEXT" },
    { "steps", 0, 0, G_OPTION_ARG_STRING, &options.steps,
      "Make N steps (default: all that are left)", "N" },
    { "no-train", 0, 0, G_OPTION_ARG_NONE, &options.no_train, "Make no step, only the run", NULL },
    { "wait", 0, 0, G_OPTION_ARG_STRING, &options.wait,
      "How long to wait for room on the disk (default: 60)", "SECONDS" },
    G_OPTION_ENTRY_NULL,
  };

  if (!tw_cli_options_parse (&options.shared, &tw_cli_branch, 0, own, arguments, &error))
    return tw_cli_fail ("branch", error);
  if (options.shared.help)
    return TW_CLI_DONE;
  path = tw_cli_options_session (&options.shared, &error);
  if (path == NULL || !check_options (&options, &error))
    return tw_cli_fail ("branch", error);

  changes_init (&branch.changes);
  branch.session = tw_cli_session_open (path, &error);
  branch.replay = branch.session != NULL ? tw_replay_new (path, &error) : NULL;
  if (branch.replay == NULL || !prepare (&branch, &options, &error))
    return tw_cli_fail ("branch", error);
  return make (&branch, &options);
}

const TwCliCommand tw_cli_branch = {
  .name = "branch",
  .usage = "SESSION",
  .summary = "Make a new run from any step of a recorded one, with something changed",
  .details = "The run that it comes from stays as it is. A setting is named as in a scenario, "
             "SECTION.KEY; what is\nchanged is recorded in the new run. Without a change the "
             "branch does what its parent did, bit for bit.\n\n"
             "Examples:\n"
             "  thalweg-cli branch mine.thalweg --step 900 --theta horizon=7 --name far-sighted\n"
             "  thalweg-cli branch mine.thalweg --run 1 --step 0 --seed 2 --steps 500",
  .main = branch_main,
};
