/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/tw-cli.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

G_DEFINE_QUARK (tw - cli - error - quark, tw_cli_error)

/* errno of the first write that failed; stdio keeps only that one did. */
static int write_errno;

void
tw_cli_write (const char *text)
{
  if (fputs (text, stdout) < 0 && write_errno == 0)
    write_errno = errno;
}

void
tw_cli_print (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  tw_cli_write (text);
}

void
tw_cli_complain (const char *command, const char *text)
{
  g_autofree char *line = g_strdup (text);

  for (char *c = line; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  fprintf (stderr, "thalweg-cli%s%s: %s\n", command != NULL ? " " : "",
           command != NULL ? command : "", g_strchomp (line));
}

int
tw_cli_fail (const char *command, GError *error)
{
  gboolean usage;

  if (error == NULL)
    return TW_CLI_DONE;

  usage =
      error->domain == G_OPTION_ERROR || g_error_matches (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE);
  tw_cli_complain (command, error->message);
  g_error_free (error);
  return usage ? TW_CLI_USAGE : TW_CLI_FAILED;
}

int
tw_cli_finish (const char *command, int status)
{
  g_autofree char *text = NULL;

  if (fflush (stdout) != 0 && write_errno == 0)
    write_errno = errno;
  if (write_errno == 0 && !ferror (stdout))
    return status;

  text = g_strdup_printf ("cannot write to standard output: %s", g_strerror (write_errno));
  tw_cli_complain (command, text);
  return TW_CLI_FAILED;
}

gboolean
tw_cli_usage_error (GError **error, const char *what, GError *cause)
{
  g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE, "%s: %s", what, cause->message);
  g_error_free (cause);
  return FALSE;
}
