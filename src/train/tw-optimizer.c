/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "train/tw-optimizer.h"

#include "core/tw-random.h"

#include <math.h>
#include <string.h>

void
tw_optimizer_init (TwOptimizer *optimizer, gsize n)
{
  optimizer->n = n;
  optimizer->t = 0;
  optimizer->first = g_new0 (double, MAX (n, 1));
  optimizer->second = g_new0 (double, MAX (n, 1));
}

void
tw_optimizer_clear (TwOptimizer *optimizer)
{
  g_clear_pointer (&optimizer->first, g_free);
  g_clear_pointer (&optimizer->second, g_free);
  optimizer->n = 0;
  optimizer->t = 0;
}

void
tw_optimizer_reset (TwOptimizer *optimizer)
{
  optimizer->t = 0;
  memset (optimizer->first, 0, optimizer->n * sizeof (double));
  memset (optimizer->second, 0, optimizer->n * sizeof (double));
}

void
tw_optimizer_copy_state (TwOptimizer *to, const TwOptimizer *from)
{
  g_return_if_fail (to->n == from->n);

  to->t = from->t;
  memcpy (to->first, from->first, from->n * sizeof (double));
  memcpy (to->second, from->second, from->n * sizeof (double));
}

double
tw_optimizer_rate (const double *settings, guint64 step, guint64 steps)
{
  const double warmup = settings[TW_OPT_WARMUP];
  const double last = settings[TW_OPT_FINAL_FRACTION];
  const double progress = steps > 0 ? MIN ((double)step / (double)steps, 1.0) : 1.0;
  double factor = 1.0;

  switch ((TwSchedule)settings[TW_OPT_SCHEDULE])
    {
    case TW_SCHEDULE_CONSTANT:
      break;
    case TW_SCHEDULE_COSINE:
      factor = last + (1.0 - last) * 0.5 * (1.0 + cos (G_PI * progress));
      break;
    case TW_SCHEDULE_LINEAR:
      factor = 1.0 - (1.0 - last) * progress;
      break;
    }

  if ((double)step + 1.0 < warmup)
    factor *= ((double)step + 1.0) / warmup;

  return settings[TW_OPT_LEARNING_RATE] * factor;
}

/* Largest |v|, or NaN if there is one. */
static double
largest (const double *v, gsize n)
{
  double max = 0;

  for (gsize i = 0; i < n; i++)
    if (!(fabs (v[i]) <= max))
      {
        max = fabs (v[i]);
        if (isnan (max))
          break;
      }
  return max;
}

static double
sum_of_squares (const double *v, gsize n, double divisor)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (v[i] / divisor) * (v[i] / divisor);

  return sum;
}

/* The norm is scale × rest.  Numbers whose squares neither overflow nor lose digits, that is nearly
 * all, take the short way with a scale of 1; the others are divided by the largest first. */
static double
norm_parts (const double *v, gsize n, double *scale)
{
  double sum = 0;

  *scale = 1.0;
  for (gsize i = 0; i < n; i++)
    sum += v[i] * v[i];
  if (sum > 1e-270 && sum < 1e300)
    return sqrt (sum);

  *scale = largest (v, n);
  if (!(*scale > 0 && isfinite (*scale)))
    return 1.0;
  return sqrt (sum_of_squares (v, n, *scale));
}

double
tw_optimizer_norm (const double *v, gsize n)
{
  double scale;
  const double rest = norm_parts (v, n, &scale);

  return scale * rest;
}

double
tw_optimizer_clip (double *gradient, gsize n, double clip)
{
  double scale;
  const double rest = norm_parts (gradient, n, &scale);
  const double norm = scale * rest;

  /* The norm of finite numbers may overflow; dividing by its parts in turn does not. */
  if (clip > 0 && norm > clip && isfinite (scale))
    for (gsize i = 0; i < n; i++)
      gradient[i] = gradient[i] / scale * (clip / rest);

  return norm;
}

static void
plain (double rate, const double *gradient, gsize n, double *delta)
{
  for (gsize i = 0; i < n; i++)
    delta[i] = -rate * gradient[i];
}

static void
momentum (TwOptimizer *o, double mu, double rate, const double *gradient, double *delta)
{
  for (gsize i = 0; i < o->n; i++)
    {
      o->first[i] = mu * o->first[i] + gradient[i];
      delta[i] = -rate * o->first[i];
    }
}

static void
adam (TwOptimizer *o, const double *settings, double rate, const double *gradient, double *delta)
{
  const double beta1 = settings[TW_OPT_BETA1], beta2 = settings[TW_OPT_BETA2];
  const double epsilon = settings[TW_OPT_EPSILON];
  /* t has been raised for this update, so neither correction is 0. */
  const double correction1 = 1.0 - pow (beta1, (double)o->t);
  const double correction2 = sqrt (1.0 - pow (beta2, (double)o->t));

  for (gsize i = 0; i < o->n; i++)
    {
      const double g = gradient[i];

      o->first[i] = beta1 * o->first[i] + (1.0 - beta1) * g;
      o->second[i] = beta2 * o->second[i] + (1.0 - beta2) * g * g;
      delta[i] =
          -(rate / correction1) * o->first[i] / (sqrt (o->second[i]) / correction2 + epsilon);
    }
}

static void
langevin (double temperature, double rate, const double *gradient, gsize n, guint64 seed,
          guint64 step, double *delta)
{
  const double size = sqrt (2.0 * rate * temperature);

  /* The noise is drawn into delta, which becomes the update in place. */
  tw_random_fill_normal (seed, TW_STREAM_LANGEVIN, step, 0, n, delta);
  for (gsize i = 0; i < n; i++)
    delta[i] = -rate * gradient[i] + size * delta[i];
}

void
tw_optimizer_update (TwOptimizer *optimizer, const double *settings, double rate,
                     const double *gradient, guint64 seed, guint64 step, double *theta,
                     double *delta)
{
  const gsize n = optimizer->n;

  optimizer->t++;
  switch ((TwMethod)settings[TW_OPT_METHOD])
    {
    case TW_METHOD_GRADIENT_DESCENT:
    case TW_METHOD_SGD:
      plain (rate, gradient, n, delta);
      break;
    case TW_METHOD_MOMENTUM:
      momentum (optimizer, settings[TW_OPT_MOMENTUM], rate, gradient, delta);
      break;
    case TW_METHOD_ADAM:
      adam (optimizer, settings, rate, gradient, delta);
      break;
    case TW_METHOD_ADAMW:
      adam (optimizer, settings, rate, gradient, delta);
      for (gsize i = 0; i < n; i++)
        delta[i] -= rate * settings[TW_OPT_WEIGHT_DECAY] * theta[i];
      break;
    case TW_METHOD_LANGEVIN:
      langevin (settings[TW_OPT_TEMPERATURE], rate, gradient, n, seed, step, delta);
      break;
    }

  for (gsize i = 0; i < n; i++)
    theta[i] += delta[i];
}
