/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/window/tw-scrubber.h"

#include "app/views/tw-view-style.h"
#include "app/window/tw-scrubber-lists.h"

#include <glib/gi18n.h>
#include <math.h>

#define MIN_WIDTH 100
#define NATURAL_WIDTH 140
/* A range of less than this many pixels was a click with Shift held. */
#define LEAST_LOOP 3

typedef enum
{
  DRAG_NOTHING,
  DRAG_STEP,
  DRAG_NEW_LOOP,
  DRAG_LOOP_BEGIN,
  DRAG_LOOP_END,
  DRAG_BRANCH, /* which is activated if the pointer still is there at the end */
} Drag;

struct _TwScrubber
{
  GtkWidget parent_instance;

  /* Has the focus, the keys and the screen reader's attention, and is not seen: of widgets of one's own
   * GTK 4.8 tells screen readers no value. */
  GtkWidget *scale;
  gboolean setting; /* the scale's value, by the program */

  TwScrubberData data;   /* what it points to is in the lists */
  TwScrubberLists lists; /* own copies */

  Drag drag;
  double drag_x, drag_y; /* where it began */
  double grip;           /* from the thumb's middle to where it was taken */
  guint64 drag_step;     /* where a new range began */
  gint64 drag_run;       /* of the branch */
  gboolean inside;       /* the pointer is, at pointer_x */
  double pointer_x;
};

G_DEFINE_FINAL_TYPE (TwScrubber, tw_scrubber, GTK_TYPE_WIDGET)

enum
{
  SCRUBBED,
  RELEASED,
  LOOP_CHANGED,
  BRANCH_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- words --- */

static char *
step_text (guint64 step)
{
  char number[48];

  tw_format_number ((double)step, 0, number, sizeof number);
  return g_strdup_printf (_ ("step %s"), number);
}

/* "step 1 310 of 2 100, fine-tuning". */
static char *
value_text (TwScrubber *scrubber)
{
  const int stage = tw_scrubber_stage_at (&scrubber->data, scrubber->data.step);
  char step[48], total[48];

  tw_format_number ((double)scrubber->data.step, 0, step, sizeof step);
  tw_format_number ((double)scrubber->data.total, 0, total, sizeof total);
  if (stage < 0)
    return g_strdup_printf (_ ("step %s of %s"), step, total);
  return g_strdup_printf (_ ("step %s of %s, %s"), step, total, scrubber->data.stages[stage].name);
}

/* The pointer's step, and that it is not recorded where it is not. */
static char *
bubble_text (TwScrubber *scrubber, guint64 step)
{
  g_autofree char *text = step_text (step);

  if (step <= scrubber->data.head)
    return g_steal_pointer (&text);
  return g_strdup_printf (_ ("%s, not made yet"), text);
}

static char *
mark_text (const TwScrubberMark *mark)
{
  g_autofree char *step = step_text (mark->step);

  if (mark->label == NULL)
    return g_steal_pointer (&step);
  return g_strdup_printf ("%s (%s)", mark->label, step);
}

static char *
branch_text (TwScrubber *scrubber, const TwScrubberDot *dot)
{
  const TwScrubberBranch *branch = &scrubber->data.branches[dot->index];
  g_autofree char *step = step_text (branch->step);
  g_autofree char *more = NULL;

  if (dot->more == 0)
    return g_strdup_printf (_ ("Branch “%s” (%s)"), branch->name, step);
  more = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "and %u more near it", "and %u more near it", dot->more),
      dot->more);
  return g_strdup_printf (_ ("Branch “%s” (%s) %s"), branch->name, step, more);
}

/* --- what is drawn --- */

static void
fill_data (TwScrubber *scrubber)
{
  TwScrubberData *data = &scrubber->data;

  data->backwards = gtk_widget_get_direction (GTK_WIDGET (scrubber)) == GTK_TEXT_DIR_RTL;
  data->held = scrubber->drag == DRAG_STEP;
  data->focused = gtk_widget_has_visible_focus (scrubber->scale);
}

static void
init_layout (TwScrubber *scrubber, TwScrubberLayout *layout)
{
  fill_data (scrubber);
  tw_scrubber_layout_init (layout, &scrubber->data, gtk_widget_get_width (GTK_WIDGET (scrubber)),
                           gtk_widget_get_height (GTK_WIDGET (scrubber)));
}

/* Where the pointer is something is said, and while it drags, of what it drags. */
static char *
point (TwScrubber *scrubber, const TwScrubberLayout *layout)
{
  TwScrubberData *data = &scrubber->data;
  guint64 step;

  data->pointer = NAN;
  if (scrubber->drag == DRAG_STEP)
    step = data->step;
  else if (scrubber->drag == DRAG_LOOP_BEGIN)
    step = data->loop_begin;
  else if (scrubber->drag == DRAG_LOOP_END)
    step = data->loop_end;
  else if (scrubber->inside)
    step = tw_scrubber_layout_step (layout, data, scrubber->pointer_x);
  else
    return NULL;
  data->pointer = tw_scrubber_layout_x (layout, data, (double)step);
  return bubble_text (scrubber, step);
}

static void
tw_scrubber_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwScrubber *scrubber = TW_SCRUBBER (widget);
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_auto (TwFigureContext) context = { 0 };
  g_auto (TwScrubberLayout) layout = { 0 };
  g_autofree char *bubble = NULL;
  cairo_t *cr;

  if (width < 1 || height < 1)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  tw_view_context_init (&context, cr, widget);
  init_layout (scrubber, &layout);
  bubble = point (scrubber, &layout);
  scrubber->data.bubble = bubble;
  tw_scrubber_figure_draw (&context, &layout, &scrubber->data);
  scrubber->data.bubble = NULL;
  cairo_destroy (cr);
}

/* --- the shown step --- */

static void
update_scale (TwScrubber *scrubber)
{
  const TwScrubberData *data = &scrubber->data;
  GtkAdjustment *adjustment = gtk_range_get_adjustment (GTK_RANGE (scrubber->scale));
  g_autofree char *text = NULL;
  const double hundredth = rint (((double)data->total - (double)data->first) / 100);

  fill_data (scrubber);
  text = value_text (scrubber);
  scrubber->setting = TRUE;
  gtk_adjustment_configure (adjustment, (double)data->step, (double)data->first, (double)data->head,
                            1, MAX (hundredth, 1), 0);
  scrubber->setting = FALSE;
  gtk_accessible_update_property (GTK_ACCESSIBLE (scrubber->scale),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (scrubber));
}

static void
scrub (TwScrubber *scrubber, guint64 step)
{
  step = CLAMP (step, scrubber->data.first, scrubber->data.head);
  if (step == scrubber->data.step)
    return;
  scrubber->data.step = step;
  update_scale (scrubber);
  g_signal_emit (scrubber, signals[SCRUBBED], 0, step);
}

/* A key of the scale, or a screen reader. */
static void
on_value_changed (TwScrubber *scrubber)
{
  const double value = rint (gtk_range_get_value (GTK_RANGE (scrubber->scale)));

  /* The adjustment tells again of a value that was rounded. */
  if (scrubber->setting || value == (double)scrubber->data.step)
    return;
  scrub (scrubber, (guint64)MAX (value, 0));
  g_signal_emit (scrubber, signals[RELEASED], 0);
}

/* --- the range to loop --- */

static void
change_loop (TwScrubber *scrubber, guint64 a, guint64 b)
{
  TwScrubberData *data = &scrubber->data;
  const guint64 begin = CLAMP (MIN (a, b), data->first, data->head);
  const guint64 end = CLAMP (MAX (a, b), data->first, data->head);

  if (begin == data->loop_begin && end == data->loop_end)
    return;
  data->loop_begin = begin;
  data->loop_end = end;
  gtk_widget_queue_draw (GTK_WIDGET (scrubber));
  g_signal_emit (scrubber, signals[LOOP_CHANGED], 0);
}

static gboolean
on_key (TwScrubber *scrubber, guint key, guint code, GdkModifierType state)
{
  const TwScrubberData *data = &scrubber->data;
  const gboolean any = data->loop_begin < data->loop_end;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return FALSE;
  if (key == GDK_KEY_bracketleft)
    change_loop (scrubber, data->step,
                 any && data->loop_end > data->step ? data->loop_end : data->head);
  else if (key == GDK_KEY_bracketright)
    change_loop (scrubber, any && data->loop_begin < data->step ? data->loop_begin : data->first,
                 data->step);
  else if (key == GDK_KEY_Escape && any)
    change_loop (scrubber, data->first, data->first);
  else
    return FALSE;
  return TRUE;
}

/* --- the pointer --- */

static Drag
press_part (TwScrubber *scrubber, const TwScrubberLayout *layout, TwScrubberPart part, guint index,
            double x)
{
  const TwScrubberData *data = &scrubber->data;

  switch (part)
    {
    case TW_SCRUBBER_LOOP_BEGIN:
      return DRAG_LOOP_BEGIN;
    case TW_SCRUBBER_LOOP_END:
      return DRAG_LOOP_END;
    case TW_SCRUBBER_BRANCH:
      scrubber->drag_run =
          data->branches[g_array_index (layout->dots, TwScrubberDot, index).index].run;
      return DRAG_BRANCH;
    case TW_SCRUBBER_THUMB:
      scrubber->grip = x - tw_scrubber_layout_x (layout, data, (double)data->step);
      return DRAG_STEP;
    case TW_SCRUBBER_EVENT:
      scrub (scrubber, data->events[index].step);
      break;
    case TW_SCRUBBER_MARK:
      scrub (scrubber, data->marks[index].step);
      break;
    default:
      scrub (scrubber, tw_scrubber_layout_step (layout, data, x));
    }
  /* Taken where it is now, so that a hand that shakes does not leave a mark's step. */
  scrubber->grip = x - tw_scrubber_layout_x (layout, data, (double)data->step);
  return DRAG_STEP;
}

static void
on_drag_begin (TwScrubber *scrubber, double x, double y, GtkGesture *gesture)
{
  const GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  g_auto (TwScrubberLayout) layout = { 0 };
  guint index;

  gtk_widget_grab_focus (scrubber->scale);
  init_layout (scrubber, &layout);
  scrubber->drag_x = x;
  scrubber->drag_y = y;
  scrubber->grip = 0;
  if ((state & GDK_SHIFT_MASK) != 0)
    {
      scrubber->drag_step = tw_scrubber_layout_step (&layout, &scrubber->data, x);
      scrubber->drag = DRAG_NEW_LOOP;
    }
  else
    {
      const TwScrubberPart part = tw_scrubber_layout_hit (&layout, &scrubber->data, x, y, &index);

      scrubber->drag = press_part (scrubber, &layout, part, index, x);
    }
  gtk_widget_queue_draw (GTK_WIDGET (scrubber));
}

/* The other end stays at least a step away. */
static void
drag_end_of_loop (TwScrubber *scrubber, guint64 step)
{
  const TwScrubberData *data = &scrubber->data;

  if (scrubber->drag == DRAG_LOOP_BEGIN)
    change_loop (scrubber, MIN (step, data->loop_end - 1), data->loop_end);
  else
    change_loop (scrubber, data->loop_begin, MAX (step, data->loop_begin + 1));
}

static void
on_drag_update (TwScrubber *scrubber, double dx, double dy)
{
  g_auto (TwScrubberLayout) layout = { 0 };
  const double x = scrubber->drag_x + dx;
  guint64 step;

  init_layout (scrubber, &layout);
  step = tw_scrubber_layout_step (&layout, &scrubber->data, x - scrubber->grip);
  scrubber->pointer_x = x;
  if (scrubber->drag == DRAG_STEP && dx != 0)
    scrub (scrubber, step);
  else if (scrubber->drag == DRAG_LOOP_BEGIN || scrubber->drag == DRAG_LOOP_END)
    drag_end_of_loop (scrubber, step);
  else if (scrubber->drag == DRAG_NEW_LOOP && fabs (dx) >= LEAST_LOOP)
    change_loop (scrubber, scrubber->drag_step, step);
}

static void
end_drag (TwScrubber *scrubber)
{
  const Drag drag = scrubber->drag;

  scrubber->drag = DRAG_NOTHING;
  gtk_widget_queue_draw (GTK_WIDGET (scrubber));
  if (drag == DRAG_STEP)
    g_signal_emit (scrubber, signals[RELEASED], 0);
}

static void
on_drag_end (TwScrubber *scrubber, double dx, double dy)
{
  const Drag drag = scrubber->drag;

  end_drag (scrubber);
  if (drag == DRAG_BRANCH && hypot (dx, dy) < 8)
    g_signal_emit (scrubber, signals[BRANCH_ACTIVATED], 0, scrubber->drag_run);
  /* With Shift a click takes the range away. */
  if (drag == DRAG_NEW_LOOP && fabs (dx) < LEAST_LOOP)
    change_loop (scrubber, scrubber->data.first, scrubber->data.first);
}

static void
on_drag_cancelled (TwScrubber *scrubber)
{
  end_drag (scrubber);
}

static void
on_motion (TwScrubber *scrubber, double x, double y)
{
  g_auto (TwScrubberLayout) layout = { 0 };
  const char *cursor = NULL;
  TwScrubberPart part;
  guint index;

  scrubber->inside = TRUE;
  scrubber->pointer_x = x;
  init_layout (scrubber, &layout);
  part = tw_scrubber_layout_hit (&layout, &scrubber->data, x, y, &index);
  if (part == TW_SCRUBBER_LOOP_BEGIN || part == TW_SCRUBBER_LOOP_END)
    cursor = "col-resize";
  else if (part == TW_SCRUBBER_BRANCH || part == TW_SCRUBBER_MARK || part == TW_SCRUBBER_EVENT)
    cursor = "pointer";
  gtk_widget_set_cursor_from_name (GTK_WIDGET (scrubber), cursor);
  gtk_widget_queue_draw (GTK_WIDGET (scrubber));
}

static void
on_leave (TwScrubber *scrubber)
{
  scrubber->inside = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (scrubber));
}

static gboolean
tw_scrubber_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  TwScrubber *scrubber = TW_SCRUBBER (widget);
  g_auto (TwScrubberLayout) layout = { 0 };
  g_autofree char *text = NULL;
  TwScrubberPart part;
  guint index;

  if (keyboard)
    return FALSE;
  init_layout (scrubber, &layout);
  part = tw_scrubber_layout_hit (&layout, &scrubber->data, x, y, &index);
  if (part == TW_SCRUBBER_EVENT)
    text = mark_text (&scrubber->data.events[index]);
  else if (part == TW_SCRUBBER_MARK)
    text = mark_text (&scrubber->data.marks[index]);
  else if (part == TW_SCRUBBER_BRANCH)
    text = branch_text (scrubber, &g_array_index (layout.dots, TwScrubberDot, index));
  else
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/* --- what it is told --- */

void
tw_scrubber_set_range (TwScrubber *scrubber, guint64 first, guint64 start, guint64 head,
                       guint64 total)
{
  TwScrubberData *data = &scrubber->data;

  g_return_if_fail (TW_IS_SCRUBBER (scrubber));
  g_return_if_fail (first <= start && start <= head);

  total = MAX (total, head);
  if (data->first == first && data->start == start && data->head == head && data->total == total)
    return;
  data->first = first;
  data->start = start;
  data->head = head;
  data->total = total;
  data->step = CLAMP (data->step, first, head);
  data->loop_begin = CLAMP (data->loop_begin, first, head);
  data->loop_end = CLAMP (data->loop_end, first, head);
  update_scale (scrubber);
}

void
tw_scrubber_set_step (TwScrubber *scrubber, guint64 step)
{
  g_return_if_fail (TW_IS_SCRUBBER (scrubber));

  step = CLAMP (step, scrubber->data.first, scrubber->data.head);
  if (scrubber->drag == DRAG_STEP || step == scrubber->data.step)
    return;
  scrubber->data.step = step;
  update_scale (scrubber);
}

guint64
tw_scrubber_get_step (TwScrubber *scrubber)
{
  g_return_val_if_fail (TW_IS_SCRUBBER (scrubber), 0);
  return scrubber->data.step;
}

gboolean
tw_scrubber_is_dragging (TwScrubber *scrubber)
{
  g_return_val_if_fail (TW_IS_SCRUBBER (scrubber), FALSE);
  return scrubber->drag == DRAG_STEP;
}

gboolean
tw_scrubber_get_loop (TwScrubber *scrubber, guint64 *begin, guint64 *end)
{
  g_return_val_if_fail (TW_IS_SCRUBBER (scrubber), FALSE);

  if (scrubber->data.loop_begin >= scrubber->data.loop_end)
    return FALSE;
  if (begin != NULL)
    *begin = scrubber->data.loop_begin;
  if (end != NULL)
    *end = scrubber->data.loop_end;
  return TRUE;
}

void
tw_scrubber_set_loop (TwScrubber *scrubber, guint64 begin, guint64 end)
{
  TwScrubberData *data = &scrubber->data;

  g_return_if_fail (TW_IS_SCRUBBER (scrubber));

  data->loop_begin = CLAMP (begin, data->first, data->head);
  data->loop_end = MAX (CLAMP (end, data->first, data->head), data->loop_begin);
  gtk_widget_queue_draw (GTK_WIDGET (scrubber));
}

/* --- stages, events, marks, branches --- */

void
tw_scrubber_set_stages (TwScrubber *scrubber, const TwScrubberStage *stages, guint n)
{
  g_return_if_fail (TW_IS_SCRUBBER (scrubber));

  if (!tw_scrubber_lists_set_stages (&scrubber->lists, stages, n))
    return;
  tw_scrubber_lists_fill (&scrubber->lists, &scrubber->data);
  update_scale (scrubber);
}

void
tw_scrubber_set_events (TwScrubber *scrubber, const TwScrubberMark *events, guint n)
{
  g_return_if_fail (TW_IS_SCRUBBER (scrubber));

  tw_scrubber_lists_set_events (&scrubber->lists, events, n);
  tw_scrubber_lists_fill (&scrubber->lists, &scrubber->data);
  gtk_widget_queue_draw (GTK_WIDGET (scrubber));
}

void
tw_scrubber_set_marks (TwScrubber *scrubber, const TwScrubberMark *marks, guint n)
{
  g_return_if_fail (TW_IS_SCRUBBER (scrubber));

  tw_scrubber_lists_set_marks (&scrubber->lists, marks, n);
  tw_scrubber_lists_fill (&scrubber->lists, &scrubber->data);
  gtk_widget_queue_draw (GTK_WIDGET (scrubber));
}

void
tw_scrubber_set_branches (TwScrubber *scrubber, const TwScrubberBranch *branches, guint n)
{
  g_return_if_fail (TW_IS_SCRUBBER (scrubber));

  tw_scrubber_lists_set_branches (&scrubber->lists, branches, n);
  tw_scrubber_lists_fill (&scrubber->lists, &scrubber->data);
  gtk_widget_queue_draw (GTK_WIDGET (scrubber));
}

/* --- the object --- */

static double
text_scale (GtkWidget *widget)
{
  int dpi = -1;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? dpi / (96.0 * 1024.0) : 1.0;
}

static void
tw_scrubber_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
  int scale_minimum, scale_natural;

  gtk_widget_measure (TW_SCRUBBER (widget)->scale, orientation, for_size, &scale_minimum,
                      &scale_natural, NULL, NULL);
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL
                 ? MIN_WIDTH
                 : (int)ceil (tw_scrubber_figure_height (text_scale (widget)));
  *minimum = MAX (*minimum, scale_minimum);
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? NATURAL_WIDTH : *minimum;
}

static void
tw_scrubber_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_size_allocate (TW_SCRUBBER (widget)->scale, &(GtkAllocation){ 0, 0, width, height },
                            baseline);
}

static gboolean
tw_scrubber_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (TW_SCRUBBER (widget)->scale);
}

static void
tw_scrubber_dispose (GObject *object)
{
  g_clear_pointer (&TW_SCRUBBER (object)->scale, gtk_widget_unparent);
  G_OBJECT_CLASS (tw_scrubber_parent_class)->dispose (object);
}

static void
tw_scrubber_finalize (GObject *object)
{
  tw_scrubber_lists_clear (&TW_SCRUBBER (object)->lists);
  G_OBJECT_CLASS (tw_scrubber_parent_class)->finalize (object);
}

static void
tw_scrubber_class_init (TwScrubberClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  const GType type = G_TYPE_FROM_CLASS (class);

  object_class->dispose = tw_scrubber_dispose;
  object_class->finalize = tw_scrubber_finalize;
  widget_class->snapshot = tw_scrubber_snapshot;
  widget_class->measure = tw_scrubber_measure;
  widget_class->size_allocate = tw_scrubber_size_allocate;
  widget_class->query_tooltip = tw_scrubber_query_tooltip;
  widget_class->grab_focus = tw_scrubber_grab_focus;
  signals[SCRUBBED] = g_signal_new ("scrubbed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_UINT64);
  signals[RELEASED] =
      g_signal_new ("released", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LOOP_CHANGED] =
      g_signal_new ("loop-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[BRANCH_ACTIVATED] = g_signal_new ("branch-activated", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  gtk_widget_class_set_css_name (widget_class, "scrubber");
}

static void
add_controllers (TwScrubber *scrubber)
{
  GtkWidget *widget = GTK_WIDGET (scrubber);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin), scrubber);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update), scrubber);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (on_drag_end), scrubber);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (on_drag_cancelled), scrubber);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (on_motion), scrubber);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), scrubber);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), scrubber);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key), scrubber);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
}

static void
tw_scrubber_init (TwScrubber *scrubber)
{
  GtkWidget *widget = GTK_WIDGET (scrubber);

  tw_scrubber_lists_init (&scrubber->lists);
  scrubber->data.pointer = NAN;
  scrubber->scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 1, 1);
  gtk_range_set_round_digits (GTK_RANGE (scrubber->scale), 0);
  gtk_widget_set_can_target (scrubber->scale, FALSE);
  gtk_widget_set_parent (scrubber->scale, widget);
  gtk_accessible_update_property (GTK_ACCESSIBLE (scrubber->scale), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Shown step"), -1);
  g_signal_connect_swapped (scrubber->scale, "value-changed", G_CALLBACK (on_value_changed),
                            scrubber);
  g_signal_connect_swapped (scrubber->scale, "state-flags-changed",
                            G_CALLBACK (gtk_widget_queue_draw), scrubber);
  gtk_widget_set_has_tooltip (widget, TRUE);
  add_controllers (scrubber);
  tw_view_follow_style (widget);
  update_scale (scrubber);
}

GtkWidget *
tw_scrubber_new (void)
{
  return g_object_new (TW_TYPE_SCRUBBER, NULL);
}
