/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/tw-random.h"

#include "core/tw-philox.h"

#include <math.h>

static void
block_at (guint64 seed, guint32 stream, guint64 step, guint64 block, guint32 out[4])
{
  const guint32 counter[4] = { (guint32)block, (guint32)step, (guint32)(step >> 32), stream };
  const guint32 key[2] = { (guint32)seed, (guint32)(seed >> 32) };

  tw_philox_4x32_10 (counter, key, out);
}

guint32
tw_random_bits (guint64 seed, guint32 stream, guint64 step, guint64 index)
{
  guint32 words[4];

  block_at (seed, stream, step, index / 4, words);
  return words[index % 4];
}

/* 52 bits and a half: never 0, never 1. */
static double
to_uniform (guint32 low, guint32 high)
{
  const guint64 bits = ((guint64)high << 32 | low) >> 12;

  return ((double)bits + 0.5) * 0x1p-52;
}

double
tw_random_uniform (guint64 seed, guint32 stream, guint64 step, guint64 index)
{
  guint32 words[4];
  const guint pair = 2 * (index % 2);

  block_at (seed, stream, step, index / 2, words);
  return to_uniform (words[pair], words[pair + 1]);
}

static void
to_normals (const guint32 words[4], double out[2])
{
  const double radius = sqrt (-2.0 * log (to_uniform (words[0], words[1])));
  const double angle = 2.0 * G_PI * to_uniform (words[2], words[3]);

  out[0] = radius * cos (angle);
  out[1] = radius * sin (angle);
}

double
tw_random_normal (guint64 seed, guint32 stream, guint64 step, guint64 index)
{
  guint32 words[4];
  double pair[2];

  block_at (seed, stream, step, index / 2, words);
  to_normals (words, pair);
  return pair[index % 2];
}

/* Lemire 2019: the high half of word × n is even once the few low halves below 2^32 mod n are
 * rejected.  Attempt k has its own counters: k in the top byte of the step. */
static guint32
bounded_from (guint64 seed, guint32 stream, guint64 step, guint64 index, guint32 n, guint32 word)
{
  guint64 product = (guint64)word * n;

  if (G_UNLIKELY ((guint32)product < n))
    {
      const guint32 threshold = -n % n;

      for (guint64 attempt = 1; (guint32)product < threshold; attempt++)
        product = (guint64)tw_random_bits (seed, stream, step | attempt << 56, index) * n;
    }
  return (guint32)(product >> 32);
}

guint32
tw_random_bounded (guint64 seed, guint32 stream, guint64 step, guint64 index, guint32 n)
{
  return bounded_from (seed, stream, step, index, n, tw_random_bits (seed, stream, step, index));
}

void
tw_random_fill_uniform (guint64 seed, guint32 stream, guint64 step, guint64 first, gsize count,
                        double *out)
{
  for (gsize i = 0; i < count; i++)
    out[i] = tw_random_uniform (seed, stream, step, first + i);
}

void
tw_random_fill_normal (guint64 seed, guint32 stream, guint64 step, guint64 first, gsize count,
                       double *out)
{
  guint32 words[4];
  double pair[2];

  for (gsize i = 0; i < count; i++)
    {
      const guint64 index = first + i;

      if (i == 0 || index % 2 == 0)
        {
          block_at (seed, stream, step, index / 2, words);
          to_normals (words, pair);
        }
      out[i] = pair[index % 2];
    }
}

void
tw_random_fill_bounded (guint64 seed, guint32 stream, guint64 step, guint64 first, gsize count,
                        guint32 n, guint32 *out)
{
  guint32 words[4];

  for (gsize i = 0; i < count; i++)
    {
      const guint64 index = first + i;

      if (i == 0 || index % 4 == 0)
        block_at (seed, stream, step, index / 4, words);
      out[i] = bounded_from (seed, stream, step, index, n, words[index % 4]);
    }
}
