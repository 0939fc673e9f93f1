/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Records the session that the examples of docs/SESSION.md read (argument: its path), and says in
 * lines what the page has to say of the planner: read-outs, scores, regimes. */

#include "session-fixture.h"

#include <math.h>
#include <stdio.h>

static void
record (const char *path)
{
  g_autoptr (TwSession) session = tw_session_new (path);
  g_autoptr (TwScenario) scenario = fixture_scenario (100, 200);
  g_autoptr (TwTrainer) trainer = NULL, branch = NULL;
  g_autoptr (TwReplay) replay = NULL;
  g_autoptr (GError) error = NULL;
  guint64 changes;

  tw_session_add_root (session, scenario, "the first", &error);
  g_assert_no_error (error);
  trainer = fixture_start (session, 1, scenario);
  fixture_step (trainer, 50);
  fixture_set (trainer, "theta.horizon", 1, "plane");
  tw_trainer_mark (trainer, "pushed");
  fixture_step (trainer, 250);
  tw_session_flush (session, &error);
  g_assert_no_error (error);
  replay = tw_replay_new (path, &error);
  g_assert_no_error (error);
  tw_replay_seek (replay, 1, 120, TW_REPLAY_ALL_CHANGES, NULL, &error);
  g_assert_no_error (error);
  tw_replay_get_owner (replay, &changes);
  tw_session_add_branch (session, 1, changes, tw_replay_get_run (replay), "the second", &error);
  g_assert_no_error (error);
  branch = fixture_continue (session, 2);
  fixture_set (branch, "late.dev_horizon", 100, "inspector");
  fixture_step (branch, 180);
}

static void
print_specs (const char *kind, const TwReadoutSpec *specs, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      printf ("%s\t%s\t%s", kind, specs[i].name, specs[i].title);
      if (specs[i].unit[0] != '\0')
        printf (", in %s", specs[i].unit);
      else if (isfinite (specs[i].minimum) && isfinite (specs[i].maximum))
        printf (", %g to %g", specs[i].minimum, specs[i].maximum);
      else if (isfinite (specs[i].minimum))
        printf (", at least %g", specs[i].minimum);
      else if (isfinite (specs[i].maximum))
        printf (", at most %g", specs[i].maximum);
      printf ("\n");
    }
}

int
main (int argc, char **argv)
{
  const TwModelType *type = tw_model_type_find ("planner");

  if (argc != 2)
    return 2;
  record (argv[1]);
  print_specs ("planner_steps", type->readouts, type->n_readouts);
  print_specs ("planner_scores", type->scores, type->n_scores);
  for (guint i = 0; i < type->n_regimes; i++)
    printf ("regime\t%s\t\n", type->regimes[i].name);
  return 0;
}
