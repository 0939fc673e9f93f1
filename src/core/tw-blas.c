/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/tw-blas.h"

#include <cblas.h>

void
tw_blas_init (void)
{
  openblas_set_num_threads (1);
}

const char *
tw_blas_description (void)
{
  static gsize once;
  static char *description;

  if (g_once_init_enter (&once))
    {
      description =
          g_strdup_printf ("%s; kernels: %s", openblas_get_config (), openblas_get_corename ());
      g_once_init_leave (&once, 1);
    }
  return description;
}
