/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/tw-cli-rows.h"

#include "cli/tw-cli-json.h"
#include "cli/tw-cli.h"

#include <math.h>

#define BATCH 1024 /* rows read at once */

/* Names of the columns before the read-outs; the step itself is printed as a whole number. */
static const char *const column_names[TW_COLUMN_READOUTS] = {
  [TW_COLUMN_STEP] = "step",
  [TW_COLUMN_LOSS] = "loss",
  [TW_COLUMN_GRADIENT_NORM] = "gradient_norm",
  [TW_COLUMN_UPDATE_NORM] = "update_norm",
  [TW_COLUMN_X] = "x",
  [TW_COLUMN_Y] = "y",
};

typedef struct
{
  TwSessionReader *reader;
  const TwModelType *type;
  TwModel *model; /* knows what the parameters are called */
  gsize n_columns, n_params;
  guint64 every;
  gboolean json;
  guint64 next;  /* the step from which on a row is wanted */
  gboolean any;  /* something was printed */
  double *rows;  /* (BATCH, n_columns) */
  double *theta; /* (BATCH, n_params) */
} Printer;

static void
printer_clear (Printer *printer)
{
  g_clear_pointer (&printer->rows, g_free);
  g_clear_pointer (&printer->theta, g_free);
  if (printer->model != NULL)
    printer->type->free (printer->model);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Printer, printer_clear)

static gboolean
printer_init (Printer *printer, TwSessionReader *reader, const TwSessionRun *run,
              const TwCliRange *range, gboolean json, GError **error)
{
  const TwScenario *scenario = run->scenario;

  printer->reader = reader;
  printer->type = scenario->type;
  printer->model =
      scenario->type->create (scenario->seed, scenario->world, scenario->settings, error);
  if (printer->model == NULL)
    return FALSE;
  printer->n_columns = TW_COLUMN_READOUTS + printer->type->n_readouts;
  printer->n_params = printer->type->n_params (printer->model);
  printer->every = range->every;
  printer->json = json;
  printer->next = range->from;
  printer->rows = g_new (double, BATCH * printer->n_columns);
  printer->theta = g_new (double, BATCH * printer->n_params);
  return TRUE;
}

/* --- one row --- */

static void
add_theta (TwJsonWriter *json, const Printer *printer, const double *theta)
{
  if (isnan (theta[0]))
    tw_cli_json_text (json, "theta", NULL);
  else
    tw_cli_json_params (json, "theta", printer->model, theta);
}

static void
print_object (const Printer *printer, gint64 run, const double *row, const double *theta)
{
  g_auto (TwJsonWriter) json = { 0 };

  tw_json_writer_init (&json, FALSE);
  tw_json_begin (&json, '{');
  tw_cli_json_integer (&json, "run", run);
  tw_cli_json_integer (&json, "step", (gint64)row[TW_COLUMN_STEP]);
  for (guint c = TW_COLUMN_LOSS; c < TW_COLUMN_READOUTS; c++)
    tw_cli_json_number (&json, column_names[c], row[c]);
  tw_cli_json_readouts (&json, "readouts", printer->type->readouts, printer->type->n_readouts,
                        row + TW_COLUMN_READOUTS);
  add_theta (&json, printer, theta);
  tw_json_end (&json, '{');
  tw_cli_write (printer->any ? ",\n" : "\n");
  tw_cli_write (json.text->str);
}

static void
print_line (const Printer *printer, gint64 run, const double *row)
{
  const TwModelType *type = printer->type;

  tw_cli_print ("%5" G_GINT64_FORMAT " %10.0f %13.6g %13.6g %13.6g %13.6g %13.6g\n", run,
                row[TW_COLUMN_STEP], row[TW_COLUMN_LOSS], row[TW_COLUMN_GRADIENT_NORM],
                row[TW_COLUMN_UPDATE_NORM], row[TW_COLUMN_READOUTS + type->readout_x],
                row[TW_COLUMN_READOUTS + type->readout_y]);
}

static void
print_row (Printer *printer, gint64 run, gsize index)
{
  const double *row = printer->rows + index * printer->n_columns;

  if (printer->json)
    print_object (printer, run, row, printer->theta + index * printer->n_params);
  else
    print_line (printer, run, row);
  printer->any = TRUE;
  printer->next = (guint64)row[TW_COLUMN_STEP] + printer->every;
}

/* --- the run's own rows --- */

/* Rows that are not wanted are not even read: with a coarse step one query finds each row. */
static gboolean
print_own_rows (Printer *printer, gint64 run, gint64 last, GError **error)
{
  const gsize capacity = printer->every == 1 ? BATCH : 1;

  while ((gint64)printer->next <= last)
    {
      const gssize n =
          tw_session_reader_read_rows (printer->reader, run, printer->next, (guint64)last, capacity,
                                       printer->rows, printer->theta, error);

      if (n < 0)
        return FALSE;
      for (gssize i = 0; i < n; i++)
        print_row (printer, run, (gsize)i);
      if (n == 0)
        break;
    }
  return TRUE;
}

/* The last step of the parent's part: the parent has a row at the run's start too, of before what the
 * run changes, which the run's own takes the place of.  -1: no part. */
static gint64
end_before (Printer *printer, const TwSessionRun *run)
{
  const gboolean own =
      tw_session_reader_read_rows (printer->reader, run->id, run->start, run->start, 1,
                                   printer->rows, printer->theta, NULL)
      == 1;

  return (gint64)run->start - (own ? 1 : 0);
}

/* The run and those that it comes from, as far back as rows are wanted: TwSessionRun, borrowed. */
static GPtrArray *
line_of_runs (const Printer *printer, const TwSessionRun *run)
{
  GPtrArray *line = g_ptr_array_new ();

  for (; run != NULL; run = tw_session_reader_get_run (printer->reader, run->parent))
    {
      g_ptr_array_add (line, (gpointer)run);
      if (run->parent == 0 || printer->next > run->start)
        break;
    }
  return line;
}

static gboolean
print_line_of_runs (Printer *printer, const TwSessionRun *run, guint64 last, GError **error)
{
  g_autoptr (GPtrArray) line = line_of_runs (printer, run);

  for (guint i = line->len; i-- > 0;)
    {
      const TwSessionRun *part = g_ptr_array_index (line, i);
      const gint64 end =
          i > 0 ? end_before (printer, g_ptr_array_index (line, i - 1)) : (gint64)last;

      if (!print_own_rows (printer, part->id, MIN (end, (gint64)last), error))
        return FALSE;
    }
  return TRUE;
}

static void
print_heading (const Printer *printer)
{
  const TwModelType *type = printer->type;

  if (printer->json)
    tw_cli_write ("[");
  else
    tw_cli_print ("%5s %10s %13s %13s %13s %13s %13s\n", "run", "step", "loss", "gradient_norm",
                  "update_norm", type->readouts[type->readout_x].name,
                  type->readouts[type->readout_y].name);
}

gboolean
tw_cli_print_rows (TwSessionReader *reader, const TwSessionRun *run, const TwCliRange *range,
                   gboolean json, GError **error)
{
  g_auto (Printer) printer = { 0 };

  if (!printer_init (&printer, reader, run, range, json, error))
    return FALSE;
  print_heading (&printer);
  if (!print_line_of_runs (&printer, run, range->to, error))
    return FALSE;
  if (json)
    tw_cli_write (printer.any ? "\n]\n" : "]\n");
  return TRUE;
}
