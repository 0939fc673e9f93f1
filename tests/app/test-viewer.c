/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/live/tw-viewer.h"

#include "live-fixture.h"

#include <pthread.h>

/* A source that looks when it is allowed to, and notes what it was asked. */
typedef struct
{
  TwScenario *scenario;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  guint allowed; /* looks */
  gboolean looking, freed, cancelled;
  GArray *steps; /* guint64 */
  gint n_notified;
} Source;

static TwSnapshot *
look (gpointer data, guint64 step, GCancellable *cancellable, GError **error)
{
  Source *source = data;

  pthread_mutex_lock (&source->mutex);
  g_array_append_val (source->steps, step);
  source->looking = TRUE;
  pthread_cond_broadcast (&source->changed);
  while (source->allowed == 0 && !g_cancellable_is_cancelled (cancellable))
    {
      struct timespec end;

      /* Cancelling does not signal. */
      clock_gettime (CLOCK_REALTIME, &end);
      end.tv_nsec = (end.tv_nsec + 1000000) % 1000000000;
      pthread_cond_timedwait (&source->changed, &source->mutex, &end);
    }
  source->cancelled = g_cancellable_is_cancelled (cancellable);
  source->allowed -= source->allowed > 0;
  source->looking = FALSE;
  pthread_cond_broadcast (&source->changed);
  pthread_mutex_unlock (&source->mutex);
  return fixture_look (source->scenario, step, cancellable, error);
}

static void
forget (gpointer data)
{
  ((Source *)data)->freed = TRUE;
}

static void
on_notify (gpointer data)
{
  g_atomic_int_inc (&((Source *)data)->n_notified);
}

static TwViewer *
set_up (Source *source)
{
  static const TwViewerSource functions = { look, forget };

  *source = (Source){ .scenario = fixture_scenario () };
  source->steps = g_array_new (FALSE, FALSE, sizeof (guint64));
  pthread_mutex_init (&source->mutex, NULL);
  pthread_cond_init (&source->changed, NULL);
  return tw_viewer_new (&functions, source, on_notify, source);
}

static void
tear_down (Source *source, TwViewer *viewer)
{
  tw_viewer_free (viewer);
  g_assert_true (source->freed);
  g_array_unref (source->steps);
  tw_scenario_unref (source->scenario);
  pthread_mutex_destroy (&source->mutex);
  pthread_cond_destroy (&source->changed);
}

static void
await_looking (Source *source)
{
  pthread_mutex_lock (&source->mutex);
  while (!source->looking)
    pthread_cond_wait (&source->changed, &source->mutex);
  pthread_mutex_unlock (&source->mutex);
}

static void
allow (Source *source, guint n)
{
  pthread_mutex_lock (&source->mutex);
  source->allowed = n;
  pthread_cond_broadcast (&source->changed);
  pthread_mutex_unlock (&source->mutex);
}

static void
test_newest_wins (void)
{
  Source source;
  TwViewer *viewer = set_up (&source);
  g_autoptr (TwSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (tw_viewer_take (viewer, &error));
  g_assert_no_error (error);
  tw_viewer_request (viewer, 5);
  await_looking (&source);
  for (guint64 step = 10; step < 20; step++)
    tw_viewer_request (viewer, step);
  allow (&source, 2);
  tw_viewer_sync (viewer);
  /* The one under way, which was finished, and the last. */
  g_assert_cmpuint (source.steps->len, ==, 2);
  g_assert_cmpuint (g_array_index (source.steps, guint64, 1), ==, 19);
  snapshot = tw_viewer_take (viewer, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (snapshot->step, ==, 19);
  g_assert_null (tw_viewer_take (viewer, NULL));
  /* Once for each that was taken, since the second took the first one's place. */
  g_assert_cmpint (g_atomic_int_get (&source.n_notified), ==, 1);
  tear_down (&source, viewer);
}

static void
test_dropped (void)
{
  Source source;
  TwViewer *viewer = set_up (&source);
  g_autoptr (TwSnapshot) snapshot = NULL;

  tw_viewer_request (viewer, 5);
  await_looking (&source);
  tw_viewer_request (viewer, 6);
  tw_viewer_drop (viewer);
  allow (&source, 1);
  tw_viewer_sync (viewer);
  g_assert_cmpuint (source.steps->len, ==, 1);
  g_assert_null (tw_viewer_take (viewer, NULL));
  g_assert_cmpint (g_atomic_int_get (&source.n_notified), ==, 0);
  /* What waits to be taken goes as well; what is asked for later comes. */
  allow (&source, 2);
  tw_viewer_request (viewer, 7);
  tw_viewer_sync (viewer);
  tw_viewer_drop (viewer);
  g_assert_null (tw_viewer_take (viewer, NULL));
  tw_viewer_request (viewer, 8);
  tw_viewer_sync (viewer);
  snapshot = tw_viewer_take (viewer, NULL);
  g_assert_cmpuint (snapshot->step, ==, 8);
  tear_down (&source, viewer);
}

static void
test_error (void)
{
  Source source;
  TwViewer *viewer = set_up (&source);
  g_autoptr (TwSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;

  allow (&source, 3);
  tw_viewer_request (viewer, FIXTURE_MISSING);
  tw_viewer_sync (viewer);
  g_assert_null (tw_viewer_take (viewer, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  /* Told once; a later moment takes the place of an error that nobody took. */
  g_assert_null (tw_viewer_take (viewer, &error));
  g_assert_no_error (error);
  tw_viewer_request (viewer, FIXTURE_MISSING);
  tw_viewer_sync (viewer);
  tw_viewer_request (viewer, 3);
  tw_viewer_sync (viewer);
  snapshot = tw_viewer_take (viewer, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (snapshot->step, ==, 3);
  tear_down (&source, viewer);
}

/* Going does not wait for what can be cancelled, and nobody is told afterwards. */
static void
test_freed_while_looking (void)
{
  Source source;
  TwViewer *viewer = set_up (&source);

  tw_viewer_request (viewer, 5);
  await_looking (&source);
  tear_down (&source, viewer);
  g_assert_true (source.cancelled);
  g_assert_cmpint (g_atomic_int_get (&source.n_notified), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/viewer/newest-wins", test_newest_wins);
  g_test_add_func ("/viewer/dropped", test_dropped);
  g_test_add_func ("/viewer/error", test_error);
  g_test_add_func ("/viewer/freed-while-looking", test_freed_while_looking);
  return g_test_run ();
}
