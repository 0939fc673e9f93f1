/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/inspector/tw-number-text.h"

#include <string.h>

char *
tw_number_text_format (const TwSettingSpec *spec, double value, gboolean full)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (full || spec->type != TW_SETTING_REAL)
    return tw_setting_format (spec, value);
  return g_strdup (g_ascii_formatd (text, sizeof text, "%.6g", value));
}

static gboolean
is_superscript (gunichar character, char *plain)
{
  static const char digits[] = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const char *at = digits;

  for (char digit = '0'; digit <= '9'; digit++, at = g_utf8_next_char (at))
    if (g_utf8_get_char (at) == character)
      {
        *plain = digit;
        return TRUE;
      }
  *plain = '-';
  return character == 0x207B;
}

/* "1.2x10" becomes "1.2e", "-10" becomes "-1e"; FALSE where a superscript is no exponent of ten. */
static gboolean
begin_exponent (GString *plain)
{
  if (g_str_has_suffix (plain->str, "x10"))
    g_string_truncate (plain, plain->len - 3);
  else if (g_str_equal (plain->str, "10") || g_str_equal (plain->str, "-10"))
    g_string_truncate (plain, plain->len - 1);
  else
    return FALSE;
  g_string_append_c (plain, 'e');
  return TRUE;
}

/* In plain ASCII, as the C library reads it.  What has superscripts elsewhere than in an exponent gets
 * a '^', so that "5²" is not read as 52. */
static char *
simplify (const char *text)
{
  GString *plain = g_string_new (NULL);
  const gboolean point = strchr (text, '.') != NULL;
  gboolean exponent = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      const gunichar character = g_utf8_get_char (at);
      char digit;

      if (g_unichar_isspace (character))
        continue;
      if (is_superscript (character, &digit))
        {
          exponent = exponent || begin_exponent (plain);
          g_string_append_c (plain, exponent ? digit : '^');
        }
      else if (exponent)
        g_string_append_c (plain, '^');
      else if (character == 0x2212)
        g_string_append_c (plain, '-');
      else if (character == ',' && !point)
        g_string_append_c (plain, '.');
      else if (character == 0x00D7)
        g_string_append_c (plain, 'x');
      else
        g_string_append_unichar (plain, character);
    }
  /* "1.2x10-7" */
  g_string_replace (plain, "x10", "e", 1);
  return g_string_free (plain, FALSE);
}

gboolean
tw_number_text_parse (const TwSettingSpec *spec, const char *text, double *value, GError **error)
{
  g_autofree char *plain = simplify (text);
  g_autoptr (GError) problem = NULL;

  if (tw_setting_parse (spec, text, value, NULL) || tw_setting_parse (spec, plain, value, &problem))
    return TRUE;
  if (!g_error_matches (problem, TW_SETTING_ERROR, TW_SETTING_ERROR_RANGE))
    /* No number: the message should repeat what was typed. */
    return tw_setting_parse (spec, text, value, error);
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}
