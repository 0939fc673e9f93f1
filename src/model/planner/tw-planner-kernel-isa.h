/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The kernels by instruction set, for tw-planner-kernel.c. */

#pragma once

#include "model/planner/tw-planner-kernel.h"

G_BEGIN_DECLS

#define TW_PLANNER_DECLARE_KERNELS(isa)                                                            \
  void tw_planner_gradient_##isa (const TwPlannerPolicy *policy, const double *blocks,             \
                                  gsize n_blocks, guint n_actions, double *sums, double *each);    \
  double tw_planner_score_##isa (const TwPlannerPolicy *policy, const double *blocks,              \
                                 gsize n_blocks, guint n_actions);

TW_PLANNER_DECLARE_KERNELS (plain)
TW_PLANNER_DECLARE_KERNELS (avx2)
TW_PLANNER_DECLARE_KERNELS (avx512)

G_END_DECLS
