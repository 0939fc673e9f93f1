/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-theme.h"

/* Least contrast with anything that it may lie on. */
static double
least_contrast (const TwTheme *theme, TwColor color)
{
  double least =
      MIN (tw_color_contrast (color, theme->background), tw_color_contrast (color, theme->panel));

  for (guint i = 0; i < TW_THEME_N_BANDS; i++)
    least = MIN (least, tw_color_contrast (color, theme->bands[i]));
  return least;
}

static void
test_contrast (gconstpointer data)
{
  const TwTheme *theme = tw_theme_get (GPOINTER_TO_UINT (data));
  double text = theme->high_contrast ? 7.0 : 4.5;
  double mark = theme->high_contrast ? 4.5 : 3.0;
  /* Adjusting for one ground may cost another a rounding error. */
  double slack = 1e-6;

  g_assert_cmpfloat (least_contrast (theme, theme->foreground), >=, text - slack);
  g_assert_cmpfloat (least_contrast (theme, theme->secondary), >=, text - slack);
  g_assert_cmpfloat (least_contrast (theme, theme->band_text), >=, text - slack);
  g_assert_cmpfloat (least_contrast (theme, theme->axis), >=, mark - slack);
  g_assert_cmpfloat (least_contrast (theme, theme->accent), >=, mark - slack);
  for (guint i = 0; i < TW_THEME_N_SERIES; i++)
    g_assert_cmpfloat (least_contrast (theme, theme->series[i]), >=, mark - slack);
}

/* The first four series are told apart by everyone, eight by those with full colour vision. */
static void
test_distinct (gconstpointer data)
{
  const TwTheme *theme = tw_theme_get (GPOINTER_TO_UINT (data));

  for (guint i = 0; i < TW_THEME_N_SERIES; i++)
    for (guint j = 0; j < i; j++)
      {
        g_assert_cmpfloat (tw_color_distance (theme->series[i], theme->series[j]), >, 0.05);
        for (guint vision = 0; i < 4 && vision < 2; vision++)
          g_assert_cmpfloat (tw_color_distance (tw_color_as_seen (theme->series[i], vision),
                                                tw_color_as_seen (theme->series[j], vision)),
                             >, 0.03);
      }
}

static void
test_find (void)
{
  for (guint kind = 0; kind < TW_N_THEMES; kind++)
    {
      const TwTheme *theme = tw_theme_get (kind);

      g_assert_cmpuint (theme->kind, ==, kind);
      g_assert_true (tw_theme_find (theme->dark, theme->high_contrast) == theme);
      g_assert_true (theme->dark == (tw_color_luminance (theme->background) < 0.2));
    }
  g_assert_cmpfloat (tw_theme_series (tw_theme_get (0), TW_THEME_N_SERIES + 1).red, ==,
                     tw_theme_get (0)->series[1].red);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint kind = 0; kind < TW_N_THEMES; kind++)
    {
      g_autofree char *contrast = g_strdup_printf ("/theme/contrast/%u", kind);
      g_autofree char *distinct = g_strdup_printf ("/theme/distinct/%u", kind);

      g_test_add_data_func (contrast, GUINT_TO_POINTER (kind), test_contrast);
      g_test_add_data_func (distinct, GUINT_TO_POINTER (kind), test_distinct);
    }
  g_test_add_func ("/theme/find", test_find);
  return g_test_run ();
}
