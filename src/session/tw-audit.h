/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The audit log as text: who changed what, when, from what to what, in one or several runs.
 *
 * One value changed is one record: run (id), name (of the run), number, step, time (UTC, ISO 8601
 * with microseconds), who, origin, address, before, after.  See TwSessionChange for what they mean.
 * Values are written as scenario files have them, as far as the run's scenario knows the address:
 * choices by name, switches as true and false; what is read back is the same double.
 *
 * Pure functions: thread-safe. */

#pragma once

#include "session/tw-session-reader.h"

G_BEGIN_DECLS

/* All borrowed. */
typedef struct
{
  gint64 run;
  const char *name;
  const TwScenario *scenario; /* for what values mean; NULL: all are numbers */
  GPtrArray *changes;         /* TwSessionChange; NULL: none */
} TwAuditRun;

/* RFC 4180 with a header line, UTF-8, lines ended by CR LF; a value that is not finite is empty.
 * Caller frees. */
char *tw_audit_to_csv (const TwAuditRun *runs, guint n_runs);
/* An array of objects with the names above; numbers, true and false are such, a value that is not
 * finite is null.  Caller frees. */
char *tw_audit_to_json (const TwAuditRun *runs, guint n_runs);

/* A value at an address as scenario files have it; "" if it is not finite.  scenario may be NULL, and
 * need not know the address.  Caller frees. */
char *tw_audit_format_value (const TwScenario *scenario, const char *address, double value);
/* What is set there, for people: "Oversight"; NULL if the scenario (may be NULL) does not know.  Static, not
 * translated. */
const char *tw_audit_title (const TwScenario *scenario, const char *address);

G_END_DECLS
