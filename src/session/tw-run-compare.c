/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-run-compare.h"

#include "session/tw-replay.h"
#include "session/tw-session-reader-private.h"

#include <math.h>
#include <string.h>

#define BLOCK_ROWS 256

/* One of the two runs, read along those that it comes from. */
typedef struct
{
  const TwSessionRun *run;
  GPtrArray *lineage; /* borrowed TwSessionRun, the oldest first */
  double *rows;       /* (BLOCK_ROWS, n_columns) */
  double *theta;      /* (BLOCK_ROWS, n_params) */
  gsize n, at;        /* rows in the block; the next one */
  guint64 next;       /* step from which the next block is read */
} Walk;

typedef struct
{
  TwSessionReader *reader;
  const TwModelType *type;
  guint n_columns;
  gsize n_params;
  Walk a, b;
  TwRunComparison *result;
  GCancellable *cancellable;
  GError **error;
} Comparing;

static void
free_difference (gpointer data)
{
  TwRunDifference *difference = data;

  g_free (difference->address);
  g_free (difference);
}

void
tw_run_comparison_free (TwRunComparison *comparison)
{
  if (comparison == NULL)
    return;
  g_ptr_array_unref (comparison->settings);
  g_ptr_array_unref (comparison->parameters);
  g_free (comparison->steps);
  g_free (comparison->theta_distance);
  g_free (comparison->plane_distance);
  g_free (comparison);
}

/* --- walking --- */

static gboolean
walk_init (Comparing *in, Walk *walk, gint64 id)
{
  walk->run = tw_session_reader_find (in->reader, id, in->error);
  if (walk->run == NULL)
    return FALSE;
  walk->lineage = g_ptr_array_new ();
  for (const TwSessionRun *run = walk->run; run != NULL;
       run = tw_session_reader_get_run (in->reader, run->parent))
    g_ptr_array_insert (walk->lineage, 0, (gpointer)run);
  return TRUE;
}

static void
walk_clear (Walk *walk)
{
  if (walk->lineage != NULL)
    g_ptr_array_unref (walk->lineage);
  g_free (walk->rows);
  g_free (walk->theta);
}

/* The run of the lineage whose own the step is, and the last step that is its own. */
static const TwSessionRun *
owner_at (const Walk *walk, guint64 step, guint64 *last)
{
  const TwSessionRun *owner = walk->run;

  *last = owner->head;
  for (guint i = walk->lineage->len; i-- > 0;)
    {
      owner = g_ptr_array_index (walk->lineage, i);
      if (owner->start <= step)
        break;
      *last = owner->start - 1;
    }
  return owner;
}

/* Rows from step on to the block, as far as one run has them. */
static gboolean
read_block (Comparing *in, Walk *walk, guint64 step, gsize capacity)
{
  guint64 last;
  const TwSessionRun *owner = owner_at (walk, step, &last);
  const gssize n =
      tw_session_reader_read_rows (in->reader, owner->id, step, last, capacity, walk->rows,
                                   in->n_params > 0 ? walk->theta : NULL, in->error);

  walk->at = 0;
  walk->n = n > 0 ? (gsize)n : 0;
  if (n < 0)
    return FALSE;
  walk->next = walk->n < capacity
                   ? last + 1
                   : (guint64)walk->rows[(walk->n - 1) * in->n_columns + TW_COLUMN_STEP] + 1;
  return TRUE;
}

/* Makes sure that there is a row to look at; FALSE with no error: there is none any more. */
static gboolean
fill (Comparing *in, Walk *walk)
{
  while (walk->at == walk->n)
    if (walk->next > walk->run->head || !read_block (in, walk, walk->next, BLOCK_ROWS))
      return FALSE;
  return TRUE;
}

static const double *
row_of (const Comparing *in, const Walk *walk)
{
  return walk->rows + walk->at * in->n_columns;
}

static const double *
theta_of (const Comparing *in, const Walk *walk)
{
  return walk->theta + walk->at * in->n_params;
}

/* --- from where on they differ --- */

/* Of the last step nothing may be known where a run begins. */
static gboolean
is_same_value (double a, double b, guint column)
{
  return memcmp (&a, &b, sizeof a) == 0 || (column < TW_COLUMN_X && (isnan (a) || isnan (b)));
}

static gboolean
is_same_row (const Comparing *in)
{
  for (guint i = 0; i < in->n_columns; i++)
    if (!is_same_value (row_of (in, &in->a)[i], row_of (in, &in->b)[i], i))
      return FALSE;
  return memcmp (theta_of (in, &in->a), theta_of (in, &in->b), in->n_params * sizeof (double)) == 0;
}

static gboolean
find_first_difference (Comparing *in)
{
  in->a.next = in->b.next = in->result->common_step;
  while (fill (in, &in->a) && fill (in, &in->b))
    {
      const double a = row_of (in, &in->a)[TW_COLUMN_STEP];
      const double b = row_of (in, &in->b)[TW_COLUMN_STEP];

      if (in->a.at == 0 && g_cancellable_set_error_if_cancelled (in->cancellable, in->error))
        return FALSE;
      if (a == b && !is_same_row (in))
        {
          in->result->differ = TRUE;
          in->result->first_step = (guint64)a;
          return TRUE;
        }
      in->a.at += a <= b;
      in->b.at += b <= a;
    }
  return in->error == NULL || *in->error == NULL;
}

/* --- how far apart --- */

static void
add_distance (Comparing *in, gsize capacity)
{
  TwRunComparison *result = in->result;
  const double *a = row_of (in, &in->a), *b = row_of (in, &in->b);
  const double *p = theta_of (in, &in->a), *q = theta_of (in, &in->b);
  double sum = 0;

  g_assert (result->n_steps < capacity);
  for (gsize i = 0; i < in->n_params; i++)
    sum += (p[i] - q[i]) * (p[i] - q[i]);
  result->steps[result->n_steps] = a[TW_COLUMN_STEP];
  result->theta_distance[result->n_steps] = in->n_params > 0 ? sqrt (sum) : NAN;
  result->plane_distance[result->n_steps] =
      hypot (a[TW_COLUMN_X] - b[TW_COLUMN_X], a[TW_COLUMN_Y] - b[TW_COLUMN_Y]);
  result->n_steps++;
}

/* At the first step from `step` on that both have, unless it lies behind the last. */
static gboolean
measure_at (Comparing *in, guint64 step, gsize capacity)
{
  const TwRunComparison *result = in->result;
  guint64 at;

  if (!read_block (in, &in->a, step, 1))
    return FALSE;
  if (in->a.n == 0)
    return TRUE;
  at = (guint64)row_of (in, &in->a)[TW_COLUMN_STEP];
  if (at > result->last
      || (result->n_steps > 0 && result->steps[result->n_steps - 1] >= (double)at))
    return TRUE;
  if (!read_block (in, &in->b, at, 1))
    return FALSE;
  if (in->b.n > 0 && row_of (in, &in->b)[TW_COLUMN_STEP] == (double)at)
    add_distance (in, capacity);
  return !g_cancellable_set_error_if_cancelled (in->cancellable, in->error);
}

static gboolean
measure_distances (Comparing *in, gsize capacity)
{
  TwRunComparison *result = in->result;
  const guint64 first = result->common_step, span = result->last - MIN (first, result->last);

  result->steps = g_new (double, capacity + 1);
  result->theta_distance = g_new (double, capacity + 1);
  result->plane_distance = g_new (double, capacity + 1);
  if (first > result->last)
    return TRUE;
  for (gsize i = 0; i < capacity; i++)
    if (!measure_at (in, first + (guint64)((double)i / (double)(capacity - 1) * (double)span),
                     capacity + 1))
      return FALSE;
  return TRUE;
}

/* --- what is set otherwise --- */

static void
add_difference (GPtrArray *list, const char *address, double a, double b)
{
  TwRunDifference *difference = g_new (TwRunDifference, 1);

  *difference = (TwRunDifference){ g_strdup (address), a, b };
  g_ptr_array_add (list, difference);
}

/* from's value there against the other's, if it has one; the other way round where swapped: only what the
 * other lacks. */
static void
compare_setting (Comparing *in, const TwScenario *from, const TwScenario *other, TwAddress address,
                 gboolean swapped)
{
  g_autofree char *text = tw_scenario_address_text (from, address);
  const double value = tw_scenario_get (from, address);
  TwAddress there;

  if (!tw_scenario_resolve (other, text, &there, NULL))
    {
      add_difference (in->result->settings, text, swapped ? NAN : value, swapped ? value : NAN);
      return;
    }
  if (!swapped && tw_scenario_get (other, there) != value)
    add_difference (in->result->settings, text, value, tw_scenario_get (other, there));
}

static void
compare_section (Comparing *in, const TwScenario *from, const TwScenario *other, TwSection section,
                 guint item, guint n, gboolean swapped)
{
  for (guint key = 0; key < n; key++)
    compare_setting (in, from, other, (TwAddress){ section, item, key }, swapped);
}

static void
compare_scenarios (Comparing *in, const TwScenario *from, const TwScenario *other, gboolean swapped)
{
  const TwModelType *type = in->type;

  compare_section (in, from, other, TW_SECTION_SCENARIO, 0, TW_N_SCENARIO_KEYS, swapped);
  compare_section (in, from, other, TW_SECTION_WORLD, 0, type->world.n, swapped);
  compare_section (in, from, other, TW_SECTION_MODEL, 0, type->settings.n, swapped);
  compare_section (in, from, other, TW_SECTION_START, 0, type->start.n, swapped);
  compare_section (in, from, other, TW_SECTION_OPTIMIZER, 0, tw_optimizer_table ()->n, swapped);
  for (guint i = 0; i < from->n_stages; i++)
    compare_section (in, from, other, TW_SECTION_STAGE, i, TW_N_STAGE_KEYS + type->stage.n,
                     swapped);
  for (guint i = 0; i < from->n_events; i++)
    compare_section (in, from, other, TW_SECTION_EVENT, i, TW_N_EVENT_KEYS, swapped);
}

static void
compare_parameters (Comparing *in, TwRun *a, TwRun *b)
{
  TwModel *model = tw_run_get_model (a);
  const double *p = tw_run_get_theta (a), *q = tw_run_get_theta (b);

  if (tw_run_get_n_params (a) != tw_run_get_n_params (b))
    return;
  for (gsize i = 0; i < tw_run_get_n_params (a); i++)
    if (p[i] != q[i])
      {
        g_autofree char *address = g_strconcat ("theta.", in->type->param_name (model, i), NULL);

        add_difference (in->result->parameters, address, p[i], q[i]);
      }
}

static gboolean
compare_states (Comparing *in, const char *path)
{
  g_autoptr (TwReplay) a = tw_replay_new (path, in->error);
  g_autoptr (TwReplay) b = a != NULL ? tw_replay_new (path, in->error) : NULL;
  TwRun *p, *q;

  if (b == NULL
      || !tw_replay_seek (a, in->result->a, in->result->last, TW_REPLAY_ALL_CHANGES,
                          in->cancellable, in->error)
      || !tw_replay_seek (b, in->result->b, in->result->last, TW_REPLAY_ALL_CHANGES,
                          in->cancellable, in->error))
    return FALSE;
  p = tw_replay_get_run (a);
  q = tw_replay_get_run (b);
  compare_scenarios (in, tw_run_get_scenario (p), tw_run_get_scenario (q), FALSE);
  compare_scenarios (in, tw_run_get_scenario (q), tw_run_get_scenario (p), TRUE);
  compare_parameters (in, p, q);
  return TRUE;
}

/* --- the whole --- */

/* The nearest run that both are or come from, and up to where. */
static void
find_common (Comparing *in)
{
  TwRunComparison *result = in->result;
  const GPtrArray *a = in->a.lineage, *b = in->b.lineage;
  guint i = 0;

  while (i < a->len && i < b->len && g_ptr_array_index (a, i) == g_ptr_array_index (b, i))
    i++;
  if (i == 0)
    return;
  result->common = ((const TwSessionRun *)g_ptr_array_index (a, i - 1))->id;
  result->common_step = result->last;
  if (i < a->len)
    result->common_step =
        MIN (result->common_step, ((const TwSessionRun *)g_ptr_array_index (a, i))->start);
  if (i < b->len)
    result->common_step =
        MIN (result->common_step, ((const TwSessionRun *)g_ptr_array_index (b, i))->start);
}

static gboolean
prepare (Comparing *in, gint64 a, gint64 b)
{
  gsize n_params;

  if (!walk_init (in, &in->a, a) || !walk_init (in, &in->b, b))
    return FALSE;
  in->type = in->a.run->scenario->type;
  if (in->b.run->scenario->type != in->type)
    {
      g_set_error (in->error, TW_SESSION_ERROR, TW_SESSION_ERROR_MISSING,
                   "runs of the models “%s” and “%s” cannot be compared; allowed: two of one model",
                   in->type->name, in->b.run->scenario->type->name);
      return FALSE;
    }
  if (!tw_session_reader_get_n_params (in->reader, a, &in->n_params, in->error)
      || !tw_session_reader_get_n_params (in->reader, b, &n_params, in->error))
    return FALSE;
  if (n_params != in->n_params)
    in->n_params = 0;
  in->n_columns = TW_COLUMN_READOUTS + in->type->n_readouts;
  in->a.rows = g_new (double, BLOCK_ROWS * in->n_columns);
  in->b.rows = g_new (double, BLOCK_ROWS * in->n_columns);
  in->a.theta = g_new0 (double, BLOCK_ROWS *TW_SESSION_MAX_THETA);
  in->b.theta = g_new0 (double, BLOCK_ROWS *TW_SESSION_MAX_THETA);
  in->result->last = MIN (in->a.run->head, in->b.run->head);
  find_common (in);
  return TRUE;
}

TwRunComparison *
tw_run_compare (const char *path, gint64 a, gint64 b, gsize max_steps, GCancellable *cancellable,
                GError **error)
{
  g_autoptr (TwSessionReader) reader = tw_session_reader_new (path, error);
  g_autoptr (TwRunComparison) result = NULL;
  g_autoptr (GError) problem = NULL;
  Comparing in = { .reader = reader, .cancellable = cancellable, .error = &problem };
  gboolean good;

  g_return_val_if_fail (max_steps >= 2, NULL);

  if (reader == NULL)
    return NULL;
  result = in.result = g_new0 (TwRunComparison, 1);
  result->a = a;
  result->b = b;
  result->settings = g_ptr_array_new_with_free_func (free_difference);
  result->parameters = g_ptr_array_new_with_free_func (free_difference);
  good = prepare (&in, a, b) && find_first_difference (&in) && measure_distances (&in, max_steps)
         && compare_states (&in, path);
  walk_clear (&in.a);
  walk_clear (&in.b);
  if (good)
    return g_steal_pointer (&result);
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}
