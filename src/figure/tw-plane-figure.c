/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-plane-figure.h"

#include "figure/tw-axis.h"
#include "figure/tw-plane-ground.h"
#include "figure/tw-plane-key.h"
#include "figure/tw-plane-marks.h"
#include "figure/tw-plane-trails.h"
#include "figure/tw-text.h"

#include <math.h>
#include <string.h>

/* Below these sizes of the figure titles, then labels, make way for the plot. */
#define TITLES_FROM_WIDTH 200
#define TITLES_FROM_HEIGHT 150
#define LABELS_FROM 80
#define KEY_FROM_WIDTH 340
#define KEY_FROM_HEIGHT 170

void
tw_plane_data_init (TwPlaneData *data)
{
  *data = (TwPlaneData){
    .x_kind = TW_SCALE_EXPONENT,
    .x1 = 5,
    .y1 = 1,
    .show_arrows = TRUE,
    .show_nullclines = TRUE,
    .show_key = TRUE,
    .ceiling = NAN,
    .point = { NAN, NAN },
    .vector = { NAN, NAN },
    .velocity = { NAN, NAN },
    .noise = { NAN, NAN, NAN },
  };
}

static gboolean
has_titles (const TwFigureContext *context)
{
  return context->width >= TITLES_FROM_WIDTH && context->height >= TITLES_FROM_HEIGHT;
}

static gboolean
has_labels (const TwFigureContext *context)
{
  return context->width >= LABELS_FROM && context->height >= LABELS_FROM;
}

static gboolean
has_chips (const TwPlaneData *data)
{
  if (data->background == TW_PLANE_REGIME && data->n_regimes > 0)
    return TRUE;
  for (guint i = 0; i < data->n_trails; i++)
    if (data->trails[i].name != NULL)
      return TRUE;
  return FALSE;
}

static double
heading_height (const TwFigureContext *context, const TwPlaneData *data)
{
  double height = 0;

  if (!has_titles (context))
    return 0;
  if (data->title != NULL)
    height += tw_text_height (context, context->theme->title_size);
  if (data->subtitle != NULL)
    height += tw_text_height (context, context->theme->tick_size);
  return height > 0 ? height + TW_AXIS_SPACE : 0;
}

typedef struct
{
  double left, right, top, bottom;
  TwRect key;
  gboolean bar;
} Margins;

/* range: of the loss, NULL where none is known. */
static Margins
measure_margins (const TwFigureContext *context, const TwPlaneData *data, const TwLossRange *range)
{
  const TwTheme *theme = context->theme;
  double tick = tw_text_height (context, theme->tick_size);
  double line = tw_text_height (context, 0);
  gboolean key =
      data->show_key && context->width >= KEY_FROM_WIDTH && context->height >= KEY_FROM_HEIGHT;
  double heading = heading_height (context, data);
  Margins m = { 2, 2, 2, 2, { 0 }, FALSE };

  if (!has_labels (context))
    return m;
  m.top = tick / 2 + 2 + heading;
  m.bottom = TW_AXIS_TICK + TW_AXIS_GAP / 2 + tick + 2;
  if (has_titles (context) && data->x_title != NULL)
    m.bottom += line + TW_AXIS_GAP;
  m.left = has_titles (context) && data->y_title != NULL ? line + 2 * TW_AXIS_SPACE : TW_AXIS_SPACE;
  if (key && has_chips (data))
    {
      m.key = (TwRect){ 0, heading + 2, 0, tick + 4 };
      m.top = heading + tick + 4 + TW_AXIS_SPACE + 2;
    }
  if (key && data->background == TW_PLANE_LOSS && range != NULL)
    {
      m.bar = TRUE;
      m.right = tw_plane_bar_width (context, data, range, m.top, context->height - m.bottom)
                + TW_AXIS_SPACE;
      m.top = MAX (m.top, tick + 6 + heading);
    }
  return m;
}

static void
make_layout (const TwFigureContext *context, const TwPlaneData *data, const TwLossRange *range,
             TwPlaneLayout *layout)
{
  Margins m = measure_margins (context, data, range);
  double tick_width = 0;
  TwRect *plot = &layout->plot;

  memset (layout, 0, sizeof *layout);
  plot->y = m.top;
  plot->height = MAX (context->height - m.top - m.bottom, 0);
  tw_scale_init (&layout->y, TW_SCALE_LINEAR, data->y0, data->y1, plot->y + plot->height, plot->y);
  if (has_labels (context))
    {
      g_autoptr (GArray) ticks = tw_axis_ticks_y (context, &layout->y, 0, context->height);

      tick_width = tw_axis_label_width (context, ticks) + TW_AXIS_TICK + TW_AXIS_GAP;
      /* Half of the last label on the x axis reaches beyond the plot. */
      if (!m.bar)
        m.right = MAX (m.right, MIN (28 * context->text_scale, context->width / 12));
    }
  plot->x = m.left + tick_width;
  plot->width = MAX (context->width - plot->x - m.right, 0);
  if (plot->width < 1 || plot->height < 1)
    *plot = (TwRect){ 0, 0, 0, 0 };
  tw_scale_init (&layout->x, data->x_kind == TW_SCALE_LOG ? TW_SCALE_EXPONENT : data->x_kind,
                 data->x0, data->x1, plot->x, plot->x + plot->width);
  tw_scale_init (&layout->y, TW_SCALE_LINEAR, data->y0, data->y1, plot->y + plot->height, plot->y);
  if (m.bar && plot->width > 0)
    layout->key = (TwRect){ plot->x + plot->width + TW_PLANE_BAR_GAP, plot->y, TW_PLANE_BAR_WIDTH,
                            plot->height };
  else if (m.key.height > 0 && plot->width > 0)
    layout->key = (TwRect){ plot->x, m.key.y, plot->width, m.key.height };
}

void
tw_plane_figure_layout (const TwFigureContext *context, const TwPlaneData *data,
                        TwPlaneLayout *layout)
{
  TwLossRange range;

  make_layout (context, data, tw_plane_loss_range (&data->field, &range) ? &range : NULL, layout);
}

gboolean
tw_plane_layout_to_data (const TwPlaneLayout *layout, double px, double py, double *x, double *y)
{
  if (x != NULL)
    *x = tw_scale_to_data (&layout->x, px);
  if (y != NULL)
    *y = tw_scale_to_data (&layout->y, py);
  return layout->plot.width > 0 && tw_rect_contains (&layout->plot, px, py);
}

void
tw_plane_layout_to_pixel (const TwPlaneLayout *layout, double x, double y, double *px, double *py)
{
  if (px != NULL)
    *px = tw_scale_to_pixel (&layout->x, x);
  if (py != NULL)
    *py = tw_scale_to_pixel (&layout->y, y);
}

/* Everything that the ground depends on, compared as bytes: always cleared before it is filled. */
typedef struct
{
  guint64 serial;
  const void *arrays[8];
  TwRect plot;
  double ranges[8];
  double ceiling, scale, text_scale;
  guint nx, ny, background, colormap, shown, kind, n_regimes;
  guint32 regimes[16];
  char label[128];
  char hint[160];
  char family[64];
} GroundKey;

struct _TwPlaneCache
{
  cairo_surface_t *surface;
  GroundKey key;
  TwTrailCache *trails;
  guint64 range_serial;
  gboolean range_valid, range_known;
  TwLossRange range; /* of the field of that serial */
};

TwPlaneCache *
tw_plane_cache_new (void)
{
  TwPlaneCache *cache = g_new0 (TwPlaneCache, 1);

  cache->trails = tw_trail_cache_new ();
  return cache;
}

void
tw_plane_cache_free (TwPlaneCache *cache)
{
  if (cache == NULL)
    return;
  g_clear_pointer (&cache->surface, cairo_surface_destroy);
  tw_trail_cache_free (cache->trails);
  g_free (cache);
}

/* FALSE if no loss is known. */
static gboolean
loss_range (const TwPlaneData *data, TwPlaneCache *cache, TwLossRange *range)
{
  const TwPlaneField *field = &data->field;

  if (cache == NULL)
    return tw_plane_loss_range (field, range);
  if (!cache->range_valid || cache->range_serial != field->serial)
    {
      cache->range_known = tw_plane_loss_range (field, &cache->range);
      cache->range_serial = field->serial;
      cache->range_valid = TRUE;
    }
  *range = cache->range;
  return cache->range_known;
}

static void
fill_key (GroundKey *key, const TwFigureContext *context, const TwPlaneData *data,
          const TwPlaneLayout *layout)
{
  const TwPlaneField *field = &data->field;
  const void *arrays[8] = { field->loss,    field->vx,     field->vy,       field->slope_h,
                            field->slope_s, field->regime, field->reachable };
  double ranges[8] = { layout->x.d0, layout->x.d1, layout->y.d0, layout->y.d1,
                       field->x0,    field->x1,    field->y0,    field->y1 };

  memset (key, 0, sizeof *key);
  memcpy (key->ranges, ranges, sizeof ranges);
  /* Which arrays there are; what they hold is what the serial says. */
  for (guint i = 0; i < G_N_ELEMENTS (arrays); i++)
    key->arrays[i] = arrays[i] != NULL ? data : NULL;
  key->serial = field->serial;
  key->plot = layout->plot;
  /* To a quarter of a device pixel: while training goes on it moves by less in every frame. */
  key->ceiling = data->ceiling < layout->y.d1
                     ? rint (4 * context->scale * tw_scale_to_pixel (&layout->y, data->ceiling))
                     : G_MAXDOUBLE;
  key->scale = context->scale;
  key->text_scale = context->text_scale;
  key->nx = field->nx;
  key->ny = field->ny;
  key->background = data->background;
  key->colormap = data->colormap;
  key->shown = (data->show_arrows != FALSE) + 2 * (data->show_nullclines != FALSE);
  key->kind = context->theme->kind;
  key->n_regimes = data->n_regimes;
  for (guint i = 0; i < MIN (data->n_regimes, G_N_ELEMENTS (key->regimes)); i++)
    key->regimes[i] = tw_color_to_pixel (data->regimes[i].color);
  g_strlcpy (key->hint, data->unreachable_hint != NULL ? data->unreachable_hint : "",
             sizeof key->hint);
  g_strlcpy (key->label, data->ceiling_label != NULL ? data->ceiling_label : "", sizeof key->label);
  g_strlcpy (key->family, context->font_family != NULL ? context->font_family : "",
             sizeof key->family);
}

static void
renew_cache (TwPlaneCache *cache, const TwFigureContext *context, const TwPlaneData *data,
             const TwPlaneLayout *layout)
{
  const TwRect *plot = &layout->plot;
  double left = floor (plot->x * context->scale) / context->scale;
  double top = floor (plot->y * context->scale) / context->scale;
  int width = (int)ceil ((plot->width + 1) * context->scale);
  int height = (int)ceil ((plot->height + 1) * context->scale);
  TwFigureContext inner = *context;

  g_clear_pointer (&cache->surface, cairo_surface_destroy);
  cache->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_surface_set_device_scale (cache->surface, context->scale, context->scale);
  cairo_surface_set_device_offset (cache->surface, -left * context->scale, -top * context->scale);
  inner.cr = cairo_create (cache->surface);
  cairo_rectangle (inner.cr, plot->x, plot->y, plot->width, plot->height);
  cairo_clip (inner.cr);
  tw_plane_draw_ground (&inner, data, layout, TRUE);
  cairo_destroy (inner.cr);
}

static void
draw_ground (const TwFigureContext *context, const TwPlaneData *data, const TwPlaneLayout *layout,
             TwPlaneCache *cache)
{
  GroundKey key;

  if (cache == NULL)
    {
      tw_plane_draw_ground (context, data, layout, FALSE);
      return;
    }
  fill_key (&key, context, data, layout);
  if (cache->surface == NULL || memcmp (&key, &cache->key, sizeof key) != 0)
    {
      renew_cache (cache, context, data, layout);
      cache->key = key;
    }
  cairo_set_source_surface (context->cr, cache->surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (context->cr), CAIRO_FILTER_FAST);
  cairo_paint (context->cr);
}

static void
draw_heading (const TwFigureContext *context, const TwPlaneData *data)
{
  const TwTheme *theme = context->theme;
  double y = 0;

  if (!has_titles (context))
    return;
  if (data->title != NULL)
    {
      tw_text_draw (context, &(TwText){ .text = data->title,
                                        .size = theme->title_size,
                                        .bold = TRUE,
                                        .x = TW_AXIS_SPACE,
                                        .y = y,
                                        .max_width = context->width - 2 * TW_AXIS_SPACE,
                                        .color = theme->foreground });
      y += tw_text_height (context, theme->title_size);
    }
  tw_text_draw (context, &(TwText){ .text = data->subtitle,
                                    .size = theme->tick_size,
                                    .x = TW_AXIS_SPACE,
                                    .y = y,
                                    .max_width = context->width - 2 * TW_AXIS_SPACE,
                                    .color = theme->secondary });
}

static void
draw_axes (const TwFigureContext *context, const TwPlaneData *data, const TwPlaneLayout *layout)
{
  const TwRect *plot = &layout->plot;
  gboolean labels = has_labels (context);
  double low = 1;
  /* The bar's labels begin right of the plot, but higher than the axis's. */
  double high = context->width - 1;
  g_autoptr (GArray) xs = tw_axis_ticks_x (context, &layout->x, low, high);
  g_autoptr (GArray) ys = tw_axis_ticks_y (context, &layout->y, 0, context->height);
  double line = tw_text_height (context, 0);

  tw_axis_draw_x (context, plot, xs, labels);
  tw_axis_draw_y (context, plot, ys, labels);
  cairo_rectangle (context->cr, plot->x, plot->y, plot->width, plot->height);
  cairo_set_line_width (context->cr, context->theme->thin_width);
  tw_figure_set_color (context->cr, tw_color_with_alpha (context->theme->axis, 0.6));
  cairo_stroke (context->cr);
  if (!has_titles (context))
    return;
  tw_axis_draw_title (context, data->x_title, data->x_unit, plot->x + plot->width / 2,
                      context->height - line / 2 - 2, 0, plot->width);
  tw_axis_draw_title (context, data->y_title, data->y_unit, TW_AXIS_SPACE + line / 2 - 2,
                      plot->y + plot->height / 2, -G_PI / 2, plot->height);
}

static void
draw_key (const TwFigureContext *context, const TwPlaneData *data, const TwLossRange *range,
          const TwPlaneLayout *layout)
{
  Margins m = measure_margins (context, data, range);
  TwRect row = { layout->plot.x, m.key.y, layout->plot.width, m.key.height };

  if (m.bar && layout->key.width > 0)
    tw_plane_draw_bar (context, data, range, &layout->key);
  if (row.height > 0)
    tw_plane_draw_chips (context, data, &row);
}

void
tw_plane_figure_draw (const TwFigureContext *context, const TwPlaneData *data, TwPlaneCache *cache)
{
  cairo_t *cr = context->cr;
  TwPlaneLayout layout;
  TwLossRange known;
  const TwLossRange *range = loss_range (data, cache, &known) ? &known : NULL;

  make_layout (context, data, range, &layout);
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, 0, 0, context->width, context->height);
  cairo_clip (cr);
  if (!context->transparent)
    {
      tw_figure_set_color (cr, context->theme->background);
      cairo_paint (cr);
    }
  if (layout.plot.width > 0)
    {
      cairo_save (cr);
      cairo_rectangle (cr, layout.plot.x, layout.plot.y, layout.plot.width, layout.plot.height);
      cairo_clip (cr);
      draw_ground (context, data, &layout, cache);
      tw_plane_draw_trails (context, data, &layout, cache != NULL ? cache->trails : NULL);
      tw_plane_draw_present (context, data, &layout);
      cairo_restore (cr);
      draw_axes (context, data, &layout);
      draw_key (context, data, range, &layout);
    }
  draw_heading (context, data);
  cairo_restore (cr);
}
