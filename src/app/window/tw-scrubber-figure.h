/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the scrubber looks like, and what lies where on it.  Three rows: the names of the stages; the
 * track, a segment a stage; beneath it ticks for events, diamonds for marks and dots for branches.
 *
 * No widget, no display; pixels are those of the context. */

#pragma once

#include "figure/tw-figure.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  guint64 begin, end; /* steps */
} TwScrubberStage;

typedef struct
{
  guint64 step;
  const char *label; /* may be NULL */
} TwScrubberMark;

typedef struct
{
  gint64 run;
  guint64 step; /* where it begins */
  guint color;  /* index for the categorical colours */
  const char *name;
} TwScrubberBranch;

typedef struct
{
  guint64 first, start, head, total; /* steps: see tw_scrubber_set_range() */
  guint64 step;                      /* that is shown */
  const TwScrubberStage *stages;
  guint n_stages;
  const TwScrubberMark *events, *marks; /* by step */
  guint n_events, n_marks;
  const TwScrubberBranch *branches; /* by step */
  guint n_branches;
  guint64 loop_begin, loop_end; /* equal: none */
  gboolean backwards;           /* from right to left */
  gboolean held, focused;       /* the thumb */
  double pointer;               /* x of the pointer; NaN: elsewhere */
  const char *bubble;           /* what is said there; NULL: nothing */
} TwScrubberData;

typedef enum
{
  TW_SCRUBBER_NOTHING,
  TW_SCRUBBER_TRACK,
  TW_SCRUBBER_THUMB,
  TW_SCRUBBER_LOOP_BEGIN,
  TW_SCRUBBER_LOOP_END,
  TW_SCRUBBER_EVENT,
  TW_SCRUBBER_MARK,
  TW_SCRUBBER_BRANCH,
} TwScrubberPart;

/* A branch's dot: beside its step where others are in the way. */
typedef struct
{
  guint index; /* of the branch */
  guint more;  /* that found no room and are meant too */
  double x;    /* of the dot */
} TwScrubberDot;

typedef struct
{
  double x0, x1;        /* of the first and the last step; x0 > x1 backwards */
  double top, bottom;   /* of the track */
  double row;           /* middle of the row beneath */
  double width, height; /* of all */
  GArray *dots;         /* TwScrubberDot, by step */
} TwScrubberLayout;

/* Least height at this text scale. */
double tw_scrubber_figure_height (double text_scale);

void tw_scrubber_layout_init (TwScrubberLayout *layout, const TwScrubberData *data, double width,
                              double height);
void tw_scrubber_layout_clear (TwScrubberLayout *layout);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwScrubberLayout, tw_scrubber_layout_clear)

double
tw_scrubber_layout_x (const TwScrubberLayout *layout, const TwScrubberData *data, double step);
/* The nearest whole step of the axis, recorded or not. */
guint64
tw_scrubber_layout_step (const TwScrubberLayout *layout, const TwScrubberData *data, double x);
/* What is at the pixel, and which of its kind (else 0). */
TwScrubberPart tw_scrubber_layout_hit (const TwScrubberLayout *layout, const TwScrubberData *data,
                                       double x, double y, guint *index);
/* The stage that a step is in (one that ends there has it, if none begins there); -1: none. */
int tw_scrubber_stage_at (const TwScrubberData *data, guint64 step);

void tw_scrubber_figure_draw (const TwFigureContext *context, const TwScrubberLayout *layout,
                              const TwScrubberData *data);

G_END_DECLS
