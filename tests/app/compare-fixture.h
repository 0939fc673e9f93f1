/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A comparison of two runs, made up: the same up to step 600, and farther apart from there. */

#pragma once

#include "session/tw-run-compare.h"

#include <math.h>

static inline void
fixture_add_difference (GPtrArray *differences, const char *address, double a, double b)
{
  TwRunDifference *difference = g_new (TwRunDifference, 1);

  *difference = (TwRunDifference){ g_strdup (address), a, b };
  g_ptr_array_add (differences, difference);
}

static inline void
fixture_difference_free (gpointer data)
{
  g_free (((TwRunDifference *)data)->address);
  g_free (data);
}

static inline TwRunComparison *
fixture_comparison (void)
{
  TwRunComparison *comparison = g_new0 (TwRunComparison, 1);
  const gsize n = 301;

  comparison->a = 1;
  comparison->b = 2;
  comparison->last = 1500;
  comparison->differ = TRUE;
  comparison->first_step = 601;
  comparison->common = 1;
  comparison->common_step = 600;
  comparison->settings = g_ptr_array_new_with_free_func (fixture_difference_free);
  comparison->parameters = g_ptr_array_new_with_free_func (fixture_difference_free);
  fixture_add_difference (comparison->settings, "optimizer.method", 1, 3);
  fixture_add_difference (comparison->settings, "optimizer.learning_rate", 0.1, 0.02);
  fixture_add_difference (comparison->parameters, "theta.horizon", 8.0 / 3, 8.7199999);
  fixture_add_difference (comparison->parameters, "theta.awareness", 0.25, NAN);
  comparison->n_steps = n;
  comparison->steps = g_new (double, n);
  comparison->theta_distance = g_new (double, n);
  comparison->plane_distance = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    {
      const double step = 5 * (double)i;
      const double since = MAX (step - 600, 0) / 900;

      comparison->steps[i] = step;
      comparison->theta_distance[i] = 3 * sqrt (since);
      comparison->plane_distance[i] = since * since;
    }
  return comparison;
}
