/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/inspector/tw-readout-row.h"

#include "figure/tw-format.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define DIGITS 4

struct _TwReadoutRow
{
  GtkWidget parent_instance;

  GtkWidget *layout;
  GtkLabel *title;
  GtkLabel *value;
  GtkLabel *unit;
};

G_DEFINE_FINAL_TYPE (TwReadoutRow, tw_readout_row, GTK_TYPE_WIDGET)

/* One sentence for those who hear it: the value alone says nothing. */
static void
set_text (TwReadoutRow *row, const char *text)
{
  const char *unit = gtk_label_get_text (row->unit);
  g_autofree char *name = g_strdup_printf ("%s: %s%s%s", gtk_label_get_text (row->title), text,
                                           unit[0] != '\0' ? " " : "", unit);

  if (strcmp (gtk_label_get_text (row->value), text) == 0)
    return;
  gtk_label_set_text (row->value, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->value), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

GtkWidget *
tw_readout_row_new (const char *title, const char *unit)
{
  TwReadoutRow *row = g_object_new (TW_TYPE_READOUT_ROW, NULL);

  gtk_label_set_text (row->title, title);
  gtk_label_set_text (row->unit, unit);
  gtk_widget_set_visible (GTK_WIDGET (row->unit), unit[0] != '\0');
  set_text (row, "–");
  return GTK_WIDGET (row);
}

void
tw_readout_row_set_value (TwReadoutRow *row, double value)
{
  char text[48];

  g_return_if_fail (TW_IS_READOUT_ROW (row));

  tw_format_value (value, DIGITS, text, sizeof text);
  set_text (row, text);
}

static void
tw_readout_row_dispose (GObject *object)
{
  g_clear_pointer (&TW_READOUT_ROW (object)->layout, gtk_widget_unparent);
  G_OBJECT_CLASS (tw_readout_row_parent_class)->dispose (object);
}

static void
tw_readout_row_class_init (TwReadoutRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tw_readout_row_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thalweg/Thalweg/ui/tw-readout-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TwReadoutRow, layout);
  gtk_widget_class_bind_template_child (widget_class, TwReadoutRow, title);
  gtk_widget_class_bind_template_child (widget_class, TwReadoutRow, value);
  gtk_widget_class_bind_template_child (widget_class, TwReadoutRow, unit);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tw_readout_row_init (TwReadoutRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
}
