/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A run's state as bytes, for checkpoints, branches and the hash that a replay is held to.
 *
 *   8 bytes "TWSTATE" and 0, u32 version
 *   text     name of the model
 *   u64      step
 *   u32      stage of the last step; G_MAXUINT32: no step was made
 *   u64      seed
 *   doubles  world, model, start, optimizer: four times
 *   u32      stages, for each:  u64 steps, doubles
 *   u32      events, for each:  text name, u32 action, u32 section, item and key of the target,
 *            u64 step, u64 duration, f64 value, u32 a ramp is under way, u32 its item,
 *            f64 its start
 *   u64      bytes of θ, and these, as the model writes them
 *   u64      updates since the optimiser was reset
 *   doubles  its first moments;  doubles: its second moments
 *
 * Little-endian throughout.  text: u32 bytes, and these.  doubles: u32 how many, and these.
 * Where bytes are read they may come from a stranger: nothing is believed. */

#include "train/tw-run-private.h"
#include "train/tw-scenario-private.h"

#include <math.h>
#include <string.h>

#define MAGIC "TWSTATE"
#define VERSION 1u
#define LARGEST_COUNT (G_GUINT64_CONSTANT (1) << 53)

/* --- writing --- */

static void
put_u32 (GByteArray *out, guint32 value)
{
  value = GUINT32_TO_LE (value);
  g_byte_array_append (out, (const guint8 *)&value, sizeof value);
}

static void
put_u64 (GByteArray *out, guint64 value)
{
  value = GUINT64_TO_LE (value);
  g_byte_array_append (out, (const guint8 *)&value, sizeof value);
}

static void
put_double (GByteArray *out, double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  put_u64 (out, bits);
}

static void
put_doubles (GByteArray *out, const double *values, gsize n)
{
  put_u32 (out, (guint32)n);
  for (gsize i = 0; i < n; i++)
    put_double (out, values[i]);
}

static void
put_text (GByteArray *out, const char *text)
{
  put_u32 (out, (guint32)strlen (text));
  g_byte_array_append (out, (const guint8 *)text, (guint)strlen (text));
}

static void
put_settings (GByteArray *out, const TwScenario *scenario)
{
  const TwModelType *type = scenario->type;

  put_u64 (out, scenario->seed);
  put_doubles (out, scenario->world, type->world.n);
  put_doubles (out, scenario->settings, type->settings.n);
  put_doubles (out, scenario->start, type->start.n);
  put_doubles (out, scenario->optimizer, tw_optimizer_table ()->n);
  put_u32 (out, scenario->n_stages);
  for (guint i = 0; i < scenario->n_stages; i++)
    {
      put_u64 (out, scenario->stages[i].steps);
      put_doubles (out, scenario->stages[i].values, type->stage.n);
    }
}

static void
put_events (GByteArray *out, const TwScenario *scenario, const TwRamp *ramps)
{
  put_u32 (out, scenario->n_events);
  for (guint i = 0; i < scenario->n_events; i++)
    {
      const TwEvent *event = &scenario->events[i];

      put_text (out, event->name);
      put_u32 (out, event->action);
      put_u32 (out, event->target.section);
      put_u32 (out, event->target.item);
      put_u32 (out, event->target.key);
      put_u64 (out, event->step);
      put_u64 (out, event->duration);
      put_double (out, event->value);
      put_u32 (out, (guint32)ramps[i].active);
      put_u32 (out, ramps[i].item);
      put_double (out, ramps[i].start);
    }
}

GBytes *
tw_run_save_state (TwRun *run)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GBytes) theta = run->type->to_bytes (run->model, run->theta);

  g_byte_array_append (out, (const guint8 *)MAGIC, sizeof MAGIC);
  put_u32 (out, VERSION);
  put_text (out, run->type->name);
  put_u64 (out, run->step);
  put_u32 (out, run->last_stage);
  put_settings (out, run->scenario);
  put_events (out, run->scenario, run->ramps);
  put_u64 (out, g_bytes_get_size (theta));
  g_byte_array_append (out, g_bytes_get_data (theta, NULL), (guint)g_bytes_get_size (theta));
  put_u64 (out, run->optimizer.t);
  put_doubles (out, run->optimizer.first, run->n);
  put_doubles (out, run->optimizer.second, run->n);
  return g_byte_array_free_to_bytes (out);
}

char *
tw_run_state_hash (TwRun *run)
{
  g_autoptr (GBytes) state = tw_run_save_state (run);

  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, state);
}

/* --- reading --- */

/* Every get_ function gives FALSE once something was wrong; the first thing wrong is the message. */
typedef struct
{
  const guint8 *at;
  gsize left;
  GError **error;
} Reader;

static void set_refusal (Reader *in, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
set_refusal (Reader *in, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (in->error, TW_RUN_ERROR, TW_RUN_ERROR_STATE, "no state of this run: %s", what);
}

/* A macro, so that the compiler sees that it is always FALSE, and that nobody uses what it leaves
 * unset. */
#define refuse(...) (set_refusal (__VA_ARGS__), FALSE)

static gboolean
get_bytes (Reader *in, void *to, gsize n)
{
  if (n > in->left)
    return refuse (in, "it ends too early");
  memcpy (to, in->at, n);
  in->at += n;
  in->left -= n;
  return TRUE;
}

static gboolean
get_u32 (Reader *in, guint32 *value)
{
  if (!get_bytes (in, value, sizeof *value))
    return FALSE;
  *value = GUINT32_FROM_LE (*value);
  return TRUE;
}

static gboolean
get_u64 (Reader *in, guint64 *value)
{
  if (!get_bytes (in, value, sizeof *value))
    return FALSE;
  *value = GUINT64_FROM_LE (*value);
  return TRUE;
}

static gboolean
get_double (Reader *in, double *value)
{
  guint64 bits;

  if (!get_u64 (in, &bits))
    return FALSE;
  memcpy (value, &bits, sizeof bits);
  return TRUE;
}

/* A number which has to be that one. */
static gboolean
expect_u32 (Reader *in, const char *what, guint32 expected)
{
  guint32 value;

  if (!get_u32 (in, &value))
    return FALSE;
  return value == expected || refuse (in, "%s is %u; allowed: %u", what, value, expected);
}

static gboolean
get_count (Reader *in, const char *what, guint64 *value)
{
  if (!get_u64 (in, value))
    return FALSE;
  return *value <= LARGEST_COUNT
         || refuse (in, "%s is %" G_GUINT64_FORMAT "; allowed: at most 2^53", what, *value);
}

static gboolean
expect_text (Reader *in, const char *what, const char *expected)
{
  const gsize length = strlen (expected);

  if (!expect_u32 (in, what, (guint32)length))
    return FALSE;
  if (length > in->left || memcmp (in->at, expected, length) != 0)
    return refuse (in, "%s is not %s", what, expected);
  in->at += length;
  in->left -= length;
  return TRUE;
}

static gboolean
get_doubles (Reader *in, const char *what, double *values, gsize n)
{
  if (!expect_u32 (in, what, (guint32)n))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (!get_double (in, &values[i]))
      return FALSE;
  return TRUE;
}

static gboolean
check_setting (Reader *in, const TwSettingSpec *spec, double value)
{
  g_autoptr (GError) problem = NULL;

  return tw_setting_check (spec, value, &problem)
         || refuse (in, "%s: %s", spec->key, problem->message);
}

static gboolean
get_table (Reader *in, const char *what, const TwSettingTable *table, double *values)
{
  if (!get_doubles (in, what, values, table->n))
    return FALSE;
  for (guint i = 0; i < table->n; i++)
    if (!check_setting (in, &table->specs[i], values[i]))
      return FALSE;
  return TRUE;
}

static gboolean
get_seed (Reader *in, TwScenario *next)
{
  return get_u64 (in, &next->seed)
         && check_setting (in, &tw_scenario_table ()->specs[TW_SCENARIO_SEED], (double)next->seed);
}

static gboolean
get_stages (Reader *in, TwScenario *next)
{
  if (!expect_u32 (in, "the number of stages", next->n_stages))
    return FALSE;
  for (guint i = 0; i < next->n_stages; i++)
    if (!get_count (in, "the steps of a stage", &next->stages[i].steps)
        || !check_setting (in, &tw_stage_table ()->specs[TW_STAGE_STEPS],
                           (double)next->stages[i].steps)
        || !get_table (in, "a stage's number of settings", &next->type->stage,
                       next->stages[i].values))
      return FALSE;
  return TRUE;
}

static gboolean
get_settings (Reader *in, TwScenario *next)
{
  const TwModelType *type = next->type;

  return get_seed (in, next) && get_table (in, "[world]", &type->world, next->world)
         && get_table (in, "[model]", &type->settings, next->settings)
         && get_table (in, "[start]", &type->start, next->start)
         && get_table (in, "[optimizer]", tw_optimizer_table (), next->optimizer)
         && get_stages (in, next);
}

/* Finds the event of the name that comes, among those from `from` on, and moves it there: edits may
 * have put the events of the state in another order. */
static gboolean
get_event_name (Reader *in, TwScenario *next, guint from)
{
  g_autofree char *name = NULL;
  TwEvent found;
  guint32 length;
  guint i = from;

  if (!get_u32 (in, &length))
    return FALSE;
  if (length > in->left)
    return refuse (in, "it ends too early");
  name = g_strndup ((const char *)in->at, length);
  in->at += length;
  in->left -= length;
  while (i < next->n_events && strcmp (next->events[i].name, name) != 0)
    i++;
  if (i == next->n_events)
    return refuse (in, "an event that the scenario does not have");
  found = next->events[i];
  memmove (&next->events[from + 1], &next->events[from], (i - from) * sizeof found);
  next->events[from] = found;
  return TRUE;
}

static gboolean
get_ramp (Reader *in, const TwScenario *scenario, const TwEvent *event, TwRamp *ramp)
{
  guint32 active;

  if (!get_u32 (in, &active) || !get_u32 (in, &ramp->item) || !get_double (in, &ramp->start))
    return FALSE;
  ramp->active = active != 0;
  if (active > 1 || (active && event->action != TW_EVENT_RAMP) || !isfinite (ramp->start)
      || ramp->item >= scenario->n_stages)
    return refuse (in, "the ramp of event %s cannot be", event->name);
  return TRUE;
}

static gboolean
get_event (Reader *in, const TwScenario *scenario, TwEvent *event, TwRamp *ramp)
{
  return expect_u32 (in, "the action of an event", event->action)
         && expect_u32 (in, "the target's section", event->target.section)
         && expect_u32 (in, "the target's item", event->target.item)
         && expect_u32 (in, "the target's key", event->target.key)
         && get_count (in, "the step of an event", &event->step)
         && get_count (in, "the duration of an event", &event->duration)
         && get_double (in, &event->value)
         && check_setting (in, tw_event_value_spec (scenario, event->target, event->action),
                           event->value)
         && get_ramp (in, scenario, event, ramp);
}

static gboolean
get_events (Reader *in, TwScenario *next, TwRamp *ramps)
{
  if (!expect_u32 (in, "the number of events", next->n_events))
    return FALSE;
  for (guint i = 0; i < next->n_events; i++)
    {
      g_autoptr (GError) problem = NULL;
      const char *key;

      if (!get_event_name (in, next, i) || !get_event (in, next, &next->events[i], &ramps[i]))
        return FALSE;
      if (!tw_event_check (next, &next->events[i], &key, &problem))
        return refuse (in, "%s.%s: %s", next->events[i].name, key, problem->message);
    }
  return TRUE;
}

/* Saved in the order in which they happen; another order would part ramps from their events. */
static gboolean
place_events (Reader *in, TwScenario *next)
{
  for (guint i = 0; i < next->n_events; i++)
    next->events[i].at = tw_event_when (next, &next->events[i]);
  for (guint i = 1; i < next->n_events; i++)
    if (next->events[i].at < next->events[i - 1].at)
      return refuse (in, "events out of order");
  return TRUE;
}

static gboolean
get_theta (Reader *in, TwRun *run, double *theta)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GBytes) bytes = NULL;
  guint64 size;

  if (!get_u64 (in, &size))
    return FALSE;
  if (size > in->left)
    return refuse (in, "it ends too early");
  bytes = g_bytes_new (in->at, size);
  in->at += size;
  in->left -= size;
  if (!run->type->from_bytes (run->model, bytes, theta, &problem))
    return refuse (in, "%s", problem->message);
  for (gsize i = 0; i < run->n; i++)
    if (!isfinite (theta[i]))
      return refuse (in, "the parameter %s is not finite", run->type->param_name (run->model, i));
  return TRUE;
}

static gboolean
get_optimizer (Reader *in, TwOptimizer *optimizer)
{
  if (!get_count (in, "the number of updates", &optimizer->t)
      || !get_doubles (in, "the number of first moments", optimizer->first, optimizer->n)
      || !get_doubles (in, "the number of second moments", optimizer->second, optimizer->n))
    return FALSE;
  for (gsize i = 0; i < optimizer->n; i++)
    if (!isfinite (optimizer->first[i])
        || !(optimizer->second[i] >= 0 && isfinite (optimizer->second[i])))
      return refuse (in, "a moment of the optimizer is out of range");
  return TRUE;
}

static gboolean
get_progress (Reader *in, const TwScenario *scenario, guint64 *step, guint *last_stage)
{
  guint32 stage;

  if (!get_count (in, "the step", step) || !get_u32 (in, &stage))
    return FALSE;
  *last_stage = stage;
  if (*step == 0 ? stage != G_MAXUINT32 : stage >= scenario->n_stages)
    return refuse (in, "the stage of the last step cannot be");
  return TRUE;
}

static gboolean
get_head (Reader *in, const TwRun *run)
{
  char magic[sizeof MAGIC];

  if (!get_bytes (in, magic, sizeof magic))
    return FALSE;
  if (memcmp (magic, MAGIC, sizeof magic) != 0)
    return refuse (in, "it does not begin as one");
  return expect_u32 (in, "the version", VERSION) && expect_text (in, "the model", run->type->name);
}

static gboolean
get_end (Reader *in)
{
  return in->left == 0 || refuse (in, "%" G_GSIZE_FORMAT " bytes too many", in->left);
}

/* Everything was read and checked; only the model can still say no. */
static gboolean
take (TwRun *run, TwScenario *next, TwRamp **ramps, guint64 step, guint last_stage,
      const double *theta, GError **error)
{
  if (!tw_run_take_model (run, next, error))
    return FALSE;
  tw_run_take_scenario (run, tw_scenario_ref (next));
  g_free (run->ramps);
  run->ramps = g_steal_pointer (ramps);
  run->step = step;
  run->last_stage = last_stage;
  memcpy (run->theta, theta, run->n * sizeof *theta);
  tw_optimizer_copy_state (&run->optimizer, &run->before);
  tw_run_forget_last_step (run);
  tw_run_refresh (run);
  return TRUE;
}

gboolean
tw_run_load_state (TwRun *run, GBytes *state, GError **error)
{
  g_autoptr (TwScenario) next = tw_scenario_copy (run->scenario);
  g_autofree TwRamp *ramps = g_new0 (TwRamp, MAX (next->n_events, 1));
  g_autofree double *theta = g_new (double, MAX (run->n, 1));
  Reader in = { .error = error };
  guint64 step;
  guint last_stage;

  in.at = g_bytes_get_data (state, &in.left);
  return get_head (&in, run) && get_progress (&in, next, &step, &last_stage)
         && get_settings (&in, next) && get_events (&in, next, ramps) && place_events (&in, next)
         && get_theta (&in, run, theta) && get_optimizer (&in, &run->before) && get_end (&in)
         && take (run, next, &ramps, step, last_stage, theta, error);
}
