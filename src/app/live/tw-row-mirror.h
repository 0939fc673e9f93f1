/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A reader's copy of a history, all columns, brought up to date by fetching only what is new.
 * Belongs to one thread. */

#pragma once

#include "train/tw-history.h"

G_BEGIN_DECLS

typedef struct
{
  double *values; /* (length, n_columns), row-major */
  gsize length, allocated;
  guint n_columns;
  guint64 generation;
  guint *columns; /* (n_columns) 0, 1, … */
} TwRowMirror;

void tw_row_mirror_init (TwRowMirror *mirror);
void tw_row_mirror_clear (TwRowMirror *mirror);
/* TRUE if rows came, changed or went.  Always of one history. */
gboolean tw_row_mirror_update (TwRowMirror *mirror, TwHistory *history);

G_END_DECLS
