/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/runs/tw-change-item.h"

#include "change-fixture.h"

typedef struct
{
  TwAuditRun runs[2];
  TwChangeItem *items[4];
} Fixture;

static void
set_up (Fixture *fixture)
{
  /* Times of day are local. */
  g_setenv ("TZ", "UTC", TRUE);
  fixture_audit (fixture->runs);
  for (guint i = 0; i < 4; i++)
    fixture->items[i] = tw_change_item_new (&fixture->runs[i / 3], &fixture_changes[i]);
}

static void
tear_down (Fixture *fixture)
{
  for (guint i = 0; i < 4; i++)
    g_assert_finalize_object (fixture->items[i]);
  fixture_audit_clear (fixture->runs);
}

static void
assert_texts (TwChangeItem *item, const char *const expected[TW_N_CHANGE_COLUMNS])
{
  for (guint c = 0; c < TW_N_CHANGE_COLUMNS; c++)
    g_assert_cmpstr (tw_change_item_get_text (item, c), ==, expected[c]);
}

static void
test_texts (void)
{
  static const char *const first[] = { "1",   "start",     "600",           "2023-11-14 22:13:20",
                                       "ada", "inspector", "theta.horizon", "3.5",
                                       "8.72" };
  static const char *const third[] = { "3",     "start", "1\u2009300",       "2023-11-14 22:13:52",
                                       "Grace", "undo",  "optimizer.method", "sgd",
                                       "adam" };
  static const char *const last[] = { "1",   "Other",     "700",     "2023-11-14 22:13:30",
                                      "ada", "inspector", "no.such", "–",
                                      "0.5" };
  Fixture fixture;

  set_up (&fixture);
  assert_texts (fixture.items[0], first);
  assert_texts (fixture.items[2], third);
  assert_texts (fixture.items[3], last);
  g_assert_cmpstr (tw_change_item_get_help (fixture.items[2], TW_CHANGE_ADDRESS), ==, "Method");
  g_assert_cmpstr (tw_change_item_get_help (fixture.items[2], TW_CHANGE_WHO), ==, NULL);
  g_assert_cmpstr (tw_change_item_get_help (fixture.items[3], TW_CHANGE_ADDRESS), ==, NULL);
  g_assert_cmpstr (tw_change_item_get_help (fixture.items[0], TW_CHANGE_AFTER), ==, NULL);
  g_assert_cmpint (tw_change_item_get_run (fixture.items[3]), ==, 2);
  g_assert_cmpuint (tw_change_item_get_step (fixture.items[3]), ==, 700);
  tear_down (&fixture);
}

/* The items in this order, by their place in the fixture. */
static void
assert_order (Fixture *fixture, TwChangeColumn column, const char *expected)
{
  for (guint i = 0; i < 4; i++)
    for (guint k = 0; k < 4; k++)
      {
        TwChangeItem *a = fixture->items[expected[i] - '0'], *b = fixture->items[expected[k] - '0'];
        const int order = tw_change_item_compare (a, b, column);

        g_assert_cmpint ((order > 0) - (order < 0), ==, (i > k) - (i < k));
      }
}

static void
test_order (void)
{
  Fixture fixture;

  set_up (&fixture);
  /* By number of one run and then the other, where the number is the same. */
  assert_order (&fixture, TW_CHANGE_NUMBER, "0312");
  assert_order (&fixture, TW_CHANGE_STEP, "0312");
  assert_order (&fixture, TW_CHANGE_TIME, "0312");
  assert_order (&fixture, TW_CHANGE_BEFORE, "3201");
  assert_order (&fixture, TW_CHANGE_AFTER, "1320");
  assert_order (&fixture, TW_CHANGE_ADDRESS, "3201");
  assert_order (&fixture, TW_CHANGE_ORIGIN, "0312");
  tear_down (&fixture);
}

static void
test_search (void)
{
  static const struct
  {
    const char *text;
    gboolean found[4];
  } cases[] = {
    { "", { TRUE, TRUE, TRUE, TRUE } },
    { "  ", { TRUE, TRUE, TRUE, TRUE } },
    { "grace", { FALSE, TRUE, TRUE, FALSE } },
    { "HORIZON grace", { FALSE, TRUE, FALSE, FALSE } },
    { "other", { FALSE, FALSE, FALSE, TRUE } },
    { "adam", { FALSE, FALSE, TRUE, FALSE } },
    { "method", { FALSE, FALSE, TRUE, FALSE } },
    { "8.72", { TRUE, TRUE, FALSE, FALSE } },
    { "nothing", { FALSE, FALSE, FALSE, FALSE } },
  };
  Fixture fixture;

  set_up (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint k = 0; k < 4; k++)
      g_assert_cmpint (tw_change_item_matches (fixture.items[k], cases[i].text), ==,
                       cases[i].found[k]);
  tear_down (&fixture);
}

/* A long number is cut, and there whole for who wants it, or looks for it. */
static void
test_long_value (void)
{
  const TwAuditRun run = { 1, NULL, NULL, NULL };
  TwSessionChange change = { .address = (char *)"theta.horizon",
                             .before = -0.0008093014724451304,
                             .after = -7.5 };
  g_autoptr (TwChangeItem) item = tw_change_item_new (&run, &change);

  g_assert_cmpstr (tw_change_item_get_text (item, TW_CHANGE_BEFORE), ==, "−0.000809301");
  g_assert_cmpstr (tw_change_item_get_help (item, TW_CHANGE_BEFORE), ==, "-0.0008093014724451304");
  g_assert_cmpstr (tw_change_item_get_text (item, TW_CHANGE_AFTER), ==, "−7.5");
  g_assert_true (tw_change_item_matches (item, "4724451304"));
}

/* A file's numbers may be any. */
static void
test_extremes (void)
{
  const TwAuditRun run = { 1, NULL, NULL, NULL };
  TwSessionChange change = { G_MAXUINT64, G_MAXUINT64, G_MAXINT64, NULL,
                             NULL,        (char *)"",  INFINITY,   -INFINITY };
  g_autoptr (TwChangeItem) item = tw_change_item_new (&run, &change);

  g_assert_cmpstr (tw_change_item_get_text (item, TW_CHANGE_TIME), ==, "–");
  g_assert_cmpstr (tw_change_item_get_text (item, TW_CHANGE_AFTER), ==, "−∞");
  g_assert_cmpstr (tw_change_item_get_text (item, TW_CHANGE_WHO), ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/change-item/texts", test_texts);
  g_test_add_func ("/change-item/order", test_order);
  g_test_add_func ("/change-item/search", test_search);
  g_test_add_func ("/change-item/long-value", test_long_value);
  g_test_add_func ("/change-item/extremes", test_extremes);
  return g_test_run ();
}
