/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/runs/tw-difference-item.h"

#include "app/runs/tw-value-text.h"

#include <glib/gi18n.h>
#include <math.h>

struct _TwDifferenceItem
{
  GObject parent_instance;

  char *texts[TW_N_DIFFERENCE_COLUMNS];
  char *help[TW_N_DIFFERENCE_COLUMNS];
};

G_DEFINE_FINAL_TYPE (TwDifferenceItem, tw_difference_item, G_TYPE_OBJECT)

/* FALSE: a word. */
static gboolean
set_value (TwDifferenceItem *item, TwDifferenceColumn column, const TwScenario *scenario,
           const char *address, double value)
{
  TwValueText text;

  tw_value_text_init (&text, scenario, address, value);
  item->texts[column] = text.text;
  item->help[column] = text.exact;
  return text.number;
}

TwDifferenceItem *
tw_difference_item_new (const TwRunDifference *difference, const TwScenario *a, const TwScenario *b)
{
  TwDifferenceItem *item = g_object_new (TW_TYPE_DIFFERENCE_ITEM, NULL);
  const char *address = difference->address;
  const char *title = tw_audit_title (a, address);
  gboolean numbers;

  if (title == NULL)
    title = tw_audit_title (b, address);
  item->texts[TW_DIFFERENCE_ADDRESS] = g_strdup (address);
  item->help[TW_DIFFERENCE_ADDRESS] = title != NULL ? g_strdup (_ (title)) : NULL;
  numbers = set_value (item, TW_DIFFERENCE_A, a, address, difference->a);
  numbers &= set_value (item, TW_DIFFERENCE_B, b, address, difference->b);
  if (numbers && isfinite (difference->b - difference->a))
    set_value (item, TW_DIFFERENCE_BY, NULL, address, difference->b - difference->a);
  else
    item->texts[TW_DIFFERENCE_BY] = g_strdup ("");
  return item;
}

const char *
tw_difference_item_get_text (TwDifferenceItem *item, TwDifferenceColumn column)
{
  g_return_val_if_fail (TW_IS_DIFFERENCE_ITEM (item), NULL);
  g_return_val_if_fail (column < TW_N_DIFFERENCE_COLUMNS, NULL);
  return item->texts[column];
}

const char *
tw_difference_item_get_help (TwDifferenceItem *item, TwDifferenceColumn column)
{
  g_return_val_if_fail (TW_IS_DIFFERENCE_ITEM (item), NULL);
  g_return_val_if_fail (column < TW_N_DIFFERENCE_COLUMNS, NULL);
  return item->help[column];
}

static void
tw_difference_item_finalize (GObject *object)
{
  TwDifferenceItem *item = TW_DIFFERENCE_ITEM (object);

  for (guint i = 0; i < TW_N_DIFFERENCE_COLUMNS; i++)
    {
      g_free (item->texts[i]);
      g_free (item->help[i]);
    }
  G_OBJECT_CLASS (tw_difference_item_parent_class)->finalize (object);
}

static void
tw_difference_item_class_init (TwDifferenceItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = tw_difference_item_finalize;
}

static void
tw_difference_item_init (TwDifferenceItem *item)
{
}
