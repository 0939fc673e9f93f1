/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes arrays as NumPy's .npy, format version 1.0: float64, little-endian, C order.
 * Thread-safe for different paths. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TW_NPY_MAX_DIMENSIONS 8

/* Writes values (shape[0], …, shape[n_dimensions - 1]), row-major, to path; n_dimensions 0 is one
 * number.  The file appears whole or not at all: what was at path stays until everything is
 * written.  Fails with a GFileError that names the path. */
gboolean tw_npy_write (const char *path, const double *values, const gsize *shape,
                       guint n_dimensions, GError **error);

/* The same as bytes. */
GBytes *tw_npy_format (const double *values, const gsize *shape, guint n_dimensions);

G_END_DECLS
