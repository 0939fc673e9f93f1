/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The scrubber: the steps of a run as a track that shows which of them are recorded and which one is
 * shown, with the stages as its segments, events, marks and branches beneath, and a range to loop.
 *
 * Pointer: press or drag goes to a step, Shift and drag selects the range to loop, its handles move
 * its ends; a press on an event or a mark goes to its step, on a branch activates it.  Keyboard: Left
 * and Right one step, Page Up and Page Down a hundredth of the range, Home and End; [ and ] begin and
 * end the range to loop at the shown step, Escape takes it away.  For screen readers it is a slider.
 *
 * ::scrubbed (guint64 step): the user goes to a step, which is shown at once; first <= step <= head.
 * ::released (): the pointer let go, or the key did its step: what takes time may begin.
 * ::loop-changed (): the user changed the range; see tw_scrubber_get_loop().
 * ::branch-activated (gint64 run): a branch was pressed. */

#pragma once

#include "app/window/tw-scrubber-figure.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TW_TYPE_SCRUBBER (tw_scrubber_get_type ())
G_DECLARE_FINAL_TYPE (TwScrubber, tw_scrubber, TW, SCRUBBER, GtkWidget)

GtkWidget *tw_scrubber_new (void);

/* first: the first step that can be shown; start: where the run itself begins (what is before it was
 * its parent's, and is paler); head: the last one recorded; total: where it will end, if not before.
 * first <= start <= head; total < head counts as head.  The shown step and the range are limited to it. */
void tw_scrubber_set_range (TwScrubber *scrubber, guint64 first, guint64 start, guint64 head,
                            guint64 total);
/* The shown step, without ::scrubbed.  While the user drags it stays the user's. */
void tw_scrubber_set_step (TwScrubber *scrubber, guint64 step);
guint64 tw_scrubber_get_step (TwScrubber *scrubber);
/* Whether the pointer holds it. */
gboolean tw_scrubber_is_dragging (TwScrubber *scrubber);

/* The range to loop: begin < end, both within first … head.  FALSE: there is none (begin and end,
 * which may be NULL, are then left alone). */
gboolean tw_scrubber_get_loop (TwScrubber *scrubber, guint64 *begin, guint64 *end);
/* Without ::loop-changed; begin >= end takes it away. */
void tw_scrubber_set_loop (TwScrubber *scrubber, guint64 begin, guint64 end);

/* What these point to is copied.  Giving the same again costs little. */

/* In order, one beginning where the last ended. */
void tw_scrubber_set_stages (TwScrubber *scrubber, const TwScrubberStage *stages, guint n);
/* What the scenario plans: ticks. */
void tw_scrubber_set_events (TwScrubber *scrubber, const TwScrubberMark *events, guint n);
/* What somebody gave a name: diamonds with their labels. */
void tw_scrubber_set_marks (TwScrubber *scrubber, const TwScrubberMark *marks, guint n);
void tw_scrubber_set_branches (TwScrubber *scrubber, const TwScrubberBranch *branches, guint n);

G_END_DECLS
