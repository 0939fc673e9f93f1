/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/views/tw-timeline-view.h"

#include "app/views/tw-chart-set.h"
#include "app/views/tw-view-style.h"
#include "figure/tw-timeline-figure.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MIN_WIDTH 320
#define MIN_HEIGHT 160
#define NATURAL_HEIGHT 300
/* For an arrow key: this share of the axis, or with Shift ten times as much. */
#define CURSOR_STEP 0.005

struct _TwTimelineView
{
  GtkWidget parent_instance;

  TwLiveRun *run;
  TwChartSet *set;
  TwTimelineCache *cache;
  GStrv shown;
  gboolean log_steps;

  double cursor;      /* step; NaN: none */
  gboolean scrubbing; /* a drag that began in a chart goes through the steps */
  double grip[2];     /* where it began, pixels */
  char *note;
};

G_DEFINE_FINAL_TYPE (TwTimelineView, tw_timeline_view, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_CHARTS,
  PROP_LOG_STEPS,
  PROP_NOTE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* --- what is drawn --- */

/* All that a drawing's data point to. */
typedef struct
{
  TwTimelineData data;
  TwTimelineChart charts[TW_TIMELINE_MAX_CHARTS];
  TwTimelineSeries series[TW_TIMELINE_MAX_CHARTS][TW_CHART_MAX_SERIES];
  TwTimelineStage *stages;
  TwTimelineMark *marks;
} Drawing;

static void
drawing_clear (Drawing *drawing)
{
  g_free (drawing->stages);
  g_free (drawing->marks);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Drawing, drawing_clear)

static void
fill_series (TwTimelineSeries *series, const TwChartSpec *spec, guint i, const TwTheme *theme,
             TwLiveRun *run)
{
  guint n_columns;
  gsize n, n_shown;
  const double *rows = tw_live_run_get_rows (run, &n, &n_shown, &n_columns);

  tw_timeline_series_init (series);
  series->name = spec->names[i];
  series->color = tw_theme_series (theme, spec->colors[i]);
  series->dashed = spec->dashed[i];
  series->x = rows + TW_COLUMN_STEP;
  series->y = rows + spec->columns[i];
  series->n = n;
  series->stride = n_columns;
  series->serial = tw_live_run_get_rows_serial (run) + spec->columns[i];
}

static void
fill_charts (TwTimelineView *view, const TwTheme *theme, Drawing *drawing)
{
  guint n_charts = 0;

  for (guint k = 0; k < view->set->n && n_charts < TW_TIMELINE_MAX_CHARTS; k++)
    {
      const TwChartSpec *spec = &view->set->charts[k];
      TwTimelineChart *chart = &drawing->charts[n_charts];

      if (!g_strv_contains ((const char *const *)view->shown, spec->id))
        continue;
      tw_timeline_chart_init (chart);
      chart->title = spec->title;
      chart->kind = spec->kind;
      chart->scale = spec->scale;
      chart->y0 = spec->y0;
      chart->y1 = spec->y1;
      chart->weight = spec->weight;
      chart->series = drawing->series[n_charts];
      chart->n_series = spec->n_series;
      for (guint i = 0; i < spec->n_series; i++)
        fill_series (&drawing->series[n_charts][i], spec, i, theme, view->run);
      n_charts++;
    }
  drawing->data.charts = drawing->charts;
  drawing->data.n_charts = n_charts;
}

static void
fill_stages (const TwScenario *scenario, const TwTheme *theme, Drawing *drawing)
{
  double start = 0;

  drawing->stages = g_new (TwTimelineStage, scenario->n_stages);
  for (guint i = 0; i < scenario->n_stages; i++)
    {
      const double end = start + (double)scenario->stages[i].steps;

      drawing->stages[i] = (TwTimelineStage){ scenario->stages[i].name, start, end };
      start = end;
    }
  drawing->marks = g_new (TwTimelineMark, scenario->n_events + 1);
  for (guint i = 0; i < scenario->n_events; i++)
    drawing->marks[i] =
        (TwTimelineMark){ (double)scenario->events[i].at, scenario->events[i].name, theme->accent };
  drawing->data.stages = drawing->stages;
  drawing->data.n_stages = scenario->n_stages;
  drawing->data.marks = drawing->marks;
  drawing->data.n_marks = scenario->n_events;
}

/* Where the values are looked up: under the pointer, or at the moment that is shown unless that is the
 * head, where the curves end. */
static double
cursor_of (TwTimelineView *view)
{
  if (!isnan (view->cursor) || view->run == NULL || tw_live_run_is_following (view->run))
    return view->cursor;
  return (double)tw_live_run_get_snapshot (view->run)->step;
}

/* Stages and how many steps there will be are the head's: what was planned at an earlier moment does
 * not move the axis. */
static void
fill_drawing (TwTimelineView *view, Drawing *drawing)
{
  const TwTheme *theme = tw_view_theme ();
  const TwSnapshot *head;

  tw_timeline_data_init (&drawing->data);
  drawing->data.x_title = _ ("step");
  drawing->data.log_steps = view->log_steps;
  drawing->data.cursor = cursor_of (view);
  if (view->run == NULL)
    return;
  head = tw_live_run_get_head (view->run);
  drawing->data.x1 = (double)MAX (head->total_steps, head->step);
  fill_charts (view, theme, drawing);
  fill_stages (head->scenario, theme, drawing);
}

static void
tw_timeline_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwTimelineView *view = TW_TIMELINE_VIEW (widget);
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_auto (TwFigureContext) context = { 0 };
  g_auto (Drawing) drawing = { 0 };
  cairo_t *cr;

  if (width < 1 || height < 1)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  tw_view_context_init (&context, cr, widget);
  fill_drawing (view, &drawing);
  tw_timeline_figure_draw_cached (&context, &drawing.data, view->cache);
  cairo_destroy (cr);
}

static void
measure_layout (TwTimelineView *view, TwTimelineLayout *layout)
{
  g_auto (TwFigureContext) context = { 0 };
  g_auto (Drawing) drawing = { 0 };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create (surface);

  tw_view_context_init (&context, cr, GTK_WIDGET (view));
  fill_drawing (view, &drawing);
  tw_timeline_figure_layout (&context, &drawing.data, layout);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* --- the cursor and the note --- */

static char *
describe_step (TwTimelineView *view)
{
  const TwSnapshot *shown = tw_live_run_get_snapshot (view->run);
  const TwSnapshot *head = tw_live_run_get_head (view->run);
  const double at = isnan (view->cursor) ? (double)shown->step : rint (view->cursor);
  char step[48], total[48];

  tw_format_number (at, 0, step, sizeof step);
  tw_format_number ((double)head->total_steps, 0, total, sizeof total);
  if (isnan (view->cursor))
    return g_strdup_printf (_ ("values at step %s of %s"), step, total);
  if (at > (double)head->step)
    return g_strdup_printf (_ ("step %s, under the cursor, has not been made"), step);
  return g_strdup_printf (_ ("values at step %s, under the cursor"), step);
}

static void
update_note (TwTimelineView *view)
{
  g_autofree char *note = view->run != NULL ? describe_step (view) : g_strdup ("");

  if (g_strcmp0 (note, view->note) == 0)
    return;
  g_free (view->note);
  view->note = g_steal_pointer (&note);
  g_object_notify_by_pspec (G_OBJECT (view), props[PROP_NOTE]);
}

static void
set_cursor (TwTimelineView *view, double step)
{
  view->cursor = step;
  update_note (view);
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

static void
on_motion (TwTimelineView *view, double x, double y)
{
  TwTimelineLayout layout;
  double step;

  if (view->run == NULL)
    return;
  measure_layout (view, &layout);
  if (tw_timeline_layout_hit (&layout, x, y, &step) >= 0)
    set_cursor (view, rint (step));
  else if (!isnan (view->cursor))
    set_cursor (view, NAN);
}

static void
on_leave (TwTimelineView *view)
{
  set_cursor (view, NAN);
}

static gboolean
on_key (TwTimelineView *view, guint key, guint code, GdkModifierType state)
{
  double total, by, from;

  if (view->run == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return FALSE;
  total = (double)tw_live_run_get_head (view->run)->total_steps;
  from = isnan (view->cursor) ? (double)tw_live_run_get_snapshot (view->run)->step : view->cursor;
  by = MAX (1, rint (total * CURSOR_STEP)) * ((state & GDK_SHIFT_MASK) != 0 ? 10 : 1);
  if (key == GDK_KEY_Left || key == GDK_KEY_KP_Left)
    set_cursor (view, CLAMP (from - by, 0, total));
  else if (key == GDK_KEY_Right || key == GDK_KEY_KP_Right)
    set_cursor (view, CLAMP (from + by, 0, total));
  else if (key == GDK_KEY_Home)
    set_cursor (view, 0);
  else if (key == GDK_KEY_End)
    set_cursor (view, total);
  else if (key == GDK_KEY_Escape && !isnan (view->cursor))
    set_cursor (view, NAN);
  else if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && !isnan (view->cursor))
    {
      tw_live_run_show_step (view->run, (guint64)view->cursor);
      set_cursor (view, NAN);
    }
  else
    return FALSE;
  return TRUE;
}

/* The moment under the pointer; the charts' axis ends where the plots do. */
static void
scrub (TwTimelineView *view, double x, double y)
{
  TwTimelineLayout layout;
  double step;

  measure_layout (view, &layout);
  tw_timeline_layout_hit (&layout, x, y, &step);
  tw_live_run_show_step (view->run, (guint64)MAX (rint (step), 0));
}

static void
on_drag_begin (TwTimelineView *view, double x, double y)
{
  TwTimelineLayout layout;

  gtk_widget_grab_focus (GTK_WIDGET (view));
  view->scrubbing = FALSE;
  if (view->run == NULL)
    return;
  measure_layout (view, &layout);
  view->scrubbing = tw_timeline_layout_hit (&layout, x, y, NULL) >= 0;
  view->grip[0] = x;
  view->grip[1] = y;
  if (view->scrubbing)
    scrub (view, x, y);
}

static void
on_drag_update (TwTimelineView *view, double dx, double dy)
{
  if (view->scrubbing && view->run != NULL)
    scrub (view, view->grip[0] + dx, view->grip[1] + dy);
}

/* --- the run --- */

static void
on_updated (TwTimelineView *view, guint change)
{
  if ((change & ~(guint)(TW_LIVE_FIELD | TW_LIVE_OUTLOOK)) == 0)
    return;
  update_note (view);
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

void
tw_timeline_view_set_run (TwTimelineView *view, TwLiveRun *run)
{
  g_return_if_fail (TW_IS_TIMELINE_VIEW (view));
  g_return_if_fail (run == NULL || TW_IS_LIVE_RUN (run));

  if (view->run != NULL)
    g_signal_handlers_disconnect_by_data (view->run, view);
  g_set_object (&view->run, run);
  g_clear_pointer (&view->set, tw_chart_set_free);
  view->cursor = NAN;
  if (run != NULL)
    {
      view->set = tw_chart_set_new (tw_live_run_get_model_type (run));
      g_signal_connect_swapped (run, "updated", G_CALLBACK (on_updated), view);
    }
  update_note (view);
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

/* --- the object --- */

const char *
tw_timeline_view_get_note (TwTimelineView *view)
{
  g_return_val_if_fail (TW_IS_TIMELINE_VIEW (view), NULL);
  return view->note;
}

static void
tw_timeline_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TwTimelineView *view = TW_TIMELINE_VIEW (object);

  switch (id)
    {
    case PROP_CHARTS:
      g_strfreev (view->shown);
      view->shown = g_value_dup_boxed (value);
      if (view->shown == NULL)
        view->shown = g_new0 (char *, 1);
      break;
    case PROP_LOG_STEPS:
      view->log_steps = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

static void
tw_timeline_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TwTimelineView *view = TW_TIMELINE_VIEW (object);

  switch (id)
    {
    case PROP_CHARTS:
      g_value_set_boxed (value, view->shown);
      break;
    case PROP_LOG_STEPS:
      g_value_set_boolean (value, view->log_steps);
      break;
    case PROP_NOTE:
      g_value_set_string (value, view->note);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tw_timeline_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                          int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 2 * MIN_WIDTH : NATURAL_HEIGHT;
}

static void
tw_timeline_view_dispose (GObject *object)
{
  TwTimelineView *view = TW_TIMELINE_VIEW (object);

  if (view->run != NULL)
    g_signal_handlers_disconnect_by_data (view->run, view);
  g_clear_object (&view->run);
  G_OBJECT_CLASS (tw_timeline_view_parent_class)->dispose (object);
}

static void
tw_timeline_view_finalize (GObject *object)
{
  TwTimelineView *view = TW_TIMELINE_VIEW (object);

  g_clear_pointer (&view->set, tw_chart_set_free);
  g_clear_pointer (&view->cache, tw_timeline_cache_free);
  g_clear_pointer (&view->shown, g_strfreev);
  g_clear_pointer (&view->note, g_free);
  G_OBJECT_CLASS (tw_timeline_view_parent_class)->finalize (object);
}

static void
tw_timeline_view_class_init (TwTimelineViewClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->set_property = tw_timeline_view_set_property;
  object_class->get_property = tw_timeline_view_get_property;
  object_class->dispose = tw_timeline_view_dispose;
  object_class->finalize = tw_timeline_view_finalize;
  widget_class->snapshot = tw_timeline_view_snapshot;
  widget_class->measure = tw_timeline_view_measure;
  props[PROP_CHARTS] = g_param_spec_boxed ("charts", NULL, NULL, G_TYPE_STRV,
                                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_LOG_STEPS] = g_param_spec_boolean ("log-steps", NULL, NULL, FALSE,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  props[PROP_NOTE] =
      g_param_spec_string ("note", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_css_name (widget_class, "timelineview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tw_timeline_view_init (TwTimelineView *view)
{
  GtkWidget *widget = GTK_WIDGET (view);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  view->cursor = NAN;
  view->cache = tw_timeline_cache_new ();
  view->shown = g_new0 (char *, 1);
  gtk_widget_set_focusable (widget, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Timelines of the run"), -1);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (on_motion), view);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), view);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), view);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), view);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), view);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), view);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  tw_view_follow_style (widget);
}

GtkWidget *
tw_timeline_view_new (void)
{
  return g_object_new (TW_TYPE_TIMELINE_VIEW, NULL);
}
