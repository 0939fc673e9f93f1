/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the commands that take a session's file have in common. */

#pragma once

#include "cli/tw-cli-options.h"
#include "session/tw-session-reader.h"

G_BEGIN_DECLS

/* Whether path is a database, whatever its name; not whether it is a sound session. */
gboolean tw_cli_is_session (const char *path);

/* The one file that the command line names; borrowed from options.  NULL and error. */
const char *tw_cli_options_session (const TwCliOptions *options, GError **error);

/* To write; an error that says why, if it can only be read. */
TwSession *tw_cli_session_open (const char *path, GError **error);

/* The run that word names: an id, or a name that no other run has; NULL: the last one that was not
 * deleted.  Borrowed from the reader. */
const TwSessionRun *tw_cli_find_run (TwSessionReader *reader, const char *word, GError **error);
/* FALSE and error if it was deleted: nothing is added to such a run. */
gboolean tw_cli_check_alive (const TwSessionRun *run, GError **error);
/* "paused", "finished", "failed".  Static. */
const char *tw_cli_state_word (const TwSessionRun *run);
/* Name of its regime; NULL if that is not known.  Static. */
const char *tw_cli_regime_word (const TwSessionRun *run);
/* --name fits a run. */
gboolean tw_cli_check_name (const char *option, const char *name, GError **error);

G_END_DECLS
