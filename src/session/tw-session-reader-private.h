/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What replay, verification and comparison need of a reader beyond what others do. */

#pragma once

#include "session/tw-session-reader.h"

G_BEGIN_DECLS

const char *tw_session_reader_get_path (TwSessionReader *reader);
/* The run, or NULL and error. */
const TwSessionRun *tw_session_reader_find (TwSessionReader *reader, gint64 id, GError **error);
/* Takes cause, what went wrong with something that the file says of the run; error is one of the file.  Returns
 * FALSE. */
gboolean
tw_session_reader_blame (TwSessionReader *reader, gint64 run, GError *cause, GError **error);
/* How many parameters were kept with the run's first row; 0: none. */
gboolean tw_session_reader_get_n_params (TwSessionReader *reader, gint64 id, gsize *n_params,
                                         GError **error);

G_END_DECLS
