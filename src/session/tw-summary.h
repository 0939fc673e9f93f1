/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Least, greatest and mean value of every column over buckets of 64, 512, 4096, … steps, made while
 * rows come in: what a timeline of a long run is drawn from.
 *
 * The newest row waits until one of another step comes, because a change may still take its place.
 * Belongs to one thread. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TW_SUMMARY_LEVELS 6
#define TW_SUMMARY_FIRST_SIZE 64
#define TW_SUMMARY_FACTOR 8

/* A bucket of `size` steps from `first`, which is a multiple of it. */
typedef struct
{
  guint64 size, first;
  guint64 n;                       /* rows in it */
  const double *minimum, *maximum; /* (n_values); NaN where no row had a number */
  double *mean;                    /* (n_values) */
} TwSummaryBucket;

/* Gets a complete bucket, lent. */
typedef void (*TwSummaryEmit) (const TwSummaryBucket *bucket, gpointer data);

typedef struct _TwSummary TwSummary;

TwSummary *tw_summary_new (guint n_values);
void tw_summary_free (TwSummary *summary);
/* Everything as in other, which has as many values. */
void tw_summary_copy (TwSummary *summary, const TwSummary *other);
void tw_summary_reset (TwSummary *summary);

/* A row; steps may not fall. */
void tw_summary_add_row (TwSummary *summary, guint64 step, const double *values, TwSummaryEmit emit,
                         gpointer data);
/* For going on with a run that is in a file: a complete bucket of the level before `level` (at least
 * 1) that no complete bucket of that level has in it.  Highest level first, rows last. */
void tw_summary_add_bucket (TwSummary *summary, guint level, const TwSummaryBucket *bucket,
                            TwSummaryEmit emit, gpointer data);

/* Steps of a bucket of the level. */
guint64 tw_summary_size (guint level);

G_END_DECLS
