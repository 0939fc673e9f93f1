/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-summary.h"

#include <math.h>
#include <string.h>

typedef struct
{
  guint64 first;
  guint64 n; /* 0: nothing in it */
} Level;

/* Values of a level: minimum, maximum, sum, count (n_values each). */
#define N_KINDS 4

struct _TwSummary
{
  guint n_values;
  Level levels[TW_SUMMARY_LEVELS];
  gboolean waits;
  guint64 waiting_step;
  gsize n_numbers;
  double *numbers; /* (levels, N_KINDS, n_values), the row that waits, and room for means */
};

guint64
tw_summary_size (guint level)
{
  guint64 size = TW_SUMMARY_FIRST_SIZE;

  while (level-- > 0)
    size *= TW_SUMMARY_FACTOR;
  return size;
}

static double *
kind_of (const TwSummary *summary, guint level, guint kind)
{
  return summary->numbers + ((gsize)level * N_KINDS + kind) * summary->n_values;
}

static double *
waiting (const TwSummary *summary)
{
  return summary->numbers + (gsize)TW_SUMMARY_LEVELS * N_KINDS * summary->n_values;
}

TwSummary *
tw_summary_new (guint n_values)
{
  TwSummary *summary = g_new0 (TwSummary, 1);

  summary->n_values = n_values;
  summary->n_numbers = ((gsize)TW_SUMMARY_LEVELS * N_KINDS + 2) * n_values;
  summary->numbers = g_new0 (double, summary->n_numbers);
  return summary;
}

void
tw_summary_free (TwSummary *summary)
{
  if (summary == NULL)
    return;
  g_free (summary->numbers);
  g_free (summary);
}

void
tw_summary_copy (TwSummary *summary, const TwSummary *other)
{
  g_return_if_fail (summary->n_values == other->n_values);

  memcpy (summary->levels, other->levels, sizeof summary->levels);
  summary->waits = other->waits;
  summary->waiting_step = other->waiting_step;
  memcpy (summary->numbers, other->numbers, summary->n_numbers * sizeof (double));
}

void
tw_summary_reset (TwSummary *summary)
{
  memset (summary->levels, 0, sizeof summary->levels);
  summary->waits = FALSE;
}

static void
begin_bucket (TwSummary *summary, guint level, guint64 first)
{
  double *minimum = kind_of (summary, level, 0), *maximum = kind_of (summary, level, 1);

  summary->levels[level] = (Level){ .first = first };
  for (guint i = 0; i < summary->n_values; i++)
    {
      minimum[i] = INFINITY;
      maximum[i] = -INFINITY;
    }
  memset (kind_of (summary, level, 2), 0, 2 * summary->n_values * sizeof (double));
}

/* The means, and NaN where there was no number; in place, since the bucket is complete. */
static TwSummaryBucket
describe (TwSummary *summary, guint level)
{
  double *minimum = kind_of (summary, level, 0), *maximum = kind_of (summary, level, 1);
  const double *sum = kind_of (summary, level, 2), *count = kind_of (summary, level, 3);
  double *mean = waiting (summary) + summary->n_values;

  for (guint i = 0; i < summary->n_values; i++)
    {
      mean[i] = count[i] > 0 ? sum[i] / count[i] : NAN;
      if (count[i] == 0)
        minimum[i] = maximum[i] = NAN;
    }
  return (TwSummaryBucket){ tw_summary_size (level),
                            summary->levels[level].first,
                            summary->levels[level].n,
                            minimum,
                            maximum,
                            mean };
}

static void complete (TwSummary *summary, guint level, TwSummaryEmit emit, gpointer data);

/* Makes the bucket that step lies in the present one of the level. */
static void
enter (TwSummary *summary, guint level, guint64 step, TwSummaryEmit emit, gpointer data)
{
  const guint64 size = tw_summary_size (level);
  const guint64 first = step / size * size;
  const Level *now = &summary->levels[level];

  if (now->n > 0 && now->first == first)
    return;
  if (now->n > 0)
    complete (summary, level, emit, data);
  begin_bucket (summary, level, first);
}

/* What a level has gathered into the next one. */
static void
fold (TwSummary *summary, guint level)
{
  const double *minimum = kind_of (summary, level - 1, 0),
               *maximum = kind_of (summary, level - 1, 1);
  const double *sum = kind_of (summary, level - 1, 2), *count = kind_of (summary, level - 1, 3);
  double *to = kind_of (summary, level, 0);
  const guint n = summary->n_values;

  for (guint i = 0; i < n; i++)
    {
      to[i] = MIN (to[i], minimum[i]);
      to[n + i] = MAX (to[n + i], maximum[i]);
      to[2 * n + i] += sum[i];
      to[3 * n + i] += count[i];
    }
  summary->levels[level].n += summary->levels[level - 1].n;
}

static void
complete (TwSummary *summary, guint level, TwSummaryEmit emit, gpointer data)
{
  TwSummaryBucket bucket;

  if (level + 1 < TW_SUMMARY_LEVELS)
    {
      enter (summary, level + 1, summary->levels[level].first, emit, data);
      fold (summary, level + 1);
    }
  bucket = describe (summary, level);
  if (emit != NULL)
    emit (&bucket, data);
  summary->levels[level].n = 0;
}

static void
take_waiting (TwSummary *summary, TwSummaryEmit emit, gpointer data)
{
  const double *row = waiting (summary);
  double *to;
  const guint n = summary->n_values;

  enter (summary, 0, summary->waiting_step, emit, data);
  to = kind_of (summary, 0, 0);
  for (guint i = 0; i < n; i++)
    if (isfinite (row[i]))
      {
        to[i] = MIN (to[i], row[i]);
        to[n + i] = MAX (to[n + i], row[i]);
        to[2 * n + i] += row[i];
        to[3 * n + i] += 1;
      }
  summary->levels[0].n++;
}

void
tw_summary_add_row (TwSummary *summary, guint64 step, const double *values, TwSummaryEmit emit,
                    gpointer data)
{
  if (summary->waits && summary->waiting_step != step)
    take_waiting (summary, emit, data);
  summary->waits = TRUE;
  summary->waiting_step = step;
  memcpy (waiting (summary), values, summary->n_values * sizeof *values);
}

void
tw_summary_add_bucket (TwSummary *summary, guint level, const TwSummaryBucket *bucket,
                       TwSummaryEmit emit, gpointer data)
{
  double *to;
  const guint n = summary->n_values;

  g_return_if_fail (level > 0 && level < TW_SUMMARY_LEVELS);

  enter (summary, level, bucket->first, emit, data);
  to = kind_of (summary, level, 0);
  for (guint i = 0; i < n; i++)
    if (isfinite (bucket->mean[i]))
      {
        to[i] = MIN (to[i], bucket->minimum[i]);
        to[n + i] = MAX (to[n + i], bucket->maximum[i]);
        to[2 * n + i] += bucket->mean[i] * (double)bucket->n;
        to[3 * n + i] += (double)bucket->n;
      }
  summary->levels[level].n += bucket->n;
}
