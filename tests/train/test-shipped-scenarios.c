/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The scenarios that are shipped: all there, told well enough to choose by, and themselves again
 * when they are written and read. */

#include "train/tw-scenario.h"

#include <string.h>

/* In the order of the gallery. */
static const char *const names[] = { "default",    "aligned",    "deceptive",      "reward-seeking",
                                     "misaligned", "undirected", "ladder",         "horizon-jump",
                                     "developer",  "shared",     "generalization", NULL };

static TwScenario *
find (const char *name)
{
  g_autoptr (GError) error = NULL;
  TwScenario *scenario = tw_scenario_find (name, &error);

  g_assert_no_error (error);
  return scenario;
}

static void
test_list (void)
{
  g_auto (GStrv) list = tw_scenario_list ();

  g_assert_true (g_strv_equal ((const char *const *)list, names));
}

static void
test_told (void)
{
  g_autoptr (GHashTable) titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (TwScenario) scenario = find (names[i]);

      g_assert_cmpstr (scenario->name, ==, names[i]);
      g_assert_true (g_hash_table_add (titles, g_strdup (scenario->title)));
      g_assert_cmpstr (scenario->title, !=, names[i]);
      /* What a card of the gallery has room for. */
      g_assert_cmpint (g_utf8_strlen (scenario->title, -1), <=, 40);
      g_assert_cmpint (g_utf8_strlen (scenario->subtitle, -1), >=, 20);
      g_assert_cmpint (g_utf8_strlen (scenario->subtitle, -1), <=, 70);
      g_assert_cmpint (g_utf8_strlen (scenario->description, -1), >=, 200);
      g_assert_null (strchr (scenario->description, '\n'));
      g_assert_nonnull (strstr (scenario->description, "atch")); /* what to watch for */
    }
}

static void
test_round_trip (void)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (TwScenario) scenario = find (names[i]);
      g_autofree char *text = tw_scenario_to_text (scenario);
      g_autoptr (TwScenario) again = tw_scenario_load_text (text, strlen (text), "again", NULL);

      g_assert_nonnull (again);
      g_assert_true (tw_scenario_equal (scenario, again));
    }
}

/* Ranges alone do not say that settings go together. */
static void
test_models (void)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (TwScenario) scenario = find (names[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (TwModel) model =
          scenario->type->create (scenario->seed, scenario->world, scenario->settings, &error);

      g_assert_no_error (error);
      g_assert_nonnull (model);
    }
}

/* docs/MODEL.md section 8: the default has every default. */
static void
test_default (void)
{
  g_autoptr (TwScenario) scenario = find ("default");
  g_autofree char *text = tw_scenario_to_text (scenario);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  g_assert_true (g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL));
  g_assert_false (g_key_file_has_group (file, "world"));
  g_assert_false (g_key_file_has_group (file, "model"));
  g_assert_false (g_key_file_has_group (file, "start"));
  g_assert_false (g_key_file_has_group (file, "optimizer"));
  g_assert_cmpuint (scenario->n_stages, ==, 2);
  g_assert_cmpuint (scenario->stages[0].steps, ==, 600);
  g_assert_cmpuint (scenario->stages[1].steps, ==, 1500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/shipped-scenarios/list", test_list);
  g_test_add_func ("/train/shipped-scenarios/told", test_told);
  g_test_add_func ("/train/shipped-scenarios/round-trip", test_round_trip);
  g_test_add_func ("/train/shipped-scenarios/models", test_models);
  g_test_add_func ("/train/shipped-scenarios/default", test_default);
  return g_test_run ();
}
