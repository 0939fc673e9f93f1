/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Draws sample figures from made-up data to PNG files, for eyes and for the documentation, and says how long
 * redrawing takes: render-figures FOLDER [--time]. */

#include "sample-figures.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

static const char *const theme_names[] = { "light", "dark", "contrast-light", "contrast-dark" };

static void
render (const char *folder, const char *name, SampleDraw draw, gconstpointer data, TwThemeKind kind,
        int width, int height, double scale)
{
  g_autofree char *file =
      g_strdup_printf ("%s-%s-%dx%d.png", name, theme_names[kind], width, height);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  cairo_surface_t *surface = sample_render (draw, data, kind, width, height, scale);

  if (cairo_surface_write_to_png (surface, path) != CAIRO_STATUS_SUCCESS)
    g_printerr ("%s cannot be written\n", path);
  cairo_surface_destroy (surface);
}

static void
measure (const char *name, SampleDraw draw, gconstpointer data, gpointer cache, int width,
         int height)
{
  const int n = 40;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  double best = 1e9;

  for (int i = 0; i < n; i++)
    {
      gint64 start = g_get_monotonic_time ();
      cairo_t *cr = cairo_create (surface);
      g_auto (TwFigureContext) context = { 0 };

      tw_figure_context_init (&context, cr, tw_theme_get (TW_THEME_LIGHT), width, height, 1);
      draw (&context, data, cache);
      cairo_destroy (cr);
      best = MIN (best, (double)(g_get_monotonic_time () - start));
    }
  g_print ("%-28s %7.2f ms\n", name, best / 1000);
  cairo_surface_destroy (surface);
}

int
main (int argc, char *argv[])
{
  g_autoptr (SamplePlane) plane = sample_plane_new (64, 64, 2000);
  g_autoptr (SampleTimeline) timeline = sample_timeline_new (2000);

  if (argc < 2)
    {
      g_printerr ("usage: render-figures FOLDER [--time]\n");
      return 2;
    }
  if (argc > 2 && strcmp (argv[2], "--time") == 0)
    {
      g_autoptr (TwPlaneCache) cache = tw_plane_cache_new ();
      g_autoptr (SamplePlane) long_trail = sample_plane_new (64, 64, 100000);
      g_autoptr (SampleTimeline) long_run = sample_timeline_new (1000000);

      measure ("plane 900x560 uncached", sample_draw_plane, &plane->data, NULL, 900, 560);
      measure ("plane 900x560 cached", sample_draw_plane, &plane->data, cache, 900, 560);
      measure ("plane 900x560 1e5 points", sample_draw_plane, &long_trail->data, cache, 900, 560);
      measure ("timeline 1100x400 4x2000", sample_draw_timeline, &timeline->data, NULL, 1100, 400);
      measure ("timeline 1100x400 4x1e6", sample_draw_timeline, &long_run->data, NULL, 1100, 400);
      return 0;
    }
  g_mkdir_with_parents (argv[1], 0755);
  for (guint kind = 0; kind < TW_N_THEMES; kind++)
    {
      sample_plane_set_theme (plane, kind);
      sample_timeline_set_theme (timeline, kind);
      render (argv[1], "plane", sample_draw_plane, &plane->data, kind, 620, 520, 2);
      render (argv[1], "plane", sample_draw_plane, &plane->data, kind, 260, 200, 2);
      render (argv[1], "timeline", sample_draw_timeline, &timeline->data, kind, 980, 420, 2);
      render (argv[1], "timeline", sample_draw_timeline, &timeline->data, kind, 260, 200, 2);
      plane->data.background = TW_PLANE_REGIME;
      render (argv[1], "regimes", sample_draw_plane, &plane->data, kind, 620, 520, 1);
      plane->data.background = TW_PLANE_PLAIN;
      render (argv[1], "plain", sample_draw_plane, &plane->data, kind, 620, 520, 1);
      plane->data.background = TW_PLANE_LOSS;
    }
  return 0;
}
