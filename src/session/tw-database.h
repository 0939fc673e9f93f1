/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SQLite as the session layer uses it: connections that trust nothing in a file, statements, and
 * columns that are checked while they are read.  Not for other layers.
 *
 * A connection belongs to one thread at a time.  Errors are TW_SESSION_ERROR, and name the file. */

#pragma once

#include "session/tw-session.h"

#include <sqlite3.h>

G_BEGIN_DECLS

typedef struct
{
  sqlite3 *db;
  char *path;
  char *key; /* of tw-session-lock.h */

  /* What is being read, for messages; see tw_database_at(). */
  const char *table, *suffix;
  gint64 run, step;
} TwDatabase;

typedef enum
{
  TW_DATABASE_READ,
  TW_DATABASE_WRITE,
  TW_DATABASE_CREATE, /* the file must not be there yet, or be empty */
} TwDatabaseMode;

/* Opens the file and sets it up; does not look at what is in it. */
TwDatabase *tw_database_open (const char *path, TwDatabaseMode mode, GError **error);
void tw_database_close (TwDatabase *database);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwDatabase, tw_database_close)

/* One or more statements without results. */
gboolean tw_database_exec (TwDatabase *database, const char *sql, GError **error);
/* Caller finalizes. */
sqlite3_stmt *tw_database_prepare (TwDatabase *database, const char *sql, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

/* SQLITE_ROW: 1, SQLITE_DONE: 0, else -1 and error. */
int tw_database_step (TwDatabase *database, sqlite3_stmt *statement, GError **error);
/* One integer: of PRAGMAs and counts. */
gboolean
tw_database_get_integer (TwDatabase *database, const char *sql, gint64 *value, GError **error);
/* What is read from here on, for tw_database_damaged(): a table (its name in two parts, static), a run and a
 * step; -1: of none, table NULL: nothing. */
void tw_database_at (TwDatabase *database, const char *table, const char *suffix, gint64 run,
                     gint64 step);
/* What SQLite says went wrong, with what was being done.  Returns FALSE. */
gboolean tw_database_fail (TwDatabase *database, const char *doing, GError **error);
/* Something in the file cannot be.  Returns FALSE. */
gboolean tw_database_damaged (TwDatabase *database, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* Columns of the row that the statement is at.  what: "run 3, start". */
gboolean
tw_column_integer (TwDatabase *database, sqlite3_stmt *statement, int column, const char *what,
                   gint64 least, gint64 most, gint64 *value, GError **error);
/* NULL is NaN, and what is not finite too. */
gboolean tw_column_real (TwDatabase *database, sqlite3_stmt *statement, int column,
                         const char *what, double *value, GError **error);
/* At most `most` bytes of UTF-8; borrowed until the next row.  NULL only where optional. */
gboolean
tw_column_text (TwDatabase *database, sqlite3_stmt *statement, int column, const char *what,
                gsize most, gboolean optional, const char **value, GError **error);
/* n little-endian doubles; values is left alone, and *present FALSE, where it is NULL. */
gboolean
tw_column_doubles (TwDatabase *database, sqlite3_stmt *statement, int column, const char *what,
                   gsize n, double *values, gboolean *present, GError **error);

G_END_DECLS
