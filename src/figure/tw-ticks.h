/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ticks that a person can read: at 1, 2, 5 × 10^k (linear) or at decades (logarithmic; where less than
 * a decade is in view, at round numbers).  Labels are as tw-format.h writes them, with no more
 * decimals than the step needs. */

#pragma once

#include "figure/tw-scale.h"

G_BEGIN_DECLS

#define TW_TICK_LABEL_SIZE 48

typedef struct
{
  double value; /* data */
  double pixel;
  gboolean minor;                 /* a short tick without label */
  char label[TW_TICK_LABEL_SIZE]; /* UTF-8; "" if there was no room */
} TwTick;

/* Length in pixels of a label along the axis. */
typedef double (*TwTickMeasure) (const char *label, gpointer data);

/* Ticks in rising order of value, at most 128, all inside the range.  Labels have at least min_gap pixels
 * between them, by measure (NULL: 7 pixels a character), and the ones that would reach out of
 * [low, high] (pixels; low <= high) go without label.  Free with g_array_unref(). */
GArray *tw_scale_ticks (const TwScale *scale, double min_gap, double low, double high,
                        TwTickMeasure measure, gpointer data);

G_END_DECLS
