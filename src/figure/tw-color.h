/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Colours as numbers: sRGB as it is stored, OKLab (B. Ottosson, 2020) in which equal distances look
 * equal, and the contrast ratio of WCAG 2.1.  Everything here is a pure function. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* sRGB with its usual transfer function, not premultiplied; every component 0 … 1. */
typedef struct
{
  double red, green, blue, alpha;
} TwColor;

/* OKLab: lightness 0 … 1, a (green to red), b (blue to yellow). */
typedef struct
{
  double lightness, a, b;
} TwOklab;

/* 0xRRGGBB, opaque. */
TwColor tw_color_from_rgb (guint32 rgb);
TwColor tw_color_with_alpha (TwColor color, double alpha);
/* The way from a (t = 0) to b (t = 1), straight in OKLab; alpha straight too. */
TwColor tw_color_mix (TwColor a, TwColor b, double t);
/* An opaque pixel of CAIRO_FORMAT_RGB24 and ARGB32 (alpha 255). */
guint32 tw_color_to_pixel (TwColor color);

TwOklab tw_color_to_oklab (TwColor color);
/* Colours outside sRGB lose chroma, at the same lightness and hue, until they are inside. */
TwColor tw_color_from_oklab (TwOklab lab);
/* Euclidean distance in OKLab: about 0.02 is just noticeable. */
double tw_color_distance (TwColor a, TwColor b);

/* WCAG 2.1 relative luminance 0 … 1, and contrast ratio 1 … 21 (alpha is ignored). */
double tw_color_luminance (TwColor color);
double tw_color_contrast (TwColor a, TwColor b);
/* color, made darker or lighter (whichever leads away from ground) at the same hue, only as far as
 * needed for contrast >= ratio; black or white where that does not suffice. */
TwColor tw_color_with_contrast (TwColor color, TwColor ground, double ratio);

/* Dichromacy, as Viénot, Brettel and Mollon (1999) simulate it. */
typedef enum
{
  TW_VISION_PROTANOPIA,
  TW_VISION_DEUTERANOPIA,
} TwVision;

TwColor tw_color_as_seen (TwColor color, TwVision vision);

G_END_DECLS
