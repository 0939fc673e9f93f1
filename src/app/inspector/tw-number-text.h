/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers as they stand in an entry, and as people type them. */

#pragma once

#include "model/tw-setting.h"

G_BEGIN_DECLS

/* full: the fewest digits that read back the same number; else at most six.  Caller frees. */
char *tw_number_text_format (const TwSettingSpec *spec, double value, gboolean full);

/* Like tw_setting_parse(), but also takes what the program itself writes elsewhere: a true minus
 * sign, digits grouped by spaces (any of Unicode's), "× 10³"; and a comma as the decimal sign where
 * there is no point. */
gboolean
tw_number_text_parse (const TwSettingSpec *spec, const char *text, double *value, GError **error);

G_END_DECLS
