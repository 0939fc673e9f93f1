/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/runs/tw-distance-view.h"

#include "app/views/tw-view-style.h"
#include "figure/tw-timeline-figure.h"

#include <glib/gi18n.h>
#include <math.h>

#define MIN_WIDTH 240
#define MIN_HEIGHT 150
#define NATURAL_HEIGHT 240
#define N_CHARTS 2

struct _TwDistanceView
{
  GtkWidget parent_instance;

  const TwRunComparison *comparison;
  double cursor; /* step; NaN: none */
};

G_DEFINE_FINAL_TYPE (TwDistanceView, tw_distance_view, GTK_TYPE_WIDGET)

/* --- what is drawn --- */

typedef struct
{
  TwTimelineData data;
  TwTimelineChart charts[N_CHARTS];
  TwTimelineSeries series[N_CHARTS];
  TwTimelineMark mark;
} Drawing;

/* Of large models θ is not kept at every step. */
static gboolean
any_finite (const double *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      return TRUE;
  return FALSE;
}

static void
add_chart (Drawing *drawing, const TwRunComparison *comparison, const char *title, const char *name,
           const double *values, TwColor color)
{
  const guint i = drawing->data.n_charts;

  if (!any_finite (values, comparison->n_steps))
    return;
  tw_timeline_series_init (&drawing->series[i]);
  drawing->series[i].name = name;
  drawing->series[i].color = color;
  drawing->series[i].x = comparison->steps;
  drawing->series[i].y = values;
  drawing->series[i].n = comparison->n_steps;
  tw_timeline_chart_init (&drawing->charts[i]);
  drawing->charts[i].title = title;
  drawing->charts[i].y0 = 0;
  drawing->charts[i].series = &drawing->series[i];
  drawing->charts[i].n_series = 1;
  drawing->data.n_charts++;
}

static void
fill_drawing (TwDistanceView *view, Drawing *drawing)
{
  const TwTheme *theme = tw_view_theme ();
  const TwRunComparison *comparison = view->comparison;

  tw_timeline_data_init (&drawing->data);
  drawing->data.charts = drawing->charts;
  drawing->data.x_title = _ ("step");
  drawing->data.cursor = view->cursor;
  if (comparison == NULL || comparison->n_steps == 0)
    return;
  drawing->data.x0 = comparison->steps[0];
  drawing->data.x1 = MAX (comparison->steps[comparison->n_steps - 1], drawing->data.x0 + 1);
  add_chart (drawing, comparison, _ ("parameters"), _ ("Distance of parameters"),
             comparison->theta_distance, tw_theme_series (theme, 0));
  add_chart (drawing, comparison, _ ("plane"), _ ("Distance on the plane"),
             comparison->plane_distance, tw_theme_series (theme, 1));
  /* At the edge it would say what the axis does. */
  if (!comparison->differ || (double)comparison->first_step <= drawing->data.x0)
    return;
  drawing->mark =
      (TwTimelineMark){ (double)comparison->first_step, _ ("first difference"), theme->accent };
  drawing->data.marks = &drawing->mark;
  drawing->data.n_marks = 1;
}

static void
tw_distance_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_auto (TwFigureContext) context = { 0 };
  Drawing drawing = { 0 };
  cairo_t *cr;

  if (width < 1 || height < 1)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  tw_view_context_init (&context, cr, widget);
  fill_drawing (TW_DISTANCE_VIEW (widget), &drawing);
  tw_timeline_figure_draw (&context, &drawing.data);
  cairo_destroy (cr);
}

/* --- the cursor --- */

static void
set_cursor (TwDistanceView *view, double step)
{
  view->cursor = step;
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

static void
on_motion (TwDistanceView *view, double x, double y)
{
  g_auto (TwFigureContext) context = { 0 };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create (surface);
  TwTimelineLayout layout;
  Drawing drawing = { 0 };
  double step;

  tw_view_context_init (&context, cr, GTK_WIDGET (view));
  fill_drawing (view, &drawing);
  tw_timeline_figure_layout (&context, &drawing.data, &layout);
  set_cursor (view, tw_timeline_layout_hit (&layout, x, y, &step) >= 0 ? rint (step) : NAN);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
on_leave (TwDistanceView *view)
{
  set_cursor (view, NAN);
}

static gboolean
on_key (TwDistanceView *view, guint key, guint code, GdkModifierType state)
{
  const TwRunComparison *comparison = view->comparison;
  double first, last, by, from;

  if (comparison == NULL || comparison->n_steps == 0
      || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return FALSE;
  first = comparison->steps[0];
  last = comparison->steps[comparison->n_steps - 1];
  by = MAX (1, rint ((last - first) / 200));
  from = isnan (view->cursor) ? last : view->cursor;
  if (key == GDK_KEY_Left || key == GDK_KEY_KP_Left)
    set_cursor (view, MAX (from - by, first));
  else if (key == GDK_KEY_Right || key == GDK_KEY_KP_Right)
    set_cursor (view, MIN (from + by, last));
  else if (key == GDK_KEY_Home)
    set_cursor (view, first);
  else if (key == GDK_KEY_End)
    set_cursor (view, last);
  else
    return FALSE;
  return TRUE;
}

/* --- the object --- */

void
tw_distance_view_set (TwDistanceView *view, const TwRunComparison *comparison)
{
  g_return_if_fail (TW_IS_DISTANCE_VIEW (view));

  view->comparison = comparison;
  set_cursor (view, NAN);
}

static void
tw_distance_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                          int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 2 * MIN_WIDTH : NATURAL_HEIGHT;
}

static void
tw_distance_view_class_init (TwDistanceViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  widget_class->snapshot = tw_distance_view_snapshot;
  widget_class->measure = tw_distance_view_measure;
  gtk_widget_class_set_css_name (widget_class, "distanceview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tw_distance_view_init (TwDistanceView *view)
{
  GtkWidget *widget = GTK_WIDGET (view);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  view->cursor = NAN;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Distance of the two runs, step by step"), -1);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (on_motion), view);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), view);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), view);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), view);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
  tw_view_follow_style (widget);
}
