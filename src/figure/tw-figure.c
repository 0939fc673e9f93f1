/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-figure.h"

#include <math.h>

void
tw_figure_context_init (TwFigureContext *context, cairo_t *cr, const TwTheme *theme, double width,
                        double height, double scale)
{
  cairo_font_options_t *options;

  g_return_if_fail (context != NULL && cr != NULL && theme != NULL);
  *context = (TwFigureContext){
    .cr = cairo_reference (cr),
    .theme = theme,
    .width = isfinite (width) ? CLAMP (width, 0, 32767) : 0,
    .height = isfinite (height) ? CLAMP (height, 0, 32767) : 0,
    .scale = isfinite (scale) ? CLAMP (scale, 0.25, 8) : 1,
    .text_scale = 1,
    .pango = pango_cairo_create_context (cr),
  };
  /* Text takes the same room at every scale factor and on paper. */
  options = cairo_font_options_create ();
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_SLIGHT);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context->pango, options);
  cairo_font_options_destroy (options);
  pango_cairo_context_set_resolution (context->pango, 96);
  pango_context_set_round_glyph_positions (context->pango, FALSE);
}

void
tw_figure_context_clear (TwFigureContext *context)
{
  g_clear_object (&context->pango);
  g_clear_pointer (&context->cr, cairo_destroy);
}

gboolean
tw_rect_contains (const TwRect *rect, double x, double y)
{
  return x >= rect->x && x <= rect->x + rect->width && y >= rect->y && y <= rect->y + rect->height;
}
