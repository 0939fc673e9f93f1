/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/window/tw-transport.h"

#include "app/window/tw-speed-scale.h"
#include "live-fixture.h"
#include "widget-fixture.h"

static TwTransport *
new_transport (void)
{
  return g_object_ref_sink (g_object_new (TW_TYPE_TRANSPORT, NULL));
}

static double
speed_of (TwTransport *transport)
{
  double speed;

  g_object_get (transport, "speed", &speed, NULL);
  return speed;
}

static void
assert_shows (TwTransport *transport, const char *step, const char *rate, guint64 position)
{
  g_assert_cmpstr (fixture_label (transport, "step"), ==, step);
  if (rate != NULL)
    g_assert_cmpstr (fixture_label (transport, "rate"), ==, rate);
  g_assert_cmpuint (tw_scrubber_get_step (tw_transport_get_scrubber (transport)), ==, position);
}

static void
assert_button (TwTransport *transport, const char *icon, const char *name)
{
  gpointer play = fixture_part (transport, "play");

  g_assert_cmpstr (gtk_button_get_icon_name (play), ==, icon);
  gtk_test_accessible_assert_property (play, GTK_ACCESSIBLE_PROPERTY_LABEL, name);
}

static void
test_progress (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autoptr (TwLiveRun) run = NULL;
  TwTransport *transport = new_transport ();

  scenario->stages[1].steps = 1960;
  run = fixture_run_of (scenario);
  tw_transport_set_run (transport, run);
  assert_shows (transport, "0 / 2\u2009000", "paused", 0);
  assert_button (transport, "media-playback-start-symbolic", "Play training");

  tw_live_run_step (run, 500);
  do
    tw_live_run_sync (run);
  while (tw_live_run_get_snapshot (run)->state == TW_TRAINER_RUNNING);
  assert_shows (transport, "500 / 2\u2009000", "paused", 500);

  fixture_play_to_rest (run);
  assert_shows (transport, "2\u2009000 / 2\u2009000", "finished", 2000);
  assert_button (transport, "media-playback-start-symbolic", "Play training");
  g_assert_finalize_object (transport);
}

static void
test_playing (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();
  TwTransport *transport = new_transport ();

  tw_transport_set_run (transport, run);
  tw_live_run_set_speed (run, 1e-3);
  tw_live_run_play (run);
  tw_live_run_sync (run);
  assert_button (transport, "media-playback-pause-symbolic", "Pause training");
  g_assert_cmpstr (fixture_label (transport, "rate"), !=, "paused");
  tw_live_run_pause (run);
  tw_live_run_sync (run);
  assert_button (transport, "media-playback-start-symbolic", "Play training");
  g_assert_cmpstr (fixture_label (transport, "rate"), ==, "paused");
  g_assert_finalize_object (transport);
}

/* While an earlier moment is shown: where it is, where the head is. */
static void
test_earlier_moment (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();
  TwTransport *transport = new_transport ();

  tw_transport_set_run (transport, run);
  fixture_make_steps (run, 50);
  g_signal_emit_by_name (tw_transport_get_scrubber (transport), "scrubbed", (guint64)20);
  g_assert_cmpuint (tw_live_run_get_wanted_step (run), ==, 20);
  tw_live_run_sync (run);
  assert_shows (transport, "20 / 100", "recorded up to 50", 20);
  tw_live_run_set_speed (run, 1e-3);
  tw_live_run_train (run);
  tw_live_run_sync (run);
  while (tw_live_run_get_head (run)->step < 51)
    tw_live_run_sync (run);
  assert_shows (transport, "20 / 100", "training at step 51", 20);
  tw_live_run_follow (run);
  g_assert_finalize_object (transport);
}

static void
test_loop (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();
  TwTransport *transport = new_transport ();
  TwScrubber *scrubber = tw_transport_get_scrubber (transport);
  guint64 first, last;

  tw_transport_set_run (transport, run);
  fixture_make_steps (run, 50);
  tw_scrubber_set_loop (scrubber, 10, 30);
  g_signal_emit_by_name (scrubber, "loop-changed");
  g_assert_true (tw_live_run_get_loop (run, &first, &last));
  g_assert_cmpuint (first, ==, 10);
  g_assert_cmpuint (last, ==, 30);
  tw_live_run_set_loop (run, 0, 0);
  g_assert_false (tw_scrubber_get_loop (scrubber, &first, &last));
  g_assert_finalize_object (transport);
}

static void
test_failed (void)
{
  g_autoptr (TwLiveRun) run = fixture_run ();
  TwTransport *transport = new_transport ();

  tw_transport_set_run (transport, run);
  tw_live_run_set (run, fixture_address (run, "theta.u.world"), 1e200, "test");
  fixture_play_to_rest (run);
  g_assert_cmpint (tw_live_run_get_snapshot (run)->state, ==, TW_TRAINER_FAILED);
  g_assert_cmpstr (fixture_label (transport, "rate"), ==, "stopped");
  g_assert_finalize_object (transport);
}

/* --- speed --- */

/* Any speed is kept, also one between the slider's positions. */
static void
test_speed (void)
{
  static const double speeds[] = { 200, 300, 0, 0.5, 1e6, 1, 7, 100000 };
  TwTransport *transport = new_transport ();

  g_assert_cmpfloat (speed_of (transport), ==, 0);
  g_assert_cmpstr (fixture_label (transport, "speed_label"), ==, "As fast as it goes");
  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    {
      g_autofree char *text = tw_speed_describe (speeds[i]);
      g_autofree char *name = g_strconcat ("Speed: ", text, NULL);

      g_object_set (transport, "speed", speeds[i], NULL);
      g_assert_cmpfloat (speed_of (transport), ==, speeds[i]);
      g_assert_cmpstr (fixture_label (transport, "speed_label"), ==, text);
      g_assert_cmpfloat (gtk_range_get_value (fixture_part (transport, "speed_range")), ==,
                         tw_speed_position (speeds[i]));
      gtk_test_accessible_assert_property (fixture_part (transport, "speed_button"),
                                           GTK_ACCESSIBLE_PROPERTY_LABEL, name);
    }
  g_assert_finalize_object (transport);
}

static void
test_slider (void)
{
  TwTransport *transport = new_transport ();
  gpointer range = fixture_part (transport, "speed_range");
  guint n_notified = 0;

  g_signal_connect_swapped (transport, "notify::speed", G_CALLBACK (g_atomic_int_inc), &n_notified);
  for (guint i = 0; i < TW_SPEED_POSITIONS; i++)
    {
      gtk_range_set_value (range, i);
      g_assert_cmpfloat (speed_of (transport), ==, tw_speed_at (i));
    }
  g_assert_cmpuint (n_notified, ==, TW_SPEED_POSITIONS);
  /* Dragged to somewhere between. */
  gtk_range_set_value (range, 6.7);
  g_assert_cmpfloat (gtk_range_get_value (range), ==, 7);
  g_assert_cmpfloat (speed_of (transport), ==, 200);
  g_assert_finalize_object (transport);
}

/* A run gets the speed that is set, when it comes and when it changes: without a limit it would
 * have finished long ago. */
static void
test_run_gets_speed (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autoptr (TwLiveRun) run = NULL;
  TwTransport *transport = new_transport ();

  scenario->stages[1].steps = 1000000000;
  run = fixture_run_of (scenario);
  g_object_set (transport, "speed", 1e-3, NULL);
  tw_transport_set_run (transport, run);
  tw_live_run_play (run);
  /* Each waits for the worker, which without a limit makes a step at least. */
  for (guint i = 0; i < 20; i++)
    tw_live_run_sync (run);
  g_assert_cmpint (tw_live_run_get_snapshot (run)->state, ==, TW_TRAINER_RUNNING);
  g_assert_cmpuint (tw_live_run_get_snapshot (run)->step, <=, 1);
  g_object_set (transport, "speed", 0.0, NULL);
  while (tw_live_run_get_snapshot (run)->step < 1000)
    {
      g_main_context_iteration (NULL, TRUE);
      tw_live_run_update (run);
    }
  g_assert_finalize_object (transport);
}

static void
test_another_run (void)
{
  g_autoptr (TwLiveRun) a = fixture_run ();
  g_autoptr (TwLiveRun) b = fixture_run ();
  TwTransport *transport = new_transport ();

  tw_transport_set_run (transport, a);
  fixture_play_to_rest (a);
  tw_transport_set_run (transport, b);
  assert_shows (transport, "0 / 100", "paused", 0);
  /* The former one is forgotten. */
  tw_live_run_show_step (a, 3);
  tw_live_run_step (b, 1);
  do
    tw_live_run_sync (b);
  while (tw_live_run_get_snapshot (b)->state == TW_TRAINER_RUNNING);
  tw_live_run_sync (a);
  assert_shows (transport, "1 / 100", "paused", 1);
  tw_transport_set_run (transport, NULL);
  g_assert_finalize_object (g_steal_pointer (&a));
  g_assert_finalize_object (g_steal_pointer (&b));
  g_assert_finalize_object (transport);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/transport/progress", test_progress);
  g_test_add_func ("/transport/playing", test_playing);
  g_test_add_func ("/transport/earlier-moment", test_earlier_moment);
  g_test_add_func ("/transport/loop", test_loop);
  g_test_add_func ("/transport/failed", test_failed);
  g_test_add_func ("/transport/speed", test_speed);
  g_test_add_func ("/transport/slider", test_slider);
  g_test_add_func ("/transport/run-gets-speed", test_run_gets_speed);
  g_test_add_func ("/transport/another-run", test_another_run);
  return g_test_run ();
}
