/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/tw-cli-bench-cases.h"

#include "cli/tw-cli-bench-sessions.h"

#include "analysis/tw-field.h"
#include "core/tw-random.h"
#include "core/tw-vector.h"
#include "train/tw-run.h"

#define N_NUMBERS 65536 /* half a megabyte: within the second cache */
#define FIELD_SIDE 64
#define FIELD_THREADS 2
/* More steps than anybody waits for, so that a run never ends while it is timed. */
#define ENDLESS "fine-tuning.steps=1000000000"

/* What volatile is for: the compiler must not drop work whose result nobody reads. */
static volatile double sink;

/* --- the planner's loss and gradient --- */

/* The default scenario from a horizon, at the objective of fine-tuning. */
static gpointer
run_setup_from (const char *horizon, GError **error)
{
  g_autoptr (TwScenario) scenario = tw_scenario_find ("default", error);

  if (scenario == NULL || !tw_scenario_set_text (scenario, horizon, error)
      || !tw_scenario_set_text (scenario, "pre-training.steps=1", error)
      || !tw_scenario_set_text (scenario, ENDLESS, error))
    return NULL;
  return tw_run_new_at_stage (scenario, "fine-tuning", error);
}

/* The default's own: one step, from where V(N) underflows and the foresight term is left out. */
static gpointer
run_setup (GError **error)
{
  return run_setup_from ("start.horizon=0", error);
}

/* Far enough ahead for every term of the loss to be there. */
static gpointer
foresight_setup (GError **error)
{
  return run_setup_from ("start.horizon=8", error);
}

static void
run_teardown (gpointer data)
{
  tw_run_free (data);
}

static void
gradient_work (gpointer data, guint iterations)
{
  TwModel *model = tw_run_get_model (data);
  g_autofree double *gradient = g_new (double, tw_run_get_n_params (data));

  for (guint i = 0; i < iterations; i++)
    sink = model->type->loss (model, tw_run_get_theta (data), 0, 0, gradient);
}

static void
step_work (gpointer data, guint iterations)
{
  TwStepRecord record;

  for (guint i = 0; i < iterations; i++)
    if (!tw_run_step (data, &record, NULL))
      return;
  sink = record.loss;
}

static void
field_work (gpointer data, guint iterations)
{
  const TwGrid grid = { 0, 5, 0, 0.99, FIELD_SIDE, FIELD_SIDE };

  for (guint i = 0; i < iterations; i++)
    {
      TwModel *model = tw_run_get_model (data);
      g_autoptr (TwField) field =
          tw_field_compute (model, tw_run_get_theta (data), &grid, FIELD_THREADS, NULL);

      sink = field->loss_max;
    }
}

/* A state that knows everything, so that no point of the plane is out of reach and saved. */
static gpointer
field_setup (GError **error)
{
  static const char *const knowing[] = {
    "start.u.self=10",
    "start.v.self=10",
    "start.u.update=10",
    "start.v.update=10",
  };
  g_autoptr (TwScenario) scenario = tw_scenario_find ("default", error);

  if (scenario == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (knowing); i++)
    if (!tw_scenario_set_text (scenario, knowing[i], error))
      return NULL;
  return tw_run_new (scenario, error);
}

/* --- numbers --- */

static gpointer
numbers_setup (GError **error)
{
  double *numbers = g_new (double, 2 * N_NUMBERS);

  tw_random_fill_normal (1, TW_STREAM_TEST, 0, 0, N_NUMBERS, numbers);
  return numbers;
}

static void
random_work (gpointer data, guint iterations)
{
  double *numbers = data;

  for (guint i = 0; i < iterations; i++)
    tw_random_fill_normal (1, TW_STREAM_TEST, i, 0, N_NUMBERS, numbers + N_NUMBERS);
  sink = numbers[N_NUMBERS];
}

static void
exp_work (gpointer data, guint iterations)
{
  double *numbers = data;

  for (guint i = 0; i < iterations; i++)
    tw_vector_exp (N_NUMBERS, numbers, numbers + N_NUMBERS);
  sink = numbers[N_NUMBERS];
}

static const TwBenchCase cases[] = {
  {
      .name = "planner-gradient",
      .summary = "Loss and gradient of the planner, 4096 contexts, 4 actions, one thread",
      .item = "gradients",
      .items = 1,
      .iterations = 50,
      .repetitions = 15,
      .every_isa = TRUE,
      .peer = TRUE,
      .setup = run_setup,
      .work = gradient_work,
      .teardown = run_teardown,
  },
  {
      .name = "planner-foresight",
      .summary = "The same from a long horizon, where the foresight term does not vanish",
      .item = "gradients",
      .items = 1,
      .iterations = 50,
      .repetitions = 15,
      .every_isa = TRUE,
      .peer = TRUE,
      .setup = foresight_setup,
      .work = gradient_work,
      .teardown = run_teardown,
  },
  {
      .name = "planner-step",
      .summary = "A training step of the planner, batch 128: draw, loss, gradient, clip, update",
      .item = "steps",
      .items = 1,
      .iterations = 20000,
      .repetitions = 9,
      .peer = TRUE,
      .setup = run_setup,
      .work = step_work,
      .teardown = run_teardown,
  },
  {
      .name = "field-64",
      .summary = "The background field, 64 × 64 points on the full batch, two threads",
      .item = "points",
      .items = FIELD_SIDE * FIELD_SIDE,
      .iterations = 1,
      .repetitions = 5,
      .setup = field_setup,
      .work = field_work,
      .teardown = run_teardown,
  },
  {
      .name = "random",
      .summary = "Normal random numbers by address",
      .item = "numbers",
      .items = N_NUMBERS,
      .iterations = 20,
      .repetitions = 9,
      .setup = numbers_setup,
      .work = random_work,
      .teardown = g_free,
  },
  {
      .name = "exp",
      .summary = "Exponentials of a vector",
      .item = "numbers",
      .items = N_NUMBERS,
      .iterations = 50,
      .repetitions = 9,
      .every_isa = TRUE,
      .setup = numbers_setup,
      .work = exp_work,
      .teardown = g_free,
  },
  {
      .name = "session-record",
      .summary = "A training step on a trainer's thread, recorded; and not recorded, in turn",
      .item = "steps",
      .items = 1,
      .iterations = 60000,
      .repetitions = 9,
      .setup = tw_bench_session_setup,
      .work = tw_bench_session_record,
      .teardown = tw_bench_session_teardown,
      .rival = "unrecorded",
      .rival_work = tw_bench_session_train,
      .settle = tw_bench_session_settle,
  },
  {
      .name = "session-seek",
      .summary = "Going to any step of a run with 10^6 recorded steps",
      .item = "seeks",
      .items = 1,
      .iterations = 1,
      .repetitions = 200,
      .setup = tw_bench_session_setup_seek,
      .work = tw_bench_session_seek,
      .teardown = tw_bench_session_teardown,
  },
  {
      .name = "session-open",
      .summary = "Opening a session with 10^7 recorded steps, timelines included",
      .item = "sessions",
      .items = 1,
      .iterations = 1,
      .repetitions = 9,
      .lengthy = TRUE,
      .setup = tw_bench_session_setup_open,
      .work = tw_bench_session_open,
      .teardown = tw_bench_session_teardown,
  },
  {
      .name = "session-size",
      .summary = "Size of a session's file a recorded step",
      .repetitions = 1,
      .setup = tw_bench_session_setup,
      .teardown = tw_bench_session_teardown,
      .measure = tw_bench_session_size,
      .unit = "bytes",
  },
};

const TwBenchCase *
tw_bench_cases (guint *n)
{
  *n = G_N_ELEMENTS (cases);
  return cases;
}
