/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tw-setting.h"

#include <errno.h>
#include <math.h>
#include <string.h>

G_DEFINE_QUARK (tw - setting - error - quark, tw_setting_error)

int
tw_setting_table_find (const TwSettingTable *table, const char *key)
{
  for (guint i = 0; i < table->n; i++)
    if (strcmp (table->specs[i].key, key) == 0)
      return (int)i;

  return -1;
}

void
tw_setting_table_defaults (const TwSettingTable *table, double *values)
{
  for (guint i = 0; i < table->n; i++)
    values[i] = table->specs[i].fallback;
}

/* The shortest text that reads back the same double: 15 digits nearly always do, 17 always. */
static char *
format_real (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  for (int digits = 1; digits < 17; digits++)
    {
      char pattern[8];

      g_snprintf (pattern, sizeof pattern, "%%.%dg", digits);
      g_ascii_formatd (text, sizeof text, pattern, value);
      if (g_ascii_strtod (text, NULL) != value)
        continue;
      /* People read 1000 more easily than 1e+03; six digits are what %g has without being asked. */
      if (digits < 6 && fabs (value) >= 1.0 && fabs (value) < 1e6)
        g_ascii_formatd (text, sizeof text, "%g", value);
      return g_strdup (text);
    }

  return g_strdup (g_ascii_dtostr (text, sizeof text, value));
}

static guint
n_choices (const TwSettingSpec *spec)
{
  return g_strv_length ((char **)spec->choices);
}

char *
tw_setting_format (const TwSettingSpec *spec, double value)
{
  switch (spec->type)
    {
    case TW_SETTING_SWITCH:
      return g_strdup (value != 0.0 ? "true" : "false");
    case TW_SETTING_CHOICE:
      g_return_val_if_fail (value >= 0 && value < n_choices (spec), NULL);
      return g_strdup (spec->choices[(guint)value]);
    case TW_SETTING_INTEGER:
      return g_strdup_printf ("%" G_GINT64_FORMAT, (gint64)value);
    case TW_SETTING_REAL:
      return format_real (value);
    }

  g_return_val_if_reached (NULL);
}

static char *
describe_interval (const char *what, const TwSettingSpec *spec)
{
  const gboolean below = spec->minimum > -G_MAXDOUBLE, above = spec->maximum < G_MAXDOUBLE;
  g_autofree char *minimum = format_real (spec->minimum);
  g_autofree char *maximum = format_real (spec->maximum);

  if (below && above)
    return g_strdup_printf ("%s from %s to %s", what, minimum, maximum);
  if (below)
    return g_strdup_printf ("%s of at least %s", what, minimum);
  if (above)
    return g_strdup_printf ("%s of at most %s", what, maximum);
  return g_strdup_printf ("a finite %s", what + (g_str_has_prefix (what, "a ") ? 2 : 3));
}

char *
tw_setting_describe_range (const TwSettingSpec *spec)
{
  switch (spec->type)
    {
    case TW_SETTING_SWITCH:
      return g_strdup ("true or false");
    case TW_SETTING_CHOICE:
      {
        g_autofree char *list = g_strjoinv (", ", (char **)spec->choices);

        return g_strdup_printf ("one of %s", list);
      }
    case TW_SETTING_INTEGER:
      return describe_interval ("a whole number", spec);
    case TW_SETTING_REAL:
      return describe_interval ("a number", spec);
    }

  g_return_val_if_reached (NULL);
}

static void
set_error (GError **error, int code, const TwSettingSpec *spec, const char *problem)
{
  g_autofree char *range = tw_setting_describe_range (spec);

  g_set_error (error, TW_SETTING_ERROR, code, "%s; allowed: %s", problem, range);
}

gboolean
tw_setting_check (const TwSettingSpec *spec, double value, GError **error)
{
  const gboolean real = spec->type == TW_SETTING_REAL;
  double minimum = spec->minimum, maximum = spec->maximum;
  g_autofree char *text = NULL;
  g_autofree char *problem = NULL;

  if (spec->type == TW_SETTING_SWITCH)
    {
      minimum = 0.0;
      maximum = 1.0;
    }
  else if (spec->type == TW_SETTING_CHOICE)
    {
      minimum = 0.0;
      maximum = n_choices (spec) - 1.0;
    }

  if (isfinite (value) && value >= minimum && value <= maximum && (real || value == floor (value)))
    return TRUE;

  text = format_real (value);
  problem = g_strdup_printf (isfinite (value) && !real && value != floor (value)
                                 ? "%s is not a whole number"
                                 : "%s is out of range",
                             text);
  set_error (error, TW_SETTING_ERROR_RANGE, spec, problem);
  return FALSE;
}

/* What was written, for a message: one line, printable, and not longer than a line. */
static char *
quote (const char *text)
{
  GString *quoted = g_string_new ("“");
  guint length = 0;

  for (const char *c = text; *c != '\0' && length < 60; c = g_utf8_next_char (c), length++)
    {
      gunichar character = g_utf8_get_char_validated (c, -1);

      if (character == (gunichar)-1 || character == (gunichar)-2)
        break;
      g_string_append_unichar (quoted, g_unichar_isprint (character) ? character : 0xFFFD);
    }
  g_string_append (quoted, length == 60 ? "…”" : "”");
  return g_string_free (quoted, FALSE);
}

static gboolean
parse_number (const TwSettingSpec *spec, const char *text, double *value, GError **error)
{
  g_autofree char *quoted = NULL;
  g_autofree char *problem = NULL;
  char *end;
  double number = g_ascii_strtod (text, &end);

  if (end != text && *end == '\0' && !isnan (number))
    {
      if (!tw_setting_check (spec, number, error))
        return FALSE;
      *value = number;
      return TRUE;
    }

  quoted = quote (text);
  problem = g_strdup_printf ("%s is not a number", quoted);
  set_error (error, TW_SETTING_ERROR_TYPE, spec, problem);
  return FALSE;
}

gboolean
tw_setting_parse (const TwSettingSpec *spec, const char *text, double *value, GError **error)
{
  static const char *const switches[] = { "false", "true", NULL };
  const char *const *choices = spec->type == TW_SETTING_SWITCH ? switches : spec->choices;
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *quoted = NULL;
  g_autofree char *problem = NULL;

  if (spec->type == TW_SETTING_REAL || spec->type == TW_SETTING_INTEGER)
    return parse_number (spec, stripped, value, error);

  for (guint i = 0; choices[i] != NULL; i++)
    if (strcmp (choices[i], stripped) == 0)
      {
        *value = i;
        return TRUE;
      }

  quoted = quote (stripped);
  problem = g_strdup_printf ("%s is not known here", quoted);
  set_error (error, TW_SETTING_ERROR_TYPE, spec, problem);
  return FALSE;
}
