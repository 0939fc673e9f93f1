/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "figure/tw-plane-nullclines.h"

#include <math.h>
#include <string.h>

#define WIDTH 620
#define HEIGHT 520
#define N 24

typedef struct
{
  TwPlaneData data;
  double slope[N * N], vx[N * N], vy[N * N];
} Plane;

/* Zero where x = 2.03 + lean (y - 0.5); everything goes to the right. */
static Plane *
plane_new (double lean)
{
  Plane *plane = g_new0 (Plane, 1);
  TwPlaneData *data = &plane->data;

  tw_plane_data_init (data);
  data->background = TW_PLANE_PLAIN;
  data->field = (TwPlaneField){ .x1 = 5, .y1 = 1, .nx = N, .ny = N };
  for (int j = 0; j < N; j++)
    for (int i = 0; i < N; i++)
      {
        plane->slope[j * N + i] = 5 * (i + 0.5) / N - 2.03 - lean * ((j + 0.5) / N - 0.5);
        plane->vx[j * N + i] = 1;
      }
  data->field.slope_h = plane->slope;
  data->field.vx = plane->vx;
  data->field.vy = plane->vy;
  return plane;
}

typedef struct
{
  cairo_surface_t *surface;
  cairo_t *cr;
  TwFigureContext context;
  TwPlaneLayout layout;
} Canvas;

static void
canvas_init (Canvas *canvas, const TwPlaneData *data, int width, int height)
{
  canvas->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  canvas->cr = cairo_create (canvas->surface);
  tw_figure_context_init (&canvas->context, canvas->cr, tw_theme_get (TW_THEME_LIGHT), width,
                          height, 1);
  tw_plane_figure_layout (&canvas->context, data, &canvas->layout);
}

static void
canvas_clear (Canvas *canvas)
{
  tw_figure_context_clear (&canvas->context);
  cairo_destroy (canvas->cr);
  cairo_surface_destroy (canvas->surface);
}

static void
nullcline_of (TwNullcline *nullcline, Canvas *canvas, const Plane *plane, const TwNullcline *other)
{
  tw_nullcline_init (nullcline, &canvas->context, &plane->data, &canvas->layout, plane->slope,
                     "∂L/∂h = 0", FALSE, other);
}

/* The label lies on its line and along it, reading from left to right, or upwards where it is steep. */
static void
test_label (void)
{
  for (double lean = -4; lean <= 4; lean += 0.5)
    {
      g_autofree Plane *plane = plane_new (lean);
      TwNullcline nullcline;
      Canvas canvas;
      double x, y;

      canvas_init (&canvas, &plane->data, WIDTH, HEIGHT);
      nullcline_of (&nullcline, &canvas, plane, NULL);
      g_assert_nonnull (nullcline.label.text);
      tw_plane_layout_to_data (&canvas.layout, nullcline.label.x, nullcline.label.y, &x, &y);
      /* Half a cell of the grid between the points of the line. */
      g_assert_cmpfloat_with_epsilon (x, 2.03 + lean * (y - 0.5), 0.05);
      g_assert_cmpfloat (nullcline.label.angle, >=, -0.58 * G_PI);
      g_assert_cmpfloat (nullcline.label.angle, <=, 0.42 * G_PI);
      if (lean == 0)
        g_assert_cmpfloat_with_epsilon (nullcline.label.angle, -0.5 * G_PI, 1e-6);
      g_assert_true (
          tw_nullcline_label_covers (&nullcline, nullcline.label.x, nullcline.label.y, 0));
      g_assert_false (tw_nullcline_label_covers (&nullcline, nullcline.label.x - 80,
                                                 nullcline.label.y - 80, 2));
      tw_nullcline_clear (&nullcline);
      canvas_clear (&canvas);
    }
}

/* Two lines in the same place have their labels beside each other. */
static void
test_two_labels (void)
{
  g_autofree Plane *plane = plane_new (0);
  TwNullcline first, second;
  Canvas canvas;

  canvas_init (&canvas, &plane->data, WIDTH, HEIGHT);
  nullcline_of (&first, &canvas, plane, NULL);
  nullcline_of (&second, &canvas, plane, &first);
  g_assert_nonnull (second.label.text);
  for (double step = -0.5; step <= 0.5; step += 0.125)
    g_assert_false (tw_nullcline_label_covers (&first, second.label.x,
                                               second.label.y + step * second.label_width, 1));
  tw_nullcline_clear (&first);
  tw_nullcline_clear (&second);
  canvas_clear (&canvas);
}

static void
test_no_room (void)
{
  g_autofree Plane *plane = plane_new (0);
  TwNullcline nullcline;
  Canvas canvas;

  canvas_init (&canvas, &plane->data, 300, 200);
  nullcline_of (&nullcline, &canvas, plane, NULL);
  g_assert_null (nullcline.label.text);
  g_assert_cmpuint (nullcline.points->len, >, 10);
  g_assert_false (tw_nullcline_label_covers (&nullcline, 0, 0, 1e3));
  tw_nullcline_clear (&nullcline);
  for (int k = 0; k < N * N; k++)
    plane->slope[k] = NAN;
  nullcline_of (&nullcline, &canvas, plane, NULL);
  g_assert_cmpuint (nullcline.points->len, ==, 0);
  tw_nullcline_clear (&nullcline);
  canvas_clear (&canvas);
}

/* How many pixels around the label are not the panel's, on both sides of it but not at its ends, where the line
 * goes on. */
static int
marks_around (Canvas *canvas, const TwNullcline *nullcline)
{
  const guint8 *data;
  int marks = 0;

  cairo_surface_flush (canvas->surface);
  data = cairo_image_surface_get_data (canvas->surface);
  for (int y = (int)(nullcline->label.y - nullcline->label_width / 2);
       y < nullcline->label.y + nullcline->label_width / 2; y++)
    for (int x = (int)nullcline->label.x - 20; x < nullcline->label.x + 20; x++)
      {
        guint32 value;

        memcpy (&value, data + y * cairo_image_surface_get_stride (canvas->surface) + 4 * x, 4);
        if (tw_nullcline_label_covers (nullcline, x, y, 2.5)
            && !tw_nullcline_label_covers (nullcline, x, y, 1))
          marks += tw_color_luminance (tw_color_from_rgb (value & 0xffffff)) < 0.6;
      }
  return marks;
}

static void
test_arrows_make_way (void)
{
  g_autofree Plane *plane = plane_new (0);
  TwNullcline nullcline;
  Canvas canvas;

  for (int shown = 0; shown < 2; shown++)
    {
      plane->data.show_nullclines = shown;
      canvas_init (&canvas, &plane->data, WIDTH, HEIGHT);
      nullcline_of (&nullcline, &canvas, plane, NULL);
      tw_plane_figure_draw (&canvas.context, &plane->data, NULL);
      if (shown)
        g_assert_cmpint (marks_around (&canvas, &nullcline), ==, 0);
      else /* so that there is something to make way */
        g_assert_cmpint (marks_around (&canvas, &nullcline), >, 3);
      tw_nullcline_clear (&nullcline);
      canvas_clear (&canvas);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plane-nullclines/label", test_label);
  g_test_add_func ("/plane-nullclines/two-labels", test_two_labels);
  g_test_add_func ("/plane-nullclines/no-room", test_no_room);
  g_test_add_func ("/plane-nullclines/arrows-make-way", test_arrows_make_way);
  return g_test_run ();
}
