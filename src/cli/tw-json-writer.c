/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/tw-json-writer.h"

#include <math.h>

#define INDENT 2

void
tw_json_writer_init (TwJsonWriter *json, gboolean pretty)
{
  *json = (TwJsonWriter){ .text = g_string_new (NULL), .pretty = pretty };
}

void
tw_json_writer_clear (TwJsonWriter *json)
{
  if (json->text != NULL)
    g_string_free (json->text, TRUE);
  json->text = NULL;
}

static void
break_line (TwJsonWriter *json)
{
  if (json->pretty)
    g_string_append_printf (json->text, "\n%*s", (int)(INDENT * json->depth), "");
}

/* What comes before a name, or before a value that has none. */
static void
separate (TwJsonWriter *json)
{
  if (json->named)
    {
      json->named = FALSE;
      return;
    }
  if (json->filled)
    g_string_append_c (json->text, ',');
  if (json->depth > 0)
    break_line (json);
  json->filled = TRUE;
}

void
tw_json_begin (TwJsonWriter *json, char kind)
{
  separate (json);
  g_string_append_c (json->text, kind);
  json->depth++;
  json->filled = FALSE;
}

void
tw_json_end (TwJsonWriter *json, char kind)
{
  g_assert (json->depth > 0 && !json->named);

  json->depth--;
  if (json->filled)
    break_line (json);
  g_string_append_c (json->text, kind == '{' ? '}' : ']');
  json->filled = TRUE;
}

static void
append_quoted (GString *text, const char *string)
{
  g_autofree char *valid = g_utf8_make_valid (string, -1);

  g_string_append_c (text, '"');
  for (const char *c = valid; *c != '\0'; c++)
    {
      const guchar byte = (guchar)*c;

      if (byte == '"' || byte == '\\')
        g_string_append_printf (text, "\\%c", byte);
      else if (byte < 0x20 || byte == 0x7f)
        g_string_append_printf (text, "\\u%04x", byte);
      else
        g_string_append_c (text, *c);
    }
  g_string_append_c (text, '"');
}

void
tw_json_name (TwJsonWriter *json, const char *name)
{
  separate (json);
  append_quoted (json->text, name);
  g_string_append (json->text, json->pretty ? ": " : ":");
  json->named = TRUE;
}

void
tw_json_double (TwJsonWriter *json, double value)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  separate (json);
  if (!isfinite (value))
    {
      g_string_append (json->text, "null");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (buffer, sizeof buffer, formats[i], value);
      if (g_ascii_strtod (buffer, NULL) == value)
        break;
    }
  g_string_append (json->text, buffer);
}

void
tw_json_integer (TwJsonWriter *json, gint64 value)
{
  separate (json);
  g_string_append_printf (json->text, "%" G_GINT64_FORMAT, value);
}

void
tw_json_boolean (TwJsonWriter *json, gboolean value)
{
  separate (json);
  g_string_append (json->text, value ? "true" : "false");
}

void
tw_json_string (TwJsonWriter *json, const char *text)
{
  if (text == NULL)
    {
      tw_json_null (json);
      return;
    }
  separate (json);
  append_quoted (json->text, text);
}

void
tw_json_null (TwJsonWriter *json)
{
  separate (json);
  g_string_append (json->text, "null");
}
