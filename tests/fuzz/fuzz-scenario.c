/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What must hold of reading any bytes whatever as a scenario: a scenario or an error and never both
 * or neither; an error in one line of text; and a scenario that is written and read again is the
 * same one. */

#include "train/tw-scenario.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_error (const GError *error)
{
  if (error->domain != TW_SCENARIO_ERROR)
    g_error ("an error of another domain: %s", error->message);
  if (!g_utf8_validate (error->message, -1, NULL))
    g_error ("a message that is no text");
  for (const char *c = error->message; *c != '\0'; c = g_utf8_next_char (c))
    if (!g_unichar_isprint (g_utf8_get_char (c)))
      g_error ("a message of more than one line, or not printable: %s", error->message);
}

static void
check_scenario (const TwScenario *scenario)
{
  g_autofree char *text = tw_scenario_to_text (scenario);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwScenario) again = tw_scenario_load_text (text, strlen (text), "again", &error);
  g_autoptr (TwScenario) copy = tw_scenario_copy (scenario);

  if (again == NULL)
    g_error ("written, but not read again: %s\n%s", error->message, text);
  if (!tw_scenario_equal (scenario, again))
    g_error ("read again, but different:\n%s", text);
  if (!tw_scenario_equal (scenario, copy))
    g_error ("a copy is different");
  if (scenario->n_stages < 1 || tw_scenario_total_steps (scenario) < 1)
    g_error ("a scenario without steps");
  for (guint i = 0; i < scenario->n_events; i++)
    if (scenario->events[i].at >= tw_scenario_total_steps (scenario)
        || (i > 0 && scenario->events[i].at < scenario->events[i - 1].at))
      g_error ("an event out of place");
}

/* The first line is also tried as what --set takes. */
static void
check_set (const uint8_t *data, size_t size)
{
  g_autofree char *assignment = g_strndup ((const char *)data, size);
  const char *base = "[stage a]\nsteps=3\n[event e]\nstep=1\ntarget=theta.horizon\nvalue=1\n";
  g_autoptr (TwScenario) scenario = tw_scenario_load_text (base, strlen (base), "base", NULL);
  g_autoptr (TwScenario) before = tw_scenario_copy (scenario);
  g_autoptr (GError) error = NULL;

  assignment[strcspn (assignment, "\n")] = '\0';
  if (tw_scenario_set_text (scenario, assignment, &error))
    {
      g_assert (error == NULL);
      check_scenario (scenario);
      return;
    }
  g_assert (error != NULL);
  check_error (error);
  if (!tw_scenario_equal (scenario, before))
    g_error ("refused, but changed");
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwScenario) scenario =
      tw_scenario_load_text ((const char *)data, size, "fuzz.ini", &error);

  if ((scenario == NULL) != (error != NULL))
    g_error ("a scenario and an error, or neither");
  if (scenario != NULL)
    check_scenario (scenario);
  else
    check_error (error);
  check_set (data, size);
  return 0;
}
