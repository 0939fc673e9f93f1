/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What figures look like: colours, type and line widths, for light, dark and high-contrast display.
 *
 * What holds in every theme (contrast by WCAG 2.1, against background and panel): foreground,
 * secondary and band_text >= 4.5; axis, accent and every series >= 3; in the high-contrast themes
 * foreground and secondary >= 7, series >= 4.5.  Themes are static and immutable. */

#pragma once

#include "figure/tw-color.h"

G_BEGIN_DECLS

typedef enum
{
  TW_THEME_LIGHT,
  TW_THEME_DARK,
  TW_THEME_HIGH_CONTRAST_LIGHT,
  TW_THEME_HIGH_CONTRAST_DARK,
} TwThemeKind;
#define TW_N_THEMES 4

#define TW_THEME_N_SERIES 8
#define TW_THEME_N_BANDS 2

typedef struct
{
  TwThemeKind kind;
  gboolean dark, high_contrast;

  TwColor background;              /* of the whole figure: what the window's cards have */
  TwColor panel;                   /* of the plot area where nothing else is */
  TwColor foreground;              /* titles, text that matters, the cursor */
  TwColor secondary;               /* tick labels, units, notes */
  TwColor grid;                    /* grid lines: deliberately faint */
  TwColor axis;                    /* axis lines and ticks */
  TwColor accent;                  /* selection, what the user did */
  TwColor halo;                    /* around marks on a coloured ground */
  TwColor bands[TW_THEME_N_BANDS]; /* stages in turn, opaque, to lie on panel */
  TwColor band_text;
  TwColor band_edge;
  /* Okabe and Ito's colours in an order in which neighbours differ most, with lightness adjusted for
   * the contrast above: blue, vermillion, green, orange, sky, purple, yellow, black (or white). */
  TwColor series[TW_THEME_N_SERIES];

  const char *font_family; /* Pango family list */
  double font_size;        /* pixels: axis titles, legends */
  double tick_size;        /* pixels: tick labels, notes */
  double title_size;       /* pixels: the figure's title (bold) */
  double line_width;       /* curves and trails */
  double thin_width;       /* axes, grid, ticks */
} TwTheme;

const TwTheme *tw_theme_get (TwThemeKind kind);
/* What the desktop's two settings mean. */
const TwTheme *tw_theme_find (gboolean dark, gboolean high_contrast);
/* Colour of the i-th series; beyond TW_THEME_N_SERIES they repeat. */
TwColor tw_theme_series (const TwTheme *theme, guint i);

G_END_DECLS
