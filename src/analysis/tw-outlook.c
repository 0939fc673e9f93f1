/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analysis/tw-outlook.h"

#include <math.h>

/* Reference counts here and in tw-field.c use GLib's inline atomics, not g_atomic_ref_count_*():
 * those are calls into a library that the thread sanitizer does not see into, and it would report
 * the free as a race. */
TwOutlook *
tw_outlook_ref (TwOutlook *outlook)
{
  g_atomic_int_inc (&outlook->refs);
  return outlook;
}

void
tw_outlook_unref (TwOutlook *outlook)
{
  if (!g_atomic_int_dec_and_test (&outlook->refs))
    return;
  g_free (outlook->gradient);
  g_free (outlook);
}

void
tw_outlook_project (const double *jacobian, const double *gradient, gsize n, double vector[2])
{
  for (int axis = 0; axis < 2; axis++)
    {
      double sum = 0;
      for (gsize i = 0; i < n; i++)
        sum += jacobian[axis * n + i] * gradient[i];
      vector[axis] = -sum;
    }
}

TwOutlook *
tw_outlook_compute (TwModel *model, const double *theta, guint64 step, guint batch)
{
  const TwModelType *type = model->type;
  gsize n = type->n_params (model);
  g_autofree double *jacobian = g_new (double, 2 * n);
  TwOutlook *outlook = g_new0 (TwOutlook, 1);

  outlook->refs = 1;
  outlook->step = step;
  outlook->n_params = n;
  outlook->gradient = g_new (double, n);
  outlook->loss = type->loss (model, theta, 0, 0, outlook->gradient);
  type->plane (model, theta, outlook->point);
  type->jacobian (model, theta, jacobian);
  tw_outlook_project (jacobian, outlook->gradient, n, outlook->vector);
  type->verdict (model, theta, &outlook->verdict);

  /* Contexts are drawn with replacement, so a batch's mean gradient has the covariance of a single
   * context divided by the batch.  A step over all contexts draws nothing. */
  if (batch > 0)
    {
      type->noise (model, theta, outlook->noise);
      for (int i = 0; i < 3; i++)
        outlook->noise[i] /= batch;
    }
  return outlook;
}

void
tw_noise_ellipse (const double covariance[3], double *a, double *b, double *angle)
{
  double xx = covariance[0], xy = covariance[1], yy = covariance[2];
  double larger = (xx + yy) / 2 + hypot ((xx - yy) / 2, xy);
  /* The smaller eigenvalue from the determinant: the difference of the two terms above would lose
   * every digit of a thin ellipse.  Divided first, so that tiny covariances do not underflow. */
  double smaller = larger > 0 ? xx * (yy / larger) - xy * (xy / larger) : 0;

  *a = sqrt (fmax (larger, 0));
  *b = sqrt (fmax (smaller, 0));
  *angle = atan2 (2 * xy, xx - yy) / 2;
}
