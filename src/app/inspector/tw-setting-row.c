/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/inspector/tw-setting-row.h"

#include "app/inspector/tw-number-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

struct _TwSettingRow
{
  GtkWidget parent_instance;

  GtkWidget *layout;
  GtkLabel *title;
  GtkLabel *detail;
  GtkBox *slot;
  GtkLabel *problem;
  GtkWidget *editor; /* an entry, a switch or a drop-down; in slot */

  const TwSettingSpec *shown, *spec;
  double value;
  gboolean filling; /* the editor changes because the value does */
  gboolean typing;  /* the entry holds what was typed and not yet taken */
  gboolean focused; /* the entry; its state flags change only after it was told */
};

G_DEFINE_FINAL_TYPE (TwSettingRow, tw_setting_row, GTK_TYPE_WIDGET)

enum
{
  EDITED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_number (const TwSettingRow *row)
{
  return row->spec->type == TW_SETTING_REAL || row->spec->type == TW_SETTING_INTEGER;
}

/* --- what the editor shows --- */

static void
fill_entry (TwSettingRow *row)
{
  /* All digits while it has the focus, because then they can be copied and changed. */
  g_autofree char *text = tw_number_text_format (row->spec, row->value, row->focused);

  if (strcmp (text, gtk_editable_get_text (GTK_EDITABLE (row->editor))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (row->editor), text);
}

static void
fill_editor (TwSettingRow *row)
{
  row->filling = TRUE;
  if (is_number (row))
    fill_entry (row);
  else if (row->spec->type == TW_SETTING_SWITCH)
    gtk_switch_set_active (GTK_SWITCH (row->editor), row->value != 0);
  else
    gtk_drop_down_set_selected (GTK_DROP_DOWN (row->editor), (guint)row->value);
  row->filling = FALSE;
}

static void
set_problem (TwSettingRow *row, const char *problem)
{
  gtk_label_set_text (row->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (row->problem), problem != NULL);
  if (problem != NULL)
    gtk_widget_add_css_class (row->editor, "error");
  else
    gtk_widget_remove_css_class (row->editor, "error");
  gtk_accessible_update_state (
      GTK_ACCESSIBLE (row->editor), GTK_ACCESSIBLE_STATE_INVALID,
      problem != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

/* --- what the user does --- */

static void
take (TwSettingRow *row, double value)
{
  row->typing = FALSE;
  set_problem (row, NULL);
  row->value = value;
  fill_editor (row);
  g_signal_emit (row, signals[EDITED], 0, value);
}

static void
take_entry (TwSettingRow *row)
{
  g_autoptr (GError) error = NULL;
  double value;

  if (!row->typing)
    return;
  if (tw_number_text_parse (row->spec, gtk_editable_get_text (GTK_EDITABLE (row->editor)), &value,
                            &error))
    take (row, value);
  else
    set_problem (row, error->message);
}

static void
give_up (TwSettingRow *row)
{
  row->typing = FALSE;
  set_problem (row, NULL);
  fill_editor (row);
}

static void
on_entry_changed (TwSettingRow *row)
{
  if (row->filling)
    return;
  row->typing = TRUE;
  set_problem (row, NULL);
}

static void
on_entry_enter (TwSettingRow *row)
{
  row->focused = TRUE;
  if (!row->typing)
    fill_editor (row);
}

static void
on_entry_leave (TwSettingRow *row)
{
  row->focused = FALSE;
  take_entry (row);
  if (!row->typing)
    fill_editor (row);
}

static gboolean
on_entry_key (TwSettingRow *row, guint key)
{
  if (key != GDK_KEY_Escape || !row->typing)
    return FALSE;
  give_up (row);
  return TRUE;
}

static void
on_switched (TwSettingRow *row)
{
  if (!row->filling)
    take (row, gtk_switch_get_active (GTK_SWITCH (row->editor)));
}

static void
on_selected (TwSettingRow *row)
{
  const guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (row->editor));

  if (!row->filling && selected != GTK_INVALID_LIST_POSITION)
    take (row, selected);
}

/* --- making it --- */

static GtkWidget *
new_entry (TwSettingRow *row)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_editable_set_alignment (GTK_EDITABLE (entry), 1);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 9);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 9);
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_NUMBER);
  gtk_widget_add_css_class (entry, "numeric");
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (take_entry), row);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_entry_changed), row);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (on_entry_enter), row);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_entry_leave), row);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_entry_key), row);
  gtk_widget_add_controller (entry, focus);
  gtk_widget_add_controller (entry, keys);
  return entry;
}

static GtkWidget *
new_switch (TwSettingRow *row)
{
  GtkWidget *toggle = gtk_switch_new ();

  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (toggle, "notify::active", G_CALLBACK (on_switched), row);
  return toggle;
}

static GtkWidget *
new_choice (TwSettingRow *row)
{
  GtkWidget *choice = gtk_drop_down_new_from_strings (row->spec->choices);

  g_signal_connect_swapped (choice, "notify::selected", G_CALLBACK (on_selected), row);
  return choice;
}

/* Symbols such as σ_world only say again what the title says; those are in the tooltip. */
static const char *
short_symbol (const TwSettingSpec *shown)
{
  return shown->symbol != NULL && strchr (shown->symbol, '_') == NULL ? shown->symbol : NULL;
}

/* "T · steps" */
static char *
describe_detail (const TwSettingSpec *shown)
{
  const char *symbol = short_symbol (shown);
  const gboolean has_unit = shown->unit[0] != '\0';

  if (symbol != NULL && has_unit)
    return g_strdup_printf ("%s · %s", symbol, _ (shown->unit));
  return g_strdup (symbol != NULL ? symbol : has_unit ? _ (shown->unit) : "");
}

/* What it is, its symbol, and what may be typed. */
static char *
describe_help (const TwSettingRow *row)
{
  g_autofree char *range = tw_setting_describe_range (row->spec);

  if (row->shown->symbol == NULL)
    return g_strdup_printf (_ ("%s\nAllowed: %s."), _ (row->shown->help), range);
  return g_strdup_printf (_ ("%s\nIn formulas: %s. Allowed: %s."), _ (row->shown->help),
                          row->shown->symbol, range);
}

static void
set_up (TwSettingRow *row, const char *context)
{
  g_autofree char *detail = describe_detail (row->shown);
  g_autofree char *tooltip = describe_help (row);
  g_autofree char *name = context != NULL
                              ? g_strdup_printf ("%s, %s", _ (row->shown->title), context)
                              : g_strdup (_ (row->shown->title));

  gtk_label_set_text (row->title, _ (row->shown->title));
  gtk_label_set_text (row->detail, detail);
  gtk_widget_set_visible (GTK_WIDGET (row->detail), detail[0] != '\0');
  gtk_widget_set_tooltip_text (GTK_WIDGET (row), tooltip);
  row->editor = is_number (row)                        ? new_entry (row)
                : row->spec->type == TW_SETTING_SWITCH ? new_switch (row)
                                                       : new_choice (row);
  gtk_box_append (row->slot, row->editor);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->editor), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tooltip, -1);
}

GtkWidget *
tw_setting_row_new (const TwSettingSpec *shown, const TwSettingSpec *spec, const char *context)
{
  TwSettingRow *row = g_object_new (TW_TYPE_SETTING_ROW, NULL);

  row->shown = shown;
  row->spec = spec;
  row->value = spec->fallback;
  set_up (row, context);
  fill_editor (row);
  return GTK_WIDGET (row);
}

void
tw_setting_row_set_value (TwSettingRow *row, double value)
{
  g_return_if_fail (TW_IS_SETTING_ROW (row));

  /* NaN would differ from itself for ever. */
  if (value == row->value || (isnan (value) && isnan (row->value)))
    return;
  row->value = value;
  if (!row->typing)
    fill_editor (row);
}

double
tw_setting_row_get_value (TwSettingRow *row)
{
  g_return_val_if_fail (TW_IS_SETTING_ROW (row), NAN);
  return row->value;
}

static gboolean
has_words (const char *text, const char *words)
{
  g_autofree char *lower = NULL;

  if (text == NULL)
    return FALSE;
  lower = g_utf8_strdown (text, -1);
  return strstr (lower, words) != NULL;
}

gboolean
tw_setting_row_matches (TwSettingRow *row, const char *words)
{
  g_return_val_if_fail (TW_IS_SETTING_ROW (row), FALSE);

  return has_words (_ (row->shown->title), words) || has_words (row->shown->symbol, words)
         || has_words (row->shown->key, words) || has_words (_ (row->shown->help), words);
}

const char *
tw_setting_row_get_problem (TwSettingRow *row)
{
  g_return_val_if_fail (TW_IS_SETTING_ROW (row), NULL);
  return gtk_widget_get_visible (GTK_WIDGET (row->problem)) ? gtk_label_get_text (row->problem)
                                                            : NULL;
}

/* --- the object --- */

static void
tw_setting_row_dispose (GObject *object)
{
  TwSettingRow *row = TW_SETTING_ROW (object);

  /* Leaving the entry while it goes must not set anything. */
  row->typing = FALSE;
  row->filling = TRUE;
  g_clear_pointer (&row->layout, gtk_widget_unparent);
  G_OBJECT_CLASS (tw_setting_row_parent_class)->dispose (object);
}

static void
tw_setting_row_class_init (TwSettingRowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tw_setting_row_dispose;
  signals[EDITED] = g_signal_new ("edited", TW_TYPE_SETTING_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_DOUBLE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thalweg/Thalweg/ui/tw-setting-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TwSettingRow, layout);
  gtk_widget_class_bind_template_child (widget_class, TwSettingRow, title);
  gtk_widget_class_bind_template_child (widget_class, TwSettingRow, detail);
  gtk_widget_class_bind_template_child (widget_class, TwSettingRow, slot);
  gtk_widget_class_bind_template_child (widget_class, TwSettingRow, problem);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tw_setting_row_init (TwSettingRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
}
