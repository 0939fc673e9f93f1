/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Prints what a session has recorded of a run, row by row as it is read. */

#pragma once

#include "session/tw-session-reader.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 from, to; /* steps; what lies before the run's start is its parents' */
  guint64 every;    /* at least so many steps from one row to the next; 1: all rows */
} TwCliRange;

/* A table, or with json an array of objects. */
gboolean tw_cli_print_rows (TwSessionReader *reader, const TwSessionRun *run,
                            const TwCliRange *range, gboolean json, GError **error);

G_END_DECLS
