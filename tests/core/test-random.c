/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/tw-random.h"

#include "core/tw-philox.h"

#include <math.h>
#include <stdlib.h>

/* The address is laid out as the header says. */
static void
test_address (void)
{
  const guint64 seed = G_GUINT64_CONSTANT (0x0123456789abcdef);
  const guint64 step = G_GUINT64_CONSTANT (0x00fedcba98765432);
  const guint32 counter[4] = { 5, 0x98765432, 0x00fedcba, 7 };
  const guint32 key[2] = { 0x89abcdef, 0x01234567 };
  guint32 words[4];

  tw_philox_4x32_10 (counter, key, words);
  for (guint i = 0; i < 4; i++)
    g_assert_cmphex (tw_random_bits (seed, 7, step, 20 + i), ==, words[i]);
}

static void
test_fills_equal_single_calls (void)
{
  for (guint trial = 0; trial < 200; trial++)
    {
      const guint64 seed = (guint32)g_test_rand_int (), step = (guint32)g_test_rand_int ();
      const guint64 first = (guint)g_test_rand_int_range (0, 1000);
      const gsize count = (gsize)g_test_rand_int_range (0, 70);
      const guint32 n = ((guint32)g_test_rand_int () >> g_test_rand_int_range (0, 32)) | 1;
      double uniform[70], normal[70];
      guint32 bounded[70];

      tw_random_fill_uniform (seed, 3, step, first, count, uniform);
      tw_random_fill_normal (seed, 3, step, first, count, normal);
      tw_random_fill_bounded (seed, 3, step, first, count, n, bounded);
      for (gsize i = 0; i < count; i++)
        {
          g_assert_cmpfloat (uniform[i], ==, tw_random_uniform (seed, 3, step, first + i));
          g_assert_cmpfloat (normal[i], ==, tw_random_normal (seed, 3, step, first + i));
          g_assert_cmpuint (bounded[i], ==, tw_random_bounded (seed, 3, step, first + i, n));
          g_assert_cmpuint (bounded[i], <, n);
        }
    }
}

static int
compare_doubles (const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* Kolmogorov's distance of sorted values (n), already put through their distribution function. */
static double
kolmogorov (double *values, gsize n)
{
  double distance = 0;

  qsort (values, n, sizeof *values, compare_doubles);
  for (gsize i = 0; i < n; i++)
    distance = fmax (
        distance, fmax (fabs (values[i] - (double)i / n), fabs (values[i] - (double)(i + 1) / n)));
  return distance;
}

#define N 200000

/* sqrt (n) D exceeds 2.6 with probability 2.7e-6, and the numbers are always the same ones. */
static void
test_distributions (void)
{
  g_autofree double *values = g_new (double, N);
  double mean = 0, square = 0, fourth = 0, product = 0;

  tw_random_fill_uniform (1, TW_STREAM_TEST, 0, 0, N, values);
  for (gsize i = 0; i < N; i++)
    {
      g_assert_cmpfloat (values[i], >, 0);
      g_assert_cmpfloat (values[i], <, 1);
    }
  g_assert_cmpfloat (kolmogorov (values, N) * sqrt (N), <, 2.6);

  tw_random_fill_normal (1, TW_STREAM_TEST, 0, 0, N, values);
  for (gsize i = 0; i < N; i++)
    {
      mean += values[i] / N;
      square += values[i] * values[i] / N;
      fourth += pow (values[i], 4) / N;
      if (i > 0)
        product += values[i] * values[i - 1] / N;
    }
  /* Five standard errors each. */
  g_assert_cmpfloat (fabs (mean), <, 5 / sqrt (N));
  g_assert_cmpfloat (fabs (square - 1), <, 5 * sqrt (2.0 / N));
  g_assert_cmpfloat (fabs (fourth - 3), <, 5 * sqrt (96.0 / N));
  g_assert_cmpfloat (fabs (product), <, 5 / sqrt (N));

  for (gsize i = 0; i < N; i++)
    values[i] = 0.5 * erfc (-values[i] / sqrt (2));
  g_assert_cmpfloat (kolmogorov (values, N) * sqrt (N), <, 2.6);
}

/* χ² of bounded integers; with n near 2^32 · 2/3 a third of the words is rejected. */
static void
test_bounded_is_even (void)
{
  static const guint32 bounds[] = { 1, 2, 3, 7, 4096, 2863311531u, 4294967295u };

  for (gsize b = 0; b < G_N_ELEMENTS (bounds); b++)
    {
      const guint32 n = bounds[b];
      const guint bins = MIN (n, 64);
      g_autofree guint *count = g_new0 (guint, bins);
      double chi2 = 0;

      for (gsize i = 0; i < N; i++)
        count[(guint64)tw_random_bounded (9, TW_STREAM_TEST, 4, i, n) * bins / n]++;
      for (guint bin = 0; bin < bins; bin++)
        {
          /* How many of 0 … n-1 fall into the bin: ceil ((bin+1) n / bins) - ceil (bin n / bins). */
          const guint64 low = ((guint64)bin * n + bins - 1) / bins;
          const guint64 high = ((guint64)(bin + 1) * n + bins - 1) / bins;
          const double expected = N * ((double)(high - low) / n);

          chi2 += pow (count[bin] - expected, 2) / expected;
        }
      /* Mean bins - 1, variance 2 (bins - 1): six standard deviations. */
      g_assert_cmpfloat (chi2, <=, bins - 1 + 6 * sqrt (2.0 * bins));
    }
}

/* Without rejection, with n = 3/4 · 2^32, every third number would come twice as often as the others:
 * too finely for the bins above. */
static void
test_bounded_rejects (void)
{
  guint thirds = 0;

  for (gsize i = 0; i < N; i++)
    thirds += tw_random_bounded (9, TW_STREAM_TEST, 5, i, 3u << 30) % 3 == 0;
  /* Five standard errors; without rejection it would be a half. */
  g_assert_cmpfloat (fabs ((double)thirds / N - 1.0 / 3), <=, 5 * sqrt (2.0 / 9 / N));
}

/* No two of these addresses share a block. */
static void
test_addresses_differ (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint64 seed = 0; seed < 4; seed++)
    for (guint32 stream = 0; stream < 8; stream++)
      for (guint64 step = 0; step < 16; step++)
        for (guint64 index = 0; index < 64; index += 4)
          {
            gint64 *word = g_new (gint64, 1);

            *word = (gint64)((guint64)tw_random_bits (seed << 32, stream, step << 30, index) << 32
                             | tw_random_bits (seed << 32, stream, step << 30, index + 1));
            g_assert_true (g_hash_table_add (seen, word));
          }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/random/address", test_address);
  g_test_add_func ("/core/random/fills-equal-single-calls", test_fills_equal_single_calls);
  g_test_add_func ("/core/random/distributions", test_distributions);
  g_test_add_func ("/core/random/bounded-is-even", test_bounded_is_even);
  g_test_add_func ("/core/random/bounded-rejects", test_bounded_rejects);
  g_test_add_func ("/core/random/addresses-differ", test_addresses_differ);
  return g_test_run ();
}
