/* SPDX-License-Identifier: GPL-3.0-or-later */

/* OpenBLAS, set up for Thalweg: single-threaded inside workers; parallelism is across workers. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Tells OpenBLAS to use one thread.  Call once, at the start of main(), before other threads. */
void tw_blas_init (void);

/* What OpenBLAS calls itself and its kernels here, e.g. "OpenBLAS 0.3.21 … SkylakeX".
 * Belongs in every record of a run's origin.  Static string; thread-safe. */
const char *tw_blas_description (void);

G_END_DECLS
