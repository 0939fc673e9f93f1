/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analysis/tw-field-job.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>

struct _TwFieldJob
{
  TwField *field;
  double *theta;    /* (n_params) */
  atomic_uint next; /* the first point that nobody took; a point that is taken is finished */
};

typedef struct
{
  TwFieldJob *job;
  TwModel *model;
  const gint *cancelled;
  pthread_t thread;
} Worker;

TwFieldJob *
tw_field_job_new (const double *theta, gsize n_params, const TwGrid *grid)
{
  TwFieldJob *job = g_new0 (TwFieldJob, 1);

  job->field = g_new0 (TwField, 1);
  job->field->refs = 1;
  job->field->grid = *grid;
  job->field->points = g_new0 (TwFieldPoint, (gsize)grid->nx * grid->ny);
  job->theta = g_memdup2 (theta, n_params * sizeof *theta);
  atomic_init (&job->next, 0);
  return job;
}

void
tw_field_job_free (TwFieldJob *job)
{
  g_clear_pointer (&job->field, tw_field_unref);
  g_free (job->theta);
  g_free (job);
}

static guint
n_points (const TwFieldJob *job)
{
  return job->field->grid.nx * job->field->grid.ny;
}

static gboolean
is_cancelled (const gint *cancelled)
{
  return cancelled != NULL && g_atomic_int_get (cancelled) != 0;
}

/* Points are handed out singly: one costs a fraction of a millisecond, a counter nothing.  Each
 * depends on θ and its place alone, so it does not matter who computes it. */
static void *
work (void *data)
{
  Worker *worker = data;
  TwFieldJob *job = worker->job;
  const TwGrid *grid = &job->field->grid;

  while (!is_cancelled (worker->cancelled))
    {
      guint k = atomic_fetch_add_explicit (&job->next, 1, memory_order_relaxed);
      double point[2];

      if (k >= n_points (job))
        {
          /* Undone, so that a job which is run often cannot wrap the counter around. */
          atomic_store_explicit (&job->next, n_points (job), memory_order_relaxed);
          break;
        }
      tw_grid_point (grid, k % grid->nx, k / grid->nx, point);
      worker->model->type->field_point (worker->model, job->theta, point, &job->field->points[k]);
      /* The rest of an unreachable point is unset: equal fields shall have equal bytes. */
      if (!job->field->points[k].reachable)
        job->field->points[k] = (TwFieldPoint){ 0 };
    }
  return NULL;
}

static void
measure (TwField *field)
{
  gsize n = (gsize)field->grid.nx * field->grid.ny;
  double low = INFINITY, high = -INFINITY;

  for (gsize k = 0; k < n; k++)
    if (field->points[k].reachable && isfinite (field->points[k].loss))
      {
        low = fmin (low, field->points[k].loss);
        high = fmax (high, field->points[k].loss);
      }
  field->loss_min = low <= high ? low : 0;
  field->loss_max = low <= high ? high : 0;
}

TwField *
tw_field_job_run (TwFieldJob *job, TwModel *const *models, guint n, const gint *cancelled)
{
  g_autofree Worker *workers = g_new0 (Worker, n);
  guint started = 1;

  g_assert (n >= 1 && job->field != NULL);
  for (guint i = 0; i < n; i++)
    workers[i] = (Worker){ .job = job, .model = models[i], .cancelled = cancelled };
  /* A thread that the system refuses only makes it slower. */
  while (started < n
         && pthread_create (&workers[started].thread, NULL, work, &workers[started]) == 0)
    started++;
  work (&workers[0]);
  for (guint i = 1; i < started; i++)
    pthread_join (workers[i].thread, NULL);

  if (atomic_load_explicit (&job->next, memory_order_relaxed) < n_points (job))
    return NULL;
  job->field->ceiling = models[0]->type->ceiling (models[0], job->theta);
  measure (job->field);
  return g_steal_pointer (&job->field);
}
