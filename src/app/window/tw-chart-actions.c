/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/window/tw-chart-actions.h"

#include <string.h>

#define KEY "charts"
#define PREFIX "chart-"

static const char *const ids[] = { "understanding", "goal", "horizon", "awareness", "loss" };

static const char *
id_of (GAction *action)
{
  return g_action_get_name (action) + strlen (PREFIX);
}

static void
on_setting_changed (GSettings *settings, const char *key, GSimpleAction *action)
{
  g_auto (GStrv) shown = g_settings_get_strv (settings, KEY);

  g_simple_action_set_state (action, g_variant_new_boolean (g_strv_contains (
                                         (const char *const *)shown, id_of (G_ACTION (action)))));
}

static void
on_change_state (GSimpleAction *action, GVariant *state, gpointer settings)
{
  g_auto (GStrv) shown = g_settings_get_strv (settings, KEY);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) result = NULL;

  for (guint i = 0; shown[i] != NULL; i++)
    if (!g_str_equal (shown[i], id_of (G_ACTION (action))))
      g_strv_builder_add (builder, shown[i]);
  if (g_variant_get_boolean (state))
    g_strv_builder_add (builder, id_of (G_ACTION (action)));
  result = g_strv_builder_end (builder);
  g_settings_set_strv (settings, KEY, (const char *const *)result);
}

void
tw_chart_actions_add (GActionMap *map, GSettings *settings)
{
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *name = g_strconcat (PREFIX, ids[i], NULL);
      g_autoptr (GSimpleAction) action =
          g_simple_action_new_stateful (name, NULL, g_variant_new_boolean (FALSE));

      g_signal_connect_object (action, "change-state", G_CALLBACK (on_change_state), settings, 0);
      g_signal_connect_object (settings, "changed::" KEY, G_CALLBACK (on_setting_changed), action,
                               0);
      on_setting_changed (settings, KEY, action);
      g_action_map_add_action (map, G_ACTION (action));
    }
}
