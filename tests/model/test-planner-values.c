/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The planner against stored values that an independent implementation gave
 * (tests/reference/make-planner-values.py, which also describes the file). */

#include "model/planner/tw-planner.h"

#include <math.h>
#include <string.h>

/* The stored values are right to the last digit; ours carry the rounding of a few dozen operations,
 * magnified by cancellation in sums over contexts. */
#define RELATIVE 1e-9
#define ABSOLUTE 1e-14

typedef struct
{
  guint number;
  TwPlannerArrays arrays;
  double world[TW_PLANNER_N_WORLD], settings[TW_PLANNER_N_SETTINGS], stage[TW_PLANNER_N_STAGE];
  double theta[TW_PLANNER_N_PARAMS];

  TwModel *model; /* NULL until the first expected value */
  double loss, gradient[TW_PLANNER_N_PARAMS], readouts[TW_PLANNER_N_READOUTS], point[2];
  double jacobian[2 * TW_PLANNER_N_PARAMS], noise[3], vector[2];
  TwVerdict verdict;
  guint n_compared;
} Case;

static const TwModelType *const type = &tw_planner_type;

static void
case_begin (Case *c, guint number)
{
  memset (c, 0, sizeof *c);
  c->number = number;
  tw_setting_table_defaults (&type->world, c->world);
  tw_setting_table_defaults (&type->settings, c->settings);
  tw_setting_table_defaults (&type->stage, c->stage);
  tw_setting_table_defaults (&type->start, c->theta);
}

static void
case_evaluate (Case *c)
{
  g_autoptr (GError) error = NULL;

  c->model = tw_planner_new_with_arrays (&c->arrays, c->world, c->settings, &error);
  g_assert_no_error (error);
  type->set_stage (c->model, c->stage);
  c->loss = type->loss (c->model, c->theta, 0, 0, c->gradient);
  type->read (c->model, c->theta, c->readouts);
  type->plane (c->model, c->theta, c->point);
  type->jacobian (c->model, c->theta, c->jacobian);
  type->noise (c->model, c->theta, c->noise);
  type->verdict (c->model, c->theta, &c->verdict);
  for (int i = 0; i < TW_PLANNER_N_PARAMS; i++)
    {
      c->vector[0] -= c->jacobian[i] * c->gradient[i];
      c->vector[1] -= c->jacobian[TW_PLANNER_N_PARAMS + i] * c->gradient[i];
    }
}

static void
case_end (Case *c)
{
  /* 1 loss, 16 gradients, 13 read-outs, 2 + 32 of the plane, 2 vector, 3 noise, 3 scores, entropy,
   * regime; the file leaves none out. */
  g_assert_cmpuint (c->n_compared, >=, 70);
  tw_model_free (c->model);
  tw_planner_arrays_clear (&c->arrays);
}

static void
compare (Case *c, const char *what, const char *name, double ours, const char *text)
{
  const double stored = g_ascii_strtod (text, NULL);

  c->n_compared++;
  if (!(fabs (ours - stored) <= RELATIVE * fabs (stored) + ABSOLUTE))
    g_error ("case %u: %s %s is %.17g, stored is %.17g", c->number, what, name, ours, stored);
}

static void
set_by_name (const TwSettingTable *table, double *values, const char *name, const char *text)
{
  const int index = tw_setting_table_find (table, name);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (index, >=, 0);
  g_assert_true (tw_setting_parse (&table->specs[index], text, &values[index], &error));
}

static int
find_score (const char *name)
{
  for (guint i = 0; i < type->n_scores; i++)
    if (strcmp (type->scores[i].name, name) == 0)
      return (int)i;

  g_assert_not_reached ();
}

/* Numbers of an array, after the key. */
static gboolean
read_array (Case *c, char **words)
{
  const gsize n = (gsize)c->arrays.n_contexts * c->arrays.n_actions;
  const struct
  {
    const char *key;
    double **target;
    gsize length;
  } arrays[] = {
    { "phi", &c->arrays.phi, 3 * n }, { "psi", &c->arrays.psi, 3 * n },
    { "eta", &c->arrays.eta, n },     { "eta2", &c->arrays.eta2, n },
    { "etar", &c->arrays.etar, n },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
    if (strcmp (words[0], arrays[i].key) == 0)
      {
        g_assert_cmpuint (g_strv_length (words), ==, arrays[i].length + 1);
        *arrays[i].target = g_new (double, arrays[i].length);
        for (gsize j = 0; j < arrays[i].length; j++)
          (*arrays[i].target)[j] = g_ascii_strtod (words[j + 1], NULL);
        return TRUE;
      }

  return FALSE;
}

/* What the case is. */
static gboolean
read_given (Case *c, char **words)
{
  if (strcmp (words[0], "case") == 0)
    case_begin (c, (guint)g_ascii_strtoull (words[1], NULL, 10));
  else if (strcmp (words[0], "world") == 0)
    {
      c->arrays.n_contexts = (guint)g_ascii_strtoull (words[1], NULL, 10);
      c->arrays.n_actions = (guint)g_ascii_strtoull (words[2], NULL, 10);
    }
  else if (strcmp (words[0], "settings") == 0)
    {
      if (tw_setting_table_find (&type->world, words[1]) >= 0)
        set_by_name (&type->world, c->world, words[1], words[2]);
      else
        set_by_name (&type->settings, c->settings, words[1], words[2]);
    }
  else if (strcmp (words[0], "stage") == 0)
    set_by_name (&type->stage, c->stage, words[1], words[2]);
  else if (strcmp (words[0], "theta") == 0)
    set_by_name (&type->start, c->theta, words[1], words[2]);
  else
    return read_array (c, words);

  return TRUE;
}

/* What must come out. */
static void
compare_expected (Case *c, char **words)
{
  const char *what = words[0], *name = words[1];

  if (strcmp (what, "loss") == 0)
    compare (c, what, "", c->loss, name);
  else if (strcmp (what, "gradient") == 0)
    compare (c, what, name, c->gradient[tw_model_find_param (c->model, name)], words[2]);
  else if (strcmp (what, "readout") == 0)
    compare (c, what, name, c->readouts[tw_model_type_find_readout (type, name)], words[2]);
  else if (strcmp (what, "jacobian") == 0)
    compare (c, what, words[2],
             c->jacobian[(*name == 'y' ? TW_PLANNER_N_PARAMS : 0)
                         + tw_model_find_param (c->model, words[2])],
             words[3]);
  else if (strcmp (what, "score") == 0)
    compare (c, what, name, c->verdict.scores[find_score (name)], words[2]);
  else if (strcmp (what, "entropy") == 0)
    compare (c, what, "", c->verdict.entropy, name);
  else if (strcmp (what, "regime") == 0)
    {
      g_assert_cmpstr (type->regimes[c->verdict.regime].name, ==, name);
      c->n_compared++;
    }
  else
    {
      const double *numbers = strcmp (what, "plane") == 0    ? c->point
                              : strcmp (what, "vector") == 0 ? c->vector
                              : strcmp (what, "noise") == 0  ? c->noise
                                                             : NULL;

      g_assert_nonnull (numbers);
      for (int i = 0; words[i + 1] != NULL; i++)
        compare (c, what, "", numbers[i], words[i + 1]);
    }
}

static void
test_stored_values (void)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "reference", "planner-values.txt", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  guint n_cases = 0;
  Case c;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);

      if (words[0] == NULL || *words[0] == '\0' || *words[0] == '#')
        continue;
      if (strcmp (words[0], "end") == 0)
        {
          case_end (&c);
          n_cases++;
        }
      else if (!read_given (&c, words))
        {
          if (c.model == NULL)
            case_evaluate (&c);
          compare_expected (&c, words);
        }
    }
  g_assert_cmpuint (n_cases, >=, 60);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/planner/values/stored", test_stored_values);
  return g_test_run ();
}
