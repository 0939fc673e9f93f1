/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The audit log as a window: a table of what was changed in one or several runs, to sort, to search and to
 * export as CSV or JSON.  It shows what it is given.
 *
 * ::step-activated (gint64 run, guint64 step): a line was activated. */

#pragma once

#include "session/tw-audit.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TW_TYPE_CHANGE_LOG (tw_change_log_get_type ())
G_DECLARE_FINAL_TYPE (TwChangeLog, tw_change_log, TW, CHANGE_LOG, AdwWindow)

/* parent: for which it is transient; may be NULL. */
TwChangeLog *tw_change_log_new (GtkWindow *parent);
/* Everything is copied.  title: what it is the log of ("far-sighted"); with more than one run there is a
 * column that says which. */
void
tw_change_log_set_runs (TwChangeLog *log, const char *title, const TwAuditRun *runs, guint n_runs);

/* What is exported: all of it, in the order in which it was made, whatever is searched for.  Caller frees. */
char *tw_change_log_to_csv (TwChangeLog *log);
char *tw_change_log_to_json (TwChangeLog *log);

G_END_DECLS
