/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The worker's side of a trainer: between two steps it takes commands and shows what became of
 * them; the steps themselves need no lock. */

#include "train/tw-snapshot.h"
#include "train/tw-trainer-private.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <time.h>

#ifdef __linux__
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#define SECOND G_GINT64_CONSTANT (1000000000)
/* A display shows about 60 frames a second; more than four snapshots a frame are work for nobody. */
#define PUBLISH_PERIOD (4 * SECOND / 1000)
#define NICE 10

static gint64
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (gint64)time.tv_sec * SECOND + time.tv_nsec;
}

/* --- history --- */

static void
flush_rows (TwTrainer *trainer)
{
  if (trainer->n_rows > 0)
    tw_history_append (trainer->history, trainer->rows, trainer->n_rows);
  trainer->n_rows = 0;
}

static void
fill_row (TwTrainer *trainer, double *row)
{
  tw_history_fill_row (trainer->run, &trainer->last, row);
}

/* The row in the history's next batch; it stays there until the next one. */
static double *
record_row (TwTrainer *trainer)
{
  double *row;

  if (trainer->n_rows == TW_TRAINER_BATCH_ROWS)
    flush_rows (trainer);
  row = trainer->rows + trainer->n_rows++ * trainer->n_columns;
  fill_row (trainer, row);
  trainer->recorded = (gint64)tw_run_get_step (trainer->run);
  trainer->edited = FALSE;
  return row;
}

/* The newest row, where it is missing or of before an edit.  While running only steps that the
 * history keeps: others would come and go, and readers would fetch everything again. */
static void
bring_up_to_date (TwTrainer *trainer)
{
  const guint64 step = tw_run_get_step (trainer->run);

  if (!trainer->edited && trainer->recorded == (gint64)step)
    return;
  if (trainer->state == TW_TRAINER_RUNNING && trainer->recorded != (gint64)step
      && !tw_history_wants (trainer->history, step))
    return;
  record_row (trainer);
}

/* --- the sink --- */

static void
tell_step (TwTrainer *trainer, const double *row)
{
  TwTrainerSink *sink = trainer->sink;

  if (sink == NULL)
    return;
  trainer->untold = TRUE;
  if (row == NULL && sink->wants (sink, tw_run_get_step (trainer->run)))
    {
      fill_row (trainer, trainer->row);
      row = trainer->row;
    }
  sink->step (sink, trainer->run, &trainer->last, row);
}

/* Before the worker waits. */
static void
tell_rest (TwTrainer *trainer)
{
  TwTrainerSink *sink = trainer->sink;

  if (sink == NULL || !trainer->untold)
    return;
  trainer->untold = FALSE;
  fill_row (trainer, trainer->row);
  sink->rest (sink, trainer->run, &trainer->last, trainer->row, trainer->state, trainer->failure);
}

/* --- snapshots --- */

static TwSnapshot *
make_snapshot (TwTrainer *trainer)
{
  TwSnapshot *snapshot = tw_snapshot_new (trainer->run, trainer->jacobian);
  const gboolean running = trainer->state == TW_TRAINER_RUNNING;

  snapshot->serial = ++trainer->serial;
  snapshot->commands = trainer->taken;
  snapshot->state = trainer->state;
  snapshot->message = g_strdup (trainer->complaint != NULL ? trainer->complaint : trainer->failure);
  snapshot->last = trainer->last;
  snapshot->steps_per_second = running ? tw_pace_measured (&trainer->pace) : 0;
  return snapshot;
}

/* Puts the run as it is now in the place of whatever waits.  TRUE if nothing did. */
static gboolean
publish_quietly (TwTrainer *trainer, gint64 time)
{
  g_autoptr (TwSnapshot) snapshot = NULL;
  gboolean begins;

  bring_up_to_date (trainer);
  flush_rows (trainer);
  snapshot = make_snapshot (trainer);
  trainer->stale = FALSE;
  trainer->published = time;

  pthread_mutex_lock (&trainer->lock);
  begins = trainer->waiting == NULL;
  /* The one that waited is freed without the lock. */
  {
    TwSnapshot *old = trainer->waiting;

    trainer->waiting = g_steal_pointer (&snapshot);
    snapshot = old;
  }
  trainer->handled = trainer->taken;
  trainer->settled = trainer->state;
  pthread_cond_broadcast (&trainer->changed);
  pthread_mutex_unlock (&trainer->lock);
  return begins;
}

static void
publish (TwTrainer *trainer, gint64 time)
{
  if (publish_quietly (trainer, time) && trainer->notify != NULL)
    trainer->notify (trainer->data);
}

void
tw_trainer_begin (TwTrainer *trainer, const TwStepRecord *last)
{
  trainer->state = tw_run_is_done (trainer->run) ? TW_TRAINER_FINISHED : TW_TRAINER_PAUSED;
  trainer->last = last != NULL ? *last : TW_NO_STEP_RECORD;
  trainer->recorded = -1;
  publish_quietly (trainer, now ());
  if (trainer->sink == NULL)
    return;
  fill_row (trainer, trainer->row);
  trainer->sink->begin (trainer->sink, trainer->run, &trainer->last, trainer->row);
}

/* --- commands --- */

static void
forget_messages (TwTrainer *trainer)
{
  g_clear_pointer (&trainer->failure, g_free);
  g_clear_pointer (&trainer->complaint, g_free);
}

static void
start_running (TwTrainer *trainer, guint64 steps)
{
  if (trainer->held)
    g_clear_pointer (&trainer->complaint, g_free);
  trainer->held = FALSE;
  if (trainer->state == TW_TRAINER_PAUSED)
    {
      trainer->state = TW_TRAINER_RUNNING;
      tw_pace_start (&trainer->pace, now ());
      trainer->remaining = steps;
    }
  else if (steps == G_MAXUINT64 || trainer->remaining == G_MAXUINT64)
    trainer->remaining = steps;
  else
    trainer->remaining += MIN (steps, G_MAXUINT64 - 1 - trainer->remaining);
}

/* Where an edit leaves a run that was not running. */
static void
settle_after_edit (TwTrainer *trainer)
{
  if (trainer->state != TW_TRAINER_RUNNING)
    trainer->state = tw_run_is_done (trainer->run) ? TW_TRAINER_FINISHED : TW_TRAINER_PAUSED;
}

/* What the command is about to set, as the run has it before; edits (command->n). */
static void
describe_edits (TwTrainer *trainer, const TwCommand *command, TwEdit *edits)
{
  for (guint64 i = 0; i < command->n; i++)
    {
      TwAddress address = command->addresses[i];

      if (address.section == TW_SECTION_STAGE && address.item == TW_CURRENT_STAGE)
        address.item = tw_run_get_stage (trainer->run);
      edits[i].address = tw_scenario_address_text (tw_run_get_scenario (trainer->run), address);
      edits[i].before = tw_run_get (trainer->run, address);
      edits[i].after = command->values[i];
    }
}

/* Moves those that changed something to the front; returns how many. */
static guint
drop_idle_edits (TwEdit *edits, guint64 n)
{
  guint kept = 0;

  for (guint64 i = 0; i < n; i++)
    if (memcmp (&edits[i].before, &edits[i].after, sizeof (double)) != 0)
      {
        const TwEdit edit = edits[i];

        edits[i] = edits[kept];
        edits[kept++] = edit;
      }
  return kept;
}

static void
tell_edit (TwTrainer *trainer, TwEdit *edits, guint64 n, const char *origin)
{
  const guint changed = drop_idle_edits (edits, n);

  if (changed == 0)
    return;
  trainer->untold = TRUE;
  fill_row (trainer, trainer->row);
  trainer->sink->edit (trainer->sink, trainer->run, edits, changed, origin, &trainer->last,
                       trainer->row);
}

static gboolean
set_values (TwTrainer *trainer, const TwCommand *command)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&trainer->complaint, g_free);
  if (!tw_run_set_many (trainer->run, command->addresses, command->values, (guint)command->n,
                        &error))
    {
      trainer->complaint = g_strdup (error != NULL ? error->message : "the edit was refused");
      return FALSE;
    }
  forget_messages (trainer);
  trainer->edited = TRUE;
  settle_after_edit (trainer);
  return TRUE;
}

static void
handle_set (TwTrainer *trainer, const TwCommand *command)
{
  g_autofree TwEdit *edits = NULL;

  if (trainer->sink == NULL)
    {
      set_values (trainer, command);
      return;
    }
  edits = g_new0 (TwEdit, command->n);
  describe_edits (trainer, command, edits);
  if (set_values (trainer, command))
    tell_edit (trainer, edits, command->n, command->text);
  for (guint64 i = 0; i < command->n; i++)
    g_free ((char *)edits[i].address);
}

static void
handle (TwTrainer *trainer, const TwCommand *command)
{
  switch (command->kind)
    {
    case TW_COMMAND_PLAY:
      start_running (trainer, G_MAXUINT64);
      break;
    case TW_COMMAND_PAUSE:
      if (trainer->state == TW_TRAINER_RUNNING)
        trainer->state = TW_TRAINER_PAUSED;
      break;
    case TW_COMMAND_STEP:
      if (command->n > 0)
        start_running (trainer, MIN (command->n, G_MAXUINT64 - 1));
      break;
    case TW_COMMAND_SPEED:
      tw_pace_set_limit (&trainer->pace, command->speed, now ());
      break;
    case TW_COMMAND_SET:
      handle_set (trainer, command);
      break;
    case TW_COMMAND_MARK:
      if (trainer->sink != NULL)
        trainer->sink->mark (trainer->sink, trainer->run, command->text);
      trainer->untold = TRUE;
      break;
    case TW_COMMAND_SHOW:
      break;
    }
}

/* FALSE when it is time to end. */
static gboolean
take_commands (TwTrainer *trainer)
{
  TwCommand *command;
  gboolean quit;

  if (!atomic_load (&trainer->attention))
    return TRUE;

  pthread_mutex_lock (&trainer->lock);
  atomic_store (&trainer->attention, false);
  command = g_steal_pointer (&trainer->first);
  trainer->end = &trainer->first;
  trainer->taken = trainer->issued;
  quit = trainer->quit;
  pthread_mutex_unlock (&trainer->lock);

  while (command != NULL)
    {
      TwCommand *next = command->next;

      /* What was set or marked before the end is kept, and nothing else is done. */
      if (!quit || command->kind == TW_COMMAND_SET || command->kind == TW_COMMAND_MARK)
        handle (trainer, command);
      tw_command_free (command);
      command = next;
    }
  if (quit)
    return FALSE;
  if (trainer->state != TW_TRAINER_RUNNING)
    tell_rest (trainer);
  publish (trainer, now ());
  return TRUE;
}

/* Until there is a command, or that time has come; G_MAXINT64: only a command. */
static void
sleep_until (TwTrainer *trainer, gint64 time)
{
  const struct timespec end = { (time_t)(time / SECOND), (long)(time % SECOND) };
  int result = 0;

  pthread_mutex_lock (&trainer->lock);
  while (!atomic_load (&trainer->attention) && result != ETIMEDOUT)
    if (time == G_MAXINT64)
      pthread_cond_wait (&trainer->wake, &trainer->lock);
    else
      result = pthread_cond_timedwait (&trainer->wake, &trainer->lock, &end);
  pthread_mutex_unlock (&trainer->lock);
}

/* --- steps --- */

static void
stop (TwTrainer *trainer, TwTrainerState state)
{
  trainer->state = state;
  trainer->untold = TRUE;
  /* Who sees the state that comes out may ask for what was kept of it. */
  tell_rest (trainer);
  publish (trainer, now ());
}

/* FALSE, and paused, if who keeps the run cannot keep more of it. */
static gboolean
may_step (TwTrainer *trainer)
{
  char *why = NULL;

  if (trainer->sink == NULL || trainer->sink->may_step (trainer->sink, &why))
    return TRUE;
  g_free (trainer->complaint);
  trainer->complaint = why;
  trainer->held = TRUE;
  stop (trainer, TW_TRAINER_PAUSED);
  return FALSE;
}

static void
make_step (TwTrainer *trainer)
{
  g_autoptr (GError) error = NULL;
  const double *row = NULL;

  if (tw_run_is_done (trainer->run))
    {
      stop (trainer, TW_TRAINER_FINISHED);
      return;
    }
  if (!may_step (trainer))
    return;
  if (!tw_run_step (trainer->run, &trainer->last, &error))
    {
      forget_messages (trainer);
      trainer->failure = g_strdup (error->message);
      stop (trainer, TW_TRAINER_FAILED);
      return;
    }
  trainer->stale = TRUE;
  /* An edit's row was brought up to date when its command was done. */
  if (tw_history_wants (trainer->history, tw_run_get_step (trainer->run)))
    row = record_row (trainer);
  tell_step (trainer, row);
  if (trainer->remaining != G_MAXUINT64)
    trainer->remaining--;
  if (tw_run_is_done (trainer->run))
    stop (trainer, TW_TRAINER_FINISHED);
  else if (trainer->remaining == 0)
    stop (trainer, TW_TRAINER_PAUSED);
}

/* One step if it is due, else a wait for it that any command ends. */
static void
run_on (TwTrainer *trainer)
{
  const gint64 time = now ();
  const gint64 due = tw_pace_due (&trainer->pace, time);

  if (trainer->stale && time - trainer->published >= PUBLISH_PERIOD)
    publish (trainer, time);
  if (due > time)
    {
      const gint64 show = trainer->published + PUBLISH_PERIOD;

      tell_rest (trainer);
      sleep_until (trainer, trainer->stale ? MIN (due, show) : due);
      return;
    }
  tw_pace_step (&trainer->pace, time);
  make_step (trainer);
}

/* A lower priority than the interface's, which must stay smooth while this thread takes a whole
 * core. */
static void
be_nice (void)
{
#ifdef __linux__
  setpriority (PRIO_PROCESS, (id_t)syscall (SYS_gettid), NICE);
#endif
}

void *
tw_trainer_work (void *data)
{
  TwTrainer *trainer = data;

  be_nice ();
  if (trainer->notify != NULL)
    trainer->notify (trainer->data);
  while (take_commands (trainer))
    if (trainer->state == TW_TRAINER_RUNNING)
      run_on (trainer);
    else
      {
        tell_rest (trainer);
        sleep_until (trainer, G_MAXINT64);
      }
  tell_rest (trainer);
  return NULL;
}
