/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What tests of widgets do again and again: show them in a window, find what they are made of, act on
 * them as input does, look at what they drew.  GTK 4.8 cannot be sent events; keys, motion and clicks
 * go to the controllers' handlers instead, and tests/app/test-window.py sends real ones. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Instead of g_test_init(). */
void fixture_init (int *argc, char ***argv);

/* A window of this size, shown and drawn, with the widget in it. */
GtkWidget *fixture_show (GtkWidget *widget, int width, int height);
/* Runs the main loop until nothing is to be done and the widget, which is shown, was drawn. */
void fixture_settle (GtkWidget *widget);
/* Destroys what fixture_show() gave, or any window. */
void fixture_close (GtkWidget *window);

/* A part of a template. */
gpointer fixture_part (gpointer widget, const char *name);
const char *fixture_label (gpointer widget, const char *name);
/* All descendants of a type, depth first.  Free with g_ptr_array_unref(). */
GPtrArray *fixture_find_all (gpointer widget, GType type);
/* The first one, or NULL. */
gpointer fixture_find (gpointer widget, GType type);
/* Visible, and so are those it lies in up to ancestor. */
gboolean fixture_is_shown (GtkWidget *widget, GtkWidget *ancestor);

/* The widget's own controller of a type; borrowed. */
gpointer fixture_controller (gpointer widget, GType type);
/* TRUE if the key was used. */
gboolean fixture_press_key (gpointer widget, guint key, GdkModifierType state);
void fixture_move_pointer (gpointer widget, double x, double y);
void fixture_leave (gpointer widget);

/* ARGB32, as large as the widget, which is shown; what it draws on nothing. */
cairo_surface_t *fixture_render (GtkWidget *widget);
/* Red, green and blue, 0 … 255, over white. */
void fixture_pixel (cairo_surface_t *picture, int x, int y, int rgb[3]);
/* How many pixels are not the same. */
guint fixture_difference (cairo_surface_t *a, cairo_surface_t *b);

G_END_DECLS
