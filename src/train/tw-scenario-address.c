/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Addresses: SECTION.KEY to a place in a scenario, and values to and from there. */

#include "train/tw-scenario-private.h"

#include <string.h>

/* The table that a section's keys are in; for a stage the model's part. */
static const TwSettingTable *
section_table (const TwScenario *scenario, TwSection section)
{
  switch (section)
    {
    case TW_SECTION_SCENARIO:
      return tw_scenario_table ();
    case TW_SECTION_WORLD:
      return &scenario->type->world;
    case TW_SECTION_MODEL:
      return &scenario->type->settings;
    case TW_SECTION_START:
    case TW_SECTION_THETA:
      return &scenario->type->start;
    case TW_SECTION_OPTIMIZER:
      return tw_optimizer_table ();
    case TW_SECTION_STAGE:
      return &scenario->type->stage;
    case TW_SECTION_EVENT:
      return tw_event_table ();
    }
  g_return_val_if_reached (NULL);
}

static gboolean
find_section (const TwScenario *scenario, const char *name, TwAddress *address)
{
  int item;

  address->item = 0;
  for (guint i = 0; tw_scenario_sections[i] != NULL; i++)
    if (strcmp (tw_scenario_sections[i], name) == 0)
      {
        address->section = TW_SECTION_SCENARIO + i;
        return TRUE;
      }
  if (strcmp (name, "theta") == 0)
    address->section = TW_SECTION_THETA;
  else if (strcmp (name, "stage") == 0)
    {
      address->section = TW_SECTION_STAGE;
      address->item = TW_CURRENT_STAGE;
    }
  else if ((item = tw_scenario_find_stage (scenario, name)) >= 0)
    {
      address->section = TW_SECTION_STAGE;
      address->item = (guint)item;
    }
  else if ((item = tw_scenario_find_event (scenario, name)) >= 0)
    {
      address->section = TW_SECTION_EVENT;
      address->item = (guint)item;
    }
  else
    return FALSE;
  return TRUE;
}

static gboolean
fail_unknown (GError **error, const char *what, const char *word, const GPtrArray *known)
{
  g_autofree char *quoted = tw_scenario_quote (word);
  g_autofree char *hint = tw_scenario_hint (word, known);

  g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_KEY, "%s is no %s%s", quoted, what,
               hint);
  return FALSE;
}

static gboolean
fail_section (const TwScenario *scenario, const char *name, GError **error)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();

  for (guint i = 0; tw_scenario_sections[i] != NULL; i++)
    g_ptr_array_add (known, (gpointer)tw_scenario_sections[i]);
  g_ptr_array_add (known, (gpointer) "theta");
  g_ptr_array_add (known, (gpointer) "stage");
  for (guint i = 0; i < scenario->n_stages; i++)
    g_ptr_array_add (known, scenario->stages[i].name);
  for (guint i = 0; i < scenario->n_events; i++)
    g_ptr_array_add (known, scenario->events[i].name);
  return fail_unknown (error, "section", name, known);
}

static gboolean
find_key (const TwScenario *scenario, const char *name, TwAddress *address, GError **error)
{
  const TwSettingTable *table = section_table (scenario, address->section);
  g_autoptr (GPtrArray) known = NULL;
  int key;

  if (address->section == TW_SECTION_STAGE)
    {
      if ((key = tw_setting_table_find (tw_stage_table (), name)) >= 0)
        address->key = (guint)key;
      else if ((key = tw_setting_table_find (table, name)) >= 0)
        address->key = TW_N_STAGE_KEYS + (guint)key;
    }
  else if ((key = tw_setting_table_find (table, name)) >= 0)
    address->key = (guint)key;
  if (key >= 0)
    return TRUE;

  known = g_ptr_array_new ();
  if (address->section == TW_SECTION_STAGE)
    tw_scenario_add_keys (known, tw_stage_table ());
  tw_scenario_add_keys (known, table);
  return fail_unknown (error, "key there", name, known);
}

gboolean
tw_scenario_resolve (const TwScenario *scenario, const char *address, TwAddress *result,
                     GError **error)
{
  const char *dot = strchr (address, '.');
  g_autofree char *section = NULL;
  TwAddress found;

  if (dot == NULL)
    {
      g_autofree char *quoted = tw_scenario_quote (address);

      g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_KEY,
                   "%s is no address; allowed: SECTION.KEY, as in model.oversight", quoted);
      return FALSE;
    }
  section = g_strndup (address, (gsize)(dot - address));
  if (!find_section (scenario, section, &found))
    return fail_section (scenario, section, error);
  if (!find_key (scenario, dot + 1, &found, error))
    {
      g_autofree char *quoted = tw_scenario_quote (section);

      g_prefix_error (error, "%s: ", quoted);
      return FALSE;
    }
  *result = found;
  return TRUE;
}

static const char *
section_name (const TwScenario *scenario, TwAddress address)
{
  switch (address.section)
    {
    case TW_SECTION_THETA:
      return "theta";
    case TW_SECTION_STAGE:
      return address.item == TW_CURRENT_STAGE ? "stage" : scenario->stages[address.item].name;
    case TW_SECTION_EVENT:
      return scenario->events[address.item].name;
    case TW_SECTION_SCENARIO:
    case TW_SECTION_WORLD:
    case TW_SECTION_MODEL:
    case TW_SECTION_START:
    case TW_SECTION_OPTIMIZER:
      return tw_scenario_sections[address.section - TW_SECTION_SCENARIO];
    }
  g_return_val_if_reached (NULL);
}

/* As the section's table has it, whatever the present target of an event. */
static const TwSettingSpec *
table_spec (const TwScenario *scenario, TwAddress address)
{
  if (address.section == TW_SECTION_STAGE && address.key < TW_N_STAGE_KEYS)
    return &tw_stage_table ()->specs[address.key];
  if (address.section == TW_SECTION_STAGE)
    return &scenario->type->stage.specs[address.key - TW_N_STAGE_KEYS];
  return &section_table (scenario, address.section)->specs[address.key];
}

char *
tw_scenario_address_text (const TwScenario *scenario, TwAddress address)
{
  return g_strconcat (section_name (scenario, address), ".", table_spec (scenario, address)->key,
                      NULL);
}

const TwSettingSpec *
tw_scenario_spec (const TwScenario *scenario, TwAddress address)
{
  static const TwSettingSpec parameter = {
    .key = "theta",
    .title = "Parameter",
    .unit = "",
    .help = "A parameter while it trains.",
    .type = TW_SETTING_REAL,
    .minimum = -G_MAXDOUBLE,
    .maximum = G_MAXDOUBLE,
  };

  if (address.section == TW_SECTION_THETA)
    return &parameter;
  if (address.section == TW_SECTION_EVENT && address.key == TW_EVENT_VALUE)
    {
      const TwEvent *event = &scenario->events[address.item];

      return tw_event_value_spec (scenario, event->target, event->action);
    }
  return table_spec (scenario, address);
}

static double
get_event (const TwEvent *event, guint key)
{
  switch ((TwEventKey)key)
    {
    case TW_EVENT_STEP:
      return (double)event->step;
    case TW_EVENT_DURATION:
      return (double)event->duration;
    case TW_EVENT_VALUE:
      return event->value;
    case TW_N_EVENT_KEYS:
      break;
    }
  g_return_val_if_reached (0.0);
}

/* Where the address's double lies; NULL for those that are kept otherwise. */
static double *
place (const TwScenario *scenario, TwAddress address)
{
  switch (address.section)
    {
    case TW_SECTION_WORLD:
      return &scenario->world[address.key];
    case TW_SECTION_MODEL:
      return &scenario->settings[address.key];
    case TW_SECTION_START:
      return &scenario->start[address.key];
    case TW_SECTION_OPTIMIZER:
      return &scenario->optimizer[address.key];
    case TW_SECTION_STAGE:
      if (address.item == TW_CURRENT_STAGE || address.key < TW_N_STAGE_KEYS)
        return NULL;
      return &scenario->stages[address.item].values[address.key - TW_N_STAGE_KEYS];
    case TW_SECTION_SCENARIO:
    case TW_SECTION_EVENT:
    case TW_SECTION_THETA:
      return NULL;
    }
  g_return_val_if_reached (NULL);
}

static gboolean
is_only_in_runs (TwAddress address)
{
  return address.section == TW_SECTION_THETA
         || (address.section == TW_SECTION_STAGE && address.item == TW_CURRENT_STAGE);
}

double
tw_scenario_get (const TwScenario *scenario, TwAddress address)
{
  const double *at = place (scenario, address);

  g_return_val_if_fail (!is_only_in_runs (address), 0.0);

  if (at != NULL)
    return *at;
  if (address.section == TW_SECTION_SCENARIO)
    return (double)scenario->seed;
  if (address.section == TW_SECTION_STAGE)
    return (double)scenario->stages[address.item].steps;
  return get_event (&scenario->events[address.item], address.key);
}

/* Every event as it is now; the message names the one that cannot be. */
static gboolean
check_events (const TwScenario *scenario, GError **error)
{
  for (guint i = 0; i < scenario->n_events; i++)
    {
      const char *key;

      if (!tw_event_check (scenario, &scenario->events[i], &key, error))
        {
          g_prefix_error (error, "%s.%s: ", scenario->events[i].name, key);
          return FALSE;
        }
    }
  return TRUE;
}

static void
write_counts (TwScenario *scenario, TwAddress address, double value)
{
  if (address.section == TW_SECTION_STAGE)
    scenario->stages[address.item].steps = (guint64)value;
  else if (address.key == TW_EVENT_STEP)
    scenario->events[address.item].step = (guint64)value;
  else if (address.key == TW_EVENT_DURATION)
    scenario->events[address.item].duration = (guint64)value;
  else
    scenario->events[address.item].value = value;
}

/* Steps of stages and keys of events, which must go together. */
static gboolean
set_counts (TwScenario *scenario, TwAddress address, double value, GError **error)
{
  const double before = tw_scenario_get (scenario, address);

  write_counts (scenario, address, value);
  if (!check_events (scenario, error))
    {
      write_counts (scenario, address, before);
      return FALSE;
    }
  tw_scenario_place_events (scenario);
  return TRUE;
}

gboolean
tw_scenario_set (TwScenario *scenario, TwAddress address, double value, GError **error)
{
  const TwSettingSpec *spec = tw_scenario_spec (scenario, address);
  double *at = place (scenario, address);

  if (is_only_in_runs (address))
    {
      g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_KEY,
                   "there is a value only while a run trains; allowed: %s",
                   address.section == TW_SECTION_THETA ? "start.NAME, its value at step 0"
                                                       : "the stage by its name");
      return FALSE;
    }
  if (!tw_setting_check (spec, value, error))
    return FALSE;
  if (spec->type != TW_SETTING_REAL)
    value += 0.0; /* -0 becomes 0: a whole number has no sign of zero */
  if (at != NULL)
    *at = value;
  else if (address.section == TW_SECTION_SCENARIO)
    scenario->seed = (guint64)value;
  else
    return set_counts (scenario, address, value, error);
  return TRUE;
}

/* scenario.title and the like; *handled if the address is one of them. */
static gboolean
set_text (TwScenario *scenario, const char *address, const char *text, gboolean *handled,
          GError **error)
{
  const char *key = g_str_has_prefix (address, "scenario.") ? strchr (address, '.') + 1 : "";

  *handled = FALSE;
  for (guint i = 0; i < TW_N_TEXTS; i++)
    if (strcmp (tw_scenario_texts[i].key, key) == 0)
      {
        char **at = tw_scenario_text_at (scenario, &tw_scenario_texts[i]);
        g_autofree char *stripped = g_strstrip (g_strdup (text));

        *handled = TRUE;
        if (!g_utf8_validate (stripped, -1, NULL))
          {
            g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_VALUE,
                         "is not text; allowed: UTF-8");
            return FALSE;
          }
        if (!tw_scenario_text_check (&tw_scenario_texts[i], stripped, error))
          return FALSE;
        g_free (*at);
        *at = g_steal_pointer (&stripped);
      }
  return TRUE;
}

/* What the value is, for people: "… (steps)". */
static void
add_unit (GError **error, const TwSettingSpec *spec)
{
  if (error != NULL && *spec->unit != '\0' && strcmp (spec->unit, "1") != 0)
    {
      g_autofree char *message = g_strdup_printf ("%s (%s)", (*error)->message, spec->unit);

      g_free ((*error)->message);
      (*error)->message = g_steal_pointer (&message);
    }
}

gboolean
tw_scenario_parse_value (const TwSettingSpec *spec, const char *text, double *value, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (tw_setting_parse (spec, text, value, &problem))
    {
      if (spec->type != TW_SETTING_REAL)
        *value += 0.0;
      return TRUE;
    }
  add_unit (&problem, spec);
  g_set_error_literal (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_VALUE, problem->message);
  return FALSE;
}

static gboolean
assign (TwScenario *scenario, const char *address, const char *text, GError **error)
{
  TwAddress place_of;
  double value;
  gboolean is_text;

  if (!set_text (scenario, address, text, &is_text, error))
    return FALSE;
  return is_text
         || (tw_scenario_resolve (scenario, address, &place_of, error)
             && tw_scenario_parse_value (tw_scenario_spec (scenario, place_of), text, &value, error)
             && tw_scenario_set (scenario, place_of, value, error));
}

gboolean
tw_scenario_set_text (TwScenario *scenario, const char *assignment, GError **error)
{
  const char *equals = strchr (assignment, '=');
  g_autofree char *address = NULL;
  g_autofree char *quoted = NULL;

  if (equals == NULL)
    {
      quoted = tw_scenario_quote (assignment);
      g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_KEY,
                   "%s sets nothing; allowed: SECTION.KEY=VALUE, as in model.oversight=300",
                   quoted);
      return FALSE;
    }
  address = g_strstrip (g_strndup (assignment, (gsize)(equals - assignment)));
  if (assign (scenario, address, equals + 1, error))
    return TRUE;
  quoted = tw_scenario_quote (address);
  g_prefix_error (error, "%s: ", quoted);
  return FALSE;
}
