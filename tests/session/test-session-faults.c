/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A disk that is full or broken while a run is recorded, for a while.  Whatever fails and whenever: the
 * session says so, no trainer goes on, nothing that was committed is lost, and once the disk works again
 * the file comes to hold what it would have held without the fault. */

#include "fault-vfs.h"
#include "plain-run.h"
#include "session-fixture.h"

#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>

#define STEPS 2400 /* of both stages */
#define EDIT_STEP 1500

typedef struct
{
  char *folder, *path;
  TwSession *session;
  TwTrainer *trainer;
} World;

static PlainRun *undisturbed;

static TwScenario *
make_scenario (void)
{
  return fixture_scenario (600, STEPS - 600);
}

static void
make_undisturbed (void)
{
  g_autoptr (TwScenario) scenario = make_scenario ();

  undisturbed = plain_run_new (1, scenario);
  plain_run_step (undisturbed, EDIT_STEP);
  g_assert_true (plain_run_set (undisturbed, "theta.horizon", 2, "test"));
  plain_run_step (undisturbed, STEPS);
}

/* folder: taken */
static void
begin_in (World *world, char *folder)
{
  g_autoptr (TwScenario) scenario = make_scenario ();
  g_autoptr (GError) error = NULL;

  world->folder = folder;
  world->path = g_build_filename (world->folder, "faults.thalweg", NULL);
  world->session = tw_session_new (world->path);
  g_assert_cmpint (tw_session_add_root (world->session, scenario, NULL, &error), ==, 1);
  g_assert_no_error (error);
  world->trainer = fixture_start (world->session, 1, scenario);
  tw_trainer_set_speed (world->trainer, 3000);
}

static void
begin (World *world)
{
  begin_in (world, fixture_folder_new ());
}

static void
end (World *world)
{
  g_clear_pointer (&world->trainer, tw_trainer_free);
  g_clear_pointer (&world->session, tw_session_free);
  fixture_folder_free (world->folder);
  g_free (world->path);
}

static gboolean
is_in_trouble (TwSession *session)
{
  g_autofree char *trouble = tw_session_get_trouble (session);

  return trouble != NULL;
}

/* Plays until it rests at that step.  Where it is held it is asked again, as a user would. */
static void
insist_on (TwTrainer *trainer, guint64 step)
{
  guint64 now;

  while ((now = fixture_get_step (trainer)) < step)
    {
      fixture_step (trainer, step - now);
      g_usleep (2000);
    }
}

static void
finish_run (World *world)
{
  const guint64 now = fixture_get_step (world->trainer);
  const TwSessionRun *run;

  if (now <= EDIT_STEP)
    {
      insist_on (world->trainer, EDIT_STEP);
      tw_session_refresh (world->session);
      run = tw_session_get_run (world->session, 1);
      g_assert_cmpuint (run->n_changes, <=, 1);
      if (run->n_changes == 0)
        fixture_set (world->trainer, "theta.horizon", 2, "test");
    }
  insist_on (world->trainer, STEPS);
}

static void
check_file (World *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSessionReader) reader = NULL;

  fixture_wait_for (tw_session_flush (world->session, NULL));
  g_assert_false (is_in_trouble (world->session));
  fault_vfs_heal ();
  reader = tw_session_reader_new (world->path, &error);
  g_assert_no_error (error);
  plain_run_check (undisturbed, reader);
  g_clear_pointer (&reader, tw_session_reader_free);
  g_clear_pointer (&world->trainer, tw_trainer_free);
  g_clear_pointer (&world->session, tw_session_free);
  fixture_check_integrity (world->path);
}

/* --- a disk that fails until it is mended --- */

typedef struct
{
  const char *name;
  FaultOperation operations;
  FaultKind kind;
  gboolean torn;
} Fault;

static const Fault faults[] = {
  { "full", FAULT_GROWING, FAULT_FULL, FALSE },
  { "full-torn", FAULT_GROWING, FAULT_FULL, TRUE },
  { "io", FAULT_ALL_WRITING, FAULT_IO_ERROR, FALSE },
  { "io-torn", FAULT_ALL_WRITING, FAULT_IO_ERROR, TRUE },
};

/* While nothing can be written, what was committed before can be read and is right. */
static void
check_committed (World *world, guint64 committed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSessionReader) reader = tw_session_reader_new (world->path, &error);
  const guint n_columns =
      TW_COLUMN_READOUTS + tw_run_get_scenario (undisturbed->run)->type->n_readouts;
  g_autofree double *rows = g_new (double, (STEPS + 1) * n_columns);
  gssize n;

  g_assert_no_error (error);
  g_assert_cmpuint (tw_session_reader_get_run (reader, 1)->head, >=, committed);
  n = tw_session_reader_read_rows (reader, 1, 0, committed, STEPS + 1, rows, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint ((guint64)n, ==, committed + 1);
}

static void
test_until_mended (gconstpointer data)
{
  const Fault *fault = data;
  g_autofree char *trouble = NULL;
  g_autoptr (TwSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;
  World world;
  guint64 held_at;

  begin (&world);
  fixture_step (world.trainer, 200);
  tw_session_flush (world.session, &error);
  g_assert_no_error (error);

  /* The index of the log may grow: who reads needs it too, and reading is looked at here. */
  fault_vfs_fail (fault->operations & ~(FaultOperation)FAULT_SHM_MAP, fault->kind, 0,
                  FAULT_FOR_GOOD, fault->torn);
  /* So slowly that it is held long before it comes to the edit. */
  tw_trainer_set_speed (world.trainer, 500);
  tw_trainer_play (world.trainer);
  fixture_wait_for (is_in_trouble (world.session));
  trouble = tw_session_get_trouble (world.session);
  g_test_message ("%s", trouble);
  g_assert_nonnull (strstr (trouble, "faults.thalweg"));
  if (fault->kind == FAULT_FULL)
    g_assert_nonnull (strstr (trouble, "full"));

  /* The trainer is held, and says why. */
  tw_trainer_wait (world.trainer);
  tw_trainer_sync (world.trainer);
  snapshot = tw_trainer_take_snapshot (world.trainer);
  g_assert_cmpint (snapshot->state, ==, TW_TRAINER_PAUSED);
  g_assert_nonnull (snapshot->message);
  g_assert_nonnull (strstr (snapshot->message, "faults.thalweg"));
  held_at = snapshot->step;
  g_assert_cmpuint (held_at, <, EDIT_STEP);
  /* Nor does it go on because somebody asks for it. */
  fixture_step (world.trainer, 1);
  g_assert_cmpuint (fixture_get_step (world.trainer), ==, held_at);
  /* Who waits for the disk is told that it cannot be. */
  g_assert_false (tw_session_flush (world.session, &error));
  g_assert_error (error, TW_SESSION_ERROR, TW_SESSION_ERROR_FILE);
  g_clear_error (&error);
  check_committed (&world, 200);
  g_assert_cmpuint (fault_vfs_get_n_failed (), >, 0);

  fault_vfs_heal ();
  fixture_wait_for (!is_in_trouble (world.session));
  tw_trainer_set_speed (world.trainer, 0);
  finish_run (&world);
  check_file (&world);
  end (&world);
}

/* Nobody mends it: the program ends, and what was committed before is there. */
static void
test_for_good (gconstpointer data)
{
  const Fault *fault = data;
  g_autoptr (GError) error = NULL;
  World world;

  begin (&world);
  fixture_step (world.trainer, 250);
  tw_session_flush (world.session, &error);
  g_assert_no_error (error);
  /* The index of the log may grow: who reads needs it too, and reading is looked at here. */
  fault_vfs_fail (fault->operations & ~(FaultOperation)FAULT_SHM_MAP, fault->kind, 0,
                  FAULT_FOR_GOOD, fault->torn);
  /* So slowly that it is held long before it comes to the edit. */
  tw_trainer_set_speed (world.trainer, 500);
  tw_trainer_play (world.trainer);
  fixture_wait_for (is_in_trouble (world.session));
  g_clear_pointer (&world.trainer, tw_trainer_free);
  g_clear_pointer (&world.session, tw_session_free);
  fault_vfs_heal ();

  fixture_check_integrity (world.path);
  check_committed (&world, 250);
  world.session = tw_session_open (world.path, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tw_session_get_read_only_reason (world.session), ==, NULL);
  world.trainer = fixture_continue (world.session, 1);
  finish_run (&world);
  check_file (&world);
  end (&world);
}

/* --- every call --- */

/* One call after another fails, each once or a few times: wherever the fault hits a transaction, the
 * start of the file included, it is got over. */
static void
run_with_fault_at (FaultOperation operations, FaultKind kind, guint64 first, guint64 n,
                   gboolean torn)
{
  World world;

  fault_vfs_fail (operations, kind, first, n, torn);
  begin (&world);
  tw_trainer_set_speed (world.trainer, 0);
  finish_run (&world);
  check_file (&world);
  g_test_message ("from call %" G_GUINT64_FORMAT ": %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                  " failed",
                  first, fault_vfs_get_n_failed (), fault_vfs_get_n_calls ());
  end (&world);
}

/* How many calls of the kind an undisturbed recording makes. */
static guint64
count_calls (FaultOperation operations)
{
  World world;

  fault_vfs_fail (operations, FAULT_FULL, 0, 0, FALSE);
  begin (&world);
  tw_trainer_set_speed (world.trainer, 0);
  finish_run (&world);
  check_file (&world);
  end (&world);
  return fault_vfs_get_n_calls ();
}

#define FIRST_CALLS 12
#define RANDOM_CALLS 2 /* of each kind of fault: each costs a second, the recorder's */

static void
test_at_random (gconstpointer data)
{
  const Fault *fault = data;
  const guint64 n_calls = count_calls (fault->operations);

  g_assert_cmpuint (n_calls, >, FIRST_CALLS);
  for (guint i = 0; i < RANDOM_CALLS; i++)
    run_with_fault_at (fault->operations, fault->kind,
                       (guint64)g_test_rand_int_range (0, (gint32)n_calls),
                       (guint64)g_test_rand_int_range (1, 4), fault->torn);
}

/* The file is being made: its head, its tables, its log. */
static void
test_at_the_start (gconstpointer data)
{
  const Fault *fault = data;

  for (guint i = 0; i < FIRST_CALLS; i += 7)
    run_with_fault_at (fault->operations, fault->kind, i, 1, fault->torn);
}

/* The file cannot even be opened, for a while. */
static void
test_open (void)
{
  for (guint i = 0; i < 4; i += 2)
    run_with_fault_at (FAULT_OPEN, FAULT_IO_ERROR, i, 2, FALSE);
}

/* --- disks that are really full --- */

/* Goes on until the disk has no room, has somebody make some, and goes on to the end. */
static void
record_through_trouble (World *world, void (*make_room) (World *world))
{
  g_autofree char *trouble = NULL;

  tw_trainer_set_speed (world->trainer, 0);
  tw_trainer_step (world->trainer, EDIT_STEP);
  fixture_wait_for (is_in_trouble (world->session));
  trouble = tw_session_get_trouble (world->session);
  g_test_message ("%s", trouble);
  tw_trainer_wait (world->trainer);
  make_room (world);
  fixture_wait_for (!is_in_trouble (world->session));
  finish_run (world);
  check_file (world);
}

static struct rlimit file_limit;

static void
lift_limit (World *world)
{
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &file_limit), ==, 0);
}

/* No file may be larger than that: here the kernel says it, not we. */
static void
test_file_size (void)
{
  struct rlimit small;
  World world;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &file_limit), ==, 0);
  small = file_limit;
  small.rlim_cur = 128 * 1024;
  begin (&world);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  record_through_trouble (&world, lift_limit);
  end (&world);
}

#define TMPFS_BYTES (48 * 1024 * 1024) /* with room for a log before it is taken over */
#define TMPFS_ROOM (400 * 1024)

static char *
ballast_of (World *world)
{
  return g_build_filename (world->folder, "ballast", NULL);
}

static void
drop_ballast (World *world)
{
  g_autofree char *ballast = ballast_of (world);

  g_assert_cmpint (g_remove (ballast), ==, 0);
}

/* A file system of our own, in a name space of our own, so that it goes when we go. */
static gboolean
mount_tmpfs (const char *folder)
{
  g_autofree char *options = g_strdup_printf ("size=%d", TMPFS_BYTES);

  return (unshare (CLONE_NEWNS) == 0 || unshare (CLONE_NEWUSER | CLONE_NEWNS) == 0)
         && mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
         && mount ("tmpfs", folder, "tmpfs", 0, options) == 0;
}

/* In a process of its own, because what unshare() does cannot be undone. */
static void
test_tmpfs_inside (void)
{
  g_autofree char *bytes = g_malloc0 (TMPFS_BYTES - TMPFS_ROOM);
  g_autofree char *ballast = NULL;
  g_autoptr (GError) error = NULL;
  char *folder = fixture_folder_new ();
  World world;

  /* Before there are threads: they would stay in the old name space. */
  if (!mount_tmpfs (folder))
    {
      g_printerr ("no file system can be mounted here\n");
      fixture_folder_free (folder);
      return;
    }
  begin_in (&world, folder);
  ballast = ballast_of (&world);
  g_file_set_contents (ballast, bytes, TMPFS_BYTES - TMPFS_ROOM, &error);
  g_assert_no_error (error);
  record_through_trouble (&world, drop_ballast);
  g_assert_cmpint (umount2 (world.folder, MNT_DETACH), ==, 0);
  end (&world);
}

static void
test_tmpfs (void)
{
  g_test_trap_subprocess ("/session/faults/tmpfs/subprocess/inside", 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
}

/* step 2: without those that are torn. */
static void
add_for_each (const char *name, GTestDataFunc test, guint step)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i += step)
    {
      g_autofree char *path = g_strdup_printf ("/session/faults/%s/%s", name, faults[i].name);

      g_test_add_data_func (path, &faults[i], test);
    }
}

int
main (int argc, char **argv)
{
  int result;

  fault_vfs_register ();
  g_test_init (&argc, &argv, NULL);
  fixture_use_memory ();
  make_undisturbed ();
  add_for_each ("until-mended", test_until_mended, 1);
  add_for_each ("for-good", test_for_good, 1);
  add_for_each ("at-the-start", test_at_the_start, 2);
  add_for_each ("at-random", test_at_random, 1);
  g_test_add_func ("/session/faults/open", test_open);
  g_test_add_func ("/session/faults/file-size", test_file_size);
  g_test_add_func ("/session/faults/tmpfs", test_tmpfs);
  g_test_add_func ("/session/faults/tmpfs/subprocess/inside", test_tmpfs_inside);
  result = g_test_run ();
  plain_run_free (undisturbed);
  return result;
}
