/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "widget-fixture.h"

#include <locale.h>

void
fixture_init (int *argc, char ***argv)
{
  gtk_test_init (argc, argv, NULL);
  setlocale (LC_ALL, "C.UTF-8");
  adw_init ();
  /* Nobody wants to wait for what slides and fades. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
}

static void
on_painted (gboolean *painted)
{
  *painted = TRUE;
}

void
fixture_settle (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gboolean painted = FALSE;
  gulong handler;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  handler = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (on_painted), &painted);
  gtk_widget_queue_draw (widget);
  while (!painted)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, handler);
}

GtkWidget *
fixture_show (GtkWidget *widget, int width, int height)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  fixture_settle (window);
  return window;
}

void
fixture_close (GtkWidget *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

gpointer
fixture_part (gpointer widget, const char *name)
{
  GObject *part = gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), name);

  g_assert_nonnull (part);
  return part;
}

const char *
fixture_label (gpointer widget, const char *name)
{
  return gtk_label_get_text (fixture_part (widget, name));
}

static void
collect (GtkWidget *widget, GType type, GPtrArray *found)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (g_type_is_a (G_OBJECT_TYPE (child), type))
        g_ptr_array_add (found, child);
      collect (child, type, found);
    }
}

GPtrArray *
fixture_find_all (gpointer widget, GType type)
{
  GPtrArray *found = g_ptr_array_new ();

  collect (widget, type, found);
  return found;
}

gpointer
fixture_find (gpointer widget, GType type)
{
  g_autoptr (GPtrArray) found = fixture_find_all (widget, type);

  return found->len > 0 ? found->pdata[0] : NULL;
}

gboolean
fixture_is_shown (GtkWidget *widget, GtkWidget *ancestor)
{
  for (; widget != NULL && widget != ancestor; widget = gtk_widget_get_parent (widget))
    {
      GtkWidget *parent = gtk_widget_get_parent (widget);

      if (!gtk_widget_get_visible (widget))
        return FALSE;
      if (GTK_IS_EXPANDER (parent) && !gtk_expander_get_expanded (GTK_EXPANDER (parent))
          && gtk_expander_get_child (GTK_EXPANDER (parent)) == widget)
        return FALSE;
    }
  return TRUE;
}

gpointer
fixture_controller (gpointer widget, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (g_type_is_a (G_OBJECT_TYPE (controller), type))
        return controller;
    }
  g_error ("%s has no %s", G_OBJECT_TYPE_NAME (widget), g_type_name (type));
}

gboolean
fixture_press_key (gpointer widget, guint key, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean used = FALSE, any = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !used; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_EVENT_CONTROLLER_KEY (controller))
        continue;
      g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &used);
      any = TRUE;
    }
  g_assert_true (any);
  return used;
}

void
fixture_move_pointer (gpointer widget, double x, double y)
{
  g_signal_emit_by_name (fixture_controller (widget, GTK_TYPE_EVENT_CONTROLLER_MOTION), "motion", x,
                         y);
}

void
fixture_leave (gpointer widget)
{
  g_signal_emit_by_name (fixture_controller (widget, GTK_TYPE_EVENT_CONTROLLER_MOTION), "leave");
}

cairo_surface_t *
fixture_render (GtkWidget *widget)
{
  /* Before the first frame after a change there is nothing to be had. */
  fixture_settle (widget);

  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (picture);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GskRenderNode *node;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  gsk_render_node_draw (node, cr);
  gsk_render_node_unref (node);
  cairo_destroy (cr);
  cairo_surface_flush (picture);
  return picture;
}

static guint32
pixel_at (cairo_surface_t *picture, int x, int y)
{
  const guint8 *data = cairo_image_surface_get_data (picture);

  g_assert_cmpint (x, >=, 0);
  g_assert_cmpint (y, >=, 0);
  g_assert_cmpint (x, <, cairo_image_surface_get_width (picture));
  g_assert_cmpint (y, <, cairo_image_surface_get_height (picture));
  return ((const guint32 *)(gconstpointer)(data + y * cairo_image_surface_get_stride (picture)))[x];
}

void
fixture_pixel (cairo_surface_t *picture, int x, int y, int rgb[3])
{
  const guint32 pixel = pixel_at (picture, x, y);
  const int alpha = (int)(pixel >> 24);

  for (int i = 0; i < 3; i++)
    rgb[i] = (int)(pixel >> (16 - 8 * i) & 0xff) + 255 - alpha;
}

guint
fixture_difference (cairo_surface_t *a, cairo_surface_t *b)
{
  const int width = cairo_image_surface_get_width (a), height = cairo_image_surface_get_height (a);
  guint n = 0;

  g_assert_cmpint (cairo_image_surface_get_width (b), ==, width);
  g_assert_cmpint (cairo_image_surface_get_height (b), ==, height);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      n += pixel_at (a, x, y) != pixel_at (b, x, y);
  return n;
}
