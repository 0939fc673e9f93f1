/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-text.h"

#include <math.h>

void
tw_figure_set_color (cairo_t *cr, TwColor color)
{
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, color.alpha);
}

static PangoLayout *
make_layout (const TwFigureContext *context, const TwText *text)
{
  PangoLayout *layout = pango_layout_new (context->pango);
  PangoFontDescription *font = pango_font_description_new ();
  double size = text->size > 0 ? text->size : context->theme->font_size;

  pango_font_description_set_family_static (
      font, context->font_family != NULL ? context->font_family : context->theme->font_family);
  pango_font_description_set_absolute_size (font, size * context->text_scale * PANGO_SCALE);
  if (text->bold)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  if (text->max_width > 0)
    {
      pango_layout_set_width (layout, (int)(MIN (text->max_width, 30000) * PANGO_SCALE));
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  pango_layout_set_text (layout, text->text, -1);
  return layout;
}

static void
layout_size (PangoLayout *layout, double *width, double *height)
{
  PangoRectangle box;

  pango_layout_get_extents (layout, NULL, &box);
  *width = box.width / (double)PANGO_SCALE;
  *height = box.height / (double)PANGO_SCALE;
}

/* Sizes of text measured before, one table a thread: the same few labels are measured again every
 * frame, and shaping them costs more than drawing the curves.  Emptied when it is full. */
#define MAX_MEASURED 1024

typedef struct
{
  double width, height;
} Size;

static GPrivate measured = G_PRIVATE_INIT ((GDestroyNotify)g_hash_table_unref);

static GHashTable *
measured_table (void)
{
  GHashTable *table = g_private_get (&measured);

  if (table == NULL)
    {
      table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_private_set (&measured, table);
    }
  if (g_hash_table_size (table) >= MAX_MEASURED)
    g_hash_table_remove_all (table);
  return table;
}

static Size
measure (const TwFigureContext *context, const TwText *text)
{
  GHashTable *table = measured_table ();
  const char *family =
      context->font_family != NULL ? context->font_family : context->theme->font_family;
  double size = text->size > 0 ? text->size : context->theme->font_size;
  char key[512];
  int length = g_snprintf (key, sizeof key, "%a %d %a %s|%s", size * context->text_scale,
                           text->bold != FALSE, text->max_width, family, text->text);
  Size *known = NULL;
  Size result;

  if (length < (int)sizeof key)
    known = g_hash_table_lookup (table, key);
  if (known != NULL)
    return *known;
  {
    g_autoptr (PangoLayout) layout = make_layout (context, text);

    layout_size (layout, &result.width, &result.height);
  }
  if (length < (int)sizeof key)
    g_hash_table_insert (table, g_strdup (key), g_memdup2 (&result, sizeof result));
  return result;
}

void
tw_text_measure (const TwFigureContext *context, const TwText *text, double *width, double *height)
{
  Size size = { 0, 0 };

  if (text->text != NULL)
    size = measure (context, text);
  if (width != NULL)
    *width = size.width;
  if (height != NULL)
    *height = size.height;
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
  g_autoptr (PangoLayout) layout = NULL;
  double width, height;

  if (text->text == NULL || text->text[0] == '\0' || text->max_width < 0)
    return 0;
  layout = make_layout (context, text);
  layout_size (layout, &width, &height);
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
