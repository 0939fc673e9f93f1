/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plain-run.h"

#include <math.h>
#include <string.h>

static const TwStepRecord no_step = { .loss = NAN, .gradient_norm = NAN, .update_norm = NAN };

static guint
n_columns_of (const PlainRun *plain)
{
  return TW_COLUMN_READOUTS + tw_run_get_scenario (plain->run)->type->n_readouts;
}

static gint64 *
key_of (guint64 step)
{
  gint64 key = (gint64)step;

  return g_memdup2 (&key, sizeof key);
}

/* --- remembering --- */

static void
remember_row (PlainRun *plain)
{
  TwModel *model = tw_run_get_model (plain->run);
  const double *theta = tw_run_get_theta (plain->run);
  const guint64 step = tw_run_get_step (plain->run);
  double *row = g_new (double, n_columns_of (plain));

  row[TW_COLUMN_STEP] = (double)step;
  row[TW_COLUMN_LOSS] = plain->last.loss;
  row[TW_COLUMN_GRADIENT_NORM] = plain->last.gradient_norm;
  row[TW_COLUMN_UPDATE_NORM] = plain->last.update_norm;
  model->type->plane (model, theta, &row[TW_COLUMN_X]);
  model->type->read (model, theta, &row[TW_COLUMN_READOUTS]);
  g_hash_table_replace (plain->rows, key_of (step), row);
  g_hash_table_replace (plain->theta, key_of (step),
                        g_memdup2 (theta, tw_run_get_n_params (plain->run) * sizeof *theta));
}

static char *
state_key (guint64 step, guint64 changes)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT, step, changes);
}

static void
remember (PlainRun *plain)
{
  remember_row (plain);
  g_hash_table_replace (plain->states, state_key (tw_run_get_step (plain->run), plain->n_changes),
                        tw_run_save_state (plain->run));
}

static void
free_mark (gpointer data)
{
  TwSessionCheckpoint *mark = data;

  tw_session_checkpoint_free (mark);
}

static void
free_change (gpointer data)
{
  tw_session_change_free (data);
}

static PlainRun *
new_plain (gint64 id, const TwScenario *scenario)
{
  g_autoptr (GError) error = NULL;
  PlainRun *plain = g_new0 (PlainRun, 1);

  plain->id = id;
  plain->run = tw_run_new (scenario, &error);
  g_assert_no_error (error);
  plain->last = no_step;
  plain->rows = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  plain->theta = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  plain->states =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  plain->changes = g_ptr_array_new_with_free_func (free_change);
  plain->marks = g_ptr_array_new_with_free_func (free_mark);
  return plain;
}

PlainRun *
plain_run_new (gint64 id, const TwScenario *scenario)
{
  PlainRun *plain = new_plain (id, scenario);

  remember (plain);
  return plain;
}

/* The scenario that the run had then, which a state's settings are read into. */
static void
load_state (PlainRun *plain, GBytes *state)
{
  g_autoptr (GError) error = NULL;

  tw_run_load_state (plain->run, state, &error);
  g_assert_no_error (error);
}

PlainRun *
plain_run_new_branch (gint64 id, PlainRun *parent, guint64 step, guint64 changes)
{
  GBytes *state = plain_run_get_state (parent, step, changes);
  const gint64 key = (gint64)step;
  const double *row = g_hash_table_lookup (parent->rows, &key);
  PlainRun *plain = new_plain (id, tw_run_get_scenario (parent->run));

  g_assert_nonnull (state);
  g_assert_nonnull (row);
  load_state (plain, state);
  plain->parent = parent->id;
  plain->start = step;
  plain->parent_changes = changes;
  plain->last.step = step > 0 ? step - 1 : 0;
  plain->last.loss = row[TW_COLUMN_LOSS];
  plain->last.gradient_norm = row[TW_COLUMN_GRADIENT_NORM];
  plain->last.update_norm = row[TW_COLUMN_UPDATE_NORM];
  remember (plain);
  return plain;
}

void
plain_run_free (PlainRun *plain)
{
  tw_run_free (plain->run);
  g_hash_table_unref (plain->rows);
  g_hash_table_unref (plain->theta);
  g_hash_table_unref (plain->states);
  g_ptr_array_unref (plain->changes);
  g_ptr_array_unref (plain->marks);
  g_free (plain);
}

/* --- commands --- */

guint64
plain_run_get_step (const PlainRun *plain)
{
  return tw_run_get_step (plain->run);
}

void
plain_run_step (PlainRun *plain, guint64 n)
{
  g_autoptr (GError) error = NULL;

  for (guint64 i = 0; i < n && !tw_run_is_done (plain->run); i++)
    {
      tw_run_step (plain->run, &plain->last, &error);
      g_assert_no_error (error);
      remember (plain);
    }
}

gboolean
plain_run_set (PlainRun *plain, const char *address, double value, const char *origin)
{
  g_autoptr (GError) error = NULL;
  TwSessionChange *change;
  TwAddress where;
  double before;

  tw_scenario_resolve (tw_run_get_scenario (plain->run), address, &where, &error);
  g_assert_no_error (error);
  before = tw_run_get (plain->run, where);
  if (!tw_run_set (plain->run, where, value, NULL))
    return FALSE;
  if (memcmp (&before, &value, sizeof value) == 0)
    return TRUE;
  plain->n_changes++;
  change = g_new0 (TwSessionChange, 1);
  change->number = plain->n_changes;
  change->step = tw_run_get_step (plain->run);
  change->origin = g_strdup (origin);
  change->address = g_strdup (address);
  change->before = before;
  change->after = value;
  g_ptr_array_add (plain->changes, change);
  remember (plain);
  return TRUE;
}

void
plain_run_mark (PlainRun *plain, const char *label)
{
  TwSessionCheckpoint *mark = g_new0 (TwSessionCheckpoint, 1);

  mark->step = tw_run_get_step (plain->run);
  mark->changes = plain->n_changes;
  mark->label = g_strdup (label);
  g_ptr_array_add (plain->marks, mark);
}

GBytes *
plain_run_get_state (const PlainRun *plain, guint64 step, guint64 changes)
{
  g_autofree char *key = state_key (step, changes);

  return g_hash_table_lookup (plain->states, key);
}

char *
plain_run_get_hash (const PlainRun *plain, guint64 step, guint64 changes)
{
  GBytes *state = plain_run_get_state (plain, step, changes);

  if (state == NULL)
    g_error ("run %" G_GINT64_FORMAT " never was at step %" G_GUINT64_FORMAT
             " with %" G_GUINT64_FORMAT " changes",
             plain->id, step, changes);
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, state);
}

/* --- comparing --- */

static void
check_same_doubles (const PlainRun *plain, const char *what, guint64 step, const double *expected,
                    const double *found, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (memcmp (&expected[i], &found[i], sizeof *found) != 0
        && !(isnan (expected[i]) && isnan (found[i])))
      g_error ("run %" G_GINT64_FORMAT ", step %" G_GUINT64_FORMAT
               ": %s %zu is %.17g and should be %.17g",
               plain->id, step, what, i, found[i], expected[i]);
}

static void
check_rows (const PlainRun *plain, TwSessionReader *reader, const TwSessionSizes *sizes)
{
  const guint64 head = tw_run_get_step (plain->run);
  const guint n_columns = n_columns_of (plain);
  const gsize n_params = tw_run_get_n_params (plain->run);
  const gsize capacity = head - plain->start + 1;
  g_autofree double *rows = g_new (double, capacity *n_columns);
  g_autofree double *theta = g_new (double, capacity *n_params);
  g_autoptr (GError) error = NULL;
  const gssize n = tw_session_reader_read_rows (reader, plain->id, 0, G_MAXUINT64, capacity, rows,
                                                theta, &error);

  g_assert_no_error (error);
  g_assert_cmpuint ((guint64)n, ==, sizes->n_rows);
  /* A branch that nobody trained yet has none; its first state is in its checkpoint. */
  if (plain->parent != 0 && plain->n_changes == 0 && head == plain->start && n == 0)
    return;
  if (sizes->every == 1)
    g_assert_cmpuint ((guint64)n, ==, capacity);
  for (gsize i = 0; i < (gsize)n; i++)
    {
      const double *row = rows + i * n_columns;
      const gint64 step = (gint64)row[TW_COLUMN_STEP];
      const double *expected = g_hash_table_lookup (plain->rows, &step);

      if (expected == NULL)
        g_error ("a row of step %" G_GINT64_FORMAT ", which run %" G_GINT64_FORMAT " does not have",
                 step, plain->id);
      check_same_doubles (plain, "column", (guint64)step, expected, row, n_columns);
      check_same_doubles (plain, "parameter", (guint64)step,
                          g_hash_table_lookup (plain->theta, &step), theta + i * n_params,
                          n_params);
    }
}

static void
check_changes (const PlainRun *plain, TwSessionReader *reader)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = tw_session_reader_read_changes (reader, plain->id, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (changes->len, ==, plain->changes->len);
  for (guint i = 0; i < changes->len; i++)
    {
      const TwSessionChange *expected = plain->changes->pdata[i];
      const TwSessionChange *found = changes->pdata[i];

      g_assert_cmpuint (found->number, ==, expected->number);
      g_assert_cmpuint (found->step, ==, expected->step);
      g_assert_cmpstr (found->address, ==, expected->address);
      g_assert_cmpstr (found->origin, ==, expected->origin);
      g_assert_cmpstr (found->who, ==, g_get_user_name ());
      check_same_doubles (plain, "before of change", i, &expected->before, &found->before, 1);
      check_same_doubles (plain, "after of change", i, &expected->after, &found->after, 1);
    }
}

static void
check_checkpoints (const PlainRun *plain, TwSessionReader *reader)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) checkpoints =
      tw_session_reader_read_checkpoints (reader, plain->id, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (checkpoints->len, >, 0);
  for (guint i = 0; i < checkpoints->len; i++)
    {
      const TwSessionCheckpoint *checkpoint = checkpoints->pdata[i];
      g_autofree char *hash = NULL;
      hash = plain_run_get_hash (plain, checkpoint->step, checkpoint->changes);

      g_assert_cmpstr (checkpoint->hash, ==, hash);
    }
}

/* The last of several marks at one moment is the one that is kept. */
static void
check_marks (const PlainRun *plain, TwSessionReader *reader)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = tw_session_reader_read_marks (reader, plain->id, &error);
  guint n = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < plain->marks->len; i++)
    {
      const TwSessionCheckpoint *mark = plain->marks->pdata[i];
      const TwSessionCheckpoint *next =
          i + 1 < plain->marks->len ? plain->marks->pdata[i + 1] : NULL;
      const TwSessionCheckpoint *other;

      if (next != NULL && next->step == mark->step && next->changes == mark->changes)
        continue;
      g_assert_cmpuint (n, <, found->len);
      other = found->pdata[n++];
      g_assert_cmpuint (other->step, ==, mark->step);
      g_assert_cmpuint (other->changes, ==, mark->changes);
      g_assert_cmpstr (other->label, ==, mark->label);
    }
  g_assert_cmpuint (n, ==, found->len);
}

/* Scores are those of the full batch at θ of their step, by a model that is made for them here. */
static void
check_scores (const PlainRun *plain, TwSessionReader *reader)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) scores = tw_session_reader_read_scores (reader, plain->id, &error);
  g_autoptr (TwRun) run = tw_run_new (tw_run_get_scenario (plain->run), &error);
  const TwModelType *type = tw_run_get_scenario (plain->run)->type;
  guint64 before = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < scores->len; i++)
    {
      const TwSessionScores *found = &g_array_index (scores, TwSessionScores, i);
      TwVerdict expected;
      guint64 changes = plain->n_changes + 1;

      g_assert_true (i == 0 || found->step > before);
      before = found->step;
      /* Of the states of this step the one with all its changes. */
      while (plain_run_get_state (plain, found->step, --changes) == NULL)
        g_assert_cmpuint (changes, >, 0);
      tw_run_load_state (run, plain_run_get_state (plain, found->step, changes), &error);
      g_assert_no_error (error);
      type->verdict (tw_run_get_model (run), tw_run_get_theta (run), &expected);
      check_same_doubles (plain, "score", found->step, expected.scores, found->verdict.scores,
                          type->n_scores);
      check_same_doubles (plain, "entropy", found->step, &expected.entropy, &found->verdict.entropy,
                          1);
      g_assert_cmpuint (found->verdict.regime, ==, expected.regime);
    }
}

void
plain_run_check (const PlainRun *plain, TwSessionReader *reader)
{
  const TwSessionRun *recorded = tw_session_reader_get_run (reader, plain->id);
  g_autoptr (GError) error = NULL;
  TwSessionSizes sizes;

  g_assert_nonnull (recorded);
  g_assert_cmpint (recorded->parent, ==, plain->parent);
  g_assert_cmpuint (recorded->start, ==, plain->start);
  g_assert_cmpuint (recorded->parent_changes, ==, plain->parent_changes);
  g_assert_cmpuint (recorded->head, ==, tw_run_get_step (plain->run));
  g_assert_cmpuint (recorded->n_changes, ==, plain->n_changes);
  g_assert_cmpuint (recorded->total_steps, ==,
                    tw_scenario_total_steps (tw_run_get_scenario (plain->run)));
  tw_session_reader_read_sizes (reader, plain->id, &sizes, &error);
  g_assert_no_error (error);
  check_rows (plain, reader, &sizes);
  check_changes (plain, reader);
  check_checkpoints (plain, reader);
  check_marks (plain, reader);
  check_scores (plain, reader);
}

void
plain_run_check_state (const PlainRun *plain, TwReplay *replay, guint64 step, guint64 changes)
{
  g_autofree char *expected = plain_run_get_hash (plain, step, changes);
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;

  tw_replay_seek (replay, plain->id, step, changes, NULL, &error);
  g_assert_no_error (error);
  found = tw_run_state_hash (tw_replay_get_run (replay));
  g_assert_cmpstr (found, ==, expected);
}
