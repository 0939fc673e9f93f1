/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The part of the plane that is in view, and how it moves.  x is log10 of the horizon, y awareness. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double x0, x1, y0, y1;
} TwPlaneRange;

/* What is shown at first: 0.6 to 160 000 steps, awareness up to 0.8, and from a little below 0, where
 * most runs begin, so that their marks are not cut. */
void tw_plane_range_init (TwPlaneRange *range);
/* Grows so that a point and the knowledge ceiling have room; never shrinks.  What is not finite is
 * ignored. */
void tw_plane_range_include (TwPlaneRange *range, double x, double y, double ceiling);
/* factor > 1 comes nearer; (x, y) stays where it is. */
void tw_plane_range_zoom (TwPlaneRange *range, double factor, double x, double y);
void tw_plane_range_move (TwPlaneRange *range, double dx, double dy);
/* Back to where there is something to see: at most 60 decades from 1, y about 0 … 1, and neither so
 * near that digits run out; what is not finite becomes what is shown at first. */
void tw_plane_range_limit (TwPlaneRange *range);
gboolean tw_plane_range_equal (const TwPlaneRange *a, const TwPlaneRange *b);

G_END_DECLS
