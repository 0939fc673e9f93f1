/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/runs/tw-difference-item.h"

#include "figure/tw-format.h"
#include "session/tw-audit.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define DIGITS 6
#define SHORT 8 /* characters */

struct _TwDifferenceItem
{
  GObject parent_instance;

  char *texts[TW_N_DIFFERENCE_COLUMNS];
  char *help[TW_N_DIFFERENCE_COLUMNS];
};

G_DEFINE_FINAL_TYPE (TwDifferenceItem, tw_difference_item, G_TYPE_OBJECT)

/* As it is where that is short, else as many digits as are read at a glance. */
static char *
short_number (double value, const char *exact)
{
  char text[48];

  if (exact[0] != '\0' && strlen (exact) <= SHORT)
    return exact[0] == '-' ? g_strconcat ("−", exact + 1, NULL) : g_strdup (exact);
  tw_format_value (value, DIGITS, text, sizeof text);
  return g_strdup (text);
}

/* FALSE: a word. */
static gboolean
is_number (const char *text)
{
  char *end;

  g_ascii_strtod (text, &end);
  return *end == '\0';
}

/* All digits of a number are there for who wants them. */
static gboolean
set_value (TwDifferenceItem *item, TwDifferenceColumn column, const TwScenario *scenario,
           const char *address, double value)
{
  g_autofree char *exact = tw_audit_format_value (scenario, address, value);
  const gboolean number = is_number (exact);

  item->texts[column] = number ? short_number (value, exact) : g_strdup (exact);
  if (number && strlen (exact) > SHORT)
    item->help[column] = g_steal_pointer (&exact);
  return number;
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
