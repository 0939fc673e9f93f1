/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "train/tw-pace.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define LONGEST_LAG (SECOND / 2)
#define MARK_DISTANCE (SECOND / 4)
#define LEAST_MEASURED (SECOND / 50)
#define LONGEST_WAIT (3600 * SECOND)

void
tw_pace_start (TwPace *pace, gint64 now)
{
  *pace = (TwPace){ .limit = pace->limit, .origin = now };
}

void
tw_pace_set_limit (TwPace *pace, double limit, gint64 now)
{
  pace->limit = limit > 0 ? limit : 0;
  pace->origin = pace->last > 0 ? pace->last : now;
  pace->counted = pace->last > 0 ? 1 : 0;
}

void
tw_pace_step (TwPace *pace, gint64 now)
{
  pace->last = now;
  pace->counted++;
  pace->made++;
  if (pace->made == 1)
    for (int i = 0; i < 2; i++)
      {
        pace->mark_time[i] = now;
        pace->mark_made[i] = 1;
      }
  if (now - pace->mark_time[1] < MARK_DISTANCE)
    return;
  pace->mark_time[0] = pace->mark_time[1];
  pace->mark_made[0] = pace->mark_made[1];
  pace->mark_time[1] = now;
  pace->mark_made[1] = pace->made;
}

gint64
tw_pace_due (TwPace *pace, gint64 now)
{
  double wait;

  if (!(pace->limit > 0))
    return now;
  wait = pace->counted / pace->limit * (double)SECOND - (double)(now - pace->origin);
  if (wait < -(double)LONGEST_LAG)
    {
      pace->origin = now;
      pace->counted = 0;
      return now;
    }
  return now + (gint64)MIN (wait, (double)LONGEST_WAIT);
}

double
tw_pace_measured (const TwPace *pace)
{
  const gint64 time = pace->last - pace->mark_time[0];

  if (pace->made < 2 || time < LEAST_MEASURED)
    return 0;
  return (double)(pace->made - pace->mark_made[0]) * (double)SECOND / (double)time;
}
