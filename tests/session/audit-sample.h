/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An audit log with all that is awkward in it, for what reads it back. */

#pragma once

#include "session/tw-audit.h"

#include <math.h>
#include <string.h>

static inline TwScenario *
audit_scenario (void)
{
  static const char text[] =
      "[scenario]\ntitle=Small\nmodel=planner\nseed=3\n[world]\ncontexts=64\n"
      "[stage pre-training]\nsteps=40\n[stage fine-tuning]\nsteps=60\n";
  g_autoptr (GError) error = NULL;
  TwScenario *scenario = tw_scenario_load_text (text, strlen (text), "small.ini", &error);

  g_assert_no_error (error);
  return scenario;
}

static inline void
audit_add (GPtrArray *changes, guint64 number, guint64 step, gint64 time, const char *who,
           const char *address, double before, double after)
{
  TwSessionChange *change = g_new0 (TwSessionChange, 1);

  change->number = number;
  change->step = step;
  change->time = time;
  change->who = g_strdup (who);
  change->origin = g_strdup ("inspector");
  change->address = g_strdup (address);
  change->before = before;
  change->after = after;
  g_ptr_array_add (changes, change);
}

static inline void
audit_free (gpointer data)
{
  TwSessionChange *change = data;

  g_free (change->who);
  g_free (change->origin);
  g_free (change->address);
  g_free (change);
}

static inline GPtrArray *
audit_changes (void)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func (audit_free);
  const gint64 time = G_GINT64_CONSTANT (1700000000000001);

  audit_add (changes, 1, 600, time, "ada", "theta.horizon", 0.1, 8.7199999999999998);
  audit_add (changes, 1, 600, time, "ada", "optimizer.batch", 128, 64);
  audit_add (changes, 2, 601, time + 999999, "Ada, \"the\" first\r\nand only", "optimizer.method",
             1, 3);
  audit_add (changes, 3, 9007199254740991, -1, "Ünal \u2009\t\001\\", "optimizer.method", 3, 17);
  audit_add (changes, 4, 0, G_MAXINT64, "", "no.such", NAN, 1e-300);
  audit_add (changes, 5, 1, G_MININT64, "ada", "theta.awareness", INFINITY, -0.0);
  audit_add (changes, 6, 2, 0, "=1+1", "world.contexts", 64.5, 128);
  audit_add (changes, 7, 3, 0, "ada", "optimizer.reset", 1, 0);
  return changes;
}
