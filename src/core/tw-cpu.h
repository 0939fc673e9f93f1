/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which instruction set the vector kernels use, chosen once at run time.
 * Thread-safe, except tw_cpu_force_isa(), which is for tests and benchmarks and must be called
 * while no kernel runs. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TW_ISA_PLAIN,  /* portable C */
  TW_ISA_AVX2,   /* AVX2 and FMA, 4 doubles */
  TW_ISA_AVX512, /* AVX-512 F and DQ, 8 doubles */
  TW_N_ISAS
} TwIsa;

/* The best one that this processor and operating system can run and this build contains. */
TwIsa tw_cpu_best_isa (void);

/* The one in use: the best, or what the environment variable THALWEG_ISA (plain, avx2, avx512)
 * lowers it to, or what was forced. */
TwIsa tw_cpu_isa (void);

/* Uses isa from now on.  Returns FALSE, and changes nothing, if this processor cannot. */
gboolean tw_cpu_force_isa (TwIsa isa);

/* "plain", "avx2", "avx512".  Static string. */
const char *tw_isa_name (TwIsa isa);

G_END_DECLS
