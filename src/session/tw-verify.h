/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recomputes runs from their start and compares with every checkpoint.
 *
 * Where a checkpoint was computed by a program with this one's fingerprint, its hash has to be
 * matched bit for bit.  Where not, training may be chaotic, and amplify the last bit to anything within
 * some hundred steps; so every step is recomputed from the θ that was recorded before it, and its θ may
 * differ by tolerance × max (1, |θ|) in any parameter.  (Measured between the AVX2 and the plain kernels:
 * at most 1e-14 a step.)  Where no θ was recorded the same is held from one checkpoint to the next. */

#pragma once

#include "session/tw-fingerprint.h"
#include "session/tw-session-reader.h"

G_BEGIN_DECLS

#define TW_VERIFY_TOLERANCE 1e-9

typedef struct
{
  gint64 run;
  gboolean same_machine; /* all checkpoints were computed with this fingerprint */
  guint64 n_checkpoints; /* compared */
  guint64 n_steps;       /* recomputed */
  gboolean matches;
  double deviation; /* greatest |Δθ| / max (1, |θ|) seen; 0 where hashes match */
  /* The first that differs; NULL hashes if none does, empty ones if it is a step without a checkpoint. */
  guint64 step, changes;
  char *expected, *found;
  char *parameter; /* that differs most there; NULL if θ is the same and something else is not */
} TwVerification;

void tw_verification_free (TwVerification *verification);

/* Called on the caller's thread: fraction of all steps, run under way. */
typedef void (*TwVerifyProgress) (double fraction, gint64 run, gpointer data);

/* run 0: all.  GPtrArray of TwVerification, one a run, or NULL and error: a file that cannot be
 * read, a run that cannot be trained, cancelled.  That something differs is no error. */
GPtrArray *tw_verify (const char *path, gint64 run, double tolerance, TwVerifyProgress progress,
                      gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
