/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a recorded run has to be: the same run, trained here step by step and remembered whole, with no
 * trainer, no thread and no file. */

#pragma once

#include "session/tw-replay.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 id; /* in the session that it is compared with */
  gint64 parent;
  guint64 start;
  guint64 parent_changes;
  TwRun *run;
  TwStepRecord last;
  guint64 n_changes;
  GHashTable *rows;   /* step → double[n_columns], as tw-history.h has it; the newest of a step */
  GHashTable *theta;  /* step → double[n_params] */
  GHashTable *states; /* "step/changes" → GBytes */
  GPtrArray *changes; /* TwSessionChange; without time and who */
  GPtrArray *marks;   /* TwSessionCheckpoint; step, changes, label only */
} PlainRun;

PlainRun *plain_run_new (gint64 id, const TwScenario *scenario);
/* From a state that parent had. */
PlainRun *plain_run_new_branch (gint64 id, PlainRun *parent, guint64 step, guint64 changes);
void plain_run_free (PlainRun *plain);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlainRun, plain_run_free)

guint64 plain_run_get_step (const PlainRun *plain);
/* Up to n steps; fewer where the stages end. */
void plain_run_step (PlainRun *plain, guint64 n);
/* FALSE and nothing changed where the run refuses that. */
gboolean plain_run_set (PlainRun *plain, const char *address, double value, const char *origin);
void plain_run_mark (PlainRun *plain, const char *label);
/* NULL: it never was in that state. */
GBytes *plain_run_get_state (const PlainRun *plain, guint64 step, guint64 changes);
char *plain_run_get_hash (const PlainRun *plain, guint64 step, guint64 changes);

/* --- comparing; a difference fails the test --- */

/* Everything recorded of the run: rows, θ, changes, checkpoints, marks, scores, scenario.  Every step
 * has a row where every is 1. */
void plain_run_check (const PlainRun *plain, TwSessionReader *reader);
/* The state that a replay has of it, at a step since its start. */
void plain_run_check_state (const PlainRun *plain, TwReplay *replay, guint64 step, guint64 changes);

G_END_DECLS
