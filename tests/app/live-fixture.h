/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Small scenarios that train in milliseconds, and live runs of them.  Nothing here waits for a time:
 * a test that waits for what never comes is ended by meson. */

#pragma once

#include "app/live/tw-live-run.h"

#include <math.h>
#include <string.h>

#define FIXTURE_STEPS 100 /* 40 of pre-training, 60 of fine-tuning */

/* more: further sections, or "". */
static inline TwScenario *
fixture_scenario_with (const char *more)
{
  g_autofree char *text =
      g_strconcat ("[scenario]\ntitle=Small\nsubtitle=Quick\ndescription=For tests.\n"
                   "model=planner\nseed=3\n[world]\ncontexts=64\n[optimizer]\nbatch=8\n",
                   more, "[stage pre-training]\nsteps=40\n[stage fine-tuning]\nsteps=60\n", NULL);
  g_autoptr (GError) error = NULL;
  TwScenario *scenario = tw_scenario_load_text (text, strlen (text), "small.ini", &error);

  g_assert_no_error (error);
  return scenario;
}

static inline TwScenario *
fixture_scenario (void)
{
  return fixture_scenario_with ("");
}

static inline TwLiveRun *
fixture_run_of (const TwScenario *scenario)
{
  g_autoptr (GError) error = NULL;
  TwLiveRun *run = tw_live_run_new (scenario, 1, &error);

  g_assert_no_error (error);
  return run;
}

static inline TwLiveRun *
fixture_run (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();

  return fixture_run_of (scenario);
}

static inline TwAddress
fixture_address (TwLiveRun *run, const char *text)
{
  g_autoptr (GError) error = NULL;
  TwAddress address = { 0 };

  tw_scenario_resolve (tw_live_run_get_snapshot (run)->scenario, text, &address, &error);
  g_assert_no_error (error);
  return address;
}

/* Until training rests, updating at the main context's pace as the window does. */
static inline void
fixture_play_to_rest (TwLiveRun *run)
{
  tw_live_run_play (run);
  while (tw_live_run_is_playing (run))
    {
      g_main_context_iteration (NULL, TRUE);
      tw_live_run_update (run);
    }
}
