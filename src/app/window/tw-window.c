/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/window/tw-window.h"

#include "app/tw-preferences.h"
#include "app/window/tw-chart-actions.h"
#include "app/window/tw-window-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Frames without news after which the window stops asking for frames. */
#define IDLE_FRAMES 3

G_DEFINE_FINAL_TYPE (TwWindow, tw_window, ADW_TYPE_APPLICATION_WINDOW)

/* --- news from the workers --- */

static void
show_playing (TwWindow *window, gboolean playing)
{
  adw_button_content_set_icon_name (window->play_content, playing
                                                              ? "media-playback-pause-symbolic"
                                                              : "media-playback-start-symbolic");
  adw_button_content_set_label (window->play_content, playing ? _ ("Pause") : _ ("Play"));
}

static void
enable (TwWindow *window, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), name);

  if (g_action_get_enabled (action) != enabled)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* What stands in the way of training, as long as it does. */
static void
show_trouble (TwWindow *window, const TwSnapshot *snapshot)
{
  const gboolean failed = snapshot->state == TW_TRAINER_FAILED;

  if (failed)
    {
      g_autofree char *text = g_strdup_printf (
          _ ("Training stopped: %s. A lower learning rate or clipping of the gradient may help."),
          snapshot->message);

      if (strcmp (gtk_label_get_text (window->trouble), text) != 0)
        gtk_label_set_text (window->trouble, text);
    }
  gtk_info_bar_set_revealed (window->trouble_bar, failed);
}

/* A toast takes markup; what scenarios and errors say is none.  Caller has its reference. */
static AdwToast *
new_toast (const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  return adw_toast_new (escaped);
}

/* An edit that was refused: said once. */
static void
show_complaint (TwWindow *window, const TwSnapshot *snapshot)
{
  const char *message = snapshot->state != TW_TRAINER_FAILED ? snapshot->message : NULL;

  if (message != NULL && g_strcmp0 (message, window->complaint) != 0)
    adw_toast_overlay_add_toast (window->toasts, new_toast (message));
  if (g_strcmp0 (message, window->complaint) == 0)
    return;
  g_free (window->complaint);
  window->complaint = g_strdup (message);
}

static void
show_state (TwWindow *window)
{
  const TwSnapshot *snapshot = tw_live_run_get_snapshot (window->run);
  const gboolean playing = tw_live_run_is_playing (window->run);
  const gboolean can_go =
      snapshot->state == TW_TRAINER_PAUSED || snapshot->state == TW_TRAINER_RUNNING;
  const char *stage = snapshot->scenario->stages[snapshot->stage].name;
  const char *subtitle = snapshot->state == TW_TRAINER_FINISHED ? _ ("finished") : stage;

  if (window->playing != playing)
    show_playing (window, playing);
  window->playing = playing;
  enable (window, "play", can_go || snapshot->state == TW_TRAINER_FINISHED);
  enable (window, "step", can_go && !playing);
  enable (window, "restart", snapshot->step > 0 || playing);
  if (strcmp (gtk_label_get_text (window->subtitle), subtitle) != 0)
    gtk_label_set_text (window->subtitle, subtitle);
  show_trouble (window, snapshot);
  show_complaint (window, snapshot);
}

/* TRUE if there was news. */
static gboolean
update (TwWindow *window)
{
  if (window->run == NULL || tw_live_run_update (window->run) == 0)
    return FALSE;
  window->idle_frames = 0;
  show_state (window);
  return TRUE;
}

static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  TwWindow *window = TW_WINDOW (widget);

  if (update (window) || ++window->idle_frames < IDLE_FRAMES)
    return G_SOURCE_CONTINUE;
  window->frames = 0;
  return G_SOURCE_REMOVE;
}

/* While training runs, once a frame is as often as anybody can see; at rest what an edit did is looked at
 * at once, because the field takes its time from then on. */
static void
on_pending (TwWindow *window)
{
  if (!tw_live_run_is_playing (window->run))
    {
      update (window);
      return;
    }
  window->idle_frames = 0;
  if (window->frames == 0)
    window->frames = gtk_widget_add_tick_callback (GTK_WIDGET (window), on_frame, NULL, NULL);
}

/* --- the run --- */

static void
forget_run (TwWindow *window)
{
  if (window->run != NULL)
    {
      g_signal_handlers_disconnect_by_data (window->run, window);
      tw_live_run_pause (window->run);
    }
  g_clear_object (&window->run);
}

static void
show_run (TwWindow *window, TwLiveRun *run)
{
  TwScenario *scenario = tw_live_run_get_snapshot (run)->scenario;

  forget_run (window);
  window->run = g_object_ref (run);
  g_signal_connect_swapped (run, "pending", G_CALLBACK (on_pending), window);
  gtk_label_set_text (window->title, scenario->title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (window->title), scenario->title);
  gtk_window_set_title (GTK_WINDOW (window), scenario->title);
  tw_plane_view_set_run (window->plane, run);
  tw_timeline_view_set_run (window->timelines, run);
  tw_inspector_set_run (window->inspector, run);
  tw_transport_set_run (window->transport, run);
  show_state (window);
  on_pending (window);
  /* Not on a button: Space is to play. */
  gtk_window_set_focus (GTK_WINDOW (window), GTK_WIDGET (window->plane));
}

/* --- going back to the run that another scenario took the place of --- */

static void
keep_previous (TwWindow *window, TwLiveRun *run, TwScenario *loaded)
{
  g_set_object (&window->previous, run);
  g_clear_pointer (&window->previous_loaded, tw_scenario_unref);
  window->previous_loaded = loaded != NULL ? tw_scenario_ref (loaded) : NULL;
  enable (window, "go-back", run != NULL);
}

/* Shows run, of which loaded is the scenario as it was before any edit. */
static void
exchange_run (TwWindow *window, TwLiveRun *run, TwScenario *loaded)
{
  g_autoptr (TwLiveRun) before = window->run != NULL ? g_object_ref (window->run) : NULL;
  g_autoptr (TwScenario) loaded_before = g_steal_pointer (&window->loaded);

  window->loaded = tw_scenario_ref (loaded);
  show_run (window, run);
  tw_gallery_choose (window->gallery, loaded);
  keep_previous (window, before, loaded_before);
}

static void
on_go_back (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TwWindow *window = data;
  g_autoptr (TwLiveRun) run = g_object_ref (window->previous);
  g_autoptr (TwScenario) loaded = tw_scenario_ref (window->previous_loaded);

  if (window->toast != NULL)
    adw_toast_dismiss (window->toast);
  exchange_run (window, run, loaded);
}

static void
on_toast_dismissed (TwWindow *window, AdwToast *toast)
{
  if (window->toast == toast)
    g_clear_object (&window->toast);
}

/* A run that has got somewhere is not lost with one click. */
static void
offer_previous (TwWindow *window)
{
  const TwSnapshot *snapshot = tw_live_run_get_snapshot (window->previous);
  g_autofree char *text = NULL;

  if (window->toast != NULL)
    adw_toast_dismiss (window->toast);
  if (snapshot->step == 0 && snapshot->generation == 0)
    return;
  text = g_strdup_printf (_ ("“%s” was left at step %" G_GUINT64_FORMAT), snapshot->scenario->title,
                          snapshot->step);
  g_set_object (&window->toast, new_toast (text));
  adw_toast_set_button_label (window->toast, _ ("Go Back"));
  adw_toast_set_action_name (window->toast, "win.go-back");
  adw_toast_set_timeout (window->toast, 10);
  g_signal_connect_object (window->toast, "dismissed", G_CALLBACK (on_toast_dismissed), window,
                           G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (window->toasts, window->toast);
}

gboolean
tw_window_load (TwWindow *window, TwScenario *scenario, GError **error)
{
  g_autoptr (TwLiveRun) run = NULL;

  g_return_val_if_fail (TW_IS_WINDOW (window), FALSE);
  g_return_val_if_fail (scenario != NULL, FALSE);

  run = tw_live_run_new (scenario, 0, error);
  if (run == NULL)
    return FALSE;
  exchange_run (window, run, scenario);
  if (window->previous != NULL)
    offer_previous (window);
  return TRUE;
}

TwLiveRun *
tw_window_get_run (TwWindow *window)
{
  g_return_val_if_fail (TW_IS_WINDOW (window), NULL);
  return window->run;
}

/* --- choosing a scenario --- */

static void
complain (TwWindow *window, const char *heading, const char *message)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (window), heading, message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
load_or_complain (TwWindow *window, TwScenario *scenario)
{
  g_autoptr (GError) error = NULL;

  if (tw_window_load (window, scenario, &error))
    return;
  complain (window, _ ("The scenario cannot be trained"), error->message);
  if (window->loaded != NULL)
    tw_gallery_choose (window->gallery, window->loaded);
}

static void
on_chosen (TwWindow *window)
{
  load_or_complain (window, tw_gallery_get_chosen (window->gallery));
}

void
tw_window_open_file (TwWindow *window, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwScenario) scenario = NULL;

  g_return_if_fail (TW_IS_WINDOW (window));

  if (path == NULL)
    g_set_error (&error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                 _ ("“%s” is not a file of this machine"), g_file_peek_path (file));
  else
    scenario = tw_scenario_load_file (path, &error);
  if (scenario != NULL)
    load_or_complain (window, scenario);
  else
    complain (window, _ ("The scenario cannot be opened"), error->message);
}

static void
on_open_response (TwWindow *window, int response, GtkFileChooser *chooser)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);

      tw_window_open_file (window, file);
    }
  g_clear_object (&window->chooser);
}

static void
on_open (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwWindow *window = TW_WINDOW (widget);
  g_autoptr (GtkFileFilter) scenarios = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  if (window->chooser != NULL)
    return;
  window->chooser =
      gtk_file_chooser_native_new (_ ("Open a Scenario"), GTK_WINDOW (window),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  gtk_file_filter_set_name (scenarios, _ ("Scenarios"));
  gtk_file_filter_add_suffix (scenarios, "ini");
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (window->chooser), scenarios);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (window->chooser), all);
  g_signal_connect_object (window->chooser, "response", G_CALLBACK (on_open_response), window,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (window->chooser));
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

/* --- other actions --- */

/* What was set after step 0 is not lost without a word. */
static void
offer_undone (TwWindow *window)
{
  const guint n = tw_live_run_get_n_undone (window->run);
  g_autofree char *text = NULL;
  AdwToast *toast;

  if (n == 0)
    return;
  text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "A change made after step 0 was undone",
                                       "%u changes made after step 0 were undone", n),
                          n);
  toast = new_toast (text);
  adw_toast_set_button_label (toast, _ ("Make Again"));
  adw_toast_set_action_name (toast, "win.set-undone");
  adw_toast_set_timeout (toast, 10);
  adw_toast_overlay_add_toast (window->toasts, toast);
}

static void
on_play (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TwWindow *window = data;

  if (tw_live_run_is_playing (window->run))
    tw_live_run_pause (window->run);
  else
    {
      const gboolean again = tw_live_run_get_snapshot (window->run)->state == TW_TRAINER_FINISHED;

      tw_live_run_play (window->run);
      if (again)
        offer_undone (window);
    }
  show_state (window);
}

static void
on_step (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tw_live_run_step (TW_WINDOW (data)->run, 1);
}

static void
on_set_undone (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tw_live_run_set_undone (TW_WINDOW (data)->run);
}

static void
on_restart (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tw_live_run_restart (TW_WINDOW (data)->run);
  offer_undone (data);
}

static void
on_focus_plane (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (TW_WINDOW (widget)->plane));
}

static void
on_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwWindow *window = TW_WINDOW (widget);

  adw_flap_set_reveal_flap (window->inspector_flap, TRUE);
  tw_inspector_search (window->inspector);
}

static void
on_zoom (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TwWindow *window = TW_WINDOW (widget);

  if (g_str_equal (name, "win.zoom-in"))
    tw_plane_view_zoom (window->plane, 1.5);
  else if (g_str_equal (name, "win.zoom-out"))
    tw_plane_view_zoom (window->plane, 1 / 1.5);
  else
    tw_plane_view_fit (window->plane);
}

static void
on_fullscreen (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    gtk_window_fullscreen (GTK_WINDOW (widget));
}

/* One view over the whole middle, or both. */
static void
on_enlarge (GSimpleAction *action, GVariant *state, gpointer data)
{
  TwWindow *window = data;
  const char *view = g_variant_get_string (state, NULL);

  gtk_widget_set_visible (window->plane_card, !g_str_equal (view, "timelines"));
  gtk_widget_set_visible (window->timeline_card, !g_str_equal (view, "plane"));
  g_simple_action_set_state (action, state);
}

static void
on_enlarge_clicked (TwWindow *window, GtkButton *button)
{
  const char *view = GTK_WIDGET (button) == window->enlarge_plane ? "plane" : "timelines";
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), "enlarge");
  g_autoptr (GVariant) state = g_action_get_state (action);
  const gboolean enlarged = g_variant_get_string (state, NULL)[0] != '\0';

  g_action_change_state (action, g_variant_new_string (enlarged ? "" : view));
  gtk_button_set_icon_name (button,
                            enlarged ? "view-fullscreen-symbolic" : "view-restore-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (button),
                               enlarged ? _ ("Enlarge this view") : _ ("Show both views"));
}

/* Space plays and pauses wherever it means nothing else. */
static gboolean
on_key (TwWindow *window, guint key, guint code, GdkModifierType state)
{
  const GdkModifierType modifiers = GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK;
  const char *action = NULL;

  if ((state & modifiers) != 0)
    return FALSE;
  if (key == GDK_KEY_space)
    action = "win.play";
  else if (key == GDK_KEY_period || key == GDK_KEY_KP_Decimal)
    action = "win.step";
  return action != NULL && gtk_widget_activate_action (GTK_WIDGET (window), action, NULL);
}

static void
add_actions (TwWindow *window)
{
  static const GActionEntry entries[] = {
    { .name = "play", .activate = on_play },
    { .name = "step", .activate = on_step },
    { .name = "restart", .activate = on_restart },
    { .name = "set-undone", .activate = on_set_undone },
    { .name = "go-back", .activate = on_go_back },
    { .name = "enlarge", .parameter_type = "s", .state = "''", .change_state = on_enlarge },
  };
  static const char *const keys[] = { "ground", "show-arrows", "show-nullclines", "show-noise",
                                      "log-steps" };
  GSettings *preferences = tw_preferences_get ();

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GAction) action = g_settings_create_action (preferences, keys[i]);

      g_action_map_add_action (G_ACTION_MAP (window), action);
    }
  tw_chart_actions_add (G_ACTION_MAP (window), preferences);
}

static void
bind_preferences (TwWindow *window)
{
  GSettings *preferences = tw_preferences_get ();

  g_settings_bind (preferences, "ground", window->plane, "ground", G_SETTINGS_BIND_GET);
  g_settings_bind (preferences, "show-arrows", window->plane, "show-arrows", G_SETTINGS_BIND_GET);
  g_settings_bind (preferences, "show-nullclines", window->plane, "show-nullclines",
                   G_SETTINGS_BIND_GET);
  g_settings_bind (preferences, "show-noise", window->plane, "show-noise", G_SETTINGS_BIND_GET);
  g_settings_bind (preferences, "log-steps", window->timelines, "log-steps", G_SETTINGS_BIND_GET);
  g_settings_bind (preferences, "charts", window->timelines, "charts", G_SETTINGS_BIND_GET);
  g_settings_bind (preferences, "speed", window->transport, "speed",
                   G_SETTINGS_BIND_DEFAULT | G_SETTINGS_BIND_GET_NO_CHANGES);
  g_object_bind_property (window->plane, "note", window->plane_note, "label",
                          G_BINDING_SYNC_CREATE);
  g_object_bind_property (window->plane, "fitted", window->fit_button, "visible",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  g_object_bind_property (window->timelines, "note", window->timeline_note, "label",
                          G_BINDING_SYNC_CREATE);
}

/* A flap that folds because the window is narrow hides itself; that is nobody's wish, and is not
 * remembered. */
static void
add_flap (TwWindow *window, AdwFlap *flap, const char *key)
{
  g_autoptr (GPropertyAction) action = g_property_action_new (key, flap, "reveal-flap");

  adw_flap_set_reveal_flap (flap, g_settings_get_boolean (tw_preferences_get (), key));
  g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (action));
}

static void
save_flap (AdwFlap *flap, const char *key)
{
  if (!adw_flap_get_folded (flap))
    g_settings_set_boolean (tw_preferences_get (), key, adw_flap_get_reveal_flap (flap));
}

static void
restore_size (TwWindow *window)
{
  GSettings *preferences = tw_preferences_get ();

  gtk_window_set_default_size (GTK_WINDOW (window),
                               g_settings_get_int (preferences, "window-width"),
                               g_settings_get_int (preferences, "window-height"));
  if (g_settings_get_boolean (preferences, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (window));
}

static void
save_size (TwWindow *window)
{
  GSettings *preferences = tw_preferences_get ();
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (window), &width, &height);
  if (width >= 360 && height >= 300)
    {
      g_settings_set_int (preferences, "window-width", width);
      g_settings_set_int (preferences, "window-height", height);
    }
  g_settings_set_boolean (preferences, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (window)));
  save_flap (window->gallery_flap, "show-gallery");
  save_flap (window->inspector_flap, "show-inspector");
}

static gboolean
tw_window_close_request (GtkWindow *window)
{
  save_size (TW_WINDOW (window));
  return GTK_WINDOW_CLASS (tw_window_parent_class)->close_request (window);
}

/* --- the object --- */

static void
add_controllers (TwWindow *window)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), window);
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
  g_signal_connect_swapped (drop, "drop", G_CALLBACK (on_drop), window);
  gtk_widget_add_controller (GTK_WIDGET (window), GTK_EVENT_CONTROLLER (drop));
}

GtkWidget *
tw_window_new (AdwApplication *application)
{
  return g_object_new (TW_TYPE_WINDOW, "application", application, NULL);
}

/* GTK's group of a window's actions may outlive the window, and still tells it when a state changes;
 * and preferences, which are states of some, are there as long as the program. */
static void
remove_actions (TwWindow *window)
{
  g_auto (GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (window));

  for (guint i = 0; names[i] != NULL; i++)
    g_action_map_remove_action (G_ACTION_MAP (window), names[i]);
}

static void
tw_window_dispose (GObject *object)
{
  TwWindow *window = TW_WINDOW (object);

  if (window->frames != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (window), window->frames);
  window->frames = 0;
  forget_run (window);
  remove_actions (window);
  g_clear_object (&window->previous);
  g_clear_pointer (&window->previous_loaded, tw_scenario_unref);
  g_clear_object (&window->toast);
  g_clear_object (&window->chooser);
  g_clear_pointer (&window->loaded, tw_scenario_unref);
  g_clear_pointer (&window->complaint, g_free);
  G_OBJECT_CLASS (tw_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *class)
{
  gtk_widget_class_bind_template_child (class, TwWindow, toasts);
  gtk_widget_class_bind_template_child (class, TwWindow, title);
  gtk_widget_class_bind_template_child (class, TwWindow, subtitle);
  gtk_widget_class_bind_template_child (class, TwWindow, play_content);
  gtk_widget_class_bind_template_child (class, TwWindow, gallery_flap);
  gtk_widget_class_bind_template_child (class, TwWindow, inspector_flap);
  gtk_widget_class_bind_template_child (class, TwWindow, gallery);
  gtk_widget_class_bind_template_child (class, TwWindow, inspector);
  gtk_widget_class_bind_template_child (class, TwWindow, trouble_bar);
  gtk_widget_class_bind_template_child (class, TwWindow, trouble);
  gtk_widget_class_bind_template_child (class, TwWindow, plane_card);
  gtk_widget_class_bind_template_child (class, TwWindow, plane);
  gtk_widget_class_bind_template_child (class, TwWindow, plane_note);
  gtk_widget_class_bind_template_child (class, TwWindow, fit_button);
  gtk_widget_class_bind_template_child (class, TwWindow, enlarge_plane);
  gtk_widget_class_bind_template_child (class, TwWindow, timeline_card);
  gtk_widget_class_bind_template_child (class, TwWindow, timelines);
  gtk_widget_class_bind_template_child (class, TwWindow, timeline_note);
  gtk_widget_class_bind_template_child (class, TwWindow, transport);
  gtk_widget_class_bind_template_callback (class, on_chosen);
  gtk_widget_class_bind_template_callback (class, on_enlarge_clicked);
}

static void
tw_window_class_init (TwWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tw_window_dispose;
  GTK_WINDOW_CLASS (class)->close_request = tw_window_close_request;
  g_type_ensure (TW_TYPE_GALLERY);
  g_type_ensure (TW_TYPE_INSPECTOR);
  g_type_ensure (TW_TYPE_PLANE_VIEW);
  g_type_ensure (TW_TYPE_TIMELINE_VIEW);
  g_type_ensure (TW_TYPE_TRANSPORT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thalweg/Thalweg/ui/tw-window.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "win.open", NULL, on_open);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, on_search);
  gtk_widget_class_install_action (widget_class, "win.focus-plane", NULL, on_focus_plane);
  gtk_widget_class_install_action (widget_class, "win.zoom-in", NULL, on_zoom);
  gtk_widget_class_install_action (widget_class, "win.zoom-out", NULL, on_zoom);
  gtk_widget_class_install_action (widget_class, "win.zoom-fit", NULL, on_zoom);
  gtk_widget_class_install_action (widget_class, "win.fullscreen", NULL, on_fullscreen);
}

static void
tw_window_init (TwWindow *window)
{
  add_actions (window);
  gtk_widget_init_template (GTK_WIDGET (window));
  enable (window, "go-back", FALSE);
  bind_preferences (window);
  add_flap (window, window->gallery_flap, "show-gallery");
  add_flap (window, window->inspector_flap, "show-inspector");
  add_controllers (window);
  restore_size (window);
}
