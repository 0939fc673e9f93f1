/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A scenario: which model is trained, on what, from where, how.  Read from GLib key files:
 *
 *   [scenario] title, subtitle, description, claim, model, seed
 *   [world] [model] [start]     the model's own tables (TwModelType)
 *   [optimizer]                 tw_optimizer_table()
 *   [stage NAME]                in order: steps, and the model's stage table
 *   [event NAME]                tw_event_table(): at a step set, add to or ramp one value
 *
 * Every key has its type, range and default in one table; docs/SCENARIOS.md is made from it.
 *
 * An *address* names one value: SECTION.KEY, where SECTION is scenario, world, model, start,
 * optimizer, theta, the name of a stage or of an event, or (for events and running trainers only)
 * "stage" for the stage that is under way.  theta.NAME is a parameter while it trains; start.NAME
 * its value at step 0.  A key may contain dots (theta.u.world); stage names may not.
 *
 * Ownership: tw_scenario_unref() frees.  Threads: reference counts are atomic; a scenario that
 * more than one holder has must not be changed: copy it. */

#pragma once

#include "model/tw-model.h"

G_BEGIN_DECLS

#define TW_SCENARIO_MAX_BYTES (1024 * 1024) /* a larger file is refused unread */
#define TW_SCENARIO_MAX_STAGES 64
#define TW_SCENARIO_MAX_EVENTS 1024

#define TW_SCENARIO_ERROR (tw_scenario_error_quark ())
GQuark tw_scenario_error_quark (void);

typedef enum
{
  TW_SCENARIO_ERROR_FILE,    /* cannot be read, too large, not text, not a key file */
  TW_SCENARIO_ERROR_KEY,     /* unknown section or key */
  TW_SCENARIO_ERROR_VALUE,   /* wrong type, out of range */
  TW_SCENARIO_ERROR_MISSING, /* no stage, a stage without steps, an event without target */
} TwScenarioError;

typedef enum
{
  TW_SECTION_SCENARIO,
  TW_SECTION_WORLD,
  TW_SECTION_MODEL,
  TW_SECTION_START,
  TW_SECTION_OPTIMIZER,
  TW_SECTION_STAGE,
  TW_SECTION_EVENT,
  TW_SECTION_THETA,
} TwSection;

/* Where a value lives. */
typedef struct
{
  TwSection section;
  guint item; /* which stage or event; TW_CURRENT_STAGE for "stage"; else 0 */
  guint key;  /* index in the section's table; for TW_SECTION_THETA the parameter */
} TwAddress;

#define TW_CURRENT_STAGE G_MAXUINT

/* Keys that every stage has, before the model's own: index 0 is steps. */
#define TW_STAGE_STEPS 0
#define TW_N_STAGE_KEYS 1

/* Indices into tw_scenario_table() and tw_event_table(). */
typedef enum
{
  TW_SCENARIO_SEED,
  TW_N_SCENARIO_KEYS
} TwScenarioKey;

typedef enum
{
  TW_EVENT_STEP,
  TW_EVENT_DURATION,
  TW_EVENT_VALUE,
  TW_N_EVENT_KEYS
} TwEventKey;

typedef struct
{
  char *name;
  guint64 steps;  /* 1 … 10^9 */
  double *values; /* (type->stage.n) */
} TwStage;

typedef enum
{
  TW_EVENT_SET,  /* value becomes value */
  TW_EVENT_ADD,  /* value is added */
  TW_EVENT_RAMP, /* moves evenly from what it is to value over duration steps */
} TwEventAction;

typedef struct
{
  char *name;
  char *stage;  /* steps count from the start of this stage; NULL: from step 0 */
  guint64 step; /* happens before the training step of this number */
  guint64 at;   /* the same, from step 0 */
  TwEventAction action;
  char *target_text; /* "theta.horizon" */
  TwAddress target;
  double value;     /* an index where the target is a choice */
  guint64 duration; /* steps, for TW_EVENT_RAMP; else 0 */
} TwEvent;

typedef struct
{
  const TwModelType *type;
  char *name; /* "default", or the file's base name */
  char *title;
  char *subtitle;    /* one short line for the gallery */
  char *description; /* what it is and what to watch for; one paragraph */
  char *claim;       /* id of the claim it belongs to, or "" */
  guint64 seed;      /* 0 … 2^53 - 1, so that every reader of JSON has it exactly */
  double *world;     /* (type->world.n) */
  double *settings;  /* (type->settings.n) */
  double *start;     /* (type->start.n) */
  double *optimizer; /* (tw_optimizer_table ()->n) */
  TwStage *stages;   /* (n_stages), at least one */
  guint n_stages;
  TwEvent *events; /* (n_events), by at, then as in the file */
  guint n_events;
  /*< private >*/
  gatomicrefcount refs;
} TwScenario;

/* From a file, or from text (length bytes, need not end with 0); origin stands for the file's name in messages.
 * A message names file, line, key and what is allowed. */
TwScenario *tw_scenario_load_file (const char *path, GError **error);
TwScenario *
tw_scenario_load_text (const char *text, gsize length, const char *origin, GError **error);
/* A file's path, or the name of a shipped one ("default").  A name with a '/' or ending in ".ini"
 * is a path; otherwise the shipped one wins over a file of that
 * name here.  The message lists what is shipped. */
TwScenario *tw_scenario_find (const char *name_or_path, GError **error);

/* Names of the shipped scenarios in the order of the gallery (data/scenarios/ORDER, then by name),
 * NULL-terminated; g_strfreev().  They lie in $THALWEG_DATADIR/scenarios if that is set, else beside the source when run from a build,
 * else in the installed place. */
GStrv tw_scenario_list (void);

TwScenario *tw_scenario_ref (TwScenario *scenario);
void tw_scenario_unref (TwScenario *scenario);
TwScenario *tw_scenario_copy (const TwScenario *scenario);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TwScenario, tw_scenario_unref)

/* The scenario as a key file that loads to an equal one; only what differs from the defaults is
 * written, beside [scenario] and each stage's steps.  Caller frees. */
char *tw_scenario_to_text (const TwScenario *scenario);
/* Same texts, same settings to the last bit, same stages and events; the name does not count,
 * because a text does not carry it. */
gboolean tw_scenario_equal (const TwScenario *a, const TwScenario *b);

guint64 tw_scenario_total_steps (const TwScenario *scenario);
/* The stage that a step (counted from 0) belongs to, and its first step; the last one past the end. */
guint tw_scenario_stage_at (const TwScenario *scenario, guint64 step, guint64 *first);

/* Finds SECTION.KEY; the message says which sections or keys there are.  The parameters that an
 * address can name are those that [start] names, in the same order. */
gboolean tw_scenario_resolve (const TwScenario *scenario, const char *address, TwAddress *result,
                              GError **error);
/* The address as text, e.g. "fine-tuning.dev_horizon".  Caller frees. */
char *tw_scenario_address_text (const TwScenario *scenario, TwAddress address);
/* Type, range, unit and help of the value there.  Of [scenario] only the seed has an address;
 * theta is a real without bounds other than finite; an event's value is what its target takes, or
 * for TW_EVENT_ADD a difference.  Static. */
const TwSettingSpec *tw_scenario_spec (const TwScenario *scenario, TwAddress address);
/* Value there; not for TW_SECTION_THETA or TW_CURRENT_STAGE. */
double tw_scenario_get (const TwScenario *scenario, TwAddress address);
/* Sets a value that passes tw_setting_check(); FALSE and error otherwise, and where an event would
 * then lie past the end.  theta and TW_CURRENT_STAGE are refused: only a run has them.  Setting
 * an event's or a stage's steps may change the order of events. */
gboolean tw_scenario_set (TwScenario *scenario, TwAddress address, double value, GError **error);
/* --set: ADDRESS=VALUE as one text.  Beside addresses it takes scenario.title, subtitle,
 * description and claim. */
gboolean tw_scenario_set_text (TwScenario *scenario, const char *assignment, GError **error);

/* The tables of the sections that no model owns.  Static. */
const TwSettingTable *tw_scenario_table (void); /* seed; the other keys are texts */
const TwSettingTable *tw_optimizer_table (void);
const TwSettingTable *tw_stage_table (void); /* steps */
const TwSettingTable *tw_event_table (void); /* step, duration, value; for documentation too */

G_END_DECLS
