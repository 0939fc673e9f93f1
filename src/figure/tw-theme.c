/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-theme.h"

/* What is chosen by hand in a theme; the rest follows from it. */
typedef struct
{
  guint32 background, panel, foreground, secondary, grid, axis, accent, halo;
  guint32 bands[TW_THEME_N_BANDS], band_text, band_edge;
  guint32 last_series; /* black, where the ground is light */
  double text_contrast, mark_contrast;
  double line_width, thin_width;
} Palette;

static const Palette palettes[TW_N_THEMES] = {
  [TW_THEME_LIGHT] = { 0xffffff,
                       0xfafafb,
                       0x2c2c30,
                       0x65656c,
                       0xe6e6ea,
                       0x85858c,
                       0x1c71d8,
                       0xffffff,
                       { 0xeaf0fa, 0xf7f5ef },
                       0x42609c,
                       0x8fa6cf,
                       0x1e1e22,
                       4.5,
                       3.0,
                       2.2,
                       1.0 },
  [TW_THEME_DARK] = { 0x303032,
                      0x262628,
                      0xf2f2f4,
                      0xb4b4ba,
                      0x3d3d42,
                      0x8c8c94,
                      0x78aeed,
                      0x1a1a1c,
                      { 0x263043, 0x33302a },
                      0xa5bfec,
                      0x53709f,
                      0xf4f4f6,
                      4.5,
                      3.0,
                      2.2,
                      1.0 },
  [TW_THEME_HIGH_CONTRAST_LIGHT] = { 0xffffff,
                                     0xffffff,
                                     0x000000,
                                     0x2a2a2e,
                                     0xc4c4ca,
                                     0x000000,
                                     0x0b4fa8,
                                     0xffffff,
                                     { 0xe2ebfa, 0xf6f1e2 },
                                     0x1c3c7c,
                                     0x30518f,
                                     0x000000,
                                     7.0,
                                     4.5,
                                     2.8,
                                     1.4 },
  [TW_THEME_HIGH_CONTRAST_DARK] = { 0x000000,
                                    0x000000,
                                    0xffffff,
                                    0xe4e4e8,
                                    0x4a4a50,
                                    0xffffff,
                                    0x9cc8ff,
                                    0x000000,
                                    { 0x101c34, 0x261f10 },
                                    0xc4d8ff,
                                    0x8fb0ee,
                                    0xffffff,
                                    7.0,
                                    4.5,
                                    2.8,
                                    1.4 },
};

/* M. Okabe and K. Ito (2002), "Color universal design", in an order of our own. */
static const guint32 okabe_ito[TW_THEME_N_SERIES] = { 0x0072b2, 0xd55e00, 0x009e73, 0xe69f00,
                                                      0x56b4e9, 0xcc79a7, 0xf0e442, 0x000000 };

/* On a light ground all must be dark enough, which brings some together: what these ask beyond the
 * least contrast keeps blue from sky and vermillion from orange, also for dichromats. */
static const double light_spread[TW_THEME_N_SERIES] = { 1.7, 1.6, 1.0, 1.0, 1.0, 1.3, 1.2, 1.0 };

/* Legible wherever a figure may put it: on the background, the plot and the bands. */
static TwColor
legible (const TwTheme *theme, TwColor color, double ratio)
{
  color = tw_color_with_contrast (color, theme->background, ratio);
  color = tw_color_with_contrast (color, theme->panel, ratio);
  for (guint i = 0; i < TW_THEME_N_BANDS; i++)
    color = tw_color_with_contrast (color, theme->bands[i], ratio);
  return color;
}

static void
build (TwTheme *theme, TwThemeKind kind)
{
  const Palette *palette = &palettes[kind];

  theme->kind = kind;
  theme->dark = kind == TW_THEME_DARK || kind == TW_THEME_HIGH_CONTRAST_DARK;
  theme->high_contrast = kind >= TW_THEME_HIGH_CONTRAST_LIGHT;
  theme->background = tw_color_from_rgb (palette->background);
  theme->panel = tw_color_from_rgb (palette->panel);
  theme->grid = tw_color_from_rgb (palette->grid);
  theme->halo = tw_color_from_rgb (palette->halo);
  theme->band_edge = tw_color_from_rgb (palette->band_edge);
  for (guint i = 0; i < TW_THEME_N_BANDS; i++)
    theme->bands[i] = tw_color_from_rgb (palette->bands[i]);
  theme->foreground =
      legible (theme, tw_color_from_rgb (palette->foreground), palette->text_contrast);
  theme->secondary =
      legible (theme, tw_color_from_rgb (palette->secondary), palette->text_contrast);
  theme->band_text =
      legible (theme, tw_color_from_rgb (palette->band_text), palette->text_contrast);
  theme->axis = legible (theme, tw_color_from_rgb (palette->axis), palette->mark_contrast);
  theme->accent = legible (theme, tw_color_from_rgb (palette->accent), palette->mark_contrast);
  for (guint i = 0; i < TW_THEME_N_SERIES - 1; i++)
    theme->series[i] = legible (theme, tw_color_from_rgb (okabe_ito[i]),
                                palette->mark_contrast * (theme->dark ? 1 : light_spread[i]));
  theme->series[TW_THEME_N_SERIES - 1] = tw_color_from_rgb (palette->last_series);
  theme->font_family = "Cantarell, Adwaita Sans, Inter, DejaVu Sans, sans-serif";
  theme->font_size = 13.0;
  theme->tick_size = 12.0;
  theme->title_size = 15.0;
  theme->line_width = palette->line_width;
  theme->thin_width = palette->thin_width;
}

const TwTheme *
tw_theme_get (TwThemeKind kind)
{
  static TwTheme themes[TW_N_THEMES];
  static gsize once = 0;

  g_return_val_if_fail ((guint)kind < TW_N_THEMES, &themes[0]);
  if (g_once_init_enter (&once))
    {
      for (guint i = 0; i < TW_N_THEMES; i++)
        build (&themes[i], i);
      g_once_init_leave (&once, 1);
    }
  return &themes[kind];
}

const TwTheme *
tw_theme_find (gboolean dark, gboolean high_contrast)
{
  if (high_contrast)
    return tw_theme_get (dark ? TW_THEME_HIGH_CONTRAST_DARK : TW_THEME_HIGH_CONTRAST_LIGHT);
  return tw_theme_get (dark ? TW_THEME_DARK : TW_THEME_LIGHT);
}

TwColor
tw_theme_series (const TwTheme *theme, guint i)
{
  return theme->series[i % TW_THEME_N_SERIES];
}
