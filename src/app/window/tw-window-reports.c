/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be asked about a session in windows of their own: the audit log, two runs compared, what the file
 * is.  A worker reads it. */

#include "config.h"

#include "app/runs/tw-change-log.h"
#include "app/runs/tw-run-compare-window.h"
#include "app/runs/tw-session-properties.h"
#include "app/window/tw-window-private.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

/* --- what a worker reads --- */

typedef struct
{
  TwSharedSession *shared;
  GtkWindow *report; /* weak: the user may close it before anything is there */
  GtkWindow *parent; /* weak */
  gint64 run;        /* 0: all */
  char *title;       /* of the run */
  gboolean stored, saved;
  char *reason;
  GPtrArray *names;   /* (n) of runs; names, */
  GPtrArray *changes; /* (n) GPtrArray of TwSessionChange, */
  GPtrArray *plans;   /* (n) and scenarios */
  GArray *ids;        /* (n) gint64 */
  TwSessionFacts facts;
  char *path;
  GPtrArray *machines;
  TwFingerprint *machine;
} Report;

static void
report_free (gpointer data)
{
  Report *report = data;

  tw_shared_session_unref (report->shared);
  g_clear_weak_pointer (&report->report);
  g_clear_weak_pointer (&report->parent);
  g_free (report->title);
  g_free (report->reason);
  g_ptr_array_unref (report->names);
  g_ptr_array_unref (report->changes);
  g_ptr_array_unref (report->plans);
  g_array_unref (report->ids);
  g_free (report->path);
  g_clear_pointer (&report->machines, g_ptr_array_unref);
  tw_fingerprint_free (report->machine);
  g_free (report);
}

static Report *
report_new (TwWindow *window, gpointer dialog)
{
  Report *report = g_new0 (Report, 1);

  report->shared = tw_shared_session_ref (tw_document_get_shared (window->document));
  report->saved = tw_document_is_saved (window->document);
  report->reason = g_strdup (tw_document_get_read_only_reason (window->document));
  report->title = g_strdup (tw_document_get_title (window->document));
  report->path = g_strdup (tw_document_get_path (window->document));
  g_set_weak_pointer (&report->report, dialog);
  g_set_weak_pointer (&report->parent, GTK_WINDOW (window));
  report->names = g_ptr_array_new_with_free_func (g_free);
  report->changes = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  report->plans = g_ptr_array_new_with_free_func ((GDestroyNotify)tw_scenario_unref);
  report->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  return report;
}

static gboolean
read_changes (Report *report, TwSessionReader *reader, const TwSessionRun *run, GError **error)
{
  GPtrArray *changes = tw_session_reader_read_changes (reader, run->id, error);

  if (changes == NULL)
    return FALSE;
  g_ptr_array_add (report->changes, changes);
  g_ptr_array_add (report->names, g_strdup (run->name));
  g_ptr_array_add (report->plans, tw_scenario_copy (run->scenario));
  g_array_append_val (report->ids, run->id);
  report->facts.n_changes += changes->len;
  return TRUE;
}

static gboolean
read_sizes (Report *report, TwSessionReader *reader, const TwSessionRun *run, GError **error)
{
  TwSessionSizes sizes;

  if (!tw_session_reader_read_sizes (reader, run->id, &sizes, error))
    return FALSE;
  report->facts.n_runs += !run->deleted;
  report->facts.n_steps += sizes.n_rows;
  report->facts.n_checkpoints += sizes.n_checkpoints;
  return TRUE;
}

/* The first run is as old as the session. */
static void
read_file (Report *report, TwSessionReader *reader)
{
  GStatBuf status;

  if (g_stat (report->path, &status) == 0)
    report->facts.size = (guint64)status.st_size;
  if (tw_session_reader_get_n_runs (reader) > 0)
    report->facts.created = tw_session_reader_get_run_at (reader, 0)->created;
  report->machines = tw_session_reader_read_machines (reader, NULL);
}

static gboolean
read_report (Report *report, gboolean sizes, GError **error)
{
  g_autofree char *path = tw_shared_session_dup_path (report->shared);
  g_autoptr (TwSessionReader) reader = NULL;

  if (!tw_session_flush (tw_shared_session_get (report->shared), error))
    return FALSE;
  /* Nothing was done yet. */
  report->stored = g_file_test (path, G_FILE_TEST_EXISTS);
  if (!report->stored)
    return TRUE;
  reader = tw_session_reader_new (path, error);
  if (reader == NULL)
    return FALSE;
  for (guint i = 0; i < tw_session_reader_get_n_runs (reader); i++)
    {
      const TwSessionRun *run = tw_session_reader_get_run_at (reader, i);

      if ((report->run == 0 || report->run == run->id)
          && (!read_changes (report, reader, run, error)
              || (sizes && !read_sizes (report, reader, run, error))))
        return FALSE;
    }
  if (sizes)
    read_file (report, reader);
  return TRUE;
}

static void
read_log (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (read_report (data, FALSE, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
read_facts (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Report *report = data;
  GError *error = NULL;

  report->machine = tw_fingerprint_new ();
  if (read_report (report, TRUE, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Takes report. */
static void
ask (Report *report, GTaskThreadFunc read, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, report);

  g_task_set_task_data (task, report, report_free);
  g_task_run_in_thread (task, read);
}

/* NULL: it could not be read, which is said, or nobody waits for it any more. */
static gpointer
finish (GAsyncResult *result, const char *heading)
{
  Report *report = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    return report->report;
  if (report->report != NULL)
    gtk_window_destroy (report->report);
  if (report->parent != NULL)
    tw_window_complain (TW_WINDOW (report->parent), heading, error->message);
  return NULL;
}

/* --- the audit log --- */

static void
on_log_read (GObject *source, GAsyncResult *result, gpointer data)
{
  TwChangeLog *log = finish (result, _ ("The change log cannot be read"));
  Report *report = data;
  g_autofree TwAuditRun *runs = NULL;

  if (log == NULL)
    return;
  runs = g_new0 (TwAuditRun, report->names->len + 1);
  for (guint i = 0; i < report->names->len; i++)
    runs[i] = (TwAuditRun){ g_array_index (report->ids, gint64, i), report->names->pdata[i],
                            report->plans->pdata[i], report->changes->pdata[i] };
  tw_change_log_set_runs (log, report->title, runs, report->names->len);
}

/* A line of the log leads to its moment. */
static void
on_step_activated (TwWindow *window, gint64 run, guint64 step)
{
  if (window->document != NULL)
    tw_document_show_step (window->document, run, step);
}

static void
show_log (TwWindow *window, gint64 run)
{
  TwChangeLog *log = tw_change_log_new (GTK_WINDOW (window));
  Report *report = report_new (window, log);
  const TwSessionRun *info = tw_session_get_run (tw_document_get_session (window->document), run);

  report->run = run;
  if (info != NULL)
    {
      g_free (report->title);
      report->title = g_strdup (info->name);
    }
  g_signal_connect_object (log, "step-activated", G_CALLBACK (on_step_activated), window,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (log));
  ask (report, read_log, on_log_read);
}

static void
on_show_changes (TwWindow *window, gint64 run)
{
  show_log (window, run);
}

static void
on_change_log (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_log (data, 0);
}

/* --- what the file is --- */

static void
on_facts_read (GObject *source, GAsyncResult *result, gpointer data)
{
  TwSessionProperties *properties = finish (result, _ ("The session cannot be read"));
  Report *report = data;

  if (properties == NULL)
    return;
  report->facts.path = report->path;
  report->facts.stored = report->stored;
  report->facts.saved = report->saved;
  report->facts.read_only_reason = report->reason;
  report->facts.machines = report->machines;
  report->facts.machine = report->machine;
  report->facts.n_runs = MAX (report->facts.n_runs, 1);
  tw_session_properties_set (properties, &report->facts);
}

static void
on_properties (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TwWindow *window = data;
  TwSessionProperties *properties = tw_session_properties_new (GTK_WINDOW (window));

  gtk_window_present (GTK_WINDOW (properties));
  ask (report_new (window, properties), read_facts, on_facts_read);
}

/* --- two runs --- */

typedef struct
{
  TwSharedSession *shared;
  GtkWindow *report; /* weak */
  gint64 runs[2];
  TwRunCompareSide sides[2]; /* names and scenarios are its own */
} Comparing;

static void
comparing_free (gpointer data)
{
  Comparing *comparing = data;

  tw_shared_session_unref (comparing->shared);
  g_clear_weak_pointer (&comparing->report);
  for (guint i = 0; i < 2; i++)
    {
      g_free ((char *)comparing->sides[i].name);
      tw_scenario_unref ((TwScenario *)comparing->sides[i].scenario);
    }
  g_free (comparing);
}

/* Points of a curve: more than a window has pixels. */
#define MAX_STEPS 2000

static void
compare (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Comparing *comparing = data;
  g_autofree char *path = tw_shared_session_dup_path (comparing->shared);
  TwRunComparison *comparison = NULL;
  GError *error = NULL;

  if (tw_session_flush (tw_shared_session_get (comparing->shared), &error))
    comparison = tw_run_compare (path, comparing->runs[0], comparing->runs[1], MAX_STEPS,
                                 cancellable, &error);
  if (comparison != NULL)
    g_task_return_pointer (task, comparison, (GDestroyNotify)tw_run_comparison_free);
  else
    g_task_return_error (task, error);
}

static void
on_compared (GObject *source, GAsyncResult *result, gpointer data)
{
  Comparing *comparing = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwRunComparison) comparison = g_task_propagate_pointer (G_TASK (result), &error);

  if (comparing->report == NULL)
    return;
  if (comparison != NULL)
    tw_run_compare_window_set (TW_RUN_COMPARE_WINDOW (comparing->report), &comparing->sides[0],
                               &comparing->sides[1], g_steal_pointer (&comparison));
  else
    tw_run_compare_window_fail (TW_RUN_COMPARE_WINDOW (comparing->report), error->message);
}

static void
compare_runs (TwWindow *window, gint64 a, gint64 b)
{
  TwRunCompareWindow *report = tw_run_compare_window_new (GTK_WINDOW (window));
  Comparing *comparing = g_new0 (Comparing, 1);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_compared, comparing);

  comparing->shared = tw_shared_session_ref (tw_document_get_shared (window->document));
  comparing->runs[0] = a;
  comparing->runs[1] = b;
  g_set_weak_pointer (&comparing->report, GTK_WINDOW (report));
  for (guint i = 0; i < 2; i++)
    {
      const TwSessionRun *run =
          tw_session_get_run (tw_document_get_session (window->document), comparing->runs[i]);

      comparing->sides[i] = (TwRunCompareSide){ g_strdup (run->name), run->color, run->head,
                                                tw_scenario_copy (run->scenario) };
    }
  g_task_set_task_data (task, comparing, comparing_free);
  gtk_window_present (GTK_WINDOW (report));
  g_task_run_in_thread (task, compare);
}

static void
on_compare (TwWindow *window, gint64 run)
{
  if (run != tw_document_get_shown (window->document))
    compare_runs (window, tw_document_get_shown (window->document), run);
}

/* From the menu: with what it comes from. */
static void
on_compare_parent (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TwWindow *window = data;
  const gint64 shown = tw_document_get_shown (window->document);
  const TwSessionRun *run = tw_session_get_run (tw_document_get_session (window->document), shown);

  if (run->parent != 0)
    compare_runs (window, shown, run->parent);
}

void
tw_window_add_report_actions (TwWindow *window)
{
  static const GActionEntry entries[] = {
    { .name = "change-log", .activate = on_change_log },
    { .name = "properties", .activate = on_properties },
    { .name = "compare", .activate = on_compare_parent },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
}

void
tw_window_connect_reports (TwWindow *window)
{
  g_signal_connect_swapped (window->runs, "show-changes", G_CALLBACK (on_show_changes), window);
  g_signal_connect_swapped (window->runs, "compare", G_CALLBACK (on_compare), window);
}
