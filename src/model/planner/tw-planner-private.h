/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The functions of the planner's table; see TwModelType for what each must do. */

#pragma once

#include "model/planner/tw-planner-gradient.h"

G_BEGIN_DECLS

typedef struct
{
  TwModel parent;
  guint64 seed;
  double world_values[TW_PLANNER_N_WORLD];
  double settings[TW_PLANNER_N_SETTINGS];
  double stage_values[TW_PLANNER_N_STAGE];
  TwPlannerStage stage;
  TwPlannerWorld *world; /* shared with copies */
  double best_score;     /* Σ_i max_a ρ of the stage, the scores' denominator; NaN: not known */

  /* Scratch: a minibatch, and every context's own sums; made when first needed. */
  guint batch_capacity;
  guint32 *batch_indices; /* (batch_capacity) */
  double
      *batch_blocks; /* (n_blocks (batch_capacity), n_actions, TW_N_FEATURES, TW_PLANNER_BLOCK) */
  double *each;      /* (world->n_blocks, TW_N_GRADIENT_SUMS, TW_PLANNER_BLOCK) */
} TwPlanner;

/* tw-planner.c: life, settings, loss. */
TwModel *
tw_planner_create (guint64 seed, const double *world, const double *settings, GError **error);
TwModel *tw_planner_copy (const TwModel *model);
void tw_planner_free (TwModel *model);
gboolean
tw_planner_configure (TwModel *model, const double *world, const double *settings, GError **error);
void tw_planner_set_stage (TwModel *model, const double *values);
gsize tw_planner_n_params (const TwModel *model);
const char *tw_planner_param_name (const TwModel *model, gsize index);
void tw_planner_initialise (const TwModel *model, const double *start, double *theta);
double
tw_planner_loss (TwModel *model, const double *theta, guint64 step, guint batch, double *gradient);
GBytes *tw_planner_to_bytes (const TwModel *model, const double *theta);
gboolean tw_planner_from_bytes (const TwModel *model, GBytes *bytes, double *theta, GError **error);

/* tw-planner-readings.c: read-outs, the plane, scores. */
void tw_planner_read (const TwModel *model, const double *theta, double *out);
void tw_planner_plane (const TwModel *model, const double *theta, double point[2]);
void tw_planner_jacobian (const TwModel *model, const double *theta, double *jacobian);
double tw_planner_ceiling (const TwModel *model, const double *theta);
bool
tw_planner_place (const TwModel *model, const double *theta, const double point[2], double *out);
void tw_planner_noise (TwModel *model, const double *theta, double covariance[3]);
void tw_planner_verdict (TwModel *model, const double *theta, TwVerdict *verdict);
void tw_planner_field_point (TwModel *model, const double *theta, const double point[2],
                             TwFieldPoint *out);

/* What θ means with the planner's settings. */
static inline void
tw_planner_state_of (const TwPlanner *self, const double *theta, TwPlannerState *state)
{
  tw_planner_state_init (state, self->settings, self->world_values[TW_PLANNER_DELAY], theta);
}

G_END_DECLS
