/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "train/tw-run-private.h"

#include <math.h>
#include <string.h>

G_DEFINE_QUARK (tw - run - error - quark, tw_run_error)

static void
allocate (TwRun *run)
{
  const gsize n = MAX (run->n, 1);

  run->theta = g_new0 (double, n);
  run->gradient = g_new0 (double, n);
  run->delta = g_new0 (double, n);
  run->origin = g_new0 (double, n);
  run->new_gradient = g_new0 (double, n);
  run->new_delta = g_new0 (double, n);
  run->new_origin = g_new0 (double, n);
  tw_optimizer_init (&run->optimizer, run->n);
  tw_optimizer_init (&run->before, run->n);
  run->ramps = g_new0 (TwRamp, MAX (run->scenario->n_events, 1));
  run->undo = g_new0 (TwUndo, MAX (run->scenario->n_events, 1));
}

TwRun *
tw_run_new (const TwScenario *scenario, GError **error)
{
  const TwModelType *type = scenario->type;
  TwModel *model = type->create (scenario->seed, scenario->world, scenario->settings, error);
  TwRun *run;

  if (model == NULL)
    return NULL;

  run = g_new0 (TwRun, 1);
  run->type = type;
  run->model = model;
  run->n = type->n_params (model);
  run->scenario = tw_scenario_copy (scenario);
  run->last_stage = TW_RUN_NO_STAGE;
  allocate (run);
  type->initialise (model, run->scenario->start, run->theta);
  tw_run_forget_last_step (run);
  tw_run_refresh (run);
  return run;
}

void
tw_run_free (TwRun *run)
{
  if (run == NULL)
    return;
  tw_model_free (run->model);
  tw_scenario_unref (run->scenario);
  tw_optimizer_clear (&run->optimizer);
  tw_optimizer_clear (&run->before);
  g_free (run->theta);
  g_free (run->gradient);
  g_free (run->delta);
  g_free (run->origin);
  g_free (run->new_gradient);
  g_free (run->new_delta);
  g_free (run->new_origin);
  g_free (run->ramps);
  g_free (run->undo);
  g_free (run);
}

void
tw_run_forget_last_step (TwRun *run)
{
  memset (run->gradient, 0, run->n * sizeof (double));
  memset (run->delta, 0, run->n * sizeof (double));
  memcpy (run->origin, run->theta, run->n * sizeof (double));
}

void
tw_run_refresh (TwRun *run)
{
  const TwScenario *scenario = run->scenario;

  run->total = tw_scenario_total_steps (scenario);
  run->stage = tw_scenario_stage_at (scenario, run->step, &run->stage_first);
  run->stage_end = run->stage_first + scenario->stages[run->stage].steps;
  run->next_event = tw_run_find_next_event (run);
  run->type->set_stage (run->model, scenario->stages[run->stage].values);
}

/* --- a step --- */

static gboolean
fail_not_finite (const TwRun *run, const char *what, const char *of, double value, GError **error)
{
  g_set_error (error, TW_RUN_ERROR, TW_RUN_ERROR_NOT_FINITE,
               "%s%s is not finite (%s) at step %" G_GUINT64_FORMAT, what, of,
               isnan (value) ? "nan"
               : value > 0   ? "inf"
                             : "-inf",
               run->step);
  return FALSE;
}

/* v (n), one for each parameter. */
static gboolean
check_finite (const TwRun *run, const char *what, const double *v, GError **error)
{
  for (gsize i = 0; i < run->n; i++)
    if (!isfinite (v[i]))
      return fail_not_finite (run, what, run->type->param_name (run->model, i), v[i], error);
  return TRUE;
}

static gboolean
compute_gradient (TwRun *run, TwStepRecord *record, GError **error)
{
  const double *settings = run->scenario->optimizer;
  const gboolean all = settings[TW_OPT_METHOD] == TW_METHOD_GRADIENT_DESCENT;

  record->loss = run->type->loss (run->model, run->theta, run->step,
                                  all ? 0 : (guint)settings[TW_OPT_BATCH], run->new_gradient);
  if (!isfinite (record->loss))
    return fail_not_finite (run, "the loss", "", record->loss, error);
  return check_finite (run, "the gradient of ", run->new_gradient, error);
}

static gboolean
update (TwRun *run, TwStepRecord *record, GError **error)
{
  const double *settings = run->scenario->optimizer;

  record->gradient_norm = tw_optimizer_clip (run->new_gradient, run->n, settings[TW_OPT_CLIP]);
  record->rate =
      tw_optimizer_rate (settings, run->step - run->stage_first, run->stage_end - run->stage_first);
  tw_optimizer_update (&run->optimizer, settings, record->rate, run->new_gradient,
                       run->scenario->seed, run->step, run->theta, run->new_delta);
  record->update_norm = tw_optimizer_norm (run->new_delta, run->n);
  return check_finite (run, "the parameter ", run->theta, error)
         && check_finite (run, "the optimizer's first moment of ", run->optimizer.first, error)
         && check_finite (run, "the optimizer's second moment of ", run->optimizer.second, error);
}

/* From the state with its events done to the state after the step. */
static gboolean
train (TwRun *run, TwStepRecord *record, GError **error)
{
  if (run->last_stage != TW_RUN_NO_STAGE && run->last_stage != run->stage
      && run->scenario->optimizer[TW_OPT_RESET] != 0)
    tw_optimizer_reset (&run->optimizer);

  memcpy (run->new_origin, run->theta, run->n * sizeof (double));
  record->step = run->step;
  if (compute_gradient (run, record, error) && update (run, record, error))
    return TRUE;
  memcpy (run->theta, run->new_origin, run->n * sizeof (double));
  return FALSE;
}

static void
swap (double **a, double **b)
{
  double *c = *a;

  *a = *b;
  *b = c;
}

static void
finish_step (TwRun *run)
{
  swap (&run->gradient, &run->new_gradient);
  swap (&run->delta, &run->new_delta);
  swap (&run->origin, &run->new_origin);
  run->n_undo = 0;
  run->last_stage = run->stage;
  run->step++;
  if (run->step == run->stage_end && run->step < run->total)
    tw_run_refresh (run);
  else if (run->step > run->next_event)
    run->next_event = tw_run_find_next_event (run);
}

gboolean
tw_run_step (TwRun *run, TwStepRecord *record, GError **error)
{
  TwStepRecord made;

  g_return_val_if_fail (!tw_run_is_done (run), FALSE);

  tw_optimizer_copy_state (&run->before, &run->optimizer);
  if (run->step == run->next_event && !tw_run_do_events (run, error))
    {
      tw_optimizer_copy_state (&run->optimizer, &run->before);
      return FALSE;
    }
  if (!train (run, &made, error))
    {
      tw_run_undo_events (run);
      tw_optimizer_copy_state (&run->optimizer, &run->before);
      return FALSE;
    }
  finish_step (run);
  if (record != NULL)
    *record = made;
  return TRUE;
}

/* --- what it is now --- */

gboolean
tw_run_is_done (const TwRun *run)
{
  return run->step >= run->total;
}

guint64
tw_run_get_step (const TwRun *run)
{
  return run->step;
}

guint
tw_run_get_stage (const TwRun *run)
{
  return run->stage;
}

const double *
tw_run_get_theta (const TwRun *run)
{
  return run->theta;
}

const double *
tw_run_get_gradient (const TwRun *run)
{
  return run->gradient;
}

const double *
tw_run_get_delta (const TwRun *run)
{
  return run->delta;
}

const double *
tw_run_get_origin (const TwRun *run)
{
  return run->origin;
}

gsize
tw_run_get_n_params (const TwRun *run)
{
  return run->n;
}

TwModel *
tw_run_get_model (TwRun *run)
{
  return run->model;
}

TwScenario *
tw_run_get_scenario (TwRun *run)
{
  return run->scenario;
}

guint64
tw_run_get_generation (const TwRun *run)
{
  return run->generation;
}

/* --- the start of a stage --- */

static gboolean
find_stage (const TwScenario *scenario, const char *name, guint *stage, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (*stage = 0; *stage < scenario->n_stages; (*stage)++)
    {
      if (strcmp (scenario->stages[*stage].name, name) == 0)
        return TRUE;
      g_string_append_printf (names, "%s%s", *stage > 0 ? ", " : "", scenario->stages[*stage].name);
    }
  g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_KEY,
               "the scenario has no stage of that name; allowed: %s", names->str);
  return FALSE;
}

TwRun *
tw_run_new_at_stage (const TwScenario *scenario, const char *stage, GError **error)
{
  g_autoptr (TwRun) run = NULL;
  guint index;

  if (!find_stage (scenario, stage, &index, error))
    return NULL;
  run = tw_run_new (scenario, error);
  if (run == NULL)
    return NULL;
  while (run->stage < index)
    if (!tw_run_step (run, NULL, error))
      return NULL;
  return g_steal_pointer (&run);
}
