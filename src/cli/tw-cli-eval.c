/* SPDX-License-Identifier: GPL-3.0-or-later */

/* thalweg-cli eval: everything that the full batch says at one θ. */

#include "cli/tw-cli-json.h"
#include "cli/tw-cli-options.h"
#include "cli/tw-cli-report.h"

#include "analysis/tw-outlook.h"
#include "model/planner/tw-planner.h"
#include "session/tw-npy.h"

#include <glib/gstdio.h>

#include <errno.h>

typedef struct
{
  double *readouts; /* (n_readouts) */
  double *jacobian; /* (2, n_params) */
  double velocity[2];
  double ceiling;
  TwOutlook *outlook;
  guint batch;
} Evaluation;

/* J Δθ of the update that a fresh optimiser makes from here with the full batch's gradient: clipped,
 * at the learning rate of the stage's first step. */
static void
find_velocity (const TwCliState *state, const double *gradient, const double *jacobian,
               double velocity[2])
{
  const gsize n = state->n_params;
  const double *settings = state->scenario->optimizer;
  const double rate = tw_optimizer_rate (settings, 0, state->scenario->stages[state->stage].steps);
  g_autofree double *theta = g_memdup2 (state->theta, n * sizeof (double));
  g_autofree double *clipped = g_memdup2 (gradient, n * sizeof (double));
  g_autofree double *delta = g_new0 (double, n);
  TwOptimizer optimizer;

  tw_optimizer_init (&optimizer, n);
  tw_optimizer_clip (clipped, n, settings[TW_OPT_CLIP]);
  tw_optimizer_update (&optimizer, settings, rate, clipped, state->scenario->seed, 0, theta, delta);
  tw_optimizer_clear (&optimizer);
  for (int axis = 0; axis < 2; axis++)
    {
      velocity[axis] = 0;
      for (gsize i = 0; i < n; i++)
        velocity[axis] += jacobian[axis * n + i] * delta[i];
    }
}

static void
evaluate (const TwCliState *state, Evaluation *evaluation)
{
  const TwModelType *type = state->model->type;
  const double *optimizer = state->scenario->optimizer;

  evaluation->batch =
      optimizer[TW_OPT_METHOD] == TW_METHOD_GRADIENT_DESCENT ? 0 : (guint)optimizer[TW_OPT_BATCH];
  evaluation->outlook = tw_outlook_compute (state->model, state->theta,
                                            tw_run_get_step (state->run), evaluation->batch);
  evaluation->readouts = g_new (double, type->n_readouts);
  type->read (state->model, state->theta, evaluation->readouts);
  evaluation->jacobian = g_new (double, 2 * state->n_params);
  type->jacobian (state->model, state->theta, evaluation->jacobian);
  evaluation->ceiling = type->ceiling (state->model, state->theta);
  find_velocity (state, evaluation->outlook->gradient, evaluation->jacobian, evaluation->velocity);
}

static void
evaluation_clear (Evaluation *evaluation)
{
  g_free (evaluation->readouts);
  g_free (evaluation->jacobian);
  tw_outlook_unref (evaluation->outlook);
}

static void
add_noise (TwJsonWriter *json, const Evaluation *evaluation)
{
  const double *noise = evaluation->outlook->noise;
  double a, b, angle;

  tw_noise_ellipse (noise, &a, &b, &angle);
  tw_json_name (json, "noise");
  tw_json_begin (json, '{');
  tw_cli_json_number (json, "xx", noise[0]);
  tw_cli_json_number (json, "xy", noise[1]);
  tw_cli_json_number (json, "yy", noise[2]);
  tw_cli_json_integer (json, "batch", evaluation->batch);
  tw_cli_json_number (json, "a", a);
  tw_cli_json_number (json, "b", b);
  tw_cli_json_number (json, "angle", angle);
  tw_json_end (json, '{');
}

/* What the numbers depend on, so that somebody else can compute them. */
static void
add_settings (TwJsonWriter *json, const TwCliState *state)
{
  const TwModelType *type = state->model->type;
  const TwStage *stage = &state->scenario->stages[state->stage];

  tw_json_name (json, "settings");
  tw_json_begin (json, '{');
  tw_cli_json_settings (json, "world", &type->world, state->scenario->world);
  tw_cli_json_settings (json, "model", &type->settings, state->scenario->settings);
  tw_cli_json_settings (json, "stage", &type->stage, stage->values);
  tw_cli_json_settings (json, "optimizer", tw_optimizer_table (), state->scenario->optimizer);
  tw_json_end (json, '{');
}

static void
print_json (const TwCliState *state, const Evaluation *evaluation)
{
  g_auto (TwJsonWriter) json = { 0 };
  const TwModel *model = state->model;
  const TwModelType *type = model->type;
  const TwOutlook *outlook = evaluation->outlook;

  tw_json_writer_init (&json, TRUE);
  tw_json_begin (&json, '{');
  tw_cli_json_text (&json, "scenario", state->scenario->name);
  tw_cli_json_text (&json, "model", type->name);
  tw_cli_json_integer (&json, "seed", (gint64)state->scenario->seed);
  tw_cli_json_integer (&json, "step", (gint64)outlook->step);
  tw_cli_json_text (&json, "stage", state->scenario->stages[state->stage].name);
  add_settings (&json, state);
  tw_cli_json_params (&json, "theta", model, state->theta);
  tw_cli_json_number (&json, "loss", outlook->loss);
  tw_cli_json_params (&json, "gradient", model, outlook->gradient);
  tw_cli_json_readouts (&json, "readouts", type->readouts, type->n_readouts, evaluation->readouts);
  tw_cli_json_pair (&json, "plane", outlook->point);
  tw_cli_json_number (&json, "ceiling", evaluation->ceiling);
  tw_json_name (&json, "jacobian");
  tw_json_begin (&json, '{');
  tw_cli_json_params (&json, "x", model, evaluation->jacobian);
  tw_cli_json_params (&json, "y", model, evaluation->jacobian + state->n_params);
  tw_json_end (&json, '{');
  tw_cli_json_pair (&json, "vector", outlook->vector);
  tw_cli_json_pair (&json, "velocity", evaluation->velocity);
  add_noise (&json, evaluation);
  tw_cli_json_verdict (&json, type, &outlook->verdict);
  tw_json_end (&json, '{');
  tw_cli_json_print (&json);
}

static void
print_text (const TwCliState *state, const Evaluation *evaluation)
{
  const TwModel *model = state->model;
  const TwModelType *type = model->type;
  const TwOutlook *outlook = evaluation->outlook;
  const gsize n = state->n_params;

  tw_cli_print ("%s\nscenario %s, seed %" G_GUINT64_FORMAT ", stage %s, full batch\n\n",
                state->scenario->title, state->scenario->name, state->scenario->seed,
                state->scenario->stages[state->stage].name);
  tw_cli_report_line ("Loss", outlook->loss, "");
  tw_cli_report_readouts (type->readouts, type->n_readouts, evaluation->readouts);
  tw_cli_print ("\n  %-16s%14s%14s%14s%14s\n", "parameter", "value", "∂L/∂θ  ", "∂x/∂θ  ",
                "∂y/∂θ  ");
  for (gsize i = 0; i < n; i++)
    tw_cli_print ("  %-16s%14.6g%14.6g%14.6g%14.6g\n", type->param_name (model, i), state->theta[i],
                  outlook->gradient[i], evaluation->jacobian[i], evaluation->jacobian[n + i]);
  tw_cli_print ("\n  plane     x %13.6g   y %13.6g\n", outlook->point[0], outlook->point[1]);
  tw_cli_print ("  -J ∇L     x %13.6g   y %13.6g\n", outlook->vector[0], outlook->vector[1]);
  tw_cli_print ("  velocity  x %13.6g   y %13.6g\n\n", evaluation->velocity[0],
                evaluation->velocity[1]);
  tw_cli_report_verdict (type, &outlook->verdict);
}

/* --- --dump --- */

static gboolean
dump_array (const char *folder, const char *name, const double *values, const gsize *shape,
            guint n_dimensions, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return tw_npy_write (path, values, shape, n_dimensions, error);
}

static gboolean
dump_arrays (const TwPlannerArrays *arrays, const char *folder, GError **error)
{
  const gsize goals[] = { 3, arrays->n_contexts, arrays->n_actions };
  const gsize *noise = goals + 1;

  return dump_array (folder, "phi.npy", arrays->phi, goals, 3, error)
         && dump_array (folder, "psi.npy", arrays->psi, goals, 3, error)
         && dump_array (folder, "eta.npy", arrays->eta, noise, 2, error)
         && dump_array (folder, "eta2.npy", arrays->eta2, noise, 2, error)
         && dump_array (folder, "etar.npy", arrays->etar, noise, 2, error);
}

static gboolean
dump_world (const TwModel *model, const char *folder, GError **error)
{
  TwPlannerArrays arrays;
  gboolean done;

  if (model->type != &tw_planner_type)
    {
      g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
                   "--dump: the world of a “%s” cannot be written, only that of a planner",
                   model->type->name);
      return FALSE;
    }
  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_FAILED, "--dump: cannot make folder “%s”: %s",
                   folder, g_strerror (errno));
      return FALSE;
    }
  tw_planner_dump_world (model, &arrays);
  done = dump_arrays (&arrays, folder, error);
  tw_planner_arrays_clear (&arrays);
  return done;
}

static int
eval_main (char **arguments)
{
  g_auto (TwCliOptions) options = { 0 };
  g_auto (TwCliState) state = { 0 };
  g_autofree char *dump = NULL;
  Evaluation evaluation;
  GError *error = NULL;
  const GOptionEntry own[] = {
    { "dump", 0, 0, G_OPTION_ARG_FILENAME, &dump,
      "Write the world to phi.npy, psi.npy, eta.npy, eta2.npy, etar.npy in DIR", "DIR" },
    G_OPTION_ENTRY_NULL,
  };

  if (!tw_cli_options_parse (&options, &tw_cli_eval, TW_CLI_TAKES_SCENARIO | TW_CLI_TAKES_STATE,
                             own, arguments, &error))
    return tw_cli_fail ("eval", error);
  if (options.help)
    return TW_CLI_DONE;
  if (!tw_cli_state_init (&state, &options, &error))
    return tw_cli_fail ("eval", error);
  if (dump != NULL && !dump_world (state.model, dump, &error))
    return tw_cli_fail ("eval", error);

  evaluate (&state, &evaluation);
  if (options.json)
    print_json (&state, &evaluation);
  else
    print_text (&state, &evaluation);
  evaluation_clear (&evaluation);
  return TW_CLI_DONE;
}

const TwCliCommand tw_cli_eval = {
  .name = "eval",
  .usage = "SCENARIO",
  .summary = "Print loss, gradient, read-outs and regime at one point, on the full batch",
  .details = "The point is the scenario's start unless --start-of says otherwise; --theta then "
             "changes it.\n"
             "velocity is J Δθ of one update that a fresh optimiser makes from there with the full "
             "batch's\n"
             "gradient; noise is the covariance of a training step's gradient vector on the plane.",
  .main = eval_main,
};
