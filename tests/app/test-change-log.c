/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/runs/tw-change-log.h"

#include "app/runs/tw-change-item.h"
#include "change-fixture.h"
#include "widget-fixture.h"

#include <string.h>

typedef struct
{
  TwAuditRun runs[2];
  TwChangeLog *log;
} Fixture;

static void
set_up (Fixture *fixture, guint n_runs)
{
  fixture_audit (fixture->runs);
  fixture->log = g_object_ref_sink (tw_change_log_new (NULL));
  tw_change_log_set_runs (fixture->log, "start", fixture->runs, n_runs);
  gtk_window_present (GTK_WINDOW (fixture->log));
  fixture_settle (GTK_WIDGET (fixture->log));
}

static void
tear_down (Fixture *fixture)
{
  fixture_close (GTK_WIDGET (fixture->log));
  g_assert_finalize_object (fixture->log);
  fixture_audit_clear (fixture->runs);
}

static GListModel *
model_of (Fixture *fixture)
{
  return G_LIST_MODEL (gtk_column_view_get_model (fixture_part (fixture->log, "columns")));
}

/* Steps of the lines, from above. */
static void
assert_lines (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model_of (fixture)); i++)
    {
      g_autoptr (TwChangeItem) item = g_list_model_get_item (model_of (fixture), i);

      g_string_append_printf (text, "%" G_GUINT64_FORMAT " ", tw_change_item_get_step (item));
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static GtkColumnViewColumn *
column_at (Fixture *fixture, guint i)
{
  GListModel *columns = gtk_column_view_get_columns (fixture_part (fixture->log, "columns"));
  g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

  return column;
}

static void
assert_page (Fixture *fixture, const char *name)
{
  g_assert_true (gtk_stack_get_visible_child (fixture_part (fixture->log, "pages"))
                 == fixture_part (fixture->log, name));
}

static void
search (Fixture *fixture, const char *text)
{
  gtk_editable_set_text (fixture_part (fixture->log, "search"), text);
  g_signal_emit_by_name (fixture_part (fixture->log, "search"), "search-changed");
}

/* --- --- */

static void
test_lines (void)
{
  Fixture fixture;

  set_up (&fixture, 1);
  assert_lines (&fixture, "600 1200 1300 ");
  assert_page (&fixture, "table");
  g_assert_cmpstr (adw_window_title_get_subtitle (fixture_part (fixture.log, "heading")), ==,
                   "start · 3 values changed");
  /* Which run is only said where there are two. */
  g_assert_false (gtk_column_view_column_get_visible (column_at (&fixture, TW_CHANGE_RUN)));
  tw_change_log_set_runs (fixture.log, "all", fixture.runs, 2);
  g_assert_true (gtk_column_view_column_get_visible (column_at (&fixture, TW_CHANGE_RUN)));
  assert_lines (&fixture, "600 1200 1300 700 ");
  tear_down (&fixture);
}

/* Every cell of a line is drawn. */
static void
test_cells (void)
{
  static const char *const expected[] = { "1",   "600", "ada", "inspector", "theta.horizon",
                                          "3.5", "8.72" };
  Fixture fixture;
  g_autoptr (GPtrArray) labels = NULL;

  set_up (&fixture, 1);
  labels = fixture_find_all (fixture_part (fixture.log, "columns"), GTK_TYPE_LABEL);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      gboolean found = FALSE;

      for (guint k = 0; k < labels->len && !found; k++)
        found = strcmp (gtk_label_get_text (labels->pdata[k]), expected[i]) == 0
                && gtk_widget_get_mapped (labels->pdata[k]);
      g_assert_true (found);
    }
  tear_down (&fixture);
}

static void
test_sort (void)
{
  Fixture fixture;
  GtkColumnView *columns;

  set_up (&fixture, 2);
  columns = fixture_part (fixture.log, "columns");
  gtk_column_view_sort_by_column (columns, column_at (&fixture, TW_CHANGE_STEP),
                                  GTK_SORT_DESCENDING);
  assert_lines (&fixture, "1300 1200 700 600 ");
  gtk_column_view_sort_by_column (columns, column_at (&fixture, TW_CHANGE_AFTER),
                                  GTK_SORT_ASCENDING);
  assert_lines (&fixture, "1200 700 1300 600 ");
  gtk_column_view_sort_by_column (columns, NULL, GTK_SORT_ASCENDING);
  assert_lines (&fixture, "600 1200 1300 700 ");
  tear_down (&fixture);
}

static void
test_search (void)
{
  Fixture fixture;

  set_up (&fixture, 2);
  search (&fixture, "Inspector ada");
  assert_lines (&fixture, "600 700 ");
  assert_page (&fixture, "table");
  search (&fixture, "nobody");
  assert_lines (&fixture, "");
  assert_page (&fixture, "nothing_found");
  g_assert_true (gtk_widget_get_visible (fixture_part (fixture.log, "search")));
  search (&fixture, "");
  assert_lines (&fixture, "600 1200 1300 700 ");
  assert_page (&fixture, "table");
  tear_down (&fixture);
}

static void
test_empty (void)
{
  Fixture fixture;

  set_up (&fixture, 0);
  assert_page (&fixture, "empty");
  g_assert_false (gtk_widget_get_sensitive (fixture_part (fixture.log, "export")));
  g_assert_false (gtk_widget_get_visible (fixture_part (fixture.log, "search")));
  g_assert_cmpstr (adw_window_title_get_subtitle (fixture_part (fixture.log, "heading")), ==,
                   "start");
  tear_down (&fixture);
}

static void
on_step_activated (TwChangeLog *log, gint64 run, guint64 step, guint64 *found)
{
  found[0] = (guint64)run;
  found[1] = step;
}

/* The line that is seen there, however it is sorted. */
static void
test_activate (void)
{
  Fixture fixture;
  guint64 found[2] = { 0, 0 };

  set_up (&fixture, 2);
  g_signal_connect (fixture.log, "step-activated", G_CALLBACK (on_step_activated), found);
  gtk_column_view_sort_by_column (fixture_part (fixture.log, "columns"),
                                  column_at (&fixture, TW_CHANGE_STEP), GTK_SORT_DESCENDING);
  g_signal_emit_by_name (fixture_part (fixture.log, "columns"), "activate", 2);
  g_assert_cmpuint (found[0], ==, 2);
  g_assert_cmpuint (found[1], ==, 700);
  tear_down (&fixture);
}

/* All, whatever is searched for, and of copies: what was given may be gone. */
static void
test_export (void)
{
  Fixture fixture;
  g_autofree char *csv = NULL, *json = NULL, *expected = NULL;

  set_up (&fixture, 2);
  expected = tw_audit_to_csv (fixture.runs, 2);
  search (&fixture, "nobody");
  csv = tw_change_log_to_csv (fixture.log);
  g_assert_cmpstr (csv, ==, expected);
  g_assert_nonnull (strstr (csv, "optimizer.method,sgd,adam\r\n"));
  g_free (expected);
  expected = tw_audit_to_json (fixture.runs, 2);
  json = tw_change_log_to_json (fixture.log);
  g_assert_cmpstr (json, ==, expected);
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/change-log/lines", test_lines);
  g_test_add_func ("/change-log/cells", test_cells);
  g_test_add_func ("/change-log/sort", test_sort);
  g_test_add_func ("/change-log/search", test_search);
  g_test_add_func ("/change-log/empty", test_empty);
  g_test_add_func ("/change-log/activate", test_activate);
  g_test_add_func ("/change-log/export", test_export);
  return g_test_run ();
}
