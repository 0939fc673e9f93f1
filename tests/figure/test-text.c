/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-text.h"

#include <string.h>

#define WIDTH 240
#define HEIGHT 60

static void
measure (const TwText *text, double text_scale, double *width, double *height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create (surface);
  g_auto (TwFigureContext) context = { 0 };

  tw_figure_context_init (&context, cr, tw_theme_get (TW_THEME_LIGHT), WIDTH, HEIGHT, 1);
  context.text_scale = text_scale;
  tw_text_measure (&context, text, width, height);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static double
width_of (const TwText *text)
{
  double width;

  measure (text, 1, &width, NULL);
  return width;
}

/* What was measured before is not taken for something else. */
static void
test_measure (void)
{
  for (int round = 0; round < 2; round++)
    {
      TwText text = { .text = "goal horizon", .size = 12 };
      double plain = width_of (&text);
      double width, height, twice;

      g_assert_cmpfloat (plain, >, 40);
      g_assert_cmpfloat (plain, <, 140);
      measure (&text, 1, NULL, &height);
      measure (&text, 2, &width, &twice);
      /* Without hinted metrics sizes are in proportion; Pango rounds to 1 / 1024 pixel a glyph. */
      g_assert_cmpfloat_with_epsilon (width, 2 * plain, 0.1);
      g_assert_cmpfloat_with_epsilon (twice, 2 * height, 0.1);
      text.bold = TRUE;
      g_assert_cmpfloat (width_of (&text), >, plain);
      text.bold = FALSE;
      text.max_width = 40;
      g_assert_cmpfloat (width_of (&text), <=, 41);
      text.max_width = 0;
      text.text = "goal";
      g_assert_cmpfloat (width_of (&text), <, plain);
      text.text = NULL;
      g_assert_cmpfloat (width_of (&text), ==, 0);
    }
}

static cairo_surface_t *
draw (double scale)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)(WIDTH * scale), (int)(HEIGHT * scale));
  cairo_t *cr = cairo_create (surface);
  g_auto (TwFigureContext) context = { 0 };

  cairo_scale (cr, scale, scale);
  tw_figure_context_init (&context, cr, tw_theme_get (TW_THEME_LIGHT), WIDTH, HEIGHT, scale);
  tw_text_draw (&context, &(TwText){ .text = "understood",
                                     .x = WIDTH / 2.0,
                                     .y = HEIGHT / 2.0,
                                     .ax = 0.5,
                                     .ay = 0.5,
                                     .angle = -0.2,
                                     .color = { 0, 0, 0, 1 } });
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static gboolean
is_same (cairo_surface_t *a, cairo_surface_t *b)
{
  return memcmp (cairo_image_surface_get_data (a), cairo_image_surface_get_data (b),
                 (gsize)cairo_image_surface_get_stride (a) * cairo_image_surface_get_height (a))
         == 0;
}

/* Thousands of other texts, as the numbers of a legend are, and other scales change nothing. */
static void
test_many (void)
{
  cairo_surface_t *before = draw (1);
  cairo_surface_t *after;
  char number[16];

  for (int i = 0; i < 3000; i++)
    {
      g_snprintf (number, sizeof number, "%d", i);
      g_assert_cmpfloat (width_of (&(TwText){ .text = number, .size = 12 }), >, 2);
    }
  cairo_surface_destroy (draw (2));
  after = draw (1);
  g_assert_true (is_same (before, after));
  cairo_surface_destroy (before);
  cairo_surface_destroy (after);
}

static gpointer
draw_often (gpointer data)
{
  for (int i = 0; i < 50; i++)
    cairo_surface_destroy (draw (1 + i % 2));
  return draw (1);
}

static void
test_threads (void)
{
  cairo_surface_t *mine = draw (1);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("draws", draw_often, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      cairo_surface_t *its = g_thread_join (threads[i]);

      g_assert_true (is_same (mine, its));
      cairo_surface_destroy (its);
    }
  cairo_surface_destroy (mine);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/measure", test_measure);
  g_test_add_func ("/text/many", test_many);
  g_test_add_func ("/text/threads", test_threads);
  return g_test_run ();
}
