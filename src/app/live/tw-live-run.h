/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A run, as the main thread sees it: the trainer at its head, on a worker; a viewer of any earlier step,
 * on another; the observer, on its own; and here the newest of what all have handed out.
 *
 * One moment of the run is *shown*: its head, which is followed while it moves on, or an earlier step.
 * Whatever views draw is of the shown moment, and so are field and outlook; the head goes on training
 * meanwhile, and is there beside it.  A recording can be played: the shown moment then moves forward until
 * it has reached the head, or around a loop.
 *
 * Nothing changes behind the back of the views.  When something waits, ::pending is emitted once;
 * tw_live_run_update(), called by the window at the next frame, takes all that waits at once, so
 * that every view of a frame shows the same moment.
 *
 * Main thread only.  Nothing here waits for a worker but tw_live_run_sync(): the last unref leaves
 * the workers to a thread that ends them. */

#pragma once

#include "analysis/tw-observer.h"
#include "app/live/tw-viewer.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define TW_TYPE_LIVE_RUN (tw_live_run_get_type ())
G_DECLARE_FINAL_TYPE (TwLiveRun, tw_live_run, TW, LIVE_RUN, GObject)

/* Points a side of the finest field. */
#define TW_LIVE_FIELD_SIDE 64

/* What an update brought. */
typedef enum
{
  TW_LIVE_SNAPSHOT = 1 << 0, /* another moment, or a newer state of the one, is shown */
  TW_LIVE_ROWS = 1 << 1, /* recorded rows came, changed or went, or others are before the moment */
  TW_LIVE_FIELD = 1 << 2,
  TW_LIVE_OUTLOOK = 1 << 3,
  TW_LIVE_SETTINGS = 1 << 4, /* the scenario in force at the moment is another one */
  TW_LIVE_HEAD = 1 << 5,     /* a newer state of the head */
  TW_LIVE_MODE = 1 << 6,     /* following, playing or the loop is another */
} TwLiveChange;

/* Values that are to be set together. */
typedef struct
{
  const TwAddress *addresses; /* (n) */
  const double *values;       /* (n) */
  guint n;
  const char *origin; /* what sets them: "inspector", "plane" */
} TwLiveEdit;

/* ::pending () something waits for tw_live_run_update(); in the default main context.
 * ::updated (flags: guint, a TwLiveChange) after an update that brought something, or a command that
 * changed the mode.
 * ::edit (edit: TwLiveEdit *) → gboolean: before something is set; TRUE: it is taken care of, and not set
 * here. */

/* What a live run is made of. */
typedef struct
{
  TwRun *run;               /* at its head; taken */
  const TwStepRecord *last; /* its last step; NULL: not known */
  TwHistory *history;       /* rows up to the head, a reference is taken; NULL: none yet */
  TwTrainerSink *sink;      /* taken; NULL: nobody keeps what it does */
  /* Where earlier moments come from, taken, and freed after the trainer; functions NULL: nowhere. */
  const TwViewerSource *functions;
  gpointer source;
  gboolean read_only; /* neither trained nor changed */
  guint64 start;      /* where the run itself begins; what is before was its parent's */
  guint color;        /* index of the categorical colours, for its trail */
  guint n_threads;    /* for the observer's fields, 0 for one a core (8 at most) */
} TwLiveParts;

/* At the head, which is followed, paused, its state at hand.  NULL and error without a worker. */
TwLiveRun *tw_live_run_new_for_run (const TwLiveParts *parts, GError **error);
/* A run at step 0 of a copy of scenario that nobody keeps, and without earlier moments.  NULL and error
 * if the model cannot be made. */
TwLiveRun *tw_live_run_new (const TwScenario *scenario, guint n_threads, GError **error);

TwLiveChange tw_live_run_update (TwLiveRun *run);
/* Waits until the trainer has done all commands and the moment asked for is there, and, unless training
 * runs, the observer has looked at it in full; then updates.  For tests and exports. */
void tw_live_run_sync (TwLiveRun *run);

/* --- the shown moment --- */

/* As of the last update; borrowed until the next one.  A moment before the head is paused. */
TwSnapshot *tw_live_run_get_snapshot (TwLiveRun *run);
TwField *tw_live_run_get_field (TwLiveRun *run);     /* NULL before the first */
TwOutlook *tw_live_run_get_outlook (TwLiveRun *run); /* NULL before the first */
const TwModelType *tw_live_run_get_model_type (TwLiveRun *run);
/* The value in force, of any address but events' ones that do not exist. */
double tw_live_run_get (TwLiveRun *run, TwAddress address);
/* What was recorded: (n, n_columns), row-major, columns as TwHistoryColumn, up to the head; of
 * them n_shown up to the shown moment.  Borrowed until the next update. */
const double *tw_live_run_get_rows (TwLiveRun *run, gsize *n, gsize *n_shown, guint *n_columns);
/* Stays as long as rows are only added; differs between runs too.  Never 0, and the low eight bits
 * are: room for a column. */
guint64 tw_live_run_get_rows_serial (TwLiveRun *run);
guint tw_live_run_get_color (TwLiveRun *run);
void tw_live_run_set_color (TwLiveRun *run, guint color);

/* Shows the state after so many steps; at the head or beyond, the head, and follows it. */
void tw_live_run_show_step (TwLiveRun *run, guint64 step);
void tw_live_run_follow (TwLiveRun *run);
gboolean tw_live_run_is_following (TwLiveRun *run);
/* The step that was asked for last: the shown one, or the one that will be. */
guint64 tw_live_run_get_wanted_step (TwLiveRun *run);
/* Why the moment asked for cannot be shown; NULL: it can. */
const char *tw_live_run_get_view_problem (TwLiveRun *run);

/* --- the head --- */

guint64 tw_live_run_get_start (TwLiveRun *run);
TwSnapshot *tw_live_run_get_head (TwLiveRun *run);
gboolean tw_live_run_is_read_only (TwLiveRun *run);
/* Whether the head trains, by its last state or by a command that is not in effect yet.  Single
 * steps do not count. */
gboolean tw_live_run_is_training (TwLiveRun *run);
/* Commands, as those of TwTrainer; their effect comes with a later update.  Of a run that is only
 * read they do nothing. */
void tw_live_run_train (TwLiveRun *run);
void tw_live_run_hold (TwLiveRun *run);

/* --- playing, wherever the shown moment is --- */

/* At the head, trains; of a run that has nothing more to train, or before the head, plays what was
 * recorded, and stops at the head: the next play trains on. */
void tw_live_run_play (TwLiveRun *run);
/* Pauses what moves the shown moment. */
void tw_live_run_pause (TwLiveRun *run);
gboolean tw_live_run_is_playing (TwLiveRun *run);
/* The moment n steps further: at the head it trains as many. */
void tw_live_run_step (TwLiveRun *run, guint64 n);
/* The moment a step before. */
void tw_live_run_step_back (TwLiveRun *run);
/* At most so many steps a second; 0: as fast as it goes. */
void tw_live_run_set_speed (TwLiveRun *run, double steps_per_second);
/* What is played goes round between two steps; first >= last: it does not. */
void tw_live_run_set_loop (TwLiveRun *run, guint64 first, guint64 last);
gboolean tw_live_run_get_loop (TwLiveRun *run, guint64 *first, guint64 *last);
/* Once a frame, with its time in µs: what is played moves on.  FALSE: nothing is. */
gboolean tw_live_run_tick (TwLiveRun *run, gint64 time);

/* --- changing --- */

/* See ::edit; without an answer it is set at the head. */
void tw_live_run_set (TwLiveRun *run, TwAddress address, double value, const char *origin);
void tw_live_run_set_many (TwLiveRun *run, const TwAddress *addresses, const double *values,
                           guint n, const char *origin);
/* Sets at the head, without asking. */
void tw_live_run_set_at_head (TwLiveRun *run, const TwLiveEdit *edit);

/* The part of the plane that is in view: what the background field covers, as far as it can be
 * reached.  x0 < x1, y0 < y1, all finite. */
void tw_live_run_set_view (TwLiveRun *run, double x0, double x1, double y0, double y1);

G_END_DECLS
