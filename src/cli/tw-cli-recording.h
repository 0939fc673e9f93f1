/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Training a run of a session, so that everything is recorded.
 *
 * What cannot be written (no room on the disk) makes training stand still and is tried again; that
 * is said on standard error, once, and again when it is over. */

#pragma once

#include "cli/tw-cli-training.h"
#include "session/tw-session.h"

G_BEGIN_DECLS

typedef struct _TwCliRecording TwCliRecording;

#define TW_CLI_RECORDING_WAIT 60 /* seconds; by default */

/* How long to wait for room; text is that of --wait, and may be NULL. */
gboolean tw_cli_parse_wait (const char *text, guint64 *seconds, GError **error);

/* The run of that id, standing at its head (taken, also on failure); last: its last step, or NULL.
 * session is borrowed; command is for messages. */
TwCliRecording *
tw_cli_recording_new (TwSession *session, gint64 id, TwRun *run, const TwStepRecord *last,
                      const char *command, guint64 wait, GError **error);
void tw_cli_recording_free (TwCliRecording *recording);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwCliRecording, tw_cli_recording_free)

/* Keeps the state in which training ends under a name; NULL: no. */
void tw_cli_recording_set_mark (TwCliRecording *recording, const char *label);
/* Sets n values together, where the run stands. */
gboolean tw_cli_recording_set (TwCliRecording *recording, const TwAddress *addresses,
                               const double *values, guint n, GError **error);
/* Trains, and returns when all of it is in the file.  FALSE and error if it could not be written for
 * too long, or the user did not want to wait. */
gboolean
tw_cli_recording_train (TwCliRecording *recording, TwCliTraining *training, GError **error);

G_END_DECLS
