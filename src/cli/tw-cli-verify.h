/* SPDX-License-Identifier: GPL-3.0-or-later */

/* replay --verify, which thalweg-cli replay is one half of. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* word: of --run, or NULL for all runs.  Prints a line a run, or JSON; returns the exit status. */
int tw_cli_verify (const char *path, const char *word, double tolerance, gboolean json);

G_END_DECLS
