/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analysis/tw-observer-input.h"

#include <string.h>

static gboolean
same_doubles (const double *a, const double *b, gsize n)
{
  return memcmp (a, b, n * sizeof *a) == 0;
}

/* The field does not depend on where the state lies on the plane: moving the state to one fixed
 * place leaves exactly what it does depend on, whichever parameters the model has for that (with
 * entangled ones the rest moves in a way that only the model knows).  The place is half-way up to
 * the knowledge ceiling, in reach wherever anything is.  Where nothing is, θ itself is as good. */
static void
place_at_reference (const TwModel *model, const double *theta, gsize n, double *reference)
{
  double point[2] = { 1, model->type->ceiling (model, theta) / 2 };

  if (!model->type->place (model, theta, point, reference))
    memcpy (reference, theta, n * sizeof *theta);
}

TwFieldInput *
tw_field_input_new (const TwModel *model, const TwSnapshot *snapshot, const TwGrid *grid)
{
  TwFieldInput *input = g_new0 (TwFieldInput, 1);

  input->scenario = tw_scenario_ref (snapshot->scenario);
  input->stage = snapshot->stage;
  input->n_params = snapshot->n_params;
  input->reference = g_new0 (double, snapshot->n_params);
  place_at_reference (model, snapshot->theta, snapshot->n_params, input->reference);
  input->range[0] = grid->x0;
  input->range[1] = grid->x1;
  input->range[2] = grid->y0;
  input->range[3] = grid->y1;
  return input;
}

void
tw_field_input_free (TwFieldInput *input)
{
  tw_scenario_unref (input->scenario);
  g_free (input->reference);
  g_free (input);
}

gboolean
tw_field_input_equal (const TwFieldInput *a, const TwFieldInput *b)
{
  return a != NULL && tw_scenario_same_loss (a->scenario, a->stage, b->scenario, b->stage)
         && a->n_params == b->n_params && same_doubles (a->range, b->range, 4)
         && same_doubles (a->reference, b->reference, a->n_params);
}

/* Same data: what was drawn from the seed need not be drawn again. */
static gboolean
same_data (const TwScenario *a, const TwScenario *b)
{
  return a == b
         || (a->type == b->type && a->seed == b->seed
             && same_doubles (a->world, b->world, a->type->world.n));
}

gboolean
tw_scenario_same_loss (const TwScenario *a, guint stage_a, const TwScenario *b, guint stage_b)
{
  if (a == b && stage_a == stage_b)
    return TRUE;
  return same_data (a, b) && same_doubles (a->settings, b->settings, a->type->settings.n)
         && same_doubles (a->stages[stage_a].values, b->stages[stage_b].values, a->type->stage.n);
}

void
tw_model_pool_init (TwModelPool *pool, guint n)
{
  *pool = (TwModelPool){ .models = g_new0 (TwModel *, n), .n = n };
}

static void
empty (TwModelPool *pool)
{
  for (guint i = 0; i < pool->n; i++)
    g_clear_pointer (&pool->models[i], tw_model_free);
  g_clear_pointer (&pool->scenario, tw_scenario_unref);
}

void
tw_model_pool_clear (TwModelPool *pool)
{
  empty (pool);
  g_clear_pointer (&pool->models, g_free);
}

static gboolean
create (TwModelPool *pool, const TwScenario *scenario, GError **error)
{
  empty (pool);
  pool->models[0] =
      scenario->type->create (scenario->seed, scenario->world, scenario->settings, error);
  if (pool->models[0] == NULL)
    return FALSE;
  for (guint i = 1; i < pool->n; i++)
    pool->models[i] = tw_model_copy (pool->models[0]);
  return TRUE;
}

static gboolean
configure (TwModelPool *pool, const TwScenario *scenario, GError **error)
{
  for (guint i = 0; i < pool->n; i++)
    if (!scenario->type->configure (pool->models[i], scenario->world, scenario->settings, error))
      {
        empty (pool);
        return FALSE;
      }
  return TRUE;
}

gboolean
tw_model_pool_set (TwModelPool *pool, TwScenario *scenario, guint stage, GError **error)
{
  if (pool->scenario != NULL
      && tw_scenario_same_loss (pool->scenario, pool->stage, scenario, stage))
    return TRUE;
  /* New data are drawn once and shared: each model on its own would draw them again. */
  if (pool->scenario != NULL && same_data (pool->scenario, scenario)
          ? !configure (pool, scenario, error)
          : !create (pool, scenario, error))
    return FALSE;
  for (guint i = 0; i < pool->n; i++)
    scenario->type->set_stage (pool->models[i], scenario->stages[stage].values);
  g_clear_pointer (&pool->scenario, tw_scenario_unref);
  pool->scenario = tw_scenario_ref (scenario);
  pool->stage = stage;
  return TRUE;
}
