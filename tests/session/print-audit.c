/* SPDX-License-Identifier: GPL-3.0-or-later */

/* print-audit csv|json: the audit log of audit-sample.h, for test-audit.py to read. */

#include "audit-sample.h"

#include <stdio.h>

int
main (int argc, char **argv)
{
  g_autoptr (TwScenario) scenario = audit_scenario ();
  g_autoptr (GPtrArray) changes = audit_changes ();
  const TwAuditRun runs[] = {
    { .run = 3, .name = "far-sighted", .scenario = scenario, .changes = changes },
    { .run = 4, .name = "empty" },
    { .run = 5, .name = "two\nlines, \"quoted\"", .changes = changes }
  };
  g_autofree char *text = NULL;

  text = argc > 1 && strcmp (argv[1], "json") == 0 ? tw_audit_to_json (runs, G_N_ELEMENTS (runs))
                                                   : tw_audit_to_csv (runs, G_N_ELEMENTS (runs));
  fwrite (text, 1, strlen (text), stdout);
  return 0;
}
