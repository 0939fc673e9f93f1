/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/tw-cpu.h"

#include <string.h>

static const char *const isa_names[TW_N_ISAS] = { "plain", "avx2", "avx512" };

/* What is in use, plus one; 0 until it is first asked for. */
static gint isa_in_use;

TwIsa
tw_cpu_best_isa (void)
{
#ifdef TW_HAVE_X86_ISAS
  /* The builtin asks the operating system too, whether it keeps the wide registers. */
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512dq")
      && __builtin_cpu_supports ("avx512vl"))
    return TW_ISA_AVX512;
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    return TW_ISA_AVX2;
#endif
  return TW_ISA_PLAIN;
}

/* The best, or less if the environment asks for less. */
static TwIsa
choose (void)
{
  const char *wanted = g_getenv ("THALWEG_ISA");
  const TwIsa best = tw_cpu_best_isa ();

  for (int isa = 0; wanted != NULL && isa < TW_N_ISAS; isa++)
    if (strcmp (wanted, isa_names[isa]) == 0)
      return MIN ((TwIsa)isa, best);

  return best;
}

TwIsa
tw_cpu_isa (void)
{
  gint isa = g_atomic_int_get (&isa_in_use);

  if (G_UNLIKELY (isa == 0))
    {
      isa = (gint)choose () + 1;
      g_atomic_int_set (&isa_in_use, isa);
    }
  return (TwIsa)(isa - 1);
}

gboolean
tw_cpu_force_isa (TwIsa isa)
{
  if (isa > tw_cpu_best_isa ())
    return FALSE;

  g_atomic_int_set (&isa_in_use, (gint)isa + 1);
  return TRUE;
}

const char *
tw_isa_name (TwIsa isa)
{
  g_return_val_if_fail (isa < TW_N_ISAS, NULL);

  return isa_names[isa];
}
