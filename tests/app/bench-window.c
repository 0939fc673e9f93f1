/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How smooth the window is while training runs as fast as it goes, and how soon an edit shows.
 * Prints one JSON line each:
 *
 *   window-frames  milliseconds from one frame to the next, and of one frame's own work, while the
 *                  run advances; its steps a second, and those of the same run without a window
 *   window-field   milliseconds from an edit of a paused run to the first background field, which is
 *                  coarse, and to the final one */

#include "app/tw-preferences.h"
#include "app/window/tw-window.h"

#include "core/tw-blas.h"

#include <stdio.h>
#include <stdlib.h>

#define FRAMES 400
#define WARM_UP 60
#define EDITS 15

typedef struct
{
  GMainLoop *loop;
  TwWindow *window;

  /* frames */
  GArray *intervals, *work; /* ms */
  guint seen;
  gint64 last, began;
  guint64 first_step;
  gint64 first_time;
  double steps_per_second;

  /* edits */
  GArray *first_field, *final_field; /* ms */
  gint64 edited;
  gboolean first_seen;
  guint edits;
  TwField *before;
} Bench;

static int
compare (const void *a, const void *b)
{
  const double p = *(const double *)a, q = *(const double *)b;

  return (p > q) - (p < q);
}

static double
quantile (GArray *values, double q)
{
  qsort (values->data, values->len, sizeof (double), compare);
  return g_array_index (values, double, (guint)(q * (values->len - 1)));
}

static void
add (GArray *values, gint64 microseconds)
{
  const double milliseconds = (double)microseconds / 1000;

  g_array_append_val (values, milliseconds);
}

/* Long enough that it does not end while we look. */
static TwScenario *
long_scenario (void)
{
  g_autoptr (GError) error = NULL;
  TwScenario *scenario = tw_scenario_find ("deceptive", &error);

  if (scenario == NULL || !tw_scenario_set_text (scenario, "fine-tuning.steps=1e9", &error))
    g_error ("%s", error->message);
  return scenario;
}

static double
headless_speed (void)
{
  g_autoptr (TwScenario) scenario = long_scenario ();
  g_autoptr (TwRun) run = tw_run_new (scenario, NULL);
  const guint64 steps = 100000;
  const gint64 start = g_get_monotonic_time ();

  for (guint64 i = 0; i < steps; i++)
    tw_run_step (run, NULL, NULL);
  return (double)steps / ((double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC);
}

/* --- edits of a paused run --- */

static void
next_edit (Bench *bench)
{
  TwLiveRun *run = tw_window_get_run (bench->window);
  TwAddress address;

  if (bench->edits == EDITS)
    {
      g_main_loop_quit (bench->loop);
      return;
    }
  bench->edits++;
  bench->first_seen = FALSE;
  bench->before = tw_live_run_get_field (run);
  tw_scenario_resolve (tw_live_run_get_snapshot (run)->scenario, "theta.directedness", &address,
                       NULL);
  bench->edited = g_get_monotonic_time ();
  tw_live_run_set (run, address, 1.5 + 0.01 * bench->edits, "test");
}

static gboolean
on_next_edit (gpointer data)
{
  next_edit (data);
  return G_SOURCE_REMOVE;
}

static void
on_field (TwLiveRun *run, guint change, Bench *bench)
{
  const TwField *field = tw_live_run_get_field (run);
  const gint64 since = g_get_monotonic_time () - bench->edited;

  if ((change & TW_LIVE_FIELD) == 0 || bench->edited == 0)
    return;
  if (!bench->first_seen)
    add (bench->first_field, since);
  bench->first_seen = TRUE;
  if (field->grid.nx < TW_LIVE_FIELD_SIDE)
    return;
  add (bench->final_field, since);
  bench->edited = 0;
  g_timeout_add (50, on_next_edit, bench);
}

static void
begin_edits (Bench *bench)
{
  TwLiveRun *run = tw_window_get_run (bench->window);

  tw_live_run_pause (run);
  tw_live_run_sync (run);
  g_signal_connect (run, "updated", G_CALLBACK (on_field), bench);
  g_timeout_add (200, on_next_edit, bench);
}

/* --- frames of a run under way --- */

static void
on_before_paint (GdkFrameClock *clock, Bench *bench)
{
  bench->began = g_get_monotonic_time ();
}

static void
on_after_paint (GdkFrameClock *clock, Bench *bench)
{
  const TwSnapshot *snapshot = tw_live_run_get_snapshot (tw_window_get_run (bench->window));
  const gint64 now = g_get_monotonic_time ();

  if (bench->seen > WARM_UP + FRAMES || snapshot->step == 0)
    return;
  if (bench->seen == WARM_UP)
    {
      bench->first_step = snapshot->step;
      bench->first_time = now;
    }
  if (bench->seen > WARM_UP)
    {
      add (bench->intervals, now - bench->last);
      add (bench->work, now - bench->began);
    }
  bench->last = now;
  if (bench->seen++ < WARM_UP + FRAMES)
    return;
  bench->steps_per_second = (double)(snapshot->step - bench->first_step)
                            / ((double)(now - bench->first_time) / G_USEC_PER_SEC);
  begin_edits (bench);
}

static gboolean
on_start (gpointer data)
{
  Bench *bench = data;
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (bench->window));

  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint), bench);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (on_after_paint), bench);
  gtk_widget_activate_action (GTK_WIDGET (bench->window), "win.play", NULL);
  return G_SOURCE_REMOVE;
}

int
main (int argc, char **argv)
{
  Bench bench = { .loop = g_main_loop_new (NULL, FALSE) };
  g_autoptr (TwScenario) scenario = long_scenario ();
  g_autoptr (GError) error = NULL;
  double alone;

  tw_blas_init ();
  alone = headless_speed ();
  adw_init ();
  bench.intervals = g_array_new (FALSE, FALSE, sizeof (double));
  bench.work = g_array_new (FALSE, FALSE, sizeof (double));
  bench.first_field = g_array_new (FALSE, FALSE, sizeof (double));
  bench.final_field = g_array_new (FALSE, FALSE, sizeof (double));
  bench.window = TW_WINDOW (g_object_ref_sink (tw_window_new (NULL)));
  if (!tw_window_load (bench.window, scenario, &error))
    g_error ("%s", error->message);
  tw_live_run_set_speed (tw_window_get_run (bench.window), 0);
  gtk_window_present (GTK_WINDOW (bench.window));
  g_timeout_add (1000, on_start, &bench);
  g_main_loop_run (bench.loop);

  printf ("{\"bench\":\"window-frames\",\"width\":%d,\"height\":%d,\"frames\":%u,"
          "\"interval_ms\":%.2f,\"interval_ms_p95\":%.2f,\"interval_ms_max\":%.2f,"
          "\"work_ms\":%.2f,\"work_ms_p95\":%.2f,\"steps_per_second\":%.0f,"
          "\"steps_per_second_without_window\":%.0f}\n",
          gtk_widget_get_width (GTK_WIDGET (bench.window)),
          gtk_widget_get_height (GTK_WIDGET (bench.window)), bench.intervals->len,
          quantile (bench.intervals, 0.5), quantile (bench.intervals, 0.95),
          quantile (bench.intervals, 1), quantile (bench.work, 0.5), quantile (bench.work, 0.95),
          bench.steps_per_second, alone);
  printf ("{\"bench\":\"window-field\",\"edits\":%u,\"coarse_ms\":%.1f,\"coarse_ms_max\":%.1f,"
          "\"final_ms\":%.1f}\n",
          bench.first_field->len, quantile (bench.first_field, 0.5),
          quantile (bench.first_field, 1), quantile (bench.final_field, 0.5));
  return 0;
}
