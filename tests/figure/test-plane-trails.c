/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sample-figures.h"

#include <math.h>
#include <string.h>

#define WIDTH 500
#define HEIGHT 400

static SamplePlane *
make_plane (gsize n)
{
  SamplePlane *plane = sample_plane_new (8, 8, n);

  plane->data.background = TW_PLANE_PLAIN;
  plane->data.show_arrows = plane->data.show_nullclines = FALSE;
  plane->data.point[0] = NAN;
  return plane;
}

static cairo_surface_t *
draw (const TwPlaneData *data, TwPlaneCache *cache, double scale)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)(WIDTH * scale), (int)(HEIGHT * scale));
  cairo_t *cr = cairo_create (surface);
  g_auto (TwFigureContext) context = { 0 };

  cairo_scale (cr, scale, scale);
  tw_figure_context_init (&context, cr, tw_theme_get (TW_THEME_LIGHT), WIDTH, HEIGHT, scale);
  tw_plane_figure_draw (&context, data, cache);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static guint32
pixel (cairo_surface_t *surface, int x, int y)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  guint32 value;

  memcpy (&value, data + y * cairo_image_surface_get_stride (surface) + 4 * x, 4);
  return value & 0xffffff;
}

/* Share of the pixels that differ, by more than least. */
static double
difference (cairo_surface_t *a, cairo_surface_t *b, double least)
{
  int width = cairo_image_surface_get_width (a);
  int height = cairo_image_surface_get_height (a);
  int n = 0;

  g_assert_cmpint (width, ==, cairo_image_surface_get_width (b));
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      if (pixel (a, x, y) != pixel (b, x, y))
        n += tw_color_distance (tw_color_from_rgb (pixel (a, x, y)),
                                tw_color_from_rgb (pixel (b, x, y)))
             >= least;
  return n / (double)(width * height);
}

/* With a cache of its own, once: what a cache with a past has to give. */
static void
assert_as_fresh (const TwPlaneData *data, TwPlaneCache *cache)
{
  g_autoptr (TwPlaneCache) fresh = tw_plane_cache_new ();
  cairo_surface_t *a = draw (data, cache, 1);
  cairo_surface_t *b = draw (data, fresh, 1);

  g_assert_cmpfloat (difference (a, b, 0), ==, 0);
  cairo_surface_destroy (a);
  cairo_surface_destroy (b);
}

static void
test_like_vectors (void)
{
  g_autoptr (SamplePlane) plane = make_plane (3000);

  plane->trails[1].dashed = TRUE;
  for (double scale = 1; scale <= 2; scale++)
    {
      g_autoptr (TwPlaneCache) cache = tw_plane_cache_new ();
      cairo_surface_t *a = draw (&plane->data, cache, scale);
      cairo_surface_t *b = draw (&plane->data, NULL, scale);

      /* Antialiasing at the rims of trails, which are some thousand pixels long. */
      g_assert_cmpfloat (difference (a, b, 0.12), <, 1e-3);
      cairo_surface_destroy (a);
      cairo_surface_destroy (b);
    }
}

static void
test_grows (void)
{
  g_autoptr (SamplePlane) plane = make_plane (4000);
  g_autoptr (TwPlaneCache) cache = tw_plane_cache_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  plane->trails[1].dashed = TRUE;
  plane->x[0][900] = plane->y[0][901] = NAN;
  plane->trails[0].n = plane->trails[1].n = 0;
  while (plane->trails[0].n < 3700)
    {
      assert_as_fresh (&plane->data, cache);
      for (int i = 0; i < 2; i++)
        {
          gsize more = (gsize)g_rand_int_range (rand, 0, 300);

          plane->trails[i].n = MIN (plane->trails[i].n + more, 4000);
        }
    }
}

/* Where a trail has more points than are drawn, those farther apart are left out, whenever they came. */
static void
test_grows_long (void)
{
  g_autoptr (SamplePlane) plane = make_plane (60000);
  g_autoptr (TwPlaneCache) cache = tw_plane_cache_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (6);

  for (int i = 0; i < 60000; i++)
    plane->y[0][i] = g_rand_double_range (rand, 0, 0.6);
  for (gsize n = 6000; n <= 60000; n += 18000)
    {
      plane->trails[0].n = n;
      assert_as_fresh (&plane->data, cache);
    }
}

/* Points that changed are seen if the serial says so, or if it says nothing. */
static void
test_changes (void)
{
  g_autoptr (SamplePlane) plane = make_plane (500);
  g_autoptr (TwPlaneCache) cache = tw_plane_cache_new ();

  assert_as_fresh (&plane->data, cache);
  for (int i = 100; i < 400; i++)
    plane->y[0][i] = 0.2;
  plane->trails[0].serial = 99;
  assert_as_fresh (&plane->data, cache);
  plane->trails[0].serial = 0;
  for (int round = 0; round < 2; round++)
    {
      for (int i = 100; i < 400; i++)
        plane->y[0][i] = 0.3 + 0.1 * round;
      assert_as_fresh (&plane->data, cache);
    }
  plane->trails[0].serial = 5;
  assert_as_fresh (&plane->data, cache);
  plane->trails[0].n = 200; /* fewer */
  assert_as_fresh (&plane->data, cache);
  plane->data.x1 = 4.2; /* another view */
  assert_as_fresh (&plane->data, cache);
  plane->trails[0].faded = TRUE;
  assert_as_fresh (&plane->data, cache);
  plane->data.n_trails = 1;
  assert_as_fresh (&plane->data, cache);
  plane->data.n_trails = 2;
  plane->trails[0].dashed = TRUE;
  assert_as_fresh (&plane->data, cache);
}

/* Odd numbers, and a view so narrow that all points lie far outside. */
static void
test_odd_data (void)
{
  static const double odd[] = { NAN, INFINITY, -INFINITY, 1e300, -1e300, 0, 5e-324 };
  g_autoptr (SamplePlane) plane = make_plane (60);
  g_autoptr (TwPlaneCache) cache = tw_plane_cache_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (int trial = 0; trial < 60; trial++)
    {
      plane->x[0][g_rand_int_range (rand, 0, 60)] = odd[g_rand_int_range (rand, 0, 7)];
      plane->y[1][g_rand_int_range (rand, 0, 60)] = odd[g_rand_int_range (rand, 0, 7)];
      plane->trails[0].serial = plane->trails[1].serial = (guint64)trial;
      plane->trails[1].dashed = trial % 2;
      plane->data.x0 = trial % 3 == 0 ? 2 : 0;
      plane->data.x1 = trial % 3 == 0 ? 2 + 1e-9 : 5;
      assert_as_fresh (&plane->data, cache);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plane-trails/like-vectors", test_like_vectors);
  g_test_add_func ("/plane-trails/grows", test_grows);
  g_test_add_func ("/plane-trails/grows-long", test_grows_long);
  g_test_add_func ("/plane-trails/changes", test_changes);
  g_test_add_func ("/plane-trails/odd-data", test_odd_data);
  return g_test_run ();
}
