/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A small planner in fine-tuning, and a state of it that knows enough for a ceiling above 0.6. */

#pragma once

#include "model/planner/tw-planner.h"

#include <math.h>

static inline TwModel *
fixture_model (guint contexts)
{
  const TwModelType *type = &tw_planner_type;
  double world[TW_PLANNER_N_WORLD], settings[TW_PLANNER_N_SETTINGS], stage[TW_PLANNER_N_STAGE];
  GError *error = NULL;
  TwModel *model;

  tw_setting_table_defaults (&type->world, world);
  tw_setting_table_defaults (&type->settings, settings);
  tw_model_type_stage_defaults (type, "fine-tuning", stage);
  world[TW_PLANNER_CONTEXTS] = contexts;
  model = type->create (7, world, settings, &error);
  g_assert_no_error (error);
  type->set_stage (model, stage);
  return model;
}

static inline void
fixture_theta (const TwModel *model, double *theta)
{
  double start[TW_PLANNER_N_PARAMS];

  tw_setting_table_defaults (&model->type->start, start);
  model->type->initialise (model, start, theta);
  for (int i = TW_PLANNER_U_WORLD; i <= TW_PLANNER_V_UPDATE; i++)
    theta[i] = 0.95;
  theta[TW_PLANNER_DIRECTEDNESS] = 1.5;
  theta[TW_PLANNER_HORIZON] = 3;
  theta[TW_PLANNER_AWARENESS] = 0.5;
}

/* |a - b| within tolerance of the larger; NaN fails. */
#define assert_close(a, b, tolerance)                                                              \
  G_STMT_START                                                                                     \
  {                                                                                                \
    double a_ = (a), b_ = (b), t_ = (tolerance);                                                   \
    if (!(fabs (a_ - b_) <= t_ * fmax (fabs (a_), fabs (b_))) && a_ != b_)                         \
      g_error ("%s:%d: %s = %.17g, %s = %.17g", __FILE__, __LINE__, #a, a_, #b, b_);               \
  }                                                                                                \
  G_STMT_END
