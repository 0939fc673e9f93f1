/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file system under SQLite that fails when a test says so: a VFS around the default one, which
 * takes its place as the default.  Every file that SQLite opens in this process goes through it;
 * other files do not.
 *
 * Calls are counted from the last fault_vfs_fail() on, those of the chosen operations only, over
 * all files and threads. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  FAULT_OPEN = 1 << 0,
  FAULT_READ = 1 << 1,
  FAULT_WRITE = 1 << 2,
  FAULT_SYNC = 1 << 3,
  FAULT_TRUNCATE = 1 << 4,
  FAULT_SHM_MAP = 1 << 5, /* the index of the write-ahead log grows */
  FAULT_SIZE_HINT = 1 << 6,
} FaultOperation;

/* What fails where a disk is full, and where a disk is broken. */
#define FAULT_GROWING (FAULT_WRITE | FAULT_TRUNCATE | FAULT_SHM_MAP)
#define FAULT_ALL_WRITING (FAULT_GROWING | FAULT_SYNC)

typedef enum
{
  FAULT_FULL,     /* SQLITE_FULL: no room; what cannot say that says SQLITE_IOERR_… */
  FAULT_IO_ERROR, /* SQLITE_IOERR_… */
} FaultKind;

#define FAULT_FOR_GOOD G_MAXUINT64

/* Before anything is opened; once. */
void fault_vfs_register (void);

/* Counts anew.  Calls number first … first + n - 1 (from 0) of the operations fail; with torn, a
 * write that fails has written its first half. */
void
fault_vfs_fail (FaultOperation operations, FaultKind kind, guint64 first, guint64 n, gboolean torn);
/* Nothing fails any more; counting goes on. */
void fault_vfs_heal (void);

guint64 fault_vfs_get_n_calls (void);
guint64 fault_vfs_get_n_failed (void);

G_END_DECLS
