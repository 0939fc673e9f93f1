/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/window/tw-transport.h"

#include "app/window/tw-speed-scale.h"
#include "figure/tw-format.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

struct _TwTransport
{
  GtkWidget parent_instance;

  GtkWidget *layout;
  GtkButton *play;
  GtkProgressBar *progress;
  GtkLabel *step;
  GtkLabel *rate;
  GtkMenuButton *speed_button;
  GtkLabel *speed_label;
  GtkLabel *speed_value;
  GtkRange *speed_range;

  TwLiveRun *run;
  double speed;
  gboolean setting; /* the slider moves because the speed changes */
  gboolean playing;
};

G_DEFINE_FINAL_TYPE (TwTransport, tw_transport, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_SPEED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* --- how far, how fast --- */

static void
set_label (GtkLabel *label, const char *text)
{
  if (strcmp (gtk_label_get_text (label), text) != 0)
    gtk_label_set_text (label, text);
}

static void
show_progress (TwTransport *transport, const TwSnapshot *snapshot)
{
  g_autofree char *text = NULL;
  char step[48], total[48];

  tw_format_number ((double)snapshot->step, 0, step, sizeof step);
  tw_format_number ((double)snapshot->total_steps, 0, total, sizeof total);
  text = g_strdup_printf ("%s / %s", step, total);
  set_label (transport->step, text);
  gtk_progress_bar_set_fraction (
      transport->progress, CLAMP ((double)snapshot->step / (double)snapshot->total_steps, 0, 1));
}

static void
show_rate (TwTransport *transport, const TwSnapshot *snapshot)
{
  g_autofree char *text = NULL;

  if (snapshot->state == TW_TRAINER_FINISHED)
    text = g_strdup (_ ("finished"));
  else if (snapshot->state == TW_TRAINER_FAILED)
    text = g_strdup (_ ("stopped"));
  else if (snapshot->state == TW_TRAINER_PAUSED)
    text = g_strdup (_ ("paused"));
  else if (snapshot->steps_per_second > 0)
    text = tw_speed_describe (snapshot->steps_per_second);
  else
    text = g_strdup (_ ("training"));
  set_label (transport->rate, text);
}

static void
show_playing (TwTransport *transport, gboolean playing)
{
  if (playing == transport->playing)
    return;
  transport->playing = playing;
  gtk_button_set_icon_name (transport->play, playing ? "media-playback-pause-symbolic"
                                                     : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (transport->play),
                               playing ? _ ("Pause (Space)") : _ ("Play (Space)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (transport->play), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  playing ? _ ("Pause training") : _ ("Play training"), -1);
}

static void
on_updated (TwTransport *transport)
{
  const TwSnapshot *snapshot = tw_live_run_get_snapshot (transport->run);

  show_progress (transport, snapshot);
  show_rate (transport, snapshot);
  show_playing (transport, tw_live_run_is_playing (transport->run));
}

/* --- speed --- */

static void
set_speed (TwTransport *transport, double speed)
{
  g_autofree char *text = tw_speed_describe (speed);
  g_autofree char *name = g_strdup_printf (_ ("Speed: %s"), text);

  transport->speed = speed;
  set_label (transport->speed_label, text);
  set_label (transport->speed_value, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (transport->speed_range),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (transport->speed_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  transport->setting = TRUE;
  gtk_range_set_value (transport->speed_range, tw_speed_position (speed));
  transport->setting = FALSE;
  if (transport->run != NULL)
    tw_live_run_set_speed (transport->run, speed);
  g_object_notify_by_pspec (G_OBJECT (transport), props[PROP_SPEED]);
}

static void
on_speed_moved (TwTransport *transport)
{
  const double position = gtk_range_get_value (transport->speed_range);
  const double speed = tw_speed_at ((guint)rint (position));

  /* A speed between two positions stays what it is. */
  if (transport->setting)
    return;
  /* Only whole positions mean something. */
  if (position != rint (position))
    gtk_range_set_value (transport->speed_range, rint (position));
  else if (speed != transport->speed)
    set_speed (transport, speed);
}

/* Space is to play then, not to open it again. */
static void
on_popover_closed (TwTransport *transport)
{
  gtk_widget_activate_action (GTK_WIDGET (transport), "win.focus-plane", NULL);
}

/* --- the run --- */

void
tw_transport_set_run (TwTransport *transport, TwLiveRun *run)
{
  g_return_if_fail (TW_IS_TRANSPORT (transport));
  g_return_if_fail (run == NULL || TW_IS_LIVE_RUN (run));

  if (transport->run != NULL)
    g_signal_handlers_disconnect_by_data (transport->run, transport);
  g_set_object (&transport->run, run);
  if (run == NULL)
    return;
  g_signal_connect_swapped (run, "updated", G_CALLBACK (on_updated), transport);
  tw_live_run_set_speed (run, transport->speed);
  on_updated (transport);
}

/* --- the object --- */

static void
tw_transport_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SPEED)
    set_speed (TW_TRANSPORT (object), g_value_get_double (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tw_transport_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SPEED)
    g_value_set_double (value, TW_TRANSPORT (object)->speed);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
tw_transport_dispose (GObject *object)
{
  TwTransport *transport = TW_TRANSPORT (object);

  tw_transport_set_run (transport, NULL);
  g_clear_pointer (&transport->layout, gtk_widget_unparent);
  G_OBJECT_CLASS (tw_transport_parent_class)->dispose (object);
}

static void
tw_transport_class_init (TwTransportClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->set_property = tw_transport_set_property;
  object_class->get_property = tw_transport_get_property;
  object_class->dispose = tw_transport_dispose;
  props[PROP_SPEED] =
      g_param_spec_double ("speed", NULL, NULL, 0, 1e6, 0,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thalweg/Thalweg/ui/tw-transport.ui");
  gtk_widget_class_bind_template_child (widget_class, TwTransport, layout);
  gtk_widget_class_bind_template_child (widget_class, TwTransport, play);
  gtk_widget_class_bind_template_child (widget_class, TwTransport, progress);
  gtk_widget_class_bind_template_child (widget_class, TwTransport, step);
  gtk_widget_class_bind_template_child (widget_class, TwTransport, rate);
  gtk_widget_class_bind_template_child (widget_class, TwTransport, speed_button);
  gtk_widget_class_bind_template_child (widget_class, TwTransport, speed_label);
  gtk_widget_class_bind_template_child (widget_class, TwTransport, speed_value);
  gtk_widget_class_bind_template_child (widget_class, TwTransport, speed_range);
  gtk_widget_class_bind_template_callback (widget_class, on_speed_moved);
  gtk_widget_class_bind_template_callback (widget_class, on_popover_closed);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tw_transport_init (TwTransport *transport)
{
  gtk_widget_init_template (GTK_WIDGET (transport));
  for (guint i = 0; i < TW_SPEED_POSITIONS - 1; i += 3)
    {
      char mark[32];

      tw_format_number (tw_speed_at (i), 0, mark, sizeof mark);
      /* Beside “no limit” there is no room for a name. */
      gtk_scale_add_mark (GTK_SCALE (transport->speed_range), i, GTK_POS_BOTTOM,
                          i + 3 < TW_SPEED_POSITIONS - 1 ? mark : NULL);
    }
  gtk_scale_add_mark (GTK_SCALE (transport->speed_range), TW_SPEED_POSITIONS - 1, GTK_POS_BOTTOM,
                      "∞");
  set_speed (transport, 0);
  transport->playing = TRUE;
  show_playing (transport, FALSE);
}
