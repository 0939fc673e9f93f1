/* SPDX-License-Identifier: GPL-3.0-or-later */

/* thalweg-cli run: trains a scenario and says what came out. */

#include "cli/tw-cli-json.h"
#include "cli/tw-cli-options.h"
#include "cli/tw-cli-report.h"

#include "core/tw-blas.h"
#include "core/tw-cpu.h"

#include "config.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>

#define PROGRESS_EVERY 256 /* steps between two looks at the clock */

/* The signal that asked for the end, or 0. */
static volatile sig_atomic_t stop_signal;

static void
on_signal (int number)
{
  stop_signal = number;
}

/* The first signal stops after a step and prints what there is; the second ends the program. */
static void
catch_signals (void)
{
  struct sigaction action = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };

  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}

typedef struct
{
  TwRun *run;
  guint64 total;   /* steps of the scenario */
  guint64 limit;   /* where to stop */
  double seconds;  /* spent training */
  GError *failure; /* why training failed, or NULL */
} Training;

static void
train (Training *training)
{
  const gint64 begin = g_get_monotonic_time ();
  TwCliProgress progress;
  TwStepRecord record;
  guint64 step = 0;

  tw_cli_progress_init (&progress);
  while (step < training->limit && stop_signal == 0 && !tw_run_is_done (training->run)
         && tw_run_step (training->run, &record, &training->failure))
    {
      step = tw_run_get_step (training->run);
      if (step % PROGRESS_EVERY == 0)
        tw_cli_progress_update (&progress, (double)step / (double)training->limit, "training");
    }
  tw_cli_progress_end (&progress);
  training->seconds = (double)(g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
}

/* What there is to say about a run as it stands. */
typedef struct
{
  TwScenario *scenario; /* in force; borrowed */
  const TwModelType *type;
  const char *stage;
  guint64 step;
  double loss;
  double *readouts; /* (n_readouts) */
  double point[2];
  TwVerdict verdict;
  char *hash;
} Summary;

static void
summary_init (Summary *summary, TwRun *run)
{
  TwModel *model = tw_run_get_model (run);
  const double *theta = tw_run_get_theta (run);

  summary->scenario = tw_run_get_scenario (run);
  summary->type = model->type;
  summary->stage = summary->scenario->stages[tw_run_get_stage (run)].name;
  summary->step = tw_run_get_step (run);
  summary->loss = model->type->loss (model, theta, 0, 0, NULL);
  summary->readouts = g_new (double, model->type->n_readouts);
  model->type->read (model, theta, summary->readouts);
  model->type->plane (model, theta, summary->point);
  model->type->verdict (model, theta, &summary->verdict);
  summary->hash = tw_run_state_hash (run);
}

static void
summary_clear (Summary *summary)
{
  g_free (summary->readouts);
  g_free (summary->hash);
}

static void
print_text (const Training *training, const Summary *summary)
{
  const TwModelType *type = summary->type;

  tw_cli_print ("%s\n", summary->scenario->title);
  tw_cli_print ("scenario %s, seed %" G_GUINT64_FORMAT ", step %" G_GUINT64_FORMAT
                " of %" G_GUINT64_FORMAT ", stage %s\n\n",
                summary->scenario->name, summary->scenario->seed, summary->step, training->total,
                summary->stage);
  tw_cli_report_line ("Loss", summary->loss, "");
  tw_cli_report_readouts (type->readouts, type->n_readouts, summary->readouts);
  tw_cli_report_verdict (type, &summary->verdict);
  tw_cli_print ("state %s\n", summary->hash);
}

static void
print_json (const Training *training, const Summary *summary)
{
  g_auto (TwJsonWriter) json = { 0 };
  const TwModelType *type = summary->type;

  tw_json_writer_init (&json, TRUE);
  tw_json_begin (&json, '{');
  tw_cli_json_text (&json, "scenario", summary->scenario->name);
  tw_cli_json_text (&json, "title", summary->scenario->title);
  tw_cli_json_text (&json, "model", type->name);
  tw_cli_json_integer (&json, "seed", (gint64)summary->scenario->seed);
  tw_cli_json_integer (&json, "steps", (gint64)summary->step);
  tw_cli_json_integer (&json, "total_steps", (gint64)training->total);
  tw_cli_json_text (&json, "stage", summary->stage);
  tw_cli_json_number (&json, "loss", summary->loss);
  tw_cli_json_params (&json, "theta", tw_run_get_model (training->run),
                      tw_run_get_theta (training->run));
  tw_cli_json_readouts (&json, "readouts", type->readouts, type->n_readouts, summary->readouts);
  tw_cli_json_pair (&json, "plane", summary->point);
  tw_cli_json_verdict (&json, type, &summary->verdict);
  tw_cli_json_text (&json, "hash", summary->hash);
  tw_json_name (&json, "interrupted");
  tw_json_boolean (&json, stop_signal != 0);
  tw_cli_json_text (&json, "failure",
                    training->failure != NULL ? training->failure->message : NULL);
  tw_cli_json_text (&json, "version", TW_VERSION);
  tw_cli_json_text (&json, "isa", tw_isa_name (tw_cpu_isa ()));
  tw_cli_json_text (&json, "blas", tw_blas_description ());
  tw_json_end (&json, '{');
  tw_cli_json_print (&json);
}

static int
report (Training *training, gboolean json)
{
  Summary summary;

  summary_init (&summary, training->run);
  if (json)
    print_json (training, &summary);
  else
    {
      print_text (training, &summary);
      fprintf (stderr, "%" G_GUINT64_FORMAT " steps in %.3f s, %.0f steps/s\n", summary.step,
               training->seconds, (double)summary.step / MAX (training->seconds, 1e-6));
    }
  summary_clear (&summary);

  if (training->failure != NULL)
    return tw_cli_fail ("run", g_steal_pointer (&training->failure));
  if (stop_signal != 0)
    return TW_CLI_SIGNAL + stop_signal;
  return TW_CLI_DONE;
}

static int
run_main (char **arguments)
{
  g_auto (TwCliOptions) options = { 0 };
  g_autofree char *steps = NULL;
  g_autoptr (TwScenario) scenario = NULL;
  g_autoptr (TwRun) run = NULL;
  Training training = { 0 };
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
  if (scenario == NULL)
    return tw_cli_fail ("run", error);
  training.total = training.limit = tw_scenario_total_steps (scenario);
  if (steps != NULL
      && !tw_cli_parse_count ("--steps", steps, 0, training.total, &training.limit, &error))
    return tw_cli_fail ("run", error);
  run = training.run = tw_run_new (scenario, &error);
  if (run == NULL)
    return tw_cli_fail ("run", error);

  catch_signals ();
  train (&training);
  return report (&training, options.json);
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
