/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analysis/tw-field.h"

#include "analysis/tw-field-job.h"

#define MAX_SIDE 4096
#define MAX_THREADS 64

void
tw_grid_point (const TwGrid *grid, guint i, guint j, double point[2])
{
  point[0] = grid->x0 + (i + 0.5) * (grid->x1 - grid->x0) / grid->nx;
  point[1] = grid->y0 + (j + 0.5) * (grid->y1 - grid->y0) / grid->ny;
}

TwField *
tw_field_ref (TwField *field)
{
  g_atomic_int_inc (&field->refs);
  return field;
}

void
tw_field_unref (TwField *field)
{
  if (!g_atomic_int_dec_and_test (&field->refs))
    return;
  g_free (field->points);
  g_free (field);
}

TwField *
tw_field_compute (const TwModel *model, const double *theta, const TwGrid *grid, guint n_threads,
                  const gint *cancelled)
{
  g_return_val_if_fail (grid->nx >= 1 && grid->nx <= MAX_SIDE, NULL);
  g_return_val_if_fail (grid->ny >= 1 && grid->ny <= MAX_SIDE, NULL);
  g_return_val_if_fail (n_threads >= 1 && n_threads <= MAX_THREADS, NULL);

  g_autoptr (TwFieldJob) job = tw_field_job_new (theta, model->type->n_params (model), grid);
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify)tw_model_free);

  for (guint i = 0; i < MIN (n_threads, grid->nx * grid->ny); i++)
    g_ptr_array_add (models, tw_model_copy (model));
  return tw_field_job_run (job, (TwModel *const *)models->pdata, models->len, cancelled);
}
