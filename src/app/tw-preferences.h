/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the application remembers from one start to the next. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The application's settings, the same object each time; borrowed.  Also there when the program
 * runs from where it was built and its schema is not installed; where there is no schema at all,
 * the program ends with a message.  Main thread only. */
GSettings *tw_preferences_get (void);

G_END_DECLS
