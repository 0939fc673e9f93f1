/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session-exercise.h"

#include "session/tw-replay.h"
#include "session/tw-run-compare.h"
#include "session/tw-verify.h"
#include "train/tw-trainer.h"

#include <glib/gstdio.h>

#include <math.h>
#include <string.h>

#define MOST_RUNS 8 /* of a file with more only the first are looked at */
#define ROWS 64
#define HISTORY_ROWS 32 /* so few that summaries are read */

void
exercise_clear (Exercise *exercise)
{
  g_clear_pointer (&exercise->message, g_free);
}

/* --- errors --- */

/* One line of text that says which file it is about; ours, or why a run could not be trained. */
static void
check_error (const char *path, const GError *error)
{
  g_autofree char *name = g_path_get_basename (path);

  if (error == NULL)
    g_error ("it failed and did not say why");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error->domain != TW_SESSION_ERROR && error->domain != TW_RUN_ERROR)
    g_error ("an error of another domain (%s): %s", g_quark_to_string (error->domain),
             error->message);
  if (!g_utf8_validate (error->message, -1, NULL))
    g_error ("a message that is no text");
  for (const char *c = error->message; *c != '\0'; c = g_utf8_next_char (c))
    if (!g_unichar_isprint (g_utf8_get_char (c)))
      g_error ("a message of more than one line, or not printable: %s", error->message);
  if (error->domain == TW_SESSION_ERROR && strstr (error->message, name) == NULL)
    g_error ("a message that does not name the file: %s", error->message);
}

/* Remembers the first thing that went wrong. */
static void
note (Exercise *exercise, const char *path, GError **error)
{
  check_error (path, *error);
  if (exercise->message == NULL)
    exercise->message = g_strdup ((*error)->message);
  g_clear_error (error);
}

/* --- reading --- */

static void
check_texts (const TwSessionRun *run)
{
  g_assert_nonnull (run->name);
  g_assert_true (g_utf8_validate (run->name, -1, NULL));
  g_assert_cmpuint (strlen (run->name), <=, TW_SESSION_MAX_NAME);
  g_assert_nonnull (run->scenario);
  g_assert_cmpint (run->id, >=, 1);
  g_assert_cmpint (run->parent, >=, 0);
  g_assert_cmpint (run->parent, !=, run->id);
  g_assert_cmpuint (run->head, >=, run->start);
  g_assert_cmpint (run->state, !=, TW_TRAINER_RUNNING);
  g_assert_cmpint (run->regime, >=, -1);
  g_assert_cmpint (run->regime, <, (int)run->scenario->type->n_regimes);
}

static void
read_history (TwSessionReader *reader, const char *path, const TwSessionRun *run,
              Exercise *exercise)
{
  g_autoptr (TwHistory) history = tw_history_new (run->scenario->type, HISTORY_ROWS);
  g_autoptr (GError) error = NULL;
  const guint column = TW_COLUMN_STEP;
  double steps[HISTORY_ROWS];
  gsize n;

  if (!tw_session_reader_load_history (reader, run->id, history, &error))
    {
      note (exercise, path, &error);
      return;
    }
  n = tw_history_read (history, 0, HISTORY_ROWS, &column, 1, steps);
  for (gsize i = 1; i < n; i++)
    g_assert_cmpfloat (steps[i], >, steps[i - 1]);
}

static void
read_rows (TwSessionReader *reader, const char *path, const TwSessionRun *run, guint64 first,
           Exercise *exercise)
{
  const guint n_columns = TW_COLUMN_READOUTS + run->scenario->type->n_readouts;
  g_autofree double *rows = g_new (double, ROWS *n_columns);
  g_autofree double *theta = g_new (double, ROWS *TW_SESSION_MAX_THETA);
  g_autoptr (GError) error = NULL;
  const gssize n =
      tw_session_reader_read_rows (reader, run->id, first, G_MAXUINT64, ROWS, rows, theta, &error);

  g_assert_cmpint (n, <=, ROWS);
  if (n < 0)
    note (exercise, path, &error);
}

static void
read_lists (TwSessionReader *reader, const char *path, const TwSessionRun *run, Exercise *exercise)
{
  GPtrArray *(*const lists[]) (TwSessionReader *, gint64, GError **) = {
    tw_session_reader_read_changes,
    tw_session_reader_read_checkpoints,
    tw_session_reader_read_marks,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) scores = tw_session_reader_read_scores (reader, run->id, &error);
  TwSessionSizes sizes;

  if (scores == NULL)
    note (exercise, path, &error);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (GPtrArray) list = lists[i](reader, run->id, &error);

      if (list == NULL)
        note (exercise, path, &error);
    }
  if (!tw_session_reader_read_sizes (reader, run->id, &sizes, &error))
    note (exercise, path, &error);
}

static void
read_states (TwSessionReader *reader, const char *path, const TwSessionRun *run, Exercise *exercise)
{
  const guint64 steps[] = { run->start, run->start / 2 + run->head / 2, run->head };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GError) error = NULL;
      TwSessionCheckpoint *checkpoint = NULL;
      g_autoptr (GBytes) state = tw_session_reader_read_state (reader, run->id, steps[i],
                                                               G_MAXUINT64, &checkpoint, &error);

      if (state == NULL)
        {
          note (exercise, path, &error);
          continue;
        }
      g_assert_nonnull (checkpoint);
      g_assert_cmpuint (checkpoint->step, <=, steps[i]);
      tw_session_checkpoint_free (checkpoint);
    }
}

static guint
n_runs_of (TwSessionReader *reader)
{
  return MIN (tw_session_reader_get_n_runs (reader), MOST_RUNS);
}

static void
read_everything (TwSessionReader *reader, const char *path, Exercise *exercise)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) machines = tw_session_reader_read_machines (reader, &error);

  if (machines == NULL)
    note (exercise, path, &error);
  for (guint i = 0; i < n_runs_of (reader); i++)
    {
      const TwSessionRun *run = tw_session_reader_get_run_at (reader, i);

      check_texts (run);
      read_history (reader, path, run, exercise);
      read_rows (reader, path, run, 0, exercise);
      read_rows (reader, path, run, run->head, exercise);
      read_lists (reader, path, run, exercise);
      read_states (reader, path, run, exercise);
    }
}

/* --- computing --- */

/* Cancels after a while: what a file asks for may take for ever. */
typedef struct
{
  GThread *thread;
  GCancellable *cancellable;
  GMutex mutex;
  GCond condition;
  gboolean done;
  gint64 end;
} Budget;

static gpointer
watch_budget (gpointer data)
{
  Budget *budget = data;

  g_mutex_lock (&budget->mutex);
  while (!budget->done)
    if (!g_cond_wait_until (&budget->condition, &budget->mutex, budget->end))
      break;
  g_mutex_unlock (&budget->mutex);
  g_cancellable_cancel (budget->cancellable);
  return NULL;
}

static void
budget_start (Budget *budget, guint ms)
{
  budget->cancellable = g_cancellable_new ();
  budget->done = FALSE;
  budget->end = g_get_monotonic_time () + 1000 * (gint64)ms;
  g_mutex_init (&budget->mutex);
  g_cond_init (&budget->condition);
  budget->thread = g_thread_new ("budget", watch_budget, budget);
}

static void
budget_stop (Budget *budget)
{
  g_mutex_lock (&budget->mutex);
  budget->done = TRUE;
  g_cond_signal (&budget->condition);
  g_mutex_unlock (&budget->mutex);
  g_thread_join (budget->thread);
  g_mutex_clear (&budget->mutex);
  g_cond_clear (&budget->condition);
  g_object_unref (budget->cancellable);
}

static void
seek_everywhere (const char *path, GCancellable *cancellable, Exercise *exercise)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwReplay) replay = tw_replay_new (path, &error);
  TwSessionReader *reader;

  if (replay == NULL)
    {
      note (exercise, path, &error);
      return;
    }
  reader = tw_replay_get_reader (replay);
  for (guint i = 0; i < n_runs_of (reader); i++)
    {
      const TwSessionRun *run = tw_session_reader_get_run_at (reader, i);
      const guint64 steps[] = { 0, run->start, run->start / 2 + run->head / 2, run->head };

      for (guint k = 0; k < G_N_ELEMENTS (steps); k++)
        if (!tw_replay_seek (replay, run->id, steps[k], k % 2 ? TW_REPLAY_ALL_CHANGES : 0,
                             cancellable, &error))
          note (exercise, path, &error);
        else
          {
            guint64 changes;

            g_assert_cmpuint (tw_run_get_step (tw_replay_get_run (replay)), ==, steps[k]);
            g_assert_cmpint (tw_replay_get_owner (replay, &changes), >, 0);
          }
    }
}

static void
compare_all (TwSessionReader *reader, const char *path, GCancellable *cancellable,
             Exercise *exercise)
{
  const guint n = MIN (n_runs_of (reader), 3);

  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < n; k++)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (TwRunComparison) comparison =
            tw_run_compare (path, tw_session_reader_get_run_at (reader, i)->id,
                            tw_session_reader_get_run_at (reader, k)->id, 20, cancellable, &error);

        if (comparison == NULL)
          note (exercise, path, &error);
        else
          g_assert_cmpuint (comparison->n_steps, <=, 20);
      }
}

static void
verify_all (const char *path, GCancellable *cancellable, Exercise *exercise)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) verifications =
      tw_verify (path, 0, TW_VERIFY_TOLERANCE, NULL, NULL, cancellable, &error);

  if (verifications == NULL)
    note (exercise, path, &error);
}

void
exercise_read (const char *path, guint budget_ms, Exercise *exercise)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSessionReader) reader = tw_session_reader_new (path, &error);
  Budget budget;

  *exercise = (Exercise){ .result = EXERCISE_REFUSED };
  if (reader == NULL)
    {
      note (exercise, path, &error);
      return;
    }
  exercise->result = EXERCISE_READ_ONLY;
  read_everything (reader, path, exercise);
  budget_start (&budget, budget_ms);
  seek_everywhere (path, budget.cancellable, exercise);
  compare_all (reader, path, budget.cancellable, exercise);
  verify_all (path, budget.cancellable, exercise);
  budget_stop (&budget);
}

/* --- writing --- */

static void
change_tree (TwSession *session, const char *path, Exercise *exercise)
{
  const guint n = MIN (tw_session_get_n_runs (session), MOST_RUNS);

  for (guint i = 0; i < n; i++)
    {
      const gint64 id = tw_session_get_run_at (session, i)->id;
      g_autoptr (GError) error = NULL;

      if (!tw_session_rename (session, id, "another name", &error)
          || !tw_session_set_color (session, id, 3, &error)
          || !tw_session_set_hidden (session, id, TRUE, &error))
        note (exercise, path, &error);
    }
}

/* A few steps from the head of the run. */
static void
go_on (TwSession *session, TwRun *run, gint64 id, const char *path, Exercise *exercise)
{
  g_autoptr (GError) error = NULL;
  TwTrainerSink *sink = tw_session_record (session, id, &error);
  g_autoptr (TwTrainer) trainer = NULL;

  if (sink == NULL)
    {
      note (exercise, path, &error);
      tw_run_free (run);
      return;
    }
  trainer = tw_trainer_new_for_run (run, NULL, NULL, sink, NULL, NULL, &error);
  g_assert_no_error (error);
  tw_trainer_step (trainer, 5);
  tw_trainer_wait (trainer);
  tw_trainer_mark (trainer, "a mark");
  tw_trainer_sync (trainer);
}

static void
train_on (TwSession *session, const char *path, GCancellable *cancellable, Exercise *exercise)
{
  const guint n = MIN (tw_session_get_n_runs (session), 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwReplay) replay = tw_replay_new (path, &error);

  if (replay == NULL)
    {
      note (exercise, path, &error);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      const TwSessionRun *run = tw_session_get_run_at (session, i);
      const gint64 id = run->id;
      guint64 changes;
      gint64 owner, branch;

      if (!tw_replay_seek (replay, id, run->head, TW_REPLAY_ALL_CHANGES, cancellable, &error))
        {
          note (exercise, path, &error);
          continue;
        }
      owner = tw_replay_get_owner (replay, &changes);
      branch = tw_session_add_branch (session, owner, changes, tw_replay_get_run (replay),
                                      "a branch", &error);
      if (branch == 0)
        note (exercise, path, &error);
      go_on (session, tw_replay_take_run (replay), id, path, exercise);
    }
}

static void
copy_and_purge (TwSession *session, const char *path, GCancellable *cancellable, Exercise *exercise)
{
  g_autofree char *copy = g_strconcat (path, "-copy" TW_SESSION_SUFFIX, NULL);
  g_autoptr (GError) error = NULL;

  if (tw_session_get_n_runs (session) > 0
      && !tw_session_set_deleted (session, tw_session_get_run_at (session, 0)->id, TRUE, &error))
    note (exercise, path, &error);
  if (!tw_session_purge (session, &error) || !tw_session_flush (session, &error))
    note (exercise, path, &error);
  if (!tw_session_save_as (session, copy, FALSE, NULL, NULL, cancellable, &error))
    note (exercise, path, &error);
}

static void
write_everything (const char *path, Exercise *exercise)
{
  g_autofree char *copy = g_strconcat (path, "-copy" TW_SESSION_SUFFIX, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSession) session = tw_session_open (path, FALSE, &error);
  Budget budget;

  *exercise = (Exercise){ .result = EXERCISE_REFUSED };
  if (session == NULL)
    {
      note (exercise, path, &error);
      return;
    }
  if (tw_session_get_read_only_reason (session) != NULL)
    {
      exercise->result = EXERCISE_READ_ONLY;
      exercise->message = g_strdup (tw_session_get_read_only_reason (session));
      if (tw_session_get_n_runs (session) > 0)
        {
          const TwScenario *scenario = tw_session_get_run_at (session, 0)->scenario;

          g_assert_cmpint (tw_session_add_root (session, scenario, NULL, &error), ==, 0);
          g_assert_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_READ_ONLY);
        }
      return;
    }
  exercise->result = EXERCISE_WRITABLE;
  budget_start (&budget, 2000);
  change_tree (session, path, exercise);
  train_on (session, path, budget.cancellable, exercise);
  copy_and_purge (session, path, budget.cancellable, exercise);
  budget_stop (&budget);
  g_clear_pointer (&session, tw_session_free);
  g_remove (copy);
}

void
exercise_write (const char *path, Exercise *exercise)
{
  /* What is in the file may keep more from being written into it; in the end that is warned of. */
  const GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);

  write_everything (path, exercise);
  g_log_set_always_fatal (fatal);
}
