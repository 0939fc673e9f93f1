/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Random numbers that are pure functions of (seed, stream, step, index).
 *
 * Nothing here has state: the same address gives the same number in any order, on any thread,
 * as often as it is asked for.  The generator is Philox4x32-10 (Salmon et al., "Parallel random
 * numbers: as easy as 1, 2, 3", SC 2011), see tw-philox.h.
 *
 *   key     = (seed low, seed high)
 *   counter = (block, step low, step high, stream)     block = which group of four 32-bit words
 *
 * Ranges: index < 2^33 for uniforms and normals, index < 2^34 for bits and bounded integers;
 * step < 2^56 (its top byte counts the attempts of a bounded integer).
 * Thread-safe: every function may be called from any thread.  No function fails. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which purpose a number serves.  Two purposes never share a stream; numbers are never reused. */
typedef enum
{
  TW_STREAM_TEST = 0,
  TW_STREAM_MINIBATCH = 1, /* which contexts a training step sees, index = place in the batch */
  TW_STREAM_LANGEVIN = 2,  /* Langevin noise, index = parameter */
  TW_STREAM_PLANNER_WORLD = 16, /* 16 … 24: the nine arrays of a planner's world */
} TwStream;

/* 32 random bits: word index % 4 of block index / 4. */
guint32 tw_random_bits (guint64 seed, guint32 stream, guint64 step, guint64 index);

/* Uniform in the open interval (0, 1): (k + 1/2) 2^-52 with k of 52 bits; two numbers a block. */
double tw_random_uniform (guint64 seed, guint32 stream, guint64 step, guint64 index);

/* Standard normal, by Box and Muller from the two uniforms of one block:
 * even index sqrt(-2 ln u0) cos(2π u1), odd index the sine. */
double tw_random_normal (guint64 seed, guint32 stream, guint64 step, guint64 index);

/* Integer in 0 … n-1, exactly even (Lemire's multiplication with rejection); n >= 1.
 * A rejected word is replaced by the same index of the next attempt, see above. */
guint32 tw_random_bounded (guint64 seed, guint32 stream, guint64 step, guint64 index, guint32 n);

/* The same numbers for index first … first + count - 1, written to out (count), faster.
 * Bit for bit equal to the calls above. */
void tw_random_fill_uniform (guint64 seed, guint32 stream, guint64 step, guint64 first, gsize count,
                             double *out);
void tw_random_fill_normal (guint64 seed, guint32 stream, guint64 step, guint64 first, gsize count,
                            double *out);
void tw_random_fill_bounded (guint64 seed, guint32 stream, guint64 step, guint64 first, gsize count,
                             guint32 n, guint32 *out);

G_END_DECLS
