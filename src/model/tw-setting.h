/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Settings: one table describes each key that a scenario, the command line, an event or the
 * inspector can set.  Parsing, checking, widgets, --set and docs/SCENARIOS.md all read it.
 *
 * A value is held as a double whatever its type: integers exactly (|v| <= 2^53), switches as 0 or
 * 1, choices as the index into choices.  A table's values are an array double[n], same order.
 * Specs and tables are static and immutable: thread-safe. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TW_SETTING_REAL,
  TW_SETTING_INTEGER,
  TW_SETTING_SWITCH, /* written true or false */
  TW_SETTING_CHOICE, /* written as one of choices */
} TwSettingType;

typedef struct
{
  const char *key;    /* as in files: "oversight", "u.world" */
  const char *symbol; /* as in formulas: "T"; NULL if it has none */
  const char *title;  /* for people: N_("Oversight") */
  const char *unit;   /* "steps", "1", "steps⁻¹"; "" where there is none */
  const char *help;   /* one sentence, for tooltips and docs */
  TwSettingType type;
  double minimum, maximum;    /* inclusive */
  double fallback;            /* the default */
  const char *const *choices; /* NULL-terminated, for TW_SETTING_CHOICE only */
} TwSettingSpec;

typedef struct
{
  const TwSettingSpec *specs; /* (n) */
  guint n;
} TwSettingTable;

#define TW_SETTING_ERROR (tw_setting_error_quark ())
GQuark tw_setting_error_quark (void);

typedef enum
{
  TW_SETTING_ERROR_UNKNOWN_KEY,
  TW_SETTING_ERROR_TYPE,
  TW_SETTING_ERROR_RANGE,
} TwSettingError;

/* Index of key, or -1. */
int tw_setting_table_find (const TwSettingTable *table, const char *key);

/* Writes every default to values (table->n). */
void tw_setting_table_defaults (const TwSettingTable *table, double *values);

/* Parses text (C locale, surrounding blanks ignored) as spec says and checks the range.  On failure
 * returns FALSE, leaves value alone, and error says what was written and what is allowed. */
gboolean
tw_setting_parse (const TwSettingSpec *spec, const char *text, double *value, GError **error);

/* Checks type and range of a value that did not come from text. */
gboolean tw_setting_check (const TwSettingSpec *spec, double value, GError **error);

/* The value as a file would have it; reals with the fewest digits that read back the same double.
 * Caller frees. */
char *tw_setting_format (const TwSettingSpec *spec, double value);

/* What is allowed, for messages and docs: "a number from 0 to 1", "one of predict, base, proxy".
 * Caller frees. */
char *tw_setting_describe_range (const TwSettingSpec *spec);

G_END_DECLS
