/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-session-schema.h"

#include "config.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *sql;
} Table;

/* As SQLite keeps them: a file is held to these texts. */
static const Table tables[] = {
  { "session", "CREATE TABLE session (key TEXT PRIMARY KEY NOT NULL, value) WITHOUT ROWID" },
  { "machine", "CREATE TABLE machine (id INTEGER PRIMARY KEY, version TEXT NOT NULL,"
               " build TEXT NOT NULL, kernels TEXT NOT NULL, blas TEXT NOT NULL,"
               " libc TEXT NOT NULL, system TEXT NOT NULL)" },
  { "run", "CREATE TABLE run (id INTEGER PRIMARY KEY, parent INTEGER, start INTEGER NOT NULL,"
           " parent_changes INTEGER NOT NULL, model TEXT NOT NULL, name TEXT NOT NULL,"
           " scenario TEXT NOT NULL, color INTEGER NOT NULL, hidden INTEGER NOT NULL,"
           " deleted INTEGER NOT NULL, created INTEGER NOT NULL, state TEXT NOT NULL,"
           " total INTEGER NOT NULL, message TEXT)" },
  { "change", "CREATE TABLE change (run INTEGER NOT NULL, number INTEGER NOT NULL,"
              " item INTEGER NOT NULL, step INTEGER NOT NULL, time INTEGER NOT NULL,"
              " who TEXT NOT NULL, origin TEXT NOT NULL, address TEXT NOT NULL, before REAL,"
              " after REAL, PRIMARY KEY (run, number, item)) WITHOUT ROWID" },
  { "checkpoint", "CREATE TABLE checkpoint (run INTEGER NOT NULL, step INTEGER NOT NULL,"
                  " changes INTEGER NOT NULL, reason TEXT NOT NULL, label TEXT,"
                  " machine INTEGER NOT NULL, hash TEXT NOT NULL, state BLOB NOT NULL,"
                  " PRIMARY KEY (run, step, changes))" },
  { "pace", "CREATE TABLE pace (run INTEGER NOT NULL, step INTEGER NOT NULL,"
            " every INTEGER NOT NULL, PRIMARY KEY (run, step)) WITHOUT ROWID" },
};

/* --- a model's tables --- */

guint
tw_session_schema_n_values (const TwModelType *type)
{
  return TW_STEPS_FIRST_READOUT + type->n_readouts;
}

static void
append_readouts (GString *out, const TwModelType *type, const char *suffix)
{
  for (guint i = 0; i < type->n_readouts; i++)
    g_string_append_printf (out, ", \"%s\"%s", type->readouts[i].name, suffix);
}

char *
tw_session_schema_value_columns (const TwModelType *type)
{
  GString *out = g_string_new ("loss, gradient_norm, update_norm, learning_rate, x, y");

  append_readouts (out, type, "");
  return g_string_free (out, FALSE);
}

static char *
steps_sql (const TwModelType *type)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out,
                          "CREATE TABLE \"%s_steps\" (run INTEGER NOT NULL, step INTEGER NOT NULL,"
                          " loss REAL, gradient_norm REAL, update_norm REAL, learning_rate REAL,"
                          " x REAL, y REAL",
                          type->name);
  append_readouts (out, type, " REAL");
  g_string_append (out, ", theta BLOB, PRIMARY KEY (run, step))");
  return g_string_free (out, FALSE);
}

static char *
scores_sql (const TwModelType *type)
{
  GString *out = g_string_new (NULL);

  g_string_append_printf (out,
                          "CREATE TABLE \"%s_scores\" (run INTEGER NOT NULL, step INTEGER NOT NULL,"
                          " entropy REAL",
                          type->name);
  for (guint i = 0; i < type->n_scores; i++)
    g_string_append_printf (out, ", \"%s\" REAL", type->scores[i].name);
  g_string_append (out, ", regime TEXT, PRIMARY KEY (run, step)) WITHOUT ROWID");
  return g_string_free (out, FALSE);
}

static char *
summary_sql (const TwModelType *type)
{
  return g_strdup_printf ("CREATE TABLE \"%s_summary\" (run INTEGER NOT NULL,"
                          " size INTEGER NOT NULL, first INTEGER NOT NULL, n INTEGER NOT NULL,"
                          " minimum BLOB NOT NULL, maximum BLOB NOT NULL, mean BLOB NOT NULL,"
                          " PRIMARY KEY (run, size, first)) WITHOUT ROWID",
                          type->name);
}

static char *(*const model_sql[]) (const TwModelType *) = { steps_sql, scores_sql, summary_sql };
static const char *const model_suffixes[] = { "_steps", "_scores", "_summary" };

/* --- what a file should have --- */

/* The text of a table of that name, or NULL if no table of a session is called so.  Caller frees. */
static char *
expected_sql (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (strcmp (name, tables[i].name) == 0)
      return g_strdup (tables[i].sql);
  for (const TwModelType *const *type = tw_model_types (); *type != NULL; type++)
    for (guint i = 0; i < G_N_ELEMENTS (model_suffixes); i++)
      {
        const gsize length = strlen ((*type)->name);

        if (g_str_has_prefix (name, (*type)->name)
            && strcmp (name + length, model_suffixes[i]) == 0)
          return model_sql[i](*type);
      }
  return NULL;
}

/* --- making --- */

static gboolean
put_origin (TwDatabase *database, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("INSERT INTO session VALUES ('created', %" G_GINT64_FORMAT
                                          "), ('writer', 'Thalweg %s')",
                                          g_get_real_time (), TW_VERSION);

  return tw_database_exec (database, sql, error);
}

gboolean
tw_session_schema_create (TwDatabase *database, GError **error)
{
  g_autofree char *marks = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d;",
                                            TW_SESSION_APPLICATION_ID, TW_SESSION_VERSION);

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (!tw_database_exec (database, tables[i].sql, error))
      return FALSE;
  return put_origin (database, error) && tw_database_exec (database, marks, error);
}

static gboolean
has_table (TwDatabase *database, const char *name)
{
  g_autoptr (sqlite3_stmt) statement = tw_database_prepare (
      database, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?", NULL);

  return statement != NULL
         && sqlite3_bind_text (statement, 1, name, -1, SQLITE_TRANSIENT) == SQLITE_OK
         && sqlite3_step (statement) == SQLITE_ROW;
}

gboolean
tw_session_schema_has_model (TwDatabase *database, const TwModelType *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (model_suffixes); i++)
    {
      g_autofree char *name = g_strconcat (type->name, model_suffixes[i], NULL);

      if (!has_table (database, name))
        return FALSE;
    }
  return TRUE;
}

gboolean
tw_session_schema_add_model (TwDatabase *database, const TwModelType *type, GError **error)
{
  if (tw_session_schema_has_model (database, type))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (model_sql); i++)
    {
      g_autofree char *name = g_strconcat (type->name, model_suffixes[i], NULL);
      g_autofree char *sql = model_sql[i](type);

      if (!has_table (database, name) && !tw_database_exec (database, sql, error))
        return FALSE;
    }
  return TRUE;
}

/* --- checking --- */

static gboolean
check_marks (TwDatabase *database, GError **error)
{
  gint64 application, version;

  if (!tw_database_get_integer (database, "PRAGMA application_id", &application, error)
      || !tw_database_get_integer (database, "PRAGMA user_version", &version, error))
    return FALSE;
  if (application != TW_SESSION_APPLICATION_ID)
    {
      g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_FOREIGN,
                   "%s: it is no session: a database of another program (application_id "
                   "%" G_GINT64_FORMAT "; allowed: %d)",
                   database->path, application, TW_SESSION_APPLICATION_ID);
      return FALSE;
    }
  if (version > TW_SESSION_VERSION)
    {
      g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_NEWER,
                   "%s: it was made by a newer version of Thalweg (user_version %" G_GINT64_FORMAT
                   "; allowed: at most %d)",
                   database->path, version, TW_SESSION_VERSION);
      return FALSE;
    }
  return version >= 1
         || tw_database_damaged (database, error,
                                 "its user_version is %" G_GINT64_FORMAT "; allowed: 1 to %d",
                                 version, TW_SESSION_VERSION);
}

gboolean
tw_session_schema_migrate (TwDatabase *database, GError **error)
{
  return check_marks (database, error);
}

/* One entry of the schema.  *strange: if it is none of ours. */
static gboolean
check_entry (TwDatabase *database, sqlite3_stmt *statement, char **strange, GError **error)
{
  const char *type = (const char *)sqlite3_column_text (statement, 0);
  const char *name = (const char *)sqlite3_column_text (statement, 1);
  const char *sql = (const char *)sqlite3_column_text (statement, 2);
  g_autofree char *expected = NULL;

  if (type == NULL || name == NULL)
    return tw_database_damaged (database, error, "its schema has an entry without a name");
  if (g_str_has_prefix (name, "sqlite_autoindex_") && sql == NULL)
    return TRUE;
  expected = strcmp (type, "table") == 0 ? expected_sql (name) : NULL;
  if (expected != NULL)
    return g_strcmp0 (sql, expected) == 0
           || tw_database_damaged (database, error,
                                   "the table “%s” is not as Thalweg makes it; allowed: %s", name,
                                   expected);
  if (*strange == NULL)
    {
      g_autofree char *valid = g_utf8_make_valid (name, -1);

      *strange = g_strdup_printf ("%s “%s”", type, valid);
    }
  return TRUE;
}

static gboolean
check_all_there (TwDatabase *database, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (!has_table (database, tables[i].name))
      return tw_database_damaged (database, error, "the table “%s” is missing", tables[i].name);
  return TRUE;
}

gboolean
tw_session_schema_check (TwDatabase *database, char **strange, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  g_autofree char *found = NULL;
  int result;

  if (!check_marks (database, error))
    return FALSE;
  statement = tw_database_prepare (database, "SELECT type, name, sql FROM sqlite_schema", error);
  if (statement == NULL)
    return FALSE;
  while ((result = tw_database_step (database, statement, error)) > 0)
    if (!check_entry (database, statement, &found, error))
      return FALSE;
  if (result < 0 || !check_all_there (database, error))
    return FALSE;
  if (strange != NULL)
    *strange = g_steal_pointer (&found);
  return TRUE;
}
