/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs a fuzz target over the files in folders, so that what was once found is tried in every
 * build, with any compiler. */

#include <glib.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static guint
replay_folder (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  const char *name;
  guint n = 0;

  if (dir == NULL)
    g_error ("%s", error->message);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *bytes = NULL;
      gsize length;

      if (!g_file_get_contents (file, &bytes, &length, &error))
        g_error ("%s", error->message);
      g_printerr ("%s\n", file);
      LLVMFuzzerTestOneInput ((const uint8_t *)bytes, length);
      n++;
    }
  return n;
}

int
main (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (replay_folder (argv[i]) == 0)
      g_error ("%s is empty", argv[i]);
  return argc > 1 ? 0 : 2;
}
