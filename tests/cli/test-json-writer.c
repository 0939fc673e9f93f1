/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/tw-json-writer.h"

#include <json-glib/json-glib.h>

#include <float.h>
#include <math.h>
#include <string.h>

static void
test_layout (void)
{
  static const char *const expected[] = {
    "{\"a\":1,\"b\":[true,null,{}],\"c\":{\"d\":[]}}",
    "{\n  \"a\": 1,\n  \"b\": [\n    true,\n    null,\n    {}\n  ],\n"
    "  \"c\": {\n    \"d\": []\n  }\n}",
  };

  for (int pretty = 0; pretty < 2; pretty++)
    {
      g_auto (TwJsonWriter) json = { 0 };

      tw_json_writer_init (&json, pretty);
      tw_json_begin (&json, '{');
      tw_json_name (&json, "a");
      tw_json_integer (&json, 1);
      tw_json_name (&json, "b");
      tw_json_begin (&json, '[');
      tw_json_boolean (&json, TRUE);
      tw_json_string (&json, NULL);
      tw_json_begin (&json, '{');
      tw_json_end (&json, '{');
      tw_json_end (&json, '[');
      tw_json_name (&json, "c");
      tw_json_begin (&json, '{');
      tw_json_name (&json, "d");
      tw_json_begin (&json, '[');
      tw_json_end (&json, '[');
      tw_json_end (&json, '{');
      tw_json_end (&json, '{');
      g_assert_cmpstr (json.text->str, ==, expected[pretty]);
    }
}

/* What another parser reads of one value in an array. */
static JsonNode *
read_back (const TwJsonWriter *json, JsonParser *parser)
{
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, json->text->str, -1, &error);
  g_assert_no_error (error);
  return json_array_get_element (json_node_get_array (json_parser_get_root (parser)), 0);
}

static void
check_double (double value)
{
  g_auto (TwJsonWriter) json = { 0 };
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *node;

  tw_json_writer_init (&json, FALSE);
  tw_json_begin (&json, '[');
  tw_json_double (&json, value);
  tw_json_end (&json, '[');
  node = read_back (&json, parser);
  g_assert_cmpfloat (json_node_get_double (node), ==, value);
  /* JSON's own grammar, which parsers do not all insist on. */
  g_assert_true (g_regex_match_simple ("^\\[-?(0|[1-9][0-9]*)(\\.[0-9]+)?(e[-+]?[0-9]+)?\\]$",
                                       json.text->str, 0, 0));
}

static void
test_doubles (void)
{
  static const double chosen[] = {
    0, 1, -1, 0.1, 1e-8, 1e22, 1e23, 123456789, 1.0 / 3, 5e-324, DBL_MIN, DBL_MAX, -DBL_MAX,
  };

  for (guint i = 0; i < G_N_ELEMENTS (chosen); i++)
    check_double (chosen[i]);
  for (int i = 0; i < 2000; i++)
    {
      guint64 bits = (guint64)g_test_rand_int () << 32 | (guint32)g_test_rand_int ();
      double value;

      memcpy (&value, &bits, sizeof value);
      if (isfinite (value))
        check_double (value);
    }
}

static void
test_short (void)
{
  g_auto (TwJsonWriter) json = { 0 };

  tw_json_writer_init (&json, FALSE);
  tw_json_begin (&json, '[');
  tw_json_double (&json, 0.1);
  tw_json_double (&json, NAN);
  tw_json_double (&json, INFINITY);
  tw_json_double (&json, -INFINITY);
  tw_json_integer (&json, G_MININT64);
  tw_json_end (&json, '[');
  g_assert_cmpstr (json.text->str, ==, "[0.1,null,null,null,-9223372036854775808]");
}

static void
test_strings (void)
{
  static const char *const texts[][2] = {
    { "", "" },
    { "plain", "plain" },
    { "say \"no\" \\ /", "say \"no\" \\ /" },
    { "a\nb\tc\x01\x1f\x7f", "a\nb\tc\x01\x1f\x7f" },
    { "σ_welt — 世界", "σ_welt — 世界" },
    { "\xff\xe9t", "\xef\xbf\xbd\xef\xbf\xbdt" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_auto (TwJsonWriter) json = { 0 };
      g_autoptr (JsonParser) parser = json_parser_new ();

      tw_json_writer_init (&json, FALSE);
      tw_json_begin (&json, '[');
      tw_json_string (&json, texts[i][0]);
      tw_json_end (&json, '[');
      g_assert_cmpstr (json_node_get_string (read_back (&json, parser)), ==, texts[i][1]);
      for (const char *c = json.text->str; *c != '\0'; c++)
        g_assert_false (g_ascii_iscntrl (*c));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-writer/layout", test_layout);
  g_test_add_func ("/json-writer/doubles", test_doubles);
  g_test_add_func ("/json-writer/short", test_short);
  g_test_add_func ("/json-writer/strings", test_strings);
  return g_test_run ();
}
