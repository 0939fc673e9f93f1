/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Draws sample figures from made-up data to PNG files, for eyes and for the documentation, and says how long
 * redrawing takes: render-figures FOLDER [--time [PART-OF-A-NAME]]. */

#include "sample-figures.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
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

/* What changes from one frame to the next. */
typedef void (*Advance) (gpointer data);

typedef struct
{
  const char *name;
  SampleDraw draw;
  gconstpointer data;
  gpointer cache;
  int width, height;
  double scale;
  Advance advance; /* NULL: nothing does */
} Case;

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 p = *(const gint64 *)a;
  gint64 q = *(const gint64 *)b;

  return (p > q) - (p < q);
}

static void
measure (const Case *c)
{
  enum
  {
    FRAMES = 60
  };
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_ARGB32, (int)(c->width * c->scale), (int)(c->height * c->scale));
  gint64 times[FRAMES];

  cairo_surface_set_device_scale (surface, c->scale, c->scale);
  /* The first frame fills the caches and is not counted. */
  for (int i = -1; i < FRAMES; i++)
    {
      gint64 start = g_get_monotonic_time ();
      cairo_t *cr = cairo_create (surface);
      g_auto (TwFigureContext) context = { 0 };

      tw_figure_context_init (&context, cr, tw_theme_get (TW_THEME_LIGHT), c->width, c->height,
                              c->scale);
      c->draw (&context, c->data, c->cache);
      cairo_destroy (cr);
      times[MAX (i, 0)] = g_get_monotonic_time () - start;
      if (c->advance != NULL)
        c->advance ((gpointer)c->data);
    }
  qsort (times, FRAMES, sizeof *times, compare);
  g_print ("%-42s %7.2f %7.2f\n", c->name, times[0] / 1e3, times[FRAMES / 2] / 1e3);
  cairo_surface_destroy (surface);
}

static void
advance_plane (gpointer data)
{
  TwPlaneData *plane = data;

  ((TwPlaneTrail *)plane->trails)[0].n += 5;
}

static void
pan_plane (gpointer data)
{
  TwPlaneData *plane = data;

  plane->x0 += 0.002;
  plane->x1 += 0.002;
}

static void
renew_field (gpointer data)
{
  TwPlaneData *plane = data;

  plane->field.serial++;
}

static void
advance_timeline (gpointer data)
{
  TwTimelineData *timeline = data;

  for (guint c = 0; c < timeline->n_charts; c++)
    for (guint s = 0; s < timeline->charts[c].n_series; s++)
      ((TwTimelineSeries *)timeline->charts[c].series)[s].n += 20;
}

static void
zoom_timeline (gpointer data)
{
  TwTimelineData *timeline = data;

  timeline->x1 *= 0.999;
}

static void
measure_planes (const char *filter)
{
  g_autoptr (SamplePlane) plane = sample_plane_new (64, 64, 2000);
  g_autoptr (SamplePlane) noisy = sample_plane_new (64, 64, 20400);
  g_autoptr (SamplePlane) long_trail = sample_plane_new (64, 64, 100400);
  g_autoptr (TwPlaneCache) cache = tw_plane_cache_new ();
  const TwPlaneData *data = &plane->data;
  const Case cases[] = {
    { "plane 900x560 without cache", sample_draw_plane, data, NULL, 900, 560, 1, NULL },
    { "plane 900x560 field renewed", sample_draw_plane, data, cache, 900, 560, 1, renew_field },
    { "plane 900x560 2 000 points", sample_draw_plane, data, cache, 900, 560, 1, NULL },
    { "plane 900x560 20 000 noisy, growing", sample_draw_plane, &noisy->data, cache, 900, 560, 1,
      advance_plane },
    { "plane 900x560 20 000 noisy, panned", sample_draw_plane, &noisy->data, cache, 900, 560, 1,
      pan_plane },
    { "plane 900x560 100 000 points, growing", sample_draw_plane, &long_trail->data, cache, 900,
      560, 1, advance_plane },
    { "plane 900x560@2 20 000 noisy, growing", sample_draw_plane, &noisy->data, cache, 900, 560, 2,
      advance_plane },
  };

  noisy->trails[0].n = 20000;
  noisy->trails[1].n = 2000;
  long_trail->trails[0].n = 100000;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      noisy->trails[0].n = 20000;
      if (strstr (cases[i].name, filter) != NULL)
        measure (&cases[i]);
    }
}

static void
measure_timelines (const char *filter)
{
  g_autoptr (SampleTimeline) timeline = sample_timeline_new (2000);
  g_autoptr (SampleTimeline) growing = sample_timeline_new (22000);
  g_autoptr (SampleTimeline) long_run = sample_timeline_new (1002000);
  g_autoptr (TwTimelineCache) cache = tw_timeline_cache_new ();
  const TwTimelineData *data = &growing->data;
  const Case cases[] = {
    { "timeline 1100x400 4x2 000, without cache", sample_draw_timeline, &timeline->data, NULL, 1100,
      400, 1, NULL },
    { "timeline 1100x400 4x1e6, without cache", sample_draw_timeline, &long_run->data, NULL, 1100,
      400, 1, NULL },
    { "timeline 1100x400 4x1e6, growing", sample_draw_timeline, &long_run->data, cache, 1100, 400,
      1, advance_timeline },
    { "timeline 1100x320 5x20 000, without cache", sample_draw_timeline, data, NULL, 1100, 320, 1,
      advance_timeline },
    { "timeline 1100x320 5x20 000, growing", sample_draw_timeline, data, cache, 1100, 320, 1,
      advance_timeline },
    { "timeline 1100x320 5x20 000, zoomed", sample_draw_timeline, data, cache, 1100, 320, 1,
      zoom_timeline },
    { "timeline 1100x320@2 5x20 000, growing", sample_draw_timeline, data, cache, 1100, 320, 2,
      advance_timeline },
  };
  TwTimelineChart charts[5];
  TwTimelineSeries more;

  memcpy (charts, growing->charts, sizeof growing->charts);
  more = growing->series[7];
  more.name = "held-out loss";
  charts[4] = charts[2];
  charts[4].series = &more;
  growing->data.charts = charts;
  growing->data.n_charts = 5;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      for (guint c = 0; c < 5; c++)
        for (guint s = 0; s < charts[c].n_series; s++)
          ((TwTimelineSeries *)charts[c].series)[s].n = 20000;
      for (guint s = 0; s < SAMPLE_SERIES; s++)
        long_run->series[s].n = 1000000;
      if (strstr (cases[i].name, filter) != NULL)
        measure (&cases[i]);
    }
}

int
main (int argc, char *argv[])
{
  g_autoptr (SamplePlane) plane = sample_plane_new (64, 64, 2000);
  g_autoptr (SampleTimeline) timeline = sample_timeline_new (2000);

  if (argc < 2)
    {
      g_printerr ("usage: render-figures FOLDER [--time [PART-OF-A-NAME]]\n");
      return 2;
    }
  if (argc > 2 && strcmp (argv[2], "--time") == 0)
    {
      g_print ("%-42s %7s %7s ms a draw\n", "", "best", "median");
      measure_planes (argc > 3 ? argv[3] : "");
      measure_timelines (argc > 3 ? argv[3] : "");
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
