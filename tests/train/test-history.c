/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/planner/tw-planner.h"
#include "train/tw-history.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

static const guint step_and_loss[] = { TW_COLUMN_STEP, TW_COLUMN_LOSS };

/* A row whose loss tells its step, so that a row mixed of two would show. */
static void
append (TwHistory *history, guint64 step, double loss)
{
  g_autofree double *row = g_new0 (double, tw_history_get_n_columns (history));

  row[TW_COLUMN_STEP] = (double)step;
  row[TW_COLUMN_LOSS] = loss;
  tw_history_append (history, row, 1);
}

static gsize
read_all (TwHistory *history, double (*rows)[2], gsize n)
{
  return tw_history_read (history, 0, n, step_and_loss, 2, &rows[0][0]);
}

static void
test_columns (void)
{
  g_autoptr (TwHistory) history = tw_history_new (&tw_planner_type, 8);
  const guint n = tw_history_get_n_columns (history);
  g_autofree double *row = g_new (double, n);
  g_autofree guint *columns = g_new (guint, n);
  g_autofree double *back = g_new (double, n);

  g_assert_cmpuint (n, ==, TW_COLUMN_READOUTS + TW_PLANNER_N_READOUTS);
  for (guint i = 0; i < n; i++)
    {
      row[i] = i + 0.25;
      columns[i] = n - 1 - i;
    }
  row[TW_COLUMN_STEP] = 3;
  tw_history_append (history, row, 1);
  g_assert_cmpuint (tw_history_read (history, 0, 5, columns, n, back), ==, 1);
  for (guint i = 0; i < n; i++)
    g_assert_cmpfloat (back[i], ==, row[n - 1 - i]);
  g_assert_cmpuint (tw_history_read (history, 1, 5, columns, n, back), ==, 0);
  g_assert_cmpuint (tw_history_read (history, G_MAXSIZE, 5, columns, n, back), ==, 0);
}

/* Whatever the capacity and the number of rows: first and newest are there, the others are the
 * multiples of the stride, none missing, and never more than capacity. */
static void
test_thinning (void)
{
  for (gsize capacity = 4; capacity <= 64; capacity += 6)
    {
      g_autoptr (TwHistory) history = tw_history_new (&tw_planner_type, capacity);

      for (guint64 step = 0; step < 700; step++)
        {
          double rows[64][2];
          guint64 stride;
          gsize length;

          append (history, step, -(double)step);
          length = tw_history_get_length (history, NULL, &stride);
          g_assert_cmpuint (length, <=, capacity);
          g_assert_cmpuint (stride & (stride - 1), ==, 0);
          g_assert_cmpuint (read_all (history, rows, 64), ==, length);
          g_assert_cmpfloat (rows[0][0], ==, 0);
          g_assert_cmpfloat (rows[length - 1][0], ==, (double)step);
          for (gsize i = 0; i + 1 < length; i++)
            g_assert_cmpfloat (rows[i][0], ==, (double)(i * stride));
          for (gsize i = 0; i < length; i++)
            g_assert_cmpfloat (rows[i][1], ==, -rows[i][0]);
          g_assert_true (length > capacity / 2 || stride == 1);
        }
    }
}

static void
test_wants (void)
{
  g_autoptr (TwHistory) history = tw_history_new (&tw_planner_type, 4);
  double rows[4][2];

  for (guint64 step = 0; step < 1000; step++)
    if (tw_history_wants (history, step))
      append (history, step, 0);
  g_assert_cmpuint (read_all (history, rows, 4), ==, 4);
  g_assert_cmpfloat (rows[3][0], ==, 768);
  g_assert_true (tw_history_wants (history, 1024));
  g_assert_false (tw_history_wants (history, 1001));
}

/* A reader who fetches only what is new within a generation has what a full read has. */
static void
test_generations (void)
{
  g_autoptr (TwHistory) history = tw_history_new (&tw_planner_type, 16);
  double mine[16][2];
  gsize have = 0;
  guint64 known = G_MAXUINT64;
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  guint64 step = 0;

  for (int round = 0; round < 2000; round++)
    {
      const int n = g_rand_int_range (rand, 0, 5);
      guint64 generation;
      double rows[16][2];
      gsize length;

      for (int i = 0; i < n; i++)
        {
          append (history, step, g_rand_double (rand));
          step += (guint64)g_rand_int_range (rand, 0, 3);
        }
      if (g_rand_int_range (rand, 0, 50) == 0)
        {
          step /= 2;
          tw_history_truncate (history, step);
        }
      length = tw_history_get_length (history, &generation, NULL);
      if (generation != known)
        have = 0;
      known = generation;
      have += tw_history_read (history, have, 16 - have, step_and_loss, 2, &mine[0][0] + 2 * have);
      g_assert_cmpuint (have, ==, length);
      g_assert_cmpuint (read_all (history, rows, 16), ==, length);
      g_assert_cmpmem (mine, length * sizeof *mine, rows, length * sizeof *rows);
    }
}

static void
test_same_step (void)
{
  g_autoptr (TwHistory) history = tw_history_new (&tw_planner_type, 8);
  guint64 before, after;
  double rows[8][2];

  append (history, 0, 1);
  append (history, 1, 2);
  tw_history_get_length (history, &before, NULL);
  append (history, 2, 3);
  tw_history_get_length (history, &after, NULL);
  g_assert_cmpuint (before, ==, after);
  append (history, 2, 4);
  g_assert_cmpuint (tw_history_get_length (history, &after, NULL), ==, 3);
  g_assert_cmpuint (before, !=, after);
  read_all (history, rows, 8);
  g_assert_cmpfloat (rows[2][1], ==, 4);
}

static void
test_truncate (void)
{
  g_autoptr (TwHistory) history = tw_history_new (&tw_planner_type, 8);
  guint64 before, after, stride;

  for (guint64 step = 0; step < 100; step++)
    append (history, step, 0);
  tw_history_get_length (history, &before, &stride);
  g_assert_cmpuint (stride, ==, 16);
  tw_history_truncate (history, 99);
  tw_history_get_length (history, &after, NULL);
  g_assert_cmpuint (after, ==, before);
  tw_history_truncate (history, 40);
  g_assert_cmpuint (tw_history_get_length (history, &after, &stride), ==, 3); /* 0, 16, 32 */
  g_assert_cmpuint (after, !=, before);
  g_assert_cmpuint (stride, ==, 16);
  tw_history_truncate (history, 0);
  g_assert_cmpuint (tw_history_get_length (history, NULL, &stride), ==, 1);
  g_assert_cmpuint (stride, ==, 1);
}

typedef struct
{
  TwHistory *history;
  atomic_bool done;
} Shared;

static void *
read_while_written (void *data)
{
  Shared *shared = data;
  guint64 known = 0;
  gsize length = 0;

  while (!atomic_load (&shared->done))
    {
      double rows[64][2];
      guint64 generation;
      const gsize now = tw_history_get_length (shared->history, &generation, NULL);
      const gsize n = read_all (shared->history, rows, 64);

      if (generation == known && now < length)
        g_error ("rows went without a new generation");
      known = generation;
      length = now;
      for (gsize i = 0; i < n; i++)
        if (rows[i][1] != 2 * rows[i][0] || (i > 0 && !(rows[i][0] > rows[i - 1][0])))
          g_error ("row %zu is torn or out of order", i);
    }
  return NULL;
}

static void
test_threads (void)
{
  Shared shared = { .history = tw_history_new (&tw_planner_type, 64) };
  pthread_t readers[2];

  for (int i = 0; i < 2; i++)
    g_assert_cmpint (pthread_create (&readers[i], NULL, read_while_written, &shared), ==, 0);
  for (guint64 step = 0; step < 20000; step++)
    append (shared.history, step, 2 * (double)step);
  atomic_store (&shared.done, true);
  for (int i = 0; i < 2; i++)
    pthread_join (readers[i], NULL);
  tw_history_unref (shared.history);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/history/columns", test_columns);
  g_test_add_func ("/history/thinning", test_thinning);
  g_test_add_func ("/history/wants", test_wants);
  g_test_add_func ("/history/generations", test_generations);
  g_test_add_func ("/history/same-step", test_same_step);
  g_test_add_func ("/history/truncate", test_truncate);
  g_test_add_func ("/history/threads", test_threads);
  return g_test_run ();
}
