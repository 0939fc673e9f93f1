/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-recorder-writer.h"

#include "session/tw-fingerprint.h"
#include "session/tw-session-schema.h"

#include <math.h>
#include <string.h>

#define REST_BUSY_MS 50

/* Statements about one model's tables. */
typedef struct
{
  sqlite3_stmt *row, *first_row, *bucket, *scores, *no_scores;
} ModelStatements;

struct _TwRecorderWriter
{
  TwDatabase *database;
  GHashTable *tracks; /* borrowed */
  GHashTable *models; /* TwModelType → ModelStatements */
  sqlite3_stmt *change, *checkpoint, *state, *pace;
  gint64 machine;
  GError *failure; /* of a bucket that was written while a row was taken */
};

/* --- tracks --- */

static void
free_track (gpointer data)
{
  TwTrack *track = data;

  tw_summary_free (track->summary);
  tw_summary_free (track->committed);
  g_free (track->now.message);
  g_free (track->was.message);
  g_clear_pointer (&track->model, tw_model_free);
  g_clear_pointer (&track->scenario, tw_scenario_unref);
  g_free (track);
}

GHashTable *
tw_tracks_new (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, free_track);
}

static void
copy_progress (TwRecorderProgress *to, const TwRecorderProgress *from)
{
  g_free (to->message);
  *to = *from;
  to->message = g_strdup (from->message);
}

/* The track of a record's run, which the record is about to change. */
static TwTrack *
touch (TwRecorderWriter *writer, const TwRecord *record)
{
  TwTrack *track = g_hash_table_lookup (writer->tracks, &record->run);

  if (track == NULL)
    {
      const guint n = tw_session_schema_n_values (record->type);

      track = g_new0 (TwTrack, 1);
      track->run = record->run;
      track->type = record->type;
      track->summary = tw_summary_new (n);
      track->committed = tw_summary_new (n);
      track->now.regime = track->was.regime = -1;
      g_hash_table_insert (writer->tracks, &track->run, track);
    }
  if (!track->touched)
    {
      tw_summary_copy (track->committed, track->summary);
      copy_progress (&track->was, &track->now);
      track->touched = TRUE;
    }
  return track;
}

static void
settle_tracks (TwRecorderWriter *writer, gboolean committed)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, writer->tracks);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      TwTrack *track = value;

      if (track->touched && !committed)
        {
          tw_summary_copy (track->summary, track->committed);
          copy_progress (&track->now, &track->was);
        }
      track->touched = FALSE;
    }
}

/* --- statements --- */

static gboolean
run_statement (TwRecorderWriter *writer, sqlite3_stmt *statement, GError **error)
{
  const int result = sqlite3_step (statement);
  const gboolean good = result == SQLITE_DONE;

  if (!good)
    tw_database_fail (writer->database, "it cannot be written", error);
  sqlite3_reset (statement);
  return good;
}

/* ", ?" n times, without the first comma. */
static char *
placeholders (guint n)
{
  GString *out = g_string_new ("?");

  while (--n > 0)
    g_string_append (out, ", ?");
  return g_string_free (out, FALSE);
}

static sqlite3_stmt *
prepare_row (TwRecorderWriter *writer, const TwModelType *type, const char *verb, GError **error)
{
  g_autofree char *columns = tw_session_schema_value_columns (type);
  g_autofree char *values = placeholders (3 + tw_session_schema_n_values (type));
  g_autofree char *sql = g_strdup_printf ("%s INTO \"%s_steps\" (run, step, theta, %s) VALUES (%s)",
                                          verb, type->name, columns, values);

  return tw_database_prepare (writer->database, sql, error);
}

static sqlite3_stmt *
prepare_scores (TwRecorderWriter *writer, const TwModelType *type, GError **error)
{
  g_autofree char *values = placeholders (4 + type->n_scores);
  g_autofree char *sql =
      g_strdup_printf ("INSERT OR REPLACE INTO \"%s_scores\" VALUES (%s)", type->name, values);

  return tw_database_prepare (writer->database, sql, error);
}

static sqlite3_stmt *
prepare_no_scores (TwRecorderWriter *writer, const TwModelType *type, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("DELETE FROM \"%s_scores\" WHERE run = ? AND step = ?", type->name);

  return tw_database_prepare (writer->database, sql, error);
}

static sqlite3_stmt *
prepare_bucket (TwRecorderWriter *writer, const TwModelType *type, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "INSERT OR REPLACE INTO \"%s_summary\" VALUES (?, ?, ?, ?, ?, ?, ?)", type->name);

  return tw_database_prepare (writer->database, sql, error);
}

static void
free_statements (gpointer data)
{
  ModelStatements *statements = data;

  sqlite3_finalize (statements->row);
  sqlite3_finalize (statements->first_row);
  sqlite3_finalize (statements->bucket);
  sqlite3_finalize (statements->scores);
  sqlite3_finalize (statements->no_scores);
  g_free (statements);
}

static ModelStatements *
find_statements (TwRecorderWriter *writer, const TwModelType *type, GError **error)
{
  ModelStatements *statements = g_hash_table_lookup (writer->models, type);

  if (statements != NULL)
    return statements;
  if (!tw_session_schema_add_model (writer->database, type, error))
    return NULL;
  statements = g_new0 (ModelStatements, 1);
  if ((statements->row = prepare_row (writer, type, "INSERT OR REPLACE", error)) != NULL
      && (statements->first_row = prepare_row (writer, type, "INSERT OR IGNORE", error)) != NULL
      && (statements->bucket = prepare_bucket (writer, type, error)) != NULL
      && (statements->scores = prepare_scores (writer, type, error)) != NULL
      && (statements->no_scores = prepare_no_scores (writer, type, error)) != NULL)
    {
      g_hash_table_insert (writer->models, (gpointer)type, statements);
      return statements;
    }
  free_statements (statements);
  return NULL;
}

/* --- rows --- */

/* n doubles, little-endian, as the file has them. */
static int
bind_doubles (sqlite3_stmt *statement, int index, const double *values, gsize n)
{
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  return sqlite3_bind_blob64 (statement, index, values, n * sizeof *values, SQLITE_TRANSIENT);
#else
  g_autoptr (GBytes) bytes = tw_model_doubles_to_bytes (values, n);

  return sqlite3_bind_blob64 (statement, index, g_bytes_get_data (bytes, NULL),
                              g_bytes_get_size (bytes), SQLITE_TRANSIENT);
#endif
}

static void
write_bucket (const TwSummaryBucket *bucket, gpointer data)
{
  gpointer *context = data;
  TwRecorderWriter *writer = context[0];
  const TwTrack *track = context[1];
  ModelStatements *statements;
  const guint n = tw_session_schema_n_values (track->type);

  if (writer->failure != NULL)
    return;
  statements = find_statements (writer, track->type, &writer->failure);
  if (statements == NULL)
    return;
  sqlite3_bind_int64 (statements->bucket, 1, track->run);
  sqlite3_bind_int64 (statements->bucket, 2, (gint64)bucket->size);
  sqlite3_bind_int64 (statements->bucket, 3, (gint64)bucket->first);
  sqlite3_bind_int64 (statements->bucket, 4, (gint64)bucket->n);
  bind_doubles (statements->bucket, 5, bucket->minimum, n);
  bind_doubles (statements->bucket, 6, bucket->maximum, n);
  bind_doubles (statements->bucket, 7, bucket->mean, n);
  run_statement (writer, statements->bucket, &writer->failure);
}

static gboolean
take_failure (TwRecorderWriter *writer, GError **error)
{
  if (writer->failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&writer->failure));
  return FALSE;
}

static gboolean
put_row (TwRecorderWriter *writer, sqlite3_stmt *statement, const TwRecord *record,
         const double *row, GError **error)
{
  const guint n = tw_session_schema_n_values (record->type);

  sqlite3_bind_int64 (statement, 1, record->run);
  sqlite3_bind_int64 (statement, 2, (gint64)row[0]);
  if (record->n_theta > 0)
    bind_doubles (statement, 3, row + 1 + n, record->n_theta);
  else
    sqlite3_bind_null (statement, 3);
  for (guint i = 0; i < n; i++)
    sqlite3_bind_double (statement, 4 + (int)i, row[1 + i]);
  return run_statement (writer, statement, error);
}

static gboolean
put_rows (TwRecorderWriter *writer, TwTrack *track, const TwRecord *record, GError **error)
{
  ModelStatements *statements = find_statements (writer, record->type, error);
  const gsize width = 1 + tw_session_schema_n_values (record->type) + record->n_theta;
  gpointer context[] = { writer, track };

  if (statements == NULL)
    return FALSE;
  for (gsize i = 0; i < record->n_rows; i++)
    {
      const double *row = record->rows + i * width;

      if (!put_row (writer, statements->row, record, row, error))
        return FALSE;
      tw_summary_add_row (track->summary, (guint64)row[0], row + 1, write_bucket, context);
      track->now.head = (guint64)row[0];
    }
  return take_failure (writer, error);
}

/* --- going on with a run --- */

/* The end of the last complete bucket of the size; 0: there is none. */
static gboolean
find_summed (TwRecorderWriter *writer, const TwTrack *track, guint64 size, gint64 *end,
             GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT max(first) FROM \"%s_summary\" WHERE run = ?"
                                          " AND size = ?",
                                          track->type->name);
  g_autoptr (sqlite3_stmt) statement = tw_database_prepare (writer->database, sql, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, track->run);
  sqlite3_bind_int64 (statement, 2, (gint64)size);
  if (tw_database_step (writer->database, statement, error) <= 0)
    return FALSE;
  *end = 0;
  if (sqlite3_column_type (statement, 0) == SQLITE_NULL)
    return TRUE;
  if (!tw_column_integer (writer->database, statement, 0, "a summary's first step", 0,
                          TW_SESSION_MAX_STEP, end, error))
    return FALSE;
  *end += (gint64)size;
  return TRUE;
}

static gboolean
restore_level (TwRecorderWriter *writer, TwTrack *track, guint level, GError **error)
{
  const guint n = tw_session_schema_n_values (track->type);
  const guint64 below = tw_summary_size (level - 1);
  g_autofree char *sql = g_strdup_printf ("SELECT first, n, minimum, maximum, mean FROM"
                                          " \"%s_summary\" WHERE run = ? AND size = ?"
                                          " AND first >= ? ORDER BY first",
                                          track->type->name);
  g_autoptr (sqlite3_stmt) statement = tw_database_prepare (writer->database, sql, error);
  g_autofree double *values = g_new (double, 3 * n);
  gpointer context[] = { writer, track };
  gint64 from, first, rows;
  gboolean a, b, c;
  int result;

  if (statement == NULL || !find_summed (writer, track, tw_summary_size (level), &from, error))
    return FALSE;
  sqlite3_bind_int64 (statement, 1, track->run);
  sqlite3_bind_int64 (statement, 2, (gint64)below);
  sqlite3_bind_int64 (statement, 3, from);
  while ((result = tw_database_step (writer->database, statement, error)) > 0)
    {
      if (!tw_column_integer (writer->database, statement, 0, "a summary's first step", 0,
                              TW_SESSION_MAX_STEP, &first, error)
          || !tw_column_integer (writer->database, statement, 1, "a summary's number of rows", 1,
                                 (gint64)below, &rows, error)
          || !tw_column_doubles (writer->database, statement, 2, "a summary's minimum", n, values,
                                 &a, error)
          || !tw_column_doubles (writer->database, statement, 3, "a summary's maximum", n,
                                 values + n, &b, error)
          || !tw_column_doubles (writer->database, statement, 4, "a summary's mean", n,
                                 values + 2 * n, &c, error))
        return FALSE;
      if (a && b && c)
        tw_summary_add_bucket (track->summary, level,
                               &(TwSummaryBucket){ below, (guint64)first, (guint64)rows, values,
                                                   values + n, values + 2 * n },
                               write_bucket, context);
    }
  return result == 0;
}

static gboolean
restore_rows (TwRecorderWriter *writer, TwTrack *track, GError **error)
{
  const guint n = tw_session_schema_n_values (track->type);
  g_autofree char *columns = tw_session_schema_value_columns (track->type);
  g_autofree char *sql = g_strdup_printf ("SELECT step, %s FROM \"%s_steps\" WHERE run = ?"
                                          " AND step >= ? ORDER BY step",
                                          columns, track->type->name);
  g_autoptr (sqlite3_stmt) statement = tw_database_prepare (writer->database, sql, error);
  g_autofree double *values = g_new (double, n);
  gpointer context[] = { writer, track };
  gint64 from, step;
  int result;

  if (statement == NULL || !find_summed (writer, track, tw_summary_size (0), &from, error))
    return FALSE;
  sqlite3_bind_int64 (statement, 1, track->run);
  sqlite3_bind_int64 (statement, 2, from);
  while ((result = tw_database_step (writer->database, statement, error)) > 0)
    {
      if (!tw_column_integer (writer->database, statement, 0, "a step", 0, TW_SESSION_MAX_STEP,
                              &step, error))
        return FALSE;
      for (guint i = 0; i < n; i++)
        if (!tw_column_real (writer->database, statement, 1 + (int)i, "a recorded value",
                             &values[i], error))
          return FALSE;
      tw_summary_add_row (track->summary, (guint64)step, values, write_bucket, context);
    }
  return result == 0;
}

/* What the summaries of a run that is in the file already had got to. */
static gboolean
restore_summary (TwRecorderWriter *writer, TwTrack *track, GError **error)
{
  tw_summary_reset (track->summary);
  for (guint level = TW_SUMMARY_LEVELS - 1; level > 0; level--)
    if (!restore_level (writer, track, level, error))
      return FALSE;
  return restore_rows (writer, track, error) && take_failure (writer, error);
}

static gboolean
put_begin (TwRecorderWriter *writer, const TwRecord *record, GError **error)
{
  TwTrack *track = touch (writer, record);
  ModelStatements *statements = find_statements (writer, record->type, error);

  if (statements == NULL || !put_row (writer, statements->first_row, record, record->rows, error))
    return FALSE;
  track->now.head = record->step;
  return restore_summary (writer, track, error);
}

/* --- the other records --- */

static gboolean
put_run (TwRecorderWriter *writer, const TwRecord *record, GError **error)
{
  const TwSessionRun *run = &record->tree->run;
  g_autofree char *scenario = tw_scenario_to_text (run->scenario);
  g_autoptr (sqlite3_stmt) statement = tw_database_prepare (
      writer->database,
      "INSERT OR REPLACE INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, 'paused', ?, NULL)",
      error);

  /* The tables have to be there for whoever opens the file. */
  if (statement == NULL || find_statements (writer, record->type, error) == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, run->id);
  if (run->parent != 0)
    sqlite3_bind_int64 (statement, 2, run->parent);
  sqlite3_bind_int64 (statement, 3, (gint64)run->start);
  sqlite3_bind_int64 (statement, 4, (gint64)run->parent_changes);
  sqlite3_bind_text (statement, 5, run->scenario->type->name, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 6, run->name, -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 7, scenario, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 8, run->color);
  sqlite3_bind_int64 (statement, 9, run->created);
  sqlite3_bind_int64 (statement, 10, (gint64)run->total_steps);
  return run_statement (writer, statement, error);
}

static gboolean
put_column (TwRecorderWriter *writer, const TwRecord *record, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE run SET \"%s\" = ? WHERE id = ?", record->column);
  g_autoptr (sqlite3_stmt) statement = tw_database_prepare (writer->database, sql, error);

  if (statement == NULL)
    return FALSE;
  if (record->text != NULL)
    sqlite3_bind_text (statement, 1, record->text, -1, SQLITE_STATIC);
  else
    sqlite3_bind_int64 (statement, 1, record->number);
  sqlite3_bind_int64 (statement, 2, record->run);
  return run_statement (writer, statement, error);
}

static gboolean
put_purge (TwRecorderWriter *writer, const TwRecord *record, GError **error)
{
  static const char *const tables[] = { "change", "checkpoint", "pace" };
  static const char *const suffixes[] = { "_steps", "_scores", "_summary" };
  GString *sql = g_string_new (NULL);
  gboolean good;

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    g_string_append_printf (sql, "DELETE FROM %s WHERE run = %" G_GINT64_FORMAT ";", tables[i],
                            record->run);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    g_string_append_printf (sql, "DELETE FROM \"%s%s\" WHERE run = %" G_GINT64_FORMAT ";",
                            record->type->name, suffixes[i], record->run);
  g_string_append_printf (sql, "DELETE FROM run WHERE id = %" G_GINT64_FORMAT, record->run);
  good = tw_database_exec (writer->database, sql->str, error);
  g_string_free (sql, TRUE);
  return good;
}

/* Those of a state that has just been changed are of no state. */
static gboolean
drop_scores (TwRecorderWriter *writer, const TwRecord *record, GError **error)
{
  ModelStatements *statements = find_statements (writer, record->type, error);

  if (statements == NULL)
    return FALSE;
  sqlite3_bind_int64 (statements->no_scores, 1, record->run);
  sqlite3_bind_int64 (statements->no_scores, 2, (gint64)record->step);
  return run_statement (writer, statements->no_scores, error);
}

static gboolean
put_change (TwRecorderWriter *writer, const TwRecord *record, GError **error)
{
  TwTrack *track = touch (writer, record);

  for (guint i = 0; i < record->n_edits; i++)
    {
      sqlite3_bind_int64 (writer->change, 1, record->run);
      sqlite3_bind_int64 (writer->change, 2, record->number);
      sqlite3_bind_int64 (writer->change, 3, i);
      sqlite3_bind_int64 (writer->change, 4, (gint64)record->step);
      sqlite3_bind_int64 (writer->change, 5, record->time);
      sqlite3_bind_text (writer->change, 6, g_get_user_name (), -1, SQLITE_STATIC);
      sqlite3_bind_text (writer->change, 7, record->text, -1, SQLITE_STATIC);
      sqlite3_bind_text (writer->change, 8, record->edits[i].address, -1, SQLITE_STATIC);
      sqlite3_bind_double (writer->change, 9, record->edits[i].before);
      sqlite3_bind_double (writer->change, 10, record->edits[i].after);
      if (!run_statement (writer, writer->change, error))
        return FALSE;
    }
  track->now.n_changes = (guint64)record->number;
  return drop_scores (writer, record, error) && put_rows (writer, track, record, error);
}

/* This program and machine among those that computed what is in the file. */
static gboolean
find_machine (TwRecorderWriter *writer, GError **error)
{
  g_autoptr (TwFingerprint) here = tw_fingerprint_new ();
  const char *const texts[] = { here->version, here->build, here->kernels,
                                here->blas,    here->libc,  here->system };
  g_autoptr (sqlite3_stmt) find = tw_database_prepare (
      writer->database,
      "SELECT id FROM machine WHERE version = ? AND build = ? AND kernels = ? AND blas = ?"
      " AND libc = ? AND system = ?",
      error);
  g_autoptr (sqlite3_stmt) add = tw_database_prepare (
      writer->database,
      "INSERT INTO machine (version, build, kernels, blas, libc, system) VALUES (?, ?, ?, ?, ?, ?)",
      error);
  int result;

  if (find == NULL || add == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      sqlite3_bind_text (find, 1 + (int)i, texts[i], -1, SQLITE_STATIC);
      sqlite3_bind_text (add, 1 + (int)i, texts[i], -1, SQLITE_STATIC);
    }
  result = tw_database_step (writer->database, find, error);
  if (result > 0)
    writer->machine = sqlite3_column_int64 (find, 0);
  if (result != 0)
    return result > 0;
  if (!run_statement (writer, add, error))
    return FALSE;
  writer->machine = sqlite3_last_insert_rowid (writer->database->db);
  return TRUE;
}

static gboolean
put_checkpoint (TwRecorderWriter *writer, const TwRecord *record, GError **error)
{
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, record->bytes);
  gsize size;
  gconstpointer data = g_bytes_get_data (record->bytes, &size);

  if (writer->machine == 0 && !find_machine (writer, error))
    return FALSE;
  sqlite3_bind_int64 (writer->checkpoint, 1, record->run);
  sqlite3_bind_int64 (writer->checkpoint, 2, (gint64)record->step);
  sqlite3_bind_int64 (writer->checkpoint, 3, (gint64)record->changes);
  sqlite3_bind_text (writer->checkpoint, 4, record->reason, -1, SQLITE_STATIC);
  sqlite3_bind_text (writer->checkpoint, 5, record->text, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (writer->checkpoint, 6, writer->machine);
  sqlite3_bind_text (writer->checkpoint, 7, hash, -1, SQLITE_STATIC);
  sqlite3_bind_blob64 (writer->checkpoint, 8, data, size, SQLITE_STATIC);
  return run_statement (writer, writer->checkpoint, error);
}

static gboolean
put_state (TwRecorderWriter *writer, const TwRecord *record, GError **error)
{
  TwTrack *track = touch (writer, record);

  sqlite3_bind_text (writer->state, 1, tw_session_state_name (record->state), -1, SQLITE_STATIC);
  sqlite3_bind_text (writer->state, 2, record->text, -1, SQLITE_STATIC);
  sqlite3_bind_int64 (writer->state, 3, (gint64)record->total);
  sqlite3_bind_int64 (writer->state, 4, record->run);
  track->now.state = record->state;
  track->now.total = record->total;
  track->now.has_state = TRUE;
  g_free (track->now.message);
  track->now.message = g_strdup (record->text);
  return run_statement (writer, writer->state, error);
}

static gboolean
put_pace (TwRecorderWriter *writer, const TwRecord *record, GError **error)
{
  sqlite3_bind_int64 (writer->pace, 1, record->run);
  sqlite3_bind_int64 (writer->pace, 2, (gint64)record->step);
  sqlite3_bind_int64 (writer->pace, 3, record->number);
  return run_statement (writer, writer->pace, error);
}

/* The track's model with the settings that the record's scores are to be computed with.  FALSE: they do not
 * go together, which training would have found first. */
static gboolean
set_up_model (TwTrack *track, const TwRecord *record)
{
  const TwModelType *type = record->type;
  TwScenario *scenario = record->scenario;

  if (track->scenario != scenario)
    {
      const gboolean same_data = track->scenario != NULL && track->scenario->seed == scenario->seed;

      if (!same_data || !type->configure (track->model, scenario->world, scenario->settings, NULL))
        {
          g_clear_pointer (&track->model, tw_model_free);
          track->model = type->create (scenario->seed, scenario->world, scenario->settings, NULL);
        }
      g_clear_pointer (&track->scenario, tw_scenario_unref);
      if (track->model == NULL)
        return FALSE;
      track->scenario = tw_scenario_ref (scenario);
    }
  type->set_stage (track->model, scenario->stages[record->stage].values);
  return TRUE;
}

static gboolean
put_scores (TwRecorderWriter *writer, const TwRecord *record, GError **error)
{
  const TwModelType *type = record->type;
  ModelStatements *statements = find_statements (writer, type, error);
  TwTrack *track = touch (writer, record);
  TwVerdict verdict;
  const char *regime = NULL;
  int column = 4;

  if (statements == NULL)
    return FALSE;
  if (!set_up_model (track, record))
    return TRUE;
  type->verdict (track->model, record->theta, &verdict);
  if (tw_model_type_verdict_holds (type, &verdict))
    regime = type->regimes[verdict.regime].name;
  sqlite3_bind_int64 (statements->scores, 1, record->run);
  sqlite3_bind_int64 (statements->scores, 2, (gint64)record->step);
  sqlite3_bind_double (statements->scores, 3, verdict.entropy);
  for (guint i = 0; i < type->n_scores; i++)
    sqlite3_bind_double (statements->scores, column++, verdict.scores[i]);
  sqlite3_bind_text (statements->scores, column, regime, -1, SQLITE_STATIC);
  track->now.regime = regime != NULL ? (int)verdict.regime : -1;
  track->now.has_regime = TRUE;
  return run_statement (writer, statements->scores, error);
}

gboolean
tw_recorder_writer_put (TwRecorderWriter *writer, TwRecord *record, GError **error)
{
  switch (record->kind)
    {
    case TW_RECORD_RUN:
      return put_run (writer, record, error);
    case TW_RECORD_COLUMN:
      return put_column (writer, record, error);
    case TW_RECORD_PURGE:
      return put_purge (writer, record, error);
    case TW_RECORD_BEGIN:
      return put_begin (writer, record, error);
    case TW_RECORD_ROWS:
      return put_rows (writer, touch (writer, record), record, error);
    case TW_RECORD_CHANGE:
      return put_change (writer, record, error);
    case TW_RECORD_CHECKPOINT:
      return put_checkpoint (writer, record, error);
    case TW_RECORD_STATE:
      return put_state (writer, record, error);
    case TW_RECORD_PACE:
      return put_pace (writer, record, error);
    case TW_RECORD_SCORES:
      return put_scores (writer, record, error);
    }
  g_assert_not_reached ();
}

/* --- transactions --- */

gboolean
tw_recorder_writer_begin (TwRecorderWriter *writer, GError **error)
{
  return tw_database_exec (writer->database, "BEGIN IMMEDIATE", error);
}

gboolean
tw_recorder_writer_commit (TwRecorderWriter *writer, GError **error)
{
  if (!tw_database_exec (writer->database, "COMMIT", error))
    {
      tw_recorder_writer_roll_back (writer);
      return FALSE;
    }
  settle_tracks (writer, TRUE);
  return TRUE;
}

void
tw_recorder_writer_roll_back (TwRecorderWriter *writer)
{
  if (!sqlite3_get_autocommit (writer->database->db))
    sqlite3_exec (writer->database->db, "ROLLBACK", NULL, NULL, NULL);
  g_clear_error (&writer->failure);
  writer->machine = 0;
  settle_tracks (writer, FALSE);
}

/* --- opening --- */

static gboolean
prepare (TwRecorderWriter *writer, GError **error)
{
  TwDatabase *database = writer->database;

  writer->change = tw_database_prepare (
      database, "INSERT OR REPLACE INTO change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
  writer->checkpoint =
      writer->change != NULL ? tw_database_prepare (
          database,
          "INSERT INTO checkpoint VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
          " SET reason = excluded.reason, label = excluded.label"
          " WHERE excluded.label IS NOT NULL",
          error)
                             : NULL;
  writer->state =
      writer->checkpoint != NULL ? tw_database_prepare (
          database, "UPDATE run SET state = ?, message = ?, total = ? WHERE id = ?", error)
                                 : NULL;
  writer->pace =
      writer->state != NULL
          ? tw_database_prepare (database, "INSERT OR REPLACE INTO pace VALUES (?, ?, ?)", error)
          : NULL;
  return writer->pace != NULL;
}

/* Everything that a new file begins with is there at once or not at all: it is no WAL file before that,
 * because the mark for it is written by itself. */
static gboolean
make_schema (TwRecorderWriter *writer, GError **error)
{
  gint64 tables;

  if (!tw_database_get_integer (writer->database, "SELECT count(*) FROM sqlite_schema", &tables,
                                error))
    return FALSE;
  if (tables > 0)
    return tw_session_schema_check (writer->database, NULL, error);
  return tw_database_exec (writer->database, "BEGIN IMMEDIATE", error)
         && tw_session_schema_create (writer->database, error)
         && tw_database_exec (writer->database, "COMMIT", error);
}

TwRecorderWriter *
tw_recorder_writer_new (TwDatabase *database, GHashTable *tracks, GError **error)
{
  TwRecorderWriter *writer = g_new0 (TwRecorderWriter, 1);

  writer->database = database;
  writer->tracks = tracks;
  writer->models = g_hash_table_new_full (NULL, NULL, NULL, free_statements);
  /* A larger page suits rows of some 300 bytes, a smaller one the many small commits of slow training; FULL, because a commit is to survive a power cut. */
  if (tw_database_exec (database,
                        "PRAGMA page_size = 8192; PRAGMA synchronous = FULL;"
                        "PRAGMA journal_size_limit = 33554432;",
                        error)
      && make_schema (writer, error)
      && tw_database_exec (database, "PRAGMA journal_mode = WAL", error) && prepare (writer, error))
    return writer;
  tw_recorder_writer_free (writer);
  return NULL;
}

/* A file at rest is one file: what the log has goes into it, and there is none any more, so that reading
 * it makes nothing beside it.  Where others read just now that has to wait for the next time. */
static void
put_to_rest (TwRecorderWriter *writer)
{
  sqlite3_busy_timeout (writer->database->db, REST_BUSY_MS);
  sqlite3_exec (writer->database->db,
                "PRAGMA wal_checkpoint (TRUNCATE); PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
}

void
tw_recorder_writer_free (TwRecorderWriter *writer)
{
  if (writer == NULL)
    return;
  g_hash_table_unref (writer->models);
  sqlite3_finalize (writer->change);
  sqlite3_finalize (writer->checkpoint);
  sqlite3_finalize (writer->state);
  sqlite3_finalize (writer->pace);
  g_clear_error (&writer->failure);
  put_to_rest (writer);
  tw_database_close (writer->database);
  g_free (writer);
}
