/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/tw-cli-training.h"

#include "cli/tw-cli-json.h"
#include "cli/tw-cli-options.h"
#include "cli/tw-cli-report.h"

#include <signal.h>
#include <stdio.h>

#define PROGRESS_EVERY 256 /* steps between two looks at the clock */

static volatile sig_atomic_t stop_signal;

static void
on_signal (int number)
{
  stop_signal = number;
}

void
tw_cli_catch_signals (void)
{
  struct sigaction action = { .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };

  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}

int
tw_cli_stop_signal (void)
{
  return stop_signal;
}

void
tw_cli_training_clear (TwCliTraining *training)
{
  g_clear_error (&training->failure);
}

gboolean
tw_cli_training_init (TwCliTraining *training, guint64 step, guint64 total, const char *steps,
                      GError **error)
{
  const guint64 left = total > step ? total - step : 0;
  guint64 n = left;

  training->first = training->step = training->limit = step;
  if (steps != NULL && !tw_cli_parse_count ("--steps", steps, 0, left, &n, error))
    return FALSE;
  training->limit = step + n;
  return TRUE;
}

void
tw_cli_train (TwCliTraining *training, TwRun *run)
{
  const gint64 begin = g_get_monotonic_time ();
  const double n = (double)(training->limit - training->first);
  TwCliProgress progress;
  TwStepRecord record;

  tw_cli_progress_init (&progress);
  while (training->step < training->limit && stop_signal == 0 && !tw_run_is_done (run)
         && tw_run_step (run, &record, &training->failure))
    {
      training->step = tw_run_get_step (run);
      if (training->step % PROGRESS_EVERY == 0)
        tw_cli_progress_update (&progress, (double)(training->step - training->first) / n,
                                "training");
    }
  tw_cli_progress_end (&progress);
  training->seconds = (double)(g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
}

void
tw_cli_training_json (const TwCliTraining *training, TwJsonWriter *json)
{
  tw_json_name (json, "interrupted");
  tw_json_boolean (json, stop_signal != 0);
  tw_cli_json_text (json, "failure", training->failure != NULL ? training->failure->message : NULL);
}

void
tw_cli_training_print_speed (const TwCliTraining *training)
{
  const guint64 n = training->step - training->first;

  fprintf (stderr, "%" G_GUINT64_FORMAT " steps in %.3f s, %.0f steps/s\n", n, training->seconds,
           (double)n / MAX (training->seconds, 1e-6));
}

int
tw_cli_training_status (TwCliTraining *training, const char *command)
{
  if (training->failure != NULL)
    return tw_cli_fail (command, g_steal_pointer (&training->failure));
  if (stop_signal != 0)
    return TW_CLI_SIGNAL + stop_signal;
  return TW_CLI_DONE;
}
