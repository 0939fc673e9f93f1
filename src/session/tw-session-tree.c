/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-session-tree.h"

#include "session/tw-session-schema.h"

#include <string.h>

#define MAX_MESSAGE 4096                 /* bytes */
#define MAX_SCENARIOS (64 * 1024 * 1024) /* bytes of different scenarios in one file */
#define MAX_COLOR 1000

static const char *const state_names[] = {
  [TW_TRAINER_PAUSED] = "paused",
  [TW_TRAINER_RUNNING] = "paused",
  [TW_TRAINER_FINISHED] = "finished",
  [TW_TRAINER_FAILED] = "failed",
};

const char *
tw_session_state_name (TwTrainerState state)
{
  return state_names[state];
}

/* --- a run --- */

void
tw_tree_run_set_name (TwTreeRun *run, const char *name)
{
  g_free (run->name);
  run->run.name = run->name = g_strdup (name);
}

void
tw_tree_run_set_message (TwTreeRun *run, const char *message)
{
  g_free (run->message);
  run->run.message = run->message = g_strdup (message);
}

TwTreeRun *
tw_tree_run_copy (const TwTreeRun *run)
{
  TwTreeRun *copy = g_memdup2 (run, sizeof *run);

  copy->run.name = copy->name = g_strdup (run->name);
  copy->run.message = copy->message = g_strdup (run->message);
  tw_scenario_ref (copy->run.scenario);
  return copy;
}

void
tw_tree_run_free (TwTreeRun *run)
{
  if (run == NULL)
    return;
  g_free (run->name);
  g_free (run->message);
  g_clear_pointer (&run->run.scenario, tw_scenario_unref);
  g_free (run);
}

TwTreeRun *
tw_session_tree_find (GPtrArray *tree, gint64 id)
{
  guint low = 0, high = tree->len;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;
      TwTreeRun *run = g_ptr_array_index (tree, middle);

      if (run->run.id == id)
        return run;
      if (run->run.id < id)
        low = middle + 1;
      else
        high = middle;
    }
  return NULL;
}

/* --- reading --- */

typedef struct
{
  TwDatabase *database;
  GPtrArray *runs;
  GHashTable *scenarios; /* text → TwScenario */
  gsize bytes;           /* of the texts */
  sqlite3_stmt *statement;
  GError **error;
} Reading;

enum
{
  ID,
  PARENT,
  START,
  PARENT_CHANGES,
  MODEL,
  NAME,
  SCENARIO,
  COLOR,
  HIDDEN,
  DELETED,
  CREATED,
  STATE,
  TOTAL,
  MESSAGE
};

static gboolean
get_integer (Reading *in, int column, const char *name, gint64 least, gint64 most, gint64 *value)
{
  g_autofree char *what = g_strdup_printf ("table run, row %" G_GINT64_FORMAT ", %s",
                                           (gint64)sqlite3_column_int64 (in->statement, ID), name);

  return tw_column_integer (in->database, in->statement, column, what, least, most, value,
                            in->error);
}

static gboolean
get_text (Reading *in, int column, const char *name, gsize most, gboolean optional,
          const char **value)
{
  g_autofree char *what = g_strdup_printf ("table run, row %" G_GINT64_FORMAT ", %s",
                                           (gint64)sqlite3_column_int64 (in->statement, ID), name);

  return tw_column_text (in->database, in->statement, column, what, most, optional, value,
                         in->error);
}

static gboolean
get_parent (Reading *in, TwSessionRun *run)
{
  gint64 value;

  if (sqlite3_column_type (in->statement, PARENT) == SQLITE_NULL)
    return TRUE;
  if (!get_integer (in, PARENT, "parent", 1, run->id - 1, &value))
    return FALSE;
  run->parent = value;
  if (tw_session_tree_find (in->runs, value) != NULL)
    return TRUE;
  return tw_database_damaged (in->database, in->error,
                              "run %" G_GINT64_FORMAT " comes from run %" G_GINT64_FORMAT
                              ", which is not there",
                              run->id, value);
}

static gboolean
get_numbers (Reading *in, TwSessionRun *run)
{
  gint64 start, parent_changes, color, hidden, deleted, created, total;

  if (!get_integer (in, START, "start", 0, TW_SESSION_MAX_STEP, &start)
      || !get_integer (in, PARENT_CHANGES, "parent_changes", 0, G_MAXINT32, &parent_changes)
      || !get_integer (in, COLOR, "color", 0, MAX_COLOR, &color)
      || !get_integer (in, HIDDEN, "hidden", 0, 1, &hidden)
      || !get_integer (in, DELETED, "deleted", 0, 1, &deleted)
      || !get_integer (in, CREATED, "created", 0, G_MAXINT64, &created)
      || !get_integer (in, TOTAL, "total", 1, TW_SESSION_MAX_STEP, &total))
    return FALSE;
  run->start = (guint64)start;
  run->parent_changes = (guint64)parent_changes;
  run->color = (guint)color;
  run->hidden = (gboolean)hidden;
  run->deleted = (gboolean)deleted;
  run->created = created;
  run->total_steps = (guint64)total;
  return TRUE;
}

static gboolean
get_state (Reading *in, TwTreeRun *run)
{
  const char *state, *message;

  if (!get_text (in, STATE, "state", 16, FALSE, &state)
      || !get_text (in, MESSAGE, "message", MAX_MESSAGE, TRUE, &message))
    return FALSE;
  tw_tree_run_set_message (run, message);
  for (guint i = 0; i < G_N_ELEMENTS (state_names); i++)
    if (strcmp (state, state_names[i]) == 0)
      {
        run->run.state = (TwTrainerState)i;
        return TRUE;
      }
  return tw_database_damaged (in->database, in->error,
                              "run %" G_GINT64_FORMAT
                              ": its state is “%s”; allowed: paused, finished, failed",
                              run->run.id, state);
}

/* Branches mostly have the scenario of their parent: a text is read once. */
static TwScenario *
find_scenario (Reading *in, const TwSessionRun *run, const char *text)
{
  TwScenario *scenario = g_hash_table_lookup (in->scenarios, text);
  g_autofree char *origin = NULL;

  if (scenario != NULL)
    return scenario;
  in->bytes += strlen (text);
  if (in->bytes > MAX_SCENARIOS)
    {
      tw_database_damaged (in->database, in->error,
                           "its scenarios have more than %d bytes together", MAX_SCENARIOS);
      return NULL;
    }
  origin = g_strdup_printf ("%s, scenario of run %" G_GINT64_FORMAT, in->database->path, run->id);
  scenario = tw_scenario_load_text (text, strlen (text), origin, in->error);
  if (scenario == NULL)
    {
      if (in->error != NULL && *in->error != NULL)
        {
          (*in->error)->domain = TW_SESSION_ERROR;
          (*in->error)->code = TW_SESSION_ERROR_DAMAGED;
        }
      return NULL;
    }
  g_hash_table_insert (in->scenarios, g_strdup (text), scenario);
  return scenario;
}

static gboolean
get_scenario (Reading *in, TwSessionRun *run)
{
  const char *text, *model;
  TwScenario *scenario;

  if (!get_text (in, MODEL, "model", 64, FALSE, &model)
      || !get_text (in, SCENARIO, "scenario", TW_SCENARIO_MAX_BYTES, FALSE, &text))
    return FALSE;
  if (tw_model_type_find (model) == NULL)
    return tw_database_damaged (in->database, in->error,
                                "run %" G_GINT64_FORMAT " is of the model “%s”, which this version "
                                "of Thalweg does not have",
                                run->id, model);
  scenario = find_scenario (in, run, text);
  if (scenario == NULL)
    return FALSE;
  if (strcmp (scenario->type->name, model) != 0)
    return tw_database_damaged (in->database, in->error,
                                "run %" G_GINT64_FORMAT
                                " is of the model “%s”, but its scenario of "
                                "“%s”",
                                run->id, model, scenario->type->name);
  run->scenario = tw_scenario_ref (scenario);
  return TRUE;
}

static gboolean
read_run (Reading *in)
{
  TwTreeRun *run = g_new0 (TwTreeRun, 1);
  const char *name;

  /* It is among the runs from here on, and freed with them. */
  run->run.regime = -1;
  g_ptr_array_add (in->runs, run);
  if (!get_integer (in, ID, "id", 1, G_MAXINT32, &run->run.id))
    return FALSE;
  if (!get_parent (in, &run->run) || !get_numbers (in, &run->run)
      || !get_text (in, NAME, "name", TW_SESSION_MAX_NAME, FALSE, &name))
    return FALSE;
  if (*name == '\0')
    return tw_database_damaged (in->database, in->error,
                                "run %" G_GINT64_FORMAT " has an empty name", run->run.id);
  tw_tree_run_set_name (run, name);
  if (run->run.parent == 0 && run->run.start != 0)
    return tw_database_damaged (in->database, in->error,
                                "run %" G_GINT64_FORMAT
                                " comes from no other and starts at step %" G_GUINT64_FORMAT
                                "; allowed: 0",
                                run->run.id, run->run.start);
  return get_state (in, run) && get_scenario (in, &run->run);
}

static gboolean
read_runs (Reading *in)
{
  int result;

  while ((result = tw_database_step (in->database, in->statement, in->error)) > 0)
    {
      if (in->runs->len == TW_SESSION_MAX_RUNS)
        return tw_database_damaged (in->database, in->error, "it has more than %d runs",
                                    TW_SESSION_MAX_RUNS);
      if (!read_run (in))
        return FALSE;
    }
  return result == 0;
}

/* --- what follows from the other tables --- */

/* The number that sql (with one ?) gives for the run; fallback where it gives NULL or no row. */
static gboolean
ask (TwDatabase *database, const char *sql, gint64 run, const char *what, gint64 fallback,
     gint64 *value, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = tw_database_prepare (database, sql, error);
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, run);
  result = tw_database_step (database, statement, error);
  *value = fallback;
  if (result <= 0 || sqlite3_column_type (statement, 0) == SQLITE_NULL)
    return result >= 0;
  return tw_column_integer (database, statement, 0, what, 0, TW_SESSION_MAX_STEP, value, error);
}

static gboolean
find_head (TwDatabase *database, TwSessionRun *run, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT step FROM \"%s_steps\" WHERE run = ? ORDER BY step DESC LIMIT 1",
                       run->scenario->type->name);
  g_autofree char *what = g_strdup_printf ("table %s_steps, the last step of run %" G_GINT64_FORMAT,
                                           run->scenario->type->name, run->id);
  gint64 head;

  if (!ask (database, sql, run->id, what, (gint64)run->start, &head, error))
    return FALSE;
  run->head = (guint64)head;
  /* It may lie behind the last step of the scenario, if that was shortened later. */
  if (run->head >= run->start)
    return TRUE;
  return tw_database_damaged (database, error,
                              "run %" G_GINT64_FORMAT " has %" G_GINT64_FORMAT
                              " as its last step; allowed: %" G_GUINT64_FORMAT " and more",
                              run->id, head, run->start);
}

static gboolean
find_regime (TwDatabase *database, TwSessionRun *run, GError **error)
{
  const TwModelType *type = run->scenario->type;
  g_autofree char *sql = g_strdup_printf (
      "SELECT regime FROM \"%s_scores\" WHERE run = ? ORDER BY step DESC LIMIT 1", type->name);
  g_autoptr (sqlite3_stmt) statement = tw_database_prepare (database, sql, error);
  const char *name;
  int result;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, run->id);
  result = tw_database_step (database, statement, error);
  if (result <= 0)
    return result == 0;
  if (!tw_column_text (database, statement, 0, "a regime", 64, TRUE, &name, error))
    return FALSE;
  for (guint i = 0; i < type->n_regimes; i++)
    if (g_strcmp0 (name, type->regimes[i].name) == 0)
      run->regime = (int)i;
  return TRUE;
}

static gboolean
find_changes (TwDatabase *database, TwSessionRun *run, GError **error)
{
  gint64 number;

  if (!ask (database, "SELECT number FROM change WHERE run = ? ORDER BY number DESC LIMIT 1",
            run->id, "table change, number", 0, &number, error))
    return FALSE;
  run->n_changes = (guint64)number;
  return TRUE;
}

/* A branch begins where its parent has been. */
static gboolean
check_start (TwDatabase *database, GPtrArray *runs, const TwSessionRun *run, GError **error)
{
  const TwTreeRun *parent = run->parent != 0 ? tw_session_tree_find (runs, run->parent) : NULL;

  if (parent == NULL
      || (run->start >= parent->run.start && run->start <= parent->run.head
          && run->parent_changes <= parent->run.n_changes))
    return TRUE;
  return tw_database_damaged (database, error,
                              "run %" G_GINT64_FORMAT " begins at step %" G_GUINT64_FORMAT
                              " after %" G_GUINT64_FORMAT " changes of run %" G_GINT64_FORMAT
                              "; allowed: steps %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT
                              ", at most %" G_GUINT64_FORMAT " changes",
                              run->id, run->start, run->parent_changes, run->parent,
                              parent->run.start, parent->run.head, parent->run.n_changes);
}

static gboolean
complete (TwDatabase *database, GPtrArray *runs, GError **error)
{
  for (guint i = 0; i < runs->len; i++)
    {
      TwSessionRun *run = &((TwTreeRun *)g_ptr_array_index (runs, i))->run;

      if (!tw_session_schema_has_model (database, run->scenario->type))
        return tw_database_damaged (database, error, "the tables of the model “%s” are missing",
                                    run->scenario->type->name);
      if (!find_head (database, run, error) || !find_regime (database, run, error)
          || !find_changes (database, run, error) || !check_start (database, runs, run, error))
        return FALSE;
    }
  return TRUE;
}

GPtrArray *
tw_session_tree_read (TwDatabase *database, GError **error)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify)tw_tree_run_free);
  g_autoptr (GHashTable) scenarios =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)tw_scenario_unref);
  g_autoptr (GError) problem = NULL;
  Reading in = { database, runs, scenarios, 0, NULL, &problem };
  gboolean good;

  in.statement = tw_database_prepare (
      database,
      "SELECT id, parent, start, parent_changes, model, name, scenario, color, hidden, deleted,"
      " created, state, total, message FROM run ORDER BY id",
      error);
  if (in.statement == NULL)
    return NULL;
  good = read_runs (&in);
  sqlite3_finalize (in.statement);
  if (good && complete (database, runs, &problem))
    return g_steal_pointer (&runs);
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}
