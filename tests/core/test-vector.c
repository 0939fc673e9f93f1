/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The vector kernels against the C library's long double, for every instruction set that this
 * machine runs. */

#include "core/tw-cpu.h"
#include "core/tw-vector.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define MAX_ULP 4.0

typedef void (*Elementwise) (gsize n, const double *x, double *y);
typedef long double (*Exact) (long double x);

/* Runs check once for each instruction set. */
static void
for_each_isa (void (*check) (void))
{
  const TwIsa before = tw_cpu_isa ();

  for (int isa = 0; isa < TW_N_ISAS; isa++)
    if (tw_cpu_force_isa ((TwIsa)isa))
      {
        g_test_message ("%s", tw_isa_name ((TwIsa)isa));
        check ();
      }
  g_assert_true (tw_cpu_force_isa (before));
}

static long double
exact_sigmoid (long double x)
{
  return x >= 0 ? 1 / (1 + expl (-x)) : expl (x) / (1 + expl (x));
}

/* Distance of value from exact in units of exact's last place as a double. */
static double
ulps (double value, long double exact)
{
  const double nearest = (double)exact;
  int exponent;
  double unit;

  if (isinf (nearest) || isinf (value))
    return isinf (value) && exact > DBL_MAX * 0.999999999999999L ? 0 : INFINITY;
  frexp (nearest, &exponent);
  unit = fmax (ldexp (1, exponent - DBL_MANT_DIG), ldexp (1, -1074));
  return (double)(fabsl (value - exact) / unit);
}

#define CHUNK 1000

/* Worst error of a function over [low, high], at n points of a regular grid with a random offset. */
static double
worst_error (Elementwise function, Exact exact, double low, double high, guint n)
{
  double x[CHUNK], y[CHUNK], worst = 0;

  for (guint first = 0; first < n; first += CHUNK)
    {
      for (guint i = 0; i < CHUNK; i++)
        x[i] = low + (high - low) * (first + i + g_test_rand_double ()) / n;
      function (CHUNK, x, y);
      for (guint i = 0; i < CHUNK; i++)
        {
          const double error = ulps (y[i], exact (x[i]));

          if (!(error <= worst))
            worst = error;
        }
    }
  return worst;
}

static void
check_accuracy (void)
{
  static const double ranges[][2] = { { -745.2, 709.8 }, { -40, 40 },    { -1, 1 },
                                      { -1e-3, 1e-3 },   { -746, -707 }, { 700, 709.78 } };

  for (gsize r = 0; r < G_N_ELEMENTS (ranges); r++)
    {
      const double e = worst_error (tw_vector_exp, expl, ranges[r][0], ranges[r][1], 300 * CHUNK);
      const double s =
          worst_error (tw_vector_sigmoid, exact_sigmoid, ranges[r][0], ranges[r][1], 300 * CHUNK);

      g_test_message ("%g … %g: exp %.3f ulp, sigmoid %.3f ulp", ranges[r][0], ranges[r][1], e, s);
      g_assert_true (e <= MAX_ULP);
      g_assert_true (s <= MAX_ULP);
    }
}

static void
check_special (void)
{
  const double x[] = { 0,      -0.0, INFINITY, -INFINITY, NAN,      1e308,
                       -1e308, 710,  -746,     DBL_MIN,   -4.9e-324 };
  const double e[] = { 1, 1, INFINITY, 0, NAN, INFINITY, 0, INFINITY, 0, 1, 1 };
  const double s[] = { .5, .5, 1, 0, NAN, 1, 0, 1, 0, .5, .5 };
  double y[G_N_ELEMENTS (x)];

  tw_vector_exp (G_N_ELEMENTS (x), x, y);
  for (gsize i = 0; i < G_N_ELEMENTS (x); i++)
    g_assert_true (isnan (e[i]) ? isnan (y[i]) : y[i] == e[i]);
  tw_vector_sigmoid (G_N_ELEMENTS (x), x, y);
  for (gsize i = 0; i < G_N_ELEMENTS (x); i++)
    g_assert_true (isnan (s[i]) ? isnan (y[i]) : y[i] == s[i]);
}

/* The same element gives the same bits wherever it lies, and nothing past the end is written. */
static void
check_place (Elementwise function)
{
  double x[64], y[64], alone[64];

  for (guint i = 0; i < 64; i++)
    {
      x[i] = i % 7 == 3 ? NAN : g_test_rand_double_range (-800, 800);
      function (1, &x[i], &alone[i]);
    }
  for (gsize offset = 0; offset < 9; offset++)
    for (gsize n = 0; n <= 40; n++)
      {
        memset (y, 0xA5, sizeof y);
        function (n, x + offset, y);
        g_assert_cmpmem (y, n * sizeof *y, alone + offset, n * sizeof *y);
        for (gsize i = n * sizeof *y; i < sizeof y; i++)
          g_assert_cmphex (((guint8 *)y)[i], ==, 0xA5);

        memcpy (y, x + offset, n * sizeof *y);
        function (n, y, y);
        g_assert_cmpmem (y, n * sizeof *y, alone + offset, n * sizeof *y);
      }
}

static void
check_places (void)
{
  check_place (tw_vector_exp);
  check_place (tw_vector_sigmoid);
}

/* Worst error of rows of cols entries within ±reach.  Differences of doubles are exact in long
 * double as long as their exponents are not far apart. */
static double
worst_softmax (gsize cols, double reach, guint n_rows)
{
  g_autofree double *x = g_new (double, cols);
  g_autofree double *y = g_new (double, cols);
  double worst = 0;

  for (guint row = 0; row < n_rows; row++)
    {
      long double sum = 0, total = 0;
      double top = -INFINITY;

      for (gsize i = 0; i < cols; i++)
        {
          x[i] = g_test_rand_double_range (-reach, reach);
          top = fmax (top, x[i]);
        }
      tw_vector_softmax (1, cols, x, y);
      for (gsize i = 0; i < cols; i++)
        sum += expl ((long double)x[i] - top);
      for (gsize i = 0; i < cols; i++)
        {
          const double error = ulps (y[i], expl ((long double)x[i] - top) / sum);

          if (!(error <= worst))
            worst = error;
          total += y[i];
        }
      g_assert_true (fabsl (total - 1) <= 1e-15L * (cols + 2));
    }
  return worst;
}

static void
check_softmax (void)
{
  static const double reaches[] = { 1, 30, 370, 30000 };

  for (gsize r = 0; r < G_N_ELEMENTS (reaches); r++)
    {
      double worst = 0;

      for (gsize cols = 1; cols <= 33; cols++)
        worst = fmax (worst, worst_softmax (cols, reaches[r], 300));
      for (gsize cols = 60; cols <= 3000; cols = cols * 3 / 2)
        worst = fmax (worst, worst_softmax (cols, reaches[r], 30));
      g_test_message ("±%g: softmax %.3f ulp", reaches[r], worst);
      g_assert_true (worst <= MAX_ULP);
    }
}

/* Rows are apart from each other, and y may be x. */
static void
check_softmax_rows (void)
{
  double x[5 * 70], together[5 * 70], alone[5 * 70];

  for (gsize cols = 1; cols <= 70; cols++)
    {
      for (gsize i = 0; i < 5 * cols; i++)
        x[i] = i / cols == 2 ? NAN : g_test_rand_double_range (-30, 30);
      tw_vector_softmax (5, cols, x, together);
      for (gsize row = 0; row < 5; row++)
        tw_vector_softmax (1, cols, x + row * cols, alone + row * cols);
      g_assert_cmpmem (together, 5 * cols * sizeof *x, alone, 5 * cols * sizeof *x);
      tw_vector_softmax (5, cols, x, x);
      g_assert_cmpmem (together, 5 * cols * sizeof *x, x, 5 * cols * sizeof *x);
    }
}

static void
check_softmax_special (void)
{
  const double hidden[] = { -INFINITY, 2, 2, -INFINITY };
  const double huge[] = { 1e308, -1e308, 1e308 };
  const double poisoned[] = { 1, NAN, 2 };
  const double infinite[] = { 1, INFINITY };
  double y[4];

  tw_vector_softmax (1, 4, hidden, y);
  g_assert_cmpfloat (y[0], ==, 0);
  g_assert_cmpfloat (y[1], ==, 0.5);
  tw_vector_softmax (1, 3, huge, y);
  g_assert_cmpfloat (y[0], ==, 0.5);
  g_assert_cmpfloat (y[1], ==, 0);
  tw_vector_softmax (1, 3, poisoned, y);
  g_assert_true (isnan (y[0]) && isnan (y[1]) && isnan (y[2]));
  tw_vector_softmax (1, 2, infinite, y);
  g_assert_true (isnan (y[0]) && isnan (y[1]));
}

#define EACH_ISA(name)                                                                             \
  static void test_##name (void)                                                                   \
  {                                                                                                \
    for_each_isa (check_##name);                                                                   \
  }

EACH_ISA (accuracy)
EACH_ISA (special)
EACH_ISA (places)
EACH_ISA (softmax)
EACH_ISA (softmax_rows)
EACH_ISA (softmax_special)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/vector/accuracy", test_accuracy);
  g_test_add_func ("/core/vector/special", test_special);
  g_test_add_func ("/core/vector/places", test_places);
  g_test_add_func ("/core/vector/softmax", test_softmax);
  g_test_add_func ("/core/vector/softmax-rows", test_softmax_rows);
  g_test_add_func ("/core/vector/softmax-special", test_softmax_special);
  return g_test_run ();
}
