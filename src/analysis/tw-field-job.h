/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A field in the making: it can be stopped between two points and taken up again.  Private to this
 * layer.  A job belongs to one thread at a time. */

#pragma once

#include "analysis/tw-field.h"

G_BEGIN_DECLS

typedef struct _TwFieldJob TwFieldJob;

/* Copies theta (n_params) and grid. */
TwFieldJob *tw_field_job_new (const double *theta, gsize n_params, const TwGrid *grid);
void tw_field_job_free (TwFieldJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwFieldJob, tw_field_job_free)

/* Computes the points that are left, on n threads, the caller's with models[0], a new one with each
 * of the others.  Returns the field when every point is done (the job is then spent and can only be
 * freed), NULL when *cancelled became non-zero first. */
TwField *tw_field_job_run (TwFieldJob *job, TwModel *const *models, guint n, const gint *cancelled);

G_END_DECLS
