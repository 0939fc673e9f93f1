/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/runs/tw-session-properties.h"

#include "figure/tw-format.h"

#include <glib/gi18n.h>

struct _TwSessionProperties
{
  AdwWindow parent_instance;

  GtkInfoBar *read_only_bar;
  GtkLabel *read_only;
  GtkLabel *name, *folder, *saved, *size, *created;
  GtkLabel *runs, *steps, *bytes, *changes, *checkpoints;
  AdwPreferencesGroup *machines;

  GPtrArray *machine_rows; /* of the group; borrowed */
};

G_DEFINE_FINAL_TYPE (TwSessionProperties, tw_session_properties, ADW_TYPE_WINDOW)

/* --- values --- */

/* A row is read out with its value, which alone says nothing. */
static void
show (GtkLabel *label, const char *text)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (label), ADW_TYPE_ACTION_ROW);
  g_autofree char *sentence =
      g_strdup_printf ("%s: %s", adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), text);

  gtk_label_set_text (label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (label), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
}

static void
show_count (GtkLabel *label, guint64 value)
{
  char text[48];

  tw_format_number ((double)value, 0, text, sizeof text);
  show (label, text);
}

static void
show_time (GtkLabel *label, gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *text = NULL;

  if (time != 0 && local != NULL)
    text = g_date_time_format (local, "%Y-%m-%d %H:%M:%S");
  show (label, text != NULL ? text : "–");
}

static void
show_size (GtkLabel *label, guint64 bytes)
{
  g_autofree char *text = g_format_size (bytes);

  show (label, text);
}

static void
show_file (TwSessionProperties *properties, const TwSessionFacts *facts)
{
  g_autofree char *name = g_filename_display_basename (facts->path);
  g_autofree char *folder = g_path_get_dirname (facts->path);
  g_autofree char *folder_text = g_filename_display_name (folder);

  show (properties->name, name);
  show (properties->folder, folder_text);
  if (!facts->stored)
    show (properties->saved, _ ("There is no file until something is recorded"));
  else
    show (properties->saved,
          facts->saved ? _ ("Saved, and what comes is added") : _ ("By itself, until it is saved"));
  if (facts->stored)
    show_size (properties->size, facts->size);
  else
    show (properties->size, "–");
  show_time (properties->created, facts->stored ? facts->created : 0);
}

static void
show_contents (TwSessionProperties *properties, const TwSessionFacts *facts)
{
  show_count (properties->runs, facts->n_runs);
  show_count (properties->steps, facts->n_steps);
  show_count (properties->changes, facts->n_changes);
  show_count (properties->checkpoints, facts->n_checkpoints);
  if (facts->stored && facts->n_steps > 0)
    show_size (properties->bytes, facts->size / facts->n_steps);
  else
    show (properties->bytes, "–");
}

/* --- machines --- */

static GtkWidget *
new_machine_row (const TwFingerprint *machine, gboolean here)
{
  GtkWidget *row = adw_action_row_new ();
  /* What a file says is not markup, which is what a row takes. */
  g_autofree char *title =
      g_markup_printf_escaped (_ ("Thalweg %s, %s"), machine->version, machine->kernels);
  g_autofree char *subtitle = g_markup_printf_escaped (
      "%s · %s · %s · %s", machine->system, machine->blas, machine->libc, machine->build);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  if (here)
    {
      GtkWidget *label = gtk_label_new (_ ("this one"));

      gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (label, "here");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    }
  return row;
}

static void
add_machine_row (TwSessionProperties *properties, GtkWidget *row)
{
  adw_preferences_group_add (properties->machines, row);
  g_ptr_array_add (properties->machine_rows, row);
}

static void
show_machines (TwSessionProperties *properties, const TwSessionFacts *facts)
{
  for (guint i = 0; i < properties->machine_rows->len; i++)
    adw_preferences_group_remove (properties->machines, properties->machine_rows->pdata[i]);
  g_ptr_array_set_size (properties->machine_rows, 0);
  for (guint i = 0; facts->machines != NULL && i < facts->machines->len; i++)
    {
      const TwFingerprint *machine = facts->machines->pdata[i];

      add_machine_row (properties, new_machine_row (machine, facts->machine != NULL
                                                                 && tw_fingerprint_equal (
                                                                     machine, facts->machine)));
    }
  gtk_widget_set_visible (GTK_WIDGET (properties->machines), properties->machine_rows->len > 0);
}

void
tw_session_properties_set (TwSessionProperties *properties, const TwSessionFacts *facts)
{
  g_return_if_fail (TW_IS_SESSION_PROPERTIES (properties));
  g_return_if_fail (facts != NULL && facts->path != NULL);

  gtk_label_set_text (properties->read_only,
                      facts->read_only_reason != NULL ? facts->read_only_reason : "");
  gtk_info_bar_set_revealed (properties->read_only_bar, facts->read_only_reason != NULL);
  show_file (properties, facts);
  show_contents (properties, facts);
  show_machines (properties, facts);
}

/* --- the object --- */

static void
tw_session_properties_finalize (GObject *object)
{
  g_clear_pointer (&TW_SESSION_PROPERTIES (object)->machine_rows, g_ptr_array_unref);
  G_OBJECT_CLASS (tw_session_properties_parent_class)->finalize (object);
}

static void
tw_session_properties_class_init (TwSessionPropertiesClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = tw_session_properties_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thalweg/Thalweg/ui/tw-session-properties.ui");
  gtk_widget_class_bind_template_child (widget_class, TwSessionProperties, read_only_bar);
  gtk_widget_class_bind_template_child (widget_class, TwSessionProperties, read_only);
  gtk_widget_class_bind_template_child (widget_class, TwSessionProperties, name);
  gtk_widget_class_bind_template_child (widget_class, TwSessionProperties, folder);
  gtk_widget_class_bind_template_child (widget_class, TwSessionProperties, saved);
  gtk_widget_class_bind_template_child (widget_class, TwSessionProperties, size);
  gtk_widget_class_bind_template_child (widget_class, TwSessionProperties, created);
  gtk_widget_class_bind_template_child (widget_class, TwSessionProperties, runs);
  gtk_widget_class_bind_template_child (widget_class, TwSessionProperties, steps);
  gtk_widget_class_bind_template_child (widget_class, TwSessionProperties, bytes);
  gtk_widget_class_bind_template_child (widget_class, TwSessionProperties, changes);
  gtk_widget_class_bind_template_child (widget_class, TwSessionProperties, checkpoints);
  gtk_widget_class_bind_template_child (widget_class, TwSessionProperties, machines);
}

static void
tw_session_properties_init (TwSessionProperties *properties)
{
  properties->machine_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (properties));
}

TwSessionProperties *
tw_session_properties_new (GtkWindow *parent)
{
  return g_object_new (TW_TYPE_SESSION_PROPERTIES, "transient-for", parent, NULL);
}
