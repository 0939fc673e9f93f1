/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From data to pixels and back. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TW_SCALE_LINEAR,
  TW_SCALE_LOG,      /* data are positive; others sit at the end of the scale that is smaller */
  TW_SCALE_EXPONENT, /* data are log10 of what labels say: positions linear, labels 10^data */
} TwScaleKind;

/* d0 lands on p0, d1 on p1; p1 < p0 for an axis that goes up.  Make one with tw_scale_init(). */
typedef struct
{
  TwScaleKind kind;
  double d0, d1; /* data */
  double p0, p1; /* pixels */
} TwScale;

/* Repairs what cannot be drawn: a range that is not finite becomes 0 … 1 (log: 1 … 10), an empty one
 * is widened, a log range is cut to positive numbers.  Afterwards d0 < d1 and all four are finite. */
void tw_scale_init (TwScale *scale, TwScaleKind kind, double d0, double d1, double p0, double p1);

/* NaN gives NaN.  The result may lie outside p0 … p1, but not further than 1e6 pixels. */
double tw_scale_to_pixel (const TwScale *scale, double value);
double tw_scale_to_data (const TwScale *scale, double pixel);
/* The same limited to the range. */
double tw_scale_clamp (const TwScale *scale, double value);

/* The smallest nice range around lo … hi, for an automatic axis. */
void tw_nice_range (TwScaleKind kind, double *lo, double *hi);

G_END_DECLS
