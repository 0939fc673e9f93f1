/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "train/tw-history.h"

#include <pthread.h>
#include <string.h>

#define FIRST_ALLOCATION 256 /* rows */

struct _TwHistory
{
  gint refs;
  guint n_columns;
  gsize capacity; /* rows */

  /* lock guards what follows against the readers.  The one writer changes it under lock and may
   * read it without.  A pthread mutex, not a GMutex: the thread sanitizer sees what the former
   * orders. */
  pthread_mutex_t lock;
  double *rows; /* (allocated, n_columns) */
  gsize allocated;
  gsize length;
  guint64 stride;
  guint64 generation;
};

TwHistory *
tw_history_new (const TwModelType *type, gsize capacity)
{
  TwHistory *history;

  g_return_val_if_fail (capacity >= 4 && capacity % 2 == 0, NULL);

  history = g_new0 (TwHistory, 1);
  history->refs = 1;
  history->n_columns = TW_COLUMN_READOUTS + type->n_readouts;
  history->capacity = capacity;
  history->stride = 1;
  pthread_mutex_init (&history->lock, NULL);
  return history;
}

TwHistory *
tw_history_ref (TwHistory *history)
{
  g_atomic_int_inc (&history->refs);
  return history;
}

void
tw_history_unref (TwHistory *history)
{
  if (!g_atomic_int_dec_and_test (&history->refs))
    return;
  pthread_mutex_destroy (&history->lock);
  g_free (history->rows);
  g_free (history);
}

guint
tw_history_get_n_columns (const TwHistory *history)
{
  return history->n_columns;
}

static double *
row_at (const TwHistory *history, gsize row)
{
  return history->rows + row * history->n_columns;
}

static guint64
row_step (const TwHistory *history, gsize row)
{
  return (guint64)row_at (history, row)[TW_COLUMN_STEP];
}

void
tw_history_fill_row (TwRun *run, const TwStepRecord *last, double *row)
{
  const TwModel *model = tw_run_get_model (run);
  const double *theta = tw_run_get_theta (run);

  row[TW_COLUMN_STEP] = (double)tw_run_get_step (run);
  row[TW_COLUMN_LOSS] = last->loss;
  row[TW_COLUMN_GRADIENT_NORM] = last->gradient_norm;
  row[TW_COLUMN_UPDATE_NORM] = last->update_norm;
  model->type->plane (model, theta, &row[TW_COLUMN_X]);
  model->type->read (model, theta, &row[TW_COLUMN_READOUTS]);
}

gboolean
tw_history_wants (const TwHistory *history, guint64 step)
{
  return step % history->stride == 0;
}

/* Keeps the first row and those of the doubled stride. */
static void
thin (TwHistory *history)
{
  gsize kept = 1;

  history->stride *= 2;
  for (gsize row = 1; row < history->length; row++)
    if (tw_history_wants (history, row_step (history, row)))
      memmove (row_at (history, kept++), row_at (history, row),
               history->n_columns * sizeof (double));
  history->length = kept;
  history->generation++;
}

/* Makes room for one more row; a doubled allocation, so that little is copied while readers wait. */
static void
reserve (TwHistory *history)
{
  if (history->length < history->allocated)
    return;
  history->allocated = CLAMP (2 * history->allocated, FIRST_ALLOCATION, history->capacity);
  history->allocated = MIN (history->allocated, history->capacity);
  history->rows = g_renew (double, history->rows, history->allocated * history->n_columns);
}

/* Whether the newest row makes way for one of this step: it is the same step's, or stayed only
 * because it was the newest. */
static gboolean
gives_way (const TwHistory *history, guint64 step)
{
  const guint64 newest = row_step (history, history->length - 1);

  return newest == step || (history->length > 1 && !tw_history_wants (history, newest));
}

/* visible: how many rows readers may have seen; only those they saw are a new generation when they
 * go. */
static void
append_row (TwHistory *history, const double *row, gsize *visible)
{
  const guint64 step = (guint64)row[TW_COLUMN_STEP];

  if (history->length > 0)
    {
      g_return_if_fail (step >= row_step (history, history->length - 1));
      if (gives_way (history, step))
        history->length--;
    }
  if (history->length < *visible)
    {
      *visible = history->length;
      history->generation++;
    }
  while (history->length == history->capacity)
    thin (history);
  reserve (history);
  memcpy (row_at (history, history->length++), row, history->n_columns * sizeof (double));
}

void
tw_history_append (TwHistory *history, const double *rows, gsize n)
{
  gsize visible;

  pthread_mutex_lock (&history->lock);
  visible = history->length;
  for (gsize i = 0; i < n; i++)
    append_row (history, rows + i * history->n_columns, &visible);
  pthread_mutex_unlock (&history->lock);
}

void
tw_history_truncate (TwHistory *history, guint64 step)
{
  gsize length = history->length;

  while (length > 0 && row_step (history, length - 1) > step)
    length--;
  if (length == history->length)
    return;

  pthread_mutex_lock (&history->lock);
  history->length = length;
  history->generation++;
  /* Nothing is left that was thinned, so the rows to come need not be sparse either. */
  if (length <= 1)
    history->stride = 1;
  pthread_mutex_unlock (&history->lock);
}

gsize
tw_history_get_length (TwHistory *history, guint64 *generation, guint64 *stride)
{
  gsize length;

  pthread_mutex_lock (&history->lock);
  length = history->length;
  if (generation != NULL)
    *generation = history->generation;
  if (stride != NULL)
    *stride = history->stride;
  pthread_mutex_unlock (&history->lock);
  return length;
}

gsize
tw_history_read (TwHistory *history, gsize first, gsize n, const guint *columns, guint n_columns,
                 double *out)
{
  gsize count;

  for (guint i = 0; i < n_columns; i++)
    g_return_val_if_fail (columns[i] < history->n_columns, 0);

  pthread_mutex_lock (&history->lock);
  count = first < history->length ? MIN (n, history->length - first) : 0;
  for (gsize row = 0; row < count; row++)
    for (guint i = 0; i < n_columns; i++)
      *out++ = row_at (history, first + row)[columns[i]];
  pthread_mutex_unlock (&history->lock);
  return count;
}
