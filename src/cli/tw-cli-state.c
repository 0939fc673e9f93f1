/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where eval and field look: see tw-cli-options.h. */

#include "cli/tw-cli-options.h"

#include <string.h>

void
tw_cli_state_clear (TwCliState *state)
{
  g_clear_pointer (&state->run, tw_run_free);
  g_clear_pointer (&state->theta, g_free);
}

static gboolean
find_stage (const TwScenario *scenario, const char *option, const char *name, guint *stage,
            GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < scenario->n_stages; i++)
    {
      if (g_str_equal (scenario->stages[i].name, name))
        {
          *stage = i;
          return TRUE;
        }
      g_string_append_printf (known, "%s%s", i == 0 ? "" : ", ", scenario->stages[i].name);
    }
  g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE, "%s: “%s” has no stage “%s”; it has %s",
               option, scenario->name, name, known->str);
  return FALSE;
}

/* Takes θ, model and settings from the run as it stands. */
static void
look_at_run (TwCliState *state)
{
  state->model = tw_run_get_model (state->run);
  state->scenario = tw_run_get_scenario (state->run);
  state->n_params = tw_run_get_n_params (state->run);
  state->theta = g_memdup2 (tw_run_get_theta (state->run), state->n_params * sizeof (double));
  state->model->type->set_stage (state->model, state->scenario->stages[state->stage].values);
}

gboolean
tw_cli_state_init (TwCliState *state, const TwCliOptions *options, GError **error)
{
  g_autoptr (TwScenario) scenario = NULL;
  guint start = 0;

  memset (state, 0, sizeof *state);
  scenario = tw_cli_options_load (options, error);
  if (scenario == NULL)
    return FALSE;
  if (options->start_of != NULL
      && !find_stage (scenario, "--start-of", options->start_of, &start, error))
    return FALSE;
  state->stage = start;
  if (options->stage != NULL
      && !find_stage (scenario, "--stage", options->stage, &state->stage, error))
    return FALSE;

  state->run = options->start_of != NULL
                   ? tw_run_new_at_stage (scenario, scenario->stages[start].name, error)
                   : tw_run_new (scenario, error);
  if (state->run == NULL)
    return FALSE;
  look_at_run (state);
  for (char **theta = options->thetas; theta != NULL && *theta != NULL; theta++)
    {
      TwAddress address;
      double value;

      if (!tw_cli_parse_assignment (state->scenario, "--theta", *theta, &address, &value, error))
        return FALSE;
      state->theta[address.key] = value;
    }
  return TRUE;
}
