/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-figure.h"

#include <math.h>

void
tw_figure_context_init (TwFigureContext *context, cairo_t *cr, const TwTheme *theme, double width,
                        double height, double scale)
{
  g_return_if_fail (context != NULL && cr != NULL && theme != NULL);
  *context = (TwFigureContext){
    .cr = cairo_reference (cr),
    .theme = theme,
    .width = isfinite (width) ? CLAMP (width, 0, 32767) : 0,
    .height = isfinite (height) ? CLAMP (height, 0, 32767) : 0,
    .scale = isfinite (scale) ? CLAMP (scale, 0.25, 8) : 1,
    .text_scale = 1,
  };
}

void
tw_figure_context_clear (TwFigureContext *context)
{
  g_clear_pointer (&context->cr, cairo_destroy);
}

gboolean
tw_rect_contains (const TwRect *rect, double x, double y)
{
  return x >= rect->x && x <= rect->x + rect->width && y >= rect->y && y <= rect->y + rect->height;
}
