/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-recorder.h"

#include "session/tw-recorder-writer.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#ifdef __linux__
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#define MS G_GINT64_CONSTANT (1000000) /* ns */
#define COMMIT_PERIOD (50 * MS)
#define RETRY_PERIOD (1000 * MS)
#define NOTIFY_PERIOD (100 * MS)
#define NICE 5
/* Trainers are held when as much waits; it is a second or two of the fastest. */
#define MOST_BACKLOG ((gsize)96 * 1024 * 1024)

struct _TwRecorder
{
  gint refs;
  pthread_t thread;

  atomic_bool troubled;
  atomic_size_t backlog; /* bytes */

  /* Nobody writes, computes or calls back while holding lock. */
  pthread_mutex_t lock;
  pthread_cond_t wake;    /* the thread: something below changed */
  pthread_cond_t changed; /* others: committed, trouble, suspended or stored changed */
  /* Under lock: */
  TwRecord *first, **end; /* that wait */
  guint64 put, committed; /* how many so far */
  guint flushing;         /* how many wait for a commit */
  gboolean substantial;   /* something is worth a file */
  gboolean quit, suspend, suspended, stored;
  char *path;
  char *trouble;
  TwSessionLock *held;
  GHashTable *latest;    /* run → Latest: what was put in */
  GHashTable *published; /* run → TwRecorderProgress: what is committed */

  /* Held while notify runs, so that nobody is told after he said that he would not listen. */
  pthread_mutex_t notify_lock;
  TwSessionNotify notify;
  gpointer notify_data;

  /* The thread's own. */
  TwRecorderWriter *writer; /* NULL: no file is open */
  GHashTable *tracks;
  TwRecord *batch, **batch_end; /* taken, and not committed */
  TwRecord **next;              /* the first that is not in the transaction */
  guint64 n_batch;
  gboolean in_transaction;
  gint64 began, notified; /* ns */
  gboolean news;
};

/* How far a run is, by what was put in. */
typedef struct
{
  guint64 head, n_changes;
} Latest;

static gint64
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (gint64)time.tv_sec * 1000 * MS + time.tv_nsec;
}

/* --- records --- */

TwRecord *
tw_record_new (TwRecordKind kind, gint64 run, const TwModelType *type)
{
  TwRecord *record = g_new0 (TwRecord, 1);

  record->kind = kind;
  record->run = run;
  record->type = type;
  record->size = sizeof *record;
  return record;
}

void
tw_record_free (TwRecord *record)
{
  tw_tree_run_free (record->tree);
  g_free (record->text);
  g_free (record->rows);
  for (guint i = 0; i < record->n_edits; i++)
    g_free (record->edits[i].address);
  g_free (record->edits);
  g_clear_pointer (&record->bytes, g_bytes_unref);
  g_clear_pointer (&record->scenario, tw_scenario_unref);
  g_free (record->theta);
  g_free (record);
}

static void
free_records (TwRecord *record)
{
  while (record != NULL)
    {
      TwRecord *next = record->next;

      tw_record_free (record);
      record = next;
    }
}

/* Under lock. */
static void
note_latest (TwRecorder *recorder, const TwRecord *record)
{
  Latest *latest;

  if (record->kind != TW_RECORD_ROWS && record->kind != TW_RECORD_CHANGE)
    return;
  latest = g_hash_table_lookup (recorder->latest, &record->run);
  if (latest == NULL)
    {
      latest = g_new0 (Latest, 1);
      g_hash_table_insert (recorder->latest, g_memdup2 (&record->run, sizeof record->run), latest);
    }
  if (record->kind == TW_RECORD_CHANGE)
    latest->n_changes = (guint64)record->number;
  latest->head = record->step;
}

void
tw_recorder_get_put (TwRecorder *recorder, gint64 run, guint64 *head, guint64 *n_changes)
{
  const Latest *latest;

  pthread_mutex_lock (&recorder->lock);
  latest = g_hash_table_lookup (recorder->latest, &run);
  if (latest != NULL)
    {
      *head = MAX (*head, latest->head);
      *n_changes = MAX (*n_changes, latest->n_changes);
    }
  pthread_mutex_unlock (&recorder->lock);
}

void
tw_recorder_put (TwRecorder *recorder, TwRecord *record, gboolean substantial)
{
  atomic_fetch_add (&recorder->backlog, record->size);
  record->next = NULL;
  pthread_mutex_lock (&recorder->lock);
  *recorder->end = record;
  recorder->end = &record->next;
  recorder->put++;
  note_latest (recorder, record);
  recorder->substantial |= substantial;
  pthread_cond_signal (&recorder->wake);
  pthread_mutex_unlock (&recorder->lock);
}

/* --- telling --- */

static void
tell (TwRecorder *recorder, gint64 time)
{
  recorder->news = FALSE;
  recorder->notified = time;
  pthread_mutex_lock (&recorder->notify_lock);
  if (recorder->notify != NULL)
    recorder->notify (recorder->notify_data);
  pthread_mutex_unlock (&recorder->notify_lock);
}

static void
tell_if_due (TwRecorder *recorder)
{
  const gint64 time = now ();

  if (recorder->news && time - recorder->notified >= NOTIFY_PERIOD)
    tell (recorder, time);
}

/* message: NULL for none. */
static void
set_trouble (TwRecorder *recorder, const char *message)
{
  gboolean changed;

  pthread_mutex_lock (&recorder->lock);
  changed = g_strcmp0 (recorder->trouble, message) != 0;
  g_free (recorder->trouble);
  recorder->trouble = g_strdup (message);
  pthread_cond_broadcast (&recorder->changed);
  pthread_mutex_unlock (&recorder->lock);
  atomic_store (&recorder->troubled, message != NULL);
  if (changed)
    tell (recorder, now ());
}

/* --- transactions --- */

static void
free_progress (gpointer data)
{
  TwRecorderProgress *progress = data;

  g_free (progress->message);
  g_free (progress);
}

/* Under lock: what readers of the progress may know now. */
static void
publish (TwRecorder *recorder)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, recorder->tracks);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const TwTrack *track = value;
      TwRecorderProgress *progress = g_memdup2 (&track->now, sizeof track->now);

      progress->message = g_strdup (track->now.message);
      g_hash_table_replace (recorder->published, g_memdup2 (&track->run, sizeof track->run),
                            progress);
    }
}

/* What is committed is no longer needed. */
static void
drop_batch (TwRecorder *recorder)
{
  TwRecord *done = recorder->batch;
  TwRecord *rest = *recorder->next;
  guint64 n = 0;
  gsize bytes = 0;

  *recorder->next = NULL;
  for (TwRecord *record = done; record != NULL; record = record->next)
    {
      n++;
      bytes += record->size;
    }
  recorder->batch = rest;
  recorder->next = &recorder->batch;
  if (rest == NULL)
    recorder->batch_end = &recorder->batch;
  atomic_fetch_sub (&recorder->backlog, bytes);

  pthread_mutex_lock (&recorder->lock);
  recorder->committed += n;
  publish (recorder);
  pthread_cond_broadcast (&recorder->changed);
  pthread_mutex_unlock (&recorder->lock);
  free_records (done);
  recorder->news = TRUE;
}

static gboolean
commit (TwRecorder *recorder, GError **error)
{
  recorder->in_transaction = FALSE;
  if (!tw_recorder_writer_commit (recorder->writer, error))
    return FALSE;
  drop_batch (recorder);
  return TRUE;
}

/* Everything of the transaction is to be written once more, by a new connection. */
static void
start_over (TwRecorder *recorder)
{
  if (recorder->writer != NULL)
    tw_recorder_writer_roll_back (recorder->writer);
  g_clear_pointer (&recorder->writer, tw_recorder_writer_free);
  recorder->in_transaction = FALSE;
  recorder->next = &recorder->batch;
}

/* The lock is the recorder's from the moment that there is a file. */
static gboolean
ensure_lock (TwRecorder *recorder, GError **error)
{
  TwSessionLock *lock;

  if (recorder->held != NULL)
    return TRUE;
  lock = tw_session_lock_new (recorder->path, error);
  if (lock == NULL)
    return FALSE;
  pthread_mutex_lock (&recorder->lock);
  recorder->held = lock;
  pthread_mutex_unlock (&recorder->lock);
  return TRUE;
}

/* A file that nothing was written to, because that failed, is made once more. */
static TwDatabaseMode
find_mode (TwRecorder *recorder)
{
  struct stat status;

  if (recorder->held == NULL)
    return TW_DATABASE_CREATE;
  return stat (recorder->path, &status) == 0 && status.st_size == 0 ? TW_DATABASE_CREATE
                                                                    : TW_DATABASE_WRITE;
}

static gboolean
ensure_writer (TwRecorder *recorder, GError **error)
{
  TwDatabase *database;

  if (recorder->writer != NULL)
    return TRUE;
  database = tw_database_open (recorder->path, find_mode (recorder), error);
  if (database == NULL)
    return FALSE;
  if (!ensure_lock (recorder, error))
    {
      tw_database_close (database);
      return FALSE;
    }
  recorder->writer = tw_recorder_writer_new (database, recorder->tracks, error);
  if (recorder->writer == NULL)
    return FALSE;
  pthread_mutex_lock (&recorder->lock);
  recorder->stored = TRUE;
  pthread_cond_broadcast (&recorder->changed);
  pthread_mutex_unlock (&recorder->lock);
  return TRUE;
}

static gboolean
write_batch (TwRecorder *recorder, GError **error)
{
  if (!ensure_writer (recorder, error))
    return FALSE;
  while (*recorder->next != NULL)
    {
      if (!recorder->in_transaction)
        {
          if (!tw_recorder_writer_begin (recorder->writer, error))
            return FALSE;
          recorder->in_transaction = TRUE;
          recorder->began = now ();
        }
      if (!tw_recorder_writer_put (recorder->writer, *recorder->next, error))
        return FALSE;
      recorder->next = &(*recorder->next)->next;
      /* After a trouble one by one, so that what there is room for is kept. */
      if ((atomic_load (&recorder->troubled) || now () - recorder->began >= COMMIT_PERIOD)
          && !commit (recorder, error))
        return FALSE;
    }
  return TRUE;
}

/* --- the thread --- */

/* Under lock. */
static void
wait_until (TwRecorder *recorder, gint64 time)
{
  const struct timespec end = { (time_t)(time / (1000 * MS)), (long)(time % (1000 * MS)) };

  if (time == G_MAXINT64)
    pthread_cond_wait (&recorder->wake, &recorder->lock);
  else
    pthread_cond_timedwait (&recorder->wake, &recorder->lock, &end);
}

/* When there is something to do beside new records; G_MAXINT64: never. */
static gint64
find_due (TwRecorder *recorder)
{
  gint64 due = G_MAXINT64;

  if (recorder->in_transaction)
    due = recorder->began + COMMIT_PERIOD;
  if (recorder->news)
    due = MIN (due, recorder->notified + NOTIFY_PERIOD);
  return due;
}

/* Under lock: records that wait, and may be written. */
static gboolean
has_records (const TwRecorder *recorder)
{
  return recorder->first != NULL && (recorder->stored || recorder->substantial);
}

/* Under lock: there is no file yet, but there is to be one. */
static gboolean
wants_file (const TwRecorder *recorder)
{
  return recorder->substantial && !recorder->stored;
}

/* Waits for something to do, which is there already if writing failed, and takes the records that wait.  FALSE: it is time to end. */
static gboolean
take_records (TwRecorder *recorder)
{
  gint64 due;
  gboolean go_on;

  pthread_mutex_lock (&recorder->lock);
  while (!has_records (recorder) && !recorder->quit && !recorder->suspend && *recorder->next == NULL
         && !wants_file (recorder) && !(recorder->flushing > 0 && recorder->in_transaction)
         && (due = find_due (recorder)) > now ())
    wait_until (recorder, due);
  if (has_records (recorder))
    {
      *recorder->batch_end = recorder->first;
      recorder->batch_end = recorder->end;
      recorder->first = NULL;
      recorder->end = &recorder->first;
    }
  go_on = !recorder->quit;
  pthread_mutex_unlock (&recorder->lock);
  return go_on;
}

static gboolean
is_commit_due (TwRecorder *recorder)
{
  gboolean asked;

  if (!recorder->in_transaction)
    return FALSE;
  pthread_mutex_lock (&recorder->lock);
  asked = recorder->flushing > 0 || recorder->quit || recorder->suspend;
  pthread_mutex_unlock (&recorder->lock);
  return asked || now () - recorder->began >= COMMIT_PERIOD;
}

static gboolean
work_once (TwRecorder *recorder, GError **error)
{
  gboolean write;

  pthread_mutex_lock (&recorder->lock);
  write = recorder->batch != NULL || wants_file (recorder);
  pthread_mutex_unlock (&recorder->lock);
  return (!write || write_batch (recorder, error))
         && (!is_commit_due (recorder) || commit (recorder, error));
}

/* Under lock: waits a while, unless it is time to end. */
static void
wait_for_room (TwRecorder *recorder)
{
  const gint64 end = now () + RETRY_PERIOD;

  while (!recorder->quit && !recorder->suspend && now () < end)
    wait_until (recorder, end);
}

static void
be_in_trouble (TwRecorder *recorder, GError *problem)
{
  start_over (recorder);
  set_trouble (recorder, problem->message);
  pthread_mutex_lock (&recorder->lock);
  wait_for_room (recorder);
  pthread_mutex_unlock (&recorder->lock);
}

/* Somebody copies the file: it is closed, and nothing is done until that is over. */
static void
stand_still (TwRecorder *recorder)
{
  gboolean asked;

  pthread_mutex_lock (&recorder->lock);
  asked = recorder->suspend;
  pthread_mutex_unlock (&recorder->lock);
  if (!asked || recorder->in_transaction)
    return;
  g_clear_pointer (&recorder->writer, tw_recorder_writer_free);
  pthread_mutex_lock (&recorder->lock);
  recorder->suspended = TRUE;
  pthread_cond_broadcast (&recorder->changed);
  while (recorder->suspend)
    wait_until (recorder, G_MAXINT64);
  recorder->suspended = FALSE;
  pthread_mutex_unlock (&recorder->lock);
}

static void
be_nice (void)
{
#ifdef __linux__
  setpriority (PRIO_PROCESS, (id_t)syscall (SYS_gettid), NICE);
#endif
}

static void *
work (void *data)
{
  TwRecorder *recorder = data;
  gboolean go_on;

  be_nice ();
  do
    {
      g_autoptr (GError) problem = NULL;

      go_on = take_records (recorder);
      /* In a place that cannot be written it stands still as it is: it may go on in another. */
      if (atomic_load (&recorder->troubled))
        stand_still (recorder);
      if (!work_once (recorder, &problem))
        be_in_trouble (recorder, problem);
      else
        {
          if (atomic_load (&recorder->troubled))
            set_trouble (recorder, NULL);
          stand_still (recorder);
        }
      tell_if_due (recorder);
    }
  while (go_on);
  if (recorder->batch != NULL)
    {
      g_autoptr (GError) problem = NULL;

      /* Of a trouble that lasts somebody was told. */
      if (!work_once (recorder, &problem) && !atomic_load (&recorder->troubled))
        g_warning ("what was recorded last is lost: %s", problem->message);
    }
  start_over (recorder);
  return NULL;
}

/* --- the object --- */

static void
init_threading (TwRecorder *recorder)
{
  pthread_condattr_t monotonic;

  pthread_condattr_init (&monotonic);
  pthread_condattr_setclock (&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init (&recorder->wake, &monotonic);
  pthread_cond_init (&recorder->changed, &monotonic);
  pthread_condattr_destroy (&monotonic);
  pthread_mutex_init (&recorder->lock, NULL);
  pthread_mutex_init (&recorder->notify_lock, NULL);
}

TwRecorder *
tw_recorder_new (const char *path, TwSessionLock *lock)
{
  TwRecorder *recorder = g_new0 (TwRecorder, 1);

  recorder->refs = 1;
  init_threading (recorder);
  recorder->path = g_strdup (path);
  recorder->held = lock;
  recorder->stored = lock != NULL;
  recorder->end = &recorder->first;
  recorder->batch_end = recorder->next = &recorder->batch;
  recorder->tracks = tw_tracks_new ();
  recorder->latest = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  recorder->published = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_progress);
  if (pthread_create (&recorder->thread, NULL, work, recorder) != 0)
    g_error ("no thread to record on");
  return recorder;
}

TwRecorder *
tw_recorder_ref (TwRecorder *recorder)
{
  g_atomic_int_inc (&recorder->refs);
  return recorder;
}

void
tw_recorder_unref (TwRecorder *recorder)
{
  if (!g_atomic_int_dec_and_test (&recorder->refs))
    return;
  pthread_mutex_lock (&recorder->lock);
  recorder->quit = TRUE;
  pthread_cond_signal (&recorder->wake);
  pthread_mutex_unlock (&recorder->lock);
  pthread_join (recorder->thread, NULL);
  free_records (recorder->batch);
  free_records (recorder->first);
  tw_session_lock_free (recorder->held);
  g_hash_table_unref (recorder->tracks);
  g_hash_table_unref (recorder->latest);
  g_hash_table_unref (recorder->published);
  pthread_mutex_destroy (&recorder->lock);
  pthread_mutex_destroy (&recorder->notify_lock);
  pthread_cond_destroy (&recorder->wake);
  pthread_cond_destroy (&recorder->changed);
  g_free (recorder->path);
  g_free (recorder->trouble);
  g_free (recorder);
}

/* --- how it stands --- */

gboolean
tw_recorder_is_held (TwRecorder *recorder)
{
  return atomic_load (&recorder->troubled) || atomic_load (&recorder->backlog) > MOST_BACKLOG;
}

gsize
tw_recorder_get_backlog (TwRecorder *recorder)
{
  return atomic_load (&recorder->backlog);
}

char *
tw_recorder_get_trouble (TwRecorder *recorder)
{
  char *trouble;

  pthread_mutex_lock (&recorder->lock);
  trouble = g_strdup (recorder->trouble);
  pthread_mutex_unlock (&recorder->lock);
  return trouble;
}

gboolean
tw_recorder_is_stored (TwRecorder *recorder)
{
  gboolean stored;

  pthread_mutex_lock (&recorder->lock);
  stored = recorder->stored;
  pthread_mutex_unlock (&recorder->lock);
  return stored;
}

void
tw_recorder_store (TwRecorder *recorder)
{
  pthread_mutex_lock (&recorder->lock);
  recorder->substantial = TRUE;
  pthread_cond_signal (&recorder->wake);
  pthread_mutex_unlock (&recorder->lock);
}

static gboolean
fail_for_trouble (const char *trouble, GError **error)
{
  g_set_error_literal (error, TW_SESSION_ERROR, TW_SESSION_ERROR_FILE, trouble);
  return FALSE;
}

gboolean
tw_recorder_flush (TwRecorder *recorder, GError **error)
{
  guint64 wanted;
  g_autofree char *trouble = NULL;

  pthread_mutex_lock (&recorder->lock);
  wanted = recorder->put;
  recorder->flushing++;
  pthread_cond_signal (&recorder->wake);
  while ((recorder->committed < wanted || !recorder->stored) && recorder->trouble == NULL
         && (recorder->stored || recorder->substantial))
    pthread_cond_wait (&recorder->changed, &recorder->lock);
  recorder->flushing--;
  if (recorder->committed < wanted)
    trouble = g_strdup (recorder->trouble);
  pthread_mutex_unlock (&recorder->lock);
  return trouble == NULL || fail_for_trouble (trouble, error);
}

gboolean
tw_recorder_get_progress (TwRecorder *recorder, gint64 run, TwRecorderProgress *progress)
{
  const TwRecorderProgress *found;

  pthread_mutex_lock (&recorder->lock);
  found = g_hash_table_lookup (recorder->published, &run);
  if (found != NULL)
    {
      *progress = *found;
      progress->message = g_strdup (found->message);
    }
  pthread_mutex_unlock (&recorder->lock);
  return found != NULL;
}

void
tw_recorder_set_notify (TwRecorder *recorder, TwSessionNotify notify, gpointer data)
{
  pthread_mutex_lock (&recorder->notify_lock);
  recorder->notify = notify;
  recorder->notify_data = data;
  pthread_mutex_unlock (&recorder->notify_lock);
}

/* --- moving --- */

void
tw_recorder_suspend (TwRecorder *recorder)
{
  pthread_mutex_lock (&recorder->lock);
  recorder->suspend = TRUE;
  pthread_cond_signal (&recorder->wake);
  while (!recorder->suspended)
    pthread_cond_wait (&recorder->changed, &recorder->lock);
  pthread_mutex_unlock (&recorder->lock);
}

void
tw_recorder_resume (TwRecorder *recorder, const char *path, TwSessionLock *lock)
{
  TwSessionLock *before = NULL;

  pthread_mutex_lock (&recorder->lock);
  if (path != NULL)
    {
      g_free (recorder->path);
      recorder->path = g_strdup (path);
      before = recorder->held;
      recorder->held = lock;
      recorder->stored = lock != NULL;
    }
  recorder->suspend = FALSE;
  pthread_cond_signal (&recorder->wake);
  pthread_mutex_unlock (&recorder->lock);
  tw_session_lock_free (before);
}
