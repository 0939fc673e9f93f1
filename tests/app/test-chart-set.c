/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/views/tw-chart-set.h"

#include "figure/tw-theme.h"
#include "model/planner/tw-planner.h"
#include "train/tw-history.h"

#include <math.h>
#include <string.h>

static const TwChartSpec *
find (const TwChartSet *set, const char *id)
{
  for (guint i = 0; i < set->n; i++)
    if (strcmp (set->charts[i].id, id) == 0)
      return &set->charts[i];
  g_error ("no chart %s", id);
}

static guint
column_of (const char *readout)
{
  const int i = tw_model_type_find_readout (&tw_planner_type, readout);

  g_assert_cmpint (i, >=, 0);
  return TW_COLUMN_READOUTS + (guint)i;
}

static void
assert_series (const TwChartSpec *chart, guint i, const char *name, guint column, gboolean dashed)
{
  g_assert_cmpuint (chart->n_series, >, i);
  g_assert_cmpstr (chart->names[i], ==, name);
  g_assert_cmpuint (chart->columns[i], ==, column);
  g_assert_cmpint (chart->dashed[i], ==, dashed);
}

/* The ids are those of the setting "charts", and this is their order on the screen. */
static void
test_order (void)
{
  static const char *const ids[] = { "understanding", "goal", "horizon", "awareness", "loss" };
  g_autoptr (TwChartSet) set = tw_chart_set_new (&tw_planner_type);

  g_assert_cmpuint (set->n, ==, G_N_ELEMENTS (ids));
  for (guint i = 0; i < set->n; i++)
    g_assert_cmpstr (set->charts[i].id, ==, ids[i]);
}

static void
test_understanding (void)
{
  g_autoptr (TwChartSet) set = tw_chart_set_new (&tw_planner_type);
  const TwChartSpec *chart = find (set, "understanding");

  g_assert_cmpuint (chart->n_series, ==, 5);
  /* The read-outs' titles without the word that all of them end with. */
  assert_series (chart, 0, "World", column_of ("understanding.world"), FALSE);
  assert_series (chart, 1, "Base goal", column_of ("understanding.base"), FALSE);
  assert_series (chart, 2, "Self", column_of ("understanding.self"), FALSE);
  assert_series (chart, 3, "Own updates", column_of ("understanding.update"), FALSE);
  assert_series (chart, 4, "Situational awareness", TW_COLUMN_Y, TRUE);
  g_assert_cmpint (chart->kind, ==, TW_CHART_LINES);
  g_assert_cmpfloat (chart->y0, ==, 0);
  g_assert_cmpfloat (chart->y1, ==, 1);
}

static void
test_goal (void)
{
  g_autoptr (TwChartSet) set = tw_chart_set_new (&tw_planner_type);
  const TwChartSpec *chart = find (set, "goal");

  g_assert_cmpuint (chart->n_series, ==, 4);
  assert_series (chart, 0, "predict", column_of ("goal.predict"), FALSE);
  assert_series (chart, 1, "base", column_of ("goal.base"), FALSE);
  assert_series (chart, 2, "proxy", column_of ("goal.proxy"), FALSE);
  assert_series (chart, 3, "reward", column_of ("goal.reward"), FALSE);
  g_assert_cmpint (chart->kind, ==, TW_CHART_AREAS);
}

static void
test_plane_and_loss (void)
{
  g_autoptr (TwChartSet) set = tw_chart_set_new (&tw_planner_type);

  g_assert_cmpuint (find (set, "horizon")->n_series, ==, 1);
  assert_series (find (set, "horizon"), 0, "Goal horizon", TW_COLUMN_X, FALSE);
  g_assert_cmpint (find (set, "horizon")->scale, ==, TW_SCALE_EXPONENT);
  g_assert_true (isnan (find (set, "horizon")->y0) && isnan (find (set, "horizon")->y1));
  assert_series (find (set, "awareness"), 0, "Situational awareness", TW_COLUMN_Y, FALSE);
  assert_series (find (set, "awareness"), 1, "Knowledge ceiling", column_of ("ceiling"), TRUE);
  assert_series (find (set, "loss"), 0, "Loss of a minibatch", TW_COLUMN_LOSS, FALSE);
}

/* What holds for any model: charts differ by id, series by colour, columns are there. */
static void
test_contract (void)
{
  for (guint t = 0; tw_model_types ()[t] != NULL; t++)
    {
      const TwModelType *type = tw_model_types ()[t];
      g_autoptr (TwChartSet) set = tw_chart_set_new (type);

      for (guint c = 0; c < set->n; c++)
        {
          const TwChartSpec *chart = &set->charts[c];

          g_assert_true (find (set, chart->id) == chart);
          g_assert_cmpstr (chart->title, !=, "");
          g_assert_cmpfloat (chart->weight, >, 0);
          for (guint i = 0; i < chart->n_series; i++)
            {
              g_assert_cmpuint (chart->columns[i], <, TW_COLUMN_READOUTS + type->n_readouts);
              g_assert_cmpstr (chart->names[i], !=, "");
              g_assert_cmpuint (chart->colors[i], <, TW_THEME_N_SERIES);
              for (guint k = 0; k < i; k++)
                {
                  g_assert_cmpuint (chart->colors[i], !=, chart->colors[k]);
                  g_assert_cmpstr (chart->names[i], !=, chart->names[k]);
                }
            }
        }
    }
}

/* A model with read-outs that nobody has thought of: a group of its own name, a single one in a
 * group, more than fit, titles with nothing in common, no ceiling. */
static void
test_another_model (void)
{
  static const TwReadoutSpec readouts[] = {
    { "reach", "Reach", "m", 0, INFINITY },  { "tilt", "Tilt", "", -1, 1 },
    { "heat.a", "Hot", "K", -INFINITY, 9 },  { "heat.b", "Hotter", "K", 0, 9 },
    { "alone.one", "Alone", "", 0, 1 },      { "many.0", "the 0 of many", "", 0, 1 },
    { "many.1", "the 1 of many", "", 0, 1 }, { "many.2", "the 2 of many", "", 0, 1 },
    { "many.3", "the 3 of many", "", 0, 1 }, { "many.4", "the 4 of many", "", 0, 1 },
    { "many.5", "the 5 of many", "", 0, 1 }, { "many.6", "the 6 of many", "", 0, 1 },
    { "many.7", "the 7 of many", "", 0, 1 }, { "many.8", "the 8 of many", "", 0, 1 },
  };
  const TwModelType type = {
    .readouts = readouts, .n_readouts = G_N_ELEMENTS (readouts), .readout_x = 0, .readout_y = 1
  };
  g_autoptr (TwChartSet) set = tw_chart_set_new (&type);

  g_assert_cmpuint (set->n, ==, 5);
  assert_series (find (set, "heat"), 0, "Hot", TW_COLUMN_READOUTS + 2, FALSE);
  assert_series (find (set, "heat"), 1, "Hotter", TW_COLUMN_READOUTS + 3, FALSE);
  g_assert_true (isnan (find (set, "heat")->y0));
  g_assert_cmpfloat (find (set, "heat")->y1, ==, 9);
  g_assert_cmpuint (find (set, "many")->n_series, ==, TW_CHART_MAX_SERIES);
  assert_series (find (set, "many"), 7, "7", TW_COLUMN_READOUTS + 12, FALSE);
  g_assert_cmpuint (find (set, "awareness")->n_series, ==, 1);
  g_assert_cmpfloat (find (set, "awareness")->y0, ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart-set/order", test_order);
  g_test_add_func ("/chart-set/understanding", test_understanding);
  g_test_add_func ("/chart-set/goal", test_goal);
  g_test_add_func ("/chart-set/plane-and-loss", test_plane_and_loss);
  g_test_add_func ("/chart-set/contract", test_contract);
  g_test_add_func ("/chart-set/another-model", test_another_model);
  return g_test_run ();
}
