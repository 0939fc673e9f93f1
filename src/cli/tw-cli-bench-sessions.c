/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/tw-cli-bench-sessions.h"

#include "session/tw-replay.h"
#include "train/tw-trainer.h"

#include <glib/gstdio.h>

#include <sys/stat.h>

/* More steps than anybody waits for. */
#define ENDLESS "fine-tuning.steps=1000000000"
#define SIZE_STEPS 100000
#define HISTORY_ROWS 16384 /* what the window keeps for its timelines */

typedef struct
{
  char *folder, *path;
  TwSession *session;
  gint64 run;
  TwTrainer *recorded, *plain;
  TwReplay *replay;
  guint64 head;
  guint64 place; /* of the last seek */
} Bench;

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

void
tw_bench_session_teardown (gpointer data)
{
  Bench *bench = data;

  g_clear_pointer (&bench->replay, tw_replay_free);
  g_clear_pointer (&bench->recorded, tw_trainer_free);
  g_clear_pointer (&bench->plain, tw_trainer_free);
  g_clear_pointer (&bench->session, tw_session_free);
  if (bench->folder != NULL)
    remove_folder (bench->folder);
  g_free (bench->folder);
  g_free (bench->path);
  g_free (bench);
}

static gboolean
start_recorded (Bench *bench, const TwScenario *scenario, GError **error)
{
  TwTrainerSink *sink;
  TwRun *run;

  bench->session = tw_session_new (bench->path);
  bench->run = tw_session_add_root (bench->session, scenario, NULL, error);
  if (bench->run == 0)
    return FALSE;
  run = tw_run_new (scenario, error);
  if (run == NULL)
    return FALSE;
  sink = tw_session_record (bench->session, bench->run, error);
  if (sink == NULL)
    {
      tw_run_free (run);
      return FALSE;
    }
  bench->recorded = tw_trainer_new_for_run (run, NULL, NULL, sink, NULL, NULL, error);
  return bench->recorded != NULL;
}

gpointer
tw_bench_session_setup (GError **error)
{
  g_autoptr (TwScenario) scenario = tw_scenario_find ("default", error);
  Bench *bench;

  if (scenario == NULL || !tw_scenario_set_text (scenario, ENDLESS, error))
    return NULL;
  bench = g_new0 (Bench, 1);
  bench->folder = g_dir_make_tmp ("thalweg-bench-XXXXXX", error);
  if (bench->folder != NULL)
    bench->path = g_build_filename (bench->folder, "bench" TW_SESSION_SUFFIX, NULL);
  if (bench->folder != NULL && start_recorded (bench, scenario, error))
    bench->plain = tw_trainer_new (scenario, NULL, NULL, error);
  if (bench->plain != NULL)
    return bench;
  tw_bench_session_teardown (bench);
  return NULL;
}

static gboolean
record (Bench *bench, guint64 n, GError **error)
{
  g_autoptr (TwSnapshot) snapshot = NULL;

  tw_trainer_step (bench->recorded, n);
  tw_trainer_wait (bench->recorded);
  if (!tw_session_flush (bench->session, error))
    return FALSE;
  snapshot = tw_trainer_take_snapshot (bench->recorded);
  bench->head += n;
  if (snapshot != NULL && snapshot->step == bench->head)
    return TRUE;
  g_set_error (
      error, TW_SESSION_ERROR, TW_SESSION_ERROR_FILE, "%s: recording stopped: %s", bench->path,
      snapshot != NULL && snapshot->message != NULL ? snapshot->message : "no reason given");
  return FALSE;
}

static gpointer
setup_with (guint64 n, GError **error)
{
  Bench *bench = tw_bench_session_setup (error);

  if (bench == NULL)
    return NULL;
  if (record (bench, n, error))
    bench->replay = tw_replay_new (bench->path, error);
  if (bench->replay != NULL)
    return bench;
  tw_bench_session_teardown (bench);
  return NULL;
}

gpointer
tw_bench_session_setup_seek (GError **error)
{
  return setup_with (TW_BENCH_SEEK_STEPS, error);
}

gpointer
tw_bench_session_setup_open (GError **error)
{
  return setup_with (TW_BENCH_OPEN_STEPS, error);
}

/* --- recording --- */

static void
train (TwTrainer *trainer, guint n)
{
  tw_trainer_step (trainer, n);
  tw_trainer_wait (trainer);
}

void
tw_bench_session_record (gpointer data, guint iterations)
{
  train (((Bench *)data)->recorded, iterations);
}

void
tw_bench_session_train (gpointer data, guint iterations)
{
  train (((Bench *)data)->plain, iterations);
}

void
tw_bench_session_settle (gpointer data)
{
  tw_session_flush (((Bench *)data)->session, NULL);
}

/* --- reading --- */

void
tw_bench_session_seek (gpointer data, guint iterations)
{
  Bench *bench = data;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < iterations; i++)
    {
      /* A generator with a full period (Knuth): the steps are all over the run, and the same ones
       * every time. */
      bench->place = bench->place * G_GUINT64_CONSTANT (6364136223846793005)
                     + G_GUINT64_CONSTANT (1442695040888963407);
      if (!tw_replay_seek (bench->replay, bench->run, (bench->place >> 20) % bench->head,
                           TW_REPLAY_ALL_CHANGES, NULL, &error))
        g_error ("%s", error->message);
    }
}

void
tw_bench_session_open (gpointer data, guint iterations)
{
  Bench *bench = data;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < iterations; i++)
    {
      g_autoptr (TwSession) session = tw_session_open (bench->path, TRUE, &error);
      g_autoptr (TwSessionReader) reader =
          session != NULL ? tw_session_reader_new (bench->path, &error) : NULL;
      const TwSessionRun *run =
          reader != NULL ? tw_session_reader_get_run (reader, bench->run) : NULL;
      g_autoptr (TwHistory) history =
          run != NULL ? tw_history_new (run->scenario->type, HISTORY_ROWS) : NULL;

      if (history == NULL || !tw_session_reader_load_history (reader, bench->run, history, &error))
        g_error ("%s", error != NULL ? error->message : "the run is not there");
    }
}

double
tw_bench_session_size (gpointer data)
{
  Bench *bench = data;
  g_autoptr (GError) error = NULL;
  TwSessionSizes sizes;
  struct stat status;

  if (!record (bench, SIZE_STEPS, &error))
    g_error ("%s", error->message);
  /* Closed, so that all of it is in the one file. */
  g_clear_pointer (&bench->recorded, tw_trainer_free);
  g_clear_pointer (&bench->session, tw_session_free);
  bench->replay = tw_replay_new (bench->path, &error);
  if (bench->replay == NULL
      || !tw_session_reader_read_sizes (tw_replay_get_reader (bench->replay), bench->run, &sizes,
                                        &error))
    g_error ("%s", error->message);
  return stat (bench->path, &status) == 0 ? (double)status.st_size / (double)sizes.n_rows : 0;
}
