/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/runs/tw-swatches.h"

#include "app/views/tw-view-style.h"
#include "figure/tw-text.h"

#include <glib/gi18n.h>

#define DOT 6.0 /* radius */
#define SIZE 20 /* of the picture in a button */

struct _TwSwatches
{
  GtkWidget parent_instance;

  GtkWidget *buttons[TW_THEME_N_SERIES];
};

G_DEFINE_FINAL_TYPE (TwSwatches, tw_swatches, GTK_TYPE_WIDGET)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* In the order of the theme's series. */
static const char *const names[TW_THEME_N_SERIES] = { N_ ("Blue"),   N_ ("Vermillion"),
                                                      N_ ("Green"),  N_ ("Orange"),
                                                      N_ ("Sky"),    N_ ("Purple"),
                                                      N_ ("Yellow"), N_ ("Black or white") };

static void
draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer index)
{
  GtkWidget *button = gtk_widget_get_parent (GTK_WIDGET (area));
  const TwColor color = tw_theme_series (tw_view_theme (), GPOINTER_TO_UINT (index));

  tw_figure_set_color (cr, color);
  cairo_arc (cr, width / 2.0, height / 2.0, DOT, 0, 2 * G_PI);
  cairo_fill (cr);
  if (!gtk_widget_has_css_class (button, "chosen"))
    return;
  cairo_set_line_width (cr, 2);
  cairo_arc (cr, width / 2.0, height / 2.0, DOT + 2.5, 0, 2 * G_PI);
  cairo_stroke (cr);
}

static void
on_clicked (GtkWidget *button, TwSwatches *swatches)
{
  for (guint i = 0; i < TW_THEME_N_SERIES; i++)
    if (swatches->buttons[i] == button)
      g_signal_emit (swatches, signals[CHOSEN], 0, i);
}

static GtkWidget *
new_button (TwSwatches *swatches, guint i)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *area = gtk_drawing_area_new ();

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), SIZE);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), SIZE);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw, GUINT_TO_POINTER (i), NULL);
  gtk_button_set_child (GTK_BUTTON (button), area);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "swatch");
  gtk_widget_set_tooltip_text (button, _ (names[i]));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (names[i]), -1);
  tw_view_follow_style (area);
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), swatches);
  return button;
}

void
tw_swatches_set_selected (TwSwatches *swatches, guint color)
{
  g_return_if_fail (TW_IS_SWATCHES (swatches));

  for (guint i = 0; i < TW_THEME_N_SERIES; i++)
    {
      const gboolean chosen = i == color % TW_THEME_N_SERIES;

      if (chosen)
        gtk_widget_add_css_class (swatches->buttons[i], "chosen");
      else
        gtk_widget_remove_css_class (swatches->buttons[i], "chosen");
      gtk_accessible_update_state (
          GTK_ACCESSIBLE (swatches->buttons[i]), GTK_ACCESSIBLE_STATE_PRESSED,
          chosen ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
      gtk_widget_queue_draw (gtk_button_get_child (GTK_BUTTON (swatches->buttons[i])));
    }
}

static void
tw_swatches_dispose (GObject *object)
{
  TwSwatches *swatches = TW_SWATCHES (object);

  for (guint i = 0; i < TW_THEME_N_SERIES; i++)
    g_clear_pointer (&swatches->buttons[i], gtk_widget_unparent);
  G_OBJECT_CLASS (tw_swatches_parent_class)->dispose (object);
}

static void
tw_swatches_class_init (TwSwatchesClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tw_swatches_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", TW_TYPE_SWATCHES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "swatches");
}

static void
tw_swatches_init (TwSwatches *swatches)
{
  for (guint i = 0; i < TW_THEME_N_SERIES; i++)
    {
      swatches->buttons[i] = new_button (swatches, i);
      gtk_widget_set_parent (swatches->buttons[i], GTK_WIDGET (swatches));
    }
}

GtkWidget *
tw_swatches_new (void)
{
  return g_object_new (TW_TYPE_SWATCHES, NULL);
}
