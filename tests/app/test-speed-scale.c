/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/window/tw-speed-scale.h"

#include <math.h>

static void
test_positions (void)
{
  for (guint i = 0; i + 1 < TW_SPEED_POSITIONS; i++)
    {
      g_assert_cmpuint (tw_speed_position (tw_speed_at (i)), ==, i);
      g_assert_cmpfloat (tw_speed_at (i), >=, 1);
      if (i > 0)
        g_assert_cmpfloat (tw_speed_at (i), >, tw_speed_at (i - 1));
    }
  g_assert_cmpfloat (tw_speed_at (0), ==, 1);
  g_assert_cmpfloat (tw_speed_at (TW_SPEED_POSITIONS - 2), ==, 100000);
  g_assert_cmpfloat (tw_speed_at (TW_SPEED_POSITIONS - 1), ==, 0);
  g_assert_cmpfloat (tw_speed_at (1000), ==, 0);
}

/* By ratio, since the slider is logarithmic. */
static void
test_nearest (void)
{
  static const struct
  {
    double speed, nearest;
  } cases[] = {
    { 1e-9, 1 },  { 1.4, 1 },       { 1.42, 2 },       { 300, 200 },
    { 330, 500 }, { 70700, 50000 }, { 71000, 100000 }, { 1e6, 100000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat (tw_speed_at (tw_speed_position (cases[i].speed)), ==, cases[i].nearest);
}

static void
test_no_limit (void)
{
  static const double none[] = { 0, -0.0, -1, NAN, INFINITY, -INFINITY };

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_cmpuint (tw_speed_position (none[i]), ==, TW_SPEED_POSITIONS - 1);
}

static void
test_describe (void)
{
  static const struct
  {
    double speed;
    const char *text;
  } cases[] = {
    { 0, "As fast as it goes" },
    { NAN, "As fast as it goes" },
    { 1, "1 step/s" },
    { 2, "2 steps/s" },
    { 2.5, "2.50 steps/s" },
    { 200, "200 steps/s" },
    { 20000, "20\u2009000 steps/s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = tw_speed_describe (cases[i].speed);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/speed-scale/positions", test_positions);
  g_test_add_func ("/speed-scale/nearest", test_nearest);
  g_test_add_func ("/speed-scale/no-limit", test_no_limit);
  g_test_add_func ("/speed-scale/describe", test_describe);
  return g_test_run ();
}
