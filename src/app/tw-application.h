/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The application: `thalweg [SCENARIO]…`, its windows, shortcuts and about box.
 *
 * Each SCENARIO (a file, or a shipped one's name) opens in a window of its own; none: the default
 * one.  --set and --seed are those of thalweg-cli.  A scenario that cannot be read is reported on
 * standard error, and if no window was opened the exit status is 1 (2 for a wrong option). */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TW_TYPE_APPLICATION (tw_application_get_type ())
G_DECLARE_FINAL_TYPE (TwApplication, tw_application, TW, APPLICATION, AdwApplication)

TwApplication *tw_application_new (void);

G_END_DECLS
