/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/session/tw-undo.h"

static TwDeed *
new_edit (gint64 run, guint64 step, const char *origin, const char *address, double before,
          double after)
{
  TwDeed *deed = tw_deed_new (TW_DEED_EDIT, run, address);

  deed->step = step;
  deed->origin = g_strdup (origin);
  tw_deed_add_value (deed, address, before, after);
  return deed;
}

static const TwDeedValue *
value_of (const TwDeed *deed)
{
  return &g_array_index (deed->values, TwDeedValue, 0);
}

static void
test_list (void)
{
  g_autoptr (TwUndo) undo = tw_undo_new ();

  g_assert_null (tw_undo_peek (undo));
  g_assert_null (tw_undo_peek_redo (undo));
  for (guint i = 1; i <= 3; i++)
    tw_undo_push (undo, tw_deed_new (TW_DEED_BRANCH, i, "branch"));
  g_assert_cmpint (tw_undo_peek (undo)->run, ==, 3);
  tw_undo_step_back (undo);
  tw_undo_step_back (undo);
  g_assert_cmpint (tw_undo_peek (undo)->run, ==, 1);
  g_assert_cmpint (tw_undo_peek_redo (undo)->run, ==, 2);
  tw_undo_step_on (undo);
  g_assert_cmpint (tw_undo_peek (undo)->run, ==, 2);
  g_assert_cmpint (tw_undo_peek_redo (undo)->run, ==, 3);
  /* What is done now takes the place of what was undone. */
  tw_undo_push (undo, tw_deed_new (TW_DEED_BRANCH, 4, "branch"));
  g_assert_null (tw_undo_peek_redo (undo));
  tw_undo_step_back (undo);
  g_assert_cmpint (tw_undo_peek (undo)->run, ==, 2);
}

/* However much is done, the list ends somewhere, and what was done last can be undone. */
static void
test_many (void)
{
  g_autoptr (TwUndo) undo = tw_undo_new ();
  guint n = 0;

  for (guint i = 1; i <= 5000; i++)
    tw_undo_push (undo, tw_deed_new (TW_DEED_BRANCH, i, "branch"));
  g_assert_cmpint (tw_undo_peek (undo)->run, ==, 5000);
  for (; tw_undo_peek (undo) != NULL; n++)
    {
      g_assert_cmpint (tw_undo_peek (undo)->run, ==, 5000 - n);
      tw_undo_step_back (undo);
    }
  g_assert_cmpuint (n, ==, 1000);
}

static void
test_taken_together (void)
{
  g_autoptr (TwUndo) undo = tw_undo_new ();

  for (guint i = 0; i < 5; i++)
    tw_undo_push (undo, new_edit (1, 7, "plane", "theta.horizon", i, i + 1));
  g_assert_cmpfloat (value_of (tw_undo_peek (undo))->before, ==, 0);
  g_assert_cmpfloat (value_of (tw_undo_peek (undo))->after, ==, 5);
  g_assert_cmpuint (tw_undo_peek (undo)->n_edits, ==, 5);
  tw_undo_step_back (undo);
  g_assert_null (tw_undo_peek (undo));
}

/* Another run, step, origin or value is another deed; so is one that comes later. */
static void
test_apart (void)
{
  static const struct
  {
    gint64 run;
    guint64 step;
    const char *origin, *address;
    gint64 later;
  } cases[] = {
    { 2, 7, "plane", "theta.horizon", 0 },       { 1, 8, "plane", "theta.horizon", 0 },
    { 1, 7, "inspector", "theta.horizon", 0 },   { 1, 7, "plane", "theta.awareness", 0 },
    { 1, 7, "plane", "theta.horizon", 1000001 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TwUndo) undo = tw_undo_new ();
      TwDeed *second =
          new_edit (cases[i].run, cases[i].step, cases[i].origin, cases[i].address, 1, 2);

      tw_undo_push (undo, new_edit (1, 7, "plane", "theta.horizon", 0, 1));
      second->time = tw_undo_peek (undo)->time + cases[i].later;
      tw_undo_push (undo, second);
      g_assert_true (tw_undo_peek (undo) == second);
      tw_undo_step_back (undo);
      g_assert_cmpfloat (value_of (tw_undo_peek (undo))->after, ==, 1);
    }
}

static void
test_momentary (void)
{
  static const struct
  {
    const char *address;
    gboolean momentary;
  } cases[] = {
    { "theta.horizon", TRUE },
    { "start.horizon", TRUE },
    { "scenario.seed", TRUE },
    { "optimizer.method", TRUE },
    { "optimizer.learning_rate", FALSE },
    { "model.oversight", FALSE },
    { "fine-tuning.steps", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TwDeed) deed = new_edit (1, 0, "test", cases[i].address, 0, 1);

      g_assert_cmpint (tw_deed_is_momentary (deed), ==, cases[i].momentary);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/undo/list", test_list);
  g_test_add_func ("/undo/many", test_many);
  g_test_add_func ("/undo/taken-together", test_taken_together);
  g_test_add_func ("/undo/apart", test_apart);
  g_test_add_func ("/undo/momentary", test_momentary);
  return g_test_run ();
}
