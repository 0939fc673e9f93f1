/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a recording that is being played stands: steps as time passes, once or around a loop. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Steps a second where no limit is set: nobody sees more. */
#define TW_PLAYBACK_NO_LIMIT 100000.0
/* A frame that comes later than this, in seconds, moves no further: a recording does not leap when the
 * machine was busy. */
#define TW_PLAYBACK_MAX_FRAME 0.25

/* Zeros: nothing is played. */
typedef struct
{
  gboolean playing;
  double position; /* step */
  gint64 time;     /* of the last frame, µs; 0: none yet */
  gboolean loop;   /* between these two, first < last */
  guint64 first, last;
} TwPlayback;

/* From step on, or from the loop's beginning if it is not in the loop. */
void tw_playback_start (TwPlayback *playback, guint64 step);
void tw_playback_stop (TwPlayback *playback);
/* first >= last: no loop. */
void tw_playback_set_loop (TwPlayback *playback, guint64 first, guint64 last);
/* The step of the frame at time (µs) of a recording that ends at head; there, without a loop, it
 * stops. speed: steps a second, 0: no limit. */
guint64 tw_playback_advance (TwPlayback *playback, gint64 time, double speed, guint64 head);

G_END_DECLS
