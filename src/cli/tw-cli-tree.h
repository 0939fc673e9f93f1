/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tree of a session's runs, as text with lines, and as JSON. */

#pragma once

#include "cli/tw-json-writer.h"
#include "session/tw-session-reader.h"

G_BEGIN_DECLS

typedef struct
{
  const TwSessionRun *run; /* borrowed */
  TwSessionSizes sizes;
  GPtrArray *marks; /* TwSessionCheckpoint */
} TwCliRunInfo;

/* runs (n) in order of id. */
void tw_cli_print_tree (const TwCliRunInfo *runs, guint n);
/* One object. */
void tw_cli_run_info_json (const TwCliRunInfo *info, TwJsonWriter *json);

G_END_DECLS
