/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-color.h"

#include <math.h>

static TwColor
random_color (GRand *rand)
{
  return (TwColor){ g_rand_double (rand), g_rand_double (rand), g_rand_double (rand), 1 };
}

static void
test_oklab_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (int i = 0; i < 2000; i++)
    {
      TwColor color = random_color (rand);
      TwColor back = tw_color_from_oklab (tw_color_to_oklab (color));

      /* The published matrices have ten digits; the transfer curve is steep near black. */
      g_assert_false (!(fabs (back.red - color.red) <= 2e-4));
      g_assert_false (!(fabs (back.green - color.green) <= 2e-4));
      g_assert_false (!(fabs (back.blue - color.blue) <= 2e-4));
    }
}

/* Reference values from the page that defines OKLab, to the three digits that it gives. */
static void
test_oklab_known (void)
{
  TwOklab white = tw_color_to_oklab (tw_color_from_rgb (0xffffff));
  TwOklab red = tw_color_to_oklab (tw_color_from_rgb (0xff0000));

  g_assert_false (!(fabs (white.lightness - 1) <= 1e-6));
  g_assert_false (!(hypot (white.a, white.b) <= 1e-6));
  g_assert_false (!(fabs (red.lightness - 0.628) <= 1e-3));
  g_assert_false (!(fabs (red.a - 0.225) <= 1e-3));
  g_assert_false (!(fabs (red.b - 0.126) <= 1e-3));
}

static void
test_gamut (void)
{
  TwOklab vivid = { 0.6, 0.4, -0.3 };
  TwOklab seen = tw_color_to_oklab (tw_color_from_oklab (vivid));

  g_assert_false (!(fabs (seen.lightness - vivid.lightness) <= 1e-3));
  g_assert_false (!(fabs (atan2 (seen.b, seen.a) - atan2 (vivid.b, vivid.a)) <= 1e-2));
  g_assert_cmpfloat (hypot (seen.a, seen.b), <, hypot (vivid.a, vivid.b));
}

static void
test_contrast (void)
{
  TwColor white = tw_color_from_rgb (0xffffff);
  TwColor black = tw_color_from_rgb (0);

  g_assert_false (!(fabs (tw_color_contrast (white, black) - 21) <= 1e-9));
  g_assert_false (!(fabs (tw_color_contrast (white, white) - 1) <= 1e-12));
  /* #767676 is the lightest grey that passes 4.5 on white. */
  g_assert_cmpfloat (tw_color_contrast (white, tw_color_from_rgb (0x767676)), >=, 4.5);
  g_assert_cmpfloat (tw_color_contrast (white, tw_color_from_rgb (0x777777)), <, 4.5);
}

static void
test_with_contrast (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (int i = 0; i < 500; i++)
    {
      TwColor color = random_color (rand);
      TwColor ground = random_color (rand);
      TwColor better = tw_color_with_contrast (color, ground, 4.5);

      /* Black or white always gives 4.58 at least. */
      g_assert_cmpfloat (tw_color_contrast (better, ground), >=, 4.5 - 1e-6);
      if (tw_color_contrast (color, ground) >= 4.5)
        g_assert_cmpfloat (tw_color_distance (better, color), ==, 0);
      else
        g_assert_cmpfloat (tw_color_contrast (better, ground), <, 4.6 + 0.5);
    }
}

static void
test_vision (void)
{
  TwColor red = tw_color_from_rgb (0xd03020);
  TwColor green = tw_color_from_rgb (0x609020);
  TwColor grey = tw_color_from_rgb (0x808080);

  g_assert_cmpfloat (tw_color_distance (tw_color_as_seen (red, TW_VISION_DEUTERANOPIA),
                                        tw_color_as_seen (green, TW_VISION_DEUTERANOPIA)),
                     <, 0.5 * tw_color_distance (red, green));
  for (int v = 0; v < 2; v++)
    g_assert_cmpfloat (tw_color_distance (tw_color_as_seen (grey, v), grey), <, 0.02);
}

static void
test_pixel (void)
{
  g_assert_cmphex (tw_color_to_pixel (tw_color_from_rgb (0x123456)), ==, 0xff123456);
  g_assert_cmphex (tw_color_to_pixel ((TwColor){ 2, -1, 0.5, 1 }), ==, 0xffff0080);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/color/oklab/round-trip", test_oklab_round_trip);
  g_test_add_func ("/color/oklab/known", test_oklab_known);
  g_test_add_func ("/color/gamut", test_gamut);
  g_test_add_func ("/color/contrast", test_contrast);
  g_test_add_func ("/color/with-contrast", test_with_contrast);
  g_test_add_func ("/color/vision", test_vision);
  g_test_add_func ("/color/pixel", test_pixel);
  return g_test_run ();
}
