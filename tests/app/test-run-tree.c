/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/runs/tw-run-tree.h"

#include "app/runs/tw-run-row.h"
#include "app/runs/tw-swatches.h"
#include "widget-fixture.h"

#include <string.h>

typedef struct
{
  TwRunTree *tree;
  GtkWidget *window;
  TwRunInfo runs[4];
  GString *log;
} Fixture;

/* --- what it signals --- */

static void
on_run (Fixture *fixture, gint64 id)
{
  g_string_append_printf (fixture->log, "%" G_GINT64_FORMAT " ", id);
}

static void
on_compare (Fixture *fixture, gint64 id)
{
  g_string_append_printf (fixture->log, "compare:%" G_GINT64_FORMAT " ", id);
}

static void
on_changes (Fixture *fixture, gint64 id)
{
  g_string_append_printf (fixture->log, "changes:%" G_GINT64_FORMAT " ", id);
}

static void
on_delete (Fixture *fixture, gint64 id)
{
  g_string_append_printf (fixture->log, "delete:%" G_GINT64_FORMAT " ", id);
}

static void
on_rename (Fixture *fixture, gint64 id, const char *name)
{
  g_string_append_printf (fixture->log, "%" G_GINT64_FORMAT "=%s ", id, name);
}

static void
on_set_hidden (Fixture *fixture, gint64 id, gboolean hidden)
{
  g_string_append_printf (fixture->log, "%s:%" G_GINT64_FORMAT " ", hidden ? "hide" : "show", id);
}

static void
on_set_color (Fixture *fixture, gint64 id, guint color)
{
  g_string_append_printf (fixture->log, "%" G_GINT64_FORMAT "#%u ", id, color);
}

static void
assert_log (Fixture *fixture, const char *log)
{
  g_assert_cmpstr (fixture->log->str, ==, log);
  g_string_truncate (fixture->log, 0);
}

/* --- the tree --- */

static void
set_runs (Fixture *fixture, guint n, gint64 shown)
{
  tw_run_tree_set_runs (fixture->tree, fixture->runs, n, shown);
  fixture_settle (GTK_WIDGET (fixture->tree));
}

static void
set_up (Fixture *fixture)
{
  static const TwRunInfo runs[] = {
    { .id = 1, .name = "start", .head = 1500 },
    { .id = 2,
      .parent = 1,
      .name = "far-sighted",
      .color = 1,
      .start = 600,
      .head = 900,
      .regime = "Deceptive",
      .note = "horizon" },
    { .id = 3,
      .parent = 2,
      .name = "hidden",
      .color = 2,
      .start = 700,
      .head = 800,
      .hidden = TRUE },
    { .id = 4, .name = "other", .color = 3, .head = 5 },
  };

  memcpy (fixture->runs, runs, sizeof runs);
  fixture->log = g_string_new (NULL);
  fixture->tree = g_object_ref_sink (TW_RUN_TREE (tw_run_tree_new ()));
  g_signal_connect_swapped (fixture->tree, "run-activated", G_CALLBACK (on_run), fixture);
  g_signal_connect_swapped (fixture->tree, "compare", G_CALLBACK (on_compare), fixture);
  g_signal_connect_swapped (fixture->tree, "show-changes", G_CALLBACK (on_changes), fixture);
  g_signal_connect_swapped (fixture->tree, "delete", G_CALLBACK (on_delete), fixture);
  g_signal_connect_swapped (fixture->tree, "rename", G_CALLBACK (on_rename), fixture);
  g_signal_connect_swapped (fixture->tree, "set-hidden", G_CALLBACK (on_set_hidden), fixture);
  g_signal_connect_swapped (fixture->tree, "set-color", G_CALLBACK (on_set_color), fixture);
  fixture->window = fixture_show (GTK_WIDGET (fixture->tree), 260, 500);
  set_runs (fixture, 4, 2);
}

static void
tear_down (Fixture *fixture)
{
  fixture_close (fixture->window);
  g_assert_finalize_object (fixture->tree);
  g_string_free (fixture->log, TRUE);
}

/* The row of a run that is on the screen. */
static TwRunRow *
row_of (Fixture *fixture, gint64 id)
{
  g_autoptr (GPtrArray) rows = fixture_find_all (fixture->tree, TW_TYPE_RUN_ROW);

  for (guint i = 0; i < rows->len; i++)
    {
      TwRunItem *item = tw_run_row_get_item (rows->pdata[i]);

      if (item != NULL && tw_run_item_get_info (item)->id == id
          && gtk_widget_get_mapped (rows->pdata[i]))
        return rows->pdata[i];
    }
  return NULL;
}

static void
focus (Fixture *fixture, gint64 id)
{
  g_assert_true (gtk_widget_grab_focus (gtk_widget_get_parent (GTK_WIDGET (row_of (fixture, id)))));
}

static gboolean
press (Fixture *fixture, guint key, GdkModifierType state)
{
  return fixture_press_key (fixture_part (fixture->tree, "list"), key, state);
}

static void
act (Fixture *fixture, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->tree), action, NULL);
}

/* --- what is shown --- */

static void
test_lines (void)
{
  Fixture fixture;
  GListModel *model;

  set_up (&fixture);
  model = G_LIST_MODEL (gtk_list_view_get_model (fixture_part (fixture.tree, "list")));
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 4);
  g_assert_cmpstr (fixture_label (row_of (&fixture, 2), "name"), ==, "far-sighted");
  g_assert_cmpstr (fixture_label (row_of (&fixture, 2), "details"), ==,
                   "step 600: horizon → 900 · deceptive");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (row_of (&fixture, 2)), "shown"));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (row_of (&fixture, 1)), "shown"));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (row_of (&fixture, 3)), "hidden"));
  gtk_test_accessible_assert_property (gtk_widget_get_parent (GTK_WIDGET (row_of (&fixture, 2))),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "far-sighted, step 600: horizon → 900 · deceptive, shown");
  gtk_test_accessible_assert_property (gtk_widget_get_parent (GTK_WIDGET (row_of (&fixture, 3))),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "hidden, step 700 → 800, hidden in the views");
  gtk_test_accessible_assert_property (fixture_part (row_of (&fixture, 3), "eye"),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Show “hidden” in the views");
  gtk_test_accessible_assert_property (fixture_part (row_of (&fixture, 1), "more"),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Menu of “start”");
  tear_down (&fixture);
}

/* Deeper lines begin further in, and the dot has the run's colour. */
static void
test_rails (void)
{
  Fixture fixture;
  double before = -1;

  set_up (&fixture);
  for (gint64 id = 1; id <= 3; id++)
    {
      GtkWidget *row = GTK_WIDGET (row_of (&fixture, id)), *name = fixture_part (row, "name");
      double x, y;

      g_assert_true (gtk_widget_translate_coordinates (name, row, 0, 0, &x, &y));
      g_assert_cmpfloat (x, >=, before + 10);
      before = x;
    }
  tear_down (&fixture);
}

/* What did not change keeps its place, and so the focus and what is being typed. */
static void
test_updates (void)
{
  Fixture fixture;
  TwRunRow *row;

  set_up (&fixture);
  row = row_of (&fixture, 4);
  focus (&fixture, 4);
  fixture.runs[0].head = 1600;
  set_runs (&fixture, 4, 1);
  g_assert_cmpstr (fixture_label (row_of (&fixture, 1), "details"), ==, "step 0 → 1\u2009600");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (row_of (&fixture, 1)), "shown"));
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (row_of (&fixture, 2)), "shown"));
  fixture.runs[2].deleted = TRUE;
  set_runs (&fixture, 4, 1);
  g_assert_null (row_of (&fixture, 3));
  g_assert_true (row_of (&fixture, 4) == row);
  g_assert_true (gtk_widget_is_focus (gtk_widget_get_parent (GTK_WIDGET (row))));
  /* Undone. */
  fixture.runs[2].deleted = FALSE;
  set_runs (&fixture, 4, 1);
  g_assert_nonnull (row_of (&fixture, 3));
  g_assert_true (row_of (&fixture, 4) == row);
  set_runs (&fixture, 0, 0);
  g_assert_null (row_of (&fixture, 1));
  tear_down (&fixture);
}

static void
test_filter (void)
{
  Fixture fixture;
  GtkToggleButton *filter;

  set_up (&fixture);
  filter = fixture_part (fixture.tree, "filter");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (filter)));
  gtk_toggle_button_set_active (filter, FALSE);
  fixture_settle (GTK_WIDGET (fixture.tree));
  g_assert_null (row_of (&fixture, 3));
  g_assert_nonnull (row_of (&fixture, 4));
  /* Whoever is shown is in the list. */
  set_runs (&fixture, 4, 3);
  g_assert_nonnull (row_of (&fixture, 3));
  /* Without any to leave out there is nothing to choose. */
  fixture.runs[2].hidden = FALSE;
  set_runs (&fixture, 4, 1);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (filter)));
  g_assert_nonnull (row_of (&fixture, 3));
  tear_down (&fixture);
}

/* --- what is asked for --- */

static void
test_activate (void)
{
  Fixture fixture;

  set_up (&fixture);
  g_signal_emit_by_name (fixture_part (fixture.tree, "list"), "activate", 3);
  assert_log (&fixture, "4 ");
  tear_down (&fixture);
}

static void
test_buttons (void)
{
  Fixture fixture;

  set_up (&fixture);
  g_signal_emit_by_name (fixture_part (row_of (&fixture, 2), "eye"), "clicked");
  g_signal_emit_by_name (fixture_part (row_of (&fixture, 3), "eye"), "clicked");
  assert_log (&fixture, "hide:2 show:3 ");
  g_signal_emit_by_name (fixture_part (row_of (&fixture, 3), "more"), "clicked");
  act (&fixture, "run.unhide");
  act (&fixture, "run.compare");
  act (&fixture, "run.changes");
  act (&fixture, "run.activate");
  act (&fixture, "run.delete");
  assert_log (&fixture, "show:3 compare:3 changes:3 3 delete:3 ");
  /* Not with itself, nor what it is already. */
  g_signal_emit_by_name (fixture_part (row_of (&fixture, 2), "more"), "clicked");
  act (&fixture, "run.compare");
  act (&fixture, "run.activate");
  act (&fixture, "run.unhide");
  assert_log (&fixture, "");
  tear_down (&fixture);
}

static void
test_color (void)
{
  Fixture fixture;
  g_autoptr (GPtrArray) buttons = NULL;
  TwSwatches *swatches;

  set_up (&fixture);
  g_signal_emit_by_name (fixture_part (row_of (&fixture, 4), "more"), "clicked");
  swatches = fixture_find (fixture.tree, TW_TYPE_SWATCHES);
  buttons = fixture_find_all (swatches, GTK_TYPE_BUTTON);
  g_assert_cmpuint (buttons->len, ==, 8);
  g_assert_true (gtk_widget_has_css_class (buttons->pdata[3], "chosen"));
  g_assert_false (gtk_widget_has_css_class (buttons->pdata[5], "chosen"));
  gtk_test_accessible_assert_property (buttons->pdata[5], GTK_ACCESSIBLE_PROPERTY_LABEL, "Purple");
  g_signal_emit_by_name (buttons->pdata[5], "clicked");
  assert_log (&fixture, "4#5 ");
  tear_down (&fixture);
}

static void
test_keys (void)
{
  Fixture fixture;

  set_up (&fixture);
  focus (&fixture, 2);
  g_assert_true (press (&fixture, GDK_KEY_h, 0));
  focus (&fixture, 3);
  g_assert_true (press (&fixture, GDK_KEY_h, 0));
  g_assert_true (press (&fixture, GDK_KEY_Delete, 0));
  assert_log (&fixture, "hide:2 show:3 delete:3 ");
  g_assert_false (press (&fixture, GDK_KEY_Delete, GDK_CONTROL_MASK));
  g_assert_false (press (&fixture, GDK_KEY_a, 0));
  assert_log (&fixture, "");
  tear_down (&fixture);
}

/* --- names --- */

static GtkWidget *
begin_rename (Fixture *fixture, gint64 id)
{
  focus (fixture, id);
  g_assert_true (press (fixture, GDK_KEY_F2, 0));
  /* When the menu that was used is gone. */
  while (!tw_run_row_is_renaming (row_of (fixture, id)))
    g_main_context_iteration (NULL, TRUE);
  return fixture_part (row_of (fixture, id), "entry");
}

static void
enter (Fixture *fixture, gint64 id, const char *name)
{
  GtkWidget *entry = begin_rename (fixture, id);

  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  g_signal_emit_by_name (entry, "activate");
  g_assert_false (tw_run_row_is_renaming (row_of (fixture, id)));
}

static void
test_rename (void)
{
  Fixture fixture;
  GtkWidget *entry;

  set_up (&fixture);
  entry = begin_rename (&fixture, 2);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "far-sighted");
  gtk_editable_set_text (GTK_EDITABLE (entry), "other");
  g_assert_true (fixture_press_key (entry, GDK_KEY_Escape, 0));
  g_assert_false (tw_run_row_is_renaming (row_of (&fixture, 2)));
  assert_log (&fixture, "");
  enter (&fixture, 2, "  better  ");
  assert_log (&fixture, "2=better ");
  /* The focus is where it was. */
  g_assert_true (gtk_widget_is_focus (gtk_widget_get_parent (GTK_WIDGET (row_of (&fixture, 2)))));
  enter (&fixture, 2, "   ");
  enter (&fixture, 2, "far-sighted");
  assert_log (&fixture, "");
  tear_down (&fixture);
}

/* A letter that does not fit whole is not in it. */
static void
test_long_name (void)
{
  Fixture fixture;
  g_autoptr (GString) name = g_string_new ("x");
  g_autofree char *expected = NULL;

  set_up (&fixture);
  while (g_utf8_strlen (name->str, -1) < 150)
    g_string_append (name, "ä");
  expected = g_strdup_printf ("2=%.199s ", name->str);
  enter (&fixture, 2, name->str);
  assert_log (&fixture, expected);
  tear_down (&fixture);
}

/* --- sessions that are only read --- */

static void
test_read_only (void)
{
  Fixture fixture;

  set_up (&fixture);
  g_object_set (fixture.tree, "read-only", TRUE, NULL);
  focus (&fixture, 3);
  g_assert_false (press (&fixture, GDK_KEY_F2, 0));
  g_assert_false (press (&fixture, GDK_KEY_Delete, 0));
  g_assert_false (press (&fixture, GDK_KEY_h, 0));
  g_assert_false (gtk_widget_get_sensitive (fixture_part (row_of (&fixture, 1), "eye")));
  tw_run_tree_begin_rename (fixture.tree, 1);
  g_assert_false (tw_run_row_is_renaming (row_of (&fixture, 1)));
  act (&fixture, "run.delete");
  act (&fixture, "run.unhide");
  assert_log (&fixture, "");
  act (&fixture, "run.compare");
  assert_log (&fixture, "compare:3 ");
  g_object_set (fixture.tree, "read-only", FALSE, NULL);
  g_assert_true (press (&fixture, GDK_KEY_Delete, 0));
  assert_log (&fixture, "delete:3 ");
  tear_down (&fixture);
}

/* Of many only those on the screen, and some about them, are made. */
static void
test_many (void)
{
  Fixture fixture;
  g_autofree TwRunInfo *runs = g_new0 (TwRunInfo, 2000);
  g_autoptr (GPtrArray) rows = NULL;

  set_up (&fixture);
  for (guint i = 0; i < 2000; i++)
    runs[i] = (TwRunInfo){ .id = i + 1, .parent = i / 2, .name = "run" };
  tw_run_tree_set_runs (fixture.tree, runs, 2000, 2000);
  fixture_settle (GTK_WIDGET (fixture.tree));
  rows = fixture_find_all (fixture.tree, TW_TYPE_RUN_ROW);
  g_assert_cmpuint (rows->len, <, 500);
  /* The shown one was scrolled to. */
  g_assert_nonnull (row_of (&fixture, 2000));
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/run-tree/lines", test_lines);
  g_test_add_func ("/run-tree/rails", test_rails);
  g_test_add_func ("/run-tree/updates", test_updates);
  g_test_add_func ("/run-tree/filter", test_filter);
  g_test_add_func ("/run-tree/activate", test_activate);
  g_test_add_func ("/run-tree/buttons", test_buttons);
  g_test_add_func ("/run-tree/color", test_color);
  g_test_add_func ("/run-tree/keys", test_keys);
  g_test_add_func ("/run-tree/rename", test_rename);
  g_test_add_func ("/run-tree/long-name", test_long_name);
  g_test_add_func ("/run-tree/read-only", test_read_only);
  g_test_add_func ("/run-tree/many", test_many);
  return g_test_run ();
}
