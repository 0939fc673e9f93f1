/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-session-copy.h"

#include "session/tw-database.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define PAGES_AT_ONCE 256 /* of 8 KiB, between two looks at cancellable */

static gboolean
copy_pages (TwDatabase *from, TwDatabase *to, TwSessionProgress progress, gpointer data,
            GCancellable *cancellable, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (to->db, "main", from->db, "main");
  int result = backup != NULL ? SQLITE_OK : SQLITE_ERROR;

  while (result == SQLITE_OK && !g_cancellable_is_cancelled (cancellable))
    {
      result = sqlite3_backup_step (backup, PAGES_AT_ONCE);
      if (progress != NULL && sqlite3_backup_pagecount (backup) > 0)
        progress (1
                      - (double)sqlite3_backup_remaining (backup)
                            / (double)sqlite3_backup_pagecount (backup),
                  data);
    }
  if (backup != NULL)
    sqlite3_backup_finish (backup);
  if (result == SQLITE_DONE)
    return TRUE;
  return !g_cancellable_set_error_if_cancelled (cancellable, error)
         && tw_database_fail (to, "the copy cannot be written", error);
}

/* A name beside path that nobody has.  Caller frees. */
static char *
name_beside (const char *path)
{
  return g_strdup_printf ("%s.%08x.part", path, g_random_int ());
}

static void
remove_log (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *index = g_strconcat (path, "-shm", NULL);

  g_unlink (log);
  g_unlink (index);
}

void
tw_session_remove_file (const char *path)
{
  g_unlink (path);
  remove_log (path);
}

static gboolean
make_copy (const char *from, const char *part, TwSessionProgress progress, gpointer data,
           GCancellable *cancellable, GError **error)
{
  g_autoptr (TwDatabase) source = tw_database_open (from, TW_DATABASE_READ, error);
  g_autoptr (TwDatabase) copy = NULL;

  if (source == NULL)
    return FALSE;
  copy = tw_database_open (part, TW_DATABASE_CREATE, error);
  return copy != NULL && copy_pages (source, copy, progress, data, cancellable, error);
}

/* A file that another program records into is not replaced under its feet. */
static gboolean
check_target (const char *path, GError **error)
{
  g_autoptr (TwSessionLock) lock = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_FILE,
                   "%s is no regular file; allowed: a file, or a new name", path);
      return FALSE;
    }
  lock = tw_session_lock_new (path, error);
  return lock != NULL;
}

TwSessionLock *
tw_session_copy_file (const char *from, const char *path, TwSessionProgress progress, gpointer data,
                      GCancellable *cancellable, GError **error)
{
  g_autofree char *part = name_beside (path);
  TwSessionLock *lock = NULL;

  if (!check_target (path, error))
    return NULL;
  if (make_copy (from, part, progress, data, cancellable, error))
    lock = tw_session_lock_new (part, error);
  if (lock != NULL)
    {
      /* What SQLite left beside a file that was there is none of the copy's. */
      remove_log (path);
      if (g_rename (part, path) == 0)
        return lock;
      g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_FILE, "%s: it cannot be written: %s",
                   path, g_strerror (errno));
      g_clear_pointer (&lock, tw_session_lock_free);
    }
  tw_session_remove_file (part);
  return NULL;
}
