/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The owner's side of a trainer: commands in, snapshots out. */

#include "train/tw-trainer.h"

#include "train/tw-trainer-private.h"

#include <math.h>
#include <string.h>
#include <time.h>

#define HISTORY_ROWS 65536

void
tw_command_free (TwCommand *command)
{
  g_free (command->addresses);
  g_free (command->values);
  g_free (command->text);
  g_free (command);
}

static void
init_threading (TwTrainer *trainer)
{
  pthread_condattr_t monotonic;

  pthread_condattr_init (&monotonic);
  pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init (&trainer->wake, &monotonic);
  pthread_condattr_destroy (&monotonic);
  pthread_cond_init (&trainer->changed, NULL);
  pthread_mutex_init (&trainer->lock, NULL);
  atomic_init (&trainer->attention, false);
}

/* All but the thread, which must have ended, or never begun. */
static void
free_parts (TwTrainer *trainer)
{
  while (trainer->first != NULL)
    {
      TwCommand *command = trainer->first;

      trainer->first = command->next;
      tw_command_free (command);
    }
  g_clear_pointer (&trainer->waiting, tw_snapshot_unref);
  if (trainer->sink != NULL)
    trainer->sink->end (trainer->sink);
  tw_run_free (trainer->run);
  tw_history_unref (trainer->history);
  pthread_mutex_destroy (&trainer->lock);
  pthread_cond_destroy (&trainer->wake);
  pthread_cond_destroy (&trainer->changed);
  g_free (trainer->failure);
  g_free (trainer->complaint);
  g_free (trainer->rows);
  g_free (trainer->row);
  g_free (trainer->jacobian);
  g_free (trainer);
}

TwTrainer *
tw_trainer_new_for_run (TwRun *run, const TwStepRecord *last, TwHistory *history,
                        TwTrainerSink *sink, TwTrainerNotify notify, gpointer data, GError **error)
{
  TwTrainer *trainer = g_new0 (TwTrainer, 1);
  const TwModelType *type = tw_run_get_model (run)->type;
  int problem;

  trainer->notify = notify;
  trainer->data = data;
  trainer->run = run;
  trainer->sink = sink;
  trainer->history =
      history != NULL ? tw_history_ref (history) : tw_history_new (type, HISTORY_ROWS);
  trainer->n_columns = tw_history_get_n_columns (trainer->history);
  trainer->rows = g_new (double, TW_TRAINER_BATCH_ROWS * trainer->n_columns);
  trainer->row = g_new (double, trainer->n_columns);
  trainer->jacobian = g_new (double, 2 * tw_run_get_n_params (run) + 1);
  trainer->end = &trainer->first;
  init_threading (trainer);
  tw_trainer_begin (trainer, last);

  problem = pthread_create (&trainer->thread, NULL, tw_trainer_work, trainer);
  if (problem == 0)
    return trainer;
  g_set_error (error, G_THREAD_ERROR, G_THREAD_ERROR_AGAIN, "no thread to train on: %s",
               g_strerror (problem));
  free_parts (trainer);
  return NULL;
}

TwTrainer *
tw_trainer_new (const TwScenario *scenario, TwTrainerNotify notify, gpointer data, GError **error)
{
  TwRun *run = tw_run_new (scenario, error);

  if (run == NULL)
    return NULL;
  return tw_trainer_new_for_run (run, NULL, NULL, NULL, notify, data, error);
}

void
tw_trainer_free (TwTrainer *trainer)
{
  if (trainer == NULL)
    return;
  pthread_mutex_lock (&trainer->lock);
  trainer->quit = TRUE;
  atomic_store (&trainer->attention, true);
  pthread_cond_signal (&trainer->wake);
  pthread_mutex_unlock (&trainer->lock);
  pthread_join (trainer->thread, NULL);
  free_parts (trainer);
}

/* --- commands --- */

/* Takes command; under lock. */
static void
enqueue (TwTrainer *trainer, TwCommand *command)
{
  *trainer->end = command;
  trainer->end = &command->next;
  trainer->issued++;
  atomic_store (&trainer->attention, true);
  pthread_cond_signal (&trainer->wake);
}

/* Takes command. */
static void
give (TwTrainer *trainer, TwCommand *command)
{
  pthread_mutex_lock (&trainer->lock);
  enqueue (trainer, command);
  pthread_mutex_unlock (&trainer->lock);
}

static TwCommand *
new_command (TwCommandKind kind)
{
  TwCommand *command = g_new0 (TwCommand, 1);

  command->kind = kind;
  return command;
}

void
tw_trainer_play (TwTrainer *trainer)
{
  give (trainer, new_command (TW_COMMAND_PLAY));
}

void
tw_trainer_pause (TwTrainer *trainer)
{
  give (trainer, new_command (TW_COMMAND_PAUSE));
}

void
tw_trainer_step (TwTrainer *trainer, guint64 n)
{
  TwCommand *command = new_command (TW_COMMAND_STEP);

  command->n = n;
  give (trainer, command);
}

void
tw_trainer_set_speed (TwTrainer *trainer, double steps_per_second)
{
  TwCommand *command = new_command (TW_COMMAND_SPEED);

  command->speed = steps_per_second;
  give (trainer, command);
}

void
tw_trainer_set_many (TwTrainer *trainer, const TwAddress *addresses, const double *values, guint n,
                     const char *origin)
{
  TwCommand *command = new_command (TW_COMMAND_SET);

  command->n = n;
  command->addresses = g_memdup2 (addresses, n * sizeof *addresses);
  command->values = g_memdup2 (values, n * sizeof *values);
  command->text = g_strdup (origin);
  give (trainer, command);
}

void
tw_trainer_set (TwTrainer *trainer, TwAddress address, double value)
{
  tw_trainer_set_many (trainer, &address, &value, 1, "");
}

void
tw_trainer_mark (TwTrainer *trainer, const char *label)
{
  TwCommand *command = new_command (TW_COMMAND_MARK);

  command->text = g_strdup (label);
  give (trainer, command);
}

/* --- what comes out --- */

guint64
tw_trainer_get_n_commands (TwTrainer *trainer)
{
  guint64 n;

  pthread_mutex_lock (&trainer->lock);
  n = trainer->issued;
  pthread_mutex_unlock (&trainer->lock);
  return n;
}

TwSnapshot *
tw_trainer_take_snapshot (TwTrainer *trainer)
{
  TwSnapshot *snapshot;

  pthread_mutex_lock (&trainer->lock);
  snapshot = g_steal_pointer (&trainer->waiting);
  pthread_mutex_unlock (&trainer->lock);
  return snapshot;
}

TwHistory *
tw_trainer_get_history (TwTrainer *trainer)
{
  return trainer->history;
}

void
tw_trainer_sync (TwTrainer *trainer)
{
  pthread_mutex_lock (&trainer->lock);
  /* The snapshot of the last command may have been taken already. */
  if (trainer->handled == trainer->issued && trainer->waiting == NULL)
    enqueue (trainer, new_command (TW_COMMAND_SHOW));
  while (trainer->handled < trainer->issued)
    pthread_cond_wait (&trainer->changed, &trainer->lock);
  pthread_mutex_unlock (&trainer->lock);
}

void
tw_trainer_wait (TwTrainer *trainer)
{
  pthread_mutex_lock (&trainer->lock);
  while (trainer->handled < trainer->issued || trainer->settled == TW_TRAINER_RUNNING)
    pthread_cond_wait (&trainer->changed, &trainer->lock);
  pthread_mutex_unlock (&trainer->lock);
}
