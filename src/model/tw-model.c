/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "model/tw-model.h"

#include "model/planner/tw-planner.h"

#include <math.h>
#include <string.h>

G_DEFINE_QUARK (tw - model - error - quark, tw_model_error)

/* The registry: a new model is one more line. */
static const TwModelType *const model_types[] = {
  &tw_planner_type,
  NULL,
};

const TwModelType *const *
tw_model_types (void)
{
  return model_types;
}

const TwModelType *
tw_model_type_find (const char *name)
{
  for (guint i = 0; model_types[i] != NULL; i++)
    if (strcmp (model_types[i]->name, name) == 0)
      return model_types[i];

  return NULL;
}

int
tw_model_find_param (const TwModel *model, const char *name)
{
  const gsize n = model->type->n_params (model);

  for (gsize i = 0; i < n; i++)
    if (strcmp (model->type->param_name (model, i), name) == 0)
      return (int)i;

  return -1;
}

int
tw_model_type_find_readout (const TwModelType *type, const char *name)
{
  for (guint i = 0; i < type->n_readouts; i++)
    if (strcmp (type->readouts[i].name, name) == 0)
      return (int)i;

  return -1;
}

gboolean
tw_model_type_verdict_holds (const TwModelType *type, const TwVerdict *verdict)
{
  for (guint i = 0; i < type->n_scores; i++)
    if (!isfinite (verdict->scores[i]))
      return FALSE;
  return isfinite (verdict->entropy);
}

void
tw_model_type_stage_defaults (const TwModelType *type, const char *name, double *values)
{
  for (const TwStagePreset *preset = type->presets; preset->stage != NULL; preset++)
    if (strcmp (preset->stage, name) == 0)
      {
        memcpy (values, preset->values, type->stage.n * sizeof *values);
        return;
      }

  tw_setting_table_defaults (&type->stage, values);
}

TwModel *
tw_model_copy (const TwModel *model)
{
  return model->type->copy (model);
}

void
tw_model_free (TwModel *model)
{
  if (model != NULL)
    model->type->free (model);
}

/* Byte order of the file format, whatever the machine's; on little-endian ones a plain copy. */
static guint64
swap_to_little_endian (guint64 word)
{
  return GUINT64_TO_LE (word);
}

GBytes *
tw_model_doubles_to_bytes (const double *values, gsize n)
{
  guint64 *words = g_new (guint64, MAX (n, 1));

  memcpy (words, values, n * sizeof *words);
  for (gsize i = 0; i < n; i++)
    words[i] = swap_to_little_endian (words[i]);

  return g_bytes_new_take (words, n * sizeof *words);
}

gboolean
tw_model_doubles_from_bytes (GBytes *bytes, double *values, gsize n, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  if (size != n * sizeof (guint64))
    {
      g_set_error (error, TW_MODEL_ERROR, TW_MODEL_ERROR_BYTES,
                   "a state of %" G_GSIZE_FORMAT " bytes does not fit a model of %" G_GSIZE_FORMAT
                   " parameters, which takes %" G_GSIZE_FORMAT,
                   size, n, n * sizeof (guint64));
      return FALSE;
    }

  for (gsize i = 0; i < n; i++)
    {
      guint64 word;

      memcpy (&word, data + i * sizeof word, sizeof word);
      word = swap_to_little_endian (word);
      memcpy (&values[i], &word, sizeof word);
    }

  return TRUE;
}
