/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tw-quadratic.h"

#include "core/tw-random.h"
#include "train/tw-optimizer.h"
#include "train/tw-scenario-private.h"

#include <math.h>
#include <string.h>

#define N 3

typedef struct
{
  TwModel parent;
  guint64 seed;
  double settings[4];
  double target;
} Quadratic;

void (*tw_quadratic_hook) (guint64 step);

static const char *const names[N] = { "a", "b", "c" };

#define REAL(name, lowest, highest, value)                                                         \
  {                                                                                                \
    .key = name, .title = name, .unit = "", .help = "", .type = TW_SETTING_REAL,                   \
    .minimum = lowest, .maximum = highest, .fallback = value                                       \
  }
#define INTEGER(name, highest, value)                                                              \
  {                                                                                                \
    .key = name, .title = name, .unit = "", .help = "", .type = TW_SETTING_INTEGER, .minimum = 0,  \
    .maximum = highest, .fallback = value                                                          \
  }

static const TwSettingSpec world[] = { INTEGER ("size", 1000, 10) };
static const TwSettingSpec settings[] = {
  REAL ("curvature", 0, 1e3, 1),
  REAL ("noise", 0, 1e3, 0.1),
  INTEGER ("fault", 3, 0),
  INTEGER ("fault_step", 1e9, 0),
};
static const TwSettingSpec start[] = { REAL ("a", -1e300, 1e300, 0), REAL ("b", -1e300, 1e300, 0.5),
                                       REAL ("c", -1e300, 1e300, 3) };
static const TwSettingSpec stage[] = { REAL ("target", -1e6, 1e6, 0) };
static const TwStagePreset presets[] = { { NULL, NULL } };
static const TwReadoutSpec readouts[] = { { "a", "a", "", -INFINITY, INFINITY },
                                          { "b", "b", "", -INFINITY, INFINITY },
                                          { "sum", "sum", "", -INFINITY, INFINITY } };

static gboolean
configure (TwModel *model, const double *new_world, const double *new_settings, GError **error)
{
  Quadratic *self = (Quadratic *)model;

  if (new_world[TW_QUADRATIC_SIZE] == 13)
    {
      g_set_error (error, TW_MODEL_ERROR, TW_MODEL_ERROR_SETTINGS, "13 does not go with this");
      return FALSE;
    }
  memcpy (self->settings, new_settings, sizeof self->settings);
  return TRUE;
}

static void
destroy (TwModel *model)
{
  g_free (model);
}

static TwModel *
create (guint64 seed, const double *new_world, const double *new_settings, GError **error)
{
  Quadratic *self = g_new0 (Quadratic, 1);

  self->parent.type = &tw_quadratic_type;
  self->seed = seed;
  if (configure (&self->parent, new_world, new_settings, error))
    return &self->parent;
  g_free (self);
  return NULL;
}

static TwModel *
copy (const TwModel *model)
{
  return g_memdup2 (model, sizeof (Quadratic));
}

static void
set_stage (TwModel *model, const double *values)
{
  ((Quadratic *)model)->target = values[0];
}

static gsize
n_params (const TwModel *model)
{
  return N;
}

static const char *
param_name (const TwModel *model, gsize index)
{
  return names[index];
}

static void
initialise (const TwModel *model, const double *values, double *theta)
{
  memcpy (theta, values, N * sizeof *theta);
}

static double
fault (const Quadratic *self, double *gradient)
{
  switch ((TwQuadraticFault)self->settings[TW_QUADRATIC_FAULT])
    {
    case TW_QUADRATIC_SOUND:
      break;
    case TW_QUADRATIC_LOSS_NAN:
      return NAN;
    case TW_QUADRATIC_GRADIENT_INF:
      gradient[1] = -INFINITY;
      break;
    case TW_QUADRATIC_GRADIENT_HUGE:
      gradient[2] = 1e306;
      break;
    }
  return 0;
}

static double
loss (TwModel *model, const double *theta, guint64 step, guint batch, double *gradient)
{
  Quadratic *self = (Quadratic *)model;
  const double curvature = self->settings[TW_QUADRATIC_CURVATURE];
  double sum = 0, scratch[N];
  double *g = gradient != NULL ? gradient : scratch;

  for (guint i = 0; i < N; i++)
    {
      const double push = batch == 0
                              ? 0
                              : self->settings[TW_QUADRATIC_NOISE] / sqrt (batch)
                                    * tw_random_normal (self->seed, TW_STREAM_MINIBATCH, step, i);
      const double distance = theta[i] - self->target;

      sum += curvature * distance * distance / 2 + push * theta[i];
      g[i] = curvature * distance + push;
    }
  if (tw_quadratic_hook != NULL)
    tw_quadratic_hook (step);
  return step >= self->settings[TW_QUADRATIC_FAULT_STEP] ? sum + fault (self, g) : sum;
}

static void
read_out (const TwModel *model, const double *theta, double *out)
{
  out[0] = theta[0];
  out[1] = theta[1];
  out[2] = theta[0] + theta[1] + theta[2];
}

static void
plane (const TwModel *model, const double *theta, double point[2])
{
  point[0] = theta[0];
  point[1] = 2 * theta[1];
}

static void
jacobian (const TwModel *model, const double *theta, double *out)
{
  const double rows[2 * N] = { 1, 0, 0, 0, 2, 0 };

  memcpy (out, rows, sizeof rows);
}

static double
ceiling_of (const TwModel *model, const double *theta)
{
  return theta[2];
}

static GBytes *
to_bytes (const TwModel *model, const double *theta)
{
  return tw_model_doubles_to_bytes (theta, N);
}

static gboolean
from_bytes (const TwModel *model, GBytes *bytes, double *theta, GError **error)
{
  return tw_model_doubles_from_bytes (bytes, theta, N, error);
}

const TwModelType tw_quadratic_type = {
  .name = "quadratic",
  .title = "Quadratic",
  .world = { world, G_N_ELEMENTS (world) },
  .settings = { settings, G_N_ELEMENTS (settings) },
  .start = { start, G_N_ELEMENTS (start) },
  .stage = { stage, G_N_ELEMENTS (stage) },
  .presets = presets,
  .readouts = readouts,
  .n_readouts = G_N_ELEMENTS (readouts),
  .readout_x = 0,
  .readout_y = 1,
  .create = create,
  .copy = copy,
  .free = destroy,
  .configure = configure,
  .set_stage = set_stage,
  .n_params = n_params,
  .param_name = param_name,
  .initialise = initialise,
  .loss = loss,
  .read = read_out,
  .plane = plane,
  .jacobian = jacobian,
  .ceiling = ceiling_of,
  .to_bytes = to_bytes,
  .from_bytes = from_bytes,
};

/* --- scenarios of it --- */

TwScenario *
tw_quadratic_scenario (guint64 early, guint64 late)
{
  TwScenario *scenario = tw_scenario_new (&tw_quadratic_type, "quadratic");
  TwStage *added = tw_scenario_add_stage (scenario, "early");

  added->steps = early;
  added->values[0] = 1;
  added = tw_scenario_add_stage (scenario, "late");
  added->steps = late;
  added->values[0] = -1;
  scenario->optimizer[TW_OPT_CLIP] = 0;
  return scenario;
}

TwAddress
tw_quadratic_address (const TwScenario *scenario, const char *text)
{
  g_autoptr (GError) error = NULL;
  TwAddress address;

  tw_scenario_resolve (scenario, text, &address, &error);
  g_assert_no_error (error);
  return address;
}

void
tw_quadratic_add_event (TwScenario *scenario, const char *name, guint64 step, TwEventAction action,
                        const char *target, double value, guint64 duration)
{
  TwEvent *event;

  scenario->events = g_renew (TwEvent, scenario->events, scenario->n_events + 1);
  event = &scenario->events[scenario->n_events++];
  *event = (TwEvent){ .name = g_strdup (name),
                      .step = step,
                      .action = action,
                      .target_text = g_strdup (target),
                      .target = tw_quadratic_address (scenario, target),
                      .value = value,
                      .duration = duration };
  tw_scenario_place_events (scenario);
}
