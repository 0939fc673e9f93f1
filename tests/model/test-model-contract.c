/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What every model must hold to; see TwModelType.  Each test runs on each registered type. */

#include "model/tw-model.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

/* A model under test, with its own θ near the start. */
typedef struct
{
  const TwModelType *type;
  TwModel *model;
  gsize n;
  double *world, *settings, *start, *stage; /* the values it stands at */
  double *theta;                            /* (n) */
} Fixture;

static double *
defaults_of (const TwSettingTable *table)
{
  double *values = g_new0 (double, table->n + 1);

  tw_setting_table_defaults (table, values);
  return values;
}

static void
set_up (Fixture *f, gconstpointer type)
{
  GError *error = NULL;

  f->type = type;
  f->world = defaults_of (&f->type->world);
  f->settings = defaults_of (&f->type->settings);
  f->start = defaults_of (&f->type->start);
  f->stage = defaults_of (&f->type->stage);
  f->model = f->type->create (11, f->world, f->settings, &error);
  g_assert_no_error (error);
  g_assert_true (f->model->type == f->type);
  f->n = f->type->n_params (f->model);
  f->theta = g_new (double, f->n);
  f->type->initialise (f->model, f->start, f->theta);
}

static void
tear_down (Fixture *f, gconstpointer type)
{
  tw_model_free (f->model);
  g_free (f->world);
  g_free (f->settings);
  g_free (f->start);
  g_free (f->stage);
  g_free (f->theta);
}

/* Moves θ to somewhere near the start. */
static void
wander (Fixture *f)
{
  f->type->initialise (f->model, f->start, f->theta);
  for (gsize i = 0; i < f->n; i++)
    f->theta[i] += g_test_rand_double_range (-0.5, 0.5);
}

/* θ from where something can be reached on the plane. */
static void
wander_in_reach (Fixture *f)
{
  do
    wander (f);
  while (!(f->type->ceiling (f->model, f->theta) > 1e-6));
}

static void
assert_close (double a, double b, double relative, double absolute)
{
  if (!(fabs (a - b) <= relative * fmax (fabs (a), fabs (b)) + absolute))
    g_error ("%.17g and %.17g differ by %g", a, b, a - b);
}

/* --- tables --- */

static gboolean
is_key (const char *key)
{
  return key[0] != '\0' && strspn (key, "abcdefghijklmnopqrstuvwxyz0123456789_.") == strlen (key);
}

static void
check_spec (const TwSettingSpec *spec)
{
  g_assert_true (is_key (spec->key));
  g_assert_true (spec->title != NULL && spec->title[0] != '\0');
  g_assert_true (spec->help != NULL && g_str_has_suffix (spec->help, "."));
  g_assert_nonnull (spec->unit);
  g_assert_cmpfloat (spec->minimum, <=, spec->maximum);
  g_assert_true (tw_setting_check (spec, spec->fallback, NULL));
  if (spec->type == TW_SETTING_CHOICE)
    g_assert_cmpuint (g_strv_length ((GStrv)spec->choices), ==, (guint)spec->maximum + 1);
  else
    g_assert_null (spec->choices);
  if (spec->type == TW_SETTING_CHOICE || spec->type == TW_SETTING_SWITCH)
    g_assert_true (spec->minimum == 0);
}

static void
check_table (const TwSettingTable *table)
{
  for (guint i = 0; i < table->n; i++)
    {
      check_spec (&table->specs[i]);
      /* The first of that name is this one: keys are unique. */
      g_assert_cmpint (tw_setting_table_find (table, table->specs[i].key), ==, (int)i);
    }
}

static void
test_tables (Fixture *f, gconstpointer type)
{
  check_table (&f->type->world);
  check_table (&f->type->settings);
  check_table (&f->type->start);
  check_table (&f->type->stage);
  /* The key that every stage has. */
  g_assert_cmpint (tw_setting_table_find (&f->type->stage, "steps"), ==, -1);
}

static void
test_presets (Fixture *f, gconstpointer type)
{
  const TwSettingTable *table = &f->type->stage;
  g_autofree double *values = g_new (double, table->n);

  g_assert_nonnull (f->type->presets);
  for (const TwStagePreset *p = f->type->presets; p->stage != NULL; p++)
    {
      for (guint i = 0; i < table->n; i++)
        g_assert_true (tw_setting_check (&table->specs[i], p->values[i], NULL));
      tw_model_type_stage_defaults (f->type, p->stage, values);
      g_assert_cmpmem (values, table->n * sizeof (double), p->values, table->n * sizeof (double));
    }
  tw_model_type_stage_defaults (f->type, "no such stage", values);
  g_assert_cmpmem (values, table->n * sizeof (double), f->stage, table->n * sizeof (double));
}

static void
check_readout_spec (const TwReadoutSpec *spec)
{
  g_assert_true (is_key (spec->name));
  g_assert_true (spec->title != NULL && spec->title[0] != '\0');
  g_assert_nonnull (spec->unit);
  g_assert_cmpfloat (spec->minimum, <, spec->maximum);
}

static void
test_names (Fixture *f, gconstpointer data)
{
  const TwModelType *type = f->type;

  g_assert_true (tw_model_type_find (type->name) == type);
  for (guint i = 0; i < type->n_readouts; i++)
    {
      check_readout_spec (&type->readouts[i]);
      g_assert_cmpint (tw_model_type_find_readout (type, type->readouts[i].name), ==, (int)i);
    }
  g_assert_cmpuint (type->readout_x, <, type->n_readouts);
  g_assert_cmpuint (type->readout_y, <, type->n_readouts);
  g_assert_cmpuint (type->n_scores, <=, TW_MAX_SCORES);
  for (guint i = 0; i < type->n_scores; i++)
    {
      check_readout_spec (&type->scores[i]);
      for (guint j = 0; j < i; j++)
        g_assert_cmpstr (type->scores[i].name, !=, type->scores[j].name);
    }
  g_assert_cmpuint (type->n_regimes, >=, 1);
  for (guint i = 0; i < type->n_regimes; i++)
    {
      g_assert_true (type->regimes[i].name[0] != '\0' && type->regimes[i].help[0] != '\0');
      for (guint j = 0; j < i; j++)
        g_assert_cmpstr (type->regimes[i].name, !=, type->regimes[j].name);
    }
  for (gsize i = 0; i < f->n; i++)
    g_assert_cmpint (tw_model_find_param (f->model, type->param_name (f->model, i)), ==, (int)i);
  g_assert_cmpint (tw_model_find_param (f->model, "no such parameter"), ==, -1);
  g_assert_cmpint (tw_model_type_find_readout (type, "no such read-out"), ==, -1);
  g_assert_null (tw_model_type_find ("no such model"));
}

/* --- loss and gradient --- */

static void
test_loss_with_and_without_gradient (Fixture *f, gconstpointer type)
{
  g_autofree double *gradient = g_new (double, f->n);

  for (gsize i = 0; i < f->n; i++)
    g_assert_true (isfinite (f->theta[i]));
  for (guint batch = 0; batch < 40; batch += 13)
    {
      double loss = f->type->loss (f->model, f->theta, 3, batch, NULL);

      /* Overwritten, not added to. */
      for (gsize i = 0; i < f->n; i++)
        gradient[i] = NAN;
      g_assert_true (isfinite (loss));
      g_assert_true (loss == f->type->loss (f->model, f->theta, 3, batch, gradient));
      for (gsize i = 0; i < f->n; i++)
        g_assert_true (isfinite (gradient[i]));
    }
}

static void
test_minibatch_is_a_function_of_seed_and_step (Fixture *f, gconstpointer type)
{
  const TwModelType *t = f->type;
  g_autoptr (TwModel) same = t->create (11, f->world, f->settings, NULL);
  g_autoptr (TwModel) other = t->create (12, f->world, f->settings, NULL);
  double losses[10];

  for (guint step = 0; step < 10; step++)
    {
      losses[step] = t->loss (f->model, f->theta, step, 8, NULL);
      for (guint before = 0; before < step; before++)
        g_assert_true (losses[step] != losses[before]);
    }
  /* Backwards, with batches of other sizes between them. */
  for (guint step = 10; step-- > 0;)
    {
      t->loss (f->model, f->theta, step + 5, 100, NULL);
      t->loss (same, f->theta, 1, 3, NULL);
      g_assert_true (t->loss (f->model, f->theta, step, 8, NULL) == losses[step]);
      g_assert_true (t->loss (same, f->theta, step, 8, NULL) == losses[step]);
      g_assert_true (t->loss (other, f->theta, step, 8, NULL) != losses[step]);
    }
}

static void
test_full_batch_ignores_step (Fixture *f, gconstpointer type)
{
  double loss = f->type->loss (f->model, f->theta, 0, 0, NULL);

  g_assert_true (loss == f->type->loss (f->model, f->theta, G_MAXUINT32, 0, NULL));
}

typedef double (*Scalar) (Fixture *f, int which);

static double
scalar_loss (Fixture *f, int which)
{
  return f->type->loss (f->model, f->theta, 0, 0, NULL);
}

static double
scalar_plane (Fixture *f, int which)
{
  double point[2];

  f->type->plane (f->model, f->theta, point);
  return point[which];
}

static double
central (Fixture *f, Scalar function, int which, gsize i, double h)
{
  double middle = f->theta[i], high, low;

  f->theta[i] = middle + h;
  high = function (f, which);
  f->theta[i] = middle - h;
  low = function (f, which);
  f->theta[i] = middle;
  return (high - low) / (2 * h);
}

/* Central differences, one Richardson step: with h = 2e-3 the truncation is some 1e-12 of the fifth
 * derivative, the rounding some 1e-13 of the value.  Absolute 1e-8 leaves room for both. */
static void
check_derivative (Fixture *f, Scalar function, int which, gsize i, double derivative)
{
  double coarse = central (f, function, which, i, 4e-3);
  double fine = central (f, function, which, i, 2e-3);

  assert_close (derivative, fine + (fine - coarse) / 3, 1e-6, 1e-8);
}

static void
test_gradient (Fixture *f, gconstpointer type)
{
  g_autofree double *gradient = g_new (double, f->n);

  for (const TwStagePreset *p = f->type->presets;; p++)
    {
      for (int k = 0; k < 5; k++)
        {
          wander (f);
          f->type->loss (f->model, f->theta, 0, 0, gradient);
          for (gsize i = 0; i < f->n; i++)
            check_derivative (f, scalar_loss, 0, i, gradient[i]);
        }
      if (p->stage == NULL)
        break;
      f->type->set_stage (f->model, p->values);
    }
}

/* --- the plane --- */

static void
test_readouts (Fixture *f, gconstpointer data)
{
  const TwModelType *type = f->type;
  g_autofree double *out = g_new (double, type->n_readouts);

  for (int k = 0; k < 100; k++)
    {
      double point[2];

      wander (f);
      type->read (f->model, f->theta, out);
      for (guint i = 0; i < type->n_readouts; i++)
        g_assert_true (out[i] >= type->readouts[i].minimum && out[i] <= type->readouts[i].maximum);
      type->plane (f->model, f->theta, point);
      assert_close (point[0], log10 (out[type->readout_x]), 1e-14, 1e-14);
      assert_close (point[1], out[type->readout_y], 0, 0);
      g_assert_cmpfloat (point[1], <=, type->ceiling (f->model, f->theta));
    }
}

static void
test_jacobian (Fixture *f, gconstpointer type)
{
  g_autofree double *jacobian = g_new (double, 2 * f->n);

  for (int k = 0; k < 20; k++)
    {
      wander (f);
      f->type->jacobian (f->model, f->theta, jacobian);
      for (int axis = 0; axis < 2; axis++)
        for (gsize i = 0; i < f->n; i++)
          check_derivative (f, scalar_plane, axis, i, jacobian[axis * f->n + i]);
    }
}

static void
test_place (Fixture *f, gconstpointer type)
{
  g_autofree double *out = g_new (double, f->n);

  for (int k = 0; k < 200; k++)
    {
      double asked[2], got[2];
      guint moved = 0;

      wander_in_reach (f);
      asked[0] = g_test_rand_double_range (-1, 6);
      asked[1] = f->type->ceiling (f->model, f->theta) * g_test_rand_double_range (1e-3, 0.999);
      g_assert_true (f->type->place (f->model, f->theta, asked, out));
      f->type->plane (f->model, out, got);
      assert_close (got[0], asked[0], 1e-12, 1e-12);
      assert_close (got[1], asked[1], 1e-12, 0);
      for (gsize i = 0; i < f->n; i++)
        moved += out[i] != f->theta[i];
      g_assert_cmpuint (moved, <=, 2);
      /* In place. */
      g_assert_true (f->type->place (f->model, f->theta, asked, f->theta));
      g_assert_cmpmem (f->theta, f->n * sizeof (double), out, f->n * sizeof (double));
    }
}

static void
test_out_of_reach (Fixture *f, gconstpointer type)
{
  g_autofree double *out = g_new (double, f->n);
  double ceiling;

  wander_in_reach (f);
  ceiling = f->type->ceiling (f->model, f->theta);
  const double bad[][2] = {
    { 1, ceiling * 1.001 }, { 1, ceiling + 1 },        { 1, -0.1 },
    { NAN, ceiling / 2 },   { INFINITY, ceiling / 2 }, { 1, NAN },
  };
  for (gsize k = 0; k < G_N_ELEMENTS (bad); k++)
    {
      TwFieldPoint point = { .reachable = true };

      for (gsize i = 0; i < f->n; i++)
        out[i] = 42;
      g_assert_false (f->type->place (f->model, f->theta, bad[k], out));
      for (gsize i = 0; i < f->n; i++)
        g_assert_true (out[i] == 42);
      f->type->field_point (f->model, f->theta, bad[k], &point);
      g_assert_false (point.reachable);
    }
}

static void
check_verdict (Fixture *f, const TwVerdict *verdict)
{
  for (guint i = 0; i < f->type->n_scores; i++)
    g_assert_true (isfinite (verdict->scores[i]));
  g_assert_true (verdict->entropy >= 0);
  g_assert_cmpuint (verdict->regime, <, f->type->n_regimes);
}

static void
test_noise (Fixture *f, gconstpointer type)
{
  for (int k = 0; k < 20; k++)
    {
      double c[3];

      wander (f);
      f->type->noise (f->model, f->theta, c);
      g_assert_true (c[0] >= 0 && c[2] >= 0);
      /* Semi-definite, to the rounding of a sum. */
      g_assert_true (c[1] * c[1] <= c[0] * c[2] * (1 + 1e-12));
    }
}

/* field_point() does in one go what the others do one by one, except for the order of sums. */
static void
test_field_point (Fixture *f, gconstpointer data)
{
  const TwModelType *type = f->type;
  g_autofree double *placed = g_new (double, f->n);
  g_autofree double *gradient = g_new (double, f->n);
  g_autofree double *jacobian = g_new (double, 2 * f->n);

  for (int k = 0; k < 20; k++)
    {
      double point[2], loss;
      TwFieldPoint got;
      TwVerdict verdict;

      wander_in_reach (f);
      point[0] = g_test_rand_double_range (0, 5);
      point[1] = type->ceiling (f->model, f->theta) * g_test_rand_double_range (0.01, 0.99);
      type->field_point (f->model, f->theta, point, &got);
      g_assert_true (got.reachable);
      g_assert_true (type->place (f->model, f->theta, point, placed));
      loss = type->loss (f->model, placed, 0, 0, gradient);
      type->jacobian (f->model, placed, jacobian);
      type->verdict (f->model, placed, &verdict);
      check_verdict (f, &verdict);
      assert_close (got.loss, loss, 1e-13, 1e-14);
      for (int axis = 0; axis < 2; axis++)
        {
          double sum = 0, size = 0;

          for (gsize i = 0; i < f->n; i++)
            {
              sum -= jacobian[axis * f->n + i] * gradient[i];
              size += fabs (jacobian[axis * f->n + i] * gradient[i]);
            }
          assert_close (got.vector[axis], sum, 0, 1e-11 * size);
        }
      g_assert_cmpuint (got.regime, ==, verdict.regime);
    }
}

/* --- copies, configuring, bytes --- */

static void
test_copy_is_independent (Fixture *f, gconstpointer data)
{
  const TwModelType *type = f->type;
  TwModel *copy = tw_model_copy (f->model);
  double before = type->loss (f->model, f->theta, 0, 0, NULL), noise[3], noise_copy[3];

  g_assert_true (type->loss (copy, f->theta, 0, 0, NULL) == before);
  g_assert_true (type->loss (copy, f->theta, 9, 20, NULL)
                 == type->loss (f->model, f->theta, 9, 20, NULL));
  type->noise (f->model, f->theta, noise);
  type->noise (copy, f->theta, noise_copy);
  g_assert_cmpmem (noise, sizeof noise, noise_copy, sizeof noise_copy);

  /* Another stage, or other data, for the one are nothing to the other. */
  if (type->presets->stage != NULL)
    {
      type->set_stage (copy, type->presets->values);
      g_assert_true (type->loss (copy, f->theta, 0, 0, NULL) != before);
    }
  g_assert_true (type->loss (f->model, f->theta, 0, 0, NULL) == before);
  tw_model_free (f->model);
  type->set_stage (copy, f->stage);
  g_assert_true (type->loss (copy, f->theta, 0, 0, NULL) == before);
  f->model = copy;
}

/* A value of spec that is not value. */
static double
another (const TwSettingSpec *spec, double value)
{
  double candidate = spec->type == TW_SETTING_REAL ? value * 0.75 + 0.125 : value + 1;

  if (!tw_setting_check (spec, candidate, NULL))
    candidate = value == spec->minimum ? spec->maximum : spec->minimum;
  return candidate;
}

/* Each setting changed by itself and back: the same bits as before, in a copy as in the original. */
static void
check_back_and_forth (Fixture *f, const TwSettingTable *table, double *values)
{
  const TwModelType *type = f->type;
  double full = type->loss (f->model, f->theta, 0, 0, NULL);
  double batch = type->loss (f->model, f->theta, 4, 21, NULL);

  for (guint i = 0; i < table->n; i++)
    {
      double old = values[i];
      TwVerdict verdict;
      double noise[3];

      values[i] = another (&table->specs[i], old);
      /* Some may not go together with the rest; then nothing has happened. */
      if (type->configure (f->model, f->world, f->settings, NULL))
        {
          type->verdict (f->model, f->theta, &verdict);
          check_verdict (f, &verdict);
          type->noise (f->model, f->theta, noise);
        }
      values[i] = old;
      g_assert_true (type->configure (f->model, f->world, f->settings, NULL));
      g_assert_true (type->loss (f->model, f->theta, 0, 0, NULL) == full);
      g_assert_true (type->loss (f->model, f->theta, 4, 21, NULL) == batch);
    }
}

static void
test_configure_back_and_forth (Fixture *f, gconstpointer type)
{
  wander (f);
  check_back_and_forth (f, &f->type->settings, f->settings);
  check_back_and_forth (f, &f->type->world, f->world);
}

/* A configured model is a created one. */
static void
test_configure_is_create (Fixture *f, gconstpointer data)
{
  const TwModelType *type = f->type;

  wander (f);
  for (guint i = 0; i < type->world.n + type->settings.n; i++)
    {
      double *value = i < type->world.n ? &f->world[i] : &f->settings[i - type->world.n];
      const TwSettingSpec *spec =
          i < type->world.n ? &type->world.specs[i] : &type->settings.specs[i - type->world.n];
      double old = *value;

      *value = another (spec, old);
      if (type->configure (f->model, f->world, f->settings, NULL))
        {
          g_autoptr (TwModel) fresh = type->create (11, f->world, f->settings, NULL);

          g_assert_nonnull (fresh);
          g_assert_true (type->loss (fresh, f->theta, 0, 0, NULL)
                         == type->loss (f->model, f->theta, 0, 0, NULL));
          g_assert_true (type->loss (fresh, f->theta, 2, 5, NULL)
                         == type->loss (f->model, f->theta, 2, 5, NULL));
        }
      *value = old;
      g_assert_true (type->configure (f->model, f->world, f->settings, NULL));
    }
}

/* Everything as large as the table allows is too much for the planner; a model that can do it has
 * nothing to show here. */
static void
test_failed_configure_changes_nothing (Fixture *f, gconstpointer data)
{
  const TwModelType *type = f->type;
  double full = type->loss (f->model, f->theta, 0, 0, NULL);
  double batch = type->loss (f->model, f->theta, 4, 21, NULL);
  g_autofree double *large = g_memdup2 (f->world, type->world.n * sizeof (double));
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) create_error = NULL;

  for (guint i = 0; i < type->world.n; i++)
    if (type->world.specs[i].type == TW_SETTING_INTEGER)
      large[i] = type->world.specs[i].maximum;
  if (type->configure (f->model, large, f->settings, &error))
    return;
  g_assert_true (error != NULL && error->domain == TW_MODEL_ERROR);
  g_assert_true (type->loss (f->model, f->theta, 0, 0, NULL) == full);
  g_assert_true (type->loss (f->model, f->theta, 4, 21, NULL) == batch);
  g_assert_null (type->create (1, large, f->settings, &create_error));
  g_assert_true (create_error != NULL && create_error->domain == TW_MODEL_ERROR);
}

static void
test_bytes (Fixture *f, gconstpointer data)
{
  const TwModelType *type = f->type;
  g_autofree double *back = g_new0 (double, f->n);
  g_autofree guint8 *longer = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize size;

  wander (f);
  f->theta[0] = -0.0;
  f->theta[f->n - 1] = 5e-324;
  bytes = type->to_bytes (f->model, f->theta);
  g_assert_true (type->from_bytes (f->model, bytes, back, NULL));
  g_assert_cmpmem (back, f->n * sizeof (double), f->theta, f->n * sizeof (double));

  size = g_bytes_get_size (bytes);
  longer = g_malloc0 (size + 8);
  memcpy (longer, g_bytes_get_data (bytes, NULL), size);
  const gsize wrong[] = { 0, 1, size - 8, size - 1, size + 1, size + 8 };
  for (gsize k = 0; k < G_N_ELEMENTS (wrong); k++)
    {
      g_autoptr (GBytes) bad = g_bytes_new (longer, wrong[k]);
      g_autoptr (GError) error = NULL;

      back[0] = 42;
      g_assert_false (type->from_bytes (f->model, bad, back, &error));
      g_assert_error (error, TW_MODEL_ERROR, TW_MODEL_ERROR_BYTES);
      g_assert_true (back[0] == 42);
    }
}

/* --- threads --- */

#define N_LOSSES 60

typedef struct
{
  TwModel *model;
  const double *thetas; /* (N_LOSSES, n) */
  gsize n;
  double losses[N_LOSSES];
  double *gradients; /* (N_LOSSES, n) */
} Work;

static void *
work (void *data)
{
  Work *w = data;

  for (guint k = 0; k < N_LOSSES; k++)
    w->losses[k] = w->model->type->loss (w->model, w->thetas + k * w->n, k, k % 3 * 20,
                                         w->gradients + k * w->n);
  tw_model_free (w->model);
  return NULL;
}

/* Copies share data; two of them at work at the same time must not notice. */
static void
test_copies_on_two_threads (Fixture *f, gconstpointer type)
{
  g_autofree double *thetas = g_new (double, N_LOSSES * f->n);
  Work works[3];
  pthread_t threads[2];

  for (guint k = 0; k < N_LOSSES; k++)
    {
      wander (f);
      memcpy (thetas + k * f->n, f->theta, f->n * sizeof (double));
    }
  for (int t = 0; t < 3; t++)
    works[t] = (Work){ .model = tw_model_copy (f->model),
                       .thetas = thetas,
                       .n = f->n,
                       .gradients = g_new0 (double, N_LOSSES * f->n) };
  for (int t = 0; t < 2; t++)
    g_assert_cmpint (pthread_create (&threads[t], NULL, work, &works[t]), ==, 0);
  for (int t = 0; t < 2; t++)
    pthread_join (threads[t], NULL);
  work (&works[2]);
  for (int t = 0; t < 2; t++)
    {
      g_assert_cmpmem (works[t].losses, sizeof works[t].losses, works[2].losses,
                       sizeof works[2].losses);
      g_assert_cmpmem (works[t].gradients, N_LOSSES * f->n * sizeof (double), works[2].gradients,
                       N_LOSSES * f->n * sizeof (double));
    }
  for (int t = 0; t < 3; t++)
    g_free (works[t].gradients);
}

typedef struct
{
  const char *name;
  void (*function) (Fixture *f, gconstpointer type);
} Clause;

static const Clause clauses[] = {
  { "tables", test_tables },
  { "presets", test_presets },
  { "names", test_names },
  { "loss-with-and-without-gradient", test_loss_with_and_without_gradient },
  { "minibatch-is-a-function-of-seed-and-step", test_minibatch_is_a_function_of_seed_and_step },
  { "full-batch-ignores-step", test_full_batch_ignores_step },
  { "gradient", test_gradient },
  { "readouts", test_readouts },
  { "jacobian", test_jacobian },
  { "place", test_place },
  { "out-of-reach", test_out_of_reach },
  { "noise", test_noise },
  { "field-point", test_field_point },
  { "copy-is-independent", test_copy_is_independent },
  { "configure-back-and-forth", test_configure_back_and_forth },
  { "configure-is-create", test_configure_is_create },
  { "failed-configure-changes-nothing", test_failed_configure_changes_nothing },
  { "bytes", test_bytes },
  { "copies-on-two-threads", test_copies_on_two_threads },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (const TwModelType *const *type = tw_model_types (); *type != NULL; type++)
    for (gsize k = 0; k < G_N_ELEMENTS (clauses); k++)
      {
        g_autofree char *path = g_strdup_printf ("/model/%s/%s", (*type)->name, clauses[k].name);

        g_test_add (path, Fixture, *type, set_up, clauses[k].function, tear_down);
      }
  return g_test_run ();
}
