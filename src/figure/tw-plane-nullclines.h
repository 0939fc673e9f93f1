/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lines on which one component of the descent is zero, each with its name on it. */

#pragma once

#include "figure/tw-plane-figure.h"
#include "figure/tw-text.h"

G_BEGIN_DECLS

typedef struct
{
  GArray *points; /* TwContourPoint, pixels; NaN between two lines */
  gboolean dashed;
  TwColor fill, edge;
  TwText label; /* text NULL: there is no room */
  double label_width, label_height;
} TwNullcline;

/* slope: one of the field's, NULL if not known.  The label keeps clear of that of other, which may be NULL.
 * Everything is traced and placed here, so that what is drawn before can make way for the label. */
void tw_nullcline_init (TwNullcline *nullcline, const TwFigureContext *context,
                        const TwPlaneData *data, const TwPlaneLayout *layout, const double *slope,
                        const char *label, gboolean dashed, const TwNullcline *other);
void tw_nullcline_clear (TwNullcline *nullcline);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwNullcline, tw_nullcline_clear)

/* Whether a pixel lies nearer to the label than margin. */
gboolean
tw_nullcline_label_covers (const TwNullcline *nullcline, double x, double y, double margin);

void tw_nullcline_draw (const TwNullcline *nullcline, const TwFigureContext *context);

G_END_DECLS
