/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-plane-trails.h"

#include "figure/tw-stroke-mask.h"
#include "figure/tw-stroke.h"
#include "figure/tw-text.h"

#include <math.h>
#include <string.h>

static const TwColor paper = { 1, 1, 1, 1 };
static const double dashes[] = { 6, 4 };

/* Points nearer to the last one than this are left out: they lie within a line's width. */
#define NEAREST 1.2
#define FARTHEST 50.0
/* Of a trail with more points than this, those farther apart are left out too: nobody can follow it, and to
 * draw it all would take longer than a frame lasts. */
#define MAX_POINTS 12000
#define HALO 2.4

/* A trail on its way to pixels, as far as it was looked at. */
typedef struct
{
  double nearest;
  gsize next;
  TwPixel last; /* kept; NaN: none, or a gap */
  TwPixel first;
  guint n_kept;
} Thinner;

static void
thinner_init (Thinner *thinner, double nearest)
{
  *thinner = (Thinner){ .nearest = nearest, .last = { NAN, NAN }, .first = { NAN, NAN } };
}

static TwPixel
point_at (const TwPlaneTrail *trail, const TwPlaneLayout *layout, gsize i)
{
  gsize k = i * (trail->stride == 0 ? 1 : trail->stride);

  if (!isfinite (trail->x[k]) || !isfinite (trail->y[k]))
    return (TwPixel){ NAN, NAN };
  return (TwPixel){ tw_scale_to_pixel (&layout->x, trail->x[k]),
                    tw_scale_to_pixel (&layout->y, trail->y[k]) };
}

static void
thin (Thinner *thinner, const TwPlaneTrail *trail, const TwPlaneLayout *layout, GArray *out)
{
  double square = thinner->nearest * thinner->nearest;

  for (; thinner->next < trail->n; thinner->next++)
    {
      TwPixel p = point_at (trail, layout, thinner->next);
      TwPixel *last = &thinner->last;

      if (isnan (p.x) && isnan (last->x))
        continue;
      if ((p.x - last->x) * (p.x - last->x) + (p.y - last->y) * (p.y - last->y) < square)
        continue;
      if (thinner->n_kept++ == 0)
        thinner->first = p;
      g_array_append_val (out, p);
      *last = p;
    }
}

/* The point that a trail ends in, if it was left out. */
static gboolean
left_out (const Thinner *thinner, const TwPlaneTrail *trail, const TwPlaneLayout *layout,
          TwPixel *end)
{
  if (trail->n == 0)
    return FALSE;
  *end = point_at (trail, layout, trail->n - 1);
  return !isnan (end->x) && (end->x != thinner->last.x || end->y != thinner->last.y);
}

static void
ring (cairo_t *cr, double x, double y, double radius, TwColor color)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius + 1.6, 0, 2 * G_PI);
  tw_figure_set_color (cr, paper);
  cairo_fill (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  tw_figure_set_color (cr, color);
  cairo_fill (cr);
  cairo_arc (cr, x, y, radius - 2.2, 0, 2 * G_PI);
  tw_figure_set_color (cr, paper);
  cairo_fill (cr);
}

static void
disc (cairo_t *cr, double x, double y, double radius, TwColor color)
{
  cairo_arc (cr, x, y, radius + 1.6, 0, 2 * G_PI);
  tw_figure_set_color (cr, paper);
  cairo_fill (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  tw_figure_set_color (cr, color);
  cairo_fill (cr);
}

static double
line_width (const TwFigureContext *context, const TwPlaneTrail *trail)
{
  return context->theme->line_width * (trail->faded ? 0.8 : 1.25);
}

static TwColor
line_color (const TwPlaneTrail *trail)
{
  return tw_color_mix (paper, trail->color, trail->faded ? 0.8 : 1);
}

static void
draw_ends (cairo_t *cr, const TwPlaneTrail *trail, const TwPlaneLayout *layout, TwPixel first)
{
  TwPixel last = { NAN, NAN };

  if (trail->n > 0)
    last = point_at (trail, layout, trail->n - 1);
  if (trail->start_ring && !isnan (first.x))
    ring (cr, first.x, first.y, 4.6, trail->color);
  if (trail->end_dot && !isnan (last.x))
    disc (cr, last.x, last.y, 3.6, trail->color);
}

static void
draw_vectors (const TwFigureContext *context, const TwPlaneTrail *trail,
              const TwPlaneLayout *layout, GArray *points)
{
  cairo_t *cr = context->cr;
  double width = line_width (context, trail);
  Thinner thinner;
  TwPixel end;

  for (double nearest = NEAREST; nearest < FARTHEST; nearest *= 2)
    {
      g_array_set_size (points, 0);
      thinner_init (&thinner, nearest);
      thin (&thinner, trail, layout, points);
      if (thinner.n_kept <= MAX_POINTS)
        break;
    }
  if (left_out (&thinner, trail, layout, &end))
    g_array_append_val (points, end);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (cr, width + HALO);
  tw_figure_set_color (cr, paper);
  tw_stroke_points (cr, (const TwPixel *)(void *)points->data, points->len, FALSE);
  cairo_set_line_width (cr, width);
  cairo_set_line_cap (cr, trail->dashed ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
  cairo_set_dash (cr, dashes, trail->dashed ? 2 : 0, 0);
  tw_figure_set_color (cr, line_color (trail));
  tw_stroke_points (cr, (const TwPixel *)(void *)points->data, points->len, trail->dashed);
  cairo_set_dash (cr, NULL, 0, 0);
  draw_ends (cr, trail, layout, thinner.first);
}

/* All that the pixels of a trail depend on but its points; compared as bytes: always cleared before it is
 * filled. */
typedef struct
{
  TwRect plot;
  double ranges[4];
  double scale, width;
  guint x_kind;
  gboolean dashed;
} TrailKey;

typedef struct
{
  TrailKey key;
  guint64 serial;
  double ends[4]; /* first and last point that was looked at, data */
  Thinner thinner;
  TwStrokeMask *halo, *line;
  TwStrokePen halo_pen, line_pen;
  TwStrokeEnd halo_end, line_end;
} TrailMask;

struct _TwTrailCache
{
  GPtrArray *masks; /* TrailMask, one a trail */
  GArray *points;   /* TwPixel */
};

static void
trail_mask_free (gpointer data)
{
  TrailMask *mask = data;

  g_clear_pointer (&mask->halo, tw_stroke_mask_free);
  g_clear_pointer (&mask->line, tw_stroke_mask_free);
  g_free (mask);
}

TwTrailCache *
tw_trail_cache_new (void)
{
  TwTrailCache *cache = g_new0 (TwTrailCache, 1);

  cache->masks = g_ptr_array_new_with_free_func (trail_mask_free);
  cache->points = g_array_new (FALSE, FALSE, sizeof (TwPixel));
  return cache;
}

void
tw_trail_cache_free (TwTrailCache *cache)
{
  if (cache == NULL)
    return;
  g_ptr_array_unref (cache->masks);
  g_array_unref (cache->points);
  g_free (cache);
}

static void
fill_key (TrailKey *key, const TwFigureContext *context, const TwPlaneTrail *trail,
          const TwPlaneLayout *layout)
{
  double ranges[] = { layout->x.d0, layout->x.d1, layout->y.d0, layout->y.d1 };

  memset (key, 0, sizeof *key);
  key->plot = layout->plot;
  memcpy (key->ranges, ranges, sizeof ranges);
  key->scale = context->scale;
  key->width = line_width (context, trail);
  key->x_kind = layout->x.kind;
  key->dashed = trail->dashed != FALSE;
}

/* The first point, and the last of n. */
static void
fill_ends (double ends[4], const TwPlaneTrail *trail, gsize n)
{
  gsize k = (n - 1) * (trail->stride == 0 ? 1 : trail->stride);

  ends[0] = trail->x[0];
  ends[1] = trail->y[0];
  ends[2] = trail->x[k];
  ends[3] = trail->y[k];
}

/* Whether the trail goes on from what is drawn.  The serial says so; the ends are looked at too, since
 * they cost nothing. */
static gboolean
goes_on (const TrailMask *mask, const TwPlaneTrail *trail)
{
  gsize n = mask->thinner.next;
  double ends[4];

  if (trail->serial == 0 || trail->serial != mask->serial || n == 0 || n > trail->n)
    return FALSE;
  fill_ends (ends, trail, n);
  return memcmp (ends, mask->ends, sizeof ends) == 0;
}

static void
begin (TrailMask *mask, const TrailKey *key, double nearest)
{
  if (mask->line == NULL || memcmp (&mask->key.plot, &key->plot, sizeof key->plot) != 0
      || mask->key.scale != key->scale)
    {
      g_clear_pointer (&mask->halo, tw_stroke_mask_free);
      g_clear_pointer (&mask->line, tw_stroke_mask_free);
      mask->halo = tw_stroke_mask_new (&key->plot, key->scale);
      mask->line = tw_stroke_mask_new (&key->plot, key->scale);
    }
  tw_stroke_mask_clear (mask->halo);
  tw_stroke_mask_clear (mask->line);
  tw_stroke_pen_init (&mask->halo_pen, key->width + HALO, key->scale);
  tw_stroke_pen_init (&mask->line_pen, key->width, key->scale);
  mask->halo_end = mask->line_end = TW_STROKE_BEGIN;
  thinner_init (&mask->thinner, nearest);
  mask->key = *key;
}

static void
add (TrailMask *mask, const TwPixel *points, guint n)
{
  tw_stroke_mask_add (mask->halo, &mask->halo_pen, points, n, NULL, &mask->halo_end);
  tw_stroke_mask_add (mask->line, &mask->line_pen, points, n, mask->key.dashed ? dashes : NULL,
                      &mask->line_end);
}

/* The last point moves on before it has gone far enough to stay. */
static void
add_tail (TrailMask *mask, TwPixel end)
{
  TwStrokeEnd halo_end = mask->halo_end;
  TwStrokeEnd line_end = mask->line_end;

  tw_stroke_mask_begin_tail (mask->halo, &mask->halo_pen, &end, 1, &halo_end);
  tw_stroke_mask_begin_tail (mask->line, &mask->line_pen, &end, 1, &line_end);
  add (mask, &end, 1);
  mask->halo_end = halo_end;
  mask->line_end = line_end;
}

static void
update (TrailMask *mask, const TrailKey *key, const TwPlaneTrail *trail,
        const TwPlaneLayout *layout, GArray *points)
{
  TwPixel end;

  if (!goes_on (mask, trail) || memcmp (key, &mask->key, sizeof *key) != 0)
    begin (mask, key, NEAREST);
  tw_stroke_mask_drop_tail (mask->halo);
  tw_stroke_mask_drop_tail (mask->line);
  for (;;)
    {
      g_array_set_size (points, 0);
      thin (&mask->thinner, trail, layout, points);
      if (mask->thinner.n_kept <= MAX_POINTS || 2 * mask->thinner.nearest >= FARTHEST)
        break;
      begin (mask, key, 2 * mask->thinner.nearest);
    }
  add (mask, (const TwPixel *)(void *)points->data, points->len);
  if (left_out (&mask->thinner, trail, layout, &end))
    add_tail (mask, end);
  mask->serial = trail->serial;
  if (trail->n > 0)
    fill_ends (mask->ends, trail, trail->n);
}

static void
draw_mask (const TwFigureContext *context, const TwPlaneTrail *trail, const TwPlaneLayout *layout,
           TrailMask *mask, GArray *points)
{
  TrailKey key;

  fill_key (&key, context, trail, layout);
  update (mask, &key, trail, layout, points);
  tw_stroke_mask_paint (mask->halo, context->cr, paper);
  tw_stroke_mask_paint (mask->line, context->cr, line_color (trail));
  draw_ends (context->cr, trail, layout, mask->thinner.first);
}

void
tw_plane_draw_trails (const TwFigureContext *context, const TwPlaneData *data,
                      const TwPlaneLayout *layout, TwTrailCache *cache)
{
  g_autoptr (GArray) points =
      cache != NULL ? g_array_ref (cache->points) : g_array_new (FALSE, FALSE, sizeof (TwPixel));

  if (cache != NULL)
    g_ptr_array_set_size (cache->masks, (int)MIN (cache->masks->len, data->n_trails));
  while (cache != NULL && cache->masks->len < data->n_trails)
    g_ptr_array_add (cache->masks, g_new0 (TrailMask, 1));
  /* The current ones on top. */
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < data->n_trails; i++)
      {
        const TwPlaneTrail *trail = &data->trails[i];

        if ((pass == 0) != (trail->faded != FALSE) || trail->n == 0)
          continue;
        if (cache != NULL)
          draw_mask (context, trail, layout, cache->masks->pdata[i], points);
        else
          draw_vectors (context, trail, layout, points);
      }
}
