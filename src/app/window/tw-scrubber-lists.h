/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A scrubber's own copies of the stages, events, marks and branches that it was given, by step. */

#pragma once

#include "app/window/tw-scrubber-figure.h"

G_BEGIN_DECLS

typedef struct
{
  GArray *stages;         /* TwScrubberStage */
  GArray *events, *marks; /* TwScrubberMark */
  GArray *branches;       /* TwScrubberBranch */
} TwScrubberLists;

void tw_scrubber_lists_init (TwScrubberLists *lists);
void tw_scrubber_lists_clear (TwScrubberLists *lists);

/* FALSE: they are the same as before. */
gboolean
tw_scrubber_lists_set_stages (TwScrubberLists *lists, const TwScrubberStage *stages, guint n);
void tw_scrubber_lists_set_events (TwScrubberLists *lists, const TwScrubberMark *events, guint n);
void tw_scrubber_lists_set_marks (TwScrubberLists *lists, const TwScrubberMark *marks, guint n);
void
tw_scrubber_lists_set_branches (TwScrubberLists *lists, const TwScrubberBranch *branches, guint n);

/* Points data to them, until one is set. */
void tw_scrubber_lists_fill (const TwScrubberLists *lists, TwScrubberData *data);

G_END_DECLS
