/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sample-figures.h"

#include <math.h>
#include <string.h>

#define WIDTH 620
#define HEIGHT 520

static guint32
pixel (cairo_surface_t *surface, double x, double y)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  guint32 value;

  memcpy (&value, data + (int)y * stride + 4 * (int)x, 4);
  return value;
}

static gboolean
similar (guint32 value, TwColor color)
{
  return tw_color_distance (tw_color_from_rgb (value & 0xffffff), color) < 0.04;
}

static void
layout_of (const TwPlaneData *data, int width, int height, TwPlaneLayout *layout)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 1, 1);
  cairo_t *cr = cairo_create (surface);
  g_auto (TwFigureContext) context = { 0 };

  tw_figure_context_init (&context, cr, tw_theme_get (TW_THEME_LIGHT), width, height, 1);
  tw_plane_figure_layout (&context, data, layout);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static cairo_surface_t *
draw (const TwPlaneData *data)
{
  return sample_render (sample_draw_plane, data, TW_THEME_LIGHT, WIDTH, HEIGHT, 1);
}

static void
test_hit_round_trip (void)
{
  g_autoptr (SamplePlane) plane = sample_plane_new (8, 8, 10);
  TwPlaneLayout layout;

  layout_of (&plane->data, WIDTH, HEIGHT, &layout);
  g_assert_cmpfloat (layout.plot.width, >, 0.6 * WIDTH);
  g_assert_cmpfloat (layout.plot.height, >, 0.6 * HEIGHT);
  for (double px = layout.plot.x; px < layout.plot.x + layout.plot.width; px += 13)
    for (double py = layout.plot.y; py < layout.plot.y + layout.plot.height; py += 11)
      {
        double x, y, qx, qy;

        g_assert_true (tw_plane_layout_to_data (&layout, px, py, &x, &y));
        tw_plane_layout_to_pixel (&layout, x, y, &qx, &qy);
        g_assert_false (!(hypot (qx - px, qy - py) <= 1e-6));
      }
  g_assert_false (tw_plane_layout_to_data (&layout, layout.plot.x - 1, 100, NULL, NULL));
}

static void
test_point_where_expected (void)
{
  g_autoptr (SamplePlane) plane = sample_plane_new (32, 32, 10);
  TwPlaneLayout layout;
  double px, py;
  cairo_surface_t *surface;

  plane->data.n_trails = 0;
  plane->data.point[0] = 1.5;
  plane->data.point[1] = 0.3;
  layout_of (&plane->data, WIDTH, HEIGHT, &layout);
  tw_plane_layout_to_pixel (&layout, 1.5, 0.3, &px, &py);
  surface = draw (&plane->data);
  g_assert_true (similar (pixel (surface, px, py), plane->data.point_color));
  /* Its ring is white. */
  g_assert_true (similar (pixel (surface, px - 7, py), tw_color_from_rgb (0xffffff)));
  cairo_surface_destroy (surface);
  plane->data.point[0] = NAN;
  surface = draw (&plane->data);
  g_assert_false (similar (pixel (surface, px, py), plane->data.point_color));
  cairo_surface_destroy (surface);
}

/* A uniform field: the arrows' heads, which are wider than their tails, show where it goes. */
static void
check_arrow_direction (double vx, double vy)
{
  g_autoptr (SamplePlane) plane = sample_plane_new (8, 8, 10);
  TwPlaneData *data = &plane->data;
  TwPlaneLayout layout;
  cairo_surface_t *surface;
  double length, ux, uy, cx, cy, sum = 0, mass = 0;
  int nx, ny;

  for (guint k = 0; k < 64; k++)
    {
      plane->vx[k] = vx;
      plane->vy[k] = vy;
      plane->reachable[k] = 1;
    }
  data->background = TW_PLANE_PLAIN;
  data->show_nullclines = FALSE;
  data->ceiling = NAN;
  data->n_trails = 0;
  data->point[0] = NAN;
  layout_of (data, WIDTH, HEIGHT, &layout);
  surface = draw (data);
  ux = vx * layout.plot.width / (layout.x.d1 - layout.x.d0);
  uy = -vy * layout.plot.height / (layout.y.d1 - layout.y.d0);
  length = hypot (ux, uy);
  ux /= length;
  uy /= length;
  /* The lattice of arrows is 30 pixels apart, as evenly as it fits. */
  nx = (int)(layout.plot.width / 30);
  ny = (int)(layout.plot.height / 30);
  cx = layout.plot.x + (nx / 2 + 0.5) * layout.plot.width / nx;
  cy = layout.plot.y + (ny / 2 + 0.5) * layout.plot.height / ny;
  for (int dy = -13; dy <= 13; dy++)
    for (int dx = -13; dx <= 13; dx++)
      if (tw_color_luminance (tw_color_from_rgb (pixel (surface, cx + dx, cy + dy) & 0xffffff))
          < 0.4)
        {
          g_assert_cmpfloat (fabs (dx * uy - dy * ux), <, 6);
          sum += dx * ux + dy * uy;
          mass += 1;
        }
  g_assert_cmpfloat (mass, >, 12);
  g_assert_cmpfloat (sum / mass, >, 1);
  cairo_surface_destroy (surface);
}

static void
test_arrow_directions (void)
{
  check_arrow_direction (1, 0);
  check_arrow_direction (-1, 0);
  check_arrow_direction (0, 1);
  check_arrow_direction (0, -1);
  check_arrow_direction (1, 0.15);
  check_arrow_direction (-1e-8, 2e-9);
}

static void
test_vector (void)
{
  g_autoptr (SamplePlane) plane = sample_plane_new (8, 8, 10);
  TwPlaneData *data = &plane->data;
  TwPlaneLayout layout;
  double before = 0;

  layout_of (data, WIDTH, HEIGHT, &layout);
  data->noise[0] = NAN;
  for (double size = 1e-9; size < 1e3; size *= 10)
    {
      double dx, dy, length, px, py;

      data->vector[0] = 3 * size;
      data->vector[1] = -size;
      g_assert_true (tw_plane_layout_vector (&layout, data, &dx, &dy));
      length = hypot (dx, dy);
      g_assert_cmpfloat (length, >=, TW_PLANE_VECTOR_MIN - 1e-9);
      g_assert_cmpfloat (length, <=, TW_PLANE_VECTOR_MAX + 1e-9);
      g_assert_cmpfloat (length, >=, before - 1e-9);
      before = length;
      px = 3 * layout.plot.width / (layout.x.d1 - layout.x.d0);
      py = layout.plot.height / (layout.y.d1 - layout.y.d0);
      g_assert_false (!(fabs (atan2 (dy, dx) - atan2 (py, px)) <= 1e-9));
    }
  data->vector[0] = data->vector[1] = 0;
  g_assert_false (tw_plane_layout_vector (&layout, data, &before, &before));
  g_assert_cmpfloat (before, ==, 0);
}

/* The loss has its colour where it holds; beyond the ceiling it is washed out and hatched. */
static void
test_ceiling (void)
{
  g_autoptr (SamplePlane) plane = sample_plane_new (32, 32, 10);
  TwPlaneData *data = &plane->data;
  const TwColormap *map = tw_colormap_get (TW_COLORMAP_VALLEY);
  TwPlaneLayout layout;
  cairo_surface_t *surface;
  double px, py;
  guint dark = 0;
  guint hatched = 0;

  data->show_arrows = data->show_nullclines = FALSE;
  data->n_trails = 0;
  data->point[0] = NAN;
  data->ceiling_label = NULL;
  for (guint k = 0; k < 32 * 32; k++)
    plane->loss[k] = (k % 32) / 31.0;
  layout_of (data, WIDTH, HEIGHT, &layout);
  surface = draw (data);
  for (double x = 0.2; x < 4.9; x += 0.05)
    {
      double below = (x + 0.2) / 5.2 * 32 / 31 - 0.5 / 31;

      tw_plane_layout_to_pixel (&layout, x, 0.3, &px, &py);
      g_assert_true (similar (pixel (surface, px, py), tw_colormap_color (map, below)));
      dark += tw_color_luminance (tw_color_from_rgb (pixel (surface, px, py) & 0xffffff)) < 0.3;
      for (double y = 0.70; y < 0.79; y += 0.01)
        {
          TwColor seen;

          tw_plane_layout_to_pixel (&layout, x, y, &px, &py);
          seen = tw_color_from_rgb (pixel (surface, px, py) & 0xffffff);
          g_assert_cmpfloat (tw_color_luminance (seen), >, 0.3);
          hatched += tw_color_luminance (seen) < 0.62;
        }
    }
  g_assert_cmpuint (dark, >, 20);
  g_assert_cmpuint (hatched, >, 30);
  cairo_surface_destroy (surface);
}

/* A field that ends at its own ceiling has its colours go on above, washed out; one that ends elsewhere
 * has not: nobody looked there. */
static void
test_above_the_ceiling (void)
{
  g_autoptr (SamplePlane) plane = sample_plane_new (32, 32, 10);
  TwPlaneData *data = &plane->data;
  TwColor panel = tw_theme_get (TW_THEME_LIGHT)->panel;
  TwPlaneLayout layout;
  double px, py;

  data->show_arrows = data->show_nullclines = FALSE;
  data->n_trails = 0;
  data->point[0] = NAN;
  data->ceiling_label = NULL;
  data->field.y0 = 0;
  data->field.y1 = data->ceiling = 1e-7;
  for (guint k = 0; k < 32 * 32; k++)
    {
      plane->loss[k] = (k % 32) / 31.0;
      plane->reachable[k] = TRUE;
    }
  layout_of (data, WIDTH, HEIGHT, &layout);
  for (guint own = 0; own < 2; own++)
    {
      cairo_surface_t *surface;
      double far = 0;

      data->field.ceiling = own ? 1e-7 : 0.5;
      surface = draw (data);
      for (double x = 0; x < 0.5; x += 0.05)
        {
          tw_plane_layout_to_pixel (&layout, x, 0.4, &px, &py);
          /* The darkest end of the map: even washed out it is bluer than hatching on the panel. */
          far = MAX (
              far,
              fabs (tw_color_to_oklab (tw_color_from_rgb (pixel (surface, px, py) & 0xffffff)).b
                    - tw_color_to_oklab (panel).b));
        }
      if (own)
        g_assert_cmpfloat (far, >, 0.015);
      else
        g_assert_cmpfloat (far, <, 0.01);
      cairo_surface_destroy (surface);
    }
}

/* While nothing can be reached the plane says so, and no longer when something can. */
static void
test_hint (void)
{
  g_autoptr (SamplePlane) plane = sample_plane_new (32, 32, 10);
  TwPlaneData *data = &plane->data;
  const double ceilings[] = { 1e-7, 0.3 };

  for (guint i = 0; i < 2; i++)
    {
      guint64 sums[2] = { 0, 0 };

      data->ceiling = ceilings[i];
      for (guint hinted = 0; hinted < 2; hinted++)
        {
          cairo_surface_t *surface;

          data->unreachable_hint = hinted ? "Nothing can be reached yet" : NULL;
          surface = draw (data);
          for (int y = 0; y < HEIGHT; y++)
            for (int x = 0; x < WIDTH; x++)
              sums[hinted] = sums[hinted] * 31 + pixel (surface, x, y);
          cairo_surface_destroy (surface);
        }
      if (i == 0)
        g_assert_true (sums[0] != sums[1]);
      else
        g_assert_true (sums[0] == sums[1]);
    }
}

static void
test_cached_is_same (void)
{
  g_autoptr (SamplePlane) plane = sample_plane_new (32, 32, 100);
  g_autoptr (TwPlaneCache) cache = tw_plane_cache_new ();
  cairo_surface_t *direct = draw (&plane->data);
  double worst = 0;

  for (int round = 0; round < 2; round++)
    {
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
      cairo_t *cr = cairo_create (surface);
      g_auto (TwFigureContext) context = { 0 };

      tw_figure_context_init (&context, cr, tw_theme_get (TW_THEME_LIGHT), WIDTH, HEIGHT, 1);
      tw_plane_figure_draw (&context, &plane->data, cache);
      cairo_destroy (cr);
      for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
          worst =
              MAX (worst, tw_color_distance (tw_color_from_rgb (pixel (surface, x, y) & 0xffffff),
                                             tw_color_from_rgb (pixel (direct, x, y) & 0xffffff)));
      cairo_surface_destroy (surface);
    }
  /* Only the antialiased edge of the plot differs a little. */
  g_assert_cmpfloat (worst, <, 0.25);
  cairo_surface_destroy (direct);
}

static void
test_cache_notices (void)
{
  g_autoptr (SamplePlane) plane = sample_plane_new (16, 16, 10);
  g_autoptr (TwPlaneCache) cache = tw_plane_cache_new ();
  guint32 seen[3];

  plane->data.show_arrows = plane->data.show_nullclines = FALSE;
  for (int round = 0; round < 3; round++)
    {
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
      cairo_t *cr = cairo_create (surface);
      g_auto (TwFigureContext) context = { 0 };

      if (round == 1)
        for (guint k = 0; k < 256; k++)
          plane->loss[k] = -plane->loss[k];
      if (round == 2)
        plane->data.field.serial++;
      tw_figure_context_init (&context, cr, tw_theme_get (TW_THEME_LIGHT), WIDTH, HEIGHT, 1);
      tw_plane_figure_draw (&context, &plane->data, cache);
      cairo_destroy (cr);
      seen[round] = pixel (surface, WIDTH * 0.7, HEIGHT * 0.8);
      cairo_surface_destroy (surface);
    }
  g_assert_cmphex (seen[0], ==, seen[1]);
  g_assert_cmphex (seen[1], !=, seen[2]);
}

/* Nothing is drawn outside of the figure's own rectangle, and cr comes back as it was. */
static void
test_stays_inside (void)
{
  g_autoptr (SamplePlane) plane = sample_plane_new (16, 16, 100);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 700, 600);
  cairo_t *cr = cairo_create (surface);
  double x, y;

  {
    g_auto (TwFigureContext) context = { 0 };

    cairo_translate (cr, 40, 30);
    tw_figure_context_init (&context, cr, tw_theme_get (TW_THEME_DARK), 400, 300, 1);
    tw_plane_figure_draw (&context, &plane->data, NULL);
    cairo_get_matrix (cr, &(cairo_matrix_t){ 0 });
    x = y = 0;
    cairo_user_to_device (cr, &x, &y);
    g_assert_cmpfloat (x, ==, 40);
    g_assert_cmpfloat (y, ==, 30);
  }
  cairo_destroy (cr);
  for (int j = 0; j < 600; j++)
    for (int i = 0; i < 700; i++)
      if (i < 40 || j < 30 || i >= 440 || j >= 330)
        g_assert_cmphex (pixel (surface, i, j), ==, 0);
  g_assert_cmphex (pixel (surface, 41, 31), !=, 0);
  cairo_surface_destroy (surface);
}

static void
test_sizes (void)
{
  static const int sizes[] = { 1,  2,  3,  5,   8,   13,  21,  34,  55,
                               79, 80, 81, 149, 151, 200, 260, 341, 700 };
  g_autoptr (SamplePlane) plane = sample_plane_new (16, 16, 100);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (sizes); j++)
      for (guint background = 0; background < 3; background++)
        {
          TwPlaneLayout layout;

          plane->data.background = background;
          cairo_surface_destroy (sample_render (sample_draw_plane, &plane->data, TW_THEME_DARK,
                                                sizes[i], sizes[j], 1));
          layout_of (&plane->data, sizes[i], sizes[j], &layout);
          g_assert_cmpfloat (layout.plot.x + layout.plot.width, <=, sizes[i]);
          g_assert_cmpfloat (layout.plot.y + layout.plot.height, <=, sizes[j]);
        }
  cairo_surface_destroy (
      sample_render (sample_draw_plane, &plane->data, TW_THEME_LIGHT, 3840, 2160, 1));
}

/* Numbers that are not numbers break nothing: sample_render() looks at cairo's status. */
static void
test_odd_data (void)
{
  static const double odd[] = { NAN, INFINITY, -INFINITY, 1e300, -1e300, 0, 5e-324 };
  g_autoptr (SamplePlane) plane = sample_plane_new (16, 16, 50);
  g_autoptr (GRand) rand = g_rand_new_with_seed (10);
  TwPlaneData empty;

  tw_plane_data_init (&empty);
  cairo_surface_destroy (draw (&empty));
  for (int trial = 0; trial < 150; trial++)
    {
      TwPlaneData *data = &plane->data;
      double *slots[] = { &data->x0,        &data->x1,       &data->y0,         &data->y1,
                          &data->ceiling,   &data->point[0], &data->point[1],   &data->vector[0],
                          &data->vector[1], &data->noise[0], &data->noise[1],   &data->noise[2],
                          &data->field.x0,  &data->field.y1, &data->velocity[0] };
      double *slot = slots[g_rand_int_range (rand, 0, G_N_ELEMENTS (slots))];
      double kept = *slot;

      for (int k = 0; k < 6; k++)
        {
          double value = odd[g_rand_int_range (rand, 0, G_N_ELEMENTS (odd))];

          plane->loss[g_rand_int_range (rand, 0, 256)] = value;
          plane->vx[g_rand_int_range (rand, 0, 256)] = value;
          plane->slope_h[g_rand_int_range (rand, 0, 256)] = value;
          plane->x[0][g_rand_int_range (rand, 0, 50)] = value;
        }
      plane->regime[g_rand_int_range (rand, 0, 256)] = (guint8)g_rand_int (rand);
      data->background = g_rand_int_range (rand, 0, 3);
      *slot = odd[g_rand_int_range (rand, 0, G_N_ELEMENTS (odd))];
      cairo_surface_destroy (draw (data));
      *slot = kept;
    }
}

/* Long words in all places: drawn without trouble, and the plot keeps its room. */
static void
test_long_words (void)
{
  g_autoptr (SamplePlane) plane = sample_plane_new (16, 16, 50);
  g_autofree char *long_word = g_strnfill (400, 'W');
  TwPlaneLayout layout;

  plane->data.x_title = plane->data.y_title = plane->data.value_title = long_word;
  plane->data.ceiling_label = plane->data.x_unit = plane->data.title = long_word;
  plane->trails[0].name = plane->regimes[0].name = long_word;
  cairo_surface_destroy (draw (&plane->data));
  layout_of (&plane->data, WIDTH, HEIGHT, &layout);
  g_assert_cmpfloat (layout.plot.width, >, WIDTH * 0.55);
}

/* A long trail passes where it should. */
static void
test_trail (void)
{
  g_autoptr (SamplePlane) plane = sample_plane_new (16, 16, 100000);
  TwPlaneLayout layout;
  cairo_surface_t *surface;
  double px, py;

  plane->data.background = TW_PLANE_PLAIN;
  plane->data.show_arrows = FALSE;
  plane->data.show_nullclines = FALSE;
  plane->data.n_trails = 1;
  for (int i = 0; i < 100000; i++)
    {
      plane->x[0][i] = 4.0 * i / 99999;
      plane->y[0][i] = 0.4;
    }
  layout_of (&plane->data, WIDTH, HEIGHT, &layout);
  surface = draw (&plane->data);
  for (double x = 0.3; x < 3.9; x += 0.1)
    {
      tw_plane_layout_to_pixel (&layout, x, 0.4, &px, &py);
      g_assert_true (similar (pixel (surface, px, py), plane->trails[0].color));
    }
  cairo_surface_destroy (surface);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plane-figure/hit-round-trip", test_hit_round_trip);
  g_test_add_func ("/plane-figure/point", test_point_where_expected);
  g_test_add_func ("/plane-figure/arrow-directions", test_arrow_directions);
  g_test_add_func ("/plane-figure/vector", test_vector);
  g_test_add_func ("/plane-figure/ceiling", test_ceiling);
  g_test_add_func ("/plane-figure/hint", test_hint);
  g_test_add_func ("/plane-figure/above-the-ceiling", test_above_the_ceiling);
  g_test_add_func ("/plane-figure/trail", test_trail);
  g_test_add_func ("/plane-figure/cached-is-same", test_cached_is_same);
  g_test_add_func ("/plane-figure/cache-notices", test_cache_notices);
  g_test_add_func ("/plane-figure/stays-inside", test_stays_inside);
  g_test_add_func ("/plane-figure/sizes", test_sizes);
  g_test_add_func ("/plane-figure/odd-data", test_odd_data);
  g_test_add_func ("/plane-figure/long-words", test_long_words);
  return g_test_run ();
}
