/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-session.h"

#include "session/tw-recorder.h"
#include "session/tw-recording.h"
#include "session/tw-session-copy.h"
#include "session/tw-session-schema.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define N_COLORS 8

struct _TwSession
{
  GPtrArray *tree;      /* TwTreeRun, by id */
  GHashTable *recorded; /* run id: a sink was made for it */
  gint64 next_id;
  gboolean asked; /* to be read only, and nothing else stands in the way */

  pthread_mutex_t lock; /* what follows, which a copy under way may change */
  TwRecorder *recorder; /* NULL: read only; never gone before the session */
  char *path, *reason;
  GPtrArray *newer; /* what tree is to become: of the copy that is gone on in; or NULL */
  char *shown_path, *shown_reason; /* the owner's: what it was given */
};

/* NULL: it is only read.  A copy under way may change that. */
static TwRecorder *
recorder_of (TwSession *session)
{
  TwRecorder *recorder;

  pthread_mutex_lock (&session->lock);
  recorder = session->recorder;
  pthread_mutex_unlock (&session->lock);
  return recorder;
}

/* --- opening --- */

static TwSession *
new_session (const char *path)
{
  TwSession *session = g_new0 (TwSession, 1);

  pthread_mutex_init (&session->lock, NULL);
  session->path = g_strdup (path);
  session->tree = g_ptr_array_new_with_free_func ((GDestroyNotify)tw_tree_run_free);
  session->recorded = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  session->next_id = 1;
  return session;
}

TwSession *
tw_session_new (const char *path)
{
  TwSession *session = new_session (path);

  session->recorder = tw_recorder_new (path, NULL);
  return session;
}

static char *
describe_strange (const char *strange)
{
  return g_strdup_printf ("it has something in it that Thalweg did not put there: %s", strange);
}

/* Why a file that is fine cannot be written: somebody else does, or it may not be.  NULL: it can, and lock is
 * held.  Caller frees. */
static char *
find_reason (const char *path, const char *strange, TwSessionLock **lock)
{
  g_autoptr (GError) problem = NULL;

  if (strange != NULL)
    return describe_strange (strange);
  *lock = tw_session_lock_new (path, &problem);
  if (*lock != NULL)
    return NULL;
  /* The reason stands beside the path. */
  return g_strdup (g_str_has_prefix (problem->message, path) ? problem->message + strlen (path) + 2
                                                             : problem->message);
}

/* The same for one that nobody wants to write; NULL: nothing else stands in the way. */
static char *
find_reader_reason (const char *path, const char *strange)
{
  if (strange != NULL)
    return describe_strange (strange);
  if (tw_session_lock_is_held (path))
    return g_strdup ("another window or program is recording into it");
  if (access (path, W_OK) != 0)
    return g_strdup (g_strerror (errno));
  return NULL;
}

/* Everything that is looked at before a file counts as a session. */
static GPtrArray *
read_file (const char *path, char **strange, GError **error)
{
  g_autoptr (TwDatabase) database = tw_database_open (path, TW_DATABASE_READ, error);

  if (database == NULL || !tw_session_schema_migrate (database, error)
      || !tw_session_schema_check (database, strange, error))
    return NULL;
  return tw_session_tree_read (database, error);
}

static void
number_on (TwSession *session)
{
  const guint n = session->tree->len;

  session->next_id =
      n > 0 ? ((TwTreeRun *)g_ptr_array_index (session->tree, n - 1))->run.id + 1 : 1;
}

TwSession *
tw_session_open (const char *path, gboolean read_only, GError **error)
{
  g_autofree char *strange = NULL;
  g_autoptr (GPtrArray) tree = read_file (path, &strange, error);
  TwSessionLock *lock = NULL;
  TwSession *session;

  if (tree == NULL)
    return NULL;
  session = new_session (path);
  g_ptr_array_unref (session->tree);
  session->reason =
      read_only ? find_reader_reason (path, strange) : find_reason (path, strange, &lock);
  session->asked = read_only && session->reason == NULL;
  if (session->asked)
    session->reason = g_strdup ("it was opened to be read only");
  /* Whoever had the lock may have written more since. */
  if (lock != NULL)
    {
      g_ptr_array_unref (g_steal_pointer (&tree));
      tree = read_file (path, NULL, error);
    }
  session->tree = g_steal_pointer (&tree);
  if (session->tree == NULL)
    {
      tw_session_lock_free (lock);
      session->tree = g_ptr_array_new ();
      tw_session_free (session);
      return NULL;
    }
  number_on (session);
  if (lock != NULL)
    session->recorder = tw_recorder_new (path, lock);
  return session;
}

void
tw_session_free (TwSession *session)
{
  if (session == NULL)
    return;
  if (session->recorder != NULL)
    {
      tw_recorder_set_notify (session->recorder, NULL, NULL);
      tw_recorder_flush (session->recorder, NULL);
      tw_recorder_unref (session->recorder);
    }
  g_ptr_array_unref (session->tree);
  g_clear_pointer (&session->newer, g_ptr_array_unref);
  g_hash_table_unref (session->recorded);
  pthread_mutex_destroy (&session->lock);
  g_free (session->path);
  g_free (session->reason);
  g_free (session->shown_path);
  g_free (session->shown_reason);
  g_free (session);
}

/* --- what it is --- */

/* On the owner's thread. */
static gboolean
take_newer_tree (TwSession *session)
{
  GPtrArray *newer;

  pthread_mutex_lock (&session->lock);
  newer = g_steal_pointer (&session->newer);
  pthread_mutex_unlock (&session->lock);
  if (newer == NULL)
    return FALSE;
  g_ptr_array_unref (session->tree);
  session->tree = newer;
  number_on (session);
  return TRUE;
}

/* Copies *text for the owner, who may keep it until the next call. */
static const char *
show_text (TwSession *session, char **text, char **shown)
{
  pthread_mutex_lock (&session->lock);
  if (g_strcmp0 (*text, *shown) != 0)
    {
      g_free (*shown);
      *shown = g_strdup (*text);
    }
  pthread_mutex_unlock (&session->lock);
  return *shown;
}

const char *
tw_session_get_path (TwSession *session)
{
  return show_text (session, &session->path, &session->shown_path);
}

const char *
tw_session_get_read_only_reason (TwSession *session)
{
  return show_text (session, &session->reason, &session->shown_reason);
}

gboolean
tw_session_was_asked_read_only (TwSession *session)
{
  return session->asked;
}

gboolean
tw_session_is_stored (TwSession *session)
{
  return recorder_of (session) == NULL || tw_recorder_is_stored (recorder_of (session));
}

void
tw_session_store (TwSession *session)
{
  if (recorder_of (session) != NULL)
    tw_recorder_store (recorder_of (session));
}

guint
tw_session_get_n_runs (TwSession *session)
{
  return session->tree->len;
}

const TwSessionRun *
tw_session_get_run_at (TwSession *session, guint index)
{
  g_return_val_if_fail (index < session->tree->len, NULL);
  return &((TwTreeRun *)g_ptr_array_index (session->tree, index))->run;
}

const TwSessionRun *
tw_session_get_run (TwSession *session, gint64 id)
{
  const TwTreeRun *run = tw_session_tree_find (session->tree, id);

  return run != NULL ? &run->run : NULL;
}

static gboolean
refresh_run (TwSession *session, TwTreeRun *run)
{
  TwRecorderProgress progress;
  gboolean changed;

  if (!tw_recorder_get_progress (recorder_of (session), run->run.id, &progress))
    return FALSE;
  changed = run->run.head != progress.head || run->run.n_changes < progress.n_changes
            || (progress.has_regime && run->run.regime != progress.regime);
  run->run.head = progress.head;
  run->run.n_changes = MAX (run->run.n_changes, progress.n_changes);
  if (progress.has_regime)
    run->run.regime = progress.regime;
  if (progress.has_state)
    {
      changed |= run->run.state != progress.state || run->run.total_steps != progress.total;
      run->run.state = progress.state;
      run->run.total_steps = progress.total;
      tw_tree_run_set_message (run, progress.message);
    }
  g_free (progress.message);
  return changed;
}

gboolean
tw_session_refresh (TwSession *session)
{
  GHashTableIter iter;
  gpointer key;
  gboolean changed = take_newer_tree (session);

  if (recorder_of (session) == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, session->recorded);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      TwTreeRun *run = tw_session_tree_find (session->tree, *(gint64 *)key);

      if (run != NULL)
        changed |= refresh_run (session, run);
    }
  return changed;
}

/* --- changing the tree --- */

static gboolean
check_writable (TwSession *session, GError **error)
{
  take_newer_tree (session);
  if (recorder_of (session) != NULL)
    return TRUE;
  g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_READ_ONLY, "%s can only be read: %s",
               tw_session_get_path (session), tw_session_get_read_only_reason (session));
  return FALSE;
}

static gboolean
check_name (TwSession *session, const char *name, GError **error)
{
  const gsize length = strlen (name);

  if (length > 0 && length <= TW_SESSION_MAX_NAME && g_utf8_validate (name, -1, NULL))
    return TRUE;
  g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_FILE,
               "a run's name has %" G_GSIZE_FORMAT " bytes; allowed: 1 to %d bytes of UTF-8",
               length, TW_SESSION_MAX_NAME);
  return FALSE;
}

static TwTreeRun *
find_run (TwSession *session, gint64 id, GError **error)
{
  TwTreeRun *run = tw_session_tree_find (session->tree, id);

  if (run == NULL)
    g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_MISSING,
                 "%s: there is no run %" G_GINT64_FORMAT, tw_session_get_path (session), id);
  return run;
}

/* The run, if the session can be written; whether it can is asked first, because that may renew the tree. */
static TwTreeRun *
find_to_change (TwSession *session, gint64 id, GError **error)
{
  return check_writable (session, error) ? find_run (session, id, error) : NULL;
}

/* The first colour that fewest runs have. */
static guint
choose_color (TwSession *session)
{
  guint counts[N_COLORS] = { 0 }, best = 0;

  for (guint i = 0; i < session->tree->len; i++)
    {
      const TwTreeRun *run = g_ptr_array_index (session->tree, i);

      if (!run->run.deleted && run->run.color < N_COLORS)
        counts[run->run.color]++;
    }
  for (guint i = 1; i < N_COLORS; i++)
    if (counts[i] < counts[best])
      best = i;
  return best;
}

/* A name that is too long is cut at a character. */
static char *
fit_name (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  const char *end = valid + strlen (valid);

  while (end - valid > TW_SESSION_MAX_NAME)
    end = g_utf8_prev_char (end);
  return end > valid ? g_strndup (valid, (gsize)(end - valid)) : g_strdup ("—");
}

/* run: its id, colour, time and name are set here.  state: of a branch; else NULL. */
static gint64
add_run (TwSession *session, TwTreeRun *run, const char *name, GBytes *state)
{
  g_autofree char *fitting = fit_name (name);
  TwRecord *record = tw_record_new (TW_RECORD_RUN, session->next_id, run->run.scenario->type);

  run->run.id = session->next_id++;
  run->run.color = choose_color (session);
  run->run.created = g_get_real_time ();
  run->run.head = run->run.start;
  run->run.regime = -1;
  run->run.total_steps = tw_scenario_total_steps (run->run.scenario);
  tw_tree_run_set_name (run, fitting);
  g_ptr_array_add (session->tree, run);
  record->tree = tw_tree_run_copy (run);
  tw_recorder_put (recorder_of (session), record, state != NULL);
  if (state != NULL)
    {
      record = tw_record_new (TW_RECORD_CHECKPOINT, run->run.id, run->run.scenario->type);
      record->step = run->run.start;
      record->reason = "branch";
      record->bytes = g_bytes_ref (state);
      tw_recorder_put (recorder_of (session), record, TRUE);
    }
  return run->run.id;
}

static gboolean
check_room (TwSession *session, GError **error)
{
  if (session->tree->len < TW_SESSION_MAX_RUNS && session->next_id <= G_MAXINT32)
    return TRUE;
  g_set_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_FILE,
               "%s has no room for another run; allowed: %d runs, with numbers up to %d",
               tw_session_get_path (session), TW_SESSION_MAX_RUNS, G_MAXINT32);
  return FALSE;
}

gint64
tw_session_add_root (TwSession *session, const TwScenario *scenario, const char *name,
                     GError **error)
{
  TwTreeRun *run;

  if (!check_writable (session, error) || !check_room (session, error))
    return 0;
  run = g_new0 (TwTreeRun, 1);
  run->run.scenario = tw_scenario_copy (scenario);
  return add_run (session, run, name != NULL ? name : scenario->title, NULL);
}

gint64
tw_session_add_branch (TwSession *session, gint64 parent, guint64 parent_changes, TwRun *source,
                       const char *name, GError **error)
{
  g_autoptr (GBytes) state = tw_run_save_state (source);
  g_autofree char *own_name = NULL;
  TwTreeRun *run;

  if (!check_writable (session, error) || !check_room (session, error))
    return 0;
  run = find_run (session, parent, error);
  if (run == NULL)
    return 0;
  own_name =
      g_strdup_printf ("%s, from step %" G_GUINT64_FORMAT, run->name, tw_run_get_step (source));
  run = g_new0 (TwTreeRun, 1);
  run->run.parent = parent;
  run->run.parent_changes = parent_changes;
  run->run.start = tw_run_get_step (source);
  run->run.scenario = tw_scenario_ref (tw_run_get_scenario (source));
  return add_run (session, run, name != NULL ? name : own_name, state);
}

/* text NULL: number. */
static void
put_column (TwSession *session, const TwTreeRun *run, const char *column, const char *text,
            gint64 number)
{
  TwRecord *record = tw_record_new (TW_RECORD_COLUMN, run->run.id, run->run.scenario->type);

  record->column = column;
  record->text = g_strdup (text);
  record->number = number;
  tw_recorder_put (recorder_of (session), record, TRUE);
}

gboolean
tw_session_rename (TwSession *session, gint64 id, const char *name, GError **error)
{
  TwTreeRun *run = find_to_change (session, id, error);

  if (run == NULL || !check_name (session, name, error))
    return FALSE;
  tw_tree_run_set_name (run, name);
  put_column (session, run, "name", name, 0);
  return TRUE;
}

gboolean
tw_session_set_hidden (TwSession *session, gint64 id, gboolean hidden, GError **error)
{
  TwTreeRun *run = find_to_change (session, id, error);

  if (run == NULL)
    return FALSE;
  run->run.hidden = hidden != FALSE;
  put_column (session, run, "hidden", NULL, run->run.hidden);
  return TRUE;
}

gboolean
tw_session_set_deleted (TwSession *session, gint64 id, gboolean deleted, GError **error)
{
  TwTreeRun *run = find_to_change (session, id, error);

  if (run == NULL)
    return FALSE;
  run->run.deleted = deleted != FALSE;
  put_column (session, run, "deleted", NULL, run->run.deleted);
  return TRUE;
}

gboolean
tw_session_set_color (TwSession *session, gint64 id, guint color, GError **error)
{
  TwTreeRun *run = find_to_change (session, id, error);

  if (run == NULL)
    return FALSE;
  run->run.color = MIN (color, 1000);
  put_column (session, run, "color", NULL, run->run.color);
  return TRUE;
}

/* Whether a run that stays comes from this one.  Later runs were judged before. */
static gboolean
is_needed (TwSession *session, const TwTreeRun *run, const gboolean *goes, guint index)
{
  for (guint i = index + 1; i < session->tree->len; i++)
    {
      const TwTreeRun *other = g_ptr_array_index (session->tree, i);

      if (other->run.parent == run->run.id && !goes[i])
        return TRUE;
    }
  return FALSE;
}

gboolean
tw_session_purge (TwSession *session, GError **error)
{
  g_autofree gboolean *goes = NULL;

  if (!check_writable (session, error))
    return FALSE;
  goes = g_new0 (gboolean, MAX (session->tree->len, 1));
  for (guint i = session->tree->len; i-- > 0;)
    {
      const TwTreeRun *run = g_ptr_array_index (session->tree, i);

      goes[i] = run->run.deleted && !is_needed (session, run, goes, i);
    }
  for (guint i = session->tree->len; i-- > 0;)
    if (goes[i])
      {
        const TwTreeRun *run = g_ptr_array_index (session->tree, i);

        tw_recorder_put (recorder_of (session),
                         tw_record_new (TW_RECORD_PURGE, run->run.id, run->run.scenario->type),
                         TRUE);
        g_ptr_array_remove_index (session->tree, i);
      }
  return TRUE;
}

/* --- recording --- */

TwTrainerSink *
tw_session_record (TwSession *session, gint64 id, GError **error)
{
  const TwTreeRun *run = find_to_change (session, id, error);

  if (run == NULL)
    return NULL;
  g_hash_table_add (session->recorded, g_memdup2 (&id, sizeof id));
  tw_session_refresh (session);
  return tw_recording_new (recorder_of (session), &run->run);
}

void
tw_session_set_notify (TwSession *session, TwSessionNotify notify, gpointer data)
{
  if (recorder_of (session) != NULL)
    tw_recorder_set_notify (recorder_of (session), notify, data);
}

char *
tw_session_get_trouble (TwSession *session)
{
  return recorder_of (session) != NULL ? tw_recorder_get_trouble (recorder_of (session)) : NULL;
}

gboolean
tw_session_flush (TwSession *session, GError **error)
{
  return recorder_of (session) == NULL || tw_recorder_flush (recorder_of (session), error);
}

/* --- a copy --- */

static void
take_path (TwSession *session, const char *path)
{
  pthread_mutex_lock (&session->lock);
  g_free (session->path);
  session->path = g_strdup (path);
  if (session->recorder != NULL)
    g_clear_pointer (&session->reason, g_free);
  pthread_mutex_unlock (&session->lock);
}

static void
set_recorder (TwSession *session, TwRecorder *recorder)
{
  pthread_mutex_lock (&session->lock);
  session->recorder = recorder;
  pthread_mutex_unlock (&session->lock);
}

/* The copy of a session that could only be read can be written, unless what was strange in it is in the copy
 * too. */
static void
begin_writing (TwSession *session, const char *path, TwSessionLock *lock)
{
  g_autofree char *strange = NULL;
  g_autoptr (GPtrArray) tree = read_file (path, &strange, NULL);

  if (tree == NULL || strange != NULL)
    {
      tw_session_lock_free (lock);
      return;
    }
  /* Whoever wrote the file may have added runs since it was opened. */
  pthread_mutex_lock (&session->lock);
  session->newer = g_steal_pointer (&tree);
  pthread_mutex_unlock (&session->lock);
  set_recorder (session, tw_recorder_new (path, lock));
}

static gboolean
is_same_file (const char *a, const char *b)
{
  g_autofree char *first = g_canonicalize_filename (a, NULL);
  g_autofree char *second = g_canonicalize_filename (b, NULL);

  return g_str_equal (first, second);
}

/* A session that is in no file yet goes to path.  *done: FALSE if it has got into one meanwhile, or if there is a
 * file at path, which is to be replaced by a whole one only. */
static gboolean
store_at (TwSession *session, const char *path, gboolean *done, GError **error)
{
  TwRecorder *recorder = recorder_of (session);

  tw_recorder_suspend (recorder);
  *done = !tw_recorder_is_stored (recorder) && !g_file_test (path, G_FILE_TEST_EXISTS);
  tw_recorder_resume (recorder, *done ? path : NULL, NULL);
  if (*done)
    take_path (session, path);
  tw_recorder_store (recorder);
  return tw_recorder_flush (recorder, error);
}

gboolean
tw_session_save_as (TwSession *session, const char *path, gboolean move, TwSessionProgress progress,
                    gpointer data, GCancellable *cancellable, GError **error)
{
  TwRecorder *recorder = recorder_of (session);
  g_autofree char *from = NULL;
  TwSessionLock *lock;
  gboolean done = FALSE;

  pthread_mutex_lock (&session->lock);
  from = g_strdup (session->path);
  pthread_mutex_unlock (&session->lock);
  if (is_same_file (from, path))
    return tw_session_flush (session, error);
  if (!tw_session_is_stored (session))
    {
      const gboolean good = store_at (session, path, &done, error);

      if (!good || done)
        return good;
    }
  /* Where nothing can be written any more, what waits is written to the copy. */
  if (recorder != NULL)
    {
      tw_recorder_flush (recorder, NULL);
      tw_recorder_suspend (recorder);
    }
  lock = tw_session_copy_file (from, path, progress, data, cancellable, error);
  if (lock != NULL && recorder == NULL)
    begin_writing (session, path, lock);
  else if (recorder != NULL)
    tw_recorder_resume (recorder, lock != NULL ? path : NULL, lock);
  if (lock == NULL)
    return FALSE;
  take_path (session, path);
  /* Only what this session wrote is its to remove. */
  if (move && recorder != NULL)
    tw_session_remove_file (from);
  return TRUE;
}
