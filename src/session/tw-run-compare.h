/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two runs of a session side by side: what was set otherwise, from where on they differ, and how far
 * apart they are. */

#pragma once

#include "session/tw-session-reader.h"

G_BEGIN_DECLS

typedef struct
{
  char *address; /* "optimizer.learning_rate", "theta.horizon" */
  double a, b;   /* as they are at the end of the common steps; NaN where one has no such value */
} TwRunDifference;

typedef struct
{
  gint64 a, b;
  guint64 last;        /* the last step that both have */
  gboolean differ;     /* at some step of those */
  guint64 first_step;  /* the first at which recorded loss, read-outs or θ are not the same bits */
  gint64 common;       /* the nearest run that both are or come from; 0: none */
  guint64 common_step; /* up to where they are the same run */
  GPtrArray *settings; /* TwRunDifference, which it frees: settings in force at `last` */
  GPtrArray *parameters; /* the same, every parameter that differs */
  /* (n_steps) at common steps, evenly thinned, first and last among them */
  gsize n_steps;
  double *steps;
  double *theta_distance; /* |θa - θb|, Euclidean; NaN where θ was not kept */
  double *plane_distance; /* in (log10 steps, awareness), Euclidean */
} TwRunComparison;

void tw_run_comparison_free (TwRunComparison *comparison);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwRunComparison, tw_run_comparison_free)

/* At most max_steps (>= 2) of the distances.  NULL and error if a run cannot be read, models differ
 * or cancelled. */
TwRunComparison *tw_run_compare (const char *path, gint64 a, gint64 b, gsize max_steps,
                                 GCancellable *cancellable, GError **error);

G_END_DECLS
