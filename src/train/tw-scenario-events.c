/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When an event happens, and whether it can. */

#include "train/tw-scenario-private.h"

#include <math.h>

guint64
tw_event_when (const TwScenario *scenario, const TwEvent *event)
{
  guint64 first = 0;

  for (guint i = 0; event->stage != NULL && i < scenario->n_stages; i++)
    {
      if (g_str_equal (scenario->stages[i].name, event->stage))
        break;
      first += scenario->stages[i].steps;
    }
  return first + event->step;
}

static int
compare_events (gconstpointer a, gconstpointer b, gpointer data)
{
  const guint64 at_a = ((const TwEvent *)a)->at, at_b = ((const TwEvent *)b)->at;

  return (at_a > at_b) - (at_a < at_b);
}

void
tw_scenario_place_events (TwScenario *scenario)
{
  for (guint i = 0; i < scenario->n_events; i++)
    scenario->events[i].at = tw_event_when (scenario, &scenario->events[i]);

  /* This sort is stable: events of one step stay in the order of the file. */
  if (scenario->n_events > 1)
    g_qsort_with_data (scenario->events, (gint)scenario->n_events, sizeof (TwEvent), compare_events,
                       NULL);
}

const TwSettingSpec *
tw_event_value_spec (const TwScenario *scenario, TwAddress target, TwEventAction action)
{
  static const TwSettingSpec whole_difference = {
    .key = "value",
    .title = "Value",
    .unit = "",
    .help = "What is added to the target.",
    .type = TW_SETTING_INTEGER,
    .minimum = -9007199254740992.0, /* -2^53 */
    .maximum = 9007199254740992.0,
  };
  const TwSettingSpec *spec = tw_scenario_spec (scenario, target);

  if (action != TW_EVENT_ADD)
    return spec;
  return spec->type == TW_SETTING_INTEGER ? &whole_difference
                                          : &tw_event_table ()->specs[TW_EVENT_VALUE];
}

static gboolean fail (const char **key, const char *at, GError **error, int code,
                      const char *format, ...) G_GNUC_PRINTF (5, 6);

static gboolean
fail (const char **key, const char *at, GError **error, int code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (TW_SCENARIO_ERROR, code, format, arguments);
  va_end (arguments);
  *key = at;
  return FALSE;
}

/* What is under way can change; where it started, how long it lasts and what happens later cannot. */
static gboolean
check_target (const TwScenario *scenario, const TwEvent *event, const char **key, GError **error)
{
  const TwSection section = event->target.section;
  const gboolean steps = section == TW_SECTION_STAGE && event->target.key == TW_STAGE_STEPS;

  if (section == TW_SECTION_SCENARIO || section == TW_SECTION_START || section == TW_SECTION_EVENT
      || steps)
    {
      g_autofree char *quoted = tw_scenario_quote (event->target_text);

      return fail (key, TW_EVENT_KEY_TARGET, error, TW_SCENARIO_ERROR_VALUE,
                   "%s cannot change in a run; allowed: a key of theta, world, model, optimizer, "
                   "stage (the one under way) or a stage by its name, but not its steps",
                   quoted);
    }
  return TRUE;
}

static gboolean
check_action (const TwScenario *scenario, const TwEvent *event, const char **key, GError **error)
{
  const TwSettingType type = tw_scenario_spec (scenario, event->target)->type;
  const gboolean number = type == TW_SETTING_REAL || type == TW_SETTING_INTEGER;

  if ((event->action == TW_EVENT_RAMP && type != TW_SETTING_REAL)
      || (event->action == TW_EVENT_ADD && !number))
    {
      g_autofree char *quoted = tw_scenario_quote (event->target_text);

      return fail (key, TW_EVENT_KEY_ACTION, error, TW_SCENARIO_ERROR_VALUE,
                   "%s is not possible for %s; allowed: %s", tw_event_actions[event->action],
                   quoted, number ? "set, add" : "set");
    }
  return TRUE;
}

static gboolean
check_time (const TwScenario *scenario, const TwEvent *event, const char **key, GError **error)
{
  const int stage = event->stage != NULL ? tw_scenario_find_stage (scenario, event->stage) : -1;
  const guint64 end =
      stage >= 0 ? scenario->stages[stage].steps : tw_scenario_total_steps (scenario);

  if (event->step >= end)
    return fail (key, "step", error, TW_SCENARIO_ERROR_VALUE,
                 "%" G_GUINT64_FORMAT
                 " lies past the end of the %s; allowed: 0 to %" G_GUINT64_FORMAT,
                 event->step, stage >= 0 ? "stage" : "run", end - 1);
  if (event->action == TW_EVENT_RAMP && event->duration < 1)
    return fail (key, "duration", error, TW_SCENARIO_ERROR_MISSING,
                 "a ramp needs one; allowed: a whole number of at least 1 (steps)");
  if (event->action != TW_EVENT_RAMP && event->duration != 0)
    return fail (key, "duration", error, TW_SCENARIO_ERROR_VALUE,
                 "only a ramp lasts; allowed: 0, or action = ramp");
  return TRUE;
}

gboolean
tw_event_check (const TwScenario *scenario, const TwEvent *event, const char **key, GError **error)
{
  return check_target (scenario, event, key, error) && check_action (scenario, event, key, error)
         && check_time (scenario, event, key, error);
}
