/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/live/tw-live-run.h"

#include "app/live/tw-row-mirror.h"

#include <math.h>
#include <string.h>

/* While training runs, the observer looks this often; its threads share the cores with the trainer. */
#define LOOK_PERIOD_MS 100
/* A finer field is not replaced by a coarser one before it is this old, so that the ground does not
 * flicker while the run changes it. */
#define KEEP_FINER_US 150000

/* A setting that was changed after step 0. */
typedef struct
{
  TwAddress address;
  double value;
} Edit;

struct _TwLiveRun
{
  GObject parent_instance;

  TwTrainer *trainer;
  TwObserver *observer;
  GSource *wake; /* ready when a worker has handed something out */
  guint late_look;

  TwSnapshot *snapshot;
  TwField *field;
  TwOutlook *outlook;
  TwRowMirror rows;
  guint64 number; /* of the run, from 1 */
  gsize n_rows;   /* up to the snapshot's step: the worker may have gone on since */

  GArray *edits;  /* Edit: since step 0 */
  GArray *undone; /* Edit: by the last restart */

  gboolean playing;  /* asked for, and not seen to have ended */
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
      run->snapshot->scenario->type->readouts[run->snapshot->scenario->type->readout_y].minimum;
  const double ceiling = run->snapshot->ceiling;

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
  tw_observer_request (run->observer, run->snapshot, &grid);
}

static gboolean
on_late_look (gpointer data)
{
  TwLiveRun *run = data;

  run->late_look = 0;
  look_now (run);
  return G_SOURCE_REMOVE;
}

/* At once, unless training runs and the last look was only just. */
static void
look (TwLiveRun *run)
{
  const gint64 since = (g_get_monotonic_time () - run->looked) / 1000;

  if (run->snapshot->state != TW_TRAINER_RUNNING || since >= LOOK_PERIOD_MS)
    look_now (run);
  else if (run->late_look == 0)
    run->late_look = g_timeout_add ((guint)(LOOK_PERIOD_MS - since), on_late_look, run);
}

/* --- updating --- */

static TwLiveChange
take_snapshot (TwLiveRun *run)
{
  g_autoptr (TwSnapshot) newer = tw_trainer_take_snapshot (run->trainer);
  TwLiveChange change = TW_LIVE_SNAPSHOT;

  if (newer == NULL)
    return 0;
  if (run->snapshot == NULL || run->snapshot->scenario != newer->scenario)
    change |= TW_LIVE_SETTINGS;
  g_clear_pointer (&run->snapshot, tw_snapshot_unref);
  run->snapshot = g_steal_pointer (&newer);
  /* Only a play begins one, so that single steps are none; it ends with a state at rest, but not one
   * of before what was asked for. */
  if (run->snapshot->commands >= run->asked && run->snapshot->state != TW_TRAINER_RUNNING)
    run->playing = FALSE;
  return change;
}

static TwLiveChange
take_rows (TwLiveRun *run)
{
  const gsize before = run->n_rows;
  const gboolean changed = tw_row_mirror_update (&run->rows, tw_trainer_get_history (run->trainer));
  const double *steps = run->rows.values + TW_COLUMN_STEP;
  gsize n = run->rows.length;

  while (n > 1 && steps[(n - 1) * run->rows.n_columns] > (double)run->snapshot->step)
    n--;
  run->n_rows = n;
  return changed || n != before ? TW_LIVE_ROWS : 0;
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
  if (run->field != NULL && run->snapshot->state == TW_TRAINER_RUNNING
      && newer->grid.nx < run->field->grid.nx && covers_same (&newer->grid, &run->field->grid)
      && now - run->field_time < KEEP_FINER_US)
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

  change = take_snapshot (run);
  if (change != 0)
    {
      change |= take_rows (run);
      look (run);
    }
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
  tw_live_run_update (run);
  if (run->snapshot->state == TW_TRAINER_RUNNING)
    return;
  look_now (run);
  tw_observer_sync (run->observer);
  tw_live_run_update (run);
}

/* --- what there is --- */

TwSnapshot *
tw_live_run_get_snapshot (TwLiveRun *run)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), NULL);
  return run->snapshot;
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
  return run->snapshot->scenario->type;
}

const double *
tw_live_run_get_rows (TwLiveRun *run, gsize *n, guint *n_columns)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), NULL);

  *n = run->n_rows;
  *n_columns = run->rows.n_columns;
  return run->rows.values;
}

guint64
tw_live_run_get_rows_serial (TwLiveRun *run)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), 0);
  return (run->number << 40) + ((run->rows.generation & 0xffffffff) << 8);
}

/* --- commands --- */

/* After the command that brings it. */
static void
ask (TwLiveRun *run, gboolean playing)
{
  run->playing = playing;
  run->asked = tw_trainer_get_n_commands (run->trainer);
}

/* All that was set since step 0 is undone by it. */
static void
go_to_start (TwLiveRun *run)
{
  GArray *edits = run->edits;

  run->edits = run->undone;
  run->undone = edits;
  g_array_set_size (run->edits, 0);
  tw_trainer_restart (run->trainer);
}

void
tw_live_run_play (TwLiveRun *run)
{
  g_return_if_fail (TW_IS_LIVE_RUN (run));

  if (run->snapshot->state == TW_TRAINER_FAILED)
    return;
  if (run->snapshot->state == TW_TRAINER_FINISHED)
    go_to_start (run);
  tw_trainer_play (run->trainer);
  ask (run, TRUE);
}

void
tw_live_run_pause (TwLiveRun *run)
{
  g_return_if_fail (TW_IS_LIVE_RUN (run));

  tw_trainer_pause (run->trainer);
  ask (run, FALSE);
}

void
tw_live_run_step (TwLiveRun *run, guint64 n)
{
  g_return_if_fail (TW_IS_LIVE_RUN (run));
  tw_trainer_step (run->trainer, n);
}

void
tw_live_run_restart (TwLiveRun *run)
{
  g_return_if_fail (TW_IS_LIVE_RUN (run));

  go_to_start (run);
  ask (run, FALSE);
}

void
tw_live_run_set_speed (TwLiveRun *run, double steps_per_second)
{
  g_return_if_fail (TW_IS_LIVE_RUN (run));
  tw_trainer_set_speed (run->trainer, steps_per_second);
}

/* Whether a restart would undo the setting of this.  Events change places when their steps change, so that
 * an address may mean another one later. */
static gboolean
is_kept (TwLiveRun *run, TwAddress address)
{
  const gboolean begun = run->playing || run->snapshot->step > 0;

  return begun && address.section != TW_SECTION_THETA
         && (address.section != TW_SECTION_EVENT || run->snapshot->scenario->n_events == 1);
}

/* The last value counts. */
static void
note_edit (GArray *edits, TwAddress address, double value)
{
  const Edit edit = { address, value };

  for (guint i = 0; i < edits->len; i++)
    {
      Edit *other = &g_array_index (edits, Edit, i);

      if (other->address.section == address.section && other->address.item == address.item
          && other->address.key == address.key)
        {
          other->value = value;
          return;
        }
    }
  g_array_append_val (edits, edit);
}

void
tw_live_run_set (TwLiveRun *run, TwAddress address, double value)
{
  g_return_if_fail (TW_IS_LIVE_RUN (run));

  if (is_kept (run, address))
    note_edit (run->edits, address, value);
  tw_trainer_set (run->trainer, address, value);
}

guint
tw_live_run_get_n_undone (TwLiveRun *run)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), 0);
  return run->undone->len;
}

void
tw_live_run_set_undone (TwLiveRun *run)
{
  g_return_if_fail (TW_IS_LIVE_RUN (run));

  for (guint i = 0; i < run->undone->len; i++)
    tw_trainer_set (run->trainer, g_array_index (run->undone, Edit, i).address,
                    g_array_index (run->undone, Edit, i).value);
  g_array_set_size (run->undone, 0);
}

gboolean
tw_live_run_is_playing (TwLiveRun *run)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), FALSE);
  return run->playing;
}

double
tw_live_run_get (TwLiveRun *run, TwAddress address)
{
  g_return_val_if_fail (TW_IS_LIVE_RUN (run), NAN);

  if (address.section == TW_SECTION_THETA)
    return address.key < run->snapshot->n_params ? run->snapshot->theta[address.key] : NAN;
  if (address.item == TW_CURRENT_STAGE)
    address.item = run->snapshot->stage;
  return tw_scenario_get (run->snapshot->scenario, address);
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
tw_live_run_new (const TwScenario *scenario, guint n_threads, GError **error)
{
  g_autoptr (TwLiveRun) run = g_object_new (TW_TYPE_LIVE_RUN, NULL);

  run->wake = attach_wake (run);
  run->trainer = tw_trainer_new (scenario, on_handed_out, run->wake, error);
  if (run->trainer == NULL)
    return NULL;
  if (n_threads == 0)
    n_threads = CLAMP (g_get_num_processors (), 1, 8);
  run->observer = tw_observer_new (n_threads, on_handed_out, run->wake);
  tw_row_mirror_init (&run->rows);
  take_snapshot (run);
  take_rows (run);
  look_now (run);
  return g_steal_pointer (&run);
}

/* What the workers of a run that has gone still use. */
typedef struct
{
  TwObserver *observer;
  TwTrainer *trainer;
  GSource *wake;
} Workers;

static gpointer
end_workers (gpointer data)
{
  Workers *workers = data;

  tw_observer_free (workers->observer);
  tw_trainer_free (workers->trainer);
  g_source_unref (workers->wake);
  g_free (workers);
  return NULL;
}

/* In a large world a worker may need a second until it can stop; nobody waits for it. */
static void
leave_workers (TwLiveRun *run)
{
  Workers *workers = g_new (Workers, 1);

  *workers = (Workers){ run->observer, run->trainer, g_steal_pointer (&run->wake) };
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
  g_clear_pointer (&run->snapshot, tw_snapshot_unref);
  g_clear_pointer (&run->field, tw_field_unref);
  g_clear_pointer (&run->outlook, tw_outlook_unref);
  tw_row_mirror_clear (&run->rows);
  g_array_unref (run->edits);
  g_array_unref (run->undone);
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
}

static void
tw_live_run_init (TwLiveRun *run)
{
  static guint64 n_runs;

  run->number = ++n_runs;
  run->edits = g_array_new (FALSE, FALSE, sizeof (Edit));
  run->undone = g_array_new (FALSE, FALSE, sizeof (Edit));
  run->view[0] = 0;
  run->view[1] = 5;
  run->view[2] = 0;
  run->view[3] = 1;
}
