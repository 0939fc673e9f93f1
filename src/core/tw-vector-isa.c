/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The loops of tw-vector.h, compiled once for each instruction set. */

#include "core/tw-vector-isa.h"

#include "core/tw-simd.h"

void
TW_ISA_NAME (tw_vector_exp) (gsize n, const double *x, double *y)
{
  gsize i = 0;

  for (; i + TW_VD_WIDTH <= n; i += TW_VD_WIDTH)
    tw_vd_store (y + i, tw_vd_exp (tw_vd_load (x + i)));
  if (i < n)
    tw_vd_store_partial (y + i, tw_vd_exp (tw_vd_load_partial (x + i, n - i)), n - i);
}

void
TW_ISA_NAME (tw_vector_sigmoid) (gsize n, const double *x, double *y)
{
  gsize i = 0;

  for (; i + TW_VD_WIDTH <= n; i += TW_VD_WIDTH)
    tw_vd_store (y + i, tw_vd_sigmoid (tw_vd_load (x + i)));
  if (i < n)
    tw_vd_store_partial (y + i, tw_vd_sigmoid (tw_vd_load_partial (x + i, n - i)), n - i);
}

static double
largest (gsize n, const double *x)
{
  double top = -INFINITY;

  for (gsize i = 0; i < n; i++)
    if (!(x[i] <= top)) /* so that a NaN is kept */
      top = x[i];
  return top;
}

void
TW_ISA_NAME (tw_vector_softmax) (gsize rows, gsize cols, const double *x, double *y)
{
  for (gsize row = 0; row < rows; row++, x += cols, y += cols)
    {
      const double top = largest (cols, x);
      double sum = 0;

      for (gsize i = 0; i < cols; i++)
        y[i] = x[i] - top;
      TW_ISA_NAME (tw_vector_exp) (cols, y, y);
      for (gsize i = 0; i < cols; i++)
        sum += y[i];
      for (gsize i = 0; i < cols; i++)
        y[i] /= sum;
    }
}
