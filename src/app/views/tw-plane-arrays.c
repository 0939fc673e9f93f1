/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/views/tw-plane-arrays.h"

#include <math.h>

void
tw_plane_arrays_clear (TwPlaneArrays *arrays)
{
  g_clear_pointer (&arrays->numbers, g_free);
  g_clear_pointer (&arrays->bytes, g_free);
  arrays->field = (TwPlaneField){ .serial = arrays->field.serial };
}

static void
allocate (TwPlaneArrays *arrays, const TwGrid *grid)
{
  const gsize n = (gsize)grid->nx * grid->ny;
  TwPlaneField *field = &arrays->field;

  arrays->numbers = g_new (double, 5 * n);
  arrays->bytes = g_new (guint8, 2 * n);
  field->loss = arrays->numbers;
  field->vx = field->loss + n;
  field->vy = field->vx + n;
  field->slope_h = field->vy + n;
  field->slope_s = field->slope_h + n;
  field->regime = arrays->bytes;
  field->reachable = field->regime + n;
}

void
tw_plane_arrays_set (TwPlaneArrays *arrays, const TwField *source)
{
  const guint64 serial = arrays->field.serial + 1;
  gsize n;

  tw_plane_arrays_clear (arrays);
  arrays->field.serial = serial;
  if (source == NULL)
    return;

  allocate (arrays, &source->grid);
  arrays->field.x0 = source->grid.x0;
  arrays->field.x1 = source->grid.x1;
  arrays->field.y0 = source->grid.y0;
  arrays->field.y1 = source->grid.y1;
  arrays->field.nx = source->grid.nx;
  arrays->field.ny = source->grid.ny;
  arrays->field.ceiling = source->ceiling;
  n = (gsize)source->grid.nx * source->grid.ny;
  for (gsize k = 0; k < n; k++)
    {
      const TwFieldPoint *point = &source->points[k];

      arrays->numbers[k] = point->loss;
      arrays->numbers[n + k] = point->vector[0];
      arrays->numbers[2 * n + k] = point->vector[1];
      arrays->numbers[3 * n + k] = point->slope[0];
      arrays->numbers[4 * n + k] = point->slope[1];
      arrays->bytes[k] = (guint8)point->regime;
      arrays->bytes[n + k] = point->reachable;
    }
}

const TwFieldPoint *
tw_plane_arrays_find (const TwField *field, double x, double y)
{
  const TwGrid *grid = &field->grid;
  const double i = floor ((x - grid->x0) / (grid->x1 - grid->x0) * grid->nx);
  const double j = floor ((y - grid->y0) / (grid->y1 - grid->y0) * grid->ny);

  if (!(i >= 0 && i < grid->nx && j >= 0 && j < grid->ny))
    return NULL;
  return &field->points[(gsize)j * grid->nx + (gsize)i];
}
