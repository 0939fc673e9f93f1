/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/live/tw-row-mirror.h"

#include "model/planner/tw-planner.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* A row that only its step and salt decide, so that a torn or a forgotten one is seen. */
static void
fill_row (double *row, guint n_columns, guint64 step, guint32 salt)
{
  row[TW_COLUMN_STEP] = (double)step;
  for (guint i = 1; i < n_columns; i++)
    row[i] = (double)step * 1000 + i + salt * 0x1p-20;
}

static void
append (TwHistory *history, guint64 first, gsize n, guint32 salt)
{
  const guint n_columns = tw_history_get_n_columns (history);
  g_autofree double *rows = g_new (double, n *n_columns);

  for (gsize i = 0; i < n; i++)
    fill_row (rows + i * n_columns, n_columns, first + i, salt);
  tw_history_append (history, rows, n);
}

static void
assert_mirrors (const TwRowMirror *mirror, TwHistory *history)
{
  const guint n_columns = tw_history_get_n_columns (history);
  const gsize n = tw_history_get_length (history, NULL, NULL);
  g_autofree double *rows = g_new (double, (n + 1) * n_columns);
  g_autofree guint *columns = g_new (guint, n_columns);

  for (guint i = 0; i < n_columns; i++)
    columns[i] = i;
  g_assert_cmpuint (tw_history_read (history, 0, n, columns, n_columns, rows), ==, n);
  g_assert_cmpuint (mirror->n_columns, ==, n_columns);
  g_assert_cmpmem (mirror->values, mirror->length * n_columns * sizeof *rows, rows,
                   n * n_columns * sizeof *rows);
}

static void
test_empty (void)
{
  g_autoptr (TwHistory) history = tw_history_new (&tw_planner_type, 8);
  TwRowMirror mirror;

  tw_row_mirror_init (&mirror);
  g_assert_false (tw_row_mirror_update (&mirror, history));
  g_assert_cmpuint (mirror.length, ==, 0);
  tw_row_mirror_clear (&mirror);
}

static void
test_appends (void)
{
  g_autoptr (TwHistory) history = tw_history_new (&tw_planner_type, 1 << 14);
  TwRowMirror mirror;

  tw_row_mirror_init (&mirror);
  for (guint64 step = 0; step < 5000; step += 37)
    {
      append (history, step, 37, 0);
      g_assert_true (tw_row_mirror_update (&mirror, history));
      g_assert_false (tw_row_mirror_update (&mirror, history));
      assert_mirrors (&mirror, history);
    }
  tw_row_mirror_clear (&mirror);
}

/* Rows that are the same in number but other ones. */
static void
test_replaced (void)
{
  g_autoptr (TwHistory) history = tw_history_new (&tw_planner_type, 8);
  TwRowMirror mirror;

  tw_row_mirror_init (&mirror);
  append (history, 0, 3, 0);
  tw_row_mirror_update (&mirror, history);
  append (history, 2, 1, 7);
  g_assert_cmpuint (tw_history_get_length (history, NULL, NULL), ==, 3);
  g_assert_true (tw_row_mirror_update (&mirror, history));
  assert_mirrors (&mirror, history);

  tw_history_truncate (history, 0);
  append (history, 1, 2, 9);
  g_assert_true (tw_row_mirror_update (&mirror, history));
  assert_mirrors (&mirror, history);
  tw_row_mirror_clear (&mirror);
}

/* Anything in any order: appends that make a small history thin itself again and again, rows that
 * take another's place, truncations. */
static void
test_anything (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autoptr (TwHistory) history = tw_history_new (&tw_planner_type, 16);
  g_autofree double *before = NULL;
  gsize length_before = 0;
  guint64 newest = 0;
  TwRowMirror mirror;

  tw_row_mirror_init (&mirror);
  append (history, 0, 1, 0);
  for (guint32 round = 1; round < 4000; round++)
    {
      const int what = g_rand_int_range (rand, 0, 10);
      gboolean changed, differs;

      if (what < 7)
        {
          const gsize n = (gsize)g_rand_int_range (rand, 1, 6);

          append (history, newest + 1, n, round);
          newest += n;
        }
      else if (what < 9)
        append (history, newest, 1, round);
      else
        {
          newest = (guint64)g_rand_double_range (rand, 0, (double)newest + 1);
          tw_history_truncate (history, newest);
        }
      /* A reader does not come by after every change. */
      if (g_rand_boolean (rand))
        continue;
      changed = tw_row_mirror_update (&mirror, history);
      assert_mirrors (&mirror, history);
      differs =
          length_before != mirror.length
          || memcmp (before, mirror.values, length_before * mirror.n_columns * sizeof (double))
                 != 0;
      if (differs)
        g_assert_true (changed);
      g_free (before);
      length_before = mirror.length;
      before = g_memdup2 (mirror.values, (length_before + 1) * mirror.n_columns * sizeof (double));
    }
  tw_row_mirror_clear (&mirror);
}

/* The linker gives the mirror this instead (--wrap), so that a writer can come in between. */
gsize __real_tw_history_read (TwHistory *history, gsize first, gsize n, const guint *columns,
                              guint n_columns, double *out);
gsize __wrap_tw_history_read (TwHistory *history, gsize first, gsize n, const guint *columns,
                              guint n_columns, double *out);

static gboolean interrupt;

gsize
__wrap_tw_history_read (TwHistory *history, gsize first, gsize n, const guint *columns,
                        guint n_columns, double *out)
{
  if (interrupt)
    {
      interrupt = FALSE;
      tw_history_truncate (history, 2);
      append (history, 3, 10, 9);
    }
  return __real_tw_history_read (history, first, n, columns, n_columns, out);
}

/* After the mirror has asked how many rows there are, some of those it has become others. */
static void
test_interrupted (void)
{
  g_autoptr (TwHistory) history = tw_history_new (&tw_planner_type, 64);
  TwRowMirror mirror;

  tw_row_mirror_init (&mirror);
  append (history, 0, 5, 0);
  tw_row_mirror_update (&mirror, history);
  append (history, 5, 5, 0);
  interrupt = TRUE;
  g_assert_true (tw_row_mirror_update (&mirror, history));
  g_assert_false (interrupt);
  assert_mirrors (&mirror, history);
  g_assert_cmpuint (mirror.length, ==, 13);
  tw_row_mirror_clear (&mirror);
}

typedef struct
{
  TwHistory *history;
  atomic_bool done;
} Writing;

static void *
write_rows (void *data)
{
  Writing *writing = data;
  guint64 step = 1;

  for (guint round = 0; round < 5000; round++)
    {
      append (writing->history, step, 1 + round % 7, 0);
      step += 1 + round % 7;
      if (round % 13 == 12)
        {
          step = round % 11;
          tw_history_truncate (writing->history, step++);
        }
    }
  atomic_store (&writing->done, true);
  return NULL;
}

/* Whatever the writer does meanwhile, what the reader has is whole rows, steps rising. */
static void
test_beside_a_writer (void)
{
  g_autoptr (TwHistory) history = tw_history_new (&tw_planner_type, 64);
  const guint n_columns = tw_history_get_n_columns (history);
  g_autofree double *expected = g_new (double, n_columns);
  Writing writing = { .history = history };
  TwRowMirror mirror;
  pthread_t writer;
  gboolean done;

  tw_row_mirror_init (&mirror);
  append (history, 0, 1, 0);
  g_assert_cmpint (pthread_create (&writer, NULL, write_rows, &writing), ==, 0);
  do
    {
      done = atomic_load (&writing.done);
      tw_row_mirror_update (&mirror, history);
      for (gsize row = 0; row < mirror.length; row++)
        {
          const double *values = mirror.values + row * n_columns;

          fill_row (expected, n_columns, (guint64)values[TW_COLUMN_STEP], 0);
          g_assert_cmpmem (values, n_columns * sizeof *values, expected,
                           n_columns * sizeof *values);
          if (row > 0)
            g_assert_cmpfloat (values[TW_COLUMN_STEP], >, (values - n_columns)[TW_COLUMN_STEP]);
        }
    }
  while (!done);
  pthread_join (writer, NULL);
  assert_mirrors (&mirror, history);
  tw_row_mirror_clear (&mirror);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/row-mirror/empty", test_empty);
  g_test_add_func ("/row-mirror/appends", test_appends);
  g_test_add_func ("/row-mirror/replaced", test_replaced);
  g_test_add_func ("/row-mirror/anything", test_anything);
  g_test_add_func ("/row-mirror/interrupted", test_interrupted);
  g_test_add_func ("/row-mirror/beside-a-writer", test_beside_a_writer);
  return g_test_run ();
}
