/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Long polylines as coverage of pixels, into which more can be drawn at any time: what a window draws
 * again each frame.  The coverage of a pixel follows from its distance to the nearest point of the line (joins
 * are round), as an exact box of one pixel gives it for a straight edge; where parts overlap the larger counts,
 * so that a line may be drawn in any pieces and any number of times.  About twenty times as fast as cairo
 * on noise, whose strokes it equals but for antialiasing. */

#pragma once

#include "figure/tw-decimate.h"
#include "figure/tw-figure.h"

G_BEGIN_DECLS

#define TW_STROKE_PEN_STEPS 1024

/* Coverage by squared distance, in device pixels. */
typedef struct
{
  double radius;                            /* half of the line's width, device pixels */
  double reach;                             /* where coverage has become 0 */
  float steps;                              /* entries a square pixel */
  guint8 coverage[TW_STROKE_PEN_STEPS + 1]; /* 0 … 255; 0 from reach on */
} TwStrokePen;

/* width in units of the mask's area; scale as the mask's. */
void tw_stroke_pen_init (TwStrokePen *pen, double width, double scale);

typedef struct _TwStrokeMask TwStrokeMask;

/* Covers area (units of a figure) and no more, at scale device pixels a unit.  One thread at a time. */
TwStrokeMask *tw_stroke_mask_new (const TwRect *area, double scale);
void tw_stroke_mask_free (TwStrokeMask *mask);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwStrokeMask, tw_stroke_mask_free)

/* As it was when it was new. */
void tw_stroke_mask_clear (TwStrokeMask *mask);

/* Where a polyline is up to, so that it can go on; TW_STROKE_BEGIN before its first point. */
typedef struct
{
  TwPixel last; /* units; y NaN: none, a gap */
  double phase; /* how far into the pattern of dashes, units */
} TwStrokeEnd;

#define TW_STROKE_BEGIN ((TwStrokeEnd){ { NAN, NAN }, 0 })

/* Draws on from *end through n points (NaN in y is a gap; a point alone is a dot) and sets it to the last.
 * dash: lengths of a dash and of the space after it, units, with square ends; NULL: none. */
void tw_stroke_mask_add (TwStrokeMask *mask, const TwStrokePen *pen, const TwPixel *points, guint n,
                         const double dash[2], TwStrokeEnd *end);

/* What is drawn after tw_stroke_mask_begin_tail() is undone by tw_stroke_mask_drop_tail(): the end of a
 * curve whose last pixel is not yet complete.  points are those it will go through from end; the mask keeps
 * a copy of what it had around them. */
void tw_stroke_mask_begin_tail (TwStrokeMask *mask, const TwStrokePen *pen, const TwPixel *points,
                                guint n, const TwStrokeEnd *end);
void tw_stroke_mask_drop_tail (TwStrokeMask *mask);

/* Paints color through the mask; cr's user space must be that of the area. */
void tw_stroke_mask_paint (TwStrokeMask *mask, cairo_t *cr, TwColor color);

G_END_DECLS
