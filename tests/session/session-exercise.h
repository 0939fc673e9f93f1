/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Does with a file, of which nothing is believed, all that the program can do with one.  Whatever goes
 * wrong has to be said as it should be; anything else fails the test. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  EXERCISE_REFUSED,   /* it cannot be opened */
  EXERCISE_READ_ONLY, /* it can be, but not written, though its permissions allow it */
  EXERCISE_WRITABLE,
} ExerciseResult;

typedef struct
{
  ExerciseResult result;
  char *message; /* why it was refused or is only read; else the first thing that failed, or NULL */
} Exercise;

/* Opens it, reads everything, goes to and compares states, verifies: writes nothing.  budget_ms: after
 * that time what can be cancelled is. */
void exercise_read (const char *path, guint budget_ms, Exercise *exercise);
/* Opens it to write; if that can be: renames, marks, deletes, branches, trains on, purges, copies. */
void exercise_write (const char *path, Exercise *exercise);
void exercise_clear (Exercise *exercise);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Exercise, exercise_clear)

G_END_DECLS
