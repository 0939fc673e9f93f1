/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Names in messages, and which names there may be. */

#include "train/tw-scenario-private.h"

#include <string.h>

#define QUOTED_CHARS 60 /* longest piece of a file that a message repeats */
#define NAME_CHARS 40
#define LISTED 40 /* more than so many known names would not help in one line */

char *
tw_scenario_quote (const char *text)
{
  GString *quoted = g_string_new ("“");
  const char *c = text;

  for (guint n = 0; *c != '\0' && n < QUOTED_CHARS; n++)
    {
      const gunichar character = g_utf8_get_char_validated (c, -1);
      const gboolean valid = character != (gunichar)-1 && character != (gunichar)-2;
      const gboolean printable =
          valid && g_unichar_isprint (character) && character != 0x2028 && character != 0x2029;

      g_string_append_unichar (quoted, printable ? character : 0xFFFD);
      c = valid ? g_utf8_next_char (c) : c + 1;
    }
  g_string_append (quoted, *c != '\0' ? "…”" : "”");
  return g_string_free (quoted, FALSE);
}

char *
tw_scenario_printable (const char *origin)
{
  char *text = g_utf8_make_valid (origin, -1);

  for (char *c = text; *c != '\0'; c++)
    if (g_ascii_iscntrl (*c))
      *c = '?';
  return text;
}

/* How many slips of the finger lie between two short words, in bytes: a letter too many, too few,
 * another, or two exchanged (Damerau 1964, each place touched once); large if one is not short. */
static guint
distance (const char *a, const char *b)
{
  const gsize na = strlen (a), nb = strlen (b);
  guint d[NAME_CHARS + 1][NAME_CHARS + 1];

  if (na > NAME_CHARS || nb > NAME_CHARS)
    return G_MAXUINT;

  for (gsize i = 0; i <= na; i++)
    for (gsize j = 0; j <= nb; j++)
      {
        if (i == 0 || j == 0)
          {
            d[i][j] = (guint)(i + j);
            continue;
          }
        d[i][j] = MIN (d[i - 1][j], d[i][j - 1]) + 1;
        d[i][j] = MIN (d[i][j], d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
          d[i][j] = MIN (d[i][j], d[i - 2][j - 2] + 1);
      }
  return d[na][nb];
}

/* The known name that word most likely stands for, or NULL when none is close. */
static const char *
nearest (const char *word, const GPtrArray *known)
{
  g_autofree char *lower = g_ascii_strdown (word, -1);
  const char *best = NULL;
  guint best_distance = (guint)(strlen (word) / 3) + 1;

  for (guint i = 0; i < known->len; i++)
    {
      const guint d = distance (lower, known->pdata[i]);

      if (d < best_distance)
        {
          best = known->pdata[i];
          best_distance = d;
        }
    }
  return best;
}

char *
tw_scenario_hint (const char *word, const GPtrArray *known)
{
  GString *hint = g_string_new (NULL);
  const char *best = nearest (word, known);

  if (best != NULL)
    g_string_append_printf (hint, "; did you mean “%s”?", best);
  if (known->len > 0 && known->len <= LISTED)
    {
      g_string_append (hint, best != NULL ? " Allowed: " : "; allowed: ");
      for (guint i = 0; i < known->len; i++)
        g_string_append_printf (hint, "%s%s", i > 0 ? ", " : "", (char *)known->pdata[i]);
    }
  return g_string_free (hint, FALSE);
}

void
tw_scenario_add_keys (GPtrArray *names, const TwSettingTable *table)
{
  for (guint i = 0; i < table->n; i++)
    g_ptr_array_add (names, (gpointer)table->specs[i].key);
}

static gboolean
is_reserved (const char *name)
{
  static const char *const more[] = { "theta", "stage", "event", NULL };

  return g_strv_contains (tw_scenario_sections, name) || g_strv_contains (more, name);
}

gboolean
tw_scenario_name_check (const char *name, GError **error)
{
  g_autofree char *quoted = tw_scenario_quote (name);
  gboolean fine = *name != '\0' && g_utf8_strlen (name, -1) <= NAME_CHARS;

  for (const char *c = name; fine && *c != '\0'; c = g_utf8_next_char (c))
    fine = g_unichar_isalnum (g_utf8_get_char (c)) || *c == '-' || *c == '_';

  if (!fine)
    g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_KEY,
                 "%s cannot be a name; allowed: 1 to %d letters, digits, '-' and '_'", quoted,
                 NAME_CHARS);
  else if (is_reserved (name))
    {
      fine = FALSE;
      g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_KEY,
                   "%s cannot be a name; reserved: scenario, world, model, start, optimizer, "
                   "theta, stage, event",
                   quoted);
    }
  return fine;
}
