/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/tw-cli-recorded.h"

#include "cli/tw-cli-json.h"
#include "cli/tw-cli-report.h"
#include "cli/tw-cli.h"

#include "session/tw-replay.h"

static void
print_json (const TwCliOutcome *outcome, const TwCliTraining *training, const char *path,
            const TwSessionRun *run, const TwSessionSizes *sizes)
{
  g_auto (TwJsonWriter) json = { 0 };

  tw_json_writer_init (&json, TRUE);
  tw_json_begin (&json, '{');
  tw_cli_outcome_json (outcome, &json);
  tw_cli_training_json (training, &json);
  tw_cli_json_text (&json, "session", path);
  tw_cli_json_integer (&json, "run", run->id);
  tw_cli_json_text (&json, "name", run->name);
  tw_json_name (&json, "parent");
  if (run->parent != 0)
    tw_json_integer (&json, run->parent);
  else
    tw_json_null (&json);
  tw_cli_json_integer (&json, "step", (gint64)run->start);
  tw_cli_json_integer (&json, "steps_recorded_every", (gint64)sizes->every);
  tw_cli_outcome_json_program (&json);
  tw_json_end (&json, '{');
  tw_cli_json_print (&json);
}

static void
print_text (const TwCliOutcome *outcome, const char *path, const TwSessionRun *run,
            const TwSessionSizes *sizes)
{
  g_autofree char *file = tw_cli_plain (path);
  g_autofree char *name = tw_cli_plain (run->name);

  tw_cli_outcome_print (outcome);
  tw_cli_print ("run %" G_GINT64_FORMAT " (%s) in %s", run->id, name, file);
  if (run->parent != 0)
    tw_cli_print (", from step %" G_GUINT64_FORMAT " of run %" G_GINT64_FORMAT, run->start,
                  run->parent);
  if (sizes->every > 1)
    tw_cli_print (", every %" G_GUINT64_FORMAT "th step recorded", sizes->every);
  tw_cli_write ("\n");
}

static gboolean
print (TwReplay *replay, const char *path, gint64 id, const TwCliTraining *training, gboolean json,
       GError **error)
{
  g_auto (TwCliOutcome) outcome = { 0 };
  TwSessionReader *reader = tw_replay_get_reader (replay);
  const TwSessionRun *run = tw_session_reader_get_run (reader, id);
  TwSessionSizes sizes;

  if (!tw_replay_seek (replay, id, run->head, TW_REPLAY_ALL_CHANGES, NULL, error)
      || !tw_session_reader_read_sizes (reader, id, &sizes, error))
    return FALSE;
  tw_cli_outcome_init (&outcome, tw_replay_get_run (replay), id);
  if (json)
    print_json (&outcome, training, path, run, &sizes);
  else
    print_text (&outcome, path, run, &sizes);
  return TRUE;
}

int
tw_cli_report_recorded (const char *path, gint64 run, TwCliTraining *training, const char *command,
                        gboolean json)
{
  GError *error = NULL;
  g_autoptr (TwReplay) replay = tw_replay_new (path, &error);

  if (replay == NULL || !print (replay, path, run, training, json, &error))
    return tw_cli_fail (command, error);
  if (!json)
    tw_cli_training_print_speed (training);
  return tw_cli_training_status (training, command);
}
