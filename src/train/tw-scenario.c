/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "train/tw-scenario-private.h"

#include <string.h>

G_DEFINE_QUARK (tw - scenario - error - quark, tw_scenario_error)

static double *
copy_doubles (const double *values, guint n)
{
  double *copy = g_new (double, MAX (n, 1));

  memcpy (copy, values, n * sizeof *values);
  return copy;
}

static double *
new_defaults (const TwSettingTable *table)
{
  double *values = g_new (double, MAX (table->n, 1));

  tw_setting_table_defaults (table, values);
  return values;
}

TwScenario *
tw_scenario_new (const TwModelType *type, const char *name)
{
  TwScenario *scenario = g_new0 (TwScenario, 1);

  g_atomic_ref_count_init (&scenario->refs);
  scenario->type = type;
  scenario->name = g_strdup (name);
  scenario->title = g_strdup (name);
  scenario->subtitle = g_strdup ("");
  scenario->description = g_strdup ("");
  scenario->claim = g_strdup ("");
  scenario->seed = (guint64)tw_scenario_table ()->specs[TW_SCENARIO_SEED].fallback;
  scenario->world = new_defaults (&type->world);
  scenario->settings = new_defaults (&type->settings);
  scenario->start = new_defaults (&type->start);
  scenario->optimizer = new_defaults (tw_optimizer_table ());
  return scenario;
}

TwStage *
tw_scenario_add_stage (TwScenario *scenario, const char *name)
{
  TwStage *stage;

  scenario->stages = g_renew (TwStage, scenario->stages, scenario->n_stages + 1);
  stage = &scenario->stages[scenario->n_stages++];
  stage->name = g_strdup (name);
  stage->steps = 0;
  stage->values = g_new (double, MAX (scenario->type->stage.n, 1));
  tw_model_type_stage_defaults (scenario->type, name, stage->values);
  return stage;
}

int
tw_scenario_find_stage (const TwScenario *scenario, const char *name)
{
  for (guint i = 0; i < scenario->n_stages; i++)
    if (strcmp (scenario->stages[i].name, name) == 0)
      return (int)i;

  return -1;
}

int
tw_scenario_find_event (const TwScenario *scenario, const char *name)
{
  for (guint i = 0; i < scenario->n_events; i++)
    if (strcmp (scenario->events[i].name, name) == 0)
      return (int)i;

  return -1;
}

TwScenario *
tw_scenario_ref (TwScenario *scenario)
{
  /* Inline atomics, not g_atomic_ref_count_*(): the thread sanitizer cannot see into GLib's calls. */
  g_atomic_int_inc (&scenario->refs);
  return scenario;
}

void
tw_event_clear (TwEvent *event)
{
  g_free (event->name);
  g_free (event->stage);
  g_free (event->target_text);
}

void
tw_scenario_unref (TwScenario *scenario)
{
  if (!g_atomic_int_dec_and_test (&scenario->refs))
    return;

  for (guint i = 0; i < scenario->n_stages; i++)
    {
      g_free (scenario->stages[i].name);
      g_free (scenario->stages[i].values);
    }
  for (guint i = 0; i < scenario->n_events; i++)
    tw_event_clear (&scenario->events[i]);
  g_free (scenario->stages);
  g_free (scenario->events);
  for (guint i = 0; i < TW_N_TEXTS; i++)
    g_free (*tw_scenario_text_at (scenario, &tw_scenario_texts[i]));
  g_free (scenario->name);
  g_free (scenario->world);
  g_free (scenario->settings);
  g_free (scenario->start);
  g_free (scenario->optimizer);
  g_free (scenario);
}

static TwStage *
copy_stages (const TwScenario *scenario)
{
  TwStage *stages = g_memdup2 (scenario->stages, scenario->n_stages * sizeof *stages);

  for (guint i = 0; i < scenario->n_stages; i++)
    {
      stages[i].name = g_strdup (stages[i].name);
      stages[i].values = copy_doubles (stages[i].values, scenario->type->stage.n);
    }
  return stages;
}

static TwEvent *
copy_events (const TwScenario *scenario)
{
  TwEvent *events = g_memdup2 (scenario->events, scenario->n_events * sizeof *events);

  for (guint i = 0; i < scenario->n_events; i++)
    {
      events[i].name = g_strdup (events[i].name);
      events[i].stage = g_strdup (events[i].stage);
      events[i].target_text = g_strdup (events[i].target_text);
    }
  return events;
}

TwScenario *
tw_scenario_copy (const TwScenario *scenario)
{
  const TwModelType *type = scenario->type;
  TwScenario *copy = g_new0 (TwScenario, 1);

  /* All but the count, which comes last and which other holders may be changing right now. */
  memcpy (copy, scenario, G_STRUCT_OFFSET (TwScenario, refs));
  g_atomic_ref_count_init (&copy->refs);
  copy->name = g_strdup (scenario->name);
  for (guint i = 0; i < TW_N_TEXTS; i++)
    *tw_scenario_text_at (copy, &tw_scenario_texts[i]) =
        g_strdup (*tw_scenario_text_at (scenario, &tw_scenario_texts[i]));
  copy->world = copy_doubles (scenario->world, type->world.n);
  copy->settings = copy_doubles (scenario->settings, type->settings.n);
  copy->start = copy_doubles (scenario->start, type->start.n);
  copy->optimizer = copy_doubles (scenario->optimizer, tw_optimizer_table ()->n);
  copy->stages = copy_stages (scenario);
  copy->events = copy_events (scenario);
  return copy;
}

/* Bit for bit, so that a text that lost a sign of zero would be noticed. */
gboolean
tw_same_double (double a, double b)
{
  return memcmp (&a, &b, sizeof a) == 0;
}

static gboolean
same_doubles (const double *a, const double *b, guint n)
{
  return memcmp (a, b, n * sizeof *a) == 0;
}

static gboolean
same_stage (const TwStage *a, const TwStage *b, guint n)
{
  return strcmp (a->name, b->name) == 0 && a->steps == b->steps
         && same_doubles (a->values, b->values, n);
}

static gboolean
same_event (const TwEvent *a, const TwEvent *b)
{
  return strcmp (a->name, b->name) == 0 && g_strcmp0 (a->stage, b->stage) == 0 && a->step == b->step
         && a->at == b->at && a->action == b->action && strcmp (a->target_text, b->target_text) == 0
         && tw_same_double (a->value, b->value) && a->duration == b->duration;
}

static gboolean
same_texts (const TwScenario *a, const TwScenario *b)
{
  for (guint i = 0; i < TW_N_TEXTS; i++)
    if (strcmp (*tw_scenario_text_at (a, &tw_scenario_texts[i]),
                *tw_scenario_text_at (b, &tw_scenario_texts[i]))
        != 0)
      return FALSE;

  return TRUE;
}

gboolean
tw_scenario_equal (const TwScenario *a, const TwScenario *b)
{
  const TwModelType *type = a->type;

  if (type != b->type || !same_texts (a, b) || a->seed != b->seed
      || !same_doubles (a->world, b->world, type->world.n)
      || !same_doubles (a->settings, b->settings, type->settings.n)
      || !same_doubles (a->start, b->start, type->start.n)
      || !same_doubles (a->optimizer, b->optimizer, tw_optimizer_table ()->n)
      || a->n_stages != b->n_stages || a->n_events != b->n_events)
    return FALSE;

  for (guint i = 0; i < a->n_stages; i++)
    if (!same_stage (&a->stages[i], &b->stages[i], type->stage.n))
      return FALSE;
  for (guint i = 0; i < a->n_events; i++)
    if (!same_event (&a->events[i], &b->events[i]))
      return FALSE;

  return TRUE;
}

guint64
tw_scenario_total_steps (const TwScenario *scenario)
{
  guint64 total = 0;

  for (guint i = 0; i < scenario->n_stages; i++)
    total += scenario->stages[i].steps;

  return total;
}

guint
tw_scenario_stage_at (const TwScenario *scenario, guint64 step, guint64 *first)
{
  guint64 begin = 0;
  guint stage = 0;

  while (stage + 1 < scenario->n_stages && step - begin >= scenario->stages[stage].steps)
    begin += scenario->stages[stage++].steps;

  if (first != NULL)
    *first = begin;
  return stage;
}
