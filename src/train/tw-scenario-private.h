/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files that make up tw-scenario share.  Not for other layers. */

#pragma once

#include "train/tw-scenario.h"

G_BEGIN_DECLS

/* --- texts of [scenario] (tw-scenario-tables.c) --- */

typedef struct
{
  const char *key;
  gsize offset;       /* of the char * in TwScenario */
  glong max_chars;    /* Unicode characters */
  gboolean paragraph; /* line breaks are allowed */
  const char *help;
} TwTextSpec;

#define TW_N_TEXTS 4
extern const TwTextSpec tw_scenario_texts[TW_N_TEXTS]; /* title, subtitle, description, claim */

/* The text's place in scenario. */
char **tw_scenario_text_at (const TwScenario *scenario, const TwTextSpec *spec);
/* Checks length and characters; the message says what is allowed.  text is UTF-8. */
gboolean tw_scenario_text_check (const TwTextSpec *spec, const char *text, GError **error);

/* [event NAME] has these beside its table. */
#define TW_EVENT_KEY_STAGE "stage"
#define TW_EVENT_KEY_ACTION "action"
#define TW_EVENT_KEY_TARGET "target"

extern const char *const tw_event_actions[]; /* (4), by TwEventAction, NULL-terminated */

/* Plain sections, in the order of a file; NULL-terminated. */
extern const char *const tw_scenario_sections[];

/* --- names (tw-scenario-names.c) --- */

/* “text”, one printable line of at most 60 characters, whatever text is.  Caller frees. */
char *tw_scenario_quote (const char *text);
/* A file's name, whole, fit for one line of a message.  Caller frees. */
char *tw_scenario_printable (const char *origin);
/* "; did you mean “x”?; allowed: x, y, z" with what of it helps.  Caller frees. */
char *tw_scenario_hint (const char *word, const GPtrArray *known);
/* Adds the keys of table to names (borrowed strings). */
void tw_scenario_add_keys (GPtrArray *names, const TwSettingTable *table);
/* If name may be that of a stage or event: characters, length, not reserved. */
gboolean tw_scenario_name_check (const char *name, GError **error);

/* --- life (tw-scenario.c) --- */

/* Defaults of type, no stages; name is copied. */
TwScenario *tw_scenario_new (const TwModelType *type, const char *name);
/* Adds a stage of that name with its defaults and no steps yet. */
TwStage *tw_scenario_add_stage (TwScenario *scenario, const char *name);
/* Index of the stage or event of that name, or -1. */
int tw_scenario_find_stage (const TwScenario *scenario, const char *name);
int tw_scenario_find_event (const TwScenario *scenario, const char *name);
void tw_event_clear (TwEvent *event);
gboolean tw_same_double (double a, double b);

/* --- events (tw-scenario-events.c) --- */

/* What the event's value may be: as its target, or a difference. */
const TwSettingSpec *
tw_event_value_spec (const TwScenario *scenario, TwAddress target, TwEventAction action);
/* Everything about the event that its keys' own ranges do not say.  On failure *key is the key to
 * blame. */
gboolean
tw_event_check (const TwScenario *scenario, const TwEvent *event, const char **key, GError **error);
/* The step, from 0, that the event's stage and step mean now. */
guint64 tw_event_when (const TwScenario *scenario, const TwEvent *event);
/* Sets every event's at, and sorts. */
void tw_scenario_place_events (TwScenario *scenario);

/* --- values (tw-scenario-address.c) --- */

/* tw_setting_parse() with the unit in the message. */
gboolean tw_scenario_parse_value (const TwSettingSpec *spec, const char *text, double *value,
                                  GError **error);

/* --- lines (tw-scenario-lines.c) --- */

typedef struct
{
  char *name;
  guint line;
} TwKeyLine;

typedef struct
{
  char *name;
  guint line;
  GArray *keys; /* TwKeyLine, in the order of the file */
} TwSectionLines;

typedef struct _TwLines TwLines;

/* Finds sections and keys in text, a key file of length bytes of UTF-8.  NULL and *line and error (what
 * is wrong there) for a line that is none of section, key, comment or blank, and for a section or
 * key that is there twice, which GKeyFile would silently join. */
TwLines *tw_lines_scan (const char *text, gsize length, guint *line, GError **error);
void tw_lines_free (TwLines *lines);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwLines, tw_lines_free)

guint tw_lines_get_n_sections (const TwLines *lines);
const TwSectionLines *tw_lines_get_section (const TwLines *lines, guint index);
/* By name; NULL if it is not there. */
const TwSectionLines *tw_lines_find_section (const TwLines *lines, const char *name);
/* Of the key, or the section if it has no such key, or 0. */
guint tw_lines_find (const TwLines *lines, const char *section, const char *key);

G_END_DECLS
