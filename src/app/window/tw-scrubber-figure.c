/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/window/tw-scrubber-figure.h"

#include "figure/tw-text.h"

#include <math.h>

#define MARGIN 11.0 /* beside the track, for half a thumb */
#define TRACK 8.0   /* height */
#define THUMB 8.0   /* radius */
#define DOT 4.0     /* radius */
#define HANDLE 5.0  /* how far one reaches beyond the track */
#define REACH 6.0   /* pixels beside a small thing that still mean it */
#define GAP 2.0     /* between segments */
#define SMALL 11.0  /* text */
/* From dot to dot, and from its step to a dot, at most. */
#define DOT_STEP 10.0
#define DOT_STRAY 30.0
/* A name that is cut says little below this width. */
#define LEAST_NAME 44.0

/* --- what lies where --- */

static double
row_height (double text_scale)
{
  return ceil (1.4 * SMALL * text_scale) + 1;
}

double
tw_scrubber_figure_height (double text_scale)
{
  return TRACK + 2 * row_height (text_scale);
}

/* At least one step, so that a run without any has an axis too. */
static double
span (const TwScrubberData *data)
{
  return MAX ((double)data->total - (double)data->first, 1);
}

double
tw_scrubber_layout_x (const TwScrubberLayout *layout, const TwScrubberData *data, double step)
{
  const double t = CLAMP ((step - (double)data->first) / span (data), 0, 1);

  return layout->x0 + t * (layout->x1 - layout->x0);
}

guint64
tw_scrubber_layout_step (const TwScrubberLayout *layout, const TwScrubberData *data, double x)
{
  const double t = CLAMP ((x - layout->x0) / (layout->x1 - layout->x0), 0, 1);

  return data->first + (guint64)rint (t * span (data));
}

/* The first place from x on, in the direction of time, at which a dot touches no diamond. */
static double
clear_of_marks (const TwScrubberLayout *layout, const TwScrubberData *data, guint *mark, double x,
                double forwards)
{
  for (; *mark < data->n_marks; ++*mark)
    {
      const double at = tw_scrubber_layout_x (layout, data, (double)data->marks[*mark].step);

      if (forwards * (at - x) >= DOT_STEP)
        break;
      if (forwards * (x - at) < DOT_STEP)
        x = at + forwards * DOT_STEP;
    }
  return x;
}

static void
place_dots (TwScrubberLayout *layout, const TwScrubberData *data)
{
  const double forwards = data->backwards ? -1 : 1;
  double least = layout->x0;
  guint next_mark = 0;

  for (guint i = 0; i < data->n_branches; i++)
    {
      const guint64 step = data->branches[i].step;
      const double at = tw_scrubber_layout_x (layout, data, (double)step);
      guint mark = next_mark;
      double x;

      if (step < data->first || step > MAX (data->total, data->first + 1))
        continue;
      x = clear_of_marks (layout, data, &mark, forwards * MAX (forwards * at, forwards * least),
                          forwards);
      if (layout->dots->len > 0
          && (fabs (x - at) > DOT_STRAY || forwards * (x - layout->x1) > MARGIN - DOT))
        g_array_index (layout->dots, TwScrubberDot, layout->dots->len - 1).more++;
      else
        {
          const TwScrubberDot dot = { .index = i, .x = x };

          g_array_append_val (layout->dots, dot);
          least = x + forwards * DOT_STEP;
          next_mark = mark;
        }
    }
}

void
tw_scrubber_layout_init (TwScrubberLayout *layout, const TwScrubberData *data, double width,
                         double height)
{
  const double margin = MIN (MARGIN, width / 4);

  *layout = (TwScrubberLayout){
    .x0 = data->backwards ? width - margin : margin,
    .x1 = data->backwards ? margin : width - margin,
    .top = rint ((height - TRACK) / 2),
    .bottom = rint ((height - TRACK) / 2) + TRACK,
    .row = rint ((height - TRACK) / 2) + TRACK + 4 + DOT + 1,
    .width = width,
    .height = height,
    .dots = g_array_new (FALSE, FALSE, sizeof (TwScrubberDot)),
  };
  place_dots (layout, data);
}

void
tw_scrubber_layout_clear (TwScrubberLayout *layout)
{
  g_clear_pointer (&layout->dots, g_array_unref);
}

/* --- what is at a pixel --- */

/* The nearest of some within reach, or -1. */
static int
nearest_mark (const TwScrubberLayout *layout, const TwScrubberData *data,
              const TwScrubberMark *marks, guint n, double x)
{
  double best = REACH;
  int found = -1;

  for (guint i = 0; i < n; i++)
    {
      const double away = fabs (tw_scrubber_layout_x (layout, data, (double)marks[i].step) - x);

      if (away <= best && marks[i].step >= data->first)
        {
          best = away;
          found = (int)i;
        }
    }
  return found;
}

static int
nearest_dot (const TwScrubberLayout *layout, double x)
{
  double best = REACH;
  int found = -1;

  for (guint i = 0; i < layout->dots->len; i++)
    {
      const double away = fabs (g_array_index (layout->dots, TwScrubberDot, i).x - x);

      if (away <= best)
        {
          best = away;
          found = (int)i;
        }
    }
  return found;
}

/* Beneath the track. */
static TwScrubberPart
hit_row (const TwScrubberLayout *layout, const TwScrubberData *data, double x, guint *index)
{
  int found = nearest_dot (layout, x);

  if (found >= 0)
    {
      *index = (guint)found;
      return TW_SCRUBBER_BRANCH;
    }
  found = nearest_mark (layout, data, data->marks, data->n_marks, x);
  if (found >= 0)
    {
      *index = (guint)found;
      return TW_SCRUBBER_MARK;
    }
  found = nearest_mark (layout, data, data->events, data->n_events, x);
  if (found >= 0)
    {
      *index = (guint)found;
      return TW_SCRUBBER_EVENT;
    }
  return TW_SCRUBBER_TRACK;
}

/* Which end is nearer, where the handles of a short range lie on each other. */
static TwScrubberPart
hit_loop (const TwScrubberLayout *layout, const TwScrubberData *data, double x)
{
  const double begin = fabs (tw_scrubber_layout_x (layout, data, (double)data->loop_begin) - x);
  const double end = fabs (tw_scrubber_layout_x (layout, data, (double)data->loop_end) - x);

  if (data->loop_begin == data->loop_end || MIN (begin, end) > REACH)
    return TW_SCRUBBER_NOTHING;
  return begin < end ? TW_SCRUBBER_LOOP_BEGIN : TW_SCRUBBER_LOOP_END;
}

TwScrubberPart
tw_scrubber_layout_hit (const TwScrubberLayout *layout, const TwScrubberData *data, double x,
                        double y, guint *index)
{
  const double thumb = tw_scrubber_layout_x (layout, data, (double)data->step);
  TwScrubberPart loop;

  *index = 0;
  if (x < 0 || y < 0 || x > layout->width || y > layout->height)
    return TW_SCRUBBER_NOTHING;
  if (hypot (x - thumb, y - (layout->top + layout->bottom) / 2) <= THUMB + 1)
    return TW_SCRUBBER_THUMB;
  if (y > layout->bottom + 3)
    return hit_row (layout, data, x, index);
  loop = hit_loop (layout, data, x);
  return loop != TW_SCRUBBER_NOTHING ? loop : TW_SCRUBBER_TRACK;
}

int
tw_scrubber_stage_at (const TwScrubberData *data, guint64 step)
{
  int found = -1;

  for (guint i = 0; i < data->n_stages && data->stages[i].begin <= step; i++)
    if (step <= data->stages[i].end)
      found = (int)i;
  return found;
}

/* --- how it looks --- */

static void
rounded (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  radius = MIN (radius, MIN (width, height) / 2);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI_2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

/* One rounded track, with a gap where a stage ends; not where it would leave a segment too short to be
 * seen. */
static void
clip_to_segments (cairo_t *cr, const TwScrubberLayout *layout, const TwScrubberData *data)
{
  const double left = MIN (layout->x0, layout->x1) - TRACK / 2;
  const double right = MAX (layout->x0, layout->x1) + TRACK / 2;
  double last = layout->x0;

  rounded (cr, left, layout->top, right - left, TRACK, TRACK / 2);
  cairo_clip (cr);
  cairo_rectangle (cr, left, layout->top, right - left, TRACK);
  for (guint i = 0; i + 1 < data->n_stages && data->stages[i].end < data->total; i++)
    {
      const double x = rint (tw_scrubber_layout_x (layout, data, (double)data->stages[i].end));

      if (fabs (x - last) < 3 * GAP || fabs (layout->x1 - x) < 3 * GAP)
        continue;
      cairo_rectangle (cr, x - GAP / 2, layout->top, GAP, TRACK);
      last = x;
    }
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_clip (cr);
}

static void
fill_steps (cairo_t *cr, const TwScrubberLayout *layout, double from, double to, TwColor color)
{
  tw_figure_set_color (cr, color);
  cairo_rectangle (cr, MIN (from, to), layout->top, fabs (to - from), TRACK);
  cairo_fill (cr);
}

static void
draw_track (const TwFigureContext *context, const TwScrubberLayout *layout,
            const TwScrubberData *data)
{
  cairo_t *cr = context->cr;
  const TwTheme *theme = context->theme;
  const double outwards = data->backwards ? TRACK / 2 : -TRACK / 2;
  const double start = tw_scrubber_layout_x (layout, data, (double)data->start);
  const double head = tw_scrubber_layout_x (layout, data, (double)data->head);
  const gboolean full = data->head >= data->total;

  cairo_save (cr);
  clip_to_segments (cr, layout, data);
  tw_figure_set_color (cr,
                       tw_color_with_alpha (theme->foreground, theme->high_contrast ? 0.4 : 0.15));
  cairo_paint (cr);
  if (data->start > data->first)
    fill_steps (cr, layout, layout->x0 + outwards, start, tw_color_with_alpha (theme->accent, 0.5));
  fill_steps (cr, layout, data->start > data->first ? start : layout->x0 + outwards,
              full ? layout->x1 - outwards : head, theme->accent);
  cairo_restore (cr);
}

/* --- the stages' names --- */

static TwText
small_text (const TwFigureContext *context, const char *text, double x, double y)
{
  return (TwText){
    .text = text, .size = SMALL, .x = x, .y = y, .ay = 0.5, .color = context->theme->secondary
  };
}

static void
draw_stage_name (const TwFigureContext *context, const TwScrubberLayout *layout,
                 const TwScrubberData *data, guint i)
{
  const TwScrubberStage *stage = &data->stages[i];
  const double begin = tw_scrubber_layout_x (layout, data, (double)stage->begin);
  const double end = tw_scrubber_layout_x (layout, data, (double)stage->end);
  const double room = fabs (end - begin) - 8;
  TwText text =
      small_text (context, stage->name, begin + (data->backwards ? -1 : 1), layout->top / 2 - 0.5);
  double width = 0;

  tw_text_measure (context, &text, &width, NULL);
  if (width > room && room < LEAST_NAME)
    return;
  text.ax = data->backwards ? 1 : 0;
  text.max_width = room;
  if (tw_scrubber_stage_at (data, data->step) == (int)i)
    text.color = context->theme->foreground;
  tw_text_draw (context, &text);
}

static void
draw_stage_names (const TwFigureContext *context, const TwScrubberLayout *layout,
                  const TwScrubberData *data)
{
  for (guint i = 0; i < data->n_stages; i++)
    if (data->stages[i].end > data->first && data->stages[i].begin < data->total)
      draw_stage_name (context, layout, data, i);
}

/* --- the row beneath --- */

static gboolean
on_axis (const TwScrubberData *data, guint64 step)
{
  return step >= data->first && step <= MAX (data->total, data->first + 1);
}

static void
draw_events (const TwFigureContext *context, const TwScrubberLayout *layout,
             const TwScrubberData *data)
{
  cairo_t *cr = context->cr;
  double last = -1;

  tw_figure_set_color (cr, context->theme->secondary);
  for (guint i = 0; i < data->n_events; i++)
    {
      const double x = rint (tw_scrubber_layout_x (layout, data, (double)data->events[i].step));

      if (!on_axis (data, data->events[i].step) || x == last)
        continue;
      cairo_rectangle (cr, x - 1, layout->bottom + 2, 2, 4);
      last = x;
    }
  cairo_fill (cr);
}

static void
draw_stems (const TwFigureContext *context, const TwScrubberLayout *layout,
            const TwScrubberData *data)
{
  cairo_t *cr = context->cr;

  cairo_set_line_width (cr, 1.2);
  for (guint i = 0; i < layout->dots->len; i++)
    {
      const TwScrubberDot *dot = &g_array_index (layout->dots, TwScrubberDot, i);
      const TwScrubberBranch *branch = &data->branches[dot->index];
      const double x = tw_scrubber_layout_x (layout, data, (double)branch->step);

      tw_figure_set_color (cr, tw_theme_series (context->theme, branch->color));
      cairo_move_to (cr, x, layout->bottom + 1);
      cairo_line_to (cr, dot->x, layout->row);
      cairo_stroke (cr);
    }
}

static void
draw_dots (const TwFigureContext *context, const TwScrubberLayout *layout,
           const TwScrubberData *data)
{
  cairo_t *cr = context->cr;

  cairo_set_line_width (cr, 1);
  for (guint i = 0; i < layout->dots->len; i++)
    {
      const TwScrubberDot *dot = &g_array_index (layout->dots, TwScrubberDot, i);

      tw_figure_set_color (cr, tw_theme_series (context->theme, data->branches[dot->index].color));
      cairo_arc (cr, dot->x, layout->row, DOT, 0, 2 * G_PI);
      cairo_fill (cr);
      if (dot->more == 0)
        continue;
      /* A ring: there is more than one behind it. */
      cairo_arc (cr, dot->x, layout->row, DOT + 1.5, 0, 2 * G_PI);
      cairo_stroke (cr);
    }
}

static void
draw_diamond (cairo_t *cr, double x, double y)
{
  cairo_move_to (cr, x, y - DOT - 1);
  cairo_line_to (cr, x + DOT + 1, y);
  cairo_line_to (cr, x, y + DOT + 1);
  cairo_line_to (cr, x - DOT - 1, y);
  cairo_close_path (cr);
}

/* How far it is from x, in the direction of time, to the next of some marks; at most room. */
static double
room_before (const TwScrubberLayout *layout, const TwScrubberData *data,
             const TwScrubberMark *marks, guint n, double x, double room)
{
  const double forwards = data->backwards ? -1 : 1;

  for (guint i = 0; i < n; i++)
    {
      const double away =
          forwards * (tw_scrubber_layout_x (layout, data, (double)marks[i].step) - x);

      if (away > 0)
        return MIN (room, away);
    }
  return room;
}

/* How far the label of a mark at x may go before it meets the next thing of the row. */
static double
label_room (const TwScrubberLayout *layout, const TwScrubberData *data, double x)
{
  const double forwards = data->backwards ? -1 : 1;
  double room = data->backwards ? x : layout->width - x;

  room = room_before (layout, data, data->marks, data->n_marks, x, room);
  room = room_before (layout, data, data->events, data->n_events, x, room);
  for (guint i = 0; i < layout->dots->len; i++)
    {
      const double away = forwards * (g_array_index (layout->dots, TwScrubberDot, i).x - x);

      if (away > 0)
        room = MIN (room, away);
    }
  return room - 2 * DOT - 6;
}

static void
draw_marks (const TwFigureContext *context, const TwScrubberLayout *layout,
            const TwScrubberData *data)
{
  for (guint i = 0; i < data->n_marks; i++)
    {
      const double x = tw_scrubber_layout_x (layout, data, (double)data->marks[i].step);
      const double forwards = data->backwards ? -1 : 1;
      TwText text =
          small_text (context, data->marks[i].label, x + forwards * (DOT + 5), layout->row);
      double width = 0;

      if (!on_axis (data, data->marks[i].step))
        continue;
      tw_figure_set_color (context->cr, context->theme->foreground);
      draw_diamond (context->cr, x, layout->row);
      cairo_fill (context->cr);
      if (text.text == NULL)
        continue;
      text.ax = data->backwards ? 1 : 0;
      tw_text_measure (context, &text, &width, NULL);
      text.max_width = label_room (layout, data, x);
      if (text.max_width >= LEAST_NAME || (text.max_width > 0 && width <= text.max_width))
        tw_text_draw (context, &text);
    }
}

/* --- the loop --- */

static void
draw_loop_ground (const TwFigureContext *context, const TwScrubberLayout *layout,
                  const TwScrubberData *data)
{
  const double a = tw_scrubber_layout_x (layout, data, (double)data->loop_begin);
  const double b = tw_scrubber_layout_x (layout, data, (double)data->loop_end);

  if (data->loop_begin == data->loop_end)
    return;
  tw_figure_set_color (context->cr, tw_color_with_alpha (context->theme->accent, 0.25));
  cairo_rectangle (context->cr, MIN (a, b), layout->top - HANDLE + 1, fabs (b - a),
                   TRACK + 2 * HANDLE - 2);
  cairo_fill (context->cr);
}

/* A bracket, open towards the inside. */
static void
draw_handle (const TwFigureContext *context, const TwScrubberLayout *layout, double x,
             double inwards)
{
  cairo_t *cr = context->cr;

  cairo_move_to (cr, x + 4 * inwards, layout->top - HANDLE + 1);
  cairo_line_to (cr, x, layout->top - HANDLE + 1);
  cairo_line_to (cr, x, layout->bottom + HANDLE - 1);
  cairo_line_to (cr, x + 4 * inwards, layout->bottom + HANDLE - 1);
  tw_figure_set_color (cr, context->theme->halo);
  cairo_set_line_width (cr, 4.5);
  cairo_stroke_preserve (cr);
  tw_figure_set_color (cr, context->theme->foreground);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}

static void
draw_handles (const TwFigureContext *context, const TwScrubberLayout *layout,
              const TwScrubberData *data)
{
  const double forwards = data->backwards ? -1 : 1;

  if (data->loop_begin == data->loop_end)
    return;
  draw_handle (context, layout, tw_scrubber_layout_x (layout, data, (double)data->loop_begin),
               forwards);
  draw_handle (context, layout, tw_scrubber_layout_x (layout, data, (double)data->loop_end),
               -forwards);
}

/* --- thumb and pointer --- */

static void
draw_thumb (const TwFigureContext *context, const TwScrubberLayout *layout,
            const TwScrubberData *data)
{
  cairo_t *cr = context->cr;
  const TwTheme *theme = context->theme;
  const double x = tw_scrubber_layout_x (layout, data, (double)data->step);
  const double y = (layout->top + layout->bottom) / 2;

  if (data->focused)
    {
      tw_figure_set_color (cr, tw_color_with_alpha (theme->accent, theme->high_contrast ? 1 : 0.5));
      cairo_arc (cr, x, y, THUMB + 3, 0, 2 * G_PI);
      cairo_fill (cr);
    }
  tw_figure_set_color (cr, tw_color_from_rgb (data->held ? 0xe6e6ea : 0xffffff));
  cairo_arc (cr, x, y, THUMB - 0.5, 0, 2 * G_PI);
  cairo_fill_preserve (cr);
  tw_figure_set_color (cr, theme->high_contrast
                               ? theme->foreground
                               : tw_color_from_rgb (theme->dark ? 0x1a1a1c : 0x8a8a92));
  cairo_set_line_width (cr, theme->high_contrast ? 2 : 1.2);
  cairo_stroke (cr);
}

static void
draw_bubble (const TwFigureContext *context, const TwScrubberLayout *layout,
             const TwScrubberData *data)
{
  cairo_t *cr = context->cr;
  const TwTheme *theme = context->theme;
  const double middle = layout->top / 2 - 0.5;
  TwText text = small_text (context, data->bubble, 0, middle);
  double width = 0, x;

  if (data->bubble == NULL || isnan (data->pointer))
    return;
  tw_text_measure (context, &text, &width, NULL);
  width = MIN (width, layout->width - 12);
  x = CLAMP (data->pointer, width / 2 + 6, MAX (layout->width - width / 2 - 6, width / 2 + 6));
  tw_figure_set_color (cr, theme->foreground);
  cairo_rectangle (cr, rint (data->pointer) - 0.5, layout->top - 3, 1, TRACK + 6);
  cairo_fill (cr);
  rounded (cr, x - width / 2 - 6, 0, width + 12, layout->top - 2, 5);
  cairo_fill (cr);
  text.x = x;
  text.ax = 0.5;
  text.max_width = width + 1;
  text.color = theme->background;
  tw_text_draw (context, &text);
}

void
tw_scrubber_figure_draw (const TwFigureContext *context, const TwScrubberLayout *layout,
                         const TwScrubberData *data)
{
  cairo_save (context->cr);
  cairo_rectangle (context->cr, 0, 0, layout->width, layout->height);
  cairo_clip (context->cr);
  draw_stage_names (context, layout, data);
  draw_loop_ground (context, layout, data);
  draw_track (context, layout, data);
  draw_events (context, layout, data);
  draw_stems (context, layout, data);
  draw_dots (context, layout, data);
  draw_marks (context, layout, data);
  draw_handles (context, layout, data);
  draw_bubble (context, layout, data);
  draw_thumb (context, layout, data);
  cairo_restore (context->cr);
}
