/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/runs/tw-value-text.h"

#include "figure/tw-format.h"

#include <string.h>

#define DIGITS 6
#define SHORT 8 /* characters */

static gboolean
is_number (const char *text)
{
  char *end;

  g_ascii_strtod (text, &end);
  return *end == '\0';
}

void
tw_value_text_init (TwValueText *text, const TwScenario *scenario, const char *address,
                    double value)
{
  g_autofree char *exact = tw_audit_format_value (scenario, address, value);
  char digits[48];

  *text = (TwValueText){ .number = is_number (exact) };
  if (!text->number)
    text->text = g_steal_pointer (&exact);
  else if (exact[0] != '\0' && strlen (exact) <= SHORT)
    text->text = exact[0] == '-' ? g_strconcat ("−", exact + 1, NULL) : g_steal_pointer (&exact);
  else
    {
      tw_format_value (value, DIGITS, digits, sizeof digits);
      text->text = g_strdup (digits);
      text->exact = exact[0] != '\0' ? g_steal_pointer (&exact) : NULL;
    }
}

void
tw_value_text_clear (TwValueText *text)
{
  g_clear_pointer (&text->text, g_free);
  g_clear_pointer (&text->exact, g_free);
}
