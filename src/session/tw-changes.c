/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-changes.h"

/* Index of the first value of the change after number; changes are in order. */
static guint
find_after (GPtrArray *changes, guint64 number)
{
  guint low = 0, high = changes->len;

  while (low < high)
    {
      const guint middle = low + (high - low) / 2;
      const TwSessionChange *change = g_ptr_array_index (changes, middle);

      if (change->number <= number)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* n values from first on, which were set together. */
static gboolean
apply_one (GPtrArray *changes, guint first, guint n, TwRun *run, GError **error)
{
  g_autofree TwAddress *addresses = g_new (TwAddress, n);
  g_autofree double *values = g_new (double, n);

  for (guint i = 0; i < n; i++)
    {
      const TwSessionChange *change = g_ptr_array_index (changes, first + i);

      if (!tw_scenario_resolve (tw_run_get_scenario (run), change->address, &addresses[i], error))
        {
          g_prefix_error (error, "change %" G_GUINT64_FORMAT ": ", change->number);
          return FALSE;
        }
      values[i] = change->after;
    }
  return tw_run_set_many (run, addresses, values, n, error);
}

gboolean
tw_changes_apply (GPtrArray *changes, TwRun *run, guint64 most, guint64 *n_done, GError **error)
{
  guint first = find_after (changes, *n_done);

  while (first < changes->len)
    {
      const TwSessionChange *change = g_ptr_array_index (changes, first);
      guint n = 1;

      if (change->number > most || change->step != tw_run_get_step (run))
        return TRUE;
      while (first + n < changes->len
             && ((TwSessionChange *)g_ptr_array_index (changes, first + n))->number
                    == change->number)
        n++;
      if (!apply_one (changes, first, n, run, error))
        return FALSE;
      *n_done = change->number;
      first += n;
    }
  return TRUE;
}
