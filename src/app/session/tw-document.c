/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/live/tw-hand-over.h"
#include "app/session/tw-document-private.h"
#include "app/session/tw-replay-source.h"

#include <glib/gi18n.h>
#include <string.h>

/* Runs that are kept ready, each with its threads, because one often goes back to them. */
#define MAX_READY 4

G_DEFINE_FINAL_TYPE (TwDocument, tw_document, G_TYPE_OBJECT)

enum
{
  CHANGED,
  SHOWN,
  NOTICE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

void
tw_document_changed (TwDocument *document)
{
  g_signal_emit (document, signals[CHANGED], 0);
}

void
tw_document_notice (TwDocument *document, const char *label, const char *action, const char *format,
                    ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_signal_emit (document, signals[NOTICE], 0, text, label, action);
}

/* --- where it is --- */

char *
tw_document_dup_folder (void)
{
  return g_build_filename (g_get_user_data_dir (), "thalweg", "sessions", NULL);
}

/* What may stand in a file's name everywhere. */
static char *
make_file_name (const char *title)
{
  g_autofree char *name = g_utf8_make_valid (title, -1);
  g_autofree char *cut = NULL;

  g_strdelimit (name, "/\\:*?\"<>|\n\r\t", ' ');
  g_strstrip (name);
  while (name[0] == '.')
    name[0] = ' ';
  cut = g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), 60));
  return g_steal_pointer (&cut);
}

static gboolean
is_taken (const char *path)
{
  g_autofree char *journal = g_strconcat (path, "-wal", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) || g_file_test (journal, G_FILE_TEST_EXISTS);
}

/* "2026-11-24 18-40-12 Pre-train, then fine-tune.thalweg", that nobody has yet. */
static char *
choose_path (const char *title)
{
  static GHashTable *chosen; /* two may be chosen in one second, and have no file yet */
  g_autofree char *folder = tw_document_dup_folder ();
  g_autofree char *name = make_file_name (title);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H-%M-%S");

  g_mkdir_with_parents (folder, 0700);
  if (chosen == NULL)
    chosen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint n = 1;; n++)
    {
      g_autofree char *number = n == 1 ? g_strdup ("") : g_strdup_printf (" (%u)", n);
      g_autofree char *file = g_strconcat (time, " ", name, number, TW_SESSION_SUFFIX, NULL);
      g_autofree char *path = g_build_filename (folder, file, NULL);

      if (!is_taken (path) && g_hash_table_add (chosen, g_strdup (path)))
        return g_steal_pointer (&path);
    }
}

static gboolean
is_in_folder (const char *path)
{
  g_autofree char *folder = tw_document_dup_folder ();
  g_autofree char *directory = g_path_get_dirname (path);

  return g_str_equal (folder, directory);
}

/* --- the session --- */

static gboolean
on_wake (gpointer data)
{
  TwDocument *document = data;
  g_autofree char *trouble = NULL;

  if (document->shared == NULL)
    return G_SOURCE_CONTINUE;
  tw_session_refresh (document->session);
  trouble = tw_session_get_trouble (document->session);
  if (document->trouble != NULL && trouble == NULL)
    tw_document_notice (document, NULL, NULL, "%s", _ ("Recording goes on, and training can"));
  g_free (document->trouble);
  document->trouble = g_steal_pointer (&trouble);
  tw_document_changed (document);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_wake (GSource *source, GSourceFunc callback, gpointer data)
{
  g_source_set_ready_time (source, -1);
  return callback (data);
}

/* On the recorder's thread. */
static void
on_news (gpointer wake)
{
  g_source_set_ready_time (wake, 0);
}

static GSource *
attach_wake (TwDocument *document)
{
  static GSourceFuncs functions = { .dispatch = dispatch_wake };
  GSource *source = g_source_new (&functions, sizeof *source);

  g_source_set_static_name (source, "session");
  g_source_set_callback (source, on_wake, document, NULL);
  g_source_attach (source, NULL);
  return source;
}

/* The program stays until what it recorded is in the file. */
static void
on_closed (gpointer application)
{
  if (application != NULL)
    {
      g_application_release (application);
      g_object_unref (application);
    }
}

/* Takes session. */
static void
adopt_session (TwDocument *document, TwSession *session)
{
  GApplication *application = g_application_get_default ();

  if (application != NULL)
    g_application_hold (g_object_ref (application));
  document->session = session;
  document->wake = attach_wake (document);
  document->shared = tw_shared_session_new (session, document->wake, on_closed, application);
  tw_session_set_notify (session, on_news, document->wake);
}

static void
ready_run_free (gpointer data)
{
  TwReadyRun *ready = data;

  g_object_unref (ready->live);
  g_free (ready);
}

static void
forget_runs (TwDocument *document)
{
  document->live = NULL;
  document->shown = 0;
  for (guint i = 0; i < document->ready->len; i++)
    {
      TwReadyRun *ready = document->ready->pdata[i];

      g_signal_handlers_disconnect_by_data (ready->live, document);
    }
  g_ptr_array_set_size (document->ready, 0);
}

static void
cancel_work (TwDocument *document)
{
  g_cancellable_cancel (document->opening);
  g_clear_object (&document->opening);
  g_cancellable_cancel (document->cancel_branching);
  g_clear_object (&document->cancel_branching);
  document->branching = NULL;
  document->again = 0;
  document->show_step = G_MAXUINT64;
}

static void
leave_session (TwDocument *document)
{
  if (document->shared == NULL)
    return;
  cancel_work (document);
  tw_session_set_notify (document->session, NULL, NULL);
  g_source_destroy (document->wake);
  document->wake = NULL;
  forget_runs (document);
  document->session = NULL;
  tw_shared_session_release (g_steal_pointer (&document->shared));
}

void
tw_document_close (TwDocument *document)
{
  g_return_if_fail (TW_IS_DOCUMENT (document));
  leave_session (document);
}

/* --- runs that are ready --- */

static int
find_ready (TwDocument *document, gint64 id)
{
  for (guint i = 0; i < document->ready->len; i++)
    if (((TwReadyRun *)document->ready->pdata[i])->id == id)
      return (int)i;
  return -1;
}

TwLiveRun *
tw_document_make_live (TwDocument *document, gint64 id, TwOpenedRun *opened, GError **error)
{
  const TwSessionRun *info = tw_session_get_run (document->session, id);
  const gboolean read_only = tw_session_get_read_only_reason (document->session) != NULL;
  TwLiveParts parts = { .last = &opened->last,
                        .history = opened->history,
                        .read_only = read_only,
                        .start = info->start,
                        .color = info->color };
  TwReadyRun *ready;
  TwLiveRun *live;

  if (!read_only)
    parts.sink = tw_session_record (document->session, id, error);
  if (!read_only && parts.sink == NULL)
    return NULL;
  parts.functions = &tw_replay_source;
  parts.source = tw_replay_source_new (document->shared, id);
  parts.run = g_steal_pointer (&opened->run);
  live = tw_live_run_new_for_run (&parts, error);
  if (live == NULL)
    return NULL;
  g_signal_connect (live, "edit", G_CALLBACK (tw_document_on_edit), document);
  ready = g_new (TwReadyRun, 1);
  *ready = (TwReadyRun){ id, live };
  g_ptr_array_add (document->ready, ready);
  return live;
}

/* Those not shown for longest go; what they did is in the file. */
static void
drop_old (TwDocument *document)
{
  while (document->ready->len > MAX_READY)
    {
      TwReadyRun *oldest = document->ready->pdata[document->ready->len - 1];

      g_signal_handlers_disconnect_by_data (oldest->live, document);
      g_ptr_array_set_size (document->ready, (int)document->ready->len - 1);
    }
}

/* Once what was waited for is there. */
static void
go_on (TwDocument *document)
{
  const int again = document->again;

  if (document->show_step != G_MAXUINT64)
    tw_live_run_show_step (document->live, document->show_step);
  document->show_step = G_MAXUINT64;
  document->again = 0;
  if (again < 0)
    tw_document_undo (document);
  else if (again > 0)
    tw_document_redo (document);
}

void
tw_document_present (TwDocument *document, gint64 id)
{
  const int i = find_ready (document, id);
  TwReadyRun *ready;

  g_return_if_fail (i >= 0);

  g_cancellable_cancel (document->opening);
  g_clear_object (&document->opening);
  ready = g_ptr_array_steal_index (document->ready, (guint)i);
  g_ptr_array_insert (document->ready, 0, ready);
  if (document->live != NULL && document->live != ready->live)
    tw_live_run_hold (document->live);
  document->live = ready->live;
  document->shown = id;
  /* What it did since it was shown last, it is to show at once. */
  tw_live_run_update (document->live);
  g_free (document->title);
  document->title = NULL;
  g_signal_emit (document, signals[SHOWN], 0);
  tw_document_changed (document);
  drop_old (document);
  go_on (document);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TwDocument) document = TW_DOCUMENT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwOpenedRun) opened = tw_run_open_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || document->shared == NULL)
    return;
  g_clear_object (&document->opening);
  if (opened != NULL
      && (find_ready (document, opened->id) >= 0
          || tw_document_make_live (document, opened->id, opened, &error) != NULL))
    {
      tw_document_present (document, opened->id);
      return;
    }
  document->again = 0;
  document->show_step = G_MAXUINT64;
  tw_document_notice (document, NULL, NULL, "%s", error->message);
}

void
tw_document_show_and (TwDocument *document, gint64 run, guint64 step, int again)
{
  const TwRunWish wish = { .run = run, .at_head = TRUE };

  /* What was to be done with a run that nobody waits for any more is not for this one. */
  document->show_step = step;
  document->again = again;
  if (find_ready (document, run) >= 0)
    {
      tw_document_present (document, run);
      return;
    }
  g_cancellable_cancel (document->opening);
  g_clear_object (&document->opening);
  document->opening = g_cancellable_new ();
  tw_run_open (document->shared, &wish, document->opening, on_opened, g_object_ref (document));
}

void
tw_document_show (TwDocument *document, gint64 run)
{
  g_return_if_fail (TW_IS_DOCUMENT (document));
  tw_document_show_and (document, run, G_MAXUINT64, 0);
}

void
tw_document_show_step (TwDocument *document, gint64 run, guint64 step)
{
  g_return_if_fail (TW_IS_DOCUMENT (document));
  tw_document_show_and (document, run, step, 0);
}

/* --- new documents, new runs --- */

static gboolean
begin_root (TwDocument *document, TwRun *run, const TwScenario *scenario, GError **error)
{
  g_autoptr (TwOpenedRun) opened = g_new0 (TwOpenedRun, 1);
  gint64 id;

  opened->run = run;
  opened->last = TW_NO_STEP_RECORD;
  id = tw_session_add_root (document->session, scenario, NULL, error);
  if (id == 0 || tw_document_make_live (document, id, opened, error) == NULL)
    return FALSE;
  tw_document_present (document, id);
  return TRUE;
}

static void
begin_session (TwDocument *document, const char *title)
{
  g_autofree char *path = choose_path (title);

  adopt_session (document, tw_session_new (path));
}

TwDocument *
tw_document_new (const TwScenario *scenario, GError **error)
{
  g_autoptr (TwDocument) document = NULL;
  TwRun *run = tw_run_new (scenario, error);

  if (run == NULL)
    return NULL;
  document = g_object_new (TW_TYPE_DOCUMENT, NULL);
  begin_session (document, scenario->title);
  if (!begin_root (document, run, scenario, error))
    {
      tw_document_close (document);
      return NULL;
    }
  return g_steal_pointer (&document);
}

static gboolean
is_run_untouched (TwDocument *document)
{
  const TwSessionRun *info = tw_session_get_run (document->session, document->shown);
  const TwSnapshot *head;

  if (document->live == NULL || info == NULL || info->parent != 0 || info->n_changes > 0)
    return FALSE;
  head = tw_live_run_get_head (document->live);
  return head->step == 0 && head->generation == 0 && !tw_live_run_is_training (document->live);
}

gboolean
tw_document_is_untouched (TwDocument *document)
{
  g_return_val_if_fail (TW_IS_DOCUMENT (document), FALSE);
  /* That there is no file does not say it: what was done just now is on its way there. */
  return document->shared != NULL && !tw_session_is_stored (document->session)
         && tw_session_get_n_runs (document->session) == 1 && tw_undo_peek (document->undo) == NULL
         && tw_undo_peek_redo (document->undo) == NULL && is_run_untouched (document);
}

gboolean
tw_document_choose (TwDocument *document, const TwScenario *scenario, GError **error)
{
  const gboolean replace = tw_document_is_untouched (document);
  const gint64 untouched = is_run_untouched (document) ? document->shown : 0;
  const char *reason = tw_session_get_read_only_reason (document->session);
  TwRun *run;

  g_return_val_if_fail (TW_IS_DOCUMENT (document), FALSE);

  if (reason != NULL)
    {
      g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_READ_ONLY,
                   _ ("No run can be added to this session: %s"), reason);
      return FALSE;
    }
  run = tw_run_new (scenario, error);
  if (run == NULL)
    return FALSE;
  cancel_work (document);
  if (replace)
    {
      leave_session (document);
      begin_session (document, scenario->title);
      g_clear_pointer (&document->undo, tw_undo_free);
      document->undo = tw_undo_new ();
    }
  if (!begin_root (document, run, scenario, error))
    return FALSE;
  if (!replace && untouched != 0)
    tw_session_set_deleted (document->session, untouched, TRUE, NULL);
  tw_document_changed (document);
  return TRUE;
}

/* --- from a file --- */

typedef struct
{
  TwDocument *document;
  gulong shown, notice;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_clear_object (&opening->document);
  g_free (opening);
}

static void
stop_listening (Opening *opening)
{
  g_clear_signal_handler (&opening->shown, opening->document);
  g_clear_signal_handler (&opening->notice, opening->document);
}

static void
on_first_shown (GTask *task)
{
  Opening *opening = g_task_get_task_data (task);

  stop_listening (opening);
  g_task_return_pointer (task, g_object_ref (opening->document), g_object_unref);
  g_object_unref (task);
}

/* Its newest run cannot be read. */
static void
on_first_failed (GTask *task, const char *text)
{
  Opening *opening = g_task_get_task_data (task);

  stop_listening (opening);
  tw_document_close (opening->document);
  g_task_return_new_error (task, TW_SESSION_ERROR, TW_SESSION_ERROR_DAMAGED, "%s", text);
  g_object_unref (task);
}

static gint64
find_newest (TwSession *session)
{
  for (guint i = tw_session_get_n_runs (session); i > 0; i--)
    if (!tw_session_get_run_at (session, i - 1)->deleted)
      return tw_session_get_run_at (session, i - 1)->id;
  return 0;
}

static void
on_session_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Opening *opening = g_task_get_task_data (task);
  GError *error = NULL;
  TwSession *session;
  gint64 newest;

  tw_hand_over ();
  session = g_task_propagate_pointer (G_TASK (result), &error);
  if (session == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  opening->document = g_object_new (TW_TYPE_DOCUMENT, NULL);
  adopt_session (opening->document, session);
  opening->shown =
      g_signal_connect_swapped (opening->document, "shown", G_CALLBACK (on_first_shown), task);
  opening->notice =
      g_signal_connect_swapped (opening->document, "notice", G_CALLBACK (on_first_failed), task);
  newest = find_newest (session);
  if (newest != 0)
    tw_document_show (opening->document, newest);
  else
    on_first_failed (task, _ ("There is no run in this session"));
}

static void
open_session (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  GError *error = NULL;
  TwSession *session;

  tw_hand_over ();
  tw_shared_session_wait_closed (path);
  session = tw_session_open (path, FALSE, &error);
  tw_hand_over ();
  if (session != NULL)
    g_task_return_pointer (task, session, (GDestroyNotify)tw_session_free);
  else
    g_task_return_error (task, error);
}

void
tw_document_open (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback,
                  gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  g_autoptr (GTask) reading = g_task_new (NULL, cancellable, on_session_opened, task);

  g_task_set_source_tag (task, tw_document_open);
  g_task_set_task_data (task, g_new0 (Opening, 1), opening_free);
  g_task_set_task_data (reading, g_strdup (path), g_free);
  tw_hand_over ();
  g_task_run_in_thread (reading, open_session);
}

TwDocument *
tw_document_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- saving --- */

typedef struct
{
  TwSharedSession *shared;
  char *path;
  gboolean move;
  TwSessionProgress progress;
  gpointer progress_data;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  tw_shared_session_unref (saving->shared);
  g_free (saving->path);
  g_free (saving);
}

static gboolean
save (const Saving *saving, GCancellable *cancellable, GError **error)
{
  g_autofree char *here = tw_shared_session_dup_path (saving->shared);

  if (g_str_equal (here, saving->path))
    return TRUE;
  /* A file that was there, and is being closed, must not come back. */
  tw_shared_session_wait_closed (saving->path);
  if (!tw_session_save_as (tw_shared_session_get (saving->shared), saving->path, saving->move,
                           saving->progress, saving->progress_data, cancellable, error))
    return FALSE;
  tw_shared_session_set_path (saving->shared, saving->path);
  return TRUE;
}

static void
work_at_saving (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean saved;

  tw_hand_over ();
  saved = save (data, cancellable, &error);
  tw_hand_over ();
  if (saved)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
tw_document_save_as (TwDocument *document, const char *path, TwSessionProgress progress,
                     gpointer progress_data, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (document, cancellable, callback, data);
  Saving *saving = g_new (Saving, 1);

  g_return_if_fail (TW_IS_DOCUMENT (document));

  *saving = (Saving){ tw_shared_session_ref (document->shared), g_strdup (path),
                      !tw_document_is_saved (document), progress, progress_data };
  g_task_set_task_data (task, saving, saving_free);
  tw_hand_over ();
  g_task_run_in_thread (task, work_at_saving);
}

gboolean
tw_document_save_as_finish (TwDocument *document, GAsyncResult *result, GError **error)
{
  gboolean saved;

  tw_hand_over ();
  saved = g_task_propagate_boolean (G_TASK (result), error);
  if (saved && document->shared != NULL)
    {
      g_free (document->title);
      document->title = NULL;
      tw_document_changed (document);
    }
  return saved;
}

/* --- what it is --- */

/* "far-sighted" of "/home/me/far-sighted.thalweg". */
static char *
title_of_file (const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);

  if (g_str_has_suffix (name, TW_SESSION_SUFFIX))
    name[strlen (name) - strlen (TW_SESSION_SUFFIX)] = '\0';
  return g_steal_pointer (&name);
}

const char *
tw_document_get_title (TwDocument *document)
{
  g_return_val_if_fail (TW_IS_DOCUMENT (document), NULL);

  if (document->title == NULL && document->shared != NULL)
    document->title = tw_document_is_saved (document)
                          ? title_of_file (tw_session_get_path (document->session))
                          : g_strdup (tw_document_get_root_scenario (document)->title);
  return document->title;
}

const char *
tw_document_get_path (TwDocument *document)
{
  g_return_val_if_fail (TW_IS_DOCUMENT (document), NULL);
  return document->shared != NULL ? tw_session_get_path (document->session) : NULL;
}

gboolean
tw_document_is_saved (TwDocument *document)
{
  g_return_val_if_fail (TW_IS_DOCUMENT (document), FALSE);
  return document->shared != NULL && !is_in_folder (tw_session_get_path (document->session));
}

const char *
tw_document_get_read_only_reason (TwDocument *document)
{
  g_return_val_if_fail (TW_IS_DOCUMENT (document), NULL);
  return document->shared != NULL ? tw_session_get_read_only_reason (document->session) : NULL;
}

const char *
tw_document_get_trouble (TwDocument *document)
{
  g_return_val_if_fail (TW_IS_DOCUMENT (document), NULL);
  return document->trouble;
}

TwSession *
tw_document_get_session (TwDocument *document)
{
  g_return_val_if_fail (TW_IS_DOCUMENT (document), NULL);
  return document->session;
}

TwSharedSession *
tw_document_get_shared (TwDocument *document)
{
  g_return_val_if_fail (TW_IS_DOCUMENT (document), NULL);
  return document->shared;
}

TwLiveRun *
tw_document_get_live (TwDocument *document)
{
  g_return_val_if_fail (TW_IS_DOCUMENT (document), NULL);
  return document->live;
}

gint64
tw_document_get_shown (TwDocument *document)
{
  g_return_val_if_fail (TW_IS_DOCUMENT (document), 0);
  return document->shown;
}

TwScenario *
tw_document_get_root_scenario (TwDocument *document)
{
  const TwSessionRun *run;

  g_return_val_if_fail (TW_IS_DOCUMENT (document), NULL);

  run = tw_session_get_run (document->session, document->shown);
  while (run->parent != 0 && tw_session_get_run (document->session, run->parent) != NULL)
    run = tw_session_get_run (document->session, run->parent);
  return run->scenario;
}

/* --- the object --- */

static void
tw_document_dispose (GObject *object)
{
  leave_session (TW_DOCUMENT (object));
  G_OBJECT_CLASS (tw_document_parent_class)->dispose (object);
}

static void
tw_document_finalize (GObject *object)
{
  TwDocument *document = TW_DOCUMENT (object);

  g_ptr_array_unref (document->ready);
  tw_undo_free (document->undo);
  g_free (document->title);
  g_free (document->trouble);
  G_OBJECT_CLASS (tw_document_parent_class)->finalize (object);
}

static void
tw_document_class_init (TwDocumentClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = tw_document_dispose;
  object_class->finalize = tw_document_finalize;
  signals[CHANGED] = g_signal_new ("changed", TW_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
  signals[SHOWN] = g_signal_new ("shown", TW_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signals[NOTICE] =
      g_signal_new ("notice", TW_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                    3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
}

static void
tw_document_init (TwDocument *document)
{
  document->ready = g_ptr_array_new_with_free_func (ready_run_free);
  document->undo = tw_undo_new ();
  document->show_step = G_MAXUINT64;
}
