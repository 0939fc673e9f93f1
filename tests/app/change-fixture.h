/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A short audit log of two runs. */

#pragma once

#include "session/tw-audit.h"

#include <math.h>

static TwSessionChange fixture_changes[] = {
  { 1, 600, G_GINT64_CONSTANT (1700000000000000), "ada", "inspector", "theta.horizon", 3.5, 8.72 },
  { 2, 1200, G_GINT64_CONSTANT (1700000031000000), "Grace", "plane", "theta.horizon", 8.72, -1 },
  { 3, 1300, G_GINT64_CONSTANT (1700000032000000), "Grace", "undo", "optimizer.method", 1, 3 },
  { 1, 700, G_GINT64_CONSTANT (1700000010000000), "ada", "inspector", "no.such", NAN, 0.5 },
};

/* Free both with g_ptr_array_unref(), the scenario with tw_scenario_unref(). */
static inline void
fixture_audit (TwAuditRun runs[2])
{
  const TwScenario *scenario = tw_scenario_find ("default", NULL);

  g_assert_nonnull (scenario);
  runs[0] = (TwAuditRun){ 1, "start", scenario, g_ptr_array_new () };
  runs[1] = (TwAuditRun){ 2, "Other", NULL, g_ptr_array_new () };
  for (guint i = 0; i < 3; i++)
    g_ptr_array_add (runs[0].changes, &fixture_changes[i]);
  g_ptr_array_add (runs[1].changes, &fixture_changes[3]);
}

static inline void
fixture_audit_clear (TwAuditRun runs[2])
{
  g_ptr_array_unref (runs[0].changes);
  g_ptr_array_unref (runs[1].changes);
  tw_scenario_unref ((TwScenario *)runs[0].scenario);
}
