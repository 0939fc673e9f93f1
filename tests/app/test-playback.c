/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/live/tw-playback.h"

#define MS 1000

/* Frames are 20 ms apart, and the clock starts anywhere. */
static guint64
play_frames (TwPlayback *playback, guint n, double speed, guint64 head)
{
  guint64 step = 0;

  for (guint i = 0; i < n; i++)
    step = tw_playback_advance (
        playback, (playback->time == 0 ? 123456789 : playback->time) + 20 * MS, speed, head);
  return step;
}

static void
test_speed (void)
{
  static const struct
  {
    double speed;
    guint64 after; /* 50 frames: a second */
  } cases[] = { { 1, 1 }, { 100, 100 }, { 1000, 1000 }, { 0, 100000 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TwPlayback playback = { 0 };

      tw_playback_start (&playback, 7);
      /* The first frame shows where it starts. */
      g_assert_cmpuint (play_frames (&playback, 1, cases[i].speed, 1000000), ==, 7);
      /* Half a step more, since sums of fractions may end just below a whole one. */
      playback.position += 0.5;
      g_assert_cmpuint (play_frames (&playback, 50, cases[i].speed, 1000000), ==,
                        7 + cases[i].after);
      g_assert_true (playback.playing);
    }
}

static void
test_end (void)
{
  TwPlayback playback = { 0 };

  tw_playback_start (&playback, 90);
  g_assert_cmpuint (play_frames (&playback, 2, 1000, 100), ==, 100);
  g_assert_false (playback.playing);
  /* Once more, from the beginning. */
  tw_playback_start (&playback, 0);
  g_assert_cmpuint (play_frames (&playback, 2, 1000, 100), ==, 20);
  tw_playback_stop (&playback);
  g_assert_false (playback.playing);
}

/* A second without a frame is no leap of a second. */
static void
test_late_frame (void)
{
  TwPlayback playback = { 0 };

  tw_playback_start (&playback, 0);
  tw_playback_advance (&playback, 1000 * MS, 1000, 100000);
  g_assert_cmpuint (tw_playback_advance (&playback, 9000 * MS, 1000, 100000), ==,
                    (guint64)(1000 * TW_PLAYBACK_MAX_FRAME));
  /* A clock that goes back stands. */
  g_assert_cmpuint (tw_playback_advance (&playback, 5000 * MS, 1000, 100000), ==,
                    (guint64)(1000 * TW_PLAYBACK_MAX_FRAME));
}

static void
test_loop (void)
{
  TwPlayback playback = { 0 };
  guint n_wrapped = 0;
  guint64 before;

  tw_playback_set_loop (&playback, 20, 60);
  /* From outside it begins where the loop does. */
  tw_playback_start (&playback, 80);
  before = play_frames (&playback, 1, 500, 100);
  g_assert_cmpuint (before, ==, 20);
  for (guint i = 0; i < 40; i++)
    {
      const guint64 step = play_frames (&playback, 1, 500, 100);

      g_assert_cmpuint (step, >=, 20);
      g_assert_cmpuint (step, <=, 60);
      n_wrapped += step < before;
      before = step;
    }
  /* 400 steps in rounds of 41. */
  g_assert_cmpuint (n_wrapped, ==, 9);
  g_assert_true (playback.playing);

  tw_playback_set_loop (&playback, 60, 60);
  play_frames (&playback, 40, 500, 100);
  g_assert_false (playback.playing);
}

/* A loop that has not been trained to its end goes round as far as it can; one that has not been
 * trained at all is none. */
static void
test_loop_beyond_head (void)
{
  TwPlayback playback = { 0 };

  tw_playback_set_loop (&playback, 20, 60);
  tw_playback_start (&playback, 30);
  for (guint i = 0; i < 40; i++)
    g_assert_cmpuint (play_frames (&playback, 1, 500, 40), <=, 40);
  g_assert_true (playback.playing);
  tw_playback_start (&playback, 0);
  g_assert_cmpuint (play_frames (&playback, 2, 500, 10), ==, 10);
  g_assert_false (playback.playing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/playback/speed", test_speed);
  g_test_add_func ("/playback/end", test_end);
  g_test_add_func ("/playback/late-frame", test_late_frame);
  g_test_add_func ("/playback/loop", test_loop);
  g_test_add_func ("/playback/loop-beyond-head", test_loop_beyond_head);
  return g_test_run ();
}
