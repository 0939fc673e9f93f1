/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/views/tw-chart-set.h"

#include "train/tw-history.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

/* Titles of the groups that we know; another group is called by its name. */
typedef struct
{
  const char *id, *title;
  TwChartKind kind;
  double weight;
  guint colors[4];
} GroupSpec;

static const GroupSpec groups[] = {
  { "understanding", N_ ("understood"), TW_CHART_LINES, 1.9, { 4, 2, 5, 3 } },
  { "goal", N_ ("goals"), TW_CHART_AREAS, 1.35, { 0, 2, 1, 6 } },
};

static const GroupSpec *
find_group (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (strcmp (groups[i].id, id) == 0)
      return &groups[i];
  return NULL;
}

static void
init_chart (TwChartSpec *chart, const char *id, const char *title)
{
  *chart = (TwChartSpec){
    .id = g_strdup (id), .title = g_strdup (title), .y0 = NAN, .y1 = NAN, .weight = 1
  };
}

static void
add_series (TwChartSpec *chart, guint column, const char *name, guint color, gboolean dashed)
{
  const guint i = chart->n_series;

  if (i == TW_CHART_MAX_SERIES)
    return;
  chart->columns[i] = column;
  chart->names[i] = g_strdup (name);
  chart->colors[i] = color;
  chart->dashed[i] = dashed;
  chart->n_series++;
}

/* "understanding" of "understanding.world"; NULL for a name without a dot. */
static char *
group_of (const char *name)
{
  const char *dot = strchr (name, '.');

  return dot != NULL ? g_strndup (name, (gsize)(dot - name)) : NULL;
}

/* How many bytes at the start (or, backwards, at the end) all names have in common, cut at a blank. */
static gsize
common_length (const TwChartSpec *chart, gboolean backwards)
{
  const char *first = chart->names[0];
  const gsize length = strlen (first);
  gsize common = 0;

  for (gsize n = 1; n < length; n++)
    {
      gboolean all = TRUE;

      for (guint i = 1; i < chart->n_series && all; i++)
        {
          const char *name = chart->names[i];
          const gsize other = strlen (name);

          all = other > n
                && (backwards ? strcmp (name + other - n, first + length - n) == 0
                              : strncmp (name, first, n) == 0);
        }
      if (!all)
        break;
      if (backwards ? first[length - n] == ' ' : first[n - 1] == ' ')
        common = n;
    }
  return common;
}

/* "World understood", "Self understood" become "World", "Self": the chart's title says the rest. */
static void
shorten_names (TwChartSpec *chart)
{
  const gsize start = common_length (chart, FALSE), end = common_length (chart, TRUE);

  for (guint i = 0; i < chart->n_series; i++)
    {
      char *name = chart->names[i];
      const gsize length = strlen (name);

      if (start + end < length)
        chart->names[i] = g_strndup (name + start, length - start - end);
      else
        chart->names[i] = g_strdup (name);
      g_free (name);
    }
}

static void
add_group (GArray *charts, const TwModelType *type, guint first, const char *id)
{
  const GroupSpec *group = find_group (id);
  TwChartSpec chart;

  init_chart (&chart, id, group != NULL ? _ (group->title) : id);
  if (group != NULL)
    {
      chart.kind = group->kind;
      chart.weight = group->weight;
    }
  chart.y0 = isfinite (type->readouts[first].minimum) ? type->readouts[first].minimum : NAN;
  chart.y1 = isfinite (type->readouts[first].maximum) ? type->readouts[first].maximum : NAN;
  for (guint i = first; i < type->n_readouts; i++)
    {
      g_autofree char *other = group_of (type->readouts[i].name);

      if (g_strcmp0 (other, id) == 0)
        add_series (&chart, TW_COLUMN_READOUTS + i, _ (type->readouts[i].title),
                    group != NULL ? group->colors[chart.n_series % 4] : chart.n_series, FALSE);
    }
  /* A single number is no group. */
  if (chart.n_series > 1)
    {
      shorten_names (&chart);
      /* What it knows, and beside it what it uses of that. */
      if (strcmp (id, "understanding") == 0)
        add_series (&chart, TW_COLUMN_Y, _ (type->readouts[type->readout_y].title), 7, TRUE);
      g_array_append_val (charts, chart);
    }
  else
    {
      g_free (chart.id);
      g_free (chart.title);
      g_free (chart.names[0]);
    }
}

static void
add_groups (GArray *charts, const TwModelType *type)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < type->n_readouts; i++)
    {
      char *id = group_of (type->readouts[i].name);

      if (id == NULL)
        continue;
      if (!g_hash_table_contains (seen, id))
        add_group (charts, type, i, id);
      g_hash_table_add (seen, id);
    }
}

static void
add_plane (GArray *charts, const TwModelType *type)
{
  const int ceiling = tw_model_type_find_readout (type, "ceiling");
  const TwReadoutSpec *across = &type->readouts[type->readout_x];
  const TwReadoutSpec *up = &type->readouts[type->readout_y];
  TwChartSpec chart;

  init_chart (&chart, "horizon", _ ("horizon"));
  chart.scale = TW_SCALE_EXPONENT;
  add_series (&chart, TW_COLUMN_X, _ (across->title), 1, FALSE);
  g_array_append_val (charts, chart);

  init_chart (&chart, "awareness", _ ("awareness"));
  chart.y0 = up->minimum;
  chart.y1 = up->maximum;
  add_series (&chart, TW_COLUMN_Y, _ (up->title), 0, FALSE);
  if (ceiling >= 0)
    add_series (&chart, TW_COLUMN_READOUTS + (guint)ceiling, _ (type->readouts[ceiling].title), 7,
                TRUE);
  g_array_append_val (charts, chart);
}

TwChartSet *
tw_chart_set_new (const TwModelType *type)
{
  g_autoptr (GArray) charts = g_array_new (FALSE, FALSE, sizeof (TwChartSpec));
  TwChartSet *set = g_new0 (TwChartSet, 1);
  TwChartSpec chart;

  add_groups (charts, type);
  add_plane (charts, type);
  init_chart (&chart, "loss", _ ("loss"));
  add_series (&chart, TW_COLUMN_LOSS, _ ("Loss of a minibatch"), 0, FALSE);
  g_array_append_val (charts, chart);

  set->n = charts->len;
  set->charts = g_array_steal (charts, NULL);
  return set;
}

void
tw_chart_set_free (TwChartSet *set)
{
  if (set == NULL)
    return;
  for (guint i = 0; i < set->n; i++)
    {
      g_free (set->charts[i].id);
      g_free (set->charts[i].title);
      for (guint k = 0; k < set->charts[i].n_series; k++)
        g_free (set->charts[i].names[k]);
    }
  g_free (set->charts);
  g_free (set);
}
