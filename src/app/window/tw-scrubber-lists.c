/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/window/tw-scrubber-lists.h"

static void
clear_stage (gpointer data)
{
  g_free ((char *)((TwScrubberStage *)data)->name);
}

static void
clear_mark (gpointer data)
{
  g_free ((char *)((TwScrubberMark *)data)->label);
}

static void
clear_branch (gpointer data)
{
  g_free ((char *)((TwScrubberBranch *)data)->name);
}

static GArray *
new_array (gsize size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, FALSE, (guint)size);

  g_array_set_clear_func (array, clear);
  return array;
}

static gboolean
same_stages (const GArray *array, const TwScrubberStage *stages, guint n)
{
  const TwScrubberStage *own = (const TwScrubberStage *)(gconstpointer)array->data;

  if (array->len != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (own[i].begin != stages[i].begin || own[i].end != stages[i].end
        || g_strcmp0 (own[i].name, stages[i].name) != 0)
      return FALSE;
  return TRUE;
}

gboolean
tw_scrubber_lists_set_stages (TwScrubberLists *lists, const TwScrubberStage *stages, guint n)
{
  if (same_stages (lists->stages, stages, n))
    return FALSE;
  g_array_set_size (lists->stages, 0);
  for (guint i = 0; i < n; i++)
    {
      const TwScrubberStage stage = { g_strdup (stages[i].name), stages[i].begin, stages[i].end };

      g_array_append_val (lists->stages, stage);
    }
  return TRUE;
}

static int
compare_marks (gconstpointer a, gconstpointer b)
{
  const guint64 x = ((const TwScrubberMark *)a)->step, y = ((const TwScrubberMark *)b)->step;

  return (x > y) - (x < y);
}

static void
set_marks (GArray *array, const TwScrubberMark *marks, guint n)
{
  g_array_set_size (array, 0);
  for (guint i = 0; i < n; i++)
    {
      const TwScrubberMark mark = { marks[i].step, g_strdup (marks[i].label) };

      g_array_append_val (array, mark);
    }
  g_array_sort (array, compare_marks);
}

void
tw_scrubber_lists_set_events (TwScrubberLists *lists, const TwScrubberMark *events, guint n)
{
  set_marks (lists->events, events, n);
}

void
tw_scrubber_lists_set_marks (TwScrubberLists *lists, const TwScrubberMark *marks, guint n)
{
  set_marks (lists->marks, marks, n);
}

static int
compare_branches (gconstpointer a, gconstpointer b)
{
  const TwScrubberBranch *x = a, *y = b;

  return x->step != y->step ? (x->step > y->step) - (x->step < y->step)
                            : (x->run > y->run) - (x->run < y->run);
}

void
tw_scrubber_lists_set_branches (TwScrubberLists *lists, const TwScrubberBranch *branches, guint n)
{
  g_array_set_size (lists->branches, 0);
  for (guint i = 0; i < n; i++)
    {
      const TwScrubberBranch branch = { branches[i].run, branches[i].step, branches[i].color,
                                        g_strdup (branches[i].name) };

      g_array_append_val (lists->branches, branch);
    }
  g_array_sort (lists->branches, compare_branches);
}

void
tw_scrubber_lists_fill (const TwScrubberLists *lists, TwScrubberData *data)
{
  data->stages = (const TwScrubberStage *)(gconstpointer)lists->stages->data;
  data->n_stages = lists->stages->len;
  data->events = (const TwScrubberMark *)(gconstpointer)lists->events->data;
  data->n_events = lists->events->len;
  data->marks = (const TwScrubberMark *)(gconstpointer)lists->marks->data;
  data->n_marks = lists->marks->len;
  data->branches = (const TwScrubberBranch *)(gconstpointer)lists->branches->data;
  data->n_branches = lists->branches->len;
}

void
tw_scrubber_lists_init (TwScrubberLists *lists)
{
  lists->stages = new_array (sizeof (TwScrubberStage), clear_stage);
  lists->events = new_array (sizeof (TwScrubberMark), clear_mark);
  lists->marks = new_array (sizeof (TwScrubberMark), clear_mark);
  lists->branches = new_array (sizeof (TwScrubberBranch), clear_branch);
}

void
tw_scrubber_lists_clear (TwScrubberLists *lists)
{
  g_clear_pointer (&lists->stages, g_array_unref);
  g_clear_pointer (&lists->events, g_array_unref);
  g_clear_pointer (&lists->marks, g_array_unref);
  g_clear_pointer (&lists->branches, g_array_unref);
}
