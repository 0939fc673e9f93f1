/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/runs/tw-run-item.h"

static void
assert_describes (const TwRunInfo *info, const char *expected)
{
  const TwRunLine line = { 0 };
  g_autoptr (TwRunItem) item = tw_run_item_new (info, &line, FALSE);
  g_autofree char *text = tw_run_item_describe (item);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_describe (void)
{
  TwRunInfo info = { .name = "a", .head = 1500 };

  assert_describes (&info, "step 0 → 1\u2009500");
  info.regime = "Deceptive";
  assert_describes (&info, "step 0 → 1\u2009500 · deceptive");
  info.start = 600;
  info.note = "horizon";
  assert_describes (&info, "step 600: horizon → 1\u2009500 · deceptive");
  info.state = TW_TRAINER_FAILED;
  assert_describes (&info, "step 600: horizon → 1\u2009500 · stopped");
}

/* Whatever changes is told, and what does not is not. */
static void
test_update (void)
{
  const TwRunInfo first = { .id = 1, .name = "a", .head = 10, .total = 20 };
  TwRunInfo infos[10];
  TwRunLine line = { 0 };
  g_autoptr (TwRunItem) item = tw_run_item_new (&first, &line, FALSE);
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (infos); i++)
    infos[i] = i == 0 ? first : infos[i - 1];
  infos[0].head = 11;
  infos[1].name = "b";
  infos[2].color = 3;
  infos[3].hidden = TRUE;
  infos[4].regime = "Aligned";
  infos[5].note = "horizon";
  infos[6].state = TW_TRAINER_FINISHED;
  infos[7].n_changes = 1;
  infos[8].start = 4;
  infos[9].parent = 5;
  g_signal_connect_swapped (item, "changed", G_CALLBACK (g_atomic_int_inc), &n);
  g_assert_false (tw_run_item_update (item, &first, &line, FALSE));
  for (guint i = 0; i < G_N_ELEMENTS (infos); i++)
    {
      g_assert_true (tw_run_item_update (item, &infos[i], &line, FALSE));
      g_assert_cmpuint (n, ==, i + 1);
    }
  n = 0;
  g_assert_true (tw_run_item_update (item, &infos[9], &line, TRUE));
  g_assert_true (tw_run_item_get_shown (item));
  line.rails = 1;
  g_assert_true (tw_run_item_update (item, &infos[9], &line, TRUE));
  g_assert_cmphex (tw_run_item_get_line (item)->rails, ==, 1);
  g_assert_cmpuint (n, ==, 2);
}

/* Texts are its own. */
static void
test_texts (void)
{
  g_autofree char *name = g_strdup ("a name");
  TwRunInfo info = { .id = 1, .name = name };
  const TwRunLine line = { 0 };
  g_autoptr (TwRunItem) item = tw_run_item_new (&info, &line, FALSE);

  name[0] = 'x';
  g_assert_cmpstr (tw_run_item_get_info (item)->name, ==, "a name");
  g_assert_true (tw_run_item_update (item, &info, &line, FALSE));
  g_assert_cmpstr (tw_run_item_get_info (item)->name, ==, "x name");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run-item/describe", test_describe);
  g_test_add_func ("/run-item/update", test_update);
  g_test_add_func ("/run-item/texts", test_texts);
  return g_test_run ();
}
