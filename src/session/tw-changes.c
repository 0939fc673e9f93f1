/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-changes.h"

#include "session/tw-session-reader-private.h"

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
  if (tw_run_set_many (run, addresses, values, n, error))
    return TRUE;
  g_prefix_error (error, "change %" G_GUINT64_FORMAT ": ",
                  ((const TwSessionChange *)g_ptr_array_index (changes, first))->number);
  return FALSE;
}

gboolean
tw_changes_load (TwSessionReader *reader, gint64 id, TwRun *run, GBytes *state, GError **error)
{
  GError *cause = NULL;

  return tw_run_load_state (run, state, &cause)
         || tw_session_reader_blame (reader, id, cause, error);
}

gboolean
tw_changes_apply (TwSessionReader *reader, gint64 id, GPtrArray *changes, TwRun *run, guint64 most,
                  guint64 *n_done, GError **error)
{
  GError *cause = NULL;
  guint first = find_after (changes, *n_done);

  while (first < changes->len)
    {
      const TwSessionChange *change = g_ptr_array_index (changes, first);
      guint n = 1;

      if (change->number > most || change->step > tw_run_get_step (run))
        return TRUE;
      if (change->step < tw_run_get_step (run))
        {
          g_set_error (&cause, TW_SESSION_ERROR, TW_SESSION_ERROR_DAMAGED,
                       "change %" G_GUINT64_FORMAT " was made at step %" G_GUINT64_FORMAT
                       ", but is not in a checkpoint of step %" G_GUINT64_FORMAT,
                       change->number, change->step, tw_run_get_step (run));
          return tw_session_reader_blame (reader, id, cause, error);
        }
      while (first + n < changes->len
             && ((TwSessionChange *)g_ptr_array_index (changes, first + n))->number
                    == change->number)
        n++;
      if (!apply_one (changes, first, n, run, &cause))
        return tw_session_reader_blame (reader, id, cause, error);
      *n_done = change->number;
      first += n;
    }
  return TRUE;
}
