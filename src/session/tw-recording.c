/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session/tw-recording.h"

#include "session/tw-session-schema.h"

#include <string.h>
#include <time.h>

#define MS G_GINT64_CONSTANT (1000000) /* ns */
#define CHUNK_ROWS 512
/* Rows go to the recorder when the first of them is this old: it commits every 50 ms.  Of fast steps the
 * clock is asked at every eighth only. */
#define CHUNK_AGE (20 * MS)
#define FAST_STEP (MS / 5)

/* A checkpoint is due when going to the next step from the last one takes this long, but not for
 * fewer steps than it has pages of 4 KiB. */
#define SEEK_NS (15 * MS)
#define CHECKPOINT_PAGE 4096
#define LEAST_INTERVAL 16
#define MOST_INTERVAL 4096
/* Of so many steps the time of one is taken: asking a clock twice a step would be felt. */
#define TIMED_STEPS 64

/* Scores are computed for as many steps in each doubling of the number of steps. */
#define SCORES_AN_OCTAVE 64

/* With more than this waiting (bytes) every second step is recorded, with each further DOUBLING_WAIT half as
 * many; with less than FEW_WAIT for some time twice as many again. */
#define MANY_WAIT ((gsize)24 * 1024 * 1024)
#define DOUBLING_WAIT ((gsize)4 * 1024 * 1024)
#define FEW_WAIT ((gsize)2 * 1024 * 1024)
#define MOST_EVERY 65536

typedef struct
{
  TwTrainerSink table;
  TwRecorder *recorder;
  gint64 run;
  const TwModelType *type;
  guint64 head;                      /* in the file when it was opened */
  guint64 n_changes, changes_before; /* now; in the file when it was opened */
  gboolean fresh;                    /* nothing of the run is in the file */
  gboolean astray;                   /* the trainer stands before the head: nothing is recorded */

  gsize n_values, n_theta, width;
  double *row;       /* (history's columns) scratch */
  TwStepRecord last; /* the last step */
  TwRecord *chunk;   /* rows that were not handed over; NULL: none */
  gint64 chunk_time;
  gint64 recorded; /* step of the newest row; -1: none */

  gboolean says_pace;   /* the file has a line about it */
  guint64 every, eased; /* every how many-th step; since which step fewer wait */
  guint stage;
  guint64 checkpoint; /* step of the last one */
  guint64 interval;
  guint64 steps_timed;
  gint64 step_began; /* 0: this step is not timed */
  gint64 step_ns;    /* the fastest of late */
  gsize state_size;

  guint64 last_total;
  TwTrainerState state;
  gboolean says_state; /* it was told once */
} TwRecording;

static gint64
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (gint64)time.tv_sec * 1000 * MS + time.tv_nsec;
}

/* --- rows --- */

static void
hand_over (TwRecording *recording)
{
  TwRecord *chunk = g_steal_pointer (&recording->chunk);

  if (chunk == NULL)
    return;
  chunk->step = (guint64)recording->recorded;
  chunk->size = sizeof *chunk + chunk->n_rows * recording->width * sizeof (double);
  tw_recorder_put (recording->recorder, chunk, TRUE);
}

/* One row as the file has it: step, values, θ. */
static void
fill (TwRecording *recording, TwRun *run, const double *row, double rate, double *out)
{
  out[0] = row[TW_COLUMN_STEP];
  out[1] = row[TW_COLUMN_LOSS];
  out[2] = row[TW_COLUMN_GRADIENT_NORM];
  out[3] = row[TW_COLUMN_UPDATE_NORM];
  out[4] = rate;
  memcpy (out + 5, row + TW_COLUMN_X, (2 + recording->type->n_readouts) * sizeof *out);
  if (recording->n_theta > 0)
    memcpy (out + 1 + recording->n_values, tw_run_get_theta (run),
            recording->n_theta * sizeof *out);
}

static void
add_row (TwRecording *recording, TwRun *run, const double *row, double rate)
{
  TwRecord *chunk = recording->chunk;

  if (chunk == NULL)
    {
      chunk = recording->chunk = tw_record_new (TW_RECORD_ROWS, recording->run, recording->type);
      chunk->rows = g_new (double, CHUNK_ROWS * recording->width);
      chunk->n_theta = recording->n_theta;
      recording->chunk_time = now ();
    }
  fill (recording, run, row, rate, chunk->rows + chunk->n_rows++ * recording->width);
  recording->recorded = (gint64)row[TW_COLUMN_STEP];
  if (chunk->n_rows == CHUNK_ROWS || recording->step_ns >= CHUNK_AGE / 2
      || ((recording->step_ns > FAST_STEP || chunk->n_rows % 8 == 0)
          && now () - recording->chunk_time >= CHUNK_AGE))
    hand_over (recording);
}

static TwRecord *
new_single_row (TwRecording *recording, TwRecordKind kind, TwRun *run, const double *row,
                double rate)
{
  TwRecord *record = tw_record_new (kind, recording->run, recording->type);

  record->step = tw_run_get_step (run);
  record->n_rows = 1;
  record->n_theta = recording->n_theta;
  record->rows = g_new (double, recording->width);
  record->size += recording->width * sizeof (double);
  fill (recording, run, row, rate, record->rows);
  recording->recorded = (gint64)row[TW_COLUMN_STEP];
  return record;
}

/* The row of the run as it is, where the trainer made none. */
static const double *
compute_row (TwRecording *recording, TwRun *run, const TwStepRecord *last)
{
  tw_history_fill_row (run, last, recording->row);
  return recording->row;
}

/* --- checkpoints --- */

static void
put_checkpoint (TwRecording *recording, TwRun *run, const char *reason, const char *label,
                gboolean substantial)
{
  TwRecord *record = tw_record_new (TW_RECORD_CHECKPOINT, recording->run, recording->type);

  hand_over (recording);
  record->step = tw_run_get_step (run);
  record->changes = recording->n_changes;
  record->reason = reason;
  record->text = g_strdup (label);
  record->bytes = tw_run_save_state (run);
  recording->state_size = g_bytes_get_size (record->bytes);
  record->size += recording->state_size;
  recording->checkpoint = record->step;
  tw_recorder_put (recording->recorder, record, substantial);
}

static void
adapt_interval (TwRecording *recording, gint64 step_ns)
{
  const guint64 least = MAX (LEAST_INTERVAL, recording->state_size / CHECKPOINT_PAGE);

  /* The fastest of late is what a replay takes; a slow one was somebody else's fault. */
  recording->step_ns = recording->step_ns == 0
                           ? step_ns
                           : MIN (step_ns, recording->step_ns + recording->step_ns / 64 + 1);
  recording->interval = (guint64)(SEEK_NS / MAX (recording->step_ns, 1));
  recording->interval = CLAMP (recording->interval, least, MAX (MOST_INTERVAL, least));
}

/* --- scores --- */

static guint64
scores_stride (guint64 step)
{
  guint64 stride = 1;

  while (step / stride >= 2 * SCORES_AN_OCTAVE)
    stride *= 2;
  return stride;
}

static void
put_scores (TwRecording *recording, TwRun *run, gboolean substantial)
{
  TwRecord *record = tw_record_new (TW_RECORD_SCORES, recording->run, recording->type);
  const gsize n = tw_run_get_n_params (run);

  record->step = tw_run_get_step (run);
  record->scenario = tw_scenario_ref (tw_run_get_scenario (run));
  record->stage = tw_run_get_stage (run);
  record->theta = g_memdup2 (tw_run_get_theta (run), n * sizeof (double));
  record->size += n * sizeof (double);
  tw_recorder_put (recording->recorder, record, substantial);
}

/* --- how a run stands --- */

static void
put_state (TwRecording *recording, TwRun *run, TwTrainerState state, const char *message,
           gboolean substantial)
{
  TwRecord *record = tw_record_new (TW_RECORD_STATE, recording->run, recording->type);

  record->state = state;
  record->text = g_strdup (message);
  record->total = tw_scenario_total_steps (tw_run_get_scenario (run));
  recording->state = state;
  recording->last_total = record->total;
  recording->says_state = TRUE;
  tw_recorder_put (recording->recorder, record, substantial);
}

/* Whether the file says something else about how it stands. */
static gboolean
has_news (const TwRecording *recording, TwRun *run, TwTrainerState state)
{
  return !recording->says_state || recording->state != state
         || recording->last_total != tw_scenario_total_steps (tw_run_get_scenario (run));
}

/* --- pace --- */

static void
set_every (TwRecording *recording, guint64 step, guint64 every)
{
  TwRecord *record = tw_record_new (TW_RECORD_PACE, recording->run, recording->type);

  hand_over (recording);
  recording->says_pace = TRUE;
  recording->every = every;
  record->step = step;
  record->number = (gint64)every;
  tw_recorder_put (recording->recorder, record, TRUE);
}

/* Fewer steps are recorded while they come faster than they can be written. */
static void
adapt_every (TwRecording *recording, guint64 step)
{
  const gsize backlog = tw_recorder_get_backlog (recording->recorder);
  const gsize most = MANY_WAIT + DOUBLING_WAIT * (gsize)g_bit_nth_msf (recording->every, -1);

  if (backlog >= FEW_WAIT)
    recording->eased = step;
  if (backlog > most && recording->every < MOST_EVERY)
    set_every (recording, step, 2 * recording->every);
  else if (recording->every > 1 && step - recording->eased > 65536)
    {
      recording->eased = step;
      set_every (recording, step, recording->every / 2);
    }
}

/* --- the sink --- */

static void
on_begin (TwTrainerSink *sink, TwRun *run, const TwStepRecord *last, const double *row)
{
  TwRecording *recording = (TwRecording *)sink;
  const guint64 step = tw_run_get_step (run);

  if (step < recording->head)
    {
      recording->astray = TRUE;
      return;
    }
  if (tw_run_get_n_params (run) <= TW_SESSION_MAX_THETA)
    recording->n_theta = tw_run_get_n_params (run);
  recording->width = 1 + recording->n_values + recording->n_theta;
  recording->last = *last;
  recording->stage = tw_run_get_stage (run);
  recording->checkpoint = step;
  recording->last_total = tw_scenario_total_steps (tw_run_get_scenario (run));
  tw_recorder_put (recording->recorder,
                   new_single_row (recording, TW_RECORD_BEGIN, run, row, last->rate), FALSE);
  if (!recording->fresh)
    return;
  if (step == 0)
    put_checkpoint (recording, run, "start", NULL, FALSE);
  put_scores (recording, run, FALSE);
}

static gboolean
on_may_step (TwTrainerSink *sink, char **why)
{
  TwRecording *recording = (TwRecording *)sink;
  g_autofree char *trouble = NULL;

  if (recording->astray)
    {
      *why = g_strdup ("the run goes on from its last step only; what was recorded stays as it is");
      return FALSE;
    }
  if (!tw_recorder_is_held (recording->recorder))
    {
      recording->step_began = ++recording->steps_timed % TIMED_STEPS == 1 ? now () : 0;
      return TRUE;
    }
  trouble = tw_recorder_get_trouble (recording->recorder);
  *why = g_strdup_printf ("recording stands still: %s",
                          trouble != NULL ? trouble : "steps come faster than they can be written");
  return FALSE;
}

static gboolean
on_wants (TwTrainerSink *sink, guint64 step)
{
  return step % ((TwRecording *)sink)->every == 0;
}

/* Why a checkpoint is due at this step; NULL: none is. */
static const char *
find_reason (TwRecording *recording, TwRun *run)
{
  const guint stage = tw_run_get_stage (run);
  const gboolean other = stage != recording->stage;

  recording->stage = stage;
  if (other)
    return "stage";
  return tw_run_get_step (run) - recording->checkpoint >= recording->interval ? "interval" : NULL;
}

static void
on_step (TwTrainerSink *sink, TwRun *run, const TwStepRecord *last, const double *row)
{
  TwRecording *recording = (TwRecording *)sink;
  const guint64 step = tw_run_get_step (run);
  const char *reason = find_reason (recording, run);

  recording->last = *last;
  /* Whoever recorded before may have left steps out. */
  if (!recording->fresh && !recording->says_pace)
    set_every (recording, step, 1);
  if (recording->step_began != 0)
    {
      adapt_interval (recording, now () - recording->step_began);
      adapt_every (recording, step);
    }
  /* A step with a checkpoint has a row, so that no checkpoint lies behind the last row. */
  if (reason != NULL && row == NULL)
    row = compute_row (recording, run, last);
  if (row != NULL && (reason != NULL || step % recording->every == 0))
    add_row (recording, run, row, last->rate);
  if (reason != NULL)
    put_checkpoint (recording, run, reason, NULL, TRUE);
  if (step % scores_stride (step) == 0)
    put_scores (recording, run, TRUE);
}

static void
on_edit (TwTrainerSink *sink, TwRun *run, const TwEdit *edits, guint n, const char *origin,
         const TwStepRecord *last, const double *row)
{
  TwRecording *recording = (TwRecording *)sink;
  TwRecord *record;

  if (recording->astray)
    return;
  hand_over (recording);
  record = new_single_row (recording, TW_RECORD_CHANGE, run, row, last->rate);
  record->number = (gint64)++recording->n_changes;
  record->time = g_get_real_time ();
  record->text = g_strdup (origin != NULL ? origin : "");
  record->n_edits = n;
  record->edits = g_new0 (TwRecordedEdit, n);
  for (guint i = 0; i < n; i++)
    record->edits[i] =
        (TwRecordedEdit){ g_strdup (edits[i].address), edits[i].before, edits[i].after };
  recording->stage = tw_run_get_stage (run);
  tw_recorder_put (recording->recorder, record, TRUE);
  if (has_news (recording, run, TW_TRAINER_PAUSED))
    put_state (recording, run, TW_TRAINER_PAUSED, NULL, TRUE);
  put_scores (recording, run, TRUE);
}

static void
on_mark (TwTrainerSink *sink, TwRun *run, const char *label)
{
  TwRecording *recording = (TwRecording *)sink;

  if (recording->astray)
    return;
  if (recording->recorded != (gint64)tw_run_get_step (run))
    add_row (recording, run, compute_row (recording, run, &recording->last), recording->last.rate);
  put_checkpoint (recording, run, "mark", label, TRUE);
}

/* The row of the state at which it rests, if it is none of those that are recorded anyway. */
static void
record_resting_row (TwRecording *recording, TwRun *run, const double *row, double rate)
{
  if (recording->recorded != (gint64)tw_run_get_step (run))
    add_row (recording, run, row, rate);
  hand_over (recording);
}

static void
on_rest (TwTrainerSink *sink, TwRun *run, const TwStepRecord *last, const double *row,
         TwTrainerState state, const char *message)
{
  TwRecording *recording = (TwRecording *)sink;
  const gboolean begun =
      tw_run_get_step (run) > recording->head || recording->n_changes > recording->changes_before;

  if (recording->astray)
    return;
  if (state == TW_TRAINER_RUNNING || !begun)
    {
      hand_over (recording);
      return;
    }
  record_resting_row (recording, run, row, last->rate);
  if (state == TW_TRAINER_FINISHED && recording->checkpoint != tw_run_get_step (run))
    put_checkpoint (recording, run, "end", NULL, TRUE);
  if (has_news (recording, run, state) || message != NULL)
    put_state (recording, run, state, message, TRUE);
  put_scores (recording, run, TRUE);
}

static void
on_end (TwTrainerSink *sink)
{
  TwRecording *recording = (TwRecording *)sink;

  hand_over (recording);
  tw_recorder_unref (recording->recorder);
  g_free (recording->row);
  g_free (recording);
}

TwTrainerSink *
tw_recording_new (TwRecorder *recorder, const TwSessionRun *run)
{
  static const TwTrainerSink table = { on_begin, on_may_step, on_wants, on_step,
                                       on_edit,  on_mark,     on_rest,  on_end };
  TwRecording *recording = g_new0 (TwRecording, 1);
  const TwModelType *type = run->scenario->type;
  guint64 head = run->head, n_changes = run->n_changes;

  /* What another trainer of the run did may not be committed yet. */
  tw_recorder_get_put (recorder, run->id, &head, &n_changes);

  recording->table = table;
  recording->recorder = tw_recorder_ref (recorder);
  recording->run = run->id;
  recording->type = type;
  recording->head = head;
  recording->n_changes = recording->changes_before = n_changes;
  recording->fresh = head == run->start && n_changes == 0;
  recording->n_values = tw_session_schema_n_values (type);
  recording->row = g_new (double, TW_COLUMN_READOUTS + type->n_readouts);
  recording->recorded = -1;
  recording->every = 1;
  recording->interval = LEAST_INTERVAL;
  return &recording->table;
}
