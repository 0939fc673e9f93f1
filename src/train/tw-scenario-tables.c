/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keys of the sections that no model owns. */

#include "config.h"

#include "train/tw-optimizer.h"
#include "train/tw-scenario-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Bounds that no sensible scenario meets; they keep sums of steps exact and updates finite. */
#define MOST_STEPS 1e9
#define MOST_TOTAL_STEPS (MOST_STEPS * TW_SCENARIO_MAX_STAGES)
#define LARGEST_SEED 9007199254740991.0 /* 2^53 - 1 */

const char *const tw_scenario_sections[] = { "scenario", "world",     "model",
                                             "start",    "optimizer", NULL };

const char *const tw_event_actions[] = { "set", "add", "ramp", NULL };

const TwTextSpec tw_scenario_texts[TW_N_TEXTS] = {
  { "title", G_STRUCT_OFFSET (TwScenario, title), 120, FALSE,
    "What the scenario is called. Without it, the name of the file." },
  { "subtitle", G_STRUCT_OFFSET (TwScenario, subtitle), 200, FALSE,
    "One short line for the gallery." },
  { "description", G_STRUCT_OFFSET (TwScenario, description), 4000, TRUE,
    "What it is and what to watch for: one paragraph. `\\n` breaks a line." },
  { "claim", G_STRUCT_OFFSET (TwScenario, claim), 64, FALSE,
    "The claim that the scenario belongs to, by its id." },
};

static const TwSettingSpec scenario_specs[TW_N_SCENARIO_KEYS] = {
  [TW_SCENARIO_SEED] = {
    .key = "seed",
    .title = N_("Seed"),
    .unit = "",
    .help = N_("Every random number of the run follows from it: same seed, same run."),
    .type = TW_SETTING_INTEGER,
    .maximum = LARGEST_SEED,
    .fallback = 1,
  },
};

static const char *const methods[] = { "gradient-descent", "sgd", "momentum", "adam", "adamw",
                                       "langevin",         NULL };
static const char *const schedules[] = { "constant", "cosine", "linear", NULL };

static const TwSettingSpec optimizer_specs[TW_N_OPT] = {
  [TW_OPT_METHOD] = {
    .key = "method",
    .title = N_("Method"),
    .unit = "",
    .help = N_("How a gradient becomes an update; gradient-descent takes it over all contexts."),
    .type = TW_SETTING_CHOICE,
    .fallback = TW_METHOD_SGD,
    .choices = methods,
  },
  [TW_OPT_LEARNING_RATE] = {
    .key = "learning_rate",
    .symbol = "η",
    .title = N_("Learning rate"),
    .unit = "",
    .help = N_("How far an update goes along the gradient."),
    .type = TW_SETTING_REAL,
    .maximum = 1e6,
    .fallback = 0.1,
  },
  [TW_OPT_BATCH] = {
    .key = "batch",
    .title = N_("Minibatch"),
    .unit = N_("contexts"),
    .help = N_("Contexts drawn, with replacement, for each step."),
    .type = TW_SETTING_INTEGER,
    .minimum = 1,
    .maximum = 1048576,
    .fallback = 128,
  },
  [TW_OPT_CLIP] = {
    .key = "clip",
    .title = N_("Gradient clipping"),
    .unit = "",
    .help = N_("Largest norm of the whole gradient; a longer one is shortened to it. 0: no clipping."),
    .type = TW_SETTING_REAL,
    .maximum = 1e12,
    .fallback = 1.0,
  },
  [TW_OPT_SCHEDULE] = {
    .key = "schedule",
    .title = N_("Schedule"),
    .unit = "",
    .help = N_("How the learning rate falls over a stage."),
    .type = TW_SETTING_CHOICE,
    .fallback = TW_SCHEDULE_CONSTANT,
    .choices = schedules,
  },
  [TW_OPT_WARMUP] = {
    .key = "warmup",
    .title = N_("Warm-up"),
    .unit = N_("steps"),
    .help = N_("Steps at the start of a stage over which the learning rate rises evenly."),
    .type = TW_SETTING_INTEGER,
    .maximum = MOST_STEPS,
    .fallback = 0,
  },
  [TW_OPT_FINAL_FRACTION] = {
    .key = "final_fraction",
    .title = N_("Final fraction"),
    .unit = "",
    .help = N_("What share of the learning rate a falling schedule leaves at the end of a stage."),
    .type = TW_SETTING_REAL,
    .maximum = 1.0,
    .fallback = 0.0,
  },
  [TW_OPT_MOMENTUM] = {
    .key = "momentum",
    .symbol = "μ",
    .title = N_("Momentum"),
    .unit = "",
    .help = N_("Share of the last update's direction that is kept, for the method momentum."),
    .type = TW_SETTING_REAL,
    .maximum = 1.0,
    .fallback = 0.9,
  },
  /* Adam divides by 1 - β, so both stay below 1. */
  [TW_OPT_BETA1] = {
    .key = "beta1",
    .symbol = "β₁",
    .title = N_("Beta 1"),
    .unit = "",
    .help = N_("Decay of Adam's average of the gradient."),
    .type = TW_SETTING_REAL,
    .maximum = 0.999999,
    .fallback = 0.9,
  },
  [TW_OPT_BETA2] = {
    .key = "beta2",
    .symbol = "β₂",
    .title = N_("Beta 2"),
    .unit = "",
    .help = N_("Decay of Adam's average of the squared gradient."),
    .type = TW_SETTING_REAL,
    .maximum = 0.999999,
    .fallback = 0.999,
  },
  [TW_OPT_EPSILON] = {
    .key = "epsilon",
    .symbol = "ε",
    .title = N_("Epsilon"),
    .unit = "",
    .help = N_("Keeps Adam from dividing by nothing."),
    .type = TW_SETTING_REAL,
    .minimum = 1e-30,
    .maximum = 1.0,
    .fallback = 1e-8,
  },
  [TW_OPT_WEIGHT_DECAY] = {
    .key = "weight_decay",
    .title = N_("Weight decay"),
    .unit = "",
    .help = N_("Pull of every parameter toward 0, apart from the gradient, for the method adamw."),
    .type = TW_SETTING_REAL,
    .maximum = 1000.0,
    .fallback = 0.01,
  },
  [TW_OPT_TEMPERATURE] = {
    .key = "temperature",
    .symbol = "τ",
    .title = N_("Temperature"),
    .unit = N_("loss"),
    .help = N_("Of the noise that the method langevin adds: normal, with variance 2 η τ."),
    .type = TW_SETTING_REAL,
    .maximum = 1e6,
    .fallback = 1e-4,
  },
  [TW_OPT_RESET] = {
    .key = "reset",
    .title = N_("Reset at stages"),
    .unit = "",
    .help = N_("Forget the optimiser's averages where a stage begins."),
    .type = TW_SETTING_SWITCH,
    .maximum = 1,
    .fallback = 1,
  },
};

static const TwSettingSpec stage_specs[TW_N_STAGE_KEYS] = {
  [TW_STAGE_STEPS] = {
    .key = "steps",
    .title = N_("Steps"),
    .unit = N_("steps"),
    .help = N_("How many training steps the stage has."),
    .type = TW_SETTING_INTEGER,
    .minimum = 1,
    .maximum = MOST_STEPS,
    .fallback = 1000,
  },
};

static const TwSettingSpec event_specs[TW_N_EVENT_KEYS] = {
  [TW_EVENT_STEP] = {
    .key = "step",
    .title = N_("Step"),
    .unit = N_("steps"),
    .help = N_("The event happens before the training step of this number, counted from 0 at the "
               "start of its stage, or of the run."),
    .type = TW_SETTING_INTEGER,
    .maximum = MOST_TOTAL_STEPS,
    .fallback = 0,
  },
  [TW_EVENT_DURATION] = {
    .key = "duration",
    .title = N_("Duration"),
    .unit = N_("steps"),
    .help = N_("Steps that a ramp takes; at least 1 for a ramp, 0 for all else."),
    .type = TW_SETTING_INTEGER,
    .maximum = MOST_TOTAL_STEPS,
    .fallback = 0,
  },
  [TW_EVENT_VALUE] = {
    .key = "value",
    .title = N_("Value"),
    .unit = "",
    .help = N_("What the target is set to, ramped to, or what is added to it, in the target's unit."),
    .type = TW_SETTING_REAL,
    .minimum = -G_MAXDOUBLE,
    .maximum = G_MAXDOUBLE,
    .fallback = 0,
  },
};

#define TABLE_FUNCTION(name, array)                                                                \
  const TwSettingTable *name (void)                                                                \
  {                                                                                                \
    static const TwSettingTable table = { array, G_N_ELEMENTS (array) };                           \
                                                                                                   \
    return &table;                                                                                 \
  }

TABLE_FUNCTION (tw_scenario_table, scenario_specs)
TABLE_FUNCTION (tw_optimizer_table, optimizer_specs)
TABLE_FUNCTION (tw_stage_table, stage_specs)
TABLE_FUNCTION (tw_event_table, event_specs)

char **
tw_scenario_text_at (const TwScenario *scenario, const TwTextSpec *spec)
{
  return G_STRUCT_MEMBER_P ((TwScenario *)scenario, spec->offset);
}

static gboolean
is_allowed (gunichar character, gboolean paragraph)
{
  if (paragraph && (character == '\n' || character == '\t'))
    return TRUE;
  /* 0x2028, 0x2029: Unicode's own line and paragraph separators. */
  return g_unichar_isprint (character) && character != 0x2028 && character != 0x2029;
}

gboolean
tw_scenario_text_check (const TwTextSpec *spec, const char *text, GError **error)
{
  const glong length = g_utf8_strlen (text, -1);

  if (length > spec->max_chars)
    {
      g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_VALUE,
                   "%ld characters are too many; allowed: at most %ld", length, spec->max_chars);
      return FALSE;
    }
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    if (!is_allowed (g_utf8_get_char (c), spec->paragraph))
      {
        g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_VALUE,
                     "character U+%04X cannot be printed; allowed: %s", g_utf8_get_char (c),
                     spec->paragraph ? "text, with \\n for a new line" : "text of one line");
        return FALSE;
      }
  return TRUE;
}
