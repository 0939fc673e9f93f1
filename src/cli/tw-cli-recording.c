/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/tw-cli-recording.h"

#include "cli/tw-cli-options.h"
#include "cli/tw-cli-report.h"

#include "train/tw-trainer.h"

#define MAX_WAIT 1000000 /* seconds */
/* How often to look at the clock and for signals when nothing else happens. */
#define TICK 250 /* ms */

struct _TwCliRecording
{
  char *mark;         /* what the end is called; NULL: nothing */
  TwSession *session; /* borrowed */
  TwTrainer *trainer; /* NULL: it has done its part */
  TwSnapshot *now;    /* the newest */
  const char *command;
  gint64 wait; /* µs */
  guint tick;
  TwCliProgress progress;
  gboolean troubled;
  gint64 begun; /* µs, when training did */
  gint64 since; /* µs, when trouble began */
  gint64 asked; /* µs, when the trainer was last told to go on */
};

gboolean
tw_cli_parse_wait (const char *text, guint64 *seconds, GError **error)
{
  *seconds = TW_CLI_RECORDING_WAIT;
  return text == NULL || tw_cli_parse_count ("--wait", text, 0, MAX_WAIT, seconds, error);
}

/* Called on other threads: makes the loop below look again. */
static void
wake (gpointer data G_GNUC_UNUSED)
{
  g_main_context_wakeup (NULL);
}

static gboolean
on_tick (gpointer data G_GNUC_UNUSED)
{
  return G_SOURCE_CONTINUE;
}

static void
look (TwCliRecording *recording)
{
  TwSnapshot *newer =
      recording->trainer != NULL ? tw_trainer_take_snapshot (recording->trainer) : NULL;

  if (newer == NULL)
    return;
  g_clear_pointer (&recording->now, tw_snapshot_unref);
  recording->now = newer;
}

TwCliRecording *
tw_cli_recording_new (TwSession *session, gint64 id, TwRun *run, const TwStepRecord *last,
                      const char *command, guint64 wait, GError **error)
{
  TwTrainerSink *sink = tw_session_record (session, id, error);
  TwTrainer *trainer;
  TwCliRecording *recording;

  if (sink == NULL)
    {
      tw_run_free (run);
      return NULL;
    }
  trainer = tw_trainer_new_for_run (run, last, NULL, sink, wake, NULL, error);
  if (trainer == NULL)
    return NULL;

  recording = g_new0 (TwCliRecording, 1);
  recording->session = session;
  recording->trainer = trainer;
  recording->command = command;
  recording->wait = (gint64)wait * G_USEC_PER_SEC;
  recording->tick = g_timeout_add (TICK, on_tick, NULL);
  tw_session_set_notify (session, wake, NULL);
  tw_trainer_set_speed (trainer, 0);
  look (recording);
  return recording;
}

void
tw_cli_recording_free (TwCliRecording *recording)
{
  if (recording == NULL)
    return;
  tw_session_set_notify (recording->session, NULL, NULL);
  g_source_remove (recording->tick);
  g_clear_pointer (&recording->trainer, tw_trainer_free);
  g_clear_pointer (&recording->now, tw_snapshot_unref);
  g_free (recording->mark);
  g_free (recording);
}

void
tw_cli_recording_set_mark (TwCliRecording *recording, const char *label)
{
  g_free (recording->mark);
  recording->mark = g_strdup (label);
}

gboolean
tw_cli_recording_set (TwCliRecording *recording, const TwAddress *addresses, const double *values,
                      guint n, GError **error)
{
  if (n == 0)
    return TRUE;
  tw_trainer_set_many (recording->trainer, addresses, values, n, "command line");
  tw_trainer_sync (recording->trainer);
  look (recording);
  if (recording->now->message == NULL)
    return TRUE;
  g_set_error_literal (error, TW_CLI_ERROR, TW_CLI_ERROR_FAILED, recording->now->message);
  return FALSE;
}

/* --- trouble --- */

static void
say (TwCliRecording *recording, const char *text)
{
  tw_cli_progress_end (&recording->progress);
  tw_cli_complain (recording->command, text);
}

static void
begin_trouble (TwCliRecording *recording, const char *trouble)
{
  g_autofree char *text = NULL;

  recording->troubled = TRUE;
  recording->since = g_get_monotonic_time ();
  text =
      g_strdup_printf ("%s; training stands still, and writing is tried again for %" G_GINT64_FORMAT
                       " s (see --wait)",
                       trouble, recording->wait / G_USEC_PER_SEC);
  say (recording, text);
}

static void
end_trouble (TwCliRecording *recording)
{
  recording->troubled = FALSE;
  say (recording, "there is room again: recording goes on");
}

static void
give_up (TwCliRecording *recording, const char *what, const char *trouble, GError **error)
{
  const char *path = tw_session_get_path (recording->session);

  if (tw_session_is_stored (recording->session))
    g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_FAILED,
                 "%s: %s; nothing that was written before is lost: “thalweg-cli run %s” goes on "
                 "from there",
                 what, trouble, path);
  else
    g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_FAILED, "%s: %s; there is no file yet", what,
                 trouble);
}

/* FALSE and error when there is no more waiting. */
static gboolean
endure (TwCliRecording *recording, const char *trouble, GError **error)
{
  const gboolean stopped = tw_cli_stop_signal () != 0;

  if (trouble == NULL && recording->troubled)
    end_trouble (recording);
  else if (trouble != NULL && !recording->troubled)
    begin_trouble (recording, trouble);
  if (!recording->troubled
      || (!stopped && g_get_monotonic_time () - recording->since < recording->wait))
    return TRUE;
  give_up (recording, stopped ? "stopped while nothing could be written" : "gave up waiting",
           trouble, error);
  return FALSE;
}

/* --- training --- */

/* The trainer waits for a command, and knows of all that were given. */
static gboolean
is_at_rest (TwCliRecording *recording)
{
  return recording->now->state != TW_TRAINER_RUNNING
         && recording->now->commands == tw_trainer_get_n_commands (recording->trainer);
}

static gboolean
wants_more (TwCliRecording *recording, const TwCliTraining *training)
{
  return recording->now->state == TW_TRAINER_PAUSED && tw_cli_stop_signal () == 0
         && recording->now->step < training->limit;
}

/* When it was held and trouble has just passed, the next step may be held once more: it is not
 * asked again and again without a pause. */
static void
go_on (TwCliRecording *recording, const TwCliTraining *training)
{
  const gint64 now = g_get_monotonic_time ();

  if (now - recording->asked < TICK * 1000)
    return;
  recording->asked = now;
  tw_trainer_step (recording->trainer, training->limit - recording->now->step);
}

static void
show_progress (TwCliRecording *recording, const TwCliTraining *training)
{
  const double n = (double)(training->limit - training->first);

  if (recording->now->state == TW_TRAINER_RUNNING)
    tw_cli_progress_update (&recording->progress,
                            (double)(recording->now->step - training->first) / n,
                            "training, recorded");
}

/* What the trainer has still in hand comes to the recorder when it goes. */
static void
end_training (TwCliRecording *recording, TwCliTraining *training)
{
  training->step = recording->now->step;
  training->seconds = (double)(g_get_monotonic_time () - recording->begun) / G_USEC_PER_SEC;
  if (recording->now->state == TW_TRAINER_FAILED && recording->now->message != NULL)
    training->failure =
        g_error_new_literal (TW_CLI_ERROR, TW_CLI_ERROR_FAILED, recording->now->message);
  if (recording->mark != NULL)
    tw_trainer_mark (recording->trainer, recording->mark);
  g_clear_pointer (&recording->trainer, tw_trainer_free);
}

static void
attend_trainer (TwCliRecording *recording, TwCliTraining *training)
{
  const gboolean stop = tw_cli_stop_signal () != 0;

  look (recording);
  show_progress (recording, training);
  if (!is_at_rest (recording))
    {
      if (stop && recording->now->state == TW_TRAINER_RUNNING)
        tw_trainer_pause (recording->trainer);
    }
  else if (!wants_more (recording, training))
    end_training (recording, training);
  else if (!recording->troubled)
    go_on (recording, training);
}

/* One look at everything.  TRUE when all is trained and kept, or on error. */
static gboolean
attend (TwCliRecording *recording, TwCliTraining *training, GError **error)
{
  g_autofree char *trouble = tw_session_get_trouble (recording->session);

  if (!endure (recording, trouble, error))
    return TRUE;
  if (recording->trainer != NULL)
    attend_trainer (recording, training);
  /* What stands in the way of the rest is trouble at the next look. */
  return recording->trainer == NULL && trouble == NULL
         && tw_session_flush (recording->session, NULL);
}

gboolean
tw_cli_recording_train (TwCliRecording *recording, TwCliTraining *training, GError **error)
{
  GError *cause = NULL;

  recording->begun = g_get_monotonic_time ();
  tw_cli_progress_init (&recording->progress);
  while (!attend (recording, training, &cause))
    g_main_context_iteration (NULL, TRUE);
  tw_cli_progress_end (&recording->progress);

  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, cause);
  return FALSE;
}
