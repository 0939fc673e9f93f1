/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/inspector/tw-inspector.h"

#include "app/inspector/tw-readout-row.h"
#include "app/inspector/tw-setting-group.h"
#include "app/inspector/tw-setting-row.h"
#include "figure/tw-format.h"
#include "live-fixture.h"
#include "widget-fixture.h"

typedef struct
{
  TwInspector *inspector;
  TwLiveRun *run;
} Fixture;

static void
set_up_with (Fixture *fixture, TwLiveRun *run)
{
  fixture->run = run;
  tw_live_run_sync (run);
  fixture->inspector = g_object_new (TW_TYPE_INSPECTOR, NULL);
  g_object_ref_sink (fixture->inspector);
  tw_inspector_set_run (fixture->inspector, run);
}

static void
set_up (Fixture *fixture)
{
  set_up_with (fixture, fixture_run ());
}

static void
tear_down (Fixture *fixture)
{
  g_assert_finalize_object (fixture->inspector);
  g_assert_finalize_object (fixture->run);
}

static void
search (Fixture *fixture, const char *words)
{
  gpointer entry = fixture_part (fixture->inspector, "search");

  gtk_editable_set_text (entry, words);
  /* It waits a little before it says so. */
  g_signal_emit_by_name (entry, "search-changed");
}

static GPtrArray *
groups_of (Fixture *fixture)
{
  return fixture_find_all (fixture_part (fixture->inspector, "groups"), TW_TYPE_SETTING_GROUP);
}

static const char *
title_of (gpointer group)
{
  return gtk_expander_get_label (fixture_part (group, "expander"));
}

static gpointer
find_group (Fixture *fixture, const char *title)
{
  g_autoptr (GPtrArray) groups = groups_of (fixture);

  for (guint i = 0; i < groups->len; i++)
    if (strcmp (title_of (groups->pdata[i]), title) == 0)
      return groups->pdata[i];
  g_error ("no group “%s”", title);
}

/* The row of a group, which is opened, by its title. */
static gpointer
find_row (Fixture *fixture, const char *group_title, const char *title)
{
  gpointer group = find_group (fixture, group_title);
  g_autoptr (GPtrArray) rows = NULL;

  gtk_expander_set_expanded (fixture_part (group, "expander"), TRUE);
  rows = fixture_find_all (fixture_part (group, "rows"), TW_TYPE_SETTING_ROW);
  for (guint i = 0; i < rows->len; i++)
    if (strcmp (fixture_label (rows->pdata[i], "title"), title) == 0)
      return rows->pdata[i];
  g_error ("no row “%s” in “%s”", title, group_title);
}

static void
edit (gpointer row, const char *text)
{
  GtkWidget *entry = gtk_widget_get_first_child (fixture_part (row, "slot"));

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "activate");
}

/* --- what there is --- */

static void
assert_keys_are_found (Fixture *fixture, const char *group_title, const TwSettingTable *table)
{
  gpointer group = find_group (fixture, group_title);

  for (guint i = 0; i < table->n; i++)
    {
      g_autofree char *key = g_utf8_strup (table->specs[i].key, -1);
      g_autoptr (GPtrArray) rows = NULL;
      guint shown = 0;

      search (fixture, key);
      rows = fixture_find_all (fixture_part (group, "rows"), TW_TYPE_SETTING_ROW);
      for (guint k = 0; k < rows->len; k++)
        shown += strcmp (fixture_label (rows->pdata[k], "title"), table->specs[i].title) == 0
                 && fixture_is_shown (rows->pdata[k], GTK_WIDGET (fixture->inspector));
      if (shown != 1)
        g_error ("%u rows for %s in “%s”", shown, key, group_title);
    }
}

/* Nothing of a scenario is out of reach. */
static void
test_every_key (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario_with (
      "[event nudge]\nstep=7\naction=add\ntarget=theta.horizon\nvalue=0.5\n");
  const TwModelType *type = scenario->type;
  Fixture fixture;

  set_up_with (&fixture, fixture_run_of (scenario));
  assert_keys_are_found (&fixture, "Parameters", &type->start);
  assert_keys_are_found (&fixture, "Agent", &type->settings);
  assert_keys_are_found (&fixture, "Stage: pre-training", tw_stage_table ());
  assert_keys_are_found (&fixture, "Stage: pre-training", &type->stage);
  assert_keys_are_found (&fixture, "Stage: fine-tuning", tw_stage_table ());
  assert_keys_are_found (&fixture, "Stage: fine-tuning", &type->stage);
  assert_keys_are_found (&fixture, "Optimiser", tw_optimizer_table ());
  assert_keys_are_found (&fixture, "World", &type->world);
  assert_keys_are_found (&fixture, "World", tw_scenario_table ());
  assert_keys_are_found (&fixture, "Event: nudge", tw_event_table ());
  tear_down (&fixture);
}

static void
test_empty (void)
{
  Fixture fixture;

  set_up (&fixture);
  tw_inspector_set_run (fixture.inspector, NULL);
  g_assert_null (fixture_find (fixture_part (fixture.inspector, "groups"), TW_TYPE_SETTING_GROUP));
  search (&fixture, "horizon");
  g_assert_false (gtk_widget_get_visible (fixture_part (fixture.inspector, "nothing_found")));
  tear_down (&fixture);
}

/* --- searching --- */

static void
test_search (void)
{
  g_autoptr (GPtrArray) groups = NULL;
  gpointer nothing;
  Fixture fixture;

  set_up (&fixture);
  nothing = fixture_part (fixture.inspector, "nothing_found");
  groups = groups_of (&fixture);
  search (&fixture, "  Learning Rate ");
  for (guint i = 0; i < groups->len; i++)
    g_assert_cmpint (gtk_widget_get_visible (groups->pdata[i]), ==,
                     strcmp (title_of (groups->pdata[i]), "Optimiser") == 0);
  g_assert_false (gtk_widget_get_visible (nothing));

  search (&fixture, "no such words");
  for (guint i = 0; i < groups->len; i++)
    g_assert_false (gtk_widget_get_visible (groups->pdata[i]));
  g_assert_true (gtk_widget_get_visible (nothing));

  /* Escape in the search. */
  g_signal_emit_by_name (fixture_part (fixture.inspector, "search"), "stop-search");
  search (&fixture, gtk_editable_get_text (fixture_part (fixture.inspector, "search")));
  for (guint i = 0; i < groups->len; i++)
    {
      g_assert_true (gtk_widget_get_visible (groups->pdata[i]));
      g_assert_cmpint (gtk_expander_get_expanded (fixture_part (groups->pdata[i], "expander")), ==,
                       i == 0);
    }
  g_assert_false (gtk_widget_get_visible (nothing));
  tear_down (&fixture);
}

static void
test_search_has_focus (void)
{
  GtkWidget *window;
  Fixture fixture;

  set_up (&fixture);
  window = fixture_show (GTK_WIDGET (fixture.inspector), 320, 600);
  tw_inspector_search (fixture.inspector);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)),
                                         fixture_part (fixture.inspector, "search")));
  fixture_close (window);
  tear_down (&fixture);
}

/* --- editing --- */

static void
test_edits (void)
{
  static const struct
  {
    const char *group, *address;
    double value;
  } cases[] = {
    { "Parameters", "theta.horizon", 4.5 },
    { "Parameters", "theta.u.self", 0.625 },
    { "Agent", "model.free_value", 0 },
    { "Stage: fine-tuning", "fine-tuning.steps", 77 },
    { "Stage: pre-training", "pre-training.docs_self", 0.375 },
    { "Optimiser", "optimizer.learning_rate", 0.0625 },
    { "World", "world.delay", 0.375 },
    { "World", "scenario.seed", 99 },
  };
  Fixture fixture;

  set_up (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const TwAddress address = fixture_address (fixture.run, cases[i].address);
      const TwScenario *scenario = tw_live_run_get_snapshot (fixture.run)->scenario;
      const TwSettingSpec *spec = address.section == TW_SECTION_THETA
                                      ? &scenario->type->start.specs[address.key]
                                      : tw_scenario_spec (scenario, address);
      char text[G_ASCII_DTOSTR_BUF_SIZE];
      gpointer row = find_row (&fixture, cases[i].group, spec->title);

      g_ascii_dtostr (text, sizeof text, cases[i].value);
      g_assert_cmpfloat (tw_live_run_get (fixture.run, address), !=, cases[i].value);
      edit (row, text);
      tw_live_run_sync (fixture.run);
      g_assert_null (tw_live_run_get_snapshot (fixture.run)->message);
      g_assert_cmpfloat (tw_live_run_get (fixture.run, address), ==, cases[i].value);
    }
  tear_down (&fixture);
}

/* What the run refuses, and only the run can know, is not left standing as if it were so. */
static void
test_refused (void)
{
  gpointer row;
  TwAddress contexts;
  Fixture fixture;

  set_up (&fixture);
  contexts = fixture_address (fixture.run, "world.contexts");
  tw_live_run_set (fixture.run, fixture_address (fixture.run, "world.actions"), 64, "test");
  tw_live_run_sync (fixture.run);
  row = find_row (
      &fixture, "World",
      tw_scenario_spec (tw_live_run_get_snapshot (fixture.run)->scenario, contexts)->title);
  edit (row, "1048576");
  tw_live_run_sync (fixture.run);
  g_assert_nonnull (tw_live_run_get_snapshot (fixture.run)->message);
  g_assert_cmpfloat (tw_live_run_get (fixture.run, contexts), ==, 64);
  g_assert_cmpfloat (tw_setting_row_get_value (row), ==, 64);
  tear_down (&fixture);
}

/* A parameter may be anything finite, whatever it may be at the start. */
static void
test_parameter_beyond_its_start (void)
{
  const TwSettingSpec *spec;
  TwAddress horizon;
  Fixture fixture;

  set_up (&fixture);
  horizon = fixture_address (fixture.run, "theta.horizon");
  spec = &tw_live_run_get_model_type (fixture.run)->start.specs[horizon.key];
  edit (find_row (&fixture, "Parameters", spec->title), "-1e6");
  tw_live_run_sync (fixture.run);
  g_assert_cmpfloat (tw_live_run_get (fixture.run, horizon), ==, -1e6);
  tear_down (&fixture);
}

/* Events are counted in the order in which they happen.  Rows still set what they say after an edit
 * changed it. */
static void
test_order_of_events (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario_with (
      "[event early]\nstep=7\naction=add\ntarget=theta.horizon\nvalue=0.5\n"
      "[event late]\nstep=20\naction=add\ntarget=theta.horizon\nvalue=0.25\n");
  const TwSettingTable *table = tw_event_table ();
  Fixture fixture;

  set_up_with (&fixture, fixture_run_of (scenario));
  edit (find_row (&fixture, "Event: early", table->specs[TW_EVENT_STEP].title), "30");
  tw_live_run_sync (fixture.run);
  edit (find_row (&fixture, "Event: late", table->specs[TW_EVENT_VALUE].title), "-3");
  tw_live_run_sync (fixture.run);
  g_assert_cmpfloat (tw_live_run_get (fixture.run, fixture_address (fixture.run, "early.step")), ==,
                     30);
  g_assert_cmpfloat (tw_live_run_get (fixture.run, fixture_address (fixture.run, "late.value")), ==,
                     -3);
  g_assert_cmpfloat (tw_live_run_get (fixture.run, fixture_address (fixture.run, "early.value")),
                     ==, 0.5);
  tear_down (&fixture);
}

/* --- showing --- */

static void
assert_readout (Fixture *fixture, guint i, double value)
{
  g_autoptr (GPtrArray) rows =
      fixture_find_all (fixture_part (fixture->inspector, "state_rows"), TW_TYPE_READOUT_ROW);
  char text[48];

  g_assert_cmpuint (rows->len, >, i);
  tw_format_value (value, 4, text, sizeof text);
  g_assert_cmpstr (fixture_label (rows->pdata[i], "value"), ==, text);
}

static void
assert_shows_state (Fixture *fixture)
{
  const TwSnapshot *snapshot = tw_live_run_get_snapshot (fixture->run);
  const TwOutlook *outlook = tw_live_run_get_outlook (fixture->run);
  const TwModelType *type = snapshot->scenario->type;
  guint row = 0;

  g_assert_cmpstr (fixture_label (fixture->inspector, "regime"), ==,
                   type->regimes[outlook->verdict.regime].title);
  g_assert_cmpstr (fixture_label (fixture->inspector, "regime_help"), ==,
                   type->regimes[outlook->verdict.regime].help);
  for (guint i = 0; i < type->n_readouts; i++)
    assert_readout (fixture, row++, snapshot->readouts[i]);
  assert_readout (fixture, row++, outlook->loss);
  for (guint i = 0; i < type->n_scores; i++)
    assert_readout (fixture, row++, outlook->verdict.scores[i]);
  assert_readout (fixture, row, outlook->verdict.entropy);
}

static void
test_state (void)
{
  gpointer row;
  Fixture fixture;

  set_up (&fixture);
  assert_shows_state (&fixture);
  row = find_row (&fixture, "Parameters",
                  tw_live_run_get_model_type (fixture.run)->start.specs[0].title);
  fixture_play_to_rest (fixture.run);
  tw_live_run_sync (fixture.run);
  assert_shows_state (&fixture);
  g_assert_cmpfloat (tw_setting_row_get_value (row), ==,
                     tw_live_run_get_snapshot (fixture.run)->theta[0]);
  tear_down (&fixture);
}

/* Another regime: other words, another tint, and only one. */
static void
test_regime_changes (void)
{
  g_autoptr (GError) error = NULL;
  static const char *const names[] = { "aligned", "deceptive", "misaligned", "undirected" };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Fixture fixture;

  set_up (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (TwScenario) scenario = tw_scenario_find (names[i], &error);
      g_autoptr (TwLiveRun) run = NULL;
      gpointer banner = fixture_part (fixture.inspector, "banner");
      g_auto (GStrv) classes = NULL;
      guint tints = 0;

      g_assert_no_error (error);
      run = fixture_run_of (scenario);
      tw_inspector_set_run (fixture.inspector, run);
      g_assert_cmpstr (fixture_label (fixture.inspector, "regime"), ==, "Looking…");
      fixture_play_to_rest (run);
      tw_live_run_sync (run);
      g_assert_cmpstr (fixture_label (fixture.inspector, "regime"), ==,
                       tw_live_run_get_model_type (run)
                           ->regimes[tw_live_run_get_outlook (run)->verdict.regime]
                           .title);
      g_assert_cmpstr (tw_live_run_get_model_type (run)
                           ->regimes[tw_live_run_get_outlook (run)->verdict.regime]
                           .name,
                       ==, names[i]);
      classes = gtk_widget_get_css_classes (banner);
      for (guint k = 0; classes[k] != NULL; k++)
        if (g_str_has_prefix (classes[k], "regime-"))
          {
            tints++;
            g_assert_true (g_hash_table_add (seen, g_strdup (classes[k])));
          }
      g_assert_cmpuint (tints, ==, 1);
      tw_inspector_set_run (fixture.inspector, NULL);
      g_assert_finalize_object (g_steal_pointer (&run));
    }
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/inspector/every-key", test_every_key);
  g_test_add_func ("/inspector/empty", test_empty);
  g_test_add_func ("/inspector/search", test_search);
  g_test_add_func ("/inspector/search-has-focus", test_search_has_focus);
  g_test_add_func ("/inspector/edits", test_edits);
  g_test_add_func ("/inspector/refused", test_refused);
  g_test_add_func ("/inspector/parameter-beyond-its-start", test_parameter_beyond_its_start);
  g_test_add_func ("/inspector/order-of-events", test_order_of_events);
  g_test_add_func ("/inspector/state", test_state);
  g_test_add_func ("/inspector/regime-changes", test_regime_changes);
  return g_test_run ();
}
