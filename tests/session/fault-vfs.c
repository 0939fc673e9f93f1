/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fault-vfs.h"

#include <sqlite3.h>

#include <string.h>

/* A file of ours, with the wrapped VFS's file behind it in the same memory. */
typedef struct
{
  sqlite3_file base;
  sqlite3_file *real;
} FaultFile;

static sqlite3_vfs *wrapped;
static sqlite3_vfs vfs;

/* What is to fail, and what did. */
static GMutex lock;
static FaultOperation operations;
static FaultKind kind;
static guint64 first, n_to_fail, n_calls, n_failed;
static gboolean torn;

void
fault_vfs_fail (FaultOperation which, FaultKind how, guint64 from, guint64 n, gboolean tear)
{
  g_mutex_lock (&lock);
  operations = which;
  kind = how;
  first = from;
  n_to_fail = n;
  torn = tear;
  n_calls = n_failed = 0;
  g_mutex_unlock (&lock);
}

void
fault_vfs_heal (void)
{
  g_mutex_lock (&lock);
  n_to_fail = 0;
  g_mutex_unlock (&lock);
}

static guint64
locked_value (const guint64 *value)
{
  guint64 result;

  g_mutex_lock (&lock);
  result = *value;
  g_mutex_unlock (&lock);
  return result;
}

guint64
fault_vfs_get_n_calls (void)
{
  return locked_value (&n_calls);
}

guint64
fault_vfs_get_n_failed (void)
{
  return locked_value (&n_failed);
}

/* Counts a call.  The result code that it has to fail with, or SQLITE_OK.  full: the call can say
 * that there is no room. */
static int
check_fault (FaultOperation operation, gboolean full, int io_error, gboolean *tear)
{
  int code = SQLITE_OK;

  g_mutex_lock (&lock);
  if (operations & operation)
    {
      if (n_calls >= first && n_calls - first < n_to_fail)
        {
          code = kind == FAULT_FULL && full ? SQLITE_FULL : io_error;
          n_failed++;
        }
      n_calls++;
    }
  if (tear != NULL)
    *tear = torn;
  g_mutex_unlock (&lock);
  return code;
}

static sqlite3_file *
real_of (sqlite3_file *file)
{
  return ((FaultFile *)file)->real;
}

/* --- calls that may fail --- */

static int
fault_read (sqlite3_file *file, void *to, int n, sqlite3_int64 offset)
{
  const int code = check_fault (FAULT_READ, FALSE, SQLITE_IOERR_READ, NULL);

  return code != SQLITE_OK ? code : real_of (file)->pMethods->xRead (real_of (file), to, n, offset);
}

static int
fault_write (sqlite3_file *file, const void *from, int n, sqlite3_int64 offset)
{
  gboolean tear;
  const int code = check_fault (FAULT_WRITE, TRUE, SQLITE_IOERR_WRITE, &tear);

  if (code == SQLITE_OK)
    return real_of (file)->pMethods->xWrite (real_of (file), from, n, offset);
  if (tear)
    real_of (file)->pMethods->xWrite (real_of (file), from, n / 2, offset);
  return code;
}

static int
fault_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  const int code = check_fault (FAULT_TRUNCATE, FALSE, SQLITE_IOERR_TRUNCATE, NULL);

  return code != SQLITE_OK ? code : real_of (file)->pMethods->xTruncate (real_of (file), size);
}

static int
fault_sync (sqlite3_file *file, int flags)
{
  const int code = check_fault (FAULT_SYNC, FALSE, SQLITE_IOERR_FSYNC, NULL);

  return code != SQLITE_OK ? code : real_of (file)->pMethods->xSync (real_of (file), flags);
}

static int
fault_shm_map (sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
  /* Only what makes it larger needs room. */
  const int code =
      extend ? check_fault (FAULT_SHM_MAP, TRUE, SQLITE_IOERR_SHMSIZE, NULL) : SQLITE_OK;

  if (code == SQLITE_OK)
    return real_of (file)->pMethods->xShmMap (real_of (file), page, size, extend, memory);
  *memory = NULL;
  return code;
}

static int
fault_file_control (sqlite3_file *file, int operation, void *argument)
{
  if (operation == SQLITE_FCNTL_SIZE_HINT)
    {
      const int code = check_fault (FAULT_SIZE_HINT, TRUE, SQLITE_IOERR_WRITE, NULL);

      if (code != SQLITE_OK)
        return code;
    }
  return real_of (file)->pMethods->xFileControl (real_of (file), operation, argument);
}

/* --- calls that are handed on --- */

static int
fault_close (sqlite3_file *file)
{
  return real_of (file)->pMethods != NULL ? real_of (file)->pMethods->xClose (real_of (file))
                                          : SQLITE_OK;
}

static int
fault_file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return real_of (file)->pMethods->xFileSize (real_of (file), size);
}

static int
fault_lock (sqlite3_file *file, int level)
{
  return real_of (file)->pMethods->xLock (real_of (file), level);
}

static int
fault_unlock (sqlite3_file *file, int level)
{
  return real_of (file)->pMethods->xUnlock (real_of (file), level);
}

static int
fault_check_reserved_lock (sqlite3_file *file, int *result)
{
  return real_of (file)->pMethods->xCheckReservedLock (real_of (file), result);
}

static int
fault_sector_size (sqlite3_file *file)
{
  return real_of (file)->pMethods->xSectorSize (real_of (file));
}

static int
fault_device_characteristics (sqlite3_file *file)
{
  return real_of (file)->pMethods->xDeviceCharacteristics (real_of (file));
}

static int
fault_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return real_of (file)->pMethods->xShmLock (real_of (file), offset, n, flags);
}

static void
fault_shm_barrier (sqlite3_file *file)
{
  real_of (file)->pMethods->xShmBarrier (real_of (file));
}

static int
fault_shm_unmap (sqlite3_file *file, int delete_it)
{
  return real_of (file)->pMethods->xShmUnmap (real_of (file), delete_it);
}

/* Version 2: without xFetch(), so that every page is read and written by a call that can fail. */
static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = fault_close,
  .xRead = fault_read,
  .xWrite = fault_write,
  .xTruncate = fault_truncate,
  .xSync = fault_sync,
  .xFileSize = fault_file_size,
  .xLock = fault_lock,
  .xUnlock = fault_unlock,
  .xCheckReservedLock = fault_check_reserved_lock,
  .xFileControl = fault_file_control,
  .xSectorSize = fault_sector_size,
  .xDeviceCharacteristics = fault_device_characteristics,
  .xShmMap = fault_shm_map,
  .xShmLock = fault_shm_lock,
  .xShmBarrier = fault_shm_barrier,
  .xShmUnmap = fault_shm_unmap,
};

static int
fault_open (sqlite3_vfs *self, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
  FaultFile *fault = (FaultFile *)file;
  int code = check_fault (FAULT_OPEN, FALSE, SQLITE_CANTOPEN, NULL);

  fault->base.pMethods = NULL;
  fault->real = (sqlite3_file *)(fault + 1);
  if (code != SQLITE_OK)
    return code;
  memset (fault->real, 0, (gsize)wrapped->szOsFile);
  code = wrapped->xOpen (wrapped, name, fault->real, flags, out_flags);
  /* With methods set, SQLite closes the file even where opening it failed. */
  if (fault->real->pMethods != NULL)
    fault->base.pMethods = &methods;
  return code;
}

void
fault_vfs_register (void)
{
  g_assert (wrapped == NULL);
  wrapped = sqlite3_vfs_find (NULL);
  g_assert (wrapped != NULL);
  /* All but opening is the wrapped one's, which finds what it needs in the same fields. */
  vfs = *wrapped;
  vfs.zName = "fault";
  vfs.pNext = NULL;
  vfs.szOsFile = (int)sizeof (FaultFile) + wrapped->szOsFile;
  vfs.xOpen = fault_open;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 1), ==, SQLITE_OK);
}
