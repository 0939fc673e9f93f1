/* SPDX-License-Identifier: GPL-3.0-or-later */

/* In which line of a key file a section or key stands.  GKeyFile reads the values, but it forgets
 * where they stood and joins what is there twice; this looks at the shape of each line only. */

#include "train/tw-scenario-private.h"

#include <string.h>

#define LONGEST_KEY 64

struct _TwLines
{
  GArray *sections;    /* TwSectionLines */
  GHashTable *by_name; /* section, or "section\nkey" → line */
  GHashTable *indices; /* section → index + 1 */
};

static void
clear_key (gpointer data)
{
  g_free (((TwKeyLine *)data)->name);
}

static void
clear_section (gpointer data)
{
  TwSectionLines *section = data;

  g_free (section->name);
  g_array_unref (section->keys);
}

void
tw_lines_free (TwLines *lines)
{
  g_hash_table_unref (lines->by_name);
  g_hash_table_unref (lines->indices);
  g_array_unref (lines->sections);
  g_free (lines);
}

static TwLines *
lines_new (void)
{
  TwLines *lines = g_new (TwLines, 1);

  lines->sections = g_array_new (FALSE, FALSE, sizeof (TwSectionLines));
  g_array_set_clear_func (lines->sections, clear_section);
  lines->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  lines->indices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return lines;
}

static gboolean
fail (GError **error, const char *text, const char *problem)
{
  g_autofree char *quoted = tw_scenario_quote (text);

  g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_FILE, "%s %s", quoted, problem);
  return FALSE;
}

/* Remembers the line of name; FALSE if it has one already. */
static gboolean
remember (TwLines *lines, char *name, guint line, GError **error, const char *shown)
{
  const guint before = GPOINTER_TO_UINT (g_hash_table_lookup (lines->by_name, name));
  g_autofree char *quoted = NULL;

  if (before == 0)
    {
      g_hash_table_insert (lines->by_name, name, GUINT_TO_POINTER (line));
      return TRUE;
    }
  quoted = tw_scenario_quote (shown);
  g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_FILE,
               "%s is here a second time (first in line %u); allowed: once", quoted, before);
  g_free (name);
  return FALSE;
}

/* "[name]", perhaps with blanks behind it. */
static gboolean
add_section (TwLines *lines, char *text, guint line, GError **error)
{
  char *end = strchr (text, ']');
  TwSectionLines section;

  if (end == NULL || end[1] != '\0' || end == text + 1 || strchr (text + 1, '[') != NULL)
    return fail (error, text, "is no section; allowed: [NAME] alone in its line");
  *end = '\0';
  for (const char *c = text + 1; *c != '\0'; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)))
      return fail (error, text + 1, "cannot be a section: it has a control character");
  if (!remember (lines, g_strdup (text + 1), line, error, text + 1))
    return FALSE;

  section.name = g_strdup (text + 1);
  section.line = line;
  section.keys = g_array_new (FALSE, FALSE, sizeof (TwKeyLine));
  g_array_set_clear_func (section.keys, clear_key);
  g_array_append_val (lines->sections, section);
  g_hash_table_insert (lines->indices, g_strdup (section.name),
                       GUINT_TO_POINTER (lines->sections->len));
  return TRUE;
}

static gboolean
add_key (TwLines *lines, char *text, guint line, GError **error)
{
  char *equals = strchr (text, '=');
  TwSectionLines *section;
  TwKeyLine key;

  if (equals == NULL)
    return fail (error, text, "is not understood; allowed: KEY = VALUE, [SECTION] or # comment");
  *equals = '\0';
  g_strchomp (text);
  if (text[strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-")] != '\0' || *text == '\0'
      || strlen (text) > LONGEST_KEY)
    return fail (error, text,
                 "cannot be a key; allowed: 1 to 64 of the letters a to z, digits, '.', '_', '-'");
  if (lines->sections->len == 0)
    return fail (error, text, "stands in no section; allowed after a line [SECTION]");

  section = &g_array_index (lines->sections, TwSectionLines, lines->sections->len - 1);
  if (!remember (lines, g_strconcat (section->name, "\n", text, NULL), line, error, text))
    return FALSE;
  key.name = g_strdup (text);
  key.line = line;
  g_array_append_val (section->keys, key);
  return TRUE;
}

TwLines *
tw_lines_scan (const char *text, gsize length, guint *line, GError **error)
{
  g_autoptr (TwLines) lines = lines_new ();
  const char *end = text + length;

  *line = 0;
  while (text < end)
    {
      const char *newline = memchr (text, '\n', (gsize)(end - text));
      const char *stop = newline != NULL ? newline : end;
      g_autofree char *content = g_strstrip (g_strndup (text, (gsize)(stop - text)));
      gboolean fine = TRUE;

      (*line)++;
      if (*content == '[')
        fine = add_section (lines, content, *line, error);
      else if (*content != '\0' && *content != '#')
        fine = add_key (lines, content, *line, error);
      if (!fine)
        return NULL;
      text = newline != NULL ? newline + 1 : end;
    }
  return g_steal_pointer (&lines);
}

guint
tw_lines_get_n_sections (const TwLines *lines)
{
  return lines->sections->len;
}

const TwSectionLines *
tw_lines_get_section (const TwLines *lines, guint index)
{
  return &g_array_index (lines->sections, TwSectionLines, index);
}

const TwSectionLines *
tw_lines_find_section (const TwLines *lines, const char *name)
{
  const guint index = GPOINTER_TO_UINT (g_hash_table_lookup (lines->indices, name));

  return index > 0 ? tw_lines_get_section (lines, index - 1) : NULL;
}

guint
tw_lines_find (const TwLines *lines, const char *section, const char *key)
{
  g_autofree char *both = g_strconcat (section, "\n", key, NULL);
  guint line = key != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (lines->by_name, both)) : 0;

  return line > 0 ? line : GPOINTER_TO_UINT (g_hash_table_lookup (lines->by_name, section));
}
