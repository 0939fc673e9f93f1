/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/live/tw-placement.h"

#include "app/live/tw-hand-over.h"

#include <glib/gi18n.h>

/* How near to 0 and to the ceiling, as a share of it: at either the parameter would be infinite. */
#define MARGIN 1e-3

typedef struct
{
  TwSnapshot *snapshot;
  double point[2];
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  tw_snapshot_unref (question->snapshot);
  g_free (question);
}

void
tw_placement_free (TwPlacement *placement)
{
  if (placement == NULL)
    return;
  g_free (placement->addresses);
  g_free (placement->values);
  g_free (placement);
}

double
tw_placement_limit_y (const TwSnapshot *snapshot, double y)
{
  /* Where it is already, it may stay, however near to the border that is. */
  if (y == snapshot->point[1])
    return y;
  return CLAMP (y, MARGIN * snapshot->ceiling, (1 - MARGIN) * snapshot->ceiling);
}

static TwModel *
make_model (const TwSnapshot *snapshot, GError **error)
{
  const TwScenario *scenario = snapshot->scenario;
  TwModel *model =
      scenario->type->create (scenario->seed, scenario->world, scenario->settings, error);

  if (model != NULL)
    scenario->type->set_stage (model, scenario->stages[snapshot->stage].values);
  return model;
}

/* A parameter that is another one only by rounding, because its coordinate was not moved. */
static gboolean
is_same (double before, double after)
{
  return !(ABS (after - before) > 1e-9 * MAX (1, ABS (before)));
}

static TwPlacement *
compare (const TwSnapshot *snapshot, const double *theta)
{
  TwPlacement *placement = g_new0 (TwPlacement, 1);

  placement->addresses = g_new (TwAddress, snapshot->n_params);
  placement->values = g_new (double, snapshot->n_params);
  for (gsize i = 0; i < snapshot->n_params; i++)
    {
      if (is_same (snapshot->theta[i], theta[i]))
        continue;
      placement->addresses[placement->n] = (TwAddress){ TW_SECTION_THETA, 0, (guint)i };
      placement->values[placement->n++] = theta[i];
    }
  return placement;
}

static TwPlacement *
find (const Question *question, GError **error)
{
  const TwSnapshot *snapshot = question->snapshot;
  g_autofree double *theta = g_new (double, snapshot->n_params);
  g_autoptr (TwModel) model = make_model (snapshot, error);

  if (model == NULL)
    return NULL;
  if (model->type->place (model, snapshot->theta, question->point, theta))
    return compare (snapshot, theta);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _ ("Nothing there can be reached from this state"));
  return NULL;
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  TwPlacement *placement;

  tw_hand_over ();
  placement = find (data, &error);
  tw_hand_over ();
  if (placement != NULL)
    g_task_return_pointer (task, placement, (GDestroyNotify)tw_placement_free);
  else
    g_task_return_error (task, error);
}

void
tw_placement_find (TwSnapshot *snapshot, const double point[2], GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Question *question = g_new (Question, 1);

  question->snapshot = tw_snapshot_ref (snapshot);
  question->point[0] = point[0];
  question->point[1] = tw_placement_limit_y (snapshot, point[1]);
  g_task_set_source_tag (task, tw_placement_find);
  g_task_set_task_data (task, question, question_free);
  tw_hand_over ();
  g_task_run_in_thread (task, work);
}

TwPlacement *
tw_placement_find_finish (GAsyncResult *result, GError **error)
{
  tw_hand_over ();
  return g_task_propagate_pointer (G_TASK (result), error);
}
