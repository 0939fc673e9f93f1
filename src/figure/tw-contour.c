/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-contour.h"

#include <math.h>

/* Edges are numbered: 2 (j nx + i) goes from sample (i, j) to the right, the next number upwards.  A line
 * crosses an edge at one point and goes on into at most two cells, so that two links an edge hold all. */
#define NONE G_MAXUINT

typedef struct
{
  const double *values;
  const guint8 *valid;
  guint nx, ny;
  double zero_level;
  guint (*links)[2];
} Grid;

static gboolean
is_valid (const Grid *grid, guint k)
{
  return isfinite (grid->values[k]) && (grid->valid == NULL || grid->valid[k]);
}

static gboolean
crosses (const Grid *grid, guint a, guint b)
{
  double p = grid->values[a];
  double q = grid->values[b];

  return (p > 0) != (q > 0) && fabs (p) > grid->zero_level && fabs (q) > grid->zero_level;
}

static void
link_edges (Grid *grid, guint a, guint b)
{
  grid->links[a][grid->links[a][0] == NONE ? 0 : 1] = b;
  grid->links[b][grid->links[b][0] == NONE ? 0 : 1] = a;
}

static void
march (Grid *grid, guint i, guint j)
{
  guint nx = grid->nx;
  guint k = j * nx + i;
  guint edges[4] = { 2 * k, 2 * (k + 1) + 1, 2 * (k + nx), 2 * k + 1 };
  guint ends[4][2] = { { k, k + 1 }, { k + 1, k + nx + 1 }, { k + nx, k + nx + 1 }, { k, k + nx } };
  guint hit[4];
  guint n = 0;

  if (!is_valid (grid, k) || !is_valid (grid, k + 1) || !is_valid (grid, k + nx)
      || !is_valid (grid, k + nx + 1))
    return;
  for (guint e = 0; e < 4; e++)
    if (crosses (grid, ends[e][0], ends[e][1]))
      hit[n++] = edges[e];
  if (n == 2 || n == 3)
    link_edges (grid, hit[0], hit[1]);
  else if (n == 4)
    {
      const double *v = grid->values;
      double centre = v[k] + v[k + 1] + v[k + nx] + v[k + nx + 1];
      /* At a saddle the centre's sign says which corners belong together. */
      gboolean cut_first = (centre > 0) != (v[k] > 0);

      link_edges (grid, hit[0], hit[cut_first ? 3 : 1]);
      link_edges (grid, hit[2], hit[cut_first ? 1 : 3]);
    }
}

static void
append (const Grid *grid, GArray *out, guint edge)
{
  guint k = edge / 2;
  guint other = edge % 2 == 0 ? k + 1 : k + grid->nx;
  double p = grid->values[k];
  double t = p / (p - grid->values[other]);
  TwContourPoint point = { k % grid->nx + (edge % 2 == 0 ? t : 0),
                           k / grid->nx + (edge % 2 == 0 ? 0 : t) };

  g_array_append_val (out, point);
}

/* Follows a line from one of its edges, taking the links away. */
static void
trace (const Grid *grid, GArray *out, guint edge)
{
  TwContourPoint gap = { NAN, NAN };
  guint start = edge;

  if (out->len > 0)
    g_array_append_val (out, gap);
  append (grid, out, edge);
  for (;;)
    {
      guint *links = grid->links[edge];
      guint next = links[0] != NONE ? links[0] : links[1];

      if (next == NONE)
        break;
      links[links[0] == next ? 0 : 1] = NONE;
      links = grid->links[next];
      links[links[0] == edge ? 0 : 1] = NONE;
      append (grid, out, next);
      edge = next;
      if (edge == start)
        break;
    }
}

GArray *
tw_contour_zero (const double *values, const guint8 *valid, guint nx, guint ny, double zero_level)
{
  GArray *out = g_array_new (FALSE, FALSE, sizeof (TwContourPoint));
  Grid grid = { values, valid, nx, ny, zero_level, NULL };
  guint n_edges = 2 * nx * ny;

  if (nx < 2 || ny < 2)
    return out;
  grid.links = g_malloc_n (n_edges, sizeof *grid.links);
  for (guint e = 0; e < n_edges; e++)
    grid.links[e][0] = grid.links[e][1] = NONE;
  for (guint j = 0; j + 1 < ny; j++)
    for (guint i = 0; i + 1 < nx; i++)
      march (&grid, i, j);
  /* Open lines from their ends first; what is left then is closed. */
  for (guint pass = 0; pass < 2; pass++)
    for (guint e = 0; e < n_edges; e++)
      if ((grid.links[e][0] != NONE) + (grid.links[e][1] != NONE) == (pass == 0 ? 1 : 2))
        trace (&grid, out, e);
  g_free (grid.links);
  return out;
}
