/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Perceptually even colour maps, computed from a few anchors in OKLCh.  In the sequential maps
 * lightness alone rises strictly, so that they can be read without any colour; the diverging one is
 * strictly monotone in lightness on either side of its middle. */

#pragma once

#include "figure/tw-theme.h"

G_BEGIN_DECLS

typedef enum
{
  TW_COLORMAP_VALLEY,     /* dark violet, teal, yellow: the loss */
  TW_COLORMAP_MIST_LIGHT, /* deep blue to nearly white: quiet on a light ground, high values vanish */
  TW_COLORMAP_MIST_DARK, /* nearly black to pale blue: quiet on a dark ground, low values vanish */
  TW_COLORMAP_BALANCE,   /* blue, pale grey, vermillion: signed, 0 in the middle */
} TwColormapKind;
#define TW_N_COLORMAPS 4

#define TW_COLORMAP_SIZE 256

typedef struct
{
  TwColormapKind kind;
  const char *name;                 /* stable, for files: "valley" */
  guint32 pixels[TW_COLORMAP_SIZE]; /* opaque ARGB32 */
  TwColor colors[TW_COLORMAP_SIZE];
} TwColormap;

/* Static, computed on first use, thread-safe. */
const TwColormap *tw_colormap_get (TwColormapKind kind);
/* t is limited to 0 … 1; NaN gives the middle grey that no map has: 0x808080. */
guint32 tw_colormap_pixel (const TwColormap *map, double t);
TwColor tw_colormap_color (const TwColormap *map, double t);

G_END_DECLS
