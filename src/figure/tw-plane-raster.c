/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-plane-raster.h"

#include <math.h>

static gboolean
is_reachable (const TwPlaneField *field, gsize k)
{
  return field->reachable == NULL || field->reachable[k];
}

/* The k-th smallest; values are left partly sorted around it (Hoare's selection). */
static double
select_kth (double *values, gsize n, gsize k)
{
  gssize lo = 0;
  gssize hi = (gssize)n - 1;

  while (lo < hi)
    {
      double pivot = values[k];
      gssize i = lo;
      gssize j = hi;

      while (i <= j)
        {
          while (values[i] < pivot)
            i++;
          while (values[j] > pivot)
            j--;
          if (i <= j)
            {
              double swap = values[i];

              values[i++] = values[j];
              values[j--] = swap;
            }
        }
      if (j < (gssize)k)
        lo = i;
      if (i > (gssize)k)
        hi = j;
    }
  return values[k];
}

gboolean
tw_plane_loss_range (const TwPlaneField *field, TwLossRange *range)
{
  gsize n = (gsize)field->nx * field->ny;
  g_autofree double *known = NULL;
  double least = INFINITY;
  double most = -INFINITY;
  gsize m = 0;

  if (n == 0 || field->loss == NULL)
    return FALSE;
  known = g_new (double, n);
  for (gsize k = 0; k < n; k++)
    if (is_reachable (field, k) && isfinite (field->loss[k]))
      {
        known[m++] = field->loss[k];
        least = MIN (least, field->loss[k]);
        most = MAX (most, field->loss[k]);
      }
  if (m == 0)
    return FALSE;
  range->lo = select_kth (known, m, (gsize)(0.01 * (m - 1)));
  range->hi = select_kth (known, m, (gsize)ceil (0.99 * (m - 1)));
  if (!(range->hi - range->lo > 1e-9 * MAX (fabs (range->lo), fabs (range->hi))))
    {
      double half = MAX (1e-6, 0.01 * fabs (range->lo));

      range->lo -= half;
      range->hi += half;
    }
  range->below = least < range->lo;
  range->above = most > range->hi;
  return TRUE;
}

TwColor
tw_plane_regime_color (const TwPlaneData *data, const TwTheme *theme, guint regime)
{
  if (regime >= data->n_regimes)
    return theme->panel;
  return tw_color_mix (theme->panel, data->regimes[regime].color,
                       theme->high_contrast ? 0.55 : 0.42);
}

double
tw_plane_sample (const TwPlaneField *field, const double *values, double x, double y)
{
  double gx = (x - field->x0) / (field->x1 - field->x0) * field->nx - 0.5;
  double gy = (y - field->y0) / (field->y1 - field->y0) * field->ny - 0.5;
  double sum = 0;
  int i, j;

  if (values == NULL || !(gx >= -0.5 && gx <= field->nx - 0.5)
      || !(gy >= -0.5 && gy <= field->ny - 0.5))
    return NAN;
  i = (int)floor (gx);
  j = (int)floor (gy);
  for (int b = 0; b < 2; b++)
    for (int a = 0; a < 2; a++)
      {
        double weight = (a ? gx - i : 1 - (gx - i)) * (b ? gy - j : 1 - (gy - j));
        gsize k = (gsize)CLAMP (j + b, 0, (int)field->ny - 1) * field->nx
                  + CLAMP (i + a, 0, (int)field->nx - 1);

        if (weight <= 0)
          continue;
        if (!is_reachable (field, k))
          return NAN;
        sum += weight * values[k];
      }
  return sum;
}

/* Where the loss is not known it goes on as it was at the last point below (else above): the border of what
 * is known then has its true colour right up to the line. */
static double *
fill_unknown (const TwPlaneField *field)
{
  double *filled = g_new (double, (gsize)field->nx * field->ny);

  for (guint i = 0; i < field->nx; i++)
    {
      double last = NAN;

      for (guint j = 0; j < field->ny; j++)
        {
          gsize k = (gsize)j * field->nx + i;

          if (is_reachable (field, k) && isfinite (field->loss[k]))
            last = field->loss[k];
          filled[k] = last;
        }
      for (guint j = field->ny; j-- > 0;)
        {
          gsize k = (gsize)j * field->nx + i;

          if (isnan (filled[k]))
            filled[k] = last;
          last = filled[k];
        }
    }
  return filled;
}

/* Catmull-Rom: passes through the samples, with continuous slope. */
static void
cubic (double position, guint n, guint index[4], float weight[4])
{
  double base = floor (position);
  double t = position - base;

  for (int k = 0; k < 4; k++)
    index[k] = (guint)CLAMP ((int)base + k - 1, 0, (int)n - 1);
  weight[0] = (float)(t * (-0.5 + t * (1 - 0.5 * t)));
  weight[1] = (float)(1 + t * t * (-2.5 + 1.5 * t));
  weight[2] = (float)(t * (0.5 + t * (2 - 1.5 * t)));
  weight[3] = (float)(t * t * (-0.5 + 0.5 * t));
}

/* Grid coordinate of each pixel's centre along one axis; NaN outside the field. */
static double *
grid_positions (const TwScale *scale, double p0, double p1, int pixels, double d0, double d1,
                guint n)
{
  double *positions = g_new (double, pixels);

  for (int i = 0; i < pixels; i++)
    {
      double data = tw_scale_to_data (scale, p0 + (i + 0.5) / pixels * (p1 - p0));
      double g = (data - d0) / (d1 - d0) * n - 0.5;

      positions[i] = g >= -0.5 && g <= n - 0.5 ? g : NAN;
    }
  return positions;
}

/* A field that ends at its ceiling goes on above as it is there. */
static void
extend_upwards (const TwPlaneField *field, const TwScale *scale, const TwRect *plot, double *gy,
                int height)
{
  if (!(field->ceiling > field->y0) || !(field->y1 >= field->ceiling))
    return;
  for (int y = 0; y < height; y++)
    if (tw_scale_to_data (scale, plot->y + (y + 0.5) / height * plot->height) > field->y1)
      gy[y] = field->ny - 0.5;
}

typedef struct
{
  const TwPlaneData *data;
  const TwTheme *theme;
  double *gx, *gy; /* (width), (height) */
  int width, height, stride;
  guint32 *pixels;
  gboolean extend; /* colour beyond what can be reached: it will be covered */
} Raster;

static gboolean
is_hole (const Raster *raster, double gx, double gy)
{
  const TwPlaneField *field = &raster->data->field;
  guint i = (guint)MIN (gx + 0.5, field->nx - 1.0);
  guint j = (guint)MIN (gy + 0.5, field->ny - 1.0);
  gsize k = (gsize)j * field->nx + i;

  if (!is_reachable (field, k))
    return !raster->extend;
  return field->loss != NULL && !isfinite (field->loss[k]);
}

static void
paint_loss (Raster *raster)
{
  const TwPlaneField *field = &raster->data->field;
  const TwColormap *map = tw_colormap_get (raster->data->colormap);
  g_autofree double *filled = fill_unknown (field);
  g_autofree float *rows = g_new (float, (gsize)field->ny * raster->width); /* (ny, width) */
  TwLossRange range;
  float slope;

  if (!tw_plane_loss_range (field, &range))
    return;
  slope = (float)((TW_COLORMAP_SIZE - 1) / (range.hi - range.lo));
  for (int x = 0; x < raster->width; x++)
    {
      guint index[4];
      float weight[4];

      if (isnan (raster->gx[x]))
        continue;
      cubic (raster->gx[x], field->nx, index, weight);
      for (guint j = 0; j < field->ny; j++)
        {
          const double *row = filled + (gsize)j * field->nx;
          float sum = 0;

          for (int k = 0; k < 4; k++)
            sum += weight[k] * (float)((row[index[k]] - range.lo) * slope);
          rows[(gsize)j * raster->width + x] = sum;
        }
    }
  for (int y = 0; y < raster->height; y++)
    {
      guint index[4];
      float weight[4];

      if (isnan (raster->gy[y]))
        continue;
      cubic (raster->gy[y], field->ny, index, weight);
      for (int x = 0; x < raster->width; x++)
        {
          float t = 0;

          if (isnan (raster->gx[x]) || is_hole (raster, raster->gx[x], raster->gy[y]))
            continue;
          for (int k = 0; k < 4; k++)
            t += weight[k] * rows[(gsize)index[k] * raster->width + x];
          if (!isnan (t))
            raster->pixels[y * raster->stride + x] =
                map->pixels[(int)(CLAMP (t, 0.0f, TW_COLORMAP_SIZE - 1.0f) + 0.5f)];
        }
    }
}

/* The regime that weighs most among the four points around. */
static guint
regime_at (const TwPlaneField *field, double gx, double gy)
{
  int i = (int)floor (gx);
  int j = (int)floor (gy);
  guint regimes[4];
  double weights[4] = { 0 };
  int best = 0;

  for (int c = 0; c < 4; c++)
    {
      int a = c & 1;
      int b = c >> 1;
      gsize k = (gsize)CLAMP (j + b, 0, (int)field->ny - 1) * field->nx
                + CLAMP (i + a, 0, (int)field->nx - 1);

      regimes[c] = is_reachable (field, k) ? field->regime[k] : G_MAXUINT;
      for (int e = 0; e <= c; e++)
        if (regimes[e] == regimes[c] && regimes[c] != G_MAXUINT)
          {
            weights[e] += (a ? gx - i : 1 - (gx - i)) * (b ? gy - j : 1 - (gy - j));
            break;
          }
    }
  for (int c = 1; c < 4; c++)
    if (weights[c] > weights[best])
      best = c;
  return regimes[best];
}

static void
paint_regimes (Raster *raster)
{
  const TwPlaneField *field = &raster->data->field;
  guint32 colors[256];

  for (guint i = 0; i < 256; i++)
    colors[i] = tw_color_to_pixel (tw_plane_regime_color (raster->data, raster->theme, i));
  for (int y = 0; y < raster->height; y++)
    for (int x = 0; x < raster->width; x++)
      {
        guint regime;

        if (isnan (raster->gx[x]) || isnan (raster->gy[y])
            || (is_hole (raster, raster->gx[x], raster->gy[y])))
          continue;
        regime = regime_at (field, raster->gx[x], raster->gy[y]);
        if (regime < 256)
          raster->pixels[y * raster->stride + x] = colors[regime];
      }
}

cairo_surface_t *
tw_plane_raster (const TwPlaneData *data, const TwPlaneLayout *layout, const TwTheme *theme,
                 int width, int height)
{
  const TwPlaneField *field = &data->field;
  const TwRect *plot = &layout->plot;
  Raster raster = { .data = data, .theme = theme, .width = width, .height = height };
  cairo_surface_t *surface;

  if (data->background == TW_PLANE_PLAIN || width < 1 || height < 1 || field->nx == 0
      || field->ny == 0 || !(field->x1 > field->x0) || !(field->y1 > field->y0)
      || (data->background == TW_PLANE_LOSS ? (const void *)field->loss : field->regime) == NULL)
    return NULL;
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    return surface;
  raster.stride = cairo_image_surface_get_stride (surface) / 4;
  raster.pixels = (guint32 *)(void *)cairo_image_surface_get_data (surface);
  raster.extend = isfinite (data->ceiling);
  raster.gx = grid_positions (&layout->x, plot->x, plot->x + plot->width, width, field->x0,
                              field->x1, field->nx);
  raster.gy = grid_positions (&layout->y, plot->y, plot->y + plot->height, height, field->y0,
                              field->y1, field->ny);
  extend_upwards (field, &layout->y, plot, raster.gy, height);
  cairo_surface_flush (surface);
  if (data->background == TW_PLANE_LOSS)
    paint_loss (&raster);
  else
    paint_regimes (&raster);
  cairo_surface_mark_dirty (surface);
  g_free (raster.gx);
  g_free (raster.gy);
  return surface;
}
