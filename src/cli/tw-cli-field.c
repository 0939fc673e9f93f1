/* SPDX-License-Identifier: GPL-3.0-or-later */

/* thalweg-cli field: the background field of the plane on a grid. */

#include "cli/tw-cli-json.h"
#include "cli/tw-cli-options.h"
#include "cli/tw-cli-report.h"

#include "analysis/tw-field.h"

#include <math.h>
#include <string.h>

#define MAX_SIDE 1024
#define MAP_COLUMNS 96
#define MAP_ROWS 32

static gboolean
parse_grid (const char *text, TwGrid *grid, GError **error)
{
  g_auto (GStrv) sides = g_strsplit (text, "x", -1);
  guint64 nx, ny;

  if (g_strv_length (sides) != 2)
    {
      g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
                   "--grid: “%s” is not of the form COLUMNSxROWS, such as 64x64", text);
      return FALSE;
    }
  if (!tw_cli_parse_count ("--grid", sides[0], 1, MAX_SIDE, &nx, error)
      || !tw_cli_parse_count ("--grid", sides[1], 1, MAX_SIDE, &ny, error))
    return FALSE;
  grid->nx = (guint)nx;
  grid->ny = (guint)ny;
  return TRUE;
}

static gboolean
parse_range (const char *text, TwGrid *grid, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  double *const ends[] = { &grid->x0, &grid->x1, &grid->y0, &grid->y1 };
  gboolean good = g_strv_length (words) == 4;

  for (guint i = 0; good && i < 4; i++)
    {
      char *end;

      *ends[i] = g_ascii_strtod (words[i], &end);
      good = end != words[i] && *end == '\0' && isfinite (*ends[i]);
    }
  if (good && grid->x0 < grid->x1 && grid->y0 < grid->y1 && isfinite (grid->x1 - grid->x0)
      && isfinite (grid->y1 - grid->y0))
    return TRUE;
  g_set_error (error, TW_CLI_ERROR, TW_CLI_ERROR_USAGE,
               "--range: “%s” is not X0,X1,Y0,Y1 with X0 < X1 and Y0 < Y1", text);
  return FALSE;
}

/* One step to 100,000 steps, and from unaware to a tenth more than can be known. */
static void
default_range (const TwCliState *state, TwGrid *grid)
{
  const double ceiling = state->model->type->ceiling (state->model, state->theta);

  grid->x0 = 0;
  grid->x1 = 5;
  grid->y0 = 0;
  grid->y1 = ceiling > 0 ? MIN (1.0, 1.1 * ceiling) : 1.0;
}

/* --- text --- */

/* A regime's letter: its first, in lower case; no two begin alike. */
static char
letter (const TwModelType *type, const TwFieldPoint *point)
{
  return point->reachable ? type->regimes[point->regime].name[0] : '.';
}

/* At most MAP_ROWS lines of at most MAP_COLUMNS letters, y upwards. */
static void
print_map (const TwModelType *type, const TwField *field)
{
  const TwGrid *grid = &field->grid;
  const guint columns = MIN (grid->nx, MAP_COLUMNS), rows = MIN (grid->ny, MAP_ROWS);

  for (guint r = rows; r-- > 0;)
    {
      const guint j = (guint)(((guint64)2 * r + 1) * grid->ny / (2 * rows));
      g_autoptr (GString) line = g_string_new (NULL);

      for (guint c = 0; c < columns; c++)
        {
          const guint i = (guint)(((guint64)2 * c + 1) * grid->nx / (2 * columns));

          g_string_append_c (line, letter (type, &field->points[(gsize)j * grid->nx + i]));
        }
      tw_cli_print ("%11.4g  %s\n", grid->y0 + (j + 0.5) * (grid->y1 - grid->y0) / grid->ny,
                    line->str);
    }
  tw_cli_print ("%11s  %-*.4g%.4g\n", "", MAX ((int)columns - 6, 8), grid->x0, grid->x1);
}

static void
print_shares (const TwModelType *type, const TwField *field)
{
  const gsize n = (gsize)field->grid.nx * field->grid.ny;

  for (guint regime = 0; regime <= type->n_regimes; regime++)
    {
      const gboolean beyond = regime == type->n_regimes;
      gsize count = 0;

      for (gsize i = 0; i < n; i++)
        count += beyond ? !field->points[i].reachable
                        : field->points[i].reachable && field->points[i].regime == regime;
      if (count > 0)
        tw_cli_print ("  %c  %6.2f %%  %s\n", beyond ? '.' : type->regimes[regime].name[0],
                      100.0 * (double)count / (double)n,
                      beyond ? "out of reach" : type->regimes[regime].title);
    }
}

static void
print_text (const TwCliState *state, const TwField *field)
{
  const TwModelType *type = state->model->type;

  tw_cli_print ("%s\nscenario %s, seed %" G_GUINT64_FORMAT ", stage %s\n"
                "across: log10 of the %s; up: %s\n\n",
                state->scenario->title, state->scenario->name, state->scenario->seed,
                state->scenario->stages[state->stage].name, type->plane_title[0],
                type->plane_title[1]);
  print_map (type, field);
  tw_cli_write ("\n");
  print_shares (type, field);
  tw_cli_write ("\n");
  tw_cli_report_line ("Knowledge ceiling", field->ceiling, "");
  tw_cli_report_line ("Least loss", field->loss_min, "");
  tw_cli_report_line ("Greatest loss", field->loss_max, "");
}

/* --- JSON --- */

/* One quantity of a point. */
typedef void (*AddPoint) (TwJsonWriter *json, const TwModelType *type, const TwFieldPoint *point);

static void
add_loss (TwJsonWriter *json, const TwModelType *type, const TwFieldPoint *point)
{
  tw_json_double (json, point->loss);
}

static void
add_vector_x (TwJsonWriter *json, const TwModelType *type, const TwFieldPoint *point)
{
  tw_json_double (json, point->vector[0]);
}

static void
add_vector_y (TwJsonWriter *json, const TwModelType *type, const TwFieldPoint *point)
{
  tw_json_double (json, point->vector[1]);
}

static void
add_slope_h (TwJsonWriter *json, const TwModelType *type, const TwFieldPoint *point)
{
  tw_json_double (json, point->slope[0]);
}

static void
add_slope_s (TwJsonWriter *json, const TwModelType *type, const TwFieldPoint *point)
{
  tw_json_double (json, point->slope[1]);
}

static void
add_regime (TwJsonWriter *json, const TwModelType *type, const TwFieldPoint *point)
{
  tw_json_string (json, type->regimes[point->regime].name);
}

/* (ny, nx), null out of reach. */
static void
add_rows (TwJsonWriter *json, const char *name, const TwModelType *type, const TwField *field,
          AddPoint add)
{
  tw_json_name (json, name);
  tw_json_begin (json, '[');
  for (guint j = 0; j < field->grid.ny; j++)
    {
      tw_json_begin (json, '[');
      for (guint i = 0; i < field->grid.nx; i++)
        {
          const TwFieldPoint *point = &field->points[(gsize)j * field->grid.nx + i];

          if (point->reachable)
            add (json, type, point);
          else
            tw_json_null (json);
        }
      tw_json_end (json, '[');
    }
  tw_json_end (json, '[');
}

static void
add_axis (TwJsonWriter *json, const char *name, double from, double to, guint n)
{
  tw_json_name (json, name);
  tw_json_begin (json, '[');
  for (guint i = 0; i < n; i++)
    tw_json_double (json, from + (i + 0.5) * (to - from) / n);
  tw_json_end (json, '[');
}

static void
add_grid (TwJsonWriter *json, const TwGrid *grid)
{
  tw_json_name (json, "grid");
  tw_json_begin (json, '{');
  tw_cli_json_integer (json, "nx", grid->nx);
  tw_cli_json_integer (json, "ny", grid->ny);
  tw_cli_json_number (json, "x0", grid->x0);
  tw_cli_json_number (json, "x1", grid->x1);
  tw_cli_json_number (json, "y0", grid->y0);
  tw_cli_json_number (json, "y1", grid->y1);
  add_axis (json, "x", grid->x0, grid->x1, grid->nx);
  add_axis (json, "y", grid->y0, grid->y1, grid->ny);
  tw_json_end (json, '{');
}

static void
print_json (const TwCliState *state, const TwField *field)
{
  g_auto (TwJsonWriter) json = { 0 };
  const TwModelType *type = state->model->type;

  tw_json_writer_init (&json, FALSE);
  tw_json_begin (&json, '{');
  tw_cli_json_text (&json, "scenario", state->scenario->name);
  tw_cli_json_integer (&json, "seed", (gint64)state->scenario->seed);
  tw_cli_json_text (&json, "stage", state->scenario->stages[state->stage].name);
  tw_cli_json_params (&json, "theta", state->model, state->theta);
  add_grid (&json, &field->grid);
  tw_cli_json_number (&json, "ceiling", field->ceiling);
  add_rows (&json, "loss", type, field, add_loss);
  add_rows (&json, "vector_x", type, field, add_vector_x);
  add_rows (&json, "vector_y", type, field, add_vector_y);
  add_rows (&json, "slope_h", type, field, add_slope_h);
  add_rows (&json, "slope_s", type, field, add_slope_s);
  add_rows (&json, "regime", type, field, add_regime);
  tw_json_end (&json, '{');
  tw_cli_json_print (&json);
}

typedef struct
{
  char *grid, *range, *threads;
} FieldOptions;

static int
print_field (const TwCliOptions *options, const FieldOptions *own)
{
  g_auto (TwCliState) state = { 0 };
  g_autoptr (TwField) field = NULL;
  TwGrid grid = { .nx = 64, .ny = 64 };
  guint64 threads = CLAMP (g_get_num_processors (), 1, 64);
  GError *error = NULL;

  if ((own->grid != NULL && !parse_grid (own->grid, &grid, &error))
      || (own->threads != NULL
          && !tw_cli_parse_count ("--threads", own->threads, 1, 64, &threads, &error))
      || (own->range != NULL && !parse_range (own->range, &grid, &error))
      || !tw_cli_state_init (&state, options, &error))
    return tw_cli_fail ("field", error);
  if (own->range == NULL)
    default_range (&state, &grid);

  field = tw_field_compute (state.model, state.theta, &grid, (guint)threads, NULL);
  if (options->json)
    print_json (&state, field);
  else
    print_text (&state, field);
  return TW_CLI_DONE;
}

static int
field_main (char **arguments)
{
  g_auto (TwCliOptions) options = { 0 };
  FieldOptions own = { 0 };
  GError *error = NULL;
  int status = TW_CLI_DONE;
  const GOptionEntry entries[] = {
    { "grid", 0, 0, G_OPTION_ARG_STRING, &own.grid,
      "Points across and up, 1 to 1024 each (default: 64x64)", "COLUMNSxROWS" },
    { "range", 0, 0, G_OPTION_ARG_STRING, &own.range,
      "Part of the plane: log10 of the horizon, then awareness (default: 0 to 5, and 0 to a tenth "
      "above the knowledge ceiling)",
      "X0,X1,Y0,Y1" },
    { "threads", 0, 0, G_OPTION_ARG_STRING, &own.threads,
      "Threads to compute on, 1 to 64 (default: one a processor); the result is the same", "N" },
    G_OPTION_ENTRY_NULL,
  };

  if (!tw_cli_options_parse (&options, &tw_cli_field, TW_CLI_TAKES_SCENARIO | TW_CLI_TAKES_STATE,
                             entries, arguments, &error))
    status = tw_cli_fail ("field", error);
  else if (!options.help)
    status = print_field (&options, &own);
  g_free (own.grid);
  g_free (own.range);
  g_free (own.threads);
  return status;
}

const TwCliCommand tw_cli_field = {
  .name = "field",
  .usage = "SCENARIO",
  .summary = "Print loss, descent and regime over the plane of horizon and awareness",
  .details =
      "At each point the parameters behind horizon and awareness are set so that the plane's\n"
      "coordinates are the point's; every other parameter stays as it is. Points sit at the "
      "centres\n"
      "of the grid's cells. In JSON the arrays have one row for each y, from below, and null "
      "where\n"
      "a point is out of reach; without, regimes are drawn as letters.",
  .main = field_main,
};
