/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "audit-sample.h"

static void
assert_value (const TwScenario *scenario, const char *address, double value, const char *expected)
{
  g_autofree char *text = tw_audit_format_value (scenario, address, value);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_values (void)
{
  g_autoptr (TwScenario) scenario = audit_scenario ();

  assert_value (scenario, "theta.horizon", 0.1, "0.1");
  assert_value (scenario, "theta.horizon", NAN, "");
  assert_value (scenario, "theta.horizon", -INFINITY, "");
  assert_value (scenario, "optimizer.method", 3, "adam");
  assert_value (scenario, "optimizer.reset", 1, "true");
  assert_value (scenario, "fine-tuning.steps", 60, "60");
  /* What the setting cannot be is a number. */
  assert_value (scenario, "optimizer.method", -1, "-1");
  assert_value (scenario, "optimizer.method", 1e300, "1e+300");
  assert_value (scenario, "optimizer.method", 0.5, "0.5");
  assert_value (scenario, "no.such", 2.5, "2.5");
  assert_value (scenario, "", 2.5, "2.5");
  assert_value (NULL, "optimizer.method", 3, "3");
}

static void
test_titles (void)
{
  g_autoptr (TwScenario) scenario = audit_scenario ();

  g_assert_cmpstr (tw_audit_title (scenario, "optimizer.method"), ==, "Method");
  g_assert_cmpstr (tw_audit_title (scenario, "fine-tuning.steps"), !=, NULL);
  g_assert_cmpstr (tw_audit_title (scenario, "theta.horizon"), ==,
                   tw_audit_title (scenario, "start.horizon"));
  g_assert_cmpstr (tw_audit_title (scenario, "no.such"), ==, NULL);
  g_assert_cmpstr (tw_audit_title (NULL, "optimizer.method"), ==, NULL);
}

static void
test_empty (void)
{
  g_autofree char *csv = tw_audit_to_csv (NULL, 0);
  g_autofree char *json = tw_audit_to_json (NULL, 0);

  g_assert_cmpstr (csv, ==, "run,name,number,step,time,who,origin,address,before,after\r\n");
  g_assert_cmpstr (json, ==, "[]\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/audit/values", test_values);
  g_test_add_func ("/audit/titles", test_titles);
  g_test_add_func ("/audit/empty", test_empty);
  return g_test_run ();
}
