/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/live/tw-viewer.h"

/* pthread locks rather than GLib's, which the thread sanitizer does not see. */
#include <pthread.h>

struct _TwViewer
{
  /* Fixed from the start. */
  const TwViewerSource *functions;
  gpointer source; /* the worker's */
  TwViewerNotify notify;
  gpointer data;
  GCancellable *cancellable;
  pthread_t thread;

  pthread_mutex_t mutex; /* guards what follows; never held while a moment is made */
  pthread_cond_t wake;   /* a request waits, or quit */
  pthread_cond_t idle;   /* busy became false */
  gboolean wanted;       /* a request waits */
  guint64 step;          /* its step */
  guint64 dropped;       /* how often all was dropped */
  gboolean busy;         /* a request waits or is under way */
  gboolean quit;
  TwSnapshot *snapshot; /* waits to be taken; or else */
  GError *error;        /* why there is none */
};

/* Puts an answer in the place of whatever waits; under lock.  TRUE if nothing did. */
static gboolean
answer (TwViewer *viewer, TwSnapshot *snapshot, GError *error)
{
  const gboolean begins = viewer->snapshot == NULL && viewer->error == NULL;

  g_clear_pointer (&viewer->snapshot, tw_snapshot_unref);
  g_clear_error (&viewer->error);
  viewer->snapshot = snapshot;
  viewer->error = error;
  return begins;
}

/* Under lock, which is released while the moment is made. */
static void
serve (TwViewer *viewer)
{
  const guint64 step = viewer->step, dropped = viewer->dropped;
  gboolean begins = FALSE;
  TwSnapshot *snapshot;
  GError *error = NULL;

  viewer->wanted = FALSE;
  pthread_mutex_unlock (&viewer->mutex);
  snapshot = viewer->functions->look (viewer->source, step, viewer->cancellable, &error);
  pthread_mutex_lock (&viewer->mutex);
  if (dropped == viewer->dropped && !viewer->quit)
    begins = answer (viewer, g_steal_pointer (&snapshot), g_steal_pointer (&error));
  pthread_mutex_unlock (&viewer->mutex);
  g_clear_pointer (&snapshot, tw_snapshot_unref);
  g_clear_error (&error);
  if (begins)
    viewer->notify (viewer->data);
  pthread_mutex_lock (&viewer->mutex);
}

static void *
work (void *data)
{
  TwViewer *viewer = data;

  pthread_mutex_lock (&viewer->mutex);
  while (!viewer->quit)
    if (viewer->wanted)
      serve (viewer);
    else
      {
        viewer->busy = FALSE;
        pthread_cond_broadcast (&viewer->idle);
        pthread_cond_wait (&viewer->wake, &viewer->mutex);
      }
  pthread_mutex_unlock (&viewer->mutex);
  return NULL;
}

TwViewer *
tw_viewer_new (const TwViewerSource *functions, gpointer source, TwViewerNotify notify,
               gpointer data)
{
  TwViewer *viewer = g_new0 (TwViewer, 1);
  int problem;

  viewer->functions = functions;
  viewer->source = source;
  viewer->notify = notify;
  viewer->data = data;
  viewer->cancellable = g_cancellable_new ();
  pthread_mutex_init (&viewer->mutex, NULL);
  pthread_cond_init (&viewer->wake, NULL);
  pthread_cond_init (&viewer->idle, NULL);
  problem = pthread_create (&viewer->thread, NULL, work, viewer);
  if (problem != 0)
    g_error ("no thread to look at a run with: %s", g_strerror (problem));
  return viewer;
}

void
tw_viewer_free (TwViewer *viewer)
{
  if (viewer == NULL)
    return;
  g_cancellable_cancel (viewer->cancellable);
  pthread_mutex_lock (&viewer->mutex);
  viewer->quit = TRUE;
  pthread_cond_signal (&viewer->wake);
  pthread_mutex_unlock (&viewer->mutex);
  pthread_join (viewer->thread, NULL);
  viewer->functions->free (viewer->source);
  g_clear_pointer (&viewer->snapshot, tw_snapshot_unref);
  g_clear_error (&viewer->error);
  g_object_unref (viewer->cancellable);
  pthread_mutex_destroy (&viewer->mutex);
  pthread_cond_destroy (&viewer->wake);
  pthread_cond_destroy (&viewer->idle);
  g_free (viewer);
}

void
tw_viewer_request (TwViewer *viewer, guint64 step)
{
  pthread_mutex_lock (&viewer->mutex);
  viewer->wanted = viewer->busy = TRUE;
  viewer->step = step;
  pthread_cond_signal (&viewer->wake);
  pthread_mutex_unlock (&viewer->mutex);
}

void
tw_viewer_drop (TwViewer *viewer)
{
  pthread_mutex_lock (&viewer->mutex);
  viewer->wanted = FALSE;
  viewer->dropped++;
  answer (viewer, NULL, NULL);
  pthread_mutex_unlock (&viewer->mutex);
}

TwSnapshot *
tw_viewer_take (TwViewer *viewer, GError **error)
{
  TwSnapshot *snapshot;
  GError *problem;

  pthread_mutex_lock (&viewer->mutex);
  snapshot = g_steal_pointer (&viewer->snapshot);
  problem = g_steal_pointer (&viewer->error);
  pthread_mutex_unlock (&viewer->mutex);
  if (problem != NULL)
    g_propagate_error (error, problem);
  return snapshot;
}

void
tw_viewer_sync (TwViewer *viewer)
{
  pthread_mutex_lock (&viewer->mutex);
  while (viewer->busy)
    pthread_cond_wait (&viewer->idle, &viewer->mutex);
  pthread_mutex_unlock (&viewer->mutex);
}
