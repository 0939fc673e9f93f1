/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/tw-blas.h"
#include "core/tw-cpu.h"

#include <string.h>

static void
test_force (void)
{
  const TwIsa best = tw_cpu_best_isa ();

  for (int isa = 0; isa < TW_N_ISAS; isa++)
    {
      const TwIsa before = tw_cpu_isa ();
      const gboolean can = tw_cpu_force_isa ((TwIsa)isa);

      g_assert_true (can == ((TwIsa)isa <= best));
      g_assert_cmpint (tw_cpu_isa (), ==, can ? (TwIsa)isa : before);
    }
  g_assert_true (tw_cpu_force_isa (best));
}

/* The environment can only lower it; what it does not know changes nothing. */
static void
test_environment (void)
{
  if (g_test_subprocess ())
    {
      g_print ("isa=%s\n", tw_isa_name (tw_cpu_isa ()));
      return;
    }

  g_setenv ("THALWEG_ISA", "plain", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*isa=plain*");

  g_setenv ("THALWEG_ISA", "abacus", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  {
    g_autofree char *best = g_strdup_printf ("*isa=%s*", tw_isa_name (tw_cpu_best_isa ()));

    g_test_trap_assert_stdout (best);
  }
  g_unsetenv ("THALWEG_ISA");
}

static void
test_blas (void)
{
  tw_blas_init ();
  g_assert_nonnull (strstr (tw_blas_description (), "OpenBLAS"));
  g_assert_true (tw_blas_description () == tw_blas_description ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/cpu/force", test_force);
  g_test_add_func ("/core/cpu/environment", test_environment);
  g_test_add_func ("/core/blas/description", test_blas);
  return g_test_run ();
}
