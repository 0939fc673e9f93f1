/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/live/tw-live-run.h"

#include "app/live/tw-playback.h"
#include "app/live/tw-row-mirror.h"

#include <math.h>
#include <string.h>

/* While training runs, the observer looks this often; its threads share the cores with the trainer. */
#define LOOK_PERIOD_MS 100
/* A finer field is not replaced by a coarser one before it is this old, so that the ground does not
 * flicker while the run changes it. */
#define KEEP_FINER_US 150000

struct _TwLiveRun
{
  GObject parent_instance;

  TwTrainer *trainer;
  TwViewer *viewer; /* NULL: there are no earlier moments */
  TwObserver *observer;
  GSource *wake; /* ready when a worker has handed something out */
  guint late_look;

  TwSnapshot *head;
  TwSnapshot *shown; /* the head while it is followed */
  TwField *field;
  TwOutlook *outlook;
  TwRowMirror rows;
  guint64 number; /* of the run, from 1 */
  gsize n_rows,
      n_shown; /* up to the head's step (the worker may have gone on since), and the shown one */
  guint color;
  gboolean read_only;
  guint64 start;

  gboolean following;
  guint64 wanted;     /* the step asked for, unless it follows */
  char *view_problem; /* why it cannot be shown */
  TwPlayback playback;
  double speed; /* of training and of playing; 0: no limit */

  gboolean training; /* asked for, and not seen to have ended */
  guint64 asked;     /* number of the last command that decides about it */
  double view[4];    /* x0, x1, y0, y1 */
  gint64 looked;     /* when the observer was last asked, µs */
  gint64 field_time; /* when the field came, µs */
};

G_DEFINE_FINAL_TYPE (TwLiveRun, tw_live_run, G_TYPE_OBJECT)

enum
{
  PENDING,
  UPDATED,
  EDIT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- waking up --- */

/* On a worker: only the source, which is thread-safe, is touched. */
static void
on_handed_out (gpointer wake)
{
  g_source_set_ready_time (wake, 0);
}

static gboolean
dispatch_wake (GSource *source, GSourceFunc callback, gpointer data)
{
  g_source_set_ready_time (source, -1);
  return callback (data);
}

static gboolean
on_wake (gpointer data)
{
  g_signal_emit (data, signals[PENDING], 0);
  return G_SOURCE_CONTINUE;
}

static GSource *
attach_wake (TwLiveRun *run)
{
  static GSourceFuncs functions = { .dispatch = dispatch_wake };
  GSource *source = g_source_new (&functions, sizeof *source);

  g_source_set_static_name (source, "live run");
  g_source_set_callback (source, on_wake, run, NULL);
  g_source_attach (source, NULL);
  return source;
}

/* --- looking --- */

/* The part of the view that can be reached: there alone the field has something to say. */
static TwGrid
look_grid (TwLiveRun *run)
{
  TwGrid grid = { .x0 = run->view[0],
                  .x1 = run->view[1],
                  .y0 = run->view[2],
                  .y1 = run->view[3],
                  .nx = TW_LIVE_FIELD_SIDE,
                  .ny = TW_LIVE_FIELD_SIDE };
  const double least =
      run->shown->scenario->type->readouts[run->shown->scenario->type->readout_y].minimum;
  const double ceiling = run->shown->ceiling;

  if (least > grid.y0 && least < grid.y1)
    grid.y0 = least;
  if (ceiling > grid.y0 && ceiling < grid.y1)
    grid.y1 = ceiling;
  return grid;
}

static void
look_now (TwLiveRun *run)
{
  const TwGrid grid = look_grid (run);

  g_clear_handle_id (&run->late_look, g_source_remove);
  run->looked = g_get_monotonic_time ();
  tw_observer_request (run->observer, run->shown, &grid);
}

static gboolean
on_late_look (gpointer data)
{
  TwLiveRun *run = data;

  run->late_look = 0;
  look_now (run);
  return G_SOURCE_REMOVE;
}

/* Whether the shown moment goes on by itself, or is being dragged about. */
static gboolean
is_moving (TwLiveRun *run)
{
  return run->shown->state == TW_TRAINER_RUNNING || !run->following;
}

/* At once, unless the moment moves and the last look was only just. */
static void
look (TwLiveRun *run)
{
  const gint64 since = (g_get_monotonic_time () - run->looked) / 1000;

  if (!is_moving (run) || since >= LOOK_PERIOD_MS)
    look_now (run);
  else if (run->late_look == 0)
    run->late_look = g_timeout_add ((guint)(LOOK_PERIOD_MS - since), on_late_look, run);
}

/* --- updating --- */

static TwLiveChange
show (TwLiveRun *run, TwSnapshot *snapshot)
{
  TwLiveChange change = 0;

  if (snapshot == run->shown)
    return 0;
  if (run->shown == NULL || run->shown->scenario != snapshot->scenario)
    change = TW_LIVE_SETTINGS;
  tw_snapshot_ref (snapshot);
  g_clear_pointer (&run->shown, tw_snapshot_unref);
  run->shown = snapshot;
  return change | TW_LIVE_SNAPSHOT;
}

static TwLiveChange
take_head (TwLiveRun *run)
{
  TwSnapshot *newer = tw_trainer_take_snapshot (run->trainer);

  if (newer == NULL)
    return 0;
  g_clear_pointer (&run->head, tw_snapshot_unref);
  run->head = newer;
  /* Only a play begins one, so that single steps are none; it ends with a state at rest, but not one
   * of before what was asked for. */
  if (newer->commands >= run->asked && newer->state != TW_TRAINER_RUNNING)
    run->training = FALSE;
  return TW_LIVE_HEAD | (run->following ? show (run, newer) : 0);
}

static TwLiveChange
take_moment (TwLiveRun *run)
{
  g_autoptr (TwSnapshot) moment = NULL;
  g_autoptr (GError) error = NULL;

  if (run->viewer == NULL || run->following)
    return 0;
  moment = tw_viewer_take (run->viewer, &error);
  if (moment == NULL && error == NULL)
    return 0;
  g_free (run->view_problem);
  run->view_problem = error != NULL ? g_strdup (error->message) : NULL;
  return moment != NULL ? show (run, moment) : TW_LIVE_MODE;
}

/* How many rows there are up to a step; at least the first. */
static gsize
count_rows (TwLiveRun *run, guint64 step)
{
  const double *steps = run->rows.values + TW_COLUMN_STEP;
  gsize below = 0, above = run->rows.length;

  while (above - below > 1)
    {
      const gsize middle = below + (above - below) / 2;

      if (steps[middle * run->rows.n_columns] > (double)step)
        above = middle;
      else
        below = middle;
    }
  return above;
}

static TwLiveChange
take_rows (TwLiveRun *run)
{
  const gsize before = run->n_rows, shown_before = run->n_shown;
  const gboolean changed = tw_row_mirror_update (&run->rows, tw_trainer_get_history (run->trainer));

  run->n_rows = count_rows (run, run->head->step);
  run->n_shown = run->following ? run->n_rows : count_rows (run, run->shown->step);
  return changed || run->n_rows != before || run->n_shown != shown_before ? TW_LIVE_ROWS : 0;
}

static gboolean
covers_same (const TwGrid *a, const TwGrid *b)
{
  return a->x0 == b->x0 && a->x1 == b->x1 && a->y0 == b->y0;
}

static TwLiveChange
take_field (TwLiveRun *run)
{
  g_autoptr (TwField) newer = tw_observer_take_field (run->observer);
  const gint64 now = g_get_monotonic_time ();

  if (newer == NULL)
    return 0;
  if (run->field != NULL && is_moving (run) && newer->grid.nx < run->field->grid.nx
      && covers_same (&newer->grid, &run->field->grid) && now - run->field_time < KEEP_FINER_US)
    return 0;
  g_clear_pointer (&run->field, tw_field_unref);
  run->field = g_steal_pointer (&newer);
  run->field_time = now;
  return TW_LIVE_FIELD;
}

static TwLiveChange
take_outlook (TwLiveRun *run)
{
  TwOutlook *newer = tw_observer_take_outlook (run->observer);

  if (newer == NULL)
    return 0;
  g_clear_pointer (&run->outlook, tw_outlook_unref);
  run->outlook = newer;
  return TW_LIVE_OUTLOOK;
}

TwLiveChange
tw_live_run_update (TwLiveRun *run)
{
  TwLiveChange change;

  g_return_val_if_fail (TW_IS_LIVE_RUN (run), 0);

  change = take_head (run) | take_moment (run);
  if ((change & (TW_LIVE_HEAD | TW_LIVE_SNAPSHOT)) != 0)
    change |= take_rows (run);
  if ((change & TW_LIVE_SNAPSHOT) != 0)
    look (run);
  change |= take_field (run) | take_outlook (run);
  if (change != 0)
    g_signal_emit (run, signals[UPDATED], 0, change);
  return change;
}

void
tw_live_run_sync (TwLiveRun *run)
{
  g_return_if_fail (TW_IS_LIVE_RUN (run));

  tw_trainer_sync (run->trainer);
  if (run->viewer != NULL)
    tw_viewer_sync (run->viewer);
  tw_live_run_update (run);
  if (run->shown->state == TW_TRAINER_RUNNING)
    return;
  look_now (run);
  tw_observer_sync (run->observer);
  tw_live_run_update (run);
}

/* --- the shown moment --- */

TwSnapshot *
tw_live_run_get_snapshot (TwLiveRun *run)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), NULL);
  return run->shown;
}

TwField *
tw_live_run_get_field (TwLiveRun *run)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), NULL);
  return run->field;
}

TwOutlook *
tw_live_run_get_outlook (TwLiveRun *run)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), NULL);
  return run->outlook;
}

const TwModelType *
tw_live_run_get_model_type (TwLiveRun *run)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), NULL);
  return run->shown->scenario->type;
}

double
tw_live_run_get (TwLiveRun *run, TwAddress address)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), NAN);

  if (address.section == TW_SECTION_THETA)
    return address.key < run->shown->n_params ? run->shown->theta[address.key] : NAN;
  if (address.item == TW_CURRENT_STAGE)
    address.item = run->shown->stage;
  return tw_scenario_get (run->shown->scenario, address);
}

const double *
tw_live_run_get_rows (TwLiveRun *run, gsize *n, gsize *n_shown, guint *n_columns)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), NULL);

  *n = run->n_rows;
  *n_shown = run->n_shown;
  *n_columns = run->rows.n_columns;
  return run->rows.values;
}

guint64
tw_live_run_get_rows_serial (TwLiveRun *run)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), 0);
  return (run->number << 40) + ((run->rows.generation & 0xffffffff) << 8);
}

guint
tw_live_run_get_color (TwLiveRun *run)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), 0);
  return run->color;
}

/* What follows from a command at once, without any worker. */
static void
tell (TwLiveRun *run, TwLiveChange change)
{
  g_signal_emit (run, signals[UPDATED], 0, change);
}

void
tw_live_run_set_color (TwLiveRun *run, guint color)
{
  g_return_if_fail (TW_IS_LIVE_RUN (run));

  if (color == run->color)
    return;
  run->color = color;
  tell (run, TW_LIVE_MODE);
}

/* Playing goes on. */
static void
go_to_head (TwLiveRun *run)
{
  TwLiveChange change = TW_LIVE_MODE;

  if (run->following)
    return;
  run->following = TRUE;
  g_clear_pointer (&run->view_problem, g_free);
  tw_viewer_drop (run->viewer);
  change |= show (run, run->head) | take_rows (run);
  look_now (run);
  tell (run, change);
}

static void
go_to_step (TwLiveRun *run, guint64 step)
{
  const gboolean leaves = run->following;

  if (step >= run->head->step || run->viewer == NULL)
    {
      go_to_head (run);
      return;
    }
  if (!leaves && step == run->wanted && run->view_problem == NULL)
    return;
  run->following = FALSE;
  run->wanted = step;
  tw_viewer_request (run->viewer, step);
  tell (run, TW_LIVE_MODE);
}

void
tw_live_run_show_step (TwLiveRun *run, guint64 step)
{
  g_return_if_fail (TW_IS_LIVE_RUN (run));

  tw_playback_stop (&run->playback);
  go_to_step (run, step);
}

void
tw_live_run_follow (TwLiveRun *run)
{
  g_return_if_fail (TW_IS_LIVE_RUN (run));

  tw_playback_stop (&run->playback);
  go_to_head (run);
}

gboolean
tw_live_run_is_following (TwLiveRun *run)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), TRUE);
  return run->following;
}

guint64
tw_live_run_get_wanted_step (TwLiveRun *run)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), 0);
  return run->following ? run->head->step : run->wanted;
}

const char *
tw_live_run_get_view_problem (TwLiveRun *run)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), NULL);
  return run->view_problem;
}

/* --- the head --- */

guint64
tw_live_run_get_start (TwLiveRun *run)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), 0);
  return run->start;
}

TwSnapshot *
tw_live_run_get_head (TwLiveRun *run)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), NULL);
  return run->head;
}

gboolean
tw_live_run_is_read_only (TwLiveRun *run)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), TRUE);
  return run->read_only;
}

gboolean
tw_live_run_is_training (TwLiveRun *run)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), FALSE);
  return run->training;
}

/* After the command that brings it. */
static void
ask (TwLiveRun *run, gboolean training)
{
  run->training = training;
  run->asked = tw_trainer_get_n_commands (run->trainer);
}

static gboolean
can_train (TwLiveRun *run)
{
  return !run->read_only
         && (run->head->state == TW_TRAINER_PAUSED || run->head->state == TW_TRAINER_RUNNING);
}

void
tw_live_run_train (TwLiveRun *run)
{
  g_return_if_fail (TW_IS_LIVE_RUN (run));

  if (!can_train (run))
    return;
  tw_trainer_play (run->trainer);
  ask (run, TRUE);
}

void
tw_live_run_hold (TwLiveRun *run)
{
  g_return_if_fail (TW_IS_LIVE_RUN (run));

  if (run->read_only)
    return;
  tw_trainer_pause (run->trainer);
  ask (run, FALSE);
}

/* --- playing --- */

static void
play_recording (TwLiveRun *run, guint64 from)
{
  tw_playback_start (&run->playback, from);
  go_to_step (run, (guint64)run->playback.position);
  tell (run, TW_LIVE_MODE);
}

void
tw_live_run_play (TwLiveRun *run)
{
  g_return_if_fail (TW_IS_LIVE_RUN (run));

  if (run->playback.playing)
    return;
  if (run->viewer != NULL && run->head->step > 0 && (run->playback.loop || !run->following))
    play_recording (run, tw_live_run_get_wanted_step (run));
  else if (can_train (run))
    tw_live_run_train (run);
  else if (run->viewer != NULL && run->head->step > 0)
    play_recording (run, 0);
}

void
tw_live_run_pause (TwLiveRun *run)
{
  g_return_if_fail (TW_IS_LIVE_RUN (run));

  if (run->playback.playing)
    {
      tw_playback_stop (&run->playback);
      tell (run, TW_LIVE_MODE);
    }
  else if (run->following)
    tw_live_run_hold (run);
}

gboolean
tw_live_run_is_playing (TwLiveRun *run)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), FALSE);
  return run->playback.playing || (run->following && run->training);
}

void
tw_live_run_step (TwLiveRun *run, guint64 n)
{
  g_return_if_fail (TW_IS_LIVE_RUN (run));

  if (!run->following)
    tw_live_run_show_step (run, run->wanted + n);
  else if (can_train (run))
    tw_trainer_step (run->trainer, n);
}

void
tw_live_run_step_back (TwLiveRun *run)
{
  guint64 step;

  g_return_if_fail (TW_IS_LIVE_RUN (run));

  step = tw_live_run_get_wanted_step (run);
  if (step > 0)
    tw_live_run_show_step (run, step - 1);
}

void
tw_live_run_set_speed (TwLiveRun *run, double steps_per_second)
{
  g_return_if_fail (TW_IS_LIVE_RUN (run));

  run->speed = steps_per_second;
  tw_trainer_set_speed (run->trainer, steps_per_second);
}

void
tw_live_run_set_loop (TwLiveRun *run, guint64 first, guint64 last)
{
  g_return_if_fail (TW_IS_LIVE_RUN (run));

  tw_playback_set_loop (&run->playback, first, last);
  tell (run, TW_LIVE_MODE);
}

gboolean
tw_live_run_get_loop (TwLiveRun *run, guint64 *first, guint64 *last)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), FALSE);

  *first = run->playback.first;
  *last = run->playback.last;
  return run->playback.loop;
}

gboolean
tw_live_run_tick (TwLiveRun *run, gint64 time)
{
  guint64 step;

  g_return_val_if_fail (TW_IS_LIVE_RUN (run), FALSE);

  if (!run->playback.playing)
    return FALSE;
  step = tw_playback_advance (&run->playback, time, run->speed, run->head->step);
  /* Around a loop that ends at the head the head is a moment like others. */
  if (run->playback.playing && step >= run->head->step && run->head->step > 0)
    step = run->head->step - 1;
  go_to_step (run, step);
  if (run->playback.playing)
    return TRUE;
  /* Who watches a recording does not train it on without having asked: that is the next play. */
  tell (run, TW_LIVE_MODE);
  return FALSE;
}

/* --- changing --- */

void
tw_live_run_set_at_head (TwLiveRun *run, const TwLiveEdit *edit)
{
  g_return_if_fail (TW_IS_LIVE_RUN (run));

  if (!run->read_only)
    tw_trainer_set_many (run->trainer, edit->addresses, edit->values, edit->n, edit->origin);
}

void
tw_live_run_set_many (TwLiveRun *run, const TwAddress *addresses, const double *values, guint n,
                      const char *origin)
{
  TwLiveEdit edit = { addresses, values, n, origin };
  gboolean taken = FALSE;

  g_return_if_fail (TW_IS_LIVE_RUN (run));

  g_signal_emit (run, signals[EDIT], 0, &edit, &taken);
  if (!taken)
    tw_live_run_set_at_head (run, &edit);
}

void
tw_live_run_set (TwLiveRun *run, TwAddress address, double value, const char *origin)
{
  tw_live_run_set_many (run, &address, &value, 1, origin);
}

void
tw_live_run_set_view (TwLiveRun *run, double x0, double x1, double y0, double y1)
{
  const double view[4] = { x0, x1, y0, y1 };

  g_return_if_fail (TW_IS_LIVE_RUN (run));
  g_return_if_fail (x0 < x1 && y0 < y1);

  if (memcmp (view, run->view, sizeof view) == 0)
    return;
  memcpy (run->view, view, sizeof view);
  look (run);
}

/* --- the object --- */

TwLiveRun *
tw_live_run_new_for_run (const TwLiveParts *parts, GError **error)
{
  g_autoptr (TwLiveRun) run = g_object_new (TW_TYPE_LIVE_RUN, NULL);
  guint n_threads = parts->n_threads;

  run->color = parts->color;
  run->read_only = parts->read_only;
  run->start = parts->start;
  run->wake = attach_wake (run);
  run->trainer = tw_trainer_new_for_run (parts->run, parts->last, parts->history, parts->sink,
                                         on_handed_out, run->wake, error);
  if (run->trainer == NULL)
    {
      if (parts->functions != NULL)
        parts->functions->free (parts->source);
      return NULL;
    }
  if (parts->functions != NULL)
    run->viewer = tw_viewer_new (parts->functions, parts->source, on_handed_out, run->wake);
  if (n_threads == 0)
    n_threads = CLAMP (g_get_num_processors (), 1, 8);
  run->observer = tw_observer_new (n_threads, on_handed_out, run->wake);
  take_head (run);
  take_rows (run);
  look_now (run);
  return g_steal_pointer (&run);
}

TwLiveRun *
tw_live_run_new (const TwScenario *scenario, guint n_threads, GError **error)
{
  TwLiveParts parts = { .run = tw_run_new (scenario, error), .n_threads = n_threads, .color = 1 };

  return parts.run != NULL ? tw_live_run_new_for_run (&parts, error) : NULL;
}

/* What the workers of a run that has gone still use. */
typedef struct
{
  TwObserver *observer;
  TwViewer *viewer;
  TwTrainer *trainer;
  GSource *wake;
} Workers;

static gpointer
end_workers (gpointer data)
{
  Workers *workers = data;

  tw_observer_free (workers->observer);
  tw_trainer_free (workers->trainer);
  /* Last, since where its moments come from may wait for the trainer to have ended. */
  tw_viewer_free (workers->viewer);
  g_source_unref (workers->wake);
  g_free (workers);
  return NULL;
}

/* In a large world a worker may need a second until it can stop; nobody waits for it. */
static void
leave_workers (TwLiveRun *run)
{
  Workers *workers = g_new (Workers, 1);

  *workers = (Workers){ run->observer, run->viewer, run->trainer, g_steal_pointer (&run->wake) };
  g_source_destroy (workers->wake);
  g_thread_unref (g_thread_new ("end of a run", end_workers, workers));
}

static void
tw_live_run_finalize (GObject *object)
{
  TwLiveRun *run = TW_LIVE_RUN (object);

  if (run->observer != NULL)
    leave_workers (run);
  else if (run->wake != NULL)
    g_source_destroy (run->wake);
  g_clear_pointer (&run->wake, g_source_unref);
  g_clear_handle_id (&run->late_look, g_source_remove);
  g_clear_pointer (&run->head, tw_snapshot_unref);
  g_clear_pointer (&run->shown, tw_snapshot_unref);
  g_clear_pointer (&run->field, tw_field_unref);
  g_clear_pointer (&run->outlook, tw_outlook_unref);
  tw_row_mirror_clear (&run->rows);
  g_free (run->view_problem);
  G_OBJECT_CLASS (tw_live_run_parent_class)->finalize (object);
}

static void
tw_live_run_class_init (TwLiveRunClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tw_live_run_finalize;

  signals[PENDING] = g_signal_new ("pending", TW_TYPE_LIVE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[UPDATED] = g_signal_new ("updated", TW_TYPE_LIVE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[EDIT] = g_signal_new ("edit", TW_TYPE_LIVE_RUN, G_SIGNAL_RUN_LAST, 0,
                                g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1,
                                G_TYPE_POINTER);
}

static void
tw_live_run_init (TwLiveRun *run)
{
  static guint64 n_runs;

  run->number = ++n_runs;
  run->following = TRUE;
  tw_row_mirror_init (&run->rows);
  run->view[0] = 0;
  run->view[1] = 5;
  run->view[2] = 0;
  run->view[3] = 1;
}
