/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The options that commands share, and what they stand for. */

#pragma once

#include "cli/tw-cli.h"
#include "train/tw-run.h"

G_BEGIN_DECLS

/* Which of the shared options a command has, beside --help and --json. */
typedef enum
{
  TW_CLI_TAKES_SCENARIO = 1 << 0, /* SCENARIO, --set, --seed */
  TW_CLI_TAKES_STATE = 1 << 1,    /* --stage, --start-of, --theta */
} TwCliTakes;

typedef struct
{
  gboolean help, json;
  char **words; /* what is no option: the scenario's name; may be NULL */
  char **sets;
  char *seed;
  char *stage, *start_of;
  char **thetas;
} TwCliOptions;

void tw_cli_options_clear (TwCliOptions *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwCliOptions, tw_cli_options_clear)

/* Reads arguments into options (zeroed before) and the variables of own (the command's entries, may
 * be NULL).  With --help, prints the help and sets options->help; nothing else is then checked. */
gboolean tw_cli_options_parse (TwCliOptions *options, const TwCliCommand *command, guint takes,
                               const GOptionEntry *own, char **arguments, GError **error);

/* The scenario that the options name, with --set and --seed applied. */
TwScenario *tw_cli_options_load (const TwCliOptions *options, GError **error);

/* A whole number from minimum to maximum, for --what. */
gboolean tw_cli_parse_count (const char *what, const char *text, guint64 minimum, guint64 maximum,
                             guint64 *value, GError **error);

/* What an option sets, and to what: "--theta" has NAME=VALUE of a parameter, any other option
 * ADDRESS=VALUE of what a run of that scenario can be told. */
gboolean tw_cli_parse_assignment (const TwScenario *scenario, const char *option, const char *text,
                                  TwAddress *address, double *value, GError **error);

/* A θ to look at: that of a run, with one stage's objective and data set and --theta applied. */
typedef struct
{
  TwRun *run;
  TwScenario *scenario; /* settings in force; belongs to run */
  TwModel *model;       /* belongs to run */
  guint stage;          /* index */
  double *theta;        /* (n_params) */
  gsize n_params;
} TwCliState;

void tw_cli_state_clear (TwCliState *state);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwCliState, tw_cli_state_clear)

/* state is overwritten, and valid to clear also on failure. */
gboolean tw_cli_state_init (TwCliState *state, const TwCliOptions *options, GError **error);

G_END_DECLS
