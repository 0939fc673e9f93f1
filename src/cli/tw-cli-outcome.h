/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What there is to say about a run as it stands: what run, branch and replay print. */

#pragma once

#include "cli/tw-json-writer.h"
#include "train/tw-run.h"

G_BEGIN_DECLS

typedef struct
{
  TwModel *model;       /* borrowed from the run, like the next three */
  const double *theta;  /* (n_params) */
  TwScenario *scenario; /* in force */
  const char *stage;
  gint64 recorded; /* number of the run in a session, which knows no scenario's name; 0: none */
  guint64 step, total;
  double loss;      /* on the full batch */
  double *readouts; /* (n_readouts) */
  double point[2];  /* on the plane */
  TwVerdict verdict;
  char *hash; /* of the state */
} TwCliOutcome;

/* outcome is overwritten; recorded is as above; the run must stand still and live for as long as it is used. */
void tw_cli_outcome_init (TwCliOutcome *outcome, TwRun *run, gint64 recorded);
void tw_cli_outcome_clear (TwCliOutcome *outcome);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TwCliOutcome, tw_cli_outcome_clear)

/* For people, to standard output. */
void tw_cli_outcome_print (const TwCliOutcome *outcome);
/* As members of an object: "scenario" … "hash". */
void tw_cli_outcome_json (const TwCliOutcome *outcome, TwJsonWriter *json);
/* "version", "isa", "blas": what computed it. */
void tw_cli_outcome_json_program (TwJsonWriter *json);

G_END_DECLS
