/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/live/tw-placement.h"

#include "live-fixture.h"
#include "model/planner/tw-planner.h"

/* A state that knows enough of itself for much of the plane to be reachable. */
static TwSnapshot *
new_state (void)
{
  g_autoptr (TwScenario) scenario =
      fixture_scenario_with ("[start]\nu.self=0.95\nv.self=0.95\nu.update=0.9\nv.update=0.95\n"
                             "horizon=5\nawareness=0\ndirectedness=1.5\n");

  return fixture_look (scenario, 12, NULL, NULL);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static TwPlacement *
find (TwSnapshot *snapshot, double x, double y, GError **error)
{
  const double point[2] = { x, y };
  g_autoptr (GAsyncResult) result = NULL;

  tw_placement_find (snapshot, point, NULL, on_found, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return tw_placement_find_finish (result, error);
}

/* The plane point of the state with what was found set. */
static void
apply (TwSnapshot *snapshot, const TwPlacement *placement, double point[2])
{
  const TwScenario *scenario = snapshot->scenario;
  g_autoptr (TwModel) model =
      scenario->type->create (scenario->seed, scenario->world, scenario->settings, NULL);
  g_autofree double *theta = g_memdup2 (snapshot->theta, snapshot->n_params * sizeof (double));

  for (guint i = 0; i < placement->n; i++)
    {
      g_assert_cmpint (placement->addresses[i].section, ==, TW_SECTION_THETA);
      theta[placement->addresses[i].key] = placement->values[i];
    }
  scenario->type->plane (model, theta, point);
}

static void
test_there (void)
{
  g_autoptr (TwSnapshot) snapshot = new_state ();
  const double y = 0.5 * snapshot->ceiling;
  g_autoptr (GError) error = NULL;
  g_autoptr (TwPlacement) placement = find (snapshot, 3.25, y, &error);
  double point[2];

  g_assert_no_error (error);
  g_assert_cmpuint (placement->n, ==, 2);
  apply (snapshot, placement, point);
  /* Rounding of a logarithm and back. */
  g_assert_cmpfloat_with_epsilon (point[0], 3.25, 1e-12);
  g_assert_cmpfloat_with_epsilon (point[1], y, 1e-12);
}

/* Sideways only, and up only: the other parameter stays. */
static void
test_one_coordinate (void)
{
  g_autoptr (TwSnapshot) snapshot = new_state ();
  g_autoptr (TwPlacement) across = find (snapshot, 4, snapshot->point[1], NULL);
  g_autoptr (TwPlacement) up = find (snapshot, snapshot->point[0], 0.1 * snapshot->ceiling, NULL);
  g_autoptr (TwPlacement) nowhere = find (snapshot, snapshot->point[0], snapshot->point[1], NULL);

  g_assert_cmpuint (across->n, ==, 1);
  g_assert_cmpuint (across->addresses[0].key, ==, TW_PLANNER_HORIZON);
  g_assert_cmpuint (up->n, ==, 1);
  g_assert_cmpuint (up->addresses[0].key, ==, TW_PLANNER_AWARENESS);
  g_assert_cmpuint (nowhere->n, ==, 0);
}

static void
test_out_of_reach (void)
{
  g_autoptr (TwSnapshot) snapshot = new_state ();
  const double wanted[] = { 2, snapshot->ceiling, -1 };

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autoptr (TwPlacement) placement = find (snapshot, 2, wanted[i], NULL);
      double point[2];

      g_assert_nonnull (placement);
      apply (snapshot, placement, point);
      g_assert_cmpfloat (point[1], >, 0);
      g_assert_cmpfloat (point[1], <, snapshot->ceiling);
      g_assert_cmpfloat_with_epsilon (point[1], tw_placement_limit_y (snapshot, wanted[i]), 1e-12);
    }
}

static void
test_impossible (void)
{
  g_autoptr (TwSnapshot) snapshot = new_state ();
  g_autoptr (GError) error = NULL;

  g_assert_null (find (snapshot, INFINITY, 0.1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/placement/there", test_there);
  g_test_add_func ("/placement/one-coordinate", test_one_coordinate);
  g_test_add_func ("/placement/out-of-reach", test_out_of_reach);
  g_test_add_func ("/placement/impossible", test_impossible);
  return g_test_run ();
}
