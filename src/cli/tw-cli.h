/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The command-line tool: one function a command, and what they share about failing and printing.
 * Results go to standard output, everything else to standard error.  Main thread only. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How the program ends; signals add 128 as shells do. */
typedef enum
{
  TW_CLI_DONE = 0,
  TW_CLI_FAILED = 1,
  TW_CLI_USAGE = 2,
  TW_CLI_SIGNAL = 128,
} TwCliStatus;

#define TW_CLI_ERROR (tw_cli_error_quark ())
GQuark tw_cli_error_quark (void);

typedef enum
{
  TW_CLI_ERROR_USAGE, /* what was written on the command line is wrong */
  TW_CLI_ERROR_FAILED,
} TwCliError;

typedef struct
{
  const char *name;    /* "run" */
  const char *usage;   /* what follows the name: "SCENARIO" */
  const char *summary; /* one line */
  const char *details; /* paragraphs for --help */
  /* arguments: NULL-terminated, [0] is the command's name.  Returns the exit status. */
  int (*main) (char **arguments);
} TwCliCommand;

extern const TwCliCommand tw_cli_run;
extern const TwCliCommand tw_cli_branch;
extern const TwCliCommand tw_cli_replay;
extern const TwCliCommand tw_cli_info;
extern const TwCliCommand tw_cli_compare;
extern const TwCliCommand tw_cli_eval;
extern const TwCliCommand tw_cli_field;
extern const TwCliCommand tw_cli_bench;

/* Writes to standard output.  What goes wrong there is reported once, by tw_cli_finish(). */
void tw_cli_print (const char *format, ...) G_GNUC_PRINTF (1, 2);
void tw_cli_write (const char *text);

/* One line on standard error, whatever is in text: control characters become blanks. */
void tw_cli_complain (const char *command, const char *text);

/* Reports error (taken; may be NULL for none) and returns the status that it means. */
int tw_cli_fail (const char *command, GError *error);

/* Flushes standard output.  Returns status, or TW_CLI_FAILED with a message if not everything could
 * be written. */
int tw_cli_finish (const char *command, int status);

/* error (taken) with "what: " before it, as a mistake on the command line.  Returns FALSE. */
gboolean tw_cli_usage_error (GError **error, const char *what, GError *cause);

G_END_DECLS
