/* SPDX-License-Identifier: GPL-3.0-or-later */

/* thalweg-cli run: trains a scenario and says what came out. */

#include "cli/tw-cli-json.h"
#include "cli/tw-cli-options.h"
#include "cli/tw-cli-outcome.h"
#include "cli/tw-cli-training.h"

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

  tw_cli_outcome_init (&outcome, run);
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
run_main (char **arguments)
{
  g_auto (TwCliOptions) options = { 0 };
  g_auto (TwCliTraining) training = { 0 };
  g_autofree char *steps = NULL;
  g_autoptr (TwScenario) scenario = NULL;
  g_autoptr (TwRun) run = NULL;
  GError *error = NULL;
  const GOptionEntry own[] = {
    { "steps", 0, 0, G_OPTION_ARG_STRING, &steps, "Stop after N steps (default: all)", "N" },
    G_OPTION_ENTRY_NULL,
  };

  if (!tw_cli_options_parse (&options, &tw_cli_run, TW_CLI_TAKES_SCENARIO, own, arguments, &error))
    return tw_cli_fail ("run", error);
  if (options.help)
    return TW_CLI_DONE;
  scenario = tw_cli_options_load (&options, &error);
  if (scenario == NULL
      || !tw_cli_training_init (&training, 0, tw_scenario_total_steps (scenario), steps, &error))
    return tw_cli_fail ("run", error);
  run = tw_run_new (scenario, &error);
  if (run == NULL)
    return tw_cli_fail ("run", error);

  tw_cli_catch_signals ();
  tw_cli_train (&training, run);
  return report (&training, run, options.json);
}

const TwCliCommand tw_cli_run = {
  .name = "run",
  .usage = "SCENARIO",
  .summary = "Train a scenario and print what came out",
  .details = "SCENARIO is a file, or the name of a shipped scenario such as “default”.\n\n"
             "SIGINT and SIGTERM stop after the step under way and print what there is; a second "
             "one ends the\nprogram at once. The exit status is then 128 plus the signal's number.",
  .main = run_main,
};
