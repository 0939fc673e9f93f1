/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A planner's world: B contexts of A actions with nine numbers each (docs/MODEL.md, section 2).
 * Immutable once made, shared by reference; reference counts are atomic. */

#pragma once

#include "model/planner/tw-planner.h"

G_BEGIN_DECLS

/* The nine features of a (context, action), in the order in which they are stored. */
typedef enum
{
  TW_FEATURE_PHI_PREDICT,
  TW_FEATURE_PHI_BASE,
  TW_FEATURE_PHI_PROXY,
  TW_FEATURE_PSI_PREDICT,
  TW_FEATURE_PSI_BASE,
  TW_FEATURE_PSI_PROXY,
  TW_FEATURE_ETA,        /* η: confusion about the immediate payoff of the base goal */
  TW_FEATURE_ETA_LATER,  /* η': the same of the deferred one */
  TW_FEATURE_ETA_REWARD, /* η_r */
  TW_N_FEATURES
} TwFeature;

/* Contexts a block: one AVX-512 vector of doubles; other instruction sets take it in parts. */
#define TW_PLANNER_BLOCK 8

typedef struct
{
  guint n_contexts, n_actions;
  gsize n_blocks;
  double *blocks; /* (n_blocks, n_actions, TW_N_FEATURES, TW_PLANNER_BLOCK), 64-byte aligned; lanes
                     past the last context are 0, and so add nothing to any payoff or gradient */
  double
      *rows; /* (n_contexts, n_actions, TW_N_FEATURES): one context in one place, for minibatches */
  /*< private >*/
  gatomicrefcount refs;
} TwPlannerWorld;

/* Draws a world; values as in [world] of the planner (TW_PLANNER_N_WORLD).  NULL and error if it
 * is too large. */
TwPlannerWorld *tw_planner_world_new (guint64 seed, const double *values, GError **error);
TwPlannerWorld *tw_planner_world_new_from_arrays (const TwPlannerArrays *arrays);
TwPlannerWorld *tw_planner_world_ref (TwPlannerWorld *world);
void tw_planner_world_unref (TwPlannerWorld *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwPlannerWorld, tw_planner_world_unref)

/* Aligned memory for n_blocks blocks of n_actions, zeroed; free with tw_planner_blocks_free(). */
double *tw_planner_blocks_new (gsize n_blocks, guint n_actions);
void tw_planner_blocks_free (double *blocks);

/* Blocks needed for n contexts. */
static inline gsize
tw_planner_n_blocks (gsize n_contexts)
{
  return (n_contexts + TW_PLANNER_BLOCK - 1) / TW_PLANNER_BLOCK;
}

/* Copies the contexts indices (n) into blocks (tw_planner_n_blocks (n) of them); lanes past the
 * last one are left as they are. */
void tw_planner_world_gather (const TwPlannerWorld *world, const guint32 *indices, gsize n,
                              double *blocks);

G_END_DECLS
