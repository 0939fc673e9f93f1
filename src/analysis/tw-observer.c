/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analysis/tw-observer.h"

#include "analysis/tw-field-job.h"
#include "analysis/tw-observer-input.h"

#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* pthread locks rather than GLib's: those live in a library that the thread sanitizer does not see
 * into. */

typedef struct
{
  TwSnapshot *snapshot; /* NULL: no request */
  TwGrid grid;
  guint64 serial;
} Request;

struct _TwObserver
{
  TwObserverNotify notify;
  gpointer notify_data;
  pthread_t thread;

  pthread_mutex_t mutex; /* guards what follows up to flags; never held while computing */
  pthread_cond_t wake;   /* a request waits, or stopping */
  pthread_cond_t idle;   /* busy became false */
  Request waiting;       /* the newest that the worker has not begun */
  gboolean busy;         /* the worker is at a request, or one waits */
  TwField *field;        /* not yet taken */
  TwOutlook *outlook;    /* not yet taken */
  guint64 serial;        /* of the last request */

  /* Flags that computations look at between two points; written under the mutex. */
  gint stopping;
  gint newer; /* a request waits, or stopping */

  /* The worker's own. */
  TwModelPool pool;
  Request present;
  TwFieldInput *input;    /* of the field in hand; NULL if there is none */
  guint done_nx, done_ny; /* the finest field of that input handed out; 0 before the first */
  TwFieldJob *job;        /* the next one, begun, or NULL */
  TwGrid job_grid;
  TwSnapshot *looked_at; /* of the last outlook */
};

static void
clear_request (Request *request)
{
  g_clear_pointer (&request->snapshot, tw_snapshot_unref);
}

/* --- handing out --- */

static void
notify (TwObserver *observer)
{
  if (observer->notify != NULL)
    observer->notify (observer->notify_data);
}

static void
publish_field (TwObserver *observer, TwField *field)
{
  field->serial = observer->present.serial;
  pthread_mutex_lock (&observer->mutex);
  g_clear_pointer (&observer->field, tw_field_unref);
  observer->field = field;
  pthread_mutex_unlock (&observer->mutex);
  notify (observer);
}

static void
publish_outlook (TwObserver *observer, TwOutlook *outlook)
{
  pthread_mutex_lock (&observer->mutex);
  g_clear_pointer (&observer->outlook, tw_outlook_unref);
  observer->outlook = outlook;
  pthread_mutex_unlock (&observer->mutex);
  notify (observer);
}

/* --- outlook --- */

/* How many contexts a step draws; 0 if it takes all. */
static guint
batch_of (const TwScenario *scenario)
{
  if (scenario->optimizer[TW_OPT_METHOD] == TW_METHOD_GRADIENT_DESCENT)
    return 0;
  return (guint)scenario->optimizer[TW_OPT_BATCH];
}

static gboolean
same_outlook (const TwSnapshot *a, const TwSnapshot *b)
{
  return a != NULL
         && (a == b
             || (a->step == b->step && a->n_params == b->n_params
                 && memcmp (a->theta, b->theta, a->n_params * sizeof *a->theta) == 0
                 && batch_of (a->scenario) == batch_of (b->scenario)
                 && tw_scenario_same_loss (a->scenario, a->stage, b->scenario, b->stage)));
}

static void
look (TwObserver *observer)
{
  TwSnapshot *snapshot = observer->present.snapshot;

  if (!same_outlook (observer->looked_at, snapshot))
    publish_outlook (observer, tw_outlook_compute (observer->pool.models[0], snapshot->theta,
                                                   snapshot->step, batch_of (snapshot->scenario)));
  g_clear_pointer (&observer->looked_at, tw_snapshot_unref);
  observer->looked_at = tw_snapshot_ref (snapshot);
}

/* --- field --- */

/* Starts over if the field in hand is not that of the present request. */
static void
adopt_input (TwObserver *observer)
{
  const TwGrid *grid = &observer->present.grid;
  g_autoptr (TwFieldInput) input =
      tw_field_input_new (observer->pool.models[0], observer->present.snapshot, grid);
  gboolean too_fine = observer->done_nx > grid->nx || observer->done_ny > grid->ny;

  if (tw_field_input_equal (observer->input, input) && !too_fine)
    return;
  g_clear_pointer (&observer->input, tw_field_input_free);
  g_clear_pointer (&observer->job, tw_field_job_free);
  observer->input = g_steal_pointer (&input);
  observer->done_nx = observer->done_ny = 0;
}

/* Side of the field that comes after one of done points a side. */
static guint
next_side (guint done, guint finest)
{
  return MIN (done == 0 ? TW_OBSERVER_COARSE : 2 * done, finest);
}

static gboolean
field_is_done (const TwObserver *observer)
{
  return observer->done_nx == observer->present.grid.nx
         && observer->done_ny == observer->present.grid.ny;
}

/* Makes the job of the next field, unless it was begun before and then stopped for a request that
 * turned out to have the same input. */
static void
ensure_job (TwObserver *observer)
{
  TwGrid grid = observer->present.grid;
  TwSnapshot *snapshot = observer->present.snapshot;

  grid.nx = next_side (observer->done_nx, grid.nx);
  grid.ny = next_side (observer->done_ny, grid.ny);
  if (observer->job != NULL && observer->job_grid.nx == grid.nx && observer->job_grid.ny == grid.ny)
    return;
  g_clear_pointer (&observer->job, tw_field_job_free);
  observer->job = tw_field_job_new (snapshot->theta, snapshot->n_params, &grid);
  observer->job_grid = grid;
}

/* Fields of the present request, coarse to fine.  The first is finished whatever comes, the others
 * give way to a newer request. */
static void
refine (TwObserver *observer)
{
  while (!field_is_done (observer))
    {
      gboolean coarse = observer->done_nx == 0;
      TwField *field;

      ensure_job (observer);
      field = tw_field_job_run (observer->job, observer->pool.models, observer->pool.n,
                                coarse ? &observer->stopping : &observer->newer);
      if (field == NULL)
        return;
      g_clear_pointer (&observer->job, tw_field_job_free);
      observer->done_nx = field->grid.nx;
      observer->done_ny = field->grid.ny;
      publish_field (observer, field);
    }
}

/* --- the worker --- */

static void
answer (TwObserver *observer)
{
  TwSnapshot *snapshot = observer->present.snapshot;
  g_autoptr (GError) error = NULL;

  if (!tw_model_pool_set (&observer->pool, snapshot->scenario, snapshot->stage, &error))
    {
      /* The trainer made the same model before, so this is memory; there is no field then. */
      g_warning ("No background field: %s", error->message);
      g_clear_pointer (&observer->input, tw_field_input_free);
      return;
    }
  look (observer);
  adopt_input (observer);
  refine (observer);
}

/* Takes the waiting request; FALSE when it is time to stop. */
static gboolean
next_request (TwObserver *observer)
{
  gboolean stopping;

  clear_request (&observer->present);
  pthread_mutex_lock (&observer->mutex);
  while (observer->waiting.snapshot == NULL && !observer->stopping)
    {
      observer->busy = FALSE;
      pthread_cond_broadcast (&observer->idle);
      pthread_cond_wait (&observer->wake, &observer->mutex);
    }
  stopping = observer->stopping;
  if (!stopping)
    {
      observer->present = observer->waiting;
      observer->waiting.snapshot = NULL;
      g_atomic_int_set (&observer->newer, 0);
    }
  pthread_mutex_unlock (&observer->mutex);
  return !stopping;
}

static void *
observe (void *data)
{
  TwObserver *observer = data;

  /* On Linux a thread has its own priority, which the threads it starts inherit. */
  setpriority (PRIO_PROCESS, (id_t)gettid (), 10);
  while (next_request (observer))
    answer (observer);
  return NULL;
}

/* --- the owner's side --- */

TwObserver *
tw_observer_new (guint n_threads, TwObserverNotify notify_func, gpointer data)
{
  g_return_val_if_fail (n_threads >= 1 && n_threads <= 64, NULL);

  TwObserver *observer = g_new0 (TwObserver, 1);

  observer->notify = notify_func;
  observer->notify_data = data;
  pthread_mutex_init (&observer->mutex, NULL);
  pthread_cond_init (&observer->wake, NULL);
  pthread_cond_init (&observer->idle, NULL);
  tw_model_pool_init (&observer->pool, n_threads);
  if (pthread_create (&observer->thread, NULL, observe, observer) != 0)
    g_error ("No thread for the background field");
  return observer;
}

void
tw_observer_free (TwObserver *observer)
{
  pthread_mutex_lock (&observer->mutex);
  g_atomic_int_set (&observer->stopping, 1);
  g_atomic_int_set (&observer->newer, 1);
  pthread_cond_signal (&observer->wake);
  pthread_mutex_unlock (&observer->mutex);
  pthread_join (observer->thread, NULL);

  clear_request (&observer->waiting);
  clear_request (&observer->present);
  g_clear_pointer (&observer->field, tw_field_unref);
  g_clear_pointer (&observer->outlook, tw_outlook_unref);
  g_clear_pointer (&observer->input, tw_field_input_free);
  g_clear_pointer (&observer->job, tw_field_job_free);
  g_clear_pointer (&observer->looked_at, tw_snapshot_unref);
  tw_model_pool_clear (&observer->pool);
  pthread_cond_destroy (&observer->idle);
  pthread_cond_destroy (&observer->wake);
  pthread_mutex_destroy (&observer->mutex);
  g_free (observer);
}

guint64
tw_observer_request (TwObserver *observer, TwSnapshot *snapshot, const TwGrid *grid)
{
  g_return_val_if_fail (grid->nx >= 1 && grid->nx <= 4096, 0);
  g_return_val_if_fail (grid->ny >= 1 && grid->ny <= 4096, 0);

  Request old;
  guint64 serial;

  pthread_mutex_lock (&observer->mutex);
  old = observer->waiting;
  serial = ++observer->serial;
  observer->waiting =
      (Request){ .snapshot = tw_snapshot_ref (snapshot), .grid = *grid, .serial = serial };
  observer->busy = TRUE;
  g_atomic_int_set (&observer->newer, 1);
  pthread_cond_signal (&observer->wake);
  pthread_mutex_unlock (&observer->mutex);
  clear_request (&old);
  return serial;
}

TwField *
tw_observer_take_field (TwObserver *observer)
{
  TwField *field;

  pthread_mutex_lock (&observer->mutex);
  field = g_steal_pointer (&observer->field);
  pthread_mutex_unlock (&observer->mutex);
  return field;
}

TwOutlook *
tw_observer_take_outlook (TwObserver *observer)
{
  TwOutlook *outlook;

  pthread_mutex_lock (&observer->mutex);
  outlook = g_steal_pointer (&observer->outlook);
  pthread_mutex_unlock (&observer->mutex);
  return outlook;
}

void
tw_observer_sync (TwObserver *observer)
{
  pthread_mutex_lock (&observer->mutex);
  while (observer->busy)
    pthread_cond_wait (&observer->idle, &observer->mutex);
  pthread_mutex_unlock (&observer->mutex);
}
