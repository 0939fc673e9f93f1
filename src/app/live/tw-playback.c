/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/live/tw-playback.h"

#include <math.h>

void
tw_playback_start (TwPlayback *playback, guint64 step)
{
  if (playback->loop && (step < playback->first || step >= playback->last))
    step = playback->first;
  playback->playing = TRUE;
  playback->position = (double)step;
  playback->time = 0;
}

void
tw_playback_stop (TwPlayback *playback)
{
  playback->playing = FALSE;
}

void
tw_playback_set_loop (TwPlayback *playback, guint64 first, guint64 last)
{
  playback->loop = first < last;
  playback->first = first;
  playback->last = last;
}

/* Past the loop's end it goes on as far past its beginning, however often. */
static void
wrap (TwPlayback *playback, guint64 last)
{
  const double length = (double)(last - playback->first) + 1;

  if (playback->position >= (double)last + 1)
    playback->position =
        (double)playback->first + fmod (playback->position - (double)playback->first, length);
}

guint64
tw_playback_advance (TwPlayback *playback, gint64 time, double speed, guint64 head)
{
  const double passed = playback->time == 0 ? 0 : (double)(time - playback->time) / 1e6;
  const guint64 end = playback->loop ? MIN (playback->last, head) : head;

  if (!(speed > 0))
    speed = TW_PLAYBACK_NO_LIMIT;
  playback->time = time;
  playback->position += CLAMP (passed, 0, TW_PLAYBACK_MAX_FRAME) * speed;
  if (playback->loop && end > playback->first)
    wrap (playback, end);
  else if (playback->position >= (double)end)
    {
      playback->position = (double)end;
      playback->playing = FALSE;
    }
  return (guint64)playback->position;
}
