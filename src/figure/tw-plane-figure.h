/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The plane: a field of descent over two quantities, what is known about it, and the runs that
 * move through it (docs/MODEL.md section 6).  Plain data in, drawing out; nothing is kept but the cache
 * that the caller owns.
 *
 * Everything is in data units of the plane (x: log10 of what the axis says, y: as it is); the figure
 * turns directions into pixels, so that an arrow points where its trajectory goes on the screen. */

#pragma once

#include "figure/tw-colormap.h"
#include "figure/tw-figure.h"

G_BEGIN_DECLS

typedef enum
{
  TW_PLANE_LOSS,   /* the loss as colour, with a colour bar */
  TW_PLANE_REGIME, /* the regime as colour, with named chips */
  TW_PLANE_PLAIN,  /* nothing underneath */
} TwPlaneBackground;

typedef struct
{
  const char *name; /* for people */
  TwColor color;
} TwPlaneRegime;

/* A grid over its own range, which need not be the view's: while the user pans, the last field stays where
 * its numbers hold.  Points sit at cell centres, x0 + (i + 1/2) (x1 - x0) / nx; row 0 at y0; every array
 * (ny, nx) or NULL where it is not known. */
typedef struct
{
  double x0, x1, y0, y1;
  guint nx, ny; /* 0: no field */
  const double *loss;
  const double *vx, *vy;           /* descent: (x, y) per unit of time */
  const double *slope_h, *slope_s; /* -∂L/∂h, -∂L/∂s: their zero lines are the nullclines */
  const guint8 *regime;            /* index into regimes */
  const guint8 *reachable;         /* 0: nothing else holds here; NULL: all are */
  /* y beyond which nothing could be reached when the field was made.  If the field ends there, its colours
   * go on above, to be covered with hatching; 0: not known. */
  double ceiling;
  guint64 serial; /* differs whenever any of the above does */
} TwPlaneField;

typedef struct
{
  const double *x, *y; /* (n) */
  gsize n;
  gsize stride; /* doubles from one point to the next; 0 means 1 */
  TwColor color;
  const char *name;    /* for the legend; NULL: not in it */
  gboolean dashed;     /* a trial, not a run */
  gboolean faded;      /* not the current one: thinner and paler */
  gboolean start_ring; /* a ring where it starts */
  gboolean end_dot;    /* a small disc where it ends */
  /* For the cache: stays as long as points are only added at the end, is another when others changed or went or
   * it is another trail's.  0: nothing is known, and all points are drawn anew. */
  guint64 serial;
} TwPlaneTrail;

typedef struct
{
  const char *title, *subtitle; /* above the plot; NULL: none (the window has its own) */
  const char *x_title, *x_unit; /* "goal horizon", "steps" */
  const char *y_title, *y_unit; /* unit may be NULL or "" */
  const char *value_title;      /* of the colour bar: "loss" */
  TwScaleKind x_kind;           /* TW_SCALE_EXPONENT or TW_SCALE_LINEAR; y is linear */
  double x0, x1, y0, y1;        /* the view */

  TwPlaneBackground background;
  TwColormapKind colormap;
  TwPlaneField field;
  const TwPlaneRegime *regimes;
  guint n_regimes;

  gboolean show_arrows, show_nullclines, show_key; /* key: colour bar or chips */

  double ceiling;            /* y beyond which nothing can be reached; NaN or >= y1: not drawn */
  const char *ceiling_label; /* "knowledge ceiling: what it knows of itself" */
  /* In the middle, instead of the label, while next to nothing can be reached: less than
   * TW_PLANE_LEAST_BAND pixels above y = 0.  NULL: none. */
  const char *unreachable_hint;

  const TwPlaneTrail *trails;
  guint n_trails;

  /* The present state; not drawn where point is not finite.  vector, velocity: not drawn where not
   * finite or 0.  noise: covariance (xx, xy, yy) of vector, its ellipse at one standard deviation
   * around the tip; not drawn where not finite. */
  double point[2];
  TwColor point_color;
  double vector[2];
  double velocity[2];
  double noise[3];
  gboolean point_active; /* under the pointer, dragged or focused: drawn larger, with a ring */
} TwPlaneData;

/* Zeros, NaNs and the defaults of a still: everything shown, view 0 … 5 by 0 … 1, exponent x axis. */
void tw_plane_data_init (TwPlaneData *data);

/* How long arrows of the present state are, in pixels.  Direction is exact; length is
 * asinh-compressed between these.  Ellipse and velocity are magnified as vector is, so that "noise larger than
 * gradient" reads true; where that would make the ellipse larger than TW_PLANE_NOISE_MAX
 * (half-axis), all three shrink together, the vector not below its minimum. */
#define TW_PLANE_VECTOR_MIN 22.0
#define TW_PLANE_VECTOR_MAX 96.0
#define TW_PLANE_NOISE_MAX 72.0
#define TW_PLANE_LEAST_BAND 8.0

/* Where things are; for pointer and accessibility. */
typedef struct
{
  TwRect plot; /* the plane itself; width or height 0 where there is no room */
  TwRect key;  /* colour bar or chips; empty if there is none */
  TwScale x, y;
} TwPlaneLayout;

void tw_plane_figure_layout (const TwFigureContext *context, const TwPlaneData *data,
                             TwPlaneLayout *layout);
/* TRUE if the pixel is in the plot; *x, *y are set in any case (either may be NULL). */
gboolean
tw_plane_layout_to_data (const TwPlaneLayout *layout, double px, double py, double *x, double *y);
void
tw_plane_layout_to_pixel (const TwPlaneLayout *layout, double x, double y, double *px, double *py);
/* The vector (data units) as it is drawn: (*dx, *dy) pixels from the point to the tip (y down);
 * FALSE and 0 if none is drawn. */
gboolean tw_plane_layout_vector (const TwPlaneLayout *layout, const TwPlaneData *data, double *dx,
                                 double *dy);

/* What need not be drawn again each frame: the background (colour, hatching, nullclines, arrows) as
 * pixels, made again only when the field's serial, view, size, theme or options change, and the trails,
 * which go on from where they were as long as their serials and the view are the same.  One a widget. */
typedef struct _TwPlaneCache TwPlaneCache;
TwPlaneCache *tw_plane_cache_new (void);
void tw_plane_cache_free (TwPlaneCache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwPlaneCache, tw_plane_cache_free)

/* cache may be NULL: then all marks are vectors (for SVG and PDF), only the loss a raster.  With it the
 * picture is the same but for antialiasing; cr's device pixels must be 1 / scale units, from a whole one. */
void
tw_plane_figure_draw (const TwFigureContext *context, const TwPlaneData *data, TwPlaneCache *cache);

G_END_DECLS
