/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-timeline-cache.h"

#include "figure/tw-timeline-chart.h"

#include <math.h>
#include <string.h>

/* All that the pixels of a curve depend on but its points; compared as bytes: always cleared before it is
 * filled. */
typedef struct
{
  TwRect plot;
  double ranges[8];
  double scale, width;
  guint kinds[2];
  gboolean dashed;
} CurveKey;

struct _TwCurveCache
{
  guint64 serial;
  gsize n;        /* points looked at in the last frame */
  double ends[4]; /* first and last of them */

  gboolean positive; /* what of them makes the range */
  gsize range_n;
  double lo, hi;

  guint sum_series; /* of how many series the sum is; 0: of none */
  gsize sum_n;
  double sum_hi;

  gboolean drawn; /* the mask has what the decimator has gone through */
  CurveKey key;
  TwDecimator decimator;
  TwStrokeMask *mask;
  TwStrokePen pen;
  TwStrokeEnd end;
};

struct _TwTimelineCache
{
  GPtrArray *curves; /* TwCurveCache, chart after chart */
  GArray *firsts;    /* guint, of each chart */
};

static void
curve_free (gpointer data)
{
  TwCurveCache *curve = data;

  tw_stroke_mask_free (curve->mask);
  g_free (curve);
}

TwTimelineCache *
tw_timeline_cache_new (void)
{
  TwTimelineCache *cache = g_new0 (TwTimelineCache, 1);

  cache->curves = g_ptr_array_new_with_free_func (curve_free);
  cache->firsts = g_array_new (FALSE, FALSE, sizeof (guint));
  return cache;
}

void
tw_timeline_cache_free (TwTimelineCache *cache)
{
  if (cache == NULL)
    return;
  g_ptr_array_unref (cache->curves);
  g_array_unref (cache->firsts);
  g_free (cache);
}

/* The first point, and the last of n. */
static void
fill_ends (double ends[4], const TwTimelineSeries *series, gsize n)
{
  gsize k = (n - 1) * (series->stride == 0 ? 1 : series->stride);

  ends[0] = series->x[0];
  ends[1] = series->y[0];
  ends[2] = series->x[k];
  ends[3] = series->y[k];
}

/* The serial says so; the ends are looked at too, since they cost nothing. */
static gboolean
goes_on (const TwCurveCache *curve, const TwTimelineSeries *series)
{
  double ends[4];

  if (series->serial == 0 || series->serial != curve->serial || curve->n == 0
      || curve->n > series->n)
    return FALSE;
  fill_ends (ends, series, curve->n);
  return memcmp (ends, curve->ends, sizeof ends) == 0;
}

static void
forget (TwCurveCache *curve)
{
  curve->range_n = curve->sum_n = 0;
  curve->drawn = FALSE;
}

static void
update_chart (TwTimelineCache *cache, const TwTimelineChart *chart, guint first)
{
  gboolean all = TRUE;

  for (guint s = 0; s < chart->n_series; s++)
    {
      const TwTimelineSeries *series = &chart->series[s];
      TwCurveCache *curve = cache->curves->pdata[first + s];
      gboolean empty = series->x == NULL || series->y == NULL || series->n == 0;

      if (empty || !goes_on (curve, series))
        {
          all = FALSE;
          forget (curve);
        }
      curve->serial = series->serial;
      curve->n = empty ? 0 : series->n;
      if (!empty)
        fill_ends (curve->ends, series, series->n);
    }
  if (chart->n_series > 0 && !all)
    ((TwCurveCache *)cache->curves->pdata[first])->sum_n = 0;
}

void
tw_timeline_cache_update (TwTimelineCache *cache, const TwTimelineData *data)
{
  guint n = 0;

  g_array_set_size (cache->firsts, 0);
  for (guint c = 0; c < data->n_charts; c++)
    {
      g_array_append_val (cache->firsts, n);
      n += data->charts[c].n_series;
    }
  if (cache->curves->len > n)
    g_ptr_array_set_size (cache->curves, (int)n);
  while (cache->curves->len < n)
    g_ptr_array_add (cache->curves, g_new0 (TwCurveCache, 1));
  for (guint c = 0; c < data->n_charts; c++)
    update_chart (cache, &data->charts[c], g_array_index (cache->firsts, guint, c));
}

TwCurveCache *
tw_timeline_cache_curve (TwTimelineCache *cache, guint c, guint s)
{
  return cache->curves->pdata[g_array_index (cache->firsts, guint, c) + s];
}

void
tw_curve_cache_range (TwCurveCache *curve, const TwTimelineSeries *series, gboolean positive,
                      double *lo, double *hi)
{
  gsize stride = series->stride == 0 ? 1 : series->stride;

  if (curve->range_n == 0 || curve->positive != positive)
    {
      curve->range_n = 0;
      curve->positive = positive;
      curve->lo = INFINITY;
      curve->hi = -INFINITY;
    }
  for (; curve->range_n < curve->n; curve->range_n++)
    {
      double value = series->y[curve->range_n * stride];

      if (!isfinite (value) || (positive && value <= 0))
        continue;
      curve->lo = MIN (curve->lo, value);
      curve->hi = MAX (curve->hi, value);
    }
  *lo = MIN (*lo, curve->lo);
  *hi = MAX (*hi, curve->hi);
}

void
tw_curve_cache_sum (TwCurveCache *curve, const TwTimelineChart *chart, double *hi)
{
  gsize n = chart->series[0].n;

  /* Rows that some series do not have yet may become larger. */
  for (guint s = 0; s < chart->n_series; s++)
    n = MIN (n, chart->series[s].n);
  if (curve->sum_n == 0 || curve->sum_n > n || curve->sum_series != chart->n_series)
    {
      curve->sum_n = 0;
      curve->sum_hi = -INFINITY;
      curve->sum_series = chart->n_series;
    }
  for (; curve->sum_n < n; curve->sum_n++)
    {
      double sum = tw_timeline_chart_sum (chart, curve->sum_n);

      curve->sum_hi = MAX (curve->sum_hi, sum);
    }
  *hi = MAX (*hi, curve->sum_hi);
  for (gsize i = n; i < chart->series[0].n; i++)
    {
      double sum = tw_timeline_chart_sum (chart, i);

      *hi = MAX (*hi, sum);
    }
}

static void
begin (TwCurveCache *curve, const CurveKey *key, const TwScale *x, const TwScale *y)
{
  if (curve->mask == NULL || memcmp (&curve->key.plot, &key->plot, sizeof key->plot) != 0
      || curve->key.scale != key->scale)
    {
      tw_stroke_mask_free (curve->mask);
      curve->mask = tw_stroke_mask_new (&key->plot, key->scale);
    }
  tw_stroke_mask_clear (curve->mask);
  tw_stroke_pen_init (&curve->pen, key->width, key->scale);
  tw_decimator_init (&curve->decimator, x, y, key->scale);
  curve->end = TW_STROKE_BEGIN;
  curve->key = *key;
  curve->drawn = TRUE;
}

static void
fill_key (CurveKey *key, const TwRect *plot, const TwScale *x, const TwScale *y, double scale,
          double width, gboolean dashed)
{
  double ranges[] = { x->d0, x->d1, x->p0, x->p1, y->d0, y->d1, y->p0, y->p1 };

  memset (key, 0, sizeof *key);
  key->plot = *plot;
  memcpy (key->ranges, ranges, sizeof ranges);
  key->scale = scale;
  key->width = width;
  key->kinds[0] = x->kind;
  key->kinds[1] = y->kind;
  key->dashed = dashed;
}

TwStrokeMask *
tw_curve_cache_mask (TwCurveCache *curve, const TwTimelineSeries *series, const TwRect *plot,
                     const TwScale *x, const TwScale *y, double scale, double width,
                     const double dash[2])
{
  gsize stride = series->stride == 0 ? 1 : series->stride;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (TwPixel));
  CurveKey key;
  TwStrokeEnd tail;
  const TwPixel *first;

  fill_key (&key, plot, x, y, scale, width, dash != NULL);
  if (!curve->drawn || memcmp (&key, &curve->key, sizeof key) != 0)
    begin (curve, &key, x, y);
  tw_stroke_mask_drop_tail (curve->mask);
  tw_decimator_advance (&curve->decimator, series->x, series->y, curve->n, stride, points);
  tw_stroke_mask_add (curve->mask, &curve->pen, (const TwPixel *)(void *)points->data, points->len,
                      dash, &curve->end);
  g_array_set_size (points, 0);
  tw_decimator_end (&curve->decimator, series->x, series->y, stride, points);
  tail = curve->end;
  first = (const TwPixel *)(void *)points->data;
  tw_stroke_mask_begin_tail (curve->mask, &curve->pen, first, points->len, &tail);
  tw_stroke_mask_add (curve->mask, &curve->pen, first, points->len, dash, &tail);
  return curve->mask;
}
