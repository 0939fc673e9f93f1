/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/runs/tw-run-compare-window.h"

#include "app/runs/tw-distance-view.h"
#include "compare-fixture.h"
#include "widget-fixture.h"

typedef struct
{
  TwScenario *scenario;
  TwRunCompareWindow *window;
} Fixture;

static void
set_up (Fixture *fixture)
{
  fixture->scenario = tw_scenario_find ("default", NULL);
  fixture->window = g_object_ref_sink (tw_run_compare_window_new (NULL));
  gtk_window_present (GTK_WINDOW (fixture->window));
  fixture_settle (GTK_WIDGET (fixture->window));
}

static void
tear_down (Fixture *fixture)
{
  fixture_close (GTK_WIDGET (fixture->window));
  g_assert_finalize_object (fixture->window);
  tw_scenario_unref (fixture->scenario);
}

static void
compare (Fixture *fixture, TwRunComparison *comparison)
{
  const TwRunCompareSide a = { "start", 0, 1500, fixture->scenario };
  const TwRunCompareSide b = { "far-sighted", 1, 2100, fixture->scenario };

  tw_run_compare_window_set (fixture->window, &a, &b, comparison);
  fixture_settle (GTK_WIDGET (fixture->window));
}

static void
assert_page (Fixture *fixture, const char *name)
{
  g_assert_true (gtk_stack_get_visible_child (fixture_part (fixture->window, "pages"))
                 == fixture_part (fixture->window, name));
}

static guint
n_lines (Fixture *fixture)
{
  return g_list_model_get_n_items (
      G_LIST_MODEL (gtk_column_view_get_model (fixture_part (fixture->window, "columns"))));
}

static void
test_result (void)
{
  Fixture fixture;
  g_autoptr (GtkColumnViewColumn) column = NULL;

  set_up (&fixture);
  assert_page (&fixture, "busy");
  compare (&fixture, fixture_comparison ());
  assert_page (&fixture, "result");
  g_assert_cmpstr (fixture_label (fixture.window, "name_a"), ==, "start");
  g_assert_cmpstr (fixture_label (fixture.window, "name_b"), ==, "far-sighted");
  g_assert_cmpstr (fixture_label (fixture.window, "summary"), ==,
                   "They are the same run up to step 600. What they recorded differs from step "
                   "601 on.");
  g_assert_cmpstr (fixture_label (fixture.window, "table_heading"), ==,
                   "Settings and parameters that differ at step 1\u2009500");
  g_assert_cmpuint (n_lines (&fixture), ==, 4);
  column = g_list_model_get_item (
      gtk_column_view_get_columns (fixture_part (fixture.window, "columns")), 2);
  g_assert_cmpstr (gtk_column_view_column_get_title (column), ==, "far-sighted");
  tear_down (&fixture);
}

/* Another result takes the former one's place, and without differences there is no table. */
static void
test_same (void)
{
  Fixture fixture;
  TwRunComparison *comparison = fixture_comparison ();

  set_up (&fixture);
  compare (&fixture, fixture_comparison ());
  comparison->differ = FALSE;
  comparison->common = 0;
  g_ptr_array_set_size (comparison->settings, 0);
  g_ptr_array_set_size (comparison->parameters, 0);
  compare (&fixture, comparison);
  g_assert_cmpstr (fixture_label (fixture.window, "summary"), ==,
                   "They have no step in common. What they recorded is the same, up to step "
                   "1\u2009500, the last that both have.");
  g_assert_cmpuint (n_lines (&fixture), ==, 0);
  g_assert_false (gtk_widget_get_visible (fixture_part (fixture.window, "table")));
  tear_down (&fixture);
}

static void
test_fail (void)
{
  Fixture fixture;

  set_up (&fixture);
  tw_run_compare_window_fail (fixture.window, "a < b & c");
  assert_page (&fixture, "trouble");
  g_assert_cmpstr (adw_status_page_get_description (fixture_part (fixture.window, "trouble")), ==,
                   "a &lt; b &amp; c");
  tear_down (&fixture);
}

/* --- the charts --- */

static guint
count_pixels (cairo_surface_t *picture, double x0, double x1)
{
  const int width = cairo_image_surface_get_width (picture);
  guint n = 0;

  for (int x = (int)(x0 * width); x < (int)(x1 * width); x++)
    for (int y = 0; y < cairo_image_surface_get_height (picture); y++)
      {
        int rgb[3];

        fixture_pixel (picture, x, y, rgb);
        n += rgb[2] > rgb[0] + 60;
      }
  return n;
}

/* The curve of the first chart is blue; of a model whose θ is not kept it is not there. */
static void
test_charts (void)
{
  Fixture fixture;
  TwRunComparison *comparison = fixture_comparison ();
  GtkWidget *view;
  cairo_surface_t *picture;

  set_up (&fixture);
  comparison->differ = FALSE;
  compare (&fixture, comparison);
  view = fixture_part (fixture.window, "distance");
  picture = fixture_render (view);
  g_assert_cmpuint (count_pixels (picture, 0.3, 0.6), >, 100);
  cairo_surface_destroy (picture);
  for (gsize i = 0; i < comparison->n_steps; i++)
    comparison->theta_distance[i] = NAN;
  picture = fixture_render (view);
  g_assert_cmpuint (count_pixels (picture, 0.3, 0.6), ==, 0);
  cairo_surface_destroy (picture);
  tear_down (&fixture);
}

static void
test_cursor (void)
{
  Fixture fixture;
  GtkWidget *view;
  cairo_surface_t *before, *after;

  set_up (&fixture);
  compare (&fixture, fixture_comparison ());
  view = fixture_part (fixture.window, "distance");
  before = fixture_render (view);
  fixture_move_pointer (view, gtk_widget_get_width (view) * 0.4, 40);
  after = fixture_render (view);
  g_assert_cmpuint (fixture_difference (before, after), >, 50);
  cairo_surface_destroy (after);
  fixture_leave (view);
  after = fixture_render (view);
  g_assert_cmpuint (fixture_difference (before, after), ==, 0);
  cairo_surface_destroy (after);
  g_assert_true (fixture_press_key (view, GDK_KEY_Left, 0));
  after = fixture_render (view);
  g_assert_cmpuint (fixture_difference (before, after), >, 50);
  cairo_surface_destroy (before);
  cairo_surface_destroy (after);
  g_assert_false (fixture_press_key (view, GDK_KEY_Left, GDK_CONTROL_MASK));
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/run-compare-window/result", test_result);
  g_test_add_func ("/run-compare-window/same", test_same);
  g_test_add_func ("/run-compare-window/fail", test_fail);
  g_test_add_func ("/run-compare-window/charts", test_charts);
  g_test_add_func ("/run-compare-window/cursor", test_cursor);
  return g_test_run ();
}
