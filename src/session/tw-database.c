/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-database.h"

#include "session/tw-session-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

G_DEFINE_QUARK (tw - session - error - quark, tw_session_error)

#define LARGEST_VALUE (64 * 1024 * 1024) /* bytes of one text or blob */
#define BUSY_MS 2000

/* --- errors --- */

static TwSessionError
error_code (int result)
{
  switch (result & 0xff)
    {
    case SQLITE_NOTADB:
      return TW_SESSION_ERROR_FOREIGN;
    case SQLITE_CORRUPT:
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
      return TW_SESSION_ERROR_DAMAGED;
    case SQLITE_READONLY:
      return TW_SESSION_ERROR_READ_ONLY;
    default:
      return TW_SESSION_ERROR_FILE;
    }
}

static const char *
describe (TwDatabase *database, int result)
{
  switch (result & 0xff)
    {
    case SQLITE_FULL:
      return "the disk is full";
    case SQLITE_NOTADB:
      return "it is no session: not an SQLite database";
    case SQLITE_CORRUPT:
      return "it is damaged";
    default:
      return sqlite3_errmsg (database->db);
    }
}

gboolean
tw_database_fail (TwDatabase *database, const char *doing, GError **error)
{
  const int result = sqlite3_extended_errcode (database->db);
  const int number = sqlite3_system_errno (database->db);
  const gboolean system = (result & 0xff) == SQLITE_IOERR || (result & 0xff) == SQLITE_CANTOPEN;

  g_set_error (error, TW_SESSION_ERROR, error_code (result), "%s: %s: %s%s%s", database->path,
               doing, describe (database, result), system && number != 0 ? ": " : "",
               system && number != 0 ? g_strerror (number) : "");
  return FALSE;
}

/* What a file says may have anything in it; a message is one line. */
static void
make_printable (char *text)
{
  for (char *c = text; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
}

void
tw_database_at (TwDatabase *database, const char *table, const char *suffix, gint64 run,
                gint64 step)
{
  database->table = table;
  database->suffix = suffix;
  database->run = run;
  database->step = step;
}

/* "table planner_steps, run 3, step 12: ", as far as it is known.  Caller frees. */
static char *
describe_place (const TwDatabase *database)
{
  GString *place = g_string_new (NULL);

  if (database->table == NULL)
    return g_string_free (place, FALSE);
  g_string_append_printf (place, "table %s%s", database->table, database->suffix);
  if (database->run >= 0)
    g_string_append_printf (place, ", run %" G_GINT64_FORMAT, database->run);
  if (database->step >= 0)
    g_string_append_printf (place, ", step %" G_GINT64_FORMAT, database->step);
  g_string_append (place, ": ");
  return g_string_free (place, FALSE);
}

gboolean
tw_database_damaged (TwDatabase *database, GError **error, const char *format, ...)
{
  g_autofree char *place = describe_place (database);
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  make_printable (what);
  g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_DAMAGED, "%s: %s%s", database->path, place,
               what);
  return FALSE;
}

/* --- opening --- */

/* The file itself, whatever links lead to it: what SQLite looks for beside it is beside there.  Caller frees. */
static char *
resolve (const char *path)
{
  char *real = realpath (path, NULL);
  char *copy = real != NULL ? g_strdup (real) : g_canonicalize_filename (path, NULL);

  free (real);
  return copy;
}

/* Nothing but a regular file: opening anything else may wait for ever, or do something. */
static gboolean
check_kind (const char *path, TwDatabaseMode mode, GError **error)
{
  struct stat status;
  const char *problem = NULL;

  if (stat (path, &status) != 0)
    {
      if (mode == TW_DATABASE_CREATE && errno == ENOENT)
        return TRUE;
      problem = g_strerror (errno);
    }
  else if (S_ISDIR (status.st_mode))
    problem = "it is a folder; allowed: a file";
  else if (!S_ISREG (status.st_mode))
    problem = "it is no regular file";
  else if (mode == TW_DATABASE_CREATE && status.st_size > 0)
    problem = "there is a file of that name already";
  else if (mode != TW_DATABASE_CREATE && status.st_size == 0)
    {
      g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_FOREIGN,
                   "%s: it is no session: the file is empty", path);
      return FALSE;
    }
  if (problem == NULL)
    return TRUE;
  g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_FILE, "%s: %s", path, problem);
  return FALSE;
}

#define SUPER_JOURNAL_MARK "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
#define MARK_BYTES 8

/* A rollback journal can end with the path of another file, which SQLite would look at and may delete.  No
 * journal of a session has one. */
static gboolean
check_journal (const char *path, GError **error)
{
  g_autofree char *name = g_strconcat (path, "-journal", NULL);
  const int file = open (name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  char mark[MARK_BYTES] = "";
  gboolean strange;

  if (file < 0)
    return TRUE;
  strange = lseek (file, -MARK_BYTES, SEEK_END) > 0 && read (file, mark, MARK_BYTES) == MARK_BYTES
            && memcmp (mark, SUPER_JOURNAL_MARK, MARK_BYTES) == 0;
  close (file);
  if (!strange)
    return TRUE;
  g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_FOREIGN,
               "%s: the journal beside it (%s) points to another file; allowed: none that does",
               path, name);
  return FALSE;
}

/* Makes an empty file, so that two programs cannot both believe that they made it. */
static gboolean
make_file (const char *path, GError **error)
{
  const int file = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

  if (file >= 0)
    {
      close (file);
      return TRUE;
    }
  if (errno == EEXIST)
    return TRUE;
  g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_FILE, "%s: it cannot be made: %s", path,
               g_strerror (errno));
  return FALSE;
}

/* In a folder that cannot be written SQLite cannot make the files that go with a write-ahead log; a file
 * that nobody writes needs none. */
static gboolean
is_immutable (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);

  return faccessat (AT_FDCWD, folder, W_OK, AT_EACCESS) != 0 && access (log, F_OK) != 0;
}

static int
connect_to (const char *path, TwDatabaseMode mode, sqlite3 **db)
{
  const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE
                    | (mode == TW_DATABASE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);

  if (mode == TW_DATABASE_READ && is_immutable (path))
    {
      g_autofree char *absolute = g_canonicalize_filename (path, NULL);
      g_autofree char *escaped = g_uri_escape_string (absolute, "/", FALSE);
      g_autofree char *uri = g_strdup_printf ("file:%s?immutable=1", escaped);

      return sqlite3_open_v2 (uri, db, flags | SQLITE_OPEN_URI, NULL);
    }
  {
    /* A name that begins with "file:" or ':' is no name but a way to say something else. */
    g_autofree char *absolute = g_canonicalize_filename (path, NULL);

    return sqlite3_open_v2 (absolute, db, flags, NULL);
  }
}

/* What is in a file is data: no trigger, view, function or path in it is ever followed. */
static void
distrust (sqlite3 *db)
{
  static const int limits[][2] = {
    { SQLITE_LIMIT_LENGTH, LARGEST_VALUE }, { SQLITE_LIMIT_SQL_LENGTH, 100000 },
    { SQLITE_LIMIT_COLUMN, 1000 },          { SQLITE_LIMIT_EXPR_DEPTH, 50 },
    { SQLITE_LIMIT_COMPOUND_SELECT, 10 },   { SQLITE_LIMIT_FUNCTION_ARG, 8 },
    { SQLITE_LIMIT_ATTACHED, 0 },           { SQLITE_LIMIT_TRIGGER_DEPTH, 1 },
    { SQLITE_LIMIT_WORKER_THREADS, 0 },
  };

  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    sqlite3_limit (db, limits[i][0], limits[i][1]);
  sqlite3_busy_timeout (db, BUSY_MS);
}

/* Whether the file can be read: a program that was killed may have left a journal that has to be rolled back
 * first, which takes a connection that may write. */
static gboolean
is_readable (sqlite3 *db)
{
  const int result =
      sqlite3_exec (db, "SELECT 1 FROM sqlite_schema LIMIT 1", NULL, NULL, NULL) & 0xff;

  return result != SQLITE_READONLY && result != SQLITE_CANTOPEN;
}

static void
roll_back (const char *path)
{
  sqlite3 *db = NULL;

  if (connect_to (path, TW_DATABASE_WRITE, &db) == SQLITE_OK)
    {
      distrust (db);
      is_readable (db);
    }
  sqlite3_close (db);
}

TwDatabase *
tw_database_open (const char *path, TwDatabaseMode mode, GError **error)
{
  g_autoptr (TwDatabase) database = g_new0 (TwDatabase, 1);
  g_autofree char *real = resolve (path);

  if (!check_kind (path, mode, error) || !check_journal (real, error)
      || (mode == TW_DATABASE_CREATE && !make_file (path, error)))
    return NULL;
  database->path = g_strdup (path);
  database->key = tw_session_lock_enter (real);
  if (connect_to (real, mode, &database->db) != SQLITE_OK)
    {
      tw_database_fail (database, "it cannot be opened", error);
      return NULL;
    }
  distrust (database->db);
  if (mode == TW_DATABASE_READ && !is_readable (database->db))
    roll_back (real);
  /* Nothing is written beside the file but SQLite's own log; pages are checked before they are used. */
  if (!tw_database_exec (
          database,
          "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
          "PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000;",
          error))
    return NULL;
  return g_steal_pointer (&database);
}

void
tw_database_close (TwDatabase *database)
{
  if (database == NULL)
    return;
  sqlite3_close (database->db);
  if (database->key != NULL)
    tw_session_lock_leave (database->key);
  g_free (database->key);
  g_free (database->path);
  g_free (database);
}

/* --- statements --- */

gboolean
tw_database_exec (TwDatabase *database, const char *sql, GError **error)
{
  return sqlite3_exec (database->db, sql, NULL, NULL, NULL) == SQLITE_OK
         || tw_database_fail (database, "it cannot be used", error);
}

sqlite3_stmt *
tw_database_prepare (TwDatabase *database, const char *sql, GError **error)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v3 (database->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL)
      != SQLITE_OK)
    tw_database_fail (database, "it cannot be read", error);
  return statement;
}

int
tw_database_step (TwDatabase *database, sqlite3_stmt *statement, GError **error)
{
  switch (sqlite3_step (statement))
    {
    case SQLITE_ROW:
      return 1;
    case SQLITE_DONE:
      return 0;
    default:
      tw_database_fail (database, "it cannot be read", error);
      return -1;
    }
}

gboolean
tw_database_get_integer (TwDatabase *database, const char *sql, gint64 *value, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = tw_database_prepare (database, sql, error);
  int result;

  if (statement == NULL)
    return FALSE;
  result = tw_database_step (database, statement, error);
  if (result > 0)
    *value = sqlite3_column_int64 (statement, 0);
  else if (result == 0)
    tw_database_damaged (database, error, "“%s” has no result", sql);
  return result > 0;
}

/* --- columns --- */

gboolean
tw_column_integer (TwDatabase *database, sqlite3_stmt *statement, int column, const char *what,
                   gint64 least, gint64 most, gint64 *value, GError **error)
{
  if (sqlite3_column_type (statement, column) != SQLITE_INTEGER)
    return tw_database_damaged (database, error, "%s is not a whole number", what);
  *value = sqlite3_column_int64 (statement, column);
  if (*value >= least && *value <= most)
    return TRUE;
  return tw_database_damaged (database, error,
                              "%s is %" G_GINT64_FORMAT "; allowed: %" G_GINT64_FORMAT
                              " to %" G_GINT64_FORMAT,
                              what, *value, least, most);
}

gboolean
tw_column_real (TwDatabase *database, sqlite3_stmt *statement, int column, const char *what,
                double *value, GError **error)
{
  switch (sqlite3_column_type (statement, column))
    {
    case SQLITE_NULL:
      *value = NAN;
      return TRUE;
    case SQLITE_FLOAT:
    case SQLITE_INTEGER:
      *value = sqlite3_column_double (statement, column);
      if (!isfinite (*value))
        *value = NAN;
      return TRUE;
    default:
      return tw_database_damaged (database, error, "%s is not a number", what);
    }
}

gboolean
tw_column_text (TwDatabase *database, sqlite3_stmt *statement, int column, const char *what,
                gsize most, gboolean optional, const char **value, GError **error)
{
  const int type = sqlite3_column_type (statement, column);
  gsize length;

  *value = NULL;
  if (type == SQLITE_NULL && optional)
    return TRUE;
  if (type != SQLITE_TEXT)
    return tw_database_damaged (database, error, "%s is not a text", what);
  *value = (const char *)sqlite3_column_text (statement, column);
  length = (gsize)sqlite3_column_bytes (statement, column);
  if (*value == NULL || length > most)
    return tw_database_damaged (database, error,
                                "%s is a text of %" G_GSIZE_FORMAT
                                " bytes; allowed: at most %" G_GSIZE_FORMAT,
                                what, length, most);
  if (!g_utf8_validate_len (*value, length, NULL) || strlen (*value) != length)
    return tw_database_damaged (database, error, "%s is not UTF-8 text", what);
  return TRUE;
}

gboolean
tw_column_doubles (TwDatabase *database, sqlite3_stmt *statement, int column, const char *what,
                   gsize n, double *values, gboolean *present, GError **error)
{
  const guint8 *bytes;
  gsize length;

  *present = FALSE;
  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return TRUE;
  bytes = sqlite3_column_blob (statement, column);
  length = (gsize)sqlite3_column_bytes (statement, column);
  if (sqlite3_column_type (statement, column) != SQLITE_BLOB || length != n * sizeof (double))
    return tw_database_damaged (
        database, error, "%s: %" G_GSIZE_FORMAT " bytes; allowed: a blob of %" G_GSIZE_FORMAT, what,
        length, n * sizeof (double));
  for (gsize i = 0; i < n; i++)
    {
      guint64 bits;

      memcpy (&bits, bytes + i * sizeof bits, sizeof bits);
      bits = GUINT64_FROM_LE (bits);
      memcpy (&values[i], &bits, sizeof bits);
    }
  *present = TRUE;
  return TRUE;
}
