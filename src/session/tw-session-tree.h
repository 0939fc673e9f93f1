/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The runs of a session as the file has them, checked: what the owner's side and readers both begin
 * with.  Not for other layers. */

#pragma once

#include "session/tw-database.h"

G_BEGIN_DECLS

/* A run, with what it points to. */
typedef struct
{
  TwSessionRun run;
  char *name, *message;
} TwTreeRun;

TwTreeRun *tw_tree_run_copy (const TwTreeRun *run);
void tw_tree_run_free (TwTreeRun *run);
void tw_tree_run_set_name (TwTreeRun *run, const char *name);
void tw_tree_run_set_message (TwTreeRun *run, const char *message);

/* All runs by id: GPtrArray of TwTreeRun, which it frees.  A parent has a smaller id than its branches,
 * so that there can be no circle. */
GPtrArray *tw_session_tree_read (TwDatabase *database, GError **error);
/* The entry of that id, or NULL. */
TwTreeRun *tw_session_tree_find (GPtrArray *tree, gint64 id);

/* "paused", "finished", "failed"; running is paused, since nobody runs in a file. */
const char *tw_session_state_name (TwTrainerState state);

G_END_DECLS
