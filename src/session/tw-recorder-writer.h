/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How each record becomes rows of tables.  The recorder's own; its thread only. */

#pragma once

#include "session/tw-recorder.h"
#include "session/tw-summary.h"

G_BEGIN_DECLS

/* A run that is being recorded: what has to be known to go on.  All of it can be gone back to. */
typedef struct
{
  gint64 run;
  const TwModelType *type;
  TwSummary *summary, *committed; /* now; as it was when the transaction began */
  TwRecorderProgress now, was;    /* the same (message: owned) */
  gboolean touched;               /* in this transaction */

  /* For scores: settings and data as in scenario, which is the last that it was set up for. */
  TwModel *model;
  TwScenario *scenario;
} TwTrack;

typedef struct _TwRecorderWriter TwRecorderWriter;

/* database is taken.  NULL and error if the file cannot be set up for writing. */
TwRecorderWriter *tw_recorder_writer_new (TwDatabase *database, GHashTable *tracks, GError **error);
void tw_recorder_writer_free (TwRecorderWriter *writer);

gboolean tw_recorder_writer_begin (TwRecorderWriter *writer, GError **error);
gboolean tw_recorder_writer_put (TwRecorderWriter *writer, TwRecord *record, GError **error);
/* TRUE: what was put is in the file, and tracks are as they are.  Else tracks are as at begin. */
gboolean tw_recorder_writer_commit (TwRecorderWriter *writer, GError **error);
void tw_recorder_writer_roll_back (TwRecorderWriter *writer);

/* Tracks by run (gint64 keys). */
GHashTable *tw_tracks_new (void);

G_END_DECLS
