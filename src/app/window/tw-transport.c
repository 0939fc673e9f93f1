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
  TwScrubber *scrubber;
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
  const TwScenario *planned; /* whose stages the scrubber has; only compared */
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
show_step (TwTransport *transport, const TwSnapshot *shown, const TwSnapshot *head)
{
  g_autofree char *text = NULL;
  char step[48], total[48];

  tw_format_number ((double)shown->step, 0, step, sizeof step);
  tw_format_number ((double)head->total_steps, 0, total, sizeof total);
  text = g_strdup_printf ("%s / %s", step, total);
  set_label (transport->step, text);
}

/* Stages and events are those of the head, as the scrubber's end is. */
static void
show_plan (TwTransport *transport, const TwScenario *scenario)
{
  g_autofree TwScrubberStage *stages = g_new (TwScrubberStage, scenario->n_stages);
  g_autofree TwScrubberMark *events = g_new (TwScrubberMark, scenario->n_events + 1);
  guint64 begin = 0;

  for (guint i = 0; i < scenario->n_stages; i++)
    {
      const guint64 end = begin + scenario->stages[i].steps;

      stages[i] = (TwScrubberStage){ scenario->stages[i].name, begin, end };
      begin = end;
    }
  for (guint i = 0; i < scenario->n_events; i++)
    events[i] = (TwScrubberMark){ scenario->events[i].at, scenario->events[i].name };
  tw_scrubber_set_stages (transport->scrubber, stages, scenario->n_stages);
  tw_scrubber_set_events (transport->scrubber, events, scenario->n_events);
}

static void
show_range (TwTransport *transport, const TwSnapshot *head)
{
  guint64 first, last;

  tw_scrubber_set_range (transport->scrubber, 0,
                         MIN (tw_live_run_get_start (transport->run), head->step), head->step,
                         head->total_steps);
  if (transport->planned != head->scenario)
    show_plan (transport, head->scenario);
  transport->planned = head->scenario;
  tw_scrubber_set_step (transport->scrubber, tw_live_run_get_wanted_step (transport->run));
  if (!tw_live_run_get_loop (transport->run, &first, &last))
    first = last = 0;
  tw_scrubber_set_loop (transport->scrubber, first, last);
}

static char *
describe_head (const TwSnapshot *head)
{
  if (head->state == TW_TRAINER_FINISHED)
    return g_strdup (_ ("finished"));
  if (head->state == TW_TRAINER_FAILED)
    return g_strdup (_ ("stopped"));
  if (head->state == TW_TRAINER_PAUSED)
    return g_strdup (_ ("paused"));
  if (head->steps_per_second > 0)
    return tw_speed_describe (head->steps_per_second);
  return g_strdup (_ ("training"));
}

/* Where the head is, while something else is shown. */
static char *
describe_elsewhere (const TwSnapshot *head)
{
  char step[48];

  tw_format_number ((double)head->step, 0, step, sizeof step);
  if (head->state == TW_TRAINER_RUNNING)
    return g_strdup_printf (_ ("training at step %s"), step);
  return g_strdup_printf (_ ("recorded up to %s"), step);
}

static void
show_rate (TwTransport *transport, const TwSnapshot *head)
{
  const gboolean following = tw_live_run_is_following (transport->run);
  g_autofree char *text = following ? describe_head (head) : describe_elsewhere (head);

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
  const TwSnapshot *head = tw_live_run_get_head (transport->run);

  show_step (transport, tw_live_run_get_snapshot (transport->run), head);
  show_range (transport, head);
  show_rate (transport, head);
  show_playing (transport, tw_live_run_is_playing (transport->run));
}

/* --- the scrubber --- */

static void
on_scrubbed (TwTransport *transport, guint64 step)
{
  if (transport->run != NULL)
    tw_live_run_show_step (transport->run, step);
}

static void
on_loop_changed (TwTransport *transport)
{
  guint64 first = 0, last = 0;

  tw_scrubber_get_loop (transport->scrubber, &first, &last);
  if (transport->run != NULL)
    tw_live_run_set_loop (transport->run, first, last);
}

TwScrubber *
tw_transport_get_scrubber (TwTransport *transport)
{
  g_return_val_if_fail (TW_IS_TRANSPORT (transport), NULL);
  return transport->scrubber;
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
  transport->planned = NULL;
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

/* It takes what room there is: panes beside the views do not fold for its sake, nor when what it says
 * gets longer. */
static void
tw_transport_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (TW_TRANSPORT (widget)->layout, orientation, for_size, minimum, natural, NULL,
                      NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = *minimum;
}

static void
tw_transport_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (TW_TRANSPORT (widget)->layout, width, height, baseline, NULL);
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
  g_type_ensure (TW_TYPE_SCRUBBER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thalweg/Thalweg/ui/tw-transport.ui");
  gtk_widget_class_bind_template_child (widget_class, TwTransport, layout);
  gtk_widget_class_bind_template_child (widget_class, TwTransport, play);
  gtk_widget_class_bind_template_child (widget_class, TwTransport, scrubber);
  gtk_widget_class_bind_template_child (widget_class, TwTransport, step);
  gtk_widget_class_bind_template_child (widget_class, TwTransport, rate);
  gtk_widget_class_bind_template_child (widget_class, TwTransport, speed_button);
  gtk_widget_class_bind_template_child (widget_class, TwTransport, speed_label);
  gtk_widget_class_bind_template_child (widget_class, TwTransport, speed_value);
  gtk_widget_class_bind_template_child (widget_class, TwTransport, speed_range);
  gtk_widget_class_bind_template_callback (widget_class, on_scrubbed);
  gtk_widget_class_bind_template_callback (widget_class, on_loop_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_speed_moved);
  gtk_widget_class_bind_template_callback (widget_class, on_popover_closed);
  widget_class->measure = tw_transport_measure;
  widget_class->size_allocate = tw_transport_size_allocate;
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
