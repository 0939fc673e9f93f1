/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/planner/tw-planner-world.h"

#include "core/tw-random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 64

double *
tw_planner_blocks_new (gsize n_blocks, guint n_actions)
{
  const gsize size = n_blocks * n_actions * TW_N_FEATURES * TW_PLANNER_BLOCK * sizeof (double);
  double *blocks = aligned_alloc (ALIGNMENT, MAX (size, ALIGNMENT));

  if (blocks == NULL)
    g_error ("out of memory for %" G_GSIZE_FORMAT " bytes of contexts", size);

  memset (blocks, 0, size);
  return blocks;
}

void
tw_planner_blocks_free (double *blocks)
{
  free (blocks);
}

static TwPlannerWorld *
world_alloc (guint n_contexts, guint n_actions)
{
  TwPlannerWorld *world = g_new0 (TwPlannerWorld, 1);

  g_atomic_ref_count_init (&world->refs);
  world->n_contexts = n_contexts;
  world->n_actions = n_actions;
  world->n_blocks = tw_planner_n_blocks (n_contexts);
  world->rows = g_new (double, (gsize)n_contexts *n_actions *TW_N_FEATURES);
  world->blocks = tw_planner_blocks_new (world->n_blocks, n_actions);
  return world;
}

/* Writes the blocks from the rows: all contexts in order. */
static void
world_fill_blocks (TwPlannerWorld *world)
{
  g_autofree guint32 *all = g_new (guint32, world->n_contexts);

  for (guint i = 0; i < world->n_contexts; i++)
    all[i] = i;
  tw_planner_world_gather (world, all, world->n_contexts, world->blocks);
}

/* Turns nine independent normals of one (context, action) into its features:
 * φ_k and ψ_k correlate with φ_base and -φ_k as docs/MODEL.md, section 2, says. */
static void
correlate (const double *normals, const double *values, double *row)
{
  const double c_predict = values[TW_PLANNER_CORR_PREDICT];
  const double c_proxy = values[TW_PLANNER_CORR_PROXY];
  const double t = values[TW_PLANNER_TRADEOFF];
  const double base = normals[TW_FEATURE_PHI_BASE];

  row[TW_FEATURE_PHI_BASE] = base;
  row[TW_FEATURE_PHI_PREDICT] =
      c_predict * base + sqrt (1.0 - c_predict * c_predict) * normals[TW_FEATURE_PHI_PREDICT];
  row[TW_FEATURE_PHI_PROXY] =
      c_proxy * base + sqrt (1.0 - c_proxy * c_proxy) * normals[TW_FEATURE_PHI_PROXY];
  for (int k = 0; k < 3; k++)
    row[TW_FEATURE_PSI_PREDICT + k] = -t * row[TW_FEATURE_PHI_PREDICT + k]
                                      + sqrt (1.0 - t * t) * normals[TW_FEATURE_PSI_PREDICT + k];
  for (int f = TW_FEATURE_ETA; f < TW_N_FEATURES; f++)
    row[f] = normals[f];
}

TwPlannerWorld *
tw_planner_world_new (guint64 seed, const double *values, GError **error)
{
  const guint n_contexts = (guint)values[TW_PLANNER_CONTEXTS];
  const guint n_actions = (guint)values[TW_PLANNER_ACTIONS];
  const gsize n = (gsize)n_contexts * n_actions;
  g_autofree double *normals = NULL; /* (TW_N_FEATURES, n) */
  TwPlannerWorld *world;

  if (n > TW_PLANNER_MAX_CELLS)
    {
      g_set_error (error, TW_MODEL_ERROR, TW_MODEL_ERROR_MEMORY,
                   "a world of %u contexts with %u actions is too large; allowed: contexts × "
                   "actions up to %d",
                   n_contexts, n_actions, TW_PLANNER_MAX_CELLS);
      return NULL;
    }

  normals = g_new (double, TW_N_FEATURES *n);
  for (guint f = 0; f < TW_N_FEATURES; f++)
    tw_random_fill_normal (seed, TW_STREAM_PLANNER_WORLD + f, 0, 0, n, normals + f * n);

  world = world_alloc (n_contexts, n_actions);
  for (gsize i = 0; i < n; i++)
    {
      double cell[TW_N_FEATURES];

      for (guint f = 0; f < TW_N_FEATURES; f++)
        cell[f] = normals[f * n + i];
      correlate (cell, values, world->rows + i * TW_N_FEATURES);
    }
  world_fill_blocks (world);
  return world;
}

TwPlannerWorld *
tw_planner_world_new_from_arrays (const TwPlannerArrays *arrays)
{
  TwPlannerWorld *world = world_alloc (arrays->n_contexts, arrays->n_actions);
  const gsize n = (gsize)arrays->n_contexts * arrays->n_actions;

  for (gsize i = 0; i < n; i++)
    {
      double *row = world->rows + i * TW_N_FEATURES;

      for (int k = 0; k < 3; k++)
        {
          row[TW_FEATURE_PHI_PREDICT + k] = arrays->phi[k * n + i];
          row[TW_FEATURE_PSI_PREDICT + k] = arrays->psi[k * n + i];
        }
      row[TW_FEATURE_ETA] = arrays->eta[i];
      row[TW_FEATURE_ETA_LATER] = arrays->eta2[i];
      row[TW_FEATURE_ETA_REWARD] = arrays->etar[i];
    }
  world_fill_blocks (world);
  return world;
}

TwPlannerWorld *
tw_planner_world_ref (TwPlannerWorld *world)
{
  g_atomic_ref_count_inc (&world->refs);
  return world;
}

void
tw_planner_world_unref (TwPlannerWorld *world)
{
  if (!g_atomic_ref_count_dec (&world->refs))
    return;

  tw_planner_blocks_free (world->blocks);
  g_free (world->rows);
  g_free (world);
}

/* The contexts of one block, n <= TW_PLANNER_BLOCK of them: a whole vector of the block is written at
 * once, from as many rows as there are lanes; row by row, each write would touch another line of
 * the cache. */
static inline void
gather_block (const double *const *rows, gsize n, gsize cells, double *block)
{
  for (gsize f = 0; f < cells; f++)
    for (gsize lane = 0; lane < n; lane++)
      block[f * TW_PLANNER_BLOCK + lane] = rows[lane][f];
}

void
tw_planner_world_gather (const TwPlannerWorld *world, const guint32 *indices, gsize n,
                         double *blocks)
{
  const gsize cells = (gsize)world->n_actions * TW_N_FEATURES;

  for (gsize j = 0; j < n; j += TW_PLANNER_BLOCK, blocks += cells * TW_PLANNER_BLOCK)
    {
      const gsize lanes = MIN (n - j, TW_PLANNER_BLOCK);
      const double *rows[TW_PLANNER_BLOCK] = { NULL };

      for (gsize lane = 0; lane < lanes; lane++)
        rows[lane] = world->rows + indices[j + lane] * cells;
      /* Told apart so that the loop over lanes of a full block is unrolled. */
      if (lanes == TW_PLANNER_BLOCK)
        gather_block (rows, TW_PLANNER_BLOCK, cells, blocks);
      else
        gather_block (rows, lanes, cells, blocks);
    }
}
