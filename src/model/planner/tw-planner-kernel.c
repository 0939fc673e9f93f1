/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/planner/tw-planner-kernel.h"

#include "core/tw-cpu.h"
#include "model/planner/tw-planner-kernel-isa.h"

TwPlannerGradientKernel
tw_planner_gradient_kernel (void)
{
  switch (tw_cpu_isa ())
    {
#ifdef TW_HAVE_X86_ISAS
    case TW_ISA_AVX512:
      return tw_planner_gradient_avx512;
    case TW_ISA_AVX2:
      return tw_planner_gradient_avx2;
#endif
    default:
      return tw_planner_gradient_plain;
    }
}

TwPlannerScoreKernel
tw_planner_score_kernel (void)
{
  switch (tw_cpu_isa ())
    {
#ifdef TW_HAVE_X86_ISAS
    case TW_ISA_AVX512:
      return tw_planner_score_avx512;
    case TW_ISA_AVX2:
      return tw_planner_score_avx2;
#endif
    default:
      return tw_planner_score_plain;
    }
}
