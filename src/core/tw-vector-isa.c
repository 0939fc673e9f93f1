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

/* Softmax takes a row in pieces of so many, to have room beside each for what rounding took. */
#define PIECE 64

/* The largest entry; what it is if there is a NaN does not matter, since the sum will be NaN. */
static double
largest (gsize n, const double *x)
{
  double top = -INFINITY;

  for (gsize i = 0; i < n; i++)
    if (x[i] > top)
      top = x[i];
  return top;
}

/* y = e^(x - top), n <= PIECE.  The difference is rounded, which far from the top would cost e^… up to
 * 256 units in the last place; what it lost is known exactly (Knuth's two-sum), and as a factor
 * 1 + lost makes good for it. */
static void
exp_of_difference (gsize n, const double *x, double top, double *y)
{
  double lost[PIECE];

  for (gsize i = 0; i < n; i++)
    {
      const double a = x[i], difference = a - top, taken = difference - a;

      lost[i] = isfinite (difference) ? (a - (difference - taken)) - (top + taken) : 0.0;
      y[i] = difference;
    }
  TW_ISA_NAME (tw_vector_exp) (n, y, y);
  for (gsize i = 0; i < n; i++)
    y[i] += y[i] * lost[i];
}

/* Kahan's sum, so that the error does not grow with n. */
static double
sum_of (gsize n, const double *x)
{
  double sum = 0, lost = 0;

  for (gsize i = 0; i < n; i++)
    {
      const double term = x[i] - lost;
      const double next = sum + term;

      lost = (next - sum) - term;
      sum = next;
    }
  return sum;
}

void
TW_ISA_NAME (tw_vector_softmax) (gsize rows, gsize cols, const double *x, double *y)
{
  for (gsize row = 0; row < rows; row++, x += cols, y += cols)
    {
      const double top = largest (cols, x);
      double sum;

      for (gsize i = 0; i < cols; i += PIECE)
        exp_of_difference (MIN (cols - i, PIECE), x + i, top, y + i);
      sum = sum_of (cols, y);
      for (gsize i = 0; i < cols; i++)
        y[i] /= sum;
    }
}
