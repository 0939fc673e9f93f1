/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Elementwise functions over arrays of doubles, with the instruction set of tw_cpu_isa().
 *
 * Accuracy: exp, sigmoid and the entries of softmax within 4 units in the last place (measured: below
 * 1.1, 3 and 3.5) over the whole range, subnormal results included.  exp (-∞) = 0, exp (∞) = ∞,
 * sigmoid (∓∞) = 0, 1; NaN gives NaN.
 * An element's result does not depend on its place, its neighbours or the length of the array.
 *
 * y may be x; otherwise they must not overlap.  Thread-safe.  Nothing fails. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* y[i] = e^x[i], x and y (n). */
void tw_vector_exp (gsize n, const double *x, double *y);

/* y[i] = 1/(1 + e^-x[i]), x and y (n). */
void tw_vector_sigmoid (gsize n, const double *x, double *y);

/* Softmax of each row of x (rows, cols), row-major; cols >= 1.  The largest entry is taken off
 * first, so nothing overflows; entries of -∞ give 0.  A row whose largest entry is not finite, or that holds
 * a NaN, gives NaN throughout. */
void tw_vector_softmax (gsize rows, gsize cols, const double *x, double *y);

G_END_DECLS
