/* SPDX-License-Identifier: GPL-3.0-or-later */

/* With a clock of its own, so that nothing depends on how busy the machine is. */

#include "train/tw-pace.h"

#include <math.h>

#define SECOND G_GINT64_CONSTANT (1000000000)
#define BEGIN (1000 * SECOND)

/* Steps as they come due until that much time has passed; each wake-up is late by up to `late`. */
static guint64
run_for (TwPace *pace, gint64 *clock, gint64 time, GRand *rand, gint64 late)
{
  const gint64 end = *clock + time;
  guint64 steps = 0;

  while (*clock < end)
    {
      const gint64 due = tw_pace_due (pace, *clock);

      if (due > *clock)
        *clock = due + (gint64)(g_rand_double (rand) * (double)late);
      else
        {
          tw_pace_step (pace, *clock);
          steps++;
        }
    }
  return steps;
}

/* The right number of steps at every speed, though every sleep takes too long. */
static void
test_average (void)
{
  const double limits[] = { 0.5, 1, 3, 60, 1000, 12345.6, 1e6 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      TwPace pace = { 0 };
      gint64 clock = BEGIN;
      const gint64 late = SECOND / 10000;
      guint64 steps;

      tw_pace_set_limit (&pace, limits[i], clock);
      tw_pace_start (&pace, clock);
      steps = run_for (&pace, &clock, 10 * SECOND, rand, late);
      /* One for the first at once, one for where the end falls, and what a late end lets through. */
      g_assert_cmpfloat_with_epsilon ((double)steps, 10 * limits[i], 2 + limits[i] * 1e-4);
      g_assert_cmpfloat_with_epsilon (tw_pace_measured (&pace) / limits[i], 1, 0.01);
    }
}

static void
test_first_at_once (void)
{
  TwPace pace = { 0 };

  tw_pace_set_limit (&pace, 0.001, BEGIN);
  tw_pace_start (&pace, BEGIN + 5);
  g_assert_cmpint (tw_pace_due (&pace, BEGIN + 5), <=, BEGIN + 5);
  tw_pace_step (&pace, BEGIN + 5);
  g_assert_cmpint (tw_pace_due (&pace, BEGIN + 6), >, BEGIN + 900 * SECOND);
}

static void
test_no_limit (void)
{
  const double none[] = { 0, -1, NAN };

  for (gsize i = 0; i < G_N_ELEMENTS (none); i++)
    {
      TwPace pace = { 0 };

      tw_pace_set_limit (&pace, none[i], BEGIN);
      tw_pace_start (&pace, BEGIN);
      for (int step = 0; step < 1000; step++)
        {
          g_assert_cmpint (tw_pace_due (&pace, BEGIN + step), <=, BEGIN + step);
          tw_pace_step (&pace, BEGIN + step);
        }
    }
}

/* The slowest limits do not overflow the clock. */
static void
test_extreme (void)
{
  TwPace pace = { 0 };

  tw_pace_set_limit (&pace, 1e-300, BEGIN);
  tw_pace_start (&pace, BEGIN);
  tw_pace_step (&pace, BEGIN);
  g_assert_cmpint (tw_pace_due (&pace, BEGIN + 1), >, BEGIN + 3000 * SECOND);
  tw_pace_set_limit (&pace, INFINITY, BEGIN);
  g_assert_cmpint (tw_pace_due (&pace, BEGIN + 1), <=, BEGIN + 1);
}

/* From a step an hour to ten a second: the next is due a tenth after the last. */
static void
test_change (void)
{
  TwPace pace = { 0 };

  tw_pace_set_limit (&pace, 1.0 / 3600, BEGIN);
  tw_pace_start (&pace, BEGIN);
  tw_pace_step (&pace, BEGIN);
  tw_pace_set_limit (&pace, 10, BEGIN + SECOND / 100);
  g_assert_cmpint (ABS (tw_pace_due (&pace, BEGIN + SECOND / 100) - BEGIN - SECOND / 10), <=, 1);
}

/* After a long delay it does not race to make up for all of it. */
static void
test_lag (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  TwPace pace = { 0 };
  gint64 clock = BEGIN;
  guint64 steps;

  tw_pace_set_limit (&pace, 100, clock);
  tw_pace_start (&pace, clock);
  run_for (&pace, &clock, SECOND, rand, 0);
  clock += 60 * SECOND;
  steps = run_for (&pace, &clock, SECOND, rand, 0);
  g_assert_cmpuint (steps, <=, 102);
  clock += SECOND / 4;
  steps = run_for (&pace, &clock, SECOND, rand, 0);
  g_assert_cmpfloat_with_epsilon ((double)steps, 125, 2);
}

/* What is measured follows a change of speed within a second, and slow steps are measured too. */
static void
test_measured (void)
{
  TwPace pace = { 0 };
  gint64 clock = BEGIN;

  tw_pace_start (&pace, clock);
  g_assert_cmpfloat (tw_pace_measured (&pace), ==, 0);
  for (int step = 0; step < 1000; step++)
    tw_pace_step (&pace, clock += SECOND / 1000);
  g_assert_cmpfloat_with_epsilon (tw_pace_measured (&pace), 1000, 1e-6);
  for (int step = 0; step < 100; step++)
    tw_pace_step (&pace, clock += SECOND / 100);
  g_assert_cmpfloat_with_epsilon (tw_pace_measured (&pace), 100, 1e-6);
  for (int step = 0; step < 5; step++)
    tw_pace_step (&pace, clock += 7 * SECOND);
  g_assert_cmpfloat_with_epsilon (tw_pace_measured (&pace), 1.0 / 7, 1e-6);
  tw_pace_start (&pace, clock);
  g_assert_cmpfloat (tw_pace_measured (&pace), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pace/average", test_average);
  g_test_add_func ("/pace/first-at-once", test_first_at_once);
  g_test_add_func ("/pace/no-limit", test_no_limit);
  g_test_add_func ("/pace/extreme", test_extreme);
  g_test_add_func ("/pace/change", test_change);
  g_test_add_func ("/pace/lag", test_lag);
  g_test_add_func ("/pace/measured", test_measured);
  return g_test_run ();
}
