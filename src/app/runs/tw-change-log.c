/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/runs/tw-change-log.h"

#include "app/runs/tw-change-item.h"
#include "figure/tw-format.h"

#include <glib/gi18n.h>
#include <string.h>

struct _TwChangeLog
{
  AdwWindow parent_instance;

  AdwWindowTitle *heading;
  GtkWidget *export;
  AdwToastOverlay *toasts;
  GtkStack *pages;
  GtkWidget *table, *empty, *nothing_found;
  GtkColumnView *columns;
  GtkColumnViewColumn *run_column;
  GtkEditable *search;

  GListStore *items; /* TwChangeItem */
  GtkFilterListModel *found;
  GtkCustomFilter *filter;
  GArray *runs; /* TwAuditRun, of which everything belongs to it */
  char *title;

  GtkFileChooserNative *chooser;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (TwChangeLog, tw_change_log, ADW_TYPE_WINDOW)

enum
{
  STEP_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const struct
{
  const char *title;
  gboolean numeric; /* to the right */
  gboolean expand;
} column_specs[TW_N_CHANGE_COLUMNS] = {
  [TW_CHANGE_NUMBER] = { N_ ("No."), TRUE, FALSE },
  [TW_CHANGE_RUN] = { N_ ("Run"), FALSE, TRUE },
  [TW_CHANGE_STEP] = { N_ ("Step"), TRUE, FALSE },
  [TW_CHANGE_TIME] = { N_ ("When"), FALSE, FALSE },
  [TW_CHANGE_WHO] = { N_ ("Who"), FALSE, FALSE },
  [TW_CHANGE_ORIGIN] = { N_ ("By what"), FALSE, FALSE },
  [TW_CHANGE_ADDRESS] = { N_ ("Setting"), FALSE, TRUE },
  [TW_CHANGE_BEFORE] = { N_ ("From"), TRUE, FALSE },
  [TW_CHANGE_AFTER] = { N_ ("To"), TRUE, FALSE },
};

/* --- columns --- */

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer column)
{
  const TwChangeColumn c = GPOINTER_TO_UINT (column);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), column_specs[c].numeric ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label),
                           column_specs[c].expand ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_NONE);
  gtk_label_set_width_chars (GTK_LABEL (label), column_specs[c].expand ? 14 : -1);
  gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (list_item, label);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer column)
{
  const TwChangeColumn c = GPOINTER_TO_UINT (column);
  TwChangeItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *label = gtk_list_item_get_child (list_item);

  gtk_label_set_text (GTK_LABEL (label), tw_change_item_get_text (item, c));
  gtk_widget_set_tooltip_text (label, tw_change_item_get_help (item, c));
}

static int
compare_items (gconstpointer a, gconstpointer b, gpointer column)
{
  return tw_change_item_compare ((TwChangeItem *)a, (TwChangeItem *)b, GPOINTER_TO_UINT (column));
}

static void
add_column (TwChangeLog *log, TwChangeColumn c)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column = gtk_column_view_column_new (_ (column_specs[c].title), factory);
  g_autoptr (GtkSorter) sorter =
      GTK_SORTER (gtk_custom_sorter_new (compare_items, GUINT_TO_POINTER (c), NULL));

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), GUINT_TO_POINTER (c));
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), GUINT_TO_POINTER (c));
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, column_specs[c].expand);
  gtk_column_view_append_column (log->columns, column);
  if (c == TW_CHANGE_RUN)
    log->run_column = column;
  g_object_unref (column);
}

/* --- search --- */

static gboolean
matches (gpointer item, gpointer data)
{
  return tw_change_item_matches (item, gtk_editable_get_text (TW_CHANGE_LOG (data)->search));
}

static void
show_page (TwChangeLog *log)
{
  const gboolean any = g_list_model_get_n_items (G_LIST_MODEL (log->items)) > 0;
  GtkWidget *page = log->table;

  if (!any)
    page = log->empty;
  else if (g_list_model_get_n_items (G_LIST_MODEL (log->found)) == 0)
    page = log->nothing_found;
  gtk_stack_set_visible_child (log->pages, page);
  gtk_widget_set_visible (GTK_WIDGET (log->search), any);
  gtk_widget_set_sensitive (log->export, any);
}

static void
on_search_changed (TwChangeLog *log)
{
  gtk_filter_changed (GTK_FILTER (log->filter), GTK_FILTER_CHANGE_DIFFERENT);
  show_page (log);
}

static void
on_activate (TwChangeLog *log, guint position)
{
  g_autoptr (TwChangeItem) item =
      g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (log->columns)), position);

  g_signal_emit (log, signals[STEP_ACTIVATED], 0, tw_change_item_get_run (item),
                 tw_change_item_get_step (item));
}

/* --- what it is told --- */

static void
free_change (gpointer data)
{
  TwSessionChange *change = data;

  g_free (change->who);
  g_free (change->origin);
  g_free (change->address);
  g_free (change);
}

static GPtrArray *
copy_changes (const GPtrArray *changes)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func (free_change);

  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      const TwSessionChange *change = changes->pdata[i];
      TwSessionChange *copy = g_new (TwSessionChange, 1);

      *copy = *change;
      copy->who = g_strdup (change->who);
      copy->origin = g_strdup (change->origin);
      copy->address = g_strdup (change->address);
      g_ptr_array_add (copies, copy);
    }
  return copies;
}

static void
clear_run (gpointer data)
{
  TwAuditRun *run = data;

  g_free ((char *)run->name);
  if (run->scenario != NULL)
    tw_scenario_unref ((TwScenario *)run->scenario);
  g_ptr_array_unref (run->changes);
}

static void
add_run (TwChangeLog *log, const TwAuditRun *run)
{
  const TwAuditRun copy = {
    .run = run->run,
    .name = g_strdup (run->name),
    .scenario = run->scenario != NULL ? tw_scenario_copy (run->scenario) : NULL,
    .changes = copy_changes (run->changes),
  };
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  g_array_append_val (log->runs, copy);
  for (guint i = 0; i < copy.changes->len; i++)
    g_ptr_array_add (items, tw_change_item_new (&copy, copy.changes->pdata[i]));
  g_list_store_splice (log->items, g_list_model_get_n_items (G_LIST_MODEL (log->items)), 0,
                       items->pdata, items->len);
}

static void
show_title (TwChangeLog *log)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (log->items));
  g_autofree char *count = NULL;
  g_autofree char *text = NULL;
  char number[48];

  tw_format_number (n, 0, number, sizeof number);
  count = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%s value changed", "%s values changed", n), number);
  text = g_strdup_printf ("%s · %s", log->title, count);
  adw_window_title_set_subtitle (log->heading, n > 0 ? text : log->title);
}

void
tw_change_log_set_runs (TwChangeLog *log, const char *title, const TwAuditRun *runs, guint n_runs)
{
  g_return_if_fail (TW_IS_CHANGE_LOG (log));

  g_free (log->title);
  log->title = g_strdup (title);
  g_array_set_size (log->runs, 0);
  g_list_store_remove_all (log->items);
  for (guint i = 0; i < n_runs; i++)
    add_run (log, &runs[i]);
  gtk_column_view_column_set_visible (log->run_column, n_runs > 1);
  show_title (log);
  show_page (log);
}

/* --- export --- */

char *
tw_change_log_to_csv (TwChangeLog *log)
{
  g_return_val_if_fail (TW_IS_CHANGE_LOG (log), NULL);
  return tw_audit_to_csv ((const TwAuditRun *)(gconstpointer)log->runs->data, log->runs->len);
}

char *
tw_change_log_to_json (TwChangeLog *log)
{
  g_return_val_if_fail (TW_IS_CHANGE_LOG (log), NULL);
  return tw_audit_to_json ((const TwAuditRun *)(gconstpointer)log->runs->data, log->runs->len);
}

static void
say (TwChangeLog *log, const char *text)
{
  AdwToast *toast = adw_toast_new ("");

  /* A name of a file is not markup. */
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_set_title (toast, escaped);
  adw_toast_overlay_add_toast (log->toasts, toast);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TwChangeLog) log = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (G_FILE (source));
  g_autofree char *text = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    text = g_strdup_printf (_ ("Written to %s"), name);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  else
    text = g_strdup_printf (_ ("Not written to %s: %s"), name, error->message);
  say (log, text);
}

static void
write_to (TwChangeLog *log, GFile *file, gboolean json)
{
  char *text = json ? tw_change_log_to_json (log) : tw_change_log_to_csv (log);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE,
                                       log->cancellable, on_written, g_object_ref (log));
}

static void
on_chosen (TwChangeLog *log, int response, GtkNativeDialog *chooser)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  const gboolean json = g_object_get_data (G_OBJECT (chooser), "json") != NULL;

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    write_to (log, file, json);
  g_clear_object (&log->chooser);
}

/* What no file system minds in a name. */
static char *
suggest_name (TwChangeLog *log, gboolean json)
{
  g_autofree char *title = g_strdelimit (g_strdup (log->title), "/\\:*?\"<>|\n\r\t", '-');

  return g_strdup_printf (json ? _ ("%s, what was changed.json") : _ ("%s, what was changed.csv"),
                          title);
}

static void
choose_file (TwChangeLog *log, gboolean json)
{
  g_autofree char *name = suggest_name (log, json);

  if (log->chooser != NULL)
    return;
  log->chooser = gtk_file_chooser_native_new (_ ("Export What Was Changed"), GTK_WINDOW (log),
                                              GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (log->chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (log->chooser), name);
  if (json)
    g_object_set_data (G_OBJECT (log->chooser), "json", log);
  g_signal_connect_swapped (log->chooser, "response", G_CALLBACK (on_chosen), log);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (log->chooser));
}

static void
act_export (GtkWidget *widget, const char *action, GVariant *parameter)
{
  choose_file (TW_CHANGE_LOG (widget), g_str_has_suffix (action, "json"));
}

/* --- the object --- */

static void
tw_change_log_dispose (GObject *object)
{
  TwChangeLog *log = TW_CHANGE_LOG (object);

  if (log->cancellable != NULL)
    g_cancellable_cancel (log->cancellable);
  g_clear_object (&log->cancellable);
  g_clear_object (&log->chooser);
  G_OBJECT_CLASS (tw_change_log_parent_class)->dispose (object);
}

static void
tw_change_log_finalize (GObject *object)
{
  TwChangeLog *log = TW_CHANGE_LOG (object);

  g_clear_object (&log->items);
  g_clear_object (&log->found);
  g_clear_object (&log->filter);
  g_clear_pointer (&log->runs, g_array_unref);
  g_clear_pointer (&log->title, g_free);
  G_OBJECT_CLASS (tw_change_log_parent_class)->finalize (object);
}

static void
tw_change_log_class_init (TwChangeLogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tw_change_log_dispose;
  G_OBJECT_CLASS (class)->finalize = tw_change_log_finalize;
  signals[STEP_ACTIVATED] =
      g_signal_new ("step-activated", TW_TYPE_CHANGE_LOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_INT64, G_TYPE_UINT64);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thalweg/Thalweg/ui/tw-change-log.ui");
  gtk_widget_class_bind_template_child (widget_class, TwChangeLog, heading);
  gtk_widget_class_bind_template_child (widget_class, TwChangeLog, export);
  gtk_widget_class_bind_template_child (widget_class, TwChangeLog, toasts);
  gtk_widget_class_bind_template_child (widget_class, TwChangeLog, pages);
  gtk_widget_class_bind_template_child (widget_class, TwChangeLog, table);
  gtk_widget_class_bind_template_child (widget_class, TwChangeLog, empty);
  gtk_widget_class_bind_template_child (widget_class, TwChangeLog, nothing_found);
  gtk_widget_class_bind_template_child (widget_class, TwChangeLog, columns);
  gtk_widget_class_bind_template_child (widget_class, TwChangeLog, search);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_install_action (widget_class, "log.export-csv", NULL, act_export);
  gtk_widget_class_install_action (widget_class, "log.export-json", NULL, act_export);
}

/* Found, sorted as the columns say, and nothing of it is selected. */
static void
make_model (TwChangeLog *log)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (log->columns);
  GtkSortListModel *sorted;
  g_autoptr (GtkNoSelection) model = NULL;

  log->filter = gtk_custom_filter_new (matches, log, NULL);
  log->found = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (log->items)),
                                          GTK_FILTER (g_object_ref (log->filter)));
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (log->found)),
                                    sorter != NULL ? g_object_ref (sorter) : NULL);
  model = gtk_no_selection_new (G_LIST_MODEL (sorted));
  gtk_column_view_set_model (log->columns, GTK_SELECTION_MODEL (model));
}

static void
tw_change_log_init (TwChangeLog *log)
{
  log->items = g_list_store_new (TW_TYPE_CHANGE_ITEM);
  log->runs = g_array_new (FALSE, FALSE, sizeof (TwAuditRun));
  g_array_set_clear_func (log->runs, clear_run);
  log->title = g_strdup ("");
  log->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (log));
  for (guint c = 0; c < TW_N_CHANGE_COLUMNS; c++)
    add_column (log, c);
  gtk_column_view_column_set_visible (log->run_column, FALSE);
  make_model (log);
  show_page (log);
}

TwChangeLog *
tw_change_log_new (GtkWindow *parent)
{
  return g_object_new (TW_TYPE_CHANGE_LOG, "transient-for", parent, NULL);
}
