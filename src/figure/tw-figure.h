/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every figure is drawn with.  A figure is a pure function of plain data, a theme and a size: the
 * same to a window, a PNG, an SVG or a PDF.  Units are pixels of the user space that cr has when the
 * context is made (CSS pixels in a window); the figure fills (0, 0) … (width, height), never draws
 * outside, and leaves cr as it was.
 *
 * Data may hold NaN and infinities: they are left out.  Any size from 1 × 1 works: what has no room is
 * left away, text is ellipsised and never overlaps.
 *
 * Threads: a context belongs to one thread; different threads may draw at once. */

#pragma once

#include "figure/tw-format.h"
#include "figure/tw-scale.h"
#include "figure/tw-theme.h"

#include <cairo.h>

G_BEGIN_DECLS

typedef struct
{
  double x, y, width, height;
} TwRect;

typedef struct
{
  cairo_t *cr;
  const TwTheme *theme;
  double width, height;
  double scale;      /* device pixels a unit (window scale factor): how fine rasters are made */
  double text_scale; /* 1 after init; the desktop's text scaling factor */
  const char *font_family; /* NULL after init: the theme's; must outlive the context */
  gboolean transparent;    /* FALSE after init; TRUE: no background is painted */
} TwFigureContext;

/* On the stack: g_auto (TwFigureContext) context; tw_figure_context_init (&context, …);
 * cr is borrowed until tw_figure_context_clear(). */
void tw_figure_context_init (TwFigureContext *context, cairo_t *cr, const TwTheme *theme,
                             double width, double height, double scale);
void tw_figure_context_clear (TwFigureContext *context);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwFigureContext, tw_figure_context_clear)

gboolean tw_rect_contains (const TwRect *rect, double x, double y);

G_END_DECLS
