/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/runs/tw-difference-item.h"

#include <math.h>

static TwDifferenceItem *
new_item (const char *address, double a, double b)
{
  g_autoptr (TwScenario) scenario = tw_scenario_find ("default", NULL);
  const TwRunDifference difference = { (char *)address, a, b };

  g_assert_nonnull (scenario);
  return tw_difference_item_new (&difference, scenario, scenario);
}

static void
assert_texts (TwDifferenceItem *item, const char *a, const char *b, const char *by)
{
  g_assert_cmpstr (tw_difference_item_get_text (item, TW_DIFFERENCE_A), ==, a);
  g_assert_cmpstr (tw_difference_item_get_text (item, TW_DIFFERENCE_B), ==, b);
  g_assert_cmpstr (tw_difference_item_get_text (item, TW_DIFFERENCE_BY), ==, by);
}

static void
test_numbers (void)
{
  g_autoptr (TwDifferenceItem) item = new_item ("theta.horizon", -0.5, 8.0 / 3);

  assert_texts (item, "−0.5", "2.66667", "3.16667");
  g_assert_cmpstr (tw_difference_item_get_text (item, TW_DIFFERENCE_ADDRESS), ==, "theta.horizon");
  /* Short ones are whole. */
  g_assert_cmpstr (tw_difference_item_get_help (item, TW_DIFFERENCE_A), ==, NULL);
  g_assert_cmpstr (tw_difference_item_get_help (item, TW_DIFFERENCE_B), ==, "2.6666666666666665");
}

static void
test_words (void)
{
  g_autoptr (TwDifferenceItem) item = new_item ("optimizer.method", 1, 3);
  g_autoptr (TwDifferenceItem) toggled = new_item ("optimizer.reset", 0, 1);

  assert_texts (item, "sgd", "adam", "");
  g_assert_cmpstr (tw_difference_item_get_help (item, TW_DIFFERENCE_ADDRESS), ==, "Method");
  assert_texts (toggled, "false", "true", "");
}

/* One that only one run has. */
static void
test_missing (void)
{
  g_autoptr (TwDifferenceItem) item = new_item ("no.such", NAN, 2);

  assert_texts (item, "–", "2", "");
  g_assert_cmpstr (tw_difference_item_get_help (item, TW_DIFFERENCE_ADDRESS), ==, NULL);
}

/* The scenario that knows it says what it is called. */
static void
test_other_scenario (void)
{
  g_autoptr (TwScenario) scenario = tw_scenario_find ("default", NULL);
  const TwRunDifference difference = { (char *)"optimizer.method", 1, 3 };
  g_autoptr (TwDifferenceItem) item = tw_difference_item_new (&difference, NULL, scenario);

  assert_texts (item, "1", "adam", "");
  g_assert_cmpstr (tw_difference_item_get_help (item, TW_DIFFERENCE_ADDRESS), ==, "Method");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/difference-item/numbers", test_numbers);
  g_test_add_func ("/difference-item/words", test_words);
  g_test_add_func ("/difference-item/missing", test_missing);
  g_test_add_func ("/difference-item/other-scenario", test_other_scenario);
  return g_test_run ();
}
