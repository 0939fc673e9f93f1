/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tables of a session's file: making them, checking that a file has them as they are made here, and
 * the SQL about a model's own tables.  What they mean is in docs/SESSION.md.
 *
 * All SQL is made of constants and of the names that a model's table of functions has; none comes
 * out of a file. */

#pragma once

#include "session/tw-database.h"

G_BEGIN_DECLS

/* The largest step that a double, and every reader of JSON, has exactly. */
#define TW_SESSION_MAX_STEP (G_GINT64_CONSTANT (1) << 53)

/* Makes everything that a file of this version has before there is a run. */
gboolean tw_session_schema_create (TwDatabase *database, GError **error);
/* The tables of one model, if they are not there. */
gboolean
tw_session_schema_add_model (TwDatabase *database, const TwModelType *type, GError **error);
/* Brings an older file to this version.  Nothing to do so far but to refuse what is none. */
gboolean tw_session_schema_migrate (TwDatabase *database, GError **error);
/* FALSE and error if it is no session, a newer one, or one of its tables is not as it should be.
 * *strange: the first thing in it that nobody here put there, or NULL; caller frees. */
gboolean tw_session_schema_check (TwDatabase *database, char **strange, GError **error);

/* Whether the model's tables are there. */
gboolean tw_session_schema_has_model (TwDatabase *database, const TwModelType *type);

/* Columns of doubles in NAME_steps, from loss on: loss, gradient_norm, update_norm, learning_rate, x, y,
 * and the read-outs. */
#define TW_STEPS_FIRST_READOUT 6
guint tw_session_schema_n_values (const TwModelType *type);
/* "loss, gradient_norm, …": the same columns.  Caller frees. */
char *tw_session_schema_value_columns (const TwModelType *type);

G_END_DECLS
