/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A forest of runs as lines of a list: depth first, children by id below their parent, with the lines
 * that lead from one to the other.  Whatever the input: a run whose parent is missing, or is itself or
 * one that comes from it, is a root; of runs with one id the first counts.
 *
 * Pure functions, no display. */

#pragma once

#include "train/tw-trainer-sink.h"

G_BEGIN_DECLS

/* What a list of runs is told of each.  Texts are borrowed. */
typedef struct
{
  gint64 id;
  gint64 parent; /* 0: none */
  const char *name;
  guint color;   /* index for the categorical colours */
  guint64 start; /* step at which it begins */
  guint64 head;  /* the last one recorded */
  guint64 total; /* planned */
  TwTrainerState state;
  const char *regime; /* title, translated; NULL: not known */
  const char *note;   /* in a few words what it began with ("horizon"); NULL: nothing */
  guint64 n_changes;
  gboolean hidden;
  gboolean deleted; /* left out; what comes from it hangs on the nearest that is not */
} TwRunInfo;

/* Deeper ones are shown at this depth. */
#define TW_RUN_MAX_DEPTH 31

typedef struct
{
  guint index;   /* of the run in the input */
  guint depth;   /* 0: a root */
  guint32 rails; /* bit d: a line goes on downwards at depth d, past or from this line's run */
  gboolean last; /* no sibling below; the line from above ends here */
  gboolean has_children;
} TwRunLine;

/* At most n lines; those deleted are left out, and with without_hidden hidden ones too, but for the
 * one with id keep (0: none).  GArray of TwRunLine; caller unrefs. */
GArray *tw_run_order (const TwRunInfo *runs, guint n, gboolean without_hidden, gint64 keep);

G_END_DECLS
