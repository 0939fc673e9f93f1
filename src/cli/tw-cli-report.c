/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/tw-cli-report.h"

#include "cli/tw-cli.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

#define TITLE_WIDTH 40
#define BAR_WIDTH 40
#define REDRAW_AFTER (G_USEC_PER_SEC / 10)

static gboolean
is_command (gunichar c)
{
  return g_unichar_iscntrl (c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

char *
tw_cli_plain (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *plain = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      const gunichar c = g_utf8_get_char (at);

      g_string_append_unichar (plain, is_command (c) ? ' ' : c);
    }
  return g_string_free (plain, FALSE);
}

char *
tw_cli_count (guint64 n, const char *noun)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT " %s%s", n, noun, n == 1 ? "" : "s");
}

void
tw_cli_report_line (const char *title, double value, const char *unit)
{
  const int blanks = TITLE_WIDTH - (int)g_utf8_strlen (title, -1);

  tw_cli_print ("  %s%*s%13.6g%s%s\n", title, MAX (blanks, 1), "", value,
                unit[0] != '\0' ? " " : "", unit);
}

void
tw_cli_report_readouts (const TwReadoutSpec *specs, guint n, const double *values)
{
  for (guint i = 0; i < n; i++)
    tw_cli_report_line (specs[i].title, values[i], specs[i].unit);
}

void
tw_cli_report_verdict (const TwModelType *type, const TwVerdict *verdict)
{
  const TwRegimeSpec *regime = &type->regimes[verdict->regime];

  tw_cli_report_readouts (type->scores, type->n_scores, verdict->scores);
  tw_cli_report_line ("Entropy of the policy", verdict->entropy, "nats");
  if (tw_model_type_verdict_holds (type, verdict))
    tw_cli_print ("\n%s: %s\n", regime->title, regime->help);
  else
    tw_cli_print ("\nNo regime: a score is not finite\n");
}

void
tw_cli_progress_init (TwCliProgress *progress)
{
  progress->shown = FALSE;
  progress->last = isatty (STDERR_FILENO) ? g_get_monotonic_time () : -1;
}

void
tw_cli_progress_update (TwCliProgress *progress, double fraction, const char *what)
{
  const int filled = (int)lrint (CLAMP (fraction, 0.0, 1.0) * BAR_WIDTH);
  gint64 now;

  if (progress->last < 0)
    return;
  now = g_get_monotonic_time ();
  if (now - progress->last < REDRAW_AFTER)
    return;

  progress->last = now;
  progress->shown = TRUE;
  fprintf (stderr, "\r[%.*s%*s] %3.0f %%  %s\033[K", filled,
           "########################################", BAR_WIDTH - filled, "", 100 * fraction,
           what);
  fflush (stderr);
}

void
tw_cli_progress_end (TwCliProgress *progress)
{
  if (progress->shown)
    fputs ("\r\033[K", stderr);
  progress->shown = FALSE;
}
