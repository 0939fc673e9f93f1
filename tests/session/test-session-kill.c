/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A program that records is killed at a random moment, again and again.  Every time: the file opens and
 * is whole; what is missing was done in the last 100 ms; and from there the run goes on to the end that
 * it would have had.
 *
 * THALWEG_KILLS says how often (25 if it does not; before a release 200), --seed repeats a failure.
 *
 * A machine that gives the program no time does not make it lose more: the recorded program says once
 * a millisecond of its own where it is, and the 100 ms are counted in these, too.  Nor does a busy
 * disk: what a killed program wrote is there whether the disk has it or not, so the files are in memory,
 * or where TMPDIR says. */

#include "plain-run.h"
#include "session-fixture.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FRESH_STEPS 1200 /* of both stages */
#define BRANCH_STEP 300
#define BRANCH_CHANGES 4 /* of the script's, up to there */
#define MOST_MISSING_MS 100

/* What the program does to a run from step 0. */
static const struct
{
  guint64 step;
  const char *address;
  double value;
} script[] = {
  { 0, "start.horizon", 0.5 },    { 90, "theta.horizon", 2 },
  { 90, "theta.awareness", 1 },   { 250, "optimizer.learning_rate", 0.2 },
  { 500, "optimizer.method", 3 }, { 501, "model.oversight", 300 },
  { 777, "theta.u.world", -0.4 }, { 1000, "late.dev_horizon", 100 },
};

static char *program;

static TwScenario *
make_scenario (void)
{
  return fixture_scenario (400, FRESH_STEPS - 400);
}

/* --- the program that is killed --- */

/* Once a millisecond until the trainer rests: changes made, step, µs. */
static void
report_until_at_rest (TwTrainer *trainer, guint n_changes)
{
  gboolean at_rest = FALSE;
  guint64 step = 0;

  while (!at_rest)
    {
      g_autoptr (TwSnapshot) snapshot = tw_trainer_take_snapshot (trainer);

      if (snapshot != NULL)
        {
          step = snapshot->step;
          at_rest = snapshot->state != TW_TRAINER_RUNNING;
        }
      printf ("%u %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT "\n", n_changes, step,
              g_get_monotonic_time ());
      fflush (stdout);
      g_usleep (1000);
    }
}

static void
step_to (TwTrainer *trainer, guint64 step, guint n_changes)
{
  const guint64 now = fixture_get_step (trainer);

  if (now == step)
    return;
  tw_trainer_step (trainer, step - now);
  tw_trainer_sync (trainer);
  report_until_at_rest (trainer, n_changes);
}

/* The script from its item n_done on, then to the end. */
static void
follow_script (TwTrainer *trainer, guint n_done)
{
  for (guint i = n_done; i < G_N_ELEMENTS (script); i++)
    {
      step_to (trainer, script[i].step, i);
      fixture_set (trainer, script[i].address, script[i].value, "script");
    }
  step_to (trainer, FRESH_STEPS, G_N_ELEMENTS (script));
}

static int
record_fresh (const char *path, double speed)
{
  g_autoptr (TwSession) session = tw_session_new (path);
  g_autoptr (TwScenario) scenario = make_scenario ();
  g_autoptr (GError) error = NULL;
  const gint64 run = tw_session_add_root (session, scenario, NULL, &error);
  g_autoptr (TwTrainer) trainer = NULL;

  g_assert_no_error (error);
  trainer = fixture_start (session, run, scenario);
  tw_trainer_set_speed (trainer, speed);
  follow_script (trainer, 0);
  pause ();
  return 1;
}

static int
record_branch (const char *path, double speed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSession) session = tw_session_open (path, FALSE, &error);
  g_autoptr (TwReplay) replay = NULL;
  g_autoptr (TwTrainer) trainer = NULL;
  guint64 changes;
  gint64 branch;

  g_assert_no_error (error);
  replay = tw_replay_new (path, &error);
  g_assert_no_error (error);
  tw_replay_seek (replay, 1, BRANCH_STEP, TW_REPLAY_ALL_CHANGES, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tw_replay_get_owner (replay, &changes), ==, 1);
  branch =
      tw_session_add_branch (session, 1, changes, tw_replay_get_run (replay), "branch", &error);
  g_assert_no_error (error);
  trainer = fixture_continue (session, branch);
  tw_trainer_set_speed (trainer, speed);
  step_to (trainer, FRESH_STEPS, 0);
  pause ();
  return 1;
}

/* --- what it said --- */

typedef struct
{
  guint changes;
  guint64 step;
  gint64 time;
} Report;

typedef struct
{
  GPid pid;
  int output;
  GString *text;
} Child;

static void
start_child (Child *child, const char *what, const char *path, double speed)
{
  g_autofree char *speed_text = g_strdup_printf ("%.0f", speed);
  char *arguments[] = { program, (char *)what, (char *)path, speed_text, NULL };
  g_autoptr (GError) error = NULL;

  child->text = g_string_new (NULL);
  g_spawn_async_with_pipes (NULL, arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                            &child->pid, NULL, &child->output, NULL, &error);
  g_assert_no_error (error);
}

/* More of what it says.  FALSE at the end. */
static gboolean
read_more (Child *child)
{
  char bytes[4096];
  const gssize n = read (child->output, bytes, sizeof bytes);

  if (n > 0)
    g_string_append_len (child->text, bytes, n);
  return n > 0 || (n < 0 && errno == EINTR);
}

/* Kills it that long after its first word; returns when. */
static gint64
kill_child (Child *child, guint after_ms)
{
  gint64 time;
  int status;

  if (!read_more (child))
    g_error ("%s ended by itself", program);
  g_usleep (1000ul * after_ms);
  time = g_get_monotonic_time ();
  kill (child->pid, SIGKILL);
  while (read_more (child))
    ;
  waitpid (child->pid, &status, 0);
  g_assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
  close (child->output);
  return time;
}

static GArray *
parse_reports (const char *text)
{
  GArray *reports = g_array_new (FALSE, FALSE, sizeof (Report));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  /* What follows the last end of a line may be half a line. */
  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    {
      Report report;

      if (sscanf (lines[i], "%u %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT, &report.changes,
                  &report.step, &report.time)
          != 3)
        g_error ("it said “%s”", lines[i]);
      g_array_append_val (reports, report);
    }
  return reports;
}

/* head, changes: what is in the file. */
static void
check_missing (GArray *reports, gint64 killed, guint64 head, guint64 changes)
{
  for (guint i = 0; i < reports->len; i++)
    {
      const Report *report = &g_array_index (reports, Report, i);
      const double missing_ms = (double)(killed - report->time) / 1000;

      if (report->step <= head && report->changes <= changes)
        continue;
      g_test_message ("%.1f ms are missing", missing_ms);
      if (missing_ms > MOST_MISSING_MS && reports->len - i > MOST_MISSING_MS * 9 / 10)
        g_error ("%.1f ms before the end step %" G_GUINT64_FORMAT " and %u changes were done, and "
                 "in the file are step %" G_GUINT64_FORMAT " and %" G_GUINT64_FORMAT " changes",
                 missing_ms, report->step, report->changes, head, changes);
      return;
    }
}

/* --- what it left --- */

static PlainRun *undisturbed, *undisturbed_branch;

static void
make_undisturbed (void)
{
  g_autoptr (TwScenario) scenario = make_scenario ();

  undisturbed = plain_run_new (1, scenario);
  for (guint i = 0; i < G_N_ELEMENTS (script); i++)
    {
      plain_run_step (undisturbed, script[i].step - plain_run_get_step (undisturbed));
      g_assert_true (plain_run_set (undisturbed, script[i].address, script[i].value, "script"));
    }
  plain_run_step (undisturbed, FRESH_STEPS);
  g_assert_cmpuint (plain_run_get_step (undisturbed), ==, FRESH_STEPS);
  undisturbed_branch = plain_run_new_branch (2, undisturbed, BRANCH_STEP, BRANCH_CHANGES);
  plain_run_step (undisturbed_branch, FRESH_STEPS);
}

/* Killed while its tables were made a file is empty, at the latest when SQLite has taken that back. */
static gboolean
is_there (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);

  return info != NULL && g_file_info_get_size (info) > 0;
}

static void
check_whole (const char *path, gboolean has_branch)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSessionReader) reader = tw_session_reader_new (path, &error);

  g_assert_no_error (error);
  plain_run_check (undisturbed, reader);
  if (has_branch)
    plain_run_check (undisturbed_branch, reader);
  fixture_check_integrity (path);
}

static TwSession *
open_again (const char *path)
{
  g_autoptr (GError) error = NULL;
  TwSession *session;

  fixture_check_integrity (path);
  session = tw_session_open (path, FALSE, &error);
  g_assert_no_error (error);
  /* The lock went with the program that had it. */
  g_assert_cmpstr (tw_session_get_read_only_reason (session), ==, NULL);
  return session;
}

static guint
random_delay (void)
{
  return (guint)g_test_rand_int_range (0, 400);
}

static double
random_speed (void)
{
  return g_test_rand_int_range (0, 4) == 0 ? 0 : g_test_rand_double_range (2000, 8000);
}

static void
kill_fresh (const char *path)
{
  g_autoptr (GArray) reports = NULL;
  g_autoptr (TwSession) session = NULL;
  g_autoptr (TwTrainer) trainer = NULL;
  const TwSessionRun *run;
  Child child;
  gint64 killed;

  start_child (&child, "fresh", path, random_speed ());
  killed = kill_child (&child, random_delay ());
  reports = parse_reports (child.text->str);
  g_string_free (child.text, TRUE);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    fixture_check_integrity (path);
  if (!is_there (path))
    {
      check_missing (reports, killed, 0, 0);
      return;
    }
  session = open_again (path);
  run = tw_session_get_run (session, 1);
  if (run == NULL)
    {
      check_missing (reports, killed, 0, 0);
      return;
    }
  check_missing (reports, killed, run->head, run->n_changes);
  trainer = fixture_continue (session, 1);
  {
    const guint n_done = (guint)run->n_changes;

    for (guint i = n_done; i < G_N_ELEMENTS (script); i++)
      {
        fixture_step (trainer, script[i].step - fixture_get_step (trainer));
        fixture_set (trainer, script[i].address, script[i].value, "script");
      }
  }
  fixture_play (trainer);
  g_clear_pointer (&trainer, tw_trainer_free);
  g_clear_pointer (&session, tw_session_free);
  check_whole (path, FALSE);
}

static void
kill_branch (const char *path, const char *whole)
{
  g_autoptr (GArray) reports = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) from = g_file_new_for_path (whole), to = g_file_new_for_path (path);
  g_autoptr (TwSession) session = NULL;
  const TwSessionRun *run;
  Child child;
  gint64 killed;

  g_file_copy (from, to, G_FILE_COPY_NONE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  start_child (&child, "branch", path, random_speed ());
  killed = kill_child (&child, random_delay ());
  reports = parse_reports (child.text->str);
  g_string_free (child.text, TRUE);
  session = open_again (path);
  run = tw_session_get_run (session, 2);
  check_missing (reports, killed, run != NULL ? run->head : 0, 0);
  if (run != NULL)
    {
      g_autoptr (TwTrainer) trainer = fixture_continue (session, 2);

      fixture_play (trainer);
    }
  g_clear_pointer (&session, tw_session_free);
  check_whole (path, run != NULL);
}

static void
record_whole (const char *path)
{
  g_autoptr (TwSession) session = tw_session_new (path);
  g_autoptr (TwScenario) scenario = make_scenario ();
  g_autoptr (GError) error = NULL;
  const gint64 run = tw_session_add_root (session, scenario, NULL, &error);
  g_autoptr (TwTrainer) trainer = NULL;

  g_assert_no_error (error);
  trainer = fixture_start (session, run, scenario);
  for (guint i = 0; i < G_N_ELEMENTS (script); i++)
    {
      fixture_step (trainer, script[i].step - fixture_get_step (trainer));
      fixture_set (trainer, script[i].address, script[i].value, "script");
    }
  fixture_play (trainer);
}

static guint
n_kills (void)
{
  const char *text = g_getenv ("THALWEG_KILLS");

  return text != NULL ? (guint)atoi (text) : 25;
}

static void
test_kill_fresh (void)
{
  for (guint i = 0; i < n_kills () * 2 / 3; i++)
    {
      char *folder = fixture_folder_new ();
      g_autofree char *path = g_build_filename (folder, "killed.thalweg", NULL);

      kill_fresh (path);
      fixture_folder_free (folder);
    }
}

static void
test_kill_branch (void)
{
  char *folder = fixture_folder_new ();
  g_autofree char *whole = g_build_filename (folder, "whole.thalweg", NULL);

  record_whole (whole);
  for (guint i = 0; i < n_kills () - n_kills () * 2 / 3; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%u.thalweg", folder, i);

      kill_branch (path, whole);
    }
  fixture_folder_free (folder);
}

int
main (int argc, char **argv)
{
  int result;

  if (argc == 4 && strcmp (argv[1], "fresh") == 0)
    return record_fresh (argv[2], g_ascii_strtod (argv[3], NULL));
  if (argc == 4 && strcmp (argv[1], "branch") == 0)
    return record_branch (argv[2], g_ascii_strtod (argv[3], NULL));
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  fixture_use_memory ();
  make_undisturbed ();
  g_test_add_func ("/session/kill/fresh", test_kill_fresh);
  g_test_add_func ("/session/kill/branch", test_kill_branch);
  result = g_test_run ();
  plain_run_free (undisturbed);
  plain_run_free (undisturbed_branch);
  return result;
}
