/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a request depends on, compared by value, and the models to look at it with.  Private to the
 * observer; belongs to its worker. */

#pragma once

#include "analysis/tw-field.h"
#include "train/tw-trainer.h"

G_BEGIN_DECLS

/* Everything the field over a range depends on. */
typedef struct
{
  TwScenario *scenario;
  guint stage;
  gsize n_params;
  double *reference; /* (n_params) θ with the plane point moved to a fixed place */
  double range[4];   /* x0, x1, y0, y1 */
} TwFieldInput;

/* model must stand as scenario and stage say. */
TwFieldInput *
tw_field_input_new (const TwModel *model, const TwSnapshot *snapshot, const TwGrid *grid);
void tw_field_input_free (TwFieldInput *input);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwFieldInput, tw_field_input_free)
/* a may be NULL: equal to nothing. */
gboolean tw_field_input_equal (const TwFieldInput *a, const TwFieldInput *b);

/* True if models look at the same loss under both: same model, seed, world, settings and stage. */
gboolean
tw_scenario_same_loss (const TwScenario *a, guint stage_a, const TwScenario *b, guint stage_b);

/* A model for each thread, made once and then reconfigured, because drawing a world is what costs. */
typedef struct
{
  TwModel **models; /* (n), NULL before the first use */
  guint n;
  TwScenario *scenario; /* as which they stand, with stage; NULL before */
  guint stage;
} TwModelPool;

void tw_model_pool_init (TwModelPool *pool, guint n);
void tw_model_pool_clear (TwModelPool *pool);
/* Makes all models stand as scenario and stage say.  On failure the pool is empty. */
gboolean tw_model_pool_set (TwModelPool *pool, TwScenario *scenario, guint stage, GError **error);

G_END_DECLS
