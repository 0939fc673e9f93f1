/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A value of a setting or parameter as a table has it: a word as it is; a number whole where it is short,
 * else with as many digits as are read at a glance; "–" for NaN, "∞". */

#pragma once

#include "session/tw-audit.h"

G_BEGIN_DECLS

typedef struct
{
  char *text;
  char *exact; /* all digits; NULL: text has them */
  gboolean number;
} TwValueText;

/* scenario may be NULL: see tw_audit_format_value().  Free with tw_value_text_clear(). */
void tw_value_text_init (TwValueText *text, const TwScenario *scenario, const char *address,
                         double value);
void tw_value_text_clear (TwValueText *text);

G_END_DECLS
