/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Vectors of doubles, for sources that are compiled once for each instruction set (internal; not
 * for layers above model).  The including file is compiled with -DTW_SIMD_ISA=0 (plain), 1 (AVX2
 * and FMA) or 2 (AVX-512 F, DQ, VL) and the flags that this needs; tw_isas in src/core/meson.build
 * lists them.
 *
 * tw_vd holds TW_VD_WIDTH doubles.  Every operation acts on each lane by itself, so a lane's result
 * does not depend on its neighbours.  TW_ISA_NAME (f) is f_plain, f_avx2 or f_avx512.
 *
 * Error bounds, tested in tests/core/test-vector.c: tw_vd_exp and tw_vd_sigmoid within 4 units in
 * the last place over the whole range, results that are subnormal included; ±∞ and 0 give the
 * exact limits; NaN passes through. */

#pragma once

#include <glib.h>

#include <math.h>
#include <string.h>

#if TW_SIMD_ISA == 2

#include <immintrin.h>

#define TW_VD_WIDTH 8
#define TW_ISA_NAME(f) f##_avx512

typedef __m512d tw_vd;

#define TW_VD static inline __attribute__ ((always_inline)) tw_vd

/* clang-format off */
TW_VD tw_vd_load (const double *p) { return _mm512_loadu_pd (p); }
static inline void tw_vd_store (double *p, tw_vd a) { _mm512_storeu_pd (p, a); }
TW_VD tw_vd_set1 (double a) { return _mm512_set1_pd (a); }
TW_VD tw_vd_zero (void) { return _mm512_setzero_pd (); }
TW_VD tw_vd_add (tw_vd a, tw_vd b) { return _mm512_add_pd (a, b); }
TW_VD tw_vd_sub (tw_vd a, tw_vd b) { return _mm512_sub_pd (a, b); }
TW_VD tw_vd_mul (tw_vd a, tw_vd b) { return _mm512_mul_pd (a, b); }
TW_VD tw_vd_div (tw_vd a, tw_vd b) { return _mm512_div_pd (a, b); }
TW_VD tw_vd_fma (tw_vd a, tw_vd b, tw_vd c) { return _mm512_fmadd_pd (a, b, c); }
TW_VD tw_vd_fnma (tw_vd a, tw_vd b, tw_vd c) { return _mm512_fnmadd_pd (a, b, c); }
/* b if either is NaN, as the instruction has it. */
TW_VD tw_vd_max (tw_vd a, tw_vd b) { return _mm512_max_pd (a, b); }
TW_VD tw_vd_min (tw_vd a, tw_vd b) { return _mm512_min_pd (a, b); }
TW_VD tw_vd_abs (tw_vd a) { return _mm512_abs_pd (a); }
TW_VD tw_vd_neg (tw_vd a) { return _mm512_xor_pd (a, _mm512_set1_pd (-0.0)); }
TW_VD tw_vd_sqrt (tw_vd a) { return _mm512_sqrt_pd (a); }
/* if_true where a < b, else if_false. */
TW_VD tw_vd_select_less (tw_vd a, tw_vd b, tw_vd if_true, tw_vd if_false)
{ return _mm512_mask_blend_pd (_mm512_cmp_pd_mask (a, b, _CMP_LT_OQ), if_false, if_true); }
TW_VD tw_vd_round (tw_vd a) { return _mm512_roundscale_pd (a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
/* a 2^n for whole n, rounded once, also into subnormals. */
TW_VD tw_vd_scale (tw_vd a, tw_vd n) { return _mm512_scalef_pd (a, n); }
TW_VD tw_vd_load_partial (const double *p, gsize n)
{ return _mm512_maskz_loadu_pd ((__mmask8) ((1u << n) - 1), p); }
static inline void tw_vd_store_partial (double *p, tw_vd a, gsize n)
{ _mm512_mask_storeu_pd (p, (__mmask8) ((1u << n) - 1), a); }
/* clang-format on */

#elif TW_SIMD_ISA == 1

#include <immintrin.h>

#define TW_VD_WIDTH 4
#define TW_ISA_NAME(f) f##_avx2

typedef __m256d tw_vd;

#define TW_VD static inline __attribute__ ((always_inline)) tw_vd

/* clang-format off */
TW_VD tw_vd_load (const double *p) { return _mm256_loadu_pd (p); }
static inline void tw_vd_store (double *p, tw_vd a) { _mm256_storeu_pd (p, a); }
TW_VD tw_vd_set1 (double a) { return _mm256_set1_pd (a); }
TW_VD tw_vd_zero (void) { return _mm256_setzero_pd (); }
TW_VD tw_vd_add (tw_vd a, tw_vd b) { return _mm256_add_pd (a, b); }
TW_VD tw_vd_sub (tw_vd a, tw_vd b) { return _mm256_sub_pd (a, b); }
TW_VD tw_vd_mul (tw_vd a, tw_vd b) { return _mm256_mul_pd (a, b); }
TW_VD tw_vd_div (tw_vd a, tw_vd b) { return _mm256_div_pd (a, b); }
TW_VD tw_vd_fma (tw_vd a, tw_vd b, tw_vd c) { return _mm256_fmadd_pd (a, b, c); }
TW_VD tw_vd_fnma (tw_vd a, tw_vd b, tw_vd c) { return _mm256_fnmadd_pd (a, b, c); }
TW_VD tw_vd_max (tw_vd a, tw_vd b) { return _mm256_max_pd (a, b); }
TW_VD tw_vd_min (tw_vd a, tw_vd b) { return _mm256_min_pd (a, b); }
TW_VD tw_vd_abs (tw_vd a) { return _mm256_andnot_pd (_mm256_set1_pd (-0.0), a); }
TW_VD tw_vd_neg (tw_vd a) { return _mm256_xor_pd (a, _mm256_set1_pd (-0.0)); }
TW_VD tw_vd_sqrt (tw_vd a) { return _mm256_sqrt_pd (a); }
TW_VD tw_vd_select_less (tw_vd a, tw_vd b, tw_vd if_true, tw_vd if_false)
{ return _mm256_blendv_pd (if_false, if_true, _mm256_cmp_pd (a, b, _CMP_LT_OQ)); }
TW_VD tw_vd_round (tw_vd a) { return _mm256_round_pd (a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
/* clang-format on */

/* 2^n for whole n in -1022 … 1023, from the exponent's bits: adding 1.5 2^52 puts n into the low
 * bits of the significand. */
TW_VD
tw_vd_power_of_two (tw_vd n)
{
  const __m256d shifter = _mm256_set1_pd (0x1.8p52);
  const __m256i bits = _mm256_castpd_si256 (_mm256_add_pd (n, shifter));

  return _mm256_castsi256_pd (
      _mm256_slli_epi64 (_mm256_add_epi64 (bits, _mm256_set1_epi64x (1023)), 52));
}

/* In two halves, since 2^n itself may be out of range where the product is not. */
TW_VD
tw_vd_scale (tw_vd a, tw_vd n)
{
  const tw_vd half = tw_vd_round (tw_vd_mul (n, tw_vd_set1 (0.5)));

  return tw_vd_mul (tw_vd_mul (a, tw_vd_power_of_two (half)),
                    tw_vd_power_of_two (tw_vd_sub (n, half)));
}

TW_VD
tw_vd_load_partial (const double *p, gsize n)
{
  double lanes[TW_VD_WIDTH] = { 0 };

  memcpy (lanes, p, n * sizeof *p);
  return tw_vd_load (lanes);
}

static inline void
tw_vd_store_partial (double *p, tw_vd a, gsize n)
{
  double lanes[TW_VD_WIDTH];

  tw_vd_store (lanes, a);
  memcpy (p, lanes, n * sizeof *p);
}

#else

#define TW_VD_WIDTH 1
#define TW_ISA_NAME(f) f##_plain

typedef double tw_vd;

#define TW_VD static inline __attribute__ ((always_inline)) tw_vd

/* clang-format off */
TW_VD tw_vd_load (const double *p) { return *p; }
static inline void tw_vd_store (double *p, tw_vd a) { *p = a; }
TW_VD tw_vd_set1 (double a) { return a; }
TW_VD tw_vd_zero (void) { return 0.0; }
TW_VD tw_vd_add (tw_vd a, tw_vd b) { return a + b; }
TW_VD tw_vd_sub (tw_vd a, tw_vd b) { return a - b; }
TW_VD tw_vd_mul (tw_vd a, tw_vd b) { return a * b; }
TW_VD tw_vd_div (tw_vd a, tw_vd b) { return a / b; }
/* Two roundings: without the instruction, one rounding would cost a library call. */
TW_VD tw_vd_fma (tw_vd a, tw_vd b, tw_vd c) { return a * b + c; }
TW_VD tw_vd_fnma (tw_vd a, tw_vd b, tw_vd c) { return c - a * b; }
TW_VD tw_vd_max (tw_vd a, tw_vd b) { return a > b ? a : b; }
TW_VD tw_vd_min (tw_vd a, tw_vd b) { return a < b ? a : b; }
TW_VD tw_vd_abs (tw_vd a) { return fabs (a); }
TW_VD tw_vd_neg (tw_vd a) { return -a; }
TW_VD tw_vd_sqrt (tw_vd a) { return sqrt (a); }
TW_VD tw_vd_select_less (tw_vd a, tw_vd b, tw_vd if_true, tw_vd if_false) { return a < b ? if_true : if_false; }
TW_VD tw_vd_load_partial (const double *p, gsize n) { return n > 0 ? *p : 0.0; }
static inline void tw_vd_store_partial (double *p, tw_vd a, gsize n) { if (n > 0) *p = a; }
/* clang-format on */

#endif

#if TW_SIMD_ISA == 0

/* The C library's is correct to within an ulp and takes no fma. */
TW_VD
tw_vd_exp (tw_vd x)
{
  return exp (x);
}

#else

/* e^x = 2^n e^r, n = round (x / ln 2), |r| <= ln 2 / 2.
 *
 * r is exact to a rounding, since n times the high part of ln 2 is taken off by fma.  The
 * polynomial 1 + r + r² q(r), q of degree 9, fits e^r on that interval to 4.1e-18 (least squares at
 * Chebyshev nodes), so rounding is all the error there is.  x is first held within the range where
 * n is meaningful; the limits give 0 and ∞ by themselves. */
TW_VD
tw_vd_exp (tw_vd x)
{
  const tw_vd held =
      tw_vd_max (tw_vd_set1 (-800.0), tw_vd_min (tw_vd_set1 (800.0), x)); /* NaN stays */
  const tw_vd n = tw_vd_round (tw_vd_mul (held, tw_vd_set1 (0x1.71547652b82fep+0)));
  const tw_vd r = tw_vd_fnma (n, tw_vd_set1 (0x1.abc9e3b39803fp-56),
                              tw_vd_fnma (n, tw_vd_set1 (0x1.62e42fefa39efp-1), held));
  const tw_vd r2 = tw_vd_mul (r, r);
  const tw_vd r4 = tw_vd_mul (r2, r2);
  /* Estrin's scheme: pairs, then pairs of pairs. */
  const tw_vd q01 =
      tw_vd_fma (tw_vd_set1 (0x1.555555555555cp-3), r, tw_vd_set1 (0x1.000000000000cp-1));
  const tw_vd q23 =
      tw_vd_fma (tw_vd_set1 (0x1.111111110eac7p-7), r, tw_vd_set1 (0x1.555555554fe34p-5));
  const tw_vd q45 =
      tw_vd_fma (tw_vd_set1 (0x1.a01a01b4061c2p-13), r, tw_vd_set1 (0x1.6c16c185fe09ep-10));
  const tw_vd q67 =
      tw_vd_fma (tw_vd_set1 (0x1.71ddeef4b59f9p-19), r, tw_vd_set1 (0x1.a01995d18cfe4p-16));
  const tw_vd q89 =
      tw_vd_fma (tw_vd_set1 (0x1.af6dbe196f4d1p-26), r, tw_vd_set1 (0x1.28b0e28945f7ap-22));
  const tw_vd low = tw_vd_fma (q23, r2, q01);
  const tw_vd high = tw_vd_fma (tw_vd_fma (q89, r4, tw_vd_fma (q67, r2, q45)), r4, low);
  const tw_vd e = tw_vd_add (tw_vd_fma (high, r2, r), tw_vd_set1 (1.0));

  return tw_vd_scale (e, n);
}

#endif

/* 1/(1 + e^-x) = e/(1 + e) with e = e^x for x < 0, 1/(1 + e) with e = e^-x else: the exponential
 * never overflows, and both tails keep their last digits. */
TW_VD
tw_vd_sigmoid (tw_vd x)
{
  const tw_vd one = tw_vd_set1 (1.0);
  const tw_vd e = tw_vd_exp (tw_vd_neg (tw_vd_abs (x)));

  return tw_vd_div (tw_vd_select_less (x, tw_vd_zero (), e, one), tw_vd_add (one, e));
}

/* Sum of all lanes: ((0+4) + (2+6)) + ((1+5) + (3+7)) for eight, and so on for fewer. */
static inline double
tw_vd_reduce_add (tw_vd a)
{
  double lanes[TW_VD_WIDTH];

  tw_vd_store (lanes, a);
  for (guint width = TW_VD_WIDTH / 2; width > 0; width /= 2)
    for (guint i = 0; i < width; i++)
      lanes[i] += lanes[i + width];
  return lanes[0];
}
