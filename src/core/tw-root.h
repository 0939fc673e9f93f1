/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Roots of functions of one variable (Brent's method, from GSL).  Thread-safe. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef double (*TwFunction) (double x, gpointer data);

/* Finds x in [lower, upper] with f(x) = 0 to |error| <= tolerance, and writes it to root.
 * f must be finite and continuous on the interval, and f(lower), f(upper) must differ in sign
 * (either may be 0).  Returns FALSE, and leaves root alone, if they do not. */
gboolean tw_root_find (TwFunction f, gpointer data, double lower, double upper, double tolerance,
                       double *root);

G_END_DECLS
