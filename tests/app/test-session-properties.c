/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/runs/tw-session-properties.h"

#include "widget-fixture.h"

#include <string.h>

typedef struct
{
  TwSessionFacts facts;
  TwFingerprint machines[2];
  TwSessionProperties *properties;
} Fixture;

static TwFingerprint
machine (const char *kernels)
{
  return (TwFingerprint){ .version = (char *)"0.1.0",
                          .build = (char *)"gcc <1>",
                          .kernels = (char *)kernels,
                          .blas = (char *)"OpenBLAS",
                          .libc = (char *)"glibc",
                          .system = (char *)"Linux" };
}

static void
set_up (Fixture *fixture)
{
  fixture->machines[0] = machine ("avx2");
  fixture->machines[1] = machine ("avx<512>");
  fixture->facts = (TwSessionFacts){ .path = "/a/folder/some & more.thalweg",
                                     .stored = TRUE,
                                     .saved = TRUE,
                                     .size = 2000000,
                                     .created = G_GINT64_CONSTANT (1700000000000000),
                                     .n_runs = 3,
                                     .n_steps = 4000,
                                     .n_changes = 5,
                                     .n_checkpoints = 1234,
                                     .machines = g_ptr_array_new (),
                                     .machine = &fixture->machines[1] };
  for (guint i = 0; i < 2; i++)
    g_ptr_array_add (fixture->facts.machines, &fixture->machines[i]);
  fixture->properties = g_object_ref_sink (tw_session_properties_new (NULL));
  tw_session_properties_set (fixture->properties, &fixture->facts);
  gtk_window_present (GTK_WINDOW (fixture->properties));
  fixture_settle (GTK_WIDGET (fixture->properties));
}

static void
tear_down (Fixture *fixture)
{
  fixture_close (GTK_WIDGET (fixture->properties));
  g_assert_finalize_object (fixture->properties);
  g_ptr_array_unref (fixture->facts.machines);
}

static void
assert_shows (Fixture *fixture, const char *name, const char *expected)
{
  g_assert_cmpstr (fixture_label (fixture->properties, name), ==, expected);
}

static void
test_facts (void)
{
  Fixture fixture;
  GtkWidget *row;

  set_up (&fixture);
  assert_shows (&fixture, "name", "some & more.thalweg");
  assert_shows (&fixture, "folder", "/a/folder");
  assert_shows (&fixture, "size", "2.0\u00a0MB");
  assert_shows (&fixture, "created", "2023-11-14 22:13:20");
  assert_shows (&fixture, "runs", "3");
  assert_shows (&fixture, "steps", "4\u2009000");
  assert_shows (&fixture, "bytes", "500 bytes");
  assert_shows (&fixture, "changes", "5");
  assert_shows (&fixture, "checkpoints", "1\u2009234");
  g_assert_false (gtk_info_bar_get_revealed (fixture_part (fixture.properties, "read_only_bar")));
  row = gtk_widget_get_ancestor (fixture_part (fixture.properties, "runs"), ADW_TYPE_ACTION_ROW);
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL, "Runs: 3");
  tear_down (&fixture);
}

static void
test_not_stored (void)
{
  Fixture fixture;

  set_up (&fixture);
  fixture.facts.saved = FALSE;
  tw_session_properties_set (fixture.properties, &fixture.facts);
  assert_shows (&fixture, "saved", "By itself, until it is saved");
  fixture.facts.stored = FALSE;
  fixture.facts.n_steps = 0;
  tw_session_properties_set (fixture.properties, &fixture.facts);
  assert_shows (&fixture, "saved", "There is no file until something is recorded");
  assert_shows (&fixture, "size", "–");
  assert_shows (&fixture, "created", "–");
  assert_shows (&fixture, "bytes", "–");
  assert_shows (&fixture, "steps", "0");
  tear_down (&fixture);
}

static void
test_read_only (void)
{
  Fixture fixture;

  set_up (&fixture);
  fixture.facts.read_only_reason = "Another one <writes> it";
  tw_session_properties_set (fixture.properties, &fixture.facts);
  g_assert_true (gtk_info_bar_get_revealed (fixture_part (fixture.properties, "read_only_bar")));
  assert_shows (&fixture, "read_only", "Another one <writes> it");
  tear_down (&fixture);
}

/* Rows of machines, from above: their titles, and a star for the one that says it is this one. */
static char *
describe_machines (Fixture *fixture)
{
  g_autoptr (GPtrArray) rows =
      fixture_find_all (fixture_part (fixture->properties, "machines"), ADW_TYPE_ACTION_ROW);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (GPtrArray) labels = fixture_find_all (rows->pdata[i], GTK_TYPE_LABEL);

      g_string_append (text, adw_preferences_row_get_title (rows->pdata[i]));
      for (guint k = 0; k < labels->len; k++)
        if (gtk_widget_has_css_class (labels->pdata[k], "here"))
          g_string_append_c (text, '*');
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static void
test_machines (void)
{
  Fixture fixture;
  g_autofree char *both = NULL, *one = NULL;

  set_up (&fixture);
  both = describe_machines (&fixture);
  g_assert_cmpstr (both, ==, "Thalweg 0.1.0, avx2\nThalweg 0.1.0, avx&lt;512&gt;*\n");
  g_ptr_array_remove_index (fixture.facts.machines, 1);
  tw_session_properties_set (fixture.properties, &fixture.facts);
  one = describe_machines (&fixture);
  g_assert_cmpstr (one, ==, "Thalweg 0.1.0, avx2\n");
  g_ptr_array_remove_index (fixture.facts.machines, 0);
  tw_session_properties_set (fixture.properties, &fixture.facts);
  g_assert_false (gtk_widget_get_visible (fixture_part (fixture.properties, "machines")));
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  fixture_init (&argc, &argv);
  g_test_add_func ("/session-properties/facts", test_facts);
  g_test_add_func ("/session-properties/not-stored", test_not_stored);
  g_test_add_func ("/session-properties/read-only", test_read_only);
  g_test_add_func ("/session-properties/machines", test_machines);
  return g_test_run ();
}
