/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A background field as the plane's figure wants it: one array a quantity instead of one record a
 * point. */

#pragma once

#include "analysis/tw-field.h"
#include "figure/tw-plane-figure.h"

G_BEGIN_DECLS

/* Zeros are an empty one. */
typedef struct
{
  TwPlaneField field; /* points into what follows */
  double *numbers;
  guint8 *bytes;
} TwPlaneArrays;

/* Takes a copy of field, which has a new serial; NULL empties. */
void tw_plane_arrays_set (TwPlaneArrays *arrays, const TwField *field);
void tw_plane_arrays_clear (TwPlaneArrays *arrays);

/* The point of the cell in which (x, y) lies, or NULL outside the grid.  Borrowed from field. */
const TwFieldPoint *tw_plane_arrays_find (const TwField *field, double x, double y);

G_END_DECLS
