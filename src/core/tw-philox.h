/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Philox4x32-10, the block function of the random numbers: 128 bits of counter and 64 of key in,
 * 128 random bits out (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2,
 * 3", SC 2011).  Pure; thread-safe. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void tw_philox_4x32_10 (const guint32 counter[4], const guint32 key[2], guint32 out[4]);

G_END_DECLS
