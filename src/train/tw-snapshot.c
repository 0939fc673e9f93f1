/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "train/tw-snapshot.h"

#include <string.h>

/* Inline atomics throughout, rather than g_atomic_ref_count_*(): those are calls into GLib, whose
 * ordering the thread sanitizer cannot see. */

TwSnapshot *
tw_snapshot_ref (TwSnapshot *snapshot)
{
  g_atomic_int_inc (&snapshot->refs);
  return snapshot;
}

void
tw_snapshot_unref (TwSnapshot *snapshot)
{
  if (!g_atomic_int_dec_and_test (&snapshot->refs))
    return;
  tw_scenario_unref (snapshot->scenario);
  g_free (snapshot->message);
  g_free (snapshot->theta); /* and the arrays behind it */
  g_free (snapshot);
}

/* One piece of memory for all arrays. */
static void
allocate (TwSnapshot *snapshot, gsize n, guint n_readouts)
{
  snapshot->n_params = n;
  snapshot->theta = g_new (double, 3 * n + n_readouts + 1);
  snapshot->gradient = snapshot->theta + n;
  snapshot->delta = snapshot->gradient + n;
  snapshot->readouts = snapshot->delta + n;
}

/* J Δθ with J at the parameters that the update started from, (2, n). */
static void
compute_velocity (TwSnapshot *snapshot, TwRun *run, double *jacobian)
{
  TwModel *model = tw_run_get_model (run);

  model->type->jacobian (model, tw_run_get_origin (run), jacobian);
  for (int row = 0; row < 2; row++)
    for (gsize i = 0; i < snapshot->n_params; i++)
      snapshot->velocity[row] += jacobian[(gsize)row * snapshot->n_params + i] * snapshot->delta[i];
}

TwSnapshot *
tw_snapshot_new (TwRun *run, double *jacobian)
{
  TwSnapshot *snapshot = g_new0 (TwSnapshot, 1);
  TwModel *model = tw_run_get_model (run);
  const TwModelType *type = model->type;
  const gsize n = tw_run_get_n_params (run);

  snapshot->refs = 1;
  snapshot->scenario = tw_scenario_ref (tw_run_get_scenario (run));
  snapshot->generation = tw_run_get_generation (run);
  snapshot->step = tw_run_get_step (run);
  snapshot->total_steps = tw_scenario_total_steps (snapshot->scenario);
  snapshot->stage =
      tw_scenario_stage_at (snapshot->scenario, snapshot->step, &snapshot->stage_first);

  allocate (snapshot, n, type->n_readouts);
  memcpy (snapshot->theta, tw_run_get_theta (run), n * sizeof (double));
  memcpy (snapshot->gradient, tw_run_get_gradient (run), n * sizeof (double));
  memcpy (snapshot->delta, tw_run_get_delta (run), n * sizeof (double));
  type->read (model, snapshot->theta, snapshot->readouts);
  type->plane (model, snapshot->theta, snapshot->point);
  snapshot->ceiling = type->ceiling (model, snapshot->theta);
  compute_velocity (snapshot, run, jacobian);
  return snapshot;
}
