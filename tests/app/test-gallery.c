/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/gallery/tw-gallery.h"

#include "live-fixture.h"
#include "widget-fixture.h"

static TwGallery *
new_gallery (guint *n_chosen)
{
  TwGallery *gallery = g_object_ref_sink (g_object_new (TW_TYPE_GALLERY, NULL));

  *n_chosen = 0;
  g_signal_connect_swapped (gallery, "chosen", G_CALLBACK (g_atomic_int_inc), n_chosen);
  return gallery;
}

static GtkListBoxRow *
row_at (TwGallery *gallery, int i)
{
  return gtk_list_box_get_row_at_index (fixture_part (gallery, "list"), i);
}

static int
count (TwGallery *gallery)
{
  int n = 0;

  while (row_at (gallery, n) != NULL)
    n++;
  return n;
}

/* What the user does with a click or the arrow keys. */
static void
select_row (TwGallery *gallery, int i)
{
  gtk_list_box_select_row (fixture_part (gallery, "list"), row_at (gallery, i));
}

/* All that are shipped, in the order of data/scenarios/ORDER, then by name. */
static void
test_shipped (void)
{
  g_autofree char *order = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *path =
      g_build_filename (g_getenv ("THALWEG_DATADIR"), "scenarios", "ORDER", NULL);
  guint n_chosen;
  TwGallery *gallery = new_gallery (&n_chosen);
  int n = 0;

  g_assert_true (g_file_get_contents (path, &order, NULL, NULL));
  lines = g_strsplit (order, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwScenario) scenario = NULL;

      if (lines[i][0] == '#' || lines[i][0] == '\0')
        continue;
      scenario = tw_scenario_find (lines[i], &error);
      g_assert_no_error (error);
      select_row (gallery, n++);
      g_assert_cmpstr (tw_gallery_get_chosen (gallery)->name, ==, lines[i]);
      g_assert_true (tw_scenario_equal (tw_gallery_get_chosen (gallery), scenario));
      g_assert_cmpstr (fixture_label (gallery, "description"), ==, scenario->description);
      gtk_test_accessible_assert_property (row_at (gallery, n - 1), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                           scenario->title);
      gtk_test_accessible_assert_property (row_at (gallery, n - 1),
                                           GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, scenario->subtitle);
    }
  g_assert_cmpint (n, >=, 11);
  g_assert_cmpint (count (gallery), ==, n);
  g_assert_cmpuint (n_chosen, ==, (guint)n);
  g_assert_finalize_object (gallery);
}

static void
test_nothing_chosen (void)
{
  guint n_chosen;
  TwGallery *gallery = new_gallery (&n_chosen);

  g_assert_null (tw_gallery_get_chosen (gallery));
  g_assert_false (gtk_widget_get_visible (fixture_part (gallery, "about")));
  g_assert_finalize_object (gallery);
}

/* By the program: no signal, since nobody chose. */
static void
test_choose_shipped (void)
{
  g_autoptr (TwScenario) scenario = tw_scenario_find ("deceptive", NULL);
  guint n_chosen;
  TwGallery *gallery = new_gallery (&n_chosen);
  const int before = count (gallery);

  tw_gallery_choose (gallery, scenario);
  g_assert_cmpint (count (gallery), ==, before);
  g_assert_cmpstr (tw_gallery_get_chosen (gallery)->name, ==, "deceptive");
  g_assert_true (gtk_widget_get_visible (fixture_part (gallery, "about")));
  g_assert_cmpstr (fixture_label (gallery, "description"), ==, scenario->description);
  g_assert_cmpuint (n_chosen, ==, 0);
  select_row (gallery, 0);
  g_assert_cmpuint (n_chosen, ==, 1);
  g_assert_finalize_object (gallery);
}

static void
test_choose_unknown (void)
{
  g_autoptr (TwScenario) scenario = fixture_scenario ();
  g_autoptr (TwScenario) again = fixture_scenario ();
  g_autoptr (TwScenario) other = NULL;
  guint n_chosen;
  TwGallery *gallery = new_gallery (&n_chosen);
  const int before = count (gallery);

  tw_gallery_choose (gallery, scenario);
  g_assert_cmpint (count (gallery), ==, before + 1);
  g_assert_true (gtk_list_box_row_is_selected (row_at (gallery, 0)));
  g_assert_true (tw_gallery_get_chosen (gallery) == scenario);
  gtk_test_accessible_assert_property (row_at (gallery, 0), GTK_ACCESSIBLE_PROPERTY_LABEL, "Small");

  /* The same once more is no other one; the name alone does not make it the same. */
  select_row (gallery, 3);
  tw_gallery_choose (gallery, again);
  g_assert_cmpint (count (gallery), ==, before + 1);
  g_assert_true (gtk_list_box_row_is_selected (row_at (gallery, 0)));
  other = tw_scenario_copy (scenario);
  other->seed++;
  tw_gallery_choose (gallery, other);
  g_assert_cmpint (count (gallery), ==, before + 2);
  g_assert_true (tw_gallery_get_chosen (gallery) == other);
  g_assert_cmpuint (n_chosen, ==, 1);
  g_assert_finalize_object (gallery);
}

/* A scenario with nothing to say has no empty paragraph. */
static void
test_without_description (void)
{
  static const char text[] = "[scenario]\ntitle=Bare <b>&amp; plain\n[stage s]\nsteps=5\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (TwScenario) scenario = tw_scenario_load_text (text, strlen (text), "bare.ini", &error);
  guint n_chosen;
  TwGallery *gallery = new_gallery (&n_chosen);
  g_autoptr (GPtrArray) labels = NULL;

  g_assert_no_error (error);
  tw_gallery_choose (gallery, scenario);
  g_assert_false (gtk_widget_get_visible (fixture_part (gallery, "about")));
  labels = fixture_find_all (row_at (gallery, 0), GTK_TYPE_LABEL);
  g_assert_cmpuint (labels->len, ==, 1);
  /* What a file says is text and no markup. */
  g_assert_cmpstr (gtk_label_get_text (labels->pdata[0]), ==, "Bare <b>&amp; plain");
  g_assert_finalize_object (gallery);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/gallery/shipped", test_shipped);
  g_test_add_func ("/gallery/nothing-chosen", test_nothing_chosen);
  g_test_add_func ("/gallery/choose-shipped", test_choose_shipped);
  g_test_add_func ("/gallery/choose-unknown", test_choose_unknown);
  g_test_add_func ("/gallery/without-description", test_without_description);
  return g_test_run ();
}
