/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/session/tw-undo.h"

/* Nobody undoes more than this; what is forgotten stays in the audit log. */
#define MAX_DEEDS 1000
#define TOGETHER_US 1000000

struct _TwUndo
{
  GPtrArray *deeds;
  guint n_done; /* of them, from the first; the others were undone */
};

static void
clear_value (gpointer value)
{
  g_free (((TwDeedValue *)value)->address);
}

TwDeed *
tw_deed_new (TwDeedKind kind, gint64 run, const char *title)
{
  TwDeed *deed = g_new0 (TwDeed, 1);

  deed->kind = kind;
  deed->run = run;
  deed->title = g_strdup (title);
  deed->time = g_get_monotonic_time ();
  deed->n_edits = 1;
  deed->values = g_array_new (FALSE, FALSE, sizeof (TwDeedValue));
  g_array_set_clear_func (deed->values, clear_value);
  return deed;
}

void
tw_deed_free (TwDeed *deed)
{
  if (deed == NULL)
    return;
  g_array_unref (deed->values);
  g_free (deed->title);
  g_free (deed->origin);
  g_free (deed->name_before);
  g_free (deed->name_after);
  g_free (deed);
}

void
tw_deed_add_value (TwDeed *deed, const char *address, double before, double after)
{
  const TwDeedValue value = { g_strdup (address), before, after };

  g_array_append_val (deed->values, value);
}

gboolean
tw_deed_is_momentary (const TwDeed *deed)
{
  for (guint i = 0; i < deed->values->len; i++)
    {
      const char *address = g_array_index (deed->values, TwDeedValue, i).address;

      if (g_str_has_prefix (address, "theta.") || g_str_has_prefix (address, "start.")
          || g_str_equal (address, "scenario.seed") || g_str_equal (address, "optimizer.method"))
        return TRUE;
    }
  return FALSE;
}

TwUndo *
tw_undo_new (void)
{
  TwUndo *undo = g_new0 (TwUndo, 1);

  undo->deeds = g_ptr_array_new_with_free_func ((GDestroyNotify)tw_deed_free);
  return undo;
}

void
tw_undo_free (TwUndo *undo)
{
  if (undo == NULL)
    return;
  g_ptr_array_unref (undo->deeds);
  g_free (undo);
}

static gboolean
sets_the_same (const TwDeed *a, const TwDeed *b)
{
  if (a->values->len != b->values->len)
    return FALSE;
  for (guint i = 0; i < a->values->len; i++)
    if (!g_str_equal (g_array_index (a->values, TwDeedValue, i).address,
                      g_array_index (b->values, TwDeedValue, i).address))
      return FALSE;
  return TRUE;
}

static gboolean
goes_with (const TwDeed *last, const TwDeed *deed)
{
  return last != NULL && last->kind == TW_DEED_EDIT && deed->kind == TW_DEED_EDIT
         && last->run == deed->run && last->step == deed->step && last->instead == 0
         && g_strcmp0 (last->origin, deed->origin) == 0 && deed->time - last->time < TOGETHER_US
         && sets_the_same (last, deed);
}

static void
take_together (TwDeed *last, TwDeed *deed)
{
  char *title = last->title;

  last->title = deed->title;
  deed->title = title;
  last->time = deed->time;
  last->n_edits += deed->n_edits;
  for (guint i = 0; i < last->values->len; i++)
    g_array_index (last->values, TwDeedValue, i).after =
        g_array_index (deed->values, TwDeedValue, i).after;
  tw_deed_free (deed);
}

void
tw_undo_push (TwUndo *undo, TwDeed *deed)
{
  g_ptr_array_set_size (undo->deeds, (int)undo->n_done);
  if (goes_with (tw_undo_peek (undo), deed))
    {
      take_together (tw_undo_peek (undo), deed);
      return;
    }
  g_ptr_array_add (undo->deeds, deed);
  if (undo->deeds->len > MAX_DEEDS)
    g_ptr_array_remove_index (undo->deeds, 0);
  undo->n_done = undo->deeds->len;
}

TwDeed *
tw_undo_peek (TwUndo *undo)
{
  return undo->n_done > 0 ? undo->deeds->pdata[undo->n_done - 1] : NULL;
}

TwDeed *
tw_undo_peek_redo (TwUndo *undo)
{
  return undo->n_done < undo->deeds->len ? undo->deeds->pdata[undo->n_done] : NULL;
}

void
tw_undo_step_back (TwUndo *undo)
{
  g_return_if_fail (undo->n_done > 0);
  undo->n_done--;
}

void
tw_undo_step_on (TwUndo *undo)
{
  g_return_if_fail (undo->n_done < undo->deeds->len);
  undo->n_done++;
}
