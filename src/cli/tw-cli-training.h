/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Trains a run until it is done, has made enough steps, or the user wants to stop.  A progress bar
 * shows meanwhile. */

#pragma once

#include "cli/tw-cli-outcome.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 first;   /* step at which it began */
  guint64 limit;   /* step at which to stop */
  guint64 step;    /* reached */
  double seconds;  /* spent */
  GError *failure; /* why training failed: a number that is not finite, an event that cannot be */
} TwCliTraining;

void tw_cli_training_clear (TwCliTraining *training);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwCliTraining, tw_cli_training_clear)

/* From here on the first SIGINT or SIGTERM only asks for the end, and the second one ends the
 * program. */
void tw_cli_catch_signals (void);
/* The signal that asked for the end, or 0. */
int tw_cli_stop_signal (void);

/* How many steps to make: all that are left of total, or what --steps (may be NULL) says. */
gboolean tw_cli_training_init (TwCliTraining *training, guint64 step, guint64 total,
                               const char *steps, GError **error);
/* On this thread, with nobody to record it. */
void tw_cli_train (TwCliTraining *training, TwRun *run);

/* "interrupted" and "failure" in an object. */
void tw_cli_training_json (const TwCliTraining *training, TwJsonWriter *json);
/* How fast it was, to standard error. */
void tw_cli_training_print_speed (const TwCliTraining *training);
/* The exit status that training ended with; reports the failure. */
int tw_cli_training_status (TwCliTraining *training, const char *command);

G_END_DECLS
