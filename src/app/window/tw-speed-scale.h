/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Speeds as positions of a slider: logarithmic, the last position meaning "as fast as it goes". */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TW_SPEED_POSITIONS 17 /* 0 … 16: 1, 2, 5, 10, … 100 000, no limit */

/* Steps a second at a position; 0 (no limit) at the last. */
double tw_speed_at (guint position);
/* The position nearest to a speed; the last for 0 and what is not a positive number. */
guint tw_speed_position (double speed);
/* "200 steps/s", "As fast as it goes"; translated.  Caller frees. */
char *tw_speed_describe (double speed);

G_END_DECLS
