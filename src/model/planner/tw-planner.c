/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/tw-random.h"
#include "model/planner/tw-planner-private.h"

#include <math.h>
#include <string.h>

/* Scratch depends on the world's number of actions and contexts. */
static void
drop_scratch (TwPlanner *self)
{
  g_clear_pointer (&self->batch_indices, g_free);
  g_clear_pointer (&self->batch_blocks, tw_planner_blocks_free);
  g_clear_pointer (&self->each, g_free);
  self->batch_capacity = 0;
}

static void
update_stage (TwPlanner *self)
{
  tw_planner_stage_init (&self->stage, self->stage_values, self->world_values[TW_PLANNER_DELAY]);
  self->best_score = NAN;
}

static TwPlanner *
planner_alloc (guint64 seed, const double *world, const double *settings)
{
  TwPlanner *self = g_new0 (TwPlanner, 1);

  self->parent.type = &tw_planner_type;
  self->seed = seed;
  memcpy (self->world_values, world, sizeof self->world_values);
  memcpy (self->settings, settings, sizeof self->settings);
  tw_setting_table_defaults (&tw_planner_type.stage, self->stage_values);
  update_stage (self);
  return self;
}

TwModel *
tw_planner_create (guint64 seed, const double *world, const double *settings, GError **error)
{
  g_autoptr (TwPlannerWorld) drawn = tw_planner_world_new (seed, world, error);
  TwPlanner *self;

  if (drawn == NULL)
    return NULL;

  self = planner_alloc (seed, world, settings);
  self->world = g_steal_pointer (&drawn);
  return &self->parent;
}

TwModel *
tw_planner_new_with_arrays (const TwPlannerArrays *arrays, const double *world,
                            const double *settings, GError **error)
{
  TwPlanner *self;

  if (arrays->n_actions < 2 || arrays->n_actions > TW_PLANNER_MAX_ACTIONS || arrays->n_contexts < 1
      || (gsize)arrays->n_contexts * arrays->n_actions > TW_PLANNER_MAX_CELLS)
    {
      g_set_error (error, TW_MODEL_ERROR, TW_MODEL_ERROR_SETTINGS,
                   "a world of %u contexts with %u actions is not allowed", arrays->n_contexts,
                   arrays->n_actions);
      return NULL;
    }

  self = planner_alloc (0, world, settings);
  self->world = tw_planner_world_new_from_arrays (arrays);
  self->world_values[TW_PLANNER_CONTEXTS] = arrays->n_contexts;
  self->world_values[TW_PLANNER_ACTIONS] = arrays->n_actions;
  return &self->parent;
}

TwModel *
tw_planner_copy (const TwModel *model)
{
  const TwPlanner *self = (const TwPlanner *)model;
  TwPlanner *copy = g_memdup2 (self, sizeof *self);

  copy->world = tw_planner_world_ref (self->world);
  copy->batch_capacity = 0;
  copy->batch_indices = NULL;
  copy->batch_blocks = NULL;
  copy->each = NULL;
  return &copy->parent;
}

void
tw_planner_free (TwModel *model)
{
  TwPlanner *self = (TwPlanner *)model;

  drop_scratch (self);
  tw_planner_world_unref (self->world);
  g_free (self);
}

/* The delay enters formulas only; every other key of the world goes into its numbers. */
static bool
must_draw_again (const double *old, const double *new)
{
  for (int i = 0; i < TW_PLANNER_N_WORLD; i++)
    if (i != TW_PLANNER_DELAY && old[i] != new[i])
      return true;

  return false;
}

gboolean
tw_planner_configure (TwModel *model, const double *world, const double *settings, GError **error)
{
  TwPlanner *self = (TwPlanner *)model;

  if (must_draw_again (self->world_values, world))
    {
      TwPlannerWorld *drawn = tw_planner_world_new (self->seed, world, error);

      if (drawn == NULL)
        return FALSE;

      drop_scratch (self);
      tw_planner_world_unref (self->world);
      self->world = drawn;
    }

  memcpy (self->world_values, world, sizeof self->world_values);
  memcpy (self->settings, settings, sizeof self->settings);
  update_stage (self);
  return TRUE;
}

void
tw_planner_set_stage (TwModel *model, const double *values)
{
  TwPlanner *self = (TwPlanner *)model;

  memcpy (self->stage_values, values, sizeof self->stage_values);
  update_stage (self);
}

gsize
tw_planner_n_params (const TwModel *model)
{
  return TW_PLANNER_N_PARAMS;
}

const char *
tw_planner_param_name (const TwModel *model, gsize index)
{
  g_return_val_if_fail (index < TW_PLANNER_N_PARAMS, NULL);

  return tw_planner_type.start.specs[index].key;
}

void
tw_planner_initialise (const TwModel *model, const double *start, double *theta)
{
  memcpy (theta, start, TW_PLANNER_N_PARAMS * sizeof *theta);
}

/* Draws the minibatch of a step into the scratch blocks. */
static void
draw_batch (TwPlanner *self, guint64 step, guint batch)
{
  if (batch > self->batch_capacity)
    {
      g_free (self->batch_indices);
      g_clear_pointer (&self->batch_blocks, tw_planner_blocks_free);
      self->batch_indices = g_new (guint32, batch);
      self->batch_blocks =
          tw_planner_blocks_new (tw_planner_n_blocks (batch), self->world->n_actions);
      self->batch_capacity = batch;
    }
  else if (batch % TW_PLANNER_BLOCK != 0)
    {
      /* A larger batch may have left contexts in lanes that must be empty now. */
      const gsize size = (gsize)self->world->n_actions * TW_N_FEATURES * TW_PLANNER_BLOCK;

      memset (self->batch_blocks + (tw_planner_n_blocks (batch) - 1) * size, 0,
              size * sizeof (double));
    }

  tw_random_fill_bounded (self->seed, TW_STREAM_MINIBATCH, step, 0, batch, self->world->n_contexts,
                          self->batch_indices);
  tw_planner_world_gather (self->world, self->batch_indices, batch, self->batch_blocks);
}

double
tw_planner_loss (TwModel *model, const double *theta, guint64 step, guint batch, double *gradient)
{
  TwPlanner *self = (TwPlanner *)model;
  const double *blocks = self->world->blocks;
  gsize n = self->world->n_contexts;
  double sums[TW_N_SUMS];
  TwPlannerState state;
  TwPlannerPolicy policy;

  if (batch > 0)
    {
      draw_batch (self, step, batch);
      blocks = self->batch_blocks;
      n = batch;
    }

  tw_planner_state_of (self, theta, &state);
  tw_planner_policy_init (&policy, &state, &self->stage, self->settings);
  tw_planner_gradient_kernel () (&policy, blocks, tw_planner_n_blocks (n), self->world->n_actions,
                                 sums, NULL);
  if (gradient != NULL)
    {
      tw_planner_act_gradient (&state, &self->stage, self->settings, theta, sums, n, gradient);
      tw_planner_add_document_gradient (&state, &self->stage, self->settings, theta, gradient);
    }
  return tw_planner_loss_from_sums (&state, &self->stage, sums, n);
}

GBytes *
tw_planner_to_bytes (const TwModel *model, const double *theta)
{
  return tw_model_doubles_to_bytes (theta, TW_PLANNER_N_PARAMS);
}

gboolean
tw_planner_from_bytes (const TwModel *model, GBytes *bytes, double *theta, GError **error)
{
  return tw_model_doubles_from_bytes (bytes, theta, TW_PLANNER_N_PARAMS, error);
}

/* One feature of every (context, action), as (n_contexts, n_actions), to out. */
static void
dump_feature (const TwPlannerWorld *world, TwFeature feature, double *out)
{
  const gsize n = (gsize)world->n_contexts * world->n_actions;

  for (gsize i = 0; i < n; i++)
    out[i] = world->rows[i * TW_N_FEATURES + feature];
}

void
tw_planner_dump_world (const TwModel *model, TwPlannerArrays *arrays)
{
  const TwPlannerWorld *world = ((const TwPlanner *)model)->world;
  const gsize n = (gsize)world->n_contexts * world->n_actions;

  g_return_if_fail (model->type == &tw_planner_type);

  arrays->n_contexts = world->n_contexts;
  arrays->n_actions = world->n_actions;
  arrays->phi = g_new (double, 3 * n);
  arrays->psi = g_new (double, 3 * n);
  arrays->eta = g_new (double, n);
  arrays->eta2 = g_new (double, n);
  arrays->etar = g_new (double, n);
  for (int k = 0; k < 3; k++)
    {
      dump_feature (world, TW_FEATURE_PHI_PREDICT + k, arrays->phi + k * n);
      dump_feature (world, TW_FEATURE_PSI_PREDICT + k, arrays->psi + k * n);
    }
  dump_feature (world, TW_FEATURE_ETA, arrays->eta);
  dump_feature (world, TW_FEATURE_ETA_LATER, arrays->eta2);
  dump_feature (world, TW_FEATURE_ETA_REWARD, arrays->etar);
}

void
tw_planner_arrays_clear (TwPlannerArrays *arrays)
{
  g_clear_pointer (&arrays->phi, g_free);
  g_clear_pointer (&arrays->psi, g_free);
  g_clear_pointer (&arrays->eta, g_free);
  g_clear_pointer (&arrays->eta2, g_free);
  g_clear_pointer (&arrays->etar, g_free);
}
