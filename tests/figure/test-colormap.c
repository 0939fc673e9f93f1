/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-colormap.h"

#include <math.h>

#define LAST (TW_COLORMAP_SIZE - 1)

static double
lightness (const TwColormap *map, guint i)
{
  return tw_color_to_oklab (map->colors[i]).lightness;
}

static void
test_monotone (void)
{
  for (guint kind = 0; kind < TW_N_COLORMAPS; kind++)
    {
      const TwColormap *map = tw_colormap_get (kind);
      guint top = kind == TW_COLORMAP_BALANCE ? LAST / 2 : LAST;

      g_assert_cmpuint (map->kind, ==, kind);
      /* The middle of the diverging map lies between entries 127 and 128. */
      for (guint i = 1; i <= top; i++)
        g_assert_cmpfloat (lightness (map, i), >, lightness (map, i - 1));
      for (guint i = LAST; kind == TW_COLORMAP_BALANCE && i > LAST - top; i--)
        g_assert_cmpfloat (lightness (map, i - 1), >, lightness (map, i));
    }
}

/* Entries are spaced along the path by arc length; chords across its bends are a little shorter. */
static void
test_even (void)
{
  for (guint kind = 0; kind < TW_N_COLORMAPS; kind++)
    {
      const TwColormap *map = tw_colormap_get (kind);
      double shortest = INFINITY;
      double longest = 0;

      for (guint i = 1; i < TW_COLORMAP_SIZE; i++)
        {
          gboolean bend = kind == TW_COLORMAP_BALANCE && i == TW_COLORMAP_SIZE / 2;
          double step = tw_color_distance (map->colors[i - 1], map->colors[i]);

          /* Across its middle the diverging map turns back in lightness. */
          shortest = bend ? shortest : MIN (shortest, step);
          longest = MAX (longest, step);
        }
      g_test_message ("%s: steps %.5f to %.5f", map->name, shortest, longest);
      /* A chord that cuts an anchor's corner is shorter; the arms differ in length. */
      g_assert_cmpfloat (longest, <=, shortest * (kind == TW_COLORMAP_BALANCE ? 1.12 : 1.02));
    }
}

static void
test_dichromats (void)
{
  for (guint kind = 0; kind < TW_COLORMAP_BALANCE; kind++)
    for (guint vision = 0; vision < 2; vision++)
      {
        const TwColormap *map = tw_colormap_get (kind);
        double before = -1;

        for (guint i = 0; i < TW_COLORMAP_SIZE; i += 8)
          {
            double here = tw_color_to_oklab (tw_color_as_seen (map->colors[i], vision)).lightness;

            g_assert_cmpfloat (here, >, before + 0.005);
            before = here;
          }
      }
}

/* Either sign is told apart by dichromats too: by blueness. */
static void
test_balance_sides (void)
{
  const TwColormap *map = tw_colormap_get (TW_COLORMAP_BALANCE);

  for (guint vision = 0; vision < 2; vision++)
    for (guint i = 0; i < 64; i++)
      g_assert_cmpfloat (tw_color_distance (tw_color_as_seen (map->colors[i], vision),
                                            tw_color_as_seen (map->colors[LAST - i], vision)),
                         >, 0.1);
}

static void
test_lookup (void)
{
  const TwColormap *map = tw_colormap_get (TW_COLORMAP_VALLEY);

  g_assert_cmphex (tw_colormap_pixel (map, 0), ==, map->pixels[0]);
  g_assert_cmphex (tw_colormap_pixel (map, 1), ==, map->pixels[LAST]);
  g_assert_cmphex (tw_colormap_pixel (map, -INFINITY), ==, map->pixels[0]);
  g_assert_cmphex (tw_colormap_pixel (map, INFINITY), ==, map->pixels[LAST]);
  g_assert_cmphex (tw_colormap_pixel (map, NAN), ==, 0xff808080);
  for (guint i = 0; i < TW_COLORMAP_SIZE; i++)
    g_assert_cmphex (map->pixels[i], !=, 0xff808080);
  /* Violet at one end, yellow at the other. */
  g_assert_cmpfloat (map->colors[0].blue, >, map->colors[0].green);
  g_assert_cmpfloat (map->colors[LAST].green, >, 2 * map->colors[LAST].blue);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/colormap/monotone", test_monotone);
  g_test_add_func ("/colormap/even", test_even);
  g_test_add_func ("/colormap/dichromats", test_dichromats);
  g_test_add_func ("/colormap/balance-sides", test_balance_sides);
  g_test_add_func ("/colormap/lookup", test_lookup);
  return g_test_run ();
}
