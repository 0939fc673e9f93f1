/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Making snapshots, which is the worker's business; what they are is in tw-trainer.h. */

#pragma once

#include "train/tw-trainer.h"

G_BEGIN_DECLS

/* The run as it is now.  jacobian (2, n_params) is scratch.  What the trainer alone knows (serial,
 * state, message, steps_per_second, last) is for the caller to fill in before anyone else sees it. */
TwSnapshot *tw_snapshot_new (TwRun *run, double *jacobian);

G_END_DECLS
