/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the last bit of a number depends on, beside the session itself: program, compiler, vector
 * kernels, BLAS, C library, processor.  Where two fingerprints are equal a replay gives the same
 * bits; where not, the same numbers to a tolerance (tw-verify.h). */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 id;     /* in a session's file; 0: not of one */
  char *version; /* of Thalweg: "0.1.0" */
  char *build;   /* compiler and optimisation: "gcc 12.2.0, debugoptimized" */
  char *kernels; /* "avx2" */
  char *blas;    /* "OpenBLAS 0.3.21 … Haswell" */
  char *libc;    /* "glibc 2.36" */
  char *system;  /* "Linux x86_64" */
} TwFingerprint;

/* Of this process.  Caller frees. */
TwFingerprint *tw_fingerprint_new (void);
void tw_fingerprint_free (TwFingerprint *fingerprint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwFingerprint, tw_fingerprint_free)

/* All but the ids. */
gboolean tw_fingerprint_equal (const TwFingerprint *a, const TwFingerprint *b);
/* In one line, for people.  Caller frees. */
char *tw_fingerprint_describe (const TwFingerprint *fingerprint);

G_END_DECLS
