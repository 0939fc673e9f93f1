/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/views/tw-view-style.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define N_TINTS 6

const TwTheme *
tw_view_theme (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  return tw_theme_find (adw_style_manager_get_dark (manager),
                        adw_style_manager_get_high_contrast (manager));
}

static double
text_scale (GtkWidget *widget)
{
  int dpi = -1;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? dpi / (96.0 * 1024.0) : 1.0;
}

void
tw_view_context_init (TwFigureContext *context, cairo_t *cr, GtkWidget *widget)
{
  const PangoFontDescription *font =
      pango_context_get_font_description (gtk_widget_get_pango_context (widget));

  tw_figure_context_init (context, cr, tw_view_theme (), gtk_widget_get_width (widget),
                          gtk_widget_get_height (widget), gtk_widget_get_scale_factor (widget));
  context->text_scale = text_scale (widget);
  context->font_family = font != NULL ? pango_font_description_get_family (font) : NULL;
  context->transparent = TRUE;
}

void
tw_view_follow_style (GtkWidget *widget)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), widget,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw),
                           widget, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_widget_get_settings (widget), "notify::gtk-xft-dpi",
                           G_CALLBACK (gtk_widget_queue_draw), widget, G_CONNECT_SWAPPED);
}

/* From regimes in which nothing is pursued, by way of the treacherous ones, to the good one: grey,
 * then Okabe and Ito's purple, vermillion, orange, green, blue. */
TwColor
tw_view_regime_color (const TwTheme *theme, guint regime)
{
  static const guint series[N_TINTS] = { 0, 5, 1, 3, 2, 0 };

  regime %= N_TINTS;
  return regime == 0 ? theme->axis : tw_theme_series (theme, series[regime]);
}

const char *
tw_view_regime_class (guint regime)
{
  static const char *const classes[N_TINTS] = { "regime-grey",       "regime-purple",
                                                "regime-vermillion", "regime-orange",
                                                "regime-green",      "regime-blue" };

  return classes[regime % N_TINTS];
}

TwPlaneRegime *
tw_view_regimes_new (const TwModelType *type, const TwTheme *theme)
{
  TwPlaneRegime *regimes = g_new (TwPlaneRegime, type->n_regimes + 1);

  for (guint i = 0; i < type->n_regimes; i++)
    regimes[i] = (TwPlaneRegime){ .name = g_utf8_strdown (_ (type->regimes[i].title), -1),
                                  .color = tw_view_regime_color (theme, i) };
  return regimes;
}

void
tw_view_regimes_free (TwPlaneRegime *regimes, guint n)
{
  if (regimes == NULL)
    return;
  for (guint i = 0; i < n; i++)
    g_free ((char *)regimes[i].name);
  g_free (regimes);
}
