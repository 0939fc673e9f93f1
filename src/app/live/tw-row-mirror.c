/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/live/tw-row-mirror.h"

#define FIRST_ALLOCATION 1024

void
tw_row_mirror_init (TwRowMirror *mirror)
{
  *mirror = (TwRowMirror){ 0 };
}

void
tw_row_mirror_clear (TwRowMirror *mirror)
{
  g_clear_pointer (&mirror->values, g_free);
  g_clear_pointer (&mirror->columns, g_free);
}

static void
reserve (TwRowMirror *mirror, gsize length)
{
  if (length <= mirror->allocated)
    return;
  mirror->allocated = MAX (length, MAX (2 * mirror->allocated, FIRST_ALLOCATION));
  mirror->values = g_renew (double, mirror->values, mirror->allocated * mirror->n_columns);
}

static void
adopt_columns (TwRowMirror *mirror, TwHistory *history)
{
  if (mirror->columns != NULL)
    return;
  mirror->n_columns = tw_history_get_n_columns (history);
  mirror->columns = g_new (guint, mirror->n_columns);
  for (guint i = 0; i < mirror->n_columns; i++)
    mirror->columns[i] = i;
}

gboolean
tw_row_mirror_update (TwRowMirror *mirror, TwHistory *history)
{
  const gsize before = mirror->length;
  gboolean changed = FALSE;

  adopt_columns (mirror, history);
  for (;;)
    {
      guint64 generation, after;
      const gsize length = tw_history_get_length (history, &generation, NULL);

      if (mirror->generation != generation)
        {
          mirror->length = 0;
          changed = TRUE;
        }
      mirror->generation = generation;
      reserve (mirror, length);
      if (length > mirror->length)
        mirror->length += tw_history_read (history, mirror->length, length - mirror->length,
                                           mirror->columns, mirror->n_columns,
                                           mirror->values + mirror->length * mirror->n_columns);
      /* Rows that were thinned or cut meanwhile are of neither generation: once more. */
      tw_history_get_length (history, &after, NULL);
      if (after == generation)
        return changed || mirror->length != before;
    }
}
