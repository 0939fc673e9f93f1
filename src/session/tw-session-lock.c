/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-session-lock.h"

#include "session/tw-session.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

/* Far behind every byte that a database has and every byte that SQLite locks. */
#define LOCKED_BYTE G_GINT64_CONSTANT (0x7000000000000000)

/* What this process has to do with one file. */
typedef struct
{
  guint connections;
  gboolean locked;
  GArray *open; /* int: descriptors to close with the last connection */
} File;

struct _TwSessionLock
{
  char *key;
  int descriptor;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static GHashTable *files; /* key → File; under lock */

static char *
key_of (const char *path)
{
  struct stat status;

  if (stat (path, &status) != 0)
    return g_canonicalize_filename (path, NULL);
  return g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, (guint64)status.st_dev,
                          (guint64)status.st_ino);
}

/* Under lock. */
static File *
find_file (const char *key)
{
  File *file;

  if (files == NULL)
    files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  file = g_hash_table_lookup (files, key);
  if (file == NULL)
    {
      file = g_new0 (File, 1);
      file->open = g_array_new (FALSE, FALSE, sizeof (int));
      g_hash_table_insert (files, g_strdup (key), file);
    }
  return file;
}

/* Under lock: nothing of this process uses the file any more. */
static void
drop_file (const char *key, File *file)
{
  if (file->connections > 0 || file->locked)
    return;
  for (guint i = 0; i < file->open->len; i++)
    close (g_array_index (file->open, int, i));
  g_array_unref (file->open);
  g_hash_table_remove (files, key);
  g_free (file);
  if (g_hash_table_size (files) == 0)
    g_clear_pointer (&files, g_hash_table_unref);
}

char *
tw_session_lock_enter (const char *path)
{
  char *key = key_of (path);

  pthread_mutex_lock (&lock);
  find_file (key)->connections++;
  pthread_mutex_unlock (&lock);
  return key;
}

void
tw_session_lock_leave (const char *key)
{
  File *file;

  pthread_mutex_lock (&lock);
  file = find_file (key);
  file->connections--;
  drop_file (key, file);
  pthread_mutex_unlock (&lock);
}

static gboolean
set_lock (int descriptor, short type)
{
  struct flock range = { .l_type = type, .l_whence = SEEK_SET, .l_start = LOCKED_BYTE, .l_len = 1 };

#ifdef F_OFD_SETLK
  return fcntl (descriptor, F_OFD_SETLK, &range) == 0;
#else
  return fcntl (descriptor, F_SETLK, &range) == 0;
#endif
}

/* Under the mutex. */
static int
take (const char *path, File *file, GError **error)
{
  const char *why = "another window or program is recording into it";
  int descriptor = -1, problem;

  if (!file->locked)
    {
      descriptor = open (path, O_RDWR | O_CLOEXEC);
      if (descriptor >= 0 && set_lock (descriptor, F_WRLCK))
        {
          g_array_append_val (file->open, descriptor);
          file->locked = TRUE;
          return descriptor;
        }
      problem = errno;
      if (descriptor >= 0)
        g_array_append_val (file->open, descriptor);
      if (descriptor < 0 || (problem != EAGAIN && problem != EACCES))
        why = g_strerror (problem);
    }
  g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_READ_ONLY, "%s: %s", path, why);
  return -1;
}

TwSessionLock *
tw_session_lock_new (const char *path, GError **error)
{
  g_autofree char *key = key_of (path);
  TwSessionLock *result = NULL;
  File *file;
  int descriptor;

  pthread_mutex_lock (&lock);
  file = find_file (key);
  descriptor = take (path, file, error);
  if (descriptor >= 0)
    {
      result = g_new (TwSessionLock, 1);
      *result = (TwSessionLock){ g_steal_pointer (&key), descriptor };
    }
  else
    drop_file (key, file);
  pthread_mutex_unlock (&lock);
  return result;
}

/* Under the mutex. */
static gboolean
is_held_elsewhere (const char *path, File *file)
{
  struct flock range = {
    .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = LOCKED_BYTE, .l_len = 1
  };
  const int descriptor = open (path, O_RDONLY | O_CLOEXEC);

  if (descriptor < 0)
    return FALSE;
  g_array_append_val (file->open, descriptor);
#ifdef F_OFD_GETLK
  return fcntl (descriptor, F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK;
#else
  return fcntl (descriptor, F_GETLK, &range) == 0 && range.l_type != F_UNLCK;
#endif
}

gboolean
tw_session_lock_is_held (const char *path)
{
  g_autofree char *key = key_of (path);
  gboolean held;
  File *file;

  pthread_mutex_lock (&lock);
  file = find_file (key);
  held = file->locked || is_held_elsewhere (path, file);
  drop_file (key, file);
  pthread_mutex_unlock (&lock);
  return held;
}

void
tw_session_lock_free (TwSessionLock *held)
{
  File *file;

  if (held == NULL)
    return;
  pthread_mutex_lock (&lock);
  file = find_file (held->key);
  set_lock (held->descriptor, F_UNLCK);
  file->locked = FALSE;
  drop_file (held->key, file);
  pthread_mutex_unlock (&lock);
  g_free (held->key);
  g_free (held);
}
