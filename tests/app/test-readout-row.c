/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/inspector/tw-readout-row.h"

#include "widget-fixture.h"

#include <math.h>

static void
assert_says (TwReadoutRow *row, const char *value, const char *sentence)
{
  g_assert_cmpstr (fixture_label (row, "value"), ==, value);
  gtk_test_accessible_assert_property (fixture_part (row, "value"), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       sentence);
}

static void
test_with_unit (void)
{
  TwReadoutRow *row =
      TW_READOUT_ROW (g_object_ref_sink (tw_readout_row_new ("Goal horizon", "steps")));

  g_assert_cmpstr (fixture_label (row, "title"), ==, "Goal horizon");
  g_assert_cmpstr (fixture_label (row, "unit"), ==, "steps");
  assert_says (row, "–", "Goal horizon: – steps");
  tw_readout_row_set_value (row, 1.5);
  assert_says (row, "1.500", "Goal horizon: 1.500 steps");
  tw_readout_row_set_value (row, -14000.4);
  assert_says (row, "−14\u2009000", "Goal horizon: −14\u2009000 steps");
  tw_readout_row_set_value (row, NAN);
  assert_says (row, "–", "Goal horizon: – steps");
  g_assert_finalize_object (row);
}

static void
test_without_unit (void)
{
  TwReadoutRow *row = TW_READOUT_ROW (g_object_ref_sink (tw_readout_row_new ("Loss", "")));

  g_assert_false (gtk_widget_get_visible (fixture_part (row, "unit")));
  tw_readout_row_set_value (row, 0.25);
  assert_says (row, "0.2500", "Loss: 0.2500");
  g_assert_finalize_object (row);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/readout-row/with-unit", test_with_unit);
  g_test_add_func ("/readout-row/without-unit", test_without_unit);
  return g_test_run ();
}
