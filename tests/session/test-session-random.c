/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Random sequences of everything that somebody can do to a session, done at once to the session and to
 * plain runs in memory; in the end, and after every time that the file was opened anew, both have to
 * be the same to the last bit.  The seed of a failing sequence is what g_test prints; --seed repeats it. */

#include "plain-run.h"
#include "session-fixture.h"

#include <string.h>

#define SEQUENCES 6
#define COMMANDS 60
#define MAX_RUNS 6

/* What edits can be made, and from where to where. */
static const struct
{
  const char *address;
  double least, greatest;
} edits[] = {
  { "theta.horizon", -1, 5 },
  { "theta.awareness", -3, 3 },
  { "theta.u.world", -1, 1 },
  { "theta.goal.base", -2, 4 },
  { "optimizer.learning_rate", 0, 0.3 },
  { "optimizer.momentum", 0, 1 },
  { "model.oversight", 10, 1e5 },
  { "model.generalize", 0, 2 },
  { "world.tradeoff", -1, 1 },
  { "late.dev_horizon", 1, 1000 },
  { "early.act_weight", 0, 2 },
};

/* The same with whole numbers. */
static const struct
{
  const char *address;
  int least, greatest;
} choices[] = {
  { "optimizer.method", 0, 5 }, { "optimizer.batch", 1, 64 }, { "world.contexts", 32, 96 },
  { "late.objective", 0, 2 },   { "late.steps", 200, 400 },   { "scenario.seed", 1, 9 },
};

typedef struct
{
  char *folder, *path;
  TwSession *session;
  GPtrArray *plain;              /* PlainRun, by id - 1 */
  TwTrainer *trainers[MAX_RUNS]; /* NULL: none is at work on it */
} World;

static PlainRun *
some_run (World *world)
{
  return world->plain->pdata[g_test_rand_int_range (0, (gint32)world->plain->len)];
}

static TwTrainer *
trainer_of (World *world, PlainRun *plain)
{
  TwTrainer **trainer = &world->trainers[plain->id - 1];

  if (*trainer == NULL)
    *trainer = fixture_continue (world->session, plain->id);
  return *trainer;
}

static void
let_trainers_go (World *world)
{
  for (guint i = 0; i < MAX_RUNS; i++)
    g_clear_pointer (&world->trainers[i], tw_trainer_free);
}

/* --- commands --- */

static void
do_add_root (World *world)
{
  g_autoptr (TwScenario) scenario = fixture_scenario (150, 250);
  g_autoptr (GError) error = NULL;
  gint64 id;

  scenario->seed = (guint64)g_test_rand_int_range (1, 1000);
  id = tw_session_add_root (world->session, scenario, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (id, ==, world->plain->len + 1);
  g_ptr_array_add (world->plain, plain_run_new (id, scenario));
  world->trainers[id - 1] = fixture_start (world->session, id, scenario);
}

static void
do_step (World *world)
{
  PlainRun *plain = some_run (world);
  TwTrainer *trainer = trainer_of (world, plain);
  const guint64 n = (guint64)g_test_rand_int_range (1, 60);

  tw_trainer_set_speed (trainer, g_test_rand_bit () ? 0 : 2000);
  fixture_step (trainer, n);
  plain_run_step (plain, n);
}

/* Played for a while: where it stops nobody knows before. */
static void
do_play_and_pause (World *world)
{
  PlainRun *plain = some_run (world);
  TwTrainer *trainer = trainer_of (world, plain);
  guint64 step;

  tw_trainer_set_speed (trainer, g_test_rand_double_range (500, 5000));
  tw_trainer_play (trainer);
  g_usleep ((gulong)g_test_rand_int_range (0, 20000));
  tw_trainer_pause (trainer);
  step = fixture_get_step (trainer);
  plain_run_step (plain, step - plain_run_get_step (plain));
  g_assert_cmpuint (plain_run_get_step (plain), ==, step);
}

static void
set_both (World *world, PlainRun *plain, const char *address, double value)
{
  TwTrainer *trainer = trainer_of (world, plain);
  const char *origin = g_test_rand_bit () ? "inspector" : "plane";
  g_autoptr (TwScenario) scenario = tw_scenario_ref (tw_run_get_scenario (plain->run));
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSnapshot) snapshot = NULL;
  const gboolean taken = plain_run_set (plain, address, value, origin);
  TwAddress where;

  tw_scenario_resolve (scenario, address, &where, &error);
  g_assert_no_error (error);
  tw_trainer_set_many (trainer, &where, &value, 1, origin);
  tw_trainer_sync (trainer);
  snapshot = tw_trainer_take_snapshot (trainer);
  g_assert_true ((snapshot->message == NULL) == taken);
}

static void
do_edit (World *world)
{
  const int which = g_test_rand_int_range (0, G_N_ELEMENTS (edits));

  set_both (world, some_run (world), edits[which].address,
            g_test_rand_double_range (edits[which].least, edits[which].greatest));
}

static void
do_choose (World *world)
{
  const int which = g_test_rand_int_range (0, G_N_ELEMENTS (choices));

  set_both (world, some_run (world), choices[which].address,
            g_test_rand_int_range (choices[which].least, choices[which].greatest + 1));
}

static void
do_mark (World *world)
{
  PlainRun *plain = some_run (world);
  TwTrainer *trainer = trainer_of (world, plain);
  g_autofree char *label = g_strdup_printf ("moment %d", g_test_rand_int_range (0, 1000));

  tw_trainer_mark (trainer, label);
  tw_trainer_sync (trainer);
  plain_run_mark (plain, label);
}

static PlainRun *
find_plain (World *world, gint64 id)
{
  g_assert_cmpint (id, >=, 1);
  g_assert_cmpint (id, <=, world->plain->len);
  return world->plain->pdata[id - 1];
}

static void
do_branch (World *world)
{
  PlainRun *from = some_run (world);
  const guint64 step = (guint64)g_test_rand_int_range (0, (gint32)plain_run_get_step (from) + 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (TwReplay) replay = NULL;
  g_autofree char *expected = NULL, *found = NULL;
  guint64 changes;
  gint64 owner, id;

  if (world->plain->len == MAX_RUNS)
    return;
  tw_session_flush (world->session, &error);
  g_assert_no_error (error);
  replay = tw_replay_new (world->path, &error);
  g_assert_no_error (error);
  tw_replay_seek (replay, from->id, step, TW_REPLAY_ALL_CHANGES, NULL, &error);
  g_assert_no_error (error);
  owner = tw_replay_get_owner (replay, &changes);
  found = tw_run_state_hash (tw_replay_get_run (replay));
  expected = plain_run_get_hash (find_plain (world, owner), step, changes);
  g_assert_cmpstr (found, ==, expected);

  id = tw_session_add_branch (world->session, owner, changes, tw_replay_get_run (replay), "branch",
                              &error);
  g_assert_no_error (error);
  g_assert_cmpint (id, ==, world->plain->len + 1);
  g_ptr_array_add (world->plain,
                   plain_run_new_branch (id, find_plain (world, owner), step, changes));
}

/* --- comparing --- */

static void
check_replay (World *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwReplay) replay = tw_replay_new (world->path, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < 12; i++)
    {
      PlainRun *plain = some_run (world);
      const guint64 head = plain_run_get_step (plain);
      const guint64 step = (guint64)g_test_rand_int_range ((gint32)plain->start, (gint32)head + 1);
      guint64 changes = 0;

      /* Any number of its changes that it had at that step. */
      for (guint k = 0; k < plain->changes->len; k++)
        if (((TwSessionChange *)plain->changes->pdata[k])->step <= step)
          changes++;
      while (changes > 0 && g_test_rand_bit ()
             && plain_run_get_state (plain, step, changes - 1) != NULL)
        changes--;
      plain_run_check_state (plain, replay, step, changes);
    }
}

static void
check_everything (World *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TwSessionReader) reader = NULL;

  tw_session_flush (world->session, &error);
  g_assert_no_error (error);
  reader = tw_session_reader_new (world->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tw_session_reader_get_n_runs (reader), ==, world->plain->len);
  for (guint i = 0; i < world->plain->len; i++)
    plain_run_check (world->plain->pdata[i], reader);
  check_replay (world);
}

static void
do_reopen (World *world)
{
  g_autoptr (GError) error = NULL;

  let_trainers_go (world);
  tw_session_free (world->session);
  world->session = tw_session_open (world->path, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tw_session_get_read_only_reason (world->session), ==, NULL);
  check_everything (world);
}

/* --- sequences --- */

static const struct
{
  void (*run) (World *world);
  int weight;
} commands[] = {
  { do_step, 8 }, { do_play_and_pause, 3 }, { do_edit, 8 },   { do_choose, 4 },
  { do_mark, 2 }, { do_branch, 3 },         { do_reopen, 1 }, { check_everything, 1 },
};

static void
do_something (World *world)
{
  int total = 0, which = 0, drawn;

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    total += commands[i].weight;
  drawn = g_test_rand_int_range (0, total);
  while (drawn >= commands[which].weight)
    drawn -= commands[which++].weight;
  commands[which].run (world);
}

static void
test_random_sequences (void)
{
  for (guint i = 0; i < SEQUENCES; i++)
    {
      World world = { .folder = fixture_folder_new () };

      world.path = g_build_filename (world.folder, "random.thalweg", NULL);
      world.session = tw_session_new (world.path);
      world.plain = g_ptr_array_new_with_free_func ((GDestroyNotify)plain_run_free);
      do_add_root (&world);
      /* From its first step on a session is a file. */
      fixture_step (world.trainers[0], 1);
      plain_run_step (world.plain->pdata[0], 1);
      for (guint k = 0; k < COMMANDS; k++)
        do_something (&world);
      check_everything (&world);
      do_reopen (&world);
      tw_session_free (world.session);
      fixture_check_integrity (world.path);
      g_ptr_array_unref (world.plain);
      g_free (world.path);
      fixture_folder_free (world.folder);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_use_memory ();
  g_test_add_func ("/session/random-sequences", test_random_sequences);
  return g_test_run ();
}
