/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "analysis-fixture.h"
#include "analysis/tw-field-job.h"
#include "analysis/tw-field.h"
#include "analysis/tw-outlook.h"

#include <string.h>

/* Range up to y = 1, above the ceiling, so that some points are out of reach. */
static const TwGrid grid = { -0.5, 5, 0, 1, 13, 9 };

static void
assert_same_field (const TwField *a, const TwField *b)
{
  g_assert_cmpuint (a->grid.nx, ==, b->grid.nx);
  g_assert_cmpuint (a->grid.ny, ==, b->grid.ny);
  for (guint k = 0; k < a->grid.nx * a->grid.ny; k++)
    {
      const TwFieldPoint *p = &a->points[k], *q = &b->points[k];
      g_assert_cmpint (p->reachable, ==, q->reachable);
      g_assert_cmpint (p->regime, ==, q->regime);
      g_assert_cmpmem (&p->loss, sizeof p->loss, &q->loss, sizeof q->loss);
      g_assert_cmpmem (p->vector, sizeof p->vector, q->vector, sizeof q->vector);
      g_assert_cmpmem (p->slope, sizeof p->slope, q->slope, sizeof q->slope);
    }
  g_assert_true (a->loss_min == b->loss_min && a->loss_max == b->loss_max);
  g_assert_true (a->ceiling == b->ceiling);
}

static void
test_grid_points_are_cell_centres (void)
{
  const TwGrid g = { -1, 1, 10, 14, 4, 2 };
  double point[2];

  tw_grid_point (&g, 0, 0, point);
  g_assert_true (point[0] == -0.75 && point[1] == 11);
  tw_grid_point (&g, 3, 1, point);
  g_assert_true (point[0] == 0.75 && point[1] == 13);
}

static void
test_threads_do_not_matter (void)
{
  g_autoptr (TwModel) model = fixture_model (64);
  double theta[TW_PLANNER_N_PARAMS];
  g_autoptr (TwField) one = NULL;

  fixture_theta (model, theta);
  one = tw_field_compute (model, theta, &grid, 1, NULL);
  for (guint n = 2; n <= 8; n++)
    {
      g_autoptr (TwField) many = tw_field_compute (model, theta, &grid, n, NULL);
      assert_same_field (one, many);
    }
}

/* More threads than points, and a single point. */
static void
test_tiny_grids (void)
{
  g_autoptr (TwModel) model = fixture_model (8);
  const TwGrid single = { 0, 2, 0.1, 0.3, 1, 1 };
  double theta[TW_PLANNER_N_PARAMS];
  TwFieldPoint expected;
  g_autoptr (TwField) field = NULL;

  fixture_theta (model, theta);
  field = tw_field_compute (model, theta, &single, 64, NULL);
  model->type->field_point (model, theta, (double[]){ 1, 0.2 }, &expected);
  g_assert_true (field->points[0].loss == expected.loss);
  g_assert_true (field->loss_min == expected.loss && field->loss_max == expected.loss);
}

/* Every point of the field against the model's own functions, one after the other. */
static void
test_points_are_the_models (void)
{
  g_autoptr (TwModel) model = fixture_model (64);
  const TwModelType *type = model->type;
  double theta[TW_PLANNER_N_PARAMS], ceiling, low = INFINITY, high = -INFINITY;
  guint n_reachable = 0;
  g_autoptr (TwField) field = NULL;

  fixture_theta (model, theta);
  ceiling = type->ceiling (model, theta);
  field = tw_field_compute (model, theta, &grid, 2, NULL);
  g_assert_true (field->ceiling == ceiling);
  for (guint j = 0; j < grid.ny; j++)
    for (guint i = 0; i < grid.nx; i++)
      {
        const TwFieldPoint *p = &field->points[j * grid.nx + i];
        double point[2], placed[TW_PLANNER_N_PARAMS], gradient[TW_PLANNER_N_PARAMS];
        double jacobian[2 * TW_PLANNER_N_PARAMS], vector[2], loss;
        TwVerdict verdict;

        tw_grid_point (&grid, i, j, point);
        g_assert_cmpint (p->reachable, ==, point[1] < ceiling);
        if (!p->reachable)
          {
            const TwFieldPoint blank = { 0 };
            g_assert_cmpmem (p, sizeof *p, &blank, sizeof blank);
            continue;
          }
        n_reachable++;
        g_assert_true (type->place (model, theta, point, placed));
        loss = type->loss (model, placed, 0, 0, gradient);
        type->jacobian (model, placed, jacobian);
        type->verdict (model, placed, &verdict);
        tw_outlook_project (jacobian, gradient, TW_PLANNER_N_PARAMS, vector);
        /* The same formulas; sums may be taken in another order. */
        assert_close (p->loss, loss, 1e-13);
        assert_close (p->vector[0], vector[0], 1e-11);
        assert_close (p->vector[1], vector[1], 1e-11);
        assert_close (p->slope[0], -gradient[TW_PLANNER_HORIZON], 1e-11);
        assert_close (p->slope[1], -gradient[TW_PLANNER_AWARENESS], 1e-11);
        g_assert_cmpuint (p->regime, ==, verdict.regime);
        low = fmin (low, p->loss);
        high = fmax (high, p->loss);
      }
  g_assert_cmpuint (n_reachable, >, 0);
  g_assert_cmpuint (n_reachable, <, grid.nx * grid.ny);
  g_assert_true (field->loss_min == low && field->loss_max == high);
}

static void
test_nothing_in_reach (void)
{
  g_autoptr (TwModel) model = fixture_model (8);
  double theta[TW_PLANNER_N_PARAMS];
  g_autoptr (TwField) field = NULL;

  fixture_theta (model, theta);
  theta[TW_PLANNER_U_SELF] = 0;
  field = tw_field_compute (model, theta, &grid, 2, NULL);
  for (guint k = 0; k < grid.nx * grid.ny; k++)
    g_assert_false (field->points[k].reachable);
  g_assert_true (field->loss_min == 0 && field->loss_max == 0 && field->ceiling == 0);
}

static void
test_cancelled (void)
{
  g_autoptr (TwModel) model = fixture_model (8);
  double theta[TW_PLANNER_N_PARAMS];
  gint cancelled = 1;

  fixture_theta (model, theta);
  g_assert_null (tw_field_compute (model, theta, &grid, 1, &cancelled));
  g_assert_null (tw_field_compute (model, theta, &grid, 4, &cancelled));
}

/* --- a model that cancels the field from within, after a number of points --- */

static TwModelType cancelling_type;
static gint cancel_after, cancel_flag;

static void
cancelling_field_point (TwModel *model, const double *theta, const double point[2],
                        TwFieldPoint *out)
{
  tw_planner_type.field_point (model, theta, point, out);
  if (g_atomic_int_dec_and_test (&cancel_after))
    g_atomic_int_set (&cancel_flag, 1);
}

static void
test_job_resumes (void)
{
  g_autoptr (TwModel) model = fixture_model (16);
  g_autoptr (TwModel) other = tw_model_copy (model);
  double theta[TW_PLANNER_N_PARAMS];
  TwModel *models[] = { model, other };
  g_autoptr (TwField) whole = NULL;
  g_autoptr (TwField) resumed = NULL;
  g_autoptr (TwFieldJob) job = NULL;
  guint stops = 0;

  fixture_theta (model, theta);
  whole = tw_field_compute (model, theta, &grid, 1, NULL);

  cancelling_type = tw_planner_type;
  cancelling_type.field_point = cancelling_field_point;
  model->type = other->type = &cancelling_type;
  job = tw_field_job_new (theta, TW_PLANNER_N_PARAMS, &grid);
  do
    {
      cancel_after = 10;
      cancel_flag = 0;
      resumed = tw_field_job_run (job, models, 2, &cancel_flag);
      stops++;
    }
  while (resumed == NULL);
  model->type = other->type = &tw_planner_type;

  /* 117 points in steps of 10, with at most one point more that the other thread had in hand. */
  g_assert_cmpuint (stops, >=, 10);
  g_assert_cmpuint (stops, <=, 12);
  assert_same_field (whole, resumed);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/field/grid-points-are-cell-centres", test_grid_points_are_cell_centres);
  g_test_add_func ("/field/threads-do-not-matter", test_threads_do_not_matter);
  g_test_add_func ("/field/tiny-grids", test_tiny_grids);
  g_test_add_func ("/field/points-are-the-models", test_points_are_the_models);
  g_test_add_func ("/field/nothing-in-reach", test_nothing_in_reach);
  g_test_add_func ("/field/cancelled", test_cancelled);
  g_test_add_func ("/field/job-resumes", test_job_resumes);
  return g_test_run ();
}
