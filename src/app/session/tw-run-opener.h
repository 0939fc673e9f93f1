/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Takes a run out of a session's file to go on with it, or with a branch of it: its state, and the rows that
 * lead there.  On a thread of its own. */

#pragma once

#include "app/session/tw-shared-session.h"
#include "train/tw-history.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 run;
  gboolean at_head; /* or else at step, which is one of the run or of those it comes from */
  guint64 step;
  /* Unless it is NULL: not at step, but before the last change of the run that set this address to this
   * value, and the n_before changes before that one. */
  const char *changed;
  double changed_to;
  guint n_before;
} TwRunWish;

typedef struct
{
  gint64 id; /* that was wished for */
  TwRun *run;
  TwStepRecord last;
  TwHistory *history;
  gint64 owner;      /* whose step it is: a branch's parent */
  guint64 n_changes; /* how many of its changes are in the state */
} TwOpenedRun;

void tw_opened_run_free (TwOpenedRun *opened);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwOpenedRun, tw_opened_run_free)

/* At its head it waits until a trainer that had the run has ended. */
void tw_run_open (TwSharedSession *session, const TwRunWish *wish, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer data);
/* NULL and error.  Caller frees. */
TwOpenedRun *tw_run_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
