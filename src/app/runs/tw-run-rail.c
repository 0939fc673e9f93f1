/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/runs/tw-run-rail.h"

#include "app/views/tw-view-style.h"
#include "figure/tw-text.h"

#define DOT 5.0    /* radius */
#define MARGIN 8   /* from the edge to the middle of the first dot */
#define CORNER 4.0 /* radius of the bend towards a dot */
#define DOT_Y 13.0 /* of the dot's middle: that of the name's line, at ordinary size */

struct _TwRunRail
{
  GtkWidget parent_instance;

  TwRunLine line;
  guint color;
  gboolean hollow;
  int indent;
};

G_DEFINE_FINAL_TYPE (TwRunRail, tw_run_rail, GTK_TYPE_WIDGET)

void
tw_run_rail_set (TwRunRail *rail, const TwRunLine *line, guint color, gboolean hollow, int indent)
{
  g_return_if_fail (TW_IS_RUN_RAIL (rail));

  if (rail->line.depth != line->depth || rail->indent != indent)
    gtk_widget_queue_resize (GTK_WIDGET (rail));
  rail->line = *line;
  rail->color = color;
  rail->hollow = hollow;
  rail->indent = indent;
  gtk_widget_queue_draw (GTK_WIDGET (rail));
}

static double
x_of (TwRunRail *rail, guint depth)
{
  return MARGIN + (double)depth * rail->indent;
}

/* Lines are drawn from the left; from right to left the picture is turned over. */
static void
turn_over (TwRunRail *rail, cairo_t *cr)
{
  if (gtk_widget_get_direction (GTK_WIDGET (rail)) != GTK_TEXT_DIR_RTL)
    return;
  cairo_translate (cr, gtk_widget_get_width (GTK_WIDGET (rail)), 0);
  cairo_scale (cr, -1, 1);
}

static void
draw_lines (TwRunRail *rail, cairo_t *cr, double y, double height)
{
  const TwRunLine *line = &rail->line;
  const double x = x_of (rail, line->depth);
  const double corner = MIN (CORNER, rail->indent / 2.0);

  for (guint depth = 0; depth < line->depth; depth++)
    if ((line->rails & (guint32)1 << depth) != 0)
      {
        cairo_move_to (cr, x_of (rail, depth), 0);
        cairo_line_to (cr, x_of (rail, depth), height);
      }
  if (line->depth > 0)
    {
      const double parent = x_of (rail, line->depth - 1);

      cairo_move_to (cr, parent, 0);
      cairo_line_to (cr, parent, y - corner);
      cairo_curve_to (cr, parent, y, parent, y, parent + corner, y);
      cairo_line_to (cr, MAX (x - DOT, parent + corner), y);
    }
  if (line->has_children)
    {
      cairo_move_to (cr, x, y + DOT);
      cairo_line_to (cr, x, height);
    }
  cairo_stroke (cr);
}

static void
draw_dot (TwRunRail *rail, cairo_t *cr, const TwTheme *theme, double y)
{
  tw_figure_set_color (cr, tw_theme_series (theme, rail->color));
  if (rail->hollow)
    {
      cairo_set_line_width (cr, 1.5);
      cairo_arc (cr, x_of (rail, rail->line.depth), y, DOT - 0.75, 0, 2 * G_PI);
      cairo_stroke (cr);
      return;
    }
  cairo_arc (cr, x_of (rail, rail->line.depth), y, DOT, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
tw_run_rail_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  TwRunRail *rail = TW_RUN_RAIL (widget);
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const double y = MIN (DOT_Y, height / 2.0);
  cairo_t *cr;

  if (width < 1 || height < 1)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  turn_over (rail, cr);
  tw_figure_set_color (cr, tw_view_theme ()->axis);
  cairo_set_line_width (cr, tw_view_theme ()->high_contrast ? 2 : 1.5);
  draw_lines (rail, cr, y, height);
  draw_dot (rail, cr, tw_view_theme (), y);
  cairo_destroy (cr);
}

static void
tw_run_rail_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
  TwRunRail *rail = TW_RUN_RAIL (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = (int)x_of (rail, rail->line.depth) + MARGIN;
  else
    *minimum = *natural = 2 * (int)DOT;
}

static void
tw_run_rail_class_init (TwRunRailClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  widget_class->snapshot = tw_run_rail_snapshot;
  widget_class->measure = tw_run_rail_measure;
  gtk_widget_class_set_css_name (widget_class, "runrail");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
tw_run_rail_init (TwRunRail *rail)
{
  tw_view_follow_style (GTK_WIDGET (rail));
}
