/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a GTask hands to its thread and gets back goes through locks of GLib, which the thread sanitizer
 * does not see: it would call everything in a task a race.  This goes through a lock that it sees.
 *
 * Called before a task is run, and by its thread before it looks at what it got and after it is done
 * with it; and again by who takes the result. */

#pragma once

void tw_hand_over (void);
