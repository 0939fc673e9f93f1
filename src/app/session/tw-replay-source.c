/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/session/tw-replay-source.h"

#include "session/tw-replay.h"
#include "train/tw-snapshot.h"

typedef struct
{
  TwSharedSession *session;
  gint64 run;
  char *path;       /* of the file that replay reads */
  TwReplay *replay; /* NULL before the first look */
} Source;

gpointer
tw_replay_source_new (TwSharedSession *session, gint64 run)
{
  Source *source = g_new0 (Source, 1);

  source->session = tw_shared_session_ref (session);
  source->run = run;
  tw_shared_session_begin_run (session, run);
  return source;
}

static void
source_free (gpointer data)
{
  Source *source = data;

  g_clear_pointer (&source->replay, tw_replay_free);
  tw_shared_session_end_run (source->session, source->run);
  tw_shared_session_unref (source->session);
  g_free (source->path);
  g_free (source);
}

/* The file may have been saved as another since the last look. */
static gboolean
open_file (Source *source, GError **error)
{
  g_autofree char *path = tw_shared_session_dup_path (source->session);

  if (source->replay != NULL && g_str_equal (path, source->path))
    return tw_replay_refresh (source->replay, error);
  g_clear_pointer (&source->replay, tw_replay_free);
  g_free (source->path);
  source->path = g_steal_pointer (&path);
  source->replay = tw_replay_new (source->path, error);
  return source->replay != NULL;
}

/* Whether the step is in the file. */
static gboolean
has_step (Source *source, guint64 step)
{
  const TwSessionRun *run =
      tw_session_reader_get_run (tw_replay_get_reader (source->replay), source->run);

  return run != NULL && step <= run->head;
}

/* What was done just now may be on its way to the file. */
static gboolean
open_at (Source *source, guint64 step, GError **error)
{
  if (open_file (source, NULL) && has_step (source, step))
    return TRUE;
  return (source->replay != NULL
          || (tw_session_flush (tw_shared_session_get (source->session), error)
              && open_file (source, error)))
         && tw_shared_session_wait_step (source->session, tw_replay_get_reader (source->replay),
                                         source->run, step, error)
         && tw_replay_refresh (source->replay, error);
}

static TwSnapshot *
look (gpointer data, guint64 step, GCancellable *cancellable, GError **error)
{
  Source *source = data;
  g_autofree double *jacobian = NULL;
  TwSnapshot *snapshot;
  TwRun *run;

  if (!open_at (source, step, error)
      || !tw_replay_seek (source->replay, source->run, step, TW_REPLAY_ALL_CHANGES, cancellable,
                          error))
    return NULL;
  run = tw_replay_get_run (source->replay);
  jacobian = g_new (double, 2 * tw_run_get_n_params (run) + 1);
  snapshot = tw_snapshot_new (run, jacobian);
  snapshot->state = TW_TRAINER_PAUSED;
  snapshot->last = *tw_replay_get_last (source->replay);
  return snapshot;
}

const TwViewerSource tw_replay_source = { look, source_free };
