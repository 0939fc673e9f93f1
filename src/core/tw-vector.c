/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/tw-vector.h"

#include "core/tw-cpu.h"
#include "core/tw-vector-isa.h"

typedef struct
{
  void (*exp) (gsize n, const double *x, double *y);
  void (*sigmoid) (gsize n, const double *x, double *y);
  void (*softmax) (gsize rows, gsize cols, const double *x, double *y);
} Kernels;

#define KERNELS(isa)                                                                               \
  {                                                                                                \
    tw_vector_exp_##isa, tw_vector_sigmoid_##isa, tw_vector_softmax_##isa                          \
  }

static const Kernels kernels[] = {
  [TW_ISA_PLAIN] = KERNELS (plain),
#ifdef TW_HAVE_X86_ISAS
  [TW_ISA_AVX2] = KERNELS (avx2),
  [TW_ISA_AVX512] = KERNELS (avx512),
#endif
};

void
tw_vector_exp (gsize n, const double *x, double *y)
{
  kernels[tw_cpu_isa ()].exp (n, x, y);
}

void
tw_vector_sigmoid (gsize n, const double *x, double *y)
{
  kernels[tw_cpu_isa ()].sigmoid (n, x, y);
}

void
tw_vector_softmax (gsize rows, gsize cols, const double *x, double *y)
{
  kernels[tw_cpu_isa ()].softmax (rows, cols, x, y);
}
