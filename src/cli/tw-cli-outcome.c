/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/tw-cli-outcome.h"

#include "cli/tw-cli-json.h"
#include "cli/tw-cli-report.h"
#include "cli/tw-cli.h"

#include "core/tw-blas.h"
#include "core/tw-cpu.h"

#include "config.h"

#include <string.h>

void
tw_cli_outcome_init (TwCliOutcome *outcome, TwRun *run, gint64 recorded)
{
  TwModel *model = tw_run_get_model (run);
  const double *theta = tw_run_get_theta (run);

  outcome->recorded = recorded;
  outcome->model = model;
  outcome->theta = theta;
  outcome->scenario = tw_run_get_scenario (run);
  outcome->stage = outcome->scenario->stages[tw_run_get_stage (run)].name;
  outcome->step = tw_run_get_step (run);
  outcome->total = tw_scenario_total_steps (outcome->scenario);
  outcome->loss = model->type->loss (model, theta, 0, 0, NULL);
  outcome->readouts = g_new (double, model->type->n_readouts);
  model->type->read (model, theta, outcome->readouts);
  model->type->plane (model, theta, outcome->point);
  model->type->verdict (model, theta, &outcome->verdict);
  outcome->hash = tw_run_state_hash (run);
}

void
tw_cli_outcome_clear (TwCliOutcome *outcome)
{
  g_free (outcome->readouts);
  g_free (outcome->hash);
  memset (outcome, 0, sizeof *outcome);
}

static void
print_source (const TwCliOutcome *outcome)
{
  g_autofree char *name = tw_cli_plain (outcome->scenario->name);

  if (outcome->recorded != 0)
    tw_cli_print ("run %" G_GINT64_FORMAT, outcome->recorded);
  else
    tw_cli_print ("scenario %s", name);
}

void
tw_cli_outcome_print (const TwCliOutcome *outcome)
{
  const TwModelType *type = outcome->model->type;
  g_autofree char *title = tw_cli_plain (outcome->scenario->title);
  g_autofree char *stage = tw_cli_plain (outcome->stage);

  tw_cli_print ("%s\n", title);
  print_source (outcome);
  tw_cli_print (", seed %" G_GUINT64_FORMAT ", step %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                ", stage %s\n\n",
                outcome->scenario->seed, outcome->step, outcome->total, stage);
  tw_cli_report_line ("Loss", outcome->loss, "");
  tw_cli_report_readouts (type->readouts, type->n_readouts, outcome->readouts);
  tw_cli_report_verdict (type, &outcome->verdict);
  tw_cli_print ("state %s\n", outcome->hash);
}

void
tw_cli_outcome_json (const TwCliOutcome *outcome, TwJsonWriter *json)
{
  const TwModelType *type = outcome->model->type;

  tw_cli_json_text (json, "scenario", outcome->recorded != 0 ? NULL : outcome->scenario->name);
  tw_cli_json_text (json, "title", outcome->scenario->title);
  tw_cli_json_text (json, "model", type->name);
  tw_cli_json_integer (json, "seed", (gint64)outcome->scenario->seed);
  tw_cli_json_integer (json, "steps", (gint64)outcome->step);
  tw_cli_json_integer (json, "total_steps", (gint64)outcome->total);
  tw_cli_json_text (json, "stage", outcome->stage);
  tw_cli_json_number (json, "loss", outcome->loss);
  tw_cli_json_params (json, "theta", outcome->model, outcome->theta);
  tw_cli_json_readouts (json, "readouts", type->readouts, type->n_readouts, outcome->readouts);
  tw_cli_json_pair (json, "plane", outcome->point);
  tw_cli_json_verdict (json, type, &outcome->verdict);
  tw_cli_json_text (json, "hash", outcome->hash);
}

void
tw_cli_outcome_json_program (TwJsonWriter *json)
{
  tw_cli_json_text (json, "version", TW_VERSION);
  tw_cli_json_text (json, "isa", tw_isa_name (tw_cpu_isa ()));
  tw_cli_json_text (json, "blas", tw_blas_description ());
}
