/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/window/tw-scrubber-figure.h"

#include <math.h>
#include <string.h>

static const double widths[] = { 120, 333, 1000, 2500 };
static const guint64 totals[] = { 1, 7, 2100, 1000000000 };

static const TwScrubberStage stages[] = { { "pre-training", 0, 600 },
                                          { "fine-tuning", 600, 2100 } };

static TwScrubberData
new_data (guint64 head, guint64 total, guint64 step)
{
  return (TwScrubberData){ .head = head, .total = total, .step = step, .pointer = NAN };
}

/* --- steps and pixels --- */

static void
test_round_trip (void)
{
  for (guint w = 0; w < G_N_ELEMENTS (widths); w++)
    for (guint t = 0; t < G_N_ELEMENTS (totals); t++)
      for (gboolean backwards = FALSE; backwards <= TRUE; backwards++)
        {
          TwScrubberData data = new_data (totals[t], totals[t], 0);
          g_auto (TwScrubberLayout) layout = { 0 };

          data.backwards = backwards;
          tw_scrubber_layout_init (&layout, &data, widths[w], 40);
          g_assert_true ((layout.x1 < layout.x0) == backwards);
          g_assert_cmpuint (tw_scrubber_layout_step (&layout, &data, layout.x0), ==, 0);
          g_assert_cmpuint (tw_scrubber_layout_step (&layout, &data, layout.x1), ==, totals[t]);
          g_assert_cmpuint (tw_scrubber_layout_step (&layout, &data, backwards ? -50 : 1e6), ==,
                            totals[t]);
          for (guint i = 0; i <= 20; i++)
            {
              const guint64 step = totals[t] / 20 * i;
              const double x = tw_scrubber_layout_x (&layout, &data, (double)step);

              /* Pixels are doubles: many steps a pixel are still told apart. */
              g_assert_cmpuint (tw_scrubber_layout_step (&layout, &data, x), ==, step);
              g_assert_cmpfloat (x, >=, 0);
              g_assert_cmpfloat (x, <=, widths[w]);
            }
        }
}

static void
test_first_step (void)
{
  TwScrubberData data = new_data (1000, 2000, 600);
  g_auto (TwScrubberLayout) layout = { 0 };

  data.first = data.start = 500;
  tw_scrubber_layout_init (&layout, &data, 500, 40);
  g_assert_cmpfloat (tw_scrubber_layout_x (&layout, &data, 500), ==, layout.x0);
  g_assert_cmpfloat (tw_scrubber_layout_x (&layout, &data, 0), ==, layout.x0);
  g_assert_cmpuint (tw_scrubber_layout_step (&layout, &data, layout.x0), ==, 500);
  g_assert_cmpuint (tw_scrubber_layout_step (&layout, &data, (layout.x0 + layout.x1) / 2), ==,
                    1250);
}

static void
test_stage_at (void)
{
  TwScrubberData data = new_data (2100, 2100, 0);

  g_assert_cmpint (tw_scrubber_stage_at (&data, 5), ==, -1);
  data.stages = stages;
  data.n_stages = G_N_ELEMENTS (stages);
  g_assert_cmpint (tw_scrubber_stage_at (&data, 0), ==, 0);
  g_assert_cmpint (tw_scrubber_stage_at (&data, 599), ==, 0);
  g_assert_cmpint (tw_scrubber_stage_at (&data, 600), ==, 1);
  g_assert_cmpint (tw_scrubber_stage_at (&data, 2100), ==, 1);
  g_assert_cmpint (tw_scrubber_stage_at (&data, 2101), ==, -1);
}

/* --- dots --- */

/* However many there are: none lies on another or on a diamond, none far from its step, all on the widget, and
 * each branch is in one. */
static void
test_dots (void)
{
  static const TwScrubberMark marks[] = { { 500, "a" }, { 510, "b" }, { 990, "c" } };
  static const guint numbers[] = { 1, 3, 40, 5000 };
  g_autofree TwScrubberBranch *branches = g_new0 (TwScrubberBranch, 5000);

  for (guint k = 0; k < G_N_ELEMENTS (numbers); k++)
    for (gboolean backwards = FALSE; backwards <= TRUE; backwards++)
      {
        TwScrubberData data = new_data (1000, 1000, 0);
        g_auto (TwScrubberLayout) layout = { 0 };
        guint n = 0;
        double before = NAN;

        for (guint i = 0; i < numbers[k]; i++)
          branches[i].step = numbers[k] == 3 ? 500 : 1000 * (guint64)(i + 1) / numbers[k];
        data.branches = branches;
        data.n_branches = numbers[k];
        data.marks = marks;
        data.n_marks = G_N_ELEMENTS (marks);
        data.backwards = backwards;
        tw_scrubber_layout_init (&layout, &data, 400, 40);
        for (guint i = 0; i < layout.dots->len; i++)
          {
            const TwScrubberDot *dot = &g_array_index (layout.dots, TwScrubberDot, i);
            const double at =
                tw_scrubber_layout_x (&layout, &data, (double)branches[dot->index].step);

            n += 1 + dot->more;
            g_assert_cmpfloat (dot->x, >=, 4);
            g_assert_cmpfloat (dot->x, <=, 396);
            g_assert_cmpfloat (fabs (dot->x - at), <=, 40);
            for (guint m = 0; m < data.n_marks; m++)
              g_assert_cmpfloat (
                  fabs (dot->x - tw_scrubber_layout_x (&layout, &data, (double)marks[m].step)), >=,
                  9);
            if (i > 0)
              g_assert_cmpfloat (fabs (dot->x - before), >=, 9.999);
            before = dot->x;
          }
        g_assert_cmpuint (n, ==, numbers[k]);
        g_assert_cmpuint (layout.dots->len, >=, MIN (numbers[k], 2));
      }
}

/* --- what is where --- */

static void
assert_hit (const TwScrubberData *data, const TwScrubberLayout *layout, double x, double y,
            TwScrubberPart part, guint index)
{
  guint found;

  g_assert_cmpint (tw_scrubber_layout_hit (layout, data, x, y, &found), ==, part);
  g_assert_cmpuint (found, ==, index);
}

static void
test_hit (void)
{
  static const TwScrubberMark events[] = { { 100, "e" }, { 900, "f" } };
  static const TwScrubberMark marks[] = { { 300, "m" } };
  static const TwScrubberBranch branches[] = { { 7, 400, 0, "b" }, { 8, 401, 1, "c" } };
  TwScrubberData data = new_data (1000, 1000, 500);
  g_auto (TwScrubberLayout) layout = { 0 };
  double middle;

  data.events = events;
  data.n_events = G_N_ELEMENTS (events);
  data.marks = marks;
  data.n_marks = G_N_ELEMENTS (marks);
  data.branches = branches;
  data.n_branches = G_N_ELEMENTS (branches);
  data.loop_begin = 700;
  data.loop_end = 701;
  tw_scrubber_layout_init (&layout, &data, 1022, 40); /* a pixel a step */
  middle = (layout.top + layout.bottom) / 2;
  assert_hit (&data, &layout, layout.x0 + 500, middle, TW_SCRUBBER_THUMB, 0);
  assert_hit (&data, &layout, layout.x0 + 520, middle, TW_SCRUBBER_TRACK, 0);
  assert_hit (&data, &layout, layout.x0 + 900, layout.row, TW_SCRUBBER_EVENT, 1);
  assert_hit (&data, &layout, layout.x0 + 303, layout.row, TW_SCRUBBER_MARK, 0);
  assert_hit (&data, &layout, layout.x0 + 300, middle, TW_SCRUBBER_TRACK, 0);
  assert_hit (&data, &layout, layout.x0 + 400, layout.row, TW_SCRUBBER_BRANCH, 0);
  assert_hit (&data, &layout, layout.x0 + 410, layout.row, TW_SCRUBBER_BRANCH, 1);
  assert_hit (&data, &layout, layout.x0 + 698, middle, TW_SCRUBBER_LOOP_BEGIN, 0);
  assert_hit (&data, &layout, layout.x0 + 703, middle, TW_SCRUBBER_LOOP_END, 0);
  assert_hit (&data, &layout, -1, middle, TW_SCRUBBER_NOTHING, 0);
  assert_hit (&data, &layout, 500, 41, TW_SCRUBBER_NOTHING, 0);
  data.loop_end = data.loop_begin;
  assert_hit (&data, &layout, layout.x0 + 698, middle, TW_SCRUBBER_TRACK, 0);
}

/* --- the picture --- */

static cairo_surface_t *
draw (const TwScrubberData *data, int width, int height, TwThemeKind kind)
{
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (picture);
  g_auto (TwFigureContext) context = { 0 };
  g_auto (TwScrubberLayout) layout = { 0 };

  tw_figure_context_init (&context, cr, tw_theme_get (kind), width, height, 1);
  tw_scrubber_layout_init (&layout, data, width, height);
  tw_scrubber_figure_draw (&context, &layout, data);
  cairo_destroy (cr);
  cairo_surface_flush (picture);
  return picture;
}

static guint32
pixel_at (cairo_surface_t *picture, double x, double y)
{
  const guint8 *data = cairo_image_surface_get_data (picture);

  return ((
      const guint32 *)(gconstpointer)(data
                                      + (int)y * cairo_image_surface_get_stride (picture)))[(int)x];
}

/* How many pixels of some columns and rows have anything on them. */
static guint
ink (cairo_surface_t *picture, int x0, int x1, int y0, int y1)
{
  guint n = 0;

  for (int y = y0; y < y1; y++)
    for (int x = x0; x < x1; x++)
      n += pixel_at (picture, x, y) >> 24 != 0;
  return n;
}

/* What is recorded has the accent's colour, what was the parent's less of it, what is to come neither. */
static void
test_recorded_part (void)
{
  for (guint kind = 0; kind < TW_N_THEMES; kind++)
    for (gboolean backwards = FALSE; backwards <= TRUE; backwards++)
      {
        const guint32 accent = tw_color_to_pixel (tw_theme_get (kind)->accent);
        TwScrubberData data = new_data (600, 1000, 900);
        g_auto (TwScrubberLayout) layout = { 0 };
        cairo_surface_t *picture;
        guint32 inherited, planned;

        data.start = 300;
        data.step = 600;
        data.backwards = backwards;
        tw_scrubber_layout_init (&layout, &data, 1022, 40);
        picture = draw (&data, 1022, 40, kind);
        inherited = pixel_at (picture, tw_scrubber_layout_x (&layout, &data, 150), layout.top + 4);
        planned = pixel_at (picture, tw_scrubber_layout_x (&layout, &data, 800), layout.top + 4);
        g_assert_cmphex (
            pixel_at (picture, tw_scrubber_layout_x (&layout, &data, 450), layout.top + 4), ==,
            accent);
        g_assert_cmphex (inherited, !=, accent);
        g_assert_cmphex (inherited, !=, planned);
        g_assert_cmphex (planned, !=, accent);
        g_assert_cmphex (planned, !=, 0);
        /* The thumb lies at the shown step. */
        g_assert_cmphex (
            pixel_at (picture, tw_scrubber_layout_x (&layout, &data, 600), layout.top + 4), ==,
            0xffffffff);
        cairo_surface_destroy (picture);
      }
}

/* Between two stages the ground is seen, and names stand only where there is room. */
static void
test_stages (void)
{
  TwScrubberData data = new_data (2100, 2100, 0);
  g_auto (TwScrubberLayout) layout = { 0 };
  cairo_surface_t *picture;
  double x;

  data.stages = stages;
  data.n_stages = G_N_ELEMENTS (stages);
  tw_scrubber_layout_init (&layout, &data, 800, 40);
  picture = draw (&data, 800, 40, TW_THEME_LIGHT);
  x = rint (tw_scrubber_layout_x (&layout, &data, 600));
  g_assert_cmphex (pixel_at (picture, x, layout.top + 4), ==, 0);
  g_assert_cmphex (pixel_at (picture, x + 4, layout.top + 4), !=, 0);
  g_assert_cmpuint (ink (picture, 30, 200, 0, (int)layout.top - 4), >, 50);
  g_assert_cmpuint (ink (picture, 240, 400, 0, (int)layout.top - 4), >, 50);
  cairo_surface_destroy (picture);

  /* 40 pixels for the first, which is neither enough for its name nor for a part of it. */
  data.step = 2100;
  picture = draw (&data, 150, 40, TW_THEME_LIGHT);
  g_assert_cmpuint (ink (picture, 0, 45, 0, (int)layout.top - 4), ==, 0);
  cairo_surface_destroy (picture);
}

static void
test_bubble (void)
{
  TwScrubberData data = new_data (1000, 1000, 500);
  cairo_surface_t *picture;

  data.bubble = "step 999";
  picture = draw (&data, 300, 40, TW_THEME_DARK);
  g_assert_cmpuint (ink (picture, 0, 300, 0, 8), ==, 0);
  cairo_surface_destroy (picture);
  /* At the edge it is moved inside, whole. */
  data.pointer = 299;
  picture = draw (&data, 300, 40, TW_THEME_DARK);
  g_assert_cmpuint (ink (picture, 200, 298, 4, 8), >, 150);
  g_assert_cmpuint (ink (picture, 0, 200, 0, 8), ==, 0);
  cairo_surface_destroy (picture);
}

/* Nothing is drawn outside, and no size is too small or number too large. */
static void
test_sizes (void)
{
  static const TwScrubberMark marks[] = { { 0, "first" }, { G_MAXUINT64, "never" } };
  static const TwScrubberBranch branches[] = { { 1, 0, 9, "a" }, { 2, 0, 1, "b" } };
  static const int sizes[][2] = { { 1, 1 }, { 20, 10 }, { 120, 40 }, { 2500, 40 } };

  for (guint t = 0; t < G_N_ELEMENTS (totals); t++)
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
      {
        TwScrubberData data = new_data (totals[t], totals[t], totals[t]);
        cairo_surface_t *picture;

        data.stages = stages;
        data.n_stages = 2;
        data.marks = data.events = marks;
        data.n_marks = data.n_events = 2;
        data.branches = branches;
        data.n_branches = 2;
        data.loop_end = totals[t];
        data.pointer = sizes[i][0] / 2.0;
        data.bubble = "step 1 000 000 000, not made yet";
        picture = draw (&data, sizes[i][0], sizes[i][1], TW_THEME_HIGH_CONTRAST_LIGHT);
        g_assert_cmpint (cairo_surface_status (picture), ==, CAIRO_STATUS_SUCCESS);
        g_assert_cmpuint (ink (picture, 0, sizes[i][0], 0, sizes[i][1]), >, 0);
        cairo_surface_destroy (picture);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scrubber-figure/round-trip", test_round_trip);
  g_test_add_func ("/scrubber-figure/first-step", test_first_step);
  g_test_add_func ("/scrubber-figure/stage-at", test_stage_at);
  g_test_add_func ("/scrubber-figure/dots", test_dots);
  g_test_add_func ("/scrubber-figure/hit", test_hit);
  g_test_add_func ("/scrubber-figure/recorded-part", test_recorded_part);
  g_test_add_func ("/scrubber-figure/stages", test_stages);
  g_test_add_func ("/scrubber-figure/bubble", test_bubble);
  g_test_add_func ("/scrubber-figure/sizes", test_sizes);
  return g_test_run ();
}
