/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The plane's ground as pixels: loss interpolated first and coloured then, or regimes with smooth
 * borders. */

#pragma once

#include "figure/tw-plane-figure.h"

G_BEGIN_DECLS

/* What the colour map spans: the 1st to the 99th percentile, so that a few outliers do not flatten the rest. */
typedef struct
{
  double lo, hi;
  gboolean below, above; /* there are losses beyond */
} TwLossRange;

/* FALSE if no loss is known. */
gboolean tw_plane_loss_range (const TwPlaneField *field, TwLossRange *range);

/* Colour of a regime on the ground: quieter than its mark. */
TwColor tw_plane_regime_color (const TwPlaneData *data, const TwTheme *theme, guint regime);

/* The ground over the plot in width × height pixels (ARGB32, transparent where nothing is known), or NULL. */
cairo_surface_t *tw_plane_raster (const TwPlaneData *data, const TwPlaneLayout *layout,
                                  const TwTheme *theme, int width, int height);

/* Bilinear in a grid array at data (x, y); NaN outside, or where one of the samples is not known. */
double tw_plane_sample (const TwPlaneField *field, const double *values, double x, double y);

G_END_DECLS
