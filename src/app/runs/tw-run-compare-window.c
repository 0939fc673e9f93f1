/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/runs/tw-run-compare-window.h"

#include "app/runs/tw-difference-item.h"
#include "app/runs/tw-distance-view.h"
#include "app/runs/tw-run-rail.h"
#include "figure/tw-format.h"

#include <glib/gi18n.h>

struct _TwRunCompareWindow
{
  AdwWindow parent_instance;

  GtkStack *pages;
  GtkWidget *busy, *result;
  AdwStatusPage *trouble;
  TwRunRail *dot_a, *dot_b;
  GtkLabel *name_a, *name_b;
  GtkLabel *summary;
  GtkWidget *chart_card;
  TwDistanceView *distance;
  GtkLabel *table_heading;
  GtkWidget *table;
  GtkColumnView *columns;

  GListStore *items; /* TwDifferenceItem */
  TwRunComparison *comparison;
};

G_DEFINE_FINAL_TYPE (TwRunCompareWindow, tw_run_compare_window, ADW_TYPE_WINDOW)

/* --- in words --- */

static char *
count (guint64 value)
{
  char text[48];

  tw_format_number ((double)value, 0, text, sizeof text);
  return g_strdup (text);
}

/* Where they come from, and from where on they differ. */
static char *
summarize (const TwRunComparison *comparison)
{
  g_autofree char *common = count (comparison->common_step);
  g_autofree char *first = count (comparison->first_step);
  g_autofree char *last = count (comparison->last);
  g_autofree char *origin = NULL, *difference = NULL;

  origin = comparison->common != 0
               ? g_strdup_printf (_ ("They are the same run up to step %s."), common)
               : g_strdup (_ ("They have no step in common."));
  difference = comparison->differ
                   ? g_strdup_printf (_ ("What they recorded differs from step %s on."), first)
                   : g_strdup_printf (_ ("What they recorded is the same, up to step %s, the last "
                                         "that both have."),
                                      last);
  return g_strdup_printf ("%s %s", origin, difference);
}

static void
show_heading (TwRunCompareWindow *window, const TwRunCompareSide *a, const TwRunCompareSide *b)
{
  const TwRunLine alone = { .last = TRUE };
  g_autofree char *text = summarize (window->comparison);
  g_autofree char *steps_a = count (a->head), *steps_b = count (b->head);
  g_autofree char *help_a = g_strdup_printf (_ ("up to step %s"), steps_a);
  g_autofree char *help_b = g_strdup_printf (_ ("up to step %s"), steps_b);

  tw_run_rail_set (window->dot_a, &alone, a->color, FALSE, 0);
  tw_run_rail_set (window->dot_b, &alone, b->color, FALSE, 0);
  gtk_label_set_text (window->name_a, a->name);
  gtk_label_set_text (window->name_b, b->name);
  gtk_widget_set_tooltip_text (GTK_WIDGET (window->name_a), help_a);
  gtk_widget_set_tooltip_text (GTK_WIDGET (window->name_b), help_b);
  gtk_label_set_text (window->summary, text);
}

/* --- the table --- */

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer column)
{
  const gboolean words = GPOINTER_TO_UINT (column) == TW_DIFFERENCE_ADDRESS;
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), words ? 0 : 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), words ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), words ? 16 : 10);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (list_item, label);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer column)
{
  const TwDifferenceColumn c = GPOINTER_TO_UINT (column);
  TwDifferenceItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *label = gtk_list_item_get_child (list_item);

  gtk_label_set_text (GTK_LABEL (label), tw_difference_item_get_text (item, c));
  gtk_widget_set_tooltip_text (label, tw_difference_item_get_help (item, c));
}

static void
add_column (TwRunCompareWindow *window, TwDifferenceColumn c, const char *title)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column = gtk_column_view_column_new (title, factory);

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), GUINT_TO_POINTER (c));
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), GUINT_TO_POINTER (c));
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_append_column (window->columns, column);
  g_object_unref (column);
}

static void
set_column_title (TwRunCompareWindow *window, TwDifferenceColumn c, const char *title)
{
  g_autoptr (GtkColumnViewColumn) column =
      g_list_model_get_item (gtk_column_view_get_columns (window->columns), c);

  gtk_column_view_column_set_title (column, title);
}

static void
add_items (TwRunCompareWindow *window, const GPtrArray *differences, const TwRunCompareSide *a,
           const TwRunCompareSide *b)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; differences != NULL && i < differences->len; i++)
    g_ptr_array_add (items,
                     tw_difference_item_new (differences->pdata[i], a->scenario, b->scenario));
  g_list_store_splice (window->items, g_list_model_get_n_items (G_LIST_MODEL (window->items)), 0,
                       items->pdata, items->len);
}

static void
show_table (TwRunCompareWindow *window, const TwRunCompareSide *a, const TwRunCompareSide *b)
{
  g_autofree char *last = count (window->comparison->last);
  g_autofree char *heading = NULL;
  gboolean any;

  g_list_store_remove_all (window->items);
  add_items (window, window->comparison->settings, a, b);
  add_items (window, window->comparison->parameters, a, b);
  any = g_list_model_get_n_items (G_LIST_MODEL (window->items)) > 0;
  set_column_title (window, TW_DIFFERENCE_A, a->name);
  set_column_title (window, TW_DIFFERENCE_B, b->name);
  heading = g_strdup_printf (any ? _ ("Settings and parameters that differ at step %s")
                                 : _ ("No setting and no parameter differs at step %s"),
                             last);
  gtk_label_set_text (window->table_heading, heading);
  gtk_widget_set_visible (window->table, any);
}

/* --- what it is told --- */

void
tw_run_compare_window_set (TwRunCompareWindow *window, const TwRunCompareSide *a,
                           const TwRunCompareSide *b, TwRunComparison *comparison)
{
  g_return_if_fail (TW_IS_RUN_COMPARE_WINDOW (window));
  g_return_if_fail (a != NULL && b != NULL && comparison != NULL);

  tw_distance_view_set (window->distance, comparison);
  g_clear_pointer (&window->comparison, tw_run_comparison_free);
  window->comparison = comparison;
  show_heading (window, a, b);
  show_table (window, a, b);
  gtk_widget_set_visible (window->chart_card, comparison->n_steps > 1);
  gtk_stack_set_visible_child (window->pages, window->result);
}

void
tw_run_compare_window_fail (TwRunCompareWindow *window, const char *message)
{
  g_autofree char *escaped = NULL;

  g_return_if_fail (TW_IS_RUN_COMPARE_WINDOW (window));

  escaped = g_markup_escape_text (message, -1);
  adw_status_page_set_description (window->trouble, escaped);
  gtk_stack_set_visible_child (window->pages, GTK_WIDGET (window->trouble));
}

/* --- the object --- */

static void
tw_run_compare_window_dispose (GObject *object)
{
  TwRunCompareWindow *window = TW_RUN_COMPARE_WINDOW (object);

  if (window->distance != NULL)
    tw_distance_view_set (window->distance, NULL);
  G_OBJECT_CLASS (tw_run_compare_window_parent_class)->dispose (object);
}

static void
tw_run_compare_window_finalize (GObject *object)
{
  TwRunCompareWindow *window = TW_RUN_COMPARE_WINDOW (object);

  g_clear_pointer (&window->comparison, tw_run_comparison_free);
  g_clear_object (&window->items);
  G_OBJECT_CLASS (tw_run_compare_window_parent_class)->finalize (object);
}

static void
tw_run_compare_window_class_init (TwRunCompareWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tw_run_compare_window_dispose;
  G_OBJECT_CLASS (class)->finalize = tw_run_compare_window_finalize;
  g_type_ensure (TW_TYPE_RUN_RAIL);
  g_type_ensure (TW_TYPE_DISTANCE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thalweg/Thalweg/ui/tw-run-compare-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TwRunCompareWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, TwRunCompareWindow, busy);
  gtk_widget_class_bind_template_child (widget_class, TwRunCompareWindow, result);
  gtk_widget_class_bind_template_child (widget_class, TwRunCompareWindow, trouble);
  gtk_widget_class_bind_template_child (widget_class, TwRunCompareWindow, dot_a);
  gtk_widget_class_bind_template_child (widget_class, TwRunCompareWindow, dot_b);
  gtk_widget_class_bind_template_child (widget_class, TwRunCompareWindow, name_a);
  gtk_widget_class_bind_template_child (widget_class, TwRunCompareWindow, name_b);
  gtk_widget_class_bind_template_child (widget_class, TwRunCompareWindow, summary);
  gtk_widget_class_bind_template_child (widget_class, TwRunCompareWindow, chart_card);
  gtk_widget_class_bind_template_child (widget_class, TwRunCompareWindow, distance);
  gtk_widget_class_bind_template_child (widget_class, TwRunCompareWindow, table_heading);
  gtk_widget_class_bind_template_child (widget_class, TwRunCompareWindow, table);
  gtk_widget_class_bind_template_child (widget_class, TwRunCompareWindow, columns);
}

static void
tw_run_compare_window_init (TwRunCompareWindow *window)
{
  g_autoptr (GtkNoSelection) model = NULL;

  window->items = g_list_store_new (TW_TYPE_DIFFERENCE_ITEM);
  gtk_widget_init_template (GTK_WIDGET (window));
  add_column (window, TW_DIFFERENCE_ADDRESS, _ ("Setting"));
  add_column (window, TW_DIFFERENCE_A, "A");
  add_column (window, TW_DIFFERENCE_B, "B");
  add_column (window, TW_DIFFERENCE_BY, _ ("Difference"));
  model = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (window->items)));
  gtk_column_view_set_model (window->columns, GTK_SELECTION_MODEL (model));
}

TwRunCompareWindow *
tw_run_compare_window_new (GtkWindow *parent)
{
  return g_object_new (TW_TYPE_RUN_COMPARE_WINDOW, "transient-for", parent, NULL);
}
