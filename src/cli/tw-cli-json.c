/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/tw-cli-json.h"

#include "cli/tw-cli.h"

void
tw_cli_json_number (TwJsonWriter *json, const char *name, double value)
{
  tw_json_name (json, name);
  tw_json_double (json, value);
}

void
tw_cli_json_integer (TwJsonWriter *json, const char *name, gint64 value)
{
  tw_json_name (json, name);
  tw_json_integer (json, value);
}

void
tw_cli_json_text (TwJsonWriter *json, const char *name, const char *text)
{
  tw_json_name (json, name);
  tw_json_string (json, text);
}

void
tw_cli_json_pair (TwJsonWriter *json, const char *name, const double pair[2])
{
  tw_json_name (json, name);
  tw_json_begin (json, '{');
  tw_cli_json_number (json, "x", pair[0]);
  tw_cli_json_number (json, "y", pair[1]);
  tw_json_end (json, '{');
}

void
tw_cli_json_params (TwJsonWriter *json, const char *name, const TwModel *model,
                    const double *values)
{
  const gsize n = model->type->n_params (model);

  tw_json_name (json, name);
  tw_json_begin (json, '{');
  for (gsize i = 0; i < n; i++)
    tw_cli_json_number (json, model->type->param_name (model, i), values[i]);
  tw_json_end (json, '{');
}

void
tw_cli_json_readouts (TwJsonWriter *json, const char *name, const TwReadoutSpec *specs, guint n,
                      const double *values)
{
  tw_json_name (json, name);
  tw_json_begin (json, '{');
  for (guint i = 0; i < n; i++)
    tw_cli_json_number (json, specs[i].name, values[i]);
  tw_json_end (json, '{');
}

void
tw_cli_json_verdict (TwJsonWriter *json, const TwModelType *type, const TwVerdict *verdict)
{
  tw_cli_json_readouts (json, "scores", type->scores, type->n_scores, verdict->scores);
  tw_cli_json_number (json, "entropy", verdict->entropy);
  tw_cli_json_text (
      json, "regime",
      tw_model_type_verdict_holds (type, verdict) ? type->regimes[verdict->regime].name : NULL);
}

static void
add_setting (TwJsonWriter *json, const TwSettingSpec *spec, double value)
{
  switch (spec->type)
    {
    case TW_SETTING_INTEGER:
      tw_cli_json_integer (json, spec->key, (gint64)value);
      break;
    case TW_SETTING_SWITCH:
      tw_json_name (json, spec->key);
      tw_json_boolean (json, value != 0);
      break;
    case TW_SETTING_CHOICE:
      tw_cli_json_text (json, spec->key, spec->choices[(guint)value]);
      break;
    case TW_SETTING_REAL:
    default:
      tw_cli_json_number (json, spec->key, value);
      break;
    }
}

void
tw_cli_json_settings (TwJsonWriter *json, const char *name, const TwSettingTable *table,
                      const double *values)
{
  tw_json_name (json, name);
  tw_json_begin (json, '{');
  for (guint i = 0; i < table->n; i++)
    add_setting (json, &table->specs[i], values[i]);
  tw_json_end (json, '{');
}

void
tw_cli_json_print (const TwJsonWriter *json)
{
  tw_cli_write (json->text->str);
  tw_cli_write ("\n");
}
