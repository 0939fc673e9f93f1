/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scenario to key file. */

#include "train/tw-scenario-private.h"

#include <string.h>

static void
write_value (GKeyFile *file, const char *section, const char *key, const TwSettingSpec *spec,
             double value)
{
  g_autofree char *text = tw_setting_format (spec, value);

  g_key_file_set_value (file, section, key, text);
}

/* What differs from defaults. */
static void
write_table (GKeyFile *file, const char *section, const TwSettingTable *table,
             const double *defaults, const double *values)
{
  for (guint i = 0; i < table->n; i++)
    if (!tw_same_double (values[i], defaults[i]))
      write_value (file, section, table->specs[i].key, &table->specs[i], values[i]);
}

static void
write_plain (GKeyFile *file, const char *section, const TwSettingTable *table, const double *values)
{
  g_autofree double *defaults = g_new (double, MAX (table->n, 1));

  tw_setting_table_defaults (table, defaults);
  write_table (file, section, table, defaults, values);
}

static void
write_scenario_section (GKeyFile *file, const TwScenario *scenario)
{
  for (guint i = 0; i < TW_N_TEXTS; i++)
    {
      const char *text = *tw_scenario_text_at (scenario, &tw_scenario_texts[i]);

      /* The title is always written: without one, the name of the file would stand in for it. */
      if (i == 0 || *text != '\0')
        g_key_file_set_string (file, "scenario", tw_scenario_texts[i].key, text);
    }
  g_key_file_set_string (file, "scenario", "model", scenario->type->name);
  write_value (file, "scenario", "seed", &tw_scenario_table ()->specs[TW_SCENARIO_SEED],
               (double)scenario->seed);
}

static void
write_stage (GKeyFile *file, const TwScenario *scenario, const TwStage *stage)
{
  const TwSettingTable *table = &scenario->type->stage;
  const TwSettingSpec *steps = &tw_stage_table ()->specs[TW_STAGE_STEPS];
  g_autofree char *section = g_strconcat ("stage ", stage->name, NULL);
  g_autofree double *defaults = g_new (double, MAX (table->n, 1));

  tw_model_type_stage_defaults (scenario->type, stage->name, defaults);
  write_value (file, section, steps->key, steps, (double)stage->steps);
  write_table (file, section, table, defaults, stage->values);
}

static void
write_event (GKeyFile *file, const TwScenario *scenario, const TwEvent *event)
{
  const TwSettingSpec *specs = tw_event_table ()->specs;
  g_autofree char *section = g_strconcat ("event ", event->name, NULL);

  if (event->stage != NULL)
    g_key_file_set_string (file, section, TW_EVENT_KEY_STAGE, event->stage);
  write_value (file, section, specs[TW_EVENT_STEP].key, &specs[TW_EVENT_STEP], (double)event->step);
  g_key_file_set_string (file, section, TW_EVENT_KEY_ACTION, tw_event_actions[event->action]);
  g_key_file_set_string (file, section, TW_EVENT_KEY_TARGET, event->target_text);
  write_value (file, section, specs[TW_EVENT_VALUE].key,
               tw_event_value_spec (scenario, event->target, event->action), event->value);
  if (event->action == TW_EVENT_RAMP)
    write_value (file, section, specs[TW_EVENT_DURATION].key, &specs[TW_EVENT_DURATION],
                 (double)event->duration);
}

char *
tw_scenario_to_text (const TwScenario *scenario)
{
  const TwModelType *type = scenario->type;
  g_autoptr (GKeyFile) file = g_key_file_new ();

  write_scenario_section (file, scenario);
  write_plain (file, "world", &type->world, scenario->world);
  write_plain (file, "model", &type->settings, scenario->settings);
  write_plain (file, "start", &type->start, scenario->start);
  write_plain (file, "optimizer", tw_optimizer_table (), scenario->optimizer);
  for (guint i = 0; i < scenario->n_stages; i++)
    write_stage (file, scenario, &scenario->stages[i]);
  for (guint i = 0; i < scenario->n_events; i++)
    write_event (file, scenario, &scenario->events[i]);
  return g_key_file_to_data (file, NULL, NULL);
}
