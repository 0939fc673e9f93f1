/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/inspector/tw-setting-group.h"

#include "app/inspector/tw-setting-row.h"

typedef struct
{
  TwAddress address;
  const TwSettingSpec *shown; /* what the row is called */
  TwSettingRow *row;          /* borrowed; NULL until it is made */
} Entry;

struct _TwSettingGroup
{
  GtkWidget parent_instance;

  GtkExpander *expander;
  GtkBox *rows;

  TwLiveRun *run;
  char *context;
  GArray *entries; /* Entry */
  gboolean made;
  gboolean filtering;
  gboolean open; /* without a filter */
};

G_DEFINE_FINAL_TYPE (TwSettingGroup, tw_setting_group, GTK_TYPE_WIDGET)

static Entry *
entry_at (TwSettingGroup *group, guint i)
{
  return &g_array_index (group->entries, Entry, i);
}

static void
on_edited (TwSettingRow *row, double value, TwSettingGroup *group)
{
  for (guint i = 0; i < group->entries->len; i++)
    if (entry_at (group, i)->row == row)
      tw_live_run_set (group->run, entry_at (group, i)->address, value, "inspector");
}

static void
make_rows (TwSettingGroup *group)
{
  const TwScenario *scenario = tw_live_run_get_snapshot (group->run)->scenario;

  group->made = TRUE;
  for (guint i = 0; i < group->entries->len; i++)
    {
      Entry *entry = entry_at (group, i);
      GtkWidget *row;

      if (entry->row != NULL)
        continue;
      row = tw_setting_row_new (entry->shown, tw_scenario_spec (scenario, entry->address),
                                group->context);
      entry->row = TW_SETTING_ROW (row);
      g_signal_connect_object (row, "edited", G_CALLBACK (on_edited), group, 0);
      gtk_box_append (group->rows, row);
    }
  tw_setting_group_refresh (group);
}

static void
on_expanded (TwSettingGroup *group)
{
  if (gtk_expander_get_expanded (group->expander))
    {
      make_rows (group);
      /* Rows that were hidden stayed as they were. */
      tw_setting_group_refresh (group);
    }
  if (!group->filtering)
    group->open = gtk_expander_get_expanded (group->expander);
}

GtkWidget *
tw_setting_group_new (TwLiveRun *run, const char *title, const char *context, gboolean expanded)
{
  TwSettingGroup *group;

  g_return_val_if_fail (TW_IS_LIVE_RUN (run), NULL);

  group = g_object_new (TW_TYPE_SETTING_GROUP, NULL);
  group->run = g_object_ref (run);
  group->context = g_strdup (context);
  group->open = expanded;
  gtk_expander_set_label (group->expander, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (group->expander), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, -1);
  gtk_expander_set_expanded (group->expander, expanded);
  return GTK_WIDGET (group);
}

void
tw_setting_group_add_table (TwSettingGroup *group, TwSection section, guint item, guint first_key,
                            const TwSettingTable *table)
{
  g_return_if_fail (TW_IS_SETTING_GROUP (group));

  for (guint i = 0; i < table->n; i++)
    {
      const Entry entry = { { section, item, first_key + i }, &table->specs[i], NULL };

      g_array_append_val (group->entries, entry);
    }
  /* An open one has its rows from the beginning. */
  if (gtk_expander_get_expanded (group->expander))
    make_rows (group);
}

void
tw_setting_group_refresh (TwSettingGroup *group)
{
  g_return_if_fail (TW_IS_SETTING_GROUP (group));

  if (!group->made || !gtk_expander_get_expanded (group->expander))
    return;
  for (guint i = 0; i < group->entries->len; i++)
    tw_setting_row_set_value (entry_at (group, i)->row,
                              tw_live_run_get (group->run, entry_at (group, i)->address));
}

guint
tw_setting_group_filter (TwSettingGroup *group, const char *words)
{
  const gboolean all = words[0] == '\0';
  guint found = 0;

  g_return_val_if_fail (TW_IS_SETTING_GROUP (group), 0);

  if (all && !group->filtering)
    return group->entries->len;
  group->filtering = !all;
  make_rows (group);
  for (guint i = 0; i < group->entries->len; i++)
    {
      const gboolean shown = all || tw_setting_row_matches (entry_at (group, i)->row, words);

      gtk_widget_set_visible (GTK_WIDGET (entry_at (group, i)->row), shown);
      found += shown;
    }
  gtk_widget_set_visible (GTK_WIDGET (group), found > 0);
  gtk_expander_set_expanded (group->expander, all ? group->open : found > 0);
  tw_setting_group_refresh (group);
  return found;
}

gboolean
tw_setting_group_focus (TwSettingGroup *group)
{
  g_return_val_if_fail (TW_IS_SETTING_GROUP (group), FALSE);

  if (!gtk_widget_get_visible (GTK_WIDGET (group)) || !gtk_expander_get_expanded (group->expander))
    return FALSE;
  for (guint i = 0; i < group->entries->len; i++)
    {
      GtkWidget *row = GTK_WIDGET (entry_at (group, i)->row);

      if (row != NULL && gtk_widget_get_visible (row)
          && gtk_widget_child_focus (row, GTK_DIR_TAB_FORWARD))
        return TRUE;
    }
  return FALSE;
}

static void
tw_setting_group_dispose (GObject *object)
{
  TwSettingGroup *group = TW_SETTING_GROUP (object);
  GtkWidget *expander = GTK_WIDGET (group->expander);

  g_array_set_size (group->entries, 0);
  if (expander != NULL)
    {
      group->expander = NULL;
      gtk_widget_unparent (expander);
    }
  g_clear_object (&group->run);
  G_OBJECT_CLASS (tw_setting_group_parent_class)->dispose (object);
}

static void
tw_setting_group_finalize (GObject *object)
{
  TwSettingGroup *group = TW_SETTING_GROUP (object);

  g_array_unref (group->entries);
  g_free (group->context);
  G_OBJECT_CLASS (tw_setting_group_parent_class)->finalize (object);
}

static void
tw_setting_group_class_init (TwSettingGroupClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tw_setting_group_dispose;
  G_OBJECT_CLASS (class)->finalize = tw_setting_group_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thalweg/Thalweg/ui/tw-setting-group.ui");
  gtk_widget_class_bind_template_child (widget_class, TwSettingGroup, expander);
  gtk_widget_class_bind_template_child (widget_class, TwSettingGroup, rows);
  gtk_widget_class_bind_template_callback (widget_class, on_expanded);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tw_setting_group_init (TwSettingGroup *group)
{
  group->entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  gtk_widget_init_template (GTK_WIDGET (group));
}
