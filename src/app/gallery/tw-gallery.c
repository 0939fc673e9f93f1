/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/gallery/tw-gallery.h"

#include <glib/gi18n.h>
#include <string.h>

#define SCENARIO_KEY "thalweg-scenario"

struct _TwGallery
{
  GtkWidget parent_instance;

  GtkWidget *layout;
  GtkListBox *list;
  GtkLabel *description;
  GtkWidget *about;

  gboolean choosing; /* by the program, not the user */
};

G_DEFINE_FINAL_TYPE (TwGallery, tw_gallery, GTK_TYPE_WIDGET)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static TwScenario *
scenario_of (GtkListBoxRow *row)
{
  return row != NULL ? g_object_get_data (G_OBJECT (row), SCENARIO_KEY) : NULL;
}

static GtkWidget *
new_label (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
new_row (TwScenario *scenario)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_box_append (GTK_BOX (box), new_label (scenario->title, "scenario-title"));
  if (scenario->subtitle[0] != '\0')
    {
      GtkWidget *subtitle = new_label (scenario->subtitle, "caption");

      gtk_widget_add_css_class (subtitle, "quiet");
      gtk_box_append (GTK_BOX (box), subtitle);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  scenario->title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  scenario->subtitle, -1);
  g_object_set_data_full (G_OBJECT (row), SCENARIO_KEY, tw_scenario_ref (scenario),
                          (GDestroyNotify)tw_scenario_unref);
  return row;
}

static void
show_about (TwGallery *gallery)
{
  const TwScenario *scenario = tw_gallery_get_chosen (gallery);
  const char *text = scenario != NULL ? scenario->description : "";

  gtk_label_set_text (gallery->description, text);
  gtk_widget_set_visible (gallery->about, text[0] != '\0');
}

static void
on_selected (TwGallery *gallery)
{
  show_about (gallery);
  if (!gallery->choosing && tw_gallery_get_chosen (gallery) != NULL)
    g_signal_emit (gallery, signals[CHOSEN], 0);
}

TwScenario *
tw_gallery_get_chosen (TwGallery *gallery)
{
  g_return_val_if_fail (TW_IS_GALLERY (gallery), NULL);
  return scenario_of (gtk_list_box_get_selected_row (gallery->list));
}

/* One of the same name, or else any that is the same: what comes out of a session has no name. */
static GtkListBoxRow *
find_row (TwGallery *gallery, const TwScenario *scenario)
{
  GtkListBoxRow *row, *found = NULL;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (gallery->list, i)) != NULL; i++)
    if (tw_scenario_equal (scenario_of (row), scenario))
      {
        if (strcmp (scenario_of (row)->name, scenario->name) == 0)
          return row;
        found = found != NULL ? found : row;
      }
  return found;
}

void
tw_gallery_choose (TwGallery *gallery, TwScenario *scenario)
{
  GtkListBoxRow *row;

  g_return_if_fail (TW_IS_GALLERY (gallery));
  g_return_if_fail (scenario != NULL);

  row = find_row (gallery, scenario);
  if (row == NULL)
    {
      row = GTK_LIST_BOX_ROW (new_row (scenario));
      gtk_list_box_prepend (gallery->list, GTK_WIDGET (row));
    }
  gallery->choosing = TRUE;
  gtk_list_box_select_row (gallery->list, row);
  gallery->choosing = FALSE;
}

static void
add_shipped (TwGallery *gallery)
{
  g_auto (GStrv) names = tw_scenario_list ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TwScenario) scenario = tw_scenario_find (names[i], &error);

      if (scenario != NULL)
        gtk_list_box_append (gallery->list, new_row (scenario));
      else
        g_warning ("%s", error->message);
    }
}

static void
tw_gallery_dispose (GObject *object)
{
  TwGallery *gallery = TW_GALLERY (object);

  /* A list that goes lets go of its selection, and newer GTKs say so. */
  if (gallery->layout != NULL)
    g_signal_handlers_disconnect_by_data (gallery->list, gallery);
  g_clear_pointer (&gallery->layout, gtk_widget_unparent);
  G_OBJECT_CLASS (tw_gallery_parent_class)->dispose (object);
}

static void
tw_gallery_class_init (TwGalleryClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tw_gallery_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", TW_TYPE_GALLERY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thalweg/Thalweg/ui/tw-gallery.ui");
  gtk_widget_class_bind_template_child (widget_class, TwGallery, layout);
  gtk_widget_class_bind_template_child (widget_class, TwGallery, list);
  gtk_widget_class_bind_template_child (widget_class, TwGallery, description);
  gtk_widget_class_bind_template_child (widget_class, TwGallery, about);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
tw_gallery_init (TwGallery *gallery)
{
  gtk_widget_init_template (GTK_WIDGET (gallery));
  add_shipped (gallery);
  show_about (gallery);
}
