/* SPDX-License-Identifier: GPL-3.0-or-later */

/* thalweg-cli: Thalweg without a window. */

#include "cli/tw-cli.h"

#include "core/tw-blas.h"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const TwCliCommand *const commands[] = {
  &tw_cli_run,     &tw_cli_branch, &tw_cli_replay, &tw_cli_info,
  &tw_cli_compare, &tw_cli_eval,   &tw_cli_field,  &tw_cli_bench,
};

/* A program that starts with a standard stream closed would get its number for the next file it
 * opens, and write results there.  Such a stream is opened so that using it fails. */
static void
guard_standard_streams (void)
{
  for (int fd = 0; fd <= 2; fd++)
    if (fcntl (fd, F_GETFD) < 0 && errno == EBADF)
      (void)open ("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

/* What the layers below report while nobody waits for their answer. */
static void
on_message (const char *domain, GLogLevelFlags level, const char *text, gpointer data)
{
  if ((level & G_LOG_LEVEL_WARNING) != 0 && (level & G_LOG_FLAG_FATAL) == 0)
    tw_cli_complain (NULL, text);
  else
    g_log_default_handler (domain, level, text, data);
}

static int
print_help (void)
{
  tw_cli_write ("Usage:\n"
                "  thalweg-cli COMMAND [OPTION…]\n\n"
                "Trains models and reports on them, without a window.\n\n"
                "Commands:\n");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    tw_cli_print ("  %-8s %s\n", commands[i]->name, commands[i]->summary);
  tw_cli_write ("\nOptions:\n"
                "  --help     Show this, or what a command does: thalweg-cli COMMAND --help\n"
                "  --version  Show the version\n\n"
                "Exit status: 0 done, 1 failed, 2 wrong usage, 128 + n stopped by signal n.\n");
  return tw_cli_finish (NULL, TW_CLI_DONE);
}

static int
print_version (void)
{
  tw_cli_write ("thalweg-cli " TW_VERSION "\n");
  return tw_cli_finish (NULL, TW_CLI_DONE);
}

static const TwCliCommand *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i]->name, name))
      return commands[i];
  return NULL;
}

static int
complain_about (const char *word)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (word == NULL)
    g_string_append (text, "no command");
  else if (word[0] == '-')
    g_string_append_printf (text, "unknown option “%s”", word);
  else
    g_string_append_printf (text, "unknown command “%s”", word);
  g_string_append (text, "; the commands are");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "%s %s", i == 0 ? "" : ",", commands[i]->name);
  g_string_append (text, "; see thalweg-cli --help");
  tw_cli_complain (NULL, text->str);
  return TW_CLI_USAGE;
}

int
main (int argc, char **argv)
{
  const char *word = argc > 1 ? argv[1] : NULL;
  const TwCliCommand *command;

  guard_standard_streams ();
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");
  g_log_set_default_handler (on_message, NULL);
  tw_blas_init ();
  /* A file that may not grow is an error like a full disk, and no end. */
  signal (SIGXFSZ, SIG_IGN);

  if (word == NULL)
    return complain_about (NULL);
  if (g_str_equal (word, "--help") || g_str_equal (word, "-h") || g_str_equal (word, "-?"))
    return print_help ();
  if (g_str_equal (word, "--version"))
    return print_version ();
  command = find_command (word);
  if (command == NULL)
    return complain_about (word);
  return tw_cli_finish (command->name, command->main (argv + 1));
}
