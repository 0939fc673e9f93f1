/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/tw-preferences.h"

#include "config.h"

static gboolean
runs_from_build (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  return program != NULL && g_str_has_prefix (program, TW_BUILD_ROOT "/");
}

static GSettingsSchema *
find_schema (void)
{
  GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchemaSource) built = NULL;
  GSettingsSchema *schema = NULL;

  /* That of the build first, if this is of it: an older version may be installed. */
  if (runs_from_build ())
    built =
        g_settings_schema_source_new_from_directory (TW_BUILD_ROOT "/data", installed, TRUE, NULL);
  if (built != NULL)
    schema = g_settings_schema_source_lookup (built, TW_APP_ID, TRUE);
  if (schema == NULL && installed != NULL)
    schema = g_settings_schema_source_lookup (installed, TW_APP_ID, TRUE);
  return schema;
}

GSettings *
tw_preferences_get (void)
{
  static GSettings *settings;

  if (settings == NULL)
    {
      g_autoptr (GSettingsSchema) schema = find_schema ();

      if (schema == NULL)
        g_error ("The settings schema " TW_APP_ID " is not installed");
      settings = g_settings_new_full (schema, NULL, NULL);
    }
  return settings;
}
