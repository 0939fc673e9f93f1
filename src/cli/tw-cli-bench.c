/* SPDX-License-Identifier: GPL-3.0-or-later */

/* thalweg-cli bench: times the hot paths, next to another implementation where there is one. */

#include "cli/tw-cli-bench-cases.h"
#include "cli/tw-cli-json.h"
#include "cli/tw-cli-options.h"
#include "cli/tw-cli-peer.h"

#include "core/tw-cpu.h"

#include <math.h>
#include <stdio.h>

/* Seconds an iteration, or what else a case measures. */
typedef struct
{
  double median, least, most;
} Timing;

typedef struct
{
  const TwBenchCase *what;
  TwIsa isa;
  Timing ours;
  Timing theirs; /* NaN where there is nobody */
  const char *peer;
} Result;

static int
compare_doubles (const void *a, const void *b)
{
  const double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static Timing
summarise (double *times, guint n)
{
  Timing timing;

  qsort (times, n, sizeof *times, compare_doubles);
  timing.median = n % 2 == 1 ? times[n / 2] : (times[n / 2 - 1] + times[n / 2]) / 2;
  timing.least = times[0];
  timing.most = times[n - 1];
  return timing;
}

typedef void (*Work) (gpointer data, guint iterations);

static double
time_once (const TwBenchCase *what, Work work, gpointer data)
{
  const gint64 begin = g_get_monotonic_time ();
  double seconds;

  work (data, what->iterations);
  seconds = (double)(g_get_monotonic_time () - begin) / G_USEC_PER_SEC / what->iterations;
  if (what->settle != NULL)
    what->settle (data);
  return seconds;
}

static double
time_theirs (const TwBenchCase *what, gpointer data, TwCliPeer *peer)
{
  if (what->rival != NULL)
    return time_once (what, what->rival_work, data);
  return peer != NULL ? tw_cli_peer_time (peer, what->name) : NAN;
}

/* One repetition here, one there, and so on; the first of each only warms up. */
static void
measure (const TwBenchCase *what, gpointer data, TwCliPeer *peer, Result *result)
{
  g_autofree double *ours = g_new (double, what->repetitions + 1);
  g_autofree double *theirs = g_new (double, what->repetitions + 1);

  for (guint r = 0; r <= what->repetitions; r++)
    {
      if (what->measure != NULL)
        ours[r] = r > 0 ? what->measure (data) : NAN;
      else
        ours[r] = time_once (what, what->work, data);
      theirs[r] = time_theirs (what, data, peer);
    }
  result->ours = summarise (ours + 1, what->repetitions);
  result->theirs = summarise (theirs + 1, what->repetitions);
  result->peer = what->rival != NULL ? what->rival
                 : peer != NULL      ? tw_cli_peer_get_name (peer)
                                     : NULL;
}

static void
print_json (const Result *result)
{
  g_auto (TwJsonWriter) json = { 0 };
  const TwBenchCase *what = result->what;

  tw_json_writer_init (&json, FALSE);
  tw_json_begin (&json, '{');
  tw_cli_json_text (&json, "name", what->name);
  tw_cli_json_text (&json, "isa", tw_isa_name (result->isa));
  tw_cli_json_text (&json, "unit", what->unit != NULL ? what->unit : "s");
  tw_cli_json_number (&json, "median", result->ours.median);
  tw_cli_json_number (&json, "min", result->ours.least);
  tw_cli_json_number (&json, "max", result->ours.most);
  tw_cli_json_integer (&json, "iterations", what->iterations);
  tw_cli_json_integer (&json, "repetitions", what->repetitions);
  tw_cli_json_text (&json, "item", what->item);
  tw_cli_json_number (&json, "items_per_second",
                      what->item != NULL ? what->items / result->ours.median : NAN);
  if (isfinite (result->theirs.median))
    {
      tw_json_name (&json, "peer");
      tw_json_begin (&json, '{');
      tw_cli_json_text (&json, "name", result->peer);
      tw_cli_json_number (&json, "median", result->theirs.median);
      tw_cli_json_number (&json, "min", result->theirs.least);
      tw_json_end (&json, '{');
    }
  else
    tw_cli_json_text (&json, "peer", NULL);
  tw_cli_json_number (&json, "ratio", result->theirs.median / result->ours.median);
  tw_json_end (&json, '{');
  tw_cli_json_print (&json);
}

static void
print_text (const Result *result)
{
  const TwBenchCase *what = result->what;

  tw_cli_print ("%-17s %-7s %11.4g %s", what->name, tw_isa_name (result->isa), result->ours.median,
                what->unit != NULL ? what->unit : "s");
  if (what->item != NULL)
    tw_cli_print ("  %11.4g %s/s, at worst %.4g s", what->items / result->ours.median, what->item,
                  result->ours.most);
  if (isfinite (result->theirs.median))
    tw_cli_print ("  %.3g times %s (%.4g s)", result->theirs.median / result->ours.median,
                  result->peer, result->theirs.median);
  tw_cli_write ("\n");
}

/* With the instruction set in use. */
static gboolean
bench (const TwBenchCase *what, TwCliPeer *peer, gboolean json, GError **error)
{
  Result result = { .what = what, .isa = tw_cpu_isa () };
  gpointer data = what->setup (error);

  if (data == NULL)
    return FALSE;
  measure (what, data, what->peer ? peer : NULL, &result);
  what->teardown (data);
  (json ? print_json : print_text) (&result);
  /* Somebody may be waiting for this line. */
  fflush (stdout);
  return TRUE;
}

static gboolean
bench_every_isa (const TwBenchCase *what, TwCliPeer *peer, gboolean json, GError **error)
{
  const TwIsa chosen = tw_cpu_isa ();
  gboolean done = TRUE;

  for (guint isa = 0; done && isa < TW_N_ISAS; isa++)
    if (tw_cpu_force_isa ((TwIsa)isa))
      done = bench (what, peer, json, error);
  tw_cpu_force_isa (chosen);
  return done;
}

static void
print_list (void)
{
  guint n;
  const TwBenchCase *cases = tw_bench_cases (&n);

  for (guint i = 0; i < n; i++)
    tw_cli_print ("%-17s %s\n", cases[i].name, cases[i].summary);
}

/* name: NULL for all. */
static gboolean
check_name (char **words, const char **name, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);
  guint n;
  const TwBenchCase *cases = tw_bench_cases (&n);

  *name = words != NULL ? words[0] : NULL;
  if (*name == NULL)
    return TRUE;
  for (guint i = 0; i < n; i++)
    {
      if (g_str_equal (cases[i].name, *name) && words[1] == NULL)
        return TRUE;
      g_string_append_printf (known, "%s%s", i == 0 ? "" : ", ", cases[i].name);
    }
  g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
               words[1] != NULL ? "one name is enough, but “%s” came after it; there are %s"
                                : "no benchmark “%s”; there are %s",
               words[1] != NULL ? words[1] : *name, known->str);
  return FALSE;
}

/* FALSE and error if the one that was asked for is not to be had just so. */
static gboolean
check_patience (const char *name, gboolean lengthy, GError **error)
{
  guint n;
  const TwBenchCase *cases = tw_bench_cases (&n);

  for (guint i = 0; i < n && name != NULL && !lengthy; i++)
    if (cases[i].lengthy && g_str_equal (cases[i].name, name))
      {
        g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
                     "“%s” takes minutes and gigabytes of “%s”: give --long if that is all right",
                     name, g_get_tmp_dir ());
        return FALSE;
      }
  return TRUE;
}

/* The peer that reference ("auto", "none" or a script) asks for; NULL for none.  Without PyTorch
 * the benchmarks run alone, unless the script was named. */
static gboolean
start_peer (const char *reference, TwCliPeer **peer, GError **error)
{
  const gboolean by_itself = reference == NULL || g_str_equal (reference, "auto");
  GError *cause = NULL;

  *peer = NULL;
  if (g_strcmp0 (reference, "none") == 0)
    return TRUE;
  *peer = tw_cli_peer_new (by_itself ? NULL : reference, &cause);
  if (cause == NULL)
    return TRUE;
  if (!by_itself)
    {
      g_propagate_error (error, cause);
      return FALSE;
    }
  tw_cli_complain ("bench", cause->message);
  g_error_free (cause);
  return TRUE;
}

static gboolean
needs_peer (const char *name)
{
  guint n;
  const TwBenchCase *cases = tw_bench_cases (&n);

  for (guint i = 0; i < n; i++)
    if (cases[i].peer && (name == NULL || g_str_equal (cases[i].name, name)))
      return TRUE;
  return FALSE;
}

static int
bench_all (const char *name, const char *reference, gboolean lengthy, gboolean json)
{
  g_autoptr (TwCliPeer) peer = NULL;
  guint n;
  const TwBenchCase *cases = tw_bench_cases (&n);
  GError *error = NULL;

  if (!start_peer (needs_peer (name) ? reference : "none", &peer, &error))
    return tw_cli_fail ("bench", error);
  for (guint i = 0; i < n; i++)
    if ((name == NULL || g_str_equal (cases[i].name, name)) && (lengthy || !cases[i].lengthy))
      if (!(cases[i].every_isa ? bench_every_isa : bench) (&cases[i], peer, json, &error))
        return tw_cli_fail ("bench", error);
  return TW_CLI_DONE;
}

static int
bench_main (char **arguments)
{
  g_auto (TwCliOptions) options = { 0 };
  g_autofree char *reference = NULL;
  gboolean list = FALSE, lengthy = FALSE;
  const char *name = NULL;
  GError *error = NULL;
  const GOptionEntry own[] = {
    { "list", 0, 0, G_OPTION_ARG_NONE, &list, "List the benchmarks", NULL },
    { "long", 0, 0, G_OPTION_ARG_NONE, &lengthy,
      "Also run those that take minutes and gigabytes of TMPDIR", NULL },
    { "reference", 0, 0, G_OPTION_ARG_FILENAME, &reference,
      "What to compare with: auto (default), none, or the path of bench_planner.py", "WHAT" },
    G_OPTION_ENTRY_NULL,
  };

  if (!tw_cli_options_parse (&options, &tw_cli_bench, 0, own, arguments, &error))
    return tw_cli_fail ("bench", error);
  if (options.help)
    return TW_CLI_DONE;
  if (!check_name (options.words, &name, &error))
    return tw_cli_fail ("bench", error);
  if (list)
    {
      print_list ();
      return TW_CLI_DONE;
    }
  if (!check_patience (name, lengthy, &error))
    return tw_cli_fail ("bench", error);
  return bench_all (name, reference, lengthy, options.json);
}

const TwCliCommand tw_cli_bench = {
  .name = "bench",
  .usage = "[NAME]",
  .summary = "Time the hot paths, one line each",
  .details =
      "Times are medians over repetitions, in seconds an iteration. Where python3 has PyTorch, "
      "the same\nformulas are timed there, in turn with ours. Those of sessions write to a folder "
      "in TMPDIR.",
  .main = bench_main,
};
