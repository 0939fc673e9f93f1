/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/tw-cli-tree.h"

#include "cli/tw-cli-json.h"
#include "cli/tw-cli-report.h"
#include "cli/tw-cli-session.h"

/* A tree may be as deep as there are runs: what stands before a line is then cut. */
#define MAX_LEVELS 40

/* --- who branches from whom --- */

typedef struct
{
  const TwCliRunInfo *runs;
  guint n;
  GHashTable *index; /* id → place in runs + 1 */
  /* (n + 1) each, places in runs + 1, 0: none.  A run's first branch, the next of the same parent;
   * those of place 0 have no parent. */
  guint *first, *next;
} Tree;

static guint
place_of (const Tree *tree, gint64 id)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (tree->index, &id));
}

static void
tree_init (Tree *tree, const TwCliRunInfo *runs, guint n)
{
  tree->runs = runs;
  tree->n = n;
  tree->index = g_hash_table_new (g_int64_hash, g_int64_equal);
  tree->first = g_new0 (guint, n + 1);
  tree->next = g_new0 (guint, n + 1);
  for (guint i = 0; i < n; i++)
    g_hash_table_insert (tree->index, (gpointer)&runs[i].run->id, GUINT_TO_POINTER (i + 1));
  /* From behind, so that branches come in the order in which they were made. */
  for (guint i = n; i > 0; i--)
    {
      const guint parent = place_of (tree, runs[i - 1].run->parent);

      tree->next[i] = tree->first[parent];
      tree->first[parent] = i;
    }
}

static void
tree_clear (Tree *tree)
{
  g_hash_table_unref (tree->index);
  g_free (tree->first);
  g_free (tree->next);
}

/* --- a line --- */

static char *
describe (const TwCliRunInfo *info)
{
  const TwSessionRun *run = info->run;
  const char *regime = tw_cli_regime_word (run);
  g_autofree char *changes = tw_cli_count (run->n_changes, "change");
  g_autofree char *plain = NULL;
  GString *text = g_string_new (NULL);

  g_string_append_printf (text,
                          "%" G_GINT64_FORMAT "  %s: steps %" G_GUINT64_FORMAT
                          " to %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT ", %s",
                          run->id, run->name, run->start, run->head, run->total_steps,
                          tw_cli_state_word (run));
  if (run->message != NULL)
    g_string_append_printf (text, " (%s)", run->message);
  if (regime != NULL)
    g_string_append_printf (text, ", %s", regime);
  if (run->n_changes > 0)
    g_string_append_printf (text, ", %s", changes);
  if (info->sizes.every > 1)
    g_string_append_printf (text, ", every %" G_GUINT64_FORMAT "th step recorded",
                            info->sizes.every);
  g_string_append (text, run->deleted ? ", deleted" : run->hidden ? ", hidden" : "");
  plain = tw_cli_plain (text->str);
  g_string_free (text, TRUE);
  return g_steal_pointer (&plain);
}

/* What is trained, and how much of it is there. */
static void
print_contents (const char *indent, const TwCliRunInfo *info)
{
  g_autofree char *rows = tw_cli_count (info->sizes.n_rows, "row");
  g_autofree char *scores = tw_cli_count (info->sizes.n_scores, "score");
  g_autofree char *checkpoints = tw_cli_count (info->sizes.n_checkpoints, "checkpoint");
  g_autofree char *title = tw_cli_plain (info->run->scenario->title);

  tw_cli_print ("%s   “%s”, seed %" G_GUINT64_FORMAT "; %s, %s, %s\n", indent, title,
                info->run->scenario->seed, rows, scores, checkpoints);
}

/* What stands before a run's line, and before what belongs below it. */
static void
print_run (const Tree *tree, guint place, const GString *bars, gboolean root)
{
  const TwCliRunInfo *info = &tree->runs[place - 1];
  g_autofree char *text = describe (info);
  g_autofree char *below = NULL;
  const gboolean last = tree->next[place] == 0;

  tw_cli_print ("%s%s%s\n", bars->str, root ? "" : last ? "└─ " : "├─ ", text);
  below = g_strconcat (bars->str,
                       root   ? ""
                       : last ? "   "
                              : "│  ",
                       tree->first[place] != 0 ? "│" : " ", NULL);
  print_contents (below, info);
}

/* --- the tree --- */

static guint
parent_of (const Tree *tree, guint place)
{
  return place_of (tree, tree->runs[place - 1].run->parent);
}

/* Goes through all runs, a parent before its branches, without recursion: a file may have a line of
 * a hundred thousand. */
void
tw_cli_print_tree (const TwCliRunInfo *runs, guint n)
{
  g_autoptr (GString) bars = g_string_new (NULL);
  g_autoptr (GArray) lengths = g_array_new (FALSE, FALSE, sizeof (gsize));
  Tree tree;
  guint place;

  tree_init (&tree, runs, n);
  place = tree.first[0];
  while (place != 0)
    {
      const guint level = lengths->len;

      print_run (&tree, place, bars, level == 0);
      if (tree.first[place] != 0)
        {
          g_array_append_val (lengths, bars->len);
          if (level > 0 && level < MAX_LEVELS)
            g_string_append (bars, tree.next[place] == 0 ? "   " : "│  ");
          place = tree.first[place];
          continue;
        }
      while (place != 0 && tree.next[place] == 0)
        {
          place = parent_of (&tree, place);
          if (place == 0)
            break;
          g_string_truncate (bars, g_array_index (lengths, gsize, lengths->len - 1));
          g_array_set_size (lengths, lengths->len - 1);
        }
      place = tree.next[place];
    }
  tree_clear (&tree);
}

/* --- JSON --- */

static void
add_marks (TwJsonWriter *json, GPtrArray *marks)
{
  tw_json_name (json, "marks");
  tw_json_begin (json, '[');
  for (guint i = 0; i < marks->len; i++)
    {
      const TwSessionCheckpoint *mark = g_ptr_array_index (marks, i);

      tw_json_begin (json, '{');
      tw_cli_json_integer (json, "step", (gint64)mark->step);
      tw_cli_json_integer (json, "changes", (gint64)mark->changes);
      tw_cli_json_text (json, "label", mark->label);
      tw_json_end (json, '{');
    }
  tw_json_end (json, '[');
}

void
tw_cli_run_info_json (const TwCliRunInfo *info, TwJsonWriter *json)
{
  const TwSessionRun *run = info->run;

  tw_json_begin (json, '{');
  tw_cli_json_integer (json, "run", run->id);
  tw_cli_json_text (json, "name", run->name);
  tw_json_name (json, "parent");
  if (run->parent != 0)
    tw_json_integer (json, run->parent);
  else
    tw_json_null (json);
  tw_cli_json_integer (json, "step", (gint64)run->start);
  tw_cli_json_integer (json, "parent_changes", (gint64)run->parent_changes);
  tw_cli_json_text (json, "title", run->scenario->title);
  tw_cli_json_text (json, "model", run->scenario->type->name);
  tw_cli_json_integer (json, "seed", (gint64)run->scenario->seed);
  tw_cli_json_integer (json, "steps", (gint64)run->head);
  tw_cli_json_integer (json, "total_steps", (gint64)run->total_steps);
  tw_cli_json_text (json, "state", tw_cli_state_word (run));
  tw_cli_json_text (json, "message", run->message);
  tw_cli_json_text (json, "regime", tw_cli_regime_word (run));
  tw_cli_json_integer (json, "changes", (gint64)run->n_changes);
  tw_cli_json_integer (json, "rows", (gint64)info->sizes.n_rows);
  tw_cli_json_integer (json, "scores", (gint64)info->sizes.n_scores);
  tw_cli_json_integer (json, "checkpoints", (gint64)info->sizes.n_checkpoints);
  tw_cli_json_integer (json, "steps_recorded_every", (gint64)info->sizes.every);
  add_marks (json, info->marks);
  tw_json_name (json, "hidden");
  tw_json_boolean (json, run->hidden);
  tw_json_name (json, "deleted");
  tw_json_boolean (json, run->deleted);
  tw_cli_json_integer (json, "created", run->created);
  tw_json_end (json, '{');
}
