/* SPDX-License-Identifier: GPL-3.0-or-later */

/* show-widgets WHAT [dark] [large] [rtl] [WIDTH]: shows widgets of sessions with data made up, to look at them by
 * hand; what they signal is printed.  WHAT: scrubber, runs,
 * many-runs, changes, no-changes, compare, properties. */

#include "app/runs/tw-change-log.h"
#include "app/runs/tw-run-compare-window.h"
#include "app/runs/tw-run-tree.h"
#include "app/runs/tw-session-properties.h"
#include "app/window/tw-scrubber.h"

#include <adwaita.h>
#include "compare-fixture.h"

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

/* --- runs --- */

static void
on_run (GtkWidget *widget, gint64 run, const char *signal)
{
  g_print ("%s %" G_GINT64_FORMAT "\n", signal, run);
}

static void
on_rename (GtkWidget *widget, gint64 run, const char *name)
{
  g_print ("rename %" G_GINT64_FORMAT " %s\n", run, name);
}

static void
on_set_hidden (GtkWidget *widget, gint64 run, gboolean hidden)
{
  g_print ("set-hidden %" G_GINT64_FORMAT " %d\n", run, hidden);
}

static void
on_set_color (GtkWidget *widget, gint64 run, guint color)
{
  g_print ("set-color %" G_GINT64_FORMAT " %u\n", run, color);
}

static TwRunTree *
new_tree (void)
{
  static const char *const plain[] = { "run-activated", "delete", "compare", "show-changes" };
  TwRunTree *tree = TW_RUN_TREE (tw_run_tree_new ());

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    g_signal_connect (tree, plain[i], G_CALLBACK (on_run), (gpointer)plain[i]);
  g_signal_connect (tree, "rename", G_CALLBACK (on_rename), NULL);
  g_signal_connect (tree, "set-hidden", G_CALLBACK (on_set_hidden), NULL);
  g_signal_connect (tree, "set-color", G_CALLBACK (on_set_color), NULL);
  return tree;
}

static GtkWidget *
in_side_pane (TwRunTree *tree)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *pane = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_add_css_class (pane, "side-pane");
  gtk_widget_add_css_class (pane, "side-content");
  gtk_widget_set_size_request (pane, 244, 640);
  gtk_widget_set_vexpand (GTK_WIDGET (tree), TRUE);
  gtk_box_append (GTK_BOX (pane), GTK_WIDGET (tree));
  gtk_box_append (GTK_BOX (box), pane);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  return box;
}

static GtkWidget *
new_runs (void)
{
  static const TwRunInfo runs[] = {
    { .id = 1, .name = "start", .color = 0, .head = 1500, .regime = "Aligned" },
    { .id = 2,
      .parent = 1,
      .name = "far-sighted",
      .color = 1,
      .start = 600,
      .head = 1500,
      .regime = "Deceptive",
      .note = "horizon" },
    { .id = 3,
      .parent = 2,
      .name = "horizon ÷ 2.5",
      .color = 2,
      .start = 600,
      .head = 600000,
      .regime = "Aligned" },
    { .id = 4,
      .parent = 2,
      .name = "a name that is far too long for a narrow pane",
      .color = 3,
      .start = 610,
      .head = 1200,
      .state = TW_TRAINER_FAILED,
      .note = "learning rate, oversight" },
    { .id = 5,
      .parent = 1,
      .name = "hidden",
      .color = 4,
      .start = 900,
      .head = 2100,
      .regime = "Undirected",
      .hidden = TRUE },
    { .id = 6, .parent = 5, .name = "of the hidden one", .color = 5, .start = 950, .head = 2100 },
    { .id = 7, .parent = 1, .name = "last branch", .color = 6, .start = 1000, .head = 2100 },
    { .id = 8, .name = "another start", .color = 7, .head = 42, .regime = "Reward-seeking" },
  };
  TwRunTree *tree = new_tree ();

  tw_run_tree_set_runs (tree, runs, G_N_ELEMENTS (runs), 2);
  return in_side_pane (tree);
}

static GtkWidget *
new_many_runs (void)
{
  g_autofree TwRunInfo *runs = g_new0 (TwRunInfo, 2000);
  TwRunTree *tree = new_tree ();

  for (guint i = 0; i < 2000; i++)
    runs[i] = (TwRunInfo){ .id = i + 1,
                           .parent = i % 100 == 0   ? 0
                                     : i % 100 < 40 ? i
                                                    : i - i % 7,
                           .name = "branch",
                           .color = i,
                           .start = 10 * i,
                           .head = 10 * i + 5000 };
  tw_run_tree_set_runs (tree, runs, 2000, 20);
  return in_side_pane (tree);
}

/* --- the audit log --- */

static void
on_step_activated (GtkWidget *widget, gint64 run, guint64 step)
{
  g_print ("step-activated %" G_GINT64_FORMAT " %" G_GUINT64_FORMAT "\n", run, step);
}

static GtkWidget *
new_changes (gboolean any)
{
  static TwSessionChange changes[] = {
    { 1, 600, 1700000000000000, "ada", "inspector", "theta.horizon", 3.5, 8.72 },
    { 2, 610, 1700000031000000, "ada", "plane", "theta.horizon", 8.72, 8.81 },
    { 2, 610, 1700000031000000, "ada", "plane", "theta.awareness", 0.2, 0.25 },
    { 3, 1200, 1700000099000000, "grace", "command line", "optimizer.method", 1, 3 },
    { 4, 1200, 1700000199000000, "grace", "undo", "optimizer.learning_rate", 0.1, 0.005 },
    { 5, 123456789, 1700009199000000, "grace", "inspector", "world.oversight", 1000, 250 }
  };
  g_autoptr (TwScenario) scenario = tw_scenario_find ("default", NULL);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  const TwAuditRun runs[] = { { 2, "far-sighted", scenario, all }, { 5, "later", scenario, NULL } };
  TwChangeLog *log = tw_change_log_new (NULL);

  for (guint i = 0; i < 40; i++)
    g_ptr_array_add (all, &changes[i % G_N_ELEMENTS (changes)]);
  tw_change_log_set_runs (log, "far-sighted", runs, any ? 2 : 0);
  g_signal_connect (log, "step-activated", G_CALLBACK (on_step_activated), NULL);
  return GTK_WIDGET (log);
}

/* --- two runs --- */

static GtkWidget *
new_compare (void)
{
  g_autoptr (TwScenario) scenario = tw_scenario_find ("default", NULL);
  const TwRunCompareSide a = { "start", 0, 1500, scenario };
  const TwRunCompareSide b = { "far-sighted", 1, 2100, scenario };
  TwRunCompareWindow *window = tw_run_compare_window_new (NULL);

  tw_run_compare_window_set (window, &a, &b, fixture_comparison ());
  return GTK_WIDGET (window);
}

/* --- properties --- */

static GtkWidget *
new_properties (void)
{
  g_autoptr (TwFingerprint) here = tw_fingerprint_new ();
  TwFingerprint other = *here;
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  const TwSessionFacts facts = {
    .path = "/home/ada/Documents/far-sighted and what became of it.thalweg",
    .stored = TRUE,
    .saved = TRUE,
    .read_only_reason = "Another window of this program is writing it.",
    .size = 123456789,
    .created = G_GINT64_CONSTANT (1700000000000000),
    .n_runs = 12,
    .n_steps = 412345,
    .n_changes = 17,
    .n_checkpoints = 220,
    .machines = machines,
    .machine = here,
  };
  TwSessionProperties *properties = tw_session_properties_new (NULL);

  other.kernels = (char *)"plain C";
  g_ptr_array_add (machines, here);
  g_ptr_array_add (machines, &other);
  tw_session_properties_set (properties, &facts);
  return GTK_WIDGET (properties);
}

/* --- the program --- */

static GtkWidget *
show_widget (const char *what)
{
  if (strcmp (what, "scrubber") == 0)
    return new_scrubbers ();
  if (strcmp (what, "runs") == 0)
    return new_runs ();
  if (strcmp (what, "many-runs") == 0)
    return new_many_runs ();
  if (strcmp (what, "changes") == 0 || strcmp (what, "no-changes") == 0)
    return new_changes (what[0] == 'c');
  if (strcmp (what, "compare") == 0)
    return new_compare ();
  if (strcmp (what, "properties") == 0)
    return new_properties ();
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
    else if (strcmp (argv[i], "large") == 0)
      g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 144 * 1024, NULL);
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
