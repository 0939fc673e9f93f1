/* SPDX-License-Identifier: GPL-3.0-or-later */

/* JSON as the commands print it: names with values, and what the commands have in common. */

#pragma once

#include "cli/tw-json-writer.h"
#include "model/tw-model.h"
#include "train/tw-scenario.h"

G_BEGIN_DECLS

/* "name": … in an object. */
void tw_cli_json_number (TwJsonWriter *json, const char *name, double value);
void tw_cli_json_integer (TwJsonWriter *json, const char *name, gint64 value);
/* text may be NULL, which is null. */
void tw_cli_json_text (TwJsonWriter *json, const char *name, const char *text);
void tw_cli_json_pair (TwJsonWriter *json, const char *name, const double pair[2]);
/* "name": { one member a parameter, read-out, score } */
void tw_cli_json_params (TwJsonWriter *json, const char *name, const TwModel *model,
                         const double *values);
void tw_cli_json_readouts (TwJsonWriter *json, const char *name, const TwReadoutSpec *specs,
                           guint n, const double *values);
/* "scores", "entropy", "regime" */
void tw_cli_json_verdict (TwJsonWriter *json, const TwModelType *type, const TwVerdict *verdict);
/* "name": { key: value as a file would have it }, choices as words, switches as true and false. */
void tw_cli_json_settings (TwJsonWriter *json, const char *name, const TwSettingTable *table,
                           const double *values);

/* Prints what was written, and ends the line. */
void tw_cli_json_print (const TwJsonWriter *json);

G_END_DECLS
