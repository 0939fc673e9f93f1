/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/window/tw-window.h"

#include "app/tw-preferences.h"
#include "app/window/tw-chart-actions.h"
#include "app/window/tw-window-private.h"
#include "figure/tw-format.h"

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

void
tw_window_enable (TwWindow *window, const char *name, gboolean enabled)
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

static void
on_toast_dismissed (TwWindow *window, AdwToast *toast)
{
  if (window->toast == toast)
    g_clear_object (&window->toast);
  g_clear_pointer (&window->offered_undo, g_free);
}

/* One that offers something is the only one, so that its button is of what was done last. */
static void
offer (TwWindow *window, AdwToast *toast, const char *label, const char *action)
{
  if (window->toast != NULL)
    adw_toast_dismiss (window->toast);
  g_set_object (&window->toast, toast);
  g_free (window->offered_undo);
  window->offered_undo = g_strcmp0 (action, "win.undo") == 0
                             ? g_strdup (tw_document_get_undo_title (window->document))
                             : NULL;
  adw_toast_set_button_label (toast, label);
  adw_toast_set_action_name (toast, action);
  adw_toast_set_timeout (toast, 10);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (on_toast_dismissed), window,
                           G_CONNECT_SWAPPED);
}

void
tw_window_say (TwWindow *window, const char *text, const char *label, const char *action)
{
  /* A toast takes markup; what scenarios, files and errors say is none. */
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  if (label != NULL)
    offer (window, toast, label, action);
  adw_toast_overlay_add_toast (window->toasts, toast);
}

void
tw_window_complain (TwWindow *window, const char *heading, const char *message)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (window), heading, message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* An edit that was refused: said once. */
static void
show_complaint (TwWindow *window, const TwSnapshot *snapshot)
{
  /* What the recorder cannot keep stands in a bar of its own. */
  const gboolean held = tw_document_get_trouble (window->document) != NULL;
  const char *message = snapshot->state != TW_TRAINER_FAILED && !held ? snapshot->message : NULL;

  if (message != NULL && g_strcmp0 (message, window->complaint) != 0)
    tw_window_say (window, message, NULL, NULL);
  if (g_strcmp0 (message, window->complaint) == 0)
    return;
  g_free (window->complaint);
  window->complaint = g_strdup (message);
}

/* What the shown moment is: stage, or step and regime. */
static char *
describe_moment (TwWindow *window)
{
  const TwSnapshot *shown = tw_live_run_get_snapshot (window->run);
  const TwOutlook *outlook = tw_live_run_get_outlook (window->run);
  const TwModelType *type = shown->scenario->type;
  const char *stage = shown->scenario->stages[shown->stage].name;
  char step[48];

  if (tw_live_run_is_following (window->run))
    return g_strdup (shown->state == TW_TRAINER_FINISHED ? _ ("finished") : stage);
  tw_format_number ((double)shown->step, 0, step, sizeof step);
  if (outlook == NULL || outlook->step != shown->step
      || !tw_model_type_verdict_holds (type, &outlook->verdict))
    return g_strdup_printf (_ ("%s · step %s"), stage, step);
  return g_strdup_printf (_ ("%s · step %s · %s"), stage, step,
                          _ (type->regimes[outlook->verdict.regime].title));
}

/* Of which run it is, unless the title says so. */
static char *
describe_run (TwWindow *window)
{
  g_autofree char *moment = describe_moment (window);
  const TwSessionRun *run = tw_session_get_run (tw_document_get_session (window->document),
                                                tw_document_get_shown (window->document));

  if (strcmp (run->name, tw_document_get_title (window->document)) == 0)
    return g_steal_pointer (&moment);
  return g_strdup_printf ("%s · %s", run->name, moment);
}

static void
show_subtitle (TwWindow *window)
{
  g_autofree char *subtitle = describe_run (window);

  if (strcmp (gtk_label_get_text (window->subtitle), subtitle) != 0)
    gtk_label_set_text (window->subtitle, subtitle);
}

/* A moment that cannot be shown: said once. */
static void
show_view_problem (TwWindow *window)
{
  const char *problem = tw_live_run_get_view_problem (window->run);

  if (g_strcmp0 (problem, window->view_problem) == 0)
    return;
  g_free (window->view_problem);
  window->view_problem = g_strdup (problem);
  if (problem != NULL)
    tw_window_say (window, problem, NULL, NULL);
}

/* At an earlier moment a branch is what one most likely wants. */
static void
suggest_branch (TwWindow *window, gboolean suggested)
{
  GtkWidget *const buttons[] = { window->branch_button, window->branch_icon };

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    if (suggested)
      gtk_widget_add_css_class (buttons[i], "suggested-action");
    else
      gtk_widget_remove_css_class (buttons[i], "suggested-action");
}

static gboolean
can_play (TwWindow *window)
{
  const TwSnapshot *head = tw_live_run_get_head (window->run);

  if (!tw_live_run_is_following (window->run))
    return TRUE;
  if (tw_live_run_is_read_only (window->run))
    return head->step > 0;
  return head->state != TW_TRAINER_FAILED;
}

static gboolean
can_step (TwWindow *window)
{
  const TwTrainerState state = tw_live_run_get_head (window->run)->state;

  if (tw_live_run_is_playing (window->run))
    return FALSE;
  return !tw_live_run_is_following (window->run)
         || ((state == TW_TRAINER_PAUSED || state == TW_TRAINER_RUNNING)
             && !tw_live_run_is_read_only (window->run));
}

static void
show_state (TwWindow *window)
{
  const TwSnapshot *head = tw_live_run_get_head (window->run);
  const gboolean playing = tw_live_run_is_playing (window->run);
  const guint64 wanted = tw_live_run_get_wanted_step (window->run);

  if (window->playing != playing)
    show_playing (window, playing);
  window->playing = playing;
  tw_window_enable (window, "play", can_play (window));
  tw_window_enable (window, "step", can_step (window));
  tw_window_enable (window, "step-back", wanted > 0);
  tw_window_enable (window, "first", wanted > 0);
  tw_window_enable (window, "follow", !tw_live_run_is_following (window->run));
  suggest_branch (window, !tw_live_run_is_following (window->run));
  show_subtitle (window);
  show_trouble (window, head);
  show_complaint (window, head);
  show_view_problem (window);
}

/* TRUE if there was news. */
static gboolean
update (TwWindow *window)
{
  return window->run != NULL && tw_live_run_update (window->run) != 0;
}

/* Whether something goes on that changes with every frame. */
static gboolean
is_moving (TwWindow *window)
{
  return tw_live_run_is_playing (window->run) || tw_live_run_is_training (window->run);
}

static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  TwWindow *window = TW_WINDOW (widget);
  const gboolean plays =
      window->run != NULL && tw_live_run_tick (window->run, gdk_frame_clock_get_frame_time (clock));

  if (update (window) || plays)
    window->idle_frames = 0;
  else if (++window->idle_frames >= IDLE_FRAMES)
    {
      window->frames = 0;
      return G_SOURCE_REMOVE;
    }
  return G_SOURCE_CONTINUE;
}

static void
ask_for_frames (TwWindow *window)
{
  window->idle_frames = 0;
  if (window->frames == 0)
    window->frames = gtk_widget_add_tick_callback (GTK_WIDGET (window), on_frame, NULL, NULL);
}

/* While something moves, once a frame is as often as anybody can see; at rest what an edit did is looked
 * at at once, because the field takes its time from then on. */
static void
on_pending (TwWindow *window)
{
  if (is_moving (window))
    ask_for_frames (window);
  else
    update (window);
}

static void
on_updated (TwWindow *window, guint change)
{
  show_state (window);
  if ((change & TW_LIVE_MODE) != 0 && tw_live_run_is_playing (window->run))
    ask_for_frames (window);
}

/* --- the run --- */

void
tw_window_forget_run (TwWindow *window)
{
  if (window->run != NULL)
    g_signal_handlers_disconnect_by_data (window->run, window);
  g_clear_object (&window->run);
}

void
tw_window_show_run (TwWindow *window, TwLiveRun *run)
{
  tw_window_forget_run (window);
  window->run = g_object_ref (run);
  g_signal_connect_swapped (run, "pending", G_CALLBACK (on_pending), window);
  g_signal_connect_swapped (run, "updated", G_CALLBACK (on_updated), window);
  tw_plane_view_set_run (window->plane, run);
  tw_timeline_view_set_run (window->timelines, run);
  tw_inspector_set_run (window->inspector, run);
  tw_transport_set_run (window->transport, run);
  show_state (window);
  on_pending (window);
}

TwLiveRun *
tw_window_get_run (TwWindow *window)
{
  g_return_val_if_fail (TW_IS_WINDOW (window), NULL);
  return window->run;
}

static void
on_refused (TwWindow *window, const char *why)
{
  tw_window_say (window, why, NULL, NULL);
}

/* --- other actions --- */

static void
on_play (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  TwWindow *window = data;

  if (tw_live_run_is_playing (window->run))
    tw_live_run_pause (window->run);
  else
    tw_live_run_play (window->run);
  show_state (window);
}

static void
on_step (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tw_live_run_step (TW_WINDOW (data)->run, 1);
}

static void
on_step_back (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tw_live_run_step_back (TW_WINDOW (data)->run);
}

static void
on_first (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tw_live_run_show_step (TW_WINDOW (data)->run, 0);
}

static void
on_follow (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  tw_live_run_follow (TW_WINDOW (data)->run);
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

/* What a key does wherever it means nothing else. */
static const char *
action_of_key (guint key)
{
  switch (key)
    {
    case GDK_KEY_space:
      return "win.play";
    case GDK_KEY_period:
    case GDK_KEY_KP_Decimal:
      return "win.step";
    case GDK_KEY_comma:
      return "win.step-back";
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      return "win.first";
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      return "win.follow";
    default:
      return NULL;
    }
}

static gboolean
on_key (TwWindow *window, guint key, guint code, GdkModifierType state)
{
  const GdkModifierType modifiers = GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK;
  const char *action = (state & modifiers) == 0 ? action_of_key (key) : NULL;

  return action != NULL && gtk_widget_activate_action (GTK_WIDGET (window), action, NULL);
}

static void
add_actions (TwWindow *window)
{
  static const GActionEntry entries[] = {
    { .name = "play", .activate = on_play },
    { .name = "step", .activate = on_step },
    { .name = "step-back", .activate = on_step_back },
    { .name = "first", .activate = on_first },
    { .name = "follow", .activate = on_follow },
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
  tw_window_add_document_actions (window);
  tw_window_add_file_actions (window);
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

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), window);
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
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
  tw_window_end_files (window);
  tw_window_leave_document (window);
  remove_actions (window);
  g_clear_object (&window->toast);
  g_clear_pointer (&window->offered_undo, g_free);
  g_clear_pointer (&window->complaint, g_free);
  g_clear_pointer (&window->view_problem, g_free);
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
  gtk_widget_class_bind_template_child (class, TwWindow, badge);
  gtk_widget_class_bind_template_child (class, TwWindow, open_button);
  gtk_widget_class_bind_template_child (class, TwWindow, branch_button);
  gtk_widget_class_bind_template_child (class, TwWindow, branch_icon);
  gtk_widget_class_bind_template_child (class, TwWindow, record_bar);
  gtk_widget_class_bind_template_child (class, TwWindow, record);
  gtk_widget_class_bind_template_child (class, TwWindow, read_only_bar);
  gtk_widget_class_bind_template_child (class, TwWindow, read_only);
  gtk_widget_class_bind_template_child (class, TwWindow, runs);
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
  gtk_widget_class_bind_template_callback_full (class, "on_chosen",
                                                G_CALLBACK (tw_window_on_chosen));
  gtk_widget_class_bind_template_callback (class, on_refused);
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
  g_type_ensure (TW_TYPE_RUN_TREE);
  g_type_ensure (TW_TYPE_TIMELINE_VIEW);
  g_type_ensure (TW_TYPE_TRANSPORT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thalweg/Thalweg/ui/tw-window.ui");
  bind_children (widget_class);
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
  bind_preferences (window);
  add_flap (window, window->gallery_flap, "show-gallery");
  add_flap (window, window->inspector_flap, "show-inspector");
  add_controllers (window);
  tw_window_connect_runs (window);
  tw_window_begin_files (window);
  restore_size (window);
}
