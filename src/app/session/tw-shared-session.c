/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/session/tw-shared-session.h"

/* pthread locks rather than GLib's, which the thread sanitizer does not see. */
#include <pthread.h>

struct _TwSharedSession
{
  gatomicrefcount refs;
  TwSession *session;
  char *path;   /* under lock */
  GArray *runs; /* gint64: that have a trainer; under lock */
  GSource *wake;
  GSourceOnceFunc closed;
  gpointer data;
};

/* One lock for all: it is held for a few instructions. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static GPtrArray *all; /* TwSharedSession, borrowed; under lock */

TwSharedSession *
tw_shared_session_new (TwSession *session, GSource *wake, GSourceOnceFunc closed, gpointer data)
{
  TwSharedSession *shared = g_new0 (TwSharedSession, 1);

  shared->refs = 1;
  shared->session = session;
  shared->wake = wake;
  shared->closed = closed;
  shared->data = data;
  shared->path = g_strdup (tw_session_get_path (session));
  shared->runs = g_array_new (FALSE, FALSE, sizeof (gint64));
  pthread_mutex_lock (&lock);
  if (all == NULL)
    all = g_ptr_array_new ();
  g_ptr_array_add (all, shared);
  pthread_mutex_unlock (&lock);
  return shared;
}

TwSharedSession *
tw_shared_session_ref (TwSharedSession *shared)
{
  g_atomic_int_inc (&shared->refs);
  return shared;
}

void
tw_shared_session_unref (TwSharedSession *shared)
{
  if (!g_atomic_int_dec_and_test (&shared->refs))
    return;
  tw_session_free (shared->session);
  pthread_mutex_lock (&lock);
  g_ptr_array_remove (all, shared);
  pthread_cond_broadcast (&changed);
  pthread_mutex_unlock (&lock);
  g_clear_pointer (&shared->wake, g_source_unref);
  if (shared->closed != NULL)
    g_idle_add_once (shared->closed, shared->data);
  g_array_unref (shared->runs);
  g_free (shared->path);
  g_free (shared);
}

static gpointer
release (gpointer shared)
{
  tw_shared_session_unref (shared);
  return NULL;
}

void
tw_shared_session_release (TwSharedSession *shared)
{
  g_thread_unref (g_thread_new ("end of a session", release, shared));
}

TwSession *
tw_shared_session_get (TwSharedSession *shared)
{
  return shared->session;
}

/* A trainer hands on what it did before it waits for the next step, and many times a second. */
#define STEP_PERIOD_US 5000
#define STEP_TRIES 100

gboolean
tw_shared_session_wait_step (TwSharedSession *shared, TwSessionReader *reader, gint64 run,
                             guint64 step, GError **error)
{
  for (guint i = 0; i < STEP_TRIES; i++)
    {
      const TwSessionRun *info;

      if (i > 0)
        g_usleep (STEP_PERIOD_US);
      if (!tw_session_flush (shared->session, error) || !tw_session_reader_refresh (reader, error))
        return FALSE;
      info = tw_session_reader_get_run (reader, run);
      if (info != NULL && step <= info->head)
        break;
    }
  return TRUE;
}

char *
tw_shared_session_dup_path (TwSharedSession *shared)
{
  char *path;

  pthread_mutex_lock (&lock);
  path = g_strdup (shared->path);
  pthread_mutex_unlock (&lock);
  return path;
}

void
tw_shared_session_set_path (TwSharedSession *shared, const char *path)
{
  pthread_mutex_lock (&lock);
  g_free (shared->path);
  shared->path = g_strdup (path);
  pthread_mutex_unlock (&lock);
}

void
tw_shared_session_begin_run (TwSharedSession *shared, gint64 run)
{
  pthread_mutex_lock (&lock);
  g_array_append_val (shared->runs, run);
  pthread_mutex_unlock (&lock);
}

/* Under lock; -1: it has no trainer. */
static int
find_run (TwSharedSession *shared, gint64 run)
{
  for (guint i = 0; i < shared->runs->len; i++)
    if (g_array_index (shared->runs, gint64, i) == run)
      return (int)i;
  return -1;
}

void
tw_shared_session_end_run (TwSharedSession *shared, gint64 run)
{
  int i;

  pthread_mutex_lock (&lock);
  i = find_run (shared, run);
  if (i >= 0)
    g_array_remove_index_fast (shared->runs, (guint)i);
  pthread_cond_broadcast (&changed);
  pthread_mutex_unlock (&lock);
}

void
tw_shared_session_wait_run (TwSharedSession *shared, gint64 run)
{
  pthread_mutex_lock (&lock);
  while (find_run (shared, run) >= 0)
    pthread_cond_wait (&changed, &lock);
  pthread_mutex_unlock (&lock);
}

/* Under lock. */
static gboolean
find_path (const char *path)
{
  for (guint i = 0; all != NULL && i < all->len; i++)
    if (g_str_equal (((TwSharedSession *)all->pdata[i])->path, path))
      return TRUE;
  return FALSE;
}

gboolean
tw_shared_session_is_open (const char *path)
{
  gboolean open;

  pthread_mutex_lock (&lock);
  open = find_path (path);
  pthread_mutex_unlock (&lock);
  return open;
}

void
tw_shared_session_wait_closed (const char *path)
{
  pthread_mutex_lock (&lock);
  while (find_path (path))
    pthread_cond_wait (&changed, &lock);
  pthread_mutex_unlock (&lock);
}
