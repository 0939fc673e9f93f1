/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a scenario keeps and gives back: texts round-trip, addresses find their value, edits keep
 * it whole. */

#include "model/planner/tw-planner.h"
#include "train/tw-optimizer.h"
#include "train/tw-scenario.h"

#include <math.h>
#include <string.h>

static TwScenario *
load (const char *text)
{
  g_autoptr (GError) error = NULL;
  TwScenario *scenario = tw_scenario_load_text (text, strlen (text), "dir/test.ini", &error);

  g_assert_no_error (error);
  g_assert_nonnull (scenario);
  return scenario;
}

static double
get (const TwScenario *scenario, const char *address)
{
  g_autoptr (GError) error = NULL;
  TwAddress place;

  tw_scenario_resolve (scenario, address, &place, &error);
  g_assert_no_error (error);
  return tw_scenario_get (scenario, place);
}

static void
set (TwScenario *scenario, const char *assignment)
{
  g_autoptr (GError) error = NULL;

  tw_scenario_set_text (scenario, assignment, &error);
  g_assert_no_error (error);
}

static void
refuse (TwScenario *scenario, const char *assignment, const char *piece)
{
  g_autoptr (TwScenario) before = tw_scenario_copy (scenario);
  g_autoptr (GError) error = NULL;

  g_assert_false (tw_scenario_set_text (scenario, assignment, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, piece));
  g_assert_null (strchr (error->message, '\n'));
  g_assert_true (tw_scenario_equal (before, scenario));
}

#define TWO_STAGES "[stage pre-training]\nsteps=600\n[stage fine-tuning]\nsteps=1500\n"

static void
test_defaults (void)
{
  g_autoptr (TwScenario) scenario = load (TWO_STAGES);

  g_assert_cmpstr (scenario->name, ==, "test");
  g_assert_cmpstr (scenario->title, ==, "test");
  g_assert_cmpuint (scenario->seed, ==, 1);
  g_assert_cmpuint (scenario->n_stages, ==, 2);
  g_assert_cmpuint (tw_scenario_total_steps (scenario), ==, 2100);
  /* docs/MODEL.md section 8 */
  g_assert_cmpfloat (get (scenario, "world.actions"), ==, 4);
  g_assert_cmpfloat (get (scenario, "model.oversight"), ==, 1000);
  g_assert_cmpfloat (get (scenario, "start.goal.predict"), ==, 2);
  g_assert_cmpfloat (get (scenario, "start.awareness"), ==, -2);
  g_assert_cmpfloat (get (scenario, "optimizer.method"), ==, TW_METHOD_SGD);
  g_assert_cmpfloat (get (scenario, "optimizer.learning_rate"), ==, 0.1);
  g_assert_cmpfloat (get (scenario, "optimizer.batch"), ==, 128);
  g_assert_cmpfloat (get (scenario, "optimizer.clip"), ==, 1);
  g_assert_cmpfloat (get (scenario, "optimizer.reset"), ==, 1);
  g_assert_cmpfloat (get (scenario, "pre-training.objective"), ==, TW_GOAL_PREDICT);
  g_assert_cmpfloat (get (scenario, "pre-training.docs_world"), ==, 1);
  g_assert_cmpfloat (get (scenario, "fine-tuning.objective"), ==, TW_GOAL_BASE);
  g_assert_cmpfloat (get (scenario, "fine-tuning.docs_self"), ==, 0.3);
}

/* Every default lies in its own range, and every text about it is there. */
static void
check_table (const TwSettingTable *table)
{
  for (guint i = 0; i < table->n; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (tw_setting_check (&table->specs[i], table->specs[i].fallback, &error));
      g_assert_no_error (error);
      g_assert_nonnull (table->specs[i].title);
      g_assert_nonnull (table->specs[i].unit);
      g_assert_cmpstr (table->specs[i].help, !=, "");
      g_assert_cmpint (tw_setting_table_find (table, table->specs[i].key), ==, (int)i);
    }
}

static void
test_tables (void)
{
  g_assert_cmpuint (tw_optimizer_table ()->n, ==, TW_N_OPT);
  g_assert_cmpint (tw_setting_table_find (tw_optimizer_table (), "temperature"), ==,
                   TW_OPT_TEMPERATURE);
  check_table (tw_optimizer_table ());
  check_table (tw_stage_table ());
  check_table (tw_event_table ());
  check_table (tw_scenario_table ());
}

/* An address of theta names a parameter by the place of its key in [start]. */
static void
test_theta_is_start (void)
{
  for (const TwModelType *const *type = tw_model_types (); *type != NULL; type++)
    {
      g_autofree double *world = g_new (double, (*type)->world.n);
      g_autofree double *settings = g_new (double, (*type)->settings.n);
      g_autoptr (TwModel) model = NULL;
      g_autoptr (GError) error = NULL;

      tw_setting_table_defaults (&(*type)->world, world);
      tw_setting_table_defaults (&(*type)->settings, settings);
      model = (*type)->create (1, world, settings, &error);
      g_assert_no_error (error);
      for (guint i = 0; i < (*type)->start.n; i++)
        g_assert_cmpstr ((*type)->param_name (model, i), ==, (*type)->start.specs[i].key);
    }
}

/* --- random scenarios --- */

/* A random value that spec allows: now its ends, now far apart, now with many digits. */
static double
random_value (const TwSettingSpec *spec)
{
  double minimum = spec->minimum, maximum = spec->maximum, value;

  if (spec->type == TW_SETTING_SWITCH)
    return g_test_rand_int_range (0, 2);
  if (spec->type == TW_SETTING_CHOICE)
    return g_test_rand_int_range (0, (gint)g_strv_length ((GStrv)spec->choices));

  switch (g_test_rand_int_range (0, 5))
    {
    case 0:
      value = minimum;
      break;
    case 1:
      value = maximum;
      break;
    case 2:
      value = exp (g_test_rand_double_range (-700, 700));
      value = g_test_rand_bit () ? value : -value;
      break;
    case 3:
      value = -0.0;
      break;
    default:
      value = g_test_rand_double_range (MAX (minimum, -1e6), MIN (maximum, 1e6));
    }
  value = CLAMP (value, minimum, maximum);
  return spec->type == TW_SETTING_INTEGER ? floor (value) : value;
}

static void
randomise (TwScenario *scenario, TwAddress address, guint n_keys)
{
  for (address.key = 0; address.key < n_keys; address.key++)
    if (g_test_rand_int_range (0, 3) > 0)
      /* Some do not go together, as a step past the end: then it stays as it is. */
      tw_scenario_set (scenario, address, random_value (tw_scenario_spec (scenario, address)),
                       NULL);
}

static void
append_event (GString *text, guint i)
{
  static const char *const targets[] = { "theta.horizon",         "model.oversight",
                                         "world.contexts",        "optimizer.method",
                                         "stage.docs_self",       "optimizer.batch",
                                         "fine-tuning.objective", "theta.u.world" };
  static const char *const values[] = { "-1.5", "1e-300", "3", "adamw", "1", "7", "proxy", "-0" };
  const guint target = (guint)g_test_rand_int_range (0, G_N_ELEMENTS (targets));
  const gboolean choice = target == 3 || target == 6;
  const gboolean whole = target == 2 || target == 5;
  const gint action = choice ? 0 : g_test_rand_int_range (0, whole ? 2 : 3);
  /* A difference may be anything, but a value set must be in range: these are for their targets. */

  g_string_append_printf (text, "[event e%u]\nstep=%d\ntarget=%s\nvalue=%s\n", i,
                          g_test_rand_int_range (0, 2), targets[target],
                          target == 1 ? "2.5e-7" : values[target]);
  if (g_test_rand_bit ())
    g_string_append_printf (text, "stage=%s\n", g_test_rand_bit () ? "fine-tuning" : "größer_2");
  g_string_append_printf (text, "action=%s\n",
                          action == 0   ? "set"
                          : action == 1 ? "add"
                                        : "ramp\nduration=17");
}

static TwScenario *
random_scenario (void)
{
  g_autoptr (GString) text =
      g_string_new ("[scenario]\ntitle= ü # = [x] \ndescription=a\\nb\\\\n\\tc\\s\n[stage "
                    "größer_2]\nsteps=2\n" TWO_STAGES);
  TwScenario *scenario;
  const int n_events = g_test_rand_int_range (0, 6);

  for (int i = 0; i < n_events; i++)
    append_event (text, (guint)i);
  scenario = load (text->str);

  randomise (scenario, (TwAddress){ TW_SECTION_SCENARIO, 0 }, TW_N_SCENARIO_KEYS);
  randomise (scenario, (TwAddress){ TW_SECTION_WORLD, 0 }, scenario->type->world.n);
  randomise (scenario, (TwAddress){ TW_SECTION_MODEL, 0 }, scenario->type->settings.n);
  randomise (scenario, (TwAddress){ TW_SECTION_START, 0 }, scenario->type->start.n);
  randomise (scenario, (TwAddress){ TW_SECTION_OPTIMIZER, 0 }, TW_N_OPT);
  for (guint i = 0; i < scenario->n_stages; i++)
    randomise (scenario, (TwAddress){ TW_SECTION_STAGE, i },
               TW_N_STAGE_KEYS + scenario->type->stage.n);
  for (guint i = 0; i < scenario->n_events; i++)
    randomise (scenario, (TwAddress){ TW_SECTION_EVENT, i }, TW_N_EVENT_KEYS);
  return scenario;
}

static void
test_round_trip (void)
{
  for (int i = 0; i < 500; i++)
    {
      g_autoptr (TwScenario) scenario = random_scenario ();
      g_autofree char *text = tw_scenario_to_text (scenario);
      g_autoptr (TwScenario) again = load (text);
      g_autofree char *text_again = tw_scenario_to_text (again);

      g_assert_true (tw_scenario_equal (scenario, again));
      g_assert_cmpstr (text, ==, text_again);
    }
}

static void
test_copy (void)
{
  for (int i = 0; i < 50; i++)
    {
      g_autoptr (TwScenario) scenario = random_scenario ();
      g_autoptr (TwScenario) copy = tw_scenario_copy (scenario);
      TwScenario *same = tw_scenario_ref (scenario);

      g_assert_true (same == scenario);
      tw_scenario_unref (same);
      g_assert_true (tw_scenario_equal (scenario, copy));
      set (copy, copy->start[3] == 0.125 ? "start.u.update=0.25" : "start.u.update=0.125");
      g_assert_false (tw_scenario_equal (scenario, copy));
    }
}

/* Each value that can be addressed counts for equality. */
static void
test_equal_sees_everything (void)
{
  g_autoptr (TwScenario) scenario = load (
      TWO_STAGES "[event e]\nstep=3\naction=ramp\nduration=4\ntarget=theta.horizon\nvalue=1\n");
  static const char *const edits[] = { "scenario.seed=5",
                                       "scenario.title=a",
                                       "scenario.claim=b",
                                       "scenario.subtitle=c",
                                       "scenario.description=d",
                                       "world.delay=3",
                                       "model.free_value=0",
                                       "start.horizon=8",
                                       "optimizer.batch=1",
                                       "fine-tuning.steps=100",
                                       "fine-tuning.dev_horizon=1e4",
                                       "pre-training.objective=proxy",
                                       "e.step=4",
                                       "e.duration=5",
                                       "e.value=2" };

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autoptr (TwScenario) copy = tw_scenario_copy (scenario);

      set (copy, edits[i]);
      g_assert_false (tw_scenario_equal (scenario, copy));
      g_assert_false (tw_scenario_equal (copy, scenario));
    }
}

/* --- addresses --- */

static void
check_section (const TwScenario *scenario, TwAddress address, guint n_keys)
{
  for (address.key = 0; address.key < n_keys; address.key++)
    {
      g_autofree char *text = tw_scenario_address_text (scenario, address);
      g_autoptr (GError) error = NULL;
      TwAddress found;

      tw_scenario_resolve (scenario, text, &found, &error);
      g_assert_no_error (error);
      g_assert_cmpint (found.section, ==, address.section);
      g_assert_cmpuint (found.item, ==, address.item);
      g_assert_cmpuint (found.key, ==, address.key);
      g_assert_nonnull (tw_scenario_spec (scenario, address));
    }
}

static void
test_addresses (void)
{
  g_autoptr (TwScenario) scenario =
      load (TWO_STAGES "[event e]\nstep=3\ntarget=theta.horizon\nvalue=1\n");
  const TwModelType *type = scenario->type;

  check_section (scenario, (TwAddress){ TW_SECTION_SCENARIO, 0 }, TW_N_SCENARIO_KEYS);
  check_section (scenario, (TwAddress){ TW_SECTION_WORLD, 0 }, type->world.n);
  check_section (scenario, (TwAddress){ TW_SECTION_MODEL, 0 }, type->settings.n);
  check_section (scenario, (TwAddress){ TW_SECTION_START, 0 }, type->start.n);
  check_section (scenario, (TwAddress){ TW_SECTION_THETA, 0 }, type->start.n);
  check_section (scenario, (TwAddress){ TW_SECTION_OPTIMIZER, 0 }, TW_N_OPT);
  check_section (scenario, (TwAddress){ TW_SECTION_STAGE, 0 }, TW_N_STAGE_KEYS + type->stage.n);
  check_section (scenario, (TwAddress){ TW_SECTION_STAGE, 1 }, TW_N_STAGE_KEYS + type->stage.n);
  check_section (scenario, (TwAddress){ TW_SECTION_STAGE, TW_CURRENT_STAGE },
                 TW_N_STAGE_KEYS + type->stage.n);
  check_section (scenario, (TwAddress){ TW_SECTION_EVENT, 0 }, TW_N_EVENT_KEYS);
}

static void
test_set_text (void)
{
  g_autoptr (TwScenario) scenario =
      load (TWO_STAGES "[event jump]\nstep=3\ntarget=theta.horizon\nvalue=1\n");

  set (scenario, "start.horizon=8");
  g_assert_cmpfloat (get (scenario, "start.horizon"), ==, 8);
  set (scenario, " model.free_value = 0 ");
  g_assert_cmpfloat (get (scenario, "model.free_value"), ==, 0);
  set (scenario, "fine-tuning.dev_horizon=1e4");
  g_assert_cmpfloat (get (scenario, "fine-tuning.dev_horizon"), ==, 1e4);
  set (scenario, "optimizer.learning_rate=.05");
  g_assert_cmpfloat (get (scenario, "optimizer.learning_rate"), ==, 0.05);
  set (scenario, "scenario.seed=9007199254740991");
  g_assert_cmpuint (scenario->seed, ==, G_GUINT64_CONSTANT (9007199254740991));
  set (scenario, "world.actions=6");
  g_assert_cmpfloat (get (scenario, "world.actions"), ==, 6);
  set (scenario, "start.goal.predict=-2");
  g_assert_cmpfloat (get (scenario, "start.goal.predict"), ==, -2);
  set (scenario, "pre-training.objective=proxy");
  g_assert_cmpfloat (get (scenario, "pre-training.objective"), ==, TW_GOAL_PROXY);
  set (scenario, "optimizer.reset=false");
  g_assert_cmpfloat (get (scenario, "optimizer.reset"), ==, 0);
  set (scenario, "jump.step=300");
  g_assert_cmpfloat (get (scenario, "jump.step"), ==, 300);
  set (scenario, "jump.value=-7.5");
  g_assert_cmpfloat (get (scenario, "jump.value"), ==, -7.5);
  set (scenario, "scenario.title= a = b ");
  g_assert_cmpstr (scenario->title, ==, "a = b");

  refuse (scenario, "", "SECTION.KEY=VALUE");
  refuse (scenario, "model.oversight", "SECTION.KEY=VALUE");
  refuse (scenario, "oversight=3", "SECTION.KEY");
  refuse (scenario, "=3", "SECTION.KEY");
  refuse (scenario, "modle.oversight=3", "did you mean “model”");
  refuse (scenario, "model.oversigt=3", "did you mean “oversight”");
  refuse (scenario, "model.oversight=abc", "not a number");
  refuse (scenario, "model.oversight=", "not a number");
  refuse (scenario, "model.oversight=-1", "allowed: a number from 0 to");
  refuse (scenario, "model.oversight=nan", "allowed");
  refuse (scenario, "model.oversight=inf", "allowed");
  refuse (scenario, "model.oversight=abc\ndef", "not a number");
  refuse (scenario, "world.actions=4.5", "whole number");
  refuse (scenario, "fine-tuning.steps=0", "allowed");
  refuse (scenario, "pre-training.objective=reward", "one of predict, base, proxy");
  refuse (scenario, "scenario.seed=9007199254740992", "allowed");
  refuse (scenario, "scenario.model=planner", "no key there");
  refuse (scenario, "scenario.title=a\nb", "one line");
  refuse (scenario, "scenario.title=\xff", "UTF-8");
  refuse (scenario, "theta.horizon=1", "start.NAME");
  refuse (scenario, "stage.dev_horizon=1", "stage by its name");
  refuse (scenario, "jump.step=2100", "past the end of the run");
  refuse (scenario, "jump.duration=3", "only a ramp");
}

/* --- stages and events --- */

static void
test_stage_at (void)
{
  g_autoptr (TwScenario) scenario =
      load ("[stage a]\nsteps=1\n[stage b]\nsteps=10\n[stage c]\nsteps=5\n");
  static const guint stages[] = { 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2 };
  static const guint64 firsts[] = { 0, 1, 11 };

  for (guint64 step = 0; step < G_N_ELEMENTS (stages); step++)
    {
      guint64 first;

      g_assert_cmpuint (tw_scenario_stage_at (scenario, step, &first), ==, stages[step]);
      g_assert_cmpuint (first, ==, firsts[stages[step]]);
    }
  g_assert_cmpuint (tw_scenario_stage_at (scenario, G_MAXUINT64, NULL), ==, 2);
}

static void
assert_events (const TwScenario *scenario, const char *names)
{
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < scenario->n_events; i++)
    g_string_append_printf (found, "%s@%" G_GUINT64_FORMAT " ", scenario->events[i].name,
                            scenario->events[i].at);
  g_assert_cmpstr (found->str, ==, names);
}

/* Events are in order of time, those of one step in the order of the file, and stay so. */
static void
test_events (void)
{
  g_autoptr (TwScenario) scenario = load (
      "[event late]\nstage=fine-tuning\nstep=5\naction=add\ntarget=theta.horizon\nvalue=1e9\n"
      "[event b]\nstep=7\ntarget=optimizer.method\nvalue=adam\n"
      "[event "
      "a]\nstep=7\ntarget=stage.dev_horizon\nvalue=3\naction=ramp\nduration=99999\n" TWO_STAGES);

  assert_events (scenario, "b@7 a@7 late@605 ");
  g_assert_cmpfloat (scenario->events[0].value, ==, TW_METHOD_ADAM);
  g_assert_cmpuint (scenario->events[1].target.item, ==, TW_CURRENT_STAGE);
  g_assert_cmpuint (scenario->events[1].duration, ==, 99999);
  g_assert_cmpint (scenario->events[2].action, ==, TW_EVENT_ADD);

  set (scenario, "pre-training.steps=8");
  assert_events (scenario, "b@7 a@7 late@13 ");
  set (scenario, "b.step=20");
  assert_events (scenario, "a@7 late@13 b@20 ");
  refuse (scenario, "fine-tuning.steps=5", "late.step: 5 lies past the end of the stage");
  set (scenario, "b.value=langevin");
  g_assert_cmpfloat (get (scenario, "b.value"), ==, TW_METHOD_LANGEVIN);
  refuse (scenario, "b.value=3", "one of gradient-descent");
  refuse (scenario, "a.value=0", "allowed");
}

/* --- finding --- */

static void
test_find (void)
{
  g_auto (GStrv) names = tw_scenario_list ();
  g_autoptr (TwScenario) shipped = NULL;
  g_autoptr (TwScenario) by_path = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path =
      g_build_filename (g_getenv ("THALWEG_DATADIR"), "scenarios", "default.ini", NULL);

  g_assert_cmpstr (names[0], ==, "default");
  shipped = tw_scenario_find ("default", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (shipped->name, ==, "default");
  by_path = tw_scenario_find (path, &error);
  g_assert_no_error (error);
  g_assert_true (tw_scenario_equal (shipped, by_path));

  g_assert_null (tw_scenario_find ("defualt", &error));
  g_assert_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "did you mean “default”"));
  g_assert_nonnull (strstr (error->message, "horizon-jump"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/train/scenario/defaults", test_defaults);
  g_test_add_func ("/train/scenario/tables", test_tables);
  g_test_add_func ("/train/scenario/theta-is-start", test_theta_is_start);
  g_test_add_func ("/train/scenario/round-trip", test_round_trip);
  g_test_add_func ("/train/scenario/copy", test_copy);
  g_test_add_func ("/train/scenario/equal-sees-everything", test_equal_sees_everything);
  g_test_add_func ("/train/scenario/addresses", test_addresses);
  g_test_add_func ("/train/scenario/set-text", test_set_text);
  g_test_add_func ("/train/scenario/stage-at", test_stage_at);
  g_test_add_func ("/train/scenario/events", test_events);
  g_test_add_func ("/train/scenario/find", test_find);
  return g_test_run ();
}
