/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the two sides of a trainer share: the owner's (tw-trainer.c) and the worker's
 * (tw-trainer-worker.c).  Not for anyone else. */

#pragma once

#include "train/tw-pace.h"
#include "train/tw-trainer.h"

#include <pthread.h>
#include <stdatomic.h>

G_BEGIN_DECLS

#define TW_TRAINER_BATCH_ROWS 256

typedef enum
{
  TW_COMMAND_PLAY,
  TW_COMMAND_PAUSE,
  TW_COMMAND_STEP,
  TW_COMMAND_SPEED,
  TW_COMMAND_SET,
  TW_COMMAND_MARK,
  TW_COMMAND_SHOW, /* nothing but a new snapshot */
} TwCommandKind;

typedef struct _TwCommand TwCommand;

struct _TwCommand
{
  TwCommand *next;
  TwCommandKind kind;
  guint64 n;            /* TW_COMMAND_STEP: steps; TW_COMMAND_SET: values */
  double speed;         /* TW_COMMAND_SPEED */
  TwAddress *addresses; /* TW_COMMAND_SET: (n) */
  double *values;       /* (n) */
  char *text;           /* TW_COMMAND_SET: its origin; TW_COMMAND_MARK: the label */
};

void tw_command_free (TwCommand *command);

struct _TwTrainer
{
  /* Fixed from the start. */
  TwTrainerNotify notify;
  gpointer data;
  TwHistory *history;  /* thread-safe itself */
  TwTrainerSink *sink; /* NULL: nobody is told */
  pthread_t thread;

  /* True when the worker is to look under the lock: all that a running worker reads in each step. */
  atomic_bool attention;

  /* Nobody computes, allocates much or calls back while holding lock.  A pthread mutex and
   * conditions, not GMutex and GCond: the thread sanitizer knows the former, and the monotonic
   * clock can be set. */
  pthread_mutex_t lock;
  pthread_cond_t wake;    /* the worker: attention was raised */
  pthread_cond_t changed; /* the owner: handled or settled changed */
  /* Under lock: */
  gboolean quit;
  TwCommand *first, **end; /* commands that wait */
  guint64 issued;          /* commands given */
  guint64 handled;         /* commands in effect in the snapshot published last */
  TwTrainerState settled;  /* state in that snapshot */
  TwSnapshot *waiting;

  /* The worker's own; before it starts, the owner's. */
  TwRun *run;
  TwTrainerState state;
  guint64 remaining; /* steps until it pauses; G_MAXUINT64: no end */
  guint64 taken;     /* commands */
  TwPace pace;
  TwStepRecord last;
  char *failure;   /* why it failed */
  char *complaint; /* what was wrong with the last edit, or why the sink takes no more */
  gboolean held;   /* the latter */
  guint64 serial;
  gboolean stale;          /* something changed since the last snapshot */
  gint64 published;        /* when that was */
  gboolean edited;         /* the newest row is of before an edit */
  gint64 recorded;         /* step of the newest row; -1: none */
  double *rows;            /* (TW_TRAINER_BATCH_ROWS, columns) not yet in the history */
  gsize n_rows, n_columns; /* rows there; columns */
  double *row;             /* (columns) of the step just made, where the history does not want it */
  gboolean untold;         /* the sink was not told to rest since the last change */
  double *jacobian;        /* (2, n_params) scratch */
};

/* The worker.  Argument and result as pthread_create() has them: the trainer, NULL. */
void *tw_trainer_work (void *data);
/* The first row and snapshot, on the owner's thread, before there is a worker. */
void tw_trainer_begin (TwTrainer *trainer, const TwStepRecord *last);

G_END_DECLS
