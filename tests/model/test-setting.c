/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tw-setting.h"

#include <math.h>
#include <string.h>

static const char *const colours[] = { "red", "green", NULL };

static const TwSettingSpec specs[] = {
  { .key = "rate",
    .unit = "",
    .type = TW_SETTING_REAL,
    .minimum = 0,
    .maximum = 1,
    .fallback = .1 },
  { .key = "count",
    .unit = "",
    .type = TW_SETTING_INTEGER,
    .minimum = 1,
    .maximum = 64,
    .fallback = 4 },
  { .key = "on", .unit = "", .type = TW_SETTING_SWITCH, .fallback = 1 },
  { .key = "colour", .unit = "", .type = TW_SETTING_CHOICE, .choices = colours, .fallback = 1 },
  { .key = "free", .unit = "", .type = TW_SETTING_REAL, .minimum = -INFINITY, .maximum = INFINITY },
};
static const TwSettingTable table = { specs, G_N_ELEMENTS (specs) };

static void
test_table (void)
{
  double values[G_N_ELEMENTS (specs)];

  g_assert_cmpint (tw_setting_table_find (&table, "rate"), ==, 0);
  g_assert_cmpint (tw_setting_table_find (&table, "free"), ==, 4);
  g_assert_cmpint (tw_setting_table_find (&table, "Rate"), ==, -1);
  g_assert_cmpint (tw_setting_table_find (&table, ""), ==, -1);

  tw_setting_table_defaults (&table, values);
  g_assert_cmpfloat (values[0], ==, 0.1);
  g_assert_cmpfloat (values[1], ==, 4);
  g_assert_cmpfloat (values[2], ==, 1);
  g_assert_cmpfloat (values[3], ==, 1);
}

typedef struct
{
  guint spec;
  const char *text;
  double value;
} Good;

static void
test_parse_good (void)
{
  static const Good good[] = {
    { 0, "0.25", 0.25 }, { 0, " 1e-3\t", 1e-3 }, { 0, "0", 0 },           { 0, "1", 1 },
    { 1, "64", 64 },     { 1, "1e1", 10 },       { 2, "true", 1 },        { 2, "false", 0 },
    { 3, "red", 0 },     { 3, " green ", 1 },    { 4, "-1e300", -1e300 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      double value = NAN;

      g_assert_true (tw_setting_parse (&specs[good[i].spec], good[i].text, &value, &error));
      g_assert_no_error (error);
      g_assert_cmpfloat (value, ==, good[i].value);
    }
}

typedef struct
{
  guint spec;
  const char *text;
  int code;
  const char *says;
} Bad;

static void
test_parse_bad (void)
{
  static const Bad bad[] = {
    { 0, "", TW_SETTING_ERROR_TYPE, "a number from 0 to 1" },
    { 0, "abc", TW_SETTING_ERROR_TYPE, "“abc” is not a number" },
    { 0, "0.5x", TW_SETTING_ERROR_TYPE, "0.5x" },
    { 0, "0,5", TW_SETTING_ERROR_TYPE, "0,5" },
    { 0, "nan", TW_SETTING_ERROR_TYPE, "nan" },
    { 0, "inf", TW_SETTING_ERROR_RANGE, "out of range" },
    { 0, "1.0000001", TW_SETTING_ERROR_RANGE, "1.0000001 is out of range" },
    { 0, "-1e-300", TW_SETTING_ERROR_RANGE, "from 0 to 1" },
    { 1, "0", TW_SETTING_ERROR_RANGE, "a whole number from 1 to 64" },
    { 1, "2.5", TW_SETTING_ERROR_RANGE, "2.5 is not a whole number" },
    { 2, "yes", TW_SETTING_ERROR_TYPE, "true or false" },
    { 3, "blue", TW_SETTING_ERROR_TYPE, "one of red, green" },
    { 3, "0", TW_SETTING_ERROR_TYPE, "one of red, green" },
    { 4, "inf", TW_SETTING_ERROR_RANGE, "a finite number" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      double value = 7;

      g_assert_false (tw_setting_parse (&specs[bad[i].spec], bad[i].text, &value, &error));
      g_assert_error (error, TW_SETTING_ERROR, bad[i].code);
      g_assert_nonnull (strstr (error->message, bad[i].says));
      g_assert_cmpfloat (value, ==, 7);
    }
}

/* A message must stay one line whatever was written. */
static void
test_message_is_one_line (void)
{
  g_autofree char *long_text = g_strnfill (100000, 'x');
  const char *texts[] = { "a\nb", "\x01\x02", "\xff\xfe", long_text };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      double value;

      g_assert_false (tw_setting_parse (&specs[0], texts[i], &value, &error));
      g_assert_null (strchr (error->message, '\n'));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_cmpuint (strlen (error->message), <, 400);
    }
}

/* Every double comes back the same, bit for bit, and short numbers stay short. */
static void
test_format_round_trip (void)
{
  g_autofree char *tenth = tw_setting_format (&specs[4], 0.1);
  g_autofree char *big = tw_setting_format (&specs[4], 1e12);

  g_assert_cmpstr (tenth, ==, "0.1");
  g_assert_cmpstr (big, ==, "1e+12");

  for (int i = 0; i < 20000; i++)
    {
      const double value =
          ldexp (g_test_rand_double_range (-1, 1), g_test_rand_int_range (-1000, 1000));
      g_autofree char *text = tw_setting_format (&specs[4], value);
      g_autoptr (GError) error = NULL;
      double back = NAN;

      g_assert_true (tw_setting_parse (&specs[4], text, &back, &error));
      g_assert_cmpfloat (back, ==, value);
    }
}

static void
test_check (void)
{
  g_assert_true (tw_setting_check (&specs[0], 1, NULL));
  g_assert_false (tw_setting_check (&specs[0], nextafter (1, 2), NULL));
  g_assert_false (tw_setting_check (&specs[0], NAN, NULL));
  g_assert_false (tw_setting_check (&specs[1], 1.5, NULL));
  g_assert_false (tw_setting_check (&specs[2], 2, NULL));
  g_assert_false (tw_setting_check (&specs[2], 0.5, NULL));
  g_assert_true (tw_setting_check (&specs[3], 1, NULL));
  g_assert_false (tw_setting_check (&specs[3], 2, NULL));
  g_assert_false (tw_setting_check (&specs[3], -1, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/setting/table", test_table);
  g_test_add_func ("/model/setting/parse-good", test_parse_good);
  g_test_add_func ("/model/setting/parse-bad", test_parse_bad);
  g_test_add_func ("/model/setting/message-is-one-line", test_message_is_one_line);
  g_test_add_func ("/model/setting/format-round-trip", test_format_round_trip);
  g_test_add_func ("/model/setting/check", test_check);
  return g_test_run ();
}
