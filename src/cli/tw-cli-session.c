/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/tw-cli-session.h"

#include "cli/tw-cli-report.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* How every SQLite file begins, the ending 0 included. */
static const char magic[16] = "SQLite format 3";

#define MAX_LISTED 12 /* runs named in a message */

gboolean
tw_cli_is_session (const char *path)
{
  char head[sizeof magic];
  struct stat status;
  gboolean is = FALSE;
  int fd;

  /* Not to wait for who writes into a pipe of that name. */
  fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0)
    return FALSE;
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    is = read (fd, head, sizeof head) == (gssize)sizeof head
         && memcmp (head, magic, sizeof head) == 0;
  close (fd);
  return is;
}

const char *
tw_cli_options_session (const TwCliOptions *options, GError **error)
{
  const guint n = options->words != NULL ? g_strv_length (options->words) : 0;

  if (n == 1)
    return options->words[0];
  g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
               n == 0 ? "no session: give a file that “run -o FILE” or the window has recorded"
                      : "one session is enough, but “%s” came after it",
               n == 0 ? "" : options->words[1]);
  return NULL;
}

TwSession *
tw_cli_session_open (const char *path, GError **error)
{
  g_autoptr (TwSession) session = tw_session_open (path, FALSE, error);
  const char *reason = session != NULL ? tw_session_get_read_only_reason (session) : NULL;

  if (reason == NULL)
    return g_steal_pointer (&session);
  g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_FAILED, "“%s” can only be read: %s", path, reason);
  return NULL;
}

/* --- runs --- */

static gboolean
listed (const TwSessionRun *run)
{
  return !run->deleted;
}

static void
append_run (GString *text, const TwSessionRun *run)
{
  g_string_append_printf (text, "%s%" G_GINT64_FORMAT " (%s)", text->len > 0 ? ", " : "", run->id,
                          run->name);
}

/* "1 (Deceptive), 2 (a longer horizon)": those of that name, or all. */
static char *
list_runs (TwSessionReader *reader, const char *name)
{
  const guint n = tw_session_reader_get_n_runs (reader);
  GString *text = g_string_new (NULL);
  guint count = 0;

  for (guint i = 0; i < n; i++)
    {
      const TwSessionRun *run = tw_session_reader_get_run_at (reader, i);

      if (listed (run) && (name == NULL || g_str_equal (run->name, name)) && count++ < MAX_LISTED)
        append_run (text, run);
    }
  if (count > MAX_LISTED)
    g_string_append_printf (text, " and %u more", count - MAX_LISTED);
  return g_string_free (text, FALSE);
}

static const TwSessionRun *
find_last (TwSessionReader *reader)
{
  for (guint i = tw_session_reader_get_n_runs (reader); i-- > 0;)
    if (listed (tw_session_reader_get_run_at (reader, i)))
      return tw_session_reader_get_run_at (reader, i);
  return NULL;
}

/* NULL if no run or more than one has that name; n: how many. */
static const TwSessionRun *
find_by_name (TwSessionReader *reader, const char *name, guint *n)
{
  const TwSessionRun *found = NULL;

  *n = 0;
  for (guint i = 0; i < tw_session_reader_get_n_runs (reader); i++)
    {
      const TwSessionRun *run = tw_session_reader_get_run_at (reader, i);

      if (!listed (run) || !g_str_equal (run->name, name))
        continue;
      found = run;
      *n += 1;
    }
  return *n == 1 ? found : NULL;
}

const TwSessionRun *
tw_cli_find_run (TwSessionReader *reader, const char *word, GError **error)
{
  const TwSessionRun *run = NULL;
  g_autofree char *known = NULL;
  guint64 id;
  guint n = 0;

  if (word == NULL)
    run = find_last (reader);
  else if (g_ascii_string_to_unsigned (word, 10, 1, G_MAXINT64, &id, NULL))
    run = tw_session_reader_get_run (reader, (gint64)id);
  if (run == NULL && word != NULL)
    run = find_by_name (reader, word, &n);
  if (run != NULL)
    return run;

  known = list_runs (reader, n > 1 ? word : NULL);
  if (known[0] == '\0')
    g_set_error_literal (error, TW_CLI_ERROR, TW_CLI_ERROR_FAILED, "the session has no runs");
  else if (n > 1)
    g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
                 "--run: “%s” is the name of more than one run; give one of the numbers of %s",
                 word, known);
  else
    g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
                 "--run: there is no run “%s”; the runs are %s", word, known);
  return NULL;
}

gboolean
tw_cli_check_alive (const TwSessionRun *run, GError **error)
{
  if (!run->deleted)
    return TRUE;
  g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_FAILED,
               "run %" G_GINT64_FORMAT " (%s) was deleted, and nothing is added to it", run->id,
               run->name);
  return FALSE;
}

const char *
tw_cli_state_word (const TwSessionRun *run)
{
  switch (run->state)
    {
    case TW_TRAINER_FINISHED:
      return "finished";
    case TW_TRAINER_FAILED:
      return "failed";
    case TW_TRAINER_PAUSED:
    case TW_TRAINER_RUNNING:
    default:
      return "paused";
    }
}

const char *
tw_cli_regime_word (const TwSessionRun *run)
{
  return run->regime >= 0 ? run->scenario->type->regimes[run->regime].name : NULL;
}

gboolean
tw_cli_check_name (const char *option, const char *name, GError **error)
{
  if (name == NULL || (name[0] != '\0' && strlen (name) <= TW_SESSION_MAX_NAME))
    return TRUE;
  g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
               "%s: a name has from 1 to %d bytes, not %zu", option, TW_SESSION_MAX_NAME,
               strlen (name));
  return FALSE;
}
