/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-format.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MINUS "\xe2\x88\x92"      /* U+2212 */
#define THIN_SPACE "\xe2\x80\x89" /* U+2009 */

static const char *const superscripts[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };

/* Digits of a whole number, in groups of three. */
static void
append_grouped (GString *string, const char *digits, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append (string, THIN_SPACE);
      g_string_append_c (string, digits[i]);
    }
}

static void
append_number (GString *string, double value, int decimals)
{
  char digits[400];
  const char *start = digits;
  char *point;

  g_snprintf (digits, sizeof digits, "%.*f", decimals, value);
  /* The locale may write another point; figures have one everywhere. */
  for (char *c = digits; *c != '\0'; c++)
    if (*c == ',')
      *c = '.';
  if (*start == '-')
    {
      start++;
      if (strspn (start, "0.") != strlen (start)) /* "-0.00" is 0.00 */
        g_string_append (string, MINUS);
    }
  point = strchr (start, '.');
  append_grouped (string, start, point == NULL ? strlen (start) : (gsize)(point - start));
  if (point != NULL)
    g_string_append (string, point);
}

static gboolean
append_special (GString *string, double value)
{
  if (isfinite (value))
    return FALSE;
  g_string_append (string, isnan (value) ? "–" : value > 0 ? "∞" : MINUS "∞");
  return TRUE;
}

static void
append_power (GString *string, int exponent)
{
  char digits[16];

  g_string_append (string, "10");
  if (exponent < 0)
    g_string_append (string, "⁻");
  g_snprintf (digits, sizeof digits, "%d", ABS (exponent));
  for (const char *c = digits; *c != '\0'; c++)
    g_string_append (string, superscripts[*c - '0']);
}

/* Cuts between characters where there is no room. */
static void
copy_out (const GString *string, char *out, gsize size)
{
  const char *end;

  if (size == 0)
    return;
  g_strlcpy (out, string->str, size);
  if (!g_utf8_validate (out, -1, &end))
    out[end - out] = '\0';
}

void
tw_format_number (double value, int decimals, char *out, gsize size)
{
  g_autoptr (GString) string = g_string_new (NULL);

  if (!append_special (string, value))
    append_number (string, value, CLAMP (decimals, 0, 12));
  copy_out (string, out, size);
}

void
tw_format_value (double value, int digits, char *out, gsize size)
{
  g_autoptr (GString) string = g_string_new (NULL);

  digits = CLAMP (digits, 1, 12);
  if (append_special (string, value))
    ;
  else if (value == 0)
    g_string_append_c (string, '0');
  else
    {
      /* Rounding may carry into the next power of ten: printf knows. */
      char rounded[48];
      int exponent;

      g_snprintf (rounded, sizeof rounded, "%.*e", digits - 1, value);
      exponent = atoi (strchr (rounded, 'e') + 1);
      if (exponent < -4 || exponent >= 7)
        {
          append_number (string, value / pow (10, exponent), digits - 1);
          g_string_append (string, THIN_SPACE "×" THIN_SPACE);
          append_power (string, exponent);
        }
      else
        append_number (string, value, CLAMP (digits - 1 - exponent, 0, 12));
    }
  copy_out (string, out, size);
}

void
tw_format_power (int exponent, char *out, gsize size)
{
  g_autoptr (GString) string = g_string_new (NULL);

  append_power (string, exponent);
  copy_out (string, out, size);
}
