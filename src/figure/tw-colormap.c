/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-colormap.h"

#include <math.h>

/* Lightness, chroma, hue in degrees.  Between anchors all three go straight; hue may pass 360. */
typedef struct
{
  double lightness, chroma, hue;
} Anchor;

#define MAX_ANCHORS 7

typedef struct
{
  const char *name;
  guint n;
  Anchor anchors[MAX_ANCHORS];
} Recipe;

static const Recipe recipes[TW_N_COLORMAPS] = {
  [TW_COLORMAP_VALLEY] = { "valley",
                           6,
                           { { 0.250, 0.110, 312 },
                             { 0.370, 0.120, 288 },
                             { 0.500, 0.100, 245 },
                             { 0.640, 0.105, 185 },
                             { 0.790, 0.160, 138 },
                             { 0.930, 0.175, 106 } } },
  [TW_COLORMAP_MIST_LIGHT] = { "mist-light",
                               3,
                               { { 0.420, 0.110, 262 },
                                 { 0.720, 0.085, 240 },
                                 { 0.975, 0.010, 220 } } },
  [TW_COLORMAP_MIST_DARK] = { "mist-dark",
                              3,
                              { { 0.220, 0.020, 270 },
                                { 0.520, 0.090, 250 },
                                { 0.880, 0.070, 215 } } },
  [TW_COLORMAP_BALANCE] = { "balance",
                            5,
                            { { 0.420, 0.140, 258 },
                              { 0.700, 0.090, 245 },
                              { 0.950, 0.004, 150 },
                              { 0.700, 0.125, 48 },
                              { 0.420, 0.120, 38 } } },
};

/* Fine samples along the anchors' path, from which even ones are taken. */
#define N_FINE 4097
#define MIDDLE (N_FINE / 2)

static TwOklab
on_path (const Recipe *recipe, double t)
{
  double position = t * (recipe->n - 1);
  guint i = MIN ((guint)position, recipe->n - 2);
  double k = position - i;
  const Anchor *a = &recipe->anchors[i];
  const Anchor *b = &recipe->anchors[i + 1];
  double chroma = a->chroma + k * (b->chroma - a->chroma);
  double hue = (a->hue + k * (b->hue - a->hue)) * G_PI / 180;
  TwOklab lab = { a->lightness + k * (b->lightness - a->lightness), chroma * cos (hue),
                  chroma * sin (hue) };

  /* What the display can show of it is what has to be even. */
  return tw_color_to_oklab (tw_color_from_oklab (lab));
}

static double
distance (TwOklab p, TwOklab q)
{
  return sqrt ((p.lightness - q.lightness) * (p.lightness - q.lightness) + (p.a - q.a) * (p.a - q.a)
               + (p.b - q.b) * (p.b - q.b));
}

/* The two arms of the diverging map are even each for itself, so that its middle stays in the middle. */
static double
arc_at (TwColormapKind kind, const double *arc, double t)
{
  double end = arc[N_FINE - 1];

  if (kind != TW_COLORMAP_BALANCE)
    return t * end;
  return t < 0.5 ? 2 * t * arc[MIDDLE] : arc[MIDDLE] + (2 * t - 1) * (end - arc[MIDDLE]);
}

/* Entries are spaced evenly along the arc that the path has in OKLab: equal steps of the data then
 * look equal wherever they are.  Lightness rises along the path, hence also in the map. */
static void
build (TwColormap *map, TwColormapKind kind)
{
  const Recipe *recipe = &recipes[kind];
  g_autofree double *arc = g_new (double, N_FINE);
  TwOklab before = on_path (recipe, 0);
  guint j = 0;

  arc[0] = 0;
  for (guint i = 1; i < N_FINE; i++)
    {
      TwOklab here = on_path (recipe, i / (N_FINE - 1.0));

      arc[i] = arc[i - 1] + distance (before, here);
      before = here;
    }
  map->kind = kind;
  map->name = recipe->name;
  for (guint i = 0; i < TW_COLORMAP_SIZE; i++)
    {
      double wanted = arc_at (kind, arc, i / (TW_COLORMAP_SIZE - 1.0));
      double share;

      while (j < N_FINE - 2 && arc[j + 1] < wanted)
        j++;
      share = CLAMP ((wanted - arc[j]) / (arc[j + 1] - arc[j]), 0.0, 1.0);
      map->colors[i] = tw_color_from_oklab (on_path (recipe, (j + share) / (N_FINE - 1.0)));
      map->pixels[i] = tw_color_to_pixel (map->colors[i]);
    }
}

const TwColormap *
tw_colormap_get (TwColormapKind kind)
{
  static TwColormap maps[TW_N_COLORMAPS];
  static gsize once = 0;

  g_return_val_if_fail ((guint)kind < TW_N_COLORMAPS, NULL);
  if (g_once_init_enter (&once))
    {
      for (guint i = 0; i < TW_N_COLORMAPS; i++)
        build (&maps[i], i);
      g_once_init_leave (&once, 1);
    }
  return &maps[kind];
}

static int
entry (double t)
{
  if (isnan (t))
    return -1;
  return (int)(CLAMP (t, 0.0, 1.0) * (TW_COLORMAP_SIZE - 1) + 0.5);
}

guint32
tw_colormap_pixel (const TwColormap *map, double t)
{
  int i = entry (t);

  return i < 0 ? 0xff808080u : map->pixels[i];
}

TwColor
tw_colormap_color (const TwColormap *map, double t)
{
  int i = entry (t);

  return i < 0 ? tw_color_from_rgb (0x808080) : map->colors[i];
}
