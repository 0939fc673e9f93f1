/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files from strangers.  Each is a good session with one thing in it that should not be there, or no
 * session at all.  Either it is refused with a message that names the file and what is wrong, or it can
 * only be read, with a reason, or what is odd about it does no harm.  In no case is anything else in
 * its folder made or changed.
 *
 * All of it within a bounded memory, where no sanitizer needs more for itself. */

#include "session-exercise.h"
#include "session-fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define MEMORY (G_GUINT64_CONSTANT (1) << 30)
/* What a spoilt file makes endless is cancelled soon; what has to be read to its end has all the time that a
 * busy machine may need. */
#define BUDGET_MS 100
#define PATIENCE_MS 60000

static char *good_folder, *good_path;

static void
make_good (void)
{
  good_folder = fixture_folder_new ();
  good_path = g_build_filename (good_folder, "good.thalweg", NULL);
  fixture_record_good (good_path);
}

/* --- files --- */

typedef struct
{
  char *folder, *path;
  char *victim; /* a file that is none of anybody's business */
} Place;

static void
place_new (Place *place)
{
  g_autoptr (GError) error = NULL;

  place->folder = fixture_folder_new ();
  place->path = g_build_filename (place->folder, "stranger.thalweg", NULL);
  place->victim = g_build_filename (place->folder, "victim", NULL);
  g_file_set_contents (place->victim, "leave me alone", -1, &error);
  g_assert_no_error (error);
}

static void
place_clear (Place *place)
{
  fixture_folder_free (place->folder);
  g_free (place->path);
  g_free (place->victim);
}

static void
copy_good (const char *path)
{
  g_autoptr (GFile) from = g_file_new_for_path (good_path), to = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_file_copy (from, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* SQL as its author's own program would run it, with nothing forbidden. */
static gboolean
try_sql (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  gboolean done;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
  sqlite3_exec (db, "PRAGMA writable_schema = ON; PRAGMA ignore_check_constraints = ON", NULL, NULL,
                NULL);
  done = sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK;
  if (!done)
    g_test_message ("%s: %s", sql, sqlite3_errmsg (db));
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  return done;
}

/* Without the victim's and the session's own line where the session was written to. */
static char *
listing_without (Place *place, gboolean with_session)
{
  g_autofree char *all = fixture_folder_listing (place->folder);
  g_auto (GStrv) lines = g_strsplit (all, "\n", -1);
  GString *text = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    if (with_session || !g_str_has_prefix (lines[i], "stranger.thalweg "))
      g_string_append_printf (text, "%s\n", lines[i]);
  return g_string_free (text, FALSE);
}

typedef struct
{
  ExerciseResult read, write;
  char *read_message, *write_message;
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_free (outcome->read_message);
  g_free (outcome->write_message);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
try_for (Place *place, guint budget_ms, Outcome *outcome)
{
  g_autofree char *before = listing_without (place, TRUE);
  g_autofree char *others_before = listing_without (place, FALSE);
  g_autofree char *between = NULL, *others_after = NULL;
  Exercise exercise;

  exercise_read (place->path, budget_ms, &exercise);
  outcome->read = exercise.result;
  outcome->read_message = g_steal_pointer (&exercise.message);
  between = listing_without (place, TRUE);
  g_assert_cmpstr (between, ==, before);

  exercise_write (place->path, &exercise);
  outcome->write = exercise.result;
  outcome->write_message = g_steal_pointer (&exercise.message);
  others_after = listing_without (place, FALSE);
  g_assert_cmpstr (others_after, ==, others_before);
  if (outcome->write != EXERCISE_WRITABLE)
    {
      g_autofree char *after = listing_without (place, TRUE);

      g_assert_cmpstr (after, ==, before);
    }
}

static void
try_file (Place *place, Outcome *outcome)
{
  try_for (place, BUDGET_MS, outcome);
}

/* --- what is planted, and what is said --- */

typedef enum
{
  SAID_AT_ONCE,   /* it cannot be opened at all */
  SAID_WHEN_READ, /* it opens, and what is wrong is said when that is read */
  SAID_AS_REASON, /* it opens to be read only, and why is said */
} When;

static const struct
{
  const char *name;
  const char *sql;
  When when;
  const char *said; /* part of the message */
} plants[] = {
  /* Marks of the file. */
  { "foreign", "PRAGMA application_id = 7", SAID_AT_ONCE, "no session" },
  { "no-mark", "PRAGMA application_id = 0", SAID_AT_ONCE, "no session" },
  { "newer", "PRAGMA user_version = 2", SAID_AT_ONCE, "newer version" },
  { "much-newer", "PRAGMA user_version = 2147483647", SAID_AT_ONCE, "newer version" },
  { "version-0", "PRAGMA user_version = 0", SAID_AT_ONCE, "user_version" },
  { "version-negative", "PRAGMA user_version = -1", SAID_AT_ONCE, "user_version" },

  /* The schema. */
  { "no-run-table", "DROP TABLE run", SAID_AT_ONCE, "run" },
  { "no-steps-table", "DROP TABLE planner_steps", SAID_AT_ONCE, "planner" },
  { "changed-table", "ALTER TABLE run ADD COLUMN more", SAID_AT_ONCE, "run" },
  { "renamed-column", "ALTER TABLE planner_steps RENAME COLUMN loss TO lass", SAID_AT_ONCE,
    "planner_steps" },
  { "generated-column", "ALTER TABLE planner_steps ADD COLUMN g AS (zeroblob (1000000000)) VIRTUAL",
    SAID_AT_ONCE, "planner_steps" },
  { "view-for-table", "ALTER TABLE run RENAME TO other; CREATE VIEW run AS SELECT * FROM other",
    SAID_AT_ONCE, "run" },
  { "extra-table", "CREATE TABLE more (a, b)", SAID_AS_REASON, "more" },
  { "extra-view", "CREATE VIEW more AS SELECT * FROM run", SAID_AS_REASON, "more" },
  { "extra-index", "CREATE INDEX more ON run (name)", SAID_AS_REASON, "more" },
  { "index-on-expression", "CREATE INDEX more ON run (abs (color))", SAID_AS_REASON, "more" },
  { "trigger-deletes",
    "CREATE TRIGGER evil AFTER UPDATE ON run BEGIN DELETE FROM planner_steps; END", SAID_AS_REASON,
    "evil" },
  { "trigger-raises",
    "CREATE TRIGGER evil BEFORE INSERT ON planner_steps BEGIN SELECT RAISE (ABORT, 'no'); END",
    SAID_AS_REASON, "evil" },
  { "analyzed", "ANALYZE", SAID_AS_REASON, "sqlite_stat1" },
  { "virtual-table", "CREATE VIRTUAL TABLE more USING fts5 (x)", SAID_AS_REASON, "more" },
  { "nonsense-in-schema", "UPDATE sqlite_schema SET sql = 'CREATE TABLE' WHERE name = 'run'",
    SAID_AT_ONCE, "" },
  { "same-page-twice",
    "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'change')"
    " WHERE name = 'run'",
    SAID_AT_ONCE, "" },
  { "page-beyond-the-end", "UPDATE sqlite_schema SET rootpage = 1000000 WHERE name = 'run'",
    SAID_AT_ONCE, "" },

  /* The tree. */
  { "parent-of-itself", "UPDATE run SET parent = 2 WHERE id = 2", SAID_AT_ONCE, "parent" },
  { "cycle", "UPDATE run SET parent = 2, start = 40 WHERE id = 1", SAID_AT_ONCE, "parent" },
  { "no-such-parent", "UPDATE run SET parent = 77 WHERE id = 2", SAID_AT_ONCE, "parent" },
  { "parent-made-later", "UPDATE run SET id = 5 WHERE id = 1; UPDATE run SET parent = 5",
    SAID_AT_ONCE, "parent" },
  { "negative-parent", "UPDATE run SET parent = -1 WHERE id = 2", SAID_AT_ONCE, "parent" },
  { "negative-id", "UPDATE run SET id = -4 WHERE id = 2", SAID_AT_ONCE, "id" },
  { "id-0", "UPDATE run SET id = 0 WHERE id = 2", SAID_AT_ONCE, "id" },
  { "start-beyond-the-head", "UPDATE run SET start = 61 WHERE id = 2", SAID_AT_ONCE, "step" },
  { "start-huge", "UPDATE run SET start = 9223372036854775807 WHERE id = 2", SAID_AT_ONCE,
    "start" },
  { "start-negative", "UPDATE run SET start = -1 WHERE id = 2", SAID_AT_ONCE, "start" },
  { "root-not-at-0", "UPDATE run SET start = 5 WHERE id = 1", SAID_AT_ONCE, "start" },
  { "more-changes-than-parent", "UPDATE run SET parent_changes = 9 WHERE id = 2", SAID_AT_ONCE,
    "changes" },
  { "other-model", "UPDATE run SET model = 'transformer' WHERE id = 2", SAID_AT_ONCE, "model" },
  { "no-scenario", "UPDATE run SET scenario = ''", SAID_AT_ONCE, "scenario" },
  { "nonsense-scenario", "UPDATE run SET scenario = 'a = b' || char (10) || '[['", SAID_AT_ONCE,
    "scenario" },
  { "large-scenario", "UPDATE run SET scenario = hex (zeroblob (3000000))", SAID_AT_ONCE,
    "scenario" },
  { "long-name", "UPDATE run SET name = hex (zeroblob (1000))", SAID_AT_ONCE, "name" },
  { "empty-name", "UPDATE run SET name = ''", SAID_AT_ONCE, "name" },
  { "state-unknown", "UPDATE run SET state = 'running'", SAID_AT_ONCE, "state" },
  { "color-negative", "UPDATE run SET color = -1", SAID_AT_ONCE, "color" },
  { "hidden-2", "UPDATE run SET hidden = 2", SAID_AT_ONCE, "hidden" },
  { "too-many-runs",
    "WITH RECURSIVE n (i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < 100002)"
    " INSERT INTO run SELECT i, parent, start, parent_changes, model, name, scenario, color, "
    "hidden,"
    " deleted, created, state, total, message FROM n, run WHERE id = 1",
    SAID_AT_ONCE, "runs" },

  /* What was recorded. */
  { "text-for-loss", "UPDATE planner_steps SET loss = 'low' WHERE step = 60", SAID_WHEN_READ,
    "loss" },
  { "theta-short", "UPDATE planner_steps SET theta = x'00' WHERE step = 60", SAID_WHEN_READ,
    "parameters" },
  { "theta-long", "UPDATE planner_steps SET theta = zeroblob (1000000) WHERE step = 60",
    SAID_WHEN_READ, "parameters" },
  { "theta-text", "UPDATE planner_steps SET theta = 'theta' WHERE step = 60", SAID_WHEN_READ,
    "parameters" },
  { "score-text", "UPDATE planner_scores SET entropy = 'low'", SAID_WHEN_READ, "entropy" },
  { "regime-unknown", "UPDATE planner_scores SET regime = 'benign'", SAID_WHEN_READ, "regime" },
  { "change-of-nothing", "UPDATE change SET address = 'theta.nothing'", SAID_WHEN_READ, "nothing" },
  { "change-out-of-range", "UPDATE change SET address = 'model.generalize', after = 1e300",
    SAID_WHEN_READ, "change" },
  { "change-to-nothing", "UPDATE change SET after = NULL", SAID_WHEN_READ, "change" },
  { "change-gap", "UPDATE change SET number = 5", SAID_WHEN_READ, "change" },
  { "change-huge-number", "UPDATE change SET number = 9223372036854775807", SAID_AT_ONCE,
    "change" },
  { "change-who-blob", "UPDATE change SET who = x'00'", SAID_WHEN_READ, "who" },
  { "hash-wrong", "UPDATE checkpoint SET hash = replace (hash, 'a', 'b')", SAID_WHEN_READ, "hash" },
  { "hash-short", "UPDATE checkpoint SET hash = 'a'", SAID_WHEN_READ, "hash" },
  { "state-empty", "UPDATE checkpoint SET state = x''", SAID_WHEN_READ, "" },
  { "state-huge", "UPDATE checkpoint SET state = zeroblob (70000000) WHERE step = 0",
    SAID_WHEN_READ, "" },
  { "state-of-another-step",
    "UPDATE checkpoint SET (hash, state) ="
    " (SELECT hash, state FROM checkpoint WHERE run = 1 AND step = 60 LIMIT 1) WHERE step = 0",
    SAID_WHEN_READ, "step" },
  { "no-checkpoints", "DELETE FROM checkpoint", SAID_WHEN_READ, "checkpoint" },
  { "summary-short",
    "INSERT INTO planner_summary VALUES (1, 64, 0, 64, x'', x'', x'');"
    /* Of a long run summaries are read. */
    "INSERT INTO planner_steps (run, step) VALUES (1, 50000); UPDATE run SET total = 60000",
    SAID_WHEN_READ, "summary" },
};

static const char *const when_names[] = { "at once", "when read", "as a reason" };

static void
check_said (const char *name, const char *message, const char *part, When when)
{
  if (message == NULL)
    g_error ("%s: nothing was said (expected %s: “%s”)", name, when_names[when], part);
  g_test_message ("%s", message);
  if (strstr (message, part) == NULL)
    g_error ("%s: “%s” does not say “%s”", name, message, part);
}

static void
test_plant (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  g_auto (Outcome) outcome = { 0 };
  Place place;

  place_new (&place);
  copy_good (place.path);
  g_assert_true (try_sql (place.path, plants[i].sql));
  try_for (&place, PATIENCE_MS, &outcome);
  switch (plants[i].when)
    {
    case SAID_AT_ONCE:
      check_said (plants[i].name, outcome.read_message, plants[i].said, plants[i].when);
      g_assert_cmpint (outcome.read, ==, EXERCISE_REFUSED);
      g_assert_cmpint (outcome.write, ==, EXERCISE_REFUSED);
      break;
    case SAID_WHEN_READ:
      g_assert_cmpint (outcome.read, !=, EXERCISE_REFUSED);
      check_said (plants[i].name, outcome.read_message, plants[i].said, plants[i].when);
      break;
    case SAID_AS_REASON:
      check_said (plants[i].name, outcome.write_message, plants[i].said, plants[i].when);
      g_assert_cmpint (outcome.read, !=, EXERCISE_REFUSED);
      g_assert_cmpstr (outcome.read_message, ==, NULL);
      g_assert_cmpint (outcome.write, ==, EXERCISE_READ_ONLY);
      break;
    }
  place_clear (&place);
}

/* The file that everything is planted in is good: none of the above comes from it. */
static void
test_good (void)
{
  g_auto (Outcome) outcome = { 0 };
  Place place;

  place_new (&place);
  copy_good (place.path);
  try_for (&place, PATIENCE_MS, &outcome);
  g_assert_cmpstr (outcome.read_message, ==, NULL);
  g_assert_cmpstr (outcome.write_message, ==, NULL);
  g_assert_cmpint (outcome.write, ==, EXERCISE_WRITABLE);
  place_clear (&place);
}

/* --- anything in any column --- */

/* So many of these, drawn anew each time: all would take minutes. */
#define VALUES_A_COLUMN 3

static const char *const values[] = {
  "NULL",
  "-1",
  "0",
  "3",
  "9223372036854775807",
  "-9223372036854775808",
  "1e308",
  "-0.5",
  "9e999",
  "'text'",
  "''",
  "x''",
  "zeroblob (100000)",
  "CAST (x'ff41' AS TEXT)",
  "char (65, 0, 66)",
  "hex (zeroblob (100000))",
};

typedef struct
{
  char *table, *column;
} Column;

static GArray *
list_columns (void)
{
  GArray *columns = g_array_new (FALSE, FALSE, sizeof (Column));
  sqlite3 *db = NULL;
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_open_v2 (good_path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db,
                                       "SELECT s.name, c.name FROM sqlite_schema AS s,"
                                       " pragma_table_info (s.name) AS c WHERE s.type = 'table'",
                                       -1, &statement, NULL),
                   ==, SQLITE_OK);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      const Column column = {
        g_strdup ((const char *)sqlite3_column_text (statement, 0)),
        g_strdup ((const char *)sqlite3_column_text (statement, 1)),
      };

      g_array_append_val (columns, column);
    }
  sqlite3_finalize (statement);
  sqlite3_close (db);
  return columns;
}

/* The 16 read-outs are read by the same code as one: of these only the first. */
static gboolean
is_one_of_many (const Column *column)
{
  return strchr (column->column, '.') != NULL
         && strcmp (column->column, "understanding.world") != 0;
}

/* In every row; where that is a key, in the first one. */
static void
try_value (const Column *column, const char *value)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE OR IGNORE \"%s\" SET \"%s\" = %s", column->table,
                                          column->column, value);
  g_auto (Outcome) outcome = { 0 };
  Place place;

  g_test_message ("%s", sql);
  place_new (&place);
  copy_good (place.path);
  if (try_sql (place.path, sql))
    try_file (&place, &outcome);
  place_clear (&place);
}

static void
test_any_column (void)
{
  g_autoptr (GArray) columns = list_columns ();

  g_assert_cmpuint (columns->len, >, 50);
  for (guint i = 0; i < columns->len; i++)
    {
      Column *column = &g_array_index (columns, Column, i);

      if (!is_one_of_many (column))
        for (guint k = 0; k < VALUES_A_COLUMN; k++)
          try_value (column, values[g_test_rand_int_range (0, G_N_ELEMENTS (values))]);
      g_free (column->table);
      g_free (column->column);
    }
}

/* --- no databases --- */

static void
expect_refused (Place *place, const char *said)
{
  g_auto (Outcome) outcome = { 0 };

  try_file (place, &outcome);
  g_assert_cmpint (outcome.read, ==, EXERCISE_REFUSED);
  g_assert_cmpint (outcome.write, ==, EXERCISE_REFUSED);
  check_said (place->path, outcome.read_message, said, SAID_AT_ONCE);
  check_said (place->path, outcome.write_message, said, SAID_AT_ONCE);
}

static void
test_text_file (void)
{
  g_autofree char *text = g_strnfill (100000, 'x');
  Place place;

  place_new (&place);
  g_assert_true (g_file_set_contents (place.path, text, -1, NULL));
  expect_refused (&place, "no session");
  g_assert_true (g_file_set_contents (place.path, "short", -1, NULL));
  expect_refused (&place, "no session");
  g_assert_true (g_file_set_contents (place.path, "", -1, NULL));
  expect_refused (&place, "empty");
  place_clear (&place);
}

/* A database, with nothing in it or with what another program keeps. */
static void
test_other_database (void)
{
  Place place;

  place_new (&place);
  g_assert_true (g_file_set_contents (place.path, "", -1, NULL));
  fixture_sql (place.path, "CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT)");
  expect_refused (&place, "no session");
  place_clear (&place);
}

static void
test_no_file (void)
{
  Place place;

  place_new (&place);
  expect_refused (&place, "No such file");
  g_assert_cmpint (g_mkdir (place.path, 0700), ==, 0);
  expect_refused (&place, "folder");
  g_assert_cmpint (g_rmdir (place.path), ==, 0);
  g_assert_cmpint (mkfifo (place.path, 0600), ==, 0);
  expect_refused (&place, "regular");
  g_assert_cmpint (g_unlink (place.path), ==, 0);
  g_assert_cmpint (symlink ("/dev/zero", place.path), ==, 0);
  expect_refused (&place, "regular");
  g_assert_cmpint (g_unlink (place.path), ==, 0);
  g_assert_cmpint (symlink ("stranger.thalweg", place.path), ==, 0);
  expect_refused (&place, "");
  place_clear (&place);
}

/* In a process that is nobody, where it was root's before: root may read and write anything. */
static void
test_no_permission_inside (void)
{
  g_autofree char *path = g_strdup (g_getenv ("TW_STRANGER"));
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSession) session = NULL;

  if (geteuid () == 0)
    g_assert_cmpint (setuid (65534), ==, 0);
  if (g_access (path, R_OK) != 0)
    {
      g_assert_null (tw_session_open (path, FALSE, &error));
      g_assert_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_FILE);
      g_assert_nonnull (strstr (error->message, path));
      g_assert_nonnull (strstr (error->message, g_strerror (EACCES)));
      return;
    }
  session = tw_session_open (path, FALSE, &error);
  g_assert_no_error (error);
  g_assert_nonnull (tw_session_get_read_only_reason (session));
  g_assert_nonnull (strstr (tw_session_get_read_only_reason (session), g_strerror (EACCES)));
  g_assert_cmpuint (tw_session_get_n_runs (session), ==, 2);
}

/* A file that may not be read is refused; one that may not be written is opened with the reason, also in
 * a folder where nothing can be made beside it. */
static void
test_no_permission (void)
{
  const struct
  {
    int file, folder;
  } modes[] = { { 0, 0755 }, { 0444, 0755 }, { 0444, 0555 } };
  Place place;

  place_new (&place);
  copy_good (place.path);
  g_setenv ("TW_STRANGER", place.path, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_assert_cmpint (g_chmod (place.path, modes[i].file), ==, 0);
      g_assert_cmpint (g_chmod (place.folder, modes[i].folder), ==, 0);
      g_test_trap_subprocess ("/session/hostile/no-permission/subprocess/inside", 0,
                              G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
    }
  g_assert_cmpint (g_chmod (place.folder, 0755), ==, 0);
  place_clear (&place);
}

/* --- bytes --- */

static void
test_truncated (void)
{
  g_autofree char *bytes = NULL;
  gsize length;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (good_path, &bytes, &length, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 24; i++)
    {
      const gsize keep = i < 8 ? (gsize)g_test_rand_int_range (1, 20000)
                               : (gsize)g_test_rand_int_range (1, (gint32)length);
      g_auto (Outcome) outcome = { 0 };
      Place place;

      place_new (&place);
      g_file_set_contents (place.path, bytes, (gssize)keep, &error);
      g_assert_no_error (error);
      try_file (&place, &outcome);
      g_assert_nonnull (outcome.read_message);
      place_clear (&place);
    }
}

/* SQLite keeps no checksums: a flipped bit in a number is another number.  But nothing crashes, hangs or
 * touches anything else, and no state is taken for another. */
static void
test_flipped (void)
{
  g_autofree char *bytes = NULL;
  gsize length;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (good_path, &bytes, &length, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 80; i++)
    {
      g_autofree char *changed = g_memdup2 (bytes, length);
      const guint n = (guint)g_test_rand_int_range (1, 6);
      g_auto (Outcome) outcome = { 0 };
      Place place;

      for (guint k = 0; k < n; k++)
        {
          /* Every other one in the first bytes of a page, which say how the page is laid out. */
          gsize at = (gsize)g_test_rand_int_range (0, (gint32)length);

          if (k % 2 == 0)
            at = at / 8192 * 8192 + at % 120;
          changed[MIN (at, length - 1)] ^= (char)(1 << g_test_rand_int_range (0, 8));
        }
      place_new (&place);
      g_file_set_contents (place.path, changed, (gssize)length, &error);
      g_assert_no_error (error);
      try_file (&place, &outcome);
      place_clear (&place);
    }
}

/* A log beside the file that belongs to another one, or to none. */
static void
test_strange_log (void)
{
  static const char *const suffixes[] = { "-wal", "-shm", "-journal" };
  g_autofree char *noise = g_malloc (100000);

  for (guint i = 0; i < 100000; i++)
    noise[i] = (char)g_test_rand_int_range (0, 256);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_auto (Outcome) outcome = { 0 };
      g_autofree char *log = NULL;
      Place place;

      place_new (&place);
      copy_good (place.path);
      log = g_strconcat (place.path, suffixes[i], NULL);
      g_assert_true (g_file_set_contents (log, noise, 100000, NULL));
      try_file (&place, &outcome);
      place_clear (&place);
    }
}

/* A rollback journal can name another file, which SQLite then deletes: a path in a file, followed. */
static void
test_journal_with_a_path (void)
{
  static const guint8 head[] = { 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7 };
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *journal = NULL;
  guint32 sum = 0, value;
  gsize length;
  Place place;

  place_new (&place);
  copy_good (place.path);
  length = strlen (place.victim);
  /* A header: no pages, nonce 0, one page, sectors of 512 bytes, pages of 8192. */
  g_byte_array_append (bytes, head, sizeof head);
  {
    const guint32 fields[] = { 0, 0, 1, 512, 8192 };

    for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
      {
        value = GUINT32_TO_BE (fields[i]);
        g_byte_array_append (bytes, (const guint8 *)&value, 4);
      }
  }
  g_byte_array_set_size (bytes, 512);
  memset (bytes->data + 28, 0, 512 - 28);
  /* The trailer: lock page, name, length, sum, magic. */
  value = GUINT32_TO_BE (0x40000000 / 8192 + 1);
  g_byte_array_append (bytes, (const guint8 *)&value, 4);
  g_byte_array_append (bytes, (const guint8 *)place.victim, (guint)length);
  for (gsize i = 0; i < length; i++)
    sum += (guint32)place.victim[i];
  value = GUINT32_TO_BE ((guint32)length);
  g_byte_array_append (bytes, (const guint8 *)&value, 4);
  value = GUINT32_TO_BE (sum);
  g_byte_array_append (bytes, (const guint8 *)&value, 4);
  g_byte_array_append (bytes, head, sizeof head);

  journal = g_strconcat (place.path, "-journal", NULL);
  g_assert_true (g_file_set_contents (journal, (const char *)bytes->data, bytes->len, NULL));
  /* try_file() sees to it that the victim is left alone. */
  try_file (&place, &outcome);
  place_clear (&place);
}

static void
limit_memory (void)
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(TW_SANITIZED)
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_AS, &limit), ==, 0);
  limit.rlim_cur = MEMORY;
  g_assert_cmpint (setrlimit (RLIMIT_AS, &limit), ==, 0);
#endif
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  fixture_use_memory ();
  if (!g_test_subprocess ())
    {
      limit_memory ();
      make_good ();
    }
  g_test_add_func ("/session/hostile/good", test_good);
  for (guint i = 0; i < G_N_ELEMENTS (plants); i++)
    {
      g_autofree char *name = g_strdup_printf ("/session/hostile/%s", plants[i].name);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_plant);
    }
  g_test_add_func ("/session/hostile/any-column", test_any_column);
  g_test_add_func ("/session/hostile/text-file", test_text_file);
  g_test_add_func ("/session/hostile/other-database", test_other_database);
  g_test_add_func ("/session/hostile/no-file", test_no_file);
  g_test_add_func ("/session/hostile/no-permission", test_no_permission);
  g_test_add_func ("/session/hostile/no-permission/subprocess/inside", test_no_permission_inside);
  g_test_add_func ("/session/hostile/truncated", test_truncated);
  g_test_add_func ("/session/hostile/flipped", test_flipped);
  g_test_add_func ("/session/hostile/strange-log", test_strange_log);
  g_test_add_func ("/session/hostile/journal-with-a-path", test_journal_with_a_path);
  result = g_test_run ();
  if (good_folder != NULL)
    fixture_folder_free (good_folder);
  g_free (good_path);
  return result;
}
