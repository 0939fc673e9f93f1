/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/views/tw-plane-view.h"

#include "app/views/tw-plane-arrays.h"
#include "app/views/tw-view-style.h"
#include "figure/tw-format.h"
#include "figure/tw-plane-raster.h"
#include "live-fixture.h"
#include "widget-fixture.h"

#include <stdlib.h>

/* A view of a run that knows enough of itself for much of the plane to be reachable. */
typedef struct
{
  TwLiveRun *run;
  TwPlaneView *view;
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture *fixture)
{
  g_autoptr (TwScenario) scenario =
      fixture_scenario_with ("[start]\nu.self=0.95\nv.self=0.95\nu.update=0.9\nv.update=0.95\n"
                             "horizon=5\nawareness=0\ndirectedness=1.5\n");

  fixture->run = fixture_run_of (scenario);
  fixture->view = g_object_ref_sink (TW_PLANE_VIEW (tw_plane_view_new ()));
  tw_plane_view_set_run (fixture->view, fixture->run);
  fixture->window = fixture_show (GTK_WIDGET (fixture->view), 700, 480);
  tw_live_run_sync (fixture->run);
  fixture_settle (fixture->window);
}

static void
tear_down (Fixture *fixture)
{
  fixture_close (fixture->window);
  g_assert_finalize_object (fixture->view);
  g_assert_finalize_object (fixture->run);
}

static void
get_range (Fixture *fixture, double range[4])
{
  tw_plane_view_get_range (fixture->view, range);
}

static gboolean
is_fitted (Fixture *fixture)
{
  gboolean fitted;

  g_object_get (fixture->view, "fitted", &fitted, NULL);
  return fitted;
}

static void
assert_range (Fixture *fixture, const double expected[4])
{
  double range[4];

  get_range (fixture, range);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpfloat_with_epsilon (range[i], expected[i], 1e-12);
}

/* Where the figure puts things, from what the header says the view shows. */
static void
measure (Fixture *fixture, TwPlaneData *data, TwPlaneLayout *layout)
{
  const TwModelType *type = tw_live_run_get_model_type (fixture->run);
  TwPlaneArrays arrays = { 0 };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create (surface);
  g_auto (TwFigureContext) context = { 0 };
  TwPlaneRegime *regimes = tw_view_regimes_new (type, tw_view_theme ());
  g_autofree char *ground = NULL;
  double range[4];

  g_object_get (fixture->view, "ground", &ground, NULL);
  tw_view_context_init (&context, cr, GTK_WIDGET (fixture->view));
  tw_plane_data_init (data);
  get_range (fixture, range);
  data->x0 = range[0];
  data->x1 = range[1];
  data->y0 = range[2];
  data->y1 = range[3];
  data->x_title = type->plane_title[0];
  data->x_unit = type->plane_unit[0];
  data->y_title = type->plane_title[1];
  data->y_unit = type->plane_unit[1];
  data->value_title = "loss";
  data->background = strcmp (ground, "loss") == 0     ? TW_PLANE_LOSS
                     : strcmp (ground, "regime") == 0 ? TW_PLANE_REGIME
                                                      : TW_PLANE_PLAIN;
  data->regimes = regimes;
  data->n_regimes = type->n_regimes;
  tw_plane_arrays_set (&arrays, tw_live_run_get_field (fixture->run));
  data->field = arrays.field;
  tw_plane_figure_layout (&context, data, layout);
  data->field = (TwPlaneField){ 0 };
  data->regimes = NULL;
  tw_plane_arrays_clear (&arrays);
  tw_view_regimes_free (regimes, type->n_regimes);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
show_only_ground (Fixture *fixture, const char *ground)
{
  g_object_set (fixture->view, "ground", ground, "show-arrows", FALSE, "show-nullclines", FALSE,
                "show-noise", FALSE, NULL);
  fixture_settle (fixture->window);
}

/* --- the note --- */

static void
test_note_without_pointer (void)
{
  Fixture fixture;

  set_up (&fixture);
  g_assert_nonnull (strstr (tw_plane_view_get_note (fixture.view), "colour: loss"));
  g_object_set (fixture.view, "ground", "regime", NULL);
  g_assert_nonnull (strstr (tw_plane_view_get_note (fixture.view), "colour: regime"));
  g_object_set (fixture.view, "ground", "plain", NULL);
  g_assert_null (strstr (tw_plane_view_get_note (fixture.view), "colour"));
  tear_down (&fixture);
}

static const char *
sign_of (double value)
{
  return value > 0 ? "+" : value < 0 ? "−" : "0";
}

/* Under the pointer are the numbers of the field's cell. */
static void
test_note_under_pointer (void)
{
  const TwModelType *type;
  const TwField *field;
  TwPlaneLayout layout;
  TwPlaneData data;
  guint n_points = 0;
  Fixture fixture;

  set_up (&fixture);
  type = tw_live_run_get_model_type (fixture.run);
  field = tw_live_run_get_field (fixture.run);
  measure (&fixture, &data, &layout);
  for (guint j = 2; j < field->grid.ny; j += 7)
    for (guint i = 2; i < field->grid.nx; i += 11)
      {
        const TwFieldPoint *point = &field->points[j * field->grid.nx + i];
        const char *note;
        char across[32], up[32], loss[32];
        g_autofree char *expected = NULL;
        double at[2], px, py, x, y;

        tw_grid_point (&field->grid, i, j, at);
        tw_plane_layout_to_pixel (&layout, at[0], at[1], &px, &py);
        if (!tw_plane_layout_to_data (&layout, px, py, &x, &y))
          continue;
        fixture_move_pointer (fixture.view, px, py);
        note = tw_plane_view_get_note (fixture.view);
        g_assert_true (point->reachable);
        tw_format_value (pow (10, x), 3, across, sizeof across);
        tw_format_value (y, 3, up, sizeof up);
        tw_format_value (point->loss, 4, loss, sizeof loss);
        expected = g_strdup_printf ("goal horizon %s steps · situational awareness %s · loss %s · "
                                    "%s · −∂L/∂h %s · −∂L/∂s %s",
                                    across, up, loss, type->regimes[point->regime].title,
                                    sign_of (point->slope[0]), sign_of (point->slope[1]));
        g_assert_cmpstr (note, ==, expected);
        n_points++;
      }
  g_assert_cmpuint (n_points, >, 30);
  fixture_leave (fixture.view);
  g_assert_nonnull (strstr (tw_plane_view_get_note (fixture.view), "arrows"));
  tear_down (&fixture);
}

static void
test_note_out_of_reach (void)
{
  const double ceiling = 0.7;
  TwPlaneLayout layout;
  TwPlaneData data;
  double px, py;
  Fixture fixture;

  set_up (&fixture);
  g_assert_cmpfloat (tw_live_run_get_snapshot (fixture.run)->ceiling, <, ceiling);
  measure (&fixture, &data, &layout);
  tw_plane_layout_to_pixel (&layout, 2, ceiling, &px, &py);
  fixture_move_pointer (fixture.view, px, py);
  g_assert_nonnull (strstr (tw_plane_view_get_note (fixture.view), "out of reach"));
  g_assert_null (strstr (tw_plane_view_get_note (fixture.view), "loss"));
  /* Beside the plot. */
  fixture_move_pointer (fixture.view, 1, 1);
  g_assert_nonnull (strstr (tw_plane_view_get_note (fixture.view), "arrows"));
  tear_down (&fixture);
}

/* The pointer rests, and the numbers under it change. */
static void
test_note_follows_run (void)
{
  g_autofree char *before = NULL;
  TwPlaneLayout layout;
  TwPlaneData data;
  double px, py;
  Fixture fixture;

  set_up (&fixture);
  measure (&fixture, &data, &layout);
  tw_plane_layout_to_pixel (&layout, 2, 0.2, &px, &py);
  fixture_move_pointer (fixture.view, px, py);
  before = g_strdup (tw_plane_view_get_note (fixture.view));
  tw_live_run_set (fixture.run, fixture_address (fixture.run, "theta.u.world"), 1.5, "test");
  tw_live_run_sync (fixture.run);
  g_assert_cmpstr (tw_plane_view_get_note (fixture.view), !=, before);
  tear_down (&fixture);
}

/* --- zoom, pan, fit --- */

static void
test_zoom_and_fit (void)
{
  double first[4], range[4];
  Fixture fixture;

  set_up (&fixture);
  get_range (&fixture, first);
  g_assert_true (is_fitted (&fixture));
  tw_plane_view_zoom (fixture.view, 2);
  g_assert_false (is_fitted (&fixture));
  get_range (&fixture, range);
  g_assert_cmpfloat_with_epsilon (range[1] - range[0], (first[1] - first[0]) / 2, 1e-12);
  g_assert_cmpfloat_with_epsilon (range[0] + range[1], first[0] + first[1], 1e-12);
  g_assert_cmpfloat_with_epsilon (range[3] - range[2], (first[3] - first[2]) / 2, 1e-12);
  tw_plane_view_fit (fixture.view);
  g_assert_true (is_fitted (&fixture));
  assert_range (&fixture, first);
  tear_down (&fixture);
}

static void
test_keys (void)
{
  static const guint zooms[][2] = { { GDK_KEY_plus, GDK_KEY_minus },
                                    { GDK_KEY_KP_Add, GDK_KEY_KP_Subtract },
                                    { GDK_KEY_equal, GDK_KEY_minus } };
  static const struct
  {
    guint key;
    double dx, dy;
  } pans[] = {
    { GDK_KEY_Left, -0.1, 0 }, { GDK_KEY_Right, 0.1, 0 },    { GDK_KEY_Down, 0, -0.1 },
    { GDK_KEY_Up, 0, 0.1 },    { GDK_KEY_KP_Left, -0.1, 0 },
  };
  double first[4], range[4];
  Fixture fixture;

  set_up (&fixture);
  get_range (&fixture, first);
  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      g_assert_true (fixture_press_key (fixture.view, zooms[i][0], 0));
      get_range (&fixture, range);
      g_assert_cmpfloat (range[1] - range[0], <, first[1] - first[0]);
      g_assert_true (fixture_press_key (fixture.view, zooms[i][1], 0));
      assert_range (&fixture, first);
    }
  /* In the middle, so that no limit is met. */
  tw_plane_view_zoom (fixture.view, 4);
  for (guint i = 0; i < G_N_ELEMENTS (pans); i++)
    {
      double before[4];

      get_range (&fixture, before);
      g_assert_true (fixture_press_key (fixture.view, pans[i].key, 0));
      get_range (&fixture, range);
      g_assert_cmpfloat_with_epsilon (range[0] - before[0], pans[i].dx * (before[1] - before[0]),
                                      1e-12);
      g_assert_cmpfloat_with_epsilon (range[3] - before[3], pans[i].dy * (before[3] - before[2]),
                                      1e-12);
    }
  g_assert_true (fixture_press_key (fixture.view, GDK_KEY_0, 0));
  assert_range (&fixture, first);
  /* Others' keys. */
  g_assert_false (fixture_press_key (fixture.view, GDK_KEY_plus, GDK_CONTROL_MASK));
  g_assert_false (fixture_press_key (fixture.view, GDK_KEY_space, 0));
  assert_range (&fixture, first);
  tear_down (&fixture);
}

/* Labels on the axis get longer and shorter, and the plot with them, by some pixels. */
static void
assert_under (Fixture *fixture, double px, double py, double x, double y)
{
  TwPlaneLayout layout;
  TwPlaneData data;
  double at[2];

  measure (fixture, &data, &layout);
  tw_plane_layout_to_pixel (&layout, x, y, &at[0], &at[1]);
  g_assert_cmpfloat_with_epsilon (at[0], px, 12);
  g_assert_cmpfloat_with_epsilon (at[1], py, 3);
}

/* What is under the pointer stays there: exactly so as a share of the way across. */
static void
test_scroll (void)
{
  double x, y, before[4], after[4];
  TwPlaneLayout layout;
  TwPlaneData data;
  gboolean used;
  Fixture fixture;

  set_up (&fixture);
  measure (&fixture, &data, &layout);
  tw_plane_layout_to_data (&layout, 250, 200, &x, &y);
  fixture_move_pointer (fixture.view, 250, 200);
  get_range (&fixture, before);
  g_signal_emit_by_name (fixture_controller (fixture.view, GTK_TYPE_EVENT_CONTROLLER_SCROLL),
                         "scroll", 0.0, -4.0, &used);
  g_assert_true (used);
  get_range (&fixture, after);
  g_assert_cmpfloat (after[1] - after[0], <, 0.5 * (before[1] - before[0]));
  g_assert_cmpfloat_with_epsilon ((x - after[0]) / (after[1] - after[0]),
                                  (x - before[0]) / (before[1] - before[0]), 1e-12);
  g_assert_cmpfloat_with_epsilon ((y - after[2]) / (after[3] - after[2]),
                                  (y - before[2]) / (before[3] - before[2]), 1e-12);
  assert_under (&fixture, 250, 200, x, y);
  tear_down (&fixture);
}

/* What was taken hold of stays under the pointer. */
static void
test_drag (void)
{
  TwPlaneLayout layout;
  TwPlaneData data;
  double x, y;
  gpointer drag;
  Fixture fixture;

  set_up (&fixture);
  tw_plane_view_zoom (fixture.view, 4);
  measure (&fixture, &data, &layout);
  tw_plane_layout_to_data (&layout, 300, 200, &x, &y);
  drag = fixture_controller (fixture.view, GTK_TYPE_GESTURE_DRAG);
  g_signal_emit_by_name (drag, "drag-begin", 300.0, 200.0);
  g_signal_emit_by_name (drag, "drag-update", 20.0, 7.0);
  g_signal_emit_by_name (drag, "drag-update", 133.0, -52.0);
  assert_under (&fixture, 433, 148, x, y);
  tear_down (&fixture);
}

/* However long somebody turns the wheel, in whatever direction. */
static void
test_far_and_near (void)
{
  double range[4];
  Fixture fixture;

  set_up (&fixture);
  for (int direction = -1; direction <= 1; direction += 2)
    {
      for (guint i = 0; i < 400; i++)
        tw_plane_view_zoom (fixture.view, pow (1.25, direction));
      get_range (&fixture, range);
      g_assert_true (range[0] < range[1] && range[2] < range[3]);
      tw_live_run_sync (fixture.run);
      fixture_settle (fixture.window);
    }
  tear_down (&fixture);
}

/* The range grows to where a run goes, and a fit has the whole way. */
static void
test_fits_the_whole_way (void)
{
  Fixture fixture;
  double grown[4];

  set_up (&fixture);
  tw_live_run_step (fixture.run, 1);
  while (tw_live_run_get_snapshot (fixture.run)->step < 1)
    tw_live_run_sync (fixture.run);
  tw_live_run_set (fixture.run, fixture_address (fixture.run, "theta.horizon"), 20, "test");
  tw_live_run_step (fixture.run, 1);
  while (tw_live_run_get_snapshot (fixture.run)->step < 2)
    tw_live_run_sync (fixture.run);
  get_range (&fixture, grown);
  g_assert_cmpfloat (grown[1], >, 20 / log (10));
  /* Back to a short horizon: the way there is still in view. */
  tw_live_run_set (fixture.run, fixture_address (fixture.run, "theta.horizon"), 1, "test");
  tw_live_run_sync (fixture.run);
  tw_plane_view_zoom (fixture.view, 3);
  tw_plane_view_fit (fixture.view);
  assert_range (&fixture, grown);
  /* Going through the run does not move the view. */
  tw_live_run_show_step (fixture.run, 0);
  tw_live_run_sync (fixture.run);
  assert_range (&fixture, grown);
  tear_down (&fixture);
}

/* Fitted, the range grows with the run; else it is left alone, and the background covers it. */
static void
test_follows_run (void)
{
  const TwSnapshot *snapshot;
  double range[4], chosen[4];
  TwAddress horizon;
  Fixture fixture;

  set_up (&fixture);
  horizon = fixture_address (fixture.run, "theta.horizon");
  tw_live_run_set (fixture.run, horizon, 18, "test");
  tw_live_run_sync (fixture.run);
  snapshot = tw_live_run_get_snapshot (fixture.run);
  get_range (&fixture, range);
  g_assert_cmpfloat (snapshot->point[0], >, 5.2);
  g_assert_cmpfloat (range[1], >, snapshot->point[0]);
  tw_live_run_sync (fixture.run);
  g_assert_cmpfloat (tw_live_run_get_field (fixture.run)->grid.x1, ==, range[1]);

  tw_plane_view_zoom (fixture.view, 2);
  get_range (&fixture, chosen);
  tw_live_run_set (fixture.run, horizon, 40, "test");
  tw_live_run_sync (fixture.run);
  assert_range (&fixture, chosen);
  g_assert_cmpfloat (tw_live_run_get_field (fixture.run)->grid.x0, ==, chosen[0]);
  tear_down (&fixture);
}

/* --- the picture --- */

static void
assert_near (const int rgb[3], TwColor color, int tolerance)
{
  const double components[] = { color.red, color.green, color.blue };

  for (guint i = 0; i < 3; i++)
    if (abs (rgb[i] - (int)rint (components[i] * 255)) > tolerance)
      g_error ("%d %d %d is not %g %g %g", rgb[0], rgb[1], rgb[2], color.red * 255,
               color.green * 255, color.blue * 255);
}

/* Away from state, trail and labels: what the ground has at this point of the field. */
static gboolean
is_free (Fixture *fixture, const double at[2])
{
  const TwSnapshot *snapshot = tw_live_run_get_snapshot (fixture->run);

  return fabs (at[0] - snapshot->point[0]) > 0.8 && at[1] > 0.08 && at[1] < snapshot->ceiling - 0.1;
}

/* The pixel at a known loss has the colour map's colour for it. */
static void
test_loss_is_colour (void)
{
  const TwColormap *map;
  g_autoptr (GHashTable) colors = g_hash_table_new (NULL, NULL);
  TwPlaneArrays arrays = { 0 };
  const TwField *field;
  cairo_surface_t *picture;
  TwPlaneLayout layout;
  TwLossRange losses;
  TwPlaneData data;
  guint n_points = 0;
  Fixture fixture;

  set_up (&fixture);
  show_only_ground (&fixture, "loss");
  measure (&fixture, &data, &layout);
  map = tw_colormap_get (data.colormap);
  field = tw_live_run_get_field (fixture.run);
  tw_plane_arrays_set (&arrays, field);
  g_assert_true (tw_plane_loss_range (&arrays.field, &losses));
  picture = fixture_render (GTK_WIDGET (fixture.view));
  for (guint j = 1; j < field->grid.ny; j += 5)
    for (guint i = 1; i < field->grid.nx; i += 5)
      {
        double at[2], px, py;
        int rgb[3];
        TwColor color;

        tw_grid_point (&field->grid, i, j, at);
        if (!is_free (&fixture, at))
          continue;
        tw_plane_layout_to_pixel (&layout, at[0], at[1], &px, &py);
        if (!tw_plane_layout_to_data (&layout, px, py, NULL, NULL))
          continue;
        fixture_pixel (picture, (int)px, (int)py, rgb);
        color = tw_colormap_color (map, (field->points[j * field->grid.nx + i].loss - losses.lo)
                                            / (losses.hi - losses.lo));
        /* The pixel's middle is up to half a pixel away from the point. */
        assert_near (rgb, color, 24);
        g_hash_table_add (colors, GINT_TO_POINTER ((rgb[0] << 16) + (rgb[1] << 8) + rgb[2] + 1));
        n_points++;
      }
  g_assert_cmpuint (n_points, >, 20);
  g_assert_cmpuint (g_hash_table_size (colors), >, 10);
  cairo_surface_destroy (picture);
  tw_plane_arrays_clear (&arrays);
  tear_down (&fixture);
}

static void
assert_other_picture (Fixture *fixture, cairo_surface_t **picture, guint least)
{
  cairo_surface_t *newer;

  fixture_settle (fixture->window);
  newer = fixture_render (GTK_WIDGET (fixture->view));
  g_assert_cmpuint (fixture_difference (*picture, newer), >, least);
  cairo_surface_destroy (*picture);
  *picture = newer;
}

/* Everything that can be switched is seen, and switched back gives the same picture. */
static void
test_options_change_the_picture (void)
{
  static const char *const switches[] = { "show-arrows", "show-nullclines", "show-noise" };
  cairo_surface_t *picture, *first, *last;
  Fixture fixture;

  set_up (&fixture);
  first = fixture_render (GTK_WIDGET (fixture.view));
  picture = cairo_surface_reference (first);
  g_object_set (fixture.view, "ground", "regime", NULL);
  assert_other_picture (&fixture, &picture, 50000);
  g_object_set (fixture.view, "ground", "plain", NULL);
  assert_other_picture (&fixture, &picture, 50000);
  g_object_set (fixture.view, "ground", "loss", NULL);
  assert_other_picture (&fixture, &picture, 50000);
  g_assert_cmpuint (fixture_difference (picture, first), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    {
      g_object_set (fixture.view, switches[i], FALSE, NULL);
      assert_other_picture (&fixture, &picture, 20);
      g_object_set (fixture.view, switches[i], TRUE, NULL);
      fixture_settle (fixture.window);
      last = fixture_render (GTK_WIDGET (fixture.view));
      g_assert_cmpuint (fixture_difference (last, first), ==, 0);
      cairo_surface_destroy (picture);
      picture = last;
    }
  cairo_surface_destroy (picture);
  cairo_surface_destroy (first);
  tear_down (&fixture);
}

/* The colour of the free ground is that of the theme's panel, which is another in the dark. */
static void
test_theme (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  const double at[2] = { 2, 0.3 };
  cairo_surface_t *picture;
  TwPlaneLayout layout;
  TwPlaneData data;
  double px, py;
  int rgb[3];
  Fixture fixture;

  set_up (&fixture);
  show_only_ground (&fixture, "plain");
  for (guint dark = 0; dark < 2; dark++)
    {
      const TwTheme *theme = tw_theme_find (dark, FALSE);

      adw_style_manager_set_color_scheme (manager, dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                                        : ADW_COLOR_SCHEME_FORCE_LIGHT);
      g_assert_true (tw_view_theme () == theme);
      fixture_settle (fixture.window);
      measure (&fixture, &data, &layout);
      tw_plane_layout_to_pixel (&layout, at[0], at[1], &px, &py);
      picture = fixture_render (GTK_WIDGET (fixture.view));
      /* Between the grid's lines. */
      fixture_pixel (picture, (int)px + 7, (int)py + 7, rgb);
      assert_near (rgb, theme->panel, 1);
      cairo_surface_destroy (picture);
    }
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
  tear_down (&fixture);
}

/* The run's way is drawn: where it was and where it is now. */
static void
test_trail (void)
{
  cairo_surface_t *before, *after;
  TwPlaneLayout layout;
  TwPlaneData data;
  double px, py;
  int was[3], is[3];
  Fixture fixture;

  set_up (&fixture);
  show_only_ground (&fixture, "plain");
  tw_live_run_set (fixture.run, fixture_address (fixture.run, "optimizer.learning_rate"), 2,
                   "test");
  tw_live_run_sync (fixture.run);
  before = fixture_render (GTK_WIDGET (fixture.view));
  fixture_play_to_rest (fixture.run);
  tw_live_run_sync (fixture.run);
  fixture_settle (fixture.window);
  after = fixture_render (GTK_WIDGET (fixture.view));
  measure (&fixture, &data, &layout);
  tw_plane_layout_to_pixel (&layout, tw_live_run_get_snapshot (fixture.run)->point[0],
                            tw_live_run_get_snapshot (fixture.run)->point[1], &px, &py);
  fixture_pixel (before, (int)px, (int)py, was);
  fixture_pixel (after, (int)px, (int)py, is);
  g_assert_cmpint (abs (was[0] - is[0]) + abs (was[1] - is[1]) + abs (was[2] - is[2]), >, 60);
  cairo_surface_destroy (before);
  cairo_surface_destroy (after);
  tear_down (&fixture);
}

static void
test_empty (void)
{
  TwPlaneView *view = g_object_ref_sink (TW_PLANE_VIEW (tw_plane_view_new ()));
  GtkWidget *window = fixture_show (GTK_WIDGET (view), 700, 480);

  fixture_move_pointer (view, 300, 200);
  fixture_press_key (view, GDK_KEY_plus, 0);
  tw_plane_view_fit (view);
  fixture_settle (window);
  g_assert_cmpstr (tw_plane_view_get_note (view), !=, "");
  fixture_close (window);
  g_assert_finalize_object (view);
}

/* --- those who do not see it --- */

static void
test_description (void)
{
  const TwSnapshot *snapshot;
  const TwFieldPoint *point;
  g_autofree char *text = NULL;
  char across[32], up[32], loss[32], ceiling[32];
  Fixture fixture;

  set_up (&fixture);
  gtk_test_accessible_assert_role (fixture.view, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (fixture.view, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Plane of goal horizon and situational awareness");
  tw_live_run_step (fixture.run, 3);
  do
    tw_live_run_sync (fixture.run);
  while (tw_live_run_get_snapshot (fixture.run)->state == TW_TRAINER_RUNNING);
  snapshot = tw_live_run_get_snapshot (fixture.run);
  point = tw_plane_arrays_find (tw_live_run_get_field (fixture.run), snapshot->point[0],
                                snapshot->point[1]);
  tw_format_value (pow (10, snapshot->point[0]), 3, across, sizeof across);
  tw_format_value (snapshot->point[1], 3, up, sizeof up);
  tw_format_value (point->loss, 4, loss, sizeof loss);
  tw_format_value (snapshot->ceiling, 3, ceiling, sizeof ceiling);
  text = g_strdup_printf (
      "Step 3: goal horizon %s steps · situational awareness %s · loss %s · %s · "
      "−∂L/∂h %s · −∂L/∂s %s. Knowledge ceiling %s.",
      across, up, loss, tw_live_run_get_model_type (fixture.run)->regimes[point->regime].title,
      sign_of (point->slope[0]), sign_of (point->slope[1]), ceiling);
  gtk_test_accessible_assert_property (fixture.view, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text);
  tear_down (&fixture);
}

/* --- moving the point --- */

/* Where the present point is drawn. */
static void
locate_point (Fixture *fixture, TwPlaneLayout *layout, double *px, double *py)
{
  const TwSnapshot *snapshot = tw_live_run_get_snapshot (fixture->run);
  TwPlaneData data;

  measure (fixture, &data, layout);
  tw_plane_layout_to_pixel (layout, snapshot->point[0], snapshot->point[1], px, py);
}

static void
drag (Fixture *fixture, double px, double py, double dx, double dy)
{
  gpointer gesture = fixture_controller (fixture->view, GTK_TYPE_GESTURE_DRAG);

  g_signal_emit_by_name (gesture, "drag-begin", px, py);
  g_signal_emit_by_name (gesture, "drag-update", dx / 2, dy / 2);
  g_signal_emit_by_name (gesture, "drag-update", dx, dy);
}

static void
drop (Fixture *fixture, double dx, double dy)
{
  g_signal_emit_by_name (fixture_controller (fixture->view, GTK_TYPE_GESTURE_DRAG), "drag-end", dx,
                         dy);
}

/* Until what was asked for has become a state. */
static void
await_move (Fixture *fixture)
{
  const TwSnapshot *before = tw_live_run_get_snapshot (fixture->run);

  while (tw_live_run_get_snapshot (fixture->run) == before)
    {
      g_main_context_iteration (NULL, TRUE);
      tw_live_run_update (fixture->run);
    }
}

static void
test_drag_point (void)
{
  TwPlaneLayout layout;
  Fixture fixture;
  double px, py, x, y, range[4];
  g_autofree double *theta = NULL;
  guint n_changed = 0;

  set_up (&fixture);
  get_range (&fixture, range);
  locate_point (&fixture, &layout, &px, &py);
  theta = g_memdup2 (tw_live_run_get_snapshot (fixture.run)->theta,
                     tw_live_run_get_snapshot (fixture.run)->n_params * sizeof (double));
  tw_plane_layout_to_data (&layout, px + 60, py - 30, &x, &y);
  /* A little beside it, which stays beside it. */
  drag (&fixture, px + 4, py - 5, 60, -30);
  g_assert_true (g_str_has_prefix (tw_plane_view_get_note (fixture.view),
                                   "Escape: leave it · to goal horizon"));
  g_assert_cmpfloat (tw_live_run_get_snapshot (fixture.run)->theta[0], ==, theta[0]);
  drop (&fixture, 60, -30);
  await_move (&fixture);
  /* Rounding of a logarithm and back. */
  g_assert_cmpfloat_with_epsilon (tw_live_run_get_snapshot (fixture.run)->point[0], x, 1e-9);
  g_assert_cmpfloat_with_epsilon (tw_live_run_get_snapshot (fixture.run)->point[1], y, 1e-9);
  for (gsize i = 0; i < tw_live_run_get_snapshot (fixture.run)->n_params; i++)
    n_changed += tw_live_run_get_snapshot (fixture.run)->theta[i] != theta[i];
  g_assert_cmpuint (n_changed, ==, 2);
  g_assert_cmpuint (tw_live_run_get_snapshot (fixture.run)->step, ==, 0);
  assert_range (&fixture, range);
  g_assert_true (g_str_has_prefix (tw_plane_view_get_note (fixture.view), "arrows"));
  tear_down (&fixture);
}

/* Above the ceiling it stops just below it. */
static void
test_drag_above_ceiling (void)
{
  TwPlaneLayout layout;
  Fixture fixture;
  double px, py, ceiling;

  set_up (&fixture);
  ceiling = tw_live_run_get_snapshot (fixture.run)->ceiling;
  locate_point (&fixture, &layout, &px, &py);
  drag (&fixture, px, py, 0, -400);
  drop (&fixture, 0, -400);
  await_move (&fixture);
  g_assert_cmpfloat (tw_live_run_get_snapshot (fixture.run)->point[1], <, ceiling);
  g_assert_cmpfloat (tw_live_run_get_snapshot (fixture.run)->point[1], >, 0.99 * ceiling);
  tear_down (&fixture);
}

/* With Escape, and pressed without moving, it stays; the view as well. */
static void
test_drag_left (void)
{
  TwPlaneLayout layout;
  Fixture fixture;
  double px, py, range[4];
  const TwSnapshot *before;

  set_up (&fixture);
  get_range (&fixture, range);
  before = tw_live_run_get_snapshot (fixture.run);
  locate_point (&fixture, &layout, &px, &py);
  g_assert_false (fixture_press_key (fixture.view, GDK_KEY_Escape, 0));
  drag (&fixture, px, py, 60, 20);
  g_assert_true (fixture_press_key (fixture.view, GDK_KEY_Escape, 0));
  g_assert_true (g_str_has_prefix (tw_plane_view_get_note (fixture.view), "arrows"));
  drop (&fixture, 60, 20);
  drag (&fixture, px, py, 0, 0);
  drop (&fixture, 0, 0);
  tw_live_run_sync (fixture.run);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpfloat (tw_live_run_get_snapshot (fixture.run)->point[0], ==, before->point[0]);
  assert_range (&fixture, range);

  /* Farther away than a hand that aims at it, a drag moves the view. */
  drag (&fixture, px + 20, py, 30, 0);
  drop (&fixture, 30, 0);
  g_assert_false (is_fitted (&fixture));
  tear_down (&fixture);
}

static void
test_nudge (void)
{
  Fixture fixture;
  double range[4], x;

  set_up (&fixture);
  get_range (&fixture, range);
  x = tw_live_run_get_snapshot (fixture.run)->point[0];
  /* Faster than the first is worked out. */
  for (guint i = 0; i < 3; i++)
    g_assert_true (fixture_press_key (fixture.view, GDK_KEY_Right, GDK_SHIFT_MASK));
  x += 3 * 0.01 * (range[1] - range[0]);
  while (fabs (tw_live_run_get_snapshot (fixture.run)->point[0] - x) > 1e-9)
    {
      g_main_context_iteration (NULL, TRUE);
      tw_live_run_update (fixture.run);
    }
  assert_range (&fixture, range);
  tear_down (&fixture);
}

/* What comes after the moment is paler, but there. */
static void
test_trail_after (void)
{
  cairo_surface_t *end, *middle;
  Fixture fixture;

  set_up (&fixture);
  show_only_ground (&fixture, "plain");
  fixture_play_to_rest (fixture.run);
  tw_live_run_sync (fixture.run);
  end = fixture_render (GTK_WIDGET (fixture.view));
  tw_live_run_show_step (fixture.run, 10);
  tw_live_run_sync (fixture.run);
  middle = fixture_render (GTK_WIDGET (fixture.view));
  g_assert_cmpuint (fixture_difference (end, middle), >, 50);
  tw_live_run_follow (fixture.run);
  tw_live_run_sync (fixture.run);
  cairo_surface_destroy (middle);
  middle = fixture_render (GTK_WIDGET (fixture.view));
  g_assert_cmpuint (fixture_difference (end, middle), ==, 0);
  cairo_surface_destroy (end);
  cairo_surface_destroy (middle);
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/plane-view/note-without-pointer", test_note_without_pointer);
  g_test_add_func ("/plane-view/note-under-pointer", test_note_under_pointer);
  g_test_add_func ("/plane-view/note-out-of-reach", test_note_out_of_reach);
  g_test_add_func ("/plane-view/note-follows-run", test_note_follows_run);
  g_test_add_func ("/plane-view/zoom-and-fit", test_zoom_and_fit);
  g_test_add_func ("/plane-view/keys", test_keys);
  g_test_add_func ("/plane-view/scroll", test_scroll);
  g_test_add_func ("/plane-view/drag", test_drag);
  g_test_add_func ("/plane-view/far-and-near", test_far_and_near);
  g_test_add_func ("/plane-view/follows-run", test_follows_run);
  g_test_add_func ("/plane-view/fits-the-whole-way", test_fits_the_whole_way);
  g_test_add_func ("/plane-view/loss-is-colour", test_loss_is_colour);
  g_test_add_func ("/plane-view/options-change-the-picture", test_options_change_the_picture);
  g_test_add_func ("/plane-view/theme", test_theme);
  g_test_add_func ("/plane-view/trail", test_trail);
  g_test_add_func ("/plane-view/empty", test_empty);
  g_test_add_func ("/plane-view/description", test_description);
  g_test_add_func ("/plane-view/drag-point", test_drag_point);
  g_test_add_func ("/plane-view/drag-above-ceiling", test_drag_above_ceiling);
  g_test_add_func ("/plane-view/drag-left", test_drag_left);
  g_test_add_func ("/plane-view/nudge", test_nudge);
  g_test_add_func ("/plane-view/trail-after", test_trail_after);
  return g_test_run ();
}
