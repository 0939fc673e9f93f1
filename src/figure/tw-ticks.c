/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-ticks.h"

#include "figure/tw-format.h"

#include <math.h>

#define MAX_TICKS 128

typedef struct
{
  const TwScale *scale;
  double min_gap;
  double low, high;
  TwTickMeasure measure;
  gpointer data;
} Request;

static double
measure_label (const Request *request, const char *label)
{
  if (request->measure != NULL)
    return request->measure (label, request->data);
  return 7.0 * g_utf8_strlen (label, -1);
}

/* Removes labels that do not fit between low and high; says if the others keep their distance. */
static gboolean
labels_fit (const Request *request, GArray *ticks)
{
  double end = -INFINITY;
  gboolean down = request->scale->p1 < request->scale->p0;

  for (guint i = 0; i < ticks->len; i++)
    {
      TwTick *tick = &g_array_index (ticks, TwTick, down ? ticks->len - 1 - i : i);
      double half;

      if (tick->label[0] == '\0')
        continue;
      half = measure_label (request, tick->label) / 2;
      /* Half a pixel is lost to nobody. */
      if (tick->pixel - half < request->low - 0.5 || tick->pixel + half > request->high + 0.5)
        {
          tick->label[0] = '\0';
          continue;
        }
      if (tick->pixel - half < end + request->min_gap)
        return FALSE;
      end = tick->pixel + half;
    }
  return TRUE;
}

static TwTick *
add_tick (const Request *request, GArray *ticks, double value, gboolean minor)
{
  TwTick tick = { .value = value, .minor = minor };
  double slack = 1e-9 * (request->scale->d1 - request->scale->d0);

  if (ticks->len >= MAX_TICKS || value < request->scale->d0 - slack
      || value > request->scale->d1 + slack)
    return NULL;
  tick.value = tw_scale_clamp (request->scale, value);
  tick.pixel = tw_scale_to_pixel (request->scale, tick.value);
  g_array_append_val (ticks, tick);
  return &g_array_index (ticks, TwTick, ticks->len - 1);
}

/* What the axis says at a value, and the other way round: they differ for exponents. */
static double
to_label (const TwScale *scale, double value)
{
  return scale->kind == TW_SCALE_EXPONENT ? pow (10, value) : value;
}

static double
from_label (const TwScale *scale, double shown)
{
  return scale->kind == TW_SCALE_EXPONENT ? log10 (shown) : shown;
}

static void
write_label (TwTick *tick, double shown, double step, double largest)
{
  int decimals = (int)ceil (-log10 (step) - 1e-9);

  if (largest >= 1e7 || step < 1e-6)
    {
      int digits = (int)ceil (log10 (largest / step) - 1e-9) + 1;

      tw_format_value (shown, digits, tick->label, sizeof tick->label);
    }
  else
    tw_format_number (shown, decimals, tick->label, sizeof tick->label);
}

static GArray *
linear_ticks (const Request *request, double step)
{
  const TwScale *scale = request->scale;
  GArray *ticks = g_array_new (FALSE, TRUE, sizeof (TwTick));
  double lo = to_label (scale, scale->d0);
  double hi = to_label (scale, scale->d1);
  double first = ceil (lo / step - 1e-9);
  double last = floor (hi / step + 1e-9);

  if (!(last - first < MAX_TICKS))
    return ticks;
  for (double k = first; k <= last; k++)
    {
      double shown = k == 0 ? 0 : k * step;
      TwTick *tick = add_tick (request, ticks, from_label (scale, shown), FALSE);

      if (tick != NULL)
        write_label (tick, shown, step, MAX (fabs (lo), fabs (hi)));
    }
  return ticks;
}

static double
next_step (double step)
{
  double power = pow (10, floor (log10 (step) + 1e-9));
  double mantissa = step / power;

  if (mantissa < 1.5)
    return 2 * power;
  return mantissa < 3 ? 5 * power : 10 * power;
}

/* From the finest step that could have room to coarser ones until labels keep their distance. */
static GArray *
fit_linear (const Request *request)
{
  double lo = to_label (request->scale, request->scale->d0);
  double hi = to_label (request->scale, request->scale->d1);
  double pixels = MAX (fabs (request->scale->p1 - request->scale->p0), 1);
  double wanted = (hi - lo) * (request->min_gap + 6) / pixels;
  double step = pow (10, floor (log10 (MIN (wanted, hi - lo))));

  for (int i = 0; i < 40; i++)
    {
      GArray *ticks;

      if (step >= wanted * (1 - 1e-9))
        {
          ticks = linear_ticks (request, step);
          if (ticks->len > 0 && labels_fit (request, ticks))
            return ticks;
          g_array_unref (ticks);
          if (step > 2 * (hi - lo))
            break;
        }
      step = next_step (step);
    }
  return g_array_new (FALSE, TRUE, sizeof (TwTick));
}

static void
write_decade (TwTick *tick, int exponent)
{
  if (exponent < -3 || exponent > 6)
    tw_format_power (exponent, tick->label, sizeof tick->label);
  else
    tw_format_number (pow (10, exponent), MAX (-exponent, 0), tick->label, sizeof tick->label);
}

/* Labels every stride-th decade; between them, where there is room, 2 … 9 (or the other decades). */
static GArray *
decade_ticks (const Request *request, int stride, gboolean minors)
{
  const TwScale *scale = request->scale;
  gboolean log = scale->kind == TW_SCALE_LOG;
  GArray *ticks = g_array_new (FALSE, TRUE, sizeof (TwTick));
  double e0 = log ? log10 (scale->d0) : scale->d0;
  double e1 = log ? log10 (scale->d1) : scale->d1;

  for (int e = (int)floor (e0 + 1e-9); e <= e1 + 1e-9; e++)
    {
      gboolean labelled = (e % stride + stride) % stride == 0;
      TwTick *tick = add_tick (request, ticks, log ? pow (10, e) : e, !labelled);

      if (tick != NULL && labelled)
        write_decade (tick, e);
      for (int m = 2; minors && m < 10; m++)
        add_tick (request, ticks, log ? m * pow (10, e) : e + log10 (m), TRUE);
    }
  return ticks;
}

static GArray *
fit_decades (const Request *request, double decades)
{
  double pixels = fabs (request->scale->p1 - request->scale->p0) / decades;

  for (int stride = 1; stride <= 512; stride = stride == 1 ? 2 : stride == 2 ? 3 : 2 * stride)
    {
      gboolean minors = stride == 1 && pixels >= 32 && decades < 12;
      GArray *ticks;

      /* With hundreds of decades the ones between would be a solid bar. */
      if (decades / stride > MAX_TICKS / 4 || decades > MAX_TICKS / (minors ? 9 : 1))
        continue;
      ticks = decade_ticks (request, stride, minors);
      if (labels_fit (request, ticks))
        return ticks;
      g_array_unref (ticks);
    }
  return g_array_new (FALSE, TRUE, sizeof (TwTick));
}

GArray *
tw_scale_ticks (const TwScale *scale, double min_gap, double low, double high,
                TwTickMeasure measure, gpointer data)
{
  Request request = { scale, min_gap, low, high, measure, data };
  double decades = 0;

  if (scale->kind == TW_SCALE_LOG)
    decades = log10 (scale->d1 / scale->d0);
  else if (scale->kind == TW_SCALE_EXPONENT)
    decades = scale->d1 - scale->d0;
  if (scale->kind == TW_SCALE_EXPONENT && (scale->d1 > 300 || scale->d0 < -300))
    return g_array_new (FALSE, TRUE, sizeof (TwTick));
  if (scale->kind != TW_SCALE_LINEAR && decades >= 1.3)
    return fit_decades (&request, decades);
  return fit_linear (&request);
}
