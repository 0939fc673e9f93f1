/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/inspector/tw-inspector.h"

#include "app/inspector/tw-readout-row.h"
#include "app/inspector/tw-setting-group.h"
#include "app/inspector/tw-setting-row.h"
#include "app/views/tw-view-style.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Nobody reads numbers that change faster. */
#define REFRESH_PERIOD_US 100000

struct _TwInspector
{
  GtkWidget parent_instance;

  GtkWidget *layout;
  GtkSearchEntry *search;
  GtkWidget *banner;
  GtkLabel *regime;
  GtkLabel *regime_help;
  GtkBox *state_rows;
  GtkBox *groups;
  GtkWidget *nothing_found;

  TwLiveRun *run;
  GPtrArray *readouts; /* TwReadoutRow, borrowed: read-outs, then loss, scores, entropy */
  GPtrArray *settings; /* TwSettingGroup, borrowed */
  const char *tint;    /* class of the banner */
  char *order;         /* names of the events, in the order that addresses count */
  gint64 refreshed;
  guint late_refresh;
};

G_DEFINE_FINAL_TYPE (TwInspector, tw_inspector, GTK_TYPE_WIDGET)

/* --- showing --- */

static void
show_regime (TwInspector *inspector, const TwModelType *type, const TwOutlook *outlook)
{
  const gboolean holds = outlook != NULL && tw_model_type_verdict_holds (type, &outlook->verdict);
  const TwRegimeSpec *regime = holds ? &type->regimes[outlook->verdict.regime] : NULL;
  const char *tint = holds ? tw_view_regime_class (outlook->verdict.regime) : NULL;

  gtk_label_set_text (inspector->regime, holds             ? _ (regime->title)
                                         : outlook != NULL ? _ ("No regime")
                                                           : _ ("Looking…"));
  gtk_label_set_text (inspector->regime_help, holds             ? _ (regime->help)
                                              : outlook != NULL ? _ ("a score is not finite")
                                                                : "");
  if (g_strcmp0 (tint, inspector->tint) == 0)
    return;
  if (inspector->tint != NULL)
    gtk_widget_remove_css_class (inspector->banner, inspector->tint);
  if (tint != NULL)
    gtk_widget_add_css_class (inspector->banner, tint);
  inspector->tint = tint;
}

static void
show_readouts (TwInspector *inspector, const TwSnapshot *snapshot, const TwOutlook *outlook)
{
  const TwModelType *type = snapshot->scenario->type;
  guint row = 0;

  for (guint i = 0; i < type->n_readouts; i++)
    tw_readout_row_set_value (inspector->readouts->pdata[row++], snapshot->readouts[i]);
  tw_readout_row_set_value (inspector->readouts->pdata[row++],
                            outlook != NULL ? outlook->loss : NAN);
  for (guint i = 0; i < type->n_scores; i++)
    tw_readout_row_set_value (inspector->readouts->pdata[row++],
                              outlook != NULL ? outlook->verdict.scores[i] : NAN);
  tw_readout_row_set_value (inspector->readouts->pdata[row++],
                            outlook != NULL ? outlook->verdict.entropy : NAN);
}

static void
refresh (TwInspector *inspector)
{
  const TwSnapshot *snapshot = tw_live_run_get_snapshot (inspector->run);
  const TwOutlook *outlook = tw_live_run_get_outlook (inspector->run);

  g_clear_handle_id (&inspector->late_refresh, g_source_remove);
  inspector->refreshed = g_get_monotonic_time ();
  show_regime (inspector, snapshot->scenario->type, outlook);
  show_readouts (inspector, snapshot, outlook);
  for (guint i = 0; i < inspector->settings->len; i++)
    tw_setting_group_refresh (inspector->settings->pdata[i]);
}

/* Moving an event may change the order in which addresses count them. */
static char *
describe_order (const TwScenario *scenario)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < scenario->n_events; i++)
    g_string_append_printf (names, "%s\n", scenario->events[i].name);
  return g_string_free (names, FALSE);
}

static void rebuild (TwInspector *inspector);

static void
follow_order (TwInspector *inspector)
{
  g_autofree char *order = describe_order (tw_live_run_get_snapshot (inspector->run)->scenario);

  if (strcmp (order, inspector->order) != 0)
    rebuild (inspector);
}

static gboolean
on_late_refresh (gpointer data)
{
  TwInspector *inspector = data;

  inspector->late_refresh = 0;
  refresh (inspector);
  return G_SOURCE_REMOVE;
}

static void
on_updated (TwInspector *inspector, guint change)
{
  const gint64 since = g_get_monotonic_time () - inspector->refreshed;

  if ((change & (TW_LIVE_SNAPSHOT | TW_LIVE_OUTLOOK | TW_LIVE_SETTINGS)) == 0)
    return;
  if ((change & TW_LIVE_SETTINGS) != 0)
    follow_order (inspector);
  if (tw_live_run_get_snapshot (inspector->run)->state != TW_TRAINER_RUNNING
      || since >= REFRESH_PERIOD_US)
    refresh (inspector);
  else if (inspector->late_refresh == 0)
    inspector->late_refresh =
        g_timeout_add ((guint)((REFRESH_PERIOD_US - since) / 1000) + 1, on_late_refresh, inspector);
}

/* --- searching --- */

static void
on_search_changed (TwInspector *inspector)
{
  g_autofree char *words =
      g_utf8_strdown (gtk_editable_get_text (GTK_EDITABLE (inspector->search)), -1);
  guint found = 0;

  g_strstrip (words);
  for (guint i = 0; i < inspector->settings->len; i++)
    found += tw_setting_group_filter (inspector->settings->pdata[i], words);
  gtk_widget_set_visible (inspector->nothing_found, found == 0 && inspector->settings->len > 0);
}

static void
on_search_stopped (TwInspector *inspector)
{
  gtk_editable_set_text (GTK_EDITABLE (inspector->search), "");
}

/* To the first row that was found. */
static void
on_search_entered (TwInspector *inspector)
{
  for (guint i = 0; i < inspector->settings->len; i++)
    if (tw_setting_group_focus (inspector->settings->pdata[i]))
      return;
}

void
tw_inspector_search (TwInspector *inspector)
{
  g_return_if_fail (TW_IS_INSPECTOR (inspector));
  gtk_widget_grab_focus (GTK_WIDGET (inspector->search));
}

/* --- building --- */

static void
remove_children (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

static void
add_readout (TwInspector *inspector, const char *title, const char *unit)
{
  GtkWidget *row = tw_readout_row_new (_ (title), unit[0] != '\0' ? _ (unit) : "");

  gtk_box_append (inspector->state_rows, row);
  g_ptr_array_add (inspector->readouts, row);
}

static void
add_gap (TwInspector *inspector)
{
  gtk_box_append (inspector->state_rows, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
}

static void
build_state (TwInspector *inspector, const TwModelType *type)
{
  for (guint i = 0; i < type->n_readouts; i++)
    add_readout (inspector, type->readouts[i].title, type->readouts[i].unit);
  add_gap (inspector);
  add_readout (inspector, N_ ("Loss, all contexts"), "");
  for (guint i = 0; i < type->n_scores; i++)
    add_readout (inspector, type->scores[i].title, type->scores[i].unit);
  add_readout (inspector, N_ ("Entropy of the policy"), N_ ("nats"));
}

static TwSettingGroup *
add_group (TwInspector *inspector, const char *title, const char *context, gboolean expanded)
{
  GtkWidget *group = tw_setting_group_new (inspector->run, title, context, expanded);

  gtk_box_append (inspector->groups, group);
  g_ptr_array_add (inspector->settings, group);
  return TW_SETTING_GROUP (group);
}

static void
build_groups (TwInspector *inspector, const TwScenario *scenario)
{
  const TwModelType *type = scenario->type;
  TwSettingGroup *group;

  group = add_group (inspector, _ ("Parameters"), NULL, TRUE);
  tw_setting_group_add_table (group, TW_SECTION_THETA, 0, 0, &type->start);
  group = add_group (inspector, _ ("Agent"), NULL, FALSE);
  tw_setting_group_add_table (group, TW_SECTION_MODEL, 0, 0, &type->settings);
  for (guint i = 0; i < scenario->n_stages; i++)
    {
      g_autofree char *title = g_strdup_printf (_ ("Stage: %s"), scenario->stages[i].name);

      group = add_group (inspector, title, scenario->stages[i].name, FALSE);
      tw_setting_group_add_table (group, TW_SECTION_STAGE, i, 0, tw_stage_table ());
      tw_setting_group_add_table (group, TW_SECTION_STAGE, i, TW_N_STAGE_KEYS, &type->stage);
    }
  group = add_group (inspector, _ ("Optimiser"), NULL, FALSE);
  tw_setting_group_add_table (group, TW_SECTION_OPTIMIZER, 0, 0, tw_optimizer_table ());
  group = add_group (inspector, _ ("World"), NULL, FALSE);
  tw_setting_group_add_table (group, TW_SECTION_WORLD, 0, 0, &type->world);
  tw_setting_group_add_table (group, TW_SECTION_SCENARIO, 0, 0, tw_scenario_table ());
  for (guint i = 0; i < scenario->n_events; i++)
    {
      g_autofree char *title = g_strdup_printf (_ ("Event: %s"), scenario->events[i].name);

      group = add_group (inspector, title, scenario->events[i].name, FALSE);
      tw_setting_group_add_table (group, TW_SECTION_EVENT, i, 0, tw_event_table ());
    }
}

static void
rebuild (TwInspector *inspector)
{
  const TwScenario *scenario;

  g_ptr_array_set_size (inspector->readouts, 0);
  g_ptr_array_set_size (inspector->settings, 0);
  remove_children (inspector->state_rows);
  remove_children (inspector->groups);
  g_clear_pointer (&inspector->order, g_free);
  if (inspector->run == NULL)
    return;
  scenario = tw_live_run_get_snapshot (inspector->run)->scenario;
  inspector->order = describe_order (scenario);
  build_state (inspector, scenario->type);
  build_groups (inspector, scenario);
  on_search_changed (inspector);
  refresh (inspector);
}

static void
forget_run (TwInspector *inspector)
{
  g_clear_handle_id (&inspector->late_refresh, g_source_remove);
  if (inspector->run != NULL)
    g_signal_handlers_disconnect_by_data (inspector->run, inspector);
  g_clear_object (&inspector->run);
}

void
tw_inspector_set_run (TwInspector *inspector, TwLiveRun *run)
{
  g_return_if_fail (TW_IS_INSPECTOR (inspector));
  g_return_if_fail (run == NULL || TW_IS_LIVE_RUN (run));

  forget_run (inspector);
  if (run != NULL)
    inspector->run = g_object_ref (run);
  rebuild (inspector);
  if (run != NULL)
    g_signal_connect_swapped (run, "updated", G_CALLBACK (on_updated), inspector);
}

/* --- the object --- */

static void
tw_inspector_dispose (GObject *object)
{
  TwInspector *inspector = TW_INSPECTOR (object);

  forget_run (inspector);
  g_clear_pointer (&inspector->layout, gtk_widget_unparent);
  G_OBJECT_CLASS (tw_inspector_parent_class)->dispose (object);
}

static void
tw_inspector_finalize (GObject *object)
{
  TwInspector *inspector = TW_INSPECTOR (object);

  g_ptr_array_unref (inspector->readouts);
  g_ptr_array_unref (inspector->settings);
  g_free (inspector->order);
  G_OBJECT_CLASS (tw_inspector_parent_class)->finalize (object);
}

static void
tw_inspector_class_init (TwInspectorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tw_inspector_dispose;
  G_OBJECT_CLASS (class)->finalize = tw_inspector_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thalweg/Thalweg/ui/tw-inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, TwInspector, layout);
  gtk_widget_class_bind_template_child (widget_class, TwInspector, search);
  gtk_widget_class_bind_template_child (widget_class, TwInspector, banner);
  gtk_widget_class_bind_template_child (widget_class, TwInspector, regime);
  gtk_widget_class_bind_template_child (widget_class, TwInspector, regime_help);
  gtk_widget_class_bind_template_child (widget_class, TwInspector, state_rows);
  gtk_widget_class_bind_template_child (widget_class, TwInspector, groups);
  gtk_widget_class_bind_template_child (widget_class, TwInspector, nothing_found);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_stopped);
  gtk_widget_class_bind_template_callback (widget_class, on_search_entered);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tw_inspector_init (TwInspector *inspector)
{
  inspector->readouts = g_ptr_array_new ();
  inspector->settings = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (inspector));
}
