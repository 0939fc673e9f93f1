/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tw-vector.h by instruction set, for tw-vector.c. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TW_VECTOR_DECLARE(isa)                                                                     \
  void tw_vector_exp_##isa (gsize n, const double *x, double *y);                                  \
  void tw_vector_sigmoid_##isa (gsize n, const double *x, double *y);                              \
  void tw_vector_softmax_##isa (gsize rows, gsize cols, const double *x, double *y);

TW_VECTOR_DECLARE (plain)
TW_VECTOR_DECLARE (avx2)
TW_VECTOR_DECLARE (avx512)

G_END_DECLS
