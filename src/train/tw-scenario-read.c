/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Key file to scenario.  The text comes from a stranger: everything is checked, and what is wrong
 * is said in one line with file, line and key. */

#include "train/tw-scenario-private.h"

#include <string.h>

#define STAGE_PREFIX "stage "
#define EVENT_PREFIX "event "

typedef struct
{
  const char *origin; /* printable */
  GKeyFile *file;
  TwLines *lines;
  TwScenario *scenario;
} Reader;

static gboolean fail (const Reader *reader, const char *section, const char *key, GError **error,
                      int code, const char *format, ...) G_GNUC_PRINTF (6, 7);

/* "FILE:LINE: [section] key: …", as far as these are known. */
static gboolean
fail (const Reader *reader, const char *section, const char *key, GError **error, int code,
      const char *format, ...)
{
  GString *message = g_string_new (reader->origin);
  const guint line = section != NULL ? tw_lines_find (reader->lines, section, key) : 0;
  va_list arguments;

  if (line > 0)
    g_string_append_printf (message, ":%u", line);
  g_string_append (message, ": ");
  if (section != NULL)
    g_string_append_printf (message, "[%s] ", section);
  if (key != NULL)
    g_string_append_printf (message, "%s: ", key);
  va_start (arguments, format);
  g_string_append_vprintf (message, format, arguments);
  va_end (arguments);

  g_set_error_literal (error, TW_SCENARIO_ERROR, code, message->str);
  g_string_free (message, TRUE);
  return FALSE;
}

/* Passes problem on with its place before it. */
static gboolean
fail_with (const Reader *reader, const char *section, const char *key, GError **error,
           const GError *problem)
{
  const int code = problem->domain == TW_SCENARIO_ERROR ? problem->code : TW_SCENARIO_ERROR_VALUE;

  return fail (reader, section, key, error, code, "%s", problem->message);
}

static gboolean
has_key (const Reader *reader, const char *section, const char *key)
{
  return g_key_file_has_key (reader->file, section, key, NULL);
}

/* Reads a text if the key is there; *text is replaced. */
static gboolean
read_text (const Reader *reader, const char *section, const char *key, char **text, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *value = NULL;

  if (!has_key (reader, section, key))
    return TRUE;
  value = g_key_file_get_string (reader->file, section, key, &problem);
  if (problem != NULL) /* there may be a value even so */
    return fail (reader, section, key, error, TW_SCENARIO_ERROR_VALUE,
                 "has a wrong escape; allowed: \\n, \\t, \\s and \\\\");
  g_free (*text);
  *text = g_strdup (g_strstrip (value));
  return TRUE;
}

/* Reads the values of table that the section has; the others stay. */
static gboolean
read_table (const Reader *reader, const char *section, const TwSettingTable *table, double *values,
            GError **error)
{
  for (guint i = 0; i < table->n; i++)
    {
      const char *key = table->specs[i].key;
      g_autofree char *text = g_key_file_get_value (reader->file, section, key, NULL);
      g_autoptr (GError) problem = NULL;

      if (text != NULL && !tw_scenario_parse_value (&table->specs[i], text, &values[i], &problem))
        return fail_with (reader, section, key, error, problem);
    }
  return TRUE;
}

static gboolean
require_key (const Reader *reader, const char *section, const char *key, const char *why,
             GError **error)
{
  if (has_key (reader, section, key))
    return TRUE;
  return fail (reader, section, NULL, error, TW_SCENARIO_ERROR_MISSING, "%s; needed: %s = …", why,
               key);
}

/* Refuses the first key of the section that is not among known. */
static gboolean
check_keys (const Reader *reader, const char *section, GPtrArray *known, GError **error)
{
  const TwSectionLines *lines = tw_lines_find_section (reader->lines, section);

  for (guint i = 0; lines != NULL && i < lines->keys->len; i++)
    {
      const char *key = g_array_index (lines->keys, TwKeyLine, i).name;

      if (!g_ptr_array_find_with_equal_func (known, key, g_str_equal, NULL))
        {
          g_autofree char *hint = tw_scenario_hint (key, known);

          return fail (reader, section, key, error, TW_SCENARIO_ERROR_KEY, "no such key%s", hint);
        }
    }
  return TRUE;
}

static gboolean
read_texts (const Reader *reader, GError **error)
{
  for (guint i = 0; i < TW_N_TEXTS; i++)
    {
      const TwTextSpec *spec = &tw_scenario_texts[i];
      char **text = tw_scenario_text_at (reader->scenario, spec);
      g_autoptr (GError) problem = NULL;

      if (!read_text (reader, "scenario", spec->key, text, error))
        return FALSE;
      if (!tw_scenario_text_check (spec, *text, &problem))
        return fail_with (reader, "scenario", spec->key, error, problem);
    }
  return TRUE;
}

static gboolean
read_scenario_section (const Reader *reader, GError **error)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  double values[TW_N_SCENARIO_KEYS] = { (double)reader->scenario->seed };

  for (guint i = 0; i < TW_N_TEXTS; i++)
    g_ptr_array_add (known, (gpointer)tw_scenario_texts[i].key);
  g_ptr_array_add (known, (gpointer) "model");
  tw_scenario_add_keys (known, tw_scenario_table ());

  if (!check_keys (reader, "scenario", known, error) || !read_texts (reader, error)
      || !read_table (reader, "scenario", tw_scenario_table (), values, error))
    return FALSE;
  reader->scenario->seed = (guint64)values[TW_SCENARIO_SEED];
  return TRUE;
}

static gboolean
read_plain_section (const Reader *reader, const char *section, const TwSettingTable *table,
                    double *values, GError **error)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();

  tw_scenario_add_keys (known, table);
  return check_keys (reader, section, known, error)
         && read_table (reader, section, table, values, error);
}

/* A name that no other stage or event has. */
static gboolean
check_name (const Reader *reader, const char *section, const char *name, GError **error)
{
  g_autoptr (GError) problem = NULL;

  /* The section's name is not repeated before it is known to be printable. */
  if (!tw_scenario_name_check (name, &problem))
    {
      g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_KEY, "%s:%u: %s", reader->origin,
                   tw_lines_find (reader->lines, section, NULL), problem->message);
      return FALSE;
    }
  if (tw_scenario_find_stage (reader->scenario, name) >= 0
      || tw_scenario_find_event (reader->scenario, name) >= 0)
    return fail (reader, section, NULL, error, TW_SCENARIO_ERROR_KEY,
                 "the name is taken; allowed: a name that no other stage or event has");
  return TRUE;
}

static gboolean
read_stage (const Reader *reader, const char *section, const char *name, GError **error)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  TwScenario *scenario = reader->scenario;
  double steps[TW_N_STAGE_KEYS];
  TwStage *stage;

  if (!check_name (reader, section, name, error))
    return FALSE;
  if (scenario->n_stages == TW_SCENARIO_MAX_STAGES)
    return fail (reader, section, NULL, error, TW_SCENARIO_ERROR_VALUE,
                 "too many stages; allowed: at most %d", TW_SCENARIO_MAX_STAGES);

  tw_scenario_add_keys (known, tw_stage_table ());
  tw_scenario_add_keys (known, &scenario->type->stage);
  if (!check_keys (reader, section, known, error)
      || !require_key (reader, section, tw_stage_table ()->specs[TW_STAGE_STEPS].key,
                       "a stage has steps", error))
    return FALSE;

  stage = tw_scenario_add_stage (scenario, name);
  if (!read_table (reader, section, tw_stage_table (), steps, error)
      || !read_table (reader, section, &scenario->type->stage, stage->values, error))
    return FALSE;
  stage->steps = (guint64)steps[TW_STAGE_STEPS];
  return TRUE;
}

static gboolean
read_event_action (const Reader *reader, const char *section, TwEvent *event, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *quoted = NULL;

  if (!read_text (reader, section, TW_EVENT_KEY_ACTION, &text, error))
    return FALSE;
  for (guint i = 0; tw_event_actions[i] != NULL; i++)
    if (text == NULL || strcmp (text, tw_event_actions[i]) == 0)
      {
        event->action = TW_EVENT_SET + i;
        return TRUE;
      }
  quoted = tw_scenario_quote (text);
  return fail (reader, section, TW_EVENT_KEY_ACTION, error, TW_SCENARIO_ERROR_VALUE,
               "%s is not known here; allowed: one of set, add, ramp", quoted);
}

static gboolean
read_event_stage (const Reader *reader, const char *section, TwEvent *event, GError **error)
{
  const TwScenario *scenario = reader->scenario;
  g_autoptr (GPtrArray) known = NULL;
  g_autofree char *quoted = NULL;
  g_autofree char *hint = NULL;

  if (!read_text (reader, section, TW_EVENT_KEY_STAGE, &event->stage, error))
    return FALSE;
  if (event->stage == NULL || tw_scenario_find_stage (scenario, event->stage) >= 0)
    return TRUE;

  known = g_ptr_array_new ();
  for (guint i = 0; i < scenario->n_stages; i++)
    g_ptr_array_add (known, scenario->stages[i].name);
  quoted = tw_scenario_quote (event->stage);
  hint = tw_scenario_hint (event->stage, known);
  return fail (reader, section, TW_EVENT_KEY_STAGE, error, TW_SCENARIO_ERROR_VALUE,
               "%s is no stage%s", quoted, hint);
}

static gboolean
read_event_target (const Reader *reader, const char *section, TwEvent *event, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (!require_key (reader, section, TW_EVENT_KEY_TARGET, "an event changes something", error)
      || !read_text (reader, section, TW_EVENT_KEY_TARGET, &event->target_text, error))
    return FALSE;
  if (!tw_scenario_resolve (reader->scenario, event->target_text, &event->target, &problem))
    return fail_with (reader, section, TW_EVENT_KEY_TARGET, error, problem);
  return TRUE;
}

/* step, duration and value; the last is written as the target writes its own. */
static gboolean
read_event_numbers (const Reader *reader, const char *section, TwEvent *event, GError **error)
{
  TwSettingSpec specs[TW_N_EVENT_KEYS];
  const TwSettingTable table = { specs, TW_N_EVENT_KEYS };
  double values[TW_N_EVENT_KEYS] = { 0 };

  for (guint i = 0; i < TW_N_EVENT_KEYS; i++)
    specs[i] = tw_event_table ()->specs[i];
  specs[TW_EVENT_VALUE] = *tw_event_value_spec (reader->scenario, event->target, event->action);
  specs[TW_EVENT_VALUE].key = tw_event_table ()->specs[TW_EVENT_VALUE].key;

  if (!require_key (reader, section, specs[TW_EVENT_STEP].key, "an event has its time", error)
      || !require_key (reader, section, specs[TW_EVENT_VALUE].key, "an event has a value", error)
      || !read_table (reader, section, &table, values, error))
    return FALSE;
  event->step = (guint64)values[TW_EVENT_STEP];
  event->duration = (guint64)values[TW_EVENT_DURATION];
  event->value = values[TW_EVENT_VALUE];
  return TRUE;
}

static gboolean
read_event_keys (const Reader *reader, const char *section, TwEvent *event, GError **error)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  g_autoptr (GError) problem = NULL;
  const char *key;

  tw_scenario_add_keys (known, tw_event_table ());
  g_ptr_array_add (known, (gpointer)TW_EVENT_KEY_STAGE);
  g_ptr_array_add (known, (gpointer)TW_EVENT_KEY_ACTION);
  g_ptr_array_add (known, (gpointer)TW_EVENT_KEY_TARGET);
  if (!check_keys (reader, section, known, error)
      || !read_event_action (reader, section, event, error)
      || !read_event_stage (reader, section, event, error)
      || !read_event_target (reader, section, event, error)
      || !read_event_numbers (reader, section, event, error))
    return FALSE;
  if (!tw_event_check (reader->scenario, event, &key, &problem))
    return fail_with (reader, section, key, error, problem);
  return TRUE;
}

static gboolean
read_event (const Reader *reader, const char *section, const char *name, GError **error)
{
  TwScenario *scenario = reader->scenario;
  TwEvent event = { 0 };

  if (!check_name (reader, section, name, error))
    return FALSE;
  if (scenario->n_events == TW_SCENARIO_MAX_EVENTS)
    return fail (reader, section, NULL, error, TW_SCENARIO_ERROR_VALUE,
                 "too many events; allowed: at most %d", TW_SCENARIO_MAX_EVENTS);
  if (!read_event_keys (reader, section, &event, error))
    {
      tw_event_clear (&event);
      return FALSE;
    }
  event.name = g_strdup (name);
  scenario->events = g_renew (TwEvent, scenario->events, scenario->n_events + 1);
  scenario->events[scenario->n_events++] = event;
  return TRUE;
}

/* Refuses sections that are none of those that a scenario has. */
static gboolean
check_sections (const Reader *reader, GError **error)
{
  for (guint i = 0; i < tw_lines_get_n_sections (reader->lines); i++)
    {
      const TwSectionLines *section = tw_lines_get_section (reader->lines, i);
      g_autoptr (GPtrArray) known = NULL;
      g_autofree char *quoted = NULL;
      g_autofree char *hint = NULL;

      if (g_strv_contains (tw_scenario_sections, section->name)
          || g_str_has_prefix (section->name, STAGE_PREFIX)
          || g_str_has_prefix (section->name, EVENT_PREFIX))
        continue;

      known = g_ptr_array_new ();
      for (guint j = 0; tw_scenario_sections[j] != NULL; j++)
        g_ptr_array_add (known, (gpointer)tw_scenario_sections[j]);
      g_ptr_array_add (known, (gpointer) "stage NAME");
      g_ptr_array_add (known, (gpointer) "event NAME");
      quoted = tw_scenario_quote (section->name);
      hint = tw_scenario_hint (section->name, known);
      g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_KEY, "%s:%u: %s is no section%s",
                   reader->origin, section->line, quoted, hint);
      return FALSE;
    }
  return TRUE;
}

typedef gboolean (*ReadNamed) (const Reader *reader, const char *section, const char *name,
                               GError **error);

/* Reads every [prefix NAME], in the order of the file. */
static gboolean
read_named (const Reader *reader, const char *prefix, ReadNamed read, GError **error)
{
  for (guint i = 0; i < tw_lines_get_n_sections (reader->lines); i++)
    {
      const char *section = tw_lines_get_section (reader->lines, i)->name;

      if (g_str_has_prefix (section, prefix)
          && !read (reader, section, section + strlen (prefix), error))
        return FALSE;
    }
  return TRUE;
}

static const TwModelType *
read_model (const Reader *reader, GError **error)
{
  g_autofree char *name = g_strdup (tw_model_types ()[0]->name);
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  const TwModelType *type;
  g_autofree char *quoted = NULL;
  g_autofree char *hint = NULL;

  if (!read_text (reader, "scenario", "model", &name, error))
    return NULL;
  type = tw_model_type_find (name);
  if (type != NULL)
    return type;

  for (guint i = 0; tw_model_types ()[i] != NULL; i++)
    g_ptr_array_add (known, (gpointer)tw_model_types ()[i]->name);
  quoted = tw_scenario_quote (name);
  hint = tw_scenario_hint (name, known);
  fail (reader, "scenario", "model", error, TW_SCENARIO_ERROR_VALUE, "%s is no model%s", quoted,
        hint);
  return NULL;
}

static gboolean
read_all (const Reader *reader, GError **error)
{
  TwScenario *scenario = reader->scenario;
  const TwModelType *type = scenario->type;

  if (!read_scenario_section (reader, error)
      || !read_plain_section (reader, "world", &type->world, scenario->world, error)
      || !read_plain_section (reader, "model", &type->settings, scenario->settings, error)
      || !read_plain_section (reader, "start", &type->start, scenario->start, error)
      || !read_plain_section (reader, "optimizer", tw_optimizer_table (), scenario->optimizer,
                              error)
      || !read_named (reader, STAGE_PREFIX, read_stage, error))
    return FALSE;
  if (scenario->n_stages == 0)
    return fail (reader, NULL, NULL, error, TW_SCENARIO_ERROR_MISSING,
                 "no stage; needed: at least one section [stage NAME] with steps = …");
  if (!read_named (reader, EVENT_PREFIX, read_event, error))
    return FALSE;
  tw_scenario_place_events (scenario);
  return TRUE;
}

/* "/a/b/slow-start.ini" is called slow-start. */
static char *
name_from_origin (const char *origin)
{
  char *name = g_path_get_basename (origin);

  if (g_str_has_suffix (name, ".ini"))
    name[strlen (name) - strlen (".ini")] = '\0';
  return name;
}

static TwScenario *
read_scenario (Reader *reader, const char *name, GError **error)
{
  g_autoptr (TwScenario) scenario = NULL;
  const TwModelType *type;

  if (!check_sections (reader, error) || (type = read_model (reader, error)) == NULL)
    return NULL;
  reader->scenario = scenario = tw_scenario_new (type, name);
  return read_all (reader, error) ? g_steal_pointer (&scenario) : NULL;
}

/* What is no text at all.  Returns FALSE with a message without its place. */
static gboolean
check_text (const char *text, gsize length, GError **error)
{
  const char *end;

  if (length > TW_SCENARIO_MAX_BYTES)
    g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_FILE,
                 "%" G_GSIZE_FORMAT " bytes are too many; allowed: at most %d", length,
                 TW_SCENARIO_MAX_BYTES);
  else if (memchr (text, '\0', length) != NULL)
    g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_FILE,
                 "not a text file: it has a zero byte; allowed: a scenario in UTF-8");
  else if (!g_utf8_validate_len (text, length, &end))
    g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_FILE,
                 "not UTF-8 from byte %" G_GSIZE_FORMAT " on; allowed: a scenario in UTF-8",
                 (gsize)(end - text));
  else
    return TRUE;
  return FALSE;
}

/* GKeyFile's own message may repeat the file's bytes; the scan before it leaves it little to find. */
static gboolean
parse (Reader *reader, const char *text, gsize length, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *quoted = NULL;

  if (length == 0
      || g_key_file_load_from_data (reader->file, text, length, G_KEY_FILE_KEEP_TRANSLATIONS,
                                    &problem))
    return TRUE;
  quoted = tw_scenario_quote (problem->message);
  g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_FILE,
               "%s: not a key file: %s; allowed: [SECTION], KEY = VALUE and # comment",
               reader->origin, quoted);
  return FALSE;
}

TwScenario *
tw_scenario_load_text (const char *text, gsize length, const char *origin, GError **error)
{
  g_autofree char *shown = tw_scenario_printable (origin);
  g_autofree char *name = name_from_origin (shown);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (TwLines) lines = NULL;
  Reader reader = { .origin = shown, .file = file };
  guint line;

  if (!check_text (text, length, error))
    {
      g_prefix_error (error, "%s: ", shown);
      return NULL;
    }
  if (length >= 3 && memcmp (text, "\xEF\xBB\xBF", 3) == 0) /* the mark of some editors */
    {
      text += 3;
      length -= 3;
    }
  lines = reader.lines = tw_lines_scan (text, length, &line, error);
  if (lines == NULL)
    {
      g_prefix_error (error, "%s:%u: ", shown, line);
      return NULL;
    }
  return parse (&reader, text, length, error) ? read_scenario (&reader, name, error) : NULL;
}
