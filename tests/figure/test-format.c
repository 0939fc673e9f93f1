/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-format.h"

#include <math.h>

#define THIN "\xe2\x80\x89"
#define MINUS "\xe2\x88\x92"

static void
assert_number (double value, int decimals, const char *expected)
{
  char text[64];

  tw_format_number (value, decimals, text, sizeof text);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_value (double value, int digits, const char *expected)
{
  char text[64];

  tw_format_value (value, digits, text, sizeof text);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_number (void)
{
  assert_number (0, 0, "0");
  assert_number (999, 0, "999");
  assert_number (1000, 0, "1" THIN "000");
  assert_number (-1234567.25, 2, MINUS "1" THIN "234" THIN "567.25");
  assert_number (-0.001, 2, "0.00");
  assert_number (-0.2, 1, MINUS "0.2");
  assert_number (NAN, 2, "–");
  assert_number (-INFINITY, 2, MINUS "∞");
}

static void
test_value (void)
{
  assert_value (0.5236, 3, "0.524");
  assert_value (6140, 3, "6" THIN "140");
  assert_value (1.2e-7, 2, "1.2" THIN "×" THIN "10⁻⁷");
  assert_value (-3e12, 1, MINUS "3" THIN "×" THIN "10¹²");
  assert_value (9.9999e-5, 2, "0.00010");
  assert_value (9.9999e-6, 2, "1.0" THIN "×" THIN "10⁻⁵");
  assert_value (99999999.0, 3, "1.00" THIN "×" THIN "10⁸");
  assert_value (0, 3, "0");
  assert_value (INFINITY, 3, "∞");
}

static void
test_power (void)
{
  char text[16];

  tw_format_power (-12, text, sizeof text);
  g_assert_cmpstr (text, ==, "10⁻¹²");
}

static void
test_short_buffer (void)
{
  for (gsize size = 1; size < 12; size++)
    {
      char text[12];

      tw_format_number (-1234.5, 1, text, size);
      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/format/number", test_number);
  g_test_add_func ("/format/value", test_value);
  g_test_add_func ("/format/power", test_power);
  g_test_add_func ("/format/short-buffer", test_short_buffer);
  return g_test_run ();
}
