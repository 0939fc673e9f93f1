/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/runs/tw-run-row.h"

#include "app/runs/tw-run-rail.h"
#include "session/tw-session.h"

#include <glib/gi18n.h>
#include <string.h>

struct _TwRunRow
{
  GtkWidget parent_instance;

  GtkWidget *layout;
  TwRunRail *rail;
  GtkStack *names;
  GtkLabel *name;
  GtkText *entry;
  GtkButton *eye;
  GtkWidget *more;
  GtkLabel *details;

  TwRunItem *item;
  int indent;
  gboolean read_only;
};

G_DEFINE_FINAL_TYPE (TwRunRow, tw_run_row, GTK_TYPE_WIDGET)

enum
{
  RENAMED,
  HIDE_TOGGLED,
  MENU_REQUESTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- what it shows --- */

static void
set_class (GtkWidget *widget, const char *class, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, class);
  else
    gtk_widget_remove_css_class (widget, class);
}

/* What a button is called says of which run: who hears it hears nothing else of the line. */
static void
show_buttons (TwRunRow *row, const TwRunInfo *info)
{
  GtkWidget *eye = GTK_WIDGET (row->eye);
  g_autofree char *eye_name = g_strdup_printf (
      info->hidden ? _ ("Show “%s” in the views") : _ ("Hide “%s” in the views"), info->name);
  g_autofree char *menu_name = g_strdup_printf (_ ("Menu of “%s”"), info->name);

  gtk_button_set_icon_name (row->eye,
                            info->hidden ? "view-conceal-symbolic" : "view-reveal-symbolic");
  gtk_widget_set_tooltip_text (eye, info->hidden ? _ ("Show in the views (H)")
                                                 : _ ("Hide in the views (H)"));
  gtk_widget_set_sensitive (eye, !row->read_only);
  gtk_accessible_update_property (GTK_ACCESSIBLE (eye), GTK_ACCESSIBLE_PROPERTY_LABEL, eye_name,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->more), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  menu_name, -1);
}

/* All that is seen, in words, for the item of the list that the row lies in: of what is inside GTK 4.8
 * says nothing. */
static void
tell_list (TwRunRow *row, const char *details)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (row));
  const TwRunInfo *info = tw_run_item_get_info (row->item);
  g_autoptr (GString) text = g_string_new (info->name);

  if (item == NULL)
    return;
  g_string_append_printf (text, ", %s", details);
  if (tw_run_item_get_shown (row->item))
    g_string_append_printf (text, ", %s", _ ("shown"));
  if (info->hidden)
    g_string_append_printf (text, ", %s", _ ("hidden in the views"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, text->str,
                                  GTK_ACCESSIBLE_PROPERTY_LEVEL,
                                  (int)tw_run_item_get_line (row->item)->depth + 1, -1);
}

static void
on_changed (TwRunRow *row)
{
  const TwRunInfo *info = tw_run_item_get_info (row->item);
  g_autofree char *details = tw_run_item_describe (row->item);

  gtk_label_set_text (row->name, info->name);
  gtk_label_set_text (row->details, details);
  set_class (GTK_WIDGET (row), "shown", tw_run_item_get_shown (row->item));
  set_class (GTK_WIDGET (row), "hidden", info->hidden);
  show_buttons (row, info);
  tw_run_rail_set (row->rail, tw_run_item_get_line (row->item), info->color, info->hidden,
                   row->indent);
  tell_list (row, details);
}

/* What is cut off can be read whole. */
static gboolean
on_query_tooltip (GtkLabel *label, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  if (!pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    return FALSE;
  gtk_tooltip_set_text (tooltip, gtk_label_get_text (label));
  return TRUE;
}

/* --- renaming --- */

gboolean
tw_run_row_is_renaming (TwRunRow *row)
{
  g_return_val_if_fail (TW_IS_RUN_ROW (row), FALSE);
  return gtk_stack_get_visible_child (row->names) == GTK_WIDGET (row->entry);
}

void
tw_run_row_begin_rename (TwRunRow *row)
{
  g_return_if_fail (TW_IS_RUN_ROW (row));

  if (row->item == NULL || row->read_only)
    return;
  gtk_editable_set_text (GTK_EDITABLE (row->entry), tw_run_item_get_info (row->item)->name);
  gtk_stack_set_visible_child (row->names, GTK_WIDGET (row->entry));
  gtk_widget_grab_focus (GTK_WIDGET (row->entry));
  gtk_editable_select_region (GTK_EDITABLE (row->entry), 0, -1);
}

/* The focus goes back to the item of the list, so that keys go on from there. */
static void
end_rename (TwRunRow *row)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (row));
  const gboolean focused = gtk_widget_has_focus (GTK_WIDGET (row->entry));

  gtk_stack_set_visible_child (row->names, GTK_WIDGET (row->name));
  if (focused && item != NULL)
    gtk_widget_grab_focus (item);
}

/* Without blanks at its ends, at most as many bytes as a session takes. */
static char *
entered_name (TwRunRow *row)
{
  char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row->entry))));

  if (strlen (name) > TW_SESSION_MAX_NAME)
    *g_utf8_find_prev_char (name, name + TW_SESSION_MAX_NAME + 1) = '\0';
  return name;
}

static void
on_entry_activate (TwRunRow *row)
{
  g_autofree char *name = NULL;

  if (!tw_run_row_is_renaming (row))
    return;
  name = entered_name (row);
  end_rename (row);
  if (row->item != NULL && name[0] != '\0'
      && strcmp (name, tw_run_item_get_info (row->item)->name) != 0)
    g_signal_emit (row, signals[RENAMED], 0, name);
}

static gboolean
on_entry_key (TwRunRow *row, guint key)
{
  if (key != GDK_KEY_Escape || !tw_run_row_is_renaming (row))
    return FALSE;
  end_rename (row);
  return TRUE;
}

/* Who goes elsewhere meant what is there. */
static void
on_entry_leave (TwRunRow *row)
{
  on_entry_activate (row);
}

/* --- buttons --- */

static void
on_eye_clicked (TwRunRow *row)
{
  g_signal_emit (row, signals[HIDE_TOGGLED], 0);
}

static void
on_more_clicked (TwRunRow *row)
{
  g_signal_emit (row, signals[MENU_REQUESTED], 0);
}

/* --- the object --- */

void
tw_run_row_set_item (TwRunRow *row, TwRunItem *item)
{
  g_return_if_fail (TW_IS_RUN_ROW (row));
  g_return_if_fail (item == NULL || TW_IS_RUN_ITEM (item));

  if (tw_run_row_is_renaming (row))
    end_rename (row);
  if (row->item != NULL)
    g_signal_handlers_disconnect_by_data (row->item, row);
  g_set_object (&row->item, item);
  if (item == NULL)
    return;
  g_signal_connect_swapped (item, "changed", G_CALLBACK (on_changed), row);
  on_changed (row);
}

TwRunItem *
tw_run_row_get_item (TwRunRow *row)
{
  g_return_val_if_fail (TW_IS_RUN_ROW (row), NULL);
  return row->item;
}

void
tw_run_row_set_indent (TwRunRow *row, int indent)
{
  g_return_if_fail (TW_IS_RUN_ROW (row));

  if (row->indent == indent)
    return;
  row->indent = indent;
  if (row->item != NULL)
    on_changed (row);
}

void
tw_run_row_set_read_only (TwRunRow *row, gboolean read_only)
{
  g_return_if_fail (TW_IS_RUN_ROW (row));

  row->read_only = read_only;
  if (read_only && tw_run_row_is_renaming (row))
    end_rename (row);
  if (row->item != NULL)
    on_changed (row);
}

static void
tw_run_row_dispose (GObject *object)
{
  TwRunRow *row = TW_RUN_ROW (object);

  if (row->item != NULL)
    g_signal_handlers_disconnect_by_data (row->item, row);
  g_clear_object (&row->item);
  g_clear_pointer (&row->layout, gtk_widget_unparent);
  G_OBJECT_CLASS (tw_run_row_parent_class)->dispose (object);
}

static void
tw_run_row_class_init (TwRunRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  const GType type = G_TYPE_FROM_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tw_run_row_dispose;
  signals[RENAMED] = g_signal_new ("renamed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[HIDE_TOGGLED] =
      g_signal_new ("hide-toggled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MENU_REQUESTED] =
      g_signal_new ("menu-requested", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (TW_TYPE_RUN_RAIL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thalweg/Thalweg/ui/tw-run-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TwRunRow, layout);
  gtk_widget_class_bind_template_child (widget_class, TwRunRow, rail);
  gtk_widget_class_bind_template_child (widget_class, TwRunRow, names);
  gtk_widget_class_bind_template_child (widget_class, TwRunRow, name);
  gtk_widget_class_bind_template_child (widget_class, TwRunRow, entry);
  gtk_widget_class_bind_template_child (widget_class, TwRunRow, eye);
  gtk_widget_class_bind_template_child (widget_class, TwRunRow, more);
  gtk_widget_class_bind_template_child (widget_class, TwRunRow, details);
  gtk_widget_class_bind_template_callback (widget_class, on_query_tooltip);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_key);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_leave);
  gtk_widget_class_bind_template_callback (widget_class, on_eye_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_more_clicked);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "runrow");
}

static void
tw_run_row_init (TwRunRow *row)
{
  row->indent = 15;
  gtk_widget_init_template (GTK_WIDGET (row));
}

GtkWidget *
tw_run_row_new (void)
{
  return g_object_new (TW_TYPE_RUN_ROW, NULL);
}
