/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/runs/tw-change-item.h"

#include "app/runs/tw-value-text.h"
#include "figure/tw-format.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

struct _TwChangeItem
{
  GObject parent_instance;

  gint64 run;
  guint64 number, step;
  gint64 time;
  double before, after;
  char *texts[TW_N_CHANGE_COLUMNS];
  char *help[TW_N_CHANGE_COLUMNS]; /* more about it; NULL: nothing */
  char *needle;                    /* all that is searched, without case */
};

G_DEFINE_FINAL_TYPE (TwChangeItem, tw_change_item, G_TYPE_OBJECT)

/* "–" for a time that no calendar has. */
static char *
local_time (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M:%S") : g_strdup ("–");
}

static char *
count (guint64 value)
{
  char text[48];

  tw_format_number ((double)value, 0, text, sizeof text);
  return g_strdup (text);
}

static void
set_value (TwChangeItem *item, TwChangeColumn column, const TwAuditRun *run,
           const TwSessionChange *change, double value)
{
  TwValueText text;

  tw_value_text_init (&text, run->scenario, change->address, value);
  item->texts[column] = text.text;
  item->help[column] = text.exact;
}

static char *
make_needle (TwChangeItem *item)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < TW_N_CHANGE_COLUMNS; i++)
    g_string_append_printf (all, "%s\n%s\n", item->texts[i],
                            item->help[i] != NULL ? item->help[i] : "");
  return g_utf8_casefold (all->str, -1);
}

TwChangeItem *
tw_change_item_new (const TwAuditRun *run, const TwSessionChange *change)
{
  TwChangeItem *item = g_object_new (TW_TYPE_CHANGE_ITEM, NULL);
  const char *title = tw_audit_title (run->scenario, change->address);

  item->run = run->run;
  item->number = change->number;
  item->step = change->step;
  item->time = change->time;
  item->before = change->before;
  item->after = change->after;
  item->help[TW_CHANGE_ADDRESS] = title != NULL ? g_strdup (_ (title)) : NULL;
  item->texts[TW_CHANGE_NUMBER] = count (change->number);
  item->texts[TW_CHANGE_RUN] = g_strdup (run->name != NULL ? run->name : "");
  item->texts[TW_CHANGE_STEP] = count (change->step);
  item->texts[TW_CHANGE_TIME] = local_time (change->time);
  item->texts[TW_CHANGE_WHO] = g_strdup (change->who != NULL ? change->who : "");
  item->texts[TW_CHANGE_ORIGIN] = g_strdup (change->origin != NULL ? change->origin : "");
  item->texts[TW_CHANGE_ADDRESS] = g_strdup (change->address);
  set_value (item, TW_CHANGE_BEFORE, run, change, change->before);
  set_value (item, TW_CHANGE_AFTER, run, change, change->after);
  item->needle = make_needle (item);
  return item;
}

gint64
tw_change_item_get_run (TwChangeItem *item)
{
  g_return_val_if_fail (TW_IS_CHANGE_ITEM (item), 0);
  return item->run;
}

guint64
tw_change_item_get_step (TwChangeItem *item)
{
  g_return_val_if_fail (TW_IS_CHANGE_ITEM (item), 0);
  return item->step;
}

const char *
tw_change_item_get_text (TwChangeItem *item, TwChangeColumn column)
{
  g_return_val_if_fail (TW_IS_CHANGE_ITEM (item), NULL);
  g_return_val_if_fail (column < TW_N_CHANGE_COLUMNS, NULL);
  return item->texts[column];
}

const char *
tw_change_item_get_help (TwChangeItem *item, TwChangeColumn column)
{
  g_return_val_if_fail (TW_IS_CHANGE_ITEM (item), NULL);
  g_return_val_if_fail (column < TW_N_CHANGE_COLUMNS, NULL);
  return item->help[column];
}

/* --- order --- */

#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

/* What is not a number comes first. */
static int
compare_values (double a, double b)
{
  if (isnan (a) || isnan (b))
    return isnan (b) - isnan (a);
  return COMPARE (a, b);
}

static int
compare_column (const TwChangeItem *a, const TwChangeItem *b, TwChangeColumn column)
{
  switch (column)
    {
    case TW_CHANGE_NUMBER:
      return COMPARE (a->number, b->number);
    case TW_CHANGE_STEP:
      return COMPARE (a->step, b->step);
    case TW_CHANGE_TIME:
      return COMPARE (a->time, b->time);
    case TW_CHANGE_BEFORE:
      return compare_values (a->before, b->before);
    case TW_CHANGE_AFTER:
      return compare_values (a->after, b->after);
    default:
      return g_utf8_collate (a->texts[column], b->texts[column]);
    }
}

int
tw_change_item_compare (TwChangeItem *a, TwChangeItem *b, TwChangeColumn column)
{
  int order = compare_column (a, b, column);

  if (order == 0)
    order = COMPARE (a->run, b->run);
  return order != 0 ? order : COMPARE (a->number, b->number);
}

/* --- search --- */

gboolean
tw_change_item_matches (TwChangeItem *item, const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_auto (GStrv) words = g_strsplit_set (folded, " \t", -1);

  g_return_val_if_fail (TW_IS_CHANGE_ITEM (item), FALSE);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (item->needle, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static void
tw_change_item_finalize (GObject *object)
{
  TwChangeItem *item = TW_CHANGE_ITEM (object);

  for (guint i = 0; i < TW_N_CHANGE_COLUMNS; i++)
    {
      g_free (item->texts[i]);
      g_free (item->help[i]);
    }
  g_free (item->needle);
  G_OBJECT_CLASS (tw_change_item_parent_class)->finalize (object);
}

static void
tw_change_item_class_init (TwChangeItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tw_change_item_finalize;
}

static void
tw_change_item_init (TwChangeItem *item)
{
}
