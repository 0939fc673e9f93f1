/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two runs side by side: up to where they are the same, which settings and parameters differ, and how far
 * apart they are in their parameters and on the plane, step by step. */

#pragma once

#include "session/tw-run-compare.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define TW_TYPE_RUN_COMPARE_WINDOW (tw_run_compare_window_get_type ())
G_DECLARE_FINAL_TYPE (TwRunCompareWindow, tw_run_compare_window, TW, RUN_COMPARE_WINDOW, AdwWindow)

/* What the window is told of each of the two; borrowed for the call. */
typedef struct
{
  const char *name;
  guint color;                /* index for the categorical colours */
  guint64 head;               /* its last step */
  const TwScenario *scenario; /* for titles and what values mean; may be NULL */
} TwRunCompareSide;

/* parent: for which it is transient; may be NULL.  Until it has something it says that it is comparing. */
TwRunCompareWindow *tw_run_compare_window_new (GtkWindow *parent);
/* Takes the comparison over. */
void tw_run_compare_window_set (TwRunCompareWindow *window, const TwRunCompareSide *a,
                                const TwRunCompareSide *b, TwRunComparison *comparison);
/* That it could not be done, and why. */
void tw_run_compare_window_fail (TwRunCompareWindow *window, const char *message);

G_END_DECLS
