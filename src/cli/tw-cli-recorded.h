/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What there is to say about a recorded run: the same as of any other, read back from the file, and
 * where it is. */

#pragma once

#include "cli/tw-cli-training.h"

G_BEGIN_DECLS

/* Prints, as text or JSON, how the run of the session at path stands, and what training came to.
 * Returns the exit status. */
int tw_cli_report_recorded (const char *path, gint64 run, TwCliTraining *training,
                            const char *command, gboolean json);

G_END_DECLS
