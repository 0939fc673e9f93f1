/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/runs/tw-run-item.h"

#include "figure/tw-format.h"

#include <glib/gi18n.h>

struct _TwRunItem
{
  GObject parent_instance;

  TwRunInfo info; /* with texts of its own */
  TwRunLine line;
  gboolean shown;
};

G_DEFINE_FINAL_TYPE (TwRunItem, tw_run_item, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
same_line (const TwRunLine *a, const TwRunLine *b)
{
  return a->depth == b->depth && a->rails == b->rails && a->last == b->last
         && a->has_children == b->has_children;
}

static gboolean
same_info (const TwRunInfo *a, const TwRunInfo *b)
{
  return a->id == b->id && a->parent == b->parent && a->color == b->color && a->start == b->start
         && a->head == b->head && a->total == b->total && a->state == b->state
         && a->n_changes == b->n_changes && a->hidden == b->hidden
         && g_strcmp0 (a->name, b->name) == 0 && g_strcmp0 (a->regime, b->regime) == 0
         && g_strcmp0 (a->note, b->note) == 0;
}

static void
clear_info (TwRunInfo *info)
{
  g_free ((char *)info->name);
  g_free ((char *)info->regime);
  g_free ((char *)info->note);
}

static void
copy_info (TwRunInfo *own, const TwRunInfo *info)
{
  *own = *info;
  own->name = g_strdup (info->name);
  own->regime = g_strdup (info->regime);
  own->note = g_strdup (info->note);
}

gboolean
tw_run_item_update (TwRunItem *item, const TwRunInfo *info, const TwRunLine *line, gboolean shown)
{
  g_return_val_if_fail (TW_IS_RUN_ITEM (item), FALSE);

  shown = shown != FALSE;
  if (same_info (&item->info, info) && same_line (&item->line, line) && item->shown == shown)
    return FALSE;
  if (!same_info (&item->info, info))
    {
      clear_info (&item->info);
      copy_info (&item->info, info);
    }
  item->line = *line;
  item->shown = shown;
  g_signal_emit (item, signals[CHANGED], 0);
  return TRUE;
}

TwRunItem *
tw_run_item_new (const TwRunInfo *info, const TwRunLine *line, gboolean shown)
{
  TwRunItem *item = g_object_new (TW_TYPE_RUN_ITEM, NULL);

  copy_info (&item->info, info);
  item->line = *line;
  item->shown = shown != FALSE;
  return item;
}

const TwRunInfo *
tw_run_item_get_info (TwRunItem *item)
{
  g_return_val_if_fail (TW_IS_RUN_ITEM (item), NULL);
  return &item->info;
}

const TwRunLine *
tw_run_item_get_line (TwRunItem *item)
{
  g_return_val_if_fail (TW_IS_RUN_ITEM (item), NULL);
  return &item->line;
}

gboolean
tw_run_item_get_shown (TwRunItem *item)
{
  g_return_val_if_fail (TW_IS_RUN_ITEM (item), FALSE);
  return item->shown;
}

/* NULL: nothing is known yet.  A regime's title stands in a line here. */
static char *
what_became_of_it (const TwRunInfo *info)
{
  if (info->state == TW_TRAINER_FAILED)
    return g_strdup (_ ("stopped"));
  return info->regime != NULL ? g_utf8_strdown (info->regime, -1) : NULL;
}

char *
tw_run_item_describe (TwRunItem *item)
{
  const TwRunInfo *info = tw_run_item_get_info (item);
  g_autofree char *became = what_became_of_it (info);
  g_autofree char *steps = NULL;
  char start[48], head[48];

  tw_format_number ((double)info->start, 0, start, sizeof start);
  tw_format_number ((double)info->head, 0, head, sizeof head);
  if (info->note != NULL)
    steps = g_strdup_printf (_ ("step %s: %s → %s"), start, info->note, head);
  else
    steps = g_strdup_printf (_ ("step %s → %s"), start, head);
  return became != NULL ? g_strdup_printf ("%s · %s", steps, became) : g_steal_pointer (&steps);
}

static void
tw_run_item_finalize (GObject *object)
{
  clear_info (&TW_RUN_ITEM (object)->info);
  G_OBJECT_CLASS (tw_run_item_parent_class)->finalize (object);
}

static void
tw_run_item_class_init (TwRunItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tw_run_item_finalize;
  signals[CHANGED] = g_signal_new ("changed", TW_TYPE_RUN_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
tw_run_item_init (TwRunItem *item)
{
}
