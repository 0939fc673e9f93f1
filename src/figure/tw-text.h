/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One line of text in a figure: measured, placed, turned, ellipsised, with a halo. */

#pragma once

#include "figure/tw-figure.h"

G_BEGIN_DECLS

typedef struct
{
  const char *text; /* UTF-8; NULL: nothing is drawn */
  double size;      /* pixels, before text_scale; 0: the theme's font_size */
  gboolean bold;
  double x, y;      /* where the anchor lies */
  double ax, ay;    /* anchor in the text's box: 0 left or top, 1 right or bottom */
  double angle;     /* radians, clockwise, around the anchor */
  double max_width; /* 0: any; else ellipsised at the end, and left away below one letter */
  TwColor color;
  TwColor halo; /* alpha 0: none */
} TwText;

/* Size without turning; either may be NULL. */
void
tw_text_measure (const TwFigureContext *context, const TwText *text, double *width, double *height);
/* Returns the width drawn (0: nothing). */
double tw_text_draw (const TwFigureContext *context, const TwText *text);
/* Height of a line of this size (0: font_size). */
double tw_text_height (const TwFigureContext *context, double size);

void tw_figure_set_color (cairo_t *cr, TwColor color);

G_END_DECLS
