/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-audit.h"

#include <math.h>
#include <string.h>

static const TwSettingSpec plain_real = {
  .key = "value", .type = TW_SETTING_REAL, .minimum = -G_MAXDOUBLE, .maximum = G_MAXDOUBLE
};

/* --- what an address means --- */

static const TwSettingSpec *
find_spec (const TwScenario *scenario, const char *address)
{
  TwAddress found;

  if (scenario == NULL || !tw_scenario_resolve (scenario, address, &found, NULL))
    return NULL;
  return tw_scenario_spec (scenario, found);
}

/* A file may hold a value that its setting cannot have: that one is a number and no more. */
static const TwSettingSpec *
spec_for_value (const TwScenario *scenario, const char *address, double value)
{
  const TwSettingSpec *spec = find_spec (scenario, address);

  if (spec == NULL || spec->type == TW_SETTING_REAL || !tw_setting_check (spec, value, NULL))
    return &plain_real;
  return spec;
}

char *
tw_audit_format_value (const TwScenario *scenario, const char *address, double value)
{
  if (!isfinite (value))
    return g_strdup ("");
  return tw_setting_format (spec_for_value (scenario, address, value), value);
}

const char *
tw_audit_title (const TwScenario *scenario, const char *address)
{
  TwAddress found;

  if (scenario == NULL || !tw_scenario_resolve (scenario, address, &found, NULL))
    return NULL;
  /* A parameter is called as where it starts. */
  if (found.section == TW_SECTION_THETA)
    found.section = TW_SECTION_START;
  return tw_scenario_spec (scenario, found)->title;
}

/* ISO 8601, UTC; "" for a time that no calendar has. */
static char *
format_time (gint64 time)
{
  const gint64 rest = time % G_USEC_PER_SEC;
  const gint64 micro = rest < 0 ? rest + G_USEC_PER_SEC : rest;
  g_autoptr (GDateTime) second =
      g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC - (rest < 0 ? 1 : 0));
  g_autofree char *text = NULL;

  if (second == NULL)
    return g_strdup ("");
  text = g_date_time_format (second, "%Y-%m-%dT%H:%M:%S");
  return g_strdup_printf ("%s.%06dZ", text, (int)micro);
}

/* --- CSV --- */

static void
add_text (GString *out, const char *text)
{
  if (text == NULL)
    return;
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '"');
}

static void
add_record (GString *out, const TwAuditRun *run, const TwSessionChange *change)
{
  g_autofree char *time = format_time (change->time);
  g_autofree char *before = tw_audit_format_value (run->scenario, change->address, change->before);
  g_autofree char *after = tw_audit_format_value (run->scenario, change->address, change->after);
  const char *const texts[] = { time, change->who, change->origin, change->address, before, after };

  g_string_append_printf (out, "%" G_GINT64_FORMAT ",", run->run);
  add_text (out, run->name);
  g_string_append_printf (out, ",%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT, change->number,
                          change->step);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_string_append_c (out, ',');
      add_text (out, texts[i]);
    }
  g_string_append (out, "\r\n");
}

char *
tw_audit_to_csv (const TwAuditRun *runs, guint n_runs)
{
  GString *out = g_string_new ("run,name,number,step,time,who,origin,address,before,after\r\n");

  for (guint i = 0; i < n_runs; i++)
    for (guint k = 0; runs[i].changes != NULL && k < runs[i].changes->len; k++)
      add_record (out, &runs[i], runs[i].changes->pdata[k]);
  return g_string_free (out, FALSE);
}

/* --- JSON --- */

/* json-glib's generator (1.6) writes 1e-300 as "1e-300.0", which is no JSON. */

static void
add_string (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  g_string_append_c (out, '"');
  for (const char *c = valid; *c != '\0'; c++)
    if (*c == '"' || *c == '\\')
      g_string_append_printf (out, "\\%c", *c);
    else if ((guint8)*c < 0x20)
      g_string_append_printf (out, "\\u%04x", (guint)(guint8)*c);
    else
      g_string_append_c (out, *c);
  g_string_append_c (out, '"');
}

static void
add_text_member (GString *out, const char *name, const char *text)
{
  g_string_append_printf (out, ", \"%s\": ", name);
  add_string (out, text);
}

/* All but the choices are written alike in scenario files and in JSON. */
static void
add_value_member (GString *out, const char *name, const TwAuditRun *run,
                  const TwSessionChange *change, double value)
{
  const TwSettingSpec *spec = spec_for_value (run->scenario, change->address, value);
  g_autofree char *text = tw_audit_format_value (run->scenario, change->address, value);

  if (spec->type == TW_SETTING_CHOICE)
    add_text_member (out, name, text);
  else if (strcmp (text, "-0") == 0)
    /* An integer to many readers, and those have no such zero. */
    g_string_append_printf (out, ", \"%s\": -0.0", name);
  else
    g_string_append_printf (out, ", \"%s\": %s", name, text[0] != '\0' ? text : "null");
}

static void
add_object (GString *out, const TwAuditRun *run, const TwSessionChange *change)
{
  g_autofree char *time = format_time (change->time);

  g_string_append_printf (out, "  { \"run\": %" G_GINT64_FORMAT, run->run);
  add_text_member (out, "name", run->name);
  g_string_append_printf (out, ", \"number\": %" G_GUINT64_FORMAT ", \"step\": %" G_GUINT64_FORMAT,
                          change->number, change->step);
  add_text_member (out, "time", time);
  add_text_member (out, "who", change->who);
  add_text_member (out, "origin", change->origin);
  add_text_member (out, "address", change->address);
  add_value_member (out, "before", run, change, change->before);
  add_value_member (out, "after", run, change, change->after);
  g_string_append (out, " }");
}

char *
tw_audit_to_json (const TwAuditRun *runs, guint n_runs)
{
  GString *out = g_string_new ("[");
  gboolean any = FALSE;

  for (guint i = 0; i < n_runs; i++)
    for (guint k = 0; runs[i].changes != NULL && k < runs[i].changes->len; k++)
      {
        g_string_append (out, any ? ",\n" : "\n");
        add_object (out, &runs[i], runs[i].changes->pdata[k]);
        any = TRUE;
      }
  g_string_append (out, any ? "\n]\n" : "]\n");
  return g_string_free (out, FALSE);
}
