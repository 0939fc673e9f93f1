/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When the next step is due under a speed limit, and how fast steps really come.  Times are
 * nanoseconds of the monotonic clock, given by the caller.  Not thread-safe. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double limit;   /* steps a second; 0: none */
  gint64 origin;  /* step `counted` of those below is due at origin + counted / limit */
  double counted; /* steps since origin */
  gint64 last;    /* when the last step began; 0: none since the start */

  /* Speed is measured between the older mark and the last step; marks are a quarter of a second
   * apart. */
  guint64 made; /* since the start */
  gint64 mark_time[2];
  guint64 mark_made[2];
} TwPace;

/* From here on; the first step is due at once. */
void tw_pace_start (TwPace *pace, gint64 now);
/* Changes the limit; what is not positive, or not a number, is none.  The next step is due as long
 * after the last one as the new limit says. */
void tw_pace_set_limit (TwPace *pace, double limit, gint64 now);
/* A step begins. */
void tw_pace_step (TwPace *pace, gint64 now);
/* When the next step is due: at most now if it is.  On average the limit is kept exactly; a step
 * that came late is made up for, but not a delay of more than half a second. */
gint64 tw_pace_due (TwPace *pace, gint64 now);
/* Steps a second over the last half second, or the last two steps if those took longer; 0 while
 * there is nothing to tell. */
double tw_pace_measured (const TwPace *pace);

G_END_DECLS
