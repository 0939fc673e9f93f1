/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A run that is being trained, as the main thread sees it: the trainer on its worker, the observer
 * on its own, and here the newest of what both have handed out.
 *
 * Nothing changes behind the back of the views.  When something waits, ::pending is emitted once;
 * tw_live_run_update(), called by the window at the next frame, takes all that waits at once, so
 * that every view of a frame shows the same moment.
 *
 * Main thread only.  Nothing here waits for a worker but tw_live_run_sync(): the last unref leaves
 * the workers to a thread that ends them. */

#pragma once

#include "analysis/tw-observer.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define TW_TYPE_LIVE_RUN (tw_live_run_get_type ())
G_DECLARE_FINAL_TYPE (TwLiveRun, tw_live_run, TW, LIVE_RUN, GObject)

/* Points a side of the finest field. */
#define TW_LIVE_FIELD_SIDE 64

/* What an update brought. */
typedef enum
{
  TW_LIVE_SNAPSHOT = 1 << 0, /* a newer state */
  TW_LIVE_ROWS = 1 << 1,     /* recorded rows came, changed or went */
  TW_LIVE_FIELD = 1 << 2,
  TW_LIVE_OUTLOOK = 1 << 3,
  TW_LIVE_SETTINGS = 1 << 4, /* the scenario in force is another one */
} TwLiveChange;

/* ::pending () something waits for tw_live_run_update(); in the default main context.
 * ::updated (flags: guint, a TwLiveChange) after an update that brought something. */

/* A run at step 0 of a copy of scenario, paused, its first state at hand.  NULL and error if the
 * model cannot be made.  n_threads: for the observer's fields, 0 for one a core (8 at most). */
TwLiveRun *tw_live_run_new (const TwScenario *scenario, guint n_threads, GError **error);

TwLiveChange tw_live_run_update (TwLiveRun *run);
/* Waits until the trainer has done all commands and, paused, the observer has looked at the result
 * in full; then updates.  For tests and exports. */
void tw_live_run_sync (TwLiveRun *run);

/* As of the last update; borrowed until the next one. */
TwSnapshot *tw_live_run_get_snapshot (TwLiveRun *run);
TwField *tw_live_run_get_field (TwLiveRun *run);     /* NULL before the first */
TwOutlook *tw_live_run_get_outlook (TwLiveRun *run); /* NULL before the first */
const TwModelType *tw_live_run_get_model_type (TwLiveRun *run);
/* What was recorded: (n, n_columns), row-major, columns as TwHistoryColumn.  Borrowed until the
 * next update. */
const double *tw_live_run_get_rows (TwLiveRun *run, gsize *n, guint *n_columns);
/* Stays as long as rows are only added; differs between runs too.  Never 0, and the low eight bits
 * are: room for a column. */
guint64 tw_live_run_get_rows_serial (TwLiveRun *run);

/* Commands, as those of TwTrainer; their effect comes with a later update. */
void tw_live_run_play (TwLiveRun *run); /* finished: once more, from step 0 */
void tw_live_run_pause (TwLiveRun *run);
void tw_live_run_step (TwLiveRun *run, guint64 n);
void tw_live_run_restart (TwLiveRun *run);
void tw_live_run_set_speed (TwLiveRun *run, double steps_per_second);
void tw_live_run_set (TwLiveRun *run, TwAddress address, double value);

/* A restart goes back to step 0 as it was, so that it undoes what was set after it.  How many settings
 * the last restart undid so, and setting them once more.  Parameters do not count: they had their
 * value at that moment of the training. */
guint tw_live_run_get_n_undone (TwLiveRun *run);
void tw_live_run_set_undone (TwLiveRun *run);

/* Playing, by the last state or by a command that is not in effect yet.  Single steps are no play. */
gboolean tw_live_run_is_playing (TwLiveRun *run);
/* The value in force, of any address but events' ones that do not exist. */
double tw_live_run_get (TwLiveRun *run, TwAddress address);

/* The part of the plane that is in view: what the background field covers, as far as it can be
 * reached.  x0 < x1, y0 < y1, all finite. */
void tw_live_run_set_view (TwLiveRun *run, double x0, double x1, double y0, double y1);

G_END_DECLS
