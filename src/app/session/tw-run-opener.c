/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/session/tw-run-opener.h"

#include "app/live/tw-hand-over.h"
#include "session/tw-replay.h"

#include <glib/gi18n.h>

/* As many rows as a trainer keeps. */
#define HISTORY_ROWS 65536

typedef struct
{
  TwSharedSession *session;
  TwRunWish wish;
  char *changed;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  tw_shared_session_unref (job->session);
  g_free (job->changed);
  g_free (job);
}

void
tw_opened_run_free (TwOpenedRun *opened)
{
  if (opened == NULL)
    return;
  g_clear_pointer (&opened->run, tw_run_free);
  g_clear_pointer (&opened->history, tw_history_unref);
  g_free (opened);
}

/* The index of the last change that is the one wished for; -1: there is none. */
static int
find_change (GPtrArray *changes, const TwRunWish *wish)
{
  for (guint i = changes->len; i > 0; i--)
    {
      const TwSessionChange *change = changes->pdata[i - 1];

      if (g_str_equal (change->address, wish->changed) && change->after == wish->changed_to)
        return (int)i - 1;
    }
  return -1;
}

/* Whether the change of that number set the value. */
static gboolean
has_set (GPtrArray *changes, guint64 number, const char *address)
{
  for (guint i = 0; i < changes->len; i++)
    {
      const TwSessionChange *change = changes->pdata[i];

      if (change->number == number && g_str_equal (change->address, address))
        return TRUE;
    }
  return FALSE;
}

/* Where a state stands: step, and how many changes are in it. */
static gboolean
find_place (TwSessionReader *reader, const TwRunWish *wish, guint64 *step, guint64 *n_changes,
            GError **error)
{
  g_autoptr (GPtrArray) changes = NULL;
  const TwSessionRun *run = tw_session_reader_get_run (reader, wish->run);
  guint64 number;
  int found;

  *step = wish->at_head && run != NULL ? run->head : wish->step;
  *n_changes = TW_REPLAY_ALL_CHANGES;
  if (wish->changed == NULL)
    return TRUE;
  changes = tw_session_reader_read_changes (reader, wish->run, error);
  if (changes == NULL)
    return FALSE;
  found = find_change (changes, wish);
  if (found < 0)
    {
      g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_MISSING,
                   _ ("the change of “%s” is not in the audit log any more"), wish->changed);
      return FALSE;
    }
  number = ((const TwSessionChange *)changes->pdata[found])->number;
  /* Of those that were taken together some may not be in the log, because they changed nothing. */
  for (guint left = wish->n_before; left > 0 && has_set (changes, number - 1, wish->changed);
       left--)
    number--;
  *n_changes = number - 1;
  for (guint i = 0; i < changes->len; i++)
    if (((const TwSessionChange *)changes->pdata[i])->number == number)
      *step = ((const TwSessionChange *)changes->pdata[i])->step;
  return TRUE;
}

/* Of the run itself at its head; of the owner, as far as the step, for a branch. */
static gboolean
load_history (TwReplay *replay, TwOpenedRun *opened, gint64 of, guint64 step, GError **error)
{
  opened->history = tw_history_new (tw_run_get_scenario (opened->run)->type, HISTORY_ROWS);
  if (!tw_session_reader_load_history (tw_replay_get_reader (replay), of, opened->history, error))
    return FALSE;
  tw_history_truncate (opened->history, step);
  return TRUE;
}

static TwOpenedRun *
open_run (const Job *job, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (TwReplay) replay = NULL;
  g_autoptr (TwOpenedRun) opened = NULL;
  guint64 step, n_changes;

  if (job->wish.at_head)
    tw_shared_session_wait_run (job->session, job->wish.run);
  if (!tw_session_flush (tw_shared_session_get (job->session), error))
    return NULL;
  path = tw_shared_session_dup_path (job->session);
  replay = tw_replay_new (path, error);
  if (replay == NULL
      || (!job->wish.at_head && job->wish.changed == NULL
          && !tw_shared_session_wait_step (job->session, tw_replay_get_reader (replay),
                                           job->wish.run, job->wish.step, error))
      || !tw_replay_refresh (replay, error)
      || !find_place (tw_replay_get_reader (replay), &job->wish, &step, &n_changes, error)
      || !tw_replay_seek (replay, job->wish.run, step, n_changes, cancellable, error))
    return NULL;
  opened = g_new0 (TwOpenedRun, 1);
  opened->id = job->wish.run;
  opened->owner = tw_replay_get_owner (replay, &opened->n_changes);
  opened->last = *tw_replay_get_last (replay);
  opened->run = tw_replay_take_run (replay);
  if (!load_history (replay, opened, job->wish.at_head ? opened->id : opened->owner, step, error))
    return NULL;
  return g_steal_pointer (&opened);
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  TwOpenedRun *opened;

  tw_hand_over ();
  opened = open_run (data, cancellable, &error);
  tw_hand_over ();
  if (opened != NULL)
    g_task_return_pointer (task, opened, (GDestroyNotify)tw_opened_run_free);
  else
    g_task_return_error (task, error);
}

void
tw_run_open (TwSharedSession *session, const TwRunWish *wish, GCancellable *cancellable,
             GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Job *job = g_new0 (Job, 1);

  job->session = tw_shared_session_ref (session);
  job->wish = *wish;
  job->changed = g_strdup (wish->changed);
  job->wish.changed = job->changed;
  g_task_set_source_tag (task, tw_run_open);
  g_task_set_task_data (task, job, job_free);
  tw_hand_over ();
  g_task_run_in_thread (task, work);
}

TwOpenedRun *
tw_run_open_finish (GAsyncResult *result, GError **error)
{
  tw_hand_over ();
  return g_task_propagate_pointer (G_TASK (result), error);
}
