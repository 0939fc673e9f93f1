/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-verify.h"

#include "session/tw-changes.h"
#include "session/tw-session-reader-private.h"

#include <math.h>
#include <string.h>

#define STEPS_BETWEEN_LOOKS 256

typedef struct
{
  TwSessionReader *reader;
  double tolerance;
  gint64 here; /* id of the machine that has this program's fingerprint; 0: none */
  TwVerifyProgress progress;
  gpointer data;
  GCancellable *cancellable;
  guint64 done, total; /* steps, of all */
  GHashTable *starts;  /* run id → GBytes: where a branch begins, as it was recomputed */
} Verifying;

void
tw_verification_free (TwVerification *verification)
{
  if (verification == NULL)
    return;
  g_free (verification->expected);
  g_free (verification->found);
  g_free (verification->parameter);
  g_free (verification);
}

/* --- comparing --- */

/* A run in that state; NULL and error if it is none of this run. */
static TwRun *
run_of_state (Verifying *in, const TwSessionRun *run, GBytes *state, GError **error)
{
  g_autoptr (TwRun) other = tw_run_new (run->scenario, error);

  if (other == NULL || !tw_changes_load (in->reader, run->id, other, state, error))
    return NULL;
  return g_steal_pointer (&other);
}

/* Greatest |Δθ| / max (1, |θ|) of found and expected (n), and which parameter has it. */
static double
measure (const double *found, const double *expected, gsize n, gsize *worst)
{
  double most = 0;

  for (gsize i = 0; i < n; i++)
    {
      const double distance = fabs (found[i] - expected[i]) / fmax (1, fabs (expected[i]));

      if (!(distance <= most))
        {
          most = distance;
          *worst = i;
        }
    }
  return most;
}

static void
note_difference (TwVerification *result, const TwSessionCheckpoint *checkpoint, TwRun *run,
                 const char *found, double deviation, gsize worst)
{
  TwModel *model = tw_run_get_model (run);

  if (!result->matches)
    return;
  result->matches = FALSE;
  result->step = checkpoint->step;
  result->changes = checkpoint->changes;
  result->expected = g_strdup (checkpoint->hash);
  result->found = g_strdup (found);
  if (deviation > 0)
    result->parameter = g_strdup (model->type->param_name (model, worst));
}

/* The run, which stands where the checkpoint was taken, against it.  Where machines differ it goes on from
 * the checkpoint's state. */
static gboolean
compare (Verifying *in, const TwSessionRun *session_run, const TwSessionCheckpoint *checkpoint,
         TwRun *run, TwVerification *result, GError **error)
{
  const gboolean same_machine = checkpoint->machine == in->here;
  g_autofree char *hash = tw_run_state_hash (run);
  TwSessionCheckpoint *found = NULL;
  g_autoptr (GBytes) state = NULL;
  g_autoptr (TwRun) expected = NULL;
  double deviation;
  gsize worst = 0;

  result->n_checkpoints++;
  result->same_machine &= same_machine;
  /* The state has to be what its hash says in any case: it is what a replay would start from. */
  state = tw_session_reader_read_state (in->reader, session_run->id, checkpoint->step,
                                        checkpoint->changes, &found, error);
  tw_session_checkpoint_free (found);
  if (state == NULL)
    return FALSE;
  if (strcmp (hash, checkpoint->hash) == 0)
    return TRUE;
  expected = run_of_state (in, session_run, state, error);
  if (expected == NULL)
    return FALSE;
  deviation = measure (tw_run_get_theta (run), tw_run_get_theta (expected),
                       tw_run_get_n_params (run), &worst);
  if (!(deviation <= result->deviation))
    result->deviation = deviation;
  if (same_machine || !(deviation <= in->tolerance))
    note_difference (result, checkpoint, run, hash, deviation, worst);
  return same_machine || tw_changes_load (in->reader, session_run->id, run, state, error);
}

/* --- recomputing --- */

/* Branches that begin where the run stands, with as many changes as it has. */
static void
keep_starts (Verifying *in, const TwSessionRun *run, TwRun *now, guint64 n_changes)
{
  for (guint i = 0; i < tw_session_reader_get_n_runs (in->reader); i++)
    {
      const TwSessionRun *branch = tw_session_reader_get_run_at (in->reader, i);

      if (branch->parent == run->id && branch->start == tw_run_get_step (now)
          && branch->parent_changes == n_changes)
        g_hash_table_insert (in->starts, g_memdup2 (&branch->id, sizeof branch->id),
                             tw_run_save_state (now));
    }
}

/* Steps at which branches of the run begin: a set of gint64. */
static GHashTable *
find_stops (Verifying *in, const TwSessionRun *run)
{
  GHashTable *stops = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < tw_session_reader_get_n_runs (in->reader); i++)
    {
      const TwSessionRun *branch = tw_session_reader_get_run_at (in->reader, i);

      if (branch->parent == run->id)
        g_hash_table_add (stops, (gpointer)&branch->start);
    }
  return stops;
}

#define BLOCK_ROWS 256

/* What was recorded step by step, read on while a run is recomputed. */
typedef struct
{
  gsize n_params;       /* 0: no θ was recorded, or none is needed */
  double *rows;         /* (BLOCK_ROWS, n_columns) */
  double *theta;        /* (BLOCK_ROWS, n_params) */
  TwAddress *addresses; /* (n_params) */
  guint n_columns;
  gsize n, at;
} Record;

typedef struct
{
  Record record;
  GPtrArray *changes, *checkpoints;
  GHashTable *stops;
  guint next; /* checkpoint */
  guint64 n_changes;
} Course;

/* All that is to be done where the run stands, one change after another. */
static gboolean
look_around (Verifying *in, const TwSessionRun *run, Course *course, TwRun *now,
             TwVerification *result, GError **error)
{
  const guint64 step = tw_run_get_step (now);

  for (;;)
    {
      const guint64 before = course->n_changes;

      while (course->next < course->checkpoints->len)
        {
          const TwSessionCheckpoint *checkpoint =
              g_ptr_array_index (course->checkpoints, course->next);

          if (checkpoint->step != step || checkpoint->changes != course->n_changes)
            break;
          course->next++;
          if (!compare (in, run, checkpoint, now, result, error))
            return FALSE;
        }
      if (g_hash_table_contains (course->stops, &step))
        keep_starts (in, run, now, course->n_changes);
      if (!tw_changes_apply (in->reader, run->id, course->changes, now, before + 1,
                             &course->n_changes, error))
        return FALSE;
      if (course->n_changes == before)
        return TRUE;
    }
}

static gboolean
tell (Verifying *in, gint64 run, GError **error)
{
  if (in->progress != NULL && in->total > 0)
    in->progress (fmin (1, (double)in->done / (double)in->total), run, in->data);
  return !g_cancellable_set_error_if_cancelled (in->cancellable, error);
}

/* --- step by step --- */

static gboolean
record_init (Verifying *in, const TwSessionRun *run, Course *course, GError **error)
{
  Record *record = &course->record;
  gboolean foreign = FALSE;

  for (guint i = 0; i < course->checkpoints->len; i++)
    foreign |= ((const TwSessionCheckpoint *)g_ptr_array_index (course->checkpoints, i))->machine
               != in->here;
  if (!foreign)
    return TRUE;
  if (!tw_session_reader_get_n_params (in->reader, run->id, &record->n_params, error))
    return FALSE;
  record->n_columns = TW_COLUMN_READOUTS + run->scenario->type->n_readouts;
  record->rows = g_new (double, BLOCK_ROWS * record->n_columns);
  record->theta = g_new (double, BLOCK_ROWS *MAX (record->n_params, 1));
  record->addresses = g_new0 (TwAddress, MAX (record->n_params, 1));
  for (gsize i = 0; i < record->n_params; i++)
    record->addresses[i] = (TwAddress){ TW_SECTION_THETA, 0, (guint)i };
  return TRUE;
}

static void
record_clear (Record *record)
{
  g_free (record->rows);
  g_free (record->theta);
  g_free (record->addresses);
}

/* The θ that was recorded of the step; *theta NULL: none was. */
static gboolean
record_find (Verifying *in, const TwSessionRun *run, Record *record, guint64 step,
             const double **theta, GError **error)
{
  *theta = NULL;
  while (record->at < record->n
         && record->rows[record->at * record->n_columns + TW_COLUMN_STEP] < (double)step)
    record->at++;
  if (record->at == record->n)
    {
      const gssize n = tw_session_reader_read_rows (in->reader, run->id, step, run->head,
                                                    BLOCK_ROWS, record->rows, record->theta, error);

      if (n < 0)
        return FALSE;
      record->n = (gsize)n;
      record->at = 0;
    }
  if (record->at < record->n
      && record->rows[record->at * record->n_columns + TW_COLUMN_STEP] == (double)step
      && !isnan (record->theta[record->at * record->n_params]))
    *theta = record->theta + record->at * record->n_params;
  return TRUE;
}

/* The run, which was one step further from what was recorded, against what was recorded here; it goes on
 * from that. */
static gboolean
compare_step (Verifying *in, const TwSessionRun *run, Course *course, TwRun *now,
              TwVerification *result, GError **error)
{
  const TwSessionCheckpoint place = { .step = tw_run_get_step (now),
                                      .changes = course->n_changes,
                                      .hash = (char *)"" };
  const double *theta;
  GError *cause = NULL;
  double most;
  gsize worst = 0;

  if (course->record.n_params != tw_run_get_n_params (now))
    return TRUE;
  if (!record_find (in, run, &course->record, tw_run_get_step (now), &theta, error))
    return FALSE;
  if (theta == NULL)
    return TRUE;
  most = measure (tw_run_get_theta (now), theta, course->record.n_params, &worst);
  if (!(most <= result->deviation))
    result->deviation = most;
  if (!(most <= in->tolerance))
    note_difference (result, &place, now, "", most, worst);
  return tw_run_set_many (now, course->record.addresses, theta, (guint)course->record.n_params,
                          &cause)
         || tw_session_reader_blame (in->reader, run->id, cause, error);
}

static gboolean
recompute (Verifying *in, const TwSessionRun *run, Course *course, TwRun *now,
           TwVerification *result, GError **error)
{
  GError *cause = NULL;

  for (;;)
    {
      if (!look_around (in, run, course, now, result, error)
          || !compare_step (in, run, course, now, result, error))
        return FALSE;
      if (tw_run_get_step (now) >= run->head || tw_run_is_done (now))
        return TRUE;
      if (in->done % STEPS_BETWEEN_LOOKS == 0 && !tell (in, run->id, error))
        return FALSE;
      if (!tw_run_step (now, NULL, &cause))
        return tw_session_reader_blame (in->reader, run->id, cause, error);
      in->done++;
      result->n_steps++;
    }
}

/* A checkpoint that the run never came by. */
static void
check_course (const Course *course, TwRun *now, TwVerification *result)
{
  if (course->next < course->checkpoints->len)
    note_difference (result, g_ptr_array_index (course->checkpoints, course->next), now, "", 0, 0);
}

static TwRun *
start_run (Verifying *in, const TwSessionRun *run, GError **error)
{
  g_autoptr (TwRun) now = tw_run_new (run->scenario, error);
  GBytes *start = g_hash_table_lookup (in->starts, &run->id);

  if (now == NULL || (start != NULL && !tw_run_load_state (now, start, error)))
    return NULL;
  if (run->parent == 0 || start != NULL)
    return g_steal_pointer (&now);
  g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_DAMAGED,
               "%s: run %" G_GINT64_FORMAT " begins at a state that run %" G_GINT64_FORMAT
               " never had",
               tw_session_reader_get_path (in->reader), run->id, run->parent);
  return NULL;
}

static TwVerification *
verify_run (Verifying *in, const TwSessionRun *run, GError **error)
{
  TwVerification *result = g_new0 (TwVerification, 1);
  g_autoptr (TwRun) now = start_run (in, run, error);
  Course course = { 0 };
  gboolean good = now != NULL;

  result->run = run->id;
  result->same_machine = result->matches = TRUE;
  course.stops = find_stops (in, run);
  if (good)
    course.changes = tw_session_reader_read_changes (in->reader, run->id, error);
  good = good && course.changes != NULL;
  if (good)
    course.checkpoints = tw_session_reader_read_checkpoints (in->reader, run->id, error);
  good = good && course.checkpoints != NULL && record_init (in, run, &course, error)
         && recompute (in, run, &course, now, result, error);
  record_clear (&course.record);
  if (good)
    check_course (&course, now, result);
  g_clear_pointer (&course.changes, g_ptr_array_unref);
  g_clear_pointer (&course.checkpoints, g_ptr_array_unref);
  g_hash_table_unref (course.stops);
  if (good)
    return result;
  tw_verification_free (result);
  return NULL;
}

/* --- which runs --- */

/* The runs that have to be recomputed: this one and those it comes from; all of them if id is 0.  A set of
 * ids; NULL and error if there is no such run. */
static GHashTable *
find_needed (Verifying *in, gint64 id, GError **error)
{
  g_autoptr (GHashTable) needed = g_hash_table_new (g_int64_hash, g_int64_equal);

  if (id != 0 && tw_session_reader_find (in->reader, id, error) == NULL)
    return NULL;
  for (guint i = tw_session_reader_get_n_runs (in->reader); i-- > 0;)
    {
      const TwSessionRun *run = tw_session_reader_get_run_at (in->reader, i);

      if (id != 0 && run->id != id && !g_hash_table_contains (needed, &run->id))
        continue;
      in->total += run->head - run->start;
      g_hash_table_add (needed, (gpointer)&run->id);
      g_hash_table_add (needed, (gpointer)&run->parent);
    }
  return g_steal_pointer (&needed);
}

static gboolean
find_here (Verifying *in, GError **error)
{
  g_autoptr (TwFingerprint) here = tw_fingerprint_new ();
  g_autoptr (GPtrArray) machines = tw_session_reader_read_machines (in->reader, error);

  for (guint i = 0; machines != NULL && i < machines->len; i++)
    {
      const TwFingerprint *machine = g_ptr_array_index (machines, i);

      if (tw_fingerprint_equal (machine, here))
        in->here = machine->id;
    }
  return machines != NULL;
}

static GPtrArray *
verify_all (Verifying *in, gint64 id, GError **error)
{
  const guint n = tw_session_reader_get_n_runs (in->reader);
  g_autoptr (GPtrArray) results =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tw_verification_free);
  g_autoptr (GHashTable) needed = find_needed (in, id, error);

  if (needed == NULL)
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      const TwSessionRun *run = tw_session_reader_get_run_at (in->reader, i);
      TwVerification *result;

      if (!g_hash_table_contains (needed, &run->id))
        continue;
      result = verify_run (in, run, error);
      if (result == NULL)
        return NULL;
      if (id == 0 || run->id == id)
        g_ptr_array_add (results, result);
      else
        tw_verification_free (result);
    }
  return g_steal_pointer (&results);
}

GPtrArray *
tw_verify (const char *path, gint64 run, double tolerance, TwVerifyProgress progress, gpointer data,
           GCancellable *cancellable, GError **error)
{
  g_autoptr (TwSessionReader) reader = tw_session_reader_new (path, error);
  g_autoptr (GHashTable) starts =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_bytes_unref);
  Verifying in = { .reader = reader,
                   .tolerance = tolerance,
                   .progress = progress,
                   .data = data,
                   .cancellable = cancellable,
                   .starts = starts };

  if (reader == NULL || !find_here (&in, error))
    return NULL;
  return verify_all (&in, run, error);
}
