/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-session-reader.h"

#include "session/tw-fingerprint.h"
#include "session/tw-session-reader-private.h"
#include "session/tw-session-schema.h"
#include "session/tw-session-tree.h"
#include "session/tw-summary.h"

#include <math.h>
#include <string.h>

#define MAX_TEXT 4096        /* bytes of who, origin, address, reason and label */
#define MAX_STATE (64 << 20) /* bytes of a state */
#define MAX_MACHINES 10000
#define MAX_CHANGES 10000000 /* read at once */

struct _TwSessionReader
{
  TwDatabase *database;
  GPtrArray *tree;
  gint64 version; /* PRAGMA data_version when tree was read */
};

/* --- opening --- */

TwSessionReader *
tw_session_reader_new (const char *path, GError **error)
{
  g_autoptr (TwSessionReader) reader = g_new0 (TwSessionReader, 1);

  reader->database = tw_database_open (path, TW_DATABASE_READ, error);
  if (reader->database == NULL || !tw_session_schema_migrate (reader->database, error)
      || !tw_session_schema_check (reader->database, NULL, error)
      || !tw_session_reader_refresh (reader, error))
    return NULL;
  return g_steal_pointer (&reader);
}

void
tw_session_reader_free (TwSessionReader *reader)
{
  if (reader == NULL)
    return;
  g_clear_pointer (&reader->tree, g_ptr_array_unref);
  tw_database_close (reader->database);
  g_free (reader);
}

gboolean
tw_session_reader_refresh (TwSessionReader *reader, GError **error)
{
  GPtrArray *tree;
  gint64 version;
  gboolean good;

  if (!tw_database_get_integer (reader->database, "PRAGMA data_version", &version, error))
    return FALSE;
  /* It rises with every commit of others. */
  if (reader->tree != NULL && version == reader->version)
    return TRUE;
  /* One transaction, so that all tables are of one moment. */
  if (!tw_database_exec (reader->database, "BEGIN", error))
    return FALSE;
  tree = tw_session_tree_read (reader->database, error);
  good = tree != NULL;
  tw_database_exec (reader->database, "COMMIT", NULL);
  if (!good)
    return FALSE;
  g_clear_pointer (&reader->tree, g_ptr_array_unref);
  reader->tree = tree;
  reader->version = version;
  return TRUE;
}

guint
tw_session_reader_get_n_runs (TwSessionReader *reader)
{
  return reader->tree->len;
}

const TwSessionRun *
tw_session_reader_get_run_at (TwSessionReader *reader, guint index)
{
  g_return_val_if_fail (index < reader->tree->len, NULL);
  return &((TwTreeRun *)g_ptr_array_index (reader->tree, index))->run;
}

const TwSessionRun *
tw_session_reader_get_run (TwSessionReader *reader, gint64 id)
{
  const TwTreeRun *run = tw_session_tree_find (reader->tree, id);

  return run != NULL ? &run->run : NULL;
}

const char *
tw_session_reader_get_path (TwSessionReader *reader)
{
  return reader->database->path;
}

const TwSessionRun *
tw_session_reader_find (TwSessionReader *reader, gint64 id, GError **error)
{
  const TwSessionRun *run = tw_session_reader_get_run (reader, id);

  if (run == NULL)
    g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_MISSING,
                 "%s: there is no run %" G_GINT64_FORMAT, reader->database->path, id);
  return run;
}

/* What went wrong with something that the file says, as an error of the file. */
gboolean
tw_session_reader_blame (TwSessionReader *reader, gint64 run, GError *cause, GError **error)
{
  g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_DAMAGED,
               "%s: run %" G_GINT64_FORMAT ": %s", reader->database->path, run, cause->message);
  g_error_free (cause);
  return FALSE;
}

/* A statement about the run's rows; format has the model's name as its only argument. */
static sqlite3_stmt *
prepare_for (TwSessionReader *reader, const TwSessionRun *run, const char *before,
             const char *after, GError **error)
{
  g_autofree char *sql = g_strconcat (before, " FROM \"", run->scenario->type->name, after, NULL);
  sqlite3_stmt *statement = tw_database_prepare (reader->database, sql, error);

  if (statement != NULL)
    sqlite3_bind_int64 (statement, 1, run->id);
  return statement;
}

/* --- rows --- */

/* The statement's row, step and values from column 0 on, as the history has it. */
static gboolean
get_row (TwSessionReader *reader, const TwSessionRun *run, sqlite3_stmt *statement, double *row,
         GError **error)
{
  static const int history[] = { TW_COLUMN_LOSS,        TW_COLUMN_GRADIENT_NORM,
                                 TW_COLUMN_UPDATE_NORM, -1,
                                 TW_COLUMN_X,           TW_COLUMN_Y };
  const guint n = tw_session_schema_n_values (run->scenario->type);
  const char *name = run->scenario->type->name;
  double ignored;
  gint64 step;

  tw_database_at (reader->database, name, "_steps", run->id, -1);
  if (!tw_column_integer (reader->database, statement, 0, "a recorded step", (gint64)run->start,
                          TW_SESSION_MAX_STEP, &step, error))
    return FALSE;
  row[TW_COLUMN_STEP] = (double)step;
  tw_database_at (reader->database, name, "_steps", run->id, step);
  for (guint i = 0; i < n; i++)
    {
      double *to = i >= TW_STEPS_FIRST_READOUT
                       ? &row[TW_COLUMN_READOUTS + i - TW_STEPS_FIRST_READOUT]
                   : history[i] >= 0 ? &row[history[i]]
                                     : &ignored;
      const int type = sqlite3_column_type (statement, 1 + (int)i);

      if (type == SQLITE_TEXT || type == SQLITE_BLOB)
        return tw_database_damaged (reader->database, error,
                                    "table %s_steps, run %" G_GINT64_FORMAT
                                    ", step %" G_GINT64_FORMAT ", column %s is not a number",
                                    name, run->id, step,
                                    sqlite3_column_name (statement, 1 + (int)i));
      if (!tw_column_real (reader->database, statement, 1 + (int)i, "a recorded value", to, error))
        return FALSE;
    }
  return TRUE;
}

static sqlite3_stmt *
select_rows (TwSessionReader *reader, const TwSessionRun *run, guint64 first, guint64 last,
             GError **error)
{
  g_autofree char *columns = tw_session_schema_value_columns (run->scenario->type);
  g_autofree char *before = g_strconcat ("SELECT step, ", columns, ", theta", NULL);
  sqlite3_stmt *statement = prepare_for (
      reader, run, before, "_steps\" WHERE run = ? AND step BETWEEN ? AND ? ORDER BY step", error);

  if (statement != NULL)
    {
      sqlite3_bind_int64 (statement, 2, (gint64)MIN (first, (guint64)TW_SESSION_MAX_STEP));
      sqlite3_bind_int64 (statement, 3, (gint64)MIN (last, (guint64)TW_SESSION_MAX_STEP));
    }
  return statement;
}

/* n_params of what was kept with a row, 0 where nothing was. */
static gsize
get_theta_length (sqlite3_stmt *statement, int column)
{
  return sqlite3_column_type (statement, column) == SQLITE_BLOB
             ? (gsize)sqlite3_column_bytes (statement, column) / sizeof (double)
             : 0;
}

gssize
tw_session_reader_read_rows (TwSessionReader *reader, gint64 id, guint64 first, guint64 last,
                             gsize capacity, double *rows, double *theta, GError **error)
{
  const TwSessionRun *run = tw_session_reader_find (reader, id, error);
  g_autoptr (sqlite3_stmt) statement = NULL;
  guint n_columns;
  int column, result = 0;
  gsize n = 0, n_params = 0;

  if (run == NULL)
    return -1;
  if (theta != NULL && !tw_session_reader_get_n_params (reader, id, &n_params, error))
    return -1;
  statement = select_rows (reader, run, first, last, error);
  if (statement == NULL)
    return -1;
  n_columns = TW_COLUMN_READOUTS + run->scenario->type->n_readouts;
  column = 1 + (int)tw_session_schema_n_values (run->scenario->type);
  while (n < capacity && (result = tw_database_step (reader->database, statement, error)) > 0)
    {
      gboolean present = FALSE;

      if (!get_row (reader, run, statement, rows + n * n_columns, error))
        return -1;
      if (theta != NULL)
        {
          if (!tw_column_doubles (reader->database, statement, column, "recorded parameters",
                                  n_params, theta + n * n_params, &present, error))
            return -1;
          for (gsize i = 0; !present && i < n_params; i++)
            theta[n * n_params + i] = NAN;
        }
      n++;
    }
  return result < 0 ? -1 : (gssize)n;
}

gboolean
tw_session_reader_get_n_params (TwSessionReader *reader, gint64 id, gsize *n_params, GError **error)
{
  const TwSessionRun *run = tw_session_reader_find (reader, id, error);
  g_autoptr (sqlite3_stmt) statement = NULL;
  int result;

  if (run == NULL)
    return FALSE;
  statement = prepare_for (reader, run, "SELECT theta",
                           "_steps\" WHERE run = ? ORDER BY step LIMIT 1", error);
  if (statement == NULL)
    return FALSE;
  result = tw_database_step (reader->database, statement, error);
  *n_params = result > 0 ? get_theta_length (statement, 0) : 0;
  if (result < 0 || *n_params <= TW_SESSION_MAX_THETA)
    return result >= 0;
  return tw_database_damaged (reader->database, error,
                              "run %" G_GINT64_FORMAT " has %" G_GSIZE_FORMAT
                              " parameters recorded; allowed: at most %d",
                              id, *n_params, TW_SESSION_MAX_THETA);
}

/* --- the history --- */

/* So many rows at most come from the file; the history has room for what is trained later. */
#define MOST_ROWS 45056

typedef struct
{
  TwSessionReader *reader;
  TwHistory *history;
  guint n_columns;
  double *rows;  /* (2, n_columns) */
  gint64 newest; /* step of the newest row; -1: none */
  GError **error;
} Loading;

static void
add_rows (Loading *in, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const double *row = in->rows + i * in->n_columns;

      if ((gint64)row[TW_COLUMN_STEP] < in->newest)
        continue;
      in->newest = (gint64)row[TW_COLUMN_STEP];
      tw_history_append (in->history, row, 1);
    }
}

static gboolean
load_raw (Loading *in, const TwSessionRun *run, guint64 first, guint64 last)
{
  g_autoptr (sqlite3_stmt) statement = select_rows (in->reader, run, first, last, in->error);
  int result;

  if (statement == NULL)
    return FALSE;
  while ((result = tw_database_step (in->reader->database, statement, in->error)) > 0)
    {
      if (!get_row (in->reader, run, statement, in->rows, in->error))
        return FALSE;
      add_rows (in, 1);
    }
  return result == 0;
}

/* One value of a bucket to both rows: its least to the first and its greatest to the second, but the
 * mean of x and y to both, so that the trail is not torn. */
static void
spread (Loading *in, guint value, const double *minimum, const double *maximum, const double *mean)
{
  static const int columns[] = { TW_COLUMN_LOSS,        TW_COLUMN_GRADIENT_NORM,
                                 TW_COLUMN_UPDATE_NORM, -1,
                                 TW_COLUMN_X,           TW_COLUMN_Y };
  const int column = value < TW_STEPS_FIRST_READOUT
                         ? columns[value]
                         : (int)(TW_COLUMN_READOUTS + value - TW_STEPS_FIRST_READOUT);
  const gboolean place = column == TW_COLUMN_X || column == TW_COLUMN_Y;

  if (column < 0)
    return;
  in->rows[column] = place ? mean[value] : minimum[value];
  in->rows[in->n_columns + (guint)column] = place ? mean[value] : maximum[value];
}

/* Two rows of the bucket that the statement is at, and where it ends. */
static gboolean
load_bucket (Loading *in, const TwSessionRun *run, sqlite3_stmt *statement, guint64 size,
             guint64 last, guint64 *end)
{
  TwDatabase *database = in->reader->database;
  const guint n = tw_session_schema_n_values (run->scenario->type);
  g_autofree double *values = g_new (double, 3 * n);
  gint64 first;

  tw_database_at (database, run->scenario->type->name, "_summary", run->id, -1);
  if (!tw_column_integer (database, statement, 0, "a summary's first step", 0, TW_SESSION_MAX_STEP,
                          &first, in->error))
    return FALSE;
  if ((guint64)first % size != 0)
    return tw_database_damaged (database, in->error,
                                "a summary of run %" G_GINT64_FORMAT
                                " begins at step %" G_GINT64_FORMAT
                                "; allowed: multiples of %" G_GUINT64_FORMAT,
                                run->id, first, size);
  for (int i = 0; i < 3; i++)
    {
      gboolean present;

      if (!tw_column_doubles (database, statement, 1 + i, "a summary", n, values + (guint)i * n,
                              &present, in->error))
        return FALSE;
      if (!present)
        return tw_database_damaged (database, in->error, "a summary is NULL");
    }
  /* What lies behind a branch is not of it. */
  if ((guint64)first + size - 1 > last)
    return TRUE;
  *end = (guint64)first + size;
  in->rows[TW_COLUMN_STEP] = (double)MAX ((guint64)first, run->start);
  in->rows[in->n_columns + TW_COLUMN_STEP] = (double)MAX ((guint64)first + size / 2, run->start);
  for (guint i = 0; i < n; i++)
    spread (in, i, values, values + n, values + 2 * n);
  add_rows (in, 2);
  return TRUE;
}

/* The summaries up to last, then the rows behind them. */
static gboolean
load_summaries (Loading *in, const TwSessionRun *run, guint64 last, guint64 size)
{
  g_autoptr (sqlite3_stmt) statement =
      prepare_for (in->reader, run, "SELECT first, minimum, maximum, mean",
                   "_summary\" WHERE run = ? AND size = ? ORDER BY first", in->error);
  guint64 end = run->start;
  int result;

  if (statement == NULL || !load_raw (in, run, run->start, run->start))
    return FALSE;
  sqlite3_bind_int64 (statement, 2, (gint64)size);
  while ((result = tw_database_step (in->reader->database, statement, in->error)) > 0)
    if (!load_bucket (in, run, statement, size, last, &end))
      return FALSE;
  return result == 0 && load_raw (in, run, end, last);
}

static gboolean
load_run (Loading *in, const TwSessionRun *run, guint64 last, guint64 size)
{
  return size == 1 ? load_raw (in, run, run->start, last) : load_summaries (in, run, last, size);
}

/* The run and those it comes from, the run first: GPtrArray of borrowed TwSessionRun. */
static GPtrArray *
find_lineage (TwSessionReader *reader, const TwSessionRun *run)
{
  GPtrArray *lineage = g_ptr_array_new ();

  for (; run != NULL; run = tw_session_reader_get_run (reader, run->parent))
    g_ptr_array_add (lineage, (gpointer)run);
  return lineage;
}

gboolean
tw_session_reader_load_history (TwSessionReader *reader, gint64 id, TwHistory *history,
                                GError **error)
{
  const TwSessionRun *run = tw_session_reader_find (reader, id, error);
  g_autoptr (GPtrArray) lineage = NULL;
  g_autofree double *rows = NULL;
  Loading in = { reader, history, tw_history_get_n_columns (history), NULL, -1, error };
  guint64 size = 1;
  guint level = 0;

  if (run == NULL)
    return FALSE;
  rows = in.rows = g_new (double, 2 * in.n_columns);
  while (run->head / size * (size == 1 ? 1 : 2) > MOST_ROWS && level < TW_SUMMARY_LEVELS)
    size = tw_summary_size (level++);
  lineage = find_lineage (reader, run);
  for (guint i = lineage->len; i-- > 0;)
    {
      const TwSessionRun *part = g_ptr_array_index (lineage, i);
      const TwSessionRun *branch = i > 0 ? g_ptr_array_index (lineage, i - 1) : NULL;

      if (!load_run (&in, part, branch != NULL ? branch->start : part->head, size))
        return FALSE;
    }
  return TRUE;
}

/* --- scores --- */

static gboolean
get_scores (TwSessionReader *reader, const TwSessionRun *run, sqlite3_stmt *statement,
            TwSessionScores *scores, GError **error)
{
  const TwModelType *type = run->scenario->type;
  const char *regime;
  gint64 step;

  tw_database_at (reader->database, type->name, "_scores", run->id, -1);
  if (!tw_column_integer (reader->database, statement, 0, "a step with scores", (gint64)run->start,
                          TW_SESSION_MAX_STEP, &step, error)
      || !tw_column_real (reader->database, statement, 1, "an entropy", &scores->verdict.entropy,
                          error))
    return FALSE;
  scores->step = (guint64)step;
  reader->database->step = step;
  for (guint i = 0; i < type->n_scores; i++)
    if (!tw_column_real (reader->database, statement, 2 + (int)i, "a score",
                         &scores->verdict.scores[i], error))
      return FALSE;
  if (!tw_column_text (reader->database, statement, 2 + (int)type->n_scores, "a regime", 64, TRUE,
                       &regime, error))
    return FALSE;
  for (guint i = 0; i < type->n_regimes; i++)
    if (g_strcmp0 (regime, type->regimes[i].name) == 0)
      {
        scores->verdict.regime = i;
        return TRUE;
      }
  /* Where a score was no number there is none; tw_model_type_verdict_holds() says so. */
  if (regime == NULL)
    scores->verdict.entropy = NAN;
  return regime == NULL
         || tw_database_damaged (reader->database, error,
                                 "run %" G_GINT64_FORMAT ", step %" G_GINT64_FORMAT
                                 ": there is no regime “%s”",
                                 run->id, step, regime);
}

GArray *
tw_session_reader_read_scores (TwSessionReader *reader, gint64 id, GError **error)
{
  const TwSessionRun *run = tw_session_reader_find (reader, id, error);
  g_autoptr (GArray) all = g_array_new (FALSE, TRUE, sizeof (TwSessionScores));
  g_autoptr (GString) columns = g_string_new ("SELECT step, entropy");
  g_autoptr (sqlite3_stmt) statement = NULL;
  int result;

  if (run == NULL)
    return NULL;
  for (guint i = 0; i < run->scenario->type->n_scores; i++)
    g_string_append_printf (columns, ", \"%s\"", run->scenario->type->scores[i].name);
  g_string_append (columns, ", regime");
  statement =
      prepare_for (reader, run, columns->str, "_scores\" WHERE run = ? ORDER BY step", error);
  if (statement == NULL)
    return NULL;
  while ((result = tw_database_step (reader->database, statement, error)) > 0)
    {
      TwSessionScores scores = { 0 };

      if (!get_scores (reader, run, statement, &scores, error))
        return NULL;
      g_array_append_val (all, scores);
    }
  return result == 0 ? g_steal_pointer (&all) : NULL;
}

/* --- changes --- */

void
tw_session_change_free (TwSessionChange *change)
{
  if (change == NULL)
    return;
  g_free (change->who);
  g_free (change->origin);
  g_free (change->address);
  g_free (change);
}

static gboolean
get_copy (TwSessionReader *reader, sqlite3_stmt *statement, int column, const char *what,
          gboolean optional, char **copy, GError **error)
{
  const char *text;

  if (!tw_column_text (reader->database, statement, column, what, MAX_TEXT, optional, &text, error))
    return FALSE;
  *copy = g_strdup (text);
  return TRUE;
}

/* number: that of the change before. */
static gboolean
get_change (TwSessionReader *reader, const TwSessionRun *run, sqlite3_stmt *statement,
            const TwSessionChange *before, TwSessionChange *change, GError **error)
{
  TwDatabase *database = reader->database;
  const gint64 least = before != NULL ? (gint64)before->number : 1;
  const gint64 most = before != NULL ? least + 1 : 1;
  gint64 number, step;

  tw_database_at (database, "change", "", run->id, -1);
  if (!tw_column_integer (database, statement, 0, "a change's number", least, most, &number, error)
      || !tw_column_integer (database, statement, 1, "a change's step",
                             (gint64)(before != NULL ? before->step : run->start),
                             TW_SESSION_MAX_STEP, &step, error)
      || !tw_column_integer (database, statement, 2, "a change's time", 0, G_MAXINT64,
                             &change->time, error)
      || !get_copy (reader, statement, 3, "who made a change", FALSE, &change->who, error)
      || !get_copy (reader, statement, 4, "what made a change", FALSE, &change->origin, error)
      || !get_copy (reader, statement, 5, "a change's address", FALSE, &change->address, error)
      || !tw_column_real (database, statement, 6, "the value before a change", &change->before,
                          error)
      || !tw_column_real (database, statement, 7, "the value after a change", &change->after,
                          error))
    return FALSE;
  change->number = (guint64)number;
  change->step = (guint64)step;
  return TRUE;
}

GPtrArray *
tw_session_reader_read_changes (TwSessionReader *reader, gint64 id, GError **error)
{
  const TwSessionRun *run = tw_session_reader_find (reader, id, error);
  g_autoptr (GPtrArray) all =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tw_session_change_free);
  g_autoptr (sqlite3_stmt) statement = NULL;
  const TwSessionChange *before = NULL;
  int result;

  if (run == NULL)
    return NULL;
  statement = tw_database_prepare (reader->database,
                                   "SELECT number, step, time, who, origin, address, before, after"
                                   " FROM change WHERE run = ? ORDER BY number, item",
                                   error);
  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, id);
  while ((result = tw_database_step (reader->database, statement, error)) > 0)
    {
      TwSessionChange *change = g_new0 (TwSessionChange, 1);

      g_ptr_array_add (all, change);
      if (!get_change (reader, run, statement, before, change, error))
        return NULL;
      before = change;
      if (all->len == MAX_CHANGES)
        {
          tw_database_damaged (reader->database, error, "more than %d values were changed",
                               MAX_CHANGES);
          return NULL;
        }
    }
  return result >= 0 ? g_steal_pointer (&all) : NULL;
}

/* --- checkpoints --- */

void
tw_session_checkpoint_free (TwSessionCheckpoint *checkpoint)
{
  if (checkpoint == NULL)
    return;
  g_free (checkpoint->reason);
  g_free (checkpoint->label);
  g_free (checkpoint->hash);
  g_free (checkpoint);
}

#define CHECKPOINT_COLUMNS "SELECT step, changes, reason, label, hash, machine, length (state)"

static gboolean
get_checkpoint (TwSessionReader *reader, const TwSessionRun *run, sqlite3_stmt *statement,
                TwSessionCheckpoint *checkpoint, GError **error)
{
  TwDatabase *database = reader->database;
  gint64 step, changes, size;

  tw_database_at (database, "checkpoint", "", run->id, -1);
  if (!tw_column_integer (database, statement, 0, "a checkpoint's step", (gint64)run->start,
                          TW_SESSION_MAX_STEP, &step, error)
      || !tw_column_integer (database, statement, 1, "a checkpoint's number of changes", 0,
                             G_MAXINT32, &changes, error)
      || !get_copy (reader, statement, 2, "a checkpoint's reason", FALSE, &checkpoint->reason,
                    error)
      || !get_copy (reader, statement, 3, "a checkpoint's label", TRUE, &checkpoint->label, error)
      || !get_copy (reader, statement, 4, "a checkpoint's hash", FALSE, &checkpoint->hash, error)
      || !tw_column_integer (database, statement, 5, "a checkpoint's machine", 1, G_MAXINT32,
                             &checkpoint->machine, error)
      || !tw_column_integer (database, statement, 6, "the size of a checkpoint's state", 1,
                             MAX_STATE, &size, error))
    return FALSE;
  checkpoint->step = (guint64)step;
  checkpoint->changes = (guint64)changes;
  checkpoint->size = (gsize)size;
  return TRUE;
}

static GPtrArray *
read_checkpoints (TwSessionReader *reader, gint64 id, const char *sql, GError **error)
{
  const TwSessionRun *run = tw_session_reader_find (reader, id, error);
  g_autoptr (GPtrArray) all =
      g_ptr_array_new_with_free_func ((GDestroyNotify)tw_session_checkpoint_free);
  g_autoptr (sqlite3_stmt) statement = NULL;
  int result;

  if (run == NULL)
    return NULL;
  statement = tw_database_prepare (reader->database, sql, error);
  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, id);
  while ((result = tw_database_step (reader->database, statement, error)) > 0)
    {
      TwSessionCheckpoint *checkpoint = g_new0 (TwSessionCheckpoint, 1);

      g_ptr_array_add (all, checkpoint);
      if (!get_checkpoint (reader, run, statement, checkpoint, error))
        return NULL;
    }
  return result == 0 ? g_steal_pointer (&all) : NULL;
}

GPtrArray *
tw_session_reader_read_checkpoints (TwSessionReader *reader, gint64 run, GError **error)
{
  return read_checkpoints (
      reader, run, CHECKPOINT_COLUMNS " FROM checkpoint WHERE run = ? ORDER BY step, changes",
      error);
}

GPtrArray *
tw_session_reader_read_marks (TwSessionReader *reader, gint64 run, GError **error)
{
  return read_checkpoints (reader, run,
                           CHECKPOINT_COLUMNS " FROM checkpoint WHERE run = ?"
                                              " AND label IS NOT NULL ORDER BY step, changes",
                           error);
}

/* The state that the statement is at, if it is what its hash says. */
static GBytes *
get_state (TwSessionReader *reader, const TwSessionRun *run, sqlite3_stmt *statement,
           const TwSessionCheckpoint *checkpoint, GError **error)
{
  g_autoptr (GBytes) state = NULL;
  g_autofree char *hash = NULL;

  if (sqlite3_column_type (statement, 7) == SQLITE_BLOB)
    state = g_bytes_new (sqlite3_column_blob (statement, 7),
                         (gsize)sqlite3_column_bytes (statement, 7));
  if (state != NULL)
    hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, state);
  if (g_strcmp0 (hash, checkpoint->hash) == 0)
    return g_steal_pointer (&state);
  tw_database_damaged (reader->database, error,
                       "the checkpoint of run %" G_GINT64_FORMAT " at step %" G_GUINT64_FORMAT
                       " does not have the hash that stands beside it",
                       run->id, checkpoint->step);
  return NULL;
}

GBytes *
tw_session_reader_read_state (TwSessionReader *reader, gint64 id, guint64 step, guint64 changes,
                              TwSessionCheckpoint **checkpoint, GError **error)
{
  const TwSessionRun *run = tw_session_reader_find (reader, id, error);
  TwSessionCheckpoint *found = g_new0 (TwSessionCheckpoint, 1);
  g_autoptr (sqlite3_stmt) statement = NULL;
  g_autoptr (GBytes) state = NULL;
  int result = -1;

  *checkpoint = NULL;
  if (run != NULL)
    statement = tw_database_prepare (
        reader->database,
        CHECKPOINT_COLUMNS ", state FROM checkpoint WHERE run = ? AND step <= ? AND changes <= ?"
                           " ORDER BY step DESC, changes DESC LIMIT 1",
        error);
  if (statement != NULL)
    {
      sqlite3_bind_int64 (statement, 1, id);
      sqlite3_bind_int64 (statement, 2, (gint64)MIN (step, (guint64)TW_SESSION_MAX_STEP));
      sqlite3_bind_int64 (statement, 3, (gint64)MIN (changes, (guint64)G_MAXINT32));
      result = tw_database_step (reader->database, statement, error);
    }
  if (result == 0)
    g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_MISSING,
                 "%s: run %" G_GINT64_FORMAT
                 " has no checkpoint at or before step %" G_GUINT64_FORMAT,
                 reader->database->path, id, step);
  if (result > 0 && get_checkpoint (reader, run, statement, found, error))
    state = get_state (reader, run, statement, found, error);
  if (state != NULL)
    *checkpoint = g_steal_pointer (&found);
  tw_session_checkpoint_free (found);
  return g_steal_pointer (&state);
}

/* --- how much there is --- */

static gboolean
count (TwSessionReader *reader, gint64 run, const char *table, guint64 *n, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT count(*) FROM \"%s\" WHERE run = %" G_GINT64_FORMAT, table, run);
  gint64 value;

  if (!tw_database_get_integer (reader->database, sql, &value, error))
    return FALSE;
  *n = (guint64)value;
  return TRUE;
}

static gboolean
find_every (TwSessionReader *reader, gint64 run, guint64 *every, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT coalesce ((SELECT every FROM pace WHERE run = %" G_GINT64_FORMAT
                       " ORDER BY step DESC LIMIT 1), 1)",
                       run);
  gint64 value;

  if (!tw_database_get_integer (reader->database, sql, &value, error))
    return FALSE;
  if (value < 1)
    return tw_database_damaged (reader->database, error,
                                "run %" G_GINT64_FORMAT " records every %" G_GINT64_FORMAT
                                "th step; allowed: 1 and more",
                                run, value);
  *every = (guint64)value;
  return TRUE;
}

gboolean
tw_session_reader_read_sizes (TwSessionReader *reader, gint64 id, TwSessionSizes *sizes,
                              GError **error)
{
  const TwSessionRun *run = tw_session_reader_find (reader, id, error);
  g_autofree char *steps = NULL;
  g_autofree char *scores = NULL;

  if (run == NULL)
    return FALSE;
  steps = g_strconcat (run->scenario->type->name, "_steps", NULL);
  scores = g_strconcat (run->scenario->type->name, "_scores", NULL);
  sizes->n_changes = run->n_changes;
  return count (reader, id, steps, &sizes->n_rows, error)
         && count (reader, id, scores, &sizes->n_scores, error)
         && count (reader, id, "checkpoint", &sizes->n_checkpoints, error)
         && find_every (reader, id, &sizes->every, error);
}

static gboolean
get_machine (TwSessionReader *reader, sqlite3_stmt *statement, TwFingerprint *machine,
             GError **error)
{
  char **const texts[] = { &machine->version, &machine->build, &machine->kernels,
                           &machine->blas,    &machine->libc,  &machine->system };

  tw_database_at (reader->database, "machine", "", -1, -1);
  if (!tw_column_integer (reader->database, statement, 0, "a machine's id", 1, G_MAXINT32,
                          &machine->id, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (!get_copy (reader, statement, 1 + (int)i, "a machine's fingerprint", FALSE, texts[i],
                   error))
      return FALSE;
  return TRUE;
}

GPtrArray *
tw_session_reader_read_machines (TwSessionReader *reader, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)tw_fingerprint_free);
  g_autoptr (sqlite3_stmt) statement = tw_database_prepare (
      reader->database,
      "SELECT id, version, build, kernels, blas, libc, system FROM machine ORDER BY id", error);
  int result;

  if (statement == NULL)
    return NULL;
  while ((result = tw_database_step (reader->database, statement, error)) > 0)
    {
      TwFingerprint *machine = g_new0 (TwFingerprint, 1);

      g_ptr_array_add (all, machine);
      if (!get_machine (reader, statement, machine, error))
        return NULL;
      if (all->len > MAX_MACHINES)
        {
          tw_database_damaged (reader->database, error, "it has more than %d machines",
                               MAX_MACHINES);
          return NULL;
        }
    }
  return result == 0 ? g_steal_pointer (&all) : NULL;
}
