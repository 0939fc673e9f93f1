/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/inspector/tw-setting-row.h"

#include "widget-fixture.h"

#include <math.h>
#include <string.h>

static const TwSettingSpec length = { .key = "len.a",
                                      .symbol = "ℓ",
                                      .title = "Length",
                                      .unit = "steps",
                                      .help = "How long it is.",
                                      .type = TW_SETTING_REAL,
                                      .minimum = 0,
                                      .maximum = 10,
                                      .fallback = 1 };
static const TwSettingSpec count = { .key = "count",
                                     .symbol = "n_all",
                                     .title = "Count",
                                     .unit = "",
                                     .help = "How many.",
                                     .type = TW_SETTING_INTEGER,
                                     .minimum = 1,
                                     .maximum = 100000,
                                     .fallback = 3 };
static const TwSettingSpec reset = { .key = "reset",
                                     .title = "Reset",
                                     .unit = "",
                                     .help = "Whether to forget.",
                                     .type = TW_SETTING_SWITCH,
                                     .maximum = 1 };
static const char *const colors[] = { "red", "green", "blue", NULL };
static const TwSettingSpec color = { .key = "color",
                                     .title = "Color",
                                     .unit = "",
                                     .help = "Which one.",
                                     .type = TW_SETTING_CHOICE,
                                     .choices = colors,
                                     .maximum = 2,
                                     .fallback = 1 };

/* A row of a spec beside something else that can have the focus. */
typedef struct
{
  TwSettingRow *row;
  gpointer editor;
  GtkWidget *window, *other;
  guint n_edited;
  double edited;
} Fixture;

static void
on_edited (Fixture *fixture, double value)
{
  fixture->n_edited++;
  fixture->edited = value;
}

static void
set_up (Fixture *fixture, const TwSettingSpec *spec, const char *context)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  *fixture = (Fixture){ .other = gtk_button_new_with_label ("else") };
  fixture->row = g_object_ref_sink (TW_SETTING_ROW (tw_setting_row_new (spec, spec, context)));
  g_signal_connect_swapped (fixture->row, "edited", G_CALLBACK (on_edited), fixture);
  fixture->editor = gtk_widget_get_first_child (fixture_part (fixture->row, "slot"));
  gtk_box_append (GTK_BOX (box), fixture->other);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (fixture->row));
  fixture->window = fixture_show (box, 300, 100);
  gtk_widget_grab_focus (fixture->other);
}

static void
tear_down (Fixture *fixture)
{
  fixture_close (fixture->window);
  g_assert_finalize_object (fixture->row);
}

static const char *
text_of (Fixture *fixture)
{
  return gtk_editable_get_text (fixture->editor);
}

static void
type (Fixture *fixture, const char *text)
{
  gtk_editable_set_text (fixture->editor, text);
}

static void
press_enter (Fixture *fixture)
{
  g_signal_emit_by_name (fixture->editor, "activate");
}

/* --- what it says --- */

static void
test_texts (void)
{
  Fixture fixture;

  set_up (&fixture, &length, NULL);
  g_assert_cmpstr (fixture_label (fixture.row, "title"), ==, "Length");
  g_assert_cmpstr (fixture_label (fixture.row, "detail"), ==, "ℓ · steps");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (GTK_WIDGET (fixture.row)), ==,
                   "How long it is.\nIn formulas: ℓ. Allowed: a number from 0 to 10.");
  gtk_test_accessible_assert_property (fixture.editor, GTK_ACCESSIBLE_PROPERTY_LABEL, "Length");
  g_assert_cmpstr (text_of (&fixture), ==, "1");
  tear_down (&fixture);

  /* A symbol that only repeats the title is in the tooltip alone. */
  set_up (&fixture, &count, "fine-tuning");
  g_assert_cmpstr (fixture_label (fixture.row, "detail"), ==, "");
  g_assert_nonnull (
      strstr (gtk_widget_get_tooltip_text (GTK_WIDGET (fixture.row)), "In formulas: n_all."));
  gtk_test_accessible_assert_property (fixture.editor, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Count, fine-tuning");
  tear_down (&fixture);
}

/* Titled as one spec, allowed what another one allows. */
static void
test_two_specs (void)
{
  TwSettingRow *row =
      TW_SETTING_ROW (g_object_ref_sink (tw_setting_row_new (&length, &count, NULL)));
  GtkWidget *editor = gtk_widget_get_first_child (fixture_part (row, "slot"));

  g_assert_cmpstr (fixture_label (row, "title"), ==, "Length");
  gtk_editable_set_text (GTK_EDITABLE (editor), "2.5");
  g_signal_emit_by_name (editor, "activate");
  g_assert_nonnull (strstr (tw_setting_row_get_problem (row), "whole number from 1 to 100000"));
  g_assert_finalize_object (row);
}

static void
test_matches (void)
{
  Fixture fixture;

  set_up (&fixture, &length, NULL);
  g_assert_true (tw_setting_row_matches (fixture.row, "leng"));
  g_assert_true (tw_setting_row_matches (fixture.row, "len.a"));
  g_assert_true (tw_setting_row_matches (fixture.row, "how long"));
  g_assert_true (tw_setting_row_matches (fixture.row, "ℓ"));
  g_assert_false (tw_setting_row_matches (fixture.row, "width"));
  tear_down (&fixture);
}

/* --- typing --- */

static void
test_enter (void)
{
  Fixture fixture;

  set_up (&fixture, &length, NULL);
  type (&fixture, "2,50");
  g_assert_cmpuint (fixture.n_edited, ==, 0);
  press_enter (&fixture);
  g_assert_cmpuint (fixture.n_edited, ==, 1);
  g_assert_cmpfloat (fixture.edited, ==, 2.5);
  g_assert_cmpfloat (tw_setting_row_get_value (fixture.row), ==, 2.5);
  g_assert_cmpstr (text_of (&fixture), ==, "2.5");
  g_assert_null (tw_setting_row_get_problem (fixture.row));
  /* Enter again, nothing typed: nothing set. */
  press_enter (&fixture);
  g_assert_cmpuint (fixture.n_edited, ==, 1);
  tear_down (&fixture);
}

static void
test_leaving (void)
{
  Fixture fixture;

  set_up (&fixture, &length, NULL);
  gtk_widget_grab_focus (fixture.editor);
  type (&fixture, "7");
  g_assert_cmpuint (fixture.n_edited, ==, 0);
  gtk_widget_grab_focus (fixture.other);
  g_assert_cmpuint (fixture.n_edited, ==, 1);
  g_assert_cmpfloat (fixture.edited, ==, 7);
  /* Looked at only. */
  gtk_widget_grab_focus (fixture.editor);
  gtk_widget_grab_focus (fixture.other);
  g_assert_cmpuint (fixture.n_edited, ==, 1);
  tear_down (&fixture);
}

static void
test_escape (void)
{
  Fixture fixture;

  set_up (&fixture, &length, NULL);
  gtk_widget_grab_focus (fixture.editor);
  type (&fixture, "bad");
  press_enter (&fixture);
  g_assert_nonnull (tw_setting_row_get_problem (fixture.row));
  g_assert_true (fixture_press_key (fixture.editor, GDK_KEY_Escape, 0));
  g_assert_cmpstr (text_of (&fixture), ==, "1");
  g_assert_null (tw_setting_row_get_problem (fixture.row));
  /* With nothing to take back it is for others, such as the search. */
  g_assert_false (fixture_press_key (fixture.editor, GDK_KEY_Escape, 0));
  g_assert_false (fixture_press_key (fixture.editor, GDK_KEY_a, 0));
  gtk_widget_grab_focus (fixture.other);
  g_assert_cmpuint (fixture.n_edited, ==, 0);
  tear_down (&fixture);
}

static void
test_problem (void)
{
  static const char *const bad[] = { "abc", "", "10.01", "-1", "1e400" };
  Fixture fixture;

  set_up (&fixture, &length, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      type (&fixture, bad[i]);
      press_enter (&fixture);
      g_assert_cmpstr (text_of (&fixture), ==, bad[i]);
      g_assert_nonnull (strstr (tw_setting_row_get_problem (fixture.row), "a number from 0 to 10"));
      g_assert_true (gtk_widget_get_visible (fixture_part (fixture.row, "problem")));
      g_assert_true (gtk_widget_has_css_class (fixture.editor, "error"));
      gtk_test_accessible_assert_state (fixture.editor, GTK_ACCESSIBLE_STATE_INVALID,
                                        GTK_ACCESSIBLE_INVALID_TRUE);
      g_assert_cmpfloat (tw_setting_row_get_value (fixture.row), ==, 1);
    }
  g_assert_cmpuint (fixture.n_edited, ==, 0);

  /* Whoever goes on typing is not told any more that it is wrong. */
  type (&fixture, "10.0");
  g_assert_null (tw_setting_row_get_problem (fixture.row));
  g_assert_false (gtk_widget_has_css_class (fixture.editor, "error"));
  gtk_test_accessible_assert_state (fixture.editor, GTK_ACCESSIBLE_STATE_INVALID,
                                    GTK_ACCESSIBLE_INVALID_FALSE);
  press_enter (&fixture);
  g_assert_cmpfloat (fixture.edited, ==, 10);
  tear_down (&fixture);
}

/* What is wrong stays in the entry also when it is left. */
static void
test_problem_after_leaving (void)
{
  Fixture fixture;

  set_up (&fixture, &length, NULL);
  gtk_widget_grab_focus (fixture.editor);
  type (&fixture, "eleven");
  gtk_widget_grab_focus (fixture.other);
  g_assert_cmpstr (text_of (&fixture), ==, "eleven");
  g_assert_nonnull (tw_setting_row_get_problem (fixture.row));
  g_assert_cmpuint (fixture.n_edited, ==, 0);
  tear_down (&fixture);
}

static void
test_whole_number (void)
{
  Fixture fixture;

  set_up (&fixture, &count, NULL);
  type (&fixture, "2.5");
  press_enter (&fixture);
  g_assert_nonnull (tw_setting_row_get_problem (fixture.row));
  type (&fixture, "12\u2009345");
  press_enter (&fixture);
  g_assert_cmpfloat (fixture.edited, ==, 12345);
  g_assert_cmpstr (text_of (&fixture), ==, "12345");
  tear_down (&fixture);
}

/* --- values from the run --- */

static void
test_run_does_not_disturb (void)
{
  Fixture fixture;

  set_up (&fixture, &length, NULL);
  tw_setting_row_set_value (fixture.row, 4);
  g_assert_cmpstr (text_of (&fixture), ==, "4");
  type (&fixture, "5.");
  tw_setting_row_set_value (fixture.row, 6);
  g_assert_cmpstr (text_of (&fixture), ==, "5.");
  g_assert_cmpfloat (tw_setting_row_get_value (fixture.row), ==, 6);
  fixture_press_key (fixture.editor, GDK_KEY_Escape, 0);
  g_assert_cmpstr (text_of (&fixture), ==, "6");
  tw_setting_row_set_value (fixture.row, 6.5);
  g_assert_cmpstr (text_of (&fixture), ==, "6.5");
  tw_setting_row_set_value (fixture.row, NAN);
  g_assert_cmpuint (fixture.n_edited, ==, 0);
  tear_down (&fixture);
}

/* All digits where they can be copied, few where they are only seen; looking changes nothing. */
static void
test_digits (void)
{
  Fixture fixture;

  set_up (&fixture, &length, NULL);
  tw_setting_row_set_value (fixture.row, 1 / 3.0);
  g_assert_cmpstr (text_of (&fixture), ==, "0.333333");
  gtk_widget_grab_focus (fixture.editor);
  g_assert_cmpfloat (g_ascii_strtod (text_of (&fixture), NULL), ==, 1 / 3.0);
  tw_setting_row_set_value (fixture.row, 2 / 3.0);
  g_assert_cmpfloat (g_ascii_strtod (text_of (&fixture), NULL), ==, 2 / 3.0);
  gtk_widget_grab_focus (fixture.other);
  g_assert_cmpstr (text_of (&fixture), ==, "0.666667");
  g_assert_cmpuint (fixture.n_edited, ==, 0);
  g_assert_cmpfloat (tw_setting_row_get_value (fixture.row), ==, 2 / 3.0);
  tear_down (&fixture);
}

/* --- other editors --- */

static void
test_switch (void)
{
  Fixture fixture;

  set_up (&fixture, &reset, NULL);
  g_assert_true (GTK_IS_SWITCH (fixture.editor));
  gtk_test_accessible_assert_property (fixture.editor, GTK_ACCESSIBLE_PROPERTY_LABEL, "Reset");
  tw_setting_row_set_value (fixture.row, 1);
  g_assert_true (gtk_switch_get_active (fixture.editor));
  g_assert_cmpuint (fixture.n_edited, ==, 0);
  gtk_switch_set_active (fixture.editor, FALSE);
  g_assert_cmpuint (fixture.n_edited, ==, 1);
  g_assert_cmpfloat (fixture.edited, ==, 0);
  tear_down (&fixture);
}

static void
test_choice (void)
{
  Fixture fixture;

  set_up (&fixture, &color, NULL);
  g_assert_true (GTK_IS_DROP_DOWN (fixture.editor));
  g_assert_cmpuint (gtk_drop_down_get_selected (fixture.editor), ==, 1);
  tw_setting_row_set_value (fixture.row, 2);
  g_assert_cmpuint (gtk_drop_down_get_selected (fixture.editor), ==, 2);
  g_assert_cmpuint (fixture.n_edited, ==, 0);
  gtk_drop_down_set_selected (fixture.editor, 0);
  g_assert_cmpuint (fixture.n_edited, ==, 1);
  g_assert_cmpfloat (fixture.edited, ==, 0);
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/setting-row/texts", test_texts);
  g_test_add_func ("/setting-row/two-specs", test_two_specs);
  g_test_add_func ("/setting-row/matches", test_matches);
  g_test_add_func ("/setting-row/enter", test_enter);
  g_test_add_func ("/setting-row/leaving", test_leaving);
  g_test_add_func ("/setting-row/escape", test_escape);
  g_test_add_func ("/setting-row/problem", test_problem);
  g_test_add_func ("/setting-row/problem-after-leaving", test_problem_after_leaving);
  g_test_add_func ("/setting-row/whole-number", test_whole_number);
  g_test_add_func ("/setting-row/run-does-not-disturb", test_run_does_not_disturb);
  g_test_add_func ("/setting-row/digits", test_digits);
  g_test_add_func ("/setting-row/switch", test_switch);
  g_test_add_func ("/setting-row/choice", test_choice);
  return g_test_run ();
}
