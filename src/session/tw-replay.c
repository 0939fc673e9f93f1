/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-replay.h"

#include "session/tw-changes.h"
#include "session/tw-session-reader-private.h"

#include <math.h>
#include <string.h>

#define STEPS_BETWEEN_LOOKS 64 /* at cancellable */

struct _TwReplay
{
  TwSessionReader *reader;

  /* Where it is: of owner, with so many of its changes. */
  TwRun *run; /* NULL: nowhere */
  gint64 owner;
  guint64 n_changes;
  TwStepRecord last;

  GPtrArray *changes; /* of changes_run: TwSessionChange */
  gint64 changes_run;
};

TwReplay *
tw_replay_new (const char *path, GError **error)
{
  TwSessionReader *reader = tw_session_reader_new (path, error);
  TwReplay *replay;

  if (reader == NULL)
    return NULL;
  replay = g_new0 (TwReplay, 1);
  replay->reader = reader;
  return replay;
}

static void
go_nowhere (TwReplay *replay)
{
  g_clear_pointer (&replay->run, tw_run_free);
  replay->owner = 0;
}

static void
forget_changes (TwReplay *replay)
{
  g_clear_pointer (&replay->changes, g_ptr_array_unref);
  replay->changes_run = 0;
}

void
tw_replay_free (TwReplay *replay)
{
  if (replay == NULL)
    return;
  go_nowhere (replay);
  forget_changes (replay);
  tw_session_reader_free (replay->reader);
  g_free (replay);
}

TwSessionReader *
tw_replay_get_reader (TwReplay *replay)
{
  return replay->reader;
}

gboolean
tw_replay_refresh (TwReplay *replay, GError **error)
{
  forget_changes (replay);
  return tw_session_reader_refresh (replay->reader, error);
}

/* --- where a step belongs --- */

/* The run itself, or the one of those that it comes from whose own the step is; *changes: how many of that
 * one's changes count. */
static gboolean
find_owner (TwReplay *replay, gint64 id, guint64 step, guint64 *changes, const TwSessionRun **owner,
            GError **error)
{
  const TwSessionRun *run = tw_session_reader_find (replay->reader, id, error);

  if (run == NULL)
    return FALSE;
  if (step > run->head)
    {
      g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_MISSING,
                   "%s: run %" G_GINT64_FORMAT " was recorded up to step %" G_GUINT64_FORMAT
                   ", not %" G_GUINT64_FORMAT,
                   tw_session_reader_get_path (replay->reader), id, run->head, step);
      return FALSE;
    }
  while (step < run->start)
    {
      *changes = run->parent_changes;
      run = tw_session_reader_find (replay->reader, run->parent, error);
      if (run == NULL)
        return FALSE;
    }
  *owner = run;
  return TRUE;
}

static gboolean
need_changes (TwReplay *replay, gint64 run, GError **error)
{
  if (replay->changes != NULL && replay->changes_run == run)
    return TRUE;
  forget_changes (replay);
  replay->changes = tw_session_reader_read_changes (replay->reader, run, error);
  replay->changes_run = run;
  return replay->changes != NULL;
}

/* How many of the owner's changes were made at or before step, `most` at most. */
static guint64
count_changes (TwReplay *replay, guint64 step, guint64 most)
{
  guint64 n = 0;

  for (guint i = 0; i < replay->changes->len; i++)
    {
      const TwSessionChange *change = g_ptr_array_index (replay->changes, i);

      if (change->step <= step && change->number <= most)
        n = change->number;
    }
  return n;
}

/* --- going there --- */

/* A run of the owner's scenario; one that is there already serves, since a state says everything. */
static gboolean
need_run (TwReplay *replay, const TwSessionRun *owner, GError **error)
{
  if (replay->run != NULL && replay->owner == owner->id)
    return TRUE;
  go_nowhere (replay);
  replay->run = tw_run_new (owner->scenario, error);
  replay->owner = owner->id;
  return replay->run != NULL;
}

/* The run that made the step which led to where the run stands: where branches begin, one that they come
 * from. */
static const TwSessionRun *
find_maker (TwReplay *replay, const TwSessionRun *run)
{
  while (run->parent != 0 && tw_run_get_step (replay->run) == run->start)
    run = tw_session_reader_get_run (replay->reader, run->parent);
  return run;
}

/* What was recorded of that step. */
static gboolean
recall_last (TwReplay *replay, const TwSessionRun *owner, GError **error)
{
  const gint64 id = find_maker (replay, owner)->id;
  const guint n_columns = TW_COLUMN_READOUTS + owner->scenario->type->n_readouts;
  const guint64 step = tw_run_get_step (replay->run);
  g_autofree double *row = g_new (double, n_columns);
  const gssize n =
      tw_session_reader_read_rows (replay->reader, id, step, step, 1, row, NULL, error);

  replay->last = TW_NO_STEP_RECORD;
  replay->last.step = step > 0 ? step - 1 : 0;
  if (n == 1)
    {
      replay->last.loss = row[TW_COLUMN_LOSS];
      replay->last.gradient_norm = row[TW_COLUMN_GRADIENT_NORM];
      replay->last.update_norm = row[TW_COLUMN_UPDATE_NORM];
    }
  return n >= 0;
}

/* A root of which nothing was committed but that there is one: it is as its scenario says. */
static gboolean
start_root (TwReplay *replay, const TwSessionRun *owner, GError **error)
{
  replay->n_changes = 0;
  replay->last = TW_NO_STEP_RECORD;
  go_nowhere (replay);
  return need_run (replay, owner, error);
}

/* The state of a checkpoint into the run, which has to be of the step that the file says. */
static gboolean
load_state (TwReplay *replay, const TwSessionRun *owner, GBytes *state,
            const TwSessionCheckpoint *checkpoint, GError **error)
{
  replay->n_changes = checkpoint->changes;
  if (!tw_changes_load (replay->reader, owner->id, replay->run, state, error))
    return FALSE;
  if (tw_run_get_step (replay->run) == checkpoint->step)
    return TRUE;
  g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_DAMAGED,
               "%s: the checkpoint of run %" G_GINT64_FORMAT " at step %" G_GUINT64_FORMAT
               " is one of step %" G_GUINT64_FORMAT,
               tw_session_reader_get_path (replay->reader), owner->id, checkpoint->step,
               tw_run_get_step (replay->run));
  return FALSE;
}

static gboolean
load_checkpoint (TwReplay *replay, const TwSessionRun *owner, guint64 step, guint64 changes,
                 GError **error)
{
  /* One step is trained if there is one, so that there is a last step to show. */
  const guint64 before = step > owner->start ? step - 1 : step;
  TwSessionCheckpoint *checkpoint = NULL;
  g_autoptr (GBytes) state = NULL;
  g_autoptr (GError) problem = NULL;
  gboolean good;

  if (!need_run (replay, owner, error))
    return FALSE;
  state = tw_session_reader_read_state (replay->reader, owner->id, before, changes, &checkpoint,
                                        &problem);
  if (owner->parent == 0 && g_error_matches (problem, TW_SESSION_ERROR, TW_SESSION_ERROR_MISSING))
    return start_root (replay, owner, error);
  if (state == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  good = load_state (replay, owner, state, checkpoint, error) && recall_last (replay, owner, error);
  tw_session_checkpoint_free (checkpoint);
  return good;
}

/* Whether going on from where it is costs no more than a checkpoint would. */
static gboolean
can_go_on (TwReplay *replay, const TwSessionRun *owner, guint64 step, guint64 changes)
{
  return replay->run != NULL && replay->owner == owner->id && tw_run_get_step (replay->run) <= step
         && replay->n_changes <= changes
         && replay->n_changes >= count_changes (replay, tw_run_get_step (replay->run), changes)
         && step - tw_run_get_step (replay->run) <= 512;
}

static gboolean
train_to (TwReplay *replay, guint64 step, guint64 changes, GCancellable *cancellable,
          GError **error)
{
  GError *cause = NULL;

  for (;;)
    {
      const guint64 now = tw_run_get_step (replay->run);

      if (!tw_changes_apply (replay->reader, replay->owner, replay->changes, replay->run, changes,
                             &replay->n_changes, error))
        return FALSE;
      if (now >= step)
        return TRUE;
      if (now % STEPS_BETWEEN_LOOKS == 0
          && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (tw_run_is_done (replay->run))
        {
          g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_DAMAGED,
                       "%s: run %" G_GINT64_FORMAT " ends at step %" G_GUINT64_FORMAT
                       ", but was recorded up to step %" G_GUINT64_FORMAT,
                       tw_session_reader_get_path (replay->reader), replay->owner, now, step);
          return FALSE;
        }
      if (!tw_run_step (replay->run, &replay->last, &cause))
        return tw_session_reader_blame (replay->reader, replay->owner, cause, error);
    }
}

gboolean
tw_replay_seek (TwReplay *replay, gint64 run, guint64 step, guint64 changes,
                GCancellable *cancellable, GError **error)
{
  const TwSessionRun *owner;

  if (!g_cancellable_set_error_if_cancelled (cancellable, error)
      && find_owner (replay, run, step, &changes, &owner, error)
      && need_changes (replay, owner->id, error))
    {
      changes = count_changes (replay, step, changes);
      if ((can_go_on (replay, owner, step, changes)
           || load_checkpoint (replay, owner, step, changes, error))
          && train_to (replay, step, changes, cancellable, error))
        return TRUE;
    }
  go_nowhere (replay);
  return FALSE;
}

TwRun *
tw_replay_get_run (TwReplay *replay)
{
  return replay->run;
}

const TwStepRecord *
tw_replay_get_last (TwReplay *replay)
{
  return &replay->last;
}

TwRun *
tw_replay_take_run (TwReplay *replay)
{
  replay->owner = 0;
  return g_steal_pointer (&replay->run);
}

gint64
tw_replay_get_owner (TwReplay *replay, guint64 *n_changes)
{
  *n_changes = replay->n_changes;
  return replay->owner;
}
