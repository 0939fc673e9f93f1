/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Edits of a run between two steps.  They are prepared on a copy, so that a refused one leaves
 * nothing behind. */

#include "train/tw-run-private.h"

#include <string.h>

TwAddress
tw_run_resolve (const TwRun *run, TwAddress address)
{
  if (address.section == TW_SECTION_STAGE && address.item == TW_CURRENT_STAGE)
    address.item = run->stage;
  return address;
}

static gboolean
check_n_params (const TwRun *run, const TwModel *model, GError **error)
{
  if (run->type->n_params (model) == run->n)
    return TRUE;
  g_set_error (error, TW_RUN_ERROR, TW_RUN_ERROR_EDIT,
               "the number of parameters cannot change in a run; allowed: settings that leave it "
               "at %" G_GSIZE_FORMAT,
               run->n);
  return FALSE;
}

static gboolean
make_new_model (TwRun *run, const TwScenario *next, GError **error)
{
  g_autoptr (TwModel) model = run->type->create (next->seed, next->world, next->settings, error);

  if (model == NULL || !check_n_params (run, model, error))
    return FALSE;
  tw_model_free (run->model);
  run->model = g_steal_pointer (&model);
  return TRUE;
}

gboolean
tw_run_take_model (TwRun *run, const TwScenario *next, GError **error)
{
  if (next->seed != run->scenario->seed)
    return make_new_model (run, next, error);
  if (!run->type->configure (run->model, next->world, next->settings, error))
    return FALSE;
  if (check_n_params (run, run->model, error))
    return TRUE;
  run->type->configure (run->model, run->scenario->world, run->scenario->settings, NULL);
  return FALSE;
}

static int
find_event (const TwScenario *scenario, const char *name)
{
  for (guint i = 0; i < scenario->n_events; i++)
    if (strcmp (scenario->events[i].name, name) == 0)
      return (int)i;
  return -1;
}

void
tw_run_take_scenario (TwRun *run, TwScenario *next)
{
  g_autofree TwRamp *ramps = g_new0 (TwRamp, MAX (next->n_events, 1));

  for (guint i = 0; i < next->n_events; i++)
    {
      const int was = find_event (run->scenario, next->events[i].name);

      if (was >= 0)
        ramps[i] = run->ramps[was];
    }
  g_free (run->ramps);
  run->ramps = g_steal_pointer (&ramps);
  tw_scenario_unref (run->scenario);
  run->scenario = next;
  run->generation++;
}

double
tw_run_get (TwRun *run, TwAddress address)
{
  if (address.section == TW_SECTION_THETA)
    {
      g_return_val_if_fail (address.key < run->n, 0);
      return run->theta[address.key];
    }
  return tw_scenario_get (run->scenario, tw_run_resolve (run, address));
}

static gboolean
check_time (const TwRun *run, TwAddress address, GError **error)
{
  if (run->step == 0
      || (address.section != TW_SECTION_START && address.section != TW_SECTION_SCENARIO))
    return TRUE;
  g_set_error (error, TW_RUN_ERROR, TW_RUN_ERROR_EDIT,
               "it cannot be set after step 0, where a run starts from it; allowed: %s",
               address.section == TW_SECTION_START ? "theta.NAME, the parameter as it is now"
                                                   : "a run from step 0");
  return FALSE;
}

/* One edit, to next or (a parameter) not yet at all. */
static gboolean
prepare (TwRun *run, TwScenario *next, TwAddress address, double value, GError **error)
{
  TwAddress resolved = tw_run_resolve (run, address);

  /* The edit before may have changed the order of events. */
  if (resolved.section == TW_SECTION_EVENT)
    resolved.item = (guint)find_event (next, run->scenario->events[resolved.item].name);
  if (check_time (run, resolved, error)
      && (resolved.section == TW_SECTION_THETA
              ? tw_setting_check (tw_scenario_spec (next, resolved), value, error)
              : tw_scenario_set (next, resolved, value, error)))
    return TRUE;
  if (error != NULL)
    {
      g_autofree char *text = tw_scenario_address_text (next, resolved);

      g_prefix_error (error, "%s: ", text);
    }
  return FALSE;
}

static gboolean
same (const double *a, const double *b, guint n)
{
  return memcmp (a, b, n * sizeof *a) == 0;
}

static gboolean
needs_model (const TwScenario *now, const TwScenario *next)
{
  return now->seed != next->seed || !same (now->world, next->world, now->type->world.n)
         || !same (now->settings, next->settings, now->type->settings.n);
}

/* At step 0: parameters that start otherwise than before; the others may have been edited and
 * stay. */
static void
start_again (TwRun *run, const double *was, const TwScenario *next)
{
  g_autofree double *now = g_new (double, run->n);

  run->type->initialise (run->model, next->start, now);
  for (gsize i = 0; i < run->n; i++)
    if (memcmp (&now[i], &was[i], sizeof (double)) != 0)
      run->theta[i] = now[i];
}

static gboolean
commit (TwRun *run, TwScenario *next, GError **error)
{
  const gboolean other_method =
      next->optimizer[TW_OPT_METHOD] != run->scenario->optimizer[TW_OPT_METHOD];
  g_autofree double *was = NULL;

  if (run->step == 0)
    {
      was = g_new (double, run->n);
      run->type->initialise (run->model, run->scenario->start, was);
    }
  if (needs_model (run->scenario, next) && !tw_run_take_model (run, next, error))
    return FALSE;
  if (run->step == 0)
    start_again (run, was, next);
  if (other_method)
    tw_optimizer_reset (&run->optimizer);
  tw_run_take_scenario (run, tw_scenario_ref (next));
  return TRUE;
}

static void
set_parameters (TwRun *run, const TwAddress *addresses, const double *values, guint n)
{
  for (guint i = 0; i < n; i++)
    if (addresses[i].section == TW_SECTION_THETA)
      run->theta[addresses[i].key] = values[i];
}

static gboolean
only_parameters (const TwAddress *addresses, guint n)
{
  for (guint i = 0; i < n; i++)
    if (addresses[i].section != TW_SECTION_THETA)
      return FALSE;
  return TRUE;
}

gboolean
tw_run_set_many (TwRun *run, const TwAddress *addresses, const double *values, guint n,
                 GError **error)
{
  const gboolean same_scenario = only_parameters (addresses, n);
  g_autoptr (TwScenario) next =
      same_scenario ? tw_scenario_ref (run->scenario) : tw_scenario_copy (run->scenario);

  for (guint i = 0; i < n; i++)
    g_return_val_if_fail (addresses[i].section != TW_SECTION_THETA || addresses[i].key < run->n,
                          FALSE);
  for (guint i = 0; i < n; i++)
    if (!prepare (run, next, addresses[i], values[i], error))
      return FALSE;
  if (!same_scenario && !commit (run, next, error))
    return FALSE;

  set_parameters (run, addresses, values, n);
  if (run->step == 0)
    tw_run_forget_last_step (run);
  tw_run_refresh (run);
  return TRUE;
}

gboolean
tw_run_set (TwRun *run, TwAddress address, double value, GError **error)
{
  return tw_run_set_many (run, &address, &value, 1, error);
}
