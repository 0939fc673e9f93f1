/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/tw-root.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>

#include <math.h>

#define MAX_ITERATIONS 200

gboolean
tw_root_find (TwFunction f, gpointer data, double lower, double upper, double tolerance,
              double *root)
{
  gsl_function function = { f, data };
  gsl_root_fsolver *solver;
  const double at_lower = f (lower, data), at_upper = f (upper, data);
  double a = lower, b = upper, x = lower;

  /* Everything that GSL would call its error handler for, which aborts, is excluded here. */
  if (at_lower == 0 || at_upper == 0)
    {
      *root = at_lower == 0 ? lower : upper;
      return TRUE;
    }
  if (!(lower < upper && isfinite (at_lower) && isfinite (at_upper)
        && (at_lower < 0) != (at_upper < 0)))
    return FALSE;

  solver = gsl_root_fsolver_alloc (gsl_root_fsolver_brent);
  gsl_root_fsolver_set (solver, &function, lower, upper);
  for (guint i = 0; i < MAX_ITERATIONS && b - a > tolerance; i++)
    {
      if (gsl_root_fsolver_iterate (solver) != GSL_SUCCESS)
        break;
      x = gsl_root_fsolver_root (solver);
      a = gsl_root_fsolver_x_lower (solver);
      b = gsl_root_fsolver_x_upper (solver);
    }
  gsl_root_fsolver_free (solver);

  *root = x;
  return TRUE;
}
