/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Small scenarios that train in milliseconds, and live runs of them.  Nothing here waits for a time:
 * a test that waits for what never comes is ended by meson. */

#pragma once

#include "app/live/tw-live-run.h"
#include "train/tw-snapshot.h"

#include <math.h>
#include <string.h>

#define FIXTURE_STEPS 100  /* 40 of pre-training, 60 of fine-tuning */
#define FIXTURE_MISSING 77 /* the one step that cannot be shown */

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

/* Earlier moments of a run in which nothing was set since step 0: trained once more. */
static TwSnapshot *
fixture_look (gpointer source, guint64 step, GCancellable *cancellable, GError **error)
{
  TwScenario *scenario = source;
  g_autoptr (TwRun) run = tw_run_new (scenario, error);
  g_autofree double *jacobian = NULL;
  TwStepRecord last = { .loss = NAN };
  TwSnapshot *snapshot;

  g_assert_nonnull (run);
  if (step == FIXTURE_MISSING)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "there is no step %d", FIXTURE_MISSING);
      return NULL;
    }
  while (tw_run_get_step (run) < step)
    g_assert_true (tw_run_step (run, &last, NULL));
  jacobian = g_new (double, 2 * tw_run_get_n_params (run));
  snapshot = tw_snapshot_new (run, jacobian);
  snapshot->last = last;
  return snapshot;
}

static void
fixture_look_free (gpointer source)
{
  tw_scenario_unref (source);
}

static inline TwLiveRun *
fixture_run_of (const TwScenario *scenario)
{
  static const TwViewerSource functions = { fixture_look, fixture_look_free };
  g_autoptr (GError) error = NULL;
  TwLiveParts parts = { .run = tw_run_new (scenario, &error),
                        .functions = &functions,
                        .source = tw_scenario_copy (scenario),
                        .color = 1,
                        .n_threads = 1 };
  TwLiveRun *run;

  g_assert_no_error (error);
  run = tw_live_run_new_for_run (&parts, &error);
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

/* Makes the run's head stand after so many steps, shown. */
static inline void
fixture_make_steps (TwLiveRun *run, guint64 n)
{
  const guint64 end = tw_live_run_get_head (run)->step + n;

  tw_live_run_step (run, n);
  while (tw_live_run_get_head (run)->step < end
         || tw_live_run_get_head (run)->state == TW_TRAINER_RUNNING)
    tw_live_run_sync (run);
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
