/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/window/tw-chart-actions.h"

#include "app/tw-preferences.h"
#include "app/views/tw-chart-set.h"
#include "model/planner/tw-planner.h"

static gboolean
is_on (GActionMap *map, const char *name)
{
  g_autoptr (GVariant) state = g_action_get_state (g_action_map_lookup_action (map, name));

  return g_variant_get_boolean (state);
}

static void
change (GActionMap *map, const char *name, gboolean on)
{
  g_action_change_state (g_action_map_lookup_action (map, name), g_variant_new_boolean (on));
}

static void
assert_charts (GSettings *settings, const char *charts)
{
  g_auto (GStrv) shown = g_settings_get_strv (settings, "charts");
  g_autofree char *joined = g_strjoinv (" ", shown);

  g_assert_cmpstr (joined, ==, charts);
}

/* Every chart of every model can be shown and hidden. */
static void
test_every_chart (void)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  tw_chart_actions_add (G_ACTION_MAP (group), tw_preferences_get ());
  for (guint t = 0; tw_model_types ()[t] != NULL; t++)
    {
      g_autoptr (TwChartSet) set = tw_chart_set_new (tw_model_types ()[t]);

      for (guint i = 0; i < set->n; i++)
        {
          g_autofree char *name = g_strconcat ("chart-", set->charts[i].id, NULL);

          g_assert_nonnull (g_action_map_lookup_action (G_ACTION_MAP (group), name));
        }
    }
}

static void
test_action_changes_setting (void)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  GActionMap *map = G_ACTION_MAP (group);
  GSettings *settings = tw_preferences_get ();

  g_settings_reset (settings, "charts");
  tw_chart_actions_add (map, settings);
  g_assert_true (is_on (map, "chart-loss"));
  g_assert_false (is_on (map, "chart-awareness"));

  change (map, "chart-awareness", TRUE);
  g_assert_true (is_on (map, "chart-awareness"));
  assert_charts (settings, "understanding goal horizon loss awareness");
  change (map, "chart-goal", FALSE);
  g_assert_false (is_on (map, "chart-goal"));
  assert_charts (settings, "understanding horizon loss awareness");
  /* Once is enough. */
  change (map, "chart-loss", TRUE);
  assert_charts (settings, "understanding horizon awareness loss");
  /* As a menu does. */
  g_action_activate (g_action_map_lookup_action (map, "chart-loss"), NULL);
  assert_charts (settings, "understanding horizon awareness");
}

/* … and the other way, also in a second window. */
static void
test_setting_changes_actions (void)
{
  g_autoptr (GSimpleActionGroup) a = g_simple_action_group_new ();
  g_autoptr (GSimpleActionGroup) b = g_simple_action_group_new ();
  GSettings *settings = tw_preferences_get ();
  const char *const charts[] = { "awareness", "unheard-of", NULL };

  tw_chart_actions_add (G_ACTION_MAP (a), settings);
  tw_chart_actions_add (G_ACTION_MAP (b), settings);
  g_settings_set_strv (settings, "charts", charts);
  g_assert_true (is_on (G_ACTION_MAP (a), "chart-awareness"));
  g_assert_false (is_on (G_ACTION_MAP (a), "chart-understanding"));
  change (G_ACTION_MAP (b), "chart-goal", TRUE);
  g_assert_true (is_on (G_ACTION_MAP (a), "chart-goal"));
  /* What a newer version knows is kept for it. */
  assert_charts (settings, "awareness unheard-of goal");
  g_settings_reset (settings, "charts");
  g_assert_false (is_on (G_ACTION_MAP (b), "chart-awareness"));
}

static void
test_freed (void)
{
  GSimpleActionGroup *group = g_simple_action_group_new ();

  tw_chart_actions_add (G_ACTION_MAP (group), tw_preferences_get ());
  g_assert_finalize_object (group);
  g_settings_set_strv (tw_preferences_get (), "charts", (const char *const[]){ NULL });
}

int
main (int argc, char **argv)
{
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart-actions/every-chart", test_every_chart);
  g_test_add_func ("/chart-actions/action-changes-setting", test_action_changes_setting);
  g_test_add_func ("/chart-actions/setting-changes-actions", test_setting_changes_actions);
  g_test_add_func ("/chart-actions/freed", test_freed);
  return g_test_run ();
}
