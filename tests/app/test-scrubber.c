/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/window/tw-scrubber.h"

#include "widget-fixture.h"

#define WIDTH 522 /* of which 500 are the track */
#define X0 11.0

typedef struct
{
  TwScrubber *scrubber;
  GtkWidget *window;
  GtkWidget *scale;
  GString *log; /* what was signalled, a letter each and a number */
} Fixture;

static void
on_scrubbed (Fixture *fixture, guint64 step)
{
  g_assert_cmpuint (tw_scrubber_get_step (fixture->scrubber), ==, step);
  g_string_append_printf (fixture->log, "s%" G_GUINT64_FORMAT " ", step);
}

static void
on_released (Fixture *fixture)
{
  g_string_append (fixture->log, "r ");
}

static void
on_loop_changed (Fixture *fixture)
{
  guint64 begin, end;

  if (tw_scrubber_get_loop (fixture->scrubber, &begin, &end))
    g_string_append_printf (fixture->log, "l%" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT " ", begin,
                            end);
  else
    g_string_append (fixture->log, "l ");
}

static void
on_branch (Fixture *fixture, gint64 run)
{
  g_string_append_printf (fixture->log, "b%" G_GINT64_FORMAT " ", run);
}

/* 1000 steps of which 800 are recorded; half a pixel a step. */
static void
set_up (Fixture *fixture)
{
  static const TwScrubberStage stages[] = { { "one", 0, 400 }, { "two", 400, 1000 } };

  fixture->log = g_string_new (NULL);
  fixture->scrubber = g_object_ref_sink (TW_SCRUBBER (tw_scrubber_new ()));
  tw_scrubber_set_range (fixture->scrubber, 0, 0, 800, 1000);
  tw_scrubber_set_stages (fixture->scrubber, stages, G_N_ELEMENTS (stages));
  fixture->scale = gtk_widget_get_first_child (GTK_WIDGET (fixture->scrubber));
  g_signal_connect_swapped (fixture->scrubber, "scrubbed", G_CALLBACK (on_scrubbed), fixture);
  g_signal_connect_swapped (fixture->scrubber, "released", G_CALLBACK (on_released), fixture);
  g_signal_connect_swapped (fixture->scrubber, "loop-changed", G_CALLBACK (on_loop_changed),
                            fixture);
  g_signal_connect_swapped (fixture->scrubber, "branch-activated", G_CALLBACK (on_branch), fixture);
  fixture->window = fixture_show (GTK_WIDGET (fixture->scrubber), WIDTH, 40);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->scrubber)), ==, WIDTH);
}

static void
tear_down (Fixture *fixture)
{
  fixture_close (fixture->window);
  g_assert_finalize_object (fixture->scrubber);
  g_string_free (fixture->log, TRUE);
}

static void
assert_log (Fixture *fixture, const char *log)
{
  g_assert_cmpstr (fixture->log->str, ==, log);
  g_string_truncate (fixture->log, 0);
}

static double
x_of (guint64 step)
{
  return X0 + 0.5 * (double)step;
}

static double
middle (Fixture *fixture)
{
  return gtk_widget_get_height (GTK_WIDGET (fixture->scrubber)) / 2.0;
}

static void
drag (Fixture *fixture, const char *signal, double x, double y)
{
  g_signal_emit_by_name (fixture_controller (fixture->scrubber, GTK_TYPE_GESTURE_DRAG), signal, x,
                         y);
}

/* --- --- */

static void
test_drag (void)
{
  Fixture fixture;

  set_up (&fixture);
  drag (&fixture, "drag-begin", x_of (300), middle (&fixture));
  assert_log (&fixture, "s300 ");
  g_assert_true (tw_scrubber_is_dragging (fixture.scrubber));
  drag (&fixture, "drag-update", 50, 0);
  assert_log (&fixture, "s400 ");
  /* Not taken out of the user's hand. */
  tw_scrubber_set_step (fixture.scrubber, 7);
  g_assert_cmpuint (tw_scrubber_get_step (fixture.scrubber), ==, 400);
  /* Not beyond what is recorded, nor before the first step. */
  drag (&fixture, "drag-update", 5000, 0);
  assert_log (&fixture, "s800 ");
  drag (&fixture, "drag-update", -5000, 0);
  assert_log (&fixture, "s0 ");
  drag (&fixture, "drag-end", -5000, 0);
  assert_log (&fixture, "r ");
  g_assert_false (tw_scrubber_is_dragging (fixture.scrubber));
  tw_scrubber_set_step (fixture.scrubber, 7);
  g_assert_cmpuint (tw_scrubber_get_step (fixture.scrubber), ==, 7);
  assert_log (&fixture, "");
  tear_down (&fixture);
}

/* The thumb is taken where it is touched, and does not jump. */
static void
test_thumb (void)
{
  Fixture fixture;

  set_up (&fixture);
  tw_scrubber_set_step (fixture.scrubber, 300);
  drag (&fixture, "drag-begin", x_of (300) + 4, middle (&fixture));
  drag (&fixture, "drag-update", 0, 1);
  assert_log (&fixture, "");
  drag (&fixture, "drag-update", 1, 0);
  assert_log (&fixture, "s302 ");
  drag (&fixture, "drag-end", 1, 0);
  tear_down (&fixture);
}

static void
move_slider (Fixture *fixture, GtkScrollType by)
{
  g_signal_emit_by_name (fixture->scale, "move-slider", by);
}

static void
test_keys (void)
{
  Fixture fixture;

  set_up (&fixture);
  tw_scrubber_set_step (fixture.scrubber, 300);
  move_slider (&fixture, GTK_SCROLL_STEP_RIGHT);
  move_slider (&fixture, GTK_SCROLL_STEP_LEFT);
  move_slider (&fixture, GTK_SCROLL_PAGE_RIGHT);
  move_slider (&fixture, GTK_SCROLL_START);
  move_slider (&fixture, GTK_SCROLL_END);
  assert_log (&fixture, "s301 r s300 r s310 r s0 r s800 r ");
  /* To the right, from where time runs to the left. */
  gtk_widget_set_direction (fixture.scale, GTK_TEXT_DIR_RTL);
  move_slider (&fixture, GTK_SCROLL_STEP_RIGHT);
  assert_log (&fixture, "s799 r ");
  tear_down (&fixture);
}

static void
test_focus (void)
{
  Fixture fixture;

  set_up (&fixture);
  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (fixture.scrubber)));
  g_assert_true (gtk_widget_has_focus (fixture.scale));
  tear_down (&fixture);
}

/* --- the range to loop --- */

static void
test_loop_keys (void)
{
  Fixture fixture;

  set_up (&fixture);
  tw_scrubber_set_step (fixture.scrubber, 300);
  g_assert_false (fixture_press_key (fixture.scrubber, GDK_KEY_Escape, 0));
  g_assert_true (fixture_press_key (fixture.scrubber, GDK_KEY_bracketleft, 0));
  assert_log (&fixture, "l300-800 ");
  tw_scrubber_set_step (fixture.scrubber, 500);
  g_assert_true (fixture_press_key (fixture.scrubber, GDK_KEY_bracketright, 0));
  assert_log (&fixture, "l300-500 ");
  tw_scrubber_set_step (fixture.scrubber, 600);
  g_assert_true (fixture_press_key (fixture.scrubber, GDK_KEY_bracketleft, 0));
  assert_log (&fixture, "l600-800 ");
  g_assert_false (fixture_press_key (fixture.scrubber, GDK_KEY_bracketleft, GDK_CONTROL_MASK));
  g_assert_true (fixture_press_key (fixture.scrubber, GDK_KEY_Escape, 0));
  assert_log (&fixture, "l ");
  tear_down (&fixture);
}

/* An end is moved, and stops before the other. */
static void
test_loop_handles (void)
{
  Fixture fixture;

  set_up (&fixture);
  tw_scrubber_set_loop (fixture.scrubber, 200, 600);
  assert_log (&fixture, "");
  drag (&fixture, "drag-begin", x_of (200) - 2, middle (&fixture));
  drag (&fixture, "drag-update", 50, 0);
  assert_log (&fixture, "l296-600 ");
  drag (&fixture, "drag-update", 400, 0);
  assert_log (&fixture, "l599-600 ");
  drag (&fixture, "drag-end", 400, 0);
  drag (&fixture, "drag-begin", x_of (600) + 3, middle (&fixture));
  drag (&fixture, "drag-update", 400, 0);
  assert_log (&fixture, "l599-800 ");
  drag (&fixture, "drag-end", 400, 0);
  assert_log (&fixture, "");
  g_assert_cmpuint (tw_scrubber_get_step (fixture.scrubber), ==, 0);
  tear_down (&fixture);
}

static void
test_loop_limits (void)
{
  Fixture fixture;
  guint64 begin = 5, end = 6;

  set_up (&fixture);
  g_assert_false (tw_scrubber_get_loop (fixture.scrubber, &begin, &end));
  g_assert_cmpuint (begin, ==, 5);
  tw_scrubber_set_loop (fixture.scrubber, 700, 2000);
  g_assert_true (tw_scrubber_get_loop (fixture.scrubber, &begin, &end));
  g_assert_cmpuint (begin, ==, 700);
  g_assert_cmpuint (end, ==, 800);
  /* A shorter run has no part of it. */
  tw_scrubber_set_range (fixture.scrubber, 0, 0, 600, 1000);
  g_assert_false (tw_scrubber_get_loop (fixture.scrubber, NULL, NULL));
  tw_scrubber_set_loop (fixture.scrubber, 300, 200);
  g_assert_false (tw_scrubber_get_loop (fixture.scrubber, NULL, NULL));
  assert_log (&fixture, "");
  tear_down (&fixture);
}

/* --- what lies beneath --- */

static void
test_row (void)
{
  static const TwScrubberMark marks[] = { { 500, "later" }, { 100, "earlier" } };
  static const TwScrubberMark events[] = { { 300, NULL } };
  static const TwScrubberBranch branches[] = { { 12, 700, 0, "b" }, { 11, 200, 1, "a" } };
  Fixture fixture;
  double row;

  set_up (&fixture);
  row = middle (&fixture) + 12;
  tw_scrubber_set_marks (fixture.scrubber, marks, G_N_ELEMENTS (marks));
  tw_scrubber_set_events (fixture.scrubber, events, G_N_ELEMENTS (events));
  tw_scrubber_set_branches (fixture.scrubber, branches, G_N_ELEMENTS (branches));
  /* Beside it, and still its step. */
  drag (&fixture, "drag-begin", x_of (100) + 3, row);
  drag (&fixture, "drag-update", 0, 2);
  drag (&fixture, "drag-end", 0, 2);
  assert_log (&fixture, "s100 r ");
  drag (&fixture, "drag-begin", x_of (300) - 3, row);
  drag (&fixture, "drag-end", 0, 0);
  assert_log (&fixture, "s300 r ");
  drag (&fixture, "drag-begin", x_of (700), row);
  assert_log (&fixture, "");
  drag (&fixture, "drag-end", 1, 1);
  assert_log (&fixture, "b12 ");
  /* The one that was pressed, whatever comes meanwhile. */
  drag (&fixture, "drag-begin", x_of (700), row);
  tw_scrubber_set_branches (fixture.scrubber, branches, 1);
  tw_scrubber_set_branches (fixture.scrubber, branches + 1, 1);
  drag (&fixture, "drag-end", 0, 0);
  assert_log (&fixture, "b12 ");
  tw_scrubber_set_branches (fixture.scrubber, branches, 2);
  /* Who pulls away from it did not mean it. */
  drag (&fixture, "drag-begin", x_of (200), row);
  drag (&fixture, "drag-end", 40, 1);
  assert_log (&fixture, "");
  tear_down (&fixture);
}

/* --- for those who do not see it --- */

static void
test_accessible (void)
{
  Fixture fixture;

  set_up (&fixture);
  gtk_test_accessible_assert_role (fixture.scale, GTK_ACCESSIBLE_ROLE_SLIDER);
  tw_scrubber_set_range (fixture.scrubber, 0, 0, 800, 1500);
  tw_scrubber_set_step (fixture.scrubber, 399);
  gtk_test_accessible_assert_property (fixture.scale, GTK_ACCESSIBLE_PROPERTY_LABEL, "Shown step");
  gtk_test_accessible_assert_property (fixture.scale, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                       "step 399 of 1\u2009500, one");
  gtk_test_accessible_assert_property (fixture.scale, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 399.0);
  gtk_test_accessible_assert_property (fixture.scale, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 800.0);
  tw_scrubber_set_step (fixture.scrubber, 400);
  gtk_test_accessible_assert_property (fixture.scale, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                       "step 400 of 1\u2009500, two");
  tw_scrubber_set_stages (fixture.scrubber, NULL, 0);
  gtk_test_accessible_assert_property (fixture.scale, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                       "step 400 of 1\u2009500");
  /* A screen reader sets a value. */
  gtk_range_set_value (GTK_RANGE (fixture.scale), 123.4);
  assert_log (&fixture, "s123 r ");
  tear_down (&fixture);
}

static void
test_long_run (void)
{
  Fixture fixture;
  const guint64 total = 1000000000;

  set_up (&fixture);
  tw_scrubber_set_range (fixture.scrubber, 0, 0, total, total);
  tw_scrubber_set_step (fixture.scrubber, 123456789);
  move_slider (&fixture, GTK_SCROLL_STEP_RIGHT);
  move_slider (&fixture, GTK_SCROLL_PAGE_RIGHT);
  assert_log (&fixture, "s123456790 r s133456790 r ");
  tear_down (&fixture);
}

/* The thumb is drawn where its step is, and the pointer's step is said above. */
static void
test_picture (void)
{
  Fixture fixture;
  cairo_surface_t *before, *after;

  set_up (&fixture);
  before = fixture_render (GTK_WIDGET (fixture.scrubber));
  tw_scrubber_set_step (fixture.scrubber, 600);
  after = fixture_render (GTK_WIDGET (fixture.scrubber));
  g_assert_cmpuint (fixture_difference (before, after), >, 100);
  cairo_surface_destroy (before);
  fixture_move_pointer (fixture.scrubber, x_of (200), middle (&fixture));
  before = fixture_render (GTK_WIDGET (fixture.scrubber));
  g_assert_cmpuint (fixture_difference (before, after), >, 100);
  cairo_surface_destroy (before);
  fixture_leave (fixture.scrubber);
  before = fixture_render (GTK_WIDGET (fixture.scrubber));
  g_assert_cmpuint (fixture_difference (before, after), ==, 0);
  cairo_surface_destroy (before);
  cairo_surface_destroy (after);
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/scrubber/drag", test_drag);
  g_test_add_func ("/scrubber/thumb", test_thumb);
  g_test_add_func ("/scrubber/keys", test_keys);
  g_test_add_func ("/scrubber/focus", test_focus);
  g_test_add_func ("/scrubber/loop-keys", test_loop_keys);
  g_test_add_func ("/scrubber/loop-handles", test_loop_handles);
  g_test_add_func ("/scrubber/loop-limits", test_loop_limits);
  g_test_add_func ("/scrubber/row", test_row);
  g_test_add_func ("/scrubber/accessible", test_accessible);
  g_test_add_func ("/scrubber/long-run", test_long_run);
  g_test_add_func ("/scrubber/picture", test_picture);
  return g_test_run ();
}
