/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Scenarios from files: reading what may be anything, and finding the shipped ones. */

#include "config.h"

#include "train/tw-scenario-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX ".ini"
#define ORDER "ORDER"

static gboolean
fail (GError **error, const char *path, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
fail (GError **error, const char *path, const char *format, ...)
{
  g_autofree char *shown = tw_scenario_printable (path);
  g_autofree char *problem = NULL;
  va_list arguments;

  va_start (arguments, format);
  problem = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_FILE, "%s: %s", shown, problem);
  return FALSE;
}

/* A regular file of an allowed size, as far as it says.  Reading never waits: the descriptor does
 * not block, and pipes and devices end here. */
static gboolean
check_kind (int fd, const char *path, GError **error)
{
  struct stat status;

  if (fstat (fd, &status) != 0)
    return fail (error, path, "cannot be read: %s", g_strerror (errno));
  if (S_ISDIR (status.st_mode))
    return fail (error, path, "is a directory; allowed: a scenario file");
  if (!S_ISREG (status.st_mode))
    return fail (error, path, "is no regular file; allowed: a scenario file");
  if (status.st_size > TW_SCENARIO_MAX_BYTES)
    return fail (error, path, "has %" G_GOFFSET_FORMAT " bytes; allowed: at most %d",
                 (goffset)status.st_size, TW_SCENARIO_MAX_BYTES);
  return TRUE;
}

/* Reads at most one byte more than is allowed, whatever size the file claimed. */
static gboolean
read_bytes (int fd, const char *path, char *bytes, gsize *length, GError **error)
{
  *length = 0;
  while (*length <= TW_SCENARIO_MAX_BYTES)
    {
      const gssize n = read (fd, bytes + *length, TW_SCENARIO_MAX_BYTES + 1 - *length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail (error, path, "cannot be read: %s", g_strerror (errno));
      if (n == 0)
        return TRUE;
      *length += (gsize)n;
    }
  return fail (error, path, "is larger than %d bytes, which are allowed", TW_SCENARIO_MAX_BYTES);
}

TwScenario *
tw_scenario_load_file (const char *path, GError **error)
{
  const int fd = open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  g_autofree char *bytes = NULL;
  gsize length;
  gboolean fine;

  if (fd < 0)
    {
      fail (error, path, "cannot be opened: %s", g_strerror (errno));
      return NULL;
    }
  bytes = g_malloc (TW_SCENARIO_MAX_BYTES + 1);
  fine = check_kind (fd, path, error) && read_bytes (fd, path, bytes, &length, error);
  close (fd);
  return fine ? tw_scenario_load_text (bytes, length, path, error) : NULL;
}

/* If the program runs from where it was built, so that its data are beside the source. */
static gboolean
runs_from_build (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  return program != NULL && g_str_has_prefix (program, TW_BUILD_ROOT "/");
}

static char *
shipped_dir (void)
{
  const char *data = g_getenv ("THALWEG_DATADIR");

  if (data == NULL || *data == '\0')
    data = runs_from_build () ? TW_SOURCE_DATADIR : TW_PKGDATADIR;
  return g_build_filename (data, "scenarios", NULL);
}

/* Names in ORDER, one a line, # for comments: where each stands in the gallery. */
static GHashTable *
read_order (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, ORDER, NULL);
  g_autofree char *text = NULL;
  GHashTable *order = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (g_file_get_contents (path, &text, NULL, NULL))
    {
      g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

      for (guint i = 0; lines[i] != NULL; i++)
        if (*g_strstrip (lines[i]) != '\0' && *lines[i] != '#')
          g_hash_table_insert (order, g_strdup (lines[i]), GUINT_TO_POINTER (i + 1));
    }
  return order;
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer order)
{
  const char *const *name_a = a, *const *name_b = b;
  /* What is not listed has 0 and, one less than that, goes to the end. */
  const guint place_a = GPOINTER_TO_UINT (g_hash_table_lookup (order, *name_a)) - 1;
  const guint place_b = GPOINTER_TO_UINT (g_hash_table_lookup (order, *name_b)) - 1;

  return place_a != place_b ? (place_a < place_b ? -1 : 1) : strcmp (*name_a, *name_b);
}

GStrv
tw_scenario_list (void)
{
  g_autofree char *path = shipped_dir ();
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GHashTable) order = read_order (path);
  GPtrArray *names = g_ptr_array_new ();
  const char *file;

  while (dir != NULL && (file = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (file, SUFFIX) && *file != '.')
      g_ptr_array_add (names, g_strndup (file, strlen (file) - strlen (SUFFIX)));
  g_ptr_array_sort_with_data (names, compare_names, order);
  g_ptr_array_add (names, NULL);
  return (GStrv)g_ptr_array_free (names, FALSE);
}

static void
fail_not_shipped (const char *name, GError **error)
{
  g_auto (GStrv) names = tw_scenario_list ();
  g_autofree char *dir = shipped_dir ();
  g_autofree char *shown = tw_scenario_printable (dir);
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  g_autofree char *quoted = tw_scenario_quote (name);
  g_autofree char *hint = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (known, names[i]);
  hint = known->len > 0 ? tw_scenario_hint (name, known)
                        : g_strdup_printf ("; no scenarios were found in %s", shown);
  g_set_error (error, TW_SCENARIO_ERROR, TW_SCENARIO_ERROR_FILE,
               "%s is neither a shipped scenario nor a file%s", quoted, hint);
}

TwScenario *
tw_scenario_find (const char *name_or_path, GError **error)
{
  g_autofree char *dir = NULL;
  g_autofree char *file = NULL;
  g_autofree char *shipped = NULL;

  if (strchr (name_or_path, '/') != NULL || g_str_has_suffix (name_or_path, SUFFIX))
    return tw_scenario_load_file (name_or_path, error);

  dir = shipped_dir ();
  file = g_strconcat (name_or_path, SUFFIX, NULL);
  shipped = g_build_filename (dir, file, NULL);
  if (g_file_test (shipped, G_FILE_TEST_EXISTS))
    return tw_scenario_load_file (shipped, error);
  if (*name_or_path != '\0' && g_file_test (name_or_path, G_FILE_TEST_EXISTS))
    return tw_scenario_load_file (name_or_path, error);

  fail_not_shipped (name_or_path, error);
  return NULL;
}
