/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/views/tw-timeline-view.h"

#include "live-fixture.h"
#include "widget-fixture.h"

typedef struct
{
  TwLiveRun *run;
  TwTimelineView *view;
  GtkWidget *window;
} Fixture;

static const char *const all_charts[] = { "understanding", "goal", "horizon", "loss", NULL };

static void
set_up (Fixture *fixture)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();

  scenario->stages[1].steps = 1960;
  fixture->run = fixture_run_of (scenario);
  fixture->view = g_object_ref_sink (TW_TIMELINE_VIEW (tw_timeline_view_new ()));
  g_object_set (fixture->view, "charts", all_charts, NULL);
  tw_timeline_view_set_run (fixture->view, fixture->run);
  fixture->window = fixture_show (GTK_WIDGET (fixture->view), 700, 400);
}

static void
tear_down (Fixture *fixture)
{
  fixture_close (fixture->window);
  g_assert_finalize_object (fixture->view);
  g_assert_finalize_object (fixture->run);
}

static void
assert_note (Fixture *fixture, const char *note)
{
  g_autofree char *property = NULL;

  g_object_get (fixture->view, "note", &property, NULL);
  g_assert_cmpstr (tw_timeline_view_get_note (fixture->view), ==, note);
  g_assert_cmpstr (property, ==, note);
}

static cairo_surface_t *
render (Fixture *fixture)
{
  return fixture_render (GTK_WIDGET (fixture->view));
}

static void
assert_difference (Fixture *fixture, cairo_surface_t *before, guint least)
{
  cairo_surface_t *now = render (fixture);

  g_assert_cmpuint (fixture_difference (before, now), >=, least);
  if (least == 0)
    g_assert_cmpuint (fixture_difference (before, now), ==, 0);
  cairo_surface_destroy (now);
}

static void
test_note (void)
{
  Fixture fixture;

  set_up (&fixture);
  assert_note (&fixture, "values at step 0 of 2\u2009000");
  fixture_play_to_rest (fixture.run);
  assert_note (&fixture, "values at step 2\u2009000 of 2\u2009000");
  tw_timeline_view_set_run (fixture.view, NULL);
  assert_note (&fixture, "");
  tear_down (&fixture);
}

/* From the present step; a step of the cursor is half a hundredth of the axis. */
static void
test_keys (void)
{
  static const struct
  {
    guint key;
    GdkModifierType state;
    const char *note;
  } cases[] = {
    { GDK_KEY_Right, 0, "values at step 10, under the cursor" },
    { GDK_KEY_Right, GDK_SHIFT_MASK, "values at step 110, under the cursor" },
    { GDK_KEY_Left, 0, "values at step 100, under the cursor" },
    { GDK_KEY_End, 0, "values at step 2\u2009000, under the cursor" },
    { GDK_KEY_Right, 0, "values at step 2\u2009000, under the cursor" },
    { GDK_KEY_Home, 0, "values at step 0, under the cursor" },
    { GDK_KEY_Left, 0, "values at step 0, under the cursor" },
    { GDK_KEY_Escape, 0, "values at step 2\u2009000 of 2\u2009000" },
  };
  Fixture fixture;

  set_up (&fixture);
  /* Nothing is known yet of any step but the first. */
  g_assert_true (fixture_press_key (fixture.view, GDK_KEY_Right, 0));
  assert_note (&fixture, "step 10, under the cursor, has not been made");
  g_assert_true (fixture_press_key (fixture.view, GDK_KEY_Home, 0));
  assert_note (&fixture, "values at step 0, under the cursor");
  fixture_play_to_rest (fixture.run);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (fixture_press_key (fixture.view, cases[i].key, cases[i].state));
      assert_note (&fixture, cases[i].note);
    }
  g_assert_false (fixture_press_key (fixture.view, GDK_KEY_Escape, 0));
  g_assert_false (fixture_press_key (fixture.view, GDK_KEY_Right, GDK_CONTROL_MASK));
  g_assert_false (fixture_press_key (fixture.view, GDK_KEY_space, 0));
  tear_down (&fixture);
}

/* The further to the right, the later; outside the charts there is no cursor. */
static void
test_pointer (void)
{
  double last = -1;
  Fixture fixture;

  set_up (&fixture);
  fixture_play_to_rest (fixture.run);
  for (int x = 150; x < 450; x += 50)
    {
      g_autofree char *digits = NULL;
      g_auto (GStrv) parts = NULL;

      fixture_move_pointer (fixture.view, x, 100);
      g_assert_true (
          g_str_has_suffix (tw_timeline_view_get_note (fixture.view), "under the cursor"));
      parts = g_strsplit (tw_timeline_view_get_note (fixture.view) + strlen ("values at step "),
                          "\u2009", -1);
      digits = g_strjoinv ("", parts);
      g_assert_cmpfloat (g_ascii_strtod (digits, NULL), >, last);
      last = g_ascii_strtod (digits, NULL);
    }
  g_assert_cmpfloat (last, <, 2000);
  fixture_move_pointer (fixture.view, 1, 1);
  assert_note (&fixture, "values at step 2\u2009000 of 2\u2009000");
  fixture_move_pointer (fixture.view, 300, 100);
  fixture_leave (fixture.view);
  assert_note (&fixture, "values at step 2\u2009000 of 2\u2009000");
  tear_down (&fixture);
}

/* Curves, cursor, charts and axis are drawn, and what is taken back is gone. */
static void
test_picture (void)
{
  const char *const one[] = { "loss", NULL };
  const char *const none[] = { NULL };
  cairo_surface_t *first, *trained;
  Fixture fixture;

  set_up (&fixture);
  first = render (&fixture);
  fixture_play_to_rest (fixture.run);
  assert_difference (&fixture, first, 500);
  trained = render (&fixture);

  fixture_press_key (fixture.view, GDK_KEY_Home, 0);
  fixture_press_key (fixture.view, GDK_KEY_Right, GDK_SHIFT_MASK);
  assert_difference (&fixture, trained, 100);
  fixture_press_key (fixture.view, GDK_KEY_Escape, 0);
  assert_difference (&fixture, trained, 0);

  g_object_set (fixture.view, "log-steps", TRUE, NULL);
  assert_difference (&fixture, trained, 500);
  g_object_set (fixture.view, "log-steps", FALSE, NULL);
  assert_difference (&fixture, trained, 0);

  g_object_set (fixture.view, "charts", one, NULL);
  assert_difference (&fixture, trained, 5000);
  g_object_set (fixture.view, "charts", none, NULL);
  assert_difference (&fixture, trained, 5000);
  g_object_set (fixture.view, "charts", NULL, NULL);
  assert_difference (&fixture, trained, 5000);
  g_object_set (fixture.view, "charts", all_charts, NULL);
  assert_difference (&fixture, trained, 0);

  /* An earlier moment: the curves stay, with a line where it is. */
  tw_live_run_show_step (fixture.run, 1000);
  tw_live_run_sync (fixture.run);
  assert_difference (&fixture, trained, 100);
  tw_live_run_follow (fixture.run);
  assert_difference (&fixture, trained, 0);
  cairo_surface_destroy (first);
  cairo_surface_destroy (trained);
  tear_down (&fixture);
}

/* A click, a drag or Return shows a moment. */
static void
test_goes_to_moment (void)
{
  gpointer gesture;
  Fixture fixture;
  guint64 first;

  set_up (&fixture);
  fixture_play_to_rest (fixture.run);
  gesture = fixture_controller (fixture.view, GTK_TYPE_GESTURE_DRAG);
  g_signal_emit_by_name (gesture, "drag-begin", 300.0, 100.0);
  g_assert_false (tw_live_run_is_following (fixture.run));
  first = tw_live_run_get_wanted_step (fixture.run);
  g_assert_cmpuint (first, >, 200);
  g_signal_emit_by_name (gesture, "drag-update", 50.0, 0.0);
  g_assert_cmpuint (tw_live_run_get_wanted_step (fixture.run), >, first);
  tw_live_run_sync (fixture.run);
  g_assert_nonnull (strstr (tw_timeline_view_get_note (fixture.view), "values at step"));
  /* Past the end of the axis is the end. */
  g_signal_emit_by_name (gesture, "drag-update", 5000.0, 0.0);
  g_assert_true (tw_live_run_is_following (fixture.run));

  fixture_press_key (fixture.view, GDK_KEY_Home, 0);
  fixture_press_key (fixture.view, GDK_KEY_Right, 0);
  g_assert_true (fixture_press_key (fixture.view, GDK_KEY_Return, 0));
  g_assert_cmpuint (tw_live_run_get_wanted_step (fixture.run), ==, 10);
  g_assert_false (fixture_press_key (fixture.view, GDK_KEY_Return, 0));
  tear_down (&fixture);
}

/* Steps that are made in small parts give the picture of all at once. */
static void
test_growing (void)
{
  cairo_surface_t *grown;
  Fixture fixture;

  set_up (&fixture);
  for (guint64 step = 0; step < 2000; step += 250)
    {
      tw_live_run_step (fixture.run, 250);
      do
        tw_live_run_sync (fixture.run);
      while (tw_live_run_get_snapshot (fixture.run)->state == TW_TRAINER_RUNNING);
      cairo_surface_destroy (render (&fixture));
    }
  grown = render (&fixture);
  tw_timeline_view_set_run (fixture.view, NULL);
  cairo_surface_destroy (render (&fixture));
  tw_timeline_view_set_run (fixture.view, fixture.run);
  /* Antialiasing apart, where one part ends and the next begins. */
  {
    cairo_surface_t *at_once = render (&fixture);

    g_assert_cmpuint (fixture_difference (grown, at_once), <, 500);
    cairo_surface_destroy (at_once);
  }
  cairo_surface_destroy (grown);
  tear_down (&fixture);
}

static void
test_accessible (void)
{
  Fixture fixture;

  set_up (&fixture);
  gtk_test_accessible_assert_role (fixture.view, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (fixture.view, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Timelines of the run");
  g_assert_true (gtk_widget_get_focusable (GTK_WIDGET (fixture.view)));
  tear_down (&fixture);
}

static void
test_empty (void)
{
  TwTimelineView *view = g_object_ref_sink (TW_TIMELINE_VIEW (tw_timeline_view_new ()));
  GtkWidget *window = fixture_show (GTK_WIDGET (view), 700, 400);

  fixture_move_pointer (view, 300, 100);
  g_assert_false (fixture_press_key (view, GDK_KEY_Right, 0));
  fixture_settle (window);
  fixture_close (window);
  g_assert_finalize_object (view);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/timeline-view/note", test_note);
  g_test_add_func ("/timeline-view/keys", test_keys);
  g_test_add_func ("/timeline-view/pointer", test_pointer);
  g_test_add_func ("/timeline-view/picture", test_picture);
  g_test_add_func ("/timeline-view/goes-to-moment", test_goes_to_moment);
  g_test_add_func ("/timeline-view/growing", test_growing);
  g_test_add_func ("/timeline-view/accessible", test_accessible);
  g_test_add_func ("/timeline-view/empty", test_empty);
  return g_test_run ();
}
