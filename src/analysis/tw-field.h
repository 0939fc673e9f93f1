/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The background field of the plane: at each point of a grid the loss, -J ∇L, the signs of
 * -∂L/∂h and -∂L/∂s, and the regime, everything but h and s held at a state's values
 * (docs/MODEL.md, section 6). */

#pragma once

#include "model/tw-model.h"

G_BEGIN_DECLS

typedef struct
{
  double x0, x1, y0, y1; /* range; points sit at cell centres: x0 + (i + 1/2) (x1 - x0) / nx */
  guint nx, ny;          /* 1 … 4096 each */
} TwGrid;

/* The plane point of column i and row j. */
void tw_grid_point (const TwGrid *grid, guint i, guint j, double point[2]);

/* Immutable once made; shared by reference; reference counts are atomic. */
typedef struct
{
  TwGrid grid;
  TwFieldPoint *points; /* (ny, nx), row 0 at y0; where not reachable, all else is 0 */
  double ceiling;       /* knowledge ceiling of y */
  double loss_min,
      loss_max;   /* over reachable points with a finite loss; both 0 if there are none */
  guint64 serial; /* of the request it answers; 0 if none */
  /*< private >*/
  gatomicrefcount refs;
} TwField;

TwField *tw_field_ref (TwField *field);
void tw_field_unref (TwField *field);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwField, tw_field_unref)

/* The whole field at once, on n_threads threads (1 … 64, the caller's is one of them, each with its
 * copy of model).  The same numbers for any n_threads.  Stops within a point and returns NULL when
 * *cancelled becomes non-zero (set it with g_atomic_int_set(); may be NULL). */
TwField *tw_field_compute (const TwModel *model, const double *theta, const TwGrid *grid,
                           guint n_threads, const gint *cancelled);

G_END_DECLS
