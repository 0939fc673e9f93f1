/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/runs/tw-run-order.h"

#define NONE G_MAXUINT

/* One run while the forest is put in order; all are indices into the input, or NONE. */
typedef struct
{
  guint parent;
  guint child, sibling; /* the first of its children, the next of its parent's */
  guint walk;           /* in which walk up it was met; 0: in none */
  gboolean kept;        /* gets a line */
} Node;

/* --- who comes from whom --- */

static int
compare_ids (gconstpointer a, gconstpointer b, gpointer data)
{
  const TwRunInfo *runs = data;
  const guint i = *(const guint *)a, k = *(const guint *)b;

  if (runs[i].id != runs[k].id)
    return runs[i].id < runs[k].id ? -1 : 1;
  return (i > k) - (i < k);
}

/* (n) indices by id; of equal ids in the order of the input. */
static guint *
sort_by_id (const TwRunInfo *runs, guint n)
{
  guint *sorted = g_new (guint, n + 1);

  for (guint i = 0; i < n; i++)
    sorted[i] = i;
  g_qsort_with_data (sorted, (int)n, sizeof *sorted, compare_ids, (gpointer)runs);
  return sorted;
}

static guint
find (const TwRunInfo *runs, const guint *sorted, guint n, gint64 id)
{
  guint low = 0, high = n;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;

      if (runs[sorted[middle]].id < id)
        low = middle + 1;
      else
        high = middle;
    }
  return low < n && runs[sorted[low]].id == id ? sorted[low] : NONE;
}

/* Everyone on the cycle that leads through node becomes a root. */
static void
break_cycle (Node *nodes, guint node)
{
  while (nodes[node].parent != NONE)
    {
      const guint parent = nodes[node].parent;

      nodes[node].parent = NONE;
      node = parent;
    }
}

/* Each walk goes up until it meets a root or a run that was met before; in the same walk, that is a
 * cycle. */
static void
break_cycles (Node *nodes, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint node = i;

      while (node != NONE && nodes[node].walk == 0)
        {
          nodes[node].walk = i + 1;
          node = nodes[node].parent;
        }
      if (node != NONE && nodes[node].walk == i + 1)
        break_cycle (nodes, node);
    }
}

/* The nearest that has a line, for all on the way there too, so that a long way is gone once. */
static void
hang_on_kept (Node *nodes, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint top = nodes[i].parent;

      while (top != NONE && !nodes[top].kept)
        top = nodes[top].parent;
      for (guint node = i; node != top;)
        {
          const guint parent = nodes[node].parent;

          nodes[node].parent = top;
          node = parent;
        }
    }
}

static void
link_children (Node *nodes, const guint *sorted, guint n, guint *roots)
{
  *roots = NONE;
  for (guint i = n; i > 0; i--)
    {
      Node *node = &nodes[sorted[i - 1]];
      guint *list = node->parent == NONE ? roots : &nodes[node->parent].child;

      if (!node->kept)
        continue;
      node->sibling = *list;
      *list = sorted[i - 1];
    }
}

/* --- lines --- */

static GArray *
walk_down (const Node *nodes, guint roots)
{
  GArray *lines = g_array_new (FALSE, TRUE, sizeof (TwRunLine));
  guint node = roots, depth = 0;

  while (node != NONE)
    {
      const TwRunLine line = { .index = node, .depth = MIN (depth, TW_RUN_MAX_DEPTH) };

      g_array_append_val (lines, line);
      if (nodes[node].child != NONE)
        {
          node = nodes[node].child;
          depth++;
          continue;
        }
      while (nodes[node].sibling == NONE && nodes[node].parent != NONE)
        {
          node = nodes[node].parent;
          depth--;
        }
      node = nodes[node].sibling;
    }
  return lines;
}

/* From below: a line goes on at a depth while something one deeper is still to come. */
static void
draw_rails (GArray *lines)
{
  guint32 open = 0;

  for (guint i = lines->len; i > 0; i--)
    {
      TwRunLine *line = &g_array_index (lines, TwRunLine, i - 1);
      const guint32 bit = (guint32)1 << line->depth;

      line->rails = open & (bit | (bit - 1));
      line->has_children = (open & bit) != 0;
      line->last = line->depth == 0 || (open & bit >> 1) == 0;
      open = (open & (bit - 1)) | bit >> 1;
    }
}

GArray *
tw_run_order (const TwRunInfo *runs, guint n, gboolean without_hidden, gint64 keep)
{
  g_autofree guint *sorted = sort_by_id (runs, n);
  g_autofree Node *nodes = g_new0 (Node, n + 1);
  GArray *lines;
  guint roots;

  for (guint i = 0; i < n; i++)
    {
      const gboolean first = find (runs, sorted, n, runs[i].id) == i;

      nodes[i].parent = runs[i].parent != 0 ? find (runs, sorted, n, runs[i].parent) : NONE;
      nodes[i].child = nodes[i].sibling = NONE;
      nodes[i].kept =
          first && !runs[i].deleted && !(without_hidden && runs[i].hidden && runs[i].id != keep);
    }
  break_cycles (nodes, n);
  hang_on_kept (nodes, n);
  link_children (nodes, sorted, n, &roots);
  lines = walk_down (nodes, roots);
  draw_rails (lines);
  return lines;
}
