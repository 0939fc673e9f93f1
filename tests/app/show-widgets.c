/* SPDX-License-Identifier: GPL-3.0-or-later */

/* show-widgets WHAT [dark] [rtl] [WIDTH]: shows widgets of sessions with data made up, to look at them by
 * hand; what they signal is printed.  WHAT: scrubber. */

#include "app/window/tw-scrubber.h"

#include <adwaita.h>
#include <string.h>

static int width = 900;

/* --- the scrubber --- */

static void
on_scrubbed (GtkWidget *widget, guint64 step)
{
  g_print ("scrubbed %" G_GUINT64_FORMAT "\n", step);
}

static void
on_released (void)
{
  g_print ("released\n");
}

static void
on_loop_changed (TwScrubber *scrubber)
{
  guint64 begin, end;

  if (tw_scrubber_get_loop (scrubber, &begin, &end))
    g_print ("loop %" G_GUINT64_FORMAT " … %" G_GUINT64_FORMAT "\n", begin, end);
  else
    g_print ("no loop\n");
}

static void
on_branch (GtkWidget *widget, gint64 run)
{
  g_print ("branch %" G_GINT64_FORMAT "\n", run);
}

static TwScrubber *
add_scrubber (GtkWidget *box, guint64 start, guint64 head, guint64 total)
{
  TwScrubber *scrubber = TW_SCRUBBER (tw_scrubber_new ());

  tw_scrubber_set_range (scrubber, 0, start, head, total);
  g_signal_connect (scrubber, "scrubbed", G_CALLBACK (on_scrubbed), NULL);
  g_signal_connect (scrubber, "released", G_CALLBACK (on_released), NULL);
  g_signal_connect (scrubber, "loop-changed", G_CALLBACK (on_loop_changed), NULL);
  g_signal_connect (scrubber, "branch-activated", G_CALLBACK (on_branch), NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (scrubber));
  return scrubber;
}

static void
add_planner_scrubbers (GtkWidget *box)
{
  static const TwScrubberStage stages[] = { { "pre-training", 0, 600 },
                                            { "fine-tuning", 600, 2100 } };
  static const TwScrubberMark events[] = { { 300, "oversight ends" }, { 1500, "a jump" } };
  static const TwScrubberMark marks[] = { { 655, "self understood" }, { 1350, "before the turn" } };
  static const TwScrubberBranch branches[] = { { 2, 600, 1, "far-sighted" },
                                               { 3, 600, 2, "horizon ÷ 2.5" },
                                               { 4, 610, 3, "no oversight" },
                                               { 5, 1800, 4, "late" } };
  TwScrubber *scrubber = add_scrubber (box, 0, 1900, 2100);

  tw_scrubber_set_stages (scrubber, stages, G_N_ELEMENTS (stages));
  tw_scrubber_set_events (scrubber, events, G_N_ELEMENTS (events));
  tw_scrubber_set_marks (scrubber, marks, G_N_ELEMENTS (marks));
  tw_scrubber_set_branches (scrubber, branches, G_N_ELEMENTS (branches));
  tw_scrubber_set_step (scrubber, 1310);
  scrubber = add_scrubber (box, 600, 2100, 2100);
  tw_scrubber_set_stages (scrubber, stages, G_N_ELEMENTS (stages));
  tw_scrubber_set_step (scrubber, 2100);
  tw_scrubber_set_loop (scrubber, 800, 1700);
}

static GtkWidget *
new_scrubbers (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  static const TwScrubberStage stage = { "the only stage", 0, 1000000000 };
  TwScrubberStage stages[32];
  char names[32][16];
  TwScrubber *scrubber;

  add_planner_scrubbers (box);
  scrubber = add_scrubber (box, 0, 700000000, 1000000000);
  tw_scrubber_set_stages (scrubber, &stage, 1);
  tw_scrubber_set_step (scrubber, 123456789);
  add_scrubber (box, 0, 0, 1);
  add_scrubber (box, 0, 1, 1);
  scrubber = add_scrubber (box, 0, 2000, 3200);
  for (guint i = 0; i < 32; i++)
    {
      g_snprintf (names[i], sizeof names[i], "stage %u", i);
      stages[i] = (TwScrubberStage){ names[i], 100 * i, 100 * (i + 1) };
    }
  tw_scrubber_set_stages (scrubber, stages, 32);
  tw_scrubber_set_step (scrubber, 1234);
  return box;
}

/* --- the program --- */

static GtkWidget *
show_widget (const char *what)
{
  if (strcmp (what, "scrubber") == 0)
    return new_scrubbers ();
  g_printerr ("show-widgets: no widget “%s”\n", what);
  return NULL;
}

static void
read_options (int argc, char **argv)
{
  for (int i = 2; i < argc; i++)
    if (strcmp (argv[i], "dark") == 0)
      adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                          ADW_COLOR_SCHEME_FORCE_DARK);
    else if (strcmp (argv[i], "rtl") == 0)
      gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
    else if (g_ascii_isdigit (argv[i][0]))
      width = atoi (argv[i]);
}

static void
load_style (void)
{
  GtkCssProvider *provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/org/thalweg/Thalweg/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_object_unref (provider);
}

int
main (int argc, char **argv)
{
  GMainLoop *loop = g_main_loop_new (NULL, FALSE);
  GtkWidget *widget, *window;

  adw_init ();
  load_style ();
  read_options (argc, argv);
  widget = show_widget (argc > 1 ? argv[1] : "scrubber");
  if (widget == NULL)
    return 1;
  if (GTK_IS_WINDOW (widget))
    window = widget;
  else
    {
      window = gtk_window_new ();
      gtk_window_set_default_size (GTK_WINDOW (window), width, -1);
      gtk_window_set_child (GTK_WINDOW (window), widget);
    }
  g_signal_connect_swapped (window, "close-request", G_CALLBACK (g_main_loop_quit), loop);
  gtk_window_present (GTK_WINDOW (window));
  g_main_loop_run (loop);
  g_main_loop_unref (loop);
  return 0;
}
