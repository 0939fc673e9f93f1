/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/inspector/tw-number-text.h"

#include "figure/tw-format.h"

#include <math.h>
#include <string.h>

static const TwSettingSpec any = { .key = "any",
                                   .title = "Any",
                                   .unit = "",
                                   .help = "",
                                   .type = TW_SETTING_REAL,
                                   .minimum = -G_MAXDOUBLE,
                                   .maximum = G_MAXDOUBLE };
static const TwSettingSpec whole = { .key = "whole",
                                     .title = "Whole",
                                     .unit = "",
                                     .help = "",
                                     .type = TW_SETTING_INTEGER,
                                     .minimum = -1e9,
                                     .maximum = 1e9 };

static double
parse (const TwSettingSpec *spec, const char *text)
{
  g_autoptr (GError) error = NULL;
  double value = NAN;

  if (!tw_number_text_parse (spec, text, &value, &error))
    g_error ("“%s” was refused: %s", text, error->message);
  g_assert_no_error (error);
  return value;
}

static double
random_double (GRand *rand)
{
  for (;;)
    {
      const guint64 bits = (guint64)g_rand_int (rand) << 32 | g_rand_int (rand);
      double value;

      memcpy (&value, &bits, sizeof value);
      if (isfinite (value))
        return value;
    }
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint i = 0; i < 20000; i++)
    {
      const double value =
          i % 2 == 0 ? random_double (rand) : g_rand_double_range (rand, -1000, 1000);
      g_autofree char *full = tw_number_text_format (&any, value, TRUE);
      g_autofree char *brief = tw_number_text_format (&any, value, FALSE);
      const double back = parse (&any, full);

      g_assert_cmpmem (&value, sizeof value, &back, sizeof back);
      /* Six digits; in the last of them half a unit may be lost. */
      g_assert_true (fabs (parse (&any, brief) - value) <= 5.01e-6 * fabs (value));
      g_assert_cmpuint (strlen (brief), <=, strlen ("-1.23457e-308"));
    }
}

/* What the program shows can be copied from there into an entry. */
static void
test_reads_what_is_shown (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);

  for (guint i = 0; i < 20000; i++)
    {
      const double value =
          i % 2 == 0 ? random_double (rand) : g_rand_double_range (rand, -1e7, 1e7);
      char shown[64];

      /* Near the largest number rounding up would overflow. */
      if (fabs (value) > 1e300)
        continue;
      tw_format_value (value, 6, shown, sizeof shown);
      /* Below 10⁻³⁰⁷ digits get lost on the way. */
      if (fabs (value) > 1e-300)
        g_assert_true (fabs (parse (&any, shown) - value) <= 5.01e-6 * fabs (value));
      tw_format_number (rint (value / 1e4), 0, shown, sizeof shown);
      if (fabs (value) < 1e9)
        g_assert_cmpfloat (parse (&whole, shown), ==, rint (value / 1e4));
    }
  for (int exponent = -300; exponent <= 300; exponent++)
    {
      char shown[64];

      tw_format_power (exponent, shown, sizeof shown);
      g_assert_true (fabs (parse (&any, shown) / pow (10, exponent) - 1) < 1e-14);
    }
}

static void
test_typed (void)
{
  static const struct
  {
    const char *text;
    double value;
  } cases[] = {
    { "1.5", 1.5 },
    { " 1.5\t", 1.5 },
    { "1,5", 1.5 },
    { "-0,25", -0.25 },
    { "−2", -2 },
    { "1e−3", 1e-3 },
    { "1\u2009234\u2009567.5", 1234567.5 },
    { "1 234,5", 1234.5 },
    { "1\u00a0234", 1234 },
    { "1\u202f234", 1234 },
    { "1.2 × 10⁻⁷", 1.2e-7 },
    { "1.2\u2009×\u200910⁻⁷", 1.2e-7 },
    { "−3×10⁵", -3e5 },
    { "2.5 × 10¹²", 2.5e12 },
    { "1,2 × 10³", 1200 },
    { "1.2x10-7", 1.2e-7 },
    { "10⁷", 1e7 },
    { "−10⁻³", -1e-3 },
    { "0", 0 },
    { "1e5", 1e5 },
    { ".5", 0.5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpfloat (parse (&any, cases[i].text), ==, cases[i].value);
  g_assert_cmpfloat (parse (&whole, "12 000"), ==, 12000);
}

static void
test_refused (void)
{
  static const char *const texts[] = { "",      " ",       "abc",    "1.2.3", "1,2,3", "1,234.5",
                                       "--1",   "−−1",     "1-",     "nan",   "inf",   "−∞",
                                       "1 x",   "×",       "× 10³",  "5 × ",  "1e",    "e5",
                                       "5²",    "1.5³",    "2 × 3²", "⁵",     "1 %",   "0,5 steps",
                                       "1e999", "1×10⁹⁹⁹", "–",      "1/2",   "10⁻",   "10⁷5" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      double value = 42;

      if (tw_number_text_parse (&any, texts[i], &value, &error))
        g_error ("“%s” was taken for %g", texts[i], value);
      g_assert_cmpfloat (value, ==, 42);
      g_assert_nonnull (error);
    }
}

/* Out of range is told as such, with what is allowed; and what is no number as it was typed. */
static void
test_messages (void)
{
  static const TwSettingSpec share = { .key = "share",
                                       .title = "Share",
                                       .unit = "",
                                       .help = "",
                                       .type = TW_SETTING_REAL,
                                       .minimum = 0,
                                       .maximum = 1 };
  g_autoptr (GError) range = NULL;
  g_autoptr (GError) dash = NULL;
  g_autoptr (GError) junk = NULL;
  g_autoptr (GError) fraction = NULL;
  double value;

  g_assert_false (tw_number_text_parse (&share, "1.5", &value, &range));
  g_assert_error (range, TW_SETTING_ERROR, TW_SETTING_ERROR_RANGE);
  g_assert_nonnull (strstr (range->message, "from 0 to 1"));
  g_assert_false (tw_number_text_parse (&share, "zwölf", &value, &junk));
  g_assert_error (junk, TW_SETTING_ERROR, TW_SETTING_ERROR_TYPE);
  g_assert_nonnull (strstr (junk->message, "zwölf"));
  g_assert_false (tw_number_text_parse (&whole, "1.5", &value, &fraction));
  g_assert_nonnull (strstr (fraction->message, "whole number"));
  /* Also where only its spelling is ours: it is a number, and it is out of range. */
  g_assert_false (tw_number_text_parse (&share, "−0,5", &value, &dash));
  g_assert_error (dash, TW_SETTING_ERROR, TW_SETTING_ERROR_RANGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/number-text/round-trip", test_round_trip);
  g_test_add_func ("/number-text/reads-what-is-shown", test_reads_what_is_shown);
  g_test_add_func ("/number-text/typed", test_typed);
  g_test_add_func ("/number-text/refused", test_refused);
  g_test_add_func ("/number-text/messages", test_messages);
  return g_test_run ();
}
