/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers as people read them: digits grouped by thin spaces (U+2009) from 1 000 on, a true minus
 * sign (U+2212), powers of ten as 10⁻³; UTF-8, and where size
 * is short cut between characters.  Four digits are grouped too, since they stand in columns. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* value with digits decimals (0 … 12), grouped, in out. */
void tw_format_number (double value, int decimals, char *out, gsize size);
/* value with about digits significant digits, for legends and read-outs: "0.524", "6 140",
 * "1.2 × 10⁻⁷"; "–" for NaN, "∞". */
void tw_format_value (double value, int digits, char *out, gsize size);
/* "10⁷", "10⁻³". */
void tw_format_power (int exponent, char *out, gsize size);

G_END_DECLS
