/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the full batch says at one state: loss, gradient, where they point on the plane, how much a
 * minibatch scatters around that, and how good the policy is (docs/MODEL.md, sections 6 and 7). */

#pragma once

#include "model/tw-model.h"

G_BEGIN_DECLS

/* Immutable once made; shared by reference; reference counts are atomic. */
typedef struct
{
  guint64 step;
  double loss;
  double *gradient; /* (n_params) ∇L */
  gsize n_params;
  double point[2];
  double vector[2]; /* -J ∇L */
  double noise[3];  /* J Σ Jᵀ / batch: xx, xy, yy: covariance of a step's gradient vector */
  TwVerdict verdict;
  /*< private >*/
  gatomicrefcount refs;
} TwOutlook;

TwOutlook *tw_outlook_ref (TwOutlook *outlook);
void tw_outlook_unref (TwOutlook *outlook);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwOutlook, tw_outlook_unref)

/* At theta (n_params of model), now, on this thread.  step is only copied.  batch is that of the
 * training steps: it divides the noise; 0 means that they use every context, and the noise is 0. */
TwOutlook *tw_outlook_compute (TwModel *model, const double *theta, guint64 step, guint batch);

/* vector = -J gradient, with J (2, n) row-major.  vector may not alias the others. */
void tw_outlook_project (const double *jacobian, const double *gradient, gsize n, double vector[2]);

/* The principal half-axes (a >= b >= 0) and the angle of a from the x axis (radians, -π/2 … π/2)
 * of the ellipse at one standard deviation of covariance (xx, xy, yy), which must be positive
 * semi-definite to rounding. */
void tw_noise_ellipse (const double covariance[3], double *a, double *b, double *angle);

G_END_DECLS
