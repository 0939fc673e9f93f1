/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The session in the window: which run is shown, the tree of runs, undo, and what stands in the way of
 * recording. */

#include "config.h"

#include "app/window/tw-window-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* --- what is shown of it --- */

static void
set_text (GtkLabel *label, const char *text)
{
  if (strcmp (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

static void
show_title (TwWindow *window)
{
  const char *title = tw_document_get_title (window->document);

  if (strcmp (gtk_label_get_text (window->title), title) == 0)
    return;
  gtk_label_set_text (window->title, title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (window->title), title);
  gtk_window_set_title (GTK_WINDOW (window), title);
}

static void
show_bars (TwWindow *window)
{
  const char *reason = tw_document_get_read_only_reason (window->document);
  const char *trouble = tw_document_get_trouble (window->document);

  if (reason != NULL)
    {
      g_autofree char *text =
          g_strdup_printf (_ ("This session can only be looked at: %s."), reason);

      set_text (window->read_only, text);
    }
  if (trouble != NULL)
    {
      g_autofree char *text = g_strdup_printf (
          _ ("Recording stands still: %s. Nothing is lost; it goes on when it can."), trouble);

      set_text (window->record, text);
    }
  gtk_widget_set_visible (window->badge, reason != NULL);
  gtk_info_bar_set_revealed (window->read_only_bar, reason != NULL);
  gtk_info_bar_set_revealed (window->record_bar, trouble != NULL);
}

static const char *
title_of_regime (const TwSessionRun *run)
{
  const TwModelType *type = run->scenario->type;

  return run->regime >= 0 && (guint)run->regime < type->n_regimes
             ? _ (type->regimes[run->regime].title)
             : NULL;
}

static void
show_tree (TwWindow *window)
{
  TwSession *session = tw_document_get_session (window->document);
  const guint n = tw_session_get_n_runs (session);
  g_autofree TwRunInfo *runs = g_new0 (TwRunInfo, n + 1);

  for (guint i = 0; i < n; i++)
    {
      const TwSessionRun *run = tw_session_get_run_at (session, i);

      runs[i] = (TwRunInfo){ .id = run->id,
                             .parent = run->parent,
                             .name = run->name,
                             .color = run->color,
                             .start = run->start,
                             .head = run->head,
                             .total = run->total_steps,
                             .state = run->state,
                             .regime = title_of_regime (run),
                             .n_changes = run->n_changes,
                             .hidden = run->hidden,
                             .deleted = run->deleted };
    }
  tw_run_tree_set_runs (window->runs, runs, n, tw_document_get_shown (window->document));
  g_object_set (window->runs, "read-only",
                tw_document_get_read_only_reason (window->document) != NULL, NULL);
}

/* Whether run is the one that is shown, or one that it comes from. */
static gboolean
leads_to_shown (TwWindow *window, gint64 run)
{
  TwSession *session = tw_document_get_session (window->document);
  const TwSessionRun *at = tw_session_get_run (session, tw_document_get_shown (window->document));

  /* Each comes from an older one; a file that says otherwise has no loop here. */
  for (; at != NULL; at = at->parent < at->id ? tw_session_get_run (session, at->parent) : NULL)
    if (at->id == run)
      return TRUE;
  return FALSE;
}

/* The last step of a run that is also one of the shown run: where the next run on the way to it begins. */
static guint64
shown_up_to (TwWindow *window, gint64 id)
{
  TwSession *session = tw_document_get_session (window->document);

  for (guint i = 0; i < tw_session_get_n_runs (session); i++)
    {
      const TwSessionRun *run = tw_session_get_run_at (session, i);

      if (run->parent == id && leads_to_shown (window, run->id))
        return run->start;
    }
  return G_MAXUINT64;
}

/* Where others leave the way of the run that is shown. */
static void
show_branches (TwWindow *window)
{
  TwSession *session = tw_document_get_session (window->document);
  g_autoptr (GArray) branches = g_array_new (FALSE, FALSE, sizeof (TwScrubberBranch));

  for (guint i = 0; i < tw_session_get_n_runs (session); i++)
    {
      const TwSessionRun *run = tw_session_get_run_at (session, i);
      const TwScrubberBranch branch = { run->id, run->start, run->color, run->name };

      if (run->parent != 0 && !run->deleted && !run->hidden && !leads_to_shown (window, run->id)
          && leads_to_shown (window, run->parent)
          && run->start <= shown_up_to (window, run->parent))
        g_array_append_val (branches, branch);
    }
  tw_scrubber_set_branches (tw_transport_get_scrubber (window->transport),
                            (const TwScrubberBranch *)(void *)branches->data, branches->len);
}

static void
on_changed (TwWindow *window)
{
  if (tw_document_get_session (window->document) == NULL || window->run == NULL)
    return;
  show_title (window);
  show_bars (window);
  show_tree (window);
  show_branches (window);
  tw_window_enable (window, "compare",
                    tw_session_get_run (tw_document_get_session (window->document),
                                        tw_document_get_shown (window->document))
                            ->parent
                        != 0);
  tw_window_enable (window, "undo", tw_document_get_undo_title (window->document) != NULL);
  /* An offer to undo is of what was done last, or it is gone. */
  if (window->toast != NULL && window->offered_undo != NULL
      && g_strcmp0 (window->offered_undo, tw_document_get_undo_title (window->document)) != 0)
    adw_toast_dismiss (window->toast);
  tw_window_enable (window, "redo", tw_document_get_redo_title (window->document) != NULL);
}

static void
on_shown (TwWindow *window)
{
  TwLiveRun *run = tw_document_get_live (window->document);

  /* The title before the moment, which says what the title does not. */
  show_title (window);
  if (run != window->run)
    tw_window_show_run (window, run);
  tw_gallery_choose (window->gallery, tw_document_get_root_scenario (window->document));
}

/* --- which document --- */

void
tw_window_leave_document (TwWindow *window)
{
  tw_window_forget_run (window);
  if (window->document == NULL)
    return;
  g_signal_handlers_disconnect_by_data (window->document, window);
  tw_document_close (window->document);
  g_clear_object (&window->document);
}

void
tw_window_set_document (TwWindow *window, TwDocument *document)
{
  g_return_if_fail (TW_IS_WINDOW (window));
  g_return_if_fail (TW_IS_DOCUMENT (document) && tw_document_get_live (document) != NULL);

  g_object_ref (document);
  tw_window_leave_document (window);
  window->document = document;
  g_signal_connect_swapped (document, "changed", G_CALLBACK (on_changed), window);
  g_signal_connect_swapped (document, "shown", G_CALLBACK (on_shown), window);
  g_signal_connect_swapped (document, "notice", G_CALLBACK (tw_window_say), window);
  on_shown (window);
  on_changed (window);
  tw_window_refresh_recent (window);
  /* Not on a button: Space is to play. */
  gtk_window_set_focus (GTK_WINDOW (window), GTK_WIDGET (window->plane));
}

TwDocument *
tw_window_get_document (TwWindow *window)
{
  g_return_val_if_fail (TW_IS_WINDOW (window), NULL);
  return window->document;
}

gboolean
tw_window_load (TwWindow *window, TwScenario *scenario, GError **error)
{
  g_autoptr (TwDocument) document = NULL;

  g_return_val_if_fail (TW_IS_WINDOW (window), FALSE);
  g_return_val_if_fail (scenario != NULL, FALSE);

  if (window->document != NULL)
    return tw_document_choose (window->document, scenario, error);
  document = tw_document_new (scenario, error);
  if (document == NULL)
    return FALSE;
  tw_window_set_document (window, document);
  return TRUE;
}

/* A session that can only be looked at takes no runs: they get a window of their own. */
static gboolean
load_elsewhere (TwWindow *window, TwScenario *scenario, GError **error)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (window));
  g_autoptr (TwDocument) document = tw_document_new (scenario, error);
  GtkWidget *other;

  if (document == NULL)
    return FALSE;
  other = tw_window_new (ADW_APPLICATION (application));
  tw_window_set_document (TW_WINDOW (other), document);
  gtk_window_present (GTK_WINDOW (other));
  tw_gallery_choose (window->gallery, tw_document_get_root_scenario (window->document));
  return TRUE;
}

void
tw_window_on_chosen (TwWindow *window)
{
  g_autoptr (TwScenario) scenario = tw_scenario_ref (tw_gallery_get_chosen (window->gallery));
  const gboolean elsewhere =
      window->document != NULL && tw_document_get_read_only_reason (window->document) != NULL;
  g_autoptr (GError) error = NULL;

  if (elsewhere ? load_elsewhere (window, scenario, &error)
                : tw_window_load (window, scenario, &error))
    return;
  tw_window_complain (window, _ ("The scenario cannot be trained"), error->message);
  if (window->document != NULL)
    tw_gallery_choose (window->gallery, tw_document_get_root_scenario (window->document));
}

/* --- actions --- */

static void
on_branch (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tw_document_branch (TW_WINDOW (data)->document);
}

static void
on_undo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tw_document_undo (TW_WINDOW (data)->document);
}

static void
on_redo (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tw_document_redo (TW_WINDOW (data)->document);
}

void
tw_window_add_document_actions (TwWindow *window)
{
  static const GActionEntry entries[] = {
    { .name = "branch", .activate = on_branch },
    { .name = "undo", .activate = on_undo },
    { .name = "redo", .activate = on_redo },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  tw_window_add_report_actions (window);
}

/* --- the tree --- */

static void
on_run_activated (TwWindow *window, gint64 run)
{
  if (run != tw_document_get_shown (window->document))
    tw_document_show (window->document, run);
}

static void
on_rename (TwWindow *window, gint64 run, const char *name)
{
  tw_document_rename (window->document, run, name);
}

static void
on_set_hidden (TwWindow *window, gint64 run, gboolean hidden)
{
  tw_document_set_hidden (window->document, run, hidden);
}

static void
on_set_color (TwWindow *window, gint64 run, guint color)
{
  tw_document_set_color (window->document, run, color);
}

static void
on_delete (TwWindow *window, gint64 run)
{
  tw_document_delete (window->document, run);
}

void
tw_window_connect_runs (TwWindow *window)
{
  TwScrubber *scrubber = tw_transport_get_scrubber (window->transport);

  g_signal_connect_swapped (window->runs, "run-activated", G_CALLBACK (on_run_activated), window);
  g_signal_connect_swapped (window->runs, "rename", G_CALLBACK (on_rename), window);
  g_signal_connect_swapped (window->runs, "set-hidden", G_CALLBACK (on_set_hidden), window);
  g_signal_connect_swapped (window->runs, "set-color", G_CALLBACK (on_set_color), window);
  g_signal_connect_swapped (window->runs, "delete", G_CALLBACK (on_delete), window);
  g_signal_connect_swapped (scrubber, "branch-activated", G_CALLBACK (on_run_activated), window);
  tw_window_connect_reports (window);
}
