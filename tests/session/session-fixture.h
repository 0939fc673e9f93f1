/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What tests of sessions share: folders, small scenarios, trainers that record, and what is needed to
 * look into a file from outside. */

#pragma once

#include "session/tw-replay.h"
#include "session/tw-session.h"
#include "train/tw-trainer.h"

G_BEGIN_DECLS

/* --- folders --- */

/* Folders are made in memory from now on, if there is room: for tests of what is in files, which have no
 * need to wait for a disk.  Before any folder. */
void fixture_use_memory (void);
/* A folder of the test's own.  Caller frees with fixture_folder_free(), which removes it. */
char *fixture_folder_new (void);
void fixture_folder_free (char *folder);
/* Names and SHA-256 of everything in it, a line each, but for SQLite's -wal, -shm and -journal. */
char *fixture_folder_listing (const char *folder);

/* --- scenarios --- */

/* The planner with little data; two stages, "early" and "late". */
TwScenario *fixture_scenario (guint64 early, guint64 late);
/* Hash of the state after so many steps, with no session anywhere. */
char *fixture_plain_hash (const TwScenario *scenario, guint64 steps);

/* --- recording --- */

/* A trainer of a run that has just been added from step 0 of scenario. */
TwTrainer *fixture_start (TwSession *session, gint64 run, const TwScenario *scenario);
/* A trainer at the head of a recorded run, as somebody who goes on with it makes it. */
TwTrainer *fixture_continue (TwSession *session, gint64 run);
/* Exactly n steps, or to the end; waits. */
void fixture_step (TwTrainer *trainer, guint64 n);
void fixture_play (TwTrainer *trainer);
/* Sets the value at an address as files have it; waits. */
void fixture_set (TwTrainer *trainer, const char *address, double value, const char *origin);
/* The trainer's step. */
guint64 fixture_get_step (TwTrainer *trainer);
/* A session of one run with so many steps, all of it committed and closed. */
void fixture_record (const char *path, const TwScenario *scenario, guint64 steps);
/* A session with some of everything, closed: run 1 of 60 steps with a change at step 20 and a mark at its
 * end, and run 2, which branches off at step 40 and has 10 steps. */
void fixture_record_good (const char *path);
/* Hash of a recorded state; a step of the run or of those it comes from. */
char *fixture_recorded_hash (const char *path, gint64 run, guint64 step, guint64 changes);

/* --- from outside --- */

/* Runs SQL on a connection of SQLite's own. */
void fixture_sql (const char *path, const char *sql);
/* The one number that a query gives. */
gint64 fixture_sql_int (const char *path, const char *query);
/* What PRAGMA integrity_check says is "ok". */
void fixture_check_integrity (const char *path);

/* Waits in short naps until the condition holds; fails the test after half a minute. */
#define fixture_wait_for(condition)                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    for (guint nap_ = 0; !(condition); nap_++)                                                     \
      {                                                                                            \
        if (nap_ == 30000 / 2)                                                                     \
          g_error ("%s:%d: waited in vain for %s", __FILE__, __LINE__, #condition);                \
        g_usleep (2000);                                                                           \
      }                                                                                            \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
