/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Events: what a scenario changes in a run while it trains.  They change the run's own scenario in
 * place, without allocating, unless somebody else holds it. */

#include "train/tw-run-private.h"

#include <math.h>

static gboolean
acts (const TwEvent *event, const TwRamp *ramp, guint64 step)
{
  return step == event->at
         || (ramp->active && step > event->at && step - event->at < event->duration);
}

guint64
tw_run_find_next_event (const TwRun *run)
{
  guint64 next = G_MAXUINT64;

  for (guint i = 0; i < run->scenario->n_events; i++)
    {
      const TwEvent *event = &run->scenario->events[i];

      if (acts (event, &run->ramps[i], run->step))
        return run->step;
      if (event->at > run->step)
        next = MIN (next, event->at);
    }
  return next;
}

/* Whoever else holds the scenario keeps it as it is. */
static void
make_writable (TwRun *run)
{
  TwScenario *copy;

  if (g_atomic_int_get (&run->scenario->refs) == 1)
    return;
  copy = tw_scenario_copy (run->scenario);
  tw_scenario_unref (run->scenario);
  run->scenario = copy;
}

/* Where the value lies.  Events reach only what is a plain double: tw_event_check() sees to it. */
static double *
place (TwRun *run, TwAddress address)
{
  switch (address.section)
    {
    case TW_SECTION_WORLD:
      return &run->scenario->world[address.key];
    case TW_SECTION_MODEL:
      return &run->scenario->settings[address.key];
    case TW_SECTION_OPTIMIZER:
      return &run->scenario->optimizer[address.key];
    case TW_SECTION_STAGE:
      g_return_val_if_fail (address.key >= TW_N_STAGE_KEYS, NULL);
      return &run->scenario->stages[address.item].values[address.key - TW_N_STAGE_KEYS];
    case TW_SECTION_THETA:
      return &run->theta[address.key];
    case TW_SECTION_SCENARIO:
    case TW_SECTION_START:
    case TW_SECTION_EVENT:
      break;
    }
  g_return_val_if_reached (NULL);
}

static void
write_value (TwRun *run, TwAddress address, double value)
{
  *place (run, address) = value;
  if (address.section != TW_SECTION_THETA)
    run->generation++;
}

/* What the target is to be at this step.  The mean of two weights cannot overflow; rounding may
 * carry it past an end, and so past what is allowed, hence the bounds. */
static double
ramp_value (const TwEvent *event, const TwRamp *ramp, guint64 step)
{
  const guint64 moves = step - event->at + 1;
  const double share = (double)moves / (double)event->duration;

  if (moves >= event->duration)
    return event->value;
  return CLAMP (ramp->start * (1.0 - share) + event->value * share, MIN (ramp->start, event->value),
                MAX (ramp->start, event->value));
}

static double
wanted_value (const TwEvent *event, const TwRamp *ramp, double now, guint64 step)
{
  switch (event->action)
    {
    case TW_EVENT_SET:
      return event->value;
    case TW_EVENT_ADD:
      return now + event->value;
    case TW_EVENT_RAMP:
      return ramp_value (event, ramp, step);
    }
  g_return_val_if_reached (now);
}

static gboolean
do_event (TwRun *run, guint index, GError **error)
{
  const TwEvent *event = &run->scenario->events[index];
  TwRamp *ramp = &run->ramps[index];
  TwAddress target = tw_run_resolve (run, event->target);
  TwUndo undo = { .event = index, .ramp = *ramp };
  double value;

  if (event->action == TW_EVENT_RAMP && run->step == event->at)
    *ramp = (TwRamp){ TRUE, target.item, *place (run, target) };
  else if (event->action == TW_EVENT_RAMP)
    target.item = ramp->item;
  undo.address = target;
  undo.value = *place (run, target);
  run->undo[run->n_undo++] = undo;

  value = wanted_value (event, ramp, undo.value, run->step);
  if (!tw_setting_check (tw_scenario_spec (run->scenario, target), value, error))
    return FALSE;
  if (event->action == TW_EVENT_RAMP && run->step - event->at + 1 >= event->duration)
    *ramp = (TwRamp){ 0 };
  write_value (run, target, value);
  if (target.section == TW_SECTION_OPTIMIZER && target.key == TW_OPT_METHOD && value != undo.value)
    tw_optimizer_reset (&run->optimizer);
  return TRUE;
}

static gboolean
touches (const TwUndo *undo, TwSection section)
{
  return undo->address.section == section;
}

/* Gives the model what events changed of it. */
static gboolean
tell_model (TwRun *run, GError **error)
{
  gboolean model = FALSE, stage = FALSE;

  for (guint i = 0; i < run->n_undo; i++)
    {
      model |=
          touches (&run->undo[i], TW_SECTION_WORLD) || touches (&run->undo[i], TW_SECTION_MODEL);
      stage |= touches (&run->undo[i], TW_SECTION_STAGE);
    }
  if (model && !tw_run_take_model (run, run->scenario, error))
    return FALSE;
  if (stage)
    run->type->set_stage (run->model, run->scenario->stages[run->stage].values);
  return TRUE;
}

static void
blame (const TwRun *run, guint event, GError *cause, GError **error)
{
  g_set_error (error, TW_RUN_ERROR, TW_RUN_ERROR_EVENT,
               "event %s (%s) cannot happen at step %" G_GUINT64_FORMAT ": %s",
               run->scenario->events[event].name, run->scenario->events[event].target_text,
               run->step, cause->message);
  g_error_free (cause);
}

gboolean
tw_run_do_events (TwRun *run, GError **error)
{
  GError *cause = NULL;

  make_writable (run);
  for (guint i = 0; i < run->scenario->n_events && cause == NULL; i++)
    if (acts (&run->scenario->events[i], &run->ramps[i], run->step))
      do_event (run, i, &cause);
  if (cause == NULL && tell_model (run, &cause))
    return TRUE;

  blame (run, run->undo[run->n_undo - 1].event, cause, error);
  tw_run_undo_events (run);
  return FALSE;
}

void
tw_run_undo_events (TwRun *run)
{
  if (run->n_undo == 0)
    return;
  for (guint i = run->n_undo; i-- > 0;)
    {
      write_value (run, run->undo[i].address, run->undo[i].value);
      run->ramps[run->undo[i].event] = run->undo[i].ramp;
    }
  /* The model has had these values before, so that they go together. */
  if (!tell_model (run, NULL))
    g_critical ("the model no longer takes the settings that it had");
  run->n_undo = 0;
}
