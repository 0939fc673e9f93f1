/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files that make up tw-run share.  Not for anyone else. */

#pragma once

#include "train/tw-run.h"

G_BEGIN_DECLS

#define TW_RUN_NO_STAGE G_MAXUINT

/* A ramp under way; one for each event, in the scenario's order. */
typedef struct
{
  gboolean active;
  guint item;   /* of the target, when it begins */
  double start; /* value before its first move */
} TwRamp;

/* One change that an event of the step made, so that it can be taken back. */
typedef struct
{
  guint event;
  TwAddress address;
  double value;
  TwRamp ramp;
} TwUndo;

struct _TwRun
{
  const TwModelType *type;
  TwModel *model;
  gsize n;

  /* The state. */
  TwScenario *scenario;
  guint64 step;
  guint last_stage; /* of the last step; TW_RUN_NO_STAGE before the first */
  double *theta;    /* (n) */
  TwOptimizer optimizer;
  TwRamp *ramps; /* (n_events) */

  /* What the last step did. */
  double *gradient, *delta, *origin; /* (n) */
  /* What the step under way does; exchanged with the above when it has succeeded. */
  double *new_gradient, *new_delta, *new_origin; /* (n) */
  TwOptimizer before;                            /* to go back to */
  TwUndo *undo;                                  /* (n_undo), room for n_events */
  guint n_undo;

  /* Follows from the state: tw_run_refresh(). */
  guint stage;         /* of step */
  guint64 stage_first; /* its first step */
  guint64 stage_end;
  guint64 total;
  guint64 next_event; /* the first step from here on that an event has something to do at */
  guint64 generation;
};

/* --- tw-run.c --- */

/* Works out what follows from the state, and gives the model its stage. */
void tw_run_refresh (TwRun *run);
/* θ, optimiser state: forget what the last step did. */
void tw_run_forget_last_step (TwRun *run);

/* --- tw-run-set.c --- */

/* address with "stage" replaced by the stage under way. */
TwAddress tw_run_resolve (const TwRun *run, TwAddress address);
/* Makes the model that of next's seed, world and settings.  FALSE and error, and nothing changed,
 * if that cannot be. */
gboolean tw_run_take_model (TwRun *run, const TwScenario *next, GError **error);
/* Puts next (whose reference it takes) in the place of the run's scenario; ramps follow their
 * events. */
void tw_run_take_scenario (TwRun *run, TwScenario *next);

/* --- tw-run-events.c --- */

/* The first step from `step` on that an event has something to do at; G_MAXUINT64: none. */
guint64 tw_run_find_next_event (const TwRun *run);
/* The events of the step to come.  FALSE and error, and everything but the optimiser as before, if
 * one cannot happen. */
gboolean tw_run_do_events (TwRun *run, GError **error);
/* Takes back what they did. */
void tw_run_undo_events (TwRun *run);

G_END_DECLS
