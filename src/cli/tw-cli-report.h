/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the commands print for people, in columns. */

#pragma once

#include "model/tw-model.h"

G_BEGIN_DECLS

/* text without what would be a command to a terminal: control characters and marks that turn the
 * direction of writing become blanks, bytes that are no UTF-8 U+FFFD.  Caller frees. */
char *tw_cli_plain (const char *text);

/* "1 step", "2 steps": n of what is called noun.  Caller frees. */
char *tw_cli_count (guint64 n, const char *noun);

/* "  title …   value unit", columns aligned whatever the script of title. */
void tw_cli_report_line (const char *title, double value, const char *unit);
void tw_cli_report_readouts (const TwReadoutSpec *specs, guint n, const double *values);
/* Scores, entropy, and the regime as a sentence. */
void tw_cli_report_verdict (const TwModelType *type, const TwVerdict *verdict);

/* A bar on standard error while something long goes on; only if that is a terminal. */
typedef struct
{
  gboolean shown;
  gint64 last; /* µs, when it was last drawn */
} TwCliProgress;

void tw_cli_progress_init (TwCliProgress *progress);
/* fraction in [0, 1].  Cheap: draws ten times a second at most. */
void tw_cli_progress_update (TwCliProgress *progress, double fraction, const char *what);
/* Takes the bar away. */
void tw_cli_progress_end (TwCliProgress *progress);

G_END_DECLS
