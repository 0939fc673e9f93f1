/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-text.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

void
tw_figure_set_color (cairo_t *cr, TwColor color)
{
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, color.alpha);
}

/* Texts shaped before, one table a thread: the same few labels come again every frame, and to shape them takes
 * longer than to draw the curves.  Emptied when it is full.  The layouts' own PangoContext knows no surface,
 * so that text takes the same room on every one and on paper. */
#define MAX_SHAPED 512

typedef struct
{
  const char *text, *family;
  double size, max_width; /* size in pixels, with the text's scale */
  gboolean bold;
} TextKey;

typedef struct
{
  TextKey key; /* its strings belong to it */
  PangoLayout *layout;
  double width, height;
} Shaped;

typedef struct
{
  PangoContext *pango;
  GHashTable *shaped; /* TextKey -> Shaped, which it is the beginning of */
} TextCache;

static void
text_cache_free (gpointer data)
{
  TextCache *cache = data;

  g_hash_table_unref (cache->shaped);
  g_object_unref (cache->pango);
  g_free (cache);
}

static GPrivate text_cache = G_PRIVATE_INIT (text_cache_free);

static void
shaped_free (gpointer data)
{
  Shaped *shaped = data;

  g_object_unref (shaped->layout);
  g_free ((char *)shaped->key.text);
  g_free ((char *)shaped->key.family);
  g_free (shaped);
}

static guint
key_hash (gconstpointer data)
{
  const TextKey *key = data;

  return g_str_hash (key->text) ^ 31 * g_double_hash (&key->size)
         ^ 127 * g_double_hash (&key->max_width) ^ (guint)key->bold;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const TextKey *p = a;
  const TextKey *q = b;

  return p->size == q->size && p->max_width == q->max_width && p->bold == q->bold
         && strcmp (p->text, q->text) == 0 && strcmp (p->family, q->family) == 0;
}

static PangoContext *
make_context (void)
{
  PangoContext *pango = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_SLIGHT);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (pango, options);
  cairo_font_options_destroy (options);
  pango_cairo_context_set_resolution (pango, 96);
  pango_context_set_round_glyph_positions (pango, FALSE);
  return pango;
}

static TextCache *
get_cache (void)
{
  TextCache *cache = g_private_get (&text_cache);

  if (cache == NULL)
    {
      cache = g_new0 (TextCache, 1);
      cache->pango = make_context ();
      cache->shaped = g_hash_table_new_full (key_hash, key_equal, NULL, shaped_free);
      g_private_set (&text_cache, cache);
    }
  return cache;
}

static PangoLayout *
make_layout (PangoContext *pango, const TextKey *key)
{
  PangoLayout *layout = pango_layout_new (pango);
  PangoFontDescription *font = pango_font_description_new ();

  pango_font_description_set_family (font, key->family);
  pango_font_description_set_absolute_size (font, key->size * PANGO_SCALE);
  if (key->bold)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  if (key->max_width > 0)
    {
      pango_layout_set_width (layout, (int)(MIN (key->max_width, 30000) * PANGO_SCALE));
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  pango_layout_set_text (layout, key->text, -1);
  return layout;
}

/* text->text is not NULL.  Good until the next call. */
static const Shaped *
shape (const TwFigureContext *context, const TwText *text)
{
  TextCache *cache = get_cache ();
  double size = text->size > 0 ? text->size : context->theme->font_size;
  TextKey key = { .text = text->text,
                  .family = context->font_family != NULL ? context->font_family
                                                         : context->theme->font_family,
                  .size = size * context->text_scale,
                  .max_width = text->max_width > 0 ? text->max_width : 0,
                  .bold = text->bold != FALSE };
  Shaped *shaped = g_hash_table_lookup (cache->shaped, &key);
  PangoRectangle box;

  if (shaped != NULL)
    return shaped;
  if (g_hash_table_size (cache->shaped) >= MAX_SHAPED)
    g_hash_table_remove_all (cache->shaped);
  shaped = g_new0 (Shaped, 1);
  shaped->layout = make_layout (cache->pango, &key);
  pango_layout_get_extents (shaped->layout, NULL, &box);
  shaped->width = box.width / (double)PANGO_SCALE;
  shaped->height = box.height / (double)PANGO_SCALE;
  shaped->key = key;
  shaped->key.text = g_strdup (key.text);
  shaped->key.family = g_strdup (key.family);
  g_hash_table_insert (cache->shaped, &shaped->key, shaped);
  return shaped;
}

void
tw_text_measure (const TwFigureContext *context, const TwText *text, double *width, double *height)
{
  const Shaped *shaped = text->text != NULL ? shape (context, text) : NULL;

  if (width != NULL)
    *width = shaped != NULL ? shaped->width : 0;
  if (height != NULL)
    *height = shaped != NULL ? shaped->height : 0;
}

double
tw_text_height (const TwFigureContext *context, double size)
{
  double height;

  tw_text_measure (context, &(TwText){ .text = "0", .size = size }, NULL, &height);
  return height;
}

double
tw_text_draw (const TwFigureContext *context, const TwText *text)
{
  cairo_t *cr = context->cr;
  const Shaped *shaped;
  PangoLayout *layout;
  double width, height;

  if (text->text == NULL || text->text[0] == '\0' || text->max_width < 0)
    return 0;
  shaped = shape (context, text);
  layout = shaped->layout;
  width = shaped->width;
  height = shaped->height;
  /* An ellipsis alone says nothing, and is wider than it was allowed to be. */
  if (text->max_width > 0 && pango_layout_is_ellipsized (layout)
      && (text->max_width < 1.6 * height || width > text->max_width + 1))
    return 0;
  cairo_save (cr);
  cairo_translate (cr, text->x, text->y);
  cairo_rotate (cr, text->angle);
  cairo_move_to (cr, -text->ax * width, -text->ay * height);
  if (text->halo.alpha > 0)
    {
      cairo_save (cr);
      pango_cairo_layout_path (cr, layout);
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
      cairo_set_line_width (cr, 3);
      tw_figure_set_color (cr, text->halo);
      cairo_stroke (cr);
      cairo_restore (cr);
      cairo_move_to (cr, -text->ax * width, -text->ay * height);
    }
  tw_figure_set_color (cr, text->color);
  pango_cairo_show_layout (cr, layout);
  /* Showing text leaves a current point, from which the next line would start. */
  cairo_new_path (cr);
  cairo_restore (cr);
  return width;
}
