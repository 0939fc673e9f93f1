/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What must hold of opening any file whatever as a session, and of doing with it all that can be done:
 * see session-exercise.h.  And nothing else in its folder is made or changed.
 *
 * The first byte says what the rest is.  Bit 0: the file is written to as well.  The other bits 0:
 * the file itself; else: what is done to a good session, which gets a fuzzer further than bytes
 * would, of which SQLite sees through most.  One after another, each begun by a byte:
 *
 *   0  bytes: u32 where, u8 how many, and these
 *   1  one cell, by SQL: u8 table, u8 column, u8 which row (see patch_cell()), u8 kind, value
 *   2  the file ends: u32 where
 *   3  something planted in it: u8 which of plants
 *
 * Numbers are little-endian; what is too large is taken modulo what there is. */

#include "session-exercise.h"
#include "session-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include <stdint.h>
#include <string.h>

#define BUDGET_MS 30
#define VICTIM "leave me alone"
#define MOST_ZEROS (1 << 20)

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static char *folder, *path, *victim;
static char *good;
static gsize good_size;

static const char *const plants[] = {
  "CREATE TABLE more (a)",
  "CREATE VIEW more AS SELECT * FROM run",
  "CREATE INDEX more ON run (abs (color))",
  "CREATE TRIGGER more AFTER UPDATE ON run BEGIN DELETE FROM run; END",
  "CREATE TRIGGER more BEFORE INSERT ON planner_steps BEGIN SELECT RAISE (FAIL, 'no'); END",
  "ALTER TABLE run ADD COLUMN more AS (zeroblob (1000000000))",
  "UPDATE run SET parent = 2 - id, start = 10",
  "UPDATE run SET id = id + 2147483640",
  "DELETE FROM checkpoint",
  "DELETE FROM machine",
  "DELETE FROM planner_steps WHERE run = 1 AND step > 5",
  "INSERT INTO planner_steps (run, step) VALUES (1, 9007199254740992)",
  "INSERT INTO planner_steps (run, step) VALUES (1, -1), (7, 7)",
  "INSERT INTO planner_summary VALUES (1, 64, 0, 64, x'', x'', x'')",
  "UPDATE checkpoint SET state = zeroblob (1000), hash = 'a'",
  "UPDATE sqlite_schema SET rootpage = 3",
  "UPDATE sqlite_schema SET sql = 'CREATE TABLE run (a)' WHERE name = 'run'",
  "PRAGMA user_version = 0",
  "PRAGMA user_version = 2",
  "PRAGMA application_id = 0",
  "PRAGMA journal_mode = DELETE",
  "PRAGMA auto_vacuum = FULL; VACUUM",
  "PRAGMA encoding = 'UTF-16'; VACUUM",
  "PRAGMA page_size = 512; VACUUM",
};

/* --- what is done to a good one --- */

typedef struct
{
  const uint8_t *at;
  gsize left;
} Input;

/* A little-endian number of n bytes; 0 where there is nothing left. */
static guint64
take (Input *in, guint n)
{
  guint64 value = 0;

  for (guint i = 0; i < n && in->left > 0; i++, in->at++, in->left--)
    value |= (guint64)*in->at << (8 * i);
  return value;
}

static const uint8_t *
take_bytes (Input *in, gsize *n)
{
  const uint8_t *bytes = in->at;

  *n = MIN (*n, in->left);
  in->at += *n;
  in->left -= *n;
  return bytes;
}

static sqlite3 *
open_freely (void)
{
  sqlite3 *db = NULL;

  sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
  sqlite3_exec (db, "PRAGMA writable_schema = ON", NULL, NULL, NULL);
  return db;
}

static void
bind_value (Input *in, sqlite3_stmt *statement, int index)
{
  const guint kind = (guint)take (in, 1) % 7;
  const guint64 bits = kind == 1 || kind == 2 ? take (in, 8) : 0;
  const uint8_t *bytes;
  double real;
  gsize n;

  switch (kind)
    {
    case 0:
      sqlite3_bind_null (statement, index);
      break;
    case 1:
      sqlite3_bind_int64 (statement, index, (gint64)bits);
      break;
    case 2:
      memcpy (&real, &bits, sizeof real);
      sqlite3_bind_double (statement, index, real);
      break;
    case 3:
    case 4:
      n = (gsize)take (in, 1);
      bytes = take_bytes (in, &n);
      if (kind == 3)
        sqlite3_bind_text (statement, index, (const char *)bytes, (int)n, SQLITE_TRANSIENT);
      else
        sqlite3_bind_blob (statement, index, bytes, (int)n, SQLITE_TRANSIENT);
      break;
    case 5:
      sqlite3_bind_zeroblob (statement, index, (int)(take (in, 4) % MOST_ZEROS));
      break;
    case 6:
      sqlite3_bind_int64 (statement, index, (int8_t)take (in, 1));
      break;
    }
}

/* Caller frees.  NULL: there is none. */
static char *
nth_text (sqlite3 *db, const char *query, guint64 n)
{
  sqlite3_stmt *statement = NULL;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  if (sqlite3_prepare_v2 (db, query, -1, &statement, NULL) == SQLITE_OK)
    while (sqlite3_step (statement) == SQLITE_ROW)
      g_ptr_array_add (texts, g_strdup ((const char *)sqlite3_column_text (statement, 0)));
  sqlite3_finalize (statement);
  return texts->len > 0 ? g_strdup (texts->pdata[n % texts->len]) : NULL;
}

/* In the row of that step, or number, where the table has such a column; 255: in every row. */
static void
patch_cell (Input *in)
{
  static const char *const selections[] = { "AND step = ?2", "AND id = ?2", "OR ?2" };
  sqlite3 *db = open_freely ();
  g_autofree char *table =
      nth_text (db, "SELECT name FROM sqlite_schema WHERE type = 'table'", take (in, 1));
  g_autofree char *query =
      g_strdup_printf ("SELECT name FROM pragma_table_info ('%s')", table != NULL ? table : "");
  g_autofree char *column = nth_text (db, query, take (in, 1));
  const gint64 row = (gint64)take (in, 1);
  sqlite3_stmt *statement = NULL;

  for (guint i = row == 255 ? 2 : 0; i < G_N_ELEMENTS (selections) && statement == NULL; i++)
    {
      g_autofree char *sql = g_strdup_printf ("UPDATE OR IGNORE \"%s\" SET \"%s\" = ?1 WHERE 1 %s",
                                              table, column, selections[i]);

      sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);
    }
  if (statement != NULL)
    {
      bind_value (in, statement, 1);
      sqlite3_bind_int64 (statement, 2, row);
      sqlite3_step (statement);
    }
  sqlite3_finalize (statement);
  sqlite3_close (db);
}

static void
plant (Input *in)
{
  sqlite3 *db = open_freely ();

  sqlite3_exec (db, plants[take (in, 1) % G_N_ELEMENTS (plants)], NULL, NULL, NULL);
  sqlite3_close (db);
}

static void
read_file (char **bytes, gsize *size)
{
  g_autoptr (GError) error = NULL;

  if (!g_file_get_contents (path, bytes, size, &error))
    g_error ("%s", error->message);
}

static void
write_file (const char *bytes, gsize size)
{
  FILE *file = fopen (path, "wb");

  if (file == NULL || fwrite (bytes, 1, size, file) != size || fclose (file) != 0)
    g_error ("%s cannot be written", path);
}

static void
patch_bytes (Input *in)
{
  g_autofree char *bytes = NULL;
  const gsize where = (gsize)take (in, 4);
  gsize n = (gsize)take (in, 1), size;
  const uint8_t *from = take_bytes (in, &n);

  read_file (&bytes, &size);
  for (gsize i = 0; i < n && size > 0; i++)
    bytes[(where + i) % size] = (char)from[i];
  write_file (bytes, size);
}

static void
truncate_file (Input *in)
{
  g_autofree char *bytes = NULL;
  gsize size;

  read_file (&bytes, &size);
  write_file (bytes, size > 0 ? (gsize)take (in, 4) % size : 0);
}

static void
spoil (Input *in)
{
  void (*const ways[]) (Input *) = { patch_bytes, patch_cell, truncate_file, plant };

  write_file (good, good_size);
  for (guint n = 0; in->left > 0 && n < 16; n++)
    ways[take (in, 1) % G_N_ELEMENTS (ways)](in);
}

/* --- trying it --- */

static void
make_place (void)
{
  fixture_use_memory ();
  folder = fixture_folder_new ();
  path = g_build_filename (folder, "fuzz.thalweg", NULL);
  victim = g_build_filename (folder, "victim", NULL);
  fixture_record_good (path);
  read_file (&good, &good_size);
  g_assert_true (g_file_set_contents (victim, VICTIM, -1, NULL));
}

/* What SQLite leaves beside one file is none of the next one's. */
static void
clear_place (void)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      g_remove (name);
    }
}

static void
check_place (void)
{
  g_autofree char *listing = NULL, *contents = NULL;

  clear_place ();
  listing = fixture_folder_listing (folder);
  if (!g_str_has_prefix (listing, "victim ") || strchr (listing, '\n')[1] != '\0')
    g_error ("what is in the folder: %s", listing);
  if (!g_file_get_contents (victim, &contents, NULL, NULL) || strcmp (contents, VICTIM) != 0)
    g_error ("another file was changed");
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  Input in = { data, size };
  guint flags = (guint)take (&in, 1);
  Exercise exercise;

  if (folder == NULL)
    make_place ();
  if (flags < 2)
    write_file ((const char *)in.at, in.left);
  else
    spoil (&in);
  exercise_read (path, BUDGET_MS, &exercise);
  exercise_clear (&exercise);
  if (flags & 1)
    {
      exercise_write (path, &exercise);
      exercise_clear (&exercise);
    }
  check_place ();
  return 0;
}
