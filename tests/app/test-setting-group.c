/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/inspector/tw-setting-group.h"

#include "app/inspector/tw-setting-row.h"
#include "live-fixture.h"
#include "widget-fixture.h"

static TwSettingGroup *
new_group (TwLiveRun *run, gboolean expanded)
{
  TwSettingGroup *group = TW_SETTING_GROUP (g_object_ref_sink (
      tw_setting_group_new (run, "Stage: fine-tuning", "fine-tuning", expanded)));

  tw_setting_group_add_table (group, TW_SECTION_STAGE, 1, 0, tw_stage_table ());
  tw_setting_group_add_table (group, TW_SECTION_STAGE, 1, TW_N_STAGE_KEYS,
                              &tw_live_run_get_model_type (run)->stage);
  return group;
}

static guint
n_keys (TwLiveRun *run)
{
  return tw_stage_table ()->n + tw_live_run_get_model_type (run)->stage.n;
}

static gpointer
editor_of (gpointer row)
{
  return gtk_widget_get_first_child (fixture_part (row, "slot"));
}

/* Closed, a group costs nothing; opened, it has a row for every key, with the run's values. */
static void
test_rows (gconstpointer expanded)
{
  g_autoptr (TwLiveRun) run = fixture_run ();
  TwSettingGroup *group = new_group (run, expanded != NULL);
  GtkExpander *expander = fixture_part (group, "expander");
  g_autoptr (GPtrArray) rows = NULL;

  g_assert_cmpstr (gtk_expander_get_label (expander), ==, "Stage: fine-tuning");
  if (expanded == NULL)
    {
      g_assert_null (fixture_find (fixture_part (group, "rows"), TW_TYPE_SETTING_ROW));
      gtk_expander_set_expanded (expander, TRUE);
    }
  rows = fixture_find_all (fixture_part (group, "rows"), TW_TYPE_SETTING_ROW);
  g_assert_cmpuint (rows->len, ==, n_keys (run));
  for (guint i = 0; i < rows->len; i++)
    {
      const TwAddress address = { TW_SECTION_STAGE, 1, i };

      g_assert_cmpfloat (tw_setting_row_get_value (rows->pdata[i]), ==,
                         tw_live_run_get (run, address));
    }
  gtk_test_accessible_assert_property (editor_of (rows->pdata[0]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Steps, fine-tuning");
  g_assert_finalize_object (group);
}

static void
test_edit (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();
  TwSettingGroup *group = new_group (run, TRUE);
  gpointer row = fixture_find (fixture_part (group, "rows"), TW_TYPE_SETTING_ROW);

  gtk_editable_set_text (editor_of (row), "75");
  g_signal_emit_by_name (editor_of (row), "activate");
  tw_live_run_sync (run);
  g_assert_cmpuint (tw_live_run_get_snapshot (run)->scenario->stages[1].steps, ==, 75);
  g_assert_cmpuint (tw_live_run_get_snapshot (run)->scenario->stages[0].steps, ==, 40);
  g_assert_finalize_object (group);
}

/* Rows follow the run, those of a closed group when it is opened. */
static void
test_refresh (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();
  TwSettingGroup *group = new_group (run, TRUE);
  TwSettingRow *row = fixture_find (fixture_part (group, "rows"), TW_TYPE_SETTING_ROW);
  GtkExpander *expander = fixture_part (group, "expander");
  const TwAddress steps = { TW_SECTION_STAGE, 1, TW_STAGE_STEPS };

  tw_live_run_set (run, steps, 61, "test");
  tw_live_run_sync (run);
  tw_setting_group_refresh (group);
  g_assert_cmpfloat (tw_setting_row_get_value (row), ==, 61);

  gtk_expander_set_expanded (expander, FALSE);
  tw_live_run_set (run, steps, 62, "test");
  tw_live_run_sync (run);
  tw_setting_group_refresh (group);
  gtk_expander_set_expanded (expander, TRUE);
  g_assert_cmpfloat (tw_setting_row_get_value (row), ==, 62);
  g_assert_finalize_object (group);
}

static void
test_filter (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();
  TwSettingGroup *group = new_group (run, FALSE);
  GtkExpander *expander = fixture_part (group, "expander");
  g_autoptr (GPtrArray) rows = NULL;
  guint found, shown = 0;

  g_assert_cmpuint (tw_setting_group_filter (group, ""), ==, n_keys (run));
  found = tw_setting_group_filter (group, "horizon");
  g_assert_cmpuint (found, >, 0);
  g_assert_cmpuint (found, <, n_keys (run));
  g_assert_true (gtk_expander_get_expanded (expander));
  rows = fixture_find_all (fixture_part (group, "rows"), TW_TYPE_SETTING_ROW);
  for (guint i = 0; i < rows->len; i++)
    {
      g_assert_cmpint (gtk_widget_get_visible (rows->pdata[i]), ==,
                       tw_setting_row_matches (rows->pdata[i], "horizon"));
      shown += gtk_widget_get_visible (rows->pdata[i]);
    }
  g_assert_cmpuint (shown, ==, found);

  g_assert_cmpuint (tw_setting_group_filter (group, "no such words"), ==, 0);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (group)));

  /* Afterwards it is as it was. */
  g_assert_cmpuint (tw_setting_group_filter (group, ""), ==, n_keys (run));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (group)));
  g_assert_false (gtk_expander_get_expanded (expander));
  for (guint i = 0; i < rows->len; i++)
    g_assert_true (gtk_widget_get_visible (rows->pdata[i]));
  g_assert_finalize_object (group);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_data_func ("/setting-group/rows-closed", NULL, test_rows);
  g_test_add_data_func ("/setting-group/rows-open", "open", test_rows);
  g_test_add_func ("/setting-group/edit", test_edit);
  g_test_add_func ("/setting-group/refresh", test_refresh);
  g_test_add_func ("/setting-group/filter", test_filter);
  return g_test_run ();
}
