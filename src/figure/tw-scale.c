/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-scale.h"

#include <float.h>
#include <math.h>

/* Beyond this cairo's 24.8 fixed point would wrap around. */
#define FAR_AWAY 1e6

void
tw_scale_init (TwScale *scale, TwScaleKind kind, double d0, double d1, double p0, double p1)
{
  gboolean log = kind == TW_SCALE_LOG;
  double least;

  if (!isfinite (d0) || !isfinite (d1) || fabs (d0) > 1e300 || fabs (d1) > 1e300)
    {
      d0 = log ? 1 : 0;
      d1 = log ? 10 : 1;
    }
  if (d0 > d1)
    {
      double swap = d0;

      d0 = d1;
      d1 = swap;
    }
  if (log)
    {
      d1 = d1 > 1e-290 ? d1 : 10;
      d0 = d0 > 1e-300 ? d0 : d1 / 1e4;
    }
  /* Enough doubles between the ends that ticks and pixels are distinct. */
  least = MAX (fabs (d0), fabs (d1)) * 1e-9;
  least = MAX (least, 1e-290);
  if (!(d1 - d0 >= least))
    {
      double half = d0 == 0 && d1 == 0 ? 0.5 : MAX (fabs (d0), fabs (d1)) * (log ? 0.5 : 0.05);

      half = MAX (half, least);
      d0 -= half;
      d1 += half;
    }
  *scale = (TwScale){ kind, d0, d1, isfinite (p0) ? p0 : 0, isfinite (p1) ? p1 : 1 };
}

double
tw_scale_to_pixel (const TwScale *scale, double value)
{
  double share;
  double pixel;

  if (isnan (value))
    return NAN;
  if (scale->kind == TW_SCALE_LOG)
    {
      if (value <= 0)
        return scale->p0;
      share = log (value / scale->d0) / log (scale->d1 / scale->d0);
    }
  else
    share = (value - scale->d0) / (scale->d1 - scale->d0);
  pixel = scale->p0 + share * (scale->p1 - scale->p0);
  if (isnan (pixel)) /* infinity times an empty stretch of pixels */
    return scale->p0;
  return CLAMP (pixel, -FAR_AWAY, FAR_AWAY);
}

double
tw_scale_to_data (const TwScale *scale, double pixel)
{
  double length = scale->p1 - scale->p0;
  double share = length == 0 ? 0 : (pixel - scale->p0) / length;

  if (scale->kind == TW_SCALE_LOG)
    return scale->d0 * exp (share * log (scale->d1 / scale->d0));
  return scale->d0 + share * (scale->d1 - scale->d0);
}

double
tw_scale_clamp (const TwScale *scale, double value)
{
  return CLAMP (value, scale->d0, scale->d1);
}

/* 1, 2 or 5 times a power of ten, at least x. */
static double
nice_step (double x)
{
  double power = pow (10, floor (log10 (x)));
  double mantissa = x / power;

  if (mantissa <= 1)
    return power;
  if (mantissa <= 2)
    return 2 * power;
  return mantissa <= 5 ? 5 * power : 10 * power;
}

static void
nice_log_range (double *lo, double *hi)
{
  *hi = *hi > 1e-290 ? *hi : 10;
  *lo = *lo > 1e-300 ? *lo : *hi / 10;
  *lo = pow (10, floor (log10 (*lo) + 1e-9));
  *hi = pow (10, ceil (log10 (*hi) - 1e-9));
  if (*hi <= *lo)
    *hi = *lo * 10;
}

void
tw_nice_range (TwScaleKind kind, double *lo, double *hi)
{
  TwScale scale;
  double step;

  tw_scale_init (&scale, kind, *lo, *hi, 0, 1);
  *lo = scale.d0;
  *hi = scale.d1;
  if (kind == TW_SCALE_LOG)
    {
      nice_log_range (lo, hi);
      return;
    }
  step = nice_step ((*hi - *lo) / 5);
  /* Data that touch a round number do not need another step above it. */
  *lo = floor (*lo / step + 1e-9) * step;
  *hi = ceil (*hi / step - 1e-9) * step;
}
