/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening and saving: sessions, scenarios, what was open lately. */

#include "config.h"

#include "app/window/tw-saving-dialog.h"
#include "app/window/tw-window-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of each kind, in the menu of recent files. */
#define MAX_RECENT 8

/* --- which window has what --- */

gboolean
tw_window_is_session_file (const char *path)
{
  return g_str_has_suffix (path, TW_SESSION_SUFFIX);
}

TwWindow *
tw_window_find (const char *path)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);

      if (TW_IS_WINDOW (toplevel) && TW_WINDOW (toplevel)->document != NULL
          && g_strcmp0 (tw_document_get_path (TW_WINDOW (toplevel)->document), path) == 0)
        return TW_WINDOW (toplevel);
    }
  return NULL;
}

static gboolean
is_untouched (TwWindow *window)
{
  return window->document == NULL || tw_document_is_untouched (window->document);
}

/* This one, if nothing was done here; else a new one. */
static TwWindow *
window_to_use (TwWindow *window)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (window));

  if (is_untouched (window))
    return window;
  return TW_WINDOW (tw_window_new (ADW_APPLICATION (application)));
}

/* --- recent files --- */

static void
note_recent (const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  const GtkRecentData data = {
    .mime_type = (char *)(tw_window_is_session_file (path) ? TW_SESSION_MIME_TYPE : "text/plain"),
    .app_name = (char *)g_get_application_name (),
    .app_exec = (char *)"thalweg %f"
  };

  if (uri != NULL)
    gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}

static void
add_recent (GMenu *menu, const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *label = NULL;
  g_autoptr (GMenuItem) item = NULL;
  g_auto (GStrv) parts = NULL;

  if (tw_window_is_session_file (path))
    name[strlen (name) - strlen (TW_SESSION_SUFFIX)] = '\0';
  /* An underscore in a name is no mnemonic. */
  parts = g_strsplit (name, "_", -1);
  label = g_strjoinv ("__", parts);
  item = g_menu_item_new (label, NULL);
  g_menu_item_set_action_and_target (item, "win.open-path", "s", path);
  g_menu_append_item (menu, item);
}

static gint
by_time (gconstpointer a, gconstpointer b)
{
  GDateTime *first = gtk_recent_info_get_modified ((GtkRecentInfo *)a);
  GDateTime *second = gtk_recent_info_get_modified ((GtkRecentInfo *)b);

  return g_date_time_compare (second, first);
}

static void
add_saved (GMenu *menu)
{
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  g_autofree char *folder = tw_document_dup_folder ();
  guint n = 0;

  items = g_list_sort (items, by_time);
  for (GList *item = items; item != NULL && n < MAX_RECENT; item = item->next)
    {
      GtkRecentInfo *info = item->data;
      g_autofree char *path = g_filename_from_uri (gtk_recent_info_get_uri (info), NULL, NULL);

      if (path == NULL || !gtk_recent_info_has_application (info, g_get_application_name ())
          || g_str_has_prefix (path, folder) || !g_file_test (path, G_FILE_TEST_EXISTS))
        continue;
      add_recent (menu, path);
      n++;
    }
  g_list_free_full (items, (GDestroyNotify)gtk_recent_info_unref);
}

static gint
backwards (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)b, *(const char *const *)a);
}

/* Their names begin with the time. */
static void
add_unsaved (GMenu *menu, TwWindow *window)
{
  g_autofree char *folder = tw_document_dup_folder ();
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) directory = g_dir_open (folder, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    if (tw_window_is_session_file (name))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, backwards);
  for (guint i = 0, n = 0; i < paths->len && n < MAX_RECENT; i++)
    if (window->document == NULL
        || g_strcmp0 (tw_document_get_path (window->document), paths->pdata[i]) != 0)
      {
        add_recent (menu, paths->pdata[i]);
        n++;
      }
}

static void
add_section (GMenu *menu, const char *title, GMenu *section)
{
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, title, G_MENU_MODEL (section));
}

void
tw_window_refresh_recent (TwWindow *window)
{
  g_autoptr (GMenu) saved = g_menu_new ();
  g_autoptr (GMenu) unsaved = g_menu_new ();

  add_saved (saved);
  add_unsaved (unsaved, window);
  g_menu_remove_all (window->recent);
  add_section (window->recent, _ ("Recent"), saved);
  add_section (window->recent, _ ("Not Saved"), unsaved);
  if (g_menu_model_get_n_items (G_MENU_MODEL (window->recent)) == 0)
    g_menu_append (window->recent, _ ("Nothing was open yet"), "win.nothing");
}

static void
on_active (TwWindow *window)
{
  if (gtk_window_is_active (GTK_WINDOW (window)))
    tw_window_refresh_recent (window);
}

/* --- opening --- */

static void
on_document_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TwWindow) window = TW_WINDOW (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwDocument) document = tw_document_open_finish (result, &error);
  TwWindow *target;

  /* The window has been closed meanwhile. */
  if (window->recent == NULL)
    {
      if (document != NULL)
        tw_document_close (document);
      return;
    }
  g_clear_object (&window->opening);
  if (document == NULL)
    {
      tw_window_complain (window, _ ("The session cannot be opened"), error->message);
      return;
    }
  note_recent (tw_document_get_path (document));
  target = window_to_use (window);
  tw_window_set_document (target, document);
  gtk_window_present (GTK_WINDOW (target));
}

static void
open_session (TwWindow *window, const char *path)
{
  TwWindow *other = tw_window_find (path);

  if (other != NULL)
    {
      gtk_window_present (GTK_WINDOW (other));
      return;
    }
  if (window->opening != NULL)
    return;
  window->opening = g_cancellable_new ();
  tw_document_open (path, window->opening, on_document_opened, g_object_ref (window));
}

static void
open_scenario (TwWindow *window, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwScenario) scenario = tw_scenario_load_file (path, &error);
  g_autoptr (TwDocument) document = NULL;

  if (scenario == NULL)
    {
      tw_window_complain (window, _ ("The scenario cannot be opened"), error->message);
      return;
    }
  document = tw_document_new (scenario, &error);
  if (document == NULL)
    {
      tw_window_complain (window, _ ("The scenario cannot be trained"), error->message);
      return;
    }
  note_recent (path);
  {
    TwWindow *target = window_to_use (window);

    tw_window_set_document (target, document);
    gtk_window_present (GTK_WINDOW (target));
  }
}

void
tw_window_open_file (TwWindow *window, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  g_return_if_fail (TW_IS_WINDOW (window));

  if (path == NULL)
    {
      g_autofree char *message =
          g_strdup_printf (_ ("“%s” is not a file of this machine"), g_file_peek_path (file));

      tw_window_complain (window, _ ("The file cannot be opened"), message);
    }
  else if (tw_window_is_session_file (path))
    open_session (window, path);
  else
    open_scenario (window, path);
}

static void
on_open_response (TwWindow *window, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file =
      response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (chooser) : NULL;

  g_clear_object (&window->chooser);
  if (file != NULL)
    tw_window_open_file (window, file);
}

/* Takes filter's pattern or suffixes, the last NULL. */
static void
add_filter (GtkFileChooserNative *chooser, const char *name, const char *first, const char *second)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  if (first == NULL)
    gtk_file_filter_add_pattern (filter, "*");
  else
    gtk_file_filter_add_suffix (filter, first);
  if (second != NULL)
    gtk_file_filter_add_suffix (filter, second);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
}

static void
on_open (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TwWindow *window = data;

  if (window->chooser != NULL)
    return;
  window->chooser = gtk_file_chooser_native_new (
      _ ("Open"), GTK_WINDOW (window), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  add_filter (window->chooser, _ ("Sessions and scenarios"), TW_SESSION_SUFFIX + 1, "ini");
  add_filter (window->chooser, _ ("All files"), NULL, NULL);
  g_signal_connect_object (window->chooser, "response", G_CALLBACK (on_open_response), window,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (window->chooser));
}

static void
on_open_path (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_string (parameter, NULL));

  tw_window_open_file (data, file);
}

static gboolean
on_drop (TwWindow *window, const GValue *value)
{
  const GSList *files = g_value_get_boxed (value);

  if (files == NULL)
    return FALSE;
  tw_window_open_file (window, G_FILE (files->data));
  return TRUE;
}

/* --- saving --- */

typedef struct
{
  TwWindow *window; /* a reference */
  TwSavingDialog *dialog;
  char *path;
  gboolean reopen; /* what was only read can be written there */
} Saving;

static void
saving_free (Saving *saving)
{
  tw_saving_dialog_free (saving->dialog);
  g_object_unref (saving->window);
  g_free (saving->path);
  g_free (saving);
}

/* What could only be looked at is left for the copy. */
static void
go_on_in_copy (TwWindow *window, const char *path)
{
  window->opening = g_cancellable_new ();
  tw_document_close (window->document);
  tw_document_open (path, window->opening, on_document_opened, g_object_ref (window));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  Saving *saving = data;
  TwWindow *window = saving->window;
  g_autoptr (GError) error = NULL;
  const gboolean saved = tw_document_save_as_finish (TW_DOCUMENT (source), result, &error);

  window->saving = FALSE;
  if (saved && window->document == TW_DOCUMENT (source))
    {
      g_autofree char *name = g_filename_display_basename (saving->path);
      g_autofree char *text = g_strdup_printf (_ ("Saved as “%s”"), name);

      note_recent (saving->path);
      tw_window_say (window, text, NULL, NULL);
      if (saving->reopen)
        go_on_in_copy (window, saving->path);
    }
  else if (!saved && window->document != NULL
           && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tw_window_complain (window, _ ("The session cannot be saved there"), error->message);
  saving_free (saving);
}

static void
save_to (TwWindow *window, const char *path)
{
  TwWindow *other = tw_window_find (path);
  Saving *saving;

  if (other != NULL && other != window)
    {
      tw_window_complain (window, _ ("The session cannot be saved there"),
                          _ ("Another window has that file open."));
      return;
    }
  saving = g_new0 (Saving, 1);
  saving->window = g_object_ref (window);
  saving->path = g_strdup (path);
  saving->reopen = tw_document_get_read_only_reason (window->document) != NULL;
  saving->dialog = tw_saving_dialog_new (GTK_WINDOW (window));
  window->saving = TRUE;
  tw_document_save_as (window->document, path, tw_saving_dialog_progress, saving->dialog,
                       tw_saving_dialog_get_cancellable (saving->dialog), on_saved, saving);
}

/* A name without the suffix gets it; the file chooser has asked only about the name as it was. */
static void
save_with_suffix (TwWindow *window, const char *path)
{
  g_autofree char *full = g_strconcat (path, TW_SESSION_SUFFIX, NULL);

  if (g_file_test (full, G_FILE_TEST_EXISTS))
    {
      g_autofree char *message = g_strdup_printf (_ ("“%s” is there already."), full);

      tw_window_complain (window, _ ("The session cannot be saved there"), message);
      return;
    }
  save_to (window, full);
}

static void
on_save_response (TwWindow *window, int response, GtkFileChooser *chooser)
{
  g_autoptr (GFile) file =
      response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (chooser) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  g_clear_object (&window->chooser);
  if (path == NULL)
    return;
  if (tw_window_is_session_file (path))
    save_to (window, path);
  else
    save_with_suffix (window, path);
}

static void
on_save_as (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TwWindow *window = data;
  g_autofree char *name =
      g_strconcat (tw_document_get_title (window->document), TW_SESSION_SUFFIX, NULL);

  if (window->chooser != NULL || window->saving)
    return;
  window->chooser = gtk_file_chooser_native_new (
      _ ("Save As"), GTK_WINDOW (window), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (window->chooser),
                                     g_strdelimit (name, "/", ' '));
  add_filter (window->chooser, _ ("Sessions"), TW_SESSION_SUFFIX + 1, NULL);
  g_signal_connect_object (window->chooser, "response", G_CALLBACK (on_save_response), window,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (window->chooser));
}

/* Everything is in the file already, if there is one that the user chose. */
static void
on_save (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TwWindow *window = data;
  g_autofree char *text = NULL;

  if (!tw_document_is_saved (window->document))
    {
      on_save_as (NULL, NULL, window);
      return;
    }
  text = g_strdup_printf (_ ("Everything is saved in “%s” as it happens"),
                          tw_document_get_title (window->document));
  tw_window_say (window, text, NULL, NULL);
}

/* --- the window --- */

void
tw_window_add_file_actions (TwWindow *window)
{
  static const GActionEntry entries[] = {
    { .name = "open", .activate = on_open },
    { .name = "open-path", .parameter_type = "s", .activate = on_open_path },
    { .name = "save", .activate = on_save },
    { .name = "save-as", .activate = on_save_as },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
}

void
tw_window_begin_files (TwWindow *window)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  window->recent = g_menu_new ();
  adw_split_button_set_menu_model (window->open_button, G_MENU_MODEL (window->recent));
  tw_window_refresh_recent (window);
  g_signal_connect (window, "notify::is-active", G_CALLBACK (on_active), NULL);
  g_signal_connect_swapped (drop, "drop", G_CALLBACK (on_drop), window);
  gtk_widget_add_controller (GTK_WIDGET (window), GTK_EVENT_CONTROLLER (drop));
}

void
tw_window_end_files (TwWindow *window)
{
  g_cancellable_cancel (window->opening);
  g_clear_object (&window->opening);
  g_clear_object (&window->chooser);
  g_clear_object (&window->recent);
}
