/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/views/tw-plane-view.h"

#include "app/live/tw-placement.h"
#include "app/views/tw-plane-arrays.h"
#include "app/views/tw-plane-range.h"
#include "app/views/tw-view-style.h"
#include "figure/tw-plane-figure.h"

#include <glib/gi18n.h>
#include <math.h>

/* A wheel's click, a press of + or -. */
#define ZOOM_STEP 1.25
#define PAN_STEP 0.1    /* of the range in view, for an arrow key */
#define NUDGE_STEP 0.01 /* the same, for one that moves the point */
/* Nearer to the point than this many pixels a drag moves it, and not the view. */
#define HIT_RADIUS 12.0
#define TOUCH_RADIUS 24.0
/* How much of a trail's colour is left where it shows what comes after the moment. */
#define AFTER_SHARE 0.5
#define MIN_WIDTH 320
#define MIN_HEIGHT 180
/* While training runs the description that a screen reader has changes no faster than this. */
#define DESCRIBE_PERIOD_US 2000000

struct _TwPlaneView
{
  GtkWidget parent_instance;

  TwLiveRun *run;
  TwPlaneArrays arrays; /* the field, as the figure wants it */
  TwPlaneCache *cache;
  TwPlaneRange range;
  gboolean fitted;

  TwPlaneBackground ground;
  gboolean show_arrows, show_nullclines, show_noise;

  double pointer[2]; /* pixels; NaN while it is elsewhere */
  TwPlaneRange drag_origin, zoom_origin;
  GtkGesture *drag;        /* borrowed */
  gboolean dragging;       /* the point, not the view */
  double origin[2];        /* where it was when that began, data */
  double target[2];        /* where it is to go, data; NaN: nowhere */
  double way[2][2];        /* x, y: from where it is to there */
  GCancellable *placement; /* works out how; NULL: nothing does */
  gboolean place_again;    /* to another target, when that is done */
  const char *cursor;      /* name; NULL: the default */
  double zoom_center[2];   /* data */
  char *note;
  gint64 described;
};

G_DEFINE_FINAL_TYPE (TwPlaneView, tw_plane_view, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_GROUND,
  PROP_SHOW_ARROWS,
  PROP_SHOW_NULLCLINES,
  PROP_SHOW_NOISE,
  PROP_NOTE,
  PROP_FITTED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

enum
{
  REFUSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *const grounds[] = {
  [TW_PLANE_LOSS] = "loss", [TW_PLANE_REGIME] = "regime", [TW_PLANE_PLAIN] = "plain"
};

/* --- what is drawn --- */

#define N_TRAILS 3

/* The whole way so far, paler what lies after the moment; and where the point is being moved. */
static guint
fill_trails (TwPlaneView *view, const TwTheme *theme, TwPlaneTrail trails[N_TRAILS])
{
  const TwColor color = tw_theme_series (theme, tw_live_run_get_color (view->run));
  guint n_columns, n_trails = 0;
  gsize n, n_shown;
  const double *rows = tw_live_run_get_rows (view->run, &n, &n_shown, &n_columns);
  const TwPlaneTrail trail = { .x = rows + TW_COLUMN_X,
                               .y = rows + TW_COLUMN_Y,
                               .n = n,
                               .stride = n_columns,
                               .color = color,
                               .serial = tw_live_run_get_rows_serial (view->run) };

  if (n_shown < n)
    {
      trails[n_trails] = trail;
      trails[n_trails].faded = TRUE;
      trails[n_trails].end_dot = TRUE;
      trails[n_trails++].color = tw_color_mix (theme->background, color, AFTER_SHARE);
    }
  trails[n_trails] = trail;
  trails[n_trails].n = n_shown;
  trails[n_trails++].start_ring = TRUE;
  if (!isnan (view->target[0]))
    trails[n_trails++] = (TwPlaneTrail){
      .x = view->way[0], .y = view->way[1], .n = 2, .color = color, .dashed = TRUE, .end_dot = TRUE
    };
  return n_trails;
}

static void
set_target (TwPlaneView *view, double x, double y)
{
  const TwSnapshot *snapshot = tw_live_run_get_snapshot (view->run);

  view->target[0] = view->way[0][1] = x;
  view->target[1] = view->way[1][1] = y;
  for (guint i = 0; i < 2; i++)
    view->way[i][0] = snapshot->point[i];
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

static void
fill_present (TwPlaneView *view, const TwTheme *theme, TwPlaneData *data)
{
  const TwSnapshot *snapshot = tw_live_run_get_snapshot (view->run);
  const TwOutlook *outlook = tw_live_run_get_outlook (view->run);

  for (guint i = 0; i < 2; i++)
    {
      data->point[i] = snapshot->point[i];
      data->velocity[i] = snapshot->velocity[i];
      if (outlook != NULL)
        data->vector[i] = outlook->vector[i];
    }
  if (outlook != NULL && view->show_noise)
    for (guint i = 0; i < 3; i++)
      data->noise[i] = outlook->noise[i];
  data->point_color = tw_theme_series (theme, tw_live_run_get_color (view->run));
  data->point_active = view->cursor != NULL;
  data->ceiling = snapshot->ceiling;
}

static void
fill_data (TwPlaneView *view, TwPlaneData *data, TwPlaneTrail trails[N_TRAILS])
{
  const TwTheme *theme = tw_view_theme ();

  tw_plane_data_init (data);
  data->x0 = view->range.x0;
  data->x1 = view->range.x1;
  data->y0 = view->range.y0;
  data->y1 = view->range.y1;
  data->background = view->ground;
  data->show_arrows = view->show_arrows;
  data->show_nullclines = view->show_nullclines;
  data->value_title = _ ("loss");
  if (view->run == NULL)
    return;

  {
    const TwModelType *type = tw_live_run_get_model_type (view->run);

    data->x_title = _ (type->plane_title[0]);
    data->x_unit = _ (type->plane_unit[0]);
    data->y_title = _ (type->plane_title[1]);
    data->y_unit = type->plane_unit[1][0] != '\0' ? _ (type->plane_unit[1]) : "";
  }
  data->ceiling_label = _ ("knowledge ceiling: what it knows of itself");
  data->unreachable_hint = _ ("It knows nothing of itself yet: all of this is out of reach");
  data->field = view->arrays.field;
  data->trails = trails;
  data->n_trails = fill_trails (view, theme, trails);
  fill_present (view, theme, data);
}

static void
tw_plane_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwPlaneView *view = TW_PLANE_VIEW (widget);
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_auto (TwFigureContext) context = { 0 };
  TwPlaneRegime *regimes = NULL;
  guint n_regimes = 0;
  TwPlaneTrail trails[N_TRAILS];
  TwPlaneData data;
  cairo_t *cr;

  if (width < 1 || height < 1)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  tw_view_context_init (&context, cr, widget);
  fill_data (view, &data, trails);
  if (view->run != NULL)
    {
      const TwModelType *type = tw_live_run_get_model_type (view->run);

      n_regimes = type->n_regimes;
      regimes = tw_view_regimes_new (type, context.theme);
      data.regimes = regimes;
      data.n_regimes = n_regimes;
    }
  tw_plane_figure_draw (&context, &data, view->cache);
  tw_view_regimes_free (regimes, n_regimes);
  cairo_destroy (cr);
}

/* Where things are in the widget at its present size. */
static void
measure_layout (TwPlaneView *view, TwPlaneLayout *layout)
{
  GtkWidget *widget = GTK_WIDGET (view);
  g_auto (TwFigureContext) context = { 0 };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 1, 1);
  cairo_t *cr = cairo_create (surface);
  TwPlaneTrail trails[N_TRAILS];
  TwPlaneData data;

  tw_view_context_init (&context, cr, widget);
  fill_data (view, &data, trails);
  tw_plane_figure_layout (&context, &data, layout);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* --- the note --- */

static void
set_note (TwPlaneView *view, char *note)
{
  if (g_strcmp0 (note, view->note) == 0)
    {
      g_free (note);
      return;
    }
  g_free (view->note);
  view->note = note;
  g_object_notify_by_pspec (G_OBJECT (view), props[PROP_NOTE]);
}

static char *
describe_view (TwPlaneView *view)
{
  static const char *const colors[] = {
    [TW_PLANE_LOSS] = N_ ("colour: loss"),
    [TW_PLANE_REGIME] = N_ ("colour: regime"),
    [TW_PLANE_PLAIN] = NULL,
  };
  const char *color = colors[view->ground] != NULL ? _ (colors[view->ground]) : "";
  const char *arrows =
      view->show_arrows ? _ ("arrows: −∇L on the plane, other parameters held") : "";

  return g_strdup_printf ("%s%s%s", arrows, arrows[0] != '\0' && color[0] != '\0' ? " · " : "",
                          color);
}

/* What is known at a point of the plane. */
static char *
describe_point (TwPlaneView *view, double x, double y)
{
  const TwModelType *type = tw_live_run_get_model_type (view->run);
  const TwField *field = tw_live_run_get_field (view->run);
  const TwFieldPoint *point = field != NULL ? tw_plane_arrays_find (field, x, y) : NULL;
  char across[32], up[32], loss[32];
  g_autofree char *where = NULL;

  tw_format_value (pow (10, x), 3, across, sizeof across);
  tw_format_value (y, 3, up, sizeof up);
  where = g_strdup_printf ("%s %s %s · %s %s", _ (type->plane_title[0]), across,
                           _ (type->plane_unit[0]), _ (type->plane_title[1]), up);
  if (y > tw_live_run_get_snapshot (view->run)->ceiling)
    return g_strdup_printf (_ ("%s · out of reach, above the knowledge ceiling"), where);
  if (point == NULL || !point->reachable)
    return g_steal_pointer (&where);
  tw_format_value (point->loss, 4, loss, sizeof loss);
  return g_strdup_printf (_ ("%s · loss %s · %s · −∂L/∂h %s · −∂L/∂s %s"), where, loss,
                          _ (type->regimes[point->regime].title),
                          point->slope[0] > 0   ? "+"
                          : point->slope[0] < 0 ? "−"
                                                : "0",
                          point->slope[1] > 0   ? "+"
                          : point->slope[1] < 0 ? "−"
                                                : "0");
}

/* Where the point would go. */
static char *
describe_target (TwPlaneView *view)
{
  g_autofree char *where = describe_point (view, view->target[0], view->target[1]);

  if (!view->dragging)
    return g_strdup_printf (_ ("to %s"), where);
  /* What has to be known comes first: there may be no room for the rest. */
  return tw_live_run_is_following (view->run)
             ? g_strdup_printf (_ ("Escape: leave it · to %s"), where)
             : g_strdup_printf (_ ("A new run begins here · Escape: leave it · to %s"), where);
}

static void
update_note (TwPlaneView *view)
{
  TwPlaneLayout layout;
  double x, y;

  if (view->run != NULL && !isnan (view->target[0]))
    {
      set_note (view, describe_target (view));
      return;
    }
  if (view->run == NULL || isnan (view->pointer[0]))
    {
      set_note (view, describe_view (view));
      return;
    }
  measure_layout (view, &layout);
  if (tw_plane_layout_to_data (&layout, view->pointer[0], view->pointer[1], &x, &y))
    set_note (view, describe_point (view, x, y));
  else
    set_note (view, describe_view (view));
}

/* For those who do not see the picture. */
static void
describe_for_readers (TwPlaneView *view)
{
  const TwSnapshot *snapshot = tw_live_run_get_snapshot (view->run);
  const gint64 now = g_get_monotonic_time ();
  g_autofree char *point = NULL;
  g_autofree char *label = NULL;
  char ceiling[32];

  if (snapshot->state == TW_TRAINER_RUNNING && now - view->described < DESCRIBE_PERIOD_US)
    return;
  view->described = now;
  point = describe_point (view, snapshot->point[0], snapshot->point[1]);
  tw_format_value (snapshot->ceiling, 3, ceiling, sizeof ceiling);
  label = g_strdup_printf (_ ("Step %" G_GUINT64_FORMAT ": %s. Knowledge ceiling %s."),
                           snapshot->step, point, ceiling);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, label,
                                  -1);
}

/* --- the range in view --- */

static void
set_range (TwPlaneView *view, TwPlaneRange range, gboolean fitted)
{
  tw_plane_range_limit (&range);
  if (view->fitted != fitted)
    {
      view->fitted = fitted;
      g_object_notify_by_pspec (G_OBJECT (view), props[PROP_FITTED]);
    }
  if (tw_plane_range_equal (&range, &view->range))
    return;
  view->range = range;
  if (view->run != NULL)
    tw_live_run_set_view (view->run, range.x0, range.x1, range.y0, range.y1);
  update_note (view);
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

/* Grows the fitted range, so that state and ceiling stay in view. */
static void
follow (TwPlaneView *view)
{
  const TwSnapshot *snapshot = tw_live_run_get_snapshot (view->run);
  TwPlaneRange range = view->range;

  if (!view->fitted)
    return;
  tw_plane_range_include (&range, snapshot->point[0], snapshot->point[1], snapshot->ceiling);
  set_range (view, range, TRUE);
}

/* The way so far, and where it is now. */
static void
include_run (TwPlaneView *view, TwPlaneRange *range)
{
  const TwSnapshot *snapshot = tw_live_run_get_snapshot (view->run);
  guint n_columns;
  gsize n, n_shown;
  const double *rows = tw_live_run_get_rows (view->run, &n, &n_shown, &n_columns);

  for (gsize i = 0; i < n; i++)
    tw_plane_range_include (range, rows[i * n_columns + TW_COLUMN_X],
                            rows[i * n_columns + TW_COLUMN_Y], NAN);
  tw_plane_range_include (range, snapshot->point[0], snapshot->point[1], snapshot->ceiling);
}

void
tw_plane_view_fit (TwPlaneView *view)
{
  TwPlaneRange range;

  g_return_if_fail (TW_IS_PLANE_VIEW (view));

  tw_plane_range_init (&range);
  if (view->run != NULL)
    include_run (view, &range);
  set_range (view, range, TRUE);
}

void
tw_plane_view_zoom (TwPlaneView *view, double factor)
{
  TwPlaneRange range;

  g_return_if_fail (TW_IS_PLANE_VIEW (view));
  g_return_if_fail (factor > 0);

  range = view->range;
  tw_plane_range_zoom (&range, factor, (range.x0 + range.x1) / 2, (range.y0 + range.y1) / 2);
  set_range (view, range, FALSE);
}

static void
zoom_at (TwPlaneView *view, double factor, double px, double py)
{
  TwPlaneRange range = view->range;
  TwPlaneLayout layout;
  double x, y;

  measure_layout (view, &layout);
  if (layout.plot.width <= 0)
    return;
  tw_plane_layout_to_data (&layout, px, py, &x, &y);
  tw_plane_range_zoom (&range, factor, CLAMP (x, range.x0, range.x1),
                       CLAMP (y, range.y0, range.y1));
  set_range (view, range, FALSE);
}

static void
pan (TwPlaneView *view, double across, double up)
{
  TwPlaneRange range = view->range;

  tw_plane_range_move (&range, across * (range.x1 - range.x0), up * (range.y1 - range.y0));
  set_range (view, range, FALSE);
}

/* --- moving the point --- */

static void
set_cursor (TwPlaneView *view, const char *name)
{
  if (g_strcmp0 (name, view->cursor) == 0)
    return;
  view->cursor = name;
  gtk_widget_set_cursor_from_name (GTK_WIDGET (view), name);
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

/* The point is not read-only's to move, and its state has to be one that can be changed. */
static gboolean
hits_point (TwPlaneView *view, double px, double py, double radius)
{
  const TwSnapshot *snapshot;
  TwPlaneLayout layout;
  double x, y;

  if (view->run == NULL)
    return FALSE;
  snapshot = tw_live_run_get_snapshot (view->run);
  measure_layout (view, &layout);
  if (layout.plot.width <= 0)
    return FALSE;
  tw_plane_layout_to_pixel (&layout, snapshot->point[0], snapshot->point[1], &x, &y);
  return hypot (x - px, y - py) <= radius;
}

static void
drop_target (TwPlaneView *view)
{
  view->target[0] = view->target[1] = NAN;
  view->place_again = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (view));
  update_note (view);
}

static void
stop_placing (TwPlaneView *view)
{
  if (view->placement != NULL)
    g_cancellable_cancel (view->placement);
  g_clear_object (&view->placement);
  drop_target (view);
}

static void place (TwPlaneView *view);

static void
on_placed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TwPlaneView) view = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwPlacement) placement = tw_placement_find_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || view->run == NULL)
    return;
  g_clear_object (&view->placement);
  if (placement != NULL && placement->n > 0)
    tw_live_run_set_many (view->run, placement->addresses, placement->values, placement->n,
                          "plane");
  if (view->place_again)
    place (view);
  else if (placement == NULL || placement->n == 0)
    drop_target (view);
  if (error != NULL)
    g_signal_emit (view, signals[REFUSED], 0, error->message);
}

/* One after the other, and the newest target wins. */
static void
place (TwPlaneView *view)
{
  view->place_again = view->placement != NULL;
  if (view->place_again)
    return;
  view->placement = g_cancellable_new ();
  tw_placement_find (tw_live_run_get_snapshot (view->run), view->target, view->placement, on_placed,
                     g_object_ref (view));
}

/* From where it is on its way to, if it is. */
static void
nudge (TwPlaneView *view, double across, double up)
{
  const TwSnapshot *snapshot;
  const double *from;

  if (view->run == NULL || view->dragging)
    return;
  snapshot = tw_live_run_get_snapshot (view->run);
  from = isnan (view->target[0]) ? snapshot->point : view->target;
  set_target (view, from[0] + across * (view->range.x1 - view->range.x0),
              tw_placement_limit_y (snapshot, from[1] + up * (view->range.y1 - view->range.y0)));
  update_note (view);
  place (view);
}

static void
begin_dragging (TwPlaneView *view)
{
  const TwSnapshot *snapshot = tw_live_run_get_snapshot (view->run);

  stop_placing (view);
  view->dragging = TRUE;
  view->origin[0] = snapshot->point[0];
  view->origin[1] = snapshot->point[1];
  set_cursor (view, "grabbing");
}

static void
drag_point (TwPlaneView *view, double dx, double dy)
{
  const TwSnapshot *snapshot = tw_live_run_get_snapshot (view->run);
  TwPlaneLayout layout;
  double y = view->origin[1];

  measure_layout (view, &layout);
  if (layout.plot.width <= 0)
    return;
  if (dy != 0)
    y -= dy / layout.plot.height * (view->range.y1 - view->range.y0);
  set_target (view, view->origin[0] + dx / layout.plot.width * (view->range.x1 - view->range.x0),
              tw_placement_limit_y (snapshot, y));
  update_note (view);
}

static void
end_dragging (TwPlaneView *view, gboolean moves)
{
  view->dragging = FALSE;
  set_cursor (view, NULL);
  if (moves && !isnan (view->target[0]))
    place (view);
  else
    drop_target (view);
}

/* --- pointer and keys --- */

static void
on_motion (TwPlaneView *view, double x, double y)
{
  view->pointer[0] = x;
  view->pointer[1] = y;
  if (!view->dragging)
    set_cursor (view, hits_point (view, x, y, HIT_RADIUS) ? "grab" : NULL);
  update_note (view);
}

static void
on_leave (TwPlaneView *view)
{
  view->pointer[0] = view->pointer[1] = NAN;
  if (!view->dragging)
    set_cursor (view, NULL);
  update_note (view);
}

static gboolean
on_scroll (TwPlaneView *view, double dx, double dy)
{
  if (isnan (view->pointer[0]))
    tw_plane_view_zoom (view, pow (ZOOM_STEP, -dy));
  else
    zoom_at (view, pow (ZOOM_STEP, -dy), view->pointer[0], view->pointer[1]);
  return TRUE;
}

static gboolean
is_touch (GtkGesture *gesture)
{
  GdkDevice *device =
      gtk_event_controller_get_current_event_device (GTK_EVENT_CONTROLLER (gesture));

  return device != NULL && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN;
}

static void
on_drag_begin (TwPlaneView *view, double x, double y, GtkGesture *gesture)
{
  gtk_widget_grab_focus (GTK_WIDGET (view));
  view->drag_origin = view->range;
  if (hits_point (view, x, y, is_touch (gesture) ? TOUCH_RADIUS : HIT_RADIUS))
    begin_dragging (view);
}

static void
pan_by_pixels (TwPlaneView *view, double dx, double dy)
{
  TwPlaneRange range = view->drag_origin;
  TwPlaneLayout layout;

  measure_layout (view, &layout);
  if (layout.plot.width <= 0 || (dx == 0 && dy == 0))
    return;
  tw_plane_range_move (&range, -dx / layout.plot.width * (range.x1 - range.x0),
                       dy / layout.plot.height * (range.y1 - range.y0));
  set_range (view, range, FALSE);
}

static void
on_drag_update (TwPlaneView *view, double dx, double dy)
{
  if (view->dragging)
    drag_point (view, dx, dy);
  else
    pan_by_pixels (view, dx, dy);
}

static void
on_drag_end (TwPlaneView *view, double dx, double dy)
{
  if (view->dragging)
    end_dragging (view, dx != 0 || dy != 0);
}

static void
on_drag_cancelled (TwPlaneView *view)
{
  if (view->dragging)
    end_dragging (view, FALSE);
}

/* Escape while the point is held: it stays where it is. */
static gboolean
leave_point (TwPlaneView *view)
{
  if (!view->dragging)
    return FALSE;
  end_dragging (view, FALSE);
  gtk_gesture_set_state (view->drag, GTK_EVENT_SEQUENCE_DENIED);
  return TRUE;
}

static void
on_pressed (TwPlaneView *view, int n_press)
{
  if (n_press == 2)
    tw_plane_view_fit (view);
}

static void
on_pinch_begin (TwPlaneView *view, GdkEventSequence *sequence, GtkGesture *gesture)
{
  TwPlaneLayout layout;
  double px = 0, py = 0;

  gtk_gesture_get_bounding_box_center (gesture, &px, &py);
  measure_layout (view, &layout);
  tw_plane_layout_to_data (&layout, px, py, &view->zoom_center[0], &view->zoom_center[1]);
  view->zoom_origin = view->range;
}

static void
on_pinch (TwPlaneView *view, double scale)
{
  TwPlaneRange range = view->zoom_origin;

  tw_plane_range_zoom (&range, scale, view->zoom_center[0], view->zoom_center[1]);
  set_range (view, range, FALSE);
}

static void
move (TwPlaneView *view, double across, double up, GdkModifierType state)
{
  if ((state & GDK_SHIFT_MASK) != 0)
    nudge (view, NUDGE_STEP * across, NUDGE_STEP * up);
  else
    pan (view, PAN_STEP * across, PAN_STEP * up);
}

static gboolean
on_key (TwPlaneView *view, guint key, guint code, GdkModifierType state)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      move (view, -1, 0, state);
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      move (view, 1, 0, state);
      return TRUE;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      move (view, 0, 1, state);
      return TRUE;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      move (view, 0, -1, state);
      return TRUE;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      tw_plane_view_zoom (view, ZOOM_STEP);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      tw_plane_view_zoom (view, 1 / ZOOM_STEP);
      return TRUE;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      tw_plane_view_fit (view);
      return TRUE;
    case GDK_KEY_Escape:
      return leave_point (view);
    default:
      return FALSE;
    }
}

static void
add_controllers (TwPlaneView *view)
{
  GtkWidget *widget = GTK_WIDGET (view);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (on_motion), view);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), view);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), view);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (on_scroll), view);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), view);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), view);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), view);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (on_drag_end), view);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (on_drag_cancelled), view);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), view);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (on_pinch_begin), view);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (on_pinch), view);
  view->drag = drag;
  gtk_gesture_group (drag, click);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
}

/* --- the run --- */

static void
on_updated (TwPlaneView *view, guint change)
{
  if ((change & TW_LIVE_FIELD) != 0)
    tw_plane_arrays_set (&view->arrays, tw_live_run_get_field (view->run));
  follow (view);
  /* Where it was to go, it is. */
  if ((change & TW_LIVE_SNAPSHOT) != 0 && !view->dragging && view->placement == NULL
      && !isnan (view->target[0]))
    drop_target (view);
  /* The pointer may rest while the numbers under it change. */
  if (!isnan (view->pointer[0]) && (change & (TW_LIVE_FIELD | TW_LIVE_SNAPSHOT)) != 0)
    update_note (view);
  describe_for_readers (view);
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

void
tw_plane_view_set_run (TwPlaneView *view, TwLiveRun *run)
{
  g_return_if_fail (TW_IS_PLANE_VIEW (view));
  g_return_if_fail (run == NULL || TW_IS_LIVE_RUN (run));

  if (view->run != NULL)
    g_signal_handlers_disconnect_by_data (view->run, view);
  view->dragging = FALSE;
  stop_placing (view);
  set_cursor (view, NULL);
  g_set_object (&view->run, run);
  tw_plane_arrays_set (&view->arrays, run != NULL ? tw_live_run_get_field (run) : NULL);
  if (run != NULL)
    {
      g_signal_connect_swapped (run, "updated", G_CALLBACK (on_updated), view);
      tw_plane_view_fit (view);
      tw_live_run_set_view (run, view->range.x0, view->range.x1, view->range.y0, view->range.y1);
      view->described = 0;
      describe_for_readers (view);
    }
  update_note (view);
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

/* --- the object --- */

void
tw_plane_view_get_range (TwPlaneView *view, double range[4])
{
  g_return_if_fail (TW_IS_PLANE_VIEW (view));

  range[0] = view->range.x0;
  range[1] = view->range.x1;
  range[2] = view->range.y0;
  range[3] = view->range.y1;
}

const char *
tw_plane_view_get_note (TwPlaneView *view)
{
  g_return_val_if_fail (TW_IS_PLANE_VIEW (view), NULL);
  return view->note;
}

static void
set_ground (TwPlaneView *view, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (grounds); i++)
    if (g_strcmp0 (grounds[i], name) == 0)
      view->ground = i;
  update_note (view);
}

static void
tw_plane_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TwPlaneView *view = TW_PLANE_VIEW (object);

  switch (id)
    {
    case PROP_GROUND:
      set_ground (view, g_value_get_string (value));
      break;
    case PROP_SHOW_ARROWS:
      view->show_arrows = g_value_get_boolean (value);
      update_note (view);
      break;
    case PROP_SHOW_NULLCLINES:
      view->show_nullclines = g_value_get_boolean (value);
      break;
    case PROP_SHOW_NOISE:
      view->show_noise = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

static void
tw_plane_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TwPlaneView *view = TW_PLANE_VIEW (object);

  switch (id)
    {
    case PROP_GROUND:
      g_value_set_string (value, grounds[view->ground]);
      break;
    case PROP_SHOW_ARROWS:
      g_value_set_boolean (value, view->show_arrows);
      break;
    case PROP_SHOW_NULLCLINES:
      g_value_set_boolean (value, view->show_nullclines);
      break;
    case PROP_SHOW_NOISE:
      g_value_set_boolean (value, view->show_noise);
      break;
    case PROP_NOTE:
      g_value_set_string (value, view->note);
      break;
    case PROP_FITTED:
      g_value_set_boolean (value, view->fitted);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tw_plane_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : MIN_HEIGHT;
  *natural = *minimum * 2;
}

static void
tw_plane_view_dispose (GObject *object)
{
  TwPlaneView *view = TW_PLANE_VIEW (object);

  if (view->placement != NULL)
    g_cancellable_cancel (view->placement);
  g_clear_object (&view->placement);
  if (view->run != NULL)
    g_signal_handlers_disconnect_by_data (view->run, view);
  g_clear_object (&view->run);
  G_OBJECT_CLASS (tw_plane_view_parent_class)->dispose (object);
}

static void
tw_plane_view_finalize (GObject *object)
{
  TwPlaneView *view = TW_PLANE_VIEW (object);

  tw_plane_arrays_clear (&view->arrays);
  g_clear_pointer (&view->cache, tw_plane_cache_free);
  g_clear_pointer (&view->note, g_free);
  G_OBJECT_CLASS (tw_plane_view_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  props[PROP_GROUND] = g_param_spec_string ("ground", NULL, NULL, grounds[TW_PLANE_LOSS], flags);
  props[PROP_SHOW_ARROWS] = g_param_spec_boolean ("show-arrows", NULL, NULL, TRUE, flags);
  props[PROP_SHOW_NULLCLINES] = g_param_spec_boolean ("show-nullclines", NULL, NULL, TRUE, flags);
  props[PROP_SHOW_NOISE] = g_param_spec_boolean ("show-noise", NULL, NULL, TRUE, flags);
  props[PROP_NOTE] =
      g_param_spec_string ("note", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_FITTED] =
      g_param_spec_boolean ("fitted", NULL, NULL, TRUE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (class, N_PROPS, props);
}

static void
tw_plane_view_class_init (TwPlaneViewClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->set_property = tw_plane_view_set_property;
  object_class->get_property = tw_plane_view_get_property;
  object_class->dispose = tw_plane_view_dispose;
  object_class->finalize = tw_plane_view_finalize;
  widget_class->snapshot = tw_plane_view_snapshot;
  widget_class->measure = tw_plane_view_measure;
  install_properties (object_class);
  signals[REFUSED] = g_signal_new ("refused", TW_TYPE_PLANE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_css_name (widget_class, "planeview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
tw_plane_view_init (TwPlaneView *view)
{
  GtkWidget *widget = GTK_WIDGET (view);

  view->show_arrows = view->show_nullclines = view->show_noise = TRUE;
  view->fitted = TRUE;
  view->pointer[0] = view->pointer[1] = NAN;
  view->target[0] = view->target[1] = NAN;
  view->cache = tw_plane_cache_new ();
  tw_plane_range_init (&view->range);
  gtk_widget_set_focusable (widget, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Plane of goal horizon and situational awareness"), -1);
  add_controllers (view);
  tw_view_follow_style (widget);
  update_note (view);
}

GtkWidget *
tw_plane_view_new (void)
{
  return g_object_new (TW_TYPE_PLANE_VIEW, NULL);
}
