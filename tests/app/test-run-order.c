/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/runs/tw-run-order.h"

static TwRunInfo
run (gint64 id, gint64 parent)
{
  return (TwRunInfo){ .id = id, .parent = parent };
}

static const TwRunLine *
line_at (GArray *lines, guint i)
{
  g_assert_cmpuint (i, <, lines->len);
  return &g_array_index (lines, TwRunLine, i);
}

/* The lines as text: an id a line, a dot for each depth before it. */
static void
assert_order (const TwRunInfo *runs, guint n, gboolean without_hidden, gint64 keep,
              const char *expected)
{
  g_autoptr (GArray) lines = tw_run_order (runs, n, without_hidden, keep);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      for (guint d = 0; d < line_at (lines, i)->depth; d++)
        g_string_append_c (text, '.');
      g_string_append_printf (text, "%" G_GINT64_FORMAT " ", runs[line_at (lines, i)->index].id);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_tree (void)
{
  /* In no order at all. */
  const TwRunInfo runs[] = { run (7, 1), run (2, 1), run (1, 0), run (8, 0),
                             run (4, 2), run (3, 2), run (6, 5), run (5, 1) };

  assert_order (runs, G_N_ELEMENTS (runs), FALSE, 0, "1 .2 ..3 ..4 .5 ..6 .7 8 ");
  assert_order (runs, 0, FALSE, 0, "");
}

static void
test_rails (void)
{
  static const struct
  {
    guint32 rails;
    gboolean last, has_children;
  } expected[] = {
    { 1, TRUE, TRUE },       /* 1 */
    { 1 | 2, FALSE, TRUE },  /* .2 */
    { 1 | 2, FALSE, FALSE }, /* ..3 */
    { 1, TRUE, FALSE },      /* ..4 */
    { 1 | 2, FALSE, TRUE },  /* .5 */
    { 1, TRUE, FALSE },      /* ..6 */
    { 0, TRUE, FALSE },      /* .7 */
    { 0, TRUE, FALSE },      /* 8 */
  };
  const TwRunInfo runs[] = { run (1, 0), run (2, 1), run (3, 2), run (4, 2),
                             run (5, 1), run (6, 5), run (7, 1), run (8, 0) };
  g_autoptr (GArray) lines = tw_run_order (runs, G_N_ELEMENTS (runs), FALSE, 0);

  g_assert_cmpuint (lines->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < lines->len; i++)
    {
      g_assert_cmphex (line_at (lines, i)->rails, ==, expected[i].rails);
      g_assert_cmpint (line_at (lines, i)->last, ==, expected[i].last);
      g_assert_cmpint (line_at (lines, i)->has_children, ==, expected[i].has_children);
    }
}

static void
test_left_out (void)
{
  TwRunInfo runs[] = { run (1, 0), run (2, 1), run (3, 2), run (4, 3), run (5, 0) };

  runs[1].deleted = TRUE;
  assert_order (runs, 5, FALSE, 0, "1 .3 ..4 5 ");
  runs[2].hidden = TRUE;
  assert_order (runs, 5, FALSE, 0, "1 .3 ..4 5 ");
  assert_order (runs, 5, TRUE, 0, "1 .4 5 ");
  assert_order (runs, 5, TRUE, 3, "1 .3 ..4 5 ");
  /* What is deleted is so, shown or not. */
  assert_order (runs, 5, TRUE, 2, "1 .4 5 ");
  runs[0].deleted = TRUE;
  assert_order (runs, 5, TRUE, 0, "4 5 ");
}

static void
test_broken (void)
{
  const TwRunInfo missing[] = { run (1, 9), run (2, 1) };
  const TwRunInfo self[] = { run (1, 1), run (2, 1) };
  const TwRunInfo cycle[] = { run (1, 3), run (2, 1), run (3, 2), run (4, 2), run (5, 4) };
  const TwRunInfo twice[] = { run (1, 0), run (2, 1), run (2, 0), run (3, 2) };
  const TwRunInfo negative[] = { run (-5, 0), run (-6, -5), run (0, 0), run (3, 0) };

  assert_order (missing, G_N_ELEMENTS (missing), FALSE, 0, "1 .2 ");
  assert_order (self, G_N_ELEMENTS (self), FALSE, 0, "1 .2 ");
  assert_order (cycle, G_N_ELEMENTS (cycle), FALSE, 0, "1 2 .4 ..5 3 ");
  assert_order (twice, G_N_ELEMENTS (twice), FALSE, 0, "1 .2 ..3 ");
  assert_order (negative, G_N_ELEMENTS (negative), FALSE, 0, "-5 .-6 0 3 ");
}

/* A chain longer than depths are counted; and as many as there may be, in no time. */
static void
test_deep (void)
{
  const guint n = 100000;
  g_autofree TwRunInfo *runs = g_new0 (TwRunInfo, n);
  g_autoptr (GArray) lines = NULL;

  for (guint i = 0; i < n; i++)
    {
      runs[i] = run (i + 1, i);
      runs[i].deleted = i > 50 && i + 1 < n;
    }
  lines = tw_run_order (runs, n, FALSE, 0);
  g_assert_cmpuint (lines->len, ==, 52);
  for (guint i = 0; i < lines->len; i++)
    g_assert_cmpuint (line_at (lines, i)->depth, ==, MIN (i, TW_RUN_MAX_DEPTH));
  g_assert_cmpuint (line_at (lines, 51)->index, ==, n - 1);
}

/* --- forests of chance --- */

/* By what a rail means: something one deeper comes before anything that is not deeper. */
static gboolean
line_goes_on (GArray *lines, guint i, guint depth)
{
  for (guint k = i + 1; k < lines->len; k++)
    {
      if (line_at (lines, k)->depth == depth + 1)
        return TRUE;
      if (line_at (lines, k)->depth <= depth)
        return FALSE;
    }
  return FALSE;
}

static void
assert_rails (GArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const TwRunLine *line = line_at (lines, i);

      for (guint d = 0; d < TW_RUN_MAX_DEPTH; d++)
        g_assert_cmpint ((line->rails & (guint32)1 << d) != 0, ==,
                         d <= line->depth && line_goes_on (lines, i, d));
      g_assert_cmpint (line->has_children, ==, line_goes_on (lines, i, line->depth));
      g_assert_cmpint (line->last, ==,
                       line->depth == 0 || !line_goes_on (lines, i, line->depth - 1));
    }
}

/* Every run that is not deleted has one line, one deeper at most than the line before, and below its
 * parent if it is not a root. */
static void
assert_lines (const TwRunInfo *runs, guint n, GArray *lines)
{
  g_autofree guint *position = g_new0 (guint, n);
  guint n_kept = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      g_assert_cmpuint (position[line_at (lines, i)->index], ==, 0);
      position[line_at (lines, i)->index] = i + 1;
      if (i > 0)
        g_assert_cmpuint (line_at (lines, i)->depth, <=, line_at (lines, i - 1)->depth + 1);
    }
  for (guint i = 0; i < n; i++)
    {
      const gint64 parent = runs[i].parent;

      n_kept += !runs[i].deleted;
      g_assert_cmpint (position[i] != 0, ==, !runs[i].deleted);
      if (runs[i].deleted || parent < 1 || parent > n || runs[parent - 1].deleted
          || line_at (lines, position[i] - 1)->depth == 0)
        continue;
      g_assert_cmpuint (position[i], >, position[parent - 1]);
      g_assert_cmpuint (line_at (lines, position[i] - 1)->depth, ==,
                        line_at (lines, position[parent - 1] - 1)->depth + 1);
    }
  g_assert_cmpuint (lines->len, ==, n_kept);
}

static void
test_random (void)
{
  for (guint round = 0; round < 300; round++)
    {
      const guint n = (guint)g_test_rand_int_range (1, 30);
      g_autofree TwRunInfo *runs = g_new0 (TwRunInfo, n);
      g_autoptr (GArray) lines = NULL;

      for (guint i = 0; i < n; i++)
        {
          runs[i] = run (i + 1, g_test_rand_int_range (0, (gint32)n + 2));
          runs[i].deleted = g_test_rand_int_range (0, 5) == 0;
        }
      lines = tw_run_order (runs, n, FALSE, 0);
      assert_lines (runs, n, lines);
      assert_rails (lines);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-order/tree", test_tree);
  g_test_add_func ("/run-order/rails", test_rails);
  g_test_add_func ("/run-order/left-out", test_left_out);
  g_test_add_func ("/run-order/broken", test_broken);
  g_test_add_func ("/run-order/deep", test_deep);
  g_test_add_func ("/run-order/random", test_random);
  return g_test_run ();
}
